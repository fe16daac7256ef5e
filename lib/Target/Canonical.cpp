// SPDX-License-Identifier: Apache-2.0
//
// Canonical two-qubit gates as ZZ's. Two coordinates: CNOT maps X1 to XX and Z2 to ZZ. Three: Vatan and Williams.

#include "Canonical.h"

#include <cmath>
#include <numbers>

namespace qml::target {

static constexpr double pi = std::numbers::pi;

void emitXx(NetBuilder &builder, uint32_t a, uint32_t b, const Angle &angle) {
  for (uint32_t q : {a, b})
    builder.run(q).h(builder.slots());
  builder.zz(a, b, angle);
  for (uint32_t q : {a, b})
    builder.run(q).h(builder.slots());
}

void emitYy(NetBuilder &builder, uint32_t a, uint32_t b, const Angle &angle) {
  for (uint32_t q : {a, b})
    builder.run(q).x(pi / 2, builder.slots());
  builder.zz(a, b, angle);
  for (uint32_t q : {a, b})
    builder.run(q).x(-pi / 2, builder.slots());
}

void emitXxZz(NetBuilder &builder, uint32_t a, uint32_t b, const Angle &xx, const Angle &zz) {
  builder.cx(a, b);
  builder.run(a).x(xx, builder.slots());
  builder.run(b).z(zz, builder.slots());
  builder.cx(a, b);
}

void emitThree(NetBuilder &builder, uint32_t a, uint32_t b, double x, double y, const Angle &z) {
  Circuit &slots = builder.slots();
  builder.run(b).z(pi / 2, slots);
  builder.cx(b, a);
  builder.run(a).z(z * -2.0 + pi / 2, slots);
  builder.run(b).y(pi / 2 - 2 * x, slots);
  builder.cx(a, b);
  builder.run(b).y(2 * y - pi / 2, slots);
  builder.cx(b, a);
  builder.run(a).z(-pi / 2, slots);
}

void emitKak(NetBuilder &builder, uint32_t a, uint32_t b, const Kak &kak, LinkCost cost) {
  Circuit &slots = builder.slots();
  builder.run(a).matrix(kak.before[0], slots);
  builder.run(b).matrix(kak.before[1], slots);
  unsigned coordinates = kak.numCoordinates();
  if (cost == LinkCost::Cz && coordinates == 3) {
    emitThree(builder, a, b, kak.x, kak.y, kak.z);
  } else if (cost == LinkCost::Cz && coordinates == 2) {
    // XX and YY; X(pi/2) turns YY into ZZ.
    for (uint32_t q : {a, b})
      builder.run(q).x(pi / 2, slots);
    emitXxZz(builder, a, b, -2 * kak.x, -2 * kak.y);
    for (uint32_t q : {a, b})
      builder.run(q).x(-pi / 2, slots);
  } else {
    if (coordinates >= 1)
      emitXx(builder, a, b, -2 * kak.x);
    if (coordinates >= 2)
      emitYy(builder, a, b, -2 * kak.y);
    if (coordinates >= 3)
      builder.zz(a, b, -2 * kak.z);
  }
  builder.run(a).matrix(kak.after[0], slots);
  builder.run(b).matrix(kak.after[1], slots);
}

} // namespace qml::target
