// SPDX-License-Identifier: Apache-2.0
//
// Plans without their flip symmetries against the same plans as they are, and against the oracle.
#include "RandomCircuit.h"

#include "../../../runtime/lib/Execution.h"
#include "../../../runtime/lib/FlipSymmetry.h"

#include <gtest/gtest.h>

#include <array>

using namespace qml;
using namespace qml::test;

namespace {

/// A circuit on the qubits of `own` whose state X on all of them leaves as it is, and strings with which that commutes.
struct Symmetric {
  Circuit circuit;
  std::vector<double> slots;
  PauliSum observable;

  explicit Symmetric(unsigned numQubits) : circuit(numQubits, numSlots) {}

  void append(Source &random, const std::vector<uint32_t> &own) {
    auto some = [&](unsigned count) {
      std::vector<uint32_t> chosen;
      for (uint32_t i : random.qubits(count, unsigned(own.size())))
        chosen.push_back(own[i]);
      return chosen;
    };
    for (uint32_t q : own)
      circuit.append(GateKind::H, {q});
    for (uint32_t i = 0; i + 1 < own.size(); ++i) // one symmetry only
      circuit.append(GateKind::IsingZZ, {own[i], own[i + 1]}, {Angle::ofSlot(0, 0.3 + i)});
    for (unsigned gate = 0; gate < 30; ++gate) {
      const std::vector<Angle> angle = {randomAngle(random, numSlots)};
      switch (random.below(7)) {
      case 0: circuit.append(GateKind::RX, some(1), angle); break;
      case 1: circuit.append(GateKind::IsingXX, some(2), angle); break;
      case 2: circuit.append(GateKind::IsingYY, some(2), angle); break;
      case 3: circuit.append(GateKind::MultiRZ, some(own.size() > 3 ? 2 * (1 + random.below(2)) : 2), angle); break;
      case 4: circuit.append(GateKind::SWAP, some(2)); break;
      case 5: circuit.append(GateKind::X, some(1)); break;
      case 6: {
        const std::vector<uint32_t> pair = some(2);
        circuit.append(GateKind::CNOT, pair);
        circuit.append(GateKind::RZ, {pair[1]}, {angle[0]});
        circuit.append(GateKind::CNOT, pair);
        break;
      }
      }
    }
    if (random.below(4) == 0) // no symmetry any more
      circuit.append(GateKind::CRZ, some(2), std::vector<Angle>{Angle::ofSlot(1)});
    for (unsigned i = 0; i < 6; ++i) {
      const std::vector<uint32_t> three = some(3);
      const Pauli last = i % 2 == 0 ? Pauli::Y : Pauli::Z;
      PauliTerm term{random.normal(), {{three[0], Pauli::Z}, {three[1], last}}};
      if (i % 3 == 0)
        term.factors.emplace_back(three[2], Pauli::X);
      std::ranges::sort(term.factors);
      observable.terms.push_back(term);
    }
    observable.terms.push_back({0.7, {{own[0], Pauli::X}}});
    for (Pauli both : {Pauli::X, Pauli::Y}) {
      const std::vector<uint32_t> two = some(2);
      observable.terms.push_back({random.normal(), {{std::min(two[0], two[1]), both}, {std::max(two[0], two[1]), both}}});
    }
    observable.terms.push_back({-0.4, {}});
  }

  /// Gates that no flip of `other` commutes with, and others that entangle it with `own`.
  void appendOther(Source &random, uint32_t other, uint32_t own) {
    for (GateKind gate : {GateKind::H, GateKind::S})
      circuit.append(gate, {other});
    for (unsigned i = 0; i < 3; ++i) {
      circuit.append(GateKind::RY, {other}, {randomAngle(random, numSlots)});
      circuit.append(GateKind::IsingXX, {other, own}, {Angle::ofSlot(2, 0.5 + i)});
      circuit.append(GateKind::RZ, {other}, {randomAngle(random, numSlots)});
    }
    observable.terms.push_back({random.normal(), {{other, Pauli::Z}}});
    observable.terms.push_back({random.normal(), {{other, Pauli::Y}}});
  }

  rt::Plan plan() const {
    rt::Plan plan = rt::makePlan(circuit, {Reading{ReadingKind::Expval, {observable}, {}}, Reading{ReadingKind::Var, {observable}, {}}});
    rt::absorbCliffords(plan);
    rt::fuse(plan);
    return plan;
  }

  static constexpr unsigned numSlots = 4;
};

/// Registers of the same size, each with a symmetry of its own, and perhaps one more qubit.
Symmetric symmetric(uint64_t seed, unsigned size, unsigned numRegisters, bool another) {
  Source random(seed);
  const unsigned numQubits = size * numRegisters + another;
  Symmetric result(numQubits);
  for (unsigned i = 0; i < Symmetric::numSlots; ++i)
    result.slots.push_back(random.angle());
  const std::vector<uint32_t> qubits = random.qubits(numQubits, numQubits);
  for (unsigned r = 0; r < numRegisters; ++r)
    result.append(random, {qubits.begin() + r * size, qubits.begin() + (r + 1) * size});
  if (another)
    result.appendOther(random, qubits.back(), qubits.front());
  return result;
}

std::vector<double> valuesAndGradient(const rt::Plan &plan, const std::vector<double> &slots) {
  const std::vector<double> cotangent = {0.8, -1.3};
  std::vector<double> out(2 + slots.size());
  rt::Workspace workspace;
  const rt::Program program(plan);
  EXPECT_EQ(rt::run(program, slots, {}, workspace, out.data()), rt::Result::Ok);
  EXPECT_EQ(rt::runWithGradient(program, slots, cotangent, {}, workspace, nullptr, out.data() + 2), rt::Result::Ok);
  return out;
}

} // namespace

TEST(FlipSymmetry, HalvesStatesAndKeepsWhatIsRead) {
  std::array<unsigned, 3> reduced = {}; // by number of bits that are lost
  for (uint64_t seed = 0; seed < 120; ++seed) {
    const Symmetric problem = symmetric(seed, 3 + seed % 3, 1 + seed / 3 % 2, seed / 6 % 2);
    const unsigned numQubits = problem.circuit.numQubits();
    ASSERT_LT(numQubits, 12u); // run as they are
    const rt::Plan whole = problem.plan();
    const std::optional<rt::Plan> half = rt::withoutFlipSymmetries(whole);
    ++reduced.at(half ? numQubits - half->numQubits : 0);
    if (!half)
      continue;
    const std::vector<double> expected = valuesAndGradient(whole, problem.slots), found = valuesAndGradient(*half, problem.slots);
    const oracle::State state = oracle::apply(problem.circuit, problem.slots, oracle::zeroState(numQubits));
    EXPECT_NEAR(found[0], oracle::expectation(problem.observable, state), 1e-12) << seed;
    for (size_t i = 0; i < found.size(); ++i)
      EXPECT_NEAR(found[i], expected[i], 1e-10) << seed << ", number " << i;
  }
  for (unsigned count : reduced)
    EXPECT_GT(count, 5u);
}

TEST(FlipSymmetry, IsUsedForExactReadingsOfLargeStates) {
  for (uint64_t seed : {1, 2, 3}) {
    const unsigned numQubits = seed == 3 ? 18 : 13;
    Source random(seed);
    Symmetric problem(numQubits);
    problem.slots = {0.4, -0.9};
    for (uint32_t q = 0; q < numQubits; ++q)
      problem.circuit.append(GateKind::H, {q});
    for (unsigned layer = 0; layer < 3; ++layer) {
      for (uint32_t q = 0; q < numQubits; ++q)
        problem.circuit.append(GateKind::IsingZZ, {q, (q + 1 + 3 * layer) % numQubits}, {Angle::ofSlot(0, 1 + 0.1 * layer)});
      for (uint32_t q = 0; q < numQubits; ++q)
        problem.circuit.append(GateKind::RX, {q}, {Angle::ofSlot(1, 1 - 0.2 * layer)});
    }
    for (uint32_t q = 0; q + 1 < numQubits; ++q)
      problem.observable.terms.push_back({random.normal(), {{q, Pauli::Z}, {q + 1, Pauli::Z}}});
    rt::Plan plan = rt::makePlan(problem.circuit, {Reading{ReadingKind::Expval, {problem.observable}, {}}});
    rt::optimize(plan);
    const rt::Program program(plan);
    ASSERT_TRUE(program.impl().withoutSymmetries());
    EXPECT_EQ(program.impl().withoutSymmetries()->plan().numQubits, numQubits - 1);
    rt::Workspace workspace;
    double value = 0, gradient[4] = {}, estimate = 0;
    const double one = 1;
    std::vector<double> slots = {0.4, -0.9, 0, 0};
    ASSERT_EQ(rt::runWithGradient(program, slots, {&one, 1}, {}, workspace, &value, gradient), rt::Result::Ok);
    const oracle::State state = oracle::apply(problem.circuit, slots, oracle::zeroState(numQubits));
    EXPECT_NEAR(value, oracle::expectation(problem.observable, state), 1e-11);
    auto at = [&](unsigned slot, double shift) {
      std::vector<double> shifted = slots;
      shifted[slot] += shift;
      double result = 0;
      EXPECT_EQ(rt::run(program, shifted, {}, workspace, &result), rt::Result::Ok);
      return result;
    };
    for (unsigned slot : {0u, 1u})
      EXPECT_NEAR(gradient[slot], (at(slot, 1e-4) - at(slot, -1e-4)) / 2e-4, 1e-5);
    // Shots are drawn from all bits.
    ASSERT_EQ(rt::run(program, slots, {.shots = 20000}, workspace, &estimate), rt::Result::Ok);
    EXPECT_NEAR(estimate, value, 0.2);
  }
}

/// What commutes with no flip, or starts elsewhere, or is read bit by bit, keeps all its bits.
TEST(FlipSymmetry, IsNotSeenWhereThereIsNone) {
  auto reduced = [](auto change, Reading reading) {
    Circuit circuit(4, 1);
    for (uint32_t q = 0; q < 4; ++q)
      circuit.append(GateKind::H, {q});
    for (uint32_t q = 0; q < 4; ++q)
      circuit.append(GateKind::IsingZZ, {q, (q + 1) % 4}, {Angle::ofSlot(0)});
    change(circuit);
    for (uint32_t q = 0; q < 4; ++q)
      circuit.append(GateKind::RX, {q}, {Angle::ofSlot(0)});
    rt::Plan plan = rt::makePlan(circuit, {reading});
    rt::absorbCliffords(plan);
    rt::fuse(plan);
    return rt::withoutFlipSymmetries(plan).has_value();
  };
  const Reading even{ReadingKind::Expval, {PauliSum{{PauliTerm{1, {{0, Pauli::Z}, {2, Pauli::Z}}}}}}, {}};
  const Reading odd{ReadingKind::Expval, {PauliSum{{PauliTerm{1, {{0, Pauli::Z}, {2, Pauli::X}}}}}}, {}};
  auto nothing = [](Circuit &) {};
  EXPECT_TRUE(reduced(nothing, even));
  EXPECT_FALSE(reduced(nothing, odd));
  EXPECT_FALSE(reduced(nothing, Reading{ReadingKind::Probs, {}, {0, 1}}));
  EXPECT_FALSE(reduced([](Circuit &c) { c.append(GateKind::RZ, {1}, {Angle::ofSlot(0)}); }, even));
  EXPECT_FALSE(reduced([](Circuit &c) { c.append(GateKind::RY, {1}, {Angle::ofSlot(0)}); }, even));
  EXPECT_FALSE(reduced([](Circuit &c) { c.append(GateKind::CRX, {1, 2}, {Angle::ofSlot(0)}); }, even));
}
