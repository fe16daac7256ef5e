// SPDX-License-Identifier: Apache-2.0
//
// Batches against their rows, run one by one: readings and gradients, whatever the rows share and whatever the runtime keeps
// from the batch before.
#include "KernelSets.h"
#include "RandomCircuit.h"

#include "../../../runtime/lib/Execution.h"

#include <cmath>

using namespace qml;
using namespace qml::test;

namespace {

constexpr rt::RunOptions options;

/// A plan of one random circuit, with rows of slots for it.
struct Batch {
  Source random;
  rt::Program program;
  size_t numRows = 0, stride = 0, width = 0;
  std::vector<double> slots, cotangents;
  std::vector<uint8_t> shared; // slots, or none

  static rt::Plan makePlan(uint64_t seed, unsigned numQubits, bool withState) {
    Source random(seed + 1'000'000);
    Reading expval{ReadingKind::Expval, {randomObservable(random, numQubits, 4), randomObservable(random, numQubits, 1)}, {}};
    Reading probs{ReadingKind::Probs, {}, random.qubits(1 + random.below(numQubits), numQubits)};
    std::vector<Reading> readings = {expval, probs};
    if (withState)
      readings.insert(readings.begin() + random.below(3), Reading{ReadingKind::State, {}, {}});
    const RandomCircuit circuit = randomCircuit(seed, numQubits, 16, numSlots);
    rt::Plan plan = rt::makePlan(circuit.circuit, readings);
    if (seed % 2)
      rt::fuse(plan);
    return plan;
  }

  Batch(uint64_t seed, unsigned numQubits, bool withState) : random(seed), program(makePlan(seed, numQubits, withState)) {
    for (const Reading &reading : program.plan().readings)
      width += rt::readingSize(reading, numQubits, 0);
    stride = numSlots + random.below(3);
    for (unsigned slot = 0; slot < numSlots && seed % 4 != 0; ++slot)
      shared.push_back(random.below(2));
    setNumRows(1 + random.below(rt::batchRows(program, options)));
  }

  static constexpr unsigned numSlots = 4;
  bool isShared(unsigned slot) const { return !shared.empty() && shared[slot]; }
  rt::SlotRows rows() const { return {slots.data(), numRows, stride, shared}; }
  std::vector<double> row(size_t number) const {
    std::vector<double> values;
    for (unsigned slot = 0; slot < numSlots; ++slot)
      values.push_back(slots[(isShared(slot) ? 0 : number) * stride + slot]);
    return values;
  }

  void setNumRows(size_t count) {
    numRows = count;
    slots.assign(numRows * stride, NAN); // neither what lies between rows is read nor shared slots behind the first
    cotangents.clear();
    for (size_t i = 0; i < numRows * width; ++i)
      cotangents.push_back(random.normal());
    change(/*shared=*/true);
    change(/*shared=*/false);
  }
  /// New values for the slots that rows share, or for the others.
  void change(bool shared) {
    for (unsigned slot = 0; slot < numSlots; ++slot)
      for (size_t row = 0; row < (shared ? 1 : numRows) && shared == isShared(slot); ++row)
        slots[row * stride + slot] = random.angle();
  }

  void expectReadings(rt::Workspace &workspace) const {
    rt::Workspace other;
    std::vector<double> out(numRows * width, NAN), expected(width);
    ASSERT_EQ(rt::runBatch(program, rows(), options, workspace, out.data()), rt::Result::Ok);
    for (size_t r = 0; r < numRows; ++r) {
      ASSERT_EQ(rt::run(program, row(r), options, other, expected.data()), rt::Result::Ok);
      for (size_t i = 0; i < width; ++i)
        ASSERT_NEAR(out[r * width + i], expected[i], 1e-12) << "row " << r << " of " << numRows << ", number " << i;
    }
  }
  void expectGradients(rt::Workspace &workspace) const {
    rt::Workspace other;
    std::vector<double> gradients(numRows * numSlots, NAN), expected(numRows * numSlots);
    ASSERT_EQ(rt::batchGradient(program, rows(), cotangents.data(), options, workspace, gradients.data()), rt::Result::Ok);
    for (size_t r = 0; r < numRows; ++r) {
      double ofRow[numSlots] = {};
      ASSERT_EQ(rt::runWithGradient(program, row(r), {cotangents.data() + r * width, width}, options, other, nullptr, ofRow),
                rt::Result::Ok);
      for (unsigned slot = 0; slot < numSlots; ++slot)
        expected[(isShared(slot) ? 0 : r) * numSlots + slot] += ofRow[slot];
    }
    for (size_t r = 0; r < numRows; ++r)
      for (unsigned slot = 0; slot < numSlots; ++slot)
        if (r == 0 || !isShared(slot))
          ASSERT_NEAR(gradients[r * numSlots + slot], expected[r * numSlots + slot], 1e-10)
              << "row " << r << " of " << numRows << ", slot " << slot;
  }
};

class Batches : public OnKernelSet {};

} // namespace

TEST_P(Batches, ReadAsTheirRows) {
  for (uint64_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Batch batch(seed, 1 + seed % 10, /*withState=*/true);
    rt::Workspace workspace;
    batch.expectReadings(workspace);
  }
}

/// The last gates of a backward sweep, on states that a fixed rotation has brought back to their norm.
TEST_P(Batches, DifferentiateRotationsBeforeFixedOnes) {
  Circuit circuit(2, 1);
  circuit.append(GateKind::RX, {0}, {Angle::ofSlot(0)});
  circuit.append(GateKind::RY, {0}, {0.4});
  const rt::Program program(rt::makePlan(circuit, {{ReadingKind::Expval, {PauliSum{{PauliTerm{1, {{0, Pauli::Z}}}}}}, {}}}));
  const double slots[] = {0.3, 0.9}, cotangents[] = {1, 1};
  double out[2], gradients[2];
  rt::Workspace workspace;
  const rt::SlotRows rows{slots, 2, 1, {}};
  ASSERT_EQ(rt::runBatch(program, rows, options, workspace, out), rt::Result::Ok);
  ASSERT_EQ(rt::batchGradient(program, rows, cotangents, options, workspace, gradients), rt::Result::Ok);
  for (int row = 0; row < 2; ++row)
    EXPECT_NEAR(gradients[row], -std::sin(slots[row]) * std::cos(0.4), 1e-13);
}

TEST_P(Batches, DifferentiateAsTheirRows) {
  for (uint64_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Batch batch(seed, 1 + seed % 10, /*withState=*/false);
    rt::Workspace workspace;
    batch.expectReadings(workspace);
    batch.expectGradients(workspace);
  }
}

TEST_P(Batches, KeepOnlyWhatDidNotChange) {
  for (uint64_t seed = 0; seed < 30; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Batch batch(seed, 1 + seed % 7, /*withState=*/false);
    rt::Workspace workspace;
    for (unsigned step = 0; step < 12; ++step) {
      SCOPED_TRACE("step " + std::to_string(step));
      switch (batch.random.below(7)) {
      case 0: batch.change(/*shared=*/true); break;
      case 1: batch.change(/*shared=*/false); break;
      case 2: batch.change(true), batch.change(false); break;
      case 3: batch.setNumRows(1 + batch.random.below(rt::batchRows(batch.program, options))); break;
      case 4: { // a run of another kind in between
        std::vector<double> out(batch.width);
        ASSERT_EQ(rt::run(batch.program, batch.row(0), options, workspace, out.data()), rt::Result::Ok);
        break;
      }
      case 5: // slots are no longer known to be shared
        for (unsigned slot = 0; slot < batch.numSlots; ++slot)
          for (size_t row = 0; row < batch.numRows && batch.isShared(slot); ++row)
            batch.slots[row * batch.stride + slot] = batch.slots[slot];
        batch.shared.clear();
        break;
      case 6: break; // the same again
      }
      batch.expectReadings(workspace);
      if (batch.random.below(2))
        batch.expectGradients(workspace);
      if (testing::Test::HasFatalFailure())
        return;
    }
  }
}

TEST_P(Batches, AreNotSpoiltByAnAngleThatIsNotFinite) {
  Batch batch(3, 4, /*withState=*/false);
  rt::Workspace workspace;
  batch.expectReadings(workspace);
  std::vector<double> saved = batch.slots, out(batch.numRows * batch.width);
  for (unsigned slot = 0; slot < Batch::numSlots; ++slot)
    for (size_t row = 0; row < batch.numRows; ++row)
      batch.slots[row * batch.stride + slot] = INFINITY;
  ASSERT_EQ(rt::runBatch(batch.program, batch.rows(), options, workspace, out.data()), rt::Result::NonFiniteAngle);
  batch.slots = saved;
  batch.expectReadings(workspace);
  batch.expectGradients(workspace);
}

QML_ON_ALL_KERNEL_SETS(Batches);

TEST(Batch, HasOneRowWhereRowsCannotRunTogether) {
  Circuit circuit(3, 1);
  circuit.append(GateKind::RX, {0}, {Angle::ofSlot(0)});
  PauliSum z{{PauliTerm{1, {{0, Pauli::Z}}}}};
  rt::RunOptions shots;
  shots.shots = 10;
  rt::Program expval(rt::makePlan(circuit, {Reading{ReadingKind::Expval, {z}, {}}}));
  EXPECT_GT(rt::batchRows(expval, {}), 1u);
  EXPECT_EQ(rt::batchRows(expval, shots), 1u);
  rt::Program var(rt::makePlan(circuit, {Reading{ReadingKind::Var, {z}, {}}}));
  ASSERT_EQ(rt::batchRows(var, {}), 1u);
  // A batch of one row is a run.
  const double slot = 0.7, cotangent = 1;
  double variance = NAN, gradient = NAN;
  rt::Workspace workspace;
  ASSERT_EQ(rt::runBatch(var, {&slot, 1, 1}, {}, workspace, &variance), rt::Result::Ok);
  ASSERT_EQ(rt::batchGradient(var, {&slot, 1, 1}, &cotangent, {}, workspace, &gradient), rt::Result::Ok);
  EXPECT_NEAR(variance, std::pow(std::sin(slot), 2), 1e-14);
  EXPECT_NEAR(gradient, std::sin(2 * slot), 1e-14);
}

TEST(Batch, OfFewRowsTakesNoMoreThanItNeeds) {
  Circuit circuit(4, 1);
  circuit.append(GateKind::RX, {0}, {Angle::ofSlot(0)});
  rt::Program program(rt::makePlan(circuit, {Reading{ReadingKind::Expval, {{{PauliTerm{1, {{0, Pauli::Z}}}}}}, {}}}));
  const size_t lanes = size_t(1) << rt::kernels<double>().laneBits, most = rt::batchRows(program, {});
  for (size_t numRows = 1; numRows <= most; ++numRows) {
    const size_t rows = size_t(1) << rt::batchRowBits(program, {}, numRows);
    EXPECT_GE(rows, numRows);
    EXPECT_TRUE(rows == lanes || rows < 2 * numRows) << numRows;
  }
}

TEST(Batch, SumsTheDerivativeByASharedSlotThatRowsAddTo) {
  Circuit circuit(1, 2);
  circuit.append(GateKind::RX, {0}, {circuit.add(Angle::ofSlot(0), Angle::ofSlot(1))});
  rt::Plan plan = rt::makePlan(circuit, {Reading{ReadingKind::Expval, {PauliSum{{PauliTerm{1, {{0, Pauli::Z}}}}}}, {}}});
  const uint8_t shared[] = {true, false};
  const double slots[] = {0.3, 0.5, 0.3, -0.2}, cotangents[] = {1, 1};
  double out[2], gradients[4];
  rt::Program program(plan);
  rt::Workspace workspace;
  ASSERT_EQ(rt::runBatch(program, {slots, 2, 2, shared}, {}, workspace, out), rt::Result::Ok);
  ASSERT_EQ(rt::batchGradient(program, {slots, 2, 2, shared}, cotangents, {}, workspace, gradients), rt::Result::Ok);
  EXPECT_NEAR(gradients[0], -std::sin(0.8) - std::sin(0.1), 1e-14);
  EXPECT_NEAR(gradients[1], -std::sin(0.8), 1e-14);
  EXPECT_NEAR(gradients[3], -std::sin(0.1), 1e-14);
}

TEST(Batch, RefusesReadingsWithoutDerivative) {
  rt::Program program(rt::makePlan(Circuit(2, 1), {Reading{ReadingKind::State, {}, {}}}));
  const double slot = 0;
  double gradient = 0;
  rt::Workspace workspace;
  EXPECT_EQ(rt::batchGradient(program, {&slot, 1, 1}, nullptr, {}, workspace, &gradient), rt::Result::NotDifferentiable);
}
