// SPDX-License-Identifier: Apache-2.0
//
// The forward run in tiles. A tile is the lowest digits of the index, which lie together in memory, and a window of
// others; all steps on these digits that are due are applied to a copy of the tile before the next one is fetched.
// Steps on different qubits commute, so a sweep takes any step whose predecessors on its qubits are done.

#include "Density.h"

#include <algorithm>

namespace qml::rt {
namespace {
constexpr unsigned lowDigits = 3, windowDigits = 4; // 128 KiB
constexpr size_t maxTile = size_t(1) << (2 * (lowDigits + windowDigits));
} // namespace

std::vector<Density::Sweep> Density::sweeps() const {
  const unsigned n = plan_.numQubits, low = std::min(lowDigits, n);
  std::vector<Sweep> result;
  std::vector<bool> done(steps_.size());
  for (size_t i = 0; i < steps_.size(); ++i)
    done[i] = steps_[i].isFirst;
  auto digits = [&](const Step &step) {
    std::array<unsigned, 2> all{n - 1 - step.qubits[0], n - 1 - step.qubits[step.numQubits - 1]};
    return all;
  };
  for (size_t first = 0, left = std::ranges::count(done, false); left > 0;) {
    Sweep &sweep = result.emplace_back();
    uint64_t window = 0, blocked = 0; // digits
    unsigned size = 0;
    while (done[first])
      ++first;
    for (size_t i = first; i < steps_.size(); ++i) {
      if (done[i])
        continue;
      uint64_t mask = 0;
      for (unsigned digit : digits(steps_[i]))
        mask |= uint64_t(1) << digit;
      uint64_t added = (mask >> low << low) & ~window;
      if ((mask & blocked) != 0 || size + std::popcount(added) > windowDigits) {
        blocked |= mask;
        continue;
      }
      window |= added;
      size += std::popcount(added);
      sweep.steps.push_back(uint32_t(i));
      done[i] = true;
      --left;
    }
    // A full window costs no more.
    for (unsigned digit = low; digit < n && size < windowDigits; ++digit)
      if (!(window >> digit & 1)) {
        window |= uint64_t(1) << digit;
        ++size;
      }
    for (; window != 0; window &= window - 1)
      sweep.window.push_back(std::countr_zero(window));
  }
  return result;
}

void Density::apply(const Sweep &sweep, double *vector) {
  const unsigned n = plan_.numQubits, low = std::min(lowDigits, n), width = low + unsigned(sweep.window.size());
  const size_t run = size_t(1) << (2 * low), numRuns = size_t(1) << (2 * sweep.window.size());
  auto local = [&](unsigned digit) {
    return digit < low ? digit : low + unsigned(std::ranges::find(sweep.window, digit) - sweep.window.begin());
  };
  std::vector<DensityPass> passes;
  for (uint32_t i : sweep.steps) {
    const Step &step = steps_[i];
    unsigned shifts[2] = {};
    for (unsigned q = 0; q < step.numQubits; ++q)
      shifts[q] = 2 * local(n - 1 - step.qubits[q]);
    passes.emplace_back(step.matrix, std::span(shifts, step.numQubits), width);
  }
  std::vector<size_t> offsets(numRuns); // of the runs of a tile
  for (size_t r = 0; r < numRuns; ++r)
    for (size_t w = 0; w < sweep.window.size(); ++w)
      offsets[r] |= (r >> (2 * w) & 3) << (2 * sweep.window[w]);
  forChunks(size() >> (2 * width), [&](unsigned, size_t begin, size_t end) {
    alignas(64) double tile[maxTile];
    for (size_t t = begin; t < end; ++t) {
      // The tile's number fills the digits that are not its own.
      size_t base = t << (2 * low);
      for (unsigned digit : sweep.window) {
        size_t below = (size_t(1) << (2 * digit)) - 1;
        base = (base & below) | (base & ~below) << 2;
      }
      for (size_t r = 0; r < numRuns; ++r)
        std::copy_n(vector + base + offsets[r], run, tile + r * run);
      for (const DensityPass &pass : passes)
        pass.apply(tile, 0, pass.numGroups());
      for (size_t r = 0; r < numRuns; ++r)
        std::copy_n(tile + r * run, run, vector + base + offsets[r]);
    }
  });
}

void Density::forward(double *vector) {
  setProduct(behindFirst(), vector);
  for (const Sweep &sweep : sweeps())
    apply(sweep, vector);
}

} // namespace qml::rt
