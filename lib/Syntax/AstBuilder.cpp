// SPDX-License-Identifier: Apache-2.0
//
// The syntax tree of expressions.

#include "AstBuilder.h"

#include "QmlLexer.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>

namespace qml {

using namespace ast;
using parser::QmlLexer;
using P = parser::QmlParser;

static BinaryOp binaryOp(const antlr4::Token &token) {
  switch (token.getType()) {
  case QmlLexer::PLUS: case QmlLexer::PLUSEQ: return BinaryOp::Add;
  case QmlLexer::MINUS: case QmlLexer::MINUSEQ: return BinaryOp::Sub;
  case QmlLexer::STAR: case QmlLexer::STAREQ: return BinaryOp::Mul;
  case QmlLexer::SLASH: case QmlLexer::SLASHEQ: return BinaryOp::Div;
  case QmlLexer::FLOORDIV: return BinaryOp::FloorDiv;
  case QmlLexer::PERCENT: return BinaryOp::Mod;
  case QmlLexer::POWER: return BinaryOp::Pow;
  case QmlLexer::AT: return BinaryOp::MatMul;
  case QmlLexer::CARET: return BinaryOp::Xor;
  case QmlLexer::EQ: return BinaryOp::Eq;
  case QmlLexer::NE: return BinaryOp::Ne;
  case QmlLexer::LT: return BinaryOp::Lt;
  case QmlLexer::GT: return BinaryOp::Gt;
  case QmlLexer::LE: return BinaryOp::Le;
  case QmlLexer::GE: return BinaryOp::Ge;
  case QmlLexer::AND: return BinaryOp::And;
  case QmlLexer::OR: return BinaryOp::Or;
  default: return BinaryOp::Pipe;
  }
}

ast::BinaryOp assignmentOp(const antlr4::Token &token) { return binaryOp(token); }

ExprPtr AstBuilder::expr(P::ExprContext *context) {
  if (auto *c = dynamic_cast<P::PrimaryExprContext *>(context))
    return primary(c->primary());
  if (auto *c = dynamic_cast<P::BinaryExprContext *>(context)) {
    auto node = make<BinaryExpr>(c);
    node->op = binaryOp(*c->op);
    node->opSpan = spans_.of(*c->op);
    node->left = expr(c->expr(0));
    node->right = expr(c->expr(1));
    return node;
  }
  if (auto *c = dynamic_cast<P::CallExprContext *>(context)) {
    auto node = make<CallExpr>(c);
    node->callee = expr(c->expr());
    if (c->arguments())
      node->arguments = arguments(c->arguments());
    return node;
  }
  if (auto *c = dynamic_cast<P::IndexExprContext *>(context)) {
    auto node = make<IndexExpr>(c);
    node->base = expr(c->expr());
    node->subscripts = subscripts(c->subscripts());
    return node;
  }
  if (auto *c = dynamic_cast<P::MemberExprContext *>(context)) {
    auto node = make<MemberExpr>(c);
    node->base = expr(c->expr());
    node->member = {c->memberName()->getText(), span(c->memberName())};
    return node;
  }
  if (auto *c = dynamic_cast<P::UnaryExprContext *>(context)) {
    auto node = make<UnaryExpr>(c);
    node->op = c->op->getType() == QmlLexer::MINUS ? UnaryOp::Minus
               : c->op->getType() == QmlLexer::NOT ? UnaryOp::Not
                                                   : UnaryOp::Plus;
    node->operand = expr(c->expr());
    return node;
  }
  if (auto *c = dynamic_cast<P::ConditionalExprContext *>(context)) {
    auto node = make<ConditionalExpr>(c);
    node->then = expr(c->expr(0));
    node->condition = expr(c->expr(1));
    node->otherwise = expr(c->expr(2));
    return node;
  }
  if (auto *c = dynamic_cast<P::TrainExprContext *>(context)) {
    auto node = make<TrainExpr>(c);
    node->model = expr(c->expr(0));
    node->data = expr(c->expr(1));
    if (c->over())
      node->over = names(c->over()->name());
    if (c->config())
      node->settings = settings(c->config());
    return node;
  }
  auto *c = dynamic_cast<P::MinimizeExprContext *>(context);
  auto node = make<MinimizeExpr>(c);
  node->maximize = c->op->getType() == QmlLexer::MAXIMIZE;
  node->objective = expr(c->expr());
  if (c->over())
    node->over = names(c->over()->name());
  if (c->config())
    node->settings = settings(c->config());
  return node;
}

ExprPtr AstBuilder::primary(P::PrimaryContext *context) {
  if (auto *c = dynamic_cast<P::NameOrLambdaExprContext *>(context)) {
    if (c->expr()) {
      auto node = make<LambdaExpr>(c);
      node->parameter = name(c->name());
      node->body = expr(c->expr());
      return node;
    }
    auto node = make<NameExpr>(c);
    node->name = c->name()->getText();
    return node;
  }
  if (auto *c = dynamic_cast<P::ParenOrTupleExprContext *>(context)) {
    if (c->COMMA().empty()) {
      ExprPtr inner = expr(c->expr(0));
      inner->span = span(c);
      return inner;
    }
    auto node = make<TupleExpr>(c);
    for (auto *element : c->expr())
      node->elements.push_back(expr(element));
    return node;
  }
  if (auto *c = dynamic_cast<P::ListExprContext *>(context)) {
    if (c->comprehension())
      return comprehension(c->expr(0), c->comprehension(), span(c));
    auto node = make<ListExpr>(c);
    for (auto *element : c->expr())
      node->elements.push_back(expr(element));
    return node;
  }
  if (auto *c = dynamic_cast<P::BoolExprContext *>(context)) {
    auto node = make<BoolExpr>(c);
    node->value = c->TRUE() != nullptr;
    return node;
  }
  antlr4::Token &token = *context->getStart();
  std::string text = token.getText();
  if (dynamic_cast<P::StringExprContext *>(context)) {
    auto node = make<StringExpr>(context);
    node->value = unescape(std::string_view(text).substr(1, text.size() - 2), node->span);
    return node;
  }
  if (dynamic_cast<P::FstringExprContext *>(context))
    return fstring(token);
  if (dynamic_cast<P::BitsExprContext *>(context)) {
    auto node = make<BitsExpr>(context);
    node->bits = text.substr(2, text.size() - 3);
    return node;
  }
  return number(token);
}

ExprPtr AstBuilder::number(antlr4::Token &token) {
  auto node = std::make_unique<NumberExpr>();
  node->span = spans_.of(token);
  std::string text = token.getText();
  std::erase(text, '_');
  if (token.getType() == QmlLexer::INT) {
    bool hex = text.rfind("0x", 0) == 0;
    const char *begin = text.data() + (hex ? 2 : 0);
    auto [end, status] = std::from_chars(begin, text.data() + text.size(), node->integer, hex ? 16 : 10);
    if (status != std::errc() || end != text.data() + text.size())
      fail(Diagnostic("E0010", "the number " + text + " is too large", node->span)
               .withHelp("whole numbers go up to 9223372036854775807"));
    node->isInteger = true;
    node->value = node->integer;
    return node;
  }
  auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), node->value);
  if (status != std::errc() || !std::isfinite(node->value))
    fail(Diagnostic("E0010", "the number " + text + " is out of range", node->span));
  node->unit = std::string(end, static_cast<const char *>(text.data() + text.size()));
  if (node->unit == "deg")
    node->value *= std::numbers::pi / 180;
  else if (node->unit == "ms")
    node->value *= 1e-3;
  else if (node->unit == "us")
    node->value *= 1e-6;
  else if (node->unit == "ns")
    node->value *= 1e-9;
  return node;
}

std::string AstBuilder::unescape(std::string_view text, Span span) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      result += text[i];
      continue;
    }
    char c = text[++i];
    switch (c) {
    case 'n': result += '\n'; break;
    case 't': result += '\t'; break;
    case '"': case '\\': case '{': case '}': result += c; break;
    default:
      fail(Diagnostic("E0014", std::string("unknown escape `\\") + c + "`", span)
               .withHelp("known are \\n, \\t, \\\" and \\\\"));
    }
  }
  return result;
}

ExprPtr AstBuilder::fstring(antlr4::Token &token) {
  auto node = std::make_unique<FStringExpr>();
  node->span = spans_.of(token);
  uint32_t begin = node->span.begin + 2, end = node->span.end - 1;
  std::string_view text = std::string_view(source_.text()).substr(begin, end - begin);
  auto placeOf = [&](size_t i) { return Span{&source_, uint32_t(begin + i), uint32_t(begin + i + 1)}; };
  std::string plain;
  auto flush = [&] {
    if (!plain.empty())
      node->pieces.push_back({unescape(plain, node->span), nullptr, ""});
    plain.clear();
  };
  for (size_t i = 0; i < text.size(); ++i) {
    bool doubled = i + 1 < text.size() && text[i + 1] == text[i];
    if ((text[i] == '{' || text[i] == '}') && doubled) {
      plain += text[i++];
      continue;
    }
    if (text[i] == '}') {
      fail(Diagnostic("E0011", "`}` closes nothing in this text", placeOf(i))
               .withHelp("a brace itself is written `}}`"));
      break;
    }
    if (text[i] != '{') {
      plain += text[i];
      if (text[i] == '\\' && i + 1 < text.size())
        plain += text[++i];
      continue;
    }
    flush();
    // The expression goes to the `}` or the `:` outside of brackets.
    size_t stop = i + 1, colon = std::string_view::npos;
    int depth = 0;
    for (; stop < text.size() && !(text[stop] == '}' && depth == 0); ++stop) {
      char c = text[stop];
      depth += (c == '(' || c == '[' || c == '{') - (c == ')' || c == ']' || c == '}');
      if (c == ':' && depth == 0 && colon == std::string_view::npos)
        colon = stop;
    }
    if (stop == text.size()) {
      fail(
          Diagnostic("E0011", "`{` is not closed in this text", placeOf(i)).withHelp("a brace itself is written `{{`"));
      break;
    }
    size_t exprEnd = std::min(colon, stop);
    if (text.substr(i + 1, exprEnd - i - 1).find_first_not_of(" \t") == std::string_view::npos) {
      fail(Diagnostic("E0011", "there is nothing between these braces",
                      {&source_, uint32_t(begin + i), uint32_t(begin + stop + 1)})
               .withHelp("a brace itself is written `{{`"));
      break;
    }
    auto inner = parseEmbeddedExpr(source_, begin + i + 1, text.substr(i + 1, exprEnd - i - 1));
    if (!inner) {
      fail(inner.takeError());
      break;
    }
    std::string format(colon < stop ? text.substr(colon + 1, stop - colon - 1) : "");
    node->pieces.push_back({"", std::move(*inner), format});
    i = stop;
  }
  flush();
  return node;
}

std::vector<ExprPtr> AstBuilder::exprs(P::ExprsContext *context) {
  std::vector<ExprPtr> result;
  for (auto *e : context->expr())
    result.push_back(expr(e));
  return result;
}

std::vector<ArgumentExpr> AstBuilder::arguments(P::ArgumentsContext *context) {
  std::vector<ArgumentExpr> result;
  if (context->comprehension()) {
    result.push_back({std::nullopt, comprehension(context->expr(), context->comprehension(), span(context))});
    return result;
  }
  auto named = [&](P::NamedArgumentContext *argument) { result.push_back({name(argument->name()), expr(argument->expr())}); };
  if (context->expr())
    result.push_back({std::nullopt, expr(context->expr())});
  else
    named(context->namedArgument());
  for (auto *argument : context->argument()) {
    if (argument->namedArgument())
      named(argument->namedArgument());
    else
      result.push_back({std::nullopt, expr(argument->expr())});
  }
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
  for (auto *child : context->subscript()) {
    Subscript &subscript = result.emplace_back();
    subscript.span = span(child);
    if (auto *c = dynamic_cast<P::NamedSubscriptContext *>(child)) {
      subscript.kind = Subscript::Kind::Named;
      subscript.name = name(c->name());
      subscript.value = expr(c->expr());
      continue;
    }
    auto *indexOrSlice = dynamic_cast<P::IndexOrSliceSubscriptContext *>(child);
    P::SliceContext *slice = indexOrSlice ? indexOrSlice->slice() : static_cast<P::SliceFromStartContext *>(child)->slice();
    ExprPtr first = indexOrSlice ? expr(indexOrSlice->expr()) : nullptr;
    if (!slice) {
      subscript.value = std::move(first);
      continue;
    }
    subscript.kind = Subscript::Kind::Slice;
    subscript.start = std::move(first);
    // `stop` hides a member of the context's base, the last token.
    P::ExprContext *stop = slice->P::SliceContext::stop;
    subscript.stop = stop ? expr(stop) : nullptr;
    subscript.step = slice->step ? expr(slice->step) : nullptr;
  }
  return result;
}

std::vector<Setting> AstBuilder::settings(P::ConfigContext *context) {
  std::vector<Setting> result;
  for (auto *child : context->setting()) {
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

Name AstBuilder::name(P::NameContext *context) { return {context->getText(), span(context)}; }

} // namespace qml
