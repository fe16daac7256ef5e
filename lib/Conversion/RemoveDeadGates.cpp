// SPDX-License-Identifier: Apache-2.0
//
// The pass of this name, on the compact circuit (qml/Circuit/Passes.h says what it does).

#include "qml/Circuit/Passes.h"
#include "qml/Conversion/Lift.h"
#include "qml/Conversion/Passes.h"

namespace qml {
#define GEN_PASS_DEF_REMOVEDEADGATES
#include "qml/Conversion/Passes.h.inc"

namespace {
struct RemoveDeadGates : impl::RemoveDeadGatesBase<RemoveDeadGates> {
  void runOnOperation() override {
    if (!isQuantum(getOperation()))
      return;
    auto lifted = liftCircuit(getOperation());
    if (failed(lifted))
      return signalPassFailure();
    if (removeDeadGates(lifted->circuit, lifted->readings))
      writeBack(*lifted);
  }
};
} // namespace
} // namespace qml
