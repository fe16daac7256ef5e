// SPDX-License-Identifier: Apache-2.0
//
// The sweep that turns sorted random numbers into outcomes, chunk by chunk.

#include "Sampler.h"

#include <cmath>

namespace qml::rt {

template <typename Real> static double probability(Amplitudes<Real> state, size_t index) {
  return double(state.re[index]) * state.re[index] + double(state.im[index]) * state.im[index];
}

template <typename Real>
Sampler<Real>::Sampler(Execution<Real> &execution, Amplitudes<Real> state)
    : execution_(execution), state_(state), place_(execution.plan()),
      random_(execution.options().seed, execution.options().stream, execution.options().row),
      starts_(execution.numChunks() + 1) {
  execution.forChunks([&](unsigned chunk, unsigned) {
    auto [begin, end] = chunkRange(execution.numAmplitudes(), chunk, execution.numChunks());
    double sum = 0;
    for (size_t i = begin; i < end; ++i)
      sum += probability(state, i);
    starts_[chunk + 1] = sum;
  });
  for (size_t chunk = 1; chunk < starts_.size(); ++chunk)
    starts_[chunk] += starts_[chunk - 1];
}

template <typename Real> void Sampler<Real>::draw(uint32_t use, uint64_t first, std::span<uint64_t> outcomes) {
  // The sum is 1 up to rounding; scaling by what it is leaves no gap at its end.
  const double total = starts_.back(), largest = std::nextafter(total, 0);
  draws_.resize(outcomes.size());
  execution_.forChunks([&](unsigned chunk, unsigned) {
    auto [begin, end] = chunkRange(draws_.size(), chunk, execution_.numChunks());
    for (size_t i = begin; i < end; ++i)
      draws_[i] = {std::min(random_.uniform(use, first + i) * total, largest), uint32_t(i)};
  });
  std::ranges::sort(draws_);
  execution_.forChunks([&](unsigned chunk, unsigned) {
    auto draw = std::ranges::lower_bound(draws_, starts_[chunk], {}, &std::pair<double, uint32_t>::first);
    auto last = std::ranges::lower_bound(draws_, starts_[chunk + 1], {}, &std::pair<double, uint32_t>::first);
    auto [begin, end] = chunkRange(execution_.numAmplitudes(), chunk, execution_.numChunks());
    double sum = starts_[chunk];
    size_t possible = begin; // the last index seen that has a probability
    for (size_t i = begin; i < end && draw != last; ++i) {
      double p = probability(state_, i);
      if (p == 0)
        continue;
      possible = i;
      sum += p;
      for (; draw != last && draw->first < sum; ++draw)
        outcomes[draw->second] = place_(i);
    }
    // What rounding leaves between this sum and the next chunk's start.
    for (; draw != last; ++draw)
      outcomes[draw->second] = place_(possible);
  });
}

template class Sampler<double>;
template class Sampler<float>;

} // namespace qml::rt
