// SPDX-License-Identifier: Apache-2.0
//
// Products of one-qubit rotations; see the header. The rules that remove an RY:
//   RY(b) RZ(0) RY(a)        = RY(a + b)
//   RY(b) RZ(pi) RY(a)       = RZ(pi) RY(a - b)
//   RY(pi) RZ(c) RY(a)       = RZ(-c) RY(a + pi), and the mirror image
//   RY(pi/2) RZ(c) RY(-pi/2) = RZ(-pi/2) RY(c) RZ(pi/2), and with other signs: H RZ H and SX RZ SX are one rotation
//   RY(pi/2) RZ(pi/2) RY(c)  = RZ(c) RY(pi/2) RZ(pi/2), with other signs, and the mirror image: H RX = RZ H
//   three constants are multiplied.

#include "RotationChain.h"
#include "PhaseSum.h"

#include <cmath>
#include <numbers>

namespace qml {

constexpr double pi = std::numbers::pi;

/// What the product of a few constant matrices can be off by rounding.
constexpr double roundingNoise = 1e-15;

static bool isConstant(const Angle &angle, double magnitude) {
  return angle.isConstant() && std::abs(angle.offset) == magnitude;
}

/// An angle that is a multiple of pi/4 but for rounding, as that multiple.
static double snap(double angle) {
  double multiple = std::round(angle / (pi / 4)) * (pi / 4);
  return std::abs(angle - multiple) <= roundingNoise ? multiple : angle;
}

static Euler snappedEulerOf(std::array<Complex, 4> m) {
  for (Complex &entry : m)
    if (std::abs(entry) <= roundingNoise)
      entry = 0;
  Euler euler = eulerOf(m);
  for (Angle *angle : {&euler.phi, &euler.theta, &euler.lambda})
    angle->offset = snap(angle->offset);
  return euler;
}

static std::array<Complex, 4> matrixOf(GateKind gate, bool adjoint, std::span<const Angle> angles) {
  std::array<double, 3> values;
  for (unsigned i = 0; i < angles.size(); ++i)
    values[i] = angles[i].offset;
  std::array<Complex, 4> m;
  gateMatrix(gate, adjoint, std::span(values).first(angles.size()), 1, m.data());
  return m;
}

static std::array<Complex, 4> product(const std::array<Complex, 4> &a, const std::array<Complex, 4> &b) {
  return {a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2], a[2] * b[1] + a[3] * b[3]};
}

void RotationChain::append(const Op &op) {
  bool constant = true;
  for (const Angle &angle : circuit.angles(op))
    constant &= angle.isConstant();
  if (constant) {
    constants.push_back(op);
    return;
  }
  flushConstants();
  append(eulerOf(circuit, op));
}

void RotationChain::flushConstants() {
  if (constants.size() == 1) {
    append(eulerOf(circuit, constants[0]));
  } else if (!constants.empty()) {
    std::array<Complex, 4> m = {1, 0, 0, 1};
    for (const Op &op : constants)
      m = product(matrixOf(op.gate, op.adjoint, circuit.angles(op)), m);
    append(snappedEulerOf(m));
  }
  constants.clear();
}

void RotationChain::append(const Euler &euler) {
  phases_.push_back(euler.phase);
  z.back() = sum(z.back(), euler.lambda);
  y.push_back(euler.theta);
  z.push_back(euler.phi);
  reduce();
}

/// Takes full turns off a rotation angle; each is a factor of -1.
void RotationChain::fullTurns(Angle &angle) {
  if (std::abs(angle.offset) <= pi)
    return;
  double rest = std::remainder(angle.offset, 2 * pi);
  phases_.push_back(std::round((angle.offset - rest) / (2 * pi)) * pi);
  angle.offset = snap(rest);
}

void RotationChain::reduce() {
  while (reduceOnce())
    ;
}

/// Replaces the last two RY, and the RZ between them, by one RY with `before` and `after` added to the RZ around it.
void RotationChain::join(Angle angle, Angle before, Angle after) {
  size_t k = y.size();
  y[k - 2] = angle;
  z[k - 2] = sum(z[k - 2], before);
  z[k - 1] = sum(z[k], after);
  y.pop_back();
  z.pop_back();
}

bool RotationChain::reduceOnce() {
  size_t k = y.size();
  if (k == 0)
    return false;
  fullTurns(y[k - 1]);
  if (isZero(y[k - 1])) {
    z[k - 1] = sum(z[k - 1], z[k]);
    y.pop_back();
    z.pop_back();
    return true;
  }
  if (k == 1)
    return false;
  fullTurns(z[k - 1]);
  Angle first = y[k - 2], middle = z[k - 1], second = y[k - 1];
  if (isZero(middle)) {
    join(sum(first, second), 0, 0);
  } else if (isConstant(middle, pi)) {
    join(sum(first, -second), 0, middle);
  } else if (isConstant(second, pi)) {
    join(sum(first, second), 0, -middle);
  } else if (isConstant(first, pi)) {
    join(sum(first, second), -middle, 0);
  } else if (first.isConstant() && middle.isConstant() && second.isConstant()) {
    auto ry = [](const Angle &angle) { return matrixOf(GateKind::RY, false, {&angle, 1}); };
    Euler euler = snappedEulerOf(product(ry(second), product(matrixOf(GateKind::RZ, false, {&middle, 1}), ry(first))));
    phases_.push_back(euler.phase);
    join(euler.theta, euler.lambda, euler.phi);
  } else if (isConstant(first, pi / 2) && isConstant(second, pi / 2)) {
    Angle turned = second.offset > 0 ? middle : -middle;
    bool opposite = first.offset * second.offset < 0;
    if (!opposite && second.offset < 0)
      phases_.push_back(pi);
    join(opposite ? turned : turned + -pi, opposite ? pi / 2 : 3 * pi / 2, -pi / 2);
  } else if (isConstant(middle, pi / 2) && isConstant(second, pi / 2)) {
    join(second, middle, first * (middle.offset * second.offset > 0 ? 1 : -1));
  } else if (isConstant(middle, pi / 2) && isConstant(first, pi / 2)) {
    join(first, second * (middle.offset * first.offset > 0 ? 1 : -1), middle);
  } else {
    return false;
  }
  return true;
}

std::vector<Piece> RotationChain::finish(OneQubitBasis basis) {
  flushConstants();
  switch (basis) {
  case OneQubitBasis::U: return asU();
  case OneQubitBasis::ZYZ: return asZyz();
  case OneQubitBasis::ZSX: return asZsx();
  }
  return {};
}

void RotationChain::addRz(std::vector<Piece> &pieces, Angle angle) {
  fullTurns(angle);
  if (!isZero(angle))
    pieces.push_back({GateKind::RZ, {angle}});
}

/// Rotations by RZ(+-pi) and RZ(+-pi/2) move to the other side of an RY, which they turn into RY or RX of +-its angle,
/// where they join the RZ there.
std::vector<Piece> RotationChain::asZyz() {
  std::vector<Piece> pieces;
  for (size_t j = 0; j < y.size(); ++j) {
    Angle &before = z[j], &after = z[j + 1];
    bool last = j + 1 == y.size();
    auto moveTo = [&](Angle &to, Angle &from, const Angle &moved) {
      to = sum(to, moved);
      from = 0;
      fullTurns(to);
    };
    fullTurns(before);
    fullTurns(after);
    if (isConstant(y[j], pi))
      moveTo(after, before, -before);
    if (last && isConstant(after, pi)) {
      moveTo(before, after, after);
      y[j] = -y[j];
    }
    if (isConstant(before, pi)) {
      moveTo(after, before, before);
      y[j] = -y[j];
    }
    Piece rotation = {GateKind::RY, {y[j]}};
    if (isConstant(before, pi / 2)) {
      rotation = {GateKind::RX, {before.offset > 0 ? y[j] : -y[j]}};
      moveTo(after, before, before);
    } else if (last && isConstant(after, pi / 2)) {
      rotation = {GateKind::RX, {after.offset > 0 ? -y[j] : y[j]}};
      moveTo(before, after, after);
    }
    addRz(pieces, before);
    pieces.push_back(rotation);
  }
  addRz(pieces, z.back());
  return pieces;
}

std::vector<Piece> RotationChain::asU() {
  std::vector<Piece> pieces;
  if (y.empty())
    addRz(pieces, z[0]);
  for (size_t j = 0; j < y.size(); ++j) {
    Angle phi = j + 1 == y.size() ? z.back() : 0;
    pieces.push_back({GateKind::U, {y[j], phi, z[j]}});
    phases_.push_back(phi * -0.5);
    phases_.push_back(z[j] * -0.5);
  }
  return pieces;
}

/// RZ(phi) RY(theta) RZ(lambda) = i RZ(phi + pi) SX RZ(theta + pi) SX RZ(lambda), with one SX if theta is +-pi/2, and X
/// for SX SX if it is +-pi. Neighbours join by SX RZ(+-pi/2) SX = exp(i pi/4) RZ(+-pi/2) SX RZ(+-pi/2).
std::vector<Piece> RotationChain::asZsx() {
  std::vector<GateKind> pulses;
  std::vector<Angle> rz = {z[0]}; // before, between and after the pulses
  auto pulse = [&](GateKind kind, const Angle &after) {
    pulses.push_back(kind);
    rz.push_back(after);
    while (pulses.size() >= 2 && pulses.back() == GateKind::SX && pulses[pulses.size() - 2] == GateKind::SX) {
      size_t k = pulses.size();
      fullTurns(rz[k - 1]);
      if (!isConstant(rz[k - 1], pi / 2))
        break;
      rz[k - 2] = rz[k - 2] + rz[k - 1].offset;
      rz[k - 1] = rz[k] + rz[k - 1].offset;
      rz.pop_back();
      pulses.pop_back();
      phases_.push_back(pi / 4);
    }
  };
  for (size_t j = 0; j < y.size(); ++j) {
    if (isConstant(y[j], pi)) {
      phases_.push_back(y[j].offset > 0 ? -pi / 2 : pi / 2);
      Angle before = rz.back();
      rz.back() = 0;
      pulse(GateKind::X, sum(z[j + 1], -before + pi));
    } else if (isConstant(y[j], pi / 2)) {
      phases_.push_back(-pi / 4);
      rz.back() = rz.back() + -y[j].offset;
      pulse(GateKind::SX, z[j + 1] + y[j].offset);
    } else {
      phases_.push_back(pi / 2);
      pulse(GateKind::SX, y[j] + pi);
      pulse(GateKind::SX, z[j + 1] + pi);
    }
  }
  std::vector<Piece> pieces;
  for (size_t k = 0; k < pulses.size(); ++k) {
    addRz(pieces, rz[k]);
    pieces.push_back({pulses[k], {}});
  }
  addRz(pieces, rz.back());
  return pieces;
}

} // namespace qml
