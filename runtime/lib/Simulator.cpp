// SPDX-License-Identifier: Apache-2.0
//
// Forward runs. Memory is asked for where a result can say that there is none; small tables may throw bad_alloc, which
// stops here.

#include "qml-runtime/Simulator.h"

#include "Execution.h"
#include "Factors.h"
#include "Noise.h"
#include "Readings.h"

#include <bit>
#include <limits>
#include <new>

namespace qml::rt {

Program::Program(Plan plan) : impl_(std::make_unique<Impl>()) { impl_->plan = std::move(plan); }
Program::~Program() = default;
Program::Program(Program &&) noexcept = default;
Program &Program::operator=(Program &&) noexcept = default;
const Plan &Program::plan() const { return impl_->plan; }

unsigned Program::stateQubits() const {
  const Factors *factors = impl_->factors();
  const bool readsState = std::ranges::any_of(plan().readings, [](const Reading &reading) { return reading.kind == ReadingKind::State; });
  return factors && !readsState ? factors->largest() : plan().numQubits;
}

Workspace::Workspace() : impl_(std::make_unique<Impl>()) {}
Workspace::~Workspace() = default;
Workspace::Workspace(Workspace &&) noexcept = default;
Workspace &Workspace::operator=(Workspace &&) noexcept = default;

void Workspace::forChunks(unsigned threads, unsigned numChunks, void (*call)(void *body, unsigned chunk, Workspace &own), void *body) {
  auto &helpers = impl_->helpers;
  while (helpers.size() + 1 < std::min(threads, numChunks))
    helpers.push_back(std::make_unique<Workspace>());
  impl_->threads.forChunks(threads, numChunks, [&](unsigned chunk, unsigned worker) {
    call(body, chunk, worker == 0 ? *this : *helpers[worker - 1]);
  });
}

size_t numReadings(const Plan &plan) {
  size_t total = 0;
  for (const Reading &reading : plan.readings)
    total += readingSize(reading, plan.numQubits, 0);
  return total;
}

unsigned batchRowBits(const Program &program, const RunOptions &options, size_t numRows) {
  const Plan &plan = program.plan();
  const bool single = options.precision == Precision::Single;
  const unsigned laneBits = single ? kernels<float>().laneBits : kernels<double>().laneBits;
  // States of 64 KiB leave room in the caches for what else is read, larger ones spread what a group of rows costs.
  constexpr unsigned most = 14;
  const unsigned comfortable = (single ? 13 : 12) + (isCrowded(secondLevelCache()) ? 0 : 1);
  if (options.shots > 0 || plan.noisy || !canReadRows(plan) || plan.numQubits + laneBits > most)
    return 0;
  const unsigned needed = numRows > 0 ? unsigned(std::bit_width(numRows - 1)) : 0;
  return std::max(laneBits, std::min({6u, needed, comfortable > plan.numQubits ? comfortable - plan.numQubits : 0}));
}

size_t batchRows(const Program &program, const RunOptions &options) {
  if (const Factors *factors = program.impl().factors())
    return factors->batchRows(options);
  return size_t(1) << batchRowBits(program, options, std::numeric_limits<size_t>::max());
}

template <typename Run> static Result guarded(Run run) {
  try {
    return run();
  } catch (const std::bad_alloc &) {
    return Result::OutOfMemory;
  }
}

/// Runs the circuit on state 0 of `numStates` and hands it to `read`, unless what `out` takes can be read without a final state.
template <typename Real, typename Read>
static Result simulate(const Program &program, const SlotRows &slots, const RunOptions &options, Workspace &workspace,
                       unsigned rowBits, unsigned numStates, Read read, double *out) {
  return guarded([&] {
    if (program.plan().numQubits > maxQubits)
      return Result::TooManyQubits;
    Execution<Real> execution(program, options, workspace, rowBits, slots.flags);
    if (Result result = execution.prepare(slots, numStates); result != Result::Ok)
      return result;
    if (out && execution.readsInTiles(/*withDerivatives=*/false))
      return execution.readInTiles(out);
    if (Result result = execution.runPrepared(); result != Result::Ok)
      return result;
    return read(execution, execution.state(0));
  });
}

/// The same in the precision of the options.
template <typename Read>
static Result simulate(const Program &program, const SlotRows &slots, const RunOptions &options, Workspace &workspace,
                       unsigned rowBits, unsigned numStates, Read read, double *out = nullptr) {
  auto run = options.precision == Precision::Single ? simulate<float, Read> : simulate<double, Read>;
  return run(program, slots, options, workspace, rowBits, numStates, read, out);
}

/// Nothing if it can't.
template <typename Real>
static std::optional<Result> runInRegisters(const Program &program, std::span<const double> slots, Workspace &workspace, double *out) {
  const RegisterProgram<Real> *registers = program.impl().registers(kernels<Real>());
  return registers ? std::optional(registers->run(slots, workspace.impl().template scratch<Real>().registers, out)) : std::nullopt;
}

Result run(const Program &program, std::span<const double> slots, const RunOptions &options, Workspace &workspace, double *out) {
  return guarded([&] {
    if (options.shots == 0) {
      auto inRegisters = options.precision == Precision::Single ? runInRegisters<float> : runInRegisters<double>;
      if (std::optional<Result> result = inRegisters(program, slots, workspace, out))
        return *result;
    }
    if (program.plan().noisy)
      return runNoisy(program.plan(), slots, options, workspace, out);
    if (const Factors *factors = program.impl().factors();
        factors && (options.shots == 0 || program.plan().numQubits >= Factors::minQubitsForShots))
      return factors->run(slots, options, workspace, out);
    const Program *reduced = options.shots == 0 ? program.impl().withoutSymmetries() : nullptr;
    const unsigned numStates = statesForReadings(program.plan(), options.shots);
    return simulate(reduced ? *reduced : program, {slots.data(), 1, slots.size()}, options, workspace, 0, numStates, [&](auto &execution, auto ket) {
      if (options.shots > 0)
        return sampledReadings(execution, workspace, ket, out);
      exactReadings(execution, ket, out);
      return Result::Ok;
    }, options.shots == 0 && !options.keepsState ? out : nullptr);
  });
}

Result runBatch(const Program &program, const SlotRows &slots, const RunOptions &options, Workspace &workspace, double *out) {
  return guarded([&] {
    if (const Factors *factors = program.impl().factors())
      return factors->runBatch(slots, options, workspace, out);
    const unsigned rowBits = batchRowBits(program, options, slots.numRows);
    if (rowBits == 0)
      return run(program, {slots.values, program.plan().numInputSlots}, options, workspace, out);
    return simulate(program, slots, options, workspace, rowBits, 1,
                    [&](auto &execution, auto ket) { return rowReadings(execution, ket, slots.numRows, out); });
  });
}

Result finalState(const Program &program, std::span<const double> slots, const RunOptions &options, Workspace &workspace,
                  double *out) {
  if (program.plan().noisy)
    return Result::NoStateVector;
  return simulate(program, {slots.data(), 1, slots.size()}, options, workspace, 0, 1, [&](auto &execution, auto ket) {
    writeState(execution, ket, out);
    return Result::Ok;
  });
}

} // namespace qml::rt
