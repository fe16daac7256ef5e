// SPDX-License-Identifier: Apache-2.0
//
// Reading programs and writing results.

#include "Commands.h"

#include "qml/Classical/AtomicFile.h"
#include "qml/Host/Folders.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace qml::tool {

std::string readFile(const std::string &path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error))
    throw Failure{Diagnostic("E0400", path + " is a folder, not a file")};
  std::ifstream in(path, std::ios::binary);
  if (!in)
    throw Failure{Diagnostic("E0400", "there is no readable file " + path)};
  constexpr std::streamoff maxSize = 64 << 20;
  in.seekg(0, std::ios::end);
  if (in.tellg() > maxSize)
    throw Failure{Diagnostic("E0400", path + " is larger than 64 MiB")};
  in.seekg(0);
  std::stringstream content;
  content << in.rdbuf();
  return content.str();
}

void writeOutput(const std::string &path, const std::string &text) {
  if (path.empty()) {
    std::cout << text << std::flush;
    if (!std::cout)
      throw Failure{Diagnostic("E0410", "standard output could not be written")};
    return;
  }
  Status written = writeFileAtomically(path, text);
  if (!written)
    throw Failure{written.takeError()};
}

std::unique_ptr<Program> load(const std::string &path) {
  auto program = loadProgram(path, readFile(path), standardLibraryFolder());
  if (!program)
    throw Failure{program.takeError()};
  return std::move(*program);
}

} // namespace qml::tool
