// SPDX-License-Identifier: Apache-2.0
//
// Draws outcomes of a measurement of all qubits: shot i is the amplitude at which the running sum of probabilities
// passes the i-th random number. A first walk over the state sums its *parts*, 4,096 amplitudes each. Random numbers
// are put in order as far as it takes to find those of a part; a second walk takes the running sum of one part after
// the other, in the first level of cache, and searches it. Which thread does what makes no difference to any shot.
#pragma once

#include "Execution.h"
#include "Random.h"
#include "Readings.h"

namespace qml::rt {

template <typename Real> class Sampler {
public:
  static constexpr uint64_t maxBatch = uint64_t(1) << 20;

  Sampler(Execution<Real> &execution, Amplitudes<Real> state);

  /// Sets outcomes[i] to the circuit's basis index that shot first + i yields; `use` selects independent random
  /// numbers.
  void draw(uint32_t use, uint64_t first, std::span<uint64_t> outcomes);

private:
  static constexpr size_t maxPartSize = 4096;            // what a SampleTree holds
  static constexpr size_t groupSize = 8192;              // shots put in order together, in the first level of cache
  static constexpr size_t maxTogether = size_t(1) << 18; // shots drawn in one walk, in the second
  static constexpr size_t maxRanges = 4096;
  using PartSums = std::array<double, maxPartSize / sampleFan>;

  template <typename Body> void forParts(Body body) {
    const size_t numParts = starts_.size() - 1;
    const unsigned numChunks = unsigned(std::min<size_t>(numParts, maxChunks));
    execution_.forChunks(numChunks, [&](unsigned chunk, unsigned) {
      auto [begin, end] = chunkRange(numParts, chunk, numChunks);
      for (size_t part = begin; part < end; ++part)
        body(part);
    });
  }
  Amplitudes<Real> sumPart(size_t part, PartSums &sums) const;
  /// The running sum is cut into equal ranges.
  size_t rangeOf(double number) const {
    double range = number * rangesPerUnit_;
    return range < double(numRanges_ - 1) ? size_t(range) : numRanges_ - 1;
  }
  void drawNumbers(uint32_t use, uint64_t first, size_t group, size_t size);
  void drawPart(size_t part, std::span<uint64_t> outcomes) const;

  Execution<Real> &execution_;
  Amplitudes<Real> state_;
  BitPicker place_;
  RandomStream random_;
  std::vector<Real> padded_; // a state smaller than a block
  size_t partSize_;
  std::vector<double> starts_; // of each part in the running sum; one more for the total
  size_t numRanges_;
  double rangesPerUnit_;
  ShotScratch &scratch_; // of each group, by range
};

} // namespace qml::rt
