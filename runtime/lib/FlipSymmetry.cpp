// SPDX-License-Identifier: Apache-2.0
//
// A flip m is a symmetry if it leaves the start as it is and commutes with all rotations, phases and strings that are read: each of
// their signs has an even number of bits in m. Of the bits in m only the differences of neighbours are kept, which m does not
// change. Rotations that flipped one bit flip two of these, so that tiles hold as many as before.

#include "FlipSymmetry.h"

#include "Execution.h"
#include "PauliStrings.h"

namespace qml::rt {
namespace {

bool canLoseBits(const Plan &plan) {
  auto isRead = [](const Reading &reading) { return reading.kind == ReadingKind::Expval || reading.kind == ReadingKind::Var; };
  auto isKnown = [](const Block &block) { return block.form != BlockForm::Matrix && block.numControls == 0; };
  return !plan.noisy && !plan.isApplied && plan.numQubits <= maxQubits && std::ranges::all_of(plan.readings, isRead) &&
         std::ranges::all_of(plan.blocks, isKnown);
}

/// 0 if there is none.
uint64_t symmetryOf(const Plan &plan) {
  uint64_t candidates = plan.start.uniform & ~plan.start.imaginary & ~plan.start.negative;
  for (size_t bit = 0; bit < plan.start.pairs.size(); ++bit)
    if (plan.start.pairs[bit] != 0)
      candidates &= ~(plan.start.pairs[bit] | uint64_t(1) << bit);
  MaskBasis signs;
  for (const PhaseTerm &term : plan.terms)
    signs.add(term.sign & candidates);
  for (const Qubit &target : plan.targets)
    signs.add(target.sign & candidates);
  for (const Reading &reading : plan.readings)
    for (const PauliSum &observable : reading.observables)
      for (const PauliTerm &term : observable.terms)
        signs.add(pauliString(term, plan.qubits).z & candidates);
  // What is even in all rows is made of bits that are no pivots, each with the pivots of the rows that have it.
  uint64_t others = candidates;
  for (unsigned i = 0; i < signs.rank(); ++i)
    others &= ~signs.pivot(i);
  uint64_t symmetry = others & -others;
  for (unsigned i = 0; i < signs.rank(); ++i)
    symmetry |= signs.row(i) & others & -others ? signs.pivot(i) : 0;
  return symmetry;
}

/// Masks by the differences of neighbours in `symmetry`, of which the highest bit goes.
struct Differences {
  uint64_t symmetry, kept;

  Differences(uint64_t symmetry, unsigned numQubits)
      : symmetry(symmetry), kept(((uint64_t(1) << numQubits) - 1) & ~std::bit_floor(symmetry)) {}

  uint64_t flip(uint64_t mask) const {
    const uint64_t bits = gatherBits(mask, symmetry);
    return gatherBits((mask & ~symmetry) | spreadBits(bits ^ (bits >> 1), symmetry), kept);
  }
  /// The other bits of a product of signs that is even in `symmetry`.
  uint64_t sign(uint64_t mask) const {
    uint64_t bits = gatherBits(mask, symmetry);
    for (unsigned shift = 1; shift < 64; shift *= 2)
      bits ^= bits << shift; // the parity of all bits up to each
    return gatherBits((mask & ~symmetry) | spreadBits(bits, symmetry), kept);
  }
};

Plan withoutSymmetry(const Plan &plan, uint64_t symmetry) {
  const Differences differences(symmetry, plan.numQubits);
  Plan result = plan;
  result.numQubits = plan.numQubits - 1;
  for (auto *qubits : {&result.targets, &result.qubits})
    for (Qubit &qubit : *qubits)
      qubit = {differences.flip(qubit.flip), differences.sign(qubit.sign), qubit.negated};
  for (PhaseTerm &term : result.terms)
    term.sign = differences.sign(term.sign);
  Start &start = result.start; // of phases that have no part in the symmetry
  for (uint64_t *mask : {&start.uniform, &start.imaginary, &start.negative})
    *mask = gatherBits(*mask, differences.kept);
  start.pairs.clear();
  for (size_t bit = 0; bit < plan.start.pairs.size(); ++bit)
    if ((differences.kept >> bit) & 1)
      start.pairs.push_back(gatherBits(plan.start.pairs[bit], differences.kept));
  return result;
}

} // namespace

std::optional<Plan> withoutFlipSymmetries(const Plan &plan) {
  if (!canLoseBits(plan))
    return std::nullopt;
  std::optional<Plan> result;
  while (const uint64_t symmetry = symmetryOf(result ? *result : plan)) {
    Plan next = withoutSymmetry(result ? *result : plan, symmetry);
    // A rotation about a symmetry is a phase, for which rotations have no form.
    if (next.numQubits == 0 || std::ranges::any_of(next.targets, [](const Qubit &target) { return target.flip == 0; }))
      break;
    result = std::move(next);
  }
  return result;
}

const Program *Program::Impl::withoutSymmetries() const {
  constexpr unsigned fewestQubits = 12; // smaller states are not worth a plan of their own
  std::call_once(reduceOnce_, [&] {
    if (plan.numQubits < fewestQubits)
      return;
    if (std::optional<Plan> reduced = withoutFlipSymmetries(plan)) {
      orderBits(*reduced);
      reduced_ = std::make_unique<Program>(std::move(*reduced));
    }
  });
  return reduced_.get();
}

} // namespace qml::rt
