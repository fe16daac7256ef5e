// SPDX-License-Identifier: Apache-2.0
//
// Adjoint gradients against the parameter-shift rule and central differences, on every kernel set.
#include "KernelSets.h"
#include "RandomCircuit.h"

#include <cmath>

using namespace qml;
using namespace qml::test;

namespace {

/// A plan whose readings cover all differentiable kinds, with a cotangent.
struct Problem {
  Circuit circuit;
  rt::Plan plan;
  std::vector<double> slots, cotangent;

  explicit Problem(uint64_t seed, unsigned numQubits, unsigned numGates) {
    auto [gates, values] = randomCircuit(seed, numQubits, numGates);
    circuit = gates;
    Source random(seed + 1'000'000);
    Reading expval{
        ReadingKind::Expval, {randomObservable(random, numQubits, 3), randomObservable(random, numQubits, 2)}, {}};
    Reading var{ReadingKind::Var, {randomObservable(random, numQubits, 3)}, {}};
    Reading probs{ReadingKind::Probs, {}, random.qubits(1 + random.below(numQubits), numQubits)};
    plan = rt::makePlan(circuit, {expval, var, probs});
    slots = values;
    for (size_t i = 0; i < numOutputs(); ++i)
      cotangent.push_back(random.normal());
  }
  size_t numOutputs() const {
    size_t size = 0;
    for (const Reading &reading : plan.readings)
      size += rt::readingSize(reading, plan.numQubits, 0);
    return size;
  }
  double value() const {
    rt::Workspace workspace;
    std::vector<double> out(numOutputs());
    EXPECT_EQ(rt::run(rt::Program(plan), slots, {}, workspace, out.data()), rt::Result::Ok);
    return std::inner_product(out.begin(), out.end(), cotangent.begin(), 0.0);
  }
  std::vector<double> gradient() const {
    rt::Workspace workspace;
    std::vector<double> out(numOutputs()), result(slots.size());
    EXPECT_EQ(rt::runWithGradient(rt::Program(plan), slots, cotangent, {}, workspace, out.data(), result.data()), rt::Result::Ok);
    EXPECT_NEAR(std::inner_product(out.begin(), out.end(), cotangent.begin(), 0.0), value(), 1e-12);
    return result;
  }
};

std::vector<double> centralDifferences(Problem problem) {
  const double h = 1e-5;
  std::vector<double> result;
  for (double &slot : problem.slots) {
    double saved = slot;
    slot = saved + h;
    double up = problem.value();
    slot = saved - h;
    double down = problem.value();
    slot = saved;
    result.push_back((up - down) / (2 * h));
  }
  return result;
}

/// The slope at 0 of a sum of sines and cosines of `frequencies`, from values at shifts.
template <typename Function> double shiftRule(const std::vector<double> &frequencies, Function f) {
  const size_t count = frequencies.size();
  // Solve sum_l sin(frequency_l shift_m) b_l = (f(shift_m) - f(-shift_m)) / 2; the slope is sum_l frequency_l b_l.
  std::vector<std::vector<double>> rows(count, std::vector<double>(count + 1));
  for (size_t m = 0; m < count; ++m) {
    double shift = M_PI * (2 * m + 1) / (2 * count) / frequencies.back();
    for (size_t l = 0; l < count; ++l)
      rows[m][l] = std::sin(frequencies[l] * shift);
    rows[m][count] = (f(shift) - f(-shift)) / 2;
  }
  for (size_t i = 0; i < count; ++i) {
    auto pivot = std::max_element(rows.begin() + i, rows.end(),
                                  [&](auto &a, auto &b) { return std::abs(a[i]) < std::abs(b[i]); });
    std::swap(rows[i], *pivot);
    for (size_t r = 0; r < count; ++r)
      for (size_t c = count + 1; r != i && c-- > i;)
        rows[r][c] -= rows[r][i] / rows[i][i] * rows[i][c];
  }
  double slope = 0;
  for (size_t l = 0; l < count; ++l)
    slope += frequencies[l] * rows[l][count] / rows[l][l];
  return slope;
}

/// The gradient by parameter shifts, angle by angle. Readings must be linear in the state: no variances. False if an angle has
/// no shift rule.
bool parameterShift(Problem problem, std::vector<double> &result) {
  std::vector<double> bySlot(problem.plan.numSlots());
  for (const Op &op : problem.circuit)
    for (unsigned i = 0; i < op.numAngles; ++i) {
      Angle &angle = problem.circuit.angles(op)[i];
      if (angle.isConstant())
        continue;
      std::vector<double> frequencies = shiftFrequencies(gateRow(op.gate).spectra[i], op.numControls > 0);
      if (frequencies.empty())
        return false;
      bySlot[angle.slot] += angle.scale * shiftRule(frequencies, [&](double shift) {
                              double saved = angle.offset;
                              angle.offset += shift;
                              problem.plan = rt::makePlan(problem.circuit, problem.plan.readings);
                              angle.offset = saved;
                              return problem.value();
                            });
    }
  for (size_t d = problem.plan.derivedSlots.size(); d-- > 0;)
    for (auto [source, factor] : problem.plan.derivedSlots[d].terms)
      bySlot[source] += factor * bySlot[problem.plan.numInputSlots + d];
  result.assign(bySlot.begin(), bySlot.begin() + problem.plan.numInputSlots);
  return true;
}

/// Drops variances, whose values are no finite sum of the shift rule's frequencies.
Problem withoutVariance(Problem problem) {
  size_t position = rt::readingSize(problem.plan.readings[0], problem.plan.numQubits, 0);
  problem.plan.readings.erase(problem.plan.readings.begin() + 1);
  problem.cotangent.erase(problem.cotangent.begin() + position);
  return problem;
}

void expectNear(const std::vector<double> &a, const std::vector<double> &b, double tolerance, uint64_t seed) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i)
    ASSERT_NEAR(a[i], b[i], tolerance) << "seed " << seed << ", slot " << i;
}

class Gradients : public OnKernelSet {};

} // namespace

TEST_P(Gradients, AgreeWithShiftsAndDifferences) {
  unsigned shifted = 0;
  for (uint64_t seed = 0; seed < 200; ++seed) {
    Problem problem(seed, 1 + seed % 7, 12);
    std::vector<double> adjoint = problem.gradient();
    expectNear(adjoint, centralDifferences(problem), 1e-6, seed);
    Problem linear = withoutVariance(problem);
    if (std::vector<double> shifts; parameterShift(linear, shifts)) {
      expectNear(linear.gradient(), shifts, 1e-10, seed);
      ++shifted;
    }
    Problem fused = problem;
    rt::fuse(fused.plan);
    expectNear(fused.gradient(), adjoint, 1e-11, seed);
  }
  EXPECT_GT(shifted, 50u);
}

TEST_P(Gradients, OfProbabilitiesOfLargeStates) {
  const unsigned numQubits = 14; // read in blocks
  for (uint64_t seed = 0; seed < 2; ++seed) {
    Problem problem(seed, numQubits, 30);
    problem.plan = rt::makePlan(problem.circuit, {Reading{ReadingKind::Probs, {}, Source(seed).qubits(numQubits - 1, numQubits)}});
    problem.cotangent.clear();
    for (size_t i = 0; i < problem.numOutputs(); ++i)
      problem.cotangent.push_back(std::sin(double(i)));
    expectNear(problem.gradient(), centralDifferences(problem), 1e-6, seed);
  }
}

TEST_P(Gradients, CoverEveryGateAndPlace) {
  const unsigned numQubits = 9;
  for (const GateRow &row : gateTable()) {
    if (gateRow(row.base).numAngles == 0)
      continue;
    for (uint64_t seed = 0; seed < 8; ++seed) {
      Source random(seed);
      Circuit circuit(numQubits, 3);
      appendLayer(circuit, random);
      unsigned base = row.numQubits < 0 ? 3 + seed % 5 : row.numQubits;
      unsigned controls = seed % 3;
      std::vector<Angle> angles;
      for (int i = 0; i < gateRow(row.base).numAngles; ++i)
        angles.push_back(Angle::ofSlot(i, 0.8, 0.1));
      circuit.append(row.kind, random.qubits(base + controls, numQubits), angles, controls,
                     random.below(1u << controls));
      appendLayer(circuit, random);
      Problem problem(seed, numQubits, 0);
      problem.plan = rt::makePlan(circuit, problem.plan.readings);
      problem.slots = {0.4, -0.9, 1.3};
      expectNear(problem.gradient(), centralDifferences(problem), 1e-6, seed);
    }
  }
}

QML_ON_ALL_KERNEL_SETS(Gradients);

TEST(Gradient, AddsToWhatIsThere) {
  Problem problem(3, 4, 10);
  std::vector<double> once = problem.gradient(), twice(once.size());
  rt::Workspace workspace;
  for (int i = 0; i < 2; ++i)
    ASSERT_EQ(rt::runWithGradient(rt::Program(problem.plan), problem.slots, problem.cotangent, {}, workspace, nullptr, twice.data()),
              rt::Result::Ok);
  for (size_t i = 0; i < once.size(); ++i)
    EXPECT_NEAR(twice[i], 2 * once[i], 1e-14);
}

TEST(Gradient, RefusesReadingsWithoutDerivative) {
  rt::Workspace workspace;
  for (ReadingKind kind : {ReadingKind::State, ReadingKind::Sample}) {
    rt::Plan plan = rt::makePlan(Circuit(2), {Reading{kind, {}, {0}}});
    EXPECT_EQ(rt::runWithGradient(rt::Program(plan), {}, {}, {}, workspace, nullptr, nullptr), rt::Result::NotDifferentiable);
  }
}

TEST_P(Gradients, OfAnExcitationBeforeFixedRotations) {
  Circuit circuit(2, 1);
  circuit.append(GateKind::X, {0});
  circuit.append(GateKind::SingleExcitation, {0, 1}, {Angle::ofSlot(0)});
  circuit.append(GateKind::RY, {0}, {0.4});
  const rt::Plan plan = rt::makePlan(circuit, {{ReadingKind::Expval, {PauliSum{{PauliTerm{1, {{0, Pauli::Z}}}}}}, {}}});
  const std::vector<double> slots = {0.3}, cotangent = {1};
  std::vector<double> gradient(1);
  rt::Workspace workspace;
  ASSERT_EQ(rt::runWithGradient(rt::Program(plan), slots, cotangent, {}, workspace, nullptr, gradient.data()), rt::Result::Ok);
  EXPECT_NEAR(gradient[0], differences(plan, slots, cotangent)[0], 1e-10);
}
