// SPDX-License-Identifier: Apache-2.0
//
// A program: the declarations of a .qml file over those of the standard library, found by name.
#pragma once

#include "qml/Syntax/Ast.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace qml {

class Program {
public:
  /// Adds the declarations of `file` under their names; a name declared twice in one file is an error, one of the standard
  /// library may be declared anew.
  Status add(std::unique_ptr<SourceFile> source, std::unique_ptr<ast::File> file, bool isStandard);

  const ast::Decl *find(const std::string &name) const;
  const ast::MainDecl *main() const { return main_; }
  /// The user's declarations in the order of the file.
  const std::vector<const ast::Decl *> &userDecls() const { return userDecls_; }
  /// Names of the standard library that this program could use.
  void offer(std::vector<std::string> names) { offered_ = std::move(names); }
  /// All that are declared, and those that are offered.
  std::vector<std::string> names() const;

private:
  std::vector<std::unique_ptr<SourceFile>> sources_;
  std::vector<std::unique_ptr<ast::File>> files_;
  std::map<std::string, const ast::Decl *> decls_;
  std::map<const ast::Decl *, bool> isStandard_;
  std::vector<const ast::Decl *> userDecls_;
  std::vector<std::string> offered_;
  const ast::MainDecl *main_ = nullptr;
};

/// Reads and parses `text` named `name`, together with the standard library in the folder `standardLibrary`.
Expected<std::unique_ptr<Program>> loadProgram(std::string name, std::string text, const std::string &standardLibrary);

} // namespace qml
