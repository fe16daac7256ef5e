// SPDX-License-Identifier: Apache-2.0
//
// Runs plans on a state vector held as two arrays, real and imaginary parts.
#pragma once

#include "qml-runtime/Plan.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace qml::rt {

enum class Result : int32_t { Ok = 0, OutOfMemory = 1, TooManyQubits = 2, NonFiniteAngle = 3, NotDifferentiable = 4 };

/// Options of one run. Random numbers are a function of (seed, stream, row, shot) alone: the same on any number of threads.
struct RunOptions {
  unsigned threads = 1;   // for one state
  uint64_t shots = 0;     // 0: exact readings
  uint64_t seed = 0;
  uint64_t stream = 0;    // the caller's step
  uint64_t row = 0;       // the caller's row of a batch
};

/// Scratch memory of one thread of the caller, kept between runs.
class Workspace {
public:
  Workspace();
  ~Workspace();
  Workspace(Workspace &&) noexcept;
  Workspace &operator=(Workspace &&) noexcept;
  struct Impl;
  Impl &impl() { return *impl_; }

private:
  std::unique_ptr<Impl> impl_;
};

/// Whether `numStates` states of `numQubits` qubits fit into this machine's free memory.
Result checkMemory(unsigned numQubits, unsigned numStates);

/// Runs `plan` with `slots` (its input slots) and writes all readings, one after the other, to `out`.
Result run(const Plan &plan, std::span<const double> slots, const RunOptions &options, Workspace &workspace, double *out);

/// As `run`, exact; also adds to `slotGradient` the derivative of sum(cotangent[i] * out[i]) by each input slot. `out` may be
/// null. State and Sample readings have no derivative.
Result runWithGradient(const Plan &plan, std::span<const double> slots, std::span<const double> cotangent,
                       const RunOptions &options, Workspace &workspace, double *out, double *slotGradient);

/// The final state as interleaved complex numbers (2 * 2^n doubles).
Result finalState(const Plan &plan, std::span<const double> slots, const RunOptions &options, Workspace &workspace,
                  double *out);

/// The kernels compiled in and usable on this machine, best first: "avx512", "avx2", "portable".
std::vector<std::string_view> availableKernels();
std::string_view activeKernels();
/// Selects kernels by name, for tests; false if they are not available here.
bool selectKernels(std::string_view name);

} // namespace qml::rt
