// SPDX-License-Identifier: Apache-2.0
//
// Clifford gates at the beginning of circuits, which become the state that a plan starts from: against the oracle, and against
// the same plans with all their gates.
#include "KernelSets.h"
#include "RandomCircuit.h"

#include <cmath>
#include <numbers>

using namespace qml;
using namespace qml::test;

namespace {

constexpr double pi = std::numbers::pi;

/// A Clifford gate, or a rotation by some quarter turns.
void appendClifford(Circuit &circuit, Source &random) {
  const unsigned n = circuit.numQubits();
  auto quarters = [&] { return Angle(pi / 2 * (int(random.below(17)) - 8)); };
  if (random.below(2) == 0) {
    constexpr GateKind rotations[] = {GateKind::RX, GateKind::RY, GateKind::RZ, GateKind::PhaseShift, GateKind::IsingXX, GateKind::IsingYY,
                                      GateKind::IsingZZ, GateKind::RZX, GateKind::MultiRZ, GateKind::Rot, GateKind::U, GateKind::GlobalPhase};
    const GateRow &row = gateRow(rotations[random.below(std::size(rotations))]);
    const unsigned count = row.numQubits < 0 ? 1 + random.below(std::min(n, 4u)) : row.numQubits;
    std::vector<Angle> angles;
    for (int i = 0; i < row.numAngles; ++i)
      angles.push_back(row.kind == GateKind::GlobalPhase ? Angle(random.angle()) : quarters());
    if (count <= n)
      circuit.append(row.kind, random.qubits(count, n), angles, 0, 0, random.below(2));
    return;
  }
  const GateRow &row = gateTable()[random.below(gateTable().size())];
  if (row.clifford && unsigned(row.numQubits) <= n)
    circuit.append(row.kind, random.qubits(row.numQubits, n), {}, 0, random.below(1u << row.numControls), random.below(2));
}

Circuit cliffordCircuit(Source &random, unsigned numQubits, unsigned numGates) {
  Circuit circuit(numQubits);
  while (circuit.size() < numGates)
    appendClifford(circuit, random);
  return circuit;
}

constexpr unsigned numSlots = 3;

/// Clifford gates, then rotations by slots and Clifford gates that some of them commute with.
RandomCircuit mixedCircuit(uint64_t seed, unsigned numQubits, unsigned numCliffords = 40) {
  Source random(seed);
  RandomCircuit result{Circuit(numQubits, numSlots), {}};
  Circuit &circuit = result.circuit;
  for (unsigned slot = 0; slot < numSlots; ++slot)
    result.slots.push_back(random.angle());
  while (circuit.size() < numCliffords)
    appendClifford(circuit, random);
  for (unsigned i = 0; i < 10; ++i) {
    constexpr GateKind kinds[] = {GateKind::RX, GateKind::RY, GateKind::RZ, GateKind::CRY, GateKind::SingleExcitation, GateKind::IsingXX,
                                  GateKind::Toffoli, GateKind::T, GateKind::PRX};
    appendRandomGate(circuit, gateRow(kinds[random.below(std::size(kinds))]), random, numSlots);
    appendClifford(circuit, random);
  }
  return result;
}

rt::Plan absorbed(const Circuit &circuit, std::vector<Reading> readings, bool fused) {
  rt::Plan plan = rt::makePlan(circuit, std::move(readings));
  rt::absorbCliffords(plan);
  if (fused)
    rt::fuse(plan);
  return plan;
}

std::vector<double> finalState(const rt::Plan &plan, std::span<const double> slots, const rt::RunOptions &options = {}) {
  rt::Workspace workspace;
  std::vector<double> state(size_t(2) << plan.numQubits);
  EXPECT_EQ(rt::finalState(rt::Program(plan), slots, options, workspace, state.data()), rt::Result::Ok);
  return state;
}

std::vector<Reading> someReadings(Source &random, unsigned n) {
  return {Reading{ReadingKind::Expval, {randomObservable(random, n, 4), randomObservable(random, n, 1)}, {}},
          Reading{ReadingKind::Probs, {}, random.qubits(std::min(n, 2u), n)}};
}

size_t widthOf(const rt::Plan &plan, uint64_t shots = 0) {
  size_t width = 0;
  for (const Reading &reading : plan.readings)
    width += rt::readingSize(reading, plan.numQubits, shots);
  return width;
}

void expectNear(std::span<const double> actual, std::span<const double> expected, double tolerance, const char *what) {
  for (size_t i = 0; i < expected.size(); ++i)
    ASSERT_NEAR(actual[i], expected[i], tolerance) << what << " " << i;
}

/// Readings and gradients of `plan` against those of `whole`, which has all gates as blocks.
void expectSame(const rt::Plan &plan, const rt::Plan &whole, std::span<const double> slots, const rt::RunOptions &options) {
  const bool isSingle = options.precision == rt::Precision::Single;
  Source random(7);
  std::vector<double> cotangent, slopes[2], values[2];
  for (size_t i = 0; i < widthOf(plan); ++i)
    cotangent.push_back(random.normal());
  for (bool all : {false, true}) {
    rt::Workspace workspace;
    values[all].resize(cotangent.size());
    slopes[all].resize(slots.size());
    ASSERT_EQ(rt::runWithGradient(rt::Program(all ? whole : plan), slots, cotangent, all ? rt::RunOptions() : options, workspace, values[all].data(),
                                  slopes[all].data()),
              rt::Result::Ok);
  }
  expectNear(values[0], values[1], isSingle ? 2e-5 : 1e-12, "reading");
  expectNear(slopes[0], slopes[1], isSingle ? 1e-4 : 1e-11, "slope");
}

class CliffordPrefix : public OnKernelSet {};

} // namespace

TEST_P(CliffordPrefix, IsTheStateOfItsGates) {
  for (uint64_t seed = 0; seed < 400; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Source random(seed);
    const unsigned n = 1 + seed % 10;
    const Circuit circuit = cliffordCircuit(random, n, seed % 4 == 0 ? 6 : 60);
    const rt::Plan plan = absorbed(circuit, {}, false);
    ASSERT_TRUE(plan.blocks.empty());
    const oracle::State expected = oracle::apply(circuit, {}, oracle::zeroState(n));
    ASSERT_LT(distance(expected, finalState(plan, {})), 1e-12);
    ASSERT_LT(distance(expected, finalState(plan, {}, {.precision = rt::Precision::Single})), 1e-6);
  }
}

TEST_P(CliffordPrefix, IsFollowedByOtherGates) {
  for (uint64_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const unsigned n = 1 + seed % 8;
    auto [circuit, slots] = mixedCircuit(seed, n, seed % 3 == 0 ? 4 : 40);
    Source random(seed);
    const std::vector<Reading> readings = someReadings(random, n);
    const rt::Plan plan = absorbed(circuit, readings, seed % 2);
    ASSERT_LT(distance(oracle::apply(circuit, slots, oracle::zeroState(n)), finalState(plan, slots)), 1e-12);
    for (rt::Precision precision : {rt::Precision::Double, rt::Precision::Single})
      expectSame(plan, rt::makePlan(circuit, readings), slots, {.precision = precision});
    if (HasFatalFailure())
      return;
  }
}

TEST_P(CliffordPrefix, IsWrittenIntoTiles) {
  for (uint64_t seed = 0; seed < 12; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const unsigned n = 17 + seed % 2;
    RandomCircuit mixed = mixedCircuit(seed, n, 10 * unsigned(seed)); // from few gates to dense states
    auto &[circuit, slots] = mixed;
    if (seed % 4 == 3) { // real
      circuit = Circuit(n, numSlots);
      for (uint32_t q = 0; q < n; ++q)
        circuit.append(GateKind::H, {q});
      for (uint32_t q = 0; q + 1 < n; ++q)
        circuit.append(GateKind::CZ, {q, (q * 5 + 1) % n == q ? q + 1 : (q * 5 + 1) % n});
      for (uint32_t q = 0; q < n; ++q)
        circuit.append(GateKind::RY, {q}, {Angle::ofSlot(q % numSlots)});
    }
    Source random(seed);
    const std::vector<Reading> readings = someReadings(random, n);
    rt::Plan plan = absorbed(circuit, readings, seed % 2);
    rt::orderBits(plan);
    const std::vector<double> state = finalState(plan, slots);
    ASSERT_LT(distance(oracle::apply(circuit, slots, oracle::zeroState(n)), state), 1e-12);
    ASSERT_EQ(finalState(plan, slots, {.threads = 2}), state);
    for (rt::Precision precision : {rt::Precision::Double, rt::Precision::Single})
      expectSame(plan, rt::makePlan(circuit, readings), slots, {.precision = precision});
    if (HasFatalFailure())
      return;
  }
}

TEST_P(CliffordPrefix, FallsIntoRegisters) {
  for (uint64_t seed = 0; seed < 10; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Source random(seed);
    const unsigned n = 13;
    Circuit circuit(n, numSlots);
    std::vector<double> slots;
    for (uint32_t first : {0u, 5u, 9u}) { // and no gates on the last qubit
      const RandomCircuit part = mixedCircuit(seed + 10 * first, first == 0 ? 5 : first == 5 ? 4 : 3, 20);
      slots = part.slots;
      for (const Op &op : part.circuit)
        for (uint32_t &qubit : circuit.qubits(circuit.append(part.circuit, op)))
          qubit += first;
    }
    std::vector<Reading> readings = someReadings(random, n);
    const rt::Plan plan = absorbed(circuit, readings, seed % 2);
    EXPECT_LE(rt::Program(plan).stateQubits(), 5u);
    ASSERT_LT(distance(oracle::apply(circuit, slots, oracle::zeroState(n)), finalState(plan, slots)), 1e-12);
    expectSame(plan, rt::makePlan(circuit, readings), slots, {});
    readings.push_back({ReadingKind::State, {}, {}}); // with its phase
    std::vector<double> out[2];
    for (bool all : {false, true}) {
      const rt::Program program(all ? rt::makePlan(circuit, readings) : absorbed(circuit, readings, true));
      rt::Workspace workspace;
      out[all].resize(widthOf(program.plan()));
      ASSERT_EQ(rt::run(program, slots, {}, workspace, out[all].data()), rt::Result::Ok);
    }
    expectNear(out[0], out[1], 1e-12, "number");
  }
}

TEST_P(CliffordPrefix, IsSharedByTheRowsOfABatch) {
  for (uint64_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Source random(seed);
    const unsigned n = 1 + seed % 9;
    const RandomCircuit mixed = mixedCircuit(seed, n);
    const std::vector<Reading> readings = someReadings(random, n);
    const rt::Program program(absorbed(mixed.circuit, readings, seed % 2)), whole(rt::makePlan(mixed.circuit, readings));
    const size_t numRows = rt::batchRows(program, {}), width = widthOf(program.plan());
    std::vector<double> slots, cotangents;
    for (size_t i = 0; i < numRows * numSlots; ++i)
      slots.push_back(random.angle());
    for (size_t i = 0; i < numRows * width; ++i)
      cotangents.push_back(random.normal());
    std::vector<uint8_t> flags(numSlots);
    for (uint8_t &flag : flags)
      flag = random.below(3) == 0 ? rt::SlotRows::shared : 0;
    const rt::SlotRows rows{slots.data(), numRows, numSlots, flags};
    std::vector<double> out[2], slopes[2];
    for (bool all : {false, true}) {
      rt::Workspace workspace;
      out[all].resize(numRows * width);
      slopes[all].resize(numRows * numSlots);
      ASSERT_EQ(rt::runBatch(all ? whole : program, rows, {}, workspace, out[all].data()), rt::Result::Ok);
      ASSERT_EQ(rt::batchGradient(all ? whole : program, rows, cotangents.data(), {}, workspace, slopes[all].data()), rt::Result::Ok);
      for (size_t i = numSlots; i < slopes[all].size(); ++i)
        if (flags[i % numSlots])
          slopes[all][i] = 0; // unspecified
    }
    expectNear(out[0], out[1], 1e-12, "reading");
    expectNear(slopes[0], slopes[1], 1e-10, "slope");
    if (HasFatalFailure())
      return;
  }
}

/// Shots of a graph state: its stabilizers, which take a turn of the basis, are 1 in all of them.
TEST_P(CliffordPrefix, IsSampled) {
  const unsigned n = 9;
  Circuit circuit(n);
  for (uint32_t q = 0; q < n; ++q)
    circuit.append(GateKind::H, {q});
  for (uint32_t q = 0; q < n; ++q)
    circuit.append(GateKind::CZ, {q, (q + 1) % n});
  Reading expval{ReadingKind::Expval, {}, {}};
  for (uint32_t q = 0; q < n; ++q) {
    PauliTerm term{1, {{(q + n - 1) % n, Pauli::Z}, {q, Pauli::X}, {(q + 1) % n, Pauli::Z}}};
    std::ranges::sort(term.factors);
    expval.observables.push_back({{term}});
  }
  const rt::Program graph(absorbed(circuit, {expval}, true));
  rt::Workspace workspace;
  std::vector<double> out(n);
  ASSERT_EQ(rt::run(graph, {}, {.shots = 100, .seed = 3}, workspace, out.data()), rt::Result::Ok);
  EXPECT_EQ(out, std::vector<double>(n, 1.0));

  Circuit ghz(n);
  ghz.append(GateKind::H, {4});
  for (uint32_t q = 0; q < n; ++q)
    if (q != 4)
      ghz.append(GateKind::CNOT, {4, q});
  Reading sample{ReadingKind::Sample, {}, {0, 1, 2, 3, 4, 5, 6, 7, 8}};
  std::vector<double> outcomes(1000);
  ASSERT_EQ(rt::run(rt::Program(absorbed(ghz, {sample}, true)), {}, {.shots = 1000, .seed = 3}, workspace, outcomes.data()), rt::Result::Ok);
  const auto numZeros = std::ranges::count(outcomes, 0.0);
  EXPECT_EQ(numZeros + std::ranges::count(outcomes, 511.0), 1000);
  EXPECT_NEAR(double(numZeros), 500, 80);
}

TEST_P(CliffordPrefix, RefusesGlobalPhasesThatAreNoNumbers) {
  for (double phase : {std::nan(""), HUGE_VAL}) {
    Circuit circuit(2);
    circuit.append(GateKind::RX, {0}, {0.3});
    circuit.append(GateKind::GlobalPhase, {}, {phase});
    rt::Plan plan = rt::makePlan(circuit, {});
    rt::optimize(plan);
    rt::Workspace workspace;
    std::vector<double> state(8);
    EXPECT_EQ(rt::finalState(rt::Program(plan), {}, {}, workspace, state.data()), rt::Result::NonFiniteAngle) << phase;
  }
}

QML_ON_ALL_KERNEL_SETS(CliffordPrefix);

namespace {
size_t count(const rt::Plan &plan, rt::BlockForm form) {
  return size_t(std::ranges::count(plan.blocks, form, &rt::Block::form));
}
} // namespace

TEST(AbsorbCliffords, LeavesTheParametersOfQaoa) {
  const unsigned n = 6, layers = 2;
  Circuit circuit(n, 2 * layers);
  for (uint32_t q = 0; q < n; ++q)
    circuit.append(GateKind::H, {q});
  for (unsigned layer = 0; layer < layers; ++layer) {
    for (uint32_t q = 0; q < n; ++q)
      circuit.append(GateKind::IsingZZ, {q, (q + 1) % n}, {Angle::ofSlot(2 * layer)});
    for (uint32_t q = 0; q < n; ++q)
      circuit.append(GateKind::RX, {q}, {Angle::ofSlot(2 * layer + 1)});
  }
  const rt::Plan plan = absorbed(circuit, {}, true);
  EXPECT_EQ(plan.start, (rt::Start{63, 0, 0, {}, 0}));
  EXPECT_EQ(count(plan, rt::BlockForm::Rotation), n * layers);
  EXPECT_EQ(count(plan, rt::BlockForm::Phases), layers);
}

/// Eight layers of Clifford gates that entangle all qubits of a state of many tiles, then rotations.
TEST(Optimize, StartsALargeStateBehindADeepPrefix) {
  const unsigned n = 18;
  Source random(3);
  Circuit circuit(n, n);
  for (unsigned layer = 0; layer < 8; ++layer) {
    for (uint32_t q = 0; q < n; ++q)
      circuit.append(random.below(2) ? GateKind::H : GateKind::SX, {q});
    for (uint32_t q = layer % 2; q + 1 < n; q += 2)
      circuit.append(GateKind::CNOT, {q, q + 1});
  }
  std::vector<double> slots;
  for (uint32_t q = 0; q < n; ++q) {
    circuit.append(GateKind::RY, {q}, {Angle::ofSlot(q)});
    slots.push_back(random.angle());
  }
  rt::Plan plan = rt::makePlan(circuit, {}), whole = plan;
  rt::optimize(plan);
  EXPECT_NE(plan.start, rt::Start());
  EXPECT_LE(count(plan, rt::BlockForm::Rotation), n);
  expectNear(finalState(plan, slots), finalState(whole, slots), 1e-12, "state");
}

/// Gates on other qubits, and those that commute, stand between.
TEST(AbsorbCliffords, ReachesPastWhatCommutes) {
  Circuit circuit(4, 1);
  circuit.append(GateKind::RX, {0}, {Angle::ofSlot(0)});
  circuit.append(GateKind::H, {1});
  circuit.append(GateKind::S, {1});
  circuit.append(GateKind::RZ, {1}, {Angle::ofSlot(0)});
  circuit.append(GateKind::CZ, {1, 2});
  circuit.append(GateKind::SX, {0});
  circuit.append(GateKind::CZ, {0, 1}); // not this one
  circuit.append(GateKind::H, {3});
  circuit.append(GateKind::ISWAP, {3, 2});
  const rt::Plan plan = absorbed(circuit, {}, false);
  EXPECT_EQ(count(plan, rt::BlockForm::Rotation), 1u);
  EXPECT_EQ(count(plan, rt::BlockForm::Phases), 2u);
  EXPECT_EQ(plan.blocks.size(), 3u);
}

/// Signs only, where gates are real.
TEST(AbsorbCliffords, StaysReal) {
  Source random(5);
  for (int round = 0; round < 100; ++round) {
    const unsigned n = 5;
    Circuit circuit(n);
    constexpr GateKind one[] = {GateKind::H, GateKind::X, GateKind::Z}, two[] = {GateKind::CZ, GateKind::CNOT, GateKind::SWAP};
    for (int i = 0; i < 40; ++i)
      if (random.below(2) == 0)
        circuit.append(one[random.below(3)], random.qubits(1, n));
      else
        circuit.append(two[random.below(3)], random.qubits(2, n));
    const rt::Plan plan = absorbed(circuit, {}, false);
    EXPECT_EQ(plan.start.imaginary, 0u);
    EXPECT_NEAR(std::sin(plan.start.phase), 0, 1e-15);
  }
}

TEST(AbsorbCliffords, LeavesCircuitsWithoutPrefix) {
  Circuit circuit(3, 1);
  for (uint32_t q = 0; q < 3; ++q)
    circuit.append(GateKind::RX, {q}, {Angle::ofSlot(0)});
  circuit.append(GateKind::CNOT, {0, 1});
  circuit.append(GateKind::H, {0});
  const rt::Plan plan = absorbed(circuit, {}, false), whole = rt::makePlan(circuit, {});
  EXPECT_EQ(plan.start, rt::Start());
  EXPECT_EQ(plan.blocks.size(), whole.blocks.size());
  EXPECT_EQ(plan.qubits, whole.qubits);
}
