// SPDX-License-Identifier: Apache-2.0
//
// From source text to syntax tree.
#pragma once

#include "qml/Syntax/Ast.h"

namespace qml {

/// Parses `source`, which must outlive the tree, or says what is wrong at its first syntax error.
Expected<std::unique_ptr<ast::File>> parse(const SourceFile &source);

} // namespace qml
