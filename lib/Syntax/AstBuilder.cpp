// SPDX-License-Identifier: Apache-2.0
//
// The syntax tree of expressions.

#include "AstBuilder.h"

#include "QmlLexer.h"

namespace qml {

using namespace ast;
using parser::QmlLexer;
using P = parser::QmlParser;

namespace {

/// How operators bind: those with a larger number tighter.
enum Binding : uint8_t { Pipe, Conditional, Or, And, Not, Comparison, Xor, Sum, Product, MatMul, Sign, Power };

struct Infix {
  Binding binding;
  BinaryOp op;
};

Infix infixOf(size_t type) {
  switch (type) {
  case QmlLexer::PLUS: return {Sum, BinaryOp::Add};
  case QmlLexer::MINUS: return {Sum, BinaryOp::Sub};
  case QmlLexer::STAR: return {Product, BinaryOp::Mul};
  case QmlLexer::SLASH: return {Product, BinaryOp::Div};
  case QmlLexer::FLOORDIV: return {Product, BinaryOp::FloorDiv};
  case QmlLexer::PERCENT: return {Product, BinaryOp::Mod};
  case QmlLexer::POWER: return {Power, BinaryOp::Pow};
  case QmlLexer::AT: return {MatMul, BinaryOp::MatMul};
  case QmlLexer::CARET: return {Xor, BinaryOp::Xor};
  case QmlLexer::EQ: return {Comparison, BinaryOp::Eq};
  case QmlLexer::NE: return {Comparison, BinaryOp::Ne};
  case QmlLexer::LT: return {Comparison, BinaryOp::Lt};
  case QmlLexer::GT: return {Comparison, BinaryOp::Gt};
  case QmlLexer::LE: return {Comparison, BinaryOp::Le};
  case QmlLexer::GE: return {Comparison, BinaryOp::Ge};
  case QmlLexer::AND: return {And, BinaryOp::And};
  case QmlLexer::OR: return {Or, BinaryOp::Or};
  case QmlLexer::PIPE: return {Pipe, BinaryOp::Pipe};
  default: return {Conditional, {}}; // `if`, of three operands
  }
}

} // namespace

BinaryOp assignmentOp(const antlr4::Token &token) {
  switch (token.getType()) {
  case QmlLexer::PLUSEQ: return BinaryOp::Add;
  case QmlLexer::MINUSEQ: return BinaryOp::Sub;
  case QmlLexer::STAREQ: return BinaryOp::Mul;
  default: return BinaryOp::Div;
  }
}

/// Operands and operators in a row become a tree, by precedence climbing.
class AstBuilder::Operators {
public:
  /// `lambda`, unless it is null, has the last operand for its parameter.
  Operators(AstBuilder &builder, P::OperatorsContext *context, P::LambdaContext *lambda)
      : builder_(builder), children_(context->children), lambda_(lambda) {}

  /// The operators from here on that bind as `least` or tighter, and their operands.
  ExprPtr climb(Binding least) {
    ExprPtr left = prefixed();
    while (next() == P::RuleInfix) {
      auto *context = static_cast<P::InfixContext *>(children_[at_]);
      const antlr4::Token &token = *context->getStart();
      const Infix infix = infixOf(token.getType());
      if (infix.binding < least)
        break;
      ++at_;
      if (infix.binding == Conditional) {
        auto node = std::make_unique<ConditionalExpr>();
        node->then = std::move(left);
        node->condition = builder_.expr(context->expr());
        node->otherwise = climb(Conditional);
        node->span = Span::join(node->then->span, node->otherwise->span);
        left = std::move(node);
        continue;
      }
      auto node = std::make_unique<BinaryExpr>();
      node->op = infix.op;
      node->opSpan = builder_.span(token);
      node->left = std::move(left);
      // Powers are taken from the right: a ** b ** c is a ** (b ** c).
      node->right = climb(infix.binding == Power ? Power : Binding(infix.binding + 1));
      node->span = Span::join(node->left->span, node->right->span);
      left = std::move(node);
    }
    return left;
  }

private:
  /// An operand behind its signs and `not`s.
  ExprPtr prefixed() {
    if (next() == P::RulePrefix) {
      const antlr4::Token &token = *static_cast<P::PrefixContext *>(children_[at_++])->getStart();
      auto node = std::make_unique<UnaryExpr>();
      node->op = token.getType() == QmlLexer::MINUS ? UnaryOp::Minus : token.getType() == QmlLexer::NOT ? UnaryOp::Not : UnaryOp::Plus;
      node->operand = climb(node->op == UnaryOp::Not ? Not : Sign);
      node->span = Span::join(builder_.span(token), node->operand->span);
      return node;
    }
    auto *context = static_cast<P::OperandContext *>(children_[at_++]);
    ExprPtr operand = builder_.operand(context);
    return lambda_ && at_ == children_.size() ? lambda(context, *operand) : std::move(operand);
  }

  ExprPtr lambda(P::OperandContext *context, const Expr &operand) {
    auto node = std::make_unique<LambdaExpr>();
    if (auto *name = as<NameExpr>(&operand); name && context->getStart() == context->getStop())
      node->parameter = {name->name, name->span};
    else
      builder_.fail(Diagnostic("E0005", "unexpected `=>`", builder_.span(*lambda_->getStart()), "a name stands before this")
                        .withHelp("a small function is written `x => expression`"));
    node->body = builder_.expr(lambda_->expr());
    node->span = Span::join(operand.span, node->body->span);
    return node;
  }

  /// The rule of what stands here.
  size_t next() const { return at_ < children_.size() ? static_cast<antlr4::RuleContext *>(children_[at_])->getRuleIndex() : size_t(-1); }

  AstBuilder &builder_;
  const std::vector<antlr4::tree::ParseTree *> &children_;
  P::LambdaContext *lambda_;
  size_t at_ = 0;
};

/// `node`, a search, with what follows its operands.
template <typename Node, typename Context> ExprPtr AstBuilder::search(std::unique_ptr<Node> node, Context *context) {
  if (context->over())
    node->over = names(context->over()->name());
  if (!context->settings())
    return node;
  node->settings = settings(context->settings()->setting());
  node->span.end = span(context->settings()).end;
  return suffixed(std::move(node), context->suffix());
}

ExprPtr AstBuilder::expr(P::ExprContext *context) {
  switch (context->getStart()->getType()) {
  case QmlLexer::TRAIN: {
    auto *c = static_cast<P::TrainExprContext *>(context);
    auto node = make<TrainExpr>(c);
    node->model = operators(c->operators(0));
    node->data = operators(c->operators(1));
    return search(std::move(node), c);
  }
  case QmlLexer::MINIMIZE:
  case QmlLexer::MAXIMIZE: {
    auto *c = static_cast<P::MinimizeExprContext *>(context);
    auto node = make<MinimizeExpr>(c);
    node->maximize = c->op->getType() == QmlLexer::MAXIMIZE;
    node->objective = operators(c->operators());
    return search(std::move(node), c);
  }
  default: {
    const auto &children = context->children;
    return operators(static_cast<P::OperatorsContext *>(children[0]), children.size() > 1 ? static_cast<P::LambdaContext *>(children[1]) : nullptr);
  }
  }
}

ExprPtr AstBuilder::operators(P::OperatorsContext *context, P::LambdaContext *lambda) { return Operators(*this, context, lambda).climb(Pipe); }

ExprPtr AstBuilder::operand(P::OperandContext *context) {
  const auto &children = context->children;
  ExprPtr result = primary(static_cast<P::PrimaryContext *>(children[0]));
  for (size_t i = 1; i < children.size(); ++i)
    result = suffixed(std::move(result), static_cast<P::SuffixContext *>(children[i]));
  return result;
}

ExprPtr AstBuilder::suffixed(ExprPtr base, const std::vector<P::SuffixContext *> &suffixes) {
  for (auto *suffix : suffixes)
    base = suffixed(std::move(base), suffix);
  return base;
}

/// `base` called, indexed or with a member selected.
ExprPtr AstBuilder::suffixed(ExprPtr base, P::SuffixContext *context) {
  const auto &children = context->children; // brackets and what is in them, or a dot and a name
  const Span whole = Span::join(base->span, span(context));
  switch (context->getStart()->getType()) {
  case QmlLexer::LPAREN: {
    auto node = std::make_unique<CallExpr>();
    node->span = whole;
    node->callee = std::move(base);
    if (children.size() == 3)
      node->arguments = arguments(static_cast<P::ArgumentsContext *>(children[1]));
    return node;
  }
  case QmlLexer::LBRACKET: {
    auto node = std::make_unique<IndexExpr>();
    node->span = whole;
    node->base = std::move(base);
    node->subscripts = subscripts(static_cast<P::SubscriptsContext *>(children[1]));
    return node;
  }
  default: {
    auto node = std::make_unique<MemberExpr>();
    node->span = whole;
    node->base = std::move(base);
    const antlr4::Token &member = *context->getStop();
    node->member = {std::string(text(member)), span(member)};
    return node;
  }
  }
}

ExprPtr AstBuilder::primary(P::PrimaryContext *context) {
  antlr4::Token &token = *context->getStart();
  switch (token.getType()) {
  case QmlLexer::INT:
  case QmlLexer::FLOAT:
  case QmlLexer::QUANTITY: return number(token);
  case QmlLexer::LPAREN: {
    auto *c = static_cast<P::ParenOrTupleExprContext *>(context);
    if (c->COMMA().empty() && !c->LAST_COMMA()) {
      ExprPtr inner = expr(c->expr(0));
      inner->span = span(c);
      return inner;
    }
    auto node = make<TupleExpr>(c);
    for (auto *element : c->expr())
      node->elements.push_back(expr(element));
    return node;
  }
  case QmlLexer::LBRACKET: {
    auto *c = static_cast<P::ListExprContext *>(context);
    if (c->comprehension())
      return comprehension(c->expr(0), c->comprehension(), span(c));
    auto node = make<ListExpr>(c);
    for (auto *element : c->expr())
      node->elements.push_back(expr(element));
    return node;
  }
  case QmlLexer::TRUE:
  case QmlLexer::FALSE: {
    auto node = make<BoolExpr>(context);
    node->value = token.getType() == QmlLexer::TRUE;
    return node;
  }
  case QmlLexer::STRING: {
    auto node = make<StringExpr>(context);
    const std::string_view quoted = text(token);
    node->value = unescape(quoted.substr(1, quoted.size() - 2), node->span);
    return node;
  }
  case QmlLexer::FSTRING: return fstring(token);
  case QmlLexer::BITS: {
    auto node = make<BitsExpr>(context);
    const std::string_view quoted = text(token);
    node->bits = quoted.substr(2, quoted.size() - 3);
    return node;
  }
  default: {
    auto node = make<NameExpr>(context);
    node->name = text(token);
    return node;
  }
  }
}

std::vector<ExprPtr> AstBuilder::exprs(P::ExprsContext *context) {
  std::vector<ExprPtr> result;
  for (auto *e : context->expr())
    result.push_back(expr(e));
  return result;
}

/// The name before the sign `equals`, `context`.
Name AstBuilder::nameGiven(P::ExprContext *context, antlr4::tree::TerminalNode *equals) {
  ExprPtr given = expr(context);
  if (auto *name = as<NameExpr>(given.get()); name && context->getStart() == context->getStop())
    return {name->name, name->span};
  fail(Diagnostic("E0005", "`=` can't stand here", span(*equals->getSymbol()))
           .withHelp("equality is tested with `==`; a new name is given with `let`"));
  return {};
}

ArgumentExpr AstBuilder::argument(P::ArgumentContext *context) {
  if (context->children.size() == 1)
    return {std::nullopt, expr(static_cast<P::ExprContext *>(context->children[0]))};
  return {nameGiven(context->expr(0), context->ASSIGN()), expr(context->expr(1))};
}

std::vector<ArgumentExpr> AstBuilder::arguments(P::ArgumentsContext *context) {
  std::vector<ArgumentExpr> result;
  const auto &children = context->children; // arguments and commas in turn, or an argument and a comprehension
  result.reserve((children.size() + 1) / 2);
  for (size_t i = 0; i < children.size(); i += 2)
    result.push_back(argument(static_cast<P::ArgumentContext *>(children[i])));
  if (children.size() != 2 || !context->comprehension())
    return result;
  if (result[0].name)
    fail(Diagnostic("E0005", "unexpected `for`", span(context->comprehension()), "a comprehension has no name"));
  result[0] = {std::nullopt, comprehension(context->argument(0)->expr(0), context->comprehension(), span(context))};
  return result;
}

ExprPtr AstBuilder::comprehension(P::ExprContext *element, P::ComprehensionContext *clauses, Span where) {
  auto node = std::make_unique<ComprehensionExpr>();
  node->span = where;
  node->element = expr(element);
  // The clauses' expressions are one flat list; those after an `if` are conditions.
  for (antlr4::tree::ParseTree *child : clauses->children) {
    if (auto *p = dynamic_cast<P::PatternContext *>(child)) {
      node->clauses.emplace_back().pattern = pattern(p);
    } else if (auto *e = dynamic_cast<P::ExprContext *>(child)) {
      auto &clause = node->clauses.back();
      (clause.iterable ? clause.condition : clause.iterable) = expr(e);
    }
  }
  return node;
}

std::vector<Subscript> AstBuilder::subscripts(P::SubscriptsContext *context) {
  std::vector<Subscript> result;
  result.reserve((context->children.size() + 1) / 2);
  for (size_t i = 0; i < context->children.size(); i += 2) { // and commas in turn
    auto *child = static_cast<P::SubscriptContext *>(context->children[i]);
    Subscript &subscript = result.emplace_back();
    subscript.span = span(child);
    if (child->children.size() == 1 && child->getStart()->getType() != QmlLexer::COLON) {
      subscript.value = expr(static_cast<P::ExprContext *>(child->children[0]));
      continue;
    }
    if (child->ASSIGN()) {
      subscript.kind = Subscript::Kind::Named;
      subscript.name = nameGiven(child->expr(0), child->ASSIGN());
      subscript.value = expr(child->expr(1));
      continue;
    }
    P::SliceContext *slice = child->slice();
    subscript.kind = Subscript::Kind::Slice;
    subscript.start = child->expr().empty() ? nullptr : expr(child->expr(0));
    // `stop` hides a member of the context's base, the last token.
    P::ExprContext *stop = slice->P::SliceContext::stop;
    subscript.stop = stop ? expr(stop) : nullptr;
    subscript.step = slice->step ? expr(slice->step) : nullptr;
  }
  return result;
}

std::vector<Setting> AstBuilder::settings(const std::vector<P::SettingContext *> &contexts) {
  std::vector<Setting> result;
  for (auto *child : contexts) {
    Setting &setting = result.emplace_back();
    for (auto *n : child->name())
      setting.names.push_back(name(n));
    setting.value = expr(child->expr());
  }
  return result;
}

std::vector<Name> AstBuilder::pattern(P::PatternContext *context) { return names(context->name()); }

std::vector<Name> AstBuilder::names(const std::vector<P::NameContext *> &contexts) {
  std::vector<Name> result;
  for (auto *n : contexts)
    result.push_back(name(n));
  return result;
}

Name AstBuilder::name(P::NameContext *context) {
  const antlr4::Token &token = *context->getStart();
  return {std::string(text(token)), span(token)};
}

} // namespace qml
