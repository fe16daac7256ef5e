// SPDX-License-Identifier: Apache-2.0
//
// Gates as phases and matrices: diagonal ones are sums of phases; those that mix pairs of basis states only, matrices of one qubit
// that may lie across several; what is left has a matrix of all its qubits.

#include "Planner.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace qml::rt {

void Planner::appendTerm(uint64_t sign, Angle angle) {
  if (angle.isConstant() && angle.offset == 0)
    return;
  Block &block = plan_.blocks.back();
  plan_.terms.push_back({sign, angle});
  ++block.numTerms;
  block.parametric |= !angle.isConstant();
}

/// Appends a block of the phases of a diagonal matrix whose index the values of `bits` spell, where the gate's controls hold.
void Planner::appendTerms(const Placed &gate, std::span<const Qubit> bits, const DiagonalPhases &phases) {
  std::vector<Qubit> all;
  for (const Control &control : gate.controls)
    all.push_back({0, control.sign, !control.value}); // 1 where the control holds
  all.insert(all.end(), bits.begin(), bits.end());
  const unsigned numBits = all.size(), dim = 1u << numBits, dimBits = 1u << bits.size();
  Block block;
  block.form = BlockForm::Phases;
  block.firstTerm = plan_.terms.size();
  finish(block);
  // The Walsh-Hadamard transform of the phases gives the weight of each parity.
  for (unsigned parity = 0; parity < dim; ++parity) {
    uint64_t sign = 0;
    bool negated = false;
    for (unsigned i = 0; i < numBits; ++i)
      if ((parity >> (numBits - 1 - i)) & 1) {
        sign ^= all[i].sign;
        negated ^= all[i].negated;
      }
    auto weight = [&](const std::vector<double> &values) {
      double sum = 0;
      for (unsigned r = dim - dimBits; r < dim; ++r) // all controls hold
        sum += std::popcount(r & parity) % 2 ? -values[r & (dimBits - 1)] : values[r & (dimBits - 1)];
      return (negated ? 2 : -2) * sum / dim;
    };
    appendTerm(sign, weight(phases.constant));
    for (unsigned j = 0; j < gate.angles.size(); ++j)
      if (double w = weight(phases.slope[j]); w != 0)
        appendTerm(sign, gate.angles[j] * w);
  }
}

bool Planner::appendPhases(const Placed &gate) {
  const GateRow &row = gateRow(gate.op.gate);
  bool diagonal = row.numQubits <= 0 || isDiagonal(row);
  if (!diagonal || gate.controls.size() + gate.targets.size() > maxPhaseBits)
    return false;
  const unsigned dim = 1u << gate.targets.size();
  DiagonalPhases phases(dim);
  std::vector<Complex> matrix(dim * dim), slope(dim * dim);
  std::array<double, 3> zero = {};
  auto angles = std::span(zero).first(gate.angles.size());
  gateMatrix(gate.op.gate, gate.op.adjoint, angles, gate.targets.size(), matrix.data());
  for (unsigned r = 0; r < dim; ++r)
    phases.constant[r] = std::arg(matrix[r * dim + r]);
  for (unsigned j = 0; j < angles.size(); ++j) {
    gateDerivative(gate.op.gate, gate.op.adjoint, angles, j, gate.targets.size(), slope.data());
    for (unsigned r = 0; r < dim; ++r)
      phases.slope[j][r] = (std::conj(matrix[r * dim + r]) * slope[r * dim + r]).imag();
  }
  appendTerms(gate, gate.targets, phases);
  return true;
}

Block Planner::newBlock(const Placed &gate, std::span<const Qubit> targets, std::span<const Control> controls) {
  Block block;
  block.firstTarget = plan_.targets.size();
  block.numTargets = targets.size();
  block.firstControl = plan_.controls.size();
  block.numControls = controls.size();
  block.firstGate = plan_.gates.size();
  block.numGates = 1;
  plan_.controls.insert(plan_.controls.end(), controls.begin(), controls.end());
  PlanGate planGate;
  planGate.kind = gate.op.gate;
  planGate.adjoint = gate.op.adjoint;
  planGate.numAngles = gate.angles.size();
  planGate.numLocals = targets.size();
  planGate.firstLocal = plan_.locals.size();
  planGate.firstAngle = plan_.angles.size();
  for (unsigned i = 0; i < targets.size(); ++i) {
    uint8_t bit = 1u << (targets.size() - 1 - i);
    plan_.locals.push_back({bit, bit, targets[i].negated});
    plan_.targets.push_back({targets[i].flip, targets[i].sign, false});
  }
  for (const Angle &angle : gate.angles) {
    plan_.angles.push_back(angle);
    block.parametric |= !angle.isConstant();
  }
  for (const Qubit &target : targets)
    flipped_ |= target.flip;
  plan_.gates.push_back(planGate);
  return block;
}

void Planner::appendMatrix(const Placed &gate) {
  if (!gate.targets.empty())
    return finish(newBlock(gate, gate.targets, gate.controls));
  // A phase under many controls is one of its last control, which becomes a target.
  const Control &last = gate.controls.back();
  uint64_t flip = 0;
  for (const Qubit &qubit : plan_.qubits)
    flip = qubit.sign == last.sign ? qubit.flip : flip;
  Qubit target{flip, last.sign, !last.value};
  Block block = newBlock(gate, std::span(&target, 1), std::span(gate.controls).first(gate.controls.size() - 1));
  plan_.gates.back().numControls = 1;
  finish(block);
}

/// Angles at which no entry of a gate's matrix vanishes or equals another by chance.
static constexpr std::array<double, 3> someAngles = {0.7, 1.1, 0.4};

/// The mask by which the columns of non-zero entries differ from their rows, if it is the same one for all rows.
static unsigned commonFlip(const std::vector<Complex> &matrix, unsigned dim) {
  unsigned flip = 0;
  for (unsigned r = 0; r < dim; ++r)
    for (unsigned c = 0; c < dim; ++c) {
      if (r == c || matrix[r * dim + c] == 0.0)
        continue;
      if (flip != 0 && flip != (r ^ c))
        return 0;
      flip = r ^ c;
    }
  return flip;
}

bool Planner::appendPairs(const Placed &gate) {
  const unsigned k = gate.targets.size(), dim = 1u << k;
  if (k < 2)
    return false;
  std::vector<Complex> matrix(dim * dim);
  auto angles = std::span(someAngles).first(gate.angles.size());
  gateMatrix(gate.op.gate, gate.op.adjoint, angles, k, matrix.data());
  const unsigned flip = commonFlip(matrix, dim);
  if (flip == 0)
    return false;
  const unsigned pivot = std::bit_floor(flip); // the target whose value tells the two rows of a pair apart
  auto entry = [&](unsigned r, unsigned c) { return matrix[r * dim + c]; };
  auto sameAs = [&](unsigned r, unsigned s) {
    return entry(r, r) == entry(s, s) && entry(r, r ^ flip) == entry(s, s ^ flip) && entry(r ^ flip, r) == entry(s ^ flip, s) &&
           entry(r ^ flip, r ^ flip) == entry(s ^ flip, s ^ flip);
  };
  bool alike = true;
  for (unsigned r = 0; r < dim; ++r)
    alike = alike && ((r & pivot) || sameAs(0, r));
  if (alike) {
    appendTwoRows(gate, 0, flip, /*alone=*/false);
    return true;
  }
  DiagonalPhases phases(dim);
  bool hasPhases = false;
  std::vector<Complex> slope(dim * dim);
  for (unsigned r = 0; r < dim; ++r) {
    if (entry(r, r ^ flip) != 0.0 || entry(r ^ flip, r) != 0.0) {
      if (!(r & pivot))
        appendTwoRows(gate, r, flip, /*alone=*/true);
      continue;
    }
    if (entry(r, r) == 1.0)
      continue;
    if (gate.controls.size() + k > maxPhaseBits) {
      if (!(r & pivot))
        appendTwoRows(gate, r, flip, /*alone=*/true);
      else if (entry(r ^ flip, r ^ flip) == 1.0)
        appendTwoRows(gate, r ^ flip, flip, /*alone=*/true);
      continue;
    }
    // An entry on the diagonal: exp(i phase), and the phase is affine in the angles.
    hasPhases = true;
    double phase = std::arg(entry(r, r));
    for (unsigned j = 0; j < angles.size(); ++j) {
      gateDerivative(gate.op.gate, gate.op.adjoint, angles, j, k, slope.data());
      phases.slope[j][r] = (std::conj(entry(r, r)) * slope[r * dim + r]).imag();
      phase -= phases.slope[j][r] * angles[j];
    }
    phases.constant[r] = phase;
  }
  if (hasPhases)
    appendTerms(gate, gate.targets, phases);
  return true;
}

/// The gate's rows `row` and `row ^ flip` as a rotation of one qubit; `alone`: where the targets spell one of the two.
void Planner::appendTwoRows(const Placed &gate, unsigned row, unsigned flip, bool alone) {
  const unsigned k = gate.targets.size();
  auto bit = [&](unsigned i) { return 1u << (k - 1 - i); };
  unsigned pivot = 0;
  while (!(flip & bit(pivot)))
    ++pivot;
  Qubit target{0, gate.targets[pivot].sign, gate.targets[pivot].negated};
  std::vector<Control> controls = gate.controls;
  for (unsigned i = 0; i < k; ++i) {
    const Qubit &qubit = gate.targets[i];
    bool inFlip = flip & bit(i);
    target.flip ^= inFlip ? qubit.flip : 0;
    if (i == pivot || !alone)
      continue;
    bool value = bool(row & bit(i)) != qubit.negated;
    if (inFlip) // relative to the pivot, which is 0 in `row`
      controls.push_back({qubit.sign ^ target.sign, value != target.negated});
    else
      controls.push_back({qubit.sign, value});
  }
  Block block = newBlock(gate, std::span(&target, 1), controls);
  PlanGate &planGate = plan_.gates.back();
  planGate.twoRows = true;
  planGate.rows[0] = row;
  planGate.rows[1] = row ^ flip;
  finish(block);
}

} // namespace qml::rt
