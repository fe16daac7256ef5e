// SPDX-License-Identifier: Apache-2.0
//
// Plans of independent registers against the same plans run as a whole, and against the oracle.
#include "RandomCircuit.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace qml;
using namespace qml::test;

namespace {

constexpr unsigned numSlots = 5;

/// A random circuit on qubits of several registers that lie between each other and change places.
struct Problem {
  Source random;
  Circuit circuit;
  std::vector<double> slots;
  std::vector<std::vector<uint32_t>> registers; // their qubits, at the end
  unsigned largest = 0;

  Problem(uint64_t seed, unsigned numQubits, unsigned numRegisters)
      : random(seed), circuit(numQubits, numSlots), registers(numRegisters) {
    for (unsigned i = 0; i < numSlots; ++i)
      slots.push_back(random.angle());
    const std::vector<uint32_t> qubits = random.qubits(numQubits, numQubits);
    for (unsigned i = 0; i < numQubits; ++i)
      registers[i < 2 * numRegisters ? i / 2 : random.below(numRegisters)].push_back(qubits[i]);
    const Angle derived = circuit.add(Angle::ofSlot(0, 0.7), Angle::ofSlot(1, -1.1, 0.2));
    for (const auto &own : registers)
      circuit.append(GateKind::RX, {own[0]}, {derived});
    std::vector<Circuit> parts;
    for (const auto &own : registers) {
      Circuit part(unsigned(own.size()), numSlots);
      appendLayer(part, random);
      for (unsigned i = 0; i < 10; ++i)
        appendRandomGate(part, gateTable()[random.below(gateTable().size())], random, numSlots);
      for (unsigned i = 0; i + 1 < own.size(); ++i) // one register, whatever the gates before
        part.append(GateKind::CRY, {i, i + 1}, {Angle::ofSlot(int32_t(random.below(numSlots)), 0.8, 0.3)});
      appendLayer(part, random);
      parts.push_back(part);
      largest = std::max(largest, unsigned(own.size()));
    }
    for (size_t i = 0; std::ranges::any_of(parts, [&](const Circuit &part) { return i < part.size(); }); ++i) {
      for (size_t r = 0; r < parts.size(); ++r)
        if (i < parts[r].size())
          for (uint32_t &qubit : circuit.qubits(circuit.append(parts[r], parts[r][i])))
            qubit = registers[r][qubit];
      if (random.below(4) == 0 && numRegisters > 1) {
        auto pair = random.qubits(2, numRegisters);
        uint32_t &a = registers[pair[0]][random.below(2)], &b = registers[pair[1]][random.below(2)];
        circuit.append(GateKind::SWAP, {a, b});
        std::swap(a, b);
      }
    }
  }

  /// Terms on single registers.
  PauliSum localSum() {
    PauliSum sum{{PauliTerm{0.3, {}}}};
    for (const auto &own : registers)
      for (int i = 0; i < 2; ++i) {
        PauliTerm term{random.normal(), {}};
        for (uint32_t qubit : own)
          if (unsigned pauli = random.below(5); pauli >= 1 && pauli <= 3)
            term.factors.emplace_back(qubit, Pauli(pauli));
        std::ranges::sort(term.factors);
        sum.terms.push_back(term);
      }
    return sum;
  }

  std::vector<Reading> readings() {
    const unsigned n = circuit.numQubits();
    PauliSum across = randomObservable(random, n, 6);
    for (PauliTerm term : localSum().terms)
      across.terms.push_back(term);
    PauliSum again = across; // the same strings
    again.terms[0].coefficient = 0.25;
    return {Reading{ReadingKind::Expval, {across, localSum(), again}, {}},
            Reading{ReadingKind::Probs, {}, random.qubits(1 + random.below(7), n)},
            Reading{ReadingKind::Var, {localSum(), localSum()}, {}}, Reading{ReadingKind::Probs, {}, {registers[0][1]}},
            Reading{ReadingKind::Expval, {PauliSum{}, localSum()}, {}}};
  }
};

size_t widthOf(const rt::Plan &plan, uint64_t shots = 0) {
  size_t width = 0;
  for (const Reading &reading : plan.readings)
    width += rt::readingSize(reading, plan.numQubits, shots);
  return width;
}

/// The same, but that the last reading, one number more, connects all qubits.
rt::Plan wholePlan(rt::Plan plan) {
  PauliTerm all;
  for (uint32_t qubit = 0; qubit < plan.numQubits; ++qubit)
    all.factors.emplace_back(qubit, Pauli::Z);
  plan.readings.push_back({ReadingKind::Var, {PauliSum{{all}}}, {}});
  return plan;
}

void expectNear(std::span<const double> actual, std::span<const double> expected, double tolerance, const char *what) {
  ASSERT_EQ(actual.size(), expected.size());
  for (size_t i = 0; i < actual.size(); ++i)
    EXPECT_NEAR(actual[i], expected[i], tolerance) << what << " " << i;
}

std::vector<double> read(const rt::Program &program, std::span<const double> slots,
                         const rt::RunOptions &options = {}) {
  std::vector<double> out(widthOf(program.plan(), options.shots));
  rt::Workspace workspace;
  EXPECT_EQ(rt::run(program, slots, options, workspace, out.data()), rt::Result::Ok);
  return out;
}

} // namespace

TEST(Factors, ReadingsAgreeWithTheOracle) {
  for (uint64_t seed = 0; seed < 12; ++seed) {
    SCOPED_TRACE(seed);
    Problem problem(seed, 12 + seed % 2, 2 + seed % 3);
    std::vector<Reading> readings = problem.readings();
    readings.insert(readings.begin() + 1, Reading{ReadingKind::State, {}, {}});
    rt::Plan plan = rt::makePlan(problem.circuit, readings);
    if (seed % 2)
      rt::fuse(plan);
    const std::vector<double> out = read(rt::Program(plan), problem.slots);
    const oracle::State state = oracle::apply(problem.circuit, problem.slots, oracle::zeroState(plan.numQubits));
    for (size_t i = 0; i < 3; ++i)
      EXPECT_NEAR(out[i], oracle::expectation(readings[0].observables[i], state), 1e-12);
    const size_t stateSize = size_t(2) << plan.numQubits;
    EXPECT_LT(distance(state, {out.begin() + 3, out.begin() + 3 + stateSize}), 1e-12);
    const std::vector<double> probs = oracle::probabilities(state, readings[2].qubits);
    expectNear(std::span(out).subspan(3 + stateSize, probs.size()), probs, 1e-12, "probability");
    EXPECT_NEAR(out.back(), oracle::expectation(readings.back().observables[1], state), 1e-12);
  }
}

TEST(Factors, ValuesAndGradientsAgreeWithTheWhole) {
  for (uint64_t seed = 0; seed < 24; ++seed) {
    SCOPED_TRACE(seed);
    Problem problem(100 + seed, 12 + seed % 3, 2 + seed % 3);
    rt::Plan plan = rt::makePlan(problem.circuit, problem.readings());
    if (seed % 2)
      rt::fuse(plan);
    const rt::Program program(plan), whole(wholePlan(plan));
    EXPECT_EQ(program.stateQubits(), problem.largest);
    EXPECT_EQ(whole.stateQubits(), plan.numQubits);
    const size_t width = widthOf(plan);
    std::vector<double> cotangent;
    for (size_t i = 0; i < width; ++i)
      cotangent.push_back(problem.random.normal());
    std::vector<double> wholeCotangent = cotangent;
    wholeCotangent.push_back(0);
    rt::Workspace workspace, wholeWorkspace;
    for (int change = 0; change < 3; ++change) {
      problem.slots[change] += 0.1; // what the workspace keeps of other slots is of use
      std::vector<double> expected(width + 1), out(width), expectedGradient(numSlots), gradient(numSlots),
          again(numSlots);
      ASSERT_EQ(rt::runWithGradient(whole, problem.slots, wholeCotangent, {}, wholeWorkspace, expected.data(),
                                    expectedGradient.data()),
                rt::Result::Ok);
      expected.pop_back();
      ASSERT_EQ(rt::runWithGradient(program, problem.slots, cotangent, {}, workspace, out.data(), gradient.data()),
                rt::Result::Ok);
      expectNear(out, expected, 1e-12, "reading");
      expectNear(gradient, expectedGradient, 1e-10, "derivative");
      ASSERT_EQ(rt::run(program, problem.slots, {}, workspace, out.data()), rt::Result::Ok);
      expectNear(out, expected, 1e-12, "reading");
      rt::RunOptions two;
      two.threads = 2;
      ASSERT_EQ(rt::runWithGradient(program, problem.slots, cotangent, two, workspace, nullptr, again.data()),
                rt::Result::Ok);
      EXPECT_EQ(again, gradient);
      rt::RunOptions shots; // have no part in it
      shots.shots = 10;
      std::ranges::fill(again, 0);
      ASSERT_EQ(rt::runWithGradient(program, problem.slots, cotangent, shots, workspace, out.data(), again.data()), rt::Result::Ok);
      EXPECT_EQ(again, gradient);
      expectNear(out, expected, 1e-12, "reading beside shots");
      rt::RunOptions single;
      single.precision = rt::Precision::Single;
      std::ranges::fill(again, 0);
      ASSERT_EQ(rt::runWithGradient(program, problem.slots, cotangent, single, workspace, out.data(), again.data()),
                rt::Result::Ok);
      expectNear(out, expected, 2e-4, "reading in single precision");
      expectNear(again, expectedGradient, 2e-3, "derivative in single precision");
    }
  }
}

TEST(Factors, VariancesOfProductsConnect) {
  Problem problem(7, 12, 4);
  PauliSum across{{PauliTerm{1,
                             {{std::min(problem.registers[0][0], problem.registers[1][0]), Pauli::Z},
                              {std::max(problem.registers[0][0], problem.registers[1][0]), Pauli::X}}}}};
  const rt::Plan plan = rt::makePlan(problem.circuit, {Reading{ReadingKind::Var, {across}, {}}});
  const rt::Program program(plan);
  EXPECT_EQ(program.stateQubits(), problem.registers[0].size() + problem.registers[1].size());
  EXPECT_NEAR(read(program, problem.slots)[0], read(rt::Program(wholePlan(plan)), problem.slots)[0], 1e-12);
}

TEST(Factors, Batches) {
  for (uint64_t seed = 0; seed < 8; ++seed) {
    SCOPED_TRACE(seed);
    Problem problem(200 + seed, 13, 2 + seed % 3);
    std::vector<Reading> readings = problem.readings();
    std::erase_if(readings, [](const Reading &reading) { return reading.kind == ReadingKind::Var; });
    rt::Plan plan = rt::makePlan(problem.circuit, readings);
    rt::fuse(plan);
    const rt::Program program(plan);
    const size_t numRows = rt::batchRows(program, {}), width = widthOf(plan);
    ASSERT_GT(numRows, 1u);
    const uint8_t flags[numSlots] = {rt::SlotRows::shared, 0, rt::SlotRows::shared, 0, 0};
    std::vector<double> slots, cotangents, out(numRows * width), gradients(numRows * numSlots),
        expected(numRows * numSlots);
    for (size_t row = 0; row < numRows; ++row)
      for (unsigned slot = 0; slot < numSlots; ++slot)
        slots.push_back(row > 0 && (flags[slot] & rt::SlotRows::shared) ? slots[slot] : problem.random.angle());
    for (size_t i = 0; i < out.size(); ++i)
      cotangents.push_back(problem.random.normal());
    rt::Workspace workspace, other;
    const rt::SlotRows rows{slots.data(), numRows, numSlots, flags};
    ASSERT_EQ(rt::runBatch(program, rows, {}, workspace, out.data()), rt::Result::Ok);
    ASSERT_EQ(rt::batchGradient(program, rows, cotangents.data(), {}, workspace, gradients.data()), rt::Result::Ok);
    for (size_t row = 0; row < numRows; ++row) {
      std::vector<double> alone(width), gradient(numSlots);
      ASSERT_EQ(rt::runWithGradient(program, {slots.data() + row * numSlots, numSlots},
                                    {cotangents.data() + row * width, width}, {}, other, alone.data(), gradient.data()),
                rt::Result::Ok);
      expectNear(std::span(out).subspan(row * width, width), alone, 1e-12, "reading");
      for (unsigned slot = 0; slot < numSlots; ++slot)
        if (!(flags[slot] & rt::SlotRows::noDerivative))
          expected[(flags[slot] & rt::SlotRows::shared ? 0 : row) * numSlots + slot] += gradient[slot];
    }
    expectNear(gradients, expected, 1e-10, "derivative");
  }
}

TEST(Factors, Shots) {
  for (uint64_t seed = 0; seed < 4; ++seed) {
    SCOPED_TRACE(seed);
    Problem problem(300 + seed, 21, 2 + seed % 3);
    const std::vector<uint32_t> few = problem.random.qubits(5, 21);
    const Reading across{ReadingKind::Expval, {}, {}};
    std::vector<Reading> readings = {
        across, {ReadingKind::Var, {problem.localSum()}, {}}, {ReadingKind::Probs, {}, few}};
    for (int i = 0; i < 4; ++i) {
      PauliSum string = randomObservable(problem.random, 21, 1);
      string.terms[0].coefficient = 1;
      readings[0].observables.push_back(string);
    }
    const std::vector<double> exact = read(rt::Program(rt::makePlan(problem.circuit, readings)), problem.slots);
    readings.push_back({ReadingKind::Sample, {}, few});
    const rt::Program program(rt::makePlan(problem.circuit, readings));
    EXPECT_LT(program.stateQubits(), 21u);
    rt::RunOptions options;
    options.shots = 40'000;
    options.seed = seed;
    const std::vector<double> out = read(program, problem.slots, options);
    for (size_t i = 0; i < 4; ++i)
      EXPECT_NEAR(out[i], exact[i], 5 * std::sqrt((1 - exact[i] * exact[i]) / 40'000) + 1e-12);
    EXPECT_NEAR(out[4], exact[4], 0.05 * exact[4] + 0.05);
    std::vector<double> histogram(32);
    for (size_t i = 0; i < 40'000; ++i)
      histogram[size_t(out[5 + 32 + i])] += 1.0 / 40'000;
    for (size_t i = 0; i < 32; ++i) {
      EXPECT_NEAR(out[5 + i], exact[5 + i], 5 * std::sqrt(exact[5 + i] / 40'000) + 1e-12);
      EXPECT_NEAR(out[5 + i], histogram[i], 1e-12); // the same shots
    }
    options.threads = 2;
    EXPECT_EQ(read(program, problem.slots, options), out);
  }
}

TEST(Factors, StatesBesideShotsAreExact) {
  Problem problem(5, 21, 3);
  const Reading state{ReadingKind::State, {}, {}};
  const rt::Plan plan = rt::makePlan(problem.circuit, {state, {ReadingKind::Sample, {}, {0, 1}}});
  rt::RunOptions options;
  options.shots = 10;
  std::vector<double> out = read(rt::Program(plan), problem.slots, options);
  out.resize(size_t(2) << 21);
  EXPECT_EQ(out, read(rt::Program(rt::makePlan(problem.circuit, {state})), problem.slots));
}

/// Forty qubits hold a state of 16 TiB together.
TEST(Factors, FortyQubitsInPartsOfEight) {
  Circuit circuit(40, 40);
  for (unsigned q = 0; q < 40; ++q)
    circuit.append(GateKind::RY, {q}, {Angle::ofSlot(int32_t(q))});
  for (unsigned q = 0; q < 40; ++q)
    if (q % 8 != 7)
      circuit.append(GateKind::CNOT, {q, q + 1});
  PauliTerm all; // the last qubit of a part is the parity of its part
  std::vector<double> slots, cotangent = {1};
  double expected = 1;
  for (uint32_t q = 0; q < 40; ++q) {
    slots.push_back(0.01 * (q + 1));
    expected *= std::cos(slots.back());
    if (q % 8 == 7)
      all.factors.emplace_back(q, Pauli::Z);
  }
  rt::Plan plan = rt::makePlan(circuit, {{ReadingKind::Expval, {PauliSum{{all}}}, {}}});
  rt::fuse(plan);
  const rt::Program program(plan);
  EXPECT_EQ(program.stateQubits(), 8u);
  double out = 0;
  std::vector<double> gradient(40);
  rt::Workspace workspace;
  ASSERT_EQ(rt::runWithGradient(program, slots, cotangent, {}, workspace, &out, gradient.data()), rt::Result::Ok);
  EXPECT_NEAR(out, expected, 1e-13);
  for (unsigned q = 0; q < 40; ++q)
    EXPECT_NEAR(gradient[q], -std::tan(slots[q]) * expected, 1e-13);
}

TEST(Factors, WhatNobodyReadsIsNotRun) {
  Circuit circuit(40, 1);
  for (unsigned q = 0; q + 1 < 38; ++q) // these would need a state
    circuit.append(GateKind::CRY, {q, q + 1}, {0.3});
  circuit.append(GateKind::RX, {39}, {Angle::ofSlot(0)});
  const rt::Program program(rt::makePlan(
      circuit,
      {{ReadingKind::Expval, {PauliSum{{PauliTerm{1, {{39, Pauli::Z}}}}}, PauliSum{{PauliTerm{2, {}}}}}, {}}}));
  EXPECT_EQ(program.stateQubits(), 1u);
  const std::vector<double> slots = {0.4}, out = read(program, slots);
  EXPECT_NEAR(out[0], std::cos(0.4), 1e-15);
  EXPECT_EQ(out[1], 2);
}

TEST(Factors, TheLargestPartDecidesWhetherThereIsMemory) {
  Circuit circuit(40);
  for (unsigned q = 0; q + 1 < 39; ++q)
    circuit.append(GateKind::CRY, {q, q + 1}, {0.3});
  rt::Program program(rt::makePlan(circuit, {{ReadingKind::Probs, {}, {0, 38, 39}}}));
  EXPECT_EQ(program.stateQubits(), 39u);
  double out[8];
  rt::Workspace workspace;
  EXPECT_EQ(rt::run(program, {}, {}, workspace, out), rt::Result::OutOfMemory);
}
