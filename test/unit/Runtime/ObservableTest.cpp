// SPDX-License-Identifier: Apache-2.0
//
// Large observables: sums whose strings share flips, of one tile and of many, with tables that are kept and tables that are
// made, against the oracle on every kernel set.
#include "KernelSets.h"
#include "RandomCircuit.h"

using namespace qml;
using namespace qml::test;

namespace {

/// Random strings, real and imaginary ones, that flip one of `numFlips` sets of qubits; the first set is empty.
PauliSum sumOnFlips(Source &random, unsigned numQubits, unsigned numTerms, unsigned numFlips) {
  std::vector<uint64_t> flips = {0};
  while (flips.size() < numFlips)
    flips.push_back(random.below(1u << numQubits));
  PauliSum sum;
  for (unsigned t = 0; t < numTerms; ++t) {
    const uint64_t flip = flips[random.below(numFlips)], z = random.below(1u << numQubits) & random.below(1u << numQubits);
    PauliTerm term{random.normal() / numTerms, {}};
    for (unsigned q = 0; q < numQubits; ++q)
      if ((flip | z) >> q & 1)
        term.factors.emplace_back(q, !(flip >> q & 1) ? Pauli::Z : z >> q & 1 ? Pauli::Y : Pauli::X);
    sum.terms.push_back(term);
  }
  return sum;
}

struct Problem {
  Circuit circuit;
  std::vector<double> slots;
  std::vector<Reading> readings;
  rt::Program program;
  std::vector<double> cotangent;

  static std::vector<Reading> makeReadings(uint64_t seed, unsigned n, unsigned numTerms) {
    Source random(seed);
    Reading large{ReadingKind::Expval, {sumOnFlips(random, n, numTerms, 1 + seed % 5)}, {}};
    // Many observables on the same flips are read together, few one by one.
    Reading joint{ReadingKind::Expval, {}, {}}, apart = joint;
    for (unsigned i = 0; i < 12; ++i)
      joint.observables.push_back(sumOnFlips(random, n, 1 + i, 1 + seed % 2));
    for (unsigned i = 0; i < 2; ++i)
      apart.observables.push_back(sumOnFlips(random, n, numTerms / 2 + 1, 1u << std::min(n, 6u)));
    return {large, joint, apart};
  }
  Problem(uint64_t seed, unsigned n, unsigned numTerms, unsigned numGates = 12)
      : circuit(randomCircuit(seed, n, numGates).circuit), slots(randomCircuit(seed, n, numGates).slots),
        readings(makeReadings(seed, n, numTerms)), program(rt::makePlan(circuit, readings)) {
    Source random(seed + 1'000'000);
    for (const Reading &reading : readings)
      for (size_t i = 0; i < reading.observables.size(); ++i)
        cotangent.push_back(random.normal());
  }

  std::vector<double> expected() const {
    const oracle::State state = oracle::apply(circuit, slots, oracle::zeroState(circuit.numQubits()));
    std::vector<double> result;
    for (const Reading &reading : readings)
      for (const PauliSum &observable : reading.observables)
        result.push_back(oracle::expectation(observable, state));
    return result;
  }
  std::vector<double> values(const rt::RunOptions &options = {}) const {
    rt::Workspace workspace;
    std::vector<double> out(cotangent.size());
    EXPECT_EQ(rt::run(program, slots, options, workspace, out.data()), rt::Result::Ok);
    return out;
  }
  /// Values, then derivatives.
  std::vector<double> valuesAndGradient(const rt::RunOptions &options = {}) const {
    rt::Workspace workspace;
    std::vector<double> out(cotangent.size() + slots.size());
    EXPECT_EQ(rt::runWithGradient(program, slots, cotangent, options, workspace, out.data(), out.data() + cotangent.size()),
              rt::Result::Ok);
    return out;
  }
};

void expectNear(const std::vector<double> &actual, const std::vector<double> &expected, double tolerance, size_t from = 0) {
  for (size_t i = 0; i < expected.size(); ++i)
    ASSERT_NEAR(actual[from + i], expected[i], tolerance) << "number " << i;
}

rt::RunOptions with(unsigned threads, rt::Precision precision) {
  rt::RunOptions options;
  options.threads = threads;
  options.precision = precision;
  return options;
}

class Observables : public OnKernelSet {};

} // namespace

TEST_P(Observables, AgreeWithTheOracle) {
  for (uint64_t seed = 0; seed < 39; ++seed) {
    const unsigned n = 1 + seed % 13;
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Problem problem(seed, n, 1 + 8 * seed);
    const std::vector<double> expected = problem.expected();
    for (auto [precision, tolerance] : {std::pair(rt::Precision::Double, 1e-12), std::pair(rt::Precision::Single, 3e-5)}) {
      expectNear(problem.values(with(1, precision)), expected, tolerance);
      expectNear(problem.valuesAndGradient(with(1, precision)), expected, tolerance);
    }
    if (HasFatalFailure())
      return;
  }
}

TEST_P(Observables, HaveTheGradientOfTheirValues) {
  for (uint64_t seed = 0; seed < 26; ++seed) {
    const unsigned n = 1 + seed % 13;
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Problem problem(seed, n, 1 + 6 * seed, /*numGates=*/6);
    const std::vector<double> expected = differences(problem.program.plan(), problem.slots, problem.cotangent);
    expectNear(problem.valuesAndGradient(), expected, 1e-8, problem.cotangent.size());
    expectNear(problem.valuesAndGradient(with(1, rt::Precision::Single)), expected, 1e-3, problem.cotangent.size());
    if (HasFatalFailure())
      return;
  }
}

TEST_P(Observables, OfManyTilesAgreeOnAnyNumberOfThreads) {
  for (uint64_t seed : {1, 2, 3}) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Problem problem(seed, 14 + unsigned(seed), 120, /*numGates=*/2);
    const std::vector<double> expected = problem.expected();
    for (auto [precision, tolerance] : {std::pair(rt::Precision::Double, 1e-12), std::pair(rt::Precision::Single, 3e-5)}) {
      const std::vector<double> values = problem.values(with(1, precision)), all = problem.valuesAndGradient(with(1, precision));
      expectNear(values, expected, tolerance);
      expectNear(all, expected, tolerance);
      EXPECT_EQ(values, problem.values(with(3, precision)));
      EXPECT_EQ(all, problem.valuesAndGradient(with(3, precision)));
    }
    if (HasFatalFailure())
      return;
  }
}

TEST_P(Observables, WithMoreFlipsThanTablesAreKeptAgree) {
  // Every flip of 11 qubits with signs of full rank would take 2^22 numbers.
  const unsigned n = 11;
  Source random(5);
  PauliSum sum;
  for (unsigned flip = 0; flip < 1u << n; flip += 3)
    for (unsigned i = 0; i < n; ++i) {
      PauliTerm term{random.normal() / 1000, {}};
      for (unsigned q = 0; q < n; ++q)
        if (bool x = flip >> q & 1, z = q == i; x || z)
          term.factors.emplace_back(q, x && z ? Pauli::Y : x ? Pauli::X : Pauli::Z);
      sum.terms.push_back(term);
    }
  Problem problem(7, n, 1);
  problem.readings = {Reading{ReadingKind::Expval, {sum}, {}}};
  problem.cotangent = {0.5};
  problem.program = rt::Program(rt::makePlan(problem.circuit, problem.readings));
  const std::vector<double> expected = problem.expected();
  expectNear(problem.values(), expected, 1e-12);
  expectNear(problem.valuesAndGradient(), expected, 1e-12);
}

TEST_P(Observables, WithoutTermsAreZero) {
  Problem problem(3, 4, 1);
  problem.readings = {Reading{ReadingKind::Expval, {PauliSum{}, PauliSum{}}, {}}, Reading{ReadingKind::Var, {PauliSum{}}, {}}};
  problem.cotangent = {1, 2, 3};
  problem.program = rt::Program(rt::makePlan(problem.circuit, problem.readings));
  EXPECT_EQ(problem.values(), std::vector<double>(3));
  EXPECT_EQ(problem.valuesAndGradient(), std::vector<double>(3 + problem.slots.size()));
}

QML_ON_ALL_KERNEL_SETS(Observables);
