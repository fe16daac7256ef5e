// SPDX-License-Identifier: Apache-2.0
//
// Numbers, layouts and gate names of OpenQASM texts.

#include "QasmText.h"

#include "qml/Circuit/Passes.h"

#include <algorithm>
#include <charconv>

namespace qml::target {

void appendNumber(std::string &out, double value) {
  char buffer[32];
  auto [end, status] = std::to_chars(buffer, buffer + sizeof buffer, value == 0 ? 0.0 : value);
  out.append(buffer, end);
}

void appendInteger(std::string &out, uint64_t value) {
  char buffer[24];
  auto [end, status] = std::to_chars(buffer, buffer + sizeof buffer, value);
  out.append(buffer, end);
}

void appendLayout(std::string &out, const LayoutComments &layout) {
  auto line = [&](const char *name, std::span<const uint32_t> qubits) {
    if (qubits.empty())
      return;
    out.append("// ").append(name).append(": [");
    for (size_t i = 0; i < qubits.size(); ++i) {
      if (i > 0)
        out += ", ";
      appendInteger(out, qubits[i]);
    }
    out += "]\n";
  };
  line("initial_layout", layout.initial);
  line("final_layout", layout.final);
}

const GateText *findText(std::span<const GateText> table, const Op &op) {
  if (op.negated)
    return nullptr;
  const GateRow *row = findSpelling(op.gate, op.numControls, op.adjoint);
  if (!row)
    return nullptr;
  auto found = std::ranges::find(table, row->kind, &GateText::kind);
  return found == table.end() ? nullptr : &*found;
}

Circuit decomposeFor(const Circuit &circuit, std::span<const GateText> table) {
  DecomposeTarget target;
  for (const GateText &text : table) {
    const GateRow &row = gateRow(text.kind);
    if (!row.adjoint && row.numQubits > 1)
      target.kept.emplace_back(row.base, row.numControls);
  }
  return decompose(circuit, target);
}

} // namespace qml::target
