// SPDX-License-Identifier: Apache-2.0
//
// Which rotations of a sweep come together, and which of them share a pass over its tile.

#include "Footprint.h"
#include "Layout.h"
#include "MaskBasis.h"

namespace qml::rt {
namespace {

struct Group {
  std::vector<uint32_t> blocks;
  Footprint footprint;
  bool isRotations = false, cross = false, perRow = false;

  /// Whether rotations that commute with each other may be together.
  bool isLike(const Group &other) const { return isRotations && other.isRotations && cross == other.cross && perRow == other.perRow; }
};

/// Flips of the vectors in one pass.
struct Share {
  std::vector<uint8_t> rotations;
  MaskBasis basis;

  bool add(uint8_t rotation, uint32_t flip, unsigned max) {
    if (rotations.size() == max || !basis.add(flip))
      return false;
    rotations.push_back(rotation);
    return true;
  }
};

} // namespace

std::vector<std::vector<uint32_t>> groupRotations(const Plan &plan, std::span<const uint32_t> blocks,
                                                  const std::function<bool(uint32_t)> &isPerRow, size_t maxRotations) {
  constexpr size_t window = 64; // so that long circuits take linear time
  std::vector<Group> groups;
  auto findPlace = [&](const Group &next) -> Group * {
    for (size_t i = groups.size(), steps = 0; i-- > 0 && ++steps <= window && commute(groups[i].footprint, next.footprint);)
      if (groups[i].isLike(next) && groups[i].blocks.size() < maxRotations)
        return &groups[i];
    return nullptr;
  };
  for (uint32_t number : blocks) {
    const Block &block = plan.blocks[number];
    Group next{{number}, footprintOf(plan, block)};
    next.isRotations = block.form == BlockForm::Rotation;
    if (next.isRotations) {
      next.cross = isCross(plan.targets[block.firstTarget]);
      next.perRow = isPerRow(number);
      if (Group *place = findPlace(next)) {
        place->blocks.push_back(number);
        place->footprint.add(next.footprint);
        continue;
      }
    }
    groups.push_back(std::move(next));
  }
  std::vector<std::vector<uint32_t>> result;
  for (Group &group : groups)
    result.push_back(std::move(group.blocks));
  return result;
}

std::vector<std::vector<uint8_t>> shareOut(std::span<const uint32_t> flips, unsigned max) {
  // Near flips go to different passes: the vectors of a pass that are all far apart would meet in one set of the first cache.
  std::vector<uint8_t> order;
  for (size_t i = 0; i < flips.size(); ++i)
    order.push_back(uint8_t(i));
  std::ranges::stable_sort(order, {}, [&](uint8_t i) { return flips[i] & -flips[i]; });
  std::vector<Share> shares((flips.size() + max - 1) / max);
  for (size_t i = 0; i < order.size(); ++i) {
    bool placed = false;
    for (size_t j = 0; j < shares.size() && !placed; ++j)
      placed = shares[(i + j) % shares.size()].add(order[i], flips[order[i]], max);
    if (!placed)
      shares.emplace_back().add(order[i], flips[order[i]], max);
  }
  std::vector<std::vector<uint8_t>> result;
  for (Share &share : shares)
    result.push_back(std::move(share.rotations));
  return result;
}

} // namespace qml::rt
