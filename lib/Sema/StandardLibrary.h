// SPDX-License-Identifier: Apache-2.0
//
// What a program needs of the standard library: reading all of it would take longer than most programs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace qml {

/// Makes blank what `texts`, the files of the standard library, have of gates and funcs that neither `program` nor what is left of
/// the library mentions: lines and columns stay. A declaration begins on a line that begins with a letter and lasts up to the next
/// one. Returns the names of all.
std::vector<std::string> blankUnused(std::vector<std::string> &texts, std::string_view program);

} // namespace qml
