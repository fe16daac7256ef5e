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
void exactReadings(Execution &execution, StateView ket, double *out);

/// As exactReadings, from options().shots shots; a State stays exact.
Result sampledReadings(Execution &execution, StateView ket, double *out);

/// Sets `bra` to the state for which the derivative of sum(cotangent[i] * reading[i]) by a parameter of the circuit is
/// 2 Re <bra| d ket>. `scratch` is used by variances.
void readingsBra(Execution &execution, std::span<const double> cotangent, StateView ket, StateView bra,
                 StateView scratch);

/// Writes `ket` as interleaved complex numbers.
void writeState(Execution &execution, StateView ket, double *out);

/// Picks the bits of some qubits out of basis indices, by table for the lower bits: fast in loops over all indices.
class BitPicker {
public:
  BitPicker(std::span<const uint32_t> qubits, unsigned numQubits);
  uint64_t operator()(uint64_t index) const { return table_[index & lowMask_] | high(index); }

private:
  uint64_t high(uint64_t index) const {
    uint64_t result = 0;
    for (auto [bit, image] : highBits_)
      result |= index & bit ? image : 0;
    return result;
  }
  uint64_t lowMask_;
  std::vector<uint64_t> table_;
  std::vector<std::pair<uint64_t, uint64_t>> highBits_;
};

} // namespace qml::rt
