// SPDX-License-Identifier: Apache-2.0
//
// The passes of steps in one tile.
#pragma once

#include "Layout.h"

#include <array>

namespace qml::rt {

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

template <typename Real> PhasePass<Real> place(const PhaseStep<Real> &step, uint64_t base, bool realOnly, const Real *coefficients) {
  PhasePass<Real> pass = step.pass;
  pass.realOnly = realOnly;
  pass.outer = 0;
  for (auto [bit, contribution] : step.outerBits)
    pass.outer ^= base & bit ? contribution : 0;
  pass.coefficients = coefficients;
  return pass;
}

} // namespace qml::rt
