// SPDX-License-Identifier: Apache-2.0
//
// The matrices of blocks, built at run time from their gates, and the way back: from overlaps around a block to the
// derivatives by its gates' angles.
#pragma once

#include "Angles.h"

#include <functional>

namespace qml::rt {

/// Writes the 2^k x 2^k matrix of `block`, of form Matrix, with the angles of `row`.
void blockMatrix(const Plan &plan, const Block &block, const AngleValues &angles, unsigned row, Complex *out);

/// The gate of a block that is one RX, RY or RZ without controls; null for other blocks.
const PlanGate *plainRotation(const Plan &plan, const Block &block);

/// What the matrix of `block`, of one target, looks like for all angles.
PairForm pairForm(const Plan &plan, const Block &block);

/// Calls visit(angle, K) with K = dU/d(angle) U^dagger for each of the block's angles that hang on a slot. The derivative by
/// the angle is then 2 Re sum K[a][b] T[a][b], where T[a][b] is the sum of conj(bra_a) ket_b behind the block.
void blockGenerators(const Plan &plan, const Block &block, const AngleValues &angles, unsigned row,
                     const std::function<void(uint32_t angle, const Complex *generator)> &visit);

} // namespace qml::rt
