// SPDX-License-Identifier: Apache-2.0
//
// Which pairs of physical qubits can interact, as an undirected graph with all distances (breadth-first search).
// Undirected because a directed gate runs both ways at the price of one-qubit gates.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace qml {

class Coupling {
public:
  static constexpr uint16_t unreachable = std::numeric_limits<uint16_t>::max();
  using Edge = std::pair<uint32_t, uint32_t>;

  Coupling(unsigned numQubits, std::span<const Edge> edges);

  unsigned numQubits() const { return numQubits_; }
  std::span<const uint32_t> neighbours(uint32_t qubit) const {
    return std::span(neighbours_).subspan(first_[qubit], first_[qubit + 1] - first_[qubit]);
  }
  unsigned degree(uint32_t qubit) const { return first_[qubit + 1] - first_[qubit]; }
  uint16_t distance(uint32_t a, uint32_t b) const { return distance_[size_t(a) * numQubits_ + b]; }
  bool coupled(uint32_t a, uint32_t b) const { return distance(a, b) == 1; }
  /// The qubits of the largest connected part, ascending.
  std::vector<uint32_t> largestPart() const;

private:
  unsigned numQubits_;
  std::vector<uint32_t> first_, neighbours_;
  std::vector<uint16_t> distance_;
};

} // namespace qml
