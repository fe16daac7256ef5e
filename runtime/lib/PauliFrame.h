// SPDX-License-Identifier: Apache-2.0
//
// Circuits through which Pauli errors move to the end. A Clifford gate turns a Pauli string into another, and a rotation about
// a product of Paulis that anticommutes with it changes the sign of its angle: circuits that differ in errors only are one
// circuit with other angles, and a string, the frame, behind it.
#pragma once

#include "PauliExpansion.h"
#include "qml/Circuit/Circuit.h"

#include <array>

namespace qml::rt {

/// The string on `qubits` that `digits` spells: I, X, Y, Z are 0 to 3, the first qubit's digit is the most significant.
PauliMasks pauliMasks(unsigned digits, std::span<const uint32_t> qubits, unsigned numQubits);
/// And its digits there.
unsigned pauliDigits(PauliMasks masks, std::span<const uint32_t> qubits, unsigned numQubits);

class FramedCircuit {
public:
  /// `circuit` has constant angles. Its gates become rotations and Clifford gates on at most two qubits; global phases go.
  explicit FramedCircuit(const Circuit &circuit);

  /// The angle of each rotation is a slot.
  const Circuit &circuit() const { return circuit_; }
  std::span<const double> angles() const { return angles_; }
  /// Moves `frame` behind gate number `op`, and changes the sign of its slot if that is what it takes.
  void pass(size_t op, PauliMasks &frame, std::vector<bool> &signs) const;

private:
  using Images = std::array<uint8_t, 16>; // of the strings on a Clifford gate's qubits, by their digits
  struct Step {
    PauliMasks axis; // of a rotation
    int32_t number;  // of its slot, or of the gate's images
    bool isRotation;
  };
  void append(const Circuit &from, const Op &op);

  Circuit circuit_;
  std::vector<Step> steps_; // by op
  std::vector<double> angles_;
  std::vector<Images> images_;
};

} // namespace qml::rt
