// SPDX-License-Identifier: Apache-2.0
//
// Sums of phases as tables: which terms share one, how vectors select its entries, and which vectors come together.

#include "Layout.h"
#include "MaskBasis.h"

#include <algorithm>
#include <bit>

namespace qml::rt {

std::vector<std::vector<uint32_t>> tablesOf(const Plan &plan, std::span<const uint32_t> terms, uint64_t inLanes, unsigned maxRank) {
  struct Group {
    MaskBasis basis;
    std::vector<uint32_t> terms;
    bool add(uint32_t term, uint64_t sign, unsigned maxRank) {
      const bool fits = basis.contains(sign) || (basis.rank() < maxRank && basis.add(sign));
      if (fits)
        terms.push_back(term);
      return fits;
    }
  };
  // Dealt out in turn: a table of neighbours leaves vectors with equal phases that are all far apart, in one set of the cache.
  auto deal = [&](size_t numGroups) {
    std::vector<Group> groups(numGroups);
    size_t next = 0;
    for (uint32_t i : terms) {
      const uint64_t sign = plan.terms[i].sign & ~inLanes;
      bool placed = false;
      for (size_t tried = 0; tried < groups.size() && !placed; ++tried)
        placed = groups[(next + tried) % groups.size()].add(i, sign, maxRank);
      if (!placed)
        groups.emplace_back().add(i, sign, maxRank);
      next += numGroups > 0;
    }
    return groups;
  };
  std::vector<std::vector<uint32_t>> tables;
  for (Group &group : deal(deal(0).size()))
    tables.push_back(std::move(group.terms));
  return tables;
}

unsigned maxTableRank(int vectorBits) { return unsigned(std::clamp((3 * vectorBits + 2) / 5, 2, 10)); }

template <typename Real> void Layout<Real>::addPhases(std::span<const uint32_t> terms, Sweep &sweep) {
  const int n = plan_.numQubits;
  const uint64_t inLanes = rowBits_ == 0 ? lanes() - 1 : 0; // lanes have phases of their own anyway
  for (bool perRow : {false, true}) {
    const unsigned maxRank = rowBits_ == 0 ? maxTableRank(n - int(set_.laneBits))
                             : perRow      ? std::max(1, std::min(n, std::max(n - 3, 2)))
                                           : std::clamp(n + int(rowBits_) - 3, std::min(n, 3), 10);
    std::vector<uint32_t> own;
    std::ranges::copy_if(terms, std::back_inserter(own),
                         [&](uint32_t i) { return (dependence(plan_.terms[i].angle) == Dependence::Rows) == perRow; });
    for (const std::vector<uint32_t> &table : tablesOf(plan_, own, inLanes, maxRank))
      addPhaseGroup(table, perRow, sweep);
  }
}

template <typename Real>
void Layout<Real>::addPhaseGroup(std::span<const uint32_t> terms, bool perRow, Sweep &sweep) {
  PhaseStep<Real> step;
  step.table.perRow = perRow;
  // The signs' parts outside the lanes, with the bits outside the tile on top, number coefficient vectors; lanes are as they are.
  const uint64_t outerBits = ((uint64_t(1) << plan_.numQubits) - 1) & ~sweep.bits, laneMask = lanes() - 1;
  auto compact = [&](uint64_t mask) {
    return placeOfSign(mask, sweep) << rowBits_;
  };
  MaskBasis basis;
  for (uint32_t term : terms) {
    const uint64_t mask = compact(plan_.terms[term].sign);
    basis.add(mask & ~laneMask);
    step.pass.inVectors = step.pass.inVectors || perRow || (mask & laneMask) != 0;
  }
  const unsigned positionBits = step.pass.inVectors && !perRow ? set_.laneBits : 0;
  // Signs as functions of lanes and numbers. Those that are independent on the lanes can be flipped by a flip of lanes, so that
  // numbers with equal values of the others have the same phases but for that.
  MaskBasis functions;
  auto functionOf = [&](uint32_t term) {
    const uint64_t mask = compact(plan_.terms[term].sign);
    return (positionBits > 0 ? mask & laneMask : 0) << basis.rank() | basis.coordinates(mask & ~laneMask);
  };
  for (uint32_t term : terms)
    functions.add(functionOf(term));
  functions.sort(std::less());
  unsigned rank = 0;
  while (rank < functions.rank() && functions.row(rank) >> basis.rank() == 0)
    ++rank;
  step.table.rank = rank + positionBits;
  for (uint32_t term : terms) {
    const uint64_t function = functionOf(term), position = functions.coordinates(function) & ((1u << rank) - 1);
    step.table.terms.push_back({term, uint16_t(position << positionBits | function >> basis.rank())});
  }
  for (uint32_t number = 0; number < 1u << basis.rank() && rank < basis.rank(); ++number) {
    uint16_t place = 0;
    for (unsigned i = 0; i < functions.rank(); ++i)
      if (parity(functions.row(i) & number))
        place |= i < rank ? lanes() << i : std::bit_floor(functions.row(i)) >> basis.rank();
    step.places.push_back(place);
  }
  step.pass.places = step.places.empty() ? nullptr : step.places.data();
  auto contributionOf = [&](uint64_t bit) {
    uint16_t contribution = 0;
    for (unsigned i = 0; i < basis.rank(); ++i)
      contribution |= basis.row(i) & bit ? 1u << i : 0;
    return contribution;
  };
  std::vector<uint16_t> index(tileVectors()); // of the coefficients, by vector: bits of its number add up
  for (uint32_t bit = 1; bit < index.size(); bit *= 2) {
    const uint16_t contribution = contributionOf(uint64_t(bit) << set_.laneBits);
    for (uint32_t v = 0; v < bit; ++v)
      index[bit + v] = index[v] ^ contribution;
  }
  for (uint64_t rest = outerBits; rest != 0; rest &= rest - 1)
    if (const uint16_t contribution = contributionOf(compact(rest & -rest)))
      step.outerBits.emplace_back(rest & -rest, contribution);
  step.pass.rowMask = perRow ? rowVectors() - 1 : 0;
  size_t vectors = (size_t(1) << rank) * (step.pass.rowMask + 1);
  Dependence most = Dependence::Nothing;
  for (PhaseTable::Term term : step.table.terms) {
    const Angle &angle = plan_.terms[term.number].angle;
    most = std::max(most, dependence(angle)), step.hasDerivative |= isWanted(angle);
  }
  const size_t numbers = vectors * (step.pass.inVectors ? lanes() : 1);
  addStep(StepRef::Phases, most, phases.size(), 2 * numbers, numbers, sweep);
  fillBuckets(index, step);
  isReal_ = isReal_ && isReal(step.table);
  phases.push_back(std::move(step));
}

/// Whether all phases are 1 or -1, whatever the slots.
template <typename Real> bool Layout<Real>::isReal(const PhaseTable &table) const {
  std::vector<double> sums(std::size_t(1) << table.rank, 0.0);
  for (PhaseTable::Term term : table.terms) {
    if (!plan_.terms[term.number].angle.isConstant())
      return false;
    sums[term.position] += plan_.terms[term.number].angle.offset / 2;
  }
  walshHadamard(sums.data(), table.rank, 1);
  return std::ranges::all_of(sums, [](double phase) { return exactSinCos(phase).first == 0; });
}

/// Vectors by the phases that `index` and their rows select, in the order of each bucket's first, and such that threads that share the
/// tile go on with what they had.
template <typename Real> void Layout<Real>::fillBuckets(std::span<const uint16_t> index, PhaseStep<Real> &step) const {
  const uint32_t rows = step.pass.rowMask + 1;
  step.shares = shares_;
  const std::vector<uint16_t> vectors = step.shares.inOrder(uint32_t(index.size()));
  std::vector<uint32_t> bucketOf(std::ranges::max(index) + 1, ~0u);
  for (size_t i = 0; i < vectors.size(); i += rows) {
    const uint16_t value = index[vectors[i]];
    if (uint32_t &bucket = bucketOf[value]; bucket == ~0u) {
      bucket = step.values.size();
      step.values.insert(step.values.end(), rows, value);
    }
  }
  PhasePass<Real> &pass = step.pass;
  pass.numBuckets = step.values.size();
  pass.bucketSize = pass.taken = index.size() / pass.numBuckets; // the index is linear: all are equally large
  step.order.resize(index.size());
  std::vector<uint16_t *> next(pass.numBuckets);
  for (uint32_t bucket = 0; bucket < pass.numBuckets; ++bucket)
    next[bucket] = &step.order[bucket * pass.bucketSize];
  for (uint16_t v : vectors)
    *next[bucketOf[index[v]] + (v & pass.rowMask)]++ = v;
  pass.order = step.order.data();
  pass.values = step.values.data();
  auto half = [&](uint16_t v) { return parity(step.shares.half() & v); };
  step.slicesBuckets = pass.numBuckets == 1 || half(pass.order[0]) != half(pass.order[pass.bucketSize - 1]);
}

template void Layout<double>::addPhases(std::span<const uint32_t>, Sweep &);
template void Layout<float>::addPhases(std::span<const uint32_t>, Sweep &);

} // namespace qml::rt
