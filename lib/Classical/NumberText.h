// SPDX-License-Identifier: Apache-2.0
//
// Numbers in messages: as short as they can be read back, whatever the locale. Private to lib/Classical.
#pragma once

#include <charconv>
#include <string>

namespace qml {

inline std::string numberText(double value) {
  char buffer[32];
  return std::string(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

} // namespace qml
