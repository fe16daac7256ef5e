// SPDX-License-Identifier: Apache-2.0
//
// Gates of OpenQASM 2: definitions, calls and their expansion. A definition knows how much work its expansion is, so a
// file that doubles itself line by line is refused before the first step of it.

#include "Qasm2Parser.h"

#include <algorithm>
#include <cmath>

namespace qml::qasm2 {

unsigned anglesOf(const GateCall &call) {
  if (call.definition)
    return call.definition->numAngles;
  return gateRow(call.builtin->kind).numAngles + call.builtin->droppedAngles;
}

unsigned qubitsOf(const GateCall &call) {
  if (call.definition)
    return call.definition->numQubits;
  return gateRow(call.builtin->kind).numQubits + call.builtin->extraControls;
}

/// Deeper definitions would make the expansion recurse too deep.
static constexpr unsigned maxDefinitionDepth = 500;

bool Parser::parseNames(std::vector<std::string_view> &names, std::string_view what) {
  while (true) {
    Token name;
    if (!expectName(name, what))
      return false;
    if (std::ranges::find(names, name.text) != names.end())
      return fail({"E0706", "'" + std::string(name.text) + "' is named twice", spanOf(name), "named before"});
    names.push_back(name.text);
    if (!token_.is(","))
      return true;
    if (!advance())
      return false;
  }
}

bool Parser::parseGateDefinition() {
  Token keyword = token_, name;
  if (!keyword.isWord("gate"))
    return failExpected("a gate definition");
  if (!advance() || !expectName(name, "the name of the gate"))
    return false;
  if (auto before = definedAt_.find(std::string(name.text)); before != definedAt_.end())
    return fail(Diagnostic("E0706", "the gate '" + std::string(name.text) + "' is defined twice", spanOf(name), "again")
                    .withLabel(before->second, "first defined here"));
  Scope scope;
  if (token_.is("(")) {
    if (!advance() || (!token_.is(")") && !parseNames(scope.parameters, "the name of a parameter")) || !expect(")"))
      return false;
  }
  GateDefinition definition;
  definition.name = name.text;
  if (!parseNames(scope.qubits, "the name of a qubit") || !expect("{"))
    return false;
  definition.numAngles = scope.parameters.size();
  definition.numQubits = scope.qubits.size();
  if (!parseBody(definition, scope) || !expect("}"))
    return false;
  if (definition.depth > maxDefinitionDepth)
    return fail({"E0713", "gate definitions are nested too deep", spanOf(name),
                 "more than " + std::to_string(maxDefinitionDepth) + " levels"});
  definedAt_[definition.name] = spanOf(name);
  storage_.push_back(std::move(definition));
  definitions_[storage_.back().name] = &storage_.back();
  return true;
}

bool Parser::parseBody(GateDefinition &definition, const Scope &scope) {
  while (!token_.is("}")) {
    Token name;
    GateCall call;
    if (!expectName(name, "a gate or '}'"))
      return false;
    bool barrier = name.text == "barrier";
    if (!barrier && (!resolveGate(name, call) || !parseAngles(call, scope)))
      return false;
    while (true) {
      Token qubit;
      if (!expectName(qubit, "a qubit of the gate"))
        return false;
      auto found = std::ranges::find(scope.qubits, qubit.text);
      if (found == scope.qubits.end())
        return fail(
            {"E0705", "'" + std::string(qubit.text) + "' is not a qubit of this gate", spanOf(qubit), "unknown"});
      uint32_t index = found - scope.qubits.begin();
      if (std::ranges::find(call.qubits, index) != call.qubits.end())
        return fail({"E0709", "a gate can't take the same qubit twice", spanOf(qubit), "named before"});
      call.qubits.push_back(index);
      if (!token_.is(","))
        break;
      if (!advance())
        return false;
    }
    if (!expect(";") || (!barrier && !checkCounts(name, call, call.qubits.size())))
      return false;
    uint64_t work = call.definition ? call.definition->work : 1;
    definition.work = work > UINT64_MAX - definition.work ? UINT64_MAX : definition.work + work;
    definition.depth = std::max(definition.depth, call.definition ? call.definition->depth + 1 : 1);
    definition.body.push_back(std::move(call));
  }
  return true;
}

void Parser::loadPrelude() {
  static const SourceFile file("<qelib1.inc>", std::string(prelude));
  preludeLoaded_ = true;
  ImportedCircuit none;
  Parser parser(file, limits_, none);
  bool ok = parser.parsePrelude();
  assert(ok && "the prelude is well-formed");
  (void)ok;
  // The user's own definitions of these names win; bodies point into `storage_`, whose elements must not move.
  std::unordered_map<const GateDefinition *, const GateDefinition *> moved;
  for (GateDefinition &definition : parser.storage_) {
    const GateDefinition *old = &definition;
    storage_.push_back(std::move(definition));
    moved[old] = &storage_.back();
    for (GateCall &call : storage_.back().body)
      if (call.definition)
        call.definition = moved.at(call.definition);
    definitions_.try_emplace(storage_.back().name, &storage_.back());
  }
}

bool Parser::resolveGate(const Token &name, GateCall &call) {
  call.builtin = nullptr;
  call.definition = nullptr;
  std::string_view text = name.text;
  if (!definitions_.empty())
    if (auto found = definitions_.find(std::string(text)); found != definitions_.end()) {
      call.definition = found->second;
      return true;
    }
  const BuiltinGate *builtin = findBuiltin(text);
  if (builtin && (hasQelib1_ || text == "U" || text == "CX")) {
    call.builtin = builtin;
    return true;
  }
  if (!builtin && hasQelib1_ && !preludeLoaded_) {
    loadPrelude();
    return resolveGate(name, call);
  }
  Diagnostic diagnostic("E0705", "there is no gate '" + std::string(text) + "'", spanOf(name), "not defined");
  std::vector<std::string> names = builtinNames();
  for (const auto &[defined, definition] : definitions_)
    names.push_back(defined);
  std::ranges::sort(names);
  if (builtin)
    diagnostic.withHelp("add 'include \"qelib1.inc\";' after the version");
  else if (std::string near = nearestName(text, names); !near.empty())
    diagnostic.withHelp("did you mean '" + near + "'?");
  return fail(std::move(diagnostic));
}

static std::string plural(size_t count, const char *noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

bool Parser::checkCounts(const Token &name, const GateCall &call, size_t numQubits) {
  std::string gate = "'" + std::string(name.text) + "' takes ";
  if (call.angles.size() != anglesOf(call))
    return fail({"E0707", gate + plural(anglesOf(call), "angle"), spanOf(name),
                 plural(call.angles.size(), "angle") + " given"});
  if (numQubits != qubitsOf(call))
    return fail({"E0707", gate + plural(qubitsOf(call), "qubit"), spanOf(name), plural(numQubits, "qubit") + " given"});
  return true;
}

bool Parser::parseAngles(GateCall &call, const Scope &scope) {
  call.angles.clear();
  if (!token_.is("("))
    return true;
  if (!advance())
    return false;
  while (!token_.is(")")) {
    if (!parseSum(call.angles.emplace_back(), scope))
      return false;
    if (token_.is(",") ? !advance() : !token_.is(")"))
      return error ? false : failExpected("',' or ')'");
  }
  return advance();
}

bool Parser::parseCall() {
  Token name = token_;
  std::vector<Argument> arguments;
  if (!advance() || !resolveGate(name, call_) || !parseAngles(call_, {}) || !parseArguments(arguments))
    return false;
  if (!checkCounts(name, call_, arguments.size()))
    return false;
  uint32_t count = 1;
  const Argument *wide = nullptr;
  for (const Argument &argument : arguments) {
    if (argument.index >= 0)
      continue;
    if (wide && argument.reg->size != count)
      return fail(Diagnostic("E0710", "registers of one call differ in size", argument.span,
                             plural(argument.reg->size, "qubit"))
                      .withLabel(wide->span, plural(count, "qubit")));
    wide = &argument;
    count = argument.reg->size;
  }
  for (size_t i = 0; i < arguments.size(); ++i)
    for (size_t j = 0; j < i; ++j) {
      const Argument &a = arguments[i], &b = arguments[j];
      if (a.reg == b.reg && (a.index < 0 || b.index < 0 || a.index == b.index))
        return fail(
            Diagnostic("E0709", "a gate can't take the same qubit twice", a.span, "again").withLabel(b.span, "first"));
    }
  uint64_t work = call_.definition ? call_.definition->work : 1;
  for (uint32_t i = 0; i < count; ++i) {
    if (!checkBudget(work, spanOf(name)))
      return false;
    uint32_t few[8];
    std::vector<uint32_t> many(arguments.size() > 8 ? arguments.size() : 0);
    std::span<uint32_t> qubits = many.empty() ? std::span(few, arguments.size()) : std::span(many);
    for (size_t k = 0; k < arguments.size(); ++k)
      qubits[k] = arguments[k].member(i);
    if (!applyCall(call_, qubits, {}, spanOf(name)))
      return false;
  }
  return expect(";");
}

bool Parser::applyCall(const GateCall &call, std::span<const uint32_t> qubits, std::span<const double> parameters,
                       Span span) {
  std::vector<double> values;
  values.reserve(call.angles.size());
  for (const Expression &angle : call.angles) {
    values.push_back(evaluate(angle, parameters));
    if (!std::isfinite(values.back()))
      return fail({"E0712", "an angle of this gate is not a finite number", span, "infinite or undefined"});
  }
  if (call.builtin) {
    const GateRow &row = gateRow(call.builtin->kind);
    Angle angles[3];
    std::copy_n(values.begin(), row.numAngles, angles);
    out_.circuit.append(call.builtin->kind, qubits, std::span(angles, row.numAngles), call.builtin->extraControls, 0,
                        call.builtin->adjoint);
    return true;
  }
  if (!call.definition) {
    out_.circuit.appendBarrier(qubits);
    return true;
  }
  std::vector<uint32_t> inner;
  for (const GateCall &step : call.definition->body) {
    inner.clear();
    for (uint32_t index : step.qubits)
      inner.push_back(qubits[index]);
    if (!applyCall(step, inner, values, span))
      return false;
  }
  return true;
}

} // namespace qml::qasm2
