// SPDX-License-Identifier: Apache-2.0
//
// A straight-line circuit in the compact form that optimisation, transpilation and simulation work on: gates in one array,
// their qubits and angles in two pools, no allocation per gate. Angles are affine in *slots*, numbers that are known at run
// time only, so a symbolic and a numeric circuit are one thing.
#pragma once

#include "qml/Circuit/Channel.h"
#include "qml/Circuit/GateTable.h"

#include <cassert>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace qml {

/// offset + scale * slot. A constant has no slot.
struct Angle {
  static constexpr int32_t noSlot = -1;

  double offset = 0;
  double scale = 0;
  int32_t slot = noSlot;

  Angle() = default;
  Angle(double value) : offset(value) {}
  static Angle ofSlot(int32_t slot, double scale = 1, double offset = 0);

  bool isConstant() const { return slot == noSlot; }
  double value(std::span<const double> slots) const { return isConstant() ? offset : offset + scale * slots[slot]; }

  Angle operator*(double factor) const;
  Angle operator-() const { return *this * -1.0; }
  Angle operator+(double shift) const;
  bool operator==(const Angle &) const = default;
};

/// What a circuit does at one step. All but gates are not unitary: passes treat them as walls.
enum class OpKind : uint8_t { Gate, Measure, Reset, Barrier, Channel };

/// One step of a circuit; `qubits` and `angles` index the circuit's pools.
struct Op {
  OpKind op = OpKind::Gate;
  GateKind gate = GateKind::Identity; // a base gate
  ChannelKind channel = ChannelKind::Depolarizing;
  bool adjoint = false;
  uint16_t numAngles = 0;   // Channel: its parameters
  uint16_t numControls = 0; // the leading qubits
  uint16_t numQubits = 0;   // controls and targets
  uint32_t negated = 0;     // bit i: control i acts on |0>
  uint32_t firstQubit = 0;
  uint32_t firstAngle = 0;
  int32_t bit = -1;         // Measure: the classical bit written
};

class Circuit {
public:
  explicit Circuit(unsigned numQubits = 0, unsigned numSlots = 0) : numQubits_(numQubits), numInputSlots_(numSlots) {}

  unsigned numQubits() const { return numQubits_; }
  void setNumQubits(unsigned n) { numQubits_ = n; }
  unsigned numBits() const { return numBits_; }
  void setNumBits(unsigned n) { numBits_ = n; }

  /// Appends a gate; spellings (CNOT) become base gates with controls. Qubits: controls first.
  Op &append(GateKind gate, std::span<const uint32_t> qubits, std::span<const Angle> angles = {}, unsigned numControls = 0,
             uint32_t negated = 0, bool adjoint = false);
  Op &append(GateKind gate, std::initializer_list<uint32_t> qubits, std::initializer_list<Angle> angles = {}) {
    return append(gate, std::span(qubits.begin(), qubits.size()), std::span(angles.begin(), angles.size()));
  }
  /// Appends a copy of `op` of circuit `from`, which may be this one.
  Op &append(const Circuit &from, Op op);
  /// Appends the inverse of `op` of circuit `from`.
  Op &appendInverse(const Circuit &from, Op op);
  void appendMeasure(uint32_t qubit, int32_t bit);
  void appendReset(uint32_t qubit);
  void appendBarrier(std::span<const uint32_t> qubits);
  Op &appendChannel(ChannelKind kind, std::span<const uint32_t> qubits, std::span<const Angle> params);
  /// Whether any step is a channel.
  bool isNoisy() const;

  size_t size() const { return ops_.size(); }
  bool empty() const { return ops_.empty(); }
  const Op &operator[](size_t i) const { return ops_[i]; }
  Op &operator[](size_t i) { return ops_[i]; }
  auto begin() const { return ops_.begin(); }
  auto end() const { return ops_.end(); }

  std::span<const uint32_t> qubits(const Op &op) const { return {qubitPool_.data() + op.firstQubit, op.numQubits}; }
  std::span<uint32_t> qubits(const Op &op) { return {qubitPool_.data() + op.firstQubit, op.numQubits}; }
  std::span<const uint32_t> controls(const Op &op) const { return qubits(op).first(op.numControls); }
  std::span<const uint32_t> targets(const Op &op) const { return qubits(op).subspan(op.numControls); }
  std::span<const Angle> angles(const Op &op) const { return {anglePool_.data() + op.firstAngle, op.numAngles}; }
  std::span<Angle> angles(const Op &op) { return {anglePool_.data() + op.firstAngle, op.numAngles}; }

  /// Removes the ops for which `dead[i]` holds.
  void erase(const std::vector<bool> &dead);

  // Slots. The first `numInputSlots()` are given from outside; the others are sums of earlier ones, made by passes.
  struct DerivedSlot {
    std::vector<std::pair<int32_t, double>> terms; // (slot, factor)
  };
  unsigned numInputSlots() const { return numInputSlots_; }
  void setNumInputSlots(unsigned n) { assert(derived_.empty()); numInputSlots_ = n; }
  unsigned numSlots() const { return numInputSlots_ + derived_.size(); }
  std::span<const DerivedSlot> derivedSlots() const { return derived_; }
  /// A further slot, a sum of earlier ones; its number.
  int32_t addDerivedSlot(DerivedSlot slot) {
    derived_.push_back(std::move(slot));
    return numSlots() - 1;
  }
  /// Removes the slots that no gate or channel hangs on; those left keep their order. Returns the former numbers of the input slots left.
  std::vector<uint32_t> dropUnusedSlots();
  /// a + b, as a derived slot where they hang on different slots.
  Angle add(const Angle &a, const Angle &b);
  /// The circuit with all angles constant, given the values of the input slots.
  Circuit bound(std::span<const double> inputs) const;
  /// Values of all slots, given those of the input slots.
  std::vector<double> slotValues(std::span<const double> inputs) const;

private:
  unsigned numQubits_;
  unsigned numInputSlots_;
  unsigned numBits_ = 0;
  std::vector<Op> ops_;
  std::vector<uint32_t> qubitPool_;
  std::vector<Angle> anglePool_;
  std::vector<DerivedSlot> derived_;
};

/// The angles of the inverse of `op`.
std::array<Angle, 3> inverseAngles(const Circuit &circuit, const Op &op);

} // namespace qml
