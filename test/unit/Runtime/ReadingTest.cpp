// SPDX-License-Identifier: Apache-2.0
//
// Readings: exact ones against the oracle, estimates from shots against exact ones within five standard deviations.
#include "KernelSets.h"
#include "RandomCircuit.h"

#include "../../../runtime/lib/Kernels.h"
#include "../../../runtime/lib/Random.h"

#include <bit>
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

TEST_P(Readings, OfLargeStatesAgreeWithTheOracle) {
  const unsigned n = 15; // read in blocks
  for (uint64_t seed = 0; seed < 4; ++seed) {
    auto [circuit, slots] = randomCircuit(seed, n, 40);
    Source random(seed);
    Reading all{ReadingKind::Probs, {}, random.qubits(n, n)}, half{ReadingKind::Probs, {}, random.qubits(7, n)};
    Reading two{ReadingKind::Probs, {}, random.qubits(2, n)}, state{ReadingKind::State, {}, {}};
    rt::RunOptions options;
    options.threads = 1 + seed % 2;
    std::vector<double> out = read(rt::makePlan(circuit, {all, half, two, state}), slots, options);
    oracle::State expected = oracle::apply(circuit, slots, oracle::zeroState(n));
    const double *at = out.data();
    for (const Reading &probs : {all, half, two})
      for (double p : oracle::probabilities(expected, probs.qubits))
        ASSERT_NEAR(*at++, p, 1e-12) << seed;
    ASSERT_LT(distance(expected, std::vector<double>(at, at + 2 * expected.size())), 1e-12) << seed;
  }
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

/// Pearson's statistic of outcomes, in standard deviations from its mean; outcomes expected less than ten times count as one.
double deviation(std::span<const double> outcomes, const std::vector<double> &probabilities) {
  std::vector<double> counts(probabilities.size());
  for (double outcome : outcomes) {
    EXPECT_GT(probabilities[size_t(outcome)], 0) << "an outcome that is impossible";
    ++counts[size_t(outcome)];
  }
  double statistic = 0, rareCount = 0, rareExpected = 0, freedom = -1;
  auto add = [&](double count, double expected) {
    statistic += (count - expected) * (count - expected) / expected;
    ++freedom;
  };
  for (size_t i = 0; i < counts.size(); ++i) {
    double expected = probabilities[i] * double(outcomes.size());
    if (expected >= 10) {
      add(counts[i], expected);
    } else {
      rareCount += counts[i];
      rareExpected += expected;
    }
  }
  if (rareExpected >= 10)
    add(rareCount, rareExpected);
  return freedom <= 0 ? 0 : (statistic - freedom) / std::sqrt(2 * freedom);
}

TEST_P(Readings, SamplesFollowProbabilities) {
  struct Case {
    unsigned numQubits;
    uint64_t shots;
    rt::Precision precision;
  };
  for (auto [n, shots, precision] : {Case{1, 20'000, rt::Precision::Double}, Case{2, 20'000, rt::Precision::Single},
                                     Case{3, 20'000, rt::Precision::Double}, Case{5, 100'000, rt::Precision::Single},
                                     Case{9, 100'000, rt::Precision::Double}, Case{12, 100'000, rt::Precision::Double},
                                     Case{14, 1'000'000, rt::Precision::Double}, Case{15, 1'000'000, rt::Precision::Single}}) {
    auto [circuit, slots] = randomCircuit(n, n, 3 * n);
    std::vector<uint32_t> qubits(n);
    std::iota(qubits.begin(), qubits.end(), 0);
    rt::RunOptions options{.precision = precision};
    std::vector<double> expected = read(rt::makePlan(circuit, {Reading{ReadingKind::Probs, {}, qubits}}), slots, options);
    rt::Plan plan = rt::makePlan(circuit, {Reading{ReadingKind::Sample, {}, qubits}});
    options.shots = shots;
    std::vector<double> outcomes = read(plan, slots, options);
    ASSERT_LT(std::abs(deviation(outcomes, expected)), 5) << n;
    // Shots are in no order: any of them follow the same probabilities, and a shot does not depend on how many there are.
    ASSERT_LT(std::abs(deviation(std::span(outcomes).first(shots / 10), expected)), 5) << n;
    options.shots = 10;
    options.threads = 2;
    ASSERT_EQ(read(plan, slots, options), std::vector<double>(outcomes.begin(), outcomes.begin() + 10)) << n;
    options.shots = shots;
    ASSERT_EQ(read(plan, slots, options), outcomes) << n;
  }
}

TEST_P(Readings, OneShotOfTheLastOfManyAmplitudes) {
  for (unsigned n : {1u, 4u, 13u}) {
    Circuit circuit(n);
    for (unsigned q = 0; q < n; ++q) // not what X would do: the stored amplitude is the last
      circuit.append(GateKind::RY, {q}, {std::acos(-1)});
    std::vector<uint32_t> qubits(n);
    std::iota(qubits.begin(), qubits.end(), 0);
    rt::RunOptions options;
    options.shots = 1;
    for (options.seed = 0; options.seed < 100; ++options.seed)
      ASSERT_EQ(read(rt::makePlan(circuit, {Reading{ReadingKind::Sample, {}, qubits}}), {}, options)[0], double((1u << n) - 1));
  }
}

TEST_P(Readings, RandomNumbersAreThoseOfSingleShots) {
  const rt::RandomStream stream(1, 2, 3);
  const uint64_t first = (uint64_t(1) << 32) - 5; // both words of the counter change
  std::vector<double> numbers(21);
  stream.uniforms(7, first, numbers);
  for (size_t i = 0; i < numbers.size(); ++i)
    EXPECT_EQ(numbers[i], stream.uniform(7, first + i));
}

TEST_P(Readings, ShotsOfSparseStatesArePossible) {
  // Whole groups of amplitudes are 0, the first and the last among them; almost all shots share one range.
  const unsigned n = 13;
  Circuit circuit(n);
  circuit.append(GateKind::X, {1});
  for (unsigned q : {2u, 4u, 8u, 11u})
    circuit.append(GateKind::RY, {q}, {q == 4 ? 1.5 : 0.01});
  circuit.append(GateKind::CNOT, {8, 12});
  std::vector<uint32_t> qubits(n);
  std::iota(qubits.begin(), qubits.end(), 0);
  for (rt::Precision precision : {rt::Precision::Double, rt::Precision::Single}) {
    rt::RunOptions options{.precision = precision};
    const std::vector<double> expected = read(rt::makePlan(circuit, {Reading{ReadingKind::Probs, {}, qubits}}), {}, options);
    options.shots = 200'000;
    const std::vector<double> outcomes = read(rt::makePlan(circuit, {Reading{ReadingKind::Sample, {}, qubits}}), {}, options);
    for (double outcome : outcomes)
      ASSERT_GT(expected[size_t(outcome)], 0) << outcome;
    ASSERT_LT(std::abs(deviation(outcomes, expected)), 5);
  }
}

TEST_P(Readings, ParitiesAreThoseOfSingleOutcomes) {
  for (unsigned numBits : {1u, 16u, 17u, 32u, 33u, 63u})
    for (size_t count : {0u, 1u, 63u, 64u, 200u}) {
      std::vector<uint64_t> outcomes, masks;
      for (uint64_t i = 0; i < count; ++i)
        outcomes.push_back((i + 1) * 0x9E3779B97F4A7C15 >> (64 - numBits));
      for (uint64_t i = 1; i < 10; ++i)
        masks.push_back(i * 0xD1B54A32D192ED03 >> (64 - numBits));
      std::vector<int64_t> odd(masks.size(), 5), expected(masks.size(), 5);
      rt::kernels<double>().addParities(outcomes.data(), count, numBits, masks.data(), masks.size(), odd.data());
      for (size_t m = 0; m < masks.size(); ++m)
        for (uint64_t outcome : outcomes)
          expected[m] += std::popcount(outcome & masks[m]) % 2;
      ASSERT_EQ(odd, expected) << numBits << " bits, " << count << " outcomes";
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

TEST(Sampling, IsTheSameOnAllInstructionSets) {
  auto [circuit, slots] = randomCircuit(1, 14, 40);
  rt::Plan plan = rt::makePlan(circuit, {Reading{ReadingKind::Sample, {}, {0, 3, 7, 9, 13}}});
  rt::RunOptions options;
  options.shots = 10'000;
  std::vector<double> first = read(plan, slots, options);
  for (std::string_view name : rt::availableKernels()) {
    ASSERT_TRUE(rt::selectKernels(name));
    EXPECT_EQ(read(plan, slots, options), first) << name;
  }
  rt::selectKernels(rt::availableKernels().front());
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
