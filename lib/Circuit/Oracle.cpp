// SPDX-License-Identifier: Apache-2.0
//
// The slow oracle; see the header. Plain loops on purpose: this file is right by being read.

#include "qml/Circuit/Oracle.h"

#include <cmath>

namespace qml::oracle {

State zeroState(unsigned numQubits) {
  State state(size_t(1) << numQubits);
  state[0] = 1;
  return state;
}

/// The bits of basis index `index` at `qubits`, the first the most significant.
static size_t gatherBits(size_t index, std::span<const uint32_t> qubits, unsigned numQubits) {
  size_t bits = 0;
  for (uint32_t qubit : qubits)
    bits = 2 * bits + ((index >> (numQubits - 1 - qubit)) & 1);
  return bits;
}

/// `index` with the bits at `qubits` replaced by `bits`.
static size_t scatterBits(size_t index, size_t bits, std::span<const uint32_t> qubits, unsigned numQubits) {
  for (size_t i = 0; i < qubits.size(); ++i) {
    size_t mask = size_t(1) << (numQubits - 1 - qubits[i]);
    bool bit = (bits >> (qubits.size() - 1 - i)) & 1;
    index = bit ? index | mask : index & ~mask;
  }
  return index;
}

static bool controlsHold(const Circuit &circuit, const Op &op, size_t index) {
  auto controls = circuit.controls(op);
  for (size_t i = 0; i < controls.size(); ++i) {
    bool bit = (index >> (circuit.numQubits() - 1 - controls[i])) & 1;
    bool wanted = !((op.negated >> i) & 1);
    if (bit != wanted)
      return false;
  }
  return true;
}

State apply(const Circuit &circuit, std::span<const double> slots, State state) {
  std::vector<double> values = circuit.slotValues(slots);
  unsigned n = circuit.numQubits();
  for (const Op &op : circuit) {
    if (op.op == OpKind::Barrier)
      continue;
    assert(op.op == OpKind::Gate && "the oracle evaluates unitary circuits");
    std::vector<double> angles;
    for (const Angle &angle : circuit.angles(op))
      angles.push_back(angle.value(values));
    auto targets = circuit.targets(op);
    size_t dim = size_t(1) << targets.size();
    std::vector<Complex> matrix(dim * dim);
    gateMatrix(op.gate, op.adjoint, angles, targets.size(), matrix.data());
    State next(state.size());
    for (size_t row = 0; row < state.size(); ++row) {
      if (!controlsHold(circuit, op, row)) {
        next[row] = state[row];
        continue;
      }
      size_t r = gatherBits(row, targets, n);
      for (size_t c = 0; c < dim; ++c)
        next[row] += matrix[r * dim + c] * state[scatterBits(row, c, targets, n)];
    }
    state = std::move(next);
  }
  return state;
}

std::vector<Complex> unitary(const Circuit &circuit, std::span<const double> slots) {
  size_t dim = size_t(1) << circuit.numQubits();
  std::vector<Complex> matrix(dim * dim);
  for (size_t column = 0; column < dim; ++column) {
    State state(dim);
    state[column] = 1;
    state = apply(circuit, slots, std::move(state));
    for (size_t row = 0; row < dim; ++row)
      matrix[row * dim + column] = state[row];
  }
  return matrix;
}

double expectation(const PauliSum &observable, const State &state) {
  unsigned n = std::lround(std::log2(state.size()));
  Complex sum = 0;
  for (const PauliTerm &term : observable.terms) {
    for (size_t index = 0; index < state.size(); ++index) {
      // P |index> = factor |image>
      size_t image = index;
      Complex factor = term.coefficient;
      for (auto [qubit, pauli] : term.factors) {
        size_t mask = size_t(1) << (n - 1 - qubit);
        bool one = index & mask;
        if (pauli == Pauli::X || pauli == Pauli::Y)
          image ^= mask;
        if (pauli == Pauli::Y)
          factor *= Complex(0, one ? -1 : 1);
        if (pauli == Pauli::Z && one)
          factor = -factor;
      }
      sum += std::conj(state[image]) * factor * state[index];
    }
  }
  return sum.real();
}

std::vector<double> probabilities(const State &state, std::span<const uint32_t> qubits) {
  unsigned n = std::lround(std::log2(state.size()));
  std::vector<double> result(size_t(1) << qubits.size());
  for (size_t index = 0; index < state.size(); ++index)
    result[gatherBits(index, qubits, n)] += std::norm(state[index]);
  return result;
}

double distanceUpToPhase(std::span<const Complex> a, std::span<const Complex> b) {
  size_t largest = 0;
  for (size_t i = 0; i < a.size(); ++i)
    if (std::abs(a[i]) > std::abs(a[largest]))
      largest = i;
  Complex phase = b[largest] == 0.0 ? 1 : a[largest] / b[largest];
  phase = std::abs(phase) == 0 ? 1 : phase / std::abs(phase);
  double distance = 0;
  for (size_t i = 0; i < a.size(); ++i)
    distance = std::max(distance, std::abs(a[i] - phase * b[i]));
  return distance;
}

} // namespace qml::oracle
