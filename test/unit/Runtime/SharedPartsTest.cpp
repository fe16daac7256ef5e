// SPDX-License-Identifier: Apache-2.0
//
// Batches whose rows share what comes behind their data, against their rows, run one by one.
#include "KernelSets.h"
#include "RandomCircuit.h"

#include "../../../runtime/lib/Execution.h"

using namespace qml;
using namespace qml::test;

namespace {

constexpr unsigned numSlots = 6, firstShared = 3; // slots of the data, then those that rows share

/// A circuit with shared gates, gates of the data, and more shared gates. Data that turns about one axis leaves few components.
Circuit randomClassifier(Source &random, unsigned numQubits) {
  Circuit circuit(numQubits, numSlots);
  const Angle sum = circuit.add(Angle::ofSlot(firstShared, 0.7), Angle::ofSlot(firstShared + 1, -1.1, 0.2));
  auto shared = [&](unsigned count) {
    for (; count > 0; --count) {
      const Angle angle = random.below(4) == 0 ? sum : Angle::ofSlot(firstShared + random.below(numSlots - firstShared), random.angle());
      const GateKind kinds[] = {GateKind::RX, GateKind::RY, GateKind::RZ, GateKind::PhaseShift};
      circuit.append(kinds[random.below(4)], {random.below(numQubits)}, {angle});
      if (numQubits > 1 && random.below(2))
        circuit.append(random.below(4) ? GateKind::CNOT : GateKind::CZ, random.qubits(2, numQubits), {});
      if (numQubits > 1 && random.below(8) == 0)
        circuit.append(GateKind::RY, random.qubits(2, numQubits), std::array{angle}, /*numControls=*/1);
    }
  };
  if (random.below(3) == 0)
    shared(1 + random.below(4));
  const GateKind cliffords[] = {GateKind::H, GateKind::S, GateKind::SX, GateKind::Y};
  for (unsigned i = random.below(3) == 0 ? 1 + random.below(4) : 0; i > 0; --i) // the start may be imaginary then
    circuit.append(cliffords[random.below(4)], {random.below(numQubits)}, {});
  const GateKind axes[] = {GateKind::RX, GateKind::RY, GateKind::H};
  const GateKind axis = axes[random.below(3)];
  for (uint32_t q = 0; q < numQubits; ++q) {
    if (axis == GateKind::H)
      circuit.append(axis, {q}, {});
    const Angle data = Angle::ofSlot(random.below(firstShared), random.angle());
    circuit.append(axis == GateKind::H ? GateKind::RZ : axis, {q}, {data});
  }
  shared(40 + random.below(40));
  return circuit;
}

struct Case {
  Source random;
  rt::Program program;
  std::vector<uint8_t> flags;

  static rt::Plan makePlan(Source &random) {
    const unsigned numQubits = 1 + random.below(4);
    const Circuit circuit = randomClassifier(random, numQubits);
    std::vector<Reading> readings{{ReadingKind::Expval, {randomObservable(random, numQubits, 3)}, {}}};
    if (random.below(3) == 0)
      readings.push_back({ReadingKind::Expval, {randomObservable(random, numQubits, 1), randomObservable(random, numQubits, 2)}, {}});
    rt::Plan plan = rt::makePlan(circuit, readings);
    rt::optimize(plan);
    return plan;
  }

  explicit Case(uint64_t seed) : random(seed), program(makePlan(random)) {
    const uint8_t ofData = random.below(2) ? rt::SlotRows::noDerivative : 0;
    for (unsigned slot = 0; slot < numSlots; ++slot)
      flags.push_back(slot < firstShared ? ofData : rt::SlotRows::shared | (random.below(8) == 0 ? rt::SlotRows::noDerivative : 0));
  }
};

template <typename Real> bool hasSuffix(const Case &c, unsigned rowBits) {
  return c.program.impl().layout<Real>(rowBits, c.flags, rt::kernels<Real>()).suffix() != nullptr;
}

/// Values and derivatives of batches of several sizes, of new data, of new shared slots, and once more.
template <typename Real> void expectRows(uint64_t seed, double tolerance, rt::Workspace &workspace, unsigned &numWithSuffix) {
  Case c(seed);
  const rt::RunOptions options{.precision = sizeof(Real) == 8 ? rt::Precision::Double : rt::Precision::Single};
  rt::Workspace other;
  const size_t width = rt::numReadings(c.program.plan());
  std::vector<double> shared(numSlots);
  for (unsigned step = 0; step < 4; ++step) {
    if (step % 2 == 0)
      for (double &slot : shared)
        slot = step == 0 ? 0.3 : c.random.angle(); // at first as in the program before
    const size_t numRows = step == 0 ? rt::batchRows(c.program, options) : 1 + c.random.below(rt::batchRows(c.program, options));
    numWithSuffix += step == 0 && hasSuffix<Real>(c, rt::batchRowBits(c.program, options, numRows));
    std::vector<double> slots, cotangents, out(numRows * width), gradient(numRows * numSlots), ofShared(numSlots);
    for (size_t row = 0; row < numRows; ++row)
      for (unsigned slot = 0; slot < numSlots; ++slot)
        slots.push_back(slot < firstShared ? c.random.angle() : shared[slot]);
    for (size_t i = 0; i < numRows * width; ++i)
      cotangents.push_back(c.random.normal());
    const rt::SlotRows rows{slots.data(), numRows, numSlots, c.flags};
    if (step != 3) // derivatives without values before
      ASSERT_EQ(rt::runBatch(c.program, rows, options, workspace, out.data()), rt::Result::Ok);
    ASSERT_EQ(rt::batchGradient(c.program, rows, cotangents.data(), options, workspace, gradient.data()), rt::Result::Ok);
    for (size_t row = 0; row < numRows; ++row) {
      std::vector<double> values(width), ofRow(numSlots);
      ASSERT_EQ(rt::runWithGradient(c.program, {slots.data() + row * numSlots, numSlots}, {cotangents.data() + row * width, width}, {},
                                    other, values.data(), ofRow.data()),
                rt::Result::Ok);
      for (size_t i = 0; i < width && step != 3; ++i)
        ASSERT_NEAR(out[row * width + i], values[i], tolerance) << "row " << row << " of " << numRows;
      for (unsigned slot = 0; slot < firstShared; ++slot)
        if (!(c.flags[slot] & rt::SlotRows::noDerivative))
          ASSERT_NEAR(gradient[row * numSlots + slot], ofRow[slot], 10 * tolerance) << "row " << row << ", slot " << slot;
      for (unsigned slot = firstShared; slot < numSlots; ++slot)
        ofShared[slot] += ofRow[slot];
    }
    for (unsigned slot = firstShared; slot < numSlots; ++slot)
      if (!(c.flags[slot] & rt::SlotRows::noDerivative))
        ASSERT_NEAR(gradient[slot], ofShared[slot], 100 * tolerance) << "slot " << slot;
  }
}

/// Many circuits; more than `fewest` of them have a suffix.
template <typename Real> void expectCases(uint64_t numCases, double tolerance, unsigned fewest) {
  unsigned numWithSuffix = 0;
  rt::Workspace workspace; // programs take turns in it
  for (uint64_t seed = 0; seed < numCases; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    expectRows<Real>(seed, tolerance, workspace, numWithSuffix);
    if (testing::Test::HasFatalFailure())
      return;
  }
  EXPECT_GT(numWithSuffix, fewest);
}

class SharedParts : public OnKernelSet {};

} // namespace

TEST_P(SharedParts, ReadAndDifferentiateAsTheirRows) { expectCases<double>(120, 1e-12, 60); }

TEST_P(SharedParts, InSinglePrecision) { expectCases<float>(60, 2e-5, 15); }

QML_ON_ALL_KERNEL_SETS(SharedParts);
