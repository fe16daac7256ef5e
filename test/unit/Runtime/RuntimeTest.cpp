// SPDX-License-Identifier: Apache-2.0
//
// What the runtime promises beyond right numbers: the same bytes on any number of threads, refusals instead of crashes,
// known random numbers.
#include "RandomCircuit.h"

#include "../../../runtime/lib/Random.h"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <thread>

using namespace qml;
using namespace qml::test;

namespace {

/// Readings, gradient and samples of one plan, all in one list.
std::vector<double> everything(const RandomCircuit &random, unsigned threads, bool fused) {
  unsigned n = random.circuit.numQubits();
  Source source(5);
  Reading expval{ReadingKind::Expval, {randomObservable(source, n, 5)}, {}};
  Reading var{ReadingKind::Var, {randomObservable(source, n, 3)}, {}};
  Reading probs{ReadingKind::Probs, {}, {1, 9, 4}};
  rt::Plan plan = rt::makePlan(random.circuit, {expval, var, probs});
  if (fused)
    rt::fuse(plan);
  rt::RunOptions options;
  options.threads = threads;
  rt::Workspace workspace;
  std::vector<double> cotangent(10, 0.3), out(10), gradient(random.slots.size());
  EXPECT_EQ(rt::runWithGradient(rt::Program(plan), random.slots, cotangent, options, workspace, out.data(), gradient.data()),
            rt::Result::Ok);
  out.insert(out.end(), gradient.begin(), gradient.end());

  options.shots = 3000;
  plan.readings.push_back(Reading{ReadingKind::Sample, {}, {0, 3, 15}});
  std::vector<double> sampled(10 + options.shots);
  EXPECT_EQ(rt::run(rt::Program(plan), random.slots, options, workspace, sampled.data()), rt::Result::Ok);
  out.insert(out.end(), sampled.begin(), sampled.end());
  return out;
}

} // namespace

TEST(Threads, GiveTheSameBytes) {
  for (uint64_t seed = 0; seed < 3; ++seed) {
    RandomCircuit random = randomCircuit(seed, 16, 30);
    for (bool fused : {false, true}) {
      std::vector<double> one = everything(random, 1, fused);
      for (unsigned threads : {2u, 3u}) {
        std::vector<double> many = everything(random, threads, fused);
        EXPECT_EQ(std::memcmp(one.data(), many.data(), one.size() * sizeof(double)), 0) << threads;
      }
    }
  }
}

TEST(Threads, SumManyChunksToTheRightNumbers) {
  auto [circuit, slots] = randomCircuit(11, 17, 30);
  oracle::State expected = oracle::apply(circuit, slots, oracle::zeroState(17));
  Source source(2);
  PauliSum observable = randomObservable(source, 17, 4);
  rt::Plan plan =
      rt::makePlan(circuit, {Reading{ReadingKind::Expval, {observable}, {}}, Reading{ReadingKind::Probs, {}, {15, 2}}});
  rt::fuse(plan);
  rt::RunOptions options;
  options.threads = 2;
  rt::Workspace workspace;
  std::vector<double> out(5), up(5), down(5), cotangent = {1, 0.5, -2, 3, 0.25}, gradient(slots.size());
  ASSERT_EQ(rt::runWithGradient(rt::Program(plan), slots, cotangent, options, workspace, out.data(), gradient.data()),
            rt::Result::Ok);
  EXPECT_NEAR(out[0], oracle::expectation(observable, expected), 1e-12);
  std::vector<double> probabilities = oracle::probabilities(expected, plan.readings[1].qubits);
  for (unsigned i = 0; i < 4; ++i)
    EXPECT_NEAR(out[1 + i], probabilities[i], 1e-12);
  const double h = 1e-5;
  for (size_t i = 0; i < slots.size(); ++i) {
    std::vector<double> shifted = slots;
    shifted[i] += h;
    ASSERT_EQ(rt::run(rt::Program(plan), shifted, options, workspace, up.data()), rt::Result::Ok);
    shifted[i] -= 2 * h;
    ASSERT_EQ(rt::run(rt::Program(plan), shifted, options, workspace, down.data()), rt::Result::Ok);
    double slope = 0;
    for (unsigned k = 0; k < 5; ++k)
      slope += cotangent[k] * (up[k] - down[k]) / (2 * h);
    EXPECT_NEAR(gradient[i], slope, 1e-6);
  }
}

TEST(Threads, OfTheCallerMayRunAtOnce) {
  const RandomCircuit random = randomCircuit(1, 16, 20);
  std::vector<double> alone = everything(random, 1, 3), results[2];
  std::thread threads[2];
  for (int i = 0; i < 2; ++i)
    threads[i] = std::thread([&, i] { results[i] = everything(random, 2, 3); });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(results[0], alone);
  EXPECT_EQ(results[1], alone);
}

TEST(Limits, TooManyQubitsAreRefused) {
  rt::Workspace workspace;
  double out[2] = {};
  for (unsigned numQubits : {38u, 41u, 63u, 64u, 100u, 4000u}) {
    Circuit circuit(numQubits);
    for (unsigned q = 0; q + 1 < numQubits; ++q)
      circuit.append(GateKind::CRX, {q, q + 1}, {0.1});
    rt::Plan plan = rt::makePlan(circuit, {Reading{ReadingKind::Expval, {PauliSum{{PauliTerm{1, {{0, Pauli::Z}}}}}}, {}}});
    rt::fuse(plan);
    rt::Result expected = numQubits > 40 ? rt::Result::TooManyQubits : rt::Result::OutOfMemory;
    EXPECT_EQ(rt::run(rt::Program(plan), {}, {}, workspace, out), expected) << numQubits;
    EXPECT_EQ(rt::runWithGradient(rt::Program(plan), {}, out, {}, workspace, out, nullptr), expected) << numQubits;
    EXPECT_EQ(rt::finalState(rt::Program(plan), {}, {}, workspace, out), expected) << numQubits;
    EXPECT_EQ(rt::checkMemory(numQubits, 1), expected) << numQubits;
  }
  EXPECT_EQ(rt::checkMemory(4, 3), rt::Result::Ok);
}

TEST(Limits, SizesOfHugeReadingsDoNotOverflow) {
  size_t most = std::numeric_limits<size_t>::max();
  EXPECT_EQ(rt::readingSize(Reading{ReadingKind::State, {}, {}}, 100, 0), most);
  EXPECT_EQ(rt::readingSize(Reading{ReadingKind::Probs, {}, std::vector<uint32_t>(70)}, 100, 0), most);
  EXPECT_EQ(rt::readingSize(Reading{ReadingKind::State, {}, {}}, 3, 0), 16u);
  EXPECT_EQ(rt::readingSize(Reading{ReadingKind::Sample, {}, {}}, 3, 7), 7u);
}

TEST(Limits, AnglesMustBeFinite) {
  Circuit circuit(2, 1);
  circuit.append(GateKind::RX, {0}, {Angle::ofSlot(0, 1e10)});
  rt::Plan plan = rt::makePlan(circuit, {Reading{ReadingKind::Expval, {PauliSum{{PauliTerm{}}}}, {}}});
  rt::Workspace workspace;
  double out = 0, cotangent = 1, gradient = 0;
  for (double bad : {std::nan(""), std::numeric_limits<double>::infinity(), 1e300}) {
    std::vector<double> slots = {bad};
    EXPECT_EQ(rt::run(rt::Program(plan), slots, {}, workspace, &out), rt::Result::NonFiniteAngle);
    EXPECT_EQ(rt::runWithGradient(rt::Program(plan), slots, std::span(&cotangent, 1), {}, workspace, &out, &gradient),
              rt::Result::NonFiniteAngle);
  }
  EXPECT_EQ(gradient, 0);
}

TEST(Limits, NoQubitsAndNoGatesAreFine) {
  rt::Workspace workspace;
  double state[2] = {};
  Circuit circuit(0);
  circuit.append(GateKind::GlobalPhase, {}, {0.5});
  ASSERT_EQ(rt::finalState(rt::Program(rt::makePlan(circuit, {})), {}, {}, workspace, state), rt::Result::Ok);
  EXPECT_NEAR(state[0], std::cos(0.5), 1e-15);
  EXPECT_NEAR(state[1], -std::sin(0.5), 1e-15);
}

TEST(Workspace, ServesPlansOfAnySizeInTurn) {
  rt::Workspace workspace;
  for (unsigned numQubits : {3u, 9u, 1u, 12u, 2u}) {
    auto [circuit, slots] = randomCircuit(numQubits, numQubits, 10);
    std::vector<double> state(2u << numQubits);
    ASSERT_EQ(rt::finalState(rt::Program(rt::makePlan(circuit, {})), slots, {}, workspace, state.data()), rt::Result::Ok);
    EXPECT_LT(distance(oracle::apply(circuit, slots, oracle::zeroState(numQubits)), state), 1e-12);
  }
}

TEST(Random, IsPhilox) {
  // Known answers of the authors' Random123 library.
  rt::PhiloxBlock zero = {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8};
  rt::PhiloxBlock ones = {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd};
  EXPECT_EQ(rt::philox({0, 0, 0, 0}, {0, 0}), zero);
  EXPECT_EQ(rt::philox({~0u, ~0u, ~0u, ~0u}, {~0u, ~0u}), ones);
}
