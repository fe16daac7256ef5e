// SPDX-License-Identifier: Apache-2.0
//
// Dense blocks of up to five targets, made by hand from random gates: forward against the oracle, gradients against
// differences, batches against their rows. Their qubits are spread over the index by CNOTs.
#include "KernelSets.h"
#include "RandomCircuit.h"

#include <cmath>

using namespace qml;
using namespace qml::test;

namespace {

constexpr unsigned numSlots = 3;

/// A dense block between two layers of gates, and the circuit that it stands for.
struct DenseBlock {
  rt::Plan plan;
  Circuit circuit;
  std::vector<double> slots, cotangent;

  DenseBlock(uint64_t seed, unsigned numQubits, unsigned numTargets, unsigned numControls) : circuit(numQubits, numSlots) {
    Source random(seed);
    appendLayer(circuit, random);
    const size_t numBlocksBefore = rt::makePlan(circuit, {}).blocks.size();
    for (unsigned i = 0; i < numQubits && numQubits > 1; ++i)
      circuit.append(random.below(5) == 0 ? GateKind::SWAP : GateKind::CNOT, random.qubits(2, numQubits));
    circuit.append(GateKind::X, {random.below(numQubits)});
    const std::vector<rt::Qubit> places = rt::makePlan(circuit, {}).qubits;

    Circuit gates(numTargets, numSlots);
    while (gates.size() < 4)
      if (const GateRow &row = gateTable()[random.below(gateTable().size())]; row.numQubits >= 0) // parities are phases
        appendRandomGate(gates, row, random, numSlots);
    const std::vector<uint32_t> qubits = random.qubits(numControls + numTargets, numQubits); // controls first
    const uint32_t negated = random.below(1u << numControls);

    Circuit others = circuit;
    appendLayer(others, random);
    Reading expval{ReadingKind::Expval, {randomObservable(random, numQubits, 4), randomObservable(random, numQubits, 2)}, {}};
    plan = rt::makePlan(others, {expval});

    rt::Block block;
    block.firstTarget = plan.targets.size(), block.numTargets = numTargets;
    block.firstControl = plan.controls.size(), block.numControls = numControls;
    block.firstGate = plan.gates.size(), block.numGates = gates.size();
    for (unsigned i = 0; i < numControls; ++i) {
      const rt::Qubit &place = places[qubits[i]];
      plan.controls.push_back({place.sign, !((negated >> i) & 1) != place.negated});
    }
    for (unsigned i = 0; i < numTargets; ++i)
      plan.targets.push_back({places[qubits[numControls + i]].flip, places[qubits[numControls + i]].sign, false});
    for (const Op &op : gates) {
      rt::PlanGate gate{op.gate, op.adjoint, uint8_t(op.numControls), uint8_t(op.numQubits), uint8_t(op.numAngles)};
      gate.firstLocal = plan.locals.size(), gate.firstAngle = plan.angles.size();
      std::vector<uint32_t> all(qubits.begin(), qubits.begin() + numControls);
      for (unsigned i = 0; i < op.numQubits; ++i) {
        const uint32_t target = gates.qubits(op)[i];
        all.push_back(qubits[numControls + target]);
        const uint8_t bit = 1u << (numTargets - 1 - target);
        plan.locals.push_back({bit, bit, bool((op.negated >> i) & 1) != places[all.back()].negated});
      }
      for (const Angle &angle : gates.angles(op)) {
        plan.angles.push_back(angle);
        block.parametric |= !angle.isConstant();
      }
      plan.gates.push_back(gate);
      circuit.append(op.gate, all, gates.angles(op), numControls + op.numControls, op.negated << numControls | negated, op.adjoint);
    }
    plan.blocks.insert(plan.blocks.begin() + numBlocksBefore, block);
    for (size_t i = circuit.size() - gates.size(); i < others.size(); ++i)
      circuit.append(others, others[i]);

    for (unsigned slot = 0; slot < numSlots; ++slot)
      slots.push_back(random.angle());
    cotangent = {random.normal(), random.normal()};
  }
};

class Dense : public OnKernelSet {};

/// Calls test(block, seed) for blocks of all sizes.
template <typename Test> void forBlocks(uint64_t numSeeds, unsigned maxQubits, Test test) {
  for (uint64_t seed = 0; seed < numSeeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Source random(seed);
    const unsigned numTargets = 1 + seed % 5, numQubits = numTargets + random.below(maxQubits - numTargets + 1);
    test(DenseBlock(seed, numQubits, numTargets, random.below(std::min(4u, numQubits - numTargets + 1))));
    if (testing::Test::HasFatalFailure())
      return;
  }
}

} // namespace

TEST_P(Dense, BlocksAgreeWithTheOracleAndDifferences) {
  forBlocks(200, 11, [](const DenseBlock &block) {
    const unsigned n = block.plan.numQubits;
    rt::Program program(block.plan);
    rt::Workspace workspace;
    std::vector<double> state(size_t(2) << n), gradient(numSlots);
    ASSERT_EQ(rt::finalState(program, block.slots, {}, workspace, state.data()), rt::Result::Ok);
    ASSERT_LT(distance(oracle::apply(block.circuit, block.slots, oracle::zeroState(n)), state), 1e-12);
    ASSERT_EQ(rt::runWithGradient(program, block.slots, block.cotangent, {}, workspace, nullptr, gradient.data()), rt::Result::Ok);
    std::vector<double> expected = differences(block.plan, block.slots, block.cotangent);
    for (unsigned slot = 0; slot < numSlots; ++slot)
      ASSERT_NEAR(gradient[slot], expected[slot], 1e-9) << "slot " << slot;
  });
}

TEST_P(Dense, BlocksOfStatesLargerThanATileDoToo) {
  for (uint64_t seed = 0; seed < 5; ++seed) {
    DenseBlock block(seed, 15, 1 + seed, seed % 3);
    rt::Program program(block.plan);
    rt::Workspace workspace;
    std::vector<double> state(size_t(2) << 15), gradient(numSlots);
    ASSERT_EQ(rt::finalState(program, block.slots, {}, workspace, state.data()), rt::Result::Ok);
    ASSERT_LT(distance(oracle::apply(block.circuit, block.slots, oracle::zeroState(15)), state), 1e-12) << seed;
    ASSERT_EQ(rt::runWithGradient(program, block.slots, block.cotangent, {}, workspace, nullptr, gradient.data()), rt::Result::Ok);
    std::vector<double> expected = differences(block.plan, block.slots, block.cotangent);
    for (unsigned slot = 0; slot < numSlots; ++slot)
      ASSERT_NEAR(gradient[slot], expected[slot], 1e-8) << "seed " << seed << ", slot " << slot;
  }
}

TEST_P(Dense, BlocksOfABatchAgreeWithItsRows) {
  forBlocks(60, 9, [](const DenseBlock &block) {
    rt::Program program(block.plan);
    Source random(block.plan.numQubits);
    const size_t numRows = 1 + random.below(rt::batchRows(program, {}));
    std::vector<uint8_t> shared(numSlots);
    std::ranges::generate(shared, [&] { return random.below(2); });
    std::vector<double> slots, cotangents, out(2 * numRows), gradients(numSlots * numRows), expected(numSlots * numRows);
    for (size_t row = 0; row < numRows; ++row) {
      for (unsigned slot = 0; slot < numSlots; ++slot)
        slots.push_back(shared[slot] ? block.slots[slot] : random.angle());
      cotangents.push_back(random.normal());
      cotangents.push_back(random.normal());
    }
    rt::Workspace workspace, other;
    const rt::SlotRows rows{slots.data(), numRows, numSlots, shared};
    ASSERT_EQ(rt::runBatch(program, rows, {}, workspace, out.data()), rt::Result::Ok);
    ASSERT_EQ(rt::batchGradient(program, rows, cotangents.data(), {}, workspace, gradients.data()), rt::Result::Ok);
    for (size_t row = 0; row < numRows; ++row) {
      double readings[2], gradient[numSlots] = {};
      ASSERT_EQ(rt::runWithGradient(program, {slots.data() + row * numSlots, numSlots}, {cotangents.data() + 2 * row, 2}, {}, other,
                                    readings, gradient),
                rt::Result::Ok);
      for (unsigned i = 0; i < 2; ++i)
        ASSERT_NEAR(out[2 * row + i], readings[i], 1e-12) << "row " << row;
      for (unsigned slot = 0; slot < numSlots; ++slot)
        expected[(shared[slot] ? 0 : row) * numSlots + slot] += gradient[slot];
    }
    for (size_t i = 0; i < expected.size(); ++i)
      ASSERT_NEAR(gradients[i], expected[i], 1e-10) << "row " << i / numSlots << " of " << numRows << ", slot " << i % numSlots;
  });
}

QML_ON_ALL_KERNEL_SETS(Dense);
