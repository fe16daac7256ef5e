// SPDX-License-Identifier: Apache-2.0
//
// Which blocks of a plan share a *sweep*: a walk over the state tile by tile that applies all of them while a tile lies in a cache.
#pragma once

#include "qml-runtime/Plan.h"

namespace qml::rt {

/// A block in a sweep, or of phases those terms that the sweep takes.
struct SweepBlock {
  uint32_t block;
  std::vector<uint32_t> terms; // of phases only
};
/// A sweep's bits, those that its blocks flip, and its blocks in order.
struct SweepBlocks {
  uint64_t bits = 0, flips = 0;
  std::vector<SweepBlock> blocks;
};
/// `tileBits` bits of the index lie in a tile.
struct SweepPlan {
  unsigned tileBits = 0;
  double cost = 0;
  std::vector<SweepBlocks> sweeps;
};
SweepPlan planSweeps(const Plan &plan, size_t amplitudeBytes);
/// The numbers of the first `count` blocks.
std::vector<uint32_t> firstBlocks(size_t count);
/// The whole state as one tile, with these blocks.
SweepPlan planOneSweep(const Plan &plan, std::span<const uint32_t> blocks);

} // namespace qml::rt
