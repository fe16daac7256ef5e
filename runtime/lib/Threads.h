// SPDX-License-Identifier: Apache-2.0
//
// A parallel loop over fixed chunks. How the work is cut never depends on the number of threads, and a reduction keeps
// one partial result per chunk, added in order: so results are the same bytes on any number of threads.
#pragma once

#include <atomic>
#include <cstddef>
#include <thread>
#include <utility>
#include <vector>

namespace qml::rt {

constexpr unsigned maxChunks = 64;

/// Into how many chunks passes over 2^numQubits amplitudes are cut; a state of one chunk is left to one thread.
unsigned chunkCount(unsigned numQubits);

/// The part of `total` units (groups, tiles, amplitudes) that belongs to `chunk`.
inline std::pair<size_t, size_t> chunkRange(size_t total, unsigned chunk, unsigned numChunks) {
  return {total / numChunks * chunk + total % numChunks * chunk / numChunks,
          total / numChunks * (chunk + 1) + total % numChunks * (chunk + 1) / numChunks};
}

/// The helper threads of one workspace; started when first needed.
class Threads {
public:
  Threads() = default;
  ~Threads();
  Threads(const Threads &) = delete;
  Threads &operator=(const Threads &) = delete;

  /// Calls body(chunk, worker) for all chunks, on at most `threads` threads; `worker` < threads. `body` must not throw.
  template <typename Body> void forChunks(unsigned threads, unsigned numChunks, Body body) {
    if (threads <= 1 || numChunks <= 1) {
      for (unsigned chunk = 0; chunk < numChunks; ++chunk)
        body(chunk, 0u);
      return;
    }
    run(
        threads, numChunks,
        [](void *context, unsigned chunk, unsigned worker) { (*static_cast<Body *>(context))(chunk, worker); }, &body);
  }

private:
  using Function = void (*)(void *context, unsigned chunk, unsigned worker);

  void run(unsigned threads, unsigned numChunks, Function function, void *context);
  void helperLoop(unsigned worker, unsigned seen);
  void work(unsigned worker);

  // The job; written before `generation_` announces it.
  Function function_ = nullptr;
  void *context_ = nullptr;
  unsigned numChunks_ = 0;
  unsigned numWorkers_ = 0;
  bool stop_ = false;

  std::atomic<unsigned> nextChunk_{0};
  std::atomic<unsigned> generation_{0};
  std::atomic<unsigned> pending_{0};
  std::vector<std::thread> helpers_;
};

} // namespace qml::rt
