// SPDX-License-Identifier: Apache-2.0
//
// Cancellation of inverse pairs. One sweep reaches the end: a pair that cancels leaves no gate behind that it alone had
// kept apart, because whatever commutes with a gate commutes with its inverse too.

#include "LookBack.h"
#include "NormalForm.h"

namespace qml {

/// Whether a's inverse, angle by angle, is b.
static bool anglesCancel(const Circuit &circuit, const Op &a, const Op &b) {
  auto inverse = inverseAngles(circuit, a);
  return std::ranges::equal(std::span(inverse).first(a.numAngles), circuit.angles(b));
}

static bool areInverse(const Circuit &normal, const Op &a, const Op &b) {
  if (a.op != OpKind::Gate || b.op != OpKind::Gate || a.gate != b.gate || !sameQubits(normal, a, b))
    return false;
  if (a.numAngles == 0)
    return gateRow(a.gate).selfInverse || a.adjoint != b.adjoint;
  // Shifts by half a turn make the inverse of the inverse another spelling of the gate: ask both ways.
  return anglesCancel(normal, a, b) || anglesCancel(normal, b, a);
}

bool cancelInverses(Circuit &circuit) {
  Circuit normal = normalForm(circuit);
  LookBack lookBack(normal);
  std::vector<bool> dead(circuit.size());
  bool changed = false;
  for (size_t i = 0; i < circuit.size(); ++i) {
    size_t partner = LookBack::none;
    if (normal[i].op == OpKind::Gate)
      partner = lookBack.find(normal[i], [&](size_t j) { return areInverse(normal, normal[j], normal[i]); });
    if (partner == LookBack::none) {
      lookBack.push(i);
      continue;
    }
    lookBack.remove(partner);
    dead[i] = dead[partner] = changed = true;
  }
  circuit.erase(dead);
  return changed;
}

} // namespace qml
