// SPDX-License-Identifier: Apache-2.0
//
// Vectorised sine and cosine, part of KernelSet.cpp: reduction by quarter turns in three steps (Cody and Waite), then Chebyshev
// fits on [-pi/4, pi/4] whose error is far below rounding: a bias of 1e-18 would show in the norm after a million gates.
// Results are right to 1.5 units in the last place up to `largeAngle`; larger angles go to the C library.
#pragma once

#include "Vector.h"

#include <math.h>

namespace qml::rt {
namespace {

typedef double D __attribute__((vector_size(vectorBytes), may_alias));
typedef int64_t I __attribute__((vector_size(vectorBytes), may_alias));

AngleRange sinCos(const double *angles, size_t count, double *sines, double *cosines) {
  constexpr double large = largeAngle, twoOverPi = 0.63661977236758134308;
  constexpr double part1 = 1.57079625129699707031, part2 = 7.54978941586159635335e-8, part3 = 5.39030285815811843e-15;
  constexpr double toInteger = 6755399441055744.0; // 1.5 * 2^52: adding it rounds to an integer in the low bits
  I small = ~I{};
  for (size_t i = 0; i < count; i += doubleLanes) {
    D x = *reinterpret_cast<const D *>(angles + i);
    small &= I(x < large) & I(x > -large);
    D shifted = x * twoOverPi + toInteger;
    I quarter = I(shifted);
    D n = shifted - toInteger;
    D r = ((x - n * part1) - n * part2) - n * part3;
    D z = r * r, z2 = z * z, z4 = z2 * z2;
    // In pairs (Estrin), since each product of Horner's scheme waits for the one before.
    auto series = [=](double c0, double c1, double c2, double c3, double c4, double c5, double c6) __attribute__((always_inline)) {
      return ((c0 + z * c1) + z2 * (c2 + z * c3)) + z4 * ((c4 + z * c5) + z2 * c6);
    };
    D s = r + r * z * series(-0.166666666666666666655, 0.00833333333333333149098, -0.000198412698412650625608,
                             2.75573192193373103382e-6, -2.50521062318028363723e-8, 1.60585315167975632021e-10,
                             -7.58669109418818460125e-13);
    D half = 0.5 * z, near = 1.0 - half; // what rounding takes from `near` is added back
    D c = near + (((1.0 - near) - half) +
                  z2 * series(0.041666666666666666666, -0.00138888888888888878647, 0.0000248015873015846451018,
                              -2.75573192214017924077e-7, 2.08767557907219627799e-9, -1.14704608307951951709e-11,
                              4.74586855307623225525e-14));
    const auto odd = (quarter & 1) != 0;
    D sine = odd ? c : s, cosine = odd ? s : c;
    I signS = (quarter & 2) << 62, signC = ((quarter + 1) & 2) << 62;
    *reinterpret_cast<D *>(sines + i) = D(I(sine) ^ signS);
    *reinterpret_cast<D *>(cosines + i) = D(I(cosine) ^ signC);
  }
  bool allSmall = true, allFinite = true;
  for (unsigned l = 0; l < doubleLanes; ++l)
    allSmall = allSmall & (small[l] != 0);
  for (size_t i = 0; i < count && !allSmall; ++i)
    if (!(angles[i] < large && angles[i] > -large)) {
      sines[i] = ::sin(angles[i]);
      cosines[i] = ::cos(angles[i]);
      allFinite = allFinite && __builtin_isfinite(angles[i]);
    }
  return !allFinite ? AngleRange::NotFinite : allSmall ? AngleRange::Small : AngleRange::Large;
}

} // namespace
} // namespace qml::rt
