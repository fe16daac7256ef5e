// SPDX-License-Identifier: Apache-2.0
//
// Makes the blocks of a plan from the gates of a circuit, one for each or few: Plan.cpp those of rotations, PlanMatrices.cpp those of
// phases and matrices.
#pragma once

#include "qml-runtime/Plan.h"

#include <array>
#include <string_view>

namespace qml::rt {

/// A gate with its qubits as they are now.
struct Placed {
  const Op &op;
  std::span<const Angle> angles;
  std::vector<Control> controls;
  std::vector<Qubit> targets;
};

/// The phases of a diagonal, each affine in the gate's angles: constant[r] + sum over j of slope[j][r] * angle[j].
struct DiagonalPhases {
  std::vector<double> constant;
  std::array<std::vector<double>, 3> slope;
  explicit DiagonalPhases(size_t dim) : constant(dim) {
    for (auto &s : slope)
      s.assign(dim, 0);
  }
};

class Planner {
public:
  explicit Planner(Plan &plan) : plan_(plan) {
    for (unsigned q = plan.qubits.size(); q < plan.numQubits; ++q)
      plan.qubits.push_back(startOf(q, plan.numQubits));
  }

  void append(const Circuit &circuit, const Op &op);

private:
  static constexpr unsigned maxPhaseBits = 4; // more controls than that cost too many terms

  // What returns bool appends gates of one kind, and says whether this is one. Plan.cpp
  bool relabel(const Circuit &circuit, const Op &op);
  bool appendNearlyLinear(const Circuit &circuit, const Op &op);
  bool appendRotation(const Placed &gate);
  void appendRotation(std::string_view axes, std::span<const Qubit> targets, Angle angle);
  bool appendEuler(const Placed &gate);

  // PlanMatrices.cpp
  bool appendPhases(const Placed &gate);
  bool appendPairs(const Placed &gate);
  void appendMatrix(const Placed &gate);
  void appendTwoRows(const Placed &gate, unsigned row, unsigned flip, bool alone);
  void appendTerms(const Placed &gate, std::span<const Qubit> bits, const DiagonalPhases &phases);
  void appendTerm(uint64_t sign, Angle angle);
  Block newBlock(const Placed &gate, std::span<const Qubit> targets, std::span<const Control> controls);
  void finish(const Block &block) { plan_.blocks.push_back(block); }

  Plan &plan_;
  uint64_t flipped_ = 0; // bits of the index that rotations have flipped so far
};

} // namespace qml::rt
