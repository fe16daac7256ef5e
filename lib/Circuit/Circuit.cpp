// SPDX-License-Identifier: Apache-2.0
//
// The compact circuit: appending, inverting, derived angle slots.

#include "qml/Circuit/Circuit.h"

#include <algorithm>
#include <map>

namespace qml {

Angle Angle::ofSlot(int32_t slot, double scale, double offset) {
  Angle angle(offset);
  angle.scale = scale;
  angle.slot = slot;
  return angle;
}

Angle Angle::operator*(double factor) const {
  Angle result = *this;
  result.offset *= factor;
  result.scale *= factor;
  return result;
}

Angle Angle::operator+(double shift) const {
  Angle result = *this;
  result.offset += shift;
  return result;
}

Op &Circuit::append(GateKind gate, std::span<const uint32_t> qubits, std::span<const Angle> angles, unsigned numControls,
                    uint32_t negated, bool adjoint) {
  const GateRow &row = gateRow(gate);
  const GateRow &base = gateRow(row.base);
  assert(angles.size() == size_t(base.numAngles) && "wrong number of angles");
  assert((base.numQubits < 0 || qubits.size() == size_t(base.numQubits) + row.numControls + numControls) &&
         "wrong number of qubits");
  adjoint ^= row.adjoint;
  Op op;
  op.gate = row.base;
  op.adjoint = adjoint && !base.selfInverse && base.numAngles == 0;
  op.numAngles = angles.size();
  op.numControls = numControls + row.numControls;
  op.numQubits = qubits.size();
  op.negated = negated;
  op.firstQubit = qubitPool_.size();
  op.firstAngle = anglePool_.size();
  qubitPool_.insert(qubitPool_.end(), qubits.begin(), qubits.end());
  anglePool_.insert(anglePool_.end(), angles.begin(), angles.end());
  if (adjoint && op.numAngles > 0) {
    auto inverse = inverseAngles(*this, op);
    std::copy_n(inverse.begin(), op.numAngles, this->angles(op).begin());
  }
  return ops_.emplace_back(op);
}

Op &Circuit::append(const Circuit &from, Op op) {
  // Copies: `from` may be this circuit, whose pools grow below.
  auto qubitSpan = from.qubits(op);
  auto angleSpan = from.angles(op);
  std::vector<uint32_t> qubits(qubitSpan.begin(), qubitSpan.end());
  std::vector<Angle> angles(angleSpan.begin(), angleSpan.end());
  Op copy = op;
  copy.firstQubit = qubitPool_.size();
  copy.firstAngle = anglePool_.size();
  qubitPool_.insert(qubitPool_.end(), qubits.begin(), qubits.end());
  anglePool_.insert(anglePool_.end(), angles.begin(), angles.end());
  return ops_.emplace_back(copy);
}

Op &Circuit::appendInverse(const Circuit &from, Op op) {
  assert(op.op == OpKind::Gate && "only gates have an inverse");
  auto inverse = inverseAngles(from, op);
  bool fixed = op.numAngles == 0;
  Op &copy = append(from, op);
  std::copy_n(inverse.begin(), copy.numAngles, angles(copy).begin());
  if (fixed && !gateRow(op.gate).selfInverse)
    copy.adjoint = !copy.adjoint;
  return copy;
}

void Circuit::appendMeasure(uint32_t qubit, int32_t bit) {
  Op op;
  op.op = OpKind::Measure;
  op.numQubits = 1;
  op.bit = bit;
  op.firstQubit = qubitPool_.size();
  qubitPool_.push_back(qubit);
  ops_.push_back(op);
  numBits_ = std::max(numBits_, unsigned(bit + 1));
}

void Circuit::appendReset(uint32_t qubit) {
  Op op;
  op.op = OpKind::Reset;
  op.numQubits = 1;
  op.firstQubit = qubitPool_.size();
  qubitPool_.push_back(qubit);
  ops_.push_back(op);
}

void Circuit::appendBarrier(std::span<const uint32_t> qubits) {
  Op op;
  op.op = OpKind::Barrier;
  op.numQubits = qubits.size();
  op.firstQubit = qubitPool_.size();
  qubitPool_.insert(qubitPool_.end(), qubits.begin(), qubits.end());
  ops_.push_back(op);
}

Op &Circuit::appendChannel(ChannelKind kind, std::span<const uint32_t> qubits, std::span<const Angle> params) {
  Op op;
  op.op = OpKind::Channel;
  op.channel = kind;
  op.numQubits = qubits.size();
  op.numAngles = params.size();
  op.firstQubit = qubitPool_.size();
  op.firstAngle = anglePool_.size();
  qubitPool_.insert(qubitPool_.end(), qubits.begin(), qubits.end());
  anglePool_.insert(anglePool_.end(), params.begin(), params.end());
  return ops_.emplace_back(op);
}

bool Circuit::isNoisy() const {
  return std::ranges::any_of(ops_, [](const Op &op) { return op.op == OpKind::Channel; });
}

void Circuit::erase(const std::vector<bool> &dead) {
  size_t kept = 0;
  for (size_t i = 0; i < ops_.size(); ++i)
    if (!dead[i])
      ops_[kept++] = ops_[i];
  ops_.resize(kept);
}

Angle Circuit::add(const Angle &a, const Angle &b) {
  if (a.isConstant())
    return b + a.offset;
  if (b.isConstant())
    return a + b.offset;
  if (a.slot == b.slot) {
    double scale = a.scale + b.scale;
    double offset = a.offset + b.offset;
    return scale == 0 ? Angle(offset) : Angle::ofSlot(a.slot, scale, offset);
  }
  std::map<int32_t, double> terms;
  for (const Angle &angle : {a, b}) {
    if (unsigned(angle.slot) < numInputSlots_)
      terms[angle.slot] += angle.scale;
    else
      for (auto [slot, factor] : derived_[angle.slot - numInputSlots_].terms)
        terms[slot] += factor * angle.scale;
  }
  DerivedSlot sum;
  for (auto [slot, factor] : terms)
    if (factor != 0)
      sum.terms.emplace_back(slot, factor);
  double offset = a.offset + b.offset;
  if (sum.terms.empty())
    return Angle(offset);
  if (sum.terms.size() == 1)
    return Angle::ofSlot(sum.terms[0].first, sum.terms[0].second, offset);
  derived_.push_back(std::move(sum));
  return Angle::ofSlot(numSlots() - 1, 1, offset);
}

std::vector<uint32_t> Circuit::dropUnusedSlots() {
  std::vector<bool> used(numSlots());
  for (const Op &op : ops_)
    for (const Angle &angle : std::as_const(*this).angles(op))
      if (!angle.isConstant())
        used[angle.slot] = true;
  for (size_t d = derived_.size(); d-- > 0;)
    if (used[numInputSlots_ + d])
      for (auto [slot, factor] : derived_[d].terms)
        used[slot] = true;
  std::vector<uint32_t> inputs;
  std::vector<DerivedSlot> derived;
  std::vector<int32_t> number(numSlots(), Angle::noSlot); // former -> new
  int32_t next = 0;
  for (unsigned slot = 0; slot < numSlots(); ++slot) {
    if (!used[slot])
      continue;
    number[slot] = next++;
    if (slot < numInputSlots_) {
      inputs.push_back(slot);
      continue;
    }
    for (auto &[source, factor] : derived_[slot - numInputSlots_].terms)
      source = number[source];
    derived.push_back(std::move(derived_[slot - numInputSlots_]));
  }
  for (Angle &angle : anglePool_) // those of erased steps too, which become constants
    if (!angle.isConstant())
      angle.slot = number[angle.slot];
  derived_ = std::move(derived);
  numInputSlots_ = inputs.size();
  return inputs;
}

std::vector<double> Circuit::slotValues(std::span<const double> inputs) const {
  assert(inputs.size() == numInputSlots_ && "wrong number of slot values");
  std::vector<double> values(inputs.begin(), inputs.end());
  for (const DerivedSlot &slot : derived_) {
    double sum = 0;
    for (auto [input, factor] : slot.terms)
      sum += factor * values[input];
    values.push_back(sum);
  }
  return values;
}

Circuit Circuit::bound(std::span<const double> inputs) const {
  std::vector<double> values = slotValues(inputs);
  Circuit result = *this;
  for (Angle &angle : result.anglePool_)
    angle = Angle(angle.value(values));
  result.derived_.clear();
  result.numInputSlots_ = 0;
  return result;
}

std::array<Angle, 3> inverseAngles(const Circuit &circuit, const Op &op) {
  std::array<Angle, 3> result;
  auto angles = circuit.angles(op);
  const InverseAngles &rule = gateRow(op.gate).inverse;
  for (unsigned i = 0; i < op.numAngles; ++i)
    result[i] = angles[rule.source[i]] * rule.sign[i] + rule.shift[i];
  return result;
}

} // namespace qml
