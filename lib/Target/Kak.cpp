// SPDX-License-Identifier: Apache-2.0
//
// KAK through the magic basis: there local unitaries are real orthogonal, so M = U^T U is diagonalised by a real
// orthogonal matrix, found as eigenvectors of a fixed mixture of its real and imaginary parts.

#include "Kak.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace qml::target {

static constexpr double pi = std::numbers::pi;
/// Coordinates of the Weyl chamber closer than this are the same; rounding in a block's product is some 1e-14.
static constexpr double coordinateTolerance = 1e-11;

using Eigen::Matrix4cd;
using Eigen::Matrix4d;
static constexpr Complex i1(0, 1);

const Matrix4 swapMatrix = {1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1};

Matrix4 operator*(const Matrix4 &a, const Matrix4 &b) {
  Matrix4 c{};
  for (unsigned i = 0; i < 4; ++i)
    for (unsigned k = 0; k < 4; ++k)
      for (unsigned j = 0; j < 4; ++j)
        c[4 * i + j] += a[4 * i + k] * b[4 * k + j];
  return c;
}

Matrix4 kron(const Matrix2 &a, const Matrix2 &b) {
  Matrix4 c;
  for (unsigned i = 0; i < 4; ++i)
    for (unsigned j = 0; j < 4; ++j)
      c[4 * i + j] = a[(i >> 1) * 2 + (j >> 1)] * b[(i & 1) * 2 + (j & 1)];
  return c;
}

Matrix4 zzMatrix(double angle) {
  Complex even = std::polar(1.0, -angle / 2), odd = std::polar(1.0, angle / 2);
  return {even, 0, 0, 0, 0, odd, 0, 0, 0, 0, odd, 0, 0, 0, 0, even};
}

unsigned Kak::numCoordinates() const {
  return (std::abs(x) > coordinateTolerance) + (std::abs(y) > coordinateTolerance) +
         (std::abs(z) > coordinateTolerance);
}

unsigned Kak::numCz() const {
  unsigned coordinates = numCoordinates();
  if (coordinates == 1)
    return std::abs(x - pi / 4) < coordinateTolerance ? 1 : 2;
  return coordinates;
}

static Matrix4cd toEigen(const Matrix4 &m) {
  Matrix4cd e;
  for (unsigned i = 0; i < 16; ++i)
    e(i / 4, i % 4) = m[i];
  return e;
}

static const Matrix4cd &magicBasis() {
  static const Matrix4cd basis = [] {
    Matrix4cd b;
    b << 1, 0, 0, i1, 0, i1, 1, 0, 0, i1, -1, 0, 1, 0, 0, -i1;
    return Matrix4cd(b / std::numbers::sqrt2);
  }();
  return basis;
}

/// The factors of a tensor product; their phases are shared out anyhow.
static std::array<Matrix2, 2> splitTensor(const Matrix4cd &m) {
  Eigen::Index r = 0, c = 0;
  m.cwiseAbs().maxCoeff(&r, &c);
  Matrix2 a, b;
  for (unsigned k = 0; k < 4; ++k) {
    a[k] = m((k >> 1) * 2 + (r & 1), (k & 1) * 2 + (c & 1));
    b[k] = m((r >> 1) * 2 + (k >> 1), (c >> 1) * 2 + (k & 1));
  }
  for (Matrix2 *f : {&a, &b}) {
    double norm = std::sqrt(std::norm((*f)[0]) + std::norm((*f)[1]));
    for (Complex &entry : *f)
      entry /= norm;
  }
  return {a, b};
}

/// A real orthogonal P that makes P^T m P diagonal, for unitary and symmetric m.
static bool diagonalise(const Matrix4cd &m, Matrix4d &p) {
  // A mixture fails only if it makes two different eigenvalues meet.
  static constexpr double mixtures[][2] = {
      {1.2602066112249388, 0.22317849046722027}, {0.3, 0.7}, {-0.41, 0.92}, {1, 0.001}};
  for (auto [re, im] : mixtures) {
    Matrix4d mixed = re * m.real() + im * m.imag();
    p = Eigen::SelfAdjointEigenSolver<Matrix4d>((mixed + mixed.transpose()) / 2).eigenvectors();
    Matrix4cd d = p.transpose() * m * p;
    d.diagonal().setZero();
    if (d.cwiseAbs().maxCoeff() < 1e-12)
      return true;
  }
  return false;
}

namespace {

/// Moves coordinates into the Weyl chamber; each step is an identity of exp(i (x XX + y YY + z ZZ)).
class Chamber {
public:
  explicit Chamber(Kak &kak) : kak_(kak), c_{&kak.x, &kak.y, &kak.z} {}

  void settle() {
    for (unsigned axis = 0; axis < 3; ++axis)
      shiftNear(axis);
    sortByMagnitude();
    flipToPositive();
    // On the face x = pi/4 the points (x, y, z) and (x, y, -z) are one.
    if (std::abs(*c_[0] - pi / 4) < coordinateTolerance && *c_[2] < -coordinateTolerance) {
      shift(0, 1);
      flip(0, 2);
    }
  }

private:
  static const Matrix2 &pauli(unsigned axis) {
    static const Matrix2 paulis[3] = {{0, 1, 1, 0}, {0, -i1, i1, 0}, {1, 0, 0, -1}};
    return paulis[axis];
  }

  /// exp(i pi/2 PP) is local.
  void shift(unsigned axis, int halfTurns) {
    *c_[axis] -= halfTurns * pi / 2;
    if (halfTurns % 2)
      for (Matrix2 &local : kak_.after)
        local = local * pauli(axis);
  }

  void shiftNear(unsigned axis) {
    int halfTurns = std::lround(*c_[axis] / (pi / 2));
    // -pi/4 is pi/4 but for a local gate; choose the positive.
    if (*c_[axis] - halfTurns * pi / 2 < -pi / 4 + coordinateTolerance)
      --halfTurns;
    shift(axis, halfTurns);
  }

  /// Exchanges two coordinates: conjugation of both qubits by a Clifford that exchanges the axes.
  void exchange(unsigned a, unsigned b) {
    static const double r = 1 / std::numbers::sqrt2;
    static const Matrix2 h = {r, r, r, -r}, s = {1, 0, 0, i1}, v = {r, -i1 * r, -i1 * r, r};
    static const Matrix2 sdg = {1, 0, 0, -i1}, vdg = {r, i1 * r, i1 * r, r};
    const Matrix2 &c = a + b == 1 ? s : a + b == 2 ? h : v;
    const Matrix2 &inverse = a + b == 1 ? sdg : a + b == 2 ? h : vdg;
    std::swap(*c_[a], *c_[b]);
    for (unsigned q = 0; q < 2; ++q) {
      kak_.after[q] = kak_.after[q] * inverse;
      kak_.before[q] = c * kak_.before[q];
    }
  }

  /// Changes the sign of two coordinates: conjugation of one qubit by the Pauli of the third.
  void flip(unsigned a, unsigned b) {
    *c_[a] = -*c_[a];
    *c_[b] = -*c_[b];
    const Matrix2 &p = pauli(3 - a - b);
    kak_.after[0] = kak_.after[0] * p;
    kak_.before[0] = p * kak_.before[0];
  }

  void sortByMagnitude() {
    for (auto [a, b] : {std::pair(0, 1), std::pair(1, 2), std::pair(0, 1)})
      if (std::abs(*c_[a]) < std::abs(*c_[b]) - coordinateTolerance)
        exchange(a, b);
  }

  void flipToPositive() {
    bool x = *c_[0] < 0, y = *c_[1] < 0;
    if (x && y)
      flip(0, 1);
    else if (x)
      flip(0, 2);
    else if (y)
      flip(1, 2);
  }

  Kak &kak_;
  std::array<double *, 3> c_;
};

} // namespace

static Matrix4cd compose(const Kak &kak) {
  // The magic basis diagonalises XX, YY and ZZ.
  static const Eigen::Vector4d xx(1, 1, -1, -1), yy(-1, 1, -1, 1), zz(1, -1, -1, 1);
  Eigen::Vector4cd phases = (i1 * (kak.x * xx + kak.y * yy + kak.z * zz).cast<Complex>()).array().exp();
  Matrix4cd core = magicBasis() * phases.asDiagonal() * magicBasis().adjoint();
  return toEigen(kron(kak.after[0], kak.after[1])) * core * toEigen(kron(kak.before[0], kak.before[1]));
}

std::optional<Kak> decomposeKak(const Matrix4 &unitary) {
  Matrix4cd u = toEigen(unitary);
  u /= std::pow(u.determinant(), 0.25);
  const Matrix4cd &basis = magicBasis();
  Matrix4cd up = basis.adjoint() * u * basis;
  Matrix4d p;
  if (!diagonalise(up.transpose() * up, p))
    return std::nullopt;
  if (p.determinant() < 0)
    p.col(0) = -p.col(0);
  Matrix4cd d = p.transpose() * (up.transpose() * up) * p;
  Eigen::Vector4d theta;
  for (unsigned k = 0; k < 4; ++k)
    theta[k] = std::arg(d(k, k)) / 2;
  auto left = [&] {
    Eigen::Vector4cd inverse = (-i1 * theta.cast<Complex>()).array().exp();
    return Matrix4cd(up * p.cast<Complex>() * inverse.asDiagonal());
  };
  if (left().real().determinant() < 0)
    theta[0] += pi;

  // Eigenvalues of XX, YY, ZZ on the magic basis, as in compose.
  Kak kak;
  kak.x = (theta[0] + theta[1] - theta[2] - theta[3]) / 4;
  kak.y = (-theta[0] + theta[1] - theta[2] + theta[3]) / 4;
  kak.z = (theta[0] - theta[1] - theta[2] + theta[3]) / 4;
  kak.after = splitTensor(basis * left() * basis.adjoint());
  kak.before = splitTensor(basis * p.transpose().cast<Complex>() * basis.adjoint());
  Chamber(kak).settle();
  Matrix4cd product = compose(kak);
  Complex overlap = (u.adjoint() * product).trace();
  double error = (product - overlap / std::abs(overlap) * u).cwiseAbs().maxCoeff();
  if (!(error < 1e-11))
    return std::nullopt;
  return kak;
}

} // namespace qml::target
