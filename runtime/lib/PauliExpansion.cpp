// SPDX-License-Identifier: Apache-2.0
//
// Products of Pauli strings.

#include "PauliExpansion.h"

#include <bit>

namespace qml::rt {

static int numY(PauliMasks m) { return std::popcount(m.first & m.second); }

bool anticommute(PauliMasks a, PauliMasks b) {
  return (std::popcount(a.first & b.second) + std::popcount(a.second & b.first)) % 2 != 0;
}

PauliTerm termOf(PauliMasks masks, unsigned numQubits) {
  PauliTerm term{1, {}};
  for (unsigned qubit = 0; qubit < numQubits; ++qubit) {
    bool flip = masks.first >> (numQubits - 1 - qubit) & 1, z = masks.second >> (numQubits - 1 - qubit) & 1;
    if (flip || z)
      term.factors.emplace_back(qubit, flip ? (z ? Pauli::Y : Pauli::X) : Pauli::Z);
  }
  return term;
}

PauliExpansion expand(const PauliSum &observable, unsigned numQubits) {
  PauliExpansion terms;
  for (const PauliTerm &term : observable.terms) {
    PauliMasks masks;
    for (auto [qubit, pauli] : term.factors) {
      uint64_t bit = uint64_t(1) << (numQubits - 1 - qubit);
      masks.first |= pauli == Pauli::X || pauli == Pauli::Y ? bit : 0;
      masks.second |= pauli == Pauli::Z || pauli == Pauli::Y ? bit : 0;
    }
    terms[masks] += term.coefficient;
  }
  return terms;
}

/// PQ + QP is 2PQ if P and Q commute and nothing if they do not.
PauliExpansion square(const PauliExpansion &terms) {
  PauliExpansion result;
  for (auto p = terms.begin(); p != terms.end(); ++p)
    for (auto q = p; q != terms.end(); ++q) {
      if (anticommute(p->first, q->first))
        continue;
      PauliMasks product = p->first ^ q->first;
      int signs = std::popcount(p->first.second & q->first.first);
      int quarterTurns = numY(p->first) + numY(q->first) - numY(product) + 2 * signs; // even
      double sign = quarterTurns & 2 ? -1 : 1;
      result[product] += (p == q ? 1 : 2) * sign * p->second * q->second;
    }
  return result;
}

} // namespace qml::rt
