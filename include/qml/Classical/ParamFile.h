// SPDX-License-Identifier: Apache-2.0
//
// Trained parameters on disk: JSON that people can read and other programs parse, with numbers that come back bit for
// bit and a checksum that tells a damaged file from a whole one. Checkpoints and fitted transformers use the same
// format.
#pragma once

#include "qml/Classical/Tensor.h"

#include <map>
#include <string>
#include <string_view>

namespace qml {

struct ParamFile {
  /// Identifies the program the parameters belong to; free text.
  std::string program;
  std::map<std::string, Tensor> tensors;
  /// Further facts, such as the optimiser's name.
  std::map<std::string, std::string> notes;

  bool operator==(const ParamFile &) const = default;
};

/// The text of the file. E0425 for a number that is not finite.
Expected<std::string> paramText(const ParamFile &file);
/// `name` stands for the text in messages. E0421 not such a file, E0422 a newer version, E0423 damaged.
Expected<ParamFile> parseParams(std::string_view text, const std::string &name);

/// Written whole or not at all; also E0410.
Status saveParams(const std::string &path, const ParamFile &file);
/// Also E0420 if there is no such file, E0409 beyond 256 MiB.
Expected<ParamFile> loadParams(const std::string &path);

/// The tensor `name` if it has `shape`; E0424 if it is missing or has another one. `path` is for the message.
Expected<Tensor> takeParam(const ParamFile &file, const std::string &path, const std::string &name,
                           const std::vector<int64_t> &shape);

} // namespace qml
