// SPDX-License-Identifier: Apache-2.0
//
// Pauli transfer matrices.

#include "PauliTransfer.h"

#include "Layout.h"

#include <bit>
#include <cassert>
#include <cmath>

namespace qml::rt {
namespace {

/// A Pauli string of one or two qubits: column c has one entry, i^numY (-1)^(z . c), in row c ^ flip.
struct SmallPauli {
  unsigned flip = 0, z = 0;
  explicit SmallPauli(unsigned index, unsigned numQubits) {
    for (unsigned q = 0; q < numQubits; ++q) {
      unsigned digit = (index >> (2 * (numQubits - 1 - q))) & 3, bit = 1u << (numQubits - 1 - q);
      flip |= digit == 1 || digit == 2 ? bit : 0;
      z |= digit >= 2 ? bit : 0;
    }
  }
};

/// result[i][j] += factor * Re tr(P_i A P_j B^+) / 2^k. Strings that flip alike differ by signs, and sums with all signs are a
/// Walsh-Hadamard transform.
void addMap(const std::vector<Complex> &a, const std::vector<Complex> &b, unsigned numQubits, double factor,
            Transfer &result) {
  const unsigned dim = 1u << numQubits, size = dim * dim;
  assert(numQubits <= 2);
  unsigned place[16]; // of the string with this flip and z
  for (unsigned i = 0; i < size; ++i) {
    const SmallPauli string(i, numQubits);
    place[string.flip * dim + string.z] = i;
  }
  for (unsigned rowFlip = 0; rowFlip < dim; ++rowFlip)
    for (unsigned columnFlip = 0; columnFlip < dim; ++columnFlip) {
      alignas(64) double re[16], im[16];
      for (unsigned r = 0; r < dim; ++r)
        for (unsigned c = 0; c < dim; ++c) { // spelled out: a product of complex numbers looks for NaNs
          const Complex x = a[r * dim + (c ^ columnFlip)], y = b[(r ^ rowFlip) * dim + c];
          re[r * dim + c] = x.real() * y.real() + x.imag() * y.imag();
          im[r * dim + c] = x.imag() * y.real() - x.real() * y.imag();
        }
      walshHadamard(re, 2 * numQubits, 1);
      walshHadamard(im, 2 * numQubits, 1);
      for (unsigned r = 0; r < dim; ++r)
        for (unsigned c = 0; c < dim; ++c) {
          const unsigned numY = unsigned(std::popcount(rowFlip & r) + std::popcount(columnFlip & c)), at = r * dim + c;
          const double trace = numY % 2 == 0 ? re[at] : -im[at];
          result[place[rowFlip * dim + r] * size + place[columnFlip * dim + c]] += factor / dim * (numY & 2 ? -trace : trace);
        }
    }
}

/// `small`, on the targets of `op`, on all of its qubits; where controls do not hold 1, or 0 of a derivative.
std::vector<Complex> withControls(const Op &op, const std::vector<Complex> &small, double otherwise) {
  if (op.numControls == 0)
    return small;
  const unsigned numTargets = op.numQubits - op.numControls;
  const unsigned dim = 1u << op.numQubits, smallDim = 1u << numTargets;
  std::vector<Complex> whole(dim * dim);
  for (unsigned r = 0; r < dim; ++r)
    for (unsigned c = 0; c < dim; ++c) {
      unsigned controls = r >> numTargets, wanted = 0;
      for (unsigned i = 0; i < op.numControls; ++i)
        wanted = 2 * wanted + !((op.negated >> i) & 1);
      if (controls != wanted)
        whole[r * dim + c] = r == c ? otherwise : 0;
      else if (c >> numTargets == controls)
        whole[r * dim + c] = small[(r % smallDim) * smallDim + c % smallDim];
    }
  return whole;
}

std::vector<Complex> unitaryOf(const Op &op, std::span<const double> angles) {
  const unsigned numTargets = op.numQubits - op.numControls;
  std::vector<Complex> matrix(size_t(1) << (2 * numTargets));
  gateMatrix(op.gate, op.adjoint, angles, numTargets, matrix.data());
  return withControls(op, matrix, 1);
}

/// What rounding leaves of zeros would make sparse matrices dense.
void clean(Transfer &matrix) {
  constexpr double rounding = 1e-16;
  for (double &x : matrix)
    x = std::abs(x) < rounding ? 0 : x;
}

} // namespace

Transfer transferOf(const Op &op, std::span<const double> angles) {
  Transfer result(size_t(1) << (4 * op.numQubits));
  if (op.op == OpKind::Gate) {
    std::vector<Complex> unitary = unitaryOf(op, angles);
    addMap(unitary, unitary, op.numQubits, 1, result);
  } else if (op.channel == ChannelKind::Readout) {
    // An outcome +1 or -1 of P that is misread becomes (1 - p01 - p10) P + p10 - p01, whatever P is measured.
    result[0] = 1;
    for (unsigned i = 1; i < 4; ++i) {
      result[4 * i] = angles[1] - angles[0];
      result[4 * i + i] = 1 - angles[0] - angles[1];
    }
  } else {
    for (const auto &kraus : krausOperators(op.channel, angles, op.numQubits))
      addMap(kraus, kraus, op.numQubits, 1, result);
  }
  clean(result);
  return result;
}

Transfer transferDerivative(const Op &op, std::span<const double> angles, unsigned which) {
  const unsigned numTargets = op.numQubits - op.numControls;
  std::vector<Complex> matrix(size_t(1) << (2 * numTargets));
  gateDerivative(op.gate, op.adjoint, angles, which, numTargets, matrix.data());
  Transfer result(size_t(1) << (4 * op.numQubits));
  addMap(withControls(op, matrix, 0), unitaryOf(op, angles), op.numQubits, 2, result);
  return result;
}

Transfer identityTransfer() { return {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}; }

Transfer kronecker(const Transfer &first, const Transfer &second) {
  Transfer result(256);
  for (unsigned r = 0; r < 16; ++r)
    for (unsigned c = 0; c < 16; ++c)
      result[16 * r + c] = first[r / 4 * 4 + c / 4] * second[r % 4 * 4 + c % 4];
  return result;
}

Transfer product(const Transfer &a, const Transfer &b) {
  const size_t dim = size_t(std::lround(std::sqrt(double(a.size()))));
  Transfer result(a.size());
  for (size_t r = 0; r < dim; ++r)
    for (size_t k = 0; k < dim; ++k)
      if (double factor = a[r * dim + k]; factor != 0)
        for (size_t c = 0; c < dim; ++c)
          result[r * dim + c] += factor * b[k * dim + c];
  return result;
}

std::vector<double> pauliProbabilities(const Transfer &transfer) {
  const unsigned numQubits = transfer.size() == 16 ? 1 : 2, dim = 1u << (2 * numQubits);
  constexpr double tolerance = 1e-14;
  std::vector<double> probabilities(dim);
  for (unsigned r = 0; r < dim; ++r)
    for (unsigned c = 0; c < dim; ++c)
      if (r != c && std::abs(transfer[r * dim + c]) > tolerance)
        return {};
  // The eigenvalue of string i is the sum of the probabilities of strings that commute with it, less the others.
  for (unsigned s = 0; s < dim; ++s) {
    SmallPauli string(s, numQubits);
    for (unsigned i = 0; i < dim; ++i) {
      SmallPauli other(i, numQubits);
      bool odd = (std::popcount(string.flip & other.z) + std::popcount(string.z & other.flip)) % 2;
      probabilities[s] += (odd ? -1 : 1) * transfer[i * dim + i] / dim;
    }
    probabilities[s] = std::max(0.0, probabilities[s]);
  }
  return probabilities;
}

} // namespace qml::rt
