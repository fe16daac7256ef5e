// SPDX-License-Identifier: Apache-2.0
//
// Observables as sums of Pauli strings, and the readings that end a circuit.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace qml {

enum class Pauli : uint8_t { I, X, Y, Z };

/// coefficient * product of Paulis on distinct qubits, in ascending order of qubits; no factor stands for the identity.
struct PauliTerm {
  double coefficient = 1;
  std::vector<std::pair<uint32_t, Pauli>> factors;

  bool operator==(const PauliTerm &) const = default;
};

struct PauliSum {
  std::vector<PauliTerm> terms;

  bool operator==(const PauliSum &) const = default;
};

enum class ReadingKind : uint8_t { Expval, Var, Probs, State, Sample };

/// What a circuit returns. Expval and Var give one number per observable; Probs gives 2^k numbers for the k `qubits`, the
/// first the most significant; State gives 2^n complex numbers (real, imaginary); Sample gives one outcome per shot, the
/// index that the bits of `qubits` spell. The qubits of a reading are distinct.
struct Reading {
  ReadingKind kind = ReadingKind::Expval;
  std::vector<PauliSum> observables;
  std::vector<uint32_t> qubits;

  bool operator==(const Reading &) const = default;
};

} // namespace qml
