// SPDX-License-Identifier: Apache-2.0
//
// The passes of steps in one tile, or in a slice of it.
#pragma once

#include "Layout.h"
#include "Threads.h"

#include <array>

namespace qml::rt {

/// What one call does of a step in a tile of `vectors`: slice `number` of `count`, and all of its bundles of rotations or one. Where
/// there are more slices, all of them end a bundle before one begins the next.
struct Slice {
  static constexpr unsigned allBundles = ~0u;
  uint32_t vectors;
  unsigned number = 0, count = 1, bundle = allBundles;

  template <typename Bundle> std::span<const Bundle> among(const std::vector<Bundle> &bundles) const {
    return bundle == allBundles ? std::span(bundles) : std::span(bundles).subspan(bundle, 1);
  }
  /// As kernels take them: from the number of one group to that of another, numbers that have no bit of `inner`.
  std::pair<uint32_t, uint32_t> groups(uint32_t inner) const {
    if (count == 1)
      return {0, vectors};
    const uint32_t outer = (vectors - 1) & ~inner;
    const size_t numGroups = size_t(1) << std::popcount(outer);
    auto [begin, end] = chunkRange(numGroups, number, count);
    auto first = [&](size_t group) { return group == numGroups ? vectors : uint32_t(spreadBits(group, outer)); };
    return {first(begin), first(end)};
  }
};

/// The pass of a pair step in the tile at `base`; false if its conditions hold nowhere.
template <typename Real> bool place(const PairStep<Real> &step, uint64_t base, const Real *coefficients, PairPass<Real> &pass) {
  pass = step.pass;
  pass.parity = parity(step.outerSign & base);
  pass.coefficients = coefficients;
  pass.signs = coefficients + step.firstSign;
  return step.conditions.all.empty() || step.conditions.resolve(base, pass.where);
}

template <typename Real> using RotationsPlaces = std::array<RotationsPlace<Real>, RotationsBundle<Real>::maxPasses>;

/// Of a bundle of a rotations step in the tile at `base`; `full` is a bit for each of the step's rotations.
template <typename Real>
RotationsPlaces<Real> place(const RotationsStep<Real> &step, const RotationsBundle<Real> &bundle, uint64_t base, uint32_t full,
                            bool realOnly, const Real *coefficients) {
  RotationsPlaces<Real> places;
  for (unsigned number = 0; number < bundle.numPasses; ++number) {
    const RotationsPass<Real> &pass = bundle.passes[number];
    RotationsPlace<Real> &place = places[number] = {0, 0, realOnly, coefficients};
    for (unsigned i = 0; i < pass.numHigh + pass.numLow && (base | full) != 0; ++i) {
      place.odd |= oddByte(step.lanes, i, parity(step.rotations[pass.rotation[i]].outerSign & base));
      place.full |= ((full >> pass.rotation[i]) & 1) << i;
    }
  }
  return places;
}

template <typename Real> bool place(const DenseStep<Real> &step, uint64_t base, const Real *coefficients, DensePass<Real> &pass) {
  pass = step.pass;
  pass.parity = 0;
  for (unsigned i = 0; i < pass.numHigh + pass.numLow; ++i)
    pass.parity |= parity(step.outerSign[i] & base) << i;
  pass.coefficients = coefficients;
  return step.conditions.all.empty() || step.conditions.resolve(base, pass.where);
}

template <typename Real>
PhasePass<Real> place(const PhaseStep<Real> &step, uint64_t base, bool realOnly, const Real *coefficients, const Slice &slice) {
  PhasePass<Real> pass = step.pass;
  if (slice.count > 1) { // there are no rows
    const unsigned parts = step.slicesBuckets ? slice.count : std::max(1u, slice.count / pass.numBuckets);
    const auto [first, last] = chunkRange(pass.numBuckets, slice.number / parts, slice.count / parts);
    const auto [begin, end] = chunkRange(pass.bucketSize, slice.number % parts, parts);
    pass.order += first * pass.bucketSize + begin;
    pass.values += first;
    pass.numBuckets = uint32_t(last - first);
    pass.taken = uint32_t(end - begin);
  }
  pass.realOnly = realOnly;
  pass.outer = 0;
  for (auto [bit, contribution] : step.outerBits)
    pass.outer ^= base & bit ? contribution : 0;
  pass.coefficients = coefficients;
  return pass;
}

} // namespace qml::rt
