// SPDX-License-Identifier: Apache-2.0
//
// Pauli strings on their way through circuits.

#include "PauliFrame.h"

#include "PauliTransfer.h"
#include "qml/Circuit/Passes.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace qml::rt {

PauliMasks pauliMasks(unsigned digits, std::span<const uint32_t> qubits, unsigned numQubits) {
  PauliMasks masks;
  for (size_t i = qubits.size(); i-- > 0; digits >>= 2) {
    const uint64_t bit = uint64_t(1) << (numQubits - 1 - qubits[i]);
    masks.first |= (digits ^ digits >> 1) & 1 ? bit : 0;
    masks.second |= digits & 2 ? bit : 0;
  }
  return masks;
}

unsigned pauliDigits(PauliMasks masks, std::span<const uint32_t> qubits, unsigned numQubits) {
  unsigned digits = 0;
  for (uint32_t qubit : qubits) {
    const unsigned shift = numQubits - 1 - qubit, flip = masks.first >> shift & 1, z = masks.second >> shift & 1;
    digits = digits << 2 | (flip ^ z * 3);
  }
  return digits;
}

/// A rotation about the product of its axes; of a phase gate this leaves out a global phase.
static bool isRotation(const GateRow &row) {
  return row.numAngles == 1 && !row.axes.empty() && row.axes.find('-') == std::string_view::npos;
}

FramedCircuit::FramedCircuit(const Circuit &circuit) : circuit_(circuit.numQubits()) {
  DecomposeTarget target;
  for (const GateRow &row : gateTable())
    if (row.numQubits == 2 && (row.clifford || isRotation(row)))
      target.kept.emplace_back(row.kind, 0);
  Circuit simple = decompose(circuit, target);
  auto appendPart = [&](GateKind kind, uint32_t qubit, const Angle &angle) {
    if (angle.offset == 0)
      return;
    Circuit part(circuit.numQubits());
    append(part, part.append(kind, {qubit}, {angle}));
  };
  for (size_t i = 0; i < simple.size(); ++i) {
    const Op op = simple[i];
    if (op.numQubits == 0)
      continue;
    // What is neither has one qubit.
    if (op.op != OpKind::Gate || op.numQubits == 2 || gateRow(op.gate).clifford || isRotation(gateRow(op.gate))) {
      append(simple, op);
      continue;
    }
    const Euler euler = eulerOf(simple, op);
    const uint32_t qubit = simple.qubits(op)[0];
    appendPart(GateKind::RZ, qubit, euler.lambda);
    appendPart(GateKind::RY, qubit, euler.theta);
    appendPart(GateKind::RZ, qubit, euler.phi);
  }
  circuit_.setNumInputSlots(angles_.size());
}

void FramedCircuit::append(const Circuit &from, const Op &op) {
  Op &own = circuit_.append(from, op);
  const GateRow &row = gateRow(own.gate);
  Step step{{}, 0, own.op == OpKind::Gate && isRotation(row)};
  if (step.isRotation) {
    unsigned digits = 0;
    for (char axis : row.axes)
      digits = digits << 2 | unsigned(axis - 'X' + 1);
    step.axis = pauliMasks(digits, circuit_.qubits(own), circuit_.numQubits());
    step.number = int32_t(angles_.size());
    Angle &angle = circuit_.angles(own)[0];
    angles_.push_back(angle.offset);
    angle = Angle::ofSlot(step.number);
  } else if (own.op == OpKind::Gate) {
    const unsigned dim = 1u << (2 * own.numQubits);
    const Transfer transfer = transferOf(own, {});
    Images images{};
    for (unsigned r = 0; r < dim; ++r)
      for (unsigned c = 0; c < dim; ++c)
        if (std::abs(transfer[r * dim + c]) > 0.5)
          images[c] = uint8_t(r);
    auto known = std::ranges::find(images_, images);
    step.number = int32_t(known - images_.begin());
    if (known == images_.end())
      images_.push_back(images);
  }
  steps_.push_back(step);
}

void FramedCircuit::pass(size_t op, PauliMasks &frame, std::vector<bool> &signs) const {
  const Step &step = steps_[op];
  if (step.isRotation) {
    if (anticommute(frame, step.axis))
      signs[step.number].flip();
    return;
  }
  const auto qubits = circuit_.qubits(circuit_[op]);
  const unsigned before = pauliDigits(frame, qubits, circuit_.numQubits());
  frame = frame ^ pauliMasks(before, qubits, circuit_.numQubits()) ^
          pauliMasks(images_[step.number][before], qubits, circuit_.numQubits());
}

} // namespace qml::rt
