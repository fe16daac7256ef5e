// SPDX-License-Identifier: Apache-2.0
//
// Statements of OpenQASM 2: header, registers, measure, reset, barrier.

#include "Qasm2Parser.h"

#include <charconv>

namespace qml::qasm2 {

bool Parser::fail(Diagnostic diagnostic) {
  if (!error)
    error = std::move(diagnostic);
  return false;
}

bool Parser::failExpected(std::string_view what) {
  std::string found = token_.kind == TokenKind::End ? "the end of the file" : "'" + std::string(token_.text) + "'";
  return fail({"E0702", "expected " + std::string(what) + ", found " + found, spanOf(token_), "here"});
}

bool Parser::advance() {
  previousEnd_ = token_.end;
  token_ = lexer_.next();
  return token_.kind != TokenKind::Invalid || fail(*lexer_.error);
}

bool Parser::expect(std::string_view symbol) {
  if (!token_.is(symbol)) {
    if (symbol != ";")
      return failExpected("'" + std::string(symbol) + "'");
    return fail(
        {"E0702", "a statement ends with ';'", {&file_, previousEnd_, previousEnd_ + 1}, "';' is missing here"});
  }
  return advance();
}

bool Parser::expectName(Token &name, std::string_view what) {
  if (token_.kind != TokenKind::Identifier)
    return failExpected(what);
  name = token_;
  return advance();
}

bool Parser::expectSize(uint64_t &value, Span &span) {
  if (token_.kind != TokenKind::Integer)
    return failExpected("a whole number");
  span = spanOf(token_);
  auto [end, status] = std::from_chars(token_.text.data(), token_.text.data() + token_.text.size(), value);
  if (status != std::errc())
    value = UINT64_MAX;
  return advance();
}

bool Parser::parseHeader() {
  if (!token_.isWord("OPENQASM"))
    return fail(
        Diagnostic("E0703", "an OpenQASM 2 file starts with its version", spanOf(token_), "expected 'OPENQASM 2.0;'")
            .withHelp("put 'OPENQASM 2.0;' on the first line"));
  if (!advance())
    return false;
  if (token_.text != "2.0" && token_.text != "2")
    return fail(Diagnostic("E0703", "this reader takes OpenQASM 2.0", spanOf(token_), "another version")
                    .withHelp("write the circuit as OpenQASM 2.0"));
  return advance() && expect(";");
}

bool Parser::parseInclude() {
  if (!advance())
    return false;
  if (token_.kind != TokenKind::String)
    return failExpected("a file name in quotes");
  if (token_.text != "qelib1.inc")
    return fail(Diagnostic("E0704", "only \"qelib1.inc\" can be included", spanOf(token_), "not available")
                    .withHelp("copy the gate definitions you need into the file"));
  hasQelib1_ = true;
  return advance() && expect(";");
}

bool Parser::parseRegister() {
  bool quantum = token_.isWord("qreg");
  Token name;
  uint64_t size = 0;
  Span sizeSpan;
  if (!advance() || !expectName(name, "the name of the register") || !expect("[") || !expectSize(size, sizeSpan) ||
      !expect("]") || !expect(";"))
    return false;
  auto &list = quantum ? out_.quantum : out_.classical;
  uint64_t first = list.empty() ? 0 : list.back().first + list.back().size;
  if (size == 0)
    return fail({"E0708", "a register needs at least one member", sizeSpan, "zero"});
  if (size > limits_.maxQubits || first + size > limits_.maxQubits)
    return fail({"E0714", "the registers hold more than " + std::to_string(limits_.maxQubits) + " members", sizeSpan,
                 "too many"});
  if (!registers_.try_emplace(name.text, quantum, list.size()).second)
    return fail({"E0706", "'" + std::string(name.text) + "' is declared twice", spanOf(name), "declared before"});
  list.push_back({std::string(name.text), uint32_t(first), uint32_t(size)});
  if (quantum)
    out_.circuit.setNumQubits(first + size);
  else
    out_.circuit.setNumBits(first + size);
  return true;
}

bool Parser::parseArgument(bool quantum, Argument &argument) {
  Token name;
  if (!expectName(name, quantum ? "a qubit or a quantum register" : "a bit or a classical register"))
    return false;
  auto found = registers_.find(name.text);
  if (found == registers_.end() || found->second.first != quantum) {
    std::string kind = quantum ? "quantum" : "classical";
    std::vector<std::string> names;
    for (const QasmRegister &reg : quantum ? out_.quantum : out_.classical)
      names.push_back(reg.name);
    Diagnostic diagnostic("E0705", "there is no " + kind + " register '" + std::string(name.text) + "'", spanOf(name),
                          "not declared");
    if (std::string near = nearestName(name.text, names); !near.empty())
      diagnostic.withHelp("did you mean '" + near + "'?");
    return fail(std::move(diagnostic));
  }
  argument.reg = &(quantum ? out_.quantum : out_.classical)[found->second.second];
  argument.index = -1;
  argument.span = spanOf(name);
  if (!token_.is("["))
    return true;
  uint64_t index = 0;
  Span span;
  if (!advance() || !expectSize(index, span))
    return false;
  if (index >= argument.reg->size)
    return fail(
        {"E0708", "the index is out of range", span,
         "'" + argument.reg->name + "' has " + std::to_string(argument.reg->size) + " members, numbered from 0"});
  argument.index = index;
  argument.span.end = token_.end;
  return expect("]");
}

bool Parser::parseArguments(std::vector<Argument> &arguments) {
  arguments.clear();
  while (true) {
    if (!parseArgument(true, arguments.emplace_back()))
      return false;
    if (!token_.is(","))
      return true;
    if (!advance())
      return false;
  }
}

bool Parser::checkBudget(uint64_t work, Span span) {
  work_ = work > limits_.maxOps - work_ ? limits_.maxOps + 1 : work_ + work;
  if (work_ <= limits_.maxOps)
    return true;
  return fail({"E0714", "the file expands to more than " + std::to_string(limits_.maxOps) + " operations", span,
               "the limit is passed here"});
}

bool Parser::parseMeasure() {
  Argument from, to;
  Token first = token_;
  if (!advance() || !parseArgument(true, from) || !expect("->") || !parseArgument(false, to))
    return false;
  uint32_t size = from.index < 0 ? from.reg->size : 1;
  if (size != (to.index < 0 ? to.reg->size : 1))
    return fail(Diagnostic("E0710", "qubits and bits differ in number", from.span, std::to_string(size) + " measured")
                    .withLabel(to.span, std::to_string(to.index < 0 ? to.reg->size : 1) + " written"));
  if (!checkBudget(size, spanOf(first)))
    return false;
  for (uint32_t i = 0; i < size; ++i)
    out_.circuit.appendMeasure(from.member(i), to.member(i));
  return expect(";");
}

bool Parser::parseReset() {
  Argument argument;
  Token first = token_;
  if (!advance() || !parseArgument(true, argument))
    return false;
  uint32_t size = argument.index < 0 ? argument.reg->size : 1;
  if (!checkBudget(size, spanOf(first)))
    return false;
  for (uint32_t i = 0; i < size; ++i)
    out_.circuit.appendReset(argument.member(i));
  return expect(";");
}

bool Parser::parseBarrier() {
  std::vector<Argument> arguments;
  Token first = token_;
  if (!advance() || !parseArguments(arguments))
    return false;
  std::vector<uint32_t> qubits;
  for (const Argument &argument : arguments) {
    uint32_t size = argument.index < 0 ? argument.reg->size : 1;
    if (!checkBudget(size, spanOf(first)))
      return false;
    for (uint32_t i = 0; i < size; ++i)
      qubits.push_back(argument.member(i));
  }
  out_.circuit.appendBarrier(qubits);
  return expect(";");
}

bool Parser::parseOpaque() {
  return fail(Diagnostic("E0711", "opaque gates have no definition to compile", spanOf(token_), "not supported")
                  .withHelp("define the gate with 'gate', or remove it"));
}

bool Parser::parseStatement() {
  if (token_.kind != TokenKind::Identifier)
    return failExpected("a statement");
  std::string_view word = token_.text;
  if (word == "qreg" || word == "creg")
    return parseRegister();
  if (word == "gate")
    return parseGateDefinition();
  if (word == "measure")
    return parseMeasure();
  if (word == "barrier")
    return parseBarrier();
  if (word == "reset")
    return parseReset();
  if (word == "include")
    return parseInclude();
  if (word == "opaque")
    return parseOpaque();
  if (word == "if")
    return fail(Diagnostic("E0711", "'if' is not supported yet", spanOf(token_), "a classically controlled operation")
                    .withHelp("measure at the end, or use a quantum control in place of the classical one"));
  return parseCall();
}

bool Parser::parseFile() {
  if (!advance() || !parseHeader())
    return false;
  while (token_.kind != TokenKind::End)
    if (!parseStatement())
      return false;
  return true;
}

bool Parser::parsePrelude() {
  hasQelib1_ = preludeLoaded_ = true;
  if (!advance())
    return false;
  while (token_.kind != TokenKind::End)
    if (!parseGateDefinition())
      return false;
  return true;
}

} // namespace qml::qasm2

namespace qml {

Expected<ImportedCircuit> readQasm2(const SourceFile &source, const QasmLimits &limits) {
  if (source.text().size() >= UINT32_MAX / 2)
    return Diagnostic("E0714", "the file " + source.name() + " is larger than 2 GiB");
  ImportedCircuit result;
  qasm2::Parser parser(source, limits, result);
  if (!parser.parseFile())
    return std::move(*parser.error);
  return result;
}

} // namespace qml
