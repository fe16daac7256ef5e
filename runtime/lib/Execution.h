// SPDX-License-Identifier: Apache-2.0
//
// One run of a plan: its angles bound, its states reserved, blocks applied forwards and backwards.
#pragma once

#include "Memory.h"
#include "Pass.h"
#include "Threads.h"
#include "qml-runtime/Simulator.h"

#include <array>

namespace qml::rt {

struct Workspace::Impl {
  std::array<StateBuffer, 3> states;
  Threads threads;
  Pass pass;
  AlignedBuffer overlapSums; // one slice per worker
  std::vector<double> slots, angles, angleGradients;
  std::vector<Complex> matrix, overlaps; // overlaps: one matrix per chunk
};

class Execution {
public:
  Execution(const Plan &plan, const RunOptions &options, Workspace::Impl &workspace);

  /// Computes the values of all angles; NonFiniteAngle if one is no number.
  Result bind(std::span<const double> slots);
  /// Makes room for `numStates` states; must come before any is used.
  Result reserve(unsigned numStates);

  const Plan &plan() const { return plan_; }
  const RunOptions &options() const { return options_; }
  const KernelSet &set() const { return set_; }
  Workspace::Impl &workspace() { return workspace_; }
  unsigned numQubits() const { return plan_.numQubits; }
  size_t numAmplitudes() const { return size_t(1) << plan_.numQubits; }
  unsigned numChunks() const { return numChunks_; }
  StateView state(unsigned number) { return workspace_.states[number].view(plan_.numQubits); }

  /// |0...0> with all blocks applied, in `state`.
  Result forward(StateView state);
  Result apply(const Block &block, StateView state);
  /// The adjoint of `block` on both states; adds the derivatives by its angles to `angleGradients` if it has any.
  Result backward(const Block &block, StateView ket, StateView bra);

  void setZero(StateView state);
  void copy(StateView from, StateView to);

  /// Calls body(chunk, worker) for all chunks.
  template <typename Body> void forChunks(Body body) { workspace_.threads.forChunks(threads_, numChunks_, body); }
  /// The sum of body(begin, end) over chunks of the amplitudes, added in order.
  template <typename Body> double sumChunks(Body body) {
    std::array<double, maxChunks> sums;
    forChunks([&](unsigned chunk, unsigned) {
      auto [begin, end] = chunkRange(numAmplitudes(), chunk, numChunks_);
      sums[chunk] = body(begin, end);
    });
    double sum = 0;
    for (unsigned chunk = 0; chunk < numChunks_; ++chunk)
      sum += sums[chunk];
    return sum;
  }

private:
  void applyPass(StateView state);

  const Plan &plan_;
  RunOptions options_;
  Workspace::Impl &workspace_;
  const KernelSet &set_;
  unsigned threads_;
  unsigned numChunks_;
};

} // namespace qml::rt
