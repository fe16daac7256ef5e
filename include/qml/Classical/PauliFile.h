// SPDX-License-Identifier: Apache-2.0
//
// Sums of Pauli strings in JSON, as chemistry packages and their users write them. A file holds, or a member of its
// object holds, one of
//
//   [[0.5, [["Z", 0], ["X", 2]]], …]   coefficients and factors, a letter and the number of a wire
//   [["ZIX", 0.5], …]                  words and coefficients; the first letter is that of wire 0
//   {"ZIX": 0.5, …}
#pragma once

#include "qml/Circuit/Observable.h"
#include "qml/Support/Diagnostics.h"

#include <string>
#include <string_view>

namespace qml {

struct PauliFile {
  PauliSum sum; // equal strings are one term
  unsigned numWires = 0;
};

/// Reads `text`, or the member `key` of its object if `key` is not empty; `name` stands for it in messages. Terms count
/// from 1. Errors: E0460 no sum of this form, E0461 wrong letters or wires, E0462 a coefficient that is no finite
/// number.
Expected<PauliFile> parsePauliSum(std::string_view text, const std::string &name, const std::string &key = "");

/// Also E0400 if the file cannot be read, E0409 if it is too large.
Expected<PauliFile> loadPauliSum(const std::string &path, const std::string &key = "");

} // namespace qml
