// SPDX-License-Identifier: Apache-2.0
//
// Euler angles of one-qubit gates: exp(i phase) RZ(phi) RY(theta) RZ(lambda). For a gate they are sums of its angles
// and constants, so symbolic angles stay symbolic.

#include "qml/Circuit/Passes.h"

#include <cmath>
#include <numbers>

namespace qml {

constexpr double pi = std::numbers::pi;

/// RZ(axis) RX(angle) RZ(-axis): a rotation about an axis in the X-Y plane.
static Euler planar(const Angle &angle, const Angle &axis, double phase) {
  return {axis + -pi / 2, angle, -axis + pi / 2, phase};
}

Euler eulerOf(Circuit &circuit, const Op &op) {
  assert(op.op == OpKind::Gate && op.numControls == 0 && op.numQubits == 1 && "a one-qubit gate without controls");
  auto a = circuit.angles(op);
  double sign = op.adjoint ? -1 : 1;
  switch (op.gate) {
  case GateKind::Identity: return {};
  case GateKind::X: return planar(pi, 0, pi / 2);
  case GateKind::Y: return {0, pi, 0, pi / 2};
  case GateKind::Z: return {pi, 0, 0, pi / 2};
  case GateKind::H: return {0, pi / 2, pi, pi / 2};
  case GateKind::S: return {sign * pi / 2, 0, 0, sign * pi / 4};
  case GateKind::T: return {sign * pi / 4, 0, 0, sign * pi / 8};
  case GateKind::SX: return planar(sign * pi / 2, 0, sign * pi / 4);
  case GateKind::RX: return planar(a[0], 0, 0);
  case GateKind::RY: return {0, a[0], 0, 0};
  case GateKind::RZ:
  case GateKind::MultiRZ: return {a[0], 0, 0, 0};
  case GateKind::PhaseShift: return {a[0], 0, 0, a[0] * 0.5};
  case GateKind::Rot: return {a[2], a[1], a[0], 0};
  case GateKind::U: return {a[1], a[0], a[2], circuit.add(a[1], a[2]) * 0.5};
  case GateKind::U2: return {a[0], pi / 2, a[1], circuit.add(a[0], a[1]) * 0.5};
  case GateKind::PRX: return planar(a[0], a[1], 0);
  case GateKind::GPI: return planar(pi, a[0] * (2 * pi), pi / 2);
  case GateKind::GPI2: return planar(pi / 2, a[0] * (2 * pi), 0);
  default: assert(false && "not a one-qubit gate"); return {};
  }
}

Euler eulerOf(std::span<const Complex, 4> m) {
  double theta = 2 * std::atan2(std::abs(m[2]), std::abs(m[0]));
  if (m[0] == 0.0) {
    double phi = std::arg(m[2]) - std::arg(-m[1]);
    return {phi, theta, 0, std::arg(-m[1]) + phi / 2};
  }
  double corner = std::arg(m[0]);
  double phi = m[2] == 0.0 ? 0 : std::arg(m[2]) - corner;
  // phi + lambda shows in m[3], lambda in m[1]: the larger of the two is the one that rounding spares.
  double sum = std::abs(m[2]) < std::abs(m[0]) ? std::arg(m[3]) - corner : phi + std::arg(-m[1]) - corner;
  return {phi, theta, sum - phi, corner + sum / 2};
}

} // namespace qml
