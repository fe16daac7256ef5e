// SPDX-License-Identifier: Apache-2.0
//
// A plan is what the simulator executes: a constant table of blocks, made once from a circuit and bound to angles at every run.
// A block is a small matrix on a few qubits, built at run time from its constituent gates; gates that lie in one block cost one
// pass over the state. The same table serves forward runs and, walked backwards, adjoint gradients (arXiv:2009.02823).
//
// Here a qubit is a *bit position* of the basis index: circuit qubit q of n is bit n - 1 - q, so index bits read left to right.
#pragma once

#include "qml/Circuit/Circuit.h"
#include "qml/Circuit/Observable.h"

#include <cstdint>
#include <span>
#include <vector>

namespace qml::rt {

/// A gate inside a block. `local[i]` is the index into the block's `targets` of the gate's i-th qubit (controls first).
struct PlanGate {
  GateKind kind = GateKind::Identity;
  bool adjoint = false;
  uint8_t numControls = 0;
  uint8_t numQubits = 0;
  uint8_t numAngles = 0;
  uint32_t negated = 0;
  uint32_t firstLocal = 0; // into Plan::locals
  uint32_t firstAngle = 0; // into Plan::angles
};

enum class BlockForm : uint8_t {
  Matrix,     // dense 2^k x 2^k on the targets
  Diagonal,   // diagonal 2^k on the targets
  ParityPhase // exp(-i theta/2 Z...Z) on all targets; one gate, any number of targets
};

struct Block {
  BlockForm form = BlockForm::Matrix;
  bool parametric = false;     // hangs on a slot
  uint64_t controlMask = 0;    // bits outside the targets that must equal controlValue
  uint64_t controlValue = 0;
  uint32_t firstTarget = 0;    // into Plan::targets; the first target is the most significant bit of the matrix index
  uint32_t numTargets = 0;
  uint32_t firstGate = 0;      // into Plan::gates, in order of application
  uint32_t numGates = 0;
};

struct Plan {
  static constexpr unsigned maxMatrixTargets = 5;
  static constexpr unsigned maxDiagonalTargets = 8;
  static constexpr unsigned maxDiagonalSize = 1u << maxDiagonalTargets;

  unsigned numQubits = 0;
  unsigned numInputSlots = 0;
  std::vector<Circuit::DerivedSlot> derivedSlots;
  std::vector<Block> blocks;
  std::vector<PlanGate> gates;
  std::vector<uint32_t> targets; // bit positions
  std::vector<uint8_t> locals;
  std::vector<Angle> angles;
  std::vector<Reading> readings; // on circuit qubits

  unsigned numSlots() const { return numInputSlots + derivedSlots.size(); }
};

/// One block per gate: controls become the block's control mask, or part of the matrix where that keeps it small.
/// `circuit` must hold gates only. A plan for more qubits than any machine holds has no blocks; running it is refused.
Plan makePlan(const Circuit &circuit, std::vector<Reading> readings);

/// Merges neighbouring blocks into dense blocks of at most `maxTargets` qubits, and diagonal blocks of at most
/// `maxDiagonalTargets`, where a cost model says that saves time. 0 merges nothing.
void fuse(Plan &plan, unsigned maxTargets);

/// How many numbers `reading` yields on `numQubits` qubits (`shots` for Sample).
size_t readingSize(const Reading &reading, unsigned numQubits, uint64_t shots);

} // namespace qml::rt
