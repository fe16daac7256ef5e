// SPDX-License-Identifier: Apache-2.0
//
// Removal of blocks that no reading sees, in Heisenberg's picture. Going back from the end, the Paulis that are read and those that
// make up the blocks that stay generate a group. A block that commutes with all of it can be taken behind everything, where it
// changes nothing that is read; and what commutes with a basis commutes with all. The removal of dead gates from a circuit knows one
// axis per qubit; here strings are known as such: a ring of CNOTs turns Z of one qubit into a string that leaves some qubits out. At
// the start phases of |0...0> are seen by nothing.

#include "PauliStrings.h"

#include <algorithm>
#include <bit>

namespace qml::rt {
namespace {

/// A product of Paulis but for its phase, on the stored index: flips by `flip`, with the sign of parity(sign & index).
struct PauliMasks {
  uint64_t flip, sign;
};

/// The group that some Paulis generate, as a basis over GF(2).
class PauliGroup {
public:
  void add(PauliMasks p) {
    for (const Row &row : rows_)
      if (has(p, row.pivot))
        p = {p.flip ^ row.pauli.flip, p.sign ^ row.pauli.sign};
    if (p.flip != 0)
      rows_.push_back({p, {std::bit_floor(p.flip), 0}});
    else if (p.sign != 0)
      rows_.push_back({p, {0, std::bit_floor(p.sign)}});
  }
  bool commutesWith(PauliMasks p) const {
    return std::ranges::all_of(rows_, [&](const Row &row) {
      return (std::popcount(p.flip & row.pauli.sign) + std::popcount(p.sign & row.pauli.flip)) % 2 == 0;
    });
  }
  bool hasAll(unsigned numQubits) const { return rows_.size() == 2 * numQubits; }

private:
  struct Row {
    PauliMasks pauli, pivot; // one bit, which no later row has
  };
  static bool has(PauliMasks p, PauliMasks pivot) { return (p.flip & pivot.flip) != 0 || (p.sign & pivot.sign) != 0; }

  std::vector<Row> rows_;
};

/// What generates all that a block is made of.
std::vector<PauliMasks> generatorsOf(const Plan &plan, const Block &block) {
  std::vector<PauliMasks> result;
  for (const Qubit &target : std::span(plan.targets).subspan(block.firstTarget, block.numTargets))
    if (block.form == BlockForm::Rotation)
      result.push_back({target.flip, target.sign});
    else
      result.insert(result.end(), {{target.flip, 0}, {0, target.sign}});
  for (const PhaseTerm &term : std::span(plan.terms).subspan(block.firstTerm, block.form == BlockForm::Phases ? block.numTerms : 0))
    result.push_back({0, term.sign});
  for (const Control &control : std::span(plan.controls).subspan(block.firstControl, block.numControls))
    result.push_back({0, control.sign});
  return result;
}

PauliGroup groupRead(const Plan &plan) {
  PauliGroup group;
  for (const Reading &reading : plan.readings) {
    for (const PauliSum &observable : reading.observables)
      for (const PauliTerm &term : observable.terms) {
        const PauliString string = pauliString(term, plan.qubits);
        group.add({string.flip, string.z});
      }
    for (uint32_t qubit : reading.qubits)
      group.add({0, plan.qubits[qubit].sign});
    if (reading.qubits.empty() && (reading.kind == ReadingKind::Probs || reading.kind == ReadingKind::Sample))
      for (const Qubit &qubit : plan.qubits)
        group.add({0, qubit.sign});
  }
  return group;
}

/// Takes terms of `block` away that commute with all of `group`.
void removeTerms(const PauliGroup &group, std::vector<PhaseTerm> &terms, Block &block) {
  const auto own = std::span(terms).subspan(block.firstTerm, block.numTerms);
  auto isUnseen = [&](const PhaseTerm &term) { return group.commutesWith({0, term.sign}); };
  block.numTerms = uint32_t(std::ranges::remove_if(own, isUnseen).begin() - own.begin());
}

bool isNothing(const Block &block) { return block.form == BlockForm::Phases && block.numTerms == 0; }

/// What commutes with all that is read and that stays behind it.
void removeAtEnd(Plan &plan) {
  PauliGroup group = groupRead(plan);
  std::vector<bool> isGone(plan.blocks.size());
  for (size_t i = plan.blocks.size(); i-- > 0 && !group.hasAll(plan.numQubits);) {
    Block &block = plan.blocks[i];
    if (block.form == BlockForm::Phases)
      removeTerms(group, plan.terms, block);
    const std::vector<PauliMasks> generators = generatorsOf(plan, block);
    isGone[i] = std::ranges::all_of(generators, [&](PauliMasks p) { return group.commutesWith(p); });
    for (PauliMasks p : isGone[i] ? std::span<const PauliMasks>() : generators)
      group.add(p);
  }
  size_t i = 0;
  std::erase_if(plan.blocks, [&](const Block &) { return isGone[i++]; });
}

/// Phases of |0...0>.
void removeAtStart(Plan &plan) {
  PauliGroup group; // of all but phases, which commute with phases
  for (size_t i = 0; i < plan.blocks.size() && !group.hasAll(plan.numQubits); ++i) {
    Block &block = plan.blocks[i];
    if (block.form == BlockForm::Phases)
      removeTerms(group, plan.terms, block);
    else
      for (PauliMasks p : generatorsOf(plan, block))
        group.add(p);
  }
  std::erase_if(plan.blocks, isNothing);
}

} // namespace

void removeUnseen(Plan &plan) {
  auto readsState = [](const Reading &reading) { return reading.kind == ReadingKind::State; };
  if (plan.blocks.empty() || plan.readings.empty() || std::ranges::any_of(plan.readings, readsState))
    return;
  removeAtEnd(plan);
  removeAtStart(plan);
}

} // namespace qml::rt
