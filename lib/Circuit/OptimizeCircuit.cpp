// SPDX-License-Identifier: Apache-2.0
//
// The optimisation of circuits as one pass.

#include "qml/Circuit/Passes.h"

namespace qml {

bool optimizeCircuit(Circuit &circuit, const std::vector<Reading> &readings) {
  bool changed = cancelInverses(circuit);
  changed |= mergeRotations(circuit);
  // Merging brings further inverses together.
  changed |= cancelInverses(circuit);
  changed |= removeDeadGates(circuit, readings);
  return changed;
}

} // namespace qml
