// SPDX-License-Identifier: Apache-2.0

#include "OutcomeBlocks.h"

#include "MaskBasis.h"

#include <bit>
#include <vector>

namespace qml::rt {
namespace {

/// Which bits of an amplitude's index flip only bit i of the outcome, for its lowest bits; `pick` reaches all outcomes.
std::vector<uint64_t> flipsOfLowest(const BitPicker &pick, unsigned numQubits, unsigned numBits) {
  struct Row {
    uint64_t outcome, bits;
  };
  std::vector<Row> rows; // reduced: no two have the highest bit of one's outcome
  for (unsigned bit = 0; bit < numQubits; ++bit) {
    Row row{pick(uint64_t(1) << bit) ^ pick(0), uint64_t(1) << bit};
    auto reduce = [](Row &row, const Row &by) {
      if (row.outcome & std::bit_floor(by.outcome))
        row.outcome ^= by.outcome, row.bits ^= by.bits;
    };
    for (const Row &other : rows)
      reduce(row, other);
    if (row.outcome == 0)
      continue;
    for (Row &other : rows)
      reduce(other, row);
    rows.push_back(row);
  }
  std::vector<uint64_t> flips;
  for (const Row &row : rows)
    if (row.outcome < uint64_t(1) << numBits)
      flips.push_back(row.bits);
  return flips;
}

} // namespace

OutcomeBlocks::OutcomeBlocks(const BitPicker &pick, unsigned numQubits) : pick_(pick), count_(size_t(1) << numQubits) {
  constexpr unsigned cachedQubits = 13; // small states lie in a cache with all outcomes
  if (numQubits <= cachedQubits)
    return;
  amplitudes_[0] = outcomes_[0] = 0;
  MaskBasis basis;
  auto add = [&](uint64_t flip) {
    if (!basis.add(flip))
      return;
    const uint64_t outcome = pick(flip) ^ pick(0);
    for (size_t i = 0; i < size_; ++i) {
      amplitudes_[size_ + i] = amplitudes_[i] ^ flip;
      outcomes_[size_ + i] = outcomes_[i] ^ outcome;
    }
    size_ *= 2;
    count_ /= 2;
  };
  for (unsigned bit = 0; bit < runBits; ++bit)
    add(uint64_t(1) << bit);
  for (uint64_t flip : flipsOfLowest(pick, numQubits, runBits))
    add(flip);
  for (unsigned i = 0; i < basis.rank(); ++i)
    inner_ |= basis.pivot(i);
}

} // namespace qml::rt
