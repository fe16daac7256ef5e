// SPDX-License-Identifier: Apache-2.0
//
// Stabilizer states, some amplitudes at a time: powers of i that change with each bit on the way from one number to the next.

#include "StartState.h"

#include "Layout.h"

#include <cmath>
#include <cstring>

namespace qml::rt {

template <typename Real>
StartState<Real>::StartState(const Plan &plan, uint64_t tileBits, unsigned rowBits) {
  const Start &start = plan.start;
  auto bitAt = [&](unsigned position) {
    const uint64_t mask = uint64_t(1) << position;
    Bit bit{mask, (start.imaginary & mask ? 1 : 0) + (start.negative & mask ? 2 : 0), 0, 0};
    uint64_t pairs = position < start.pairs.size() ? start.pairs[position] : 0;
    for (unsigned other = position + 1; other < start.pairs.size(); ++other)
      pairs |= start.pairs[other] & mask ? uint64_t(1) << other : 0;
    bit.pairs = gatherBits(pairs & tileBits, tileBits) << rowBits;
    bit.outerPairs = pairs & ~tileBits;
    return bit;
  };
  bits_.resize(rowBits, {0, 0, 0, 0});
  for (unsigned position = 0; position < plan.numQubits; ++position)
    if ((tileBits >> position) & 1)
      bits_.push_back(bitAt(position));
    else if ((start.uniform >> position) & 1)
      outer_.push_back(bitAt(position));
  zeroBits_ = ~(gatherBits(start.uniform, tileBits) << rowBits | ((uint64_t(1) << rowBits) - 1));
  const auto [sine, cosine] = exactSinCos(start.phase);
  isReal_ = start.imaginary == 0 && sine == 0;
  const double size = std::exp2(-0.5 * std::popcount(start.uniform));
  for (unsigned i = 0; i < blockSize; ++i) {
    int quarters = 0;
    for (unsigned bit = 0; bit < std::min<size_t>(blockBits, bits_.size()); ++bit)
      if ((i >> bit) & 1)
        quarters += bits_[bit].quarters + 2 * parity(bits_[bit].pairs & i & ((1u << bit) - 1));
    const double parts[] = {cosine * size, -sine * size}; // re, re of i times it, and their negatives
    for (int e = 0; e < 4; ++e) {
      const int power = (e + quarters) & 3;
      blocks_[e][i] = Real(i & zeroBits_ ? 0 : power & 2 ? -parts[power & 1] : parts[power & 1]);
    }
  }
}

template <typename Real>
void StartState<Real>::fill(uint64_t base, size_t begin, size_t end, bool realOnly, Amplitudes<Real> tile) const {
  int power = 0;       // of i, at the block's first number
  uint64_t signs = 0;  // a further bit multiplies by -1 if it is one of these
  for (const Bit &bit : outer_)
    if (base & bit.mask) {
      power += bit.quarters + 2 * parity(bit.outerPairs & base & (bit.mask - 1));
      signs ^= bit.pairs;
    }
  auto write = [&](int power, Real *to) {
    const std::array<Real, blockSize> &block = blocks_[power & 3];
    Real values[blockSize];
    for (unsigned i = 0; i < blockSize; ++i)
      values[i] = std::popcount(i & unsigned(signs)) % 2 ? -block[i] : block[i];
    std::memcpy(to, values, sizeof values);
  };
  uint64_t number = 0;
  for (size_t at = begin; at < end; at += blockSize) {
    if (at & zeroBits_) {
      std::fill_n(tile.re + at, blockSize, Real(0));
      if (!realOnly)
        std::fill_n(tile.im + at, blockSize, Real(0));
      continue;
    }
    for (uint64_t changed = number ^ at; changed != 0; changed &= changed - 1) {
      const unsigned position = std::countr_zero(changed);
      const Bit &bit = bits_[position];
      power += ((at >> position) & 1 ? bit.quarters : -bit.quarters) + 2 * int((signs >> position) & 1);
      signs ^= bit.pairs;
    }
    number = at;
    write(power, tile.re + at);
    if (!realOnly)
      write(power - 1, tile.im + at);
  }
}

template class StartState<double>;
template class StartState<float>;

} // namespace qml::rt
