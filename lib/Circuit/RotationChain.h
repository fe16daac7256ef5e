// SPDX-License-Identifier: Apache-2.0
//
// A run of one-qubit gates as RZ(z[0]) RY(y[0]) RZ(z[1]) RY(y[1]) ... RZ(z[k]), in time order, times a phase. Angles
// are affine, so a product of symbolic rotations can't always be one rotation; the chain keeps as few RY as sums of
// angles allow.
#pragma once

#include "qml/Circuit/Passes.h"

namespace qml {

/// A gate that a chain is written as.
struct Piece {
  GateKind gate;
  std::array<Angle, 3> angles;
};

class RotationChain {
public:
  explicit RotationChain(Circuit &circuit) : circuit(circuit), z(1) {}

  /// Appends a one-qubit gate of the circuit.
  void append(const Op &op);

  /// The chain in gates of `basis`; ends it.
  std::vector<Piece> finish(OneQubitBasis basis);

  /// Terms of the phase (exp(i sum)) that the pieces lack.
  const std::vector<Angle> &phases() const { return phases_; }

private:
  Circuit &circuit;
  std::vector<Angle> z, y;
  std::vector<Angle> phases_;
  std::vector<Op> constants; // gates not yet multiplied

  void flushConstants();
  void append(const Euler &euler);
  void reduce();
  bool reduceOnce();
  void join(Angle y, Angle before, Angle after);
  void fullTurns(Angle &angle);
  Angle sum(const Angle &a, const Angle &b) { return circuit.add(a, b); }

  std::vector<Piece> asZyz();
  std::vector<Piece> asU();
  std::vector<Piece> asZsx();
  void addRz(std::vector<Piece> &pieces, Angle angle);
};

} // namespace qml
