// SPDX-License-Identifier: Apache-2.0
//
// Shows the syntax tree: one node a line, children indented; expressions in one line with all brackets written out.
#pragma once

#include "qml/Syntax/Ast.h"

#include <string>

namespace qml {

std::string printExpr(const ast::Expr &expr);
std::string printDecl(const ast::Decl &decl);

} // namespace qml
