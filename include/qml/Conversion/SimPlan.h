// SPDX-License-Identifier: Apache-2.0
//
// The runtime's Plan as operations of `sim`, for people to read and passes to test.
#pragma once

#include "qml/Dialect/Dialects.h"

#include "qml-runtime/Plan.h"

namespace qml {

/// Writes the blocks and readings of `plan` into `op`, a `sim.plan` without any.
void writePlan(sim::PlanOp op, const rt::Plan &plan);

/// How many numbers the readings of `plan` yield in all, without shots.
int64_t numReadings(const rt::Plan &plan);

} // namespace qml
