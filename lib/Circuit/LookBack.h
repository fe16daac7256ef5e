// SPDX-License-Identifier: Apache-2.0
//
// Finds the earlier steps that a gate can be moved next to. Each qubit has a list of the steps so far; going back from
// a gate merges the lists of its qubits, latest step first, until a step does not commute with it or the window ends.
// Steps on other qubits are never touched, so a pass over the circuit is linear for gates of bounded size.
#pragma once

#include "qml/Circuit/Passes.h"

#include <algorithm>

namespace qml {

class LookBack {
public:
  static constexpr unsigned window = 64;
  static constexpr size_t none = size_t(-1);

  explicit LookBack(const Circuit &circuit) : circuit(circuit), steps(circuit.numQubits()) {}

  /// Adds step `i`, later than all before it.
  void push(size_t i) {
    const Op &op = circuit[i];
    if (op.op == OpKind::Barrier && op.numQubits == 0)
      for (auto &list : steps)
        list.push_back(i);
    for (uint32_t qubit : circuit.qubits(op))
      steps[qubit].push_back(i);
  }

  /// Removes step `i`, found by `find` a moment ago.
  void remove(size_t i) {
    for (uint32_t qubit : circuit.qubits(circuit[i])) {
      auto &list = steps[qubit];
      list.erase(std::find(list.rbegin(), list.rend(), i).base() - 1);
    }
  }

  /// The latest step that `matches` and that `op` reaches by commuting with all steps in between, or none.
  template <typename Predicate> size_t find(const Op &op, Predicate matches) {
    auto qubits = circuit.qubits(op);
    cursors.clear();
    for (uint32_t qubit : qubits)
      cursors.push_back(steps[qubit].size());
    for (unsigned seen = 0; seen < window; ++seen) {
      size_t latest = none;
      for (size_t q = 0; q < qubits.size(); ++q)
        if (cursors[q] > 0 && (latest == none || steps[qubits[q]][cursors[q] - 1] > latest))
          latest = steps[qubits[q]][cursors[q] - 1];
      if (latest == none)
        return none;
      if (matches(latest))
        return latest;
      if (!commute(circuit, circuit[latest], op))
        return none;
      for (size_t q = 0; q < qubits.size(); ++q)
        if (cursors[q] > 0 && steps[qubits[q]][cursors[q] - 1] == latest)
          --cursors[q];
    }
    return none;
  }

private:
  const Circuit &circuit;
  std::vector<std::vector<size_t>> steps; // per qubit, ascending
  std::vector<size_t> cursors;            // per qubit of the gate: how much of its list is left
};

} // namespace qml
