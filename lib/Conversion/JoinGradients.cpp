// SPDX-License-Identifier: Apache-2.0
//
// A value and its gradient in one run of the plan, where what the readings are weighted with hangs on no run, as for an energy that is
// minimised: the runtime then need not keep the state of the one for the other.

#include "qml/Conversion/Passes.h"

#include <mlir/Analysis/SliceAnalysis.h>

using namespace mlir;

namespace qml {
#define GEN_PASS_DEF_JOINGRADIENTS
#include "qml/Conversion/Passes.h.inc"

namespace {

bool isPlan(Operation *op) { return isa<sim::RunOp, sim::GradientOp, sim::RunWithGradientOp>(op); }

struct JoinGradients : impl::JoinGradientsBase<JoinGradients> {
  void runOnOperation() override {
    if (getOperation()->hasAttr("qml.rows")) // rows are run in stages
      return;
    SmallVector<sim::GradientOp> gradients;
    getOperation().walk([&](sim::GradientOp op) { gradients.push_back(op); });
    for (sim::GradientOp gradient : gradients)
      join(gradient);
  }

  void join(sim::GradientOp gradient) {
    sim::RunOp run;
    for (Operation *user : gradient.getSlots().getUsers())
      if (auto other = dyn_cast<sim::RunOp>(user); other && other.getPlan() == gradient.getPlan() &&
                                                   other->getBlock() == gradient->getBlock() && other->isBeforeInBlock(gradient))
        run = other;
    if (!run)
      return;
    // All that the weights are made of comes before the run.
    llvm::SetVector<Operation *> slice;
    BackwardSliceOptions options;
    options.inclusive = true;
    options.omitBlockArguments = true;
    options.omitUsesFromAbove = false;
    if (Operation *weights = gradient.getCotangent().getDefiningOp())
      if (failed(getBackwardSlice(weights, &slice, options)))
        return;
    auto staysBehind = [&](Operation *op) { return isPlan(op) || op->getBlock() != run->getBlock() || !isPure(op); };
    if (llvm::any_of(slice, staysBehind))
      return;
    for (Operation *op : slice) // in the order of what they hang on
      if (run->isBeforeInBlock(op))
        op->moveBefore(run);
    OpBuilder builder(run);
    auto both = sim::RunWithGradientOp::create(builder, gradient.getLoc(), run.getReadings().getType(), gradient.getSlotGradient().getType(),
                                               run.getPlanAttr(), run.getSlots(), gradient.getCotangent());
    run.replaceAllUsesWith(both.getReadings());
    gradient.replaceAllUsesWith(both.getSlotGradient());
    run.erase();
    gradient.erase();
  }
};

} // namespace
} // namespace qml
