// SPDX-License-Identifier: Apache-2.0
//
// Pauli strings, grouped by the bits they flip. With q = conj(psi[a]) psi[a ^ flip], <P> is the sum of
// (-i)^numY (-1)^(z . a) q over a; for an odd numY only the imaginary part of q counts, otherwise only the real part.

#include "PauliStrings.h"

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

/// The sign with which the real or imaginary part of q counts.
static double valueSign(unsigned numY) { return numY >= 2 ? -1 : 1; }

/// Calls visit(first, middle, last) for the strings of each flip in `strings`, which are in order: even ones up to
/// middle.
template <typename Strings, typename Visit> static void forEachFlip(const Strings &strings, Visit visit) {
  for (size_t first = 0; first < strings.size();) {
    size_t middle = first;
    while (middle < strings.size() && strings[middle].flip == strings[first].flip && strings[middle].numY % 2 == 0)
      ++middle;
    size_t last = middle;
    while (last < strings.size() && strings[last].flip == strings[first].flip)
      ++last;
    visit(first, middle, last);
    first = last;
  }
}

std::vector<double> pauliValues(Execution &execution, StateView state, std::span<const PauliString> strings) {
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
  const unsigned numChunks = execution.numChunks(), numQubits = execution.numQubits();
  const KernelSet &set = execution.set();
  std::vector<double> sums;
  forEachFlip(sorted, [&](size_t first, size_t middle, size_t last) {
    const size_t count = last - first;
    sums.assign(count * numChunks, 0);
    execution.forChunks([&](unsigned chunk, unsigned) {
      auto [begin, end] = chunkRange(tileCount(numQubits, set), chunk, numChunks);
      set.pauliValues(state, sorted[first].flip, z.data() + first, middle - first, count, sums.data() + count * chunk,
                      tileVectors(numQubits, set), begin, end);
    });
    for (size_t i = 0; i < count; ++i) {
      double sum = 0;
      for (unsigned chunk = 0; chunk < numChunks; ++chunk)
        sum += sums[count * chunk + i];
      values[order[first + i]] = valueSign(sorted[first + i].numY) * sum;
    }
  });
  return values;
}

void applyPauliSums(Execution &execution, std::span<const WeightedSum> sums, StateView source, StateView target) {
  struct Weighted : PauliString {
    double weight;
  };
  std::vector<Weighted> terms;
  for (auto [weight, sum] : sums)
    for (const PauliTerm &term : sum->terms)
      terms.push_back({pauliString(term, execution.numQubits()), weight * term.coefficient});
  std::ranges::stable_sort(terms, {}, [](const Weighted &term) { return term.key(); });
  std::vector<PauliPhase> phases;
  for (const Weighted &term : terms) // (-i)^numY: its real part, or its imaginary part
    phases.push_back({term.z, term.numY == 1 || term.numY == 2 ? -term.weight : term.weight});
  const KernelSet &set = execution.set();
  const unsigned numQubits = execution.numQubits();
  forEachFlip(terms, [&](size_t first, size_t middle, size_t last) {
    execution.forChunks([&](unsigned chunk, unsigned) {
      auto [begin, end] = chunkRange(tileCount(numQubits, set), chunk, execution.numChunks());
      set.pauliApply(source, target, terms[first].flip, phases.data() + first, middle - first, last - first,
                     tileVectors(numQubits, set), begin, end);
    });
  });
}

} // namespace qml::rt
