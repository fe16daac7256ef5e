// SPDX-License-Identifier: Apache-2.0
//
// Which slice of a shared tile a vector belongs to, and that threads keep their vectors from step to step where they can.
#include "../../../runtime/lib/Execution.h"
#include "../../../runtime/lib/Passes.h"
#include "../../../runtime/lib/TileShares.h"
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

/// Layers of rotations, whose CNOTs are relabellings.
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

/// Calls check(layout) for states of one tile that threads share, as far as this machine's cache holds them.
template <typename Check> void forSharedTiles(Check check) {
  auto inPrecision = [&]<typename Real>(unsigned numQubits) {
    if (!rt::isOneTile(numQubits, 2 * sizeof(Real)))
      return;
    SCOPED_TRACE(numQubits);
    const rt::Program program(layers(numQubits));
    const rt::Layout<Real> &layout = program.impl().layout<Real>(0, {}, rt::kernels<Real>());
    ASSERT_EQ(layout.sweeps.size(), 1u);
    ASSERT_EQ(1u << layout.sweeps[0].shares.numBits, rt::chunkCount(numQubits));
    check(layout);
  };
  for (unsigned numQubits : {15u, 16u}) {
    inPrecision.template operator()<double>(numQubits);
    inPrecision.template operator()<float>(numQubits + 1);
  }
}

TEST_P(Shares, KeepTheirHalvesInPhases) {
  forSharedTiles([]<typename Real>(const rt::Layout<Real> &layout) {
    ASSERT_FALSE(layout.phases.empty());
    for (const rt::PhaseStep<Real> &step : layout.phases) {
      const unsigned slices = 1u << step.shares.numBits;
      std::vector<unsigned> taken(layout.tileVectors());
      size_t kept = 0;
      for (unsigned slice = 0; slice < slices; ++slice) {
        const rt::PhasePass<Real> pass = rt::place<Real>(step, 0, false, nullptr, {layout.tileVectors(), slice, slices});
        for (uint32_t bucket = 0; bucket < pass.numBuckets; ++bucket)
          for (uint32_t i = 0; i < pass.taken; ++i) {
            const uint16_t vector = pass.order[size_t(bucket) * pass.bucketSize + i];
            ++taken[vector];
            kept += (step.shares.sliceOf(vector) >= slices / 2) == (slice >= slices / 2);
          }
      }
      EXPECT_EQ(taken, std::vector(layout.tileVectors(), 1u));
      EXPECT_EQ(kept, layout.tileVectors());
    }
  });
}

/// Of a tile's halves as few as may be go from one thread to another, forward and back.
TEST_P(Shares, OrderBundlesSuchThatFewMove) {
  forSharedTiles([]<typename Real>(const rt::Layout<Real> &layout) {
    uint32_t half = layout.sweeps[0].shares.half();
    bool moves = false;
    for (const rt::StepRef &ref : layout.sweeps[0].steps) {
      if (ref.kind != rt::StepRef::Rotations)
        continue;
      const rt::RotationsStep<Real> &step = layout.rotations[ref.number];
      ASSERT_EQ(step.shares[0].size(), step.forward.size());
      ASSERT_EQ(step.shares[1].size(), step.backward.size());
      const uint32_t behind = step.shares[0].back().half();
      auto place = [&](const rt::TileShares &shares) { return shares.half() != half; };
      auto placeBackward = [&](const rt::TileShares &shares) { return shares.half() == behind ? 0 : shares.half() == half ? 2 : 1; };
      EXPECT_TRUE(std::ranges::is_sorted(step.shares[0], {}, place));
      EXPECT_TRUE(std::ranges::is_sorted(step.shares[1], {}, placeBackward));
      moves = moves || behind != half;
      half = behind;
    }
    EXPECT_TRUE(moves);
  });
}

} // namespace
