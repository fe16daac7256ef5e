// SPDX-License-Identifier: Apache-2.0
//
// Choice of the kernels, once at start, by what the processor supports.

#include "Kernels.h"

#include "qml-runtime/Simulator.h"

#include <atomic>

namespace qml::rt {

#ifdef __aarch64__ // every processor has NEON
extern const KernelSet<double> neon_double;
extern const KernelSet<float> neon_float;
#else
extern const KernelSet<double> portable_double;
extern const KernelSet<float> portable_float;
#endif
#ifdef QML_X86_KERNELS
extern const KernelSet<double> avx512_double, avx2_double;
extern const KernelSet<float> avx512_float, avx2_float;
#endif

/// One instruction set in both precisions.
struct Kernels {
  const KernelSet<double> *doubles;
  const KernelSet<float> *singles;
  std::string_view name() const { return doubles->name; }
};

static std::vector<Kernels> findUsable() {
  std::vector<Kernels> sets;
#ifdef QML_X86_KERNELS
  __builtin_cpu_init();
  bool hasAvx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (hasAvx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    sets.push_back({&avx512_double, &avx512_float});
  if (hasAvx2)
    sets.push_back({&avx2_double, &avx2_float});
#endif
#ifdef __aarch64__
  sets.push_back({&neon_double, &neon_float});
#else
  sets.push_back({&portable_double, &portable_float});
#endif
  return sets;
}

static const std::vector<Kernels> &usable() {
  static const std::vector<Kernels> sets = findUsable();
  return sets;
}

static std::atomic<const Kernels *> &active() {
  static std::atomic<const Kernels *> set = &usable().front();
  return set;
}

template <> const KernelSet<double> &kernels<double>() { return *active().load(std::memory_order_relaxed)->doubles; }
template <> const KernelSet<float> &kernels<float>() { return *active().load(std::memory_order_relaxed)->singles; }

std::vector<std::string_view> availableKernels() {
  std::vector<std::string_view> names;
  for (const Kernels &set : usable())
    names.push_back(set.name());
  return names;
}

std::string_view activeKernels() { return active().load()->name(); }

bool selectKernels(std::string_view name) {
  for (const Kernels &set : usable())
    if (set.name() == name) {
      active().store(&set, std::memory_order_relaxed);
      return true;
    }
  return false;
}

} // namespace qml::rt
