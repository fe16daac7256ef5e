// SPDX-License-Identifier: Apache-2.0
//
// The table of declarations.

#include "qml/Sema/Program.h"

#include "StandardLibrary.h"
#include "qml/Syntax/Parser.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace qml {

using namespace ast;

static std::vector<Name> namesOf(const Decl &decl) {
  if (auto *constant = as<ConstDecl>(&decl))
    return constant->names;
  if (decl.kind == DeclKind::Export || decl.kind == DeclKind::Main)
    return {};
  return {decl.name};
}

Status Program::add(std::unique_ptr<SourceFile> source, std::unique_ptr<File> file, bool isStandard) {
  sources_.push_back(std::move(source));
  files_.push_back(std::move(file));
  for (const DeclPtr &decl : files_.back()->decls) {
    if (decl->kind == DeclKind::Unsupported) {
      Diagnostic error("E0304", "`" + decl->name.text + "` declarations are not supported yet", decl->name.span);
      if (decl->name.text == "import" || decl->name.text == "from")
        error.withHelp("the standard library needs no import");
      return error;
    }
    isStandard_[decl.get()] = isStandard;
    if (!isStandard)
      userDecls_.push_back(decl.get());
    if (auto *main = as<MainDecl>(decl.get())) {
      if (main_)
        return Diagnostic("E0302", "a program has one `main`", main->name.span).withLabel(main_->name.span, "the first is here");
      main_ = main;
    }
    for (const Name &name : namesOf(*decl)) {
      auto [at, isNew] = decls_.try_emplace(name.text, decl.get());
      if (!isNew && isStandard_[at->second] == isStandard)
        return Diagnostic("E0302", "`" + name.text + "` is declared twice", name.span)
            .withLabel(at->second->name.span, "the first is here");
      at->second = decl.get();
    }
  }
  return Success{};
}

const Decl *Program::find(const std::string &name) const {
  auto found = decls_.find(name);
  return found == decls_.end() ? nullptr : found->second;
}

std::vector<std::string> Program::names() const {
  std::vector<std::string> result = offered_;
  for (auto &[name, decl] : decls_)
    result.push_back(name);
  return result;
}

static Status addText(Program &program, std::string name, std::string text, bool isStandard) {
  auto source = std::make_unique<SourceFile>(std::move(name), std::move(text));
  auto file = parse(*source);
  if (!file) {
    Diagnostic error = file.takeError();
    error.owner = std::move(source);
    return error;
  }
  return program.add(std::move(source), std::move(*file), isStandard);
}

/// Why `program` could not be loaded; its sources live as long as the message.
static Diagnostic loadError(std::unique_ptr<Program> program, Diagnostic error) {
  if (!error.owner)
    error.owner = std::move(program);
  return error;
}

Expected<std::unique_ptr<Program>> loadProgram(std::string name, std::string text, const std::string &standardLibrary) {
  namespace fs = std::filesystem;
  auto program = std::make_unique<Program>();
  std::vector<fs::path> paths;
  std::error_code error;
  for (const auto &entry : fs::directory_iterator(standardLibrary, error))
    if (entry.path().extension() == ".qml")
      paths.push_back(entry.path());
  if (error || paths.empty())
    return Diagnostic("E0305", "the standard library is not in " + standardLibrary)
        .withHelp("set QMLC_STD to the folder `std` of the installation");
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> texts;
  for (const fs::path &path : paths) {
    std::ifstream in(path);
    std::stringstream content;
    content << in.rdbuf();
    texts.push_back(content.str());
  }
  program->offer(blankUnused(texts, text));
  for (size_t i = 0; i < paths.size(); ++i) {
    Status added = addText(*program, "std/" + paths[i].filename().string(), std::move(texts[i]), true);
    if (!added)
      return loadError(std::move(program), added.takeError());
  }
  Status added = addText(*program, std::move(name), std::move(text), false);
  if (!added)
    return loadError(std::move(program), added.takeError());
  return program;
}

} // namespace qml
