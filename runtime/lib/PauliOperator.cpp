// SPDX-License-Identifier: Apache-2.0
//
// Sums of Pauli strings applied tile by tile.

#include "PauliOperator.h"

#include "MaskBasis.h"

#include <bit>
#include <new>
#include <set>

namespace qml::rt {
namespace {

/// Numbers in a tile's real parts: the tiles of source and target and some tables lie in L1 together.
constexpr size_t tileBytes = 8192;
/// Flips that go to a kernel in one call, and those of them whose tables are made for the call.
constexpr unsigned maxPasses = 64, maxMade = 4;
constexpr size_t noTable = ~size_t(0);

} // namespace

template <typename Real>
PauliOperator<Real>::PauliOperator(std::vector<WeightedString> strings, unsigned numQubits, const KernelSet<Real> &set, size_t &room)
    : set_(set), numQubits_(numQubits),
      tileBits_(std::clamp<unsigned>(numQubits, set.laneBits, unsigned(std::countr_zero(tileBytes / sizeof(Real))))),
      tileVectors_(uint32_t(1) << (tileBits_ - set.laneBits)) {
  // Runs in order of the tile they lead to, so that consecutive runs read neighbouring tiles.
  const uint64_t laneMask = (uint64_t(1) << set.laneBits) - 1;
  auto kind = [&](const WeightedString &s) { return unsigned((s.flip & laneMask) != 0) + 2 * (s.numY % 2); };
  auto key = [&](const WeightedString &s) { return std::tuple(s.flip >> tileBits_, kind(s), s.flip); };
  std::ranges::stable_sort(strings, {}, key);
  for (size_t first = 0; first < strings.size();) {
    size_t last = first;
    while (last < strings.size() && key(strings[last]) == key(strings[first]))
      ++last;
    const uint64_t outside = strings[first].flip >> tileBits_ << tileBits_;
    if (runs_.empty() || runs_.back().flip != outside)
      runs_.push_back({outside, flips_.size(), flips_.size()});
    addFlip({strings.data() + first, last - first});
    flips_.back().kind = kind(strings[first]);
    ++runs_.back().last;
    first = last;
  }
  keepTables(room);
}

template <typename Real> void PauliOperator<Real>::addFlip(std::span<const WeightedString> strings) {
  const uint64_t tileMask = (uint64_t(1) << tileBits_) - 1, laneMask = (uint64_t(1) << set_.laneBits) - 1;
  MaskBasis inner, outer;
  for (const WeightedString &string : strings) {
    inner.add((string.z & tileMask) >> set_.laneBits);
    outer.add(string.z >> tileBits_);
  }
  Flip &flip = flips_.emplace_back();
  flip.flip = strings.front().flip & tileMask;
  flip.firstTerm = terms_.size();
  flip.index = index_.size();
  flip.numVectors = uint32_t(1) << inner.rank();
  for (const WeightedString &s : strings) {
    const uint64_t coordinates = inner.coordinates((s.z & tileMask) >> set_.laneBits);
    terms_.push_back({outer.coordinates(s.z >> tileBits_), uint32_t(coordinates << set_.laneBits | (s.z & laneMask)), s.observable,
                      applySign(s) * s.coefficient});
  }
  flip.lastTerm = terms_.size();
  for (uint32_t v = 0; v < tileVectors_; ++v) {
    uint16_t number = 0;
    for (unsigned i = 0; i < inner.rank(); ++i)
      number |= parity(inner.row(i) & v) << i;
    index_.push_back(number);
  }
  for (unsigned i = 0; i < outer.rank(); ++i)
    flip.parities.push_back(outer.row(i) << tileBits_);
}

/// Small tables first.
template <typename Real> void PauliOperator<Real>::keepTables(size_t &room) {
  auto bits = [&](const Flip &flip) { return std::countr_zero(flip.numVectors) + set_.laneBits + flip.parities.size(); };
  std::vector<Flip *> order;
  for (Flip &flip : flips_)
    order.push_back(&flip);
  std::ranges::stable_sort(order, {}, [&](const Flip *flip) { return bits(*flip); });
  size_t total = 0, numTables = 0;
  for (Flip *flip : order) {
    if (bits(*flip) >= 40 || size_t(1) << bits(*flip) > room)
      break;
    room -= size_t(1) << bits(*flip);
    total += size_t(1) << bits(*flip);
    flip->isKept = true;
    flip->tables = numTables;
    numTables += size_t(1) << flip->parities.size();
  }
  if (!keptTables_.reserve(total))
    throw std::bad_alloc();
  size_t size = 0;
  for (Flip *flip : order)
    for (uint64_t number = 0; flip->isKept && number < uint64_t(1) << flip->parities.size(); ++number) {
      Real *table = keptTables_.data() + size;
      makeTable(*flip, number, nullptr, table);
      const size_t length = size_t(flip->numVectors) << set_.laneBits;
      const bool isZero = std::all_of(table, table + length, [](Real x) { return x == 0; });
      kept_.push_back(isZero ? noTable : size);
      size += isZero ? 0 : length;
    }
}

template <typename Real> size_t PauliOperator<Real>::Flip::number(uint64_t base) const {
  size_t result = 0;
  for (size_t i = 0; i < parities.size(); ++i)
    result |= size_t(parity(parities[i] & base)) << i;
  return result;
}

template <typename Real>
void PauliOperator<Real>::makeTable(const Flip &flip, uint64_t number, const double *weights, Real *table) const {
  std::fill_n(table, size_t(flip.numVectors) << set_.laneBits, Real(0));
  for (size_t i = flip.firstTerm; i < flip.lastTerm; ++i) {
    const Term &term = terms_[i];
    const double value = weights ? weights[term.observable] * term.coefficient : term.coefficient;
    table[term.position] += Real(parity(term.outer & number) ? -value : value);
  }
  set_.walshHadamard(table, flip.numVectors);
}

/// One run from the tile at `base`; memory begins with amplitude `origin`. Every string is Hermitian, so that the tile and the one the run leads to have the same share
/// in the expectation value.
template <typename Real>
double PauliOperator<Real>::applyRun(const Run &run, uint64_t base, uint64_t origin, Amplitudes<Real> source, Amplitudes<Real> target,
                                     double weight, const double *weights, Real *made) const {
  const uint64_t at = base - origin, from = (base ^ run.flip) - origin;
  const Amplitudes<Real> sourceTile{source.re + from, source.im + from}, bra{source.re + at, source.im + at};
  const Amplitudes<Real> targetTile = target.re ? Amplitudes<Real>{target.re + at, target.im + at} : Amplitudes<Real>{};
  PauliPass<Real> passes[maxPasses];
  unsigned numPasses = 0, numMade = 0;
  uint32_t counts[4] = {};
  double sum = 0;
  auto flush = [&] {
    if (numPasses > 0)
      sum += set_.pauliSum(sourceTile, bra, targetTile, tileVectors_, passes, counts, Real(weight));
    numPasses = numMade = 0;
    std::fill_n(counts, 4, 0);
  };
  for (size_t i = run.first; i < run.last; ++i) {
    const Flip &flip = flips_[i];
    const size_t number = flip.number(base);
    const Real *table;
    if (flip.isKept && !weights) {
      const size_t at = kept_[flip.tables + number];
      if (at == noTable)
        continue;
      table = keptTables_.data() + at;
    } else {
      Real *to = made + (numMade++ << tileBits_);
      makeTable(flip, number, weights, to);
      table = to;
    }
    passes[numPasses++] = {uint32_t(flip.flip >> set_.laneBits), uint32_t(flip.flip & ((1u << set_.laneBits) - 1)),
                           index_.data() + flip.index, table};
    ++counts[flip.kind];
    if (numPasses == maxPasses || numMade == maxMade)
      flush();
  }
  flush();
  return sum;
}

template <typename Real>
double PauliOperator<Real>::applyTiles(uint64_t begin, uint64_t end, uint64_t origin, Amplitudes<Real> source, Amplitudes<Real> target,
                                       Write write, double weight, const double *weights) const {
  alignas(64) Real made[maxMade * tileBytes / sizeof(Real)];
  const size_t size = size_t(tileVectors_) << set_.laneBits;
  double sum = 0;
  for (uint64_t base = begin; base < end; base += size) {
    if (target.re && write == Write::Set) // here, where the tile stays in the cache
      for (Real *part : {target.re, target.im})
        std::fill_n(part + (base - origin), size, Real(0));
    for (const Run &run : runs_) {
      const uint64_t pairBit = target.re ? 0 : std::bit_floor(run.flip);
      if (!(base & pairBit))
        sum += (pairBit ? 2 : 1) * applyRun(run, base, origin, source, target, weight, weights, made);
    }
  }
  return sum;
}

template <typename Real>
double PauliOperator<Real>::applyPart(uint64_t begin, uint64_t end, Amplitudes<Real> source, Amplitudes<Real> target, Write write,
                                      double weight) const {
  return applyTiles(begin, end, begin, source, target, write, weight, nullptr);
}

template <typename Real>
double PauliOperator<Real>::applyTo(Execution<Real> &execution, Amplitudes<Real> source, Amplitudes<Real> target, Write write,
                                    double weight, const double *weights) const {
  const size_t numTiles = std::max<size_t>(1, (size_t(1) << numQubits_) >> tileBits_);
  const unsigned numChunks = execution.numChunks();
  std::array<double, maxChunks> sums;
  execution.forChunks([&](unsigned chunk, unsigned) {
    auto [begin, end] = chunkRange(numTiles, chunk, numChunks);
    sums[chunk] = applyTiles(uint64_t(begin) << tileBits_, uint64_t(end) << tileBits_, 0, source, target, write, weight, weights);
  });
  double sum = 0;
  for (unsigned chunk = 0; chunk < numChunks; ++chunk)
    sum += sums[chunk];
  return sum;
}

template <typename Real>
double PauliOperator<Real>::apply(Execution<Real> &execution, Amplitudes<Real> source, Amplitudes<Real> target, Write write,
                                  double weight) const {
  return applyTo(execution, source, target, write, weight, nullptr);
}

template <typename Real>
void PauliOperator<Real>::applyWeighted(Execution<Real> &execution, Amplitudes<Real> source, Amplitudes<Real> target, Write write,
                                        const double *weights) const {
  applyTo(execution, source, target, write, 1, weights);
}

/// Numbers in tables: an eighth of a state, or where that is little, what the second level of a cache holds; at most 32 MiB.
static size_t roomFor(const Plan &plan) {
  return std::clamp<size_t>((size_t(1) << std::min(plan.numQubits, 40u)) / 4, size_t(1) << 18, size_t(1) << 22);
}

template <typename Real> std::optional<TileObservables<Real>> TileObservables<Real>::of(const Layout<Real> &layout) {
  constexpr size_t most = 4; // more are read together
  const Plan &plan = layout.plan();
  if (layout.sweeps.empty() || numReadings(plan) > most)
    return std::nullopt;
  const Sweep &sweep = layout.sweeps.back();
  size_t room = roomFor(plan);
  TileObservables result;
  for (const Reading &reading : plan.readings) {
    if (reading.kind != ReadingKind::Expval)
      return std::nullopt;
    for (const PauliSum &observable : reading.observables) {
      std::vector<WeightedString> strings;
      for (const PauliTerm &term : observable.terms) {
        PauliString string = pauliString(term, plan.qubits);
        if (string.flip & ~sweep.bits)
          return std::nullopt;
        string.flip = layout.placeOfFlip(string.flip, sweep);
        string.z = layout.placeOfSign(string.z, sweep);
        strings.push_back({string, term.coefficient, 0});
      }
      result.operators.emplace_back(std::move(strings), plan.numQubits, layout.set(), room);
    }
  }
  return result;
}

template <typename Real> Observables<Real>::Observables(const Plan &plan, const KernelSet<Real> &set) {
  size_t room = roomFor(plan);
  for (const Reading &reading : plan.readings) {
    OfReading &of = readings.emplace_back();
    std::vector<std::vector<WeightedString>> each;
    std::set<uint64_t> flips;
    size_t numFlips = 0; // if all observables are read apart
    for (uint32_t i = 0; i < reading.observables.size(); ++i) {
      std::set<uint64_t> own;
      std::vector<WeightedString> &strings = each.emplace_back();
      for (const PauliTerm &term : reading.observables[i].terms) {
        strings.push_back({pauliString(term, plan.qubits), term.coefficient, i});
        own.insert(strings.back().flip);
      }
      numFlips += own.size();
      flips.merge(own);
    }
    // A flip read for all its strings at once costs about as much as four read for one observable.
    if (reading.kind == ReadingKind::Expval && numFlips > 4 * flips.size()) {
      of.strings = stringsInOrder(reading, plan.qubits);
      size_t noRoom = 0;
      of.operators.emplace_back(of.strings, plan.numQubits, set, noRoom);
    } else {
      for (auto &strings : each)
        of.operators.emplace_back(std::move(strings), plan.numQubits, set, room);
    }
  }
}

template <typename Real> const Observables<Real> &Program::Impl::observables(const KernelSet<Real> &set) const {
  return made<Real>().observables.get([&](const void *key) { return key == &set; }, [&] {
    return std::pair(static_cast<const void *>(&set), std::make_unique<Observables<Real>>(plan, set));
  });
}

template <typename Real> const TileObservables<Real> *Program::Impl::tileObservables(const Layout<Real> &layout) const {
  const auto &known = made<Real>().tileObservables.get([&](uint64_t id) { return id == layout.id(); }, [&] {
    return std::pair(layout.id(), std::make_unique<std::optional<TileObservables<Real>>>(TileObservables<Real>::of(layout)));
  });
  return known ? &*known : nullptr;
}

// Here, where Observables are known.
Program::Impl::Impl() = default;
Program::Impl::~Impl() = default;

template const Observables<double> &Program::Impl::observables(const KernelSet<double> &) const;
template const Observables<float> &Program::Impl::observables(const KernelSet<float> &) const;
template const TileObservables<double> *Program::Impl::tileObservables(const Layout<double> &) const;
template const TileObservables<float> *Program::Impl::tileObservables(const Layout<float> &) const;
template class PauliOperator<double>;
template class PauliOperator<float>;
template struct TileObservables<double>;
template struct TileObservables<float>;
template struct Observables<double>;
template struct Observables<float>;

} // namespace qml::rt
