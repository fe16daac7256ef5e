// SPDX-License-Identifier: Apache-2.0
//
// The Clifford gates at the beginning of a plan. What they make of |0...0> is a stabilizer state: equal amplitudes but for
// powers of i, on an affine set of indices. Rotations by quarter turns and phases keep it one, which takes some operations on
// masks each (arXiv:quant-ph/0304125; with global phases, which readings of states show). In an index of its own, of which the
// set is some bits, the state is the plan's start.

#include "FlipSymmetry.h"
#include "Footprint.h"
#include "Layout.h"
#include "qml-runtime/Simulator.h"

#include <cmath>
#include <numbers>

namespace qml::rt {
namespace {

template <typename Body> void forBits(uint64_t mask, Body body) {
  for (; mask != 0; mask &= mask - 1)
    body(unsigned(std::countr_zero(mask)));
}

/// 2^(-k/2) exp(i phase) times the sum over all values x of k variables of i^q(x) |offset + x_1 columns_1 + ... + x_k columns_k>,
/// q(x) being the sum of quarters_j x_j and, for each two variables that are a pair, 2 x_j x_k.
class StabilizerState {
public:
  /// exp(-i angle/2 (-1)^parity(sign & index)), `angle` being a number of quarter turns.
  void turnPhases(uint64_t sign, int quarters);
  /// exp(-i angle/2 P), as BlockForm::Rotation has it.
  void rotate(uint64_t flip, uint64_t sign, int quarters);
  void addPhase(double angle) { phase_ = std::remainder(phase_ + angle, 2 * std::numbers::pi); }

  /// The state in an index of its own: its variables are their pivots there.
  Start start();
  /// `qubit` in that index, after start().
  Qubit moved(Qubit qubit) const;
  bool offsetOf(uint64_t sign) const { return parity(sign & offset_); }

private:
  struct Variable {
    uint64_t column;
    uint64_t pivot; // a bit of the column that no other column has
    int quarters;
    uint64_t pairs; // with which other variables
  };

  /// For which variables `sign` is odd on the column.
  uint64_t variablesOf(uint64_t sign) const;
  /// The variables whose columns add up to `flip` but for bits that are no pivots.
  uint64_t combinationOf(uint64_t flip) const;
  uint64_t sumOf(uint64_t variables) const;
  /// Multiplies by i^(quarters * parity(variables & x)).
  void multiply(uint64_t variables, int quarters);
  /// Writes x_v + x_w for x_v.
  void substitute(unsigned v, unsigned w);
  /// Writes x_v + 1 for x_v.
  void shift(unsigned v);
  void addVariable(uint64_t flip, uint64_t pairs, int quarters);
  /// Leaves the x for which parity(variables & x) is `value`.
  void project(uint64_t variables, bool value);
  void turnEighths(int eighths) { eighths_ = (eighths_ + eighths) & 7; }

  std::vector<Variable> variables_;
  uint64_t offset_ = 0, pivots_ = 0;
  int eighths_ = 0; // of the phase
  double phase_ = 0; // the rest
};

uint64_t StabilizerState::variablesOf(uint64_t sign) const {
  uint64_t result = 0;
  for (unsigned v = 0; v < variables_.size(); ++v)
    result |= uint64_t(parity(sign & variables_[v].column)) << v;
  return result;
}

uint64_t StabilizerState::combinationOf(uint64_t flip) const {
  uint64_t result = 0;
  for (unsigned v = 0; (flip & pivots_) != 0 && v < variables_.size(); ++v)
    result |= uint64_t((flip & variables_[v].pivot) != 0) << v;
  return result;
}

uint64_t StabilizerState::sumOf(uint64_t variables) const {
  uint64_t sum = 0;
  forBits(variables, [&](unsigned v) { sum ^= variables_[v].column; });
  return sum;
}

void StabilizerState::multiply(uint64_t variables, int quarters) {
  // The parity is the sum of the variables less twice the sum of their products, up to multiples of four.
  forBits(variables, [&](unsigned v) {
    variables_[v].quarters = (variables_[v].quarters + quarters) & 3;
    if (quarters & 1)
      variables_[v].pairs ^= variables & ~(uint64_t(1) << v);
  });
}

void StabilizerState::substitute(unsigned v, unsigned w) {
  const uint64_t bitV = uint64_t(1) << v, bitW = uint64_t(1) << w;
  Variable &from = variables_[v], &to = variables_[w];
  to.column ^= from.column;
  to.quarters = (to.quarters + from.quarters + (from.pairs & bitW ? 2 : 0)) & 3;
  const uint64_t others = from.pairs & ~bitW;
  to.pairs ^= others;
  forBits(others, [&](unsigned other) { variables_[other].pairs ^= bitW; });
  if (from.quarters & 1)
    from.pairs ^= bitW, to.pairs ^= bitV;
}

void StabilizerState::shift(unsigned v) {
  Variable &variable = variables_[v];
  offset_ ^= variable.column;
  turnEighths(2 * variable.quarters);
  variable.quarters = -variable.quarters & 3;
  forBits(variable.pairs, [&](unsigned other) { variables_[other].quarters ^= 2; });
}

void StabilizerState::turnPhases(uint64_t sign, int quarters) {
  turnEighths(offsetOf(sign) ? quarters : -quarters);
  multiply(variablesOf(sign), offsetOf(sign) ? -quarters : quarters);
}

void StabilizerState::rotate(uint64_t flip, uint64_t sign, int quarters) {
  const int odd = parity(flip & sign); // P maps |y> to i^odd (-1)^parity(sign & y) |y + flip>
  const uint64_t signs = variablesOf(sign);
  if (quarters & 4)
    turnEighths(4);
  if (quarters & 2) { // -i P
    turnEighths(2 * odd - 2 + 4 * offsetOf(sign));
    multiply(signs, 2);
    offset_ ^= flip;
  }
  if (!(quarters & 1))
    return;
  // (1 - i P) / sqrt 2
  const uint64_t shift = combinationOf(flip);
  if (sumOf(shift) != flip)
    return addVariable(flip, signs, odd - 1 + 2 * offsetOf(sign));
  // P only moves the variables and multiplies by i^factor (-1)^parity(signs & x).
  int factor = odd + 2 * (offsetOf(sign) ^ odd);
  uint64_t factors = signs;
  forBits(shift, [&](unsigned v) {
    const uint64_t below = (uint64_t(1) << v) - 1;
    factor += variables_[v].quarters + 2 * parity(variables_[v].pairs & shift & below);
    factors ^= variables_[v].pairs ^ uint64_t(variables_[v].quarters & 1) << v;
  });
  if (factor & 1)
    return project(factors, (factor & 3) == 3);
  const int turn = factor & 2 ? -1 : 1;
  turnEighths(-turn);
  multiply(factors, turn);
}

void StabilizerState::addVariable(uint64_t flip, uint64_t pairs, int quarters) {
  const unsigned added = variables_.size();
  const uint64_t shift = combinationOf(flip);
  variables_.push_back({flip, 0, quarters & 3, pairs});
  forBits(pairs, [&](unsigned v) { variables_[v].pairs |= uint64_t(1) << added; });
  forBits(shift, [&](unsigned v) { substitute(v, added); });
  const uint64_t pivot = variables_[added].column & -variables_[added].column;
  variables_[added].pivot = pivot;
  pivots_ |= pivot;
  for (unsigned v = 0; v < added; ++v)
    if (variables_[v].column & pivot)
      substitute(added, v);
}

void StabilizerState::project(uint64_t variables, bool value) {
  const unsigned fixed = std::bit_width(variables) - 1;
  forBits(variables & ~(uint64_t(1) << fixed), [&](unsigned v) { substitute(fixed, v); });
  if (value)
    shift(fixed);
  pivots_ ^= variables_[fixed].pivot;
  variables_.erase(variables_.begin() + fixed);
  const uint64_t below = (uint64_t(1) << fixed) - 1;
  for (Variable &variable : variables_)
    variable.pairs = (variable.pairs & below) | ((variable.pairs >> 1) & ~below);
}

Start StabilizerState::start() {
  for (unsigned v = 0; v < variables_.size(); ++v)
    if (offset_ & variables_[v].pivot)
      shift(v);
  Start start;
  start.uniform = pivots_;
  start.phase = std::remainder(phase_ + eighths_ * std::numbers::pi / 4, 2 * std::numbers::pi);
  for (const Variable &variable : variables_) {
    start.imaginary |= variable.quarters & 1 ? variable.pivot : 0;
    start.negative |= variable.quarters & 2 ? variable.pivot : 0;
    uint64_t pairs = 0;
    forBits(variable.pairs, [&](unsigned v) { pairs |= variables_[v].pivot & (variable.pivot - 1); });
    if (pairs == 0)
      continue;
    start.pairs.resize(std::max<size_t>(start.pairs.size(), std::bit_width(variable.pivot)));
    start.pairs[std::countr_zero(variable.pivot)] = pairs;
  }
  return start;
}

Qubit StabilizerState::moved(Qubit qubit) const {
  uint64_t sign = qubit.sign & ~pivots_;
  for (const Variable &variable : variables_)
    sign |= parity(qubit.sign & variable.column) ? variable.pivot : 0;
  const uint64_t pivots = qubit.flip & pivots_;
  return {pivots | ((qubit.flip ^ sumOf(combinationOf(qubit.flip))) & ~pivots_), sign, qubit.negated != offsetOf(qubit.sign)};
}

std::optional<int> quartersOf(const Angle &angle) { return angle.isConstant() ? quarterTurns(angle.offset) : std::nullopt; }

bool isClifford(const Plan &plan, const Block &block) {
  auto isQuarter = [&](const PhaseTerm &term) {
    const bool isGlobal = block.form == BlockForm::Phases && term.sign == 0;
    return isGlobal ? term.angle.isConstant() && std::isfinite(term.angle.offset) : quartersOf(term.angle).has_value();
  };
  return block.form != BlockForm::Matrix && std::ranges::all_of(std::span(plan.terms).subspan(block.firstTerm, block.numTerms), isQuarter);
}

void apply(const Plan &plan, const Block &block, StabilizerState &state) {
  for (const PhaseTerm &term : std::span(plan.terms).subspan(block.firstTerm, block.numTerms)) {
    const std::optional<int> quarters = quartersOf(term.angle);
    if (block.form == BlockForm::Rotation)
      state.rotate(plan.targets[block.firstTarget].flip, term.sign, *quarters);
    else if (quarters)
      state.turnPhases(term.sign, *quarters);
    else
      state.addPhase(-term.angle.offset / 2);
  }
}

/// Spells all that `plan` says about indices in the index of `state`.
void moveIndex(Plan &plan, const StabilizerState &state) {
  for (const Block &block : plan.blocks) {
    auto targets = std::span(plan.targets).subspan(block.firstTarget, block.numTargets);
    for (const PlanGate &gate : std::span(plan.gates).subspan(block.firstGate, block.numGates))
      for (Local &local : std::span(plan.locals).subspan(gate.firstLocal, gate.numLocals))
        for (unsigned i = 0; i < targets.size(); ++i)
          local.negated ^= (local.sign >> (targets.size() - 1 - i)) & state.offsetOf(targets[i].sign);
    for (Qubit &target : targets) {
      target = state.moved(target);
      target.negated = false;
    }
    for (Control &control : std::span(plan.controls).subspan(block.firstControl, block.numControls)) {
      control.value ^= state.offsetOf(control.sign);
      control.sign = state.moved({0, control.sign}).sign;
    }
    for (PhaseTerm &term : std::span(plan.terms).subspan(block.firstTerm, block.numTerms)) {
      if (state.offsetOf(term.sign))
        term.angle = -term.angle;
      term.sign = state.moved({0, term.sign}).sign;
    }
  }
  for (Qubit &qubit : plan.qubits)
    qubit = state.moved(qubit);
}

} // namespace

void absorbCliffords(Plan &plan) {
  if (plan.noisy || plan.numQubits > maxQubits)
    return;
  constexpr size_t mostPassed = 64; // linear time for long circuits
  StabilizerState state;
  std::vector<Block> left;
  std::vector<Footprint> passed;
  for (const Block &block : plan.blocks) {
    if (passed.size() < mostPassed) {
      const bool mayBe = isClifford(plan, block);
      if (mayBe && passed.empty()) {
        apply(plan, block, state);
        continue;
      }
      Footprint footprint = footprintOf(plan, block);
      if (mayBe && std::ranges::all_of(passed, [&](const Footprint &other) { return commute(other, footprint); })) {
        apply(plan, block, state);
        continue;
      }
      passed.push_back(std::move(footprint));
    }
    left.push_back(block);
  }
  if (left.size() == plan.blocks.size())
    return;
  plan.blocks = std::move(left);
  plan.start = state.start();
  moveIndex(plan, state);
}

void optimize(Plan &plan) {
  Plan whole = plan;
  absorbCliffords(plan);
  const bool hasPrefix = plan.blocks.size() < whole.blocks.size();
  fuse(plan);
  double cost = orderBits(plan);
  if (!hasPrefix || cost == 0 || Program(plan).stateQubits() < plan.numQubits)
    return;
  if (std::optional<Plan> reduced = withoutFlipSymmetries(plan)) // bits that are still 0 have no symmetries; costs are by amplitude
    cost = std::min(cost, std::ldexp(orderBits(*reduced), int(reduced->numQubits) - int(plan.numQubits)));
  constexpr double gain = 0.95;
  fuse(whole);
  if (orderBits(whole) < gain * cost)
    plan = std::move(whole);
}

} // namespace qml::rt
