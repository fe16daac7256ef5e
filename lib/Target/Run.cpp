// SPDX-License-Identifier: Apache-2.0
//
// The normal form of one-qubit runs.

#include "Run.h"

#include <cmath>
#include <numbers>

namespace qml::target {

static constexpr double pi = std::numbers::pi;

double reduceAngle(double angle) {
  if (angle > -pi && angle <= pi)
    return angle;
  double reduced = std::remainder(angle, 2 * pi);
  return reduced <= -pi ? pi : reduced;
}

bool isMultiple(double angle, double unit) { return std::abs(std::remainder(angle, unit)) < angleTolerance; }

static bool isHalfTurn(double angle) { return std::abs(std::abs(angle) - pi) < angleTolerance; }
static bool isZero(double angle) { return std::abs(angle) < angleTolerance; }

Matrix2 operator*(const Matrix2 &a, const Matrix2 &b) {
  return {a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2], a[2] * b[1] + a[3] * b[3]};
}

static Matrix2 zMatrix(double angle) { return {std::polar(1.0, -angle / 2), 0, 0, std::polar(1.0, angle / 2)}; }
static Matrix2 xMatrix(double angle) {
  Complex c = std::cos(angle / 2), s = Complex(0, -std::sin(angle / 2));
  return {c, s, s, c};
}

namespace {
/// Z(before) X(x) Z(after) in the order of time.
struct Euler {
  double before, x, after;
};
} // namespace

static Euler eulerAngles(const Matrix2 &u) {
  double s = std::abs(u[2]), c = std::abs(u[0]);
  double x = 2 * std::atan2(s, c);
  if (isZero(x))
    return {std::arg(u[3]) - std::arg(u[0]), 0, 0};
  if (isHalfTurn(x))
    return {0, pi, std::arg(u[2]) - std::arg(u[1])};
  return {std::arg(u[1]) - std::arg(u[0]) + pi / 2, x, std::arg(u[2]) - std::arg(u[0]) + pi / 2};
}

bool Run::isFlip() const { return rest_.size() == 1 && isHalfTurn(rest_[0].x); }

bool Run::isConstant() const {
  // X's are merged over constant Z's, so two of them have a symbol between.
  return first_.isConstant() && (rest_.empty() || (rest_.size() == 1 && rest_[0].z.isConstant()));
}

void Run::z(const Angle &angle, Circuit &slots) {
  Angle sum = slots.add(lastZ(), angle);
  if (sum.isConstant())
    sum.offset = reduceAngle(sum.offset);
  lastZ() = sum;
}

void Run::settle(Circuit &slots) {
  Turn &last = rest_.back();
  last.x = reduceAngle(last.x);
  Angle after = last.z;
  if (isZero(last.x)) {
    rest_.pop_back();
    z(after, slots);
  } else if (isHalfTurn(last.x) && rest_.size() > 1) {
    rest_.pop_back();
    rest_.back().x = reduceAngle(rest_.back().x + pi);
    rest_.back().z = -rest_.back().z;
    z(after, slots);
  }
}

void Run::x(double angle, Circuit &slots) {
  angle = reduceAngle(angle);
  if (isZero(angle))
    return;
  if (rest_.empty()) {
    rest_.push_back({angle, 0.0});
    return;
  }
  Turn &last = rest_.back();
  if (isHalfTurn(last.x)) {
    Angle between = last.z;
    rest_.pop_back();
    z(-between, slots);
    rest_.push_back({angle + pi, 0.0});
    settle(slots);
  } else if (isHalfTurn(angle)) {
    last.x += angle;
    last.z = -last.z;
    settle(slots);
  } else if (!last.z.isConstant()) {
    rest_.push_back({angle, 0.0});
  } else if (isZero(last.z.offset)) {
    last.x += angle;
    settle(slots);
  } else if (isHalfTurn(last.z.offset)) {
    last.x -= angle;
    settle(slots);
  } else {
    Euler euler = eulerAngles(xMatrix(angle) * zMatrix(last.z.offset) * xMatrix(last.x));
    rest_.pop_back();
    z(euler.before, slots);
    rest_.push_back({euler.x, reduceAngle(euler.after)});
    settle(slots);
  }
}

void Run::x(const Angle &angle, Circuit &slots) {
  if (angle.isConstant())
    return x(angle.offset, slots);
  z(pi / 2, slots);
  x(pi / 2, slots);
  z(angle + pi, slots);
  x(pi / 2, slots);
  z(pi / 2, slots);
}

void Run::y(const Angle &angle, Circuit &slots) {
  z(-pi / 2, slots);
  x(angle, slots);
  z(pi / 2, slots);
}

void Run::h(Circuit &slots) {
  z(pi / 2, slots);
  x(pi / 2, slots);
  z(pi / 2, slots);
}

void Run::matrix(const Matrix2 &unitary, Circuit &slots) {
  Euler euler = eulerAngles(unitary);
  z(euler.before, slots);
  x(euler.x, slots);
  z(euler.after, slots);
}

void Run::append(const Run &run, Circuit &slots) {
  z(run.first_, slots);
  for (const Turn &turn : run.rest_) {
    x(turn.x, slots);
    z(turn.z, slots);
  }
}

Angle Run::takeLastZ() {
  Angle last = lastZ();
  lastZ() = Angle();
  return last;
}

Matrix2 Run::toMatrix() const {
  assert(isConstant() && "a symbolic run has no matrix");
  Matrix2 result = zMatrix(first_.offset);
  for (const Turn &turn : rest_)
    result = zMatrix(turn.z.offset) * xMatrix(turn.x) * result;
  return result;
}

} // namespace qml::target
