// SPDX-License-Identifier: Apache-2.0
//
// A parallel loop over fixed chunks. How the work is cut never depends on the number of threads, and a reduction keeps
// one partial result per chunk, added in order: so results are the same bytes on any number of threads.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

namespace qml::rt {

constexpr unsigned maxChunks = 64;

/// Into how many chunks passes over 2^numQubits amplitudes are cut; a state of one chunk is left to one thread.
unsigned chunkCount(unsigned numQubits);

/// The part of `total` units (groups, tiles, amplitudes) that belongs to `chunk`.
inline std::pair<size_t, size_t> chunkRange(size_t total, unsigned chunk, unsigned numChunks) {
  if (numChunks == 1) // divisions would take longer than some passes
    return {0, total};
  return {total / numChunks * chunk + total % numChunks * chunk / numChunks,
          total / numChunks * (chunk + 1) + total % numChunks * (chunk + 1) / numChunks};
}

/// The helper threads of one workspace: started when first needed and kept. After a loop they look out for the next one
/// for a moment, then sleep.
class Threads {
public:
  Threads();
  ~Threads();
  Threads(const Threads &) = delete;
  Threads &operator=(const Threads &) = delete;

  /// Calls body(chunk, worker) for all chunks, on at most `threads` threads; `worker` < threads, 0 is the caller. If calls
  /// throw, none is begun behind the first chunk that did, and its exception is thrown here.
  template <typename Body> void forChunks(unsigned threads, unsigned numChunks, Body &&body) {
    if (threads <= 1 || numChunks <= 1) {
      for (unsigned chunk = 0; chunk < numChunks; ++chunk)
        body(chunk, 0u);
      return;
    }
    using Plain = std::remove_reference_t<Body>;
    run(threads, numChunks,
        {[](void *body, unsigned chunk, unsigned worker) { (*static_cast<Plain *>(body))(chunk, worker); }, &body});
  }

private:
  struct Function {
    void (*call)(void *body, unsigned chunk, unsigned worker);
    void *body;
  };
  struct Team;

  void run(unsigned threads, unsigned numChunks, Function function);

  std::unique_ptr<Team> team_;
};

} // namespace qml::rt
