// SPDX-License-Identifier: Apache-2.0
//
// How threads share out the vectors of one tile. Each step is cut into slices of the groups of vectors that its passes take together,
// so that from step to step some vectors go over to another thread. One by one these come slowly from the other core's cache, in a
// row several times as fast: a thread asks for those that come to it before it begins.
#pragma once

#include "Kernels.h"
#include "MaskBasis.h"
#include "Threads.h"

#include <array>
#include <bit>
#include <vector>

namespace qml::rt {

/// The slices of a step.
struct TileShares {
  unsigned numBits = 0; // there are 2^numBits slices; 0: threads share nothing
  std::array<uint32_t, std::countr_zero(maxChunks)> masks = {}; // bit i of a vector's slice is its parity with masks[i]

  unsigned sliceOf(uint32_t vector) const {
    unsigned slice = 0;
    for (unsigned i = 0; i < numBits; ++i)
      slice |= unsigned(std::popcount(masks[i] & vector) % 2) << i;
    return slice;
  }
  /// All vectors, slice by slice.
  std::vector<uint16_t> inOrder(uint32_t numVectors) const;
  /// What tells apart what the first and the second of two threads take.
  uint32_t half() const { return numBits > 0 ? masks[numBits - 1] : 0; }
};

/// The slices by groups of vectors that differ by combinations of `flips`, as Slice::groups has them.
TileShares sharesBy(const MaskBasis &flips, uint32_t numVectors, unsigned numSlices);

/// Asks for the vectors of `slice` that were in none of the slices `first` to `last` of this thread before.
template <typename Real>
void askFor(Amplitudes<Real> tile, bool realOnly, uint32_t numVectors, unsigned lanes, const TileShares &before, const TileShares &now,
            unsigned slice, size_t first, size_t last);

} // namespace qml::rt
