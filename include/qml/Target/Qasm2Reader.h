// SPDX-License-Identifier: Apache-2.0
//
// OpenQASM 2 (arXiv:1707.03429) as a circuit: registers, the gates of qelib1.inc, gate definitions (expanded), barrier,
// measure, reset. `if` and `opaque` are refused at their place. No file is opened: `include "qelib1.inc"` names a
// built-in table.
#pragma once

#include "qml/Circuit/Circuit.h"
#include "qml/Support/Diagnostics.h"

#include <string>
#include <vector>

namespace qml {

/// A named register; its members are numbered from `first` over all registers of its kind, in the order of the file.
struct QasmRegister {
  std::string name;
  uint32_t first = 0, size = 0;
};

struct ImportedCircuit {
  Circuit circuit;
  std::vector<QasmRegister> quantum;
  std::vector<QasmRegister> classical;
};

/// Bounds on what a file may ask for; a short file can otherwise expand without end.
struct QasmLimits {
  uint64_t maxOps = 20'000'000;
  uint64_t maxQubits = 1'000'000;
  unsigned maxNesting = 200;
};

/// The circuit that `source` spells, or the first error in it (codes E0701 to E0714).
Expected<ImportedCircuit> readQasm2(const SourceFile &source, const QasmLimits &limits = {});

} // namespace qml
