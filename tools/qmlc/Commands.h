// SPDX-License-Identifier: Apache-2.0
//
// The commands of qmlc.
#pragma once

#include "qml/Execution/Session.h"
#include "qml/Target/Transpile.h"

#include <string>
#include <vector>

namespace qml::tool {

struct BuildOptions {
  std::string file, entry, emit = "openqasm3", output, params, target, dialect = "standard";
  std::vector<std::string> sizes, inputs;
  bool bind = false;
  uint64_t seed = 0;
  unsigned trials = TranspileOptions().trials;
  bool listTargets = false;
};

/// Writes what `--emit` asks for; the exit status. Errors are reported here, while their source is at hand.
int build(const BuildOptions &options);

/// The text of a file; Failure E0400 if it can't be read.
std::string readFile(const std::string &path);
/// Writes to `path` all or nothing, or to standard output if it is empty.
void writeOutput(const std::string &path, const std::string &text);
std::unique_ptr<Program> load(const std::string &path);

} // namespace qml::tool
