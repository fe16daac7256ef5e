// SPDX-License-Identifier: Apache-2.0
//
// exp(i (x XX + y YY + z ZZ)) written with ZZ's.
#pragma once

#include "Net.h"

namespace qml::target {

/// exp(-i xx/2 XX) exp(-i zz/2 ZZ) with two ZZ(pi/2).
void emitXxZz(NetBuilder &builder, uint32_t a, uint32_t b, const Angle &xx, const Angle &zz);

/// exp(i (x XX + y YY + z ZZ)) with three ZZ(pi/2); `z` may be symbolic.
void emitThree(NetBuilder &builder, uint32_t a, uint32_t b, double x, double y, const Angle &z);

/// `kak` with the fewest gates of `cost`.
void emitKak(NetBuilder &builder, uint32_t a, uint32_t b, const Kak &kak, LinkCost cost);

/// One ZZ each, conjugated.
void emitXx(NetBuilder &builder, uint32_t a, uint32_t b, const Angle &angle);
void emitYy(NetBuilder &builder, uint32_t a, uint32_t b, const Angle &angle);

} // namespace qml::target
