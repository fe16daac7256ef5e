// SPDX-License-Identifier: Apache-2.0
//
// Which slice of a shared tile a vector belongs to, and that threads keep their vectors from step to step where they can.
#include "../../../runtime/lib/TileShares.h"
#include "../../../runtime/lib/Execution.h"
#include "../../../runtime/lib/Passes.h"
#include "KernelSets.h"
#include "RandomCircuit.h"

#include <algorithm>

using namespace qml;
using namespace qml::test;

namespace {

constexpr uint32_t numVectors = 1 << 10;

TEST(TileShares, AreTheSlicesOfGroups) {
  for (uint64_t seed = 0; seed < 50; ++seed) {
    SCOPED_TRACE(seed);
    Source random(seed);
    const unsigned numSlices = 1u << random.below(7);
    rt::MaskBasis flips;
    for (unsigned i = random.below(5); i > 0; --i)
      flips.add(random.below(numVectors));
    uint32_t inner = 0;
    for (unsigned i = 0; i < flips.rank(); ++i)
      inner |= uint32_t(flips.pivot(i));
    const rt::TileShares shares = rt::sharesBy(flips, numVectors, numSlices);
    const std::vector<uint16_t> order = shares.inOrder(numVectors);
    EXPECT_TRUE(std::ranges::is_sorted(order, {}, [&](uint16_t v) { return std::pair(shares.sliceOf(v), v); }));
    for (unsigned slice = 0; slice < numSlices; ++slice) {
      auto [begin, end] = rt::Slice{numVectors, slice, numSlices}.groups(inner);
      for (uint32_t v = begin; v < end; ++v)
        if (!(v & inner)) { // the first of its group
          EXPECT_EQ(shares.sliceOf(v), slice);
          for (unsigned i = 0; i < flips.rank(); ++i)
            EXPECT_EQ(shares.sliceOf(v ^ uint32_t(flips.row(i))), slice);
        }
    }
  }
}

/// Layers of rotations, whose CNOTs are relabellings, on a state of one tile that threads share.
const rt::Layout<double> &layoutOf(const rt::Program &program) {
  return program.impl().layout<double>(0, {}, rt::kernels<double>());
}

rt::Plan layers(unsigned numQubits) {
  Circuit circuit(numQubits, numQubits);
  for (unsigned layer = 0; layer < 4; ++layer) {
    for (uint32_t q = 0; q < numQubits; ++q) {
      circuit.append(GateKind::RY, {q}, {Angle::ofSlot(q)});
      circuit.append(GateKind::RZ, {q}, {Angle::ofSlot(q)});
    }
    for (uint32_t q = 0; q < numQubits; ++q)
      circuit.append(GateKind::CNOT, {q, (q + 1) % numQubits});
  }
  rt::Plan plan = rt::makePlan(circuit, {});
  rt::optimize(plan);
  return plan;
}

class Shares : public OnKernelSet {};
QML_ON_ALL_KERNEL_SETS(Shares);

TEST_P(Shares, StayTheSameInPhases) {
  const rt::Program program(layers(15));
  const rt::Layout<double> &layout = layoutOf(program);
  unsigned checked = 0;
  for (const rt::PhaseStep<double> &step : layout.phases) {
    ASSERT_GT(step.shares.numBits, 0u);
    const unsigned slices = 1u << step.shares.numBits;
    size_t kept = 0, total = 0;
    for (unsigned slice = 0; slice < slices; ++slice) {
      const rt::PhasePass<double> pass = rt::place<double>(step, 0, false, nullptr, {layout.tileVectors(), slice, slices});
      for (uint32_t bucket = 0; bucket < pass.numBuckets; ++bucket)
        for (uint32_t i = 0; i < pass.taken; ++i, ++total)
          kept += step.shares.sliceOf(pass.order[size_t(bucket) * pass.bucketSize + i]) == slice;
    }
    EXPECT_EQ(total, layout.tileVectors());
    EXPECT_EQ(kept, total);
    ++checked;
  }
  EXPECT_GT(checked, 0u);
}

TEST_P(Shares, OfBundlesThatGoOnComeFirst) {
  const rt::Program program(layers(15));
  const rt::Layout<double> &layout = layoutOf(program);
  ASSERT_EQ(layout.sweeps.size(), 1u);
  uint32_t half = layout.sweeps[0].shares.half();
  for (const rt::StepRef &ref : layout.sweeps[0].steps) {
    if (ref.kind != rt::StepRef::Rotations)
      continue;
    const rt::RotationsStep<double> &step = layout.rotations[ref.number];
    ASSERT_EQ(step.shares[0].size(), step.forward.size());
    EXPECT_TRUE(std::ranges::is_sorted(step.shares[0], {}, [&](const rt::TileShares &shares) { return shares.half() != half; }));
    half = step.shares[0].back().half();
  }
}

} // namespace
