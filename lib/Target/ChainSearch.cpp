// SPDX-License-Identifier: Apache-2.0
//
// Long paths and rings in a coupling graph. Backtracking fails on them (a ring of 50 on heavy-hex costs Qiskit 41 s),
// so a short ring or path grows instead: a stretch of it is replaced by another way round through free qubits, longer
// or, when stuck, as long or shorter, until the length is right. On heavy-hex a step goes round the other side of a
// cell.

#include "ChainSearch.h"

#include <algorithm>

namespace qml::target {

namespace {

class ChainGrower {
public:
  ChainGrower(const Coupling &coupling, const std::vector<bool> &taken, Random &random)
      : coupling_(coupling), random_(random), used_(taken), from_(coupling.numQubits()),
        seen_(coupling.numQubits(), 0) {}

  std::optional<std::vector<uint32_t>> grow(uint32_t start, unsigned length, bool ring) {
    chain_.assign(1, start);
    used_[start] = true;
    if (ring && !closeFirstRing(start))
      return std::nullopt;
    unsigned budget = 60 * length + 200;
    for (unsigned step = 0; step < budget && chain_.size() != length; ++step) {
      if (!ring && chain_.size() < length && (extend() || extend()))
        continue;
      detour(length, ring, step);
    }
    if (chain_.size() != length)
      return std::nullopt;
    return chain_;
  }

private:
  /// The shortest way from `a` to `b` through free qubits, ends included; empty if there is none.
  std::vector<uint32_t> wayAround(uint32_t a, uint32_t b, unsigned maxLength) {
    ++stamp_;
    seen_[a] = stamp_;
    std::vector<uint32_t> queue = {a};
    std::vector<unsigned> depth = {0};
    for (size_t i = 0; i < queue.size(); ++i) {
      if (depth[i] >= maxLength)
        break;
      std::vector<uint32_t> next(coupling_.neighbours(queue[i]).begin(), coupling_.neighbours(queue[i]).end());
      random_.shuffle(next);
      for (uint32_t q : next) {
        if (q == b && queue[i] != a) {
          std::vector<uint32_t> way = {b};
          for (uint32_t at = queue[i]; at != a; at = from_[at])
            way.push_back(at);
          way.push_back(a);
          std::ranges::reverse(way);
          return way;
        }
        if (used_[q] || seen_[q] == stamp_ || q == b)
          continue;
        seen_[q] = stamp_;
        from_[q] = queue[i];
        queue.push_back(q);
        depth.push_back(depth[i] + 1);
      }
    }
    return {};
  }

  bool closeFirstRing(uint32_t start) {
    for (uint32_t next : coupling_.neighbours(start)) {
      if (used_[next])
        continue;
      std::vector<uint32_t> way = wayAround(start, next, coupling_.numQubits());
      if (way.empty())
        continue;
      chain_ = std::move(way);
      for (uint32_t q : chain_)
        used_[q] = true;
      return true;
    }
    return false;
  }

  /// One more qubit at an end of the path.
  bool extend() {
    std::ranges::reverse(chain_);
    std::vector<uint32_t> free;
    for (uint32_t q : coupling_.neighbours(chain_.back()))
      if (!used_[q])
        free.push_back(q);
    if (free.empty())
      return false;
    chain_.push_back(free[random_.below(free.size())]);
    used_[chain_.back()] = true;
    return true;
  }

  void detour(unsigned length, bool ring, unsigned step) {
    unsigned size = chain_.size();
    if (size < 3)
      return;
    unsigned stretch = 2 + random_.below(std::min(9u, size - 2));
    unsigned begin = ring ? random_.below(size) : random_.below(size - stretch);
    if (ring && begin + stretch >= size) {
      std::ranges::rotate(chain_, chain_.begin() + begin);
      begin = 0;
    }
    uint32_t a = chain_[begin], b = chain_[begin + stretch];
    unsigned room = length > size ? length - size : 0;
    std::vector<uint32_t> way = wayAround(a, b, stretch + room);
    // Shorter or equal ways only now and then: they undo growth, yet get unstuck.
    if (way.empty() || way.size() - 1 > stretch + room || (way.size() - 1 <= stretch && step % 4 != 0))
      return;
    for (unsigned i = begin + 1; i < begin + stretch; ++i)
      used_[chain_[i]] = false;
    chain_.erase(chain_.begin() + begin, chain_.begin() + begin + stretch + 1);
    chain_.insert(chain_.begin() + begin, way.begin(), way.end());
    for (uint32_t q : way)
      used_[q] = true;
  }

  const Coupling &coupling_;
  Random &random_;
  std::vector<bool> used_;
  std::vector<uint32_t> from_, seen_;
  uint32_t stamp_ = 0;
  std::vector<uint32_t> chain_;
};

} // namespace

std::optional<std::vector<uint32_t>> findChain(const Coupling &coupling, const std::vector<bool> &taken,
                                               unsigned length, bool ring, Random &random) {
  std::vector<uint32_t> free;
  for (uint32_t q = 0; q < coupling.numQubits(); ++q)
    if (!taken[q])
      free.push_back(q);
  if (free.size() < length)
    return std::nullopt;
  constexpr unsigned attempts = 24;
  for (unsigned i = 0; i < attempts; ++i) {
    uint32_t start = free[random.below(free.size())];
    if (auto chain = ChainGrower(coupling, taken, random).grow(start, length, ring))
      return chain;
  }
  return std::nullopt;
}

} // namespace qml::target
