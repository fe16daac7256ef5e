// SPDX-License-Identifier: Apache-2.0
//
// Loading programs and compiling their functions for the sizes that a host asks for.

#include "Impl.h"

#include "qml/Classical/AtomicFile.h"
#include "qml/Host/Folders.h"

#include <algorithm>
#include <filesystem>

namespace qml {

using namespace ast;

Error errorOf(const std::vector<Diagnostic> &diagnostics) {
  const Diagnostic &first = diagnostics.front();
  Error error{first.code, first.message, "", 0, 0, ""};
  if (first.span.file) {
    auto position = first.span.file->position(first.span.begin);
    error.file = first.span.file->name();
    error.line = position.line;
    error.column = position.column;
  }
  for (const Diagnostic &diagnostic : diagnostics)
    error.text += render(diagnostic);
  return error;
}

Error errorOf(const Diagnostic &diagnostic) { return errorOf(std::vector{diagnostic}); }

Result<Model> Model::load(const std::string &path, Options options) {
  return guarded<Model>([&]() -> Result<Model> {
    constexpr size_t maxBytes = size_t(64) << 20; // as qmlc
    return fromText(orThrow(readWholeFile(path, maxBytes), {}), options, path);
  });
}

Result<Model> Model::fromText(std::string text, Options options, std::string name) {
  // Outside of what may throw: the places in a diagnostic point into the program until it is an Error.
  auto impl = std::make_shared<Impl>();
  return guarded<Model>([&]() -> Result<Model> {
    impl->options = options;
    SessionOptions session;
    session.threads = options.threads;
    session.shots = options.shots;
    session.seed = options.seed;
    session.precision = options.precision == Precision::Single ? rt::Precision::Single : rt::Precision::Double;
    session.folder = std::filesystem::path(name).parent_path().string();
    session.showProgress = false;
    session.print = [](const std::string &) {};
    impl->program = orThrow(loadProgram(std::move(name), std::move(text), standardLibraryFolder()), {});
    impl->session = std::make_unique<Session>(*impl->program, std::move(session));
    std::vector<Diagnostic> diagnostics;
    impl->session->evaluator().checkDeclarations(diagnostics);
    if (!diagnostics.empty())
      return errorOf(diagnostics);
    return Model(std::move(impl));
  });
}

namespace {

const CallableDecl &findFunction(const Program &program, const std::string &name) {
  std::vector<std::string> candidates;
  auto callable = [](const CallableDecl *decl) {
    return decl &&
           (decl->callableKind == CallableDecl::Kind::Circuit || decl->callableKind == CallableDecl::Kind::Func);
  };
  for (const Decl *decl : program.userDecls())
    if (callable(as<CallableDecl>(decl)))
      candidates.push_back(decl->name.text);
  const Decl *found = program.find(name);
  if (auto *decl = as<CallableDecl>(found); callable(decl))
    return *decl;
  std::string nearest = nearestName(name, candidates);
  Diagnostic error(
      "E0811", found ? "`" + name + "` is neither a circuit nor a func" : "there is no circuit or func `" + name + "`",
      found ? found->name.span : Span());
  throw Failure{nearest.empty() ? error : error.withHelp("did you mean `" + nearest + "`?")};
}

/// Each name of `given` must belong to an argument that `declared` accepts.
template <typename Map, typename Declared>
void checkNames(const CallableDecl &decl, const Map &given, const char *what, const Declared &declared) {
  for (auto &[name, value] : given)
    if (!declared(name))
      throw Failure{Diagnostic("E0813", "`" + decl.name.text + "` has no " + what + " `" + name + "`", decl.name.span)};
}

bool isFloat(const Param &param) {
  return param.type->kind == Type::Kind::Plain && (param.type->name == "float" || param.type->name == "angle");
}

Tensor zeros(const std::vector<int64_t> &shape, Span span) { return orThrow(Tensor::full(shape, 0), span); }

/// Arguments that only have a shape, where they are floats, and those compiled in.
Arguments openArguments(Evaluator &evaluator, const CallableDecl &decl, const Shapes &shapes,
                        const Constants &constants) {
  Scope scope(&evaluator.globals());
  for (const StaticParam &s : decl.signature.statics)
    if (auto given = constants.find(s.name.text); given != constants.end())
      scope.define(s.name.text, given->second, s.name.span);
    else if (s.defaultValue)
      scope.define(s.name.text, evaluator.evaluate(*s.defaultValue, scope), s.name.span);
  // Given shapes first: they fix sizes of the others.
  for (const Param &param : decl.signature.params)
    if (auto given = shapes.find(param.name.text); given != shapes.end())
      evaluator.unify(*param.type, Value(zeros(given->second, param.name.span)), scope);
  Arguments arguments;
  for (const Param &param : decl.signature.params) {
    if (param.trainable)
      continue;
    const std::string &name = param.name.text;
    Span span = param.name.span;
    if (auto given = shapes.find(name); given != shapes.end()) {
      arguments.push_back({"", Value(zeros(given->second, span)), span});
    } else if (isFloat(param)) {
      std::vector<int64_t> shape;
      for (const ExprPtr &dim : param.type->dims) {
        auto *size = as<NameExpr>(dim.get());
        if (!dim || (size && !scope.find(size->name)))
          throw Failure{
              Diagnostic("E0802", "the shape of `" + name + "` of `" + decl.name.text + "` is not known", span)
                  .withHelp("give `function` the shape of one row of it")};
        shape.push_back(evaluator.integer(evaluator.evaluate(*dim, scope), dim->span, "a size"));
      }
      arguments.push_back({"", Value(zeros(shape, span)), span});
    } else if (auto constant = constants.find(name); constant != constants.end()) {
      bool isBool = param.type->name == "bool";
      arguments.push_back({"", isBool ? Value(constant->second != 0) : Value(constant->second), span});
    } else {
      throw Failure{Diagnostic("E0802", "`" + name + "` of `" + decl.name.text + "` must be known to compile it", span)
                        .withHelp("int and bool can be given as constants; gates and observables need a circuit "
                                  "without such arguments")};
    }
  }
  return arguments;
}

uint64_t shotsOf(Evaluator &evaluator, const CallableDecl &decl, uint64_t otherwise) {
  constexpr int64_t maxShots = 1'000'000'000; // as in `shots=` of a call
  for (const Annotation &annotation : decl.annotations) {
    if (annotation.name.text != "shots" || annotation.arguments.empty())
      continue;
    Span span = annotation.name.span;
    int64_t shots = evaluator.integer(evaluator.evaluate(*annotation.arguments[0].value, evaluator.globals()), span,
                                      "the number of shots");
    if (shots < 1 || shots > maxShots)
      evaluator.fail(Diagnostic("E0116", "`shots` can't be " + std::to_string(shots), span));
    return uint64_t(shots);
  }
  return otherwise;
}

Field field(std::string name, const std::vector<int64_t> &shape, size_t offset) {
  size_t size = 1;
  for (int64_t length : shape)
    size *= size_t(length);
  return {std::move(name), shape, offset, size};
}

} // namespace

Result<std::vector<Model::Argument>> Model::arguments(const std::string &name) const {
  return guarded<std::vector<Argument>>([&] {
    std::vector<Argument> arguments;
    for (const Param &param : findFunction(*impl_->program, name).signature.params)
      if (!param.trainable)
        arguments.push_back({param.name.text, isFloat(param), param.type->dims.size()});
    return arguments;
  });
}

Result<Function> Model::function(const std::string &name, const Shapes &shapes, const Constants &constants) const {
  return guarded<Function>([&] {
    std::lock_guard lock(impl_->compiling);
    Session &session = *impl_->session;
    Evaluator &evaluator = session.evaluator();
    const CallableDecl &decl = findFunction(*impl_->program, name);
    auto declared = [&](const std::string &wanted, bool floats) {
      return std::any_of(decl.signature.params.begin(), decl.signature.params.end(), [&](const Param &param) {
        return !param.trainable && param.name.text == wanted && isFloat(param) == floats;
      });
    };
    Callable callee = asCallable(&decl);
    for (const StaticParam &s : decl.signature.statics)
      if (auto given = constants.find(s.name.text); given != constants.end())
        callee.statics[s.name.text] = Value(given->second);
    checkNames(decl, shapes, "float argument", [&](const std::string &n) { return declared(n, true); });
    checkNames(decl, constants, "size or whole argument",
               [&](const std::string &n) { return callee.statics.count(n) || declared(n, false); });

    auto impl = std::make_shared<Function::Impl>();
    impl->model = impl_;
    impl->spec = &session.compiler().irgen().specialise(callee, openArguments(evaluator, decl, shapes, constants),
                                                        decl.name.span);
    // Samples are as many as there are shots, a host asks for buffers of known sizes.
    if (impl->spec->takesSamples)
      throw Failure{Diagnostic("E0811", "`" + decl.name.text + "` takes samples, which a host can't ask for yet", decl.name.span)
                        .withHelp("return expval, var, probs or state; with shots they are estimated from samples")};
    impl->value = &session.compiler().compile(*impl->spec, EntryKind::Value, decl.name.span);
    for (const rt::Program &program : impl->value->plans)
      session.check(rt::checkMemory(program.stateQubits(), 1, session.options().precision),
                    program.stateQubits(), decl.name.span);
    impl->run.precision = session.options().precision;
    impl->run.shots = shotsOf(evaluator, decl, impl_->options.shots);
    impl->run.seed = impl_->options.seed;
    const Specialisation &spec = *impl->spec;
    for (size_t i = 0; i < spec.argumentNames.size(); ++i)
      impl->inputs.push_back(field(spec.argumentNames[i], spec.argumentShapes[i], 0));
    for (const ParamKey &key : spec.params) {
      impl->parameters.push_back(field(key.decl->name.text + "." + key.name, key.shape, impl->numParameters));
      impl->numParameters += impl->parameters.back().size;
    }
    for (auto &shape : spec.resultShapes) {
      impl->results.push_back(field("", shape, impl->resultSize));
      impl->resultSize += impl->results.back().size;
    }
    return Function(std::move(impl));
  });
}

} // namespace qml
