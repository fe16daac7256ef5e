// SPDX-License-Identifier: Apache-2.0
//
// The gates an OpenQASM 2 file may call: those of qelib1.inc and the usual additions of Qiskit, and those it defines.
#pragma once

#include "Qasm2Expression.h"
#include "qml/Circuit/GateTable.h"

#include <string>

namespace qml::qasm2 {

struct BuiltinGate {
  GateKind kind = GateKind::Identity;
  uint8_t extraControls = 0; // on top of those of `kind`
  bool adjoint = false;
  uint8_t droppedAngles = 0; // u0's parameter is a waiting time
  bool inQelib1 = true;
};

/// The built-in gate of that name, or null.
const BuiltinGate *findBuiltin(std::string_view name);

/// The names of all built-in gates, for spelling suggestions.
std::vector<std::string> builtinNames();

/// Gates of qelib1.inc that are not in the gate table, in OpenQASM 2 itself.
extern const std::string_view prelude;

struct GateDefinition;

/// One call in the body of a definition, or at top level.
struct GateCall {
  const BuiltinGate *builtin = nullptr;       // either this
  const GateDefinition *definition = nullptr; // or this, or neither: a barrier
  std::vector<Expression> angles;
  std::vector<uint32_t> qubits; // indices into the caller's qubits
};

struct GateDefinition {
  std::string name;
  uint32_t numAngles = 0, numQubits = 0;
  std::vector<GateCall> body;
  uint64_t work = 1; // calls in the full expansion, this one included; saturates
  unsigned depth = 1;
};

} // namespace qml::qasm2
