// SPDX-License-Identifier: Apache-2.0
//
// The walks over the state.

#include "Sampler.h"

#include <cmath>
#include <limits>
#include <numeric>

namespace qml::rt {

template <typename Real>
Sampler<Real>::Sampler(Execution<Real> &execution, Amplitudes<Real> state)
    : execution_(execution), state_(state), place_(execution.plan()),
      random_(execution.options().seed, execution.options().stream, execution.options().row),
      scratch_(execution.workspace().shots) {
  size_t numAmplitudes = execution.numAmplitudes();
  if (numAmplitudes < sampleFan) {
    padded_.resize(2 * sampleFan);
    std::copy_n(state.re, numAmplitudes, padded_.data());
    std::copy_n(state.im, numAmplitudes, padded_.data() + sampleFan);
    state_ = {padded_.data(), padded_.data() + sampleFan};
    numAmplitudes = sampleFan;
  }
  partSize_ = std::min(numAmplitudes, maxPartSize);
  starts_.resize(numAmplitudes / partSize_ + 1);
  forParts([&](size_t part) {
    PartSums sums;
    sumPart(part, sums);
    starts_[part + 1] = std::accumulate(sums.begin(), sums.begin() + partSize_ / sampleFan, 0.0);
  });
  for (size_t part = 1; part < starts_.size(); ++part)
    starts_[part] += starts_[part - 1];
  numRanges_ = std::min<size_t>(2 * (starts_.size() - 1), maxRanges);
  rangesPerUnit_ = double(numRanges_) / starts_.back();
}

template <typename Real> Amplitudes<Real> Sampler<Real>::sumPart(size_t part, PartSums &sums) const {
  Amplitudes<Real> at{state_.re + part * partSize_, state_.im + part * partSize_};
  execution_.set().probabilitySums(at, partSize_ / sampleFan, sums.data());
  return at;
}

template <typename Real> void Sampler<Real>::drawNumbers(uint32_t use, uint64_t first, size_t group, size_t size) {
  std::array<double, groupSize> numbers;
  std::array<uint16_t, groupSize> ranges;
  random_.uniforms(use, first + group * groupSize, std::span(numbers).first(size));
  // The sum is 1 up to rounding; scaling by what it is leaves no gap at its end.
  const double total = starts_.back(), largest = std::nextafter(total, 0.0);
  uint32_t *firsts = scratch_.firsts.data() + group * (numRanges_ + 1);
  std::fill_n(firsts, numRanges_ + 1, 0);
  for (size_t i = 0; i < size; ++i) {
    numbers[i] = std::min(numbers[i] * total, largest);
    ranges[i] = uint16_t(rangeOf(numbers[i]));
    ++firsts[ranges[i]];
  }
  double *const orderedNumbers = scratch_.numbers.data();
  uint16_t *const orderedShots = scratch_.shots.data();
  uint32_t end = uint32_t(group * groupSize);
  for (size_t range = 0; range <= numRanges_; ++range)
    firsts[range] = end += firsts[range];
  for (size_t i = 0; i < size; ++i) {
    uint32_t to = --firsts[ranges[i]];
    orderedNumbers[to] = numbers[i];
    orderedShots[to] = uint16_t(i);
  }
}

/// Where each of `numSums` children begins among the eight it belongs to; those behind are never reached. The totals of
/// eights take the place of the sums: they are those of the level above.
static size_t startChildren(double *sums, size_t numSums, std::span<double> starts) {
  std::ranges::fill(starts, std::numeric_limits<double>::infinity());
  for (size_t i = 0; i < numSums; ++i) {
    starts[i] = i % sampleFan == 0 ? 0 : starts[i - 1] + sums[i - 1];
    if (i % sampleFan == sampleFan - 1)
      sums[i / sampleFan] = starts[i] + sums[i];
  }
  return std::max<size_t>(1, numSums / sampleFan);
}

template <typename Real> void Sampler<Real>::drawPart(size_t part, std::span<uint64_t> outcomes) const {
  const double start = starts_[part], end = starts_[part + 1];
  if (!(start < end))
    return;
  PartSums sums;
  const Amplitudes<Real> at = sumPart(part, sums);
  SampleTree tree;
  size_t numSums = startChildren(sums.data(), partSize_ / sampleFan, tree.level2);
  numSums = startChildren(sums.data(), numSums, tree.level1);
  startChildren(sums.data(), numSums, tree.level0);

  std::array<double, 256> numbers;
  std::array<uint32_t, 256> shots, indices;
  size_t count = 0;
  auto search = [&] {
    execution_.set().search(at, tree, numbers.data(), count, indices.data());
    for (size_t k = 0; k < count; ++k)
      outcomes[shots[k]] = place_(part * partSize_ + indices[k]);
    count = 0;
  };
  const double *const orderedNumbers = scratch_.numbers.data();
  const uint16_t *const orderedShots = scratch_.shots.data();
  const size_t firstRange = rangeOf(start), lastRange = rangeOf(end);
  for (size_t group = 0; group * groupSize < outcomes.size(); ++group) {
    const uint32_t *firsts = scratch_.firsts.data() + group * (numRanges_ + 1);
    for (uint32_t i = firsts[firstRange]; i < firsts[lastRange + 1]; ++i) {
      numbers[count] = orderedNumbers[i] - start;
      shots[count] = uint32_t(group * groupSize) + orderedShots[i];
      count += start <= orderedNumbers[i] && orderedNumbers[i] < end; // ranges and parts do not begin together
      if (count == numbers.size())
        search();
    }
  }
  search();
}

template <typename Real> void Sampler<Real>::draw(uint32_t use, uint64_t first, std::span<uint64_t> outcomes) {
  for (; !outcomes.empty(); first += maxTogether) {
    std::span<uint64_t> some = outcomes.first(std::min(outcomes.size(), maxTogether));
    outcomes = outcomes.subspan(some.size());
    scratch_.numbers.resize(some.size());
    scratch_.shots.resize(some.size());
    const unsigned numGroups = unsigned((some.size() + groupSize - 1) / groupSize);
    scratch_.firsts.resize(numGroups * (numRanges_ + 1));
    execution_.forChunks(numGroups, [&](unsigned group, unsigned) {
      drawNumbers(use, first, group, std::min(groupSize, some.size() - group * groupSize));
    });
    forParts([&](size_t part) { drawPart(part, some); });
  }
}

template class Sampler<double>;
template class Sampler<float>;

} // namespace qml::rt
