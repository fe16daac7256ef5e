// SPDX-License-Identifier: Apache-2.0
//
// Greedy fusion. Blocks go to the lowest level that those they do not commute with leave them, so that gates written one by one, or
// pair by pair, come together in layers. There phases join phases, rotations about the same product of Paulis become one, and so do
// matrices of the same qubit. Where a table of phases serves a single qubit beside a matrix of that qubit, it goes into the matrix.
// Matrices of different qubits stay apart: in a tile that lies in a cache, two passes with 2 x 2 matrices take no longer than one
// with a 4 x 4 matrix.

#include "Footprint.h"

#include <optional>

namespace qml::rt {
namespace {

constexpr size_t window = 128; // blocks that one is held against, so that long circuits take linear time

struct FusedGate {
  PlanGate gate;
  std::vector<Local> locals;
};

struct FusedBlock {
  BlockForm form = BlockForm::Matrix;
  bool parametric = false;
  std::vector<Qubit> targets;
  std::vector<Control> controls; // in order
  std::vector<FusedGate> gates;
  std::vector<PhaseTerm> terms;
  Footprint footprint;

  /// As footprintOf(), but that phases with controls flip nothing: no pass is laid out from this one.
  void computeFootprint() {
    auto isPhase = [](const FusedGate &gate) { return gateRow(gate.gate.kind).numQubits == 0 || isDiagonal(gateRow(gate.gate.kind)); };
    const bool flips = form != BlockForm::Matrix || !std::ranges::all_of(gates, isPhase);
    footprint = {};
    for (const Qubit &target : targets) {
      if (flips)
        footprint.addFlip(target.flip);
      footprint.addSign(target.sign);
    }
    for (const Control &control : controls)
      footprint.addSign(control.sign);
    for (const PhaseTerm &term : terms)
      footprint.addSign(term.sign);
  }
};

class Fuser {
public:
  explicit Fuser(Plan &plan) : plan_(plan) { read(); }

  void run() {
    joinLikes();
    absorbPhases();
    joinLikes(); // what absorbed phases have left may meet now
    write();
  }

private:
  void read();
  void write();
  void joinLikes();
  void absorbPhases();
  bool absorb(size_t phases);
  void absorbInto(FusedBlock &matrix, const PhaseTerm &term, bool behind);

  Plan &plan_;
  std::vector<FusedBlock> blocks_;
};

void Fuser::read() {
  blocks_.reserve(plan_.blocks.size());
  for (const Block &block : plan_.blocks) {
    FusedBlock fused;
    fused.form = block.form;
    fused.parametric = block.parametric;
    auto copy = [](auto &to, const auto &from, uint32_t first, uint32_t count) { to.assign(from.begin() + first, from.begin() + first + count); };
    copy(fused.targets, plan_.targets, block.firstTarget, block.numTargets);
    copy(fused.controls, plan_.controls, block.firstControl, block.numControls);
    copy(fused.terms, plan_.terms, block.firstTerm, block.numTerms);
    std::ranges::sort(fused.controls);
    for (uint32_t i = block.firstGate; i < block.firstGate + block.numGates; ++i) {
      FusedGate gate{plan_.gates[i], {}};
      copy(gate.locals, plan_.locals, gate.gate.firstLocal, gate.gate.numLocals);
      fused.gates.push_back(std::move(gate));
    }
    fused.computeFootprint();
    blocks_.push_back(std::move(fused));
  }
}

/// Whether two blocks that meet can be one.
bool isLike(const FusedBlock &a, const FusedBlock &b) {
  constexpr size_t maxTerms = 4096;
  if (a.form != b.form)
    return false;
  if (a.form == BlockForm::Phases)
    return a.terms.size() + b.terms.size() <= maxTerms;
  return a.targets.size() == 1 && a.targets == b.targets && a.controls == b.controls;
}

/// Takes `block`, which comes later, into `into`.
void join(FusedBlock &into, const FusedBlock &block) {
  if (into.form != BlockForm::Matrix) {
    for (const PhaseTerm &term : block.terms) {
      auto same = std::ranges::find_if(into.terms, [&](const PhaseTerm &other) {
        return other.sign == term.sign && (other.angle.isConstant() ? term.angle.isConstant() : other.angle.slot == term.angle.slot);
      });
      if (same == into.terms.end()) {
        into.terms.push_back(term);
        continue;
      }
      same->angle.offset += term.angle.offset;
      same->angle.scale += term.angle.scale;
    }
  } else {
    into.gates.insert(into.gates.end(), block.gates.begin(), block.gates.end());
  }
  into.parametric |= block.parametric;
  into.footprint.add(block.footprint);
}

/// Blocks by level. Those of one level commute; of two that do not, the later one is on the higher level.
class Levels {
public:
  void add(FusedBlock &&block);
  /// Each where it was added, or behind what must come before.
  std::vector<FusedBlock> inOrder();

private:
  /// What a block meets on a level, where all that is like it can be joined: only phases, which commute, are there twice.
  struct Meeting {
    std::optional<uint32_t> like;
    bool passes = true, passesOthers = true; // the level, or what is not like the block
  };
  static constexpr size_t taken = ~size_t(0);

  Meeting meet(size_t level, const FusedBlock &block) const;
  bool rise(const FusedBlock &block, size_t to);
  void take(uint32_t number, std::vector<FusedBlock> &to);

  std::vector<FusedBlock> blocks_;
  std::vector<size_t> levelOf_; // or taken
  std::vector<std::vector<uint32_t>> levels_; // numbers of blocks
  size_t lowest_ = 0; // all levels below are empty
};

Levels::Meeting Levels::meet(size_t level, const FusedBlock &block) const {
  Meeting result;
  for (uint32_t other : levels_[level]) {
    const bool like = isLike(blocks_[other], block), passes = commute(blocks_[other].footprint, block.footprint);
    if (like)
      result.like = other;
    result.passes = result.passes && passes;
    result.passesOthers = result.passesOthers && (passes || like);
  }
  return result;
}

void Levels::add(FusedBlock &&block) {
  size_t left = window, level = levels_.size();
  std::optional<uint32_t> home; // the lowest, which leaves room for later blocks to join those above
  for (; level > 0 && levels_[level - 1].size() <= left; --level) {
    left -= levels_[level - 1].size();
    const Meeting met = meet(level - 1, block);
    if (met.like && met.passesOthers)
      home = met.like;
    if (!met.passes)
      break;
  }
  if (home)
    return join(blocks_[*home], block);
  if (block.form == BlockForm::Phases && rise(block, level))
    return;
  if (level == levels_.size())
    levels_.emplace_back();
  levels_[level].push_back(uint32_t(blocks_.size()));
  levelOf_.push_back(level);
  blocks_.push_back(std::move(block));
}

/// Takes `block` into phases from below level `to`, if these can move up there.
bool Levels::rise(const FusedBlock &block, size_t to) {
  size_t left = window;
  for (size_t from = to; from-- > 0 && levels_[from].size() <= left; left -= levels_[from].size()) {
    const std::optional<uint32_t> like = meet(from, block).like;
    if (!like)
      continue;
    for (size_t level = from + 1; level <= to && level < levels_.size(); ++level)
      if (!meet(level, blocks_[*like]).passes)
        return false;
    if (to == levels_.size())
      levels_.emplace_back();
    std::erase(levels_[from], *like);
    levels_[to].push_back(*like);
    levelOf_[*like] = to;
    join(blocks_[*like], block);
    return true;
  }
  return false;
}

/// Moves a block to the end of `to`, and those that must come before, first.
void Levels::take(uint32_t number, std::vector<FusedBlock> &to) {
  for (size_t level = lowest_; level < levelOf_[number]; ++level)
    for (size_t i = 0; i < levels_[level].size();) {
      const uint32_t other = levels_[level][i];
      if (commute(blocks_[other].footprint, blocks_[number].footprint))
        ++i;
      else
        take(other, to);
    }
  std::erase(levels_[levelOf_[number]], number);
  levelOf_[number] = taken;
  to.push_back(std::move(blocks_[number]));
}

std::vector<FusedBlock> Levels::inOrder() {
  std::vector<FusedBlock> result;
  result.reserve(blocks_.size());
  for (uint32_t number = 0; number < blocks_.size(); ++number) {
    while (lowest_ < levels_.size() && levels_[lowest_].empty())
      ++lowest_;
    if (levelOf_[number] != taken)
      take(number, result);
  }
  return result;
}

void Fuser::joinLikes() {
  Levels levels;
  for (FusedBlock &block : blocks_)
    if (block.form != BlockForm::Phases || !block.terms.empty())
      levels.add(std::move(block));
  blocks_ = levels.inOrder();
}

/// Whether a matrix has complex entries anyway.
bool isGeneral(const FusedBlock &block) {
  bool real = true, cross = true;
  for (const FusedGate &gate : block.gates) {
    real = real && (gate.gate.kind == GateKind::RY || gate.gate.kind == GateKind::H || gate.gate.kind == GateKind::X);
    cross = cross && gate.gate.kind == GateKind::RX;
  }
  return !real && !cross;
}

void Fuser::absorbInto(FusedBlock &matrix, const PhaseTerm &term, bool behind) {
  FusedGate gate;
  gate.gate.kind = term.sign == 0 ? GateKind::GlobalPhase : GateKind::RZ;
  gate.gate.numAngles = 1;
  gate.gate.firstAngle = plan_.angles.size();
  if (term.sign == 0) { // exp(-i angle/2), and GlobalPhase(phi) is exp(-i phi)
    plan_.angles.push_back(term.angle * 0.5);
  } else {
    plan_.angles.push_back(term.angle);
    gate.gate.numLocals = 1;
    gate.locals.push_back({1, 1, false});
  }
  matrix.gates.insert(behind ? matrix.gates.end() : matrix.gates.begin(), std::move(gate));
  matrix.parametric |= !term.angle.isConstant();
}

/// Puts all terms of block `phases` into matrices of the same qubits, if at most one of these gets more expensive by that.
bool Fuser::absorb(size_t phases) {
  struct Home {
    size_t block;
    bool behind;
  };
  std::vector<Home> homes;
  std::vector<size_t> dearer;
  for (const PhaseTerm &term : blocks_[phases].terms) {
    Footprint read;
    read.addSign(term.sign);
    std::optional<Home> home;
    for (int direction : {-1, 1}) {
      size_t steps = 0;
      for (size_t i = phases + direction; i < blocks_.size() && ++steps <= window; i += direction) {
        const FusedBlock &block = blocks_[i];
        if (block.form == BlockForm::Matrix && block.targets.size() == 1 && block.controls.empty() &&
            (term.sign == block.targets[0].sign || term.sign == 0)) {
          if (!home || (isGeneral(block) && !isGeneral(blocks_[home->block])))
            home = Home{i, direction < 0};
          break;
        }
        if (!commute(block.footprint, read))
          break;
      }
    }
    if (!home)
      return false;
    if (!isGeneral(blocks_[home->block]) && std::ranges::find(dearer, home->block) == dearer.end())
      dearer.push_back(home->block);
    if (dearer.size() > 1)
      return false;
    homes.push_back(*home);
  }
  for (size_t i = 0; i < homes.size(); ++i)
    absorbInto(blocks_[homes[i].block], blocks_[phases].terms[i], homes[i].behind);
  blocks_[phases].terms.clear();
  return true;
}

void Fuser::absorbPhases() {
  for (size_t i = 0; i < blocks_.size(); ++i)
    if (blocks_[i].form == BlockForm::Phases && blocks_[i].terms.size() <= plan_.numQubits + 1)
      absorb(i);
}

void Fuser::write() {
  std::vector<Angle> angles;
  angles.swap(plan_.angles);
  plan_.blocks.clear(), plan_.gates.clear(), plan_.targets.clear(), plan_.controls.clear(), plan_.locals.clear(), plan_.terms.clear();
  for (const FusedBlock &fused : blocks_) {
    if (fused.form == BlockForm::Phases && fused.terms.empty())
      continue;
    Block &block = plan_.blocks.emplace_back();
    block.form = fused.form;
    block.parametric = fused.parametric;
    auto append = [](auto &to, const auto &from, uint32_t &first, uint32_t &count) {
      first = to.size();
      count = from.size();
      to.insert(to.end(), from.begin(), from.end());
    };
    append(plan_.targets, fused.targets, block.firstTarget, block.numTargets);
    append(plan_.controls, fused.controls, block.firstControl, block.numControls);
    append(plan_.terms, fused.terms, block.firstTerm, block.numTerms);
    block.firstGate = plan_.gates.size();
    block.numGates = fused.gates.size();
    for (const FusedGate &gate : fused.gates) {
      PlanGate &copy = plan_.gates.emplace_back(gate.gate);
      copy.firstLocal = plan_.locals.size();
      plan_.locals.insert(plan_.locals.end(), gate.locals.begin(), gate.locals.end());
      copy.firstAngle = plan_.angles.size();
      plan_.angles.insert(plan_.angles.end(), angles.begin() + gate.gate.firstAngle, angles.begin() + gate.gate.firstAngle + gate.gate.numAngles);
    }
  }
}

} // namespace

void fuse(Plan &plan) { Fuser(plan).run(); }

} // namespace qml::rt
