// SPDX-License-Identifier: Apache-2.0
//
// Which vectors of a tile belong to which slice, and asking for those that another thread had.

#include "TileShares.h"

#include <algorithm>
#include <cassert>

namespace qml::rt {

TileShares sharesBy(const MaskBasis &flips, uint32_t numVectors, unsigned numSlices) {
  TileShares shares;
  uint32_t tops[std::tuple_size_v<decltype(shares.masks)>]; // the highest bits of groups' first vectors
  for (uint32_t bit = numVectors / 2; bit != 0 && 1u << shares.numBits < numSlices; bit /= 2)
    if (flips.remainder(bit) == bit)
      tops[shares.numBits++] = bit;
  assert(1u << shares.numBits == numSlices); // there are as many groups
  std::reverse(tops, tops + shares.numBits);
  for (uint32_t bit = 1; bit < numVectors && shares.numBits > 0; bit *= 2) {
    const uint64_t first = flips.remainder(bit);
    for (unsigned i = 0; i < shares.numBits; ++i)
      shares.masks[i] |= first & tops[i] ? bit : 0;
  }
  return shares;
}

std::vector<uint16_t> TileShares::inOrder(uint32_t numVectors) const {
  std::vector<uint8_t> slices(numVectors);
  for (uint32_t bit = 1; bit < numVectors; bit *= 2)
    for (uint32_t v = 0, slice = sliceOf(bit); v < bit; ++v)
      slices[bit + v] = uint8_t(slices[v] ^ slice);
  std::vector<uint16_t> order(numVectors);
  std::array<uint32_t, maxChunks> next;
  for (uint32_t slice = 0; slice < 1u << numBits; ++slice) // all are equally large
    next[slice] = slice * (numVectors >> numBits);
  for (uint32_t v = 0; v < numVectors; ++v)
    order[next[slices[v]]++] = uint16_t(v);
  return order;
}

template <typename Real>
void askFor(Amplitudes<Real> tile, bool realOnly, uint32_t numVectors, unsigned lanes, const TileShares &before, const TileShares &now,
            unsigned slice, size_t first, size_t last) {
  constexpr uint32_t lineReals = 64 / sizeof(Real);
  uint32_t bits = numVectors;
  for (unsigned i = 0; i < now.numBits; ++i)
    bits |= now.masks[i] | before.masks[i];
  const uint32_t run = bits & -bits; // vectors of the same slices
  auto ask = [&](const Real *from, const Real *to) {
    for (; from < to; from += lineReals)
      __builtin_prefetch(from, /*to be written*/ 1);
  };
  for (uint32_t v = 0; v < numVectors; v += run) {
    if (now.sliceOf(v) != slice)
      continue;
    if (const unsigned old = before.sliceOf(v); old >= first && old < last)
      continue;
    const size_t begin = size_t(v) * lanes, end = begin + size_t(run) * lanes;
    ask(tile.re + begin, tile.re + end);
    if (!realOnly)
      ask(tile.im + begin, tile.im + end);
  }
}

template void askFor(Amplitudes<double>, bool, uint32_t, unsigned, const TileShares &, const TileShares &, unsigned, size_t, size_t);
template void askFor(Amplitudes<float>, bool, uint32_t, unsigned, const TileShares &, const TileShares &, unsigned, size_t, size_t);

} // namespace qml::rt
