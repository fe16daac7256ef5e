// SPDX-License-Identifier: Apache-2.0
//
// The matrices of blocks, built at run time from their gates, and the way back: from the derivative by a block's matrix
// to the derivatives by its gates' angles.
#pragma once

#include "qml-runtime/Plan.h"

namespace qml::rt {

/// How many numbers the matrix of `block` has: 4^k, 2^k for a diagonal, 2 for a parity phase (even, odd).
size_t matrixSize(const Block &block);

/// Writes the matrix of `block`; `angles` holds the values of Plan::angles.
void blockMatrix(const Plan &plan, const Block &block, std::span<const double> angles, Complex *out);

/// Replaces the matrix of `block` by its adjoint.
void makeAdjoint(const Block &block, Complex *matrix);

/// Given overlaps[a][b] = sum of conj(bra_a) ket_b around a block (of a diagonal: overlaps[a][a]), adds the derivatives
/// 2 Re sum dU[a][b] overlaps[a][b] by each angle that hangs on a slot. `matrix` is U; `overlaps` is destroyed.
void addAngleGradients(const Plan &plan, const Block &block, std::span<const double> angles, const Complex *matrix,
                       Complex *overlaps, double *angleGradients);

} // namespace qml::rt
