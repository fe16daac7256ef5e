// SPDX-License-Identifier: Apache-2.0
//
// Whether a device runs a circuit as it is.

#include "qml/Target/Transpile.h"

#include <algorithm>

namespace qml {

static std::string describe(const Circuit &circuit, const Op &op, size_t index) {
  const GateRow *row = findSpelling(op.gate, op.numControls, op.adjoint);
  std::string text = "operation " + std::to_string(index) + " (";
  text += row ? row->name : gateRow(op.gate).name;
  for (uint32_t q : circuit.qubits(op))
    text += " " + std::to_string(q);
  return text + ")";
}

Status verifyTarget(const Circuit &circuit, const Device &device) {
  if (device.numQubits() > 0 && circuit.numQubits() > device.numQubits())
    return Diagnostic("E0730", "the circuit has more qubits than " + device.name());
  for (size_t i = 0; i < circuit.size(); ++i) {
    const Op &op = circuit[i];
    if (op.op != OpKind::Gate)
      continue;
    const GateRow *row = op.negated ? nullptr : findSpelling(op.gate, op.numControls, op.adjoint);
    bool native =
        row && std::ranges::any_of(device.nativeGates(), [&](const auto &gate) { return gate.kind == row->kind; });
    if (!native)
      return Diagnostic("E0731", describe(circuit, op, i) + " is not a native gate of " + device.name());
    auto qubits = circuit.qubits(op);
    if (qubits.size() == 2 && !device.hasEdge(qubits[0], qubits[1]))
      return Diagnostic("E0732", describe(circuit, op, i) + " is on a pair that " + device.name() +
                                     " doesn't couple in this order");
  }
  return Success{};
}

} // namespace qml
