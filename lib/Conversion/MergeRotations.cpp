// SPDX-License-Identifier: Apache-2.0
//
// The pass of this name, on the compact circuit (qml/Circuit/Passes.h says what it does).

#include "qml/Circuit/Passes.h"
#include "qml/Conversion/Lift.h"
#include "qml/Conversion/Passes.h"

namespace qml {
#define GEN_PASS_DEF_MERGEROTATIONS
#include "qml/Conversion/Passes.h.inc"

namespace {
struct MergeRotations : impl::MergeRotationsBase<MergeRotations> {
  void runOnOperation() override {
    if (failed(rewriteCircuit(getOperation(), [](LiftedCircuit &lifted) { return mergeRotations(lifted.circuit); })))
      signalPassFailure();
  }
};
} // namespace
} // namespace qml
