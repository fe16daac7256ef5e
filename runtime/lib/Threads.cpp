// SPDX-License-Identifier: Apache-2.0
//
// The helper threads. A loop is a gate that its caller opens: helpers that are awake come in and take chunks, and when there are
// none left the caller shuts the gate and waits for those inside. Nobody waits for a helper that sleeps or was never
// started, so short loops do not hang on how fast the system wakes threads.

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
  unsigned numChunks = 0, numWorkers = 0;
  bool isOver = false; // there will be no more loops
  std::exception_ptr exception;
  unsigned failedChunk = 0;
  std::mutex failing;

  static constexpr size_t line = 64; // each on its own cache line
  alignas(line) std::atomic<unsigned> gate = 0; // odd while open
  alignas(line) std::atomic<unsigned> inside = 0;
  alignas(line) std::atomic<unsigned> nextChunk = 0;

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
    for (;;) {
      unsigned chunk = nextChunk.fetch_add(1, std::memory_order_relaxed);
      if (chunk >= numChunks)
        return;
      try {
        function.call(function.body, chunk, worker);
      } catch (...) {
        nextChunk.store(numChunks, std::memory_order_relaxed);
        std::lock_guard lock(failing);
        if (!exception || chunk < failedChunk) {
          exception = std::current_exception();
          failedChunk = chunk;
        }
      }
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
  team.numChunks = numChunks;
  team.nextChunk.store(0, std::memory_order_relaxed);
  team.open();
  team.work(0);
  team.shut();
  if (team.exception)
    std::rethrow_exception(std::exchange(team.exception, nullptr));
}

} // namespace qml::rt
