// SPDX-License-Identifier: Apache-2.0
//
// removeDeadGates changes nothing that is read: expectation values, variances, probabilities,
// and all of them for every outcome of the measurements in between.
#include "qml/Circuit/Oracle.h"
#include "qml/Circuit/Passes.h"
#include "qml/Circuit/Random.h"

#include <gtest/gtest.h>

#include <map>

using namespace qml;
using namespace qml::testing;
using K = GateKind;

namespace {

/// A state that is not normalised: its norm is the probability of the outcomes that led to it.
struct Branch {
  std::vector<bool> bits;
  oracle::State state;
};

oracle::State project(const oracle::State &state, unsigned numQubits, uint32_t qubit, bool one) {
  oracle::State result(state.size());
  for (size_t i = 0; i < state.size(); ++i)
    if (bool((i >> (numQubits - 1 - qubit)) & 1) == one)
      result[i] = state[i];
  return result;
}

/// All branches of a circuit with measurements and resets.
std::vector<Branch> run(const Circuit &circuit, std::span<const double> slots, oracle::State state) {
  std::vector<Branch> branches = {{std::vector<bool>(circuit.numBits()), std::move(state)}};
  Circuit step = circuit;
  for (const Op &op : circuit) {
    step.erase(std::vector<bool>(step.size(), true));
    if (op.op == OpKind::Gate)
      step.append(circuit, op);
    std::vector<Branch> next;
    for (Branch &branch : branches) {
      if (op.op == OpKind::Gate || op.op == OpKind::Barrier) {
        next.push_back({branch.bits, oracle::apply(step, slots, branch.state)});
        continue;
      }
      for (bool one : {false, true}) {
        uint32_t qubit = circuit.qubits(op)[0];
        Branch outcome{branch.bits, project(branch.state, circuit.numQubits(), qubit, one)};
        if (op.op == OpKind::Measure) {
          outcome.bits[op.bit] = one;
        } else if (one) {
          Circuit flip(circuit.numQubits());
          flip.append(K::X, {qubit});
          outcome.state = oracle::apply(flip, {}, outcome.state);
        }
        next.push_back(std::move(outcome));
      }
    }
    branches = std::move(next);
  }
  return branches;
}

oracle::State applyPaulis(const PauliTerm &term, unsigned numQubits, const oracle::State &state) {
  Circuit product(numQubits);
  for (auto [qubit, pauli] : term.factors)
    product.append(std::array{K::Identity, K::X, K::Y, K::Z}[size_t(pauli)], {qubit});
  return oracle::apply(product, {}, state);
}

/// All numbers that the readings give, for every outcome of the measurements.
std::vector<double> read(const Circuit &circuit, std::span<const double> slots, const oracle::State &state,
                         const std::vector<Reading> &readings) {
  std::map<std::vector<bool>, std::vector<double>> byOutcome;
  for (const Branch &branch : run(circuit, slots, state)) {
    std::vector<double> numbers = oracle::probabilities(branch.state, {});
    for (const Reading &reading : readings) {
      for (const PauliSum &observable : reading.observables) {
        numbers.push_back(oracle::expectation(observable, branch.state));
        // The norm of O |state>, which the variance needs.
        double square = 0;
        for (const PauliTerm &s : observable.terms)
          for (const PauliTerm &t : observable.terms) {
            oracle::State left = applyPaulis(s, circuit.numQubits(), branch.state);
            oracle::State right = applyPaulis(t, circuit.numQubits(), branch.state);
            for (size_t i = 0; i < left.size(); ++i)
              square += s.coefficient * t.coefficient * (std::conj(left[i]) * right[i]).real();
          }
        numbers.push_back(square);
      }
      if (reading.kind == ReadingKind::Probs || reading.kind == ReadingKind::Sample) {
        auto probabilities = oracle::probabilities(branch.state, reading.qubits);
        numbers.insert(numbers.end(), probabilities.begin(), probabilities.end());
      }
    }
    auto &sum = byOutcome[branch.bits];
    sum.resize(numbers.size());
    for (size_t i = 0; i < numbers.size(); ++i)
      sum[i] += numbers[i];
  }
  std::vector<double> all;
  for (auto &[bits, numbers] : byOutcome)
    all.insert(all.end(), numbers.begin(), numbers.end());
  return all;
}

Reading randomReading(Rng &rng, unsigned numQubits) {
  Reading reading;
  reading.kind = std::array{ReadingKind::Expval, ReadingKind::Var, ReadingKind::Probs, ReadingKind::Sample}[rng() % 4];
  if (reading.kind == ReadingKind::Probs || reading.kind == ReadingKind::Sample) {
    for (uint32_t qubit = 0; qubit < numQubits; ++qubit)
      if (rng() % 3 == 0)
        reading.qubits.push_back(qubit);
    if (reading.qubits.empty())
      reading.qubits = {0};
    return reading;
  }
  PauliSum sum;
  Pauli favourite = Pauli(1 + rng() % 3);
  for (unsigned t = 0; t <= rng() % 3; ++t) {
    PauliTerm term{0.5 + t, {}};
    for (uint32_t qubit = 0; qubit < numQubits; ++qubit)
      if (rng() % 3 == 0)
        term.factors.emplace_back(qubit, rng() % 2 ? favourite : Pauli(1 + rng() % 3));
    sum.terms.push_back(term);
  }
  reading.observables.push_back(sum);
  return reading;
}

Reading probs(std::vector<uint32_t> qubits) { return {ReadingKind::Probs, {}, std::move(qubits)}; }

Reading expval(std::vector<std::pair<uint32_t, Pauli>> factors) {
  return {ReadingKind::Expval, {PauliSum{{PauliTerm{1, std::move(factors)}}}}, {}};
}

unsigned left(Circuit circuit, const std::vector<Reading> &readings) {
  removeDeadGates(circuit, readings);
  return circuit.size();
}

Circuit ansatz() {
  Circuit circuit(3, 1);
  for (uint32_t qubit = 0; qubit < 3; ++qubit)
    circuit.append(K::RY, {qubit}, {Angle::ofSlot(0)});
  circuit.append(K::CNOT, {0, 1});
  circuit.append(K::CZ, {1, 2});
  circuit.append(K::RZ, {0}, {Angle::ofSlot(0)});
  return circuit;
}

} // namespace

TEST(RemoveDeadGates, KeepsWhatIsRead) {
  Rng rng(21);
  unsigned total = 0;
  for (unsigned i = 0; i < 1000; ++i) {
    Circuit source = randomCircuit(rng, {.numQubits = 4, .numGates = 16, .walls = 0.08}), circuit = source;
    std::vector<Reading> readings = {randomReading(rng, 4)};
    if (i % 3 == 0)
      readings.push_back(randomReading(rng, 4));
    removeDeadGates(circuit, readings);
    total += circuit.size();
    Circuit layer = betweenLayers(Circuit(4), rng());
    oracle::State state = oracle::apply(layer, {}, oracle::zeroState(4));
    std::vector<double> slots = randomSlots(rng, source);
    auto before = read(source, slots, state, readings), after = read(circuit, slots, state, readings);
    ASSERT_EQ(before.size(), after.size());
    for (size_t k = 0; k < before.size(); ++k)
      EXPECT_NEAR(before[k], after[k], 1e-12) << "circuit " << i;
  }
  RecordProperty("left", total);
  EXPECT_LT(total, 13400u);
}

TEST(RemoveDeadGates, SeesThroughGatesThatPermuteBasisStates) {
  // RZ in front of a ring of CNOTs, behind which all qubits are read along Z.
  Circuit circuit(3, 1);
  for (uint32_t qubit = 0; qubit < 3; ++qubit)
    circuit.append(K::RZ, {qubit}, {Angle::ofSlot(0)});
  for (uint32_t qubit = 0; qubit < 3; ++qubit)
    circuit.append(K::CNOT, {qubit, (qubit + 1) % 3});
  EXPECT_EQ(left(circuit, {probs({0, 1, 2})}), 3u);
  EXPECT_EQ(left(circuit, {expval({{0, Pauli::X}})}), 3u); // the first CNOT, and RZ on its qubits
  // RX in front of CNOTs and SWAPs, read along X; and a Toffoli, which does not send X to X.
  Circuit alongX(3);
  alongX.append(K::RX, {0}, {0.3});
  alongX.append(K::CNOT, {0, 1});
  alongX.append(K::SWAP, {1, 2});
  EXPECT_EQ(left(alongX, {expval({{0, Pauli::X}, {2, Pauli::X}})}), 2u);
  alongX.append(K::Toffoli, {0, 1, 2});
  EXPECT_EQ(left(alongX, {expval({{0, Pauli::X}, {2, Pauli::X}})}), 4u);
}

TEST(RemoveDeadGates, LightCone) {
  EXPECT_EQ(left(ansatz(), {expval({{0, Pauli::Z}})}), 1u) << "CNOT has axis Z on its control";
  EXPECT_EQ(left(ansatz(), {expval({{0, Pauli::X}})}), 4u);
  EXPECT_EQ(left(ansatz(), {expval({{2, Pauli::Z}})}), 1u);
}

TEST(RemoveDeadGates, FinalDiagonalGates) {
  EXPECT_EQ(left(ansatz(), {probs({0, 1, 2})}), 4u);
  EXPECT_EQ(left(ansatz(), {probs({0, 1})}), 3u);
  EXPECT_EQ(left(ansatz(), {probs({0, 1}), expval({{0, Pauli::Y}})}), 4u) << "RZ is seen by Y";
}

TEST(RemoveDeadGates, RotationsAlongTheObservable) {
  Circuit circuit(2);
  circuit.append(K::H, {0});
  circuit.append(K::IsingXX, {0, 1}, {0.3});
  circuit.append(K::RX, {0}, {0.4});
  EXPECT_EQ(left(circuit, {expval({{0, Pauli::X}})}), 1u);
}

TEST(RemoveDeadGates, StateKeepsAll) {
  Circuit circuit = ansatz();
  circuit.append(K::GlobalPhase, {}, {0.3});
  EXPECT_EQ(left(circuit, {{ReadingKind::State, {}, {}}, probs({0})}), 7u);
  EXPECT_EQ(left(circuit, {}), 7u) << "nothing is known about what is read";
  EXPECT_EQ(left(circuit, {probs({0, 1, 2})}), 4u);
}

TEST(RemoveDeadGates, MeasuredBitsAreRead) {
  Circuit circuit(2);
  circuit.append(K::H, {0});
  circuit.append(K::Z, {0});
  circuit.appendMeasure(0, 0);
  circuit.append(K::H, {0});
  EXPECT_EQ(left(circuit, {probs({1})}), 2u);
}

TEST(RemoveDeadGates, ResetEndsALightCone) {
  Circuit circuit(2);
  circuit.append(K::H, {0});
  circuit.appendReset(0);
  circuit.append(K::H, {0});
  EXPECT_EQ(left(circuit, {probs({0})}), 2u);
}

TEST(RemoveDeadGates, BarrierKeepsWhatIsBeforeIt) {
  Circuit circuit(1);
  circuit.append(K::Z, {0});
  circuit.appendBarrier(std::array{0u});
  circuit.append(K::Z, {0});
  EXPECT_EQ(left(circuit, {probs({0})}), 2u);
}

TEST(DropGlobalPhase, ControlledOnesStay) {
  Circuit circuit(1);
  circuit.append(K::GlobalPhase, {}, {0.3});
  circuit.append(K::GlobalPhase, std::array{0u}, std::array{Angle(0.3)}, 1);
  EXPECT_TRUE(dropGlobalPhase(circuit));
  EXPECT_EQ(circuit.size(), 1u);
  EXPECT_FALSE(dropGlobalPhase(circuit));
}
