// SPDX-License-Identifier: Apache-2.0
//
// Readings: exact ones against the oracle, estimates from shots against exact ones within five standard deviations.
#include "KernelSets.h"
#include "RandomCircuit.h"

#include <cmath>

using namespace qml;
using namespace qml::test;

namespace {

std::vector<double> read(const rt::Plan &plan, const std::vector<double> &slots, const rt::RunOptions &options = {}) {
  size_t size = 0;
  for (const Reading &reading : plan.readings)
    size += rt::readingSize(reading, plan.numQubits, options.shots);
  std::vector<double> out(size);
  rt::Workspace workspace;
  EXPECT_EQ(rt::run(rt::Program(plan), slots, options, workspace, out.data()), rt::Result::Ok);
  return out;
}

/// observable |state>, each Pauli a gate of the oracle.
oracle::State image(const PauliSum &observable, const oracle::State &state, unsigned numQubits) {
  const GateKind gates[] = {GateKind::Identity, GateKind::X, GateKind::Y, GateKind::Z};
  oracle::State result(state.size());
  for (const PauliTerm &term : observable.terms) {
    Circuit circuit(numQubits);
    for (auto [qubit, pauli] : term.factors)
      circuit.append(gates[unsigned(pauli)], {qubit});
    oracle::State part = oracle::apply(circuit, {}, state);
    for (size_t i = 0; i < part.size(); ++i)
      result[i] += term.coefficient * part[i];
  }
  return result;
}

double variance(const PauliSum &observable, const oracle::State &state, unsigned numQubits) {
  double square = 0, mean = oracle::expectation(observable, state);
  for (Complex x : image(observable, state, numQubits))
    square += std::norm(x);
  return square - mean * mean;
}

class Readings : public OnKernelSet {};

} // namespace

TEST_P(Readings, AgreeWithTheOracle) {
  for (uint64_t seed = 0; seed < 60; ++seed) {
    unsigned n = 1 + seed % 11;
    auto [circuit, slots] = randomCircuit(seed, n, 12);
    Source random(seed);
    Reading expval{ReadingKind::Expval, {}, {}};
    for (unsigned i = 0; i < 3; ++i)
      expval.observables.push_back(randomObservable(random, n, 1 + 4 * i));
    Reading var{ReadingKind::Var, {randomObservable(random, n, 4)}, {}};
    Reading probs{ReadingKind::Probs, {}, random.qubits(1 + random.below(n), n)};
    Reading state{ReadingKind::State, {}, {}};
    std::vector<double> out = read(rt::makePlan(circuit, {expval, var, probs, state}), slots);
    oracle::State expected = oracle::apply(circuit, slots, oracle::zeroState(n));
    const double *at = out.data();
    for (const PauliSum &observable : expval.observables)
      ASSERT_NEAR(*at++, oracle::expectation(observable, expected), 1e-12) << seed;
    ASSERT_NEAR(*at++, variance(var.observables[0], expected, n), 1e-12) << seed;
    for (double p : oracle::probabilities(expected, probs.qubits))
      ASSERT_NEAR(*at++, p, 1e-12) << seed;
    ASSERT_LT(distance(expected, std::vector<double>(at, at + 2 * expected.size())), 1e-12) << seed;
  }
}

TEST_P(Readings, ProbabilitiesFollowTheOrderOfQubits) {
  Circuit circuit(3);
  circuit.append(GateKind::X, {2});
  EXPECT_EQ(read(rt::makePlan(circuit, {Reading{ReadingKind::Probs, {}, {0, 2}}}), {}),
            std::vector<double>({0, 1, 0, 0}));
  EXPECT_EQ(read(rt::makePlan(circuit, {Reading{ReadingKind::Probs, {}, {2, 0}}}), {}),
            std::vector<double>({0, 0, 1, 0}));
  EXPECT_EQ(read(rt::makePlan(circuit, {Reading{ReadingKind::Probs, {}, {}}}), {}), std::vector<double>({1}));
}

TEST_P(Readings, ShotsEstimateExpectationsAndVariances) {
  const uint64_t shots = 20'000;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    unsigned n = 1 + seed % 5;
    auto [circuit, slots] = randomCircuit(seed, n, 10);
    oracle::State state = oracle::apply(circuit, slots, oracle::zeroState(n));
    Source random(seed);
    Reading single{ReadingKind::Expval, {}, {}};
    for (unsigned i = 0; i < 4; ++i)
      single.observables.push_back(randomObservable(random, n, 1));
    PauliSum sum = randomObservable(random, n, 5);
    Reading expval{ReadingKind::Expval, {sum}, {}}, var{ReadingKind::Var, {sum, single.observables[0]}, {}};
    rt::RunOptions options;
    options.shots = shots;
    options.seed = seed;
    std::vector<double> out = read(rt::makePlan(circuit, {single, expval, var}), slots, options);
    for (unsigned i = 0; i < 4; ++i) {
      double sigma = std::sqrt(std::max(0.0, variance(single.observables[i], state, n)) / shots);
      ASSERT_NEAR(out[i], oracle::expectation(single.observables[i], state), 5 * sigma + 1e-9) << seed;
    }
    // Of a sum whose groups are measured apart only a bound is simple: every term is at most its coefficient off.
    double bound = 0;
    for (const PauliTerm &term : sum.terms)
      bound += std::abs(term.coefficient);
    ASSERT_NEAR(out[4], oracle::expectation(sum, state), 5 * bound / std::sqrt(shots)) << seed;
    ASSERT_NEAR(out[5], variance(sum, state, n), 5 * 3 * bound * bound / std::sqrt(shots)) << seed;
    double c = single.observables[0].terms[0].coefficient;
    ASSERT_NEAR(out[6], variance(single.observables[0], state, n), 5 * 2 * c * c / std::sqrt(shots)) << seed;
  }
}

TEST_P(Readings, ShotsEstimateProbabilities) {
  const uint64_t shots = 40'000;
  for (uint64_t seed = 0; seed < 10; ++seed) {
    unsigned n = 2 + seed % 6;
    auto [circuit, slots] = randomCircuit(seed, n, 10);
    Source random(seed);
    std::vector<uint32_t> qubits = random.qubits(1 + random.below(n), n);
    rt::RunOptions options;
    options.shots = shots;
    options.seed = seed;
    std::vector<double> out =
        read(rt::makePlan(circuit, {Reading{ReadingKind::Probs, {}, qubits}, Reading{ReadingKind::Sample, {}, qubits}}),
             slots, options);
    std::vector<double> expected = oracle::probabilities(oracle::apply(circuit, slots, oracle::zeroState(n)), qubits);
    std::vector<double> counted(expected.size());
    for (uint64_t shot = 0; shot < shots; ++shot)
      counted[size_t(out[expected.size() + shot])] += 1.0 / shots;
    for (size_t i = 0; i < expected.size(); ++i) {
      ASSERT_NEAR(out[i], expected[i], 5 * std::sqrt(expected[i] * (1 - expected[i]) / shots) + 1e-9) << seed;
      ASSERT_NEAR(out[i], counted[i], 1e-9) << "probabilities and samples see the same shots";
    }
  }
}

QML_ON_ALL_KERNEL_SETS(Readings);

TEST(Sampling, NeverYieldsImpossibleOutcomes) {
  Circuit circuit(4);
  circuit.append(GateKind::H, {1});
  circuit.append(GateKind::CNOT, {1, 3});
  rt::RunOptions options;
  options.shots = 1000;
  for (double outcome : read(rt::makePlan(circuit, {Reading{ReadingKind::Sample, {}, {0, 1, 2, 3}}}), {}, options))
    EXPECT_TRUE(outcome == 0 || outcome == 5);
}

TEST(Sampling, DependsOnSeedStreamAndRow) {
  Circuit circuit(8);
  for (unsigned q = 0; q < 8; ++q)
    circuit.append(GateKind::H, {q});
  rt::Plan plan = rt::makePlan(circuit, {Reading{ReadingKind::Sample, {}, {0, 1, 2, 3, 4, 5, 6, 7}}});
  rt::RunOptions options;
  options.shots = 50;
  std::vector<double> first = read(plan, {}, options);
  EXPECT_EQ(first, read(plan, {}, options));
  for (uint64_t rt::RunOptions::*field : {&rt::RunOptions::seed, &rt::RunOptions::stream, &rt::RunOptions::row}) {
    rt::RunOptions other = options;
    other.*field = 1;
    EXPECT_NE(first, read(plan, {}, other));
  }
}
