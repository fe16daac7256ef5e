// SPDX-License-Identifier: Apache-2.0
//
// Counting down what each node and each segment waits for.

#include "Progress.h"

namespace qml::target {

Progress::Progress(const Dependencies &dependencies) : deps_(dependencies) {
  for (const auto &wires : deps_.nodeWires)
    need_.push_back(wires.size());
  done_.assign(need_.size(), false);
  nodeStamp_.assign(need_.size(), 0);
  needThen_.assign(need_.size(), 0);
  for (auto *perWire : {&segment_, &remaining_, &wireStamp_, &segmentThen_, &remainingThen_})
    perWire->assign(deps_.wires.size(), 0);
}

void Progress::start(std::vector<uint32_t> &ready) {
  for (uint32_t w = 0; w < deps_.wires.size(); ++w)
    enterSegment(w, ready);
}

std::span<const uint32_t> Progress::current(uint32_t wire) const {
  const auto &segments = deps_.wires[wire];
  return segment_[wire] < segments.size() ? std::span(segments[segment_[wire]].nodes) : std::span<const uint32_t>();
}

void Progress::enterSegment(uint32_t wire, std::vector<uint32_t> &ready) {
  std::span<const uint32_t> nodes = current(wire);
  remaining_[wire] = nodes.size();
  for (uint32_t node : nodes)
    if (--need_[node] == 0)
      ready.push_back(node);
}

void Progress::finish(uint32_t node, std::vector<uint32_t> &ready) {
  done_[node] = true;
  for (uint32_t w : deps_.nodeWires[node])
    if (--remaining_[w] == 0) {
      ++segment_[w];
      enterSegment(w, ready);
    }
}

void Progress::lookAhead(std::span<const uint32_t> front, size_t count, std::vector<uint32_t> &coming) {
  ++stamp_;
  coming.clear();
  queue_.assign(front.begin(), front.end());
  size_t seen = queue_.size();
  for (size_t i = 0; i < queue_.size() && coming.size() < count; ++i) {
    for (uint32_t w : deps_.nodeWires[queue_[i]])
      pass(w);
    for (; seen < queue_.size(); ++seen)
      if (deps_.links[queue_[seen]].first != deps_.links[queue_[seen]].second)
        coming.push_back(queue_[seen]);
  }
}

/// One more node of the segment of `wire` is thought done; after the last those of the next segment come near.
void Progress::pass(uint32_t wire) {
  if (wireStamp_[wire] != stamp_) {
    wireStamp_[wire] = stamp_;
    remainingThen_[wire] = remaining_[wire];
    segmentThen_[wire] = segment_[wire];
  }
  const auto &segments = deps_.wires[wire];
  if (--remainingThen_[wire] > 0 || ++segmentThen_[wire] >= segments.size())
    return;
  const auto &nodes = segments[segmentThen_[wire]].nodes;
  remainingThen_[wire] = nodes.size();
  for (uint32_t node : nodes) {
    if (nodeStamp_[node] != stamp_) {
      nodeStamp_[node] = stamp_;
      needThen_[node] = need_[node];
    }
    if (--needThen_[node] == 0)
      queue_.push_back(node);
  }
}

} // namespace qml::target
