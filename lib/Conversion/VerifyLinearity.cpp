// SPDX-License-Identifier: Apache-2.0
//
// Checks that every qubit value is used exactly once: no qubit is copied, none is lost.

#include "qml/Conversion/Passes.h"

namespace qml {
#define GEN_PASS_DEF_VERIFYLINEARITY
#include "qml/Conversion/Passes.h.inc"

namespace {
struct VerifyLinearity : impl::VerifyLinearityBase<VerifyLinearity> {
  void runOnOperation() override {
    auto check = [&](mlir::Value value, mlir::Location loc) {
      if (!mlir::isa<quantum::QubitType>(value.getType()) || value.hasOneUse())
        return;
      mlir::emitError(loc) << (value.use_empty() ? "this qubit is never used again" : "this qubit is used more than once");
      signalPassFailure();
    };
    getOperation()->walk([&](mlir::Block *block) {
      for (mlir::Value argument : block->getArguments())
        check(argument, argument.getLoc());
      for (mlir::Operation &op : *block)
        for (mlir::Value result : op.getResults())
          check(result, op.getLoc());
    });
  }
};
} // namespace
} // namespace qml
