// SPDX-License-Identifier: Apache-2.0
//
// From final states to readings: exact ones, estimates from shots, and the state that adjoint differentiation starts
// from.
#pragma once

#include "Execution.h"

namespace qml::rt {

/// How many states the readings need, that of the circuit included.
unsigned statesForReadings(const Plan &plan, uint64_t shots);

/// Writes all readings of `ket`, state 0. State 1 is scratch memory if statesForReadings() asks for it.
template <typename Real> void exactReadings(Execution<Real> &execution, Amplitudes<Real> ket, double *out);

/// As exactReadings, from options().shots shots; a State stays exact.
template <typename Real>
Result sampledReadings(Execution<Real> &execution, Workspace &workspace, Amplitudes<Real> ket, double *out);

/// Sets `bra` to the state for which the derivative of sum(cotangent[i] * reading[i]) by a parameter of the circuit is
/// 2 Re <bra| d ket>; also writes all readings unless `out` is null. `scratch` is used by variances.
template <typename Real>
void readingsAndBra(Execution<Real> &execution, std::span<const double> cotangent, Amplitudes<Real> ket, Amplitudes<Real> bra,
                    Amplitudes<Real> scratch, double *out);

/// The same for the rows of a batch; there are Expval, Probs and State readings only. Row r's readings are at
/// out + r * (their number), its cotangents likewise.
template <typename Real> void rowReadings(Execution<Real> &execution, Amplitudes<Real> ket, size_t numRows, double *out);
template <typename Real>
void rowBra(Execution<Real> &execution, const double *cotangents, size_t numRows, Amplitudes<Real> ket, Amplitudes<Real> bra);
bool canReadRows(const Plan &plan);

/// Writes `ket` as interleaved complex numbers.
template <typename Real> void writeState(Execution<Real> &execution, Amplitudes<Real> ket, double *out);

/// Spells the values of some of a plan's qubits from stored indices, by table for the lower bits: fast in loops over all.
class BitPicker {
public:
  BitPicker(std::span<const uint32_t> qubits, const Plan &plan);
  /// Of all qubits, in order: the circuit's basis index.
  explicit BitPicker(const Plan &plan);
  uint64_t operator()(uint64_t index) const { return table_[index & lowMask_] ^ high(index); }

private:
  uint64_t high(uint64_t index) const {
    uint64_t result = 0;
    for (auto [bit, image] : highBits_)
      result ^= index & bit ? image : 0;
    return result;
  }
  uint64_t lowMask_;
  std::vector<uint64_t> table_;
  std::vector<std::pair<uint64_t, uint64_t>> highBits_;
};

} // namespace qml::rt
