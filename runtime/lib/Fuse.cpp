// SPDX-License-Identifier: Apache-2.0
//
// Greedy fusion. Each block walks back over its predecessors: it takes up those with which one pass is cheaper than
// two, passes those it commutes with, and stops at the first that it neither joins nor passes. The first round joins
// blocks that share qubits, which is where a merged matrix is no larger; the second joins neighbours on different
// qubits too.
//
// Two blocks commute if both are diagonal on every qubit they share: both are then sums over the values of those
// qubits, of operators on different qubits.

#include "qml-runtime/Plan.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <optional>

namespace qml::rt {
namespace {

struct FusedGate {
  PlanGate gate;
  std::vector<uint32_t> bits; // of all its qubits, the gate's own controls first
};

struct FusedBlock {
  BlockForm form = BlockForm::Matrix;
  bool parametric = false;
  uint64_t controlMask = 0, controlValue = 0;
  uint64_t targetMask = 0;
  uint64_t diagonalMask = 0; // targets on which every gate is diagonal
  std::vector<FusedGate> gates;

  uint64_t support() const { return controlMask | targetMask; }
  unsigned numTargets() const { return std::popcount(targetMask); }
};

/// Estimated time of one pass, per amplitude of the state; 1 is a pass of one dense qubit over a state in L3. A pass
/// waits for memory or for arithmetic, whichever takes longer. Fitted to measurements on AVX-512; the numbers decide
/// between equivalent plans only.
struct CostModel {
  static constexpr double multiply = 0.43;  // one complex multiplication and addition
  static constexpr double startBlock = 150; // per run and block, whatever the state's size
  static constexpr double buildEntry = 8;   // per run, gate and entry of the block's matrix

  unsigned numQubits;

  /// Reading and writing one amplitude, by the cache that the state fits into.
  double memory() const { return numQubits <= 15 ? 0.5 : numQubits <= 20 ? 1 : 4; }

  double block(BlockForm form, unsigned numTargets, unsigned numControls, size_t numGates, bool moves) const {
    bool dense = form == BlockForm::Matrix;
    double entries = form == BlockForm::ParityPhase ? 2 : std::exp2(dense ? 2 * numTargets : numTargets);
    double arithmetic = moves ? 0 : multiply * (dense ? std::exp2(numTargets) : 1);
    double perRun = startBlock + buildEntry * entries * numGates;
    return std::max(memory(), arithmetic) * std::exp2(-int(numControls)) + perRun * std::exp2(-int(numQubits));
  }
  /// X, CNOT and the like only move data.
  static bool moves(const FusedBlock &block) {
    return block.gates.size() == 1 && block.gates[0].gate.kind == GateKind::X && block.gates[0].gate.numControls == 0;
  }
  double operator()(const FusedBlock &b) const {
    return block(b.form, b.numTargets(), std::popcount(b.controlMask), b.gates.size(), moves(b));
  }
};

class Fuser {
public:
  Fuser(Plan &plan, unsigned maxTargets) : plan_(plan), maxTargets_(maxTargets), cost_{plan.numQubits} { read(); }

  void run() {
    round(/*sharedOnly=*/true);
    round(/*sharedOnly=*/false);
    write();
  }

private:
  static constexpr size_t window = 64; // blocks looked back at, so that long circuits take linear time

  void read();
  void write();
  void round(bool sharedOnly);
  std::optional<FusedBlock> merge(const FusedBlock &first, const FusedBlock &second) const;

  Plan &plan_;
  unsigned maxTargets_;
  CostModel cost_;
  std::vector<FusedBlock> blocks_;
};

bool commute(const FusedBlock &a, const FusedBlock &b) {
  uint64_t shared = a.support() & b.support();
  return (shared & ~(a.controlMask | a.diagonalMask)) == 0 && (shared & ~(b.controlMask | b.diagonalMask)) == 0;
}

/// The targets of a single gate on which it is diagonal.
uint64_t diagonalBits(const FusedGate &gate) {
  const GateRow &row = gateRow(gate.gate.kind);
  uint64_t mask = 0;
  for (size_t i = 0; i < gate.bits.size(); ++i) {
    size_t target = i - gate.gate.numControls;
    bool diagonal =
        i < gate.gate.numControls || row.numQubits < 0 || row.axes[target] == 'Z' || row.axes[target] == 'I';
    mask |= diagonal ? uint64_t(1) << gate.bits[i] : 0;
  }
  return mask;
}

void Fuser::read() {
  for (const Block &block : plan_.blocks) {
    FusedBlock &fused = blocks_.emplace_back();
    fused.form = block.form;
    fused.parametric = block.parametric;
    fused.controlMask = block.controlMask;
    fused.controlValue = block.controlValue;
    for (uint32_t bit : std::span(plan_.targets).subspan(block.firstTarget, block.numTargets))
      fused.targetMask |= uint64_t(1) << bit;
    fused.diagonalMask = fused.targetMask;
    for (const PlanGate &gate : std::span(plan_.gates).subspan(block.firstGate, block.numGates)) {
      FusedGate &copy = fused.gates.emplace_back(FusedGate{gate, {}});
      uint64_t support = 0;
      for (unsigned i = 0; i < gate.numQubits; ++i) {
        copy.bits.push_back(plan_.targets[block.firstTarget + plan_.locals[gate.firstLocal + i]]);
        support |= uint64_t(1) << copy.bits.back();
      }
      fused.diagonalMask &= ~support | diagonalBits(copy);
    }
  }
}

/// Makes the controls of `mask` that a block drops its gates' own.
void lowerControls(FusedGate &gate, uint64_t mask, uint64_t value) {
  for (; mask != 0; mask &= mask - 1) {
    uint64_t bit = mask & -mask;
    gate.bits.insert(gate.bits.begin(), std::countr_zero(bit));
    gate.gate.negated = gate.gate.negated << 1 | (value & bit ? 0 : 1);
    ++gate.gate.numControls;
    ++gate.gate.numQubits;
  }
}

std::optional<FusedBlock> Fuser::merge(const FusedBlock &first, const FusedBlock &second) const {
  FusedBlock merged;
  // Controls that both have stay controls; the others become targets.
  merged.controlMask = first.controlMask & second.controlMask & ~(first.controlValue ^ second.controlValue);
  merged.controlValue = first.controlValue & merged.controlMask;
  merged.targetMask = (first.support() | second.support()) & ~merged.controlMask;
  unsigned numTargets = merged.numTargets();
  bool diagonal = first.form != BlockForm::Matrix && second.form != BlockForm::Matrix;
  merged.form = diagonal ? BlockForm::Diagonal : BlockForm::Matrix;
  if (numTargets > (diagonal ? Plan::maxDiagonalTargets : maxTargets_))
    return std::nullopt;
  size_t numGates = first.gates.size() + second.gates.size();
  double together = cost_.block(merged.form, numTargets, std::popcount(merged.controlMask), numGates, false);
  if (together >= cost_(first) + cost_(second))
    return std::nullopt;
  merged.parametric = first.parametric || second.parametric;
  merged.diagonalMask = merged.targetMask;
  for (const FusedBlock *part : {&first, &second}) {
    uint64_t lowered = part->controlMask & ~merged.controlMask;
    merged.diagonalMask &= ~part->targetMask | part->diagonalMask;
    for (const FusedGate &gate : part->gates)
      lowerControls(merged.gates.emplace_back(gate), lowered, part->controlValue);
  }
  return merged;
}

void Fuser::round(bool sharedOnly) {
  std::vector<FusedBlock> done;
  for (FusedBlock &block : blocks_) {
    FusedBlock current = std::move(block);
    size_t place = done.size();
    size_t stop = done.size() > window ? done.size() - window : 0;
    for (size_t i = done.size(); i-- > stop;) {
      bool candidate = !sharedOnly || (done[i].support() & current.support()) != 0 || current.support() == 0 ||
                       done[i].support() == 0;
      std::optional<FusedBlock> merged = candidate ? merge(done[i], current) : std::nullopt;
      if (merged) {
        current = std::move(*merged);
        done.erase(done.begin() + i);
        place = i;
      } else if (!commute(done[i], current)) {
        break;
      }
    }
    done.insert(done.begin() + place, std::move(current));
  }
  blocks_ = std::move(done);
}

void Fuser::write() {
  plan_.blocks.clear();
  plan_.gates.clear();
  plan_.targets.clear();
  plan_.locals.clear();
  for (const FusedBlock &fused : blocks_) {
    Block &block = plan_.blocks.emplace_back();
    block.form = fused.form;
    block.parametric = fused.parametric;
    block.controlMask = fused.controlMask;
    block.controlValue = fused.controlValue;
    block.firstTarget = plan_.targets.size();
    block.numTargets = fused.numTargets();
    block.firstGate = plan_.gates.size();
    block.numGates = fused.gates.size();
    for (uint64_t rest = fused.targetMask; rest != 0; rest &= rest - 1)
      plan_.targets.push_back(std::countr_zero(rest));
    std::reverse(plan_.targets.begin() + block.firstTarget, plan_.targets.end());
    for (const FusedGate &gate : fused.gates) {
      PlanGate &copy = plan_.gates.emplace_back(gate.gate);
      copy.firstLocal = plan_.locals.size();
      for (uint32_t bit : gate.bits) {
        uint64_t above = fused.targetMask >> bit >> 1;
        plan_.locals.push_back(std::popcount(above));
      }
    }
  }
}

} // namespace

void fuse(Plan &plan, unsigned maxTargets) {
  if (maxTargets > 0)
    Fuser(plan, std::min(maxTargets, Plan::maxMatrixTargets)).run();
}

} // namespace qml::rt
