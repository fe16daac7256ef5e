// SPDX-License-Identifier: Apache-2.0
//
// Fusion of a plan's blocks; the algorithm is the runtime's (runtime/lib/Fuse.cpp).

#include "qml/Conversion/Passes.h"
#include "qml/Conversion/SimPlan.h"

namespace qml {
#define GEN_PASS_DEF_SIMFUSE
#include "qml/Conversion/Passes.h.inc"

namespace {
struct SimFuse : impl::SimFuseBase<SimFuse> {
  using SimFuseBase::SimFuseBase;
  void runOnOperation() override {
    sim::PlanOp op = getOperation();
    rt::Plan plan = readPlan(op);
    rt::fuse(plan, maxTargets);
    mlir::OpBuilder builder(op);
    sim::PlanOp fused = writePlan(builder, op.getLoc(), op.getSymName(), plan);
    op.getBody().takeBody(fused.getBody());
    fused.erase();
  }
};
} // namespace
} // namespace qml
