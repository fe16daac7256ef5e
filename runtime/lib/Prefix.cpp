// SPDX-License-Identifier: Apache-2.0
//
// Which blocks of a plan the rows of a batch share at the beginning.

#include "Prefix.h"

#include "Footprint.h"

#include <map>

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

} // namespace

std::unique_ptr<const Prefix> takePrefix(const Plan &plan, const std::vector<bool> &varies, const std::vector<bool> &isWanted,
                                         std::vector<SweepBlock> &blocks) {
  std::vector<uint32_t> taken;
  std::vector<SweepBlock> left;
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
      taken.push_back(part.block);
      continue;
    }
    left.push_back(part);
    if (skipped.size() < mostSkipped)
      skipped.push_back(footprint);
  }
  blocks = left;
  if (taken.empty())
    return nullptr;
  // The same plan with these blocks, and with the slots that they hang on; what no block refers to is constant.
  Plan own = plan;
  own.blocks.clear();
  own.readings.clear();
  own.derivedSlots.clear();
  for (Angle &angle : own.angles)
    angle = Angle(0.);
  for (PhaseTerm &term : own.terms)
    term.angle = Angle(0.);
  std::vector<uint32_t> slots;
  std::map<uint32_t, uint32_t> numbers;
  bool hasDerivative = false;
  for (uint32_t number : taken) {
    const Block &block = own.blocks.emplace_back(plan.blocks[number]);
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
  return std::make_unique<const Prefix>(Program(std::move(own)), std::move(slots), hasDerivative);
}

} // namespace qml::rt
