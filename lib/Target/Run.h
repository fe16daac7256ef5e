// SPDX-License-Identifier: Apache-2.0
//
// A run of one-qubit gates in normal form: Z rotations of any angle, symbolic ones too, between X rotations of constant
// angle,
//
//   Z(first) X(rest[0].x) Z(rest[0].z) X(rest[1].x) ...        in the order of time, up to phase.
//
// A symbolic X rotation is X(pi/2) Z X(pi/2) with Z's around it, so every gate fits. Neighbouring X's are merged
// whenever the Z between them is constant: a run without symbols has at most one X. An X of pi stands alone; it is
// called a flip.
#pragma once

#include "qml/Circuit/Circuit.h"

namespace qml::target {

/// Angles closer than this are the same; far below the noise of double arithmetic in a run's consumers.
constexpr double angleTolerance = 1e-12;

/// `angle` modulo 2 pi, in (-pi, pi].
double reduceAngle(double angle);
/// Whether `angle` is a multiple of `unit`, within tolerance.
bool isMultiple(double angle, double unit);

/// A 2 x 2 matrix, row-major.
using Matrix2 = std::array<Complex, 4>;
Matrix2 operator*(const Matrix2 &a, const Matrix2 &b);

class Run {
public:
  struct Turn {
    double x;
    Angle z;
  };

  bool isDiagonal() const { return rest_.empty(); }
  bool isIdentity() const { return rest_.empty() && first_.isConstant() && first_.offset == 0; }
  bool isFlip() const;
  bool isConstant() const;
  const Angle &first() const { return first_; }
  const std::vector<Turn> &rest() const { return rest_; }

  /// Gates appended in the order of time. `slots` owns the slots that sums of angles may make.
  void z(const Angle &angle, Circuit &slots);
  void x(double angle, Circuit &slots);
  void x(const Angle &angle, Circuit &slots);
  void y(const Angle &angle, Circuit &slots);
  void h(Circuit &slots);
  void matrix(const Matrix2 &unitary, Circuit &slots);
  void append(const Run &run, Circuit &slots);

  /// Takes off the last Z rotation and returns it.
  Angle takeLastZ();
  /// The matrix of a constant run, up to phase.
  Matrix2 toMatrix() const;

private:
  Angle &lastZ() { return rest_.empty() ? first_ : rest_.back().z; }
  Angle &zBeforeLast() { return rest_.size() > 1 ? rest_[rest_.size() - 2].z : first_; }
  void settle(Circuit &slots);

  Angle first_;
  std::vector<Turn> rest_;
};

} // namespace qml::target
