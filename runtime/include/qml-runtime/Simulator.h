// SPDX-License-Identifier: Apache-2.0
//
// Runs plans on state vectors held as two arrays, real and imaginary parts. A run takes one row of slot values, or a batch of
// rows, which share all that does not differ between them.
#pragma once

#include "qml-runtime/Plan.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace qml::rt {

enum class Result : int32_t {
  Ok = 0,
  OutOfMemory = 1,
  TooManyQubits = 2,
  NonFiniteAngle = 3,
  NotDifferentiable = 4,
  NoStateVector = 5,    // of a noisy plan
  DensityTooLarge = 6,  // of a noisy plan; trajectories take less memory
  ReadoutTooWide = 7,   // a Pauli string on many qubits with unequal readout errors, by trajectories without shots
};

/// Of the amplitudes. Angles, matrices and readings are always double.
enum class Precision : uint8_t { Double, Single };

/// Options of one run. Random numbers are a function of (seed, stream, row, shot) alone: the same on any number of threads.
struct RunOptions {
  unsigned threads = 1;   // for one state
  Precision precision = Precision::Double;
  uint64_t shots = 0;     // 0: exact readings
  uint64_t seed = 0;
  uint64_t stream = 0;    // the caller's step
  uint64_t row = 0;       // the caller's row of a batch
  uint64_t trajectories = 0; // of noisy plans; 0: the density matrix, or with shots one per shot where that gets too large
  bool keepsState = true;    // for a run or gradient with the same slots that may follow
};

/// A plan and, made when first needed, how it lies on this machine. May be used by several threads at once.
class Program {
public:
  explicit Program(Plan plan);
  ~Program();
  Program(Program &&) noexcept;
  Program &operator=(Program &&) noexcept;
  const Plan &plan() const;
  /// Qubits of the largest state that a run holds: fewer than the plan's where these fall into independent registers.
  unsigned stateQubits() const;
  struct Impl;
  const Impl &impl() const { return *impl_; }

private:
  std::unique_ptr<Impl> impl_;
};

/// Scratch memory of one thread of the caller and its helper threads, kept between runs. A process made by fork can go on using
/// its copy of one that nobody was using.
class Workspace {
public:
  Workspace();
  ~Workspace();
  Workspace(Workspace &&) noexcept;
  Workspace &operator=(Workspace &&) noexcept;
  struct Impl;
  Impl &impl() { return *impl_; }

  /// Calls body(chunk, workspace) for all chunks on at most `threads` threads, each with a workspace of its own: the caller's is this
  /// one, which `body` must run on one thread only. If calls throw, none is begun behind the first chunk that did, and its exception
  /// is thrown here.
  template <typename Body> void forChunks(unsigned threads, unsigned numChunks, Body &&body) {
    using Plain = std::remove_reference_t<Body>;
    forChunks(threads, numChunks, [](void *body, unsigned chunk, Workspace &own) { (*static_cast<Plain *>(body))(chunk, own); }, &body);
  }

private:
  void forChunks(unsigned threads, unsigned numChunks, void (*call)(void *body, unsigned chunk, Workspace &own), void *body);

  std::unique_ptr<Impl> impl_;
};

/// The slot values of a batch: slot s of row r is values[r * stride + s].
struct SlotRows {
  static constexpr uint8_t shared = 1;       // the slot is the same for all rows: the first row's is read
  static constexpr uint8_t noDerivative = 2; // nobody asks for the derivative by it

  const double *values = nullptr;
  size_t numRows = 1;
  size_t stride = 0;
  std::span<const uint8_t> flags = {}; // of each slot; without them none are set
};

/// Whether `numStates` states of `numQubits` qubits fit into this machine's free memory.
Result checkMemory(unsigned numQubits, unsigned numStates, Precision precision = Precision::Double);

/// Runs `program` with `slots` (its input slots) and writes all readings, one after the other, to `out`.
Result run(const Program &program, std::span<const double> slots, const RunOptions &options, Workspace &workspace, double *out);

/// As `run`, exact; also adds to `slotGradient` the derivative of sum(cotangent[i] * out[i]) by each input slot. `out` may be
/// null. State and Sample readings have no derivative.
Result runWithGradient(const Program &program, std::span<const double> slots, std::span<const double> cotangent,
                       const RunOptions &options, Workspace &workspace, double *out, double *slotGradient);

/// The rows that are best run together: 1 if there is nothing to gain.
size_t batchRows(const Program &program, const RunOptions &options);

/// Exact readings of up to batchRows() rows, one row after the other. Final states stay in `workspace` for a batchGradient()
/// of the same rows.
Result runBatch(const Program &program, const SlotRows &slots, const RunOptions &options, Workspace &workspace, double *out);

/// After runBatch() with the same arguments: sets `slotGradient`, a row of input slots per row, to the derivatives of the sum
/// over rows of cotangent times readings. The derivative by a slot that the rows share is that of the sum and stands in the
/// first row; what the others hold is unspecified, as for slots without derivative. Pass the same flags as before.
Result batchGradient(const Program &program, const SlotRows &slots, const double *cotangents, const RunOptions &options,
                     Workspace &workspace, double *slotGradient);

/// The final state as interleaved complex numbers (2 * 2^n doubles).
Result finalState(const Program &program, std::span<const double> slots, const RunOptions &options, Workspace &workspace,
                  double *out);

/// Final states as State readings give them, one after the other: 2 * 2^n numbers each.
struct StateRows {
  const double *values = nullptr;
  size_t numRows = 0;
  unsigned numQubits = 0;
};

/// out[i * stride + j] = |<v_j|u_i>|^2, for states of the same number of qubits. Of a table with itself the half with i <= j is
/// computed and the other is the same. The same numbers on any number of threads, and however tables are cut.
void fidelities(const StateRows &u, const StateRows &v, unsigned threads, Workspace &workspace, double *out, size_t stride);

/// The kernels compiled in and usable on this machine, best first: "avx512", "avx2", "portable"; "neon" on AArch64.
std::vector<std::string_view> availableKernels();
std::string_view activeKernels();
/// Selects kernels by name, for tests; false if they are not available here.
bool selectKernels(std::string_view name);

} // namespace qml::rt
