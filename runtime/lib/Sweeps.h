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
/// Whether a sweep's tiles are runs of the state, which need no copy.
inline bool liesTogether(const SweepBlocks &sweep, unsigned tileBits) { return sweep.bits == (uint64_t(1) << tileBits) - 1; }
/// `tileBits` bits of the index lie in a tile.
struct SweepPlan {
  unsigned tileBits = 0;
  double cost = 0;
  std::vector<SweepBlocks> sweeps;
};
/// The numbers of a block's terms.
std::vector<uint32_t> termsOf(const Block &block);
/// All blocks of a plan, whole, in order.
std::vector<SweepBlock> allBlocks(const Plan &plan);
/// Blocks that show which tiles and orders are best.
constexpr size_t sweepSample = 512;
/// The sweeps of these blocks over a state that is 0 at first where an index has a bit outside `started`.
SweepPlan planSweeps(const Plan &plan, std::span<const SweepBlock> blocks, uint64_t started, size_t amplitudeBytes);
/// The whole state as one tile, with these blocks.
SweepPlan planOneSweep(const Plan &plan, std::vector<SweepBlock> blocks);
/// Whether a state is one tile: half of the second level of cache or less.
bool isOneTile(unsigned numQubits, size_t amplitudeBytes);

} // namespace qml::rt
