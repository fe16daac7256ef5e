// SPDX-License-Identifier: Apache-2.0
//
// The helper threads: they sleep on a generation counter that each job increments.

#include "Threads.h"

#include <algorithm>
#include <system_error>

namespace qml::rt {

unsigned chunkCount(unsigned numQubits) {
  constexpr unsigned chunkQubits =
      14; // 256 KiB of amplitudes: small beside L2, large beside the cost of waking a thread
  unsigned chunks = 1;
  for (unsigned n = chunkQubits; n < numQubits && chunks < maxChunks; ++n)
    chunks *= 2;
  return chunks;
}

Threads::~Threads() {
  if (helpers_.empty())
    return;
  stop_ = true;
  generation_.fetch_add(1, std::memory_order_release);
  generation_.notify_all();
  for (std::thread &helper : helpers_)
    helper.join();
}

void Threads::work(unsigned worker) {
  for (;;) {
    unsigned chunk = nextChunk_.fetch_add(1, std::memory_order_relaxed);
    if (chunk >= numChunks_)
      return;
    function_(context_, chunk, worker);
  }
}

void Threads::helperLoop(unsigned worker, unsigned seen) {
  for (;;) {
    generation_.wait(seen, std::memory_order_acquire);
    seen = generation_.load(std::memory_order_acquire);
    if (stop_)
      return;
    if (worker < numWorkers_)
      work(worker);
    if (pending_.fetch_sub(1, std::memory_order_acq_rel) == 1)
      pending_.notify_one();
  }
}

void Threads::run(unsigned threads, unsigned numChunks, Function function, void *context) {
  threads = std::min(threads, numChunks);
  try {
    // A helper made late still finds the job below: it waits for a generation other than the one given here.
    while (helpers_.size() + 1 < threads)
      helpers_.emplace_back(&Threads::helperLoop, this, unsigned(helpers_.size() + 1), generation_.load());
  } catch (const std::system_error &) {
    // The machine grants no more threads: those we have do the work.
  }
  function_ = function;
  context_ = context;
  numChunks_ = numChunks;
  numWorkers_ = threads;
  nextChunk_.store(0, std::memory_order_relaxed);
  pending_.store(helpers_.size(), std::memory_order_relaxed);
  generation_.fetch_add(1, std::memory_order_release);
  generation_.notify_all();
  work(0);
  for (unsigned left = pending_.load(std::memory_order_acquire); left != 0;
       left = pending_.load(std::memory_order_acquire))
    pending_.wait(left, std::memory_order_acquire);
}

} // namespace qml::rt
