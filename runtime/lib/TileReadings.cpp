// SPDX-License-Identifier: Apache-2.0
//
// Expectation values of a large state, read while the tiles of its last sweep lie in the cache. What comes of the last sweep then need
// not be written, and for derivatives a tile goes back at once: five walks over a state are saved.

#include "PauliOperator.h"

namespace qml::rt {

template <typename Real> bool Execution<Real>::readsInTiles(bool withDerivatives) const {
  if (scratch_.hasState || numTiles_ == 1 || layout_.sweeps.empty() || (withDerivatives && !layout_.hasDerivative()))
    return false;
  const Sweep &sweep = layout_.sweeps.back();
  const bool isOnlyTile = (allBits_ & ~sweep.bits & ~sweep.zeros) == 0; // threads share it
  return !isWhole(sweep) && !isOnlyTile && program_.tileObservables(layout_);
}

template <typename Real> typename Execution<Real>::Turn Execution<Real>::makeTurn(const double *weights) const {
  const TileObservables<Real> &observables = *program_.tileObservables(layout_);
  return {observables, weights, std::vector<double>(maxChunks * observables.operators.size())};
}

template <typename Real> void Execution<Real>::Turn::sum(double *to) const {
  const size_t count = observables.operators.size();
  std::fill_n(to, count, 0.0);
  for (size_t i = 0; i < values.size(); ++i)
    to[i % count] += values[i];
}

/// Where imaginary parts are 0, sweeps do not load them.
template <typename Real> void Execution<Real>::clearImaginary(const Sweep &sweep, Real *buffer) const {
  if (realOnly_ && !sweep.isInPlace)
    std::fill_n(tileAt(Amplitudes<Real>{}, sweep, 0, buffer).im, layout_.tileSize(), Real(0));
}

/// Reads the ket's tile; the bra's is written if there is a way back.
template <typename Real>
void Execution<Real>::readTile(const Sweep &sweep, uint64_t base, Amplitudes<Real> ket, Amplitudes<Real> bra, Turn &turn,
                               unsigned chunk) const {
  const auto &operators = turn.observables.operators;
  const uint64_t begin = layout_.tileNumber(base, sweep), end = begin + layout_.tileSize();
  for (size_t k = 0; k < operators.size(); ++k)
    turn.values[chunk * operators.size() + k] += operators[k].applyPart(begin, end, ket, turn.weights ? bra : Amplitudes<Real>{},
                                                                        k == 0 ? Write::Set : Write::Add, turn.weights ? turn.weights[k] : 1);
}

template <typename Real> Result Execution<Real>::readInTiles(double *values) {
  if (Result result = forwardSweeps(layout_.sweeps.size() - 1); result != Result::Ok)
    return result;
  Turn turn = makeTurn(nullptr);
  forwardSweep(layout_.sweeps.back(), state(0), &turn);
  isFresh_ = false;
  turn.sum(values);
  return Result::Ok;
}

template <typename Real> Result Execution<Real>::backwardInTiles(const double *weights, double *values) {
  if (Result result = forwardSweeps(layout_.sweeps.size() - 1); result != Result::Ok)
    return result;
  Turn turn = makeTurn(weights);
  const Result result = backwardSweeps(&turn);
  turn.sum(values);
  return result;
}

template bool Execution<double>::readsInTiles(bool) const;
template bool Execution<float>::readsInTiles(bool) const;
template Result Execution<double>::readInTiles(double *);
template Result Execution<float>::readInTiles(double *);
template Result Execution<double>::backwardInTiles(const double *, double *);
template Result Execution<float>::backwardInTiles(const double *, double *);
template void Execution<double>::clearImaginary(const Sweep &, double *) const;
template void Execution<float>::clearImaginary(const Sweep &, float *) const;
template void Execution<double>::readTile(const Sweep &, uint64_t, Amplitudes<double>, Amplitudes<double>, Turn &, unsigned) const;
template void Execution<float>::readTile(const Sweep &, uint64_t, Amplitudes<float>, Amplitudes<float>, Turn &, unsigned) const;

} // namespace qml::rt
