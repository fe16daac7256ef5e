// SPDX-License-Identifier: Apache-2.0
//
// What the writers of OpenQASM 2 and 3 share.
#pragma once

#include "qml/Target/Writers.h"

namespace qml::target {

/// The shortest decimal that reads back as `value`.
void appendNumber(std::string &out, double value);
void appendInteger(std::string &out, uint64_t value);

/// `// initial_layout: [..]` and `// final_layout: [..]`
void appendLayout(std::string &out, const LayoutComments &layout);

/// How a dialect writes a gate.
struct GateText {
  GateKind kind; // a row of the gate table
  std::string_view name;
  std::string_view definition; // empty if the dialect knows the gate
  std::string_view needs;      // another gate that `definition` calls and that needs one itself
};

/// The row for `op` among `table`, or null.
const GateText *findText(std::span<const GateText> table, const Op &op);

/// `circuit` with gates of `table`, one-qubit gates and CNOT only. A table lists no gates on several qubits whose
/// adjoint is a gate of another name: they would be kept as adjoints too.
Circuit decomposeFor(const Circuit &circuit, std::span<const GateText> table);

} // namespace qml::target
