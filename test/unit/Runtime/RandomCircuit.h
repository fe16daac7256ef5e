// SPDX-License-Identifier: Apache-2.0
//
// Random circuits over all rows of the gate table, with controls, negated controls, adjoints and slots. A random layer
// of one-qubit gates first and one last: a wrong gate then shows in the final state, whatever it is.
#pragma once

#include "qml-runtime/Simulator.h"
#include "qml/Circuit/Oracle.h"

#include <cmath>
#include <algorithm>
#include <numeric>
#include <random>

namespace qml::test {

class Source {
public:
  explicit Source(uint64_t seed) : engine_(seed) {}
  unsigned below(unsigned limit) { return unsigned(engine_() % limit); }
  double angle() { return (double(engine_() >> 11) * 0x1p-53 * 2 - 1) * 3.5; }
  double normal() { return std::normal_distribution<double>()(engine_); }
  /// `count` distinct qubits of `numQubits`.
  std::vector<uint32_t> qubits(unsigned count, unsigned numQubits) {
    std::vector<uint32_t> all(numQubits);
    std::iota(all.begin(), all.end(), 0);
    std::shuffle(all.begin(), all.end(), engine_);
    all.resize(count);
    return all;
  }

private:
  std::mt19937_64 engine_;
};

struct RandomCircuit {
  Circuit circuit;
  std::vector<double> slots;
};

inline Angle randomAngle(Source &random, unsigned numSlots) {
  if (numSlots == 0 || random.below(3) == 0)
    return random.angle();
  return Angle::ofSlot(random.below(numSlots), random.angle() / 2, random.angle());
}

inline void appendLayer(Circuit &circuit, Source &random) {
  for (unsigned q = 0; q < circuit.numQubits(); ++q)
    circuit.append(GateKind::U, {q}, {random.angle(), random.angle(), random.angle()});
}

/// Appends one gate of `row` with some controls, if it fits.
inline void appendRandomGate(Circuit &circuit, const GateRow &row, Source &random, unsigned numSlots) {
  unsigned n = circuit.numQubits();
  unsigned base = row.numQubits < 0 ? 1 + random.below(n) : row.numQubits;
  if (base > n)
    return;
  unsigned controls = std::min({n - base, random.below(3) == 0 ? 1 + random.below(3) : 0u, 4u});
  std::vector<Angle> angles;
  for (int i = 0; i < gateRow(row.base).numAngles; ++i)
    angles.push_back(randomAngle(random, numSlots));
  uint32_t negated = random.below(1u << (controls + row.numControls));
  circuit.append(row.kind, random.qubits(base + controls, n), angles, controls, negated, random.below(4) == 0);
}

inline RandomCircuit randomCircuit(uint64_t seed, unsigned numQubits, unsigned numGates, unsigned numSlots = 4) {
  Source random(seed);
  RandomCircuit result{Circuit(numQubits, numSlots), {}};
  for (unsigned i = 0; i < numSlots; ++i)
    result.slots.push_back(random.angle());
  appendLayer(result.circuit, random);
  auto rows = gateTable();
  for (unsigned i = 0; i < numGates; ++i)
    appendRandomGate(result.circuit, rows[random.below(rows.size())], random, numSlots);
  if (numSlots >= 2) { // a derived slot
    Angle sum = result.circuit.add(Angle::ofSlot(0, 0.7), Angle::ofSlot(1, -1.1, 0.2));
    result.circuit.append(GateKind::RX, {random.below(numQubits)}, {sum});
  }
  appendLayer(result.circuit, random);
  return result;
}

inline PauliSum randomObservable(Source &random, unsigned numQubits, unsigned numTerms) {
  PauliSum sum;
  for (unsigned t = 0; t < numTerms; ++t) {
    PauliTerm term;
    term.coefficient = random.normal();
    for (unsigned q = 0; q < numQubits; ++q)
      if (unsigned pauli = random.below(5); pauli >= 1 && pauli <= 3)
        term.factors.emplace_back(q, Pauli(pauli));
    sum.terms.push_back(term);
  }
  return sum;
}

/// The largest difference; infinite where there is one that is no number, which std::max would pass over.
inline double distance(const oracle::State &expected, const std::vector<double> &interleaved) {
  double result = 0;
  for (size_t i = 0; i < expected.size(); ++i) {
    const double difference = std::abs(expected[i] - Complex(interleaved[2 * i], interleaved[2 * i + 1]));
    result = std::isnan(difference) ? HUGE_VAL : std::max(result, difference);
  }
  return result;
}

/// The derivatives of the sum of cotangent times readings by the slots, by differences of sixth order.
inline std::vector<double> differences(const rt::Plan &plan, std::vector<double> slots, const std::vector<double> &cotangent) {
  const rt::Program program(plan);
  rt::Workspace workspace;
  std::vector<double> result, out(cotangent.size());
  const double h = 2e-3;
  for (double &slot : slots) {
    const double saved = slot;
    auto at = [&](double shift) {
      slot = saved + shift;
      rt::run(program, slots, {}, workspace, out.data());
      return std::inner_product(out.begin(), out.end(), cotangent.begin(), 0.0);
    };
    result.push_back((45 * (at(h) - at(-h)) - 9 * (at(2 * h) - at(-2 * h)) + at(3 * h) - at(-3 * h)) / (60 * h));
    slot = saved;
  }
  return result;
}

} // namespace qml::test
