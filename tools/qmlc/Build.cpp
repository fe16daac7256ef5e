// SPDX-License-Identifier: Apache-2.0
//
// `qmlc build`: a circuit of a .qml program, or an OpenQASM 2 file, written in another form.

#include "Commands.h"
#include "SlotFormulas.h"

#include "qml/Circuit/Passes.h"
#include "qml/Classical/ParamFile.h"
#include "qml/Conversion/Lift.h"
#include "qml/Host/Folders.h"
#include "qml/Syntax/AstPrinter.h"
#include "qml/Target/Qasm2Reader.h"
#include "qml/Target/Transpile.h"
#include "qml/Target/Writers.h"

#include <mlir/Dialect/Func/IR/FuncOps.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <map>
#include <numeric>

namespace qml::tool {

namespace {

/// A circuit on its way out, with names for its slots.
struct Source {
  Circuit circuit;
  std::vector<std::string> inputNames, slotFormulas;
};

std::pair<std::string, std::string> assignment(const std::string &text, const char *option) {
  size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    throw Failure{Diagnostic("E0801", std::string(option) + " takes NAME=VALUE, found `" + text + "`")};
  return {text.substr(0, equals), text.substr(equals + 1)};
}

std::vector<double> numbers(const std::string &text, const std::string &what) {
  std::vector<double> result;
  const char *at = text.data(), *end = text.data() + text.size();
  while (at <= end) {
    double value = 0;
    auto [next, status] = std::from_chars(at, end, value);
    if (status != std::errc() || !std::isfinite(value) || (next != end && *next != ','))
      throw Failure{Diagnostic("E0801", "`" + text + "` of " + what + " is no list of numbers").withHelp("for example " + what + "=0.1,0.2")};
    result.push_back(value);
    if (next == end)
      break;
    at = next + 1;
  }
  return result;
}

int64_t wholeNumber(double value, const std::string &what) {
  constexpr double limit = 1e15; // the language's; all whole numbers below it are exact
  if (value != std::floor(value) || std::abs(value) >= limit)
    throw Failure{Diagnostic("E0801", what + " takes a whole number of at most 15 digits")};
  return int64_t(value);
}

/// The value of an argument that is compiled in.
Value constantArgument(const ast::Type &type, double value, const std::string &what) {
  if (type.name == "int")
    return Value(wholeNumber(value, what));
  if (type.name != "bool")
    return Value(value);
  if (value != 0 && value != 1)
    throw Failure{Diagnostic("E0801", what + " takes 0 (false) or 1 (true)")};
  return Value(value == 1);
}

/// Arguments that only have a shape, for each declared one.
Arguments openArguments(Session &session, const ast::CallableDecl &decl, const std::map<std::string, int64_t> &sizes,
                        const std::map<std::string, std::vector<double>> &inputs) {
  Evaluator &evaluator = session.evaluator();
  Scope scope(&evaluator.globals());
  for (auto &[name, size] : sizes)
    scope.define(name, Value(size), decl.name.span);
  for (const ast::StaticParam &s : decl.signature.statics)
    if (s.defaultValue && !scope.find(s.name.text))
      scope.define(s.name.text, evaluator.evaluate(*s.defaultValue, scope), s.name.span);
  Arguments arguments;
  for (const ast::Param &param : decl.signature.params) {
    if (param.trainable)
      continue;
    if (!isRuntime(*param.type)) {
      auto given = inputs.find(param.name.text);
      if (given == inputs.end() || given->second.size() != 1)
        throw Failure{Diagnostic("E0802", "`" + param.name.text + "` of `" + decl.name.text + "` must be known to compile it", param.name.span)
                          .withHelp("give a whole number, for a bool 0 or 1, with --input " + param.name.text + "=…; gates and observables need a circuit without such arguments")};
      arguments.push_back({"", constantArgument(*param.type, given->second[0], "--input " + param.name.text), param.name.span});
      continue;
    }
    std::vector<int64_t> shape;
    for (const ast::ExprPtr &dim : param.type->dims) {
      auto *name = ast::as<ast::NameExpr>(dim.get());
      if (!dim || (name && !scope.find(name->name)))
        throw Failure{Diagnostic("E0802", "the size `" + (name ? name->name : std::string("*")) + "` of `" + param.name.text + "` is not known", param.name.span)
                          .withHelp("give it with --size " + (name ? name->name : std::string("n")) + "=4")};
      shape.push_back(evaluator.integer(evaluator.evaluate(*dim, scope), dim->span, "a size"));
    }
    Tensor tensor = orThrow(Tensor::full(shape, 0), param.name.span);
    if (auto given = inputs.find(param.name.text); given != inputs.end()) {
      if (given->second.size() != tensor.values.size())
        throw Failure{Diagnostic("E0802", "`" + param.name.text + "` is " + shapeText(shape) + ", --input gives " + std::to_string(given->second.size()) + " numbers", param.name.span)};
      tensor.values = given->second;
    }
    arguments.push_back({"", Value(tensor), param.name.span});
  }
  return arguments;
}

Source lower(Session &session, const BuildOptions &options, const Callable &callee, const Arguments &arguments, Span span) {
  const Specialisation &spec = session.compiler().irgen().specialise(callee, arguments, span);
  if (!spec.isCircuit)
    throw Failure{Diagnostic("E0803", "`" + callee.name() + "` is no circuit", span).withHelp("--emit=" + options.emit + " writes circuits; funcs have qml, sim and llvm")};
  auto module = session.compiler().circuitModule(spec, span);
  auto function = module->lookupSymbol<mlir::func::FuncOp>(spec.symbol);
  auto lifted = liftCircuit(function);
  if (mlir::failed(lifted))
    throw Failure{Diagnostic("E0803", "`" + callee.name() + "` is no straight-line circuit", span)};
  Source source;
  source.circuit = std::move(lifted->circuit);
  dropGlobalPhase(source.circuit);
  // The qubits of the readings are measured, in their order; expectation values and states leave measuring to who runs it.
  int32_t bit = 0;
  for (const Reading &reading : lifted->readings)
    for (uint32_t qubit : reading.qubits)
      source.circuit.appendMeasure(qubit, bit++);
  if (!options.bind && options.emit == "openqasm3") {
    SlotFormulas formulas;
    for (mlir::Value slot : lifted->slots)
      source.slotFormulas.push_back(formulas.of(slot));
    source.inputNames = std::move(formulas.names);
  } else if (options.bind) {
    const CompiledFunction &compiled = session.compiler().compile(spec, EntryKind::Slots, span);
    std::vector<Tensor> values = session.runtimeArguments(spec, callee, arguments, span);
    std::vector<double> slots(source.circuit.numInputSlots());
    session.check(compiled.call(session.runOptions(), session.workspace(), session.buffers(spec, values, span), std::array{slots.data()}), spec.numQubits, span);
    if (std::any_of(slots.begin(), slots.end(), [](double slot) { return !std::isfinite(slot); }))
      throw Failure{Diagnostic("E0604", "an angle of `" + callee.name() + "` is not a finite number", span)};
    source.circuit = source.circuit.bound(slots);
  }
  return source;
}

std::string resources(const Circuit &circuit) {
  std::map<std::string, size_t> counts;
  std::vector<size_t> depth(circuit.numQubits());
  size_t gates = 0, twoQubit = 0;
  for (const Op &op : circuit) {
    if (op.op != OpKind::Gate)
      continue;
    ++gates;
    const GateRow *spelling = findSpelling(op.gate, op.numControls, op.adjoint);
    std::string name(spelling ? spelling->name : gateRow(op.gate).name);
    if (!spelling)
      name = (op.adjoint ? "adjoint " : "") + name + (op.numControls ? " with " + std::to_string(op.numControls) + " controls" : "");
    ++counts[name];
    twoQubit += op.numQubits >= 2;
    size_t level = 0;
    for (uint32_t qubit : circuit.qubits(op))
      level = std::max(level, depth[qubit] + 1);
    for (uint32_t qubit : circuit.qubits(op))
      depth[qubit] = level;
  }
  std::string text = "qubits             " + std::to_string(circuit.numQubits()) + "\ngates              " + std::to_string(gates) +
                     "\nmulti-qubit gates  " + std::to_string(twoQubit) + "\ndepth              " +
                     std::to_string(depth.empty() ? 0 : *std::max_element(depth.begin(), depth.end())) + "\nrun-time angles    " +
                     std::to_string(circuit.numInputSlots()) + "\n";
  for (auto &[name, count] : counts)
    text += "  " + name + std::string(name.size() < 24 ? 24 - name.size() : 1, ' ') + std::to_string(count) + "\n";
  return text;
}

/// Compiles for the target if there is one, and prints.
std::string emit(Source source, const BuildOptions &options) {
  std::vector<uint32_t> initial, final;
  bool physical = false;
  if (!options.target.empty()) {
    auto device = Device::find(options.target, devicesFolder());
    if (!device)
      throw Failure{device.takeError()};
    TranspileOptions transpileOptions;
    transpileOptions.seed = options.seed;
    transpileOptions.trials = options.trials;
    auto native = transpile(source.circuit, *device, transpileOptions);
    if (!native)
      throw Failure{native.takeError()};
    source.circuit = std::move(native->circuit);
    initial = std::move(native->initialLayout);
    final = std::move(native->finalLayout);
    physical = !device->everyPairCoupled();
  }
  auto needNumbers = [&] {
    if (source.circuit.numInputSlots() > 0)
      throw Failure{Diagnostic("E0804", "--emit=" + options.emit + " has no inputs").withHelp("give --bind, with --params and --input")};
  };
  LayoutComments layout{initial, final};
  if (options.emit == "resources")
    return resources(source.circuit);
  if (options.emit == "openqasm2") {
    needNumbers();
    return writeQasm2(source.circuit, {}, layout);
  }
  if (options.emit == "ionq") {
    needNumbers();
    // The job measures all qubits and has no place for a layout: qubits get the numbers they end with.
    for (const Op &op : source.circuit)
      for (uint32_t &qubit : source.circuit.qubits(op))
        if (auto at = std::find(final.begin(), final.end(), qubit); at != final.end())
          qubit = at - final.begin();
    return orThrow(writeIonqJson(source.circuit, {}), {});
  }
  Qasm3Options qasm;
  qasm.dialect = options.dialect == "braket" ? Qasm3Dialect::Braket : Qasm3Dialect::Standard;
  qasm.physicalQubits = physical;
  qasm.inputNames = source.inputNames;
  qasm.slotFormulas = source.slotFormulas;
  qasm.layout = layout;
  return writeQasm3(source.circuit, qasm);
}

/// Whether `name` stands in brackets of the signature or names a dimension of an argument.
bool hasSize(const ast::Signature &signature, const std::string &name) {
  for (const ast::StaticParam &s : signature.statics)
    if (s.name.text == name)
      return true;
  for (const ast::Param &param : signature.params)
    for (const ast::ExprPtr &dim : param.type->dims)
      if (auto *dimName = ast::as<ast::NameExpr>(dim.get()); dimName && dimName->name == name)
        return true;
  return false;
}

std::string astText(const Program &program) {
  std::string text;
  for (const ast::Decl *decl : program.userDecls())
    text += printDecl(*decl);
  return text;
}

bool endsWith(const std::string &text, const std::string &end) { return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0; }

} // namespace

/// Throws Failure; what its diagnostic points into lives in `program` and `circuitFile`.
static void build(const BuildOptions &options, std::unique_ptr<Program> &program, std::unique_ptr<SourceFile> &circuitFile) {
  if (options.listTargets) {
    std::string text;
    for (const std::string &name : Device::list(devicesFolder()))
      text += name + "\n";
    return writeOutput(options.output, text);
  }
  if (options.file.empty())
    throw Failure{Diagnostic("E0801", "`qmlc build` needs a file").withHelp("see qmlc build --help")};
  if (endsWith(options.file, ".qasm")) {
    circuitFile = std::make_unique<SourceFile>(options.file, readFile(options.file));
    auto imported = readQasm2(*circuitFile);
    if (!imported)
      throw Failure{imported.takeError()};
    if (options.emit == "ast" || options.emit == "qml" || options.emit == "quantum" || options.emit == "sim" || options.emit == "llvm")
      throw Failure{Diagnostic("E0303", "--emit=" + options.emit + " of an OpenQASM file is not supported yet")};
    return writeOutput(options.output, emit({std::move(imported->circuit), {}, {}}, options));
  }
  program = load(options.file);
  if (options.emit == "ast")
    return writeOutput(options.output, astText(*program));
  SessionOptions sessionOptions;
  sessionOptions.seed = options.seed;
  sessionOptions.folder = std::filesystem::path(options.file).parent_path().string();
  sessionOptions.print = [](const std::string &) {};
  Session session(*program, sessionOptions);
  std::vector<Diagnostic> diagnostics;
  session.evaluator().checkDeclarations(diagnostics);
  if (!diagnostics.empty())
    throw Failure{diagnostics.front()};
  if (options.entry.empty())
    throw Failure{Diagnostic("E0801", "which circuit? give --entry NAME")};
  const ast::Decl *found = program->find(options.entry);
  auto *decl = ast::as<ast::CallableDecl>(found);
  if (!decl || (decl->callableKind != ast::CallableDecl::Kind::Circuit && decl->callableKind != ast::CallableDecl::Kind::Func)) {
    std::vector<std::string> circuits;
    for (const ast::Decl *d : program->userDecls())
      if (d->kind == ast::DeclKind::Callable)
        circuits.push_back(d->name.text);
    std::string nearest = nearestName(options.entry, circuits);
    Diagnostic error("E0801", found ? "`" + options.entry + "` is neither a circuit nor a func" : "there is no `" + options.entry + "` in " + options.file);
    throw Failure{nearest.empty() ? error : error.withHelp("did you mean `" + nearest + "`?")};
  }
  std::map<std::string, int64_t> sizes;
  std::map<std::string, std::vector<double>> inputs;
  for (const std::string &text : options.sizes) {
    auto [name, value] = assignment(text, "--size");
    std::vector<double> number = numbers(value, "--size " + name);
    if (number.size() != 1 || number[0] < 0)
      throw Failure{Diagnostic("E0801", "--size " + name + " takes one number, not below 0")};
    sizes[name] = wholeNumber(number[0], "--size " + name);
  }
  for (const std::string &text : options.inputs) {
    auto [name, value] = assignment(text, "--input");
    inputs[name] = numbers(value, "--input " + name);
  }
  if (!options.inputs.empty() && !options.bind)
    for (auto &[name, values] : inputs)
      for (const ast::Param &param : decl->signature.params)
        if (param.name.text == name && isRuntime(*param.type))
          throw Failure{Diagnostic("E0802", "--input " + name + " has no effect without --bind")};
  for (auto &[name, values] : inputs)
    if (std::none_of(decl->signature.params.begin(), decl->signature.params.end(), [&](const ast::Param &p) { return p.name.text == name && !p.trainable; }))
      throw Failure{Diagnostic("E0802", "`" + options.entry + "` has no argument `" + name + "`").withHelp("parameters come from --params FILE")};
  for (auto &[name, size] : sizes)
    if (!hasSize(decl->signature, name))
      throw Failure{Diagnostic("E0802", "`" + options.entry + "` has no size `" + name + "`")};
  Callable callee = asCallable(decl);
  for (const ast::StaticParam &s : decl->signature.statics)
    if (auto size = sizes.find(s.name.text); size != sizes.end())
      callee.statics[s.name.text] = Value(size->second);
  Arguments arguments = openArguments(session, *decl, sizes, inputs);
  if (options.bind)
    for (const ast::Param &param : decl->signature.params)
      if (!param.trainable && isRuntime(*param.type) && !inputs.count(param.name.text))
        throw Failure{Diagnostic("E0802", "--bind needs the values of `" + param.name.text + "`", param.name.span).withHelp("give --input " + param.name.text + "=0.1,…")};
  Span span = decl->name.span;
  if (!options.params.empty())
    session.setParams(callee, orThrow(loadParams(options.params), {}), options.params, span);
  static const std::vector<std::string> stages = {"qml", "quantum", "sim", "llvm"};
  if (std::find(stages.begin(), stages.end(), options.emit) != stages.end()) {
    FunctionCompiler compiler(session.evaluator()); // the session's compiles what constants call meanwhile
    const Specialisation &spec = compiler.irgen().specialise(callee, arguments, span);
    return writeOutput(options.output, compiler.print(spec, EntryKind::Value, options.emit, span));
  }
  writeOutput(options.output, emit(lower(session, options, callee, arguments, span), options));
}

int build(const BuildOptions &options) {
  std::unique_ptr<Program> program;
  std::unique_ptr<SourceFile> circuitFile;
  try {
    build(options, program, circuitFile);
    return 0;
  } catch (const Failure &failure) {
    std::cerr << render(failure.diagnostic);
    return 1;
  }
}

} // namespace qml::tool
