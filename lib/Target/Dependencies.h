// SPDX-License-Identifier: Apache-2.0
//
// What must come before what in a net. The nodes on a wire fall into segments: the ZZ's of a segment commute and may go
// in any order (with 2QAN, arXiv:2108.02099, that is where QAOA routing gains most); segments follow each other.
// Classical bits count as wires, so measurements into one bit keep their order.
#pragma once

#include "Net.h"

namespace qml::target {

struct Dependencies {
  struct Segment {
    std::vector<uint32_t> nodes;
  };

  /// With `commuting` false every node is a segment of its own.
  Dependencies(const Net &net, bool commuting);
  /// The same with time turned round.
  Dependencies reversed() const;

  std::vector<std::vector<Segment>> wires; // per wire, then per bit
  std::vector<std::vector<uint32_t>> nodeWires;
  std::vector<std::pair<uint32_t, uint32_t>> links; // (a, a) for other nodes
  /// Per node and side, the node whose run on that wire starts the segment.
  std::vector<std::array<uint32_t, 2>> leaders;

private:
  Dependencies() = default;
};

} // namespace qml::target
