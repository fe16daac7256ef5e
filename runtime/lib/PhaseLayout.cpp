// SPDX-License-Identifier: Apache-2.0
//
// Sums of phases as tables: which terms share one, how vectors select its entries, and which vectors come together.

#include "Layout.h"
#include "MaskBasis.h"

#include <algorithm>
#include <bit>

namespace qml::rt {

/// Terms are taken together as long as a table of their phases is worth building.
template <typename Real> void Layout<Real>::addPhases(uint32_t number, Sweep &sweep) {
  const Block &block = plan_.blocks[number];
  const int n = plan_.numQubits;
  for (bool perRow : {false, true}) {
    const int shared = std::clamp(n + int(rowBits_) - (rowBits_ > 0 ? 3 : 5), std::min(n, 3), 10);
    const unsigned maxRank = std::max(1, perRow ? std::min(n, std::max(n - 3, 2)) : shared);
    struct Group {
      MaskBasis basis;
      std::vector<uint32_t> terms;
    };
    std::vector<Group> groups;
    for (uint32_t i = block.firstTerm; i < block.firstTerm + block.numTerms; ++i) {
      if ((dependence(plan_.terms[i].angle) == Dependence::Rows) != perRow)
        continue;
      auto fits = [&](Group &group) {
        const uint64_t sign = plan_.terms[i].sign;
        return group.basis.contains(sign) || (group.basis.rank() < maxRank && group.basis.add(sign));
      };
      auto group = std::ranges::find_if(groups, fits);
      if (group == groups.end()) {
        group = groups.insert(groups.end(), Group());
        fits(*group);
      }
      group->terms.push_back(i);
    }
    for (Group &group : groups)
      addPhaseGroup(number, std::move(group.terms), perRow, sweep);
  }
}

template <typename Real>
void Layout<Real>::addPhaseGroup(uint32_t number, std::vector<uint32_t> terms, bool perRow, Sweep &sweep) {
  PhaseStep<Real> step;
  step.block = number;
  step.perRow = perRow;
  // Signs with the bits outside the tile on top, then vectors, then lanes: reduced rows with bits in the lanes only come out apart.
  const uint64_t outerBits = ((uint64_t(1) << plan_.numQubits) - 1) & ~sweep.bits;
  auto compact = [&](uint64_t mask) { return gatherBits(mask, outerBits) << tileBits_ | gatherBits(mask, sweep.bits); };
  MaskBasis basis;
  for (uint32_t term : terms)
    basis.add(compact(plan_.terms[term].sign));
  basis.sort();
  const uint64_t lanePart = lanes() - 1;
  auto vectorPart = [&](uint64_t mask) { return (mask << rowBits_) & ~lanePart; };
  step.rank = basis.rank();
  for (unsigned i = 0; i < step.rank; ++i)
    step.vectorRank += vectorPart(basis.row(i)) != 0;
  for (uint32_t term : terms)
    step.terms.emplace_back(term, uint16_t(basis.coordinates(compact(plan_.terms[term].sign))));
  const uint64_t tileMask = (uint64_t(1) << tileBits_) - 1;
  std::vector<uint16_t> index(tileVectors()); // of the phases, by vector
  step.laneIndex.assign(lanes(), 0);
  for (unsigned i = 0; i < step.rank; ++i) {
    uint64_t element = (basis.row(i) & tileMask) << rowBits_;
    for (uint32_t v = 0; v < index.size(); ++v)
      index[v] |= parity((element >> set_.laneBits) & v) << i;
    for (uint32_t lane = 0; lane < lanes(); ++lane)
      step.laneIndex[lane] |= parity(element & lane) << i;
  }
  for (uint64_t rest = outerBits; rest != 0; rest &= rest - 1) {
    uint64_t bit = rest & -rest, place = compact(bit);
    uint16_t contribution = 0;
    for (unsigned i = 0; i < step.rank; ++i)
      contribution |= basis.row(i) & place ? 1u << i : 0;
    if (contribution != 0)
      step.outerBits.emplace_back(bit, contribution);
  }
  step.pass.rowMask = perRow ? rowVectors() - 1 : 0;
  step.pass.inVectors = perRow || std::ranges::any_of(step.laneIndex, [](uint16_t index) { return index != 0; });
  size_t vectors = (size_t(1) << step.vectorRank) * (step.pass.rowMask + 1);
  Dependence most = Dependence::Nothing;
  for (auto [term, coordinates] : step.terms)
    most = std::max(most, dependence(plan_.terms[term].angle)), step.hasDerivative |= isWanted(plan_.terms[term].angle);
  const size_t numbers = vectors * (step.pass.inVectors ? lanes() : 1);
  addStep(StepRef::Phases, most, phases.size(), 2 * numbers, numbers, sweep);
  fillBuckets(index, step);
  isReal_ = isReal_ && isReal(step);
  phases.push_back(std::move(step));
}

/// Whether all phases are 1 or -1, whatever the slots.
template <typename Real> bool Layout<Real>::isReal(const PhaseStep<Real> &step) const {
  std::vector<double> sums(std::size_t(1) << step.rank, 0.0);
  for (auto [term, coordinates] : step.terms) {
    if (!plan_.terms[term].angle.isConstant())
      return false;
    sums[coordinates] += plan_.terms[term].angle.offset / 2;
  }
  walshHadamard(sums.data(), step.rank, 1);
  return std::ranges::all_of(sums, [](double phase) { return exactSinCos(phase).first == 0; });
}

/// Vectors by the phases that `index` and their rows select, in the order of each bucket's first.
template <typename Real> void Layout<Real>::fillBuckets(std::span<const uint16_t> index, PhaseStep<Real> &step) const {
  const uint32_t rows = step.pass.rowMask + 1;
  std::vector<uint32_t> bucketOf(std::size_t(1) << step.rank, ~0u);
  for (uint32_t v = 0; v < index.size(); v += rows)
    if (uint32_t &bucket = bucketOf[index[v]]; bucket == ~0u) {
      bucket = step.values.size();
      step.values.insert(step.values.end(), rows, index[v]);
    }
  PhasePass<Real> &pass = step.pass;
  pass.numBuckets = step.values.size();
  pass.bucketSize = index.size() / pass.numBuckets; // the index is linear: all are equally large
  step.order.resize(index.size());
  std::vector<uint32_t> filled(pass.numBuckets, 0);
  for (uint32_t v = 0; v < index.size(); ++v) {
    const uint32_t bucket = bucketOf[index[v]] + (v & pass.rowMask);
    step.order[bucket * pass.bucketSize + filled[bucket]++] = uint16_t(v);
  }
  pass.order = step.order.data();
  pass.values = step.values.data();
}

template void Layout<double>::addPhases(uint32_t, Sweep &);
template void Layout<float>::addPhases(uint32_t, Sweep &);

} // namespace qml::rt
