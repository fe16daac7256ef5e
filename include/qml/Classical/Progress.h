// SPDX-License-Identifier: Apache-2.0
//
// What a user sees of a running training: a bar that is redrawn on a terminal; elsewhere about ten plain lines, without
// times, so that logs of equal runs are equal.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace qml {

class Progress {
public:
  /// Writes to descriptor `fd`; `unit` names the steps ("epoch"), `total` of them.
  Progress(int fd, std::string unit, int64_t total);
  /// As above, with the choice between bar and lines made by the caller.
  Progress(int fd, std::string unit, int64_t total, bool terminal);
  ~Progress();
  Progress(const Progress &) = delete;
  Progress &operator=(const Progress &) = delete;

  /// `step` from 1. Cheap: draws at most ten times a second.
  void update(int64_t step, double loss, std::optional<double> metric = {});
  /// Ends the line of the bar, showing the last values; further calls do nothing.
  void finish();

private:
  using Clock = std::chrono::steady_clock;
  std::string line(bool withBar) const;
  void draw();

  int fd_;
  std::string unit_;
  int64_t total_;
  bool terminal_;
  Clock::time_point start_, drawn_;
  int64_t step_ = 0, shown_ = -1;
  double loss_ = 0;
  std::optional<double> metric_;
  size_t width_ = 0;
  bool finished_ = false;
};

} // namespace qml
