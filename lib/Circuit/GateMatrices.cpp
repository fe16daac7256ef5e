// SPDX-License-Identifier: Apache-2.0
//
// Matrices of the base gates and their derivatives. A matrix is written once, over a scalar type: evaluated with doubles it is
// the matrix, with dual numbers (value, derivative) its exact derivative.

#include "qml/Circuit/GateTable.h"

#include <bit>
#include <cassert>
#include <cmath>
#include <numbers>

namespace qml {
namespace {

constexpr double pi = std::numbers::pi;

struct Dual {
  double value = 0, slope = 0;
  Dual(double value = 0, double slope = 0) : value(value), slope(slope) {}
};
Dual operator+(Dual a, Dual b) { return {a.value + b.value, a.slope + b.slope}; }
Dual operator-(Dual a, Dual b) { return {a.value - b.value, a.slope - b.slope}; }
Dual operator-(Dual a) { return {-a.value, -a.slope}; }
Dual operator*(Dual a, Dual b) { return {a.value * b.value, a.slope * b.value + a.value * b.slope}; }
Dual cos(Dual a) { return {std::cos(a.value), -std::sin(a.value) * a.slope}; }
Dual sin(Dual a) { return {std::sin(a.value), std::cos(a.value) * a.slope}; }

template <typename T> struct Cx {
  T re, im;
  Cx(T re = T(0), T im = T(0)) : re(re), im(im) {}
};
template <typename T> Cx<T> operator*(T s, Cx<T> a) { return {s * a.re, s * a.im}; }
template <typename T> Cx<T> operator*(Cx<T> a, Cx<T> b) { return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re}; }
template <typename T> Cx<T> operator-(Cx<T> a) { return {-a.re, -a.im}; }
/// exp(i a)
template <typename T> Cx<T> phase(T a) {
  using std::cos, std::sin;
  return {cos(a), sin(a)};
}
/// -i a
template <typename T> Cx<T> minusI(T a) { return {T(0), -a}; }

/// Fills the 2 x 2 matrix of exp(-i theta/2 P) for P = cos(phi) X + sin(phi) Y.
template <typename T> void planarRotation(T theta, T phi, Cx<T> *m) {
  using std::cos, std::sin;
  T c = cos(T(0.5) * theta), s = sin(T(0.5) * theta);
  m[0] = m[3] = c;
  m[1] = minusI(s) * phase(-phi);
  m[2] = minusI(s) * phase(phi);
}

/// Qiskit's U; Rot and the phase conventions of others follow from it.
template <typename T> void u3(T theta, T phi, T lambda, Cx<T> *m) {
  using std::cos, std::sin;
  T c = cos(T(0.5) * theta), s = sin(T(0.5) * theta);
  m[0] = c;
  m[1] = -(s * phase(lambda));
  m[2] = s * phase(phi);
  m[3] = c * phase(phi + lambda);
}

/// A matrix that is the identity but for rows and columns r and s: [[a, b], [c, d]].
template <typename T> void twoLevel(Cx<T> *m, unsigned dim, unsigned r, unsigned s, Cx<T> a, Cx<T> b, Cx<T> c, Cx<T> d) {
  for (unsigned i = 0; i < dim; ++i)
    m[i * dim + i] = T(1);
  m[r * dim + r] = a;
  m[r * dim + s] = b;
  m[s * dim + r] = c;
  m[s * dim + s] = d;
}

/// exp(-i theta/2 ZZ...Z) on `n` qubits.
template <typename T> void multiRZ(T theta, unsigned n, Cx<T> *m) {
  unsigned dim = 1u << n;
  for (unsigned i = 0; i < dim; ++i)
    m[i * dim + i] = phase(T(std::popcount(i) % 2 ? 0.5 : -0.5) * theta);
}

/// Writes the matrix into `m`, which is all zero.
template <typename T> void fill(GateKind kind, const T *a, unsigned numQubits, Cx<T> *m) {
  using std::cos, std::sin;
  const Cx<T> one(T(1)), i(T(0), T(1));
  const T r2(1 / std::numbers::sqrt2), half(0.5), turn(2 * pi);
  switch (kind) {
  case GateKind::Identity: m[0] = m[3] = one; return;
  case GateKind::X: m[1] = m[2] = one; return;
  case GateKind::Y: m[1] = -i; m[2] = i; return;
  case GateKind::Z: m[0] = one; m[3] = -one; return;
  case GateKind::H: m[0] = m[1] = m[2] = r2; m[3] = -r2; return;
  case GateKind::S: m[0] = one; m[3] = i; return;
  case GateKind::T: m[0] = one; m[3] = Cx<T>(r2, r2); return;
  case GateKind::SX: m[0] = m[3] = Cx<T>(half, half); m[1] = m[2] = Cx<T>(half, -half); return;
  case GateKind::RX: return planarRotation(a[0], T(0), m);
  case GateKind::RY:
    m[0] = m[3] = cos(half * a[0]);
    m[1] = -sin(half * a[0]);
    m[2] = sin(half * a[0]);
    return;
  case GateKind::RZ: return multiRZ(a[0], 1, m);
  case GateKind::PhaseShift: m[0] = one; m[3] = phase(a[0]); return;
  case GateKind::Rot: { // RZ(omega) RY(theta) RZ(phi)
    u3(a[1], a[2], a[0], m);
    Cx<T> shift = phase(-(half * (a[0] + a[2])));
    for (unsigned k = 0; k < 4; ++k)
      m[k] = shift * m[k];
    return;
  }
  case GateKind::U: return u3(a[0], a[1], a[2], m);
  case GateKind::U2: return u3(T(pi / 2), a[0], a[1], m);
  case GateKind::PRX: return planarRotation(a[0], a[1], m);
  case GateKind::GPI: m[1] = phase(-(turn * a[0])); m[2] = phase(turn * a[0]); return;
  case GateKind::GPI2: return planarRotation(T(pi / 2), turn * a[0], m);
  case GateKind::GlobalPhase: m[0] = phase(-a[0]); return;
  case GateKind::SWAP: return twoLevel(m, 4, 1, 2, Cx<T>(), one, one, Cx<T>());
  case GateKind::ISWAP: return twoLevel(m, 4, 1, 2, Cx<T>(), i, i, Cx<T>());
  case GateKind::SISWAP: return twoLevel(m, 4, 1, 2, Cx<T>(r2), r2 * i, r2 * i, Cx<T>(r2));
  case GateKind::ECR: // (X I - Y X) / sqrt 2
    m[2] = m[7] = m[8] = m[13] = r2;
    m[3] = m[6] = r2 * i;
    m[9] = m[12] = -(r2 * i);
    return;
  case GateKind::DCX: m[0] = m[6] = m[11] = m[13] = one; return; // CX(a, b), then CX(b, a)
  case GateKind::IsingXX: case GateKind::IsingYY: {
    T c = cos(half * a[0]), s = sin(half * a[0]);
    for (unsigned k = 0; k < 4; ++k) {
      m[5 * k] = c;
      bool outer = k == 0 || k == 3; // YY has the opposite sign on |00>, |11>
      m[4 * k + 3 - k] = minusI(kind == GateKind::IsingYY && outer ? -s : s);
    }
    return;
  }
  case GateKind::IsingZZ: return multiRZ(a[0], 2, m);
  case GateKind::IsingXY: {
    Cx<T> c = cos(half * a[0]), s = sin(half * a[0]) * i;
    return twoLevel(m, 4, 1, 2, c, s, s, c);
  }
  case GateKind::RZX: { // exp(-i theta/2 Z X)
    T c = cos(half * a[0]), s = sin(half * a[0]);
    for (unsigned k = 0; k < 4; ++k) {
      m[5 * k] = c;
      m[4 * k + (k ^ 1)] = minusI(k < 2 ? s : -s);
    }
    return;
  }
  case GateKind::PSWAP: return twoLevel(m, 4, 1, 2, Cx<T>(), phase(a[0]), phase(a[0]), Cx<T>());
  case GateKind::XXPlusYY: {
    Cx<T> c = cos(half * a[0]), s = minusI(sin(half * a[0]));
    return twoLevel(m, 4, 1, 2, c, s * phase(a[1]), s * phase(-a[1]), c);
  }
  case GateKind::XXMinusYY: {
    Cx<T> c = cos(half * a[0]), s = minusI(sin(half * a[0]));
    return twoLevel(m, 4, 0, 3, c, s * phase(-a[1]), s * phase(a[1]), c);
  }
  case GateKind::FSim: {
    Cx<T> c = cos(a[0]), s = minusI(sin(a[0]));
    twoLevel(m, 4, 1, 2, c, s, s, c);
    m[15] = phase(-a[1]);
    return;
  }
  case GateKind::MS: { // exp(-i pi theta P0 P1), P = cos(2 pi phi) X + sin(2 pi phi) Y
    T c = cos(T(pi) * a[2]), s = sin(T(pi) * a[2]);
    T sum = turn * (a[0] + a[1]), difference = turn * (a[0] - a[1]);
    m[0] = m[5] = m[10] = m[15] = c;
    m[3] = minusI(s) * phase(-sum);
    m[6] = minusI(s) * phase(-difference);
    m[9] = minusI(s) * phase(difference);
    m[12] = minusI(s) * phase(sum);
    return;
  }
  case GateKind::ZZ: return multiRZ(turn * a[0], 2, m);
  case GateKind::SingleExcitation: case GateKind::SingleExcitationPlus: case GateKind::SingleExcitationMinus: {
    T c = cos(half * a[0]), s = sin(half * a[0]);
    twoLevel(m, 4, 1, 2, Cx<T>(c), Cx<T>(-s), Cx<T>(s), Cx<T>(c));
    if (kind == GateKind::SingleExcitationPlus)
      m[0] = m[15] = phase(half * a[0]);
    if (kind == GateKind::SingleExcitationMinus)
      m[0] = m[15] = phase(-(half * a[0]));
    return;
  }
  case GateKind::FermionicSWAP: {
    Cx<T> e = phase(half * a[0]);
    Cx<T> c = cos(half * a[0]) * e, s = minusI(sin(half * a[0])) * e;
    twoLevel(m, 4, 1, 2, c, s, s, c);
    m[15] = phase(a[0]);
    return;
  }
  case GateKind::DoubleExcitation: {
    T c = cos(half * a[0]), s = sin(half * a[0]);
    return twoLevel(m, 16, 3, 12, Cx<T>(c), Cx<T>(-s), Cx<T>(s), Cx<T>(c));
  }
  case GateKind::MultiRZ: return multiRZ(a[0], numQubits, m);
  default: assert(false && "a spelling has no matrix of its own");
  }
}

template <typename T>
std::vector<Cx<T>> evaluate(GateKind kind, bool adjoint, const std::array<T, 3> &angles, unsigned numQubits) {
  const GateRow &row = gateRow(kind);
  unsigned dim = 1u << (row.numQubits < 0 ? numQubits : row.numQubits);
  std::vector<Cx<T>> m(dim * dim);
  fill(kind, angles.data(), numQubits, m.data());
  if (!adjoint)
    return m;
  std::vector<Cx<T>> transposed(dim * dim);
  for (unsigned r = 0; r < dim; ++r)
    for (unsigned c = 0; c < dim; ++c)
      transposed[c * dim + r] = {m[r * dim + c].re, -m[r * dim + c].im};
  return transposed;
}

} // namespace

void gateMatrix(GateKind kind, bool adjoint, std::span<const double> angles, unsigned numQubits, Complex *out) {
  std::array<double, 3> a{};
  std::copy(angles.begin(), angles.end(), a.begin());
  for (const Cx<double> &entry : evaluate(kind, adjoint, a, numQubits))
    *out++ = {entry.re, entry.im};
}

void gateDerivative(GateKind kind, bool adjoint, std::span<const double> angles, unsigned which, unsigned numQubits,
                    Complex *out) {
  std::array<Dual, 3> a;
  for (unsigned i = 0; i < angles.size(); ++i)
    a[i] = Dual(angles[i], i == which ? 1 : 0);
  for (const Cx<Dual> &entry : evaluate(kind, adjoint, a, numQubits))
    *out++ = {entry.re.slope, entry.im.slope};
}

} // namespace qml
