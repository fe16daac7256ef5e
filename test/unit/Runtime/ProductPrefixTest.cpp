// SPDX-License-Identifier: Apache-2.0
//
// Gates on single qubits at the beginning of circuits, which become a product that runs start from: against the oracle, against
// the same plan applied to |0...0>, and derivatives against differences.
#include "../../../runtime/lib/Memory.h"
#include "../../../runtime/lib/ProductPrefix.h"
#include "KernelSets.h"
#include "RandomCircuit.h"

#include <algorithm>
#include <cmath>

using namespace qml;
using namespace qml::test;

namespace {

constexpr unsigned numSlots = 6;

Angle slotAngle(Source &random) {
  return random.below(5) == 0 ? Angle(random.angle()) : Angle::ofSlot(random.below(numSlots), random.angle() / 2, random.angle());
}

/// Gates on some of the qubits, then layers that entangle all.
RandomCircuit layeredCircuit(uint64_t seed, unsigned numQubits, unsigned numTouched, bool realOnly = false) {
  Source random(seed);
  RandomCircuit result{Circuit(numQubits, numSlots), {}};
  Circuit &circuit = result.circuit;
  for (unsigned slot = 0; slot < numSlots; ++slot)
    result.slots.push_back(random.angle());
  constexpr GateKind kinds[] = {GateKind::RY, GateKind::RX, GateKind::RZ, GateKind::H, GateKind::Rot, GateKind::S, GateKind::X};
  auto appendLayer = [&](std::span<const uint32_t> qubits) {
    for (uint32_t qubit : qubits)
      for (unsigned i = random.below(4); i > 0; --i) {
        const GateRow &row = gateRow(realOnly ? GateKind::RY : kinds[random.below(std::size(kinds))]);
        std::vector<Angle> angles;
        while (angles.size() < size_t(row.numAngles))
          angles.push_back(slotAngle(random));
        circuit.append(row.kind, std::vector{qubit}, angles);
      }
  };
  const std::vector<uint32_t> touched = random.qubits(numTouched, numQubits), all = random.qubits(numQubits, numQubits);
  appendLayer(touched);
  for (unsigned layer = 0; layer < 2; ++layer) {
    for (unsigned i = 0; i < numQubits; ++i) {
      const std::vector<uint32_t> pair = random.qubits(2, numQubits);
      constexpr GateKind entangling[] = {GateKind::CNOT, GateKind::CZ, GateKind::CNOT, GateKind::IsingZZ};
      const GateRow &row = gateRow(entangling[random.below(realOnly ? 3 : 4)]);
      circuit.append(row.kind, pair,
                     row.numAngles > 0 ? std::vector<Angle>{slotAngle(random)} : std::vector<Angle>());
    }
    appendLayer(all);
  }
  return result;
}

rt::Plan planOf(const RandomCircuit &circuit, std::vector<Reading> readings = {}) {
  rt::Plan plan = rt::makePlan(circuit.circuit, std::move(readings));
  rt::optimize(plan);
  return plan;
}

/// A slot for each angle, or `most` in turns.
Circuit ansatz(unsigned numQubits, unsigned layers, unsigned most = ~0u) {
  Circuit circuit(numQubits, std::min(most, 2 * numQubits * layers));
  unsigned angles = 0;
  for (unsigned layer = 0; layer < layers; ++layer) {
    for (uint32_t q = 0; q < numQubits; ++q) {
      circuit.append(GateKind::RY, {q}, {Angle::ofSlot(angles++ % circuit.numSlots())});
      circuit.append(GateKind::RZ, {q}, {Angle::ofSlot(angles++ % circuit.numSlots())});
    }
    for (uint32_t q = 0; q < numQubits; ++q)
      circuit.append(GateKind::CNOT, {q, (q + 1) % numQubits});
  }
  return circuit;
}

uint64_t bitsTaken(const rt::Plan &plan) {
  std::vector<rt::SweepBlock> blocks = rt::allBlocks(plan);
  return rt::takeProduct(plan, blocks).bits;
}

std::vector<double> stateOf(const rt::Plan &plan, std::span<const double> slots, rt::RunOptions options = {}) {
  rt::Workspace workspace;
  std::vector<double> state(size_t(2) << plan.numQubits);
  EXPECT_EQ(rt::finalState(rt::Program(plan), slots, options, workspace, state.data()), rt::Result::Ok);
  return state;
}

class Products : public OnKernelSet {};
QML_ON_ALL_KERNEL_SETS(Products);

TEST_P(Products, AgreeWithTheOracle) {
  unsigned taken = 0;
  for (uint64_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    const unsigned numQubits = seed % 15 == 14 ? 16 : 9 + unsigned(seed % 4), numTouched = seed % 3 == 0 ? numQubits - 3 : numQubits;
    const RandomCircuit circuit = layeredCircuit(seed, numQubits, numTouched, seed % 5 == 4);
    const rt::Plan plan = planOf(circuit);
    taken += bitsTaken(plan) != 0;
    const oracle::State expected = oracle::apply(circuit.circuit, circuit.slots, oracle::zeroState(numQubits));
    EXPECT_LT(distance(expected, stateOf(plan, circuit.slots)), 1e-12);
    EXPECT_LT(distance(expected, stateOf(plan, circuit.slots, {.precision = rt::Precision::Single})), 3e-6);
  }
  EXPECT_GT(taken, 40u);
}

TEST_P(Products, DifferentiateAsDifferencesDo) {
  for (uint64_t seed = 100; seed < 124; ++seed) {
    SCOPED_TRACE(seed);
    const unsigned numQubits = seed % 8 == 7 ? 15 : 9 + unsigned(seed % 3), numTouched = seed % 3 == 0 ? numQubits - 2 : numQubits;
    Source random(seed);
    const Reading expval{ReadingKind::Expval, {randomObservable(random, numQubits, 3), randomObservable(random, numQubits, 2)}, {}};
    const RandomCircuit circuit = layeredCircuit(seed, numQubits, numTouched, seed % 4 == 3);
    const rt::Plan plan = planOf(circuit, {expval});
    const std::vector<double> cotangent = {0.7, -1.3}, expected = differences(plan, circuit.slots, cotangent);
    rt::Workspace workspace;
    std::vector<double> values(2), gradient(numSlots), again(numSlots);
    for (rt::Precision precision : {rt::Precision::Double, rt::Precision::Single}) {
      const double tolerance = precision == rt::Precision::Double ? 1e-9 : 5e-5;
      gradient.assign(numSlots, 0);
      ASSERT_EQ(rt::runWithGradient(rt::Program(plan), circuit.slots, cotangent, {.precision = precision}, workspace, values.data(),
                                    gradient.data()),
                rt::Result::Ok);
      for (unsigned slot = 0; slot < numSlots; ++slot)
        EXPECT_NEAR(gradient[slot], expected[slot], tolerance) << slot;
    }
    again.assign(numSlots, 0);
    ASSERT_EQ(rt::runWithGradient(rt::Program(plan), circuit.slots, cotangent, {.threads = 2, .precision = rt::Precision::Single},
                                  workspace, values.data(), again.data()),
              rt::Result::Ok);
    EXPECT_EQ(gradient, again);
  }
}

/// Large states, most of which is 0 before the first sweep: of it nothing is read.
TEST_P(Products, LeaveZerosAlone) {
  unsigned taken = 0;
  for (uint64_t seed = 200; seed < 260 && taken < 3; ++seed) {
    SCOPED_TRACE(seed);
    constexpr unsigned numQubits = 17;
    Source random(seed);
    const Reading expval{ReadingKind::Expval, {randomObservable(random, numQubits, 3)}, {}};
    const RandomCircuit circuit = layeredCircuit(seed, numQubits, 3 + 2 * unsigned(seed % 6), seed % 2);
    const rt::Plan plan = planOf(circuit, {expval});
    if (rt::takeCheapest(plan, rt::allBlocks(plan), 2 * sizeof(double)).product.bits == 0)
      continue;
    ++taken;
    rt::Workspace workspace;
    std::vector<double> gradient(numSlots, 0), value(1);
    ASSERT_EQ(rt::runWithGradient(rt::Program(plan), circuit.slots, std::vector{1.0}, {.threads = 2}, workspace, value.data(),
                                  gradient.data()),
              rt::Result::Ok);
    const std::vector<double> expected = differences(plan, circuit.slots, {1.0});
    for (unsigned slot = 0; slot < numSlots; ++slot)
      EXPECT_NEAR(gradient[slot], expected[slot], 1e-9) << slot;
  }
  EXPECT_GT(taken, 0u); // how many depends on the cache
}

rt::PrefixAndSweeps beginningOf(const RandomCircuit &circuit) {
  const rt::Plan plan = planOf(circuit);
  return rt::takeCheapest(plan, rt::allBlocks(plan), 2 * sizeof(double));
}

/// The state and the derivatives of a large circuit.
void expectLikeOracle(const RandomCircuit &circuit) {
  const unsigned numQubits = circuit.circuit.numQubits();
  Source random(7);
  const Reading expval{ReadingKind::Expval, {randomObservable(random, numQubits, 3)}, {}};
  const rt::Plan plan = planOf(circuit, {expval});
  const oracle::State expected = oracle::apply(circuit.circuit, circuit.slots, oracle::zeroState(numQubits));
  EXPECT_LT(distance(expected, stateOf(plan, circuit.slots, {.threads = 2})), 1e-12);
  rt::Workspace workspace;
  std::vector<double> gradient(numSlots, 0), value(1);
  ASSERT_EQ(rt::runWithGradient(rt::Program(plan), circuit.slots, std::vector{1.0}, {.threads = 2}, workspace, value.data(),
                                gradient.data()),
            rt::Result::Ok);
  const std::vector<double> differences = test::differences(plan, circuit.slots, {1.0});
  for (unsigned slot = 0; slot < numSlots; ++slot)
    EXPECT_NEAR(gradient[slot], differences[slot], 1e-9) << slot;
}

/// A product of some bits, in a large state whose other bits are 0 at first.
TEST_P(Products, OfSomeBitsBeginLargeStates) {
  constexpr unsigned numQubits = 17, layers = 2;
  RandomCircuit circuit{ansatz(numQubits, layers, numSlots), {}};
  Source random(7);
  for (unsigned slot = 0; slot < numSlots; ++slot)
    circuit.slots.push_back(random.angle());
  expectLikeOracle(circuit);
  const uint64_t bits = beginningOf(circuit).product.bits;
  if (rt::secondLevelCache().bytes == size_t(2) << 20) // which tiles are best hangs on it
    EXPECT_TRUE(bits != 0 && bits != (1u << numQubits) - 1) << bits;
}

/// Of bits whose amplitudes do not lie together: the bra is copied back to the state for the product's derivatives.
TEST_P(Products, OfScatteredBitsBeginLargeStates) {
  constexpr unsigned numQubits = 17;
  unsigned taken = 0; // which circuits have them hangs on the cache
  for (uint64_t seed = 0; seed < 100 && taken < 2; ++seed) {
    const RandomCircuit circuit = layeredCircuit(seed, numQubits, numQubits);
    const rt::PrefixAndSweeps beginning = beginningOf(circuit);
    if (beginning.product.bits == 0 || rt::liesTogether(beginning.sweeps.sweeps.front(), beginning.sweeps.tileBits))
      continue;
    ++taken;
    SCOPED_TRACE("seed " + std::to_string(seed));
    expectLikeOracle(circuit);
  }
  EXPECT_EQ(taken, 2u);
}

/// Angles in front of the first layer differ from row to row, as data does.
TEST_P(Products, DifferFromRowToRow) {
  for (uint64_t seed = 300; seed < 330; ++seed)
    for (rt::Precision precision : {rt::Precision::Double, rt::Precision::Single}) {
      SCOPED_TRACE(seed);
      const unsigned numQubits = 1 + unsigned(seed % 8);
      Source random(seed);
      const Reading expval{ReadingKind::Expval, {randomObservable(random, numQubits, 3)}, {}};
      const RandomCircuit circuit = numQubits < 2 ? randomCircuit(seed, 1, 4, numSlots) : layeredCircuit(seed, numQubits, numQubits);
      const rt::RunOptions options{.precision = precision};
      const rt::Program program(planOf(circuit, {expval}));
      rt::Workspace workspace, other;
      const size_t numRows = std::min<size_t>(5, rt::batchRows(program, options));
      std::vector<uint8_t> flags(numSlots);
      for (uint8_t &flag : flags)
        flag = random.below(2) ? rt::SlotRows::shared : 0;
      std::vector<double> slots, values(numRows), gradients(numRows * numSlots, 0), cotangents;
      for (size_t i = 0; i < numRows * numSlots; ++i)
        slots.push_back(random.angle());
      for (size_t row = 0; row < numRows; ++row)
        cotangents.push_back(random.normal());
      const rt::SlotRows rows{slots.data(), numRows, numSlots, flags};
      ASSERT_EQ(rt::runBatch(program, rows, options, workspace, values.data()), rt::Result::Ok);
      ASSERT_EQ(rt::batchGradient(program, rows, cotangents.data(), options, workspace, gradients.data()), rt::Result::Ok);
      std::vector<double> sums(numSlots, 0), found(numSlots, 0);
      for (size_t row = 0; row < numRows; ++row) {
        std::vector<double> own(numSlots), gradient(numSlots, 0);
        for (unsigned slot = 0; slot < numSlots; ++slot)
          own[slot] = slots[(flags[slot] ? 0 : row) * numSlots + slot];
        double value = 0;
        ASSERT_EQ(rt::runWithGradient(program, own, {&cotangents[row], 1}, {}, other, &value, gradient.data()), rt::Result::Ok);
        const double tolerance = precision == rt::Precision::Double ? 1e-12 : 2e-5;
        EXPECT_NEAR(values[row], value, tolerance) << row;
        for (unsigned slot = 0; slot < numSlots; ++slot) {
          sums[slot] += flags[slot] ? gradient[slot] : 0;
          if (!flags[slot])
            EXPECT_NEAR(gradients[row * numSlots + slot], gradient[slot], tolerance) << row << ' ' << slot;
        }
      }
      for (unsigned slot = 0; slot < numSlots; ++slot)
        if (flags[slot])
          EXPECT_NEAR(gradients[slot], sums[slot], precision == rt::Precision::Double ? 1e-12 : 5e-5) << slot;
    }
}

TEST(ProductPrefix, TakesTheFirstLayerOfAnAnsatz) {
  constexpr unsigned n = 6;
  rt::Plan plan = rt::makePlan(ansatz(n, 3), {});
  rt::fuse(plan);
  std::vector<rt::SweepBlock> blocks = rt::allBlocks(plan), rest = blocks;
  const rt::ProductPrefix prefix = rt::takeProduct(plan, rest);
  EXPECT_EQ(prefix.bits, (1u << n) - 1);
  EXPECT_EQ(prefix.sums.size(), 2 * n); // RY and RZ of each qubit
  EXPECT_FALSE(prefix.isReal());
  unsigned rotations = 0;
  for (const rt::SweepBlock &block : rest)
    rotations += plan.blocks[block.block].form == rt::BlockForm::Rotation;
  EXPECT_EQ(rotations, 2 * n);
}

TEST(ProductPrefix, TakesGatesOfChosenBitsOnly) {
  constexpr unsigned n = 6;
  const rt::Plan plan = rt::makePlan(ansatz(n, 1), {});
  std::vector<rt::SweepBlock> rest = rt::allBlocks(plan);
  const rt::ProductPrefix prefix = rt::takeProduct(plan, rest, 0b000110);
  EXPECT_EQ(prefix.bits, 0b000110u);
  EXPECT_EQ(prefix.sums.size(), 4u); // RY and RZ of two qubits
  const size_t rotations = std::ranges::count_if(
      rest, [&](const rt::SweepBlock &block) { return plan.blocks[block.block].form == rt::BlockForm::Rotation; });
  EXPECT_EQ(rotations, n - 2);
}

TEST(ProductPrefix, StopsAtWhatEntangles) {
  Circuit circuit(3, 3);
  circuit.append(GateKind::RY, {0}, {Angle::ofSlot(0)});
  circuit.append(GateKind::IsingXX, {0, 1}, {Angle::ofSlot(1)});
  circuit.append(GateKind::RY, {1}, {Angle::ofSlot(2)}); // behind it
  circuit.append(GateKind::RX, {0}, {Angle::ofSlot(2)}); // commutes with it, not with RY
  circuit.append(GateKind::RY, {2}, {Angle::ofSlot(2)}); // beside it
  rt::Plan plan = rt::makePlan(circuit, {});
  std::vector<rt::SweepBlock> blocks = rt::allBlocks(plan);
  const rt::ProductPrefix prefix = rt::takeProduct(plan, blocks);
  EXPECT_EQ(prefix.bits, 0b101u);
  ASSERT_EQ(prefix.gates[2].size(), 2u);
  EXPECT_EQ(prefix.gates[2][0].axis, rt::BitTurn::Y);
  EXPECT_EQ(prefix.gates[2][1].axis, rt::BitTurn::X);
  EXPECT_EQ(blocks.size(), 2u);
}

TEST(ProductPrefix, IsEmptyForPlansThatAreAppliedToAnyState) {
  rt::Plan plan = rt::makePlan(ansatz(4, 1), {});
  plan.isApplied = true;
  EXPECT_EQ(bitsTaken(plan), 0u);
}

} // namespace
