// SPDX-License-Identifier: Apache-2.0
//
// Splits plans into registers: bits of the stored index that no block and no qubit's place at the end connects with
// others. CNOTs are places only, so those that cancel, and SWAPs between registers, connect nothing.

#include "Factors.h"

#include "Execution.h"

#include <map>

namespace qml::rt {
namespace {

/// Sets of bits that belong together.
class Registers {
public:
  explicit Registers(unsigned numBits) {
    for (unsigned bit = numBits; bit-- > 0;)
      sets_.push_back(uint64_t(1) << bit);
  }

  void connect(uint64_t mask) {
    auto first = std::ranges::find_if(sets_, [&](uint64_t set) { return set & mask; });
    if (first == sets_.end() || (mask & ~*first) == 0)
      return;
    for (auto other = first + 1; other != sets_.end();) {
      *first |= *other & mask ? *other : 0;
      other = *other & mask ? sets_.erase(other) : other + 1;
    }
  }

  const std::vector<uint64_t> &sets() const { return sets_; }

private:
  std::vector<uint64_t> sets_;
};

uint64_t maskOf(const Qubit &qubit) { return qubit.flip | qubit.sign; }

uint64_t maskOf(const Plan &plan, const PauliTerm &term) {
  uint64_t mask = 0;
  for (auto [qubit, pauli] : term.factors)
    mask |= maskOf(plan.qubits[qubit]);
  return mask;
}

/// Of targets and controls; the terms of phases stand each for itself.
uint64_t maskOf(const Plan &plan, const Block &block) {
  uint64_t mask = 0;
  for (uint32_t i = 0; i < block.numTargets; ++i)
    mask |= maskOf(plan.targets[block.firstTarget + i]);
  for (uint32_t i = 0; i < block.numControls; ++i)
    mask |= plan.controls[block.firstControl + i].sign;
  return mask;
}

std::vector<uint64_t> registersOf(const Plan &plan) {
  Registers registers(plan.numQubits);
  for (const Qubit &qubit : plan.qubits)
    registers.connect(maskOf(qubit));
  for (size_t bit = 0; bit < plan.start.pairs.size(); ++bit)
    if (plan.start.pairs[bit] != 0)
      registers.connect(plan.start.pairs[bit] | uint64_t(1) << bit);
  for (const Block &block : plan.blocks) {
    registers.connect(maskOf(plan, block));
    for (uint32_t i = 0; i < block.numTerms; ++i)
      registers.connect(plan.terms[block.firstTerm + i].sign);
    if (registers.sets().size() == 1)
      break;
  }
  // The variance of a sum over registers is the sum of variances; that of a product across registers is read from a
  // state.
  for (const Reading &reading : plan.readings)
    for (const PauliSum &observable : reading.observables)
      for (const PauliTerm &term : observable.terms)
        if (reading.kind == ReadingKind::Var)
          registers.connect(maskOf(plan, term));
  return registers.sets();
}

/// The bits that readings see.
uint64_t readBits(const Plan &plan) {
  uint64_t mask = 0;
  for (const Reading &reading : plan.readings) {
    if (reading.kind == ReadingKind::State)
      return ~uint64_t(0);
    for (uint32_t qubit : reading.qubits)
      mask |= maskOf(plan.qubits[qubit]);
    for (const PauliSum &observable : reading.observables)
      for (const PauliTerm &term : observable.terms)
        mask |= maskOf(plan, term);
  }
  return mask;
}

template <typename Visit> void forEachAngle(Plan &plan, Visit visit) {
  for (Angle &angle : plan.angles)
    visit(angle);
  for (PhaseTerm &term : plan.terms)
    visit(term.angle);
}

/// Leaves the slots that the blocks of `part` hang on. Returns its input slots.
std::vector<uint32_t> takeSlots(const Plan &whole, Plan &part) {
  std::vector<bool> isUsed(whole.numSlots());
  forEachAngle(part, [&](const Angle &angle) {
    if (!angle.isConstant())
      isUsed[angle.slot] = true;
  });
  for (size_t d = whole.derivedSlots.size(); d-- > 0;)
    for (auto [source, factor] : whole.derivedSlots[d].terms)
      isUsed[source] = isUsed[source] || isUsed[whole.numInputSlots + d];
  std::vector<int32_t> number(whole.numSlots());
  std::vector<uint32_t> inputs;
  for (unsigned slot = 0; slot < whole.numInputSlots; ++slot)
    if (isUsed[slot]) {
      number[slot] = int32_t(inputs.size());
      inputs.push_back(slot);
    }
  part.numInputSlots = unsigned(inputs.size());
  for (size_t d = 0; d < whole.derivedSlots.size(); ++d)
    if (isUsed[whole.numInputSlots + d]) {
      number[whole.numInputSlots + d] = int32_t(part.numSlots());
      Circuit::DerivedSlot slot = whole.derivedSlots[d];
      for (auto &[source, factor] : slot.terms)
        source = number[source];
      part.derivedSlots.push_back(std::move(slot));
    }
  forEachAngle(part, [&](Angle &angle) {
    if (!angle.isConstant())
      angle.slot = number[angle.slot];
  });
  return inputs;
}

} // namespace

class Splitter {
public:
  Splitter(const Plan &plan, const std::vector<uint64_t> &registers)
      : whole_(plan), home_(plan.numQubits), number_(plan.numQubits) {
    const uint64_t read = readBits(plan);
    for (uint64_t bits : registers)
      if (bits & read)
        parts_.emplace_back().bits = bits;
    for (size_t p = 0; p < parts_.size(); ++p)
      takeRegister(p);
  }

  std::shared_ptr<const Factors> split();

private:
  /// A reading's number in a register, before it is known where the register's numbers begin.
  struct Value {
    size_t part, index;
  };
  struct Part {
    uint64_t bits = 0, places = 0;
    Plan plan;
    Reading expval{ReadingKind::Expval, {}, {}};                       // comes first
    std::map<std::vector<std::pair<uint32_t, Pauli>>, size_t> strings; // of products, among the observables
    std::vector<Reading> others;
    size_t numValues = 0;
  };

  void takeRegister(size_t p);
  Start startIn(const Part &part) const;
  void takeBlock(const Block &block, Part &part);
  PauliTerm restricted(const PauliTerm &term, size_t p) const;
  Value ofString(const PauliTerm &term, size_t p);
  Value addReading(size_t p, Reading reading);
  void addExpval(const PauliSum &observable, size_t out);
  void addVar(const PauliSum &observable, size_t out);
  void addOuter(const Reading &reading, size_t out);
  void addProduct(size_t out, double coefficient, std::vector<Value> values);

  const Plan &whole_;
  std::vector<Part> parts_;
  std::vector<size_t> home_;     // by circuit qubit that is read: its part
  std::vector<uint32_t> number_; // and its number there
  std::vector<std::vector<Value>> valuesOfProducts_, valuesOfOuters_;
  std::shared_ptr<Factors> factors_ = std::make_shared<Factors>();
};

void Splitter::takeRegister(size_t p) {
  Part &part = parts_[p];
  for (unsigned q = 0; q < whole_.numQubits; ++q) {
    const Qubit &qubit = whole_.qubits[q];
    if (!(qubit.sign & part.bits))
      continue;
    home_[q] = p;
    number_[q] = uint32_t(part.plan.qubits.size());
    part.plan.qubits.push_back({gatherBits(qubit.flip, part.bits), gatherBits(qubit.sign, part.bits), qubit.negated});
    part.places |= startOf(q, whole_.numQubits).sign;
  }
  part.plan.numQubits = unsigned(part.plan.qubits.size());
  part.plan.start = startIn(part);
  for (const Block &block : whole_.blocks)
    if (block.form == BlockForm::Phases || (maskOf(whole_, block) & part.bits))
      takeBlock(block, part);
}

Start Splitter::startIn(const Part &part) const {
  const Start &whole = whole_.start;
  auto inPart = [&](uint64_t mask) { return gatherBits(mask, part.bits); };
  Start start{inPart(whole.uniform), inPart(whole.imaginary), inPart(whole.negative), {}, 0};
  for (size_t bit = 0; bit < whole.pairs.size(); ++bit)
    if ((part.bits >> bit) & 1)
      start.pairs.push_back(inPart(whole.pairs[bit]));
  if (&part == &parts_.front())
    start.phase = whole.phase;
  return start;
}

void Splitter::takeBlock(const Block &block, Part &part) {
  Plan &plan = part.plan;
  Block copy = block;
  auto inPart = [&](uint64_t mask) { return gatherBits(mask, part.bits); };
  copy.firstTarget = plan.targets.size();
  for (const Qubit &target : std::span(whole_.targets).subspan(block.firstTarget, block.numTargets))
    plan.targets.push_back({inPart(target.flip), inPart(target.sign), target.negated});
  copy.firstControl = plan.controls.size();
  for (const Control &control : std::span(whole_.controls).subspan(block.firstControl, block.numControls))
    plan.controls.push_back({inPart(control.sign), control.value});
  copy.firstGate = plan.gates.size();
  for (PlanGate gate : std::span(whole_.gates).subspan(block.firstGate, block.numGates)) {
    auto copyTo = [](auto &to, const auto &from, uint32_t &first, uint32_t count) {
      to.insert(to.end(), from.begin() + first, from.begin() + first + count);
      first = to.size() - count;
    };
    copyTo(plan.locals, whole_.locals, gate.firstLocal, gate.numLocals);
    copyTo(plan.angles, whole_.angles, gate.firstAngle, gate.numAngles);
    plan.gates.push_back(gate);
  }
  copy.firstTerm = plan.terms.size();
  const bool takesGlobalPhase = &part == &parts_.front();
  const bool isPhases = block.form == BlockForm::Phases;
  if (isPhases)
    copy.parametric = false;
  for (const PhaseTerm &term : std::span(whole_.terms).subspan(block.firstTerm, block.numTerms)) {
    if (isPhases && !(term.sign & part.bits) && !(term.sign == 0 && takesGlobalPhase))
      continue;
    plan.terms.push_back({inPart(term.sign), term.angle});
    copy.parametric |= !term.angle.isConstant();
  }
  copy.numTerms = plan.terms.size() - copy.firstTerm;
  if (!isPhases || copy.numTerms > 0)
    plan.blocks.push_back(copy);
}

/// The factors on qubits of part `p`, under their numbers there.
PauliTerm Splitter::restricted(const PauliTerm &term, size_t p) const {
  PauliTerm result;
  for (auto [qubit, pauli] : term.factors)
    if (home_[qubit] == p)
      result.factors.emplace_back(number_[qubit], pauli);
  return result;
}

Splitter::Value Splitter::ofString(const PauliTerm &term, size_t p) {
  Part &part = parts_[p];
  PauliTerm string = restricted(term, p);
  auto [known, isNew] = part.strings.emplace(string.factors, part.expval.observables.size());
  if (isNew)
    part.expval.observables.push_back({{std::move(string)}});
  return {p, known->second};
}

/// After all Expval readings.
Splitter::Value Splitter::addReading(size_t p, Reading reading) {
  Part &part = parts_[p];
  const size_t index = part.numValues;
  part.numValues += readingSize(reading, part.plan.numQubits, 0);
  part.others.push_back(std::move(reading));
  return {p, index};
}

void Splitter::addProduct(size_t out, double coefficient, std::vector<Value> values) {
  factors_->isLinear_ = factors_->isLinear_ && values.size() <= 1;
  factors_->products_.push_back({out, coefficient, {}});
  valuesOfProducts_.push_back(std::move(values));
}

/// The terms by the parts they act on; those on one part are kept together.
void Splitter::addExpval(const PauliSum &observable, size_t out) {
  std::map<size_t, PauliSum> inOnePart;
  for (const PauliTerm &term : observable.terms) {
    std::vector<size_t> on;
    for (auto [qubit, pauli] : term.factors)
      on.push_back(home_[qubit]);
    std::ranges::sort(on);
    on.erase(std::ranges::unique(on).begin(), on.end());
    if (on.size() == 1) {
      PauliTerm own = restricted(term, on[0]);
      own.coefficient = term.coefficient;
      inOnePart[on[0]].terms.push_back(std::move(own));
      continue;
    }
    std::vector<Value> values;
    for (size_t p : on)
      values.push_back(ofString(term, p));
    addProduct(out, term.coefficient, std::move(values));
  }
  for (auto &[p, sum] : inOnePart) {
    addProduct(out, 1, {{p, parts_[p].expval.observables.size()}});
    parts_[p].expval.observables.push_back(std::move(sum));
  }
}

void Splitter::addVar(const PauliSum &observable, size_t out) {
  std::map<size_t, PauliSum> byPart; // the identity has no variance
  for (const PauliTerm &term : observable.terms)
    if (!term.factors.empty()) {
      const size_t p = home_[term.factors[0].first];
      PauliTerm own = restricted(term, p);
      own.coefficient = term.coefficient;
      byPart[p].terms.push_back(std::move(own));
    }
  for (auto &[p, sum] : byPart)
    addProduct(out, 1, {addReading(p, {ReadingKind::Var, {std::move(sum)}, {}})});
}

void Splitter::addOuter(const Reading &reading, size_t out) {
  Factors::Outer outer;
  outer.out = out;
  outer.isState = reading.kind == ReadingKind::State;
  outer.numBits = outer.isState ? whole_.numQubits : unsigned(reading.qubits.size());
  std::vector<Value> values;
  for (size_t p = 0; p < parts_.size(); ++p) {
    Reading own{reading.kind, {}, {}};
    uint64_t bits = outer.isState ? parts_[p].places : 0;
    for (size_t i = 0; i < reading.qubits.size(); ++i)
      if (home_[reading.qubits[i]] == p) {
        bits |= uint64_t(1) << (reading.qubits.size() - 1 - i);
        own.qubits.push_back(number_[reading.qubits[i]]);
      }
    if (bits == 0)
      continue;
    outer.shares.push_back({bits, 0});
    values.push_back(addReading(p, std::move(own)));
  }
  factors_->isLinear_ = factors_->isLinear_ && values.size() <= 1;
  factors_->outers_.push_back(std::move(outer));
  valuesOfOuters_.push_back(std::move(values));
}

std::shared_ptr<const Factors> Splitter::split() {
  auto forEachReading = [&](auto visit) {
    size_t out = 0;
    for (const Reading &reading : whole_.readings) {
      visit(reading, out);
      out += readingSize(reading, whole_.numQubits, 0);
    }
  };
  forEachReading([&](const Reading &reading, size_t out) {
    for (size_t i = 0; i < reading.observables.size(); ++i) {
      factors_->sums_.push_back(out + i);
      if (reading.kind == ReadingKind::Expval)
        addExpval(reading.observables[i], out + i);
    }
  });
  for (Part &part : parts_)
    part.numValues = part.expval.observables.size();
  forEachReading([&](const Reading &reading, size_t out) {
    for (size_t i = 0; i < reading.observables.size() && reading.kind == ReadingKind::Var; ++i)
      addVar(reading.observables[i], out + i);
    if (reading.kind == ReadingKind::Probs || reading.kind == ReadingKind::State)
      addOuter(reading, out);
  });
  factors_->plan_ = &whole_;
  for (Part &part : parts_) {
    std::vector<uint32_t> slots = takeSlots(whole_, part.plan);
    if (!part.expval.observables.empty())
      part.plan.readings.push_back(std::move(part.expval));
    std::ranges::move(part.others, std::back_inserter(part.plan.readings));
    factors_->parts_.push_back(
        {Program(std::move(part.plan)), std::move(slots), part.places, factors_->numValues_, part.numValues});
    factors_->numValues_ += part.numValues;
  }
  auto place = [&](Value value) { return factors_->parts_[value.part].firstValue + value.index; };
  for (size_t i = 0; i < valuesOfProducts_.size(); ++i)
    for (Value value : valuesOfProducts_[i])
      factors_->products_[i].values.push_back(place(value));
  for (size_t i = 0; i < valuesOfOuters_.size(); ++i)
    for (size_t s = 0; s < valuesOfOuters_[i].size(); ++s)
      factors_->outers_[i].shares[s].firstValue = place(valuesOfOuters_[i][s]);
  return factors_;
}

std::shared_ptr<const Factors> Factors::of(const Plan &plan) {
  if (plan.numQubits < minQubits || plan.numQubits > maxQubits || plan.noisy)
    return nullptr;
  const std::vector<uint64_t> registers = registersOf(plan);
  return registers.size() == 1 ? nullptr : Splitter(plan, registers).split();
}

unsigned Factors::largest() const {
  unsigned most = 0;
  for (const Part &part : parts_)
    most = std::max(most, part.program.plan().numQubits);
  return most;
}

const Factors *Program::Impl::factors() const {
  std::call_once(splitOnce_, [&] { factors_ = Factors::of(plan); });
  return factors_.get();
}

} // namespace qml::rt
