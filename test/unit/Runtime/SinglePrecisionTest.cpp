// SPDX-License-Identifier: Apache-2.0
//
// Amplitudes in single precision against those in double.
#include "KernelSets.h"
#include "RandomCircuit.h"

using namespace qml;
using namespace qml::test;

namespace {

constexpr unsigned numSlots = 4;

rt::RunOptions in(rt::Precision precision) {
  rt::RunOptions options;
  options.precision = precision;
  return options;
}
const rt::RunOptions inDouble = in(rt::Precision::Double), inSingle = in(rt::Precision::Single);

struct Problem {
  Source random;
  rt::Program program;
  size_t width = 0;

  static rt::Plan makePlan(uint64_t seed, unsigned numQubits, bool withVariance) {
    Source random(seed + 1'000'000);
    std::vector<Reading> readings = {
        {ReadingKind::Expval, {randomObservable(random, numQubits, 3), randomObservable(random, numQubits, 1)}, {}},
        {ReadingKind::Probs, {}, random.qubits(1 + random.below(numQubits), numQubits)}};
    if (withVariance)
      readings.push_back({ReadingKind::Var, {randomObservable(random, numQubits, 2)}, {}});
    rt::Plan plan = rt::makePlan(randomCircuit(seed, numQubits, 16, numSlots).circuit, readings);
    if (seed % 2)
      rt::fuse(plan);
    return plan;
  }

  Problem(uint64_t seed, unsigned numQubits, bool withVariance) : random(seed), program(makePlan(seed, numQubits, withVariance)) {
    for (const Reading &reading : program.plan().readings)
      width += rt::readingSize(reading, numQubits, 0);
  }
  std::vector<double> angles(size_t count) {
    std::vector<double> result(count);
    std::ranges::generate(result, [&] { return random.angle(); });
    return result;
  }
};

void expectNear(const std::vector<double> &single, const std::vector<double> &exact, double tolerance) {
  ASSERT_EQ(single.size(), exact.size());
  for (size_t i = 0; i < single.size(); ++i)
    ASSERT_NEAR(single[i], exact[i], tolerance) << "number " << i;
}

class SinglePrecision : public OnKernelSet {};

} // namespace

TEST_P(SinglePrecision, AgreesInStatesReadingsAndGradients) {
  for (uint64_t seed = 0; seed < 80; ++seed) {
    // Some states of more than one tile.
    const unsigned numQubits = seed % 40 == 39 ? 18 : 1 + seed % 10;
    SCOPED_TRACE("seed " + std::to_string(seed));
    Problem problem(seed, numQubits, /*withVariance=*/true);
    const std::vector<double> slots = problem.angles(numSlots), cotangent = problem.angles(problem.width);
    auto state = [&](const rt::RunOptions &options) {
      std::vector<double> out(size_t(2) << numQubits);
      rt::Workspace workspace;
      EXPECT_EQ(rt::finalState(problem.program, slots, options, workspace, out.data()), rt::Result::Ok);
      return out;
    };
    expectNear(state(inSingle), state(inDouble), 1e-5);
    auto readingsAndGradient = [&](const rt::RunOptions &options) {
      std::vector<double> out(problem.width + numSlots);
      rt::Workspace workspace;
      EXPECT_EQ(rt::runWithGradient(problem.program, slots, cotangent, options, workspace, out.data(), out.data() + problem.width),
                rt::Result::Ok);
      return out;
    };
    expectNear(readingsAndGradient(inSingle), readingsAndGradient(inDouble), 1e-4);
    if (HasFatalFailure())
      return;
  }
}

TEST_P(SinglePrecision, StaysGoodForAThousandGates) {
  constexpr unsigned numGates = 1000, numSlots = 600;
  for (uint64_t seed = 0; seed < 13; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const unsigned numQubits = 2 + seed;
    const auto [circuit, slots] = randomCircuit(seed, numQubits, numGates, numSlots);
    // Observables and a loss between -1 and 1.
    Source random(seed);
    std::vector<PauliSum> observables = {randomObservable(random, numQubits, 3), randomObservable(random, numQubits, 1)};
    for (PauliSum &observable : observables) {
      double bound = 0;
      for (const PauliTerm &term : observable.terms)
        bound += std::abs(term.coefficient);
      for (PauliTerm &term : observable.terms)
        term.coefficient /= bound;
    }
    const rt::Program program(rt::makePlan(circuit, {{ReadingKind::Expval, observables, {}}}));
    const std::vector<double> cotangent = {0.4, -0.6};
    auto readingsAndGradient = [&](const rt::RunOptions &options) {
      std::vector<double> out(2 + numSlots);
      rt::Workspace workspace;
      EXPECT_EQ(rt::runWithGradient(program, slots, cotangent, options, workspace, out.data(), out.data() + 2), rt::Result::Ok);
      return out;
    };
    const std::vector<double> exact = readingsAndGradient(inDouble);
    double largest = 1;
    for (double x : exact)
      largest = std::max(largest, std::abs(x));
    expectNear(readingsAndGradient(inSingle), exact, 2e-5 * largest); // rounding adds up to half of it, a little more on NEON
    if (HasFatalFailure())
      return;
  }
}

TEST_P(SinglePrecision, AgreesInBatches) {
  for (uint64_t seed = 0; seed < 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Problem problem(seed, 1 + seed % 10, /*withVariance=*/false);
    // As many as both precisions take.
    const size_t most = std::min(rt::batchRows(problem.program, inSingle), rt::batchRows(problem.program, inDouble));
    const size_t numRows = 1 + problem.random.below(most);
    std::vector<uint8_t> shared(numSlots);
    std::ranges::generate(shared, [&] { return problem.random.below(2); });
    std::vector<double> slots = problem.angles(numRows * numSlots), cotangents = problem.angles(numRows * problem.width);
    for (unsigned slot = 0; slot < numSlots; ++slot)
      for (size_t row = 1; row < numRows && shared[slot]; ++row)
        slots[row * numSlots + slot] = slots[slot];
    auto everything = [&](const rt::RunOptions &options) {
      std::vector<double> out(numRows * (problem.width + numSlots));
      rt::Workspace workspace;
      rt::SlotRows rows{slots.data(), numRows, numSlots, shared};
      EXPECT_EQ(rt::runBatch(problem.program, rows, options, workspace, out.data()), rt::Result::Ok);
      EXPECT_EQ(rt::batchGradient(problem.program, rows, cotangents.data(), options, workspace, out.data() + numRows * problem.width),
                rt::Result::Ok);
      return out;
    };
    expectNear(everything(inSingle), everything(inDouble), 5e-4); // gradients of all rows add up
    if (HasFatalFailure())
      return;
  }
}

TEST_P(SinglePrecision, AndDoubleMayTakeTurns) {
  Problem problem(5, 6, /*withVariance=*/true);
  rt::Workspace workspace;
  for (int turn = 0; turn < 4; ++turn) {
    const std::vector<double> slots = problem.angles(numSlots);
    std::vector<double> single(problem.width), exact(problem.width);
    ASSERT_EQ(rt::run(problem.program, slots, inSingle, workspace, single.data()), rt::Result::Ok);
    ASSERT_EQ(rt::run(problem.program, slots, inDouble, workspace, exact.data()), rt::Result::Ok);
    expectNear(single, exact, 1e-4);
    EXPECT_NE(single, exact);
  }
}

QML_ON_ALL_KERNEL_SETS(SinglePrecision);
