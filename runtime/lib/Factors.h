// SPDX-License-Identifier: Apache-2.0
//
// Plans whose qubits fall into registers that nothing entangles. Their state is a product, so each register is run as a
// plan of its own: 20 qubits on their own cost 20 times one qubit, not 2^20 amplitudes. The readings of a whole plan
// are sums of products of what its registers are read for, gradients follow by the product rule.
#pragma once

#include "qml-runtime/Simulator.h"

#include <memory>

namespace qml::rt {

class Factors {
public:
  /// A state of fewer qubits is run faster than several of its registers.
  static constexpr unsigned minQubits = 12;
  /// And so are many shots, which a state yields in one draw. No matter how many: a shot does not hang on their number.
  static constexpr unsigned minQubitsForShots = 21;

  /// Null if `plan` is run as a whole.
  static std::shared_ptr<const Factors> of(const Plan &plan);

  /// Qubits of the largest register that a reading sees.
  unsigned largest() const;
  size_t batchRows(const RunOptions &options) const;

  // As the functions of the same names in Simulator.h.
  Result run(std::span<const double> slots, const RunOptions &options, Workspace &workspace, double *out) const;
  Result runWithGradient(std::span<const double> slots, std::span<const double> cotangent, const RunOptions &options,
                         Workspace &workspace, double *out, double *slotGradient) const;
  Result runBatch(const SlotRows &slots, const RunOptions &options, Workspace &workspace, double *out) const;
  Result batchGradient(const SlotRows &slots, const double *cotangents, const RunOptions &options, Workspace &workspace,
                       double *slotGradient) const;

  /// A register. Its readings yield `numValues` numbers, at `firstValue` among those of all registers.
  struct Part {
    Program program;
    std::vector<uint32_t> slots; // by its input slots: the whole plan's
    uint64_t places = 0;         // of its qubits in the circuit's basis index
    size_t firstValue = 0, numValues = 0;
  };
  /// out += coefficient * product of values
  struct Product {
    size_t out;
    double coefficient;
    std::vector<size_t> values;
  };
  /// The outer product of a Probs or State reading's parts: `bits` of its index number the values of one register.
  struct Outer {
    struct Share {
      uint64_t bits;
      size_t firstValue;
    };
    size_t out = 0;
    bool isState = false;
    unsigned numBits = 0;
    std::vector<Share> shares;
  };

  Factors() = default;

private:
  friend class Splitter;

  Result values(const SlotRows &slots, bool isBatch, const RunOptions &options, Workspace &workspace,
                double *values) const;
  void combine(const double *values, double *out) const;
  void addCotangents(const double *values, const double *cotangent, double *ofValues) const;
  template <typename Real>
  Result sample(std::span<const double> slots, const RunOptions &options, Workspace &workspace, double *out) const;

  const Plan *plan_ = nullptr;
  std::vector<Part> parts_; // of the registers that a reading sees
  size_t numValues_ = 0;
  std::vector<size_t> sums_; // where products go
  std::vector<Product> products_;
  std::vector<Outer> outers_;
  bool isLinear_ = true; // in the values: cotangents don't hang on them
};

} // namespace qml::rt
