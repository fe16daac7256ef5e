// SPDX-License-Identifier: Apache-2.0
//
// The progress bar and its plain form.

#include "qml/Classical/Progress.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace qml {

static constexpr int64_t plainLines = 10;
static constexpr size_t barWidth = 24;
static constexpr auto redrawAfter = std::chrono::milliseconds(100);

static void writeOut(int fd, std::string_view text) {
  while (!text.empty()) {
    ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return; // a closed terminal must not stop the training
    text.remove_prefix(size_t(written));
  }
}

static std::string number(double value) {
  char buffer[40];
  return std::string(buffer, std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, 5).ptr);
}

static std::string duration(double seconds) {
  if (!(seconds < 360000))
    return "long";
  auto whole = int64_t(std::ceil(seconds));
  if (whole < 60)
    return std::to_string(whole) + " s";
  if (whole < 3600)
    return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
  return std::to_string(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
}

Progress::Progress(int fd, std::string unit, int64_t total) : Progress(fd, std::move(unit), total, ::isatty(fd) == 1) {}

Progress::Progress(int fd, std::string unit, int64_t total, bool terminal)
    : fd_(fd), unit_(std::move(unit)), total_(std::max<int64_t>(1, total)), terminal_(terminal), start_(Clock::now()),
      drawn_(start_ - redrawAfter) {}

Progress::~Progress() { finish(); }

std::string Progress::line(bool withBar) const {
  std::string total = std::to_string(total_), step = std::to_string(step_);
  std::string text =
      unit_ + " " + std::string(total.size() - std::min(total.size(), step.size()), ' ') + step + "/" + total;
  if (withBar) {
    size_t full = size_t(barWidth * std::min(step_, total_) / total_);
    text += " [" + std::string(full, '#') + std::string(barWidth - full, '-') + "]";
  }
  text += "  loss " + number(loss_);
  if (metric_)
    text += "  metric " + number(*metric_);
  if (withBar && step_ > 0 && step_ < total_) {
    double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
    text += "  " + duration(seconds / double(step_) * double(total_ - step_)) + " left";
  }
  return text;
}

void Progress::draw() {
  shown_ = step_;
  std::string text = line(terminal_);
  if (!terminal_)
    return writeOut(fd_, text + "\n");
  size_t length = text.size();
  // Blanks wipe what a longer line left.
  text.resize(std::max(text.size(), width_), ' ');
  width_ = length;
  writeOut(fd_, "\r" + text);
}

void Progress::update(int64_t step, double loss, std::optional<double> metric) {
  if (finished_)
    return;
  const int64_t before = step_;
  step_ = step;
  loss_ = loss;
  metric_ = metric;
  if (!terminal_) {
    // The first step, each tenth of the way and the last.
    if (before == 0 || step * plainLines / total_ > before * plainLines / total_ || step >= total_)
      draw();
    return;
  }
  auto now = Clock::now();
  if (now - drawn_ >= redrawAfter) {
    drawn_ = now;
    draw();
  }
}

void Progress::finish() {
  if (std::exchange(finished_, true) || step_ == 0)
    return;
  if (shown_ != step_)
    draw();
  if (terminal_)
    writeOut(fd_, "\n");
}

} // namespace qml
