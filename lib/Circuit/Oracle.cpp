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

/// M rho M^+ on `qubits`, added to `sum`; `acts` says for which basis indices controls hold.
template <typename Acts>
static void addConjugation(const Density &rho, std::span<const Complex> m, std::span<const uint32_t> qubits, Acts acts,
                           std::vector<Complex> &sum) {
  const unsigned n = rho.numQubits;
  const size_t dim = size_t(1) << n, small = size_t(1) << qubits.size();
  // The whole matrix, written out.
  std::vector<Complex> whole(dim * dim);
  for (size_t row = 0; row < dim; ++row) {
    if (!acts(row)) {
      whole[row * dim + row] = 1;
      continue;
    }
    size_t r = gatherBits(row, qubits, n);
    for (size_t c = 0; c < small; ++c)
      whole[row * dim + scatterBits(row, c, qubits, n)] = m[r * small + c];
  }
  std::vector<Complex> left(dim * dim);
  for (size_t r = 0; r < dim; ++r)
    for (size_t k = 0; k < dim; ++k)
      for (size_t c = 0; c < dim; ++c)
        left[r * dim + c] += whole[r * dim + k] * rho.matrix[k * dim + c];
  for (size_t r = 0; r < dim; ++r)
    for (size_t c = 0; c < dim; ++c)
      for (size_t k = 0; k < dim; ++k)
        sum[r * dim + c] += left[r * dim + k] * std::conj(whole[c * dim + k]);
}

Density density(const Circuit &circuit, std::span<const double> slots) {
  std::vector<double> values = circuit.slotValues(slots);
  const size_t dim = size_t(1) << circuit.numQubits();
  Density rho{circuit.numQubits(), std::vector<Complex>(dim * dim), {}};
  rho.readout.resize(circuit.numQubits());
  rho.matrix[0] = 1;
  for (const Op &op : circuit) {
    std::vector<double> angles;
    for (const Angle &angle : circuit.angles(op))
      angles.push_back(angle.value(values));
    std::vector<Complex> next(dim * dim);
    if (op.op == OpKind::Gate) {
      auto targets = circuit.targets(op);
      std::vector<Complex> matrix(size_t(1) << (2 * targets.size()));
      gateMatrix(op.gate, op.adjoint, angles, targets.size(), matrix.data());
      addConjugation(rho, matrix, targets, [&](size_t row) { return controlsHold(circuit, op, row); }, next);
    } else if (op.op == OpKind::Channel && op.channel == ChannelKind::Readout) {
      rho.readout[circuit.qubits(op)[0]] = {angles[0], angles[1]};
      continue;
    } else if (op.op == OpKind::Channel) {
      for (const auto &kraus : krausOperators(op.channel, angles, op.numQubits))
        addConjugation(rho, kraus, circuit.qubits(op), [](size_t) { return true; }, next);
    } else {
      continue;
    }
    rho.matrix = std::move(next);
  }
  return rho;
}

double expectation(const PauliSum &observable, const Density &rho) {
  const size_t dim = size_t(1) << rho.numQubits;
  double sum = 0;
  for (const PauliTerm &term : observable.terms) {
    // An outcome +1 or -1 of P that is misread becomes (1 - p01 - p10) P + p10 - p01.
    std::vector<PauliTerm> read{{term.coefficient, {}}};
    for (auto factor : term.factors) {
      auto [p01, p10] = rho.readout[factor.first];
      std::vector<PauliTerm> next;
      for (PauliTerm part : read) {
        PauliTerm right = part;
        right.coefficient *= 1 - p01 - p10;
        right.factors.push_back(factor);
        part.coefficient *= p10 - p01;
        next.push_back(right);
        next.push_back(part);
      }
      read = std::move(next);
    }
    for (const PauliTerm &part : read)
      for (size_t column = 0; column < dim; ++column) {
        // tr(P rho) is the sum of <column| P |image> rho[image][column].
        size_t image = column;
        Complex phase = part.coefficient;
        for (auto [qubit, pauli] : part.factors) {
          size_t mask = size_t(1) << (rho.numQubits - 1 - qubit);
          bool one = column & mask;
          if (pauli == Pauli::X || pauli == Pauli::Y)
            image ^= mask;
          if (pauli == Pauli::Y)
            phase *= Complex(0, one ? 1 : -1);
          if (pauli == Pauli::Z && one)
            phase = -phase;
        }
        sum += (phase * rho.matrix[image * dim + column]).real();
      }
  }
  return sum;
}

std::vector<double> probabilities(const Density &rho, std::span<const uint32_t> qubits) {
  const size_t dim = size_t(1) << rho.numQubits, size = size_t(1) << qubits.size();
  std::vector<double> result(size);
  for (size_t index = 0; index < dim; ++index) {
    size_t truth = gatherBits(index, qubits, rho.numQubits);
    for (size_t read = 0; read < size; ++read) {
      double p = rho.matrix[index * dim + index].real();
      for (size_t i = 0; i < qubits.size(); ++i) {
        auto [p01, p10] = rho.readout[qubits[i]];
        bool was = (truth >> (qubits.size() - 1 - i)) & 1, is = (read >> (qubits.size() - 1 - i)) & 1;
        p *= was ? (is ? 1 - p10 : p10) : (is ? p01 : 1 - p01);
      }
      result[read] += p;
    }
  }
  return result;
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
