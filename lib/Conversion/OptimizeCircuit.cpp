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
    if (failed(rewriteCircuit(getOperation(), [](LiftedCircuit &lifted) { return optimizeCircuit(lifted.circuit, lifted.readings); })))
      signalPassFailure();
  }
};
} // namespace
} // namespace qml
