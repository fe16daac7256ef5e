// SPDX-License-Identifier: Apache-2.0
//
// Adjacency lists and distances of a coupling graph.

#include "qml/Target/Coupling.h"

#include <algorithm>

namespace qml {

Coupling::Coupling(unsigned numQubits, std::span<const Edge> edges) : numQubits_(numQubits) {
  std::vector<Edge> both;
  for (auto [a, b] : edges) {
    both.emplace_back(a, b);
    both.emplace_back(b, a);
  }
  std::ranges::sort(both);
  both.erase(std::unique(both.begin(), both.end()), both.end());
  first_.assign(numQubits + 1, 0);
  for (auto [a, b] : both) {
    ++first_[a + 1];
    neighbours_.push_back(b);
  }
  for (unsigned i = 0; i < numQubits; ++i)
    first_[i + 1] += first_[i];

  distance_.assign(size_t(numQubits) * numQubits, unreachable);
  std::vector<uint32_t> queue;
  for (uint32_t source = 0; source < numQubits; ++source) {
    uint16_t *row = distance_.data() + size_t(source) * numQubits;
    row[source] = 0;
    queue.assign(1, source);
    for (size_t i = 0; i < queue.size(); ++i)
      for (uint32_t next : neighbours(queue[i]))
        if (row[next] == unreachable) {
          row[next] = row[queue[i]] + 1;
          queue.push_back(next);
        }
  }
}

std::vector<uint32_t> Coupling::largestPart() const {
  std::vector<uint32_t> largest;
  std::vector<bool> seen(numQubits_, false);
  for (uint32_t source = 0; source < numQubits_; ++source) {
    if (seen[source])
      continue;
    std::vector<uint32_t> part;
    for (uint32_t q = 0; q < numQubits_; ++q)
      if (distance(source, q) != unreachable) {
        seen[q] = true;
        part.push_back(q);
      }
    if (part.size() > largest.size())
      largest = std::move(part);
  }
  return largest;
}

} // namespace qml
