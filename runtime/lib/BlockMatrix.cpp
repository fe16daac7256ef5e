// SPDX-License-Identifier: Apache-2.0
//
// Matrices of blocks. The derivatives by all angles of a block U = G_m ... G_1 come from one walk over its gates: with
// W_m = T U^T conj(G_m), T the overlaps, sum(dU T) for gate j is sum(dG_j W_j), and W_{j-1} = G_j^T W_j conj(G_{j-1}).

#include "BlockMatrix.h"

#include <array>
#include <bit>

namespace qml::rt {
namespace {

/// Unlike operator*, without the checks for infinities that C asks for.
Complex multiply(Complex a, Complex b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

/// A gate on the index of its block's matrix. MultiRZ takes any number of targets, but only their parity: it is kept as
/// its matrix on one qubit.
struct LocalGate {
  static constexpr unsigned maxTargets = 4;

  bool isParity = false;
  unsigned numTargets = 0;
  unsigned targetMask = 0;
  std::array<unsigned, 1 << maxTargets> offsets{}; // index bits of each row of `matrix`
  unsigned controlMask = 0, controlValue = 0;
  unsigned dim = 1;
  std::array<Complex, 1 << (2 * maxTargets)> matrix;

  LocalGate(const Plan &plan, const Block &block, const PlanGate &gate);
  void setMatrix(const PlanGate &gate, std::span<const double> angles) {
    gateMatrix(gate.kind, gate.adjoint, angles.subspan(gate.firstAngle, gate.numAngles), numTargets, matrix.data());
  }
  void setDerivative(const PlanGate &gate, std::span<const double> angles, unsigned which) {
    gateDerivative(gate.kind, gate.adjoint, angles.subspan(gate.firstAngle, gate.numAngles), which, numTargets,
                   matrix.data());
  }
  bool acts(unsigned index) const { return (index & controlMask) == controlValue; }
  /// The row of `matrix` that belongs to `index`.
  unsigned row(unsigned index) const {
    if (isParity)
      return std::popcount(index & targetMask) % 2;
    unsigned r = 0;
    while (offsets[r] != (index & targetMask))
      ++r;
    return r;
  }
};

LocalGate::LocalGate(const Plan &plan, const Block &block, const PlanGate &gate) {
  const uint8_t *locals = plan.locals.data() + gate.firstLocal;
  // A parity phase has no index but the parity itself.
  bool alone = block.form == BlockForm::ParityPhase;
  auto mask = [&](unsigned i) { return alone ? 1u : 1u << (block.numTargets - 1 - locals[i]); };
  for (unsigned i = 0; i < gate.numControls; ++i) {
    controlMask |= mask(i);
    controlValue |= (gate.negated >> i) & 1 ? 0 : mask(i);
  }
  isParity = gateRow(gate.kind).numQubits < 0;
  numTargets = isParity ? 1 : gate.numQubits - gate.numControls;
  dim = 1u << numTargets;
  for (unsigned i = gate.numControls; i < gate.numQubits; ++i)
    targetMask |= mask(i);
  if (isParity)
    return;
  for (unsigned r = 0; r < dim; ++r)
    for (unsigned t = 0; t < numTargets; ++t)
      if ((r >> (numTargets - 1 - t)) & 1)
        offsets[r] |= mask(gate.numControls + t);
}

enum class Op { Plain, Transposed, Adjoint };

Complex entry(const LocalGate &gate, Op op, unsigned r, unsigned c) {
  if (op == Op::Plain)
    return gate.matrix[r * gate.dim + c];
  Complex value = gate.matrix[c * gate.dim + r];
  return op == Op::Adjoint ? std::conj(value) : value;
}

/// Multiplies `gate` onto one axis of the dim x dim numbers `data`: the rows (from the left) or the columns.
void applyToAxis(const LocalGate &gate, Op op, bool rows, unsigned dim, Complex *data) {
  unsigned axis = rows ? dim : 1, other = rows ? 1 : dim;
  for (unsigned index = 0; index < dim; ++index) {
    if (!gate.acts(index))
      continue;
    if (gate.isParity) {
      unsigned r = gate.row(index);
      for (unsigned k = 0; k < dim; ++k)
        data[index * axis + k * other] = multiply(entry(gate, op, r, r), data[index * axis + k * other]);
      continue;
    }
    if (index & gate.targetMask)
      continue;
    for (unsigned k = 0; k < dim; ++k) {
      std::array<Complex, 1 << LocalGate::maxTargets> in;
      for (unsigned c = 0; c < gate.dim; ++c)
        in[c] = data[(index + gate.offsets[c]) * axis + k * other];
      for (unsigned r = 0; r < gate.dim; ++r) {
        Complex sum = 0;
        for (unsigned c = 0; c < gate.dim; ++c)
          sum += multiply(entry(gate, op, r, c), in[c]);
        data[(index + gate.offsets[r]) * axis + k * other] = sum;
      }
    }
  }
}

std::span<const PlanGate> gatesOf(const Plan &plan, const Block &block) {
  return std::span(plan.gates).subspan(block.firstGate, block.numGates);
}

/// Calls visit(j) for the angles of `gate` that hang on a slot.
template <typename Visit> void forSlotAngles(const Plan &plan, const PlanGate &gate, Visit visit) {
  for (unsigned j = 0; j < gate.numAngles; ++j)
    if (!plan.angles[gate.firstAngle + j].isConstant())
      visit(j);
}

unsigned diagonalSize(const Block &block) { return block.form == BlockForm::ParityPhase ? 2 : 1u << block.numTargets; }

void diagonalGradients(const Plan &plan, const Block &block, std::span<const double> angles, const Complex *matrix,
                       Complex *overlaps, double *angleGradients) {
  unsigned dim = diagonalSize(block);
  for (unsigned i = 0; i < dim; ++i)
    overlaps[i] = multiply(matrix[i], overlaps[i]);
  for (const PlanGate &gate : gatesOf(plan, block)) {
    LocalGate local(plan, block, gate), derivative = local;
    local.setMatrix(gate, angles);
    forSlotAngles(plan, gate, [&](unsigned j) {
      derivative.setDerivative(gate, angles, j);
      double sum = 0;
      for (unsigned i = 0; i < dim; ++i) {
        if (!local.acts(i))
          continue;
        unsigned r = local.row(i);
        Complex ratio = multiply(entry(derivative, Op::Plain, r, r), std::conj(entry(local, Op::Plain, r, r)));
        sum += multiply(ratio, overlaps[i]).real();
      }
      angleGradients[gate.firstAngle + j] += 2 * sum;
    });
  }
}

/// Re sum dG[a][b] W[a][b], dG acting as the derivative of `gate` where its controls hold and as zero elsewhere.
double contract(const LocalGate &derivative, unsigned dim, const Complex *w) {
  double sum = 0;
  for (unsigned a = 0; a < dim; ++a) {
    if (!derivative.acts(a))
      continue;
    unsigned r = derivative.row(a);
    if (derivative.isParity) {
      sum += multiply(entry(derivative, Op::Plain, r, r), w[a * dim + a]).real();
      continue;
    }
    for (unsigned c = 0; c < derivative.dim; ++c) {
      unsigned b = (a & ~derivative.targetMask) + derivative.offsets[c];
      sum += multiply(entry(derivative, Op::Plain, r, c), w[a * dim + b]).real();
    }
  }
  return sum;
}

} // namespace

size_t matrixSize(const Block &block) {
  return block.form == BlockForm::Matrix ? size_t(1) << (2 * block.numTargets) : diagonalSize(block);
}

void blockMatrix(const Plan &plan, const Block &block, std::span<const double> angles, Complex *out) {
  bool dense = block.form == BlockForm::Matrix;
  unsigned dim = dense ? 1u << block.numTargets : diagonalSize(block);
  std::fill_n(out, matrixSize(block), dense ? 0.0 : 1.0);
  if (dense)
    for (unsigned i = 0; i < dim; ++i)
      out[i * dim + i] = 1;
  for (const PlanGate &gate : gatesOf(plan, block)) {
    LocalGate local(plan, block, gate);
    local.setMatrix(gate, angles);
    if (dense) {
      applyToAxis(local, Op::Plain, true, dim, out);
      continue;
    }
    for (unsigned i = 0; i < dim; ++i)
      if (local.acts(i))
        out[i] = multiply(out[i], entry(local, Op::Plain, local.row(i), local.row(i)));
  }
}

void makeAdjoint(const Block &block, Complex *matrix) {
  size_t size = matrixSize(block);
  for (size_t i = 0; i < size; ++i)
    matrix[i] = std::conj(matrix[i]);
  if (block.form != BlockForm::Matrix)
    return;
  unsigned dim = 1u << block.numTargets;
  for (unsigned r = 0; r < dim; ++r)
    for (unsigned c = 0; c < r; ++c)
      std::swap(matrix[r * dim + c], matrix[c * dim + r]);
}

void addAngleGradients(const Plan &plan, const Block &block, std::span<const double> angles, const Complex *matrix,
                       Complex *overlaps, double *angleGradients) {
  if (block.form != BlockForm::Matrix)
    return diagonalGradients(plan, block, angles, matrix, overlaps, angleGradients);
  unsigned dim = 1u << block.numTargets;
  std::array<Complex, 1 << (2 * Plan::maxMatrixTargets)> w;
  for (unsigned a = 0; a < dim; ++a)
    for (unsigned b = 0; b < dim; ++b) {
      Complex sum = 0;
      for (unsigned c = 0; c < dim; ++c)
        sum += multiply(overlaps[a * dim + c], matrix[b * dim + c]);
      w[a * dim + b] = sum;
    }
  auto gates = gatesOf(plan, block);
  for (size_t j = gates.size(); j-- > 0;) {
    LocalGate local(plan, block, gates[j]), derivative = local;
    local.setMatrix(gates[j], angles);
    // w is T U^T, or what the gates behind have made of it: times conj(G_j) from the right.
    applyToAxis(local, Op::Adjoint, false, dim, w.data());
    forSlotAngles(plan, gates[j], [&](unsigned which) {
      derivative.setDerivative(gates[j], angles, which);
      angleGradients[gates[j].firstAngle + which] += 2 * contract(derivative, dim, w.data());
    });
    applyToAxis(local, Op::Transposed, true, dim, w.data());
  }
}

} // namespace qml::rt
