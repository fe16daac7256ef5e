// SPDX-License-Identifier: Apache-2.0
//
// Runs the registers of a plan and brings their readings together. Registers keep their states in workspaces of their
// own, so that a gradient goes on from the state that a value left, and a register whose slots have not changed is not
// run again.

#include "Execution.h"
#include "Factors.h"
#include "Readings.h"
#include "ShotReadings.h"

#include <complex>

namespace qml::rt {
namespace {

Workspace &workspaceOf(Workspace &workspace, size_t part) {
  auto &own = workspace.impl().parts;
  while (own.size() <= part)
    own.push_back(std::make_unique<Workspace>());
  return *own[part];
}

/// The slots of one part.
struct PartSlots {
  std::vector<double> values;
  std::vector<uint8_t> flags;
  SlotRows rows;

  PartSlots(const Factors::Part &part, const SlotRows &whole) {
    const size_t width = part.slots.size();
    for (size_t row = 0; row < whole.numRows; ++row)
      for (uint32_t slot : part.slots)
        values.push_back(whole.values[row * whole.stride + slot]);
    for (size_t i = 0; i < width && !whole.flags.empty(); ++i)
      flags.push_back(whole.flags[part.slots[i]]);
    rows = {values.data(), whole.numRows, width, flags};
  }
};

/// Calls visit(subset) for all subsets of `bits`, in ascending order.
template <typename Visit> void forEachSubset(uint64_t bits, Visit visit) {
  uint64_t subset = 0;
  do
    visit(subset);
  while ((subset = (subset - bits) & bits) != 0);
}

/// out[a | b | ...] = values[a] values[b] ..., over all numbers of the parts.
template <typename Number>
void outerProduct(std::span<const Factors::Outer::Share> shares, const double *values, Number *out) {
  uint64_t done = 0;
  out[0] = 1;
  for (auto [bits, firstValue] : shares) {
    const Number *own = reinterpret_cast<const Number *>(values + firstValue);
    forEachSubset(done, [&](uint64_t from) {
      const Number factor = out[from];
      const Number *value = own;
      forEachSubset(bits, [&](uint64_t subset) { out[from | subset] = factor * *value++; });
    });
    done |= bits;
  }
}

/// Sums `numbers` over what `bits` spell, weighted; the result is where the bits are 0.
void contract(std::vector<double> &numbers, uint64_t all, uint64_t bits, const double *weights) {
  forEachSubset(all & ~bits, [&](uint64_t rest) {
    double sum = 0;
    const double *weight = weights;
    forEachSubset(bits, [&](uint64_t subset) { sum += numbers[rest | subset] * *weight++; });
    numbers[rest] = sum;
  });
}

void addOuterCotangents(const Factors::Outer &outer, const double *values, const double *cotangent, double *ofValues) {
  uint64_t all = (uint64_t(1) << outer.numBits) - 1;
  std::vector<double> before(cotangent, cotangent + all + 1); // contracted with the shares done
  for (size_t s = 0; s < outer.shares.size(); ++s) {
    const auto [bits, firstValue] = outer.shares[s];
    std::vector<double> own = before;
    uint64_t left = all;
    for (const auto &later : std::span(outer.shares).subspan(s + 1)) {
      contract(own, left, later.bits, values + later.firstValue);
      left &= ~later.bits;
    }
    double *to = ofValues + firstValue;
    forEachSubset(bits, [&](uint64_t subset) { *to++ += own[subset]; });
    if (s + 1 < outer.shares.size())
      contract(before, all, bits, values + firstValue);
    all &= ~bits;
  }
}

/// Shots of all registers, each with random numbers of its own.
template <typename Real> class PartsSource : public ShotSource {
public:
  PartsSource(std::span<const Factors::Part> parts) : parts_(parts) {}

  Result prepare(const SlotRows &slots, unsigned numStates, const RunOptions &options, Workspace &workspace) {
    for (size_t p = 0; p < parts_.size(); ++p) {
      Workspace &own = workspaceOf(workspace, p);
      auto &execution = executions_.emplace_back(std::make_unique<Execution<Real>>(parts_[p].program, options, own));
      if (Result result = execution->run(PartSlots(parts_[p], slots).rows, numStates); result != Result::Ok)
        return result;
      sources_.push_back(stateSource(*execution, own, execution->state(0)));
    }
    return Result::Ok;
  }

  Result draw(PauliMasks basis, uint32_t use, uint64_t first, std::span<uint64_t> outcomes) override {
    std::ranges::fill(outcomes, 0);
    std::vector<uint64_t> drawn(outcomes.size());
    for (size_t p = 0; p < parts_.size(); ++p) {
      const uint64_t places = parts_[p].places;
      const PauliMasks own{gatherBits(basis.first, places), gatherBits(basis.second, places)};
      if (Result result = sources_[p]->draw(own, uint32_t(use * parts_.size() + p), first, drawn); result != Result::Ok)
        return result;
      for (size_t i = 0; i < drawn.size(); ++i)
        outcomes[i] |= spreadBits(drawn[i], places);
    }
    return Result::Ok;
  }

  Result writeState(double *out) override {
    std::vector<double> values;
    std::vector<Factors::Outer::Share> shares;
    for (size_t p = 0; p < parts_.size(); ++p) {
      shares.push_back({parts_[p].places, values.size()});
      values.resize(values.size() + 2 * executions_[p]->numAmplitudes());
      sources_[p]->writeState(values.data() + shares.back().firstValue);
    }
    outerProduct(std::span<const Factors::Outer::Share>(shares), values.data(),
                 reinterpret_cast<std::complex<double> *>(out));
    return Result::Ok;
  }

private:
  std::span<const Factors::Part> parts_;
  std::vector<std::unique_ptr<Execution<Real>>> executions_;
  std::vector<std::unique_ptr<ShotSource>> sources_;
};

} // namespace

size_t Factors::batchRows(const RunOptions &options) const {
  if (options.shots > 0 || !canReadRows(*plan_) || parts_.empty())
    return 1;
  size_t rows = std::numeric_limits<size_t>::max();
  for (const Part &part : parts_)
    rows = std::min(rows, rt::batchRows(part.program, options));
  return rows;
}

Result Factors::values(const SlotRows &slots, bool isBatch, const RunOptions &options, Workspace &workspace,
                       double *values) const {
  std::vector<double> rows;
  RunOptions ofPart = options;
  ofPart.keepsState = true; // a part's slots may be the same in the next run
  for (size_t p = 0; p < parts_.size(); ++p) {
    const Part &part = parts_[p];
    const PartSlots own(part, slots);
    Workspace &ownWorkspace = workspaceOf(workspace, p);
    if (!isBatch) {
      if (Result result = rt::run(part.program, own.values, ofPart, ownWorkspace, values + part.firstValue);
          result != Result::Ok)
        return result;
      continue;
    }
    rows.resize(slots.numRows * part.numValues);
    if (Result result = rt::runBatch(part.program, own.rows, options, ownWorkspace, rows.data()); result != Result::Ok)
      return result;
    for (size_t row = 0; row < slots.numRows; ++row)
      std::copy_n(rows.data() + row * part.numValues, part.numValues, values + row * numValues_ + part.firstValue);
  }
  return Result::Ok;
}

void Factors::combine(const double *values, double *out) const {
  for (size_t sum : sums_)
    out[sum] = 0;
  for (const Product &product : products_) {
    double number = product.coefficient;
    for (size_t value : product.values)
      number *= values[value];
    out[product.out] += number;
  }
  for (const Outer &outer : outers_) {
    if (outer.isState)
      outerProduct(std::span(outer.shares), values, reinterpret_cast<std::complex<double> *>(out + outer.out));
    else
      outerProduct(std::span(outer.shares), values, out + outer.out);
  }
}

void Factors::addCotangents(const double *values, const double *cotangent, double *ofValues) const {
  std::array<double, maxQubits + 1> behind; // the product of the values behind one
  for (const Product &product : products_) {
    const size_t count = product.values.size();
    behind[count] = 1;
    for (size_t i = count; i-- > 1;)
      behind[i] = behind[i + 1] * values[product.values[i]];
    double before = cotangent[product.out] * product.coefficient;
    for (size_t i = 0; i < count; ++i) {
      ofValues[product.values[i]] += before * behind[i + 1];
      before *= i + 1 < count ? values[product.values[i]] : 1;
    }
  }
  for (const Outer &outer : outers_)
    addOuterCotangents(outer, values, cotangent + outer.out, ofValues);
}

template <typename Real>
Result Factors::sample(std::span<const double> slots, const RunOptions &options, Workspace &workspace,
                       double *out) const {
  PartsSource<Real> source(parts_);
  const unsigned numStates = statesForReadings(*plan_, options.shots);
  if (Result result = source.prepare({slots.data(), 1, slots.size()}, numStates, options, workspace);
      result != Result::Ok)
    return result;
  return shotReadings(*plan_, options, source, workspace.impl(), out);
}

Result Factors::run(std::span<const double> slots, const RunOptions &options, Workspace &workspace, double *out) const {
  if (options.shots > 0)
    return options.precision == Precision::Single ? sample<float>(slots, options, workspace, out)
                                                  : sample<double>(slots, options, workspace, out);
  std::vector<double> values(numValues_);
  if (Result result = this->values({slots.data(), 1, slots.size()}, false, options, workspace, values.data());
      result != Result::Ok)
    return result;
  combine(values.data(), out);
  return Result::Ok;
}

Result Factors::runWithGradient(std::span<const double> slots, std::span<const double> cotangent,
                                const RunOptions &options, Workspace &workspace, double *out,
                                double *slotGradient) const {
  const SlotRows row{slots.data(), 1, slots.size()};
  std::vector<double> values(numValues_), cotangents(numValues_), gradient;
  if (!isLinear_)
    if (Result result = this->values(row, false, options, workspace, values.data()); result != Result::Ok)
      return result;
  addCotangents(values.data(), cotangent.data(), cotangents.data());
  for (size_t p = 0; p < parts_.size(); ++p) {
    const Part &part = parts_[p];
    gradient.assign(part.slots.size(), 0);
    double *partOut = isLinear_ && out ? values.data() + part.firstValue : nullptr;
    if (Result result = rt::runWithGradient(part.program, PartSlots(part, row).values,
                                            {cotangents.data() + part.firstValue, part.numValues}, options,
                                            workspaceOf(workspace, p), partOut, gradient.data());
        result != Result::Ok)
      return result;
    for (size_t i = 0; i < gradient.size(); ++i)
      slotGradient[part.slots[i]] += gradient[i];
  }
  if (out)
    combine(values.data(), out);
  return Result::Ok;
}

Result Factors::runBatch(const SlotRows &slots, const RunOptions &options, Workspace &workspace, double *out) const {
  if (batchRows(options) == 1)
    return run({slots.values, plan_->numInputSlots}, options, workspace, out);
  const size_t width = numReadings(*plan_);
  std::vector<double> values(slots.numRows * numValues_);
  if (Result result = this->values(slots, true, options, workspace, values.data()); result != Result::Ok)
    return result;
  for (size_t row = 0; row < slots.numRows; ++row)
    combine(values.data() + row * numValues_, out + row * width);
  return Result::Ok;
}

Result Factors::batchGradient(const SlotRows &slots, const double *cotangents, const RunOptions &options,
                              Workspace &workspace, double *slotGradient) const {
  const size_t width = numReadings(*plan_), numSlots = plan_->numInputSlots;
  std::fill_n(slotGradient, slots.numRows * numSlots, 0.0);
  if (batchRows(options) == 1)
    return runWithGradient({slots.values, numSlots}, {cotangents, width}, options, workspace, nullptr, slotGradient);
  std::vector<double> values(slots.numRows * numValues_), ofValues(values.size()), own, gradient;
  if (!isLinear_)
    if (Result result = this->values(slots, true, options, workspace, values.data()); result != Result::Ok)
      return result;
  for (size_t row = 0; row < slots.numRows; ++row)
    addCotangents(values.data() + row * numValues_, cotangents + row * width, ofValues.data() + row * numValues_);
  for (size_t p = 0; p < parts_.size(); ++p) {
    const Part &part = parts_[p];
    own.resize(slots.numRows * part.numValues);
    for (size_t row = 0; row < slots.numRows; ++row)
      std::copy_n(ofValues.data() + row * numValues_ + part.firstValue, part.numValues,
                  own.data() + row * part.numValues);
    gradient.assign(slots.numRows * part.slots.size(), 0); // not all is written
    if (Result result = rt::batchGradient(part.program, PartSlots(part, slots).rows, own.data(), options,
                                          workspaceOf(workspace, p), gradient.data());
        result != Result::Ok)
      return result;
    for (size_t row = 0; row < slots.numRows; ++row)
      for (size_t i = 0; i < part.slots.size(); ++i)
        slotGradient[row * numSlots + part.slots[i]] += gradient[row * part.slots.size() + i];
  }
  return Result::Ok;
}

} // namespace qml::rt
