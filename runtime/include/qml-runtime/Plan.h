// SPDX-License-Identifier: Apache-2.0
//
// A plan is what the simulator executes: a constant table of blocks, made once from a circuit and bound to angles at every run.
//
// CNOT, SWAP and X move no data. They change how the *stored index* of an amplitude spells the circuit's qubits: a qubit is
// a pair of masks. Its value is the parity of `sign & index`, and to flip it is to XOR `flip` onto the index. All other gates
// become blocks on such qubits: products of phases, rotations about products of Paulis, 2 x 2 matrices on the pairs
// (index, index ^ flip), or small dense matrices.
// The same table serves forward runs and, walked backwards, adjoint gradients (arXiv:2009.02823).
//
// In the stored index of n qubits, qubit q begins as bit n - 1 - q, so that index bits read left to right.
#pragma once

#include "qml/Circuit/Circuit.h"
#include "qml/Circuit/Observable.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace qml::rt {

/// A qubit as the stored index shows it.
struct Qubit {
  uint64_t flip = 0;
  uint64_t sign = 0;
  bool negated = false; // the value is the parity's complement

  bool operator==(const Qubit &) const = default;
};

/// Where qubit `qubit` of `numQubits` begins.
inline Qubit startOf(unsigned qubit, unsigned numQubits) {
  uint64_t bit = uint64_t(1) << (numQubits - 1 - qubit);
  return {bit, bit, false};
}

/// A condition on the stored index: the parity of `sign & index` is `value`.
struct Control {
  uint64_t sign = 0;
  bool value = true;

  bool operator==(const Control &) const = default;
  auto operator<=>(const Control &) const = default;
};

/// exp(-i angle/2 P) with P = (-1)^parity(sign & index); a global phase has no sign bits. In a rotation, P flips as well.
struct PhaseTerm {
  uint64_t sign = 0;
  Angle angle;
};

/// A qubit of a gate inside a block, in terms of the block's matrix index: as Qubit, in that index.
struct Local {
  uint8_t flip = 0;
  uint8_t sign = 0;
  bool negated = false;
};

/// A gate inside a block. Its matrix acts where its controls hold. `rows` names the two rows of the gate's matrix that are
/// taken where the others are left alone (a SingleExcitation is a rotation between |01> and |10>); otherwise all are.
struct PlanGate {
  GateKind kind = GateKind::Identity;
  bool adjoint = false;
  uint8_t numControls = 0; // the leading locals; `negated` says which act on 0
  uint8_t numLocals = 0;
  uint8_t numAngles = 0;
  bool twoRows = false;
  uint8_t rows[2] = {0, 1};
  uint32_t firstLocal = 0; // into Plan::locals
  uint32_t firstAngle = 0; // into Plan::angles
};

enum class BlockForm : uint8_t {
  Matrix,   // dense 2^k x 2^k on k targets
  Phases,   // a product of phase terms
  Rotation, // exp(-i angle/2 P), P the product of Paulis that maps index to index ^ flip with the target's sign: [[0, -i], [i, 0]]
            // on the pair if the sign differs between the two, otherwise [[0, 1], [1, 0]] or its negative; the angle is the sum
            // of the terms'
};

struct Block {
  BlockForm form = BlockForm::Matrix;
  bool parametric = false;  // hangs on a slot
  uint32_t firstTarget = 0; // into Plan::targets; the first target is the most significant bit of the matrix index
  uint32_t numTargets = 0;
  uint32_t firstControl = 0; // into Plan::controls; conditions that no target's flip changes
  uint32_t numControls = 0;
  uint32_t firstGate = 0; // into Plan::gates, in order of application
  uint32_t numGates = 0;
  uint32_t firstTerm = 0; // into Plan::terms
  uint32_t numTerms = 0;
};

/// What a run starts from, |0...0> or another stabilizer state: all indices without bits outside `uniform`, with equal
/// probabilities. Amplitude `x` has the phase exp(i phase) times i for each of its bits in `imaginary`, -1 for each in `negative`,
/// and -1 for each two of its bits that are a pair.
struct Start {
  uint64_t uniform = 0, imaginary = 0, negative = 0;
  std::vector<uint64_t> pairs; // by bit: lower bits with which it is a pair; empty if there are none
  double phase = 0;

  bool operator==(const Start &) const = default;
};

struct Plan {
  static constexpr unsigned maxMatrixTargets = 5;

  unsigned numQubits = 0;
  bool isApplied = false; // to any state: nothing may be made of what it starts from
  unsigned numInputSlots = 0;
  std::vector<Circuit::DerivedSlot> derivedSlots;
  Start start;
  std::vector<Block> blocks;
  std::vector<PlanGate> gates;
  std::vector<Qubit> targets;
  std::vector<Control> controls;
  std::vector<Local> locals;
  std::vector<Angle> angles;
  std::vector<PhaseTerm> terms;
  std::vector<Qubit> qubits; // where the circuit's qubits are at the end
  std::vector<Reading> readings; // on circuit qubits
  /// The circuit itself if it has channels: gates and channels on at most two qubits each. Such a plan has no blocks.
  std::shared_ptr<const Circuit> noisy;

  unsigned numSlots() const { return numInputSlots + derivedSlots.size(); }
};

/// One block per gate. `circuit` must hold gates, channels and barriers only; with channels the plan is noisy. A plan for more
/// qubits than any machine holds has no blocks; running it is refused. `start` says where the qubits are at first; by default
/// qubit q is bit n - 1 - q.
Plan makePlan(const Circuit &circuit, std::vector<Reading> readings, std::vector<Qubit> start = {});

/// Removes blocks and terms of phases that commute with what is read and with all that stays behind them, and phases of |0...0>. For
/// new plans of one block per gate that are run from there, with their own readings.
void removeUnseen(Plan &plan);

/// Takes Clifford gates that nothing comes before into the start of `plan`, which has been |0...0>. For plans that are run from
/// their start, before fuse().
void absorbCliffords(Plan &plan);

/// Joins phases, rotations about one product of Paulis, and matrices of the same qubit.
void fuse(Plan &plan);

/// Numbers the bits of a large state's index from the other end if that takes fewer sweeps: a ladder of CNOTs has a beginning, and
/// what lies there can be taken first. For plans that are run from their start.
/// Returns what the sweeps cost, 0 for a small state.
double orderBits(Plan &plan);

/// All of these, for a plan that is run from its start: Clifford gates are absorbed unless a large state is swept faster while
/// bits that they touch are still 0.
void optimize(Plan &plan);

/// How many numbers `reading` yields on `numQubits` qubits (`shots` for Sample).
size_t readingSize(const Reading &reading, unsigned numQubits, uint64_t shots);

} // namespace qml::rt
