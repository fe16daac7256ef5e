// SPDX-License-Identifier: Apache-2.0
//
// Recursive-descent reader of OpenQASM 2. Every method returns false after an error, which `error` then holds.
// Recursion happens in expressions alone and is bounded; the work of expanding a call is known before it starts.
#pragma once

#include "Qasm2Gates.h"
#include "Qasm2Lexer.h"
#include "qml/Target/Qasm2Reader.h"

#include <deque>
#include <unordered_map>

namespace qml::qasm2 {

class Parser {
public:
  Parser(const SourceFile &file, const QasmLimits &limits, ImportedCircuit &out)
      : file_(file), limits_(limits), out_(out), lexer_(file) {}

  bool parseFile();
  /// Reads gate definitions only, as the prelude is.
  bool parsePrelude();
  std::optional<Diagnostic> error;

private:
  /// A qubit or bit, or a whole register (index -1).
  struct Argument {
    const QasmRegister *reg = nullptr;
    int64_t index = -1;
    Span span;
    uint32_t member(uint32_t i) const { return reg->first + (index < 0 ? i : uint32_t(index)); }
  };
  /// Names that an expression or a gate body may use.
  struct Scope {
    std::vector<std::string_view> parameters, qubits;
  };

  // Tokens.
  bool advance();
  bool expect(std::string_view symbol);
  bool expectName(Token &name, std::string_view what);
  bool expectSize(uint64_t &value, Span &span);
  bool fail(Diagnostic diagnostic);
  bool failExpected(std::string_view what);
  Span spanOf(const Token &token) const { return lexer_.span(token); }

  // Statements.
  bool parseHeader();
  bool parseInclude();
  bool parseRegister();
  bool parseMeasure();
  bool parseReset();
  bool parseBarrier();
  bool parseOpaque();
  bool parseStatement();
  bool parseArgument(bool quantum, Argument &argument);
  bool parseArguments(std::vector<Argument> &arguments);
  bool checkBudget(uint64_t work, Span span);

  // Gates.
  bool parseGateDefinition();
  bool parseBody(GateDefinition &definition, const Scope &scope);
  bool parseNames(std::vector<std::string_view> &names, std::string_view what);
  bool resolveGate(const Token &name, GateCall &call);
  bool checkCounts(const Token &name, const GateCall &call, size_t numQubits);
  bool parseAngles(GateCall &call, const Scope &scope);
  bool parseCall();
  bool applyCall(const GateCall &call, std::span<const uint32_t> qubits, std::span<const double> parameters, Span span);
  void loadPrelude();

  // Expressions.
  bool parseSum(Expression &out, const Scope &scope);
  bool parseProduct(Expression &out, const Scope &scope);
  bool parseUnary(Expression &out, const Scope &scope);
  bool parsePower(Expression &out, const Scope &scope);
  bool parsePrimary(Expression &out, const Scope &scope);

  const SourceFile &file_;
  const QasmLimits &limits_;
  ImportedCircuit &out_;
  Lexer lexer_;
  Token token_;
  uint32_t previousEnd_ = 0;
  unsigned nesting_ = 0;
  uint64_t work_ = 0;
  bool hasQelib1_ = false;
  bool preludeLoaded_ = false;
  std::unordered_map<std::string_view, std::pair<bool, uint32_t>> registers_; // quantum?, index
  std::unordered_map<std::string, const GateDefinition *> definitions_;
  std::unordered_map<std::string, Span> definedAt_;
  std::deque<GateDefinition> storage_;
  GateCall call_; // reused by parseCall
};

/// How many angles and qubits `call` takes.
unsigned anglesOf(const GateCall &call);
unsigned qubitsOf(const GateCall &call);

} // namespace qml::qasm2
