// SPDX-License-Identifier: Apache-2.0
//
// Bit masks as vectors over GF(2): a basis of those added, reduced so that each row has a bit, its pivot, that no other has.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <functional>
#include <vector>

namespace qml::rt {

class MaskBasis {
public:
  struct Row {
    uint64_t mask, pivot;
  };

  /// False if `mask` is a combination of those added before.
  bool add(uint64_t mask) {
    mask = remainder(mask);
    if (mask == 0)
      return false;
    const uint64_t pivot = std::bit_floor(mask);
    for (Row &row : rows_)
      row.mask ^= row.mask & pivot ? mask : 0;
    rows_.push_back({mask, pivot});
    return true;
  }
  bool contains(uint64_t mask) const { return remainder(mask) == 0; }
  /// Puts the rows with the highest pivots first, or last.
  template <typename Order = std::greater<>> void sort(Order order = {}) { std::ranges::sort(rows_, order, &Row::pivot); }

  unsigned rank() const { return unsigned(rows_.size()); }
  uint64_t row(unsigned i) const { return rows_[i].mask; }
  uint64_t pivot(unsigned i) const { return rows_[i].pivot; }
  /// Bit i says whether row i is part of `mask`.
  uint64_t coordinates(uint64_t mask) const {
    uint64_t result = 0;
    for (unsigned i = 0; i < rank(); ++i)
      result |= mask & rows_[i].pivot ? uint64_t(1) << i : 0;
    return result;
  }

  /// `mask` and a combination that takes the pivots away: the same for all masks that differ by combinations.
  uint64_t remainder(uint64_t mask) const {
    for (const Row &row : rows_)
      mask ^= mask & row.pivot ? row.mask : 0;
    return mask;
  }

private:
  std::vector<Row> rows_;
};

} // namespace qml::rt
