// SPDX-License-Identifier: Apache-2.0
//
// Plans without what no reading sees: values and derivatives as before, and what is left of some circuits.
#include "RandomCircuit.h"

#include <gtest/gtest.h>

using namespace qml;
using namespace qml::test;

namespace {

Reading expvalZ(uint32_t qubit) { return {ReadingKind::Expval, {PauliSum{{{1.0, {{qubit, Pauli::Z}}}}}}, {}}; }

rt::Plan without(const Circuit &circuit, std::vector<Reading> readings) {
  rt::Plan plan = rt::makePlan(circuit, std::move(readings));
  rt::removeUnseen(plan);
  return plan;
}

size_t count(const rt::Plan &plan, rt::BlockForm form) { return size_t(std::ranges::count(plan.blocks, form, &rt::Block::form)); }

size_t numTerms(const rt::Plan &plan) {
  size_t terms = 0;
  for (const rt::Block &block : plan.blocks)
    terms += block.form == rt::BlockForm::Phases ? block.numTerms : 0;
  return terms;
}

/// Readings of every kind that a gradient may have.
std::vector<Reading> randomReadings(Source &random, unsigned numQubits) {
  PauliSum sum;
  for (unsigned i = 1 + random.below(3); i > 0; --i) {
    PauliTerm term{random.normal(), {}};
    for (uint32_t qubit : random.qubits(std::min(1 + random.below(2), numQubits), numQubits))
      term.factors.push_back({qubit, Pauli(1 + random.below(3))});
    sum.terms.push_back(term);
  }
  switch (random.below(4)) {
  case 0: return {{ReadingKind::Probs, {}, random.qubits(1 + random.below(numQubits), numQubits)}};
  case 1: return {{ReadingKind::Var, {sum}, {}}};
  case 2: return {{ReadingKind::Expval, {sum}, {}}, {ReadingKind::Probs, {}, random.qubits(1, numQubits)}};
  default: return {{ReadingKind::Expval, {sum}, {}}};
  }
}

} // namespace

TEST(RemoveUnseen, ChangesNoValueAndNoDerivative) {
  constexpr unsigned numSlots = 4;
  size_t removed = 0;
  for (uint64_t seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Source random(seed);
    const unsigned numQubits = 1 + random.below(6);
    RandomCircuit circuit{Circuit(numQubits, numSlots), {}};
    for (unsigned i = 0; i < numSlots; ++i)
      circuit.slots.push_back(random.angle());
    for (unsigned gate = random.below(30); gate > 0; --gate)
      appendRandomGate(circuit.circuit, gateTable()[random.below(gateTable().size())], random, numSlots);
    const std::vector<Reading> readings = randomReadings(random, numQubits);
    const rt::Plan whole = rt::makePlan(circuit.circuit, readings);
    rt::Plan plan = without(circuit.circuit, readings);
    removed += whole.blocks.size() - plan.blocks.size();
    rt::optimize(plan);

    size_t size = 0;
    for (const Reading &reading : readings)
      size += rt::readingSize(reading, numQubits, 0);
    std::vector<double> weights(size), expected(size), values(size), expectedGradient(numSlots), gradient(numSlots);
    for (double &weight : weights)
      weight = random.normal();
    rt::Workspace workspace;
    ASSERT_EQ(rt::runWithGradient(rt::Program(whole), circuit.slots, weights, {}, workspace, expected.data(), expectedGradient.data()),
              rt::Result::Ok);
    ASSERT_EQ(rt::runWithGradient(rt::Program(plan), circuit.slots, weights, {}, workspace, values.data(), gradient.data()),
              rt::Result::Ok);
    for (size_t i = 0; i < size; ++i)
      EXPECT_NEAR(values[i], expected[i], 1e-12) << i;
    for (unsigned slot = 0; slot < numSlots; ++slot)
      EXPECT_NEAR(gradient[slot], expectedGradient[slot], 1e-12) << slot;
  }
  EXPECT_GT(removed, 300u);
}

/// The last RZ of each Rot commutes with a string of Zs, and Z of one qubit behind a ring of CNOTs leaves a qubit out. The first RZs
/// are phases of |0...0>.
TEST(RemoveUnseen, SeesStringsBehindRingsOfCnots) {
  constexpr unsigned numQubits = 5, layers = 3;
  Circuit circuit(numQubits, 3 * numQubits * layers);
  for (unsigned layer = 0, slot = 0; layer < layers; ++layer) {
    for (uint32_t q = 0; q < numQubits; ++q, slot += 3)
      circuit.append(GateKind::Rot, {q}, {Angle::ofSlot(slot), Angle::ofSlot(slot + 1), Angle::ofSlot(slot + 2)});
    for (uint32_t q = 0; q < numQubits; ++q)
      circuit.append(GateKind::CNOT, {q, (q + 1) % numQubits});
  }
  const rt::Plan whole = rt::makePlan(circuit, {expvalZ(0)}), plan = without(circuit, {expvalZ(0)});
  EXPECT_EQ(count(whole, rt::BlockForm::Rotation), numQubits * layers);
  EXPECT_EQ(numTerms(whole), 2 * numQubits * layers);
  EXPECT_EQ(count(plan, rt::BlockForm::Rotation), numQubits * layers - 1);
  EXPECT_EQ(numTerms(plan), 2 * numQubits * layers - 2 * numQubits - 1);
}

TEST(RemoveUnseen, LeavesAllToStates) {
  Circuit circuit(2, 1);
  circuit.append(GateKind::RZ, {0}, {Angle::ofSlot(0)});
  EXPECT_EQ(without(circuit, {{ReadingKind::State, {}, {}}}).blocks.size(), 1u);
  EXPECT_EQ(without(circuit, {}).blocks.size(), 1u);
  EXPECT_EQ(without(circuit, {{ReadingKind::Probs, {}, {}}}).blocks.size(), 0u);
}
