// SPDX-License-Identifier: Apache-2.0
//
// States larger than a tile: sweeps that copy tiles out and back, qubits that CNOTs have spread over many index bits, and qubits
// that are still known to be 0.
#include "../../../runtime/lib/Sweeps.h"
#include "KernelSets.h"
#include "LayeredCircuits.h"

#include <cstring>
#include <numbers>

using namespace qml;
using namespace qml::test;

namespace {

/// A circuit on `touched` only: rotations, controlled and two-qubit gates and phases, and between them many CNOTs and SWAPs,
/// whose `reach` may be any qubits.
RandomCircuit wideCircuit(uint64_t seed, unsigned numQubits, const std::vector<uint32_t> &touched,
                          const std::vector<uint32_t> &reach, unsigned numGates) {
  constexpr unsigned numSlots = 3;
  Source random(seed);
  RandomCircuit result{Circuit(numQubits, numSlots), {}};
  for (unsigned i = 0; i < numSlots; ++i)
    result.slots.push_back(random.angle());
  auto some = [&](const std::vector<uint32_t> &qubits, unsigned count) {
    std::vector<uint32_t> chosen;
    for (uint32_t place : random.qubits(count, qubits.size()))
      chosen.push_back(qubits[place]);
    return chosen;
  };
  Circuit &circuit = result.circuit;
  for (uint32_t q : touched)
    circuit.append(GateKind::RY, {q}, {random.angle()});
  for (unsigned i = 0; i < numGates; ++i) {
    for (unsigned moves = random.below(4); moves > 0; --moves)
      circuit.append(random.below(4) == 0 ? GateKind::SWAP : GateKind::CNOT, some(reach, 2));
    auto append = [&](GateKind gate, unsigned numQubits, unsigned numControls = 0) {
      std::vector<Angle> angles;
      for (int angle = 0; angle < gateRow(gate).numAngles; ++angle)
        angles.push_back(randomAngle(random, numSlots));
      circuit.append(gate, some(touched, numQubits), angles, numControls, random.below(1u << numControls));
    };
    switch (random.below(9)) {
    case 0: append(GateKind::RX, 1); break;
    case 1: append(GateKind::U, 1); break;
    case 2: append(GateKind::RY, 3, 2); break;
    case 3: append(GateKind::Rot, 2, 1); break;
    case 4: append(GateKind::IsingXX, 2); break;
    case 5: append(GateKind::MultiRZ, 3); break;
    case 6: append(GateKind::SingleExcitation, 3, 1); break;
    case 7: append(GateKind::PhaseShift, 3, 2); break;
    case 8: append(GateKind::ECR, 3, 1); break; // a dense matrix
    }
  }
  return result;
}

std::vector<uint32_t> all(unsigned numQubits) {
  std::vector<uint32_t> qubits(numQubits);
  std::iota(qubits.begin(), qubits.end(), 0);
  return qubits;
}

RandomCircuit wideCircuit(uint64_t seed, unsigned numQubits, unsigned numGates) {
  return wideCircuit(seed, numQubits, all(numQubits), all(numQubits), numGates);
}

/// Some readings of a circuit.
rt::Plan makePlan(const Circuit &circuit, uint64_t seed, bool fused) {
  const unsigned n = circuit.numQubits();
  Source random(seed);
  Reading expval{ReadingKind::Expval, {randomObservable(random, n, 3), randomObservable(random, n, 1)}, {}};
  Reading probs{ReadingKind::Probs, {}, random.qubits(3, n)};
  rt::Plan plan = rt::makePlan(circuit, {expval, probs});
  if (fused) {
    rt::fuse(plan);
    rt::orderBits(plan);
  }
  return plan;
}
constexpr size_t width = 2 + 8; // of these readings
const std::vector<double> cotangent = {0.7, -1.3, 0.2, -0.4, 1.1, 0.9, -0.6, 1.7, -2.1, 0.3};

std::vector<double> finalState(const rt::Plan &plan, const std::vector<double> &slots, rt::Workspace &workspace,
                               const rt::RunOptions &options = {}) {
  std::vector<double> state(size_t(2) << plan.numQubits);
  EXPECT_EQ(rt::finalState(rt::Program(plan), slots, options, workspace, state.data()), rt::Result::Ok);
  return state;
}

/// Readings and, behind them, the derivatives by the slots.
std::vector<double> readingsAndGradient(const rt::Plan &plan, const std::vector<double> &slots, rt::Workspace &workspace,
                                        const rt::RunOptions &options = {}) {
  std::vector<double> out(width + slots.size());
  EXPECT_EQ(rt::runWithGradient(rt::Program(plan), slots, cotangent, options, workspace, out.data(), out.data() + width),
            rt::Result::Ok);
  return out;
}

class Sweeps : public OnKernelSet {};

} // namespace

TEST_P(Sweeps, AgreeWithTheOracle) {
  for (uint64_t seed = 0; seed < 8; ++seed) {
    const unsigned numQubits = tiledQubits + (seed >= 5);
    auto [circuit, slots] = wideCircuit(seed, numQubits, 24);
    rt::Workspace workspace = usedWorkspace(numQubits);
    const oracle::State expected = oracle::apply(circuit, slots, oracle::zeroState(numQubits));
    for (bool fused : {false, true})
      ASSERT_LT(distance(expected, finalState(makePlan(circuit, seed, fused), slots, workspace)), 1e-12)
          << "seed " << seed << ", " << (fused ? "fused" : "as it is");
  }
}

TEST_P(Sweeps, ReadAndDifferentiateAsTheOracleAndDifferencesDo) {
  for (uint64_t seed = 0; seed < 4; ++seed) {
    const unsigned numQubits = tiledQubits + seed % 2;
    auto [circuit, slots] = wideCircuit(seed + 100, numQubits, 20);
    rt::Workspace workspace = usedWorkspace(numQubits);
    const oracle::State expected = oracle::apply(circuit, slots, oracle::zeroState(numQubits));
    const std::vector<double> slopes = differences(makePlan(circuit, seed, 0), slots, cotangent);
    for (bool fused : {false, true}) {
      rt::Plan plan = makePlan(circuit, seed, fused);
      std::vector<double> out = readingsAndGradient(plan, slots, workspace);
      for (unsigned i = 0; i < 2; ++i)
        ASSERT_NEAR(out[i], oracle::expectation(plan.readings[0].observables[i], expected), 1e-12) << seed;
      std::vector<double> probabilities = oracle::probabilities(expected, plan.readings[1].qubits);
      for (unsigned i = 0; i < 8; ++i)
        ASSERT_NEAR(out[2 + i], probabilities[i], 1e-12) << seed;
      for (size_t slot = 0; slot < slots.size(); ++slot)
        ASSERT_NEAR(out[width + slot], slopes[slot], 1e-8) << "seed " << seed << (fused ? ", fused" : "") << ", slot " << slot;
    }
  }
}

TEST_P(Sweeps, ApplyLayersOfRotationsTogether) {
  for (uint64_t seed = 0; seed < 24; ++seed) {
    const unsigned numQubits = seed < 18 ? 3 + seed / 2 : seed < 21 ? 15 : tiledQubits;
    auto [circuit, slots] = layeredCircuit(seed, numQubits, /*real=*/seed % 3 == 0);
    rt::Plan plan = makePlan(circuit, seed, /*fused=*/true);
    rt::Workspace workspace = usedWorkspace(numQubits);
    ASSERT_LT(distance(oracle::apply(circuit, slots, oracle::zeroState(numQubits)), finalState(plan, slots, workspace)), 1e-12)
        << "seed " << seed;
    std::vector<double> out = readingsAndGradient(plan, slots, workspace), slopes = differences(plan, slots, cotangent);
    for (size_t slot = 0; slot < slots.size(); ++slot)
      ASSERT_NEAR(out[width + slot], slopes[slot], 1e-8) << "seed " << seed << ", slot " << slot;
  }
}

/// Fixed phases near a quarter turn are taken for one, but not where the next numbers are as far apart as that.
TEST_P(Sweeps, KeepLargeFixedAngles) {
  for (double angle : {1e16, 12345.678, 1e6 * std::numbers::pi + 1e-9, std::numbers::pi + 1e-12}) {
    Circuit circuit(3);
    for (uint32_t q = 0; q < 3; ++q)
      circuit.append(GateKind::H, {q});
    circuit.append(GateKind::RZ, {1}, {angle});
    rt::Workspace workspace;
    ASSERT_LT(distance(oracle::apply(circuit, {}, oracle::zeroState(3)), finalState(rt::makePlan(circuit, {}), {}, workspace)), 1e-14)
        << angle;
  }
}

/// A table of phases sums the angles of several qubits: beside 10^17 the others would be lost, 10^308 three times is infinite.
TEST_P(Sweeps, KeepSmallAnglesBesideLargeOnes) {
  for (double large : {1e6, 1e17, 1.7e308})
    for (bool isConstant : {false, true}) {
      Circuit circuit(3, 4);
      auto angle = [&](unsigned slot, double value) { return isConstant ? Angle(value) : Angle::ofSlot(slot); };
      for (uint32_t q = 0; q < 3; ++q) {
        circuit.append(GateKind::H, {q});
        circuit.append(GateKind::RZ, {q}, {angle(q, q == 1 ? 0.3 : large)});
        circuit.append(GateKind::RX, {q}, {angle(3, 0.4)});
      }
      const std::vector<double> slots = {large, 0.3, large, 0.4};
      rt::Plan plan = rt::makePlan(circuit, {});
      rt::optimize(plan);
      rt::Workspace workspace;
      ASSERT_LT(distance(oracle::apply(circuit, slots, oracle::zeroState(3)), finalState(plan, slots, workspace)), 1e-12)
          << large << isConstant;
    }
}

TEST_P(Sweeps, GiveTheSameBytesOnTwoThreads) {
  for (uint64_t seed = 0; seed < 4; ++seed) {
    const unsigned numQubits = 15 + seed;
    for (auto [layered, fused] : {std::pair(false, false), {false, true}, {true, true}}) {
      auto [circuit, slots] = layered ? layeredCircuit(seed, numQubits, seed == 3) : wideCircuit(seed + 200, numQubits, 20);
      rt::Plan plan = makePlan(circuit, seed, fused);
      for (rt::Precision precision : {rt::Precision::Double, rt::Precision::Single}) {
        const rt::RunOptions alone{.threads = 1, .precision = precision}, together{.threads = 2, .precision = precision};
        rt::Workspace one = usedWorkspace(numQubits), two = usedWorkspace(numQubits);
        std::vector<double> a = finalState(plan, slots, one, alone), b = finalState(plan, slots, two, together);
        ASSERT_EQ(std::memcmp(a.data(), b.data(), a.size() * sizeof(double)), 0) << seed;
        a = readingsAndGradient(plan, slots, one, alone), b = readingsAndGradient(plan, slots, two, together);
        ASSERT_EQ(std::memcmp(a.data(), b.data(), a.size() * sizeof(double)), 0) << seed;
      }
    }
  }
}

TEST_P(Sweeps, KnowUntouchedQubitsToBeZero) {
  const unsigned numQubits = tiledQubits;
  const std::vector<uint32_t> everywhere = all(numQubits);
  for (uint64_t seed = 0; seed < 16; ++seed) {
    // The first qubits, the last, some, or few; CNOTs stay among them or reach the others too.
    Source random(seed);
    std::vector<uint32_t> touched = random.qubits(seed % 4 == 3 ? 3 : 4 + random.below(8), numQubits);
    if (seed % 4 < 2)
      for (uint32_t i = 0; i < touched.size(); ++i)
        touched[i] = seed % 4 == 0 ? i : numQubits - 1 - i;
    auto [circuit, slots] = wideCircuit(seed + 300, numQubits, touched, seed < 8 ? touched : everywhere, 8);
    rt::Workspace workspace = usedWorkspace(numQubits);
    const oracle::State expected = oracle::apply(circuit, slots, oracle::zeroState(numQubits));
    const bool fused = seed % 3 > 0;
    rt::Plan plan = makePlan(circuit, seed, fused);
    ASSERT_LT(distance(expected, finalState(plan, slots, workspace)), 1e-12) << "seed " << seed;
    std::vector<double> out = readingsAndGradient(plan, slots, workspace), slopes = differences(plan, slots, cotangent);
    for (size_t slot = 0; slot < slots.size(); ++slot)
      ASSERT_NEAR(out[width + slot], slopes[slot], 1e-8) << "seed " << seed << ", slot " << slot;
  }
}

/// Two controls that hang on the same bit of a tile, and on different ones outside: in half of the tiles they contradict each other.
TEST_P(Sweeps, ActNowhereIfControlsContradictEachOther) {
  constexpr unsigned numQubits = tiledQubits + 1;
  for (uint32_t shared : {5u, 7u, 8u})
    for (uint32_t target : {4u, 6u, 16u}) {
      Circuit circuit(numQubits);
      for (uint32_t q = 0; q < numQubits; ++q)
        circuit.append(GateKind::RY, {q}, {0.3 + 0.1 * q});
      circuit.append(GateKind::CNOT, {shared, 0});
      circuit.append(GateKind::CNOT, {shared, 1});
      circuit.append(GateKind::RY, std::vector<uint32_t>{0, 1, target}, std::vector<Angle>{0.7}, 2, 3);
      rt::Workspace workspace = usedWorkspace(numQubits);
      ASSERT_LT(distance(oracle::apply(circuit, {}, oracle::zeroState(numQubits)), finalState(rt::makePlan(circuit, {}), {}, workspace)),
                1e-12)
          << "shared " << shared << ", target " << target;
    }
}

/// The search for cheap sweeps ends after some tries, of which a plan with more sweeps than that uses up all on its way.
TEST_P(Sweeps, TakeAllBlocksOfPlansWithManySweeps) {
  for (unsigned numQubits : {20u, 22u}) {
    Circuit circuit(numQubits, 1);
    for (unsigned layer = 0; layer < 20; ++layer) {
      for (uint32_t q = 0; q < numQubits; ++q) {
        circuit.append(GateKind::RY, {q}, {Angle::ofSlot(0)});
        circuit.append(GateKind::RZ, {q}, {Angle::ofSlot(0)});
      }
      for (uint32_t q = 0; q < numQubits; ++q)
        circuit.append(GateKind::CNOT, {q, (q + 1 + layer % (numQubits - 1)) % numQubits});
    }
    rt::Plan plan = rt::makePlan(circuit, {});
    rt::optimize(plan);
    const std::vector<rt::SweepBlock> blocks = rt::allBlocks(plan);
    std::vector<size_t> expected(plan.blocks.size()), taken(plan.blocks.size()); // of phases by term
    for (const rt::SweepBlock &block : blocks)
      expected[block.block] += std::max<size_t>(1, block.terms.size());
    for (const rt::SweepBlocks &sweep : rt::planSweeps(plan, blocks, plan.start.uniform, 2 * sizeof(double)).sweeps)
      for (const rt::SweepBlock &block : sweep.blocks)
        taken[block.block] += std::max<size_t>(1, block.terms.size());
    EXPECT_EQ(taken, expected) << numQubits << " qubits";
  }
}

/// Many rotations by half turns in one step: on the way through its passes numbers stay in their range.
TEST_P(Sweeps, KeepNumbersInTheirRangeWhereCosinesVanish) {
  constexpr unsigned numQubits = 12;
  constexpr uint32_t pairs[][2] = {{1, 10}, {7, 9}, {0, 8}, {3, 6}, {7, 11}, {1, 8}, {5, 11}, {1, 5}, {4, 9}, {6, 11}, {7, 10},
                                   {2, 3}, {5, 9}, {8, 11}, {4, 8}, {1, 4}, {0, 11}, {2, 5}, {6, 8}, {3, 8}, {2, 10}, {5, 10},
                                   {3, 10}, {0, 1}, {6, 9}, {0, 9}, {0, 6}, {0, 7}, {0, 10}, {3, 9}, {8, 9}, {3, 4}};
  const std::vector<double> slots = {std::numbers::pi, 0.4};
  Circuit circuit(numQubits, slots.size());
  for (uint32_t q = 0; q < numQubits; ++q)
    circuit.append(GateKind::RY, {q}, {Angle::ofSlot(1, 1 + 0.1 * q)});
  for (uint32_t q = 0; q + 1 < numQubits; ++q)
    circuit.append(GateKind::IsingZZ, {q, q + 1}, {Angle::ofSlot(1, 0.7)});
  for (auto [a, b] : pairs)
    circuit.append(GateKind::IsingXX, {a, b}, {Angle::ofSlot(0)});
  rt::Plan plan = rt::makePlan(circuit, {});
  rt::optimize(plan);
  rt::Workspace workspace = usedWorkspace(numQubits);
  EXPECT_LT(distance(oracle::apply(circuit, slots, oracle::zeroState(numQubits)), finalState(plan, slots, workspace)), 1e-12);
}

TEST_P(Sweeps, TakeLaddersOfCnotsFromTheirBeginning) {
  const unsigned numQubits = tiledQubits;
  Source random(11);
  std::vector<double> slots;
  for (unsigned slot = 0; slot < 8 * numQubits; ++slot)
    slots.push_back(random.angle());
  unsigned turned = 0;
  for (bool down : {false, true}) {
    const Circuit circuit = ladders(numQubits, down);
    const rt::Plan plain = makePlan(circuit, 5, /*fused=*/false), ordered = makePlan(circuit, 5, /*fused=*/true);
    turned += ordered.qubits != plain.qubits;
    rt::Workspace workspace = usedWorkspace(numQubits);
    ASSERT_LT(distance(oracle::apply(circuit, slots, oracle::zeroState(numQubits)), finalState(ordered, slots, workspace)), 1e-12);
    std::vector<double> expected = readingsAndGradient(plain, slots, workspace), found = readingsAndGradient(ordered, slots, workspace);
    for (size_t i = 0; i < expected.size(); ++i)
      ASSERT_NEAR(found[i], expected[i], 1e-12) << i;
  }
  EXPECT_EQ(turned, 1);
}

TEST_P(Sweeps, LeaveTheZeroStateWhereNothingActs) {
  const unsigned numQubits = tiledQubits;
  rt::Workspace workspace = usedWorkspace(numQubits);
  Circuit circuit(numQubits);
  circuit.append(GateKind::X, {0});
  circuit.append(GateKind::CNOT, {0, 9});
  EXPECT_EQ(distance(oracle::apply(circuit, {}, oracle::zeroState(numQubits)), finalState(rt::makePlan(circuit, {}), {}, workspace)), 0);
}

QML_ON_ALL_KERNEL_SETS(Sweeps);
