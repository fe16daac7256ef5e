// SPDX-License-Identifier: Apache-2.0
//
// The canonical (KAK) decomposition of two-qubit unitaries, and from it the fewest native gates. U is, up to phase,
//
//   (after[0] x after[1]) exp(i (x XX + y YY + z ZZ)) (before[0] x before[1]),     pi/4 >= x >= y >= |z|,
//
// (Kraus and Cirac, arXiv:quant-ph/0011050). CZ's needed: 0 if x = 0, 1 at (pi/4, 0, 0), 2 if z = 0, else 3 (Vatan and
// Williams, arXiv:quant-ph/0308006). With partial ZZ gates one per coordinate that is not 0.
#pragma once

#include "Run.h"

#include <optional>

namespace qml::target {

/// A 4 x 4 matrix, row-major; the first qubit is the most significant bit.
using Matrix4 = std::array<Complex, 16>;
Matrix4 operator*(const Matrix4 &a, const Matrix4 &b);
Matrix4 kron(const Matrix2 &a, const Matrix2 &b);
Matrix4 zzMatrix(double angle);
extern const Matrix4 swapMatrix;

struct Kak {
  std::array<Matrix2, 2> before, after;
  double x = 0, y = 0, z = 0;

  /// Coordinates that are not 0.
  unsigned numCoordinates() const;
  /// CZ's needed.
  unsigned numCz() const;
};

/// The decomposition of `unitary`; nothing if rounding spoilt it, which the product of the parts tells.
std::optional<Kak> decomposeKak(const Matrix4 &unitary);

} // namespace qml::target
