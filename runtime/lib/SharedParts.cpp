// SPDX-License-Identifier: Apache-2.0
//
// Which blocks of a plan the rows of a batch share at the beginning and at the end.

#include "SharedParts.h"

#include "Execution.h"
#include "Footprint.h"

#include <map>
#include <ranges>

namespace qml::rt {
namespace {

/// Calls body(angle) for all angles that `block` hangs on.
template <typename PlanRef, typename Body> void forAngles(PlanRef &plan, const Block &block, Body body) {
  for (const PlanGate &gate : std::span(plan.gates).subspan(block.firstGate, block.numGates))
    for (auto &angle : std::span(plan.angles).subspan(gate.firstAngle, gate.numAngles))
      body(angle);
  for (auto &term : std::span(plan.terms).subspan(block.firstTerm, block.numTerms))
    body(term.angle);
}

/// Splits `blocks`, in the order given, into those that rows share and that commute with all before them that are left, and the
/// others.
template <typename Range>
std::pair<std::vector<SweepBlock>, std::vector<SweepBlock>> split(const Plan &plan, const std::vector<bool> &varies, Range &&blocks) {
  std::vector<SweepBlock> taken, left;
  std::vector<Footprint> skipped;
  constexpr size_t mostSkipped = 64; // linear time for long circuits
  for (const SweepBlock &part : blocks) {
    const Block &block = plan.blocks[part.block];
    const Footprint footprint = footprintOf(plan, block);
    bool isShared = skipped.size() < mostSkipped;
    forAngles(plan, block, [&](const Angle &angle) { isShared = isShared && (angle.isConstant() || !varies[angle.slot]); });
    for (const Footprint &other : skipped)
      isShared = isShared && commute(other, footprint);
    if (isShared) {
      taken.push_back(part);
      continue;
    }
    left.push_back(part);
    if (skipped.size() < mostSkipped)
      skipped.push_back(footprint);
  }
  return {std::move(taken), std::move(left)};
}

/// The same plan with these blocks only, and with the slots that they hang on; what no block refers to is constant.
SharedPart partOf(const Plan &plan, std::span<const SweepBlock> blocks, const std::vector<bool> &isWanted, bool isSuffix) {
  Plan own = plan;
  own.isApplied = isSuffix;
  own.blocks.clear();
  if (!isSuffix)
    own.readings.clear();
  own.derivedSlots.clear();
  for (Angle &angle : own.angles)
    angle = Angle(0.);
  for (PhaseTerm &term : own.terms)
    term.angle = Angle(0.);
  std::vector<uint32_t> slots;
  std::map<uint32_t, uint32_t> numbers;
  bool hasDerivative = false;
  for (const SweepBlock &part : blocks) {
    const Block &block = own.blocks.emplace_back(plan.blocks[part.block]);
    std::vector<Angle> angles;
    forAngles(plan, block, [&](const Angle &angle) { angles.push_back(angle); });
    size_t next = 0;
    forAngles(own, block, [&](Angle &angle) {
      angle = angles[next++];
      if (angle.isConstant())
        return;
      hasDerivative = hasDerivative || isWanted[angle.slot];
      auto [place, isNew] = numbers.emplace(angle.slot, uint32_t(slots.size()));
      if (isNew)
        slots.push_back(angle.slot);
      angle.slot = place->second;
    });
  }
  own.numInputSlots = unsigned(slots.size());
  return {Program(std::move(own)), std::move(slots), hasDerivative};
}

/// Which real and imaginary parts of a state may differ from 0.
class Support {
public:
  explicit Support(unsigned numQubits) : parts_{std::vector<bool>(size_t(1) << numQubits), std::vector<bool>(size_t(1) << numQubits)} {}

  void startFrom(const Start &start) {
    for (uint64_t i = 0; i < parts_[0].size(); ++i)
      if ((i & ~start.uniform) == 0) {
        parts_[std::popcount(i & start.imaginary) % 2][i] = true;
        parts_[1][i] = parts_[1][i] || start.phase != 0;
      }
    if (start.phase != 0)
      parts_[0] = parts_[1];
  }
  void startAnywhere(bool real) {
    parts_[0].flip();
    if (!real)
      parts_[1].flip();
  }

  void apply(const Plan &plan, const Block &block) {
    if (block.form == BlockForm::Rotation) {
      const Qubit &target = plan.targets[block.firstTarget];
      addFlipped(target.flip, /*swapsParts=*/std::popcount(target.flip & target.sign) % 2 == 0);
      return;
    }
    addFlipped(0, /*swapsParts=*/true);
    for (const Qubit &target : std::span(plan.targets).subspan(block.firstTarget, block.numTargets))
      addFlipped(target.flip, /*swapsParts=*/false);
  }

  size_t size() const { return size_t(std::ranges::count(parts_[0], true) + std::ranges::count(parts_[1], true)); }
  std::vector<Component> components() const {
    std::vector<Component> result;
    for (bool isImaginary : {false, true})
      for (uint32_t i = 0; i < parts_[isImaginary].size(); ++i)
        if (parts_[isImaginary][i])
          result.push_back({i, isImaginary});
    return result;
  }

private:
  void addFlipped(uint64_t flip, bool swapsParts) {
    const std::vector<bool> before[2] = {parts_[0], parts_[1]};
    for (unsigned part = 0; part < 2; ++part)
      for (size_t i = 0; i < before[part].size(); ++i)
        if (before[part][i])
          parts_[part ^ unsigned(swapsParts)][i ^ flip] = true;
  }

  std::vector<bool> parts_[2]; // real, imaginary
};

/// Components on which running the suffix may save more than it takes. Measured, as what follows, with 64 rows of 2 to 5 qubits, 1 to 3
/// expectation values and 1 to 8 layers.
size_t mostComponents(const RowStates &rows) {
  const size_t most = (size_t(1) << rows.rowBits) / 4;
  return most >> rows.laneBits == 0 ? 0 : most;
}
/// Whether the quadratic forms of all rows take less than the blocks.
bool isWorthwhile(const Plan &plan, size_t numBlocks, size_t numComponents) {
  return numReadings(plan) * numComponents * numComponents <= 2 * numBlocks << plan.numQubits;
}

} // namespace

std::unique_ptr<const SharedPart> takePrefix(const Plan &plan, const std::vector<bool> &varies, const std::vector<bool> &isWanted,
                                             std::vector<SweepBlock> &blocks) {
  auto [taken, left] = split(plan, varies, blocks);
  blocks = std::move(left);
  return taken.empty() ? nullptr : std::make_unique<const SharedPart>(partOf(plan, taken, isWanted, /*isSuffix=*/false));
}

std::unique_ptr<const Suffix> takeSuffix(const Plan &plan, const std::vector<bool> &varies, const std::vector<bool> &isWanted,
                                         const RowStates &rows, std::vector<SweepBlock> &blocks) {
  const size_t most = mostComponents(rows);
  if (most == 0 || std::ranges::any_of(plan.readings, [](const Reading &reading) { return reading.kind != ReadingKind::Expval; }))
    return nullptr;
  auto [taken, left] = split(plan, varies, std::views::reverse(blocks));
  if (taken.empty())
    return nullptr;
  std::ranges::reverse(taken);
  std::ranges::reverse(left);
  Support support(plan.numQubits);
  if (rows.startAnywhere)
    support.startAnywhere(rows.startReal);
  else
    support.startFrom(plan.start);
  for (const SweepBlock &part : left) {
    support.apply(plan, plan.blocks[part.block]);
    if (support.size() > most)
      return nullptr;
  }
  std::vector<Component> components = support.components();
  const unsigned columnBits = std::max(rows.laneBits, unsigned(std::bit_width(components.size() - 1)));
  if (components.size() > most || !isWorthwhile(plan, taken.size(), components.size()))
    return nullptr;
  SharedPart part = partOf(plan, taken, isWanted, /*isSuffix=*/true);
  std::vector<uint8_t> flags;
  for (uint32_t slot : part.slots)
    flags.push_back(SlotRows::shared | (isWanted[slot] ? 0 : SlotRows::noDerivative));
  blocks = std::move(left);
  return std::make_unique<const Suffix>(std::move(part), std::move(components), columnBits, std::move(flags));
}

} // namespace qml::rt
