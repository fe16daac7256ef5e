// SPDX-License-Identifier: Apache-2.0
//
// Builds the syntax tree from ANTLR's parse tree. What the grammar leaves open is settled here: what binds how, literals, names.
#pragma once

#include "Tokens.h"

#include "QmlParser.h"
#include "qml/Syntax/Ast.h"

#include <unordered_map>

namespace qml {

class AstBuilder {
public:
  AstBuilder(const SourceFile &source, const TokenSpans &spans, const RepeatedCalls &repeated)
      : source_(source), spans_(spans), repeated_(repeated) {}

  std::unique_ptr<ast::File> file(parser::QmlParser::FileContext *context);
  ast::ExprPtr expr(parser::QmlParser::ExprContext *context);

  /// The first bad literal, or call like one that is no statement, if any.
  const std::optional<Diagnostic> &error() const { return error_; }

private:
  using P = parser::QmlParser;

  // Declarations (AstBuilderDecls.cpp)
  ast::DeclPtr decl(P::DeclContext *context);
  ast::DeclPtr callable(P::CallableDeclContext *context);
  ast::DeclPtr problem(P::ProblemDeclContext *context);
  ast::DeclPtr unsupported(antlr4::ParserRuleContext *context, std::string keyword);
  ast::Signature signature(P::StaticsContext *statics, P::ParamsContext *params);
  ast::TypePtr type(P::TypeContext *context);
  ast::Block block(P::BlockContext *context);
  ast::StmtPtr stmt(P::StmtContext *context);
  ast::StmtPtr exprOrAssign(P::ExprOrAssignStmtContext *context);
  ast::StmtPtr repeated(const RepeatedCalls::Call &call);

  // Expressions (AstBuilder.cpp)
  class Operators;
  ast::ExprPtr operators(P::OperatorsContext *context, P::LambdaContext *lambda = nullptr);
  template <typename Node, typename Context> ast::ExprPtr search(std::unique_ptr<Node> node, Context *context);
  ast::ExprPtr operand(P::OperandContext *context);
  ast::ExprPtr suffixed(ast::ExprPtr base, const std::vector<P::SuffixContext *> &suffixes);
  ast::ExprPtr suffixed(ast::ExprPtr base, P::SuffixContext *context);
  ast::ExprPtr primary(P::PrimaryContext *context);
  std::vector<ast::ExprPtr> exprs(P::ExprsContext *context);
  std::vector<ast::ArgumentExpr> arguments(P::ArgumentsContext *context);
  ast::ArgumentExpr argument(P::ArgumentContext *context);
  ast::Name nameGiven(P::ExprContext *context, antlr4::tree::TerminalNode *equals);
  ast::ExprPtr comprehension(P::ExprContext *element, P::ComprehensionContext *clauses, Span span);
  std::vector<ast::Subscript> subscripts(P::SubscriptsContext *context);
  std::vector<ast::Setting> settings(const std::vector<P::SettingContext *> &contexts);
  std::vector<ast::Name> pattern(P::PatternContext *context);
  std::vector<ast::Name> names(const std::vector<P::NameContext *> &contexts);
  ast::Name name(P::NameContext *context);

  // Literals (AstBuilderLiterals.cpp)
  ast::ExprPtr number(antlr4::Token &token);
  ast::ExprPtr fstring(antlr4::Token &token);
  std::string unescape(std::string_view text, Span span);

  Span span(const antlr4::Token &first, const antlr4::Token &last) const {
    const Span span = spans_.of(first, last);
    return repetition_ ? repetition_->actual(span) : span;
  }
  Span span(const antlr4::Token &token) const { return span(token, token); }
  Span span(antlr4::ParserRuleContext *context) const { return span(*context->getStart(), *context->getStop()); }
  std::string_view text(Span span) const { return std::string_view(source_.text()).substr(span.begin, span.end - span.begin); }
  std::string_view text(const antlr4::Token &token) const { return text(span(token)); }
  template <typename Node> std::unique_ptr<Node> make(antlr4::ParserRuleContext *context) {
    auto node = std::make_unique<Node>();
    node->span = span(context);
    return node;
  }
  void fail(Diagnostic error) {
    if (!error_)
      error_ = std::move(error);
  }

  const SourceFile &source_;
  const TokenSpans &spans_;
  const RepeatedCalls &repeated_;
  std::unordered_map<uint32_t, P::StmtContext *> models_; // by where they begin
  /// A call that is built by the parse tree of its model.
  struct Repetition {
    RepeatedCalls::Call call;
    std::vector<uint32_t> places;
    /// Where the call has what its model has at `span`.
    Span actual(Span span) const;
  };
  const Repetition *repetition_ = nullptr;
  std::optional<Diagnostic> error_;
};

/// The operator of `+=` and the like.
ast::BinaryOp assignmentOp(const antlr4::Token &token);

/// Parses one expression of an f-string, which starts at byte `offset` of `source`.
Expected<ast::ExprPtr> parseEmbeddedExpr(const SourceFile &source, uint32_t offset, std::string_view text);

} // namespace qml
