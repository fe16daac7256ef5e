// SPDX-License-Identifier: Apache-2.0
//
// How far each wire of a net has come while its nodes are done one by one: which nodes are ready, and which come next.
#pragma once

#include "Dependencies.h"

namespace qml::target {

class Progress {
public:
  explicit Progress(const Dependencies &dependencies);

  /// Appends the nodes that are ready at the start.
  void start(std::vector<uint32_t> &ready);
  /// `node`, which was ready, is done: appends those that are ready now.
  void finish(uint32_t node, std::vector<uint32_t> &ready);

  bool isDone(uint32_t node) const { return done_[node]; }
  /// The nodes of the segment that `wire` is in.
  std::span<const uint32_t> current(uint32_t wire) const;

  /// Up to about `count` links that would be ready after those in `front`, nearest first, in `coming`.
  void lookAhead(std::span<const uint32_t> front, size_t count, std::vector<uint32_t> &coming);

private:
  void enterSegment(uint32_t wire, std::vector<uint32_t> &ready);
  void pass(uint32_t wire);

  const Dependencies &deps_;
  std::vector<uint32_t> need_;                // per node: wires that have not reached it
  std::vector<bool> done_;                    // per node
  std::vector<uint32_t> segment_, remaining_; // per wire

  // The same for what is only thought of, valid where the stamp is the current one.
  std::vector<uint32_t> nodeStamp_, needThen_;
  std::vector<uint32_t> wireStamp_, segmentThen_, remainingThen_;
  uint32_t stamp_ = 0;
  std::vector<uint32_t> queue_;
};

} // namespace qml::target
