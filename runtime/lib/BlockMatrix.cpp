// SPDX-License-Identifier: Apache-2.0
//
// Matrices of blocks and generators of their angles.

#include "BlockMatrix.h"

#include <bit>
#include <cmath>
#include <cstddef>

namespace qml::rt {
namespace {

Complex times(Complex a, Complex b) { // without the C library's check for infinities
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

/// A gate within a block's matrix index.
struct LocalGate {
  static constexpr unsigned maxDim = 1u << Plan::maxMatrixTargets;
  const PlanGate &gate;
  unsigned numTargets, dim;
  uint8_t controlSigns[8] = {};
  bool controlValues[8] = {};
  uint8_t offsets[maxDim] = {}; // of each row, relative to row 0
  uint8_t signs[Plan::maxMatrixTargets] = {};
  unsigned negated = 0; // the row that index 0 belongs to

  LocalGate(const Plan &plan, const PlanGate &gate) : gate(gate), numTargets(gate.numLocals - gate.numControls), dim(1u << numTargets) {
    const Local *locals = plan.locals.data() + gate.firstLocal;
    for (unsigned i = 0; i < gate.numControls; ++i) {
      controlSigns[i] = locals[i].sign;
      controlValues[i] = !locals[i].negated;
    }
    locals += gate.numControls;
    for (unsigned t = 0; t < numTargets; ++t) {
      signs[t] = locals[t].sign;
      negated |= unsigned(locals[t].negated) << (numTargets - 1 - t);
      for (unsigned r = 0; r < dim; ++r)
        offsets[r] ^= (r >> (numTargets - 1 - t)) & 1 ? locals[t].flip : 0;
    }
  }
  bool acts(unsigned index) const {
    for (unsigned i = 0; i < gate.numControls; ++i)
      if (bool(std::popcount(index & controlSigns[i]) % 2) != controlValues[i])
        return false;
    return true;
  }
  /// The row of the gate's matrix that `index` belongs to.
  unsigned row(unsigned index) const {
    unsigned r = 0;
    for (unsigned t = 0; t < numTargets; ++t)
      r |= unsigned(std::popcount(index & signs[t]) % 2) << (numTargets - 1 - t);
    return r ^ negated;
  }
};

/// Entries of at least a gate's matrix; not set to 0 at first, which would cost more than all else.
class GateMatrix {
public:
  Complex *data() { return reinterpret_cast<Complex *>(bytes_); }
  Complex &operator[](size_t i) { return data()[i]; }
  const Complex &operator[](size_t i) const { return reinterpret_cast<const Complex *>(bytes_)[i]; }

private:
  alignas(Complex) std::byte bytes_[sizeof(Complex) * LocalGate::maxDim * LocalGate::maxDim];
};

/// RX, RY or RZ by the cosine and sine of the half angle.
void rotation(GateKind kind, bool adjoint, double c, double s, Complex *out) {
  if (adjoint)
    s = -s;
  out[0] = out[3] = c;
  out[1] = out[2] = 0;
  if (kind == GateKind::RX)
    out[1] = out[2] = {0, -s};
  else if (kind == GateKind::RY)
    out[1] = -s, out[2] = s;
  else
    out[0] = {c, -s}, out[3] = {c, s};
}

/// The gate's own matrix, or `which` of its derivatives, in the basis of its locals.
template <typename Evaluate> void localMatrix(const LocalGate &local, Evaluate evaluate, GateMatrix &out) {
  const PlanGate &gate = local.gate;
  if (!gate.twoRows) {
    evaluate(local.numTargets, out.data());
    return;
  }
  unsigned k = gateRow(gate.kind).numQubits, dim = 1u << k;
  GateMatrix whole;
  evaluate(k, whole.data());
  for (unsigned r = 0; r < 2; ++r)
    for (unsigned c = 0; c < 2; ++c)
      out[2 * r + c] = whole[gate.rows[r] * dim + gate.rows[c]];
}

std::array<double, 3> valuesOf(const PlanGate &gate, const AngleValues &angles, unsigned row) {
  std::array<double, 3> values = {};
  for (unsigned j = 0; j < gate.numAngles; ++j)
    values[j] = angles.value(gate.firstAngle + j, row);
  return values;
}

/// A parity rotation is a rotation of one qubit here.
GateKind kindOf(const PlanGate &gate) { return gate.kind == GateKind::MultiRZ ? GateKind::RZ : gate.kind; }

bool isPlainRotation(const PlanGate &gate) {
  GateKind kind = kindOf(gate);
  return gate.numControls == 0 && !gate.twoRows && (kind == GateKind::RX || kind == GateKind::RY || kind == GateKind::RZ);
}

void matrixOf(const LocalGate &local, const AngleValues &angles, unsigned row, GateMatrix &out) {
  const PlanGate &gate = local.gate;
  const GateKind kind = kindOf(gate);
  if (isPlainRotation(gate))
    return rotation(kind, gate.adjoint, angles.cosHalf(gate.firstAngle, row), angles.sinHalf(gate.firstAngle, row), out.data());
  auto values = valuesOf(gate, angles, row);
  localMatrix(local, [&](unsigned k, Complex *to) { gateMatrix(kind, gate.adjoint, std::span(values).first(gate.numAngles), k, to); }, out);
}

void derivativeOf(const LocalGate &local, const AngleValues &angles, unsigned row, unsigned which, GateMatrix &out) {
  const PlanGate &gate = local.gate;
  auto values = valuesOf(gate, angles, row);
  localMatrix(local, [&](unsigned k, Complex *to) {
    gateDerivative(kindOf(gate), gate.adjoint, std::span(values).first(gate.numAngles), which, k, to);
  }, out);
}

/// Multiplies `matrix` of `local` from the left onto the dim x dim numbers `data`.
void applyLeft(const LocalGate &local, const GateMatrix &matrix, unsigned dim, Complex *data) {
  for (unsigned index = 0; index < dim; ++index) {
    if (!local.acts(index) || local.row(index) != 0)
      continue;
    for (unsigned k = 0; k < dim; ++k) {
      std::array<Complex, LocalGate::maxDim> in;
      for (unsigned c = 0; c < local.dim; ++c)
        in[c] = data[(index ^ local.offsets[c]) * dim + k];
      for (unsigned r = 0; r < local.dim; ++r) {
        Complex sum = 0;
        for (unsigned c = 0; c < local.dim; ++c)
          sum += times(matrix[r * local.dim + c], in[c]);
        data[(index ^ local.offsets[r]) * dim + k] = sum;
      }
    }
  }
}

void multiply(unsigned dim, const Complex *a, const Complex *b, bool adjointB, Complex *out) {
  for (unsigned r = 0; r < dim; ++r)
    for (unsigned c = 0; c < dim; ++c) {
      Complex sum = 0;
      for (unsigned k = 0; k < dim; ++k)
        sum += times(a[r * dim + k], adjointB ? std::conj(b[c * dim + k]) : b[k * dim + c]);
      out[r * dim + c] = sum;
    }
}

void setIdentity(unsigned dim, Complex *out) {
  std::fill_n(out, dim * dim, 0.0);
  for (unsigned i = 0; i < dim; ++i)
    out[i * dim + i] = 1;
}

std::span<const PlanGate> gatesOf(const Plan &plan, const Block &block) {
  return std::span(plan.gates).subspan(block.firstGate, block.numGates);
}

} // namespace

const PlanGate *plainRotation(const Plan &plan, const Block &block) {
  bool plain = block.numTargets == 1 && block.numGates == 1 && isPlainRotation(plan.gates[block.firstGate]);
  return plain ? &plan.gates[block.firstGate] : nullptr;
}

void blockMatrix(const Plan &plan, const Block &block, const AngleValues &angles, unsigned row, Complex *out) {
  const unsigned dim = 1u << block.numTargets;
  auto gates = gatesOf(plan, block);
  if (const PlanGate *gate = plainRotation(plan, block)) { // the usual case
    rotation(kindOf(*gate), gate->adjoint, angles.cosHalf(gate->firstAngle, row), angles.sinHalf(gate->firstAngle, row), out);
    if (plan.locals[gate->firstLocal].negated) {
      std::swap(out[0], out[3]);
      std::swap(out[1], out[2]);
    }
    return;
  }
  GateMatrix matrix;
  setIdentity(dim, out);
  for (const PlanGate &gate : gates) {
    LocalGate local(plan, gate);
    matrixOf(local, angles, row, matrix);
    applyLeft(local, matrix, dim, out);
  }
}

void blockGenerators(const Plan &plan, const Block &block, const AngleValues &angles, unsigned row,
                     const std::function<void(uint32_t, const Complex *)> &visit) {
  const unsigned dim = 1u << block.numTargets;
  auto gates = gatesOf(plan, block);
  if (const PlanGate *plain = plainRotation(plan, block)) { // exp(-i angle/2 P): -i/2 P
    const PlanGate &gate = *plain;
    const double half = gate.adjoint ? -0.5 : 0.5;
    const bool negated = plan.locals[gate.firstLocal].negated;
    Complex generator[4] = {};
    if (kindOf(gate) == GateKind::RX)
      generator[1] = generator[2] = {0, -half};
    else if (kindOf(gate) == GateKind::RY)
      generator[negated ? 2 : 1] = -half, generator[negated ? 1 : 2] = half;
    else
      generator[negated ? 3 : 0] = {0, -half}, generator[negated ? 0 : 3] = {0, half};
    if (!plan.angles[gate.firstAngle].isConstant())
      visit(gate.firstAngle, generator);
    return;
  }
  GateMatrix behind, matrix, slope, local, generator, scratch; // behind: the product of the gates that follow
  setIdentity(dim, behind.data());
  for (size_t g = gates.size(); g-- > 0;) {
    LocalGate gate(plan, gates[g]);
    matrixOf(gate, angles, row, matrix);
    for (unsigned j = 0; j < gates[g].numAngles; ++j) {
      if (plan.angles[gates[g].firstAngle + j].isConstant())
        continue;
      // dG G^dagger on the gate's own qubits, then on the block's, zero where its controls do not hold.
      derivativeOf(gate, angles, row, j, slope);
      multiply(gate.dim, slope.data(), matrix.data(), true, local.data());
      std::fill_n(generator.data(), dim * dim, 0.0);
      for (unsigned index = 0; index < dim; ++index) {
        if (!gate.acts(index))
          continue;
        unsigned r = gate.row(index);
        for (unsigned c = 0; c < gate.dim; ++c)
          generator[index * dim + (index ^ gate.offsets[r] ^ gate.offsets[c])] = local[r * gate.dim + c];
      }
      multiply(dim, behind.data(), generator.data(), false, scratch.data());
      multiply(dim, scratch.data(), behind.data(), true, generator.data());
      visit(gates[g].firstAngle + j, generator.data());
    }
    if (g > 0) { // behind <- behind * gate
      setIdentity(dim, scratch.data());
      applyLeft(gate, matrix, dim, scratch.data());
      multiply(dim, behind.data(), scratch.data(), false, generator.data());
      behind = generator;
    }
  }
}

PairForm pairForm(const Plan &plan, const Block &block) {
  if (const PlanGate *gate = plainRotation(plan, block)) // the usual case
    return kindOf(*gate) == GateKind::RY ? PairForm::Real : kindOf(*gate) == GateKind::RX ? PairForm::Cross : PairForm::General;
  Plan sample;
  sample.gates.assign(plan.gates.begin() + block.firstGate, plan.gates.begin() + block.firstGate + block.numGates);
  bool real = true, cross = true;
  for (unsigned trial = 0; trial < 2 && (real || cross); ++trial) {
    sample.angles.clear();
    sample.locals.clear();
    for (PlanGate &gate : sample.gates) {
      const PlanGate &original = plan.gates[block.firstGate + (&gate - sample.gates.data())];
      gate.firstAngle = sample.angles.size();
      gate.firstLocal = sample.locals.size();
      for (unsigned j = 0; j < gate.numAngles; ++j) {
        const Angle &angle = plan.angles[original.firstAngle + j];
        // Values that no two angles share, and no symmetry of a gate joins.
        sample.angles.push_back(angle.isConstant() ? angle.offset : 0.83 + 0.3717 * double(sample.angles.size()) + 0.5931 * trial);
      }
      auto locals = std::span(plan.locals).subspan(original.firstLocal, gate.numLocals);
      sample.locals.insert(sample.locals.end(), locals.begin(), locals.end());
    }
    const AngleLayout layout(sample, {}, 1, {}, {});
    AngleValues angles;
    if (angles.layOut(layout) != Result::Ok)
      return PairForm::General;
    Block whole = block;
    whole.firstGate = 0;
    std::array<Complex, 4> m;
    blockMatrix(sample, whole, angles, 0, m.data());
    real = real && std::ranges::all_of(m, [](Complex x) { return x.imag() == 0; });
    cross = cross && m[0].imag() == 0 && m[3].imag() == 0 && m[1].real() == 0 && m[2].real() == 0;
  }
  return real ? PairForm::Real : cross ? PairForm::Cross : PairForm::General;
}

} // namespace qml::rt
