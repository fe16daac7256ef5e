// SPDX-License-Identifier: Apache-2.0
//
// Pauli strings, grouped by the bits they flip.

#include "PauliStrings.h"

#include "Execution.h"

#include <algorithm>
#include <numeric>

namespace qml::rt {

PauliString pauliString(const PauliTerm &term, unsigned numQubits) {
  PauliString string;
  for (auto [qubit, pauli] : term.factors) {
    uint64_t bit = uint64_t(1) << (numQubits - 1 - qubit);
    string.flip |= pauli == Pauli::X || pauli == Pauli::Y ? bit : 0;
    string.z |= pauli == Pauli::Z || pauli == Pauli::Y ? bit : 0;
    string.numY += pauli == Pauli::Y;
  }
  string.numY %= 4;
  return string;
}

PauliString pauliString(const PauliTerm &term, std::span<const Qubit> qubits) {
  PauliString string;
  for (auto [number, pauli] : term.factors) {
    const Qubit &qubit = qubits[number];
    string.flip ^= pauli == Pauli::X || pauli == Pauli::Y ? qubit.flip : 0;
    if (pauli == Pauli::Z || pauli == Pauli::Y) {
      string.z ^= qubit.sign;
      string.negated ^= qubit.negated;
    }
    string.numY += pauli == Pauli::Y;
  }
  string.numY %= 4;
  return string;
}

std::vector<WeightedString> stringsInOrder(const Reading &reading, std::span<const Qubit> qubits) {
  std::vector<WeightedString> strings;
  for (uint32_t i = 0; i < reading.observables.size(); ++i)
    for (const PauliTerm &term : reading.observables[i].terms)
      strings.push_back({pauliString(term, qubits), term.coefficient, i});
  std::ranges::stable_sort(strings, {}, &WeightedString::key);
  return strings;
}

/// Vectors in a unit, and units, of a state.
template <typename Real> static unsigned unitVectors(const Execution<Real> &execution) {
  size_t vectors = std::max<size_t>(1, (size_t(1) << execution.numQubits()) >> execution.set().laneBits);
  return unsigned(std::min<size_t>(vectors, maxUnitVectors));
}
template <typename Real> static size_t unitCount(const Execution<Real> &execution) {
  return std::max<size_t>(1, (size_t(1) << execution.numQubits()) >> execution.set().laneBits) / unitVectors(execution);
}

template <typename Real>
std::vector<double> pauliValues(Execution<Real> &execution, Amplitudes<Real> state, std::span<const PauliString> strings) {
  std::vector<size_t> order(strings.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](size_t i) { return std::tuple_cat(strings[i].key(), std::tuple(i)); });
  std::vector<PauliString> sorted;
  std::vector<uint64_t> z;
  for (size_t i : order) {
    sorted.push_back(strings[i]);
    z.push_back(strings[i].z);
  }
  std::vector<double> values(strings.size());
  const unsigned numChunks = execution.numChunks();
  const KernelSet<Real> &set = execution.set();
  std::vector<double> sums;
  forEachFlip(sorted, [&](size_t first, size_t middle, size_t last) {
    const size_t count = last - first;
    sums.assign(count * numChunks, 0);
    execution.forChunks([&](unsigned chunk, unsigned) {
      auto [begin, end] = chunkRange(unitCount(execution), chunk, numChunks);
      set.pauliValues(state, sorted[first].flip, z.data() + first, middle - first, count, sums.data() + count * chunk,
                      unitVectors(execution), begin, end);
    });
    for (size_t i = 0; i < count; ++i) {
      double sum = 0;
      for (unsigned chunk = 0; chunk < numChunks; ++chunk)
        sum += sums[count * chunk + i];
      values[order[first + i]] = valueSign(sorted[first + i]) * sum;
    }
  });
  return values;
}

template std::vector<double> pauliValues(Execution<double> &, Amplitudes<double>, std::span<const PauliString>);
template std::vector<double> pauliValues(Execution<float> &, Amplitudes<float>, std::span<const PauliString>);

} // namespace qml::rt
