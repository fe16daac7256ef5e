// SPDX-License-Identifier: Apache-2.0
//
// NumPy's legacy distributions over MT19937 (numpy/random/src/legacy/legacy-distributions.c, distributions.c).

#include "qml/Classical/RandomState.h"

#include <bit>
#include <cmath>
#include <numeric>
#include <utility>

namespace qml {

double RandomState::uniform() {
  uint32_t high = engine_() >> 5, low = engine_() >> 6;
  return (high * 67108864.0 + low) / 9007199254740992.0;
}

double RandomState::normal() {
  if (std::exchange(hasSpare_, false))
    return spareNormal_;
  double x, y, square;
  do {
    x = 2.0 * uniform() - 1.0;
    y = 2.0 * uniform() - 1.0;
    square = x * x + y * y;
  } while (square >= 1.0 || square == 0.0);
  double factor = std::sqrt(-2.0 * std::log(square) / square);
  spareNormal_ = factor * x;
  hasSpare_ = true;
  return factor * y;
}

uint32_t RandomState::interval(uint32_t highest) {
  if (highest == 0)
    return 0;
  const uint32_t mask = ~uint32_t(0) >> std::countl_zero(highest);
  uint32_t value;
  do
    value = engine_() & mask;
  while (value > highest);
  return value;
}

void RandomState::shuffle(std::vector<int64_t> &values) {
  for (size_t i = values.size(); i-- > 1;)
    std::swap(values[i], values[interval(uint32_t(i))]);
}

std::vector<int64_t> RandomState::permutation(int64_t n) {
  std::vector<int64_t> order(n);
  std::iota(order.begin(), order.end(), 0);
  shuffle(order);
  return order;
}

} // namespace qml
