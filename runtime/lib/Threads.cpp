// SPDX-License-Identifier: Apache-2.0
//
// The helper threads. A loop is a gate that its caller opens: helpers that are awake come in and take chunks, and when there are
// none left the caller shuts the gate and waits for those inside. Nobody waits for a helper that sleeps or was never
// started, so short loops do not hang on how fast the system wakes threads. Each begins with a share of its own, the same in all
// loops over as many chunks, and then helps others: what it wrote in one loop often lies in its own cache in the next.

#include "Threads.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>
#include <pthread.h>
#include <system_error>
#include <thread>
#include <vector>

namespace qml::rt {
namespace {

/// Longer than a host takes from one training step to the next, and too short to be noticed where nothing runs.
constexpr auto lookOut = std::chrono::microseconds(100);

void relax() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/// Waits until `value` is no longer `old`, at first awake, and returns what it is then.
unsigned waitForChange(const std::atomic<unsigned> &value, unsigned old) {
  constexpr unsigned looksPerYield = 64;
  const auto end = std::chrono::steady_clock::now() + lookOut;
  do {
    for (unsigned i = 0; i < looksPerYield; ++i) {
      if (unsigned now = value.load(std::memory_order_acquire); now != old)
        return now;
      relax();
    }
    std::this_thread::yield(); // there may be more threads than processors
  } while (std::chrono::steady_clock::now() < end);
  value.wait(old, std::memory_order_acquire);
  return value.load(std::memory_order_acquire);
}

/// How often this process is the child of a fork: a child has none of its parent's threads.
unsigned numForks() {
  static std::atomic<unsigned> count = 0;
  [[maybe_unused]] static const int registered =
      pthread_atfork(nullptr, nullptr, [] { count.fetch_add(1, std::memory_order_relaxed); });
  return count.load(std::memory_order_relaxed);
}

} // namespace

unsigned chunkCount(unsigned numQubits) {
  constexpr unsigned chunkQubits =
      14; // 256 KiB of amplitudes: small beside L2, large beside the cost of handing over a chunk
  unsigned chunks = 1;
  for (unsigned n = chunkQubits; n < numQubits && chunks < maxChunks; ++n)
    chunks *= 2;
  return chunks;
}

struct Threads::Team {
  // The loop; written while the gate is shut and nobody is inside.
  Function function = {};
  unsigned numWorkers = 0;
  bool isOver = false; // there will be no more loops
  std::exception_ptr exception; // of chunk number failedChunk
  std::mutex failing;

  static constexpr size_t line = 64; // each on its own cache line
  alignas(line) std::atomic<unsigned> gate = 0; // odd while open
  alignas(line) std::atomic<unsigned> inside = 0;
  struct alignas(line) Share {
    std::atomic<unsigned> nextChunk = 0;
    unsigned end = 0;
  };
  std::vector<Share> shares; // by worker
  alignas(line) std::atomic<unsigned> failedChunk = 0; // the lowest, or as many as there are

  const unsigned forks = numForks();
  std::vector<std::thread> helpers;

  ~Team() {
    isOver = true;
    open();
    for (std::thread &helper : helpers)
      helper.join();
  }

  void start(unsigned count) {
    try {
      while (helpers.size() < count)
        helpers.emplace_back(&Team::help, this, unsigned(helpers.size() + 1), gate.load());
    } catch (const std::system_error &) {
      // The machine grants no more threads: those we have do the work.
    }
  }

  void open() {
    gate.fetch_add(1);
    gate.notify_all();
  }

  void shut() {
    gate.fetch_add(1);
    for (unsigned left = inside.load(); left != 0;)
      left = waitForChange(inside, left);
  }

  void help(unsigned worker, unsigned seen) {
    for (;;) {
      seen = waitForChange(gate, seen);
      if (seen % 2 == 0)
        continue;
      // Either the caller sees that someone is inside, or we see that the gate was shut.
      inside.fetch_add(1);
      const bool isIn = gate.load() == seen, ends = isIn && isOver;
      if (isIn && !isOver && worker < numWorkers)
        work(worker);
      inside.fetch_sub(1);
      inside.notify_one();
      if (ends)
        return;
    }
  }

  void work(unsigned worker) {
    for (unsigned i = 0; i < numWorkers; ++i) {
      Share &share = shares[(worker + i) % numWorkers];
      for (unsigned chunk; (chunk = share.nextChunk.fetch_add(1, std::memory_order_relaxed)) < share.end;)
        work(worker, chunk);
    }
  }

  void work(unsigned worker, unsigned chunk) {
    try {
      if (chunk < failedChunk.load(std::memory_order_relaxed))
        function.call(function.body, chunk, worker);
    } catch (...) {
      std::lock_guard lock(failing);
      if (chunk < failedChunk.load(std::memory_order_relaxed)) {
        exception = std::current_exception();
        failedChunk.store(chunk, std::memory_order_relaxed);
      }
    }
  }

  void share(unsigned numChunks) {
    if (shares.size() < numWorkers)
      shares = std::vector<Share>(numWorkers);
    failedChunk.store(numChunks, std::memory_order_relaxed);
    for (unsigned worker = 0; worker < numWorkers; ++worker) {
      auto [begin, end] = chunkRange(numChunks, worker, numWorkers);
      shares[worker].nextChunk.store(unsigned(begin), std::memory_order_relaxed);
      shares[worker].end = unsigned(end);
    }
  }
};

Threads::Threads() = default;

Threads::~Threads() {
  if (team_ && team_->forks != numForks())
    team_.release(); // there is nobody to join
}

void Threads::run(unsigned threads, unsigned numChunks, Function function) {
  if (team_ && team_->forks != numForks())
    team_.release();
  if (!team_)
    team_ = std::make_unique<Team>();
  Team &team = *team_;
  team.numWorkers = std::min(threads, numChunks);
  team.start(team.numWorkers - 1);
  team.function = function;
  team.share(numChunks);
  team.open();
  team.work(0);
  team.shut();
  if (team.exception)
    std::rethrow_exception(std::exchange(team.exception, nullptr));
}

} // namespace qml::rt
