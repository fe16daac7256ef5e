// SPDX-License-Identifier: Apache-2.0
//
// From final states to readings: exact ones, estimates from shots, and the state that adjoint differentiation starts
// from.
#pragma once

#include "Execution.h"

#include <array>

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
template <typename Real> Result rowReadings(Execution<Real> &execution, Amplitudes<Real> ket, size_t numRows, double *out);
template <typename Real>
void rowBra(Execution<Real> &execution, const double *cotangents, size_t numRows, Amplitudes<Real> ket, Amplitudes<Real> bra);
bool canReadRows(const Plan &plan);
/// From the rows' states, 0, to the derivatives by angles and terms; state 1 is scratch memory.
template <typename Real> Result rowBackward(Execution<Real> &execution, const double *cotangents, size_t numRows);

/// These two where the rows share a suffix, with all readings expectation values.
template <typename Real> Result suffixReadings(Execution<Real> &execution, Amplitudes<Real> ket, size_t numRows, double *out);
template <typename Real> Result suffixBackward(Execution<Real> &execution, const double *cotangents, size_t numRows);

/// Writes `ket` as interleaved complex numbers.
template <typename Real> void writeState(Execution<Real> &execution, Amplitudes<Real> ket, double *out);

/// Spells the values of some qubits from indices, by a table for each byte: fast in loops over all.
class BitPicker {
public:
  /// From the stored indices of a plan.
  BitPicker(std::span<const uint32_t> qubits, const Plan &plan);
  /// Of all qubits, in order: the circuit's basis index.
  explicit BitPicker(const Plan &plan);
  /// From basis indices of a circuit.
  BitPicker(std::span<const uint32_t> qubits, unsigned numQubits);

  uint64_t operator()(uint64_t index) const {
    uint64_t result = first_[index % byteValues];
    for (const Table &table : others_)
      result ^= table[(index >>= byteBits) % byteValues];
    return result;
  }

private:
  static constexpr unsigned byteBits = 8, byteValues = 1u << byteBits;
  using Table = std::array<uint64_t, byteValues>;

  /// What index 0 spells, and what each bit flips.
  void fill(uint64_t zero, std::span<const uint64_t> images);

  Table first_;
  std::vector<Table> others_;
};

} // namespace qml::rt
