// SPDX-License-Identifier: Apache-2.0
//
// Tiles in and out of the state, part of KernelSet.cpp.
#pragma once

#include "Kernels.h"
#include "Vector.h"

namespace qml::rt {
namespace {

constexpr size_t run = size_t(1) << runBits;
// What changes is not what it is changed by, vectors stay whole, and all of a run is changed alike.
static_assert((swizzleMask<Real> & swizzleMask<Real> << swizzleShift) == 0);
static_assert((swizzleMask<Real> & (lanes - 1)) == 0);
static_assert((swizzleMask<Real> << swizzleShift & (run - 1)) == 0);

/// The run that follows the one at `offset`: a carry runs through the bits that select no run.
inline uint64_t nextRun(uint64_t offset, uint64_t runs) { return ((offset | ~runs) + 1) & runs; }

/// Calls body(i, offset) for the run that is number i / run of the tile; `state` is asked for ahead, since runs lie too far
/// apart for the processor to foresee. It is asked for to be written, in gather() too, for the tile comes back: so a line that
/// another core has written changes hands once.
template <typename Body> [[gnu::always_inline]] inline void forRuns(const Real *state, uint64_t runs, size_t size, Body body) {
  constexpr unsigned distance = 16;
  uint64_t offset = 0, ahead = 0;
  for (unsigned i = 0; i < distance; ++i)
    ahead = nextRun(ahead, runs);
  for (size_t i = 0; i < size; i += run, offset = nextRun(offset, runs), ahead = nextRun(ahead, runs)) {
    for (size_t j = 0; j < run; j += 64 / sizeof(Real))
      __builtin_prefetch(state + ahead + j, /*write=*/1);
    body(i, offset);
  }
}

void gather(const Real *from, uint64_t runs, uint64_t zeroBits, size_t size, uint64_t swizzle, Real *to) {
  forRuns(from, runs, size, [=](size_t i, uint64_t offset) __attribute__((always_inline)) {
    const size_t place = i ^ ((i >> swizzleShift) & swizzle);
    for (size_t j = 0; j < run; j += lanes)
      store(to + (place ^ j), offset & zeroBits ? V{} : load(from + offset + j));
  });
}

void scatter(const Real *from, uint64_t runs, size_t size, uint64_t swizzle, Real *to) {
  forRuns(to, runs, size, [=](size_t i, uint64_t offset) __attribute__((always_inline)) {
    const size_t place = i ^ ((i >> swizzleShift) & swizzle);
    for (size_t j = 0; j < run; j += lanes)
      store(to + offset + j, load(from + (place ^ j)));
  });
}

} // namespace
} // namespace qml::rt
