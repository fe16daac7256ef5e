// SPDX-License-Identifier: Apache-2.0
//
// The walk over the state, and the draws.

#include "Sampler.h"

#include <cmath>
#include <limits>

namespace qml::rt {

template <typename Real>
Sampler<Real>::Sampler(Execution<Real> &execution)
    : execution_(execution), place_(execution.plan()),
      random_(execution.options().seed, execution.options().stream, execution.options().row) {}

/// Calls body(begin, end) for parts of `total`, on all threads.
template <typename Real, typename Body> static void forRanges(Execution<Real> &execution, size_t total, Body body) {
  const unsigned numChunks = unsigned(std::min<size_t>(total, maxChunks));
  execution.forChunks(numChunks, [&](unsigned chunk, unsigned) {
    auto [begin, end] = chunkRange(total, chunk, numChunks);
    body(begin, end);
  });
}

template <typename Real> Result Sampler<Real>::take(Amplitudes<Real> state) {
  size_t numAmplitudes = execution_.numAmplitudes();
  if (numAmplitudes < sampleGroup) {
    padded_.assign(2 * sampleGroup, 0);
    std::copy_n(state.re, numAmplitudes, padded_.data());
    std::copy_n(state.im, numAmplitudes, padded_.data() + sampleGroup);
    state = {padded_.data(), padded_.data() + sampleGroup};
    numAmplitudes = sampleGroup;
  }
  state_ = state;
  const size_t numGroups = numAmplitudes / sampleGroup, numRanges = numGroups;
  ShotScratch &scratch = execution_.workspace().shots;
  if (!scratch.starts.reserve(numGroups + 1 + sampleFan) || !scratch.eights.reserve(numGroups * sampleFan) ||
      !scratch.guide.reserve(numRanges + 2))
    return Result::OutOfMemory;

  double *const starts = scratch.starts.data();
  forRanges(execution_, numGroups, [&](size_t begin, size_t end) {
    execution_.set().probabilitySums({state.re + begin * sampleGroup, state.im + begin * sampleGroup}, end - begin,
                                     starts + 1 + begin, scratch.eights.data() + begin * sampleFan);
  });
  starts[0] = 0;
  for (size_t group = 0; group < numGroups; ++group)
    starts[group + 1] += starts[group];
  std::fill_n(starts + numGroups + 1, sampleFan, std::numeric_limits<double>::infinity());
  const double total = starts[numGroups];
  if (!(total > 0) || std::isinf(total))
    return Result::NonFiniteAngle;

  // A range begins at the last group that starts in a range before it.
  index_ = {starts, scratch.eights.data(), scratch.guide.data(), total, double(numRanges) / total};
  uint32_t *const guide = scratch.guide.data();
  std::fill_n(guide, numRanges + 2, 0);
  for (size_t group = 0; group < numGroups; ++group)
    guide[rangeOf(index_, starts[group]) + 1] = uint32_t(group);
  for (size_t range = 1; range <= numRanges; ++range)
    guide[range] = std::max(guide[range], guide[range - 1]);
  return Result::Ok;
}

template <typename Real> void Sampler<Real>::draw(uint32_t use, uint64_t first, std::span<uint64_t> outcomes) {
  constexpr size_t together = 256; // the lines that their searches ask for fit into the first level of cache
  forRanges(execution_, (outcomes.size() + together - 1) / together, [&](size_t begin, size_t end) {
    for (size_t i = begin * together; i < std::min(end * together, outcomes.size()); i += together) {
      std::span<uint64_t> some = outcomes.subspan(i, std::min(together, outcomes.size() - i));
      std::array<double, together> numbers;
      random_.uniforms(use, first + i, std::span(numbers).first(some.size()));
      execution_.set().search(state_, index_, numbers.data(), some.size(), some.data());
      for (uint64_t &outcome : some)
        outcome = place_(outcome);
    }
  });
}

template class Sampler<double>;
template class Sampler<float>;

} // namespace qml::rt
