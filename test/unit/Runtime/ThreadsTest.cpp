// SPDX-License-Identifier: Apache-2.0
//
// Loops over chunks: every chunk once, helpers that come in and go to sleep, errors, forks, several callers.

#include "../../../runtime/lib/Threads.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <ctime>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace qml::rt;
using namespace std::chrono_literals;

namespace {

/// Waits until `count` is `wanted`, not forever.
bool reaches(const std::atomic<unsigned> &count, unsigned wanted) {
  for (auto end = std::chrono::steady_clock::now() + 60s; std::chrono::steady_clock::now() < end; std::this_thread::yield())
    if (count == wanted)
      return true;
  return false;
}

/// Whether a loop on `threads` threads has each of them at work at the same time.
bool allTakePart(Threads &pool, unsigned threads) {
  std::atomic<unsigned> begun = 0, seen = 0;
  pool.forChunks(threads, threads, [&](unsigned, unsigned) {
    ++begun;
    seen += reaches(begun, threads);
  });
  return seen == threads;
}

TEST(ThreadPool, RunsEveryChunkOnce) {
  Threads pool;
  for (unsigned threads : {1u, 2u, 5u, 3u})
    for (unsigned chunks : {0u, 1u, 2u, 64u, 1000u}) {
      std::vector<unsigned> runs(chunks);
      pool.forChunks(threads, chunks, [&](unsigned chunk, unsigned worker) {
        EXPECT_LT(worker, threads);
        ++runs[chunk];
      });
      EXPECT_EQ(runs, std::vector<unsigned>(chunks, 1)) << threads;
    }
}

TEST(ThreadPool, HelpersTakePartAfterRestsOfAnyLength) {
  Threads pool;
  for (auto rest : {0us, 20us, 200us, 5000us}) {
    std::this_thread::sleep_for(rest);
    EXPECT_TRUE(allTakePart(pool, 3));
  }
}

TEST(ThreadPool, ManyShortLoopsFollowEachOther) {
  Threads pool;
  uint64_t total = 0;
  constexpr unsigned loops = 20000, chunks = 4;
  for (unsigned loop = 0; loop < loops; ++loop) {
    std::array<unsigned, chunks> results{};
    pool.forChunks(3, chunks, [&](unsigned chunk, unsigned) { results[chunk] = loop + chunk; });
    for (unsigned result : results)
      total += result;
  }
  EXPECT_EQ(total, uint64_t(chunks) * loops * (loops - 1) / 2 + loops * (chunks * (chunks - 1) / 2));
}

TEST(ThreadPool, ThrowsWhatTheFirstFailingChunkThrew) {
  Threads pool;
  for (unsigned threads : {1u, 4u})
    for (int repeat = 0; repeat < 100; ++repeat) {
      std::string message;
      std::atomic<unsigned> running = 0;
      try {
        pool.forChunks(threads, 64, [&](unsigned chunk, unsigned) {
          ++running;
          const bool fails = chunk % 7 == 5;
          if (chunk == 5) // others fail before
            std::this_thread::sleep_for(100us);
          --running;
          if (fails)
            throw std::runtime_error(std::to_string(chunk));
        });
      } catch (const std::runtime_error &error) {
        message = error.what();
      }
      EXPECT_EQ(message, "5");
      EXPECT_EQ(running, 0u);
    }
  EXPECT_TRUE(allTakePart(pool, 4));
}

TEST(ThreadPool, IdleHelpersSleep) {
  Threads pool;
  ASSERT_TRUE(allTakePart(pool, 4));
  auto processorTime = [] {
    timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
  };
  const auto before = processorTime();
  std::this_thread::sleep_for(300ms);
  EXPECT_LT(processorTime() - before, 30ms);
}

TEST(ThreadPool, PoolsOfSeveralCallersRunAtOnce) {
  std::atomic<uint64_t> sum = 0;
  {
    std::vector<std::jthread> callers;
    for (int caller = 0; caller < 3; ++caller)
      callers.emplace_back([&] {
        Threads pool;
        for (int loop = 0; loop < 1000; ++loop)
          pool.forChunks(2, 8, [&](unsigned chunk, unsigned) { sum += chunk; });
      });
  }
  EXPECT_EQ(sum, 3u * 1000 * 28);
}

#if !__has_feature(thread_sanitizer) // which does not follow threads across a fork
TEST(ThreadPool, AForkedProcessStartsItsOwnHelpers) {
  Threads pool;
  auto unused = std::make_unique<Threads>();
  ASSERT_TRUE(allTakePart(pool, 3));
  ASSERT_TRUE(allTakePart(*unused, 2));
  pid_t child = fork();
  if (child == 0) {
    unused.reset();
    _exit(allTakePart(pool, 3) ? 0 : 1);
  }
  ASSERT_GT(child, 0);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  EXPECT_TRUE(allTakePart(pool, 3));
}
#endif

} // namespace
