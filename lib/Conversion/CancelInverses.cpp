// SPDX-License-Identifier: Apache-2.0
//
// The pass of this name, on the compact circuit (qml/Circuit/Passes.h says what it does).

#include "qml/Circuit/Passes.h"
#include "qml/Conversion/Lift.h"
#include "qml/Conversion/Passes.h"

namespace qml {
#define GEN_PASS_DEF_CANCELINVERSES
#include "qml/Conversion/Passes.h.inc"

namespace {
struct CancelInverses : impl::CancelInversesBase<CancelInverses> {
  void runOnOperation() override {
    if (failed(rewriteCircuit(getOperation(), [](LiftedCircuit &lifted) { return cancelInverses(lifted.circuit); })))
      signalPassFailure();
  }
};
} // namespace
} // namespace qml
