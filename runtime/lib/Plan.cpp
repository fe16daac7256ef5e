// SPDX-License-Identifier: Apache-2.0
//
// From circuits to plans, one block per gate or few. Linear gates become changes of qubits; diagonal gates sums of phases;
// gates of one qubit these and rotations; some Clifford gates are several of these; gates that mix pairs of basis states only,
// matrices of one qubit that may lie across several.

#include "qml-runtime/Plan.h"

#include "Memory.h"
#include "Noise.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace qml::rt {
namespace {

/// A gate with its qubits as they are now.
struct Placed {
  const Op &op;
  std::span<const Angle> angles;
  std::vector<Control> controls;
  std::vector<Qubit> targets;
};

/// The phases of a diagonal, each affine in the gate's angles: constant[r] + sum over j of slope[j][r] * angle[j].
struct DiagonalPhases {
  std::vector<double> constant;
  std::array<std::vector<double>, 3> slope;
  explicit DiagonalPhases(size_t dim) : constant(dim) {
    for (auto &s : slope)
      s.assign(dim, 0);
  }
};

class Planner {
public:
  explicit Planner(Plan &plan) : plan_(plan) {
    for (unsigned q = plan.qubits.size(); q < plan.numQubits; ++q)
      plan.qubits.push_back(startOf(q, plan.numQubits));
  }

  void append(const Circuit &circuit, const Op &op);

private:
  static constexpr unsigned maxPhaseBits = 4; // more controls than that cost too many terms

  bool relabel(const Circuit &circuit, const Op &op);
  bool appendNearlyLinear(const Circuit &circuit, const Op &op);
  bool appendPhases(const Placed &gate);
  bool appendRotation(const Placed &gate);
  void appendRotation(std::string_view axes, std::span<const Qubit> targets, Angle angle);
  bool appendEuler(const Placed &gate);
  bool appendPairs(const Placed &gate);
  void appendMatrix(const Placed &gate);
  void appendTwoRows(const Placed &gate, unsigned row, unsigned flip, bool alone);
  void appendTerms(const Placed &gate, std::span<const Qubit> bits, const DiagonalPhases &phases);
  void appendTerm(uint64_t sign, Angle angle);
  Block newBlock(const Placed &gate, std::span<const Qubit> targets, std::span<const Control> controls);
  void finish(const Block &block) { plan_.blocks.push_back(block); }

  Plan &plan_;
  uint64_t flipped_ = 0; // bits of the index that rotations have flipped so far
};

bool isNegated(const Op &op, unsigned control) { return control < 32 && ((op.negated >> control) & 1); }

void moveCnot(Qubit &control, Qubit &target, bool negated) {
  target.sign ^= control.sign;
  target.negated ^= control.negated ^ negated;
  control.flip ^= target.flip;
}

bool Planner::relabel(const Circuit &circuit, const Op &op) {
  auto qubit = [&](unsigned i) -> Qubit & { return plan_.qubits[circuit.qubits(op)[i]]; };
  if (op.gate == GateKind::X && op.numControls == 0)
    qubit(0).negated ^= true;
  else if (op.gate == GateKind::X && op.numControls == 1)
    moveCnot(qubit(0), qubit(1), isNegated(op, 0));
  else if (op.gate == GateKind::SWAP && op.numControls == 0)
    std::swap(qubit(0), qubit(1));
  else if (op.gate == GateKind::DCX && op.numControls == 0) {
    unsigned first = op.adjoint ? 1 : 0;
    moveCnot(qubit(first), qubit(1 - first), false);
    moveCnot(qubit(1 - first), qubit(first), false);
  } else
    return op.gate == GateKind::Identity;
  return true;
}

/// Clifford gates that are linear but for phases, or for one rotation.
bool Planner::appendNearlyLinear(const Circuit &circuit, const Op &op) {
  Circuit parts(circuit.numQubits());
  auto qubits = circuit.qubits(op);
  if (op.gate == GateKind::Y && op.numControls == 0) { // i X Z
    parts.append(GateKind::Z, qubits);
    parts.append(GateKind::X, qubits);
    parts.append(GateKind::GlobalPhase, {}, {-std::numbers::pi / 2});
  } else if (op.gate == GateKind::Y && op.numControls == 1) {
    parts.append(GateKind::Sdg, {qubits[1]});
    parts.append(GateKind::X, qubits, {}, 1, op.negated);
    parts.append(GateKind::S, {qubits[1]});
  } else if (op.gate == GateKind::ISWAP && op.numControls == 0) {
    for (uint32_t qubit : qubits)
      parts.append(op.adjoint ? GateKind::Sdg : GateKind::S, {qubit});
    parts.append(GateKind::CZ, qubits);
    parts.append(GateKind::SWAP, qubits);
  } else if (op.gate == GateKind::ECR && op.numControls == 0) { // (X I - Y X) / sqrt 2
    parts.append(GateKind::RZX, {qubits[0], qubits[1]}, {std::numbers::pi / 2});
    parts.append(GateKind::X, {qubits[0]});
  } else {
    return false;
  }
  for (const Op &part : parts)
    append(parts, part);
  return true;
}

void Planner::append(const Circuit &circuit, const Op &op) {
  if (relabel(circuit, op) || appendNearlyLinear(circuit, op))
    return;
  Placed gate{op, circuit.angles(op), {}, {}};
  auto controls = circuit.controls(op);
  for (unsigned i = 0; i < controls.size(); ++i) {
    const Qubit &qubit = plan_.qubits[controls[i]];
    gate.controls.push_back({qubit.sign, isNegated(op, i) == qubit.negated});
  }
  for (uint32_t target : circuit.targets(op))
    gate.targets.push_back(plan_.qubits[target]);
  if (gateRow(op.gate).numQubits < 0) { // a rotation about the parity of its targets, which is a qubit too
    for (Qubit &other : std::span(gate.targets).subspan(1)) {
      gate.targets[0].sign ^= other.sign;
      gate.targets[0].negated ^= other.negated;
    }
    gate.targets.resize(1);
  }
  if (!appendPhases(gate) && !appendRotation(gate) && !appendEuler(gate) && !appendPairs(gate))
    appendMatrix(gate);
}

/// A rotation about a product of Paulis.
bool Planner::appendRotation(const Placed &gate) {
  const GateRow &row = gateRow(gate.op.gate);
  if (!gate.controls.empty() || row.numAngles != 1 || row.spectra[0] != Spectrum::Half || row.axes.find('-') != std::string_view::npos)
    return false;
  appendRotation(row.axes, gate.targets, gate.op.adjoint ? -gate.angles[0] : gate.angles[0]);
  return true;
}

void Planner::appendRotation(std::string_view axes, std::span<const Qubit> targets, Angle angle) {
  Qubit product;
  unsigned numY = 0;
  for (size_t i = 0; i < axes.size(); ++i) {
    product.flip ^= axes[i] != 'Z' ? targets[i].flip : 0;
    if (axes[i] != 'X') {
      product.sign ^= targets[i].sign;
      product.negated ^= targets[i].negated;
    }
    numY += axes[i] == 'Y';
  }
  if ((numY / 2) % 2 != product.negated) // Y is i X Z
    angle = -angle;
  if (angle.isConstant() && angle.offset == 0)
    return;
  Block block;
  block.form = BlockForm::Rotation;
  block.parametric = !angle.isConstant();
  block.firstTarget = plan_.targets.size();
  block.numTargets = 1;
  block.firstTerm = plan_.terms.size();
  block.numTerms = 1;
  plan_.targets.push_back({product.flip, product.sign, false});
  plan_.terms.push_back({product.sign, angle});
  flipped_ |= product.flip;
  finish(block);
}

/// Gates of one qubit as rotations and phases: all phases of a layer cost little more than one.
bool Planner::appendEuler(const Placed &gate) {
  constexpr double pi = std::numbers::pi;
  if (!gate.controls.empty())
    return false;
  auto rotate = [&](GateKind kind, Angle angle) {
    Op op;
    op.gate = kind;
    Placed part{op, std::span(&angle, 1), {}, gate.targets};
    if (!appendPhases(part))
      appendRotation(part);
  };
  auto globalPhase = [&](Angle angle) { // exp(i angle), beside the phases just appended
    if (plan_.blocks.empty() || plan_.blocks.back().form != BlockForm::Phases) {
      Block block;
      block.form = BlockForm::Phases;
      block.firstTerm = plan_.terms.size();
      finish(block);
    }
    appendTerm(0, angle * -2);
  };
  switch (gate.op.gate) {
  case GateKind::H: { // Z RY(-pi/2) = RY(pi/2) Z; behind a qubit's first rotation the phase meets others
    const bool isZero = (flipped_ & gate.targets[0].sign) == 0;
    if (isZero)
      rotate(GateKind::RY, -pi / 2);
    rotate(GateKind::RZ, pi);
    globalPhase(pi / 2);
    if (!isZero)
      rotate(GateKind::RY, pi / 2);
    return true;
  }
  case GateKind::SX:
    rotate(GateKind::RX, gate.op.adjoint ? -pi / 2 : pi / 2);
    globalPhase(gate.op.adjoint ? -pi / 4 : pi / 4);
    return true;
  case GateKind::Rot:
  case GateKind::U: {
    // Rot(phi, theta, omega) = RZ(omega) RY(theta) RZ(phi); U(theta, phi, lambda) is exp(i (phi + lambda)/2) Rot(lambda, theta, phi).
    const bool isRot = gate.op.gate == GateKind::Rot;
    Angle first = gate.angles[isRot ? 0 : 2], theta = gate.angles[isRot ? 1 : 0], last = gate.angles[isRot ? 2 : 1];
    if (gate.op.adjoint) {
      std::swap(first, last);
      for (Angle *angle : {&first, &theta, &last})
        *angle = -*angle;
    }
    rotate(GateKind::RZ, first);
    rotate(GateKind::RY, theta);
    rotate(GateKind::RZ, last);
    if (!isRot)
      for (Angle angle : {first, last})
        globalPhase(angle * 0.5);
    return true;
  }
  default: return false;
  }
}

/// Angles at which no entry of a gate's matrix vanishes or equals another by chance.
constexpr std::array<double, 3> someAngles = {0.7, 1.1, 0.4};

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

/// The mask by which the columns of non-zero entries differ from their rows, if it is the same one for all rows.
unsigned commonFlip(const std::vector<Complex> &matrix, unsigned dim) {
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

} // namespace

Plan makePlan(const Circuit &circuit, std::vector<Reading> readings, std::vector<Qubit> start) {
  Plan plan;
  plan.numQubits = circuit.numQubits();
  plan.numInputSlots = circuit.numInputSlots();
  auto derived = circuit.derivedSlots();
  plan.derivedSlots.assign(derived.begin(), derived.end());
  plan.readings = std::move(readings);
  if (plan.numQubits > maxQubits)
    return plan;
  if (circuit.isNoisy()) {
    plan.noisy = noisyCircuit(circuit);
    plan.derivedSlots.assign(plan.noisy->derivedSlots().begin(), plan.noisy->derivedSlots().end());
    return plan;
  }
  plan.qubits = std::move(start);
  Planner planner(plan);
  for (const Op &op : circuit) {
    assert((op.op == OpKind::Gate || op.op == OpKind::Barrier) && "plans are unitary");
    if (op.op == OpKind::Gate)
      planner.append(circuit, op);
  }
  return plan;
}

size_t readingSize(const Reading &reading, unsigned numQubits, uint64_t shots) {
  constexpr size_t tooMany = std::numeric_limits<size_t>::max();
  auto power = [](size_t exponent) { return exponent > 62 ? tooMany : size_t(1) << exponent; };
  switch (reading.kind) {
  case ReadingKind::Expval:
  case ReadingKind::Var: return reading.observables.size();
  case ReadingKind::Probs: return power(reading.qubits.size());
  case ReadingKind::State: return power(size_t(numQubits) + 1);
  case ReadingKind::Sample: return shots;
  }
  return 0;
}

} // namespace qml::rt
