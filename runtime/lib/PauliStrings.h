// SPDX-License-Identifier: Apache-2.0
//
// Pauli strings as bit masks. Strings that flip the same bits are read in one pass over the state, whatever their
// signs: LiH's 631 terms on 12 qubits take 84 passes.
#pragma once

#include "Kernels.h"
#include "qml-runtime/Plan.h"

#include <tuple>

namespace qml::rt {

template <typename Real> class Execution;

/// Sends |b> to i^numY (-1)^(z . b) |b ^ flip>, or to minus that.
struct PauliString {
  uint64_t flip = 0;
  uint64_t z = 0;
  unsigned numY = 0; // mod 4
  bool negated = false;

  /// Odd strings (numY) have imaginary entries; they follow the even ones of the same flip.
  auto key() const { return std::tuple(flip, numY % 2, z, numY); }
};

/// One string of a sum, or of several that are read together.
struct WeightedString : PauliString {
  double coefficient = 0;
  uint32_t observable = 0;
};

/// The strings of all observables of `reading`, in the order of their keys.
std::vector<WeightedString> stringsInOrder(const Reading &reading, std::span<const Qubit> qubits);

/// Of basis indices of the circuit, or of stored indices where its qubits are as `qubits` says.
PauliString pauliString(const PauliTerm &term, unsigned numQubits);
PauliString pauliString(const PauliTerm &term, std::span<const Qubit> qubits);

/// Calls visit(first, middle, last) for the strings of each flip in `strings`, which are in the order of their keys: even ones
/// up to middle.
template <typename Strings, typename Visit> void forEachFlip(const Strings &strings, Visit visit) {
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

/// With q = conj(psi[a]) psi[a ^ flip], <P> is the sum of (-i)^numY (-1)^(z . a) q over a; for an odd numY only the imaginary
/// part of q counts, otherwise only the real part. This is the sign with which it counts.
inline double valueSign(const PauliString &string) { return (string.numY >= 2) != string.negated ? -1 : 1; }
/// And that of P in a sum of strings applied to a state: of (-i)^numY, its real part, or its imaginary part.
inline double applySign(const PauliString &string) {
  return (string.numY == 1 || string.numY == 2) != string.negated ? -1 : 1;
}

/// <state| P |state> for each string.
template <typename Real>
std::vector<double> pauliValues(Execution<Real> &execution, Amplitudes<Real> state, std::span<const PauliString> strings);

} // namespace qml::rt
