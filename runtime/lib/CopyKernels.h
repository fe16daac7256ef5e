// SPDX-License-Identifier: Apache-2.0
//
// Tiles in and out of the state, part of KernelSet.cpp.
#pragma once

#include "Kernels.h"
#include "Vector.h"

namespace qml::rt {
namespace {

constexpr size_t run = size_t(1) << runBits;

/// The run that follows the one at `offset`: a carry runs through the bits that select no run.
inline uint64_t nextRun(uint64_t offset, uint64_t runs) { return ((offset | ~runs) + 1) & runs; }

void gather(const Real *from, uint64_t runs, uint64_t zeroBits, size_t size, Real *to) {
  uint64_t offset = 0;
  for (size_t i = 0; i < size; i += run, offset = nextRun(offset, runs))
    for (size_t j = 0; j < run; j += lanes)
      store(to + i + j, offset & zeroBits ? V{} : load(from + offset + j));
}

void scatter(const Real *from, uint64_t runs, size_t size, Real *to) {
  uint64_t offset = 0;
  for (size_t i = 0; i < size; i += run, offset = nextRun(offset, runs))
    for (size_t j = 0; j < run; j += lanes)
      store(to + offset + j, load(from + i + j));
}

} // namespace
} // namespace qml::rt
