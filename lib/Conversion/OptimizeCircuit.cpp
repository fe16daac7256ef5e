// SPDX-License-Identifier: Apache-2.0
//
// The optimisation of circuits as one pass.

#include "qml/Circuit/Passes.h"
#include "qml/Conversion/Lift.h"
#include "qml/Conversion/Passes.h"

namespace qml {
#define GEN_PASS_DEF_OPTIMIZECIRCUIT
#include "qml/Conversion/Passes.h.inc"

namespace {
struct OptimizeCircuit : impl::OptimizeCircuitBase<OptimizeCircuit> {
  void runOnOperation() override {
    auto optimize = [](LiftedCircuit &lifted) {
      Circuit &circuit = lifted.circuit;
      bool changed = cancelInverses(circuit);
      changed |= mergeRotations(circuit);
      // Merging brings further inverses together.
      changed |= cancelInverses(circuit);
      changed |= removeDeadGates(circuit, lifted.readings);
      return changed;
    };
    if (failed(rewriteCircuit(getOperation(), optimize)))
      signalPassFailure();
  }
};
} // namespace
} // namespace qml
