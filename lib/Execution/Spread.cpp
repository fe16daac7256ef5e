// SPDX-License-Identifier: Apache-2.0
//
// Threads of one call.

#include "qml/Execution/Spread.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace qml {

void spread(size_t numChunks, unsigned threads,
            const std::function<void(const std::function<size_t()> &next)> &takeChunks) {
  std::atomic<size_t> taken = 0;
  std::function<size_t()> next = [&] { return std::min<size_t>(taken++, numChunks); };
  std::mutex mutex;
  std::exception_ptr exception;
  auto work = [&] {
    try {
      takeChunks(next);
    } catch (...) {
      std::lock_guard lock(mutex);
      if (!exception)
        exception = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> helpers;
    try {
      while (helpers.size() + 1 < std::min<size_t>(threads, numChunks))
        helpers.emplace_back(work);
    } catch (const std::system_error &) {
      // The machine grants no more threads: those we have do the work.
    }
    work();
  }
  if (exception)
    std::rethrow_exception(exception);
}

} // namespace qml
