// SPDX-License-Identifier: Apache-2.0
//
// Steps with their masks cut for the kernels.

#include "Layout.h"

#include "BlockMatrix.h"
#include "Execution.h"
#include "qml-runtime/Simulator.h"

#include <algorithm>
#include <atomic>
#include <bit>

namespace qml::rt {

void StepConditions::layOut(VectorConditions &where, uint32_t &inner) {
  where.numLaneParities = numLane;
  for (unsigned i = 0; i < numLane; ++i)
    where.laneParities[i] = all[i].vectors;
  const auto others = all.begin() + numLane;
  const auto isParity = [](const StepCondition &condition) { return std::popcount(condition.vectors) > 1; };
  for (auto condition = others; condition != all.end(); ++condition)
    where.bitMask |= isParity(*condition) ? 0 : condition->vectors;
  inner |= where.bitMask;
  // Parities with a bit that those before do not have come first, so that each can be settled in turn.
  uint32_t before = 0;
  for (auto condition = others, next = others; condition != all.end(); ++condition)
    if (const uint32_t own = condition->vectors & ~(inner | before); isParity(*condition) && own != 0) {
      solvers.push_back(std::bit_floor(own));
      inner |= solvers.back();
      before |= condition->vectors;
      std::rotate(next, condition, condition + 1);
      ++next;
    }
  for (auto condition = others; condition != all.end(); ++condition)
    if (isParity(*condition))
      parities.push_back(condition->vectors);
  solvers.resize(parities.size());
  where.parities = parities.data();
  where.solvers = solvers.data();
  where.numParities = parities.size();
  varies = std::ranges::any_of(all, [](const StepCondition &condition) { return condition.outer != 0; });
}

bool StepConditions::resolve(uint64_t base, VectorConditions &where) const {
  where.bitValue = where.parityValues = where.laneValues = 0;
  uint32_t zeroBits = 0;
  unsigned numParities = 0;
  for (unsigned i = 0; i < all.size(); ++i) {
    const StepCondition &condition = all[i];
    bool value = condition.value != bool(parity(condition.outer & base));
    if (i < numLane)
      where.laneValues |= unsigned(value) << i;
    else if (std::has_single_bit(condition.vectors))
      (value ? where.bitValue : zeroBits) |= condition.vectors;
    else if (condition.vectors != 0)
      where.parityValues |= uint64_t(value) << numParities++;
    else if (value)
      return false;
  }
  return (where.bitValue & zeroBits) == 0; // controls that CNOTs have made differ by the tile only may contradict each other
}

bool StepConditions::acts(uint32_t set, uint32_t lane) const {
  for (unsigned i = 0; i < numLane; ++i)
    if (parity(all[i].laneMask & lane) != ((set >> i) & 1))
      return false;
  return true;
}

template <typename Real>
Layout<Real>::Layout(const Plan &plan, unsigned rowBits, std::span<const uint8_t> flags, const KernelSet<Real> &set)
    : plan_(plan), slotVaries_(slotsThatVary(plan, flags)), rowBits_(rowBits), set_(set) {
  static std::atomic<uint64_t> lastId{0};
  id_ = ++lastId;
  slotWanted_.assign(plan.numSlots(), true);
  for (size_t slot = 0; slot < flags.size(); ++slot)
    slotWanted_[slot] = !(flags[slot] & SlotRows::noDerivative);
  for (size_t d = 0; d < plan.derivedSlots.size(); ++d) // which pass their derivatives on
    slotWanted_[plan.numInputSlots + d] = std::ranges::any_of(plan.derivedSlots[d].terms, [&](auto term) { return slotWanted_[term.first]; });
  for (const Block &block : plan.blocks) {
    Dependence &most = blockDependence_.emplace_back(Dependence::Nothing);
    bool wanted = false;
    for (const PlanGate &gate : std::span(plan.gates).subspan(block.firstGate, block.numGates))
      for (const Angle &angle : std::span(plan.angles).subspan(gate.firstAngle, gate.numAngles))
        most = std::max(most, dependence(angle)), wanted = wanted || isWanted(angle);
    if (block.form == BlockForm::Rotation)
      for (const PhaseTerm &term : std::span(plan.terms).subspan(block.firstTerm, block.numTerms))
        most = std::max(most, dependence(term.angle)), wanted = wanted || isWanted(term.angle);
    blockHasDerivative_.push_back(wanted);
  }
  const uint64_t allBits = (uint64_t(1) << plan.numQubits) - 1;
  SweepPlan sweepPlan;
  const Layout *prefixLayout = nullptr;
  if (rowBits > 0) {
    std::vector<SweepBlock> blocks = allBlocks(plan);
    if (!plan.isApplied) {
      prefix_ = takePrefix(plan, slotVaries_, slotWanted_, blocks);
      prefixLayout = prefix_ ? &prefix_->program.impl().template layout<Real>(0, {}, set) : nullptr;
      const RowStates rows{rowBits, set.laneBits, bool(prefix_), prefixLayout && prefixLayout->isReal()};
      suffix_ = takeSuffix(plan, slotVaries_, slotWanted_, rows, blocks);
    }
    constexpr unsigned fewestBits = 5; // below, passes over all rows are faster
    if (!prefix_ && plan.numQubits >= fewestBits)
      product_ = takeProduct(plan, blocks);
    sweepPlan = planOneSweep(plan, std::move(blocks));
  } else {
    PrefixAndSweeps cheapest = takeCheapest(plan, allBlocks(plan), 2 * sizeof(Real));
    product_ = std::move(cheapest.product);
    sweepPlan = std::move(cheapest.sweeps);
  }
  auto isWantedSum = [&](const std::vector<uint32_t> &sum) {
    return std::ranges::any_of(sum, [&](uint32_t term) { return isWanted(plan.terms[term].angle); });
  };
  startHasDerivative_ = prefix_ ? prefix_->hasDerivative : std::ranges::any_of(product_.sums, isWantedSum);
  tileBits_ = sweepPlan.tileBits;
  start_ = StartState<Real>(plan, sweepPlan.sweeps.empty() ? allBits : sweepPlan.sweeps.front().bits, rowBits);
  isReal_ = prefixLayout ? prefixLayout->isReal() : !plan.isApplied && start_.isReal() && product_.isReal();
  uint64_t zeros = allBits & ~startedBits();
  for (const SweepBlocks &blocks : sweepPlan.sweeps) {
    const bool isOnlyTile = unsigned(std::popcount(blocks.bits)) == tileBits_ && (allBits & ~blocks.bits & ~zeros) == 0;
    shares_ = sharesBy({}, tileVectors(), rowBits == 0 && isOnlyTile ? chunkCount(tileBits_) : 1);
    Sweep &sweep = sweeps.emplace_back();
    sweep.bits = blocks.bits;
    sweep.shares = shares_;
    sweep.zeros = zeros &= ~blocks.flips;
    sweep.isInPlace = sweep.bits == allBits || liesTogether(blocks, tileBits_);
    const bool isFirst = sweeps.size() == 1; // it writes the start, which knows no swizzle
    sweep.swizzle = sweep.isInPlace || isFirst ? 0 : swizzleMask<Real>;
    auto isPerRow = [&](uint32_t block) { return dependence(block) == Dependence::Rows; };
    for (const std::vector<SweepBlock> &group : groupRotations(plan, blocks.blocks, isPerRow, RotationsStep<Real>::maxRotations))
      addGroup(group, sweep);
  }
  bool goesOn = startHasDerivative_; // on the way back behind a step
  for (Sweep &sweep : sweeps)
    for (StepRef &step : sweep.steps) {
      step.results = sweep.numResults;
      sweep.numResults += step.numResults = numResults(step);
      step.isLastBack = !goesOn && step.numResults > 0;
      goesOn = goesOn || step.isLastBack;
      steps.push_back(&step);
      firstBack = goesOn ? firstBack : steps.size();
    }
  std::vector<std::vector<uint32_t>> sums = product_.sums;
  for (RotationsStep<Real> &step : rotations)
    for (auto &rotation : step.rotations) {
      rotation.sum = uint32_t(sums.size());
      sums.push_back(termsOf(plan.blocks[rotation.block]));
    }
  std::vector<const PhaseTable *> tables;
  for (const PhaseStep<Real> &step : phases)
    tables.push_back(&step.table);
  angles_ = AngleLayout(plan, slotVaries_, numRows(), sums, tables);
  for (RotationsStep<Real> &step : rotations)
    for (auto &rotation : step.rotations)
      rotation.place = angles_.placeOfSum(rotation.sum);
  for (const Reading &reading : rowBits > 0 ? std::span(plan.readings) : std::span<const Reading>()) {
    RowStrings &of = rowStrings.emplace_back();
    of.strings = stringsInOrder(reading, plan.qubits);
    for (const WeightedString &string : of.strings)
      of.z.push_back(uint32_t(string.z << (rowBits - set.laneBits)));
  }
}

template <typename Real> Dependence Layout<Real>::dependence(const Angle &angle) const {
  if (angle.isConstant())
    return Dependence::Nothing;
  return rowBits_ > 0 && slotVaries_[angle.slot] ? Dependence::Rows : Dependence::SharedSlots;
}

template <typename Real> size_t Layout<Real>::numResults(const StepRef &ref) const {
  auto rows = [&](bool perRow) -> size_t { return perRow ? numRows() : 1; };
  switch (ref.kind) {
  case StepRef::Pair: {
    const PairStep<Real> &step = pairs[ref.number];
    return hasDerivative(step.block) ? rows(step.perRow) * (step.pass.form == PairForm::General ? 8 : 1) : 0;
  }
  case StepRef::Rotations: {
    const RotationsStep<Real> &step = rotations[ref.number];
    return step.hasDerivative ? rows(step.perRow) * step.rotations.size() : 0;
  }
  case StepRef::Dense: {
    const DenseStep<Real> &step = denses[ref.number];
    return hasDerivative(step.block) ? rows(step.perRow) * 2 << (2 * (step.pass.numHigh + step.pass.numLow)) : 0;
  }
  case StepRef::Phases: {
    const PhaseStep<Real> &step = phases[ref.number];
    return step.hasDerivative ? rows(step.table.perRow) * step.table.terms.size() : 0;
  }
  }
  return 0;
}

/// From an amplitude's place in the tile to that of its partner.
template <typename Real> uint64_t Layout<Real>::tileFlip(uint64_t flip, const Sweep &sweep) const {
  const uint64_t bits = gatherBits(flip, sweep.bits);
  return bits ^ ((bits >> swizzleShift) & sweep.swizzle);
}

/// Its parity with a place in the tile is that of `sign`, inside the tile, with the index there: the transpose of the swizzle, which
/// is its own inverse.
template <typename Real> uint64_t Layout<Real>::tileSign(uint64_t sign, const Sweep &sweep) const {
  const uint64_t bits = gatherBits(sign, sweep.bits);
  return bits ^ (((bits & sweep.swizzle) << swizzleShift) & (tileSize() - 1));
}

template <typename Real> uint64_t Layout<Real>::tileNumber(uint64_t base, const Sweep &sweep) const {
  const uint64_t outerBits = ((uint64_t(1) << plan_.numQubits) - 1) & ~sweep.bits;
  return gatherBits(base, outerBits) << std::popcount(sweep.bits);
}

template <typename Real> typename Layout<Real>::Cut Layout<Real>::cut(uint64_t mask, uint64_t inTile, const Sweep &sweep) const {
  uint64_t element = inTile << rowBits_;
  return {mask & ~sweep.bits, uint32_t(element >> set_.laneBits), uint32_t(element & (lanes() - 1))};
}

template <typename Real> StepConditions Layout<Real>::conditionsOf(const Block &block, const Sweep &sweep) const {
  StepConditions result;
  for (const Control &control : std::span(plan_.controls).subspan(block.firstControl, block.numControls)) {
    Cut c = cutSign(control.sign, sweep);
    StepCondition condition{c.outer, c.vectors, c.lanes, control.value};
    // Conditions with the same part in the lanes differ by one without.
    auto add = [](StepCondition &to, const StepCondition &from) {
      to.outer ^= from.outer;
      to.vectors ^= from.vectors;
      to.laneMask ^= from.laneMask;
      to.value ^= from.value;
    };
    for (unsigned i = 0; i < result.numLane; ++i)
      if ((condition.laneMask ^ result.all[i].laneMask) < condition.laneMask)
        add(condition, result.all[i]);
    if (condition.laneMask != 0)
      result.all.insert(result.all.begin() + result.numLane++, condition);
    else
      result.all.push_back(condition);
  }
  return result;
}

template <typename Real>
void Layout<Real>::addStep(StepRef::Kind kind, Dependence dependence, uint32_t number, size_t coefficients, size_t sums, Sweep &sweep,
                           size_t scales) {
  auto aligned = [](size_t size) { return (size + 15) / 16 * 16; };
  sweep.steps.push_back({kind, dependence, number, numCoefficients, coefficients, sweep.numSums, sums, numScales});
  numScales += scales;
  numCoefficients += aligned(coefficients);
  sweep.numSums += aligned(sums);
}

template <typename Real> void Layout<Real>::addGroup(const std::vector<SweepBlock> &blocks, Sweep &sweep) {
  const uint32_t number = blocks.front().block;
  const Block &block = plan_.blocks[number];
  isReal_ = isReal_ && block.form != BlockForm::Matrix;
  if (block.form == BlockForm::Rotation)
    addRotations(blocks, sweep);
  else if (block.form == BlockForm::Phases)
    addPhases(blocks.front().terms, sweep);
  else if (block.numTargets == 1)
    addPair(number, sweep);
  else
    addDense(number, sweep);
}

template <typename Real> void Layout<Real>::addPair(uint32_t number, Sweep &sweep) {
  const Block &block = plan_.blocks[number];
  const Qubit &target = plan_.targets[block.firstTarget];
  PairStep<Real> step;
  Cut flip = cutFlip(target.flip, sweep), sign = cutSign(target.sign, sweep);
  step.block = number;
  step.perRow = dependence(number) == Dependence::Rows;
  step.outerSign = sign.outer;
  step.signLanes = sign.lanes;
  step.conditions = conditionsOf(block, sweep);
  PairPass<Real> &pass = step.pass;
  pass.form = pairForm(plan_, block);
  pass.flipVector = flip.vectors;
  pass.inner = flip.vectors & -flip.vectors;
  pass.flipLanes = flip.lanes;
  pass.sign = sign.vectors;
  pass.rowMask = step.perRow ? rowVectors() - 1 : 0;
  pass.inVectors = step.perRow || sign.lanes != 0 || step.conditions.numLane > 0;
  const size_t sets = step.numSets(), rows = pass.rowMask + 1;
  bool general = pass.form == PairForm::General;
  step.firstSign = pass.inVectors ? 4 * sets * rows * lanes() : 0;
  size_t coefficients = pass.inVectors ? (4 * sets * rows + sets) * lanes() : 8;
  size_t sums = (general ? (pass.inVectors ? 4 * sets * rows : 8) : rows) * lanes();
  addStep(StepRef::Pair, dependence(number), pairs.size(), coefficients, sums, sweep);
  pairs.push_back(std::move(step));
  pairs.back().conditions.layOut(pairs.back().pass.where, pairs.back().pass.inner);
}

template <typename Real> void Layout<Real>::addDense(uint32_t number, Sweep &sweep) {
  const Block &block = plan_.blocks[number];
  auto targets = std::span(plan_.targets).subspan(block.firstTarget, block.numTargets);
  const unsigned k = targets.size();
  DenseStep<Real> step;
  step.block = number;
  step.perRow = dependence(number) == Dependence::Rows;
  step.conditions = conditionsOf(block, sweep);
  // Other flips that span the same, those with a part in the vectors first and with a bit of their own.
  struct Flip {
    uint32_t vectors, lanes, combination, pivot;
  };
  std::vector<Flip> high, low;
  for (unsigned i = 0; i < k; ++i) {
    Cut c = cutFlip(targets[i].flip, sweep);
    Flip flip{c.vectors, c.lanes, 1u << (k - 1 - i), 0};
    auto add = [](Flip &to, const Flip &from) {
      to.vectors ^= from.vectors;
      to.lanes ^= from.lanes;
      to.combination ^= from.combination;
    };
    for (const Flip &other : high)
      if (flip.vectors & other.pivot)
        add(flip, other);
    if (flip.vectors == 0) {
      low.push_back(flip);
      continue;
    }
    flip.pivot = flip.vectors & -flip.vectors;
    for (Flip &other : high)
      if (other.vectors & flip.pivot)
        add(other, flip);
    high.push_back(flip);
  }
  std::vector<Flip> flips = high;
  flips.insert(flips.end(), low.begin(), low.end());
  DensePass<Real> &pass = step.pass;
  pass.numHigh = high.size();
  pass.numLow = low.size();
  for (unsigned h = 0; h < 1u << high.size(); ++h)
    for (unsigned i = 0; i < high.size(); ++i)
      if ((h >> i) & 1) {
        pass.flipVector[h] ^= high[i].vectors;
        pass.flipLanes[h] ^= high[i].lanes;
      }
  for (unsigned d = 0; d < 1u << low.size(); ++d)
    for (unsigned i = 0; i < low.size(); ++i)
      pass.lowFlip[d] ^= (d >> i) & 1 ? low[i].lanes : 0;
  step.place.assign(1u << k, 0);
  for (unsigned r = 0; r < 1u << k; ++r)
    for (unsigned i = 0; i < k; ++i)
      step.place[r] ^= (r >> i) & 1 ? flips[i].combination : 0;
  step.laneIndex.assign(lanes(), 0);
  bool anyLanes = !low.empty() || step.conditions.numLane > 0;
  for (unsigned i = 0; i < k; ++i) {
    pass.inner |= flips[i].pivot;
    // The sign dual to flip i: odd on its combination of targets, even on the others'.
    unsigned dual = 0;
    auto isDual = [&](unsigned mask) {
      for (unsigned j = 0; j < k; ++j)
        if (parity(mask & flips[j].combination) != (i == j))
          return false;
      return true;
    };
    while (!isDual(dual))
      ++dual;
    uint64_t sign = 0;
    for (unsigned t = 0; t < k; ++t)
      sign ^= (dual >> (k - 1 - t)) & 1 ? targets[t].sign : 0;
    Cut c = cutSign(sign, sweep);
    (i < high.size() ? pass.highSign[i] : pass.lowSign[i - high.size()]) = c.vectors;
    step.outerSign[i] = c.outer;
    anyLanes = anyLanes || c.lanes != 0;
    for (unsigned lane = 0; lane < lanes(); ++lane)
      step.laneIndex[lane] |= parity(c.lanes & lane) << i;
  }
  pass.rowMask = step.perRow ? rowVectors() - 1 : 0;
  pass.inVectors = step.perRow || anyLanes;
  size_t entries = 2 * step.rows() * step.columns() * step.numSets() * (pass.rowMask + 1);
  addStep(StepRef::Dense, dependence(number), denses.size(), entries * (pass.inVectors ? lanes() : 1), entries * lanes(), sweep);
  denses.push_back(std::move(step));
  denses.back().conditions.layOut(denses.back().pass.where, denses.back().pass.inner);
}

template class Layout<double>;
template class Layout<float>;

} // namespace qml::rt
