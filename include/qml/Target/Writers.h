// SPDX-License-Identifier: Apache-2.0
//
// Circuits as text that other tools read: OpenQASM 2, OpenQASM 3 (with stdgates.inc, or Braket's dialect), IonQ's job
// JSON. Numbers are written with as many digits as it takes to read the same double back. Global phase is not written.
// U, u2 and u3 are never written: tools disagree on them under a control.
#pragma once

#include "qml/Circuit/Circuit.h"
#include "qml/Support/Diagnostics.h"

#include <optional>
#include <string>

namespace qml {

/// Header comments that say where the qubits of the source start and end; no comment for an empty list.
struct LayoutComments {
  std::span<const uint32_t> initial, final;
};

/// OpenQASM knows no noise: circuits must hold no channels. OpenQASM 2 has no inputs: `values` are those of the input slots.
std::string writeQasm2(const Circuit &circuit, std::span<const double> values = {}, const LayoutComments &layout = {});

enum class Qasm3Dialect : uint8_t { Standard, Braket };

struct Qasm3Options {
  Qasm3Dialect dialect = Qasm3Dialect::Standard;
  /// Qubits as $0, $1, ... in place of a register.
  bool physicalQubits = false;
  /// Names of the inputs; theta0, theta1, ... where missing. Changed where OpenQASM 3 or a gate has the name.
  std::vector<std::string> inputNames;
  /// Each input slot as a formula of the inputs, `{k}` standing for input k: "({0} * {1})". Empty: slot k is input k.
  std::vector<std::string> slotFormulas;
  /// Values of the input slots; without them the text declares inputs.
  std::optional<std::vector<double>> values;
  LayoutComments layout;
};

std::string writeQasm3(const Circuit &circuit, const Qasm3Options &options = {});

struct IonqJobOptions {
  std::string name = "qml";
  std::string backend = "simulator";
  uint64_t shots = 1000;
  std::vector<double> values; // of the input slots
};

/// An ionq.circuit.v1 job of API v0.4 with native gates. Every qubit is measured at the end, so frames that end the
/// circuit are left out. Fails (E0740) on other gates, on reset, and on gates after a measurement.
Expected<std::string> writeIonqJson(const Circuit &circuit, const IonqJobOptions &options);

} // namespace qml
