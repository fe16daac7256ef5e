// SPDX-License-Identifier: Apache-2.0
//
// Aligned memory and the free memory of the machine.

#include "Memory.h"

#include "qml-runtime/Simulator.h"

#include <cstdio>
#include <limits>
#include <unistd.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

namespace qml::rt {

void *allocateAligned(size_t bytes) {
  constexpr size_t line = 64, smallPage = size_t(1) << 12, hugePage = size_t(1) << 21;
  // From 32 small pages on, passes hang on how well the system joined these: with two threads that ask at once, badly.
  size_t alignment = bytes >= 32 * smallPage ? hugePage : line;
  bytes = (bytes + alignment - 1) / alignment * alignment;
  void *data = std::aligned_alloc(alignment, bytes);
#ifdef __linux__
  if (data && alignment == hugePage)
    madvise(data, bytes, MADV_HUGEPAGE); // advice only
#endif
  return data;
}

static size_t secondLevelBytes() {
  constexpr size_t least = size_t(1) << 18, common = size_t(1) << 20, most = size_t(1) << 21;
#ifdef _SC_LEVEL2_CACHE_SIZE
  if (long known = sysconf(_SC_LEVEL2_CACHE_SIZE); known > 0)
    return std::clamp(size_t(known), least, most);
#endif
  return common;
}

/// As measured on Zen 3 and Zen 4, and on Emerald Rapids. Not timed here: plans, and with them the last digits of sums, would
/// change from run to run.
static double secondLevelCrowding() {
#ifdef QML_X86_KERNELS
  __builtin_cpu_init();
  if (__builtin_cpu_is("amd"))
    return 0.05;
#endif
  return 0.45;
}

const SecondLevelCache &secondLevelCache() {
  static const SecondLevelCache cache{secondLevelBytes(), secondLevelCrowding()};
  return cache;
}

/// Free memory in bytes; the largest number if the system does not say.
static uint64_t availableMemory() {
  if (std::FILE *file = std::fopen("/proc/meminfo", "r")) {
    char line[128];
    unsigned long long kib = 0;
    bool found = false;
    while (!found && std::fgets(line, sizeof line, file))
      found = std::sscanf(line, "MemAvailable: %llu", &kib) == 1;
    std::fclose(file);
    if (found)
      return kib * 1024;
  }
#ifdef _SC_AVPHYS_PAGES
  long pages = sysconf(_SC_AVPHYS_PAGES), pageSize = sysconf(_SC_PAGESIZE);
  if (pages > 0 && pageSize > 0)
    return uint64_t(pages) * uint64_t(pageSize);
#endif
  return std::numeric_limits<uint64_t>::max();
}

Result checkMemory(unsigned numQubits, unsigned numStates, Precision precision) {
  if (numQubits > maxQubits)
    return Result::TooManyQubits;
  uint64_t bytesPerState = uint64_t(precision == Precision::Single ? 8 : 16) << numQubits;
  return numStates > availableMemory() / bytesPerState ? Result::OutOfMemory : Result::Ok;
}

} // namespace qml::rt
