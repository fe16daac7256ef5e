// SPDX-License-Identifier: Apache-2.0
//
// A sum of angles that ends as one GlobalPhase gate. Terms are kept per slot and added up as a balanced tree at the
// end, so that n symbolic terms take O(n log n) in derived slots and not O(n^2).
#pragma once

#include "qml/Circuit/Circuit.h"

#include <cmath>
#include <map>
#include <numbers>

namespace qml {

inline bool isGlobalPhase(const Op &op) {
  return op.op == OpKind::Gate && op.gate == GateKind::GlobalPhase && op.numControls == 0;
}

inline bool isZero(const Angle &angle) { return angle.offset == 0 && (angle.isConstant() || angle.scale == 0); }

class PhaseSum {
public:
  /// Adds the phase exp(i angle).
  void add(const Angle &angle) {
    offset += angle.offset;
    if (!angle.isConstant())
      scales[angle.slot] += angle.scale;
  }

  /// Appends the phase to `circuit`, unless it is exactly zero.
  void appendTo(Circuit &circuit) const {
    std::vector<Angle> terms;
    for (auto [slot, scale] : scales)
      if (scale != 0)
        terms.push_back(Angle::ofSlot(slot, -scale));
    while (terms.size() > 1) {
      size_t half = terms.size() / 2;
      for (size_t i = 0; i < half; ++i)
        terms[i] = circuit.add(terms[i], terms[terms.size() - 1 - i]);
      terms.resize(terms.size() - half);
    }
    double constant = std::remainder(-offset, 2 * std::numbers::pi);
    Angle total = terms.empty() ? Angle(constant) : terms[0] + constant;
    if (!isZero(total))
      circuit.append(GateKind::GlobalPhase, {}, {total});
  }

private:
  double offset = 0;
  std::map<int32_t, double> scales;
};

} // namespace qml
