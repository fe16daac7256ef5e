// SPDX-License-Identifier: Apache-2.0
//
// Rotations that commute as passes over a tile, and which passes take turns on patches of it.

#include "Layout.h"

#include <algorithm>
#include <new>

namespace qml::rt {

template <typename Real> void Layout<Real>::addRotations(const std::vector<SweepBlock> &blocks, Sweep &sweep) {
  RotationsStep<Real> step;
  RotationsPass<Real> pass;
  step.lanes = lanes();
  step.perRow = dependence(blocks.front().block) == Dependence::Rows;
  pass.cross = isCross(plan_.targets[plan_.blocks[blocks.front().block].firstTarget]);
  pass.rowMask = step.perRow ? rowVectors() - 1 : 0;
  pass.inVectors = step.perRow;
  pass.run = step.perRow ? 1 : rowVectors();
  isReal_ = isReal_ && !pass.cross;
  std::vector<uint32_t> flipVectors, flipLanes, signs;
  if (!step.signs.reserve(2 * blocks.size() * lanes()))
    throw std::bad_alloc();
  Real *laneSigns = step.signs.data();
  pass.signs = laneSigns;
  for (const auto &[block, terms] : blocks) {
    const Qubit &target = plan_.targets[plan_.blocks[block].firstTarget];
    Cut flip = cutFlip(target.flip, sweep), sign = cutSign(target.sign, sweep);
    step.rotations.push_back({block, sign.outer});
    step.hasDerivative = step.hasDerivative || hasDerivative(block);
    flipVectors.push_back(flip.vectors);
    flipLanes.push_back(flip.lanes);
    signs.push_back(sign.vectors);
    for (bool odd : {false, true})
      for (uint32_t lane = 0; lane < lanes(); ++lane)
        *laneSigns++ = parity(sign.lanes & lane) != odd ? Real(-1) : Real(1);
  }
  for (bool backward : {false, true}) {
    if (backward && !step.hasDerivative)
      continue;
    std::vector<RotationsPass<Real>> &passes = step.passes[backward] = passesOf(pass, flipVectors, flipLanes, signs, backward);
    std::vector<RotationsBundle<Real>> &bundles = backward ? step.backward : step.forward;
    bundles = bundlesOf(passes, backward ? 2 : 1);
    if (shares_.numBits > 0 && !backward)
      step.shares[0] = share(bundles, shares_.half(), 0);
    else if (shares_.numBits > 0)
      step.shares[1] = share(bundles, step.shares[0].back().half(), shares_.half());
    for (RotationsBundle<Real> &bundle : bundles)
      addStarts(bundle, &passes[bundle.passes - passes.data()], step);
  }
  if (shares_.numBits > 0)
    shares_ = step.shares[0].back();
  const size_t vectors = blocks.size() * (pass.rowMask + 1);
  addStep(StepRef::Rotations, step.perRow ? Dependence::Rows : Dependence::SharedSlots, rotations.size(),
          2 * (step.perRow ? vectors * lanes() : vectors), vectors * lanes(), sweep, blocks.size());
  rotations.push_back(std::move(step));
}

/// The passes of rotations with these flips and signs; `all` is what they have in common.
template <typename Real>
std::vector<RotationsPass<Real>> Layout<Real>::passesOf(const RotationsPass<Real> &all, std::span<const uint32_t> flipVectors,
                                                        std::span<const uint32_t> flipLanes, std::span<const uint32_t> signs,
                                                        bool backward) const {
  const unsigned max = backward ? set_.maxRotationsBackward : set_.maxRotations;
  std::vector<RotationsPass<Real>> passes;
  for (const RotationShare &share : shareOut(flipVectors, flipLanes, max, /*mixes=*/!all.cross)) {
    RotationsPass<Real> &pass = passes.emplace_back(all);
    auto add = [&](uint8_t rotation) {
      const unsigned place = pass.numHigh + pass.numLow;
      pass.rotation[place] = rotation;
      pass.sign[place] = signs[rotation];
    };
    std::vector<uint8_t> high = share.high;
    std::ranges::stable_sort(high, std::greater(), [&](uint8_t rotation) { return flipLanes[rotation]; });
    for (uint8_t rotation : high) {
      add(rotation);
      const unsigned size = 1u << pass.numHigh++;
      for (unsigned m = 0; m < size; ++m) {
        pass.offset[size + m] = pass.offset[m] ^ size_t(flipVectors[rotation]) * lanes();
        pass.flipLanes[size + m] = uint8_t(pass.flipLanes[m] ^ flipLanes[rotation]);
      }
      if (flipLanes[rotation] >= set_.partLanes)
        pass.numParts = pass.numHigh;
      if (flipLanes[rotation] % set_.partLanes != 0)
        pass.numInside = pass.numHigh;
    }
    for (uint8_t rotation : share.low) {
      add(rotation);
      uint8_t &combination = pass.combination[pass.numLow];
      while (pass.offset[combination] != size_t(flipVectors[rotation]) * lanes())
        ++combination;
      // What the flips of high ones leave.
      pass.lowLanes[pass.numLow++] = uint8_t(flipLanes[rotation] ^ pass.flipLanes[combination]);
    }
    set_.chooseRotations(pass, backward);
  }
  return passes;
}

/// Adds the flips of a pass's vectors; false if some are combinations of those added before.
template <typename Real> static bool addFlips(const RotationsPass<Real> &pass, unsigned laneBits, MaskBasis &to) {
  bool areIndependent = true;
  for (unsigned i = 0; i < pass.numHigh; ++i)
    areIndependent = to.add(pass.offset[size_t(1) << i] >> laneBits) && areIndependent;
  return areIndependent;
}

/// Passes one after the other are together while their patch of `numStates` states takes half of a small first level of cache. A
/// tile that lies there as a whole needs no patches.
template <typename Real>
std::vector<RotationsBundle<Real>> Layout<Real>::bundlesOf(std::span<const RotationsPass<Real>> passes, unsigned numStates) const {
  constexpr size_t patchBytes = size_t(1) << 14;
  const size_t vectorBytes = (2 * sizeof(Real) << set_.laneBits) * numStates;
  const bool isSmall = vectorBytes * tileVectors() <= patchBytes;
  std::vector<RotationsBundle<Real>> bundles;
  MaskBasis flips; // of the last bundle
  unsigned fewestHigh = 0; // of its passes
  for (const RotationsPass<Real> &pass : passes) {
    MaskBasis both = flips;
    bool fits = addFlips(pass, set_.laneBits, both) && !bundles.empty() && !isSmall && pass.numHigh > 0 &&
                bundles.back().numPasses < RotationsBundle<Real>::maxPasses;
    fewestHigh = std::min(fewestHigh, pass.numHigh);
    fits = fits && (vectorBytes * pass.run << both.rank()) <= patchBytes && fewestHigh > 0 &&
           size_t(1) << (both.rank() - fewestHigh) <= RotationsBundle<Real>::maxStarts;
    if (!fits) {
      fewestHigh = pass.numHigh;
      bundles.emplace_back().passes = &pass;
      both = {};
      addFlips(pass, set_.laneBits, both);
    }
    flips = std::move(both);
    RotationsBundle<Real> &bundle = bundles.back();
    ++bundle.numPasses;
    bundle.inner = pass.run - 1;
    for (unsigned i = 0; i < flips.rank(); ++i)
      bundle.inner |= uint32_t(flips.pivot(i));
  }
  return bundles;
}

/// How threads share out a tile for each of these bundles. First come those that leave each half to the thread that had it before,
/// last those that leave it to the one that has it behind.
template <typename Real>
std::vector<TileShares> Layout<Real>::share(std::vector<RotationsBundle<Real>> &bundles, uint32_t before, uint32_t behind) const {
  struct Shared {
    RotationsBundle<Real> bundle;
    TileShares shares;
  };
  std::vector<Shared> all;
  for (const RotationsBundle<Real> &bundle : bundles) {
    MaskBasis flips;
    for (const RotationsPass<Real> &pass : std::span(bundle.passes, bundle.numPasses))
      addFlips(pass, set_.laneBits, flips);
    all.push_back({bundle, sharesBy(flips, tileVectors(), 1u << shares_.numBits)});
  }
  std::ranges::stable_sort(all, {}, [&](const Shared &shared) {
    const uint32_t half = shared.shares.half();
    return half == before ? 0 : half == behind ? 2 : 1;
  });
  std::ranges::transform(all, bundles.begin(), &Shared::bundle);
  std::vector<TileShares> shares;
  std::ranges::transform(all, std::back_inserter(shares), &Shared::shares);
  return shares;
}

/// The groups of a patch, for each of the passes of a bundle.
template <typename Real>
void Layout<Real>::addStarts(RotationsBundle<Real> &bundle, RotationsPass<Real> *passes, RotationsStep<Real> &step) const {
  constexpr size_t mostAlone = 32;
  std::vector<uint32_t> alone; // what leads from group to group where there is one pass only
  for (uint32_t bit = 1; bundle.numPasses == 1 && bit < tileVectors() && size_t(2) << alone.size() <= mostAlone; bit <<= 1)
    if (!(bundle.inner & bit)) {
      alone.push_back(bit);
      bundle.inner |= bit;
    }
  for (RotationsPass<Real> &pass : std::span(passes, bundle.numPasses)) {
    std::vector<uint32_t> moves = alone;
    for (const RotationsPass<Real> &other : std::span(bundle.passes, bundle.numPasses))
      for (unsigned i = 0; i < other.numHigh && &other != &pass; ++i)
        moves.push_back(uint32_t(other.offset[size_t(1) << i] >> set_.laneBits));
    std::vector<GroupPlace> &starts = step.starts.emplace_back(1, GroupPlace{0, 0});
    for (uint32_t move : moves) {
      GroupPlace moved{move, 0};
      for (unsigned i = 0; i < pass.numHigh + pass.numLow; ++i)
        moved.odd |= oddByte(lanes(), i, parity(pass.sign[i] & move));
      for (size_t i = 0, size = starts.size(); i < size; ++i)
        starts.push_back({starts[i].first ^ moved.first, starts[i].odd ^ moved.odd});
    }
    pass.starts = starts.data();
    pass.numStarts = uint32_t(starts.size());
  }
}

template void Layout<double>::addRotations(const std::vector<SweepBlock> &, Sweep &);
template void Layout<float>::addRotations(const std::vector<SweepBlock> &, Sweep &);

} // namespace qml::rt
