// SPDX-License-Identifier: Apache-2.0
//
// Choice of the kernels, once at start, by what the processor supports.

#include "Kernels.h"

#include "qml-runtime/Simulator.h"

#include <atomic>

namespace qml::rt {

extern const KernelSet portable;
#ifdef QML_X86_KERNELS
extern const KernelSet avx512;
extern const KernelSet avx2;
#endif

static std::vector<const KernelSet *> findUsable() {
  std::vector<const KernelSet *> sets;
#ifdef QML_X86_KERNELS
  __builtin_cpu_init();
  bool hasAvx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (hasAvx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    sets.push_back(&avx512);
  if (hasAvx2)
    sets.push_back(&avx2);
#endif
  sets.push_back(&portable);
  return sets;
}

static const std::vector<const KernelSet *> &usable() {
  static const std::vector<const KernelSet *> sets = findUsable();
  return sets;
}

static std::atomic<const KernelSet *> &active() {
  static std::atomic<const KernelSet *> set = usable().front();
  return set;
}

const KernelSet &kernels() { return *active().load(std::memory_order_relaxed); }

std::vector<std::string_view> availableKernels() {
  std::vector<std::string_view> names;
  for (const KernelSet *set : usable())
    names.push_back(set->name);
  return names;
}

std::string_view activeKernels() { return kernels().name; }

bool selectKernels(std::string_view name) {
  for (const KernelSet *set : usable())
    if (set->name == name) {
      active().store(set, std::memory_order_relaxed);
      return true;
    }
  return false;
}

} // namespace qml::rt
