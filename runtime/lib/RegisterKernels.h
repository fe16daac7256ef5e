// SPDX-License-Identifier: Apache-2.0
//
// Circuits of few qubits in one call, part of KernelSet.cpp: the state of one, two or four vectors stays in registers from the
// start to the readings, and a step costs little more than its arithmetic.
#pragma once

#include "Kernels.h"
#include "Vector.h"

namespace qml::rt {
namespace {

template <unsigned N> struct RegisterState {
  V re[N], im[N];
};

inline V loadNumbers(const double *p) {
  typedef double Doubles __attribute__((vector_size(lanes * sizeof(double)), aligned(alignof(double)), may_alias));
  return __builtin_convertvector(*reinterpret_cast<const Doubles *>(p), V);
}

/// The state with the numbers of vectors and lanes flipped; `Flip` are the vectors'.
template <unsigned Flip, unsigned N>
[[gnu::always_inline]] inline RegisterState<N> flipped(const RegisterState<N> &state, const LaneFlip &flip) {
  RegisterState<N> partner;
#pragma clang loop unroll(full)
  for (unsigned v = 0; v < N; ++v) {
    partner.re[v] = flip(state.re[v ^ Flip]);
    partner.im[v] = flip(state.im[v ^ Flip]);
  }
  return partner;
}

/// Calls visit(partner), once the vectors that are flipped are known to the compiler.
template <unsigned N, typename Visit>
[[gnu::always_inline]] inline void withPartner(const RegisterState<N> &state, RegisterFlip flips, Visit visit) {
  const LaneFlip flip(flips.lanes);
  if constexpr (N > 1)
    if (flips.vectors == 1)
      return visit(flipped<1>(state, flip));
  if constexpr (N > 2) {
    if (flips.vectors == 2)
      return visit(flipped<2>(state, flip));
    if (flips.vectors == 3)
      return visit(flipped<3>(state, flip));
  }
  visit(flipped<0>(state, flip));
}

template <unsigned N> void runRegisters(const RegisterCircuit<Real> &circuit, const double *sines, const double *cosines, double *out) {
  RegisterState<N> state;
  for (unsigned v = 0; v < N; ++v) {
    state.re[v] = load(circuit.start + v * lanes);
    state.im[v] = load(circuit.start + (N + v) * lanes);
  }
  for (const RegisterStep *step = circuit.steps, *end = step + circuit.numSteps; step < end; ++step) {
    if (step->form == RegisterStep::Phases) { // times cos - i sin
#pragma clang loop unroll(full)
      for (unsigned v = 0; v < N; ++v) {
        const V c = loadNumbers(cosines + step->place + v * lanes), s = loadNumbers(sines + step->place + v * lanes);
        const V re = state.re[v], im = state.im[v];
        state.re[v] = c * re + s * im;
        state.im[v] = c * im - s * re;
      }
      continue;
    }
    const V c = broadcast(Real(cosines[step->place])), s = broadcast(Real(sines[step->place]));
    const Real *signs = circuit.signs + step->sign * (N * lanes);
    withPartner(state, step->flip, [&](const RegisterState<N> &partner) __attribute__((always_inline)) {
#pragma clang loop unroll(full)
      for (unsigned v = 0; v < N; ++v) {
        const V signedSine = s * load(signs + v * lanes);
        const bool isReal = step->form == RegisterStep::RealRotation;
        state.re[v] = c * state.re[v] + (isReal ? -signedSine * partner.re[v] : signedSine * partner.im[v]);
        state.im[v] = c * state.im[v] - signedSine * (isReal ? partner.im[v] : partner.re[v]);
      }
    });
  }
  for (const RegisterReading<Real> *reading = circuit.readings, *end = reading + circuit.numReadings; reading < end; ++reading) {
    V sum{};
    withPartner(state, reading->flip, [&](const RegisterState<N> &partner) __attribute__((always_inline)) {
#pragma clang loop unroll(full)
      for (unsigned v = 0; v < N; ++v)
        sum += load(reading->real + v * lanes) * (state.re[v] * partner.re[v] + state.im[v] * partner.im[v]);
      if (reading->imaginary)
#pragma clang loop unroll(full)
        for (unsigned v = 0; v < N; ++v)
          sum += load(reading->imaginary + v * lanes) * (state.re[v] * partner.im[v] - state.im[v] * partner.re[v]);
    });
    out[reading->observable] += pairwiseSum(sum);
  }
}

void anyRunRegisters(const RegisterCircuit<Real> &circuit, const double *sines, const double *cosines, double *out) {
  switch (circuit.numVectors) {
  case 1: return runRegisters<1>(circuit, sines, cosines, out);
  case 2: return runRegisters<2>(circuit, sines, cosines, out);
  case 4: return runRegisters<4>(circuit, sines, cosines, out);
  }
}

} // namespace
} // namespace qml::rt
