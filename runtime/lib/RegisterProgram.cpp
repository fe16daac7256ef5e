// SPDX-License-Identifier: Apache-2.0

#include "RegisterProgram.h"

#include "Execution.h"
#include "PauliStrings.h"
#include "StartState.h"

#include <algorithm>
#include <atomic>

namespace qml::rt {

template <typename Real>
std::optional<RegisterProgram<Real>> RegisterProgram<Real>::make(const Plan &plan, const KernelSet<Real> &set) {
  constexpr size_t maxBlocks = 1024; // beyond, what stands around them does not count
  auto isStep = [](const Block &block) { return block.form != BlockForm::Matrix && block.numControls == 0; };
  auto isExpval = [](const Reading &reading) { return reading.kind == ReadingKind::Expval; };
  const bool isLike = std::ranges::all_of(plan.blocks, isStep) && std::ranges::all_of(plan.readings, isExpval);
  if (plan.noisy || plan.numQubits > set.laneBits + maxVectorBits || plan.blocks.size() > maxBlocks || !isLike)
    return std::nullopt;
  RegisterProgram program(plan, set);
  if (!program.addSteps(plan) || !program.addReadings(plan) || !program.addStart(plan))
    return std::nullopt;
  static std::atomic<uint64_t> lastId{0};
  program.id_ = ++lastId;
  return program;
}

/// False if there is no memory.
template <typename Real> bool RegisterProgram<Real>::addSteps(const Plan &plan) {
  std::vector<std::vector<uint32_t>> sums;
  std::vector<PhaseTable> tables;
  for (const Block &block : plan.blocks) {
    RegisterStep step{RegisterStep::Phases, {}, 0, 0};
    if (block.form == BlockForm::Rotation) {
      const Qubit &target = plan.targets[block.firstTarget];
      const bool isReal = parity(target.sign & target.flip);
      step = {isReal ? RegisterStep::RealRotation : RegisterStep::CrossRotation, flipOf(target.flip), uint32_t(target.sign), 0};
      std::vector<uint32_t> &sum = sums.emplace_back();
      for (uint32_t i = 0; i < block.numTerms; ++i)
        sum.push_back(block.firstTerm + i);
    } else {
      // A table of all amplitudes' phases, and of the lanes behind them: the sign of a term is its position.
      PhaseTable &table = tables.emplace_back();
      table.rank = std::max(plan.numQubits, set_->laneBits);
      for (uint32_t i = 0; i < block.numTerms; ++i)
        table.terms.push_back({block.firstTerm + i, uint16_t(plan.terms[block.firstTerm + i].sign)});
    }
    steps_.push_back(step);
  }
  std::vector<const PhaseTable *> pointers;
  for (const PhaseTable &table : tables)
    pointers.push_back(&table);
  angles_ = AngleLayout(plan, std::vector<bool>(plan.numSlots(), false), 1, sums, pointers);
  uint32_t sum = 0, table = 0;
  for (RegisterStep &step : steps_)
    step.place = step.form == RegisterStep::Phases ? angles_.placeOfTable(table++) : angles_.placeOfSum(sum++);

  const size_t numSigns = size_t(1) << plan.numQubits;
  if (!signs_.reserve(numSigns * size()))
    return false;
  for (size_t sign = 0; sign < numSigns; ++sign)
    for (size_t i = 0; i < size(); ++i)
      signs_.data()[sign * size() + i] = parity(sign & i) ? -1 : 1;
  return true;
}

template <typename Real> bool RegisterProgram<Real>::addReadings(const Plan &plan) {
  struct Part {
    uint64_t flip;
    uint32_t observable;
    std::vector<double> real, imaginary;
  };
  std::vector<Part> parts;
  for (const Reading &reading : plan.readings) {
    for (const WeightedString &string : stringsInOrder(reading, plan.qubits)) {
      const uint32_t observable = numResults_ + string.observable;
      auto part = std::ranges::find_if(parts, [&](const Part &part) { return part.flip == string.flip && part.observable == observable; });
      if (part == parts.end())
        part = parts.insert(parts.end(), {string.flip, observable, std::vector<double>(size()), {}});
      if (string.numY % 2)
        part->imaginary.resize(size());
      std::vector<double> &weights = string.numY % 2 ? part->imaginary : part->real;
      for (size_t i = 0; i >> plan.numQubits == 0; ++i)
        weights[i] += string.coefficient * valueSign(string) * (parity(string.z & i) ? -1 : 1);
    }
    numResults_ += reading.observables.size();
  }
  if (!observables_.reserve(std::max<size_t>(1, 2 * parts.size() * size())))
    return false;
  Real *next = observables_.data();
  auto kept = [&](const std::vector<double> &weights) -> const Real * {
    if (weights.empty())
      return nullptr;
    return std::copy(weights.begin(), weights.end(), std::exchange(next, next + size())) - size();
  };
  for (const Part &part : parts) {
    const Real *real = kept(part.real);
    readings_.push_back({flipOf(part.flip), part.observable, real, kept(part.imaginary)});
  }
  return true;
}

template <typename Real> bool RegisterProgram<Real>::addStart(const Plan &plan) {
  const size_t numAmplitudes = size_t(1) << plan.numQubits;
  StateBuffer<Real> buffer;
  if (!buffer.reserve(numAmplitudes) || !start_.reserve(2 * size()))
    return false;
  const Amplitudes<Real> state = buffer.view(numAmplitudes);
  StartState<Real>(plan, numAmplitudes - 1, 0).fill(0, 0, std::max(numAmplitudes, StateBuffer<Real>::minSize), /*realOnly=*/false, state);
  std::fill_n(start_.data(), 2 * size(), Real(0));
  std::copy_n(state.re, numAmplitudes, start_.data());
  std::copy_n(state.im, numAmplitudes, start_.data() + size());
  return true;
}

template <typename Real> Result RegisterProgram<Real>::run(std::span<const double> slots, Memory &memory, double *out) const {
  const bool isNew = memory.program != id_;
  if (isNew) {
    memory.program = 0;
    if (Result result = memory.angles.layOut(angles_); result != Result::Ok)
      return result;
  }
  const AngleValues::Change change = memory.angles.setSlots(slots.data(), 1, slots.size());
  if (isNew || change != AngleValues::Change::Nothing) {
    memory.program = 0;
    if (Result result = memory.angles.evaluate(AngleValues::Change::All); result != Result::Ok)
      return result;
    memory.program = id_;
  }
  std::fill_n(out, numResults_, 0.0);
  set_->runRegisters({numVectors_, start_.data(), signs_.data(), steps_.data(), steps_.size(), readings_.data(), readings_.size()},
                     memory.angles.sines(0), memory.angles.cosines(0), out);
  return Result::Ok;
}

template <typename Real> const RegisterProgram<Real> *Program::Impl::registers(const KernelSet<Real> &set) const {
  if (plan.numQubits > set.laneBits + RegisterProgram<Real>::maxVectorBits)
    return nullptr;
  using Known = std::optional<RegisterProgram<Real>>;
  const Known &known = made<Real>().registers.get([&](const void *key) { return key == &set; }, [&] {
    return std::pair(static_cast<const void *>(&set), std::make_unique<Known>(RegisterProgram<Real>::make(plan, set)));
  });
  return known ? &*known : nullptr;
}

template const RegisterProgram<double> *Program::Impl::registers(const KernelSet<double> &) const;
template const RegisterProgram<float> *Program::Impl::registers(const KernelSet<float> &) const;
template class RegisterProgram<double>;
template class RegisterProgram<float>;

} // namespace qml::rt
