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
  blockUsed_ = std::bit_ceil((~zeroBits_ & (blockSize - 1)) + 1);
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

/// The first `count` of a block, or some more, times i^power, and times -1 where the parity of `signs` is odd.
template <typename Real> void StartState<Real>::write(int power, unsigned signs, size_t count, Real *to) const {
  const Block &block = blocks_[power & 3];
  if (signs == 0) {
    std::copy_n(block.data(), count, to);
    return;
  }
  constexpr unsigned width = 8; // a state's room holds as much
  Real factors[width];
  for (unsigned i = 0; i < width; ++i)
    factors[i] = parity(signs & i) ? Real(-1) : Real(1);
  for (unsigned i = 0; i < count; i += width) {
    const Real factor = parity(signs & i) ? Real(-1) : Real(1);
    Real values[width];
    for (unsigned j = 0; j < width; ++j)
      values[j] = block[i + j] * (factor * factors[j]);
    std::copy_n(values, width, to + i);
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
  const bool hasZeros = (end - 1) & zeroBits_;
  if (hasZeros)
    std::memset(tile.re + begin, 0, (end - begin) * sizeof(Real));
  if (!realOnly && (hasZeros || isReal_))
    std::memset(tile.im + begin, 0, (end - begin) * sizeof(Real));
  uint64_t number = 0;
  for (size_t at = begin, next; at < end; at = next) {
    next = ((at | zeroBits_ | (blockSize - 1)) + 1) & ~zeroBits_; // the next block that is not 0
    next = next > at ? next : end;
    if (at & zeroBits_)
      continue;
    const size_t count = std::min<size_t>(blockUsed_, end - at);
    for (uint64_t changed = number ^ at; changed != 0; changed &= changed - 1) {
      const unsigned position = std::countr_zero(changed);
      const Bit &bit = bits_[position];
      power += ((at >> position) & 1 ? bit.quarters : -bit.quarters) + 2 * int((signs >> position) & 1);
      signs ^= bit.pairs;
    }
    number = at;
    write(power, unsigned(signs % blockSize), count, tile.re + at);
    if (!realOnly && !isReal_)
      write(power - 1, unsigned(signs % blockSize), count, tile.im + at);
  }
}

template class StartState<double>;
template class StartState<float>;

} // namespace qml::rt
