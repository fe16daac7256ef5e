// SPDX-License-Identifier: Apache-2.0
//
// Which rotations of a sweep come together, and which of them share a pass over its tile.

#include "Footprint.h"
#include "Layout.h"

namespace qml::rt {
namespace {

struct Group {
  std::vector<SweepBlock> blocks;
  Footprint footprint;
  bool isRotations = false, cross = false, perRow = false;

  /// Whether rotations that commute with each other may be together.
  bool isLike(const Group &other) const { return isRotations && other.isRotations && cross == other.cross && perRow == other.perRow; }
};

} // namespace

std::vector<std::vector<SweepBlock>> groupRotations(const Plan &plan, std::span<const SweepBlock> blocks,
                                                    const std::function<bool(uint32_t)> &isPerRow, size_t maxRotations) {
  constexpr size_t window = 64; // so that long circuits take linear time
  std::vector<Group> groups;
  auto findPlace = [&](const Group &next) -> Group * {
    for (size_t i = groups.size(), steps = 0; i-- > 0 && ++steps <= window && commute(groups[i].footprint, next.footprint);)
      if (groups[i].isLike(next) && groups[i].blocks.size() < maxRotations)
        return &groups[i];
    return nullptr;
  };
  for (const SweepBlock &part : blocks) {
    const Block &block = plan.blocks[part.block];
    Group next{{part}, {}};
    if (block.form != BlockForm::Phases)
      next.footprint = footprintOf(plan, block);
    for (uint32_t term : part.terms)
      next.footprint.addSign(plan.terms[term].sign);
    next.isRotations = block.form == BlockForm::Rotation;
    if (next.isRotations) {
      next.cross = isCross(plan.targets[block.firstTarget]);
      next.perRow = isPerRow(part.block);
      if (Group *place = findPlace(next)) {
        place->blocks.push_back(part);
        place->footprint.add(next.footprint);
        continue;
      }
    }
    groups.push_back(std::move(next));
  }
  std::vector<std::vector<SweepBlock>> result;
  for (Group &group : groups)
    result.push_back(std::move(group.blocks));
  return result;
}

bool RotationShare::add(uint8_t rotation, uint32_t flip, unsigned maxHigh, bool mixes) {
  const bool isLow = basis.contains(flip);
  std::vector<uint8_t> &place = isLow ? low : high;
  constexpr unsigned maxLow = RotationsPass<double>::maxLow;
  if (place.size() >= (!isLow ? maxHigh : mixes || high.empty() ? maxLow : 0))
    return false;
  basis.add(flip);
  place.push_back(rotation);
  return true;
}

std::vector<RotationShare> shareOut(std::span<const uint32_t> flips, std::span<const uint32_t> flipLanes, unsigned maxHigh, bool mixes) {
  // Those that lead to other lanes come together, so that few passes permute. Of the others near ones go to different passes: the
  // vectors of a pass that are all far apart would meet in one set of the first cache.
  std::vector<uint8_t> order;
  MaskBasis all;
  for (size_t i = 0; i < flips.size(); ++i)
    if (flips[i] != 0) {
      order.push_back(uint8_t(i));
      all.add(flips[i]);
    }
  std::ranges::stable_sort(order, {}, [&](uint8_t i) { return std::pair(flipLanes[i] == 0, flips[i] & -flips[i]); });
  std::vector<RotationShare> shares((all.rank() + maxHigh - 1) / maxHigh);
  for (size_t i = 0; i < order.size(); ++i) {
    bool placed = false;
    const size_t first = flipLanes[order[i]] != 0 ? 0 : i;
    for (size_t j = 0; j < shares.size() && !placed; ++j)
      placed = shares[(first + j) % shares.size()].add(order[i], flips[order[i]], maxHigh, mixes);
    if (!placed)
      shares.emplace_back().add(order[i], flips[order[i]], maxHigh, mixes);
  }
  // Those within vectors go along, as evenly as can be.
  for (size_t i = 0; i < flips.size(); ++i) {
    if (flips[i] != 0)
      continue;
    auto load = [&](const RotationShare &share) { return std::pair(!mixes && !share.high.empty(), share.low.size()); };
    auto place = std::ranges::min_element(shares, {}, load);
    if (place == shares.end() || !place->add(uint8_t(i), 0, maxHigh, mixes))
      shares.emplace_back().add(uint8_t(i), 0, maxHigh, mixes);
  }
  return shares;
}

} // namespace qml::rt
