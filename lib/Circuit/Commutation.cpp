// SPDX-License-Identifier: Apache-2.0
//
// Commutation from the axes of the gate table. A gate with axis P on a qubit is block diagonal in the eigenbasis of P
// there: a sum of projector times something on its other qubits. Two gates that are block diagonal in the same basis on
// every shared qubit act on distinct qubits inside each block, so they commute.

#include "qml/Circuit/Passes.h"

#include <unordered_map>

namespace qml {

char axisOf(const Op &op, unsigned i) {
  if (op.op != OpKind::Gate)
    return '-';
  if (i < op.numControls)
    return 'Z';
  std::string_view axes = gateRow(op.gate).axes;
  // MultiRZ has one letter for all of its qubits.
  return axes[std::min<size_t>(i - op.numControls, axes.size() - 1)];
}

static bool axesAgree(char a, char b) { return a == 'I' || b == 'I' || (a == b && a != '-'); }

static bool isWallOnAll(const Op &op) { return op.op == OpKind::Barrier && op.numQubits == 0; }

bool commute(const Circuit &circuit, const Op &a, const Op &b) {
  if (isWallOnAll(a) || isWallOnAll(b))
    return false;
  if (a.op == OpKind::Measure && b.op == OpKind::Measure && a.bit == b.bit)
    return false;
  auto qubitsA = circuit.qubits(a), qubitsB = circuit.qubits(b);
  if (qubitsA.size() * qubitsB.size() <= 256) {
    for (unsigned i = 0; i < qubitsA.size(); ++i)
      for (unsigned j = 0; j < qubitsB.size(); ++j)
        if (qubitsA[i] == qubitsB[j] && !axesAgree(axisOf(a, i), axisOf(b, j)))
          return false;
    return true;
  }
  std::unordered_map<uint32_t, char> axes;
  for (unsigned i = 0; i < qubitsA.size(); ++i)
    axes[qubitsA[i]] = axisOf(a, i);
  for (unsigned j = 0; j < qubitsB.size(); ++j)
    if (auto shared = axes.find(qubitsB[j]); shared != axes.end() && !axesAgree(shared->second, axisOf(b, j)))
      return false;
  return true;
}

} // namespace qml
