// SPDX-License-Identifier: Apache-2.0
//
// Plans whose state fits into registers, in double precision of 5 qubits with AVX-512, 4 with AVX2, 3 otherwise: rotations, phases and
// expectation values, run by one call of a kernel that keeps the state there. Of such a circuit most of the time would go into what
// stands around the arithmetic.
#pragma once

#include "Angles.h"
#include "Kernels.h"
#include "Memory.h"

#include <optional>

namespace qml::rt {

template <typename Real> class RegisterProgram {
public:
  static constexpr unsigned maxVectorBits = 2;

  /// Nothing if `plan` is not of this kind.
  static std::optional<RegisterProgram> make(const Plan &plan, const KernelSet<Real> &set);

  /// What a program keeps between runs in a workspace.
  struct Memory {
    AngleValues angles;
    uint64_t program = 0; // that the angles belong to
  };
  /// The expectation values of the plan's readings, without shots.
  Result run(std::span<const double> slots, Memory &memory, double *out) const;

private:
  RegisterProgram(const Plan &plan, const KernelSet<Real> &set)
      : set_(&set), numVectors_(plan.numQubits > set.laneBits ? 1u << (plan.numQubits - set.laneBits) : 1) {}
  bool addSteps(const Plan &plan);
  bool addReadings(const Plan &plan);
  bool addStart(const Plan &plan);
  size_t size() const { return size_t(numVectors_) << set_->laneBits; } // of the state
  RegisterFlip flipOf(uint64_t flip) const { return {uint8_t(flip >> set_->laneBits), uint8_t(flip & ((1u << set_->laneBits) - 1))}; }

  const KernelSet<Real> *set_;
  unsigned numVectors_;
  uint64_t id_ = 0;
  AngleLayout angles_;
  AlignedBuffer<Real> start_, signs_, observables_; // as RegisterCircuit has them
  std::vector<RegisterStep> steps_;
  std::vector<RegisterReading<Real>> readings_;
  size_t numResults_ = 0;
};

} // namespace qml::rt
