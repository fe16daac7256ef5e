// SPDX-License-Identifier: Apache-2.0
//
// Between `sim.plan` and the runtime's Plan.
#pragma once

#include "qml/Dialect/Dialects.h"

#include "qml-runtime/Plan.h"

namespace qml {

/// Writes `plan` as a `sim.plan` named `name` at the builder's place.
sim::PlanOp writePlan(mlir::OpBuilder &builder, mlir::Location loc, llvm::StringRef name, const rt::Plan &plan);

/// The runtime's form of a verified `sim.plan`.
rt::Plan readPlan(sim::PlanOp op);

/// How many numbers the readings of `plan` yield in all, without shots.
int64_t numReadings(const rt::Plan &plan);

} // namespace qml
