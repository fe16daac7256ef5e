// SPDX-License-Identifier: Apache-2.0
//
// The syntax tree of declarations and statements.

#include "AstBuilder.h"

#include "QmlLexer.h"

namespace qml {

using namespace ast;
using parser::QmlLexer;
using P = parser::QmlParser;

std::unique_ptr<File> AstBuilder::file(P::FileContext *context) {
  auto result = std::make_unique<File>();
  for (auto *item : context->item()) {
    DeclPtr added = decl(item->decl());
    if (auto *callable = as<CallableDecl>(added.get())) {
      for (auto *annotation : item->annotation()) {
        callable->annotations.push_back({name(annotation->name()), {}});
        if (annotation->arguments())
          callable->annotations.back().arguments = arguments(annotation->arguments());
      }
    } else if (!item->annotation().empty()) {
      fail(Diagnostic("E0015", "annotations belong to circuits, gates, funcs and kernels", span(item->annotation(0))));
    }
    result->decls.push_back(std::move(added));
  }
  return result;
}

DeclPtr AstBuilder::decl(P::DeclContext *context) {
  if (auto *c = dynamic_cast<P::CallableDeclContext *>(context))
    return callable(c);
  if (auto *c = dynamic_cast<P::ConstDeclContext *>(context)) {
    auto node = make<ConstDecl>(c);
    node->names = pattern(c->pattern());
    node->name = node->names.front();
    node->value = expr(c->expr());
    return node;
  }
  if (auto *c = dynamic_cast<P::DataDeclContext *>(context)) {
    auto node = make<DataDecl>(c);
    node->name = name(c->name());
    node->type = c->type() ? type(c->type()) : nullptr;
    node->value = expr(c->expr());
    return node;
  }
  if (auto *c = dynamic_cast<P::ObservableDeclContext *>(context)) {
    auto node = make<ObservableDecl>(c);
    node->name = name(c->name());
    auto *statics = c->statics();
    if (statics && statics->staticParam().size() == 1 && statics->staticParam(0)->INT()) {
      ExprPtr size = number(*statics->staticParam(0)->getStart());
      node->size = as<NumberExpr>(size.get())->integer;
      statics = nullptr;
    }
    node->signature = signature(statics, c->params());
    node->value = expr(c->expr());
    return node;
  }
  if (auto *c = dynamic_cast<P::ProblemDeclContext *>(context))
    return problem(c);
  if (auto *c = dynamic_cast<P::NoiseDeclContext *>(context)) {
    auto node = make<NoiseDecl>(c);
    node->name = name(c->name());
    node->signature = signature(nullptr, c->params());
    node->settings = settings(c->config()->setting());
    return node;
  }
  if (auto *c = dynamic_cast<P::MainDeclContext *>(context)) {
    auto node = make<MainDecl>(c);
    node->name = {"main", span(*c->getStart())};
    node->body = block(c->block());
    return node;
  }
  if (auto *c = dynamic_cast<P::ExternDeclContext *>(context)) {
    auto node = make<CallableDecl>(c);
    node->callableKind = c->GATE() ? CallableDecl::Kind::Gate : CallableDecl::Kind::Func;
    node->name = name(c->name());
    node->signature = signature(c->statics(), c->params());
    node->result = c->type() ? type(c->type()) : nullptr;
    node->isExtern = true;
    return node;
  }
  if (auto *c = dynamic_cast<P::ExportDeclContext *>(context)) {
    auto node = make<ExportDecl>(c);
    node->name = name(c->name());
    return node;
  }
  return unsupported(context, context->getStart()->getText());
}

DeclPtr AstBuilder::unsupported(antlr4::ParserRuleContext *context, std::string keyword) {
  auto node = make<UnsupportedDecl>(context);
  node->name = {std::move(keyword), span(*context->getStart())};
  return node;
}

DeclPtr AstBuilder::callable(P::CallableDeclContext *context) {
  auto node = make<CallableDecl>(context);
  switch (context->kind->getType()) {
  case QmlLexer::FUNC: node->callableKind = CallableDecl::Kind::Func; break;
  case QmlLexer::GATE: node->callableKind = CallableDecl::Kind::Gate; break;
  case QmlLexer::CIRCUIT: node->callableKind = CallableDecl::Kind::Circuit; break;
  default: node->callableKind = CallableDecl::Kind::Kernel;
  }
  node->name = name(context->name());
  node->signature = signature(context->statics(), context->params());
  node->result = context->type() ? type(context->type()) : nullptr;
  if (context->block())
    node->body = block(context->block());
  else
    node->value = expr(context->expr());
  return node;
}

DeclPtr AstBuilder::problem(P::ProblemDeclContext *context) {
  auto node = make<ProblemDecl>(context);
  node->name = name(context->name());
  node->signature = signature(context->statics(), context->params());
  for (auto *item : context->problemBody()->problemItem()) {
    if (auto *c = dynamic_cast<P::ProblemVariableContext *>(item)) {
      auto &variable = node->variables.emplace_back();
      variable.spin = c->kind->getType() == QmlLexer::SPIN;
      variable.name = name(c->name());
      for (auto *size : c->expr())
        variable.sizes.push_back(expr(size));
    } else if (auto *c = dynamic_cast<P::ProblemLetContext *>(item)) {
      node->lets.push_back({pattern(c->pattern()), exprs(c->exprs())});
    } else if (auto *c = dynamic_cast<P::ProblemObjectiveContext *>(item)) {
      if (node->objective)
        fail(Diagnostic("E0016", "a problem has one objective", span(c)).withLabel(node->objective->span, "the first is here"));
      node->maximize = c->MAXIMIZE() != nullptr;
      node->objective = expr(c->expr());
    } else {
      auto *constraint = static_cast<P::ProblemConstraintContext *>(item);
      auto &added = node->constraints.emplace_back();
      added.condition = expr(constraint->expr(0));
      added.penalty = constraint->PENALTY() ? expr(constraint->expr(1)) : nullptr;
    }
  }
  return node;
}

Signature AstBuilder::signature(P::StaticsContext *statics, P::ParamsContext *params) {
  Signature result;
  if (statics) {
    for (auto *s : statics->staticParam()) {
      if (!s->name()) {
        fail(Diagnostic("E0005", "expected a name for the size", span(s)));
        continue;
      }
      result.statics.push_back({name(s->name()), s->expr() ? expr(s->expr()) : nullptr});
    }
  }
  if (!params)
    return result;
  for (auto *p : params->param()) {
    Param param;
    param.trainable = p->PARAM() != nullptr;
    param.own = p->OWN() != nullptr;
    param.type = type(p->type());
    if (p->expr()) {
      result.initials.push_back(expr(p->expr()));
      param.initial = result.initials.back().get();
      param.random = p->TILDE() != nullptr;
    }
    for (auto *n : p->name()) {
      param.name = name(n);
      result.params.push_back(param);
    }
  }
  return result;
}

TypePtr AstBuilder::type(P::TypeContext *context) {
  auto node = std::make_shared<Type>();
  node->span = span(context);
  if (auto *c = dynamic_cast<P::PlainTypeContext *>(context)) {
    node->name = c->typeName()->getText();
    for (auto *d : c->dim())
      node->dims.push_back(d->STAR() ? nullptr : expr(d->expr()));
  } else if (auto *c = dynamic_cast<P::CallableTypeContext *>(context)) {
    node->kind = Type::Kind::Callable;
    node->name = c->getStart()->getText();
    auto types = c->type();
    if (c->ARROW()) {
      node->result = type(types.back());
      types.pop_back();
    }
    for (auto *part : types)
      node->parts.push_back(type(part));
  } else {
    node->kind = Type::Kind::Tuple;
    for (auto *part : static_cast<P::TupleTypeContext *>(context)->tuplePart()) {
      auto types = part->type();
      auto *named = types.size() > 1 ? dynamic_cast<P::PlainTypeContext *>(types[0]) : nullptr;
      if (types.size() > 1 && !(named && named->typeName()->name() && named->dim().empty()))
        fail(Diagnostic("E0005", "unexpected `:`", span(*part->COLON()->getSymbol()), "a name stands before this"));
      node->parts.push_back(type(types.back()));
    }
  }
  return node;
}

Block AstBuilder::block(P::BlockContext *context) {
  Block result;
  result.span = span(context);
  for (auto *s : context->stmt()) {
    if (s->getStart()->getType() != QmlLexer::CALLS_AGAIN) {
      result.statements.push_back(stmt(s));
      continue;
    }
    for (const RepeatedCalls::Call &call : repeated_.runAt(span(s).begin)->calls)
      result.statements.push_back(repeated(call));
  }
  return result;
}

StmtPtr AstBuilder::exprOrAssign(P::ExprOrAssignStmtContext *context) {
  if (context->children.size() == 1) {
    auto node = make<ExprStmt>(context);
    node->expr = expr(static_cast<P::ExprContext *>(context->children[0]));
    return node;
  }
  auto node = make<AssignStmt>(context);
  node->target = expr(context->expr());
  if (context->op->getType() != QmlLexer::ASSIGN)
    node->op = assignmentOp(*context->op);
  node->values = exprs(context->exprs());
  return node;
}

Span AstBuilder::Repetition::actual(Span span) const {
  auto place = [&](uint32_t byte) { return call.range.begin + places[byte - call.model.begin]; };
  return {span.file, place(span.begin), place(span.end)};
}

StmtPtr AstBuilder::repeated(const RepeatedCalls::Call &call) {
  if (error_)
    return nullptr;
  auto spanOf = [&](RepeatedCalls::Range range) { return Span{&source_, range.begin, range.end}; };
  const auto model = models_.find(call.model.begin);
  if (model == models_.end() || span(model->second).end != call.model.end) {
    fail(Diagnostic("E0005", "this is like a call that is no statement", spanOf(call.range))); // the text is parsed again as it is
    return nullptr;
  }
  const Repetition repetition{call, placesInCall(text(spanOf(call.model)), text(spanOf(call.range)))};
  repetition_ = &repetition;
  StmtPtr result = stmt(model->second);
  repetition_ = nullptr;
  return result;
}

StmtPtr AstBuilder::stmt(P::StmtContext *context) {
  const antlr4::Token &first = *context->getStart();
  if (!repeated_.runs().empty() && !repetition_)
    models_.try_emplace(spans_.of(first).begin, context);
  if (first.getType() == QmlLexer::NAME)
    return exprOrAssign(static_cast<P::ExprOrAssignStmtContext *>(context));
  if (auto *c = dynamic_cast<P::QubitStmtContext *>(context)) {
    auto node = make<QubitStmt>(c);
    node->size = c->expr() ? expr(c->expr()) : nullptr;
    for (auto *n : c->name())
      node->names.push_back(name(n));
    if (c->KET()) {
      std::string ket = c->KET()->getText();
      node->ket = ket.substr(1, ket.size() - 2);
    }
    return node;
  }
  if (auto *c = dynamic_cast<P::LetStmtContext *>(context)) {
    auto node = make<LetStmt>(c);
    node->isMutable = c->kind->getType() == QmlLexer::VAR;
    node->names = pattern(c->pattern());
    node->type = c->type() ? type(c->type()) : nullptr;
    node->values = exprs(c->exprs());
    return node;
  }
  if (auto *c = dynamic_cast<P::IfStmtContext *>(context)) {
    auto node = make<IfStmt>(c);
    auto blocks = c->block();
    auto conditions = c->expr();
    for (size_t i = 0; i < conditions.size(); ++i)
      node->branches.push_back({expr(conditions[i]), block(blocks[i])});
    if (blocks.size() > conditions.size())
      node->otherwise = block(blocks.back());
    return node;
  }
  if (auto *c = dynamic_cast<P::ForStmtContext *>(context)) {
    auto node = make<ForStmt>(c);
    node->pattern = pattern(c->pattern());
    node->iterable = expr(c->expr());
    node->body = block(c->block());
    return node;
  }
  if (auto *c = dynamic_cast<P::WhileStmtContext *>(context)) {
    auto node = make<WhileStmt>(c);
    node->condition = expr(c->expr());
    node->body = block(c->block());
    return node;
  }
  if (auto *c = dynamic_cast<P::CtrlStmtContext *>(context)) {
    auto node = make<ModifierStmt>(c);
    node->modifier = ModifierStmt::Modifier::Ctrl;
    node->arguments = arguments(c->arguments());
    node->body = block(c->block());
    return node;
  }
  if (auto *c = dynamic_cast<P::AdjointStmtContext *>(context)) {
    auto node = make<ModifierStmt>(c);
    node->modifier = ModifierStmt::Modifier::Adjoint;
    node->body = block(c->block());
    return node;
  }
  if (auto *c = dynamic_cast<P::PowStmtContext *>(context)) {
    auto node = make<ModifierStmt>(c);
    node->modifier = ModifierStmt::Modifier::Pow;
    node->arguments.push_back({std::nullopt, expr(c->expr())});
    node->body = block(c->block());
    return node;
  }
  if (auto *c = dynamic_cast<P::WithinStmtContext *>(context)) {
    auto node = make<WithinStmt>(c);
    node->within = block(c->block(0));
    node->apply = block(c->block(1));
    return node;
  }
  if (auto *c = dynamic_cast<P::ReturnStmtContext *>(context)) {
    auto node = make<ReturnStmt>(c);
    if (c->exprs())
      node->values = exprs(c->exprs());
    return node;
  }
  if (dynamic_cast<P::BreakStmtContext *>(context))
    return make<BreakStmt>(context);
  if (dynamic_cast<P::ContinueStmtContext *>(context))
    return make<ContinueStmt>(context);
  if (auto *c = dynamic_cast<P::AssertStmtContext *>(context)) {
    auto node = make<AssertStmt>(c);
    node->condition = expr(c->expr(0));
    node->message = c->expr().size() > 1 ? expr(c->expr(1)) : nullptr;
    return node;
  }
  return exprOrAssign(static_cast<P::ExprOrAssignStmtContext *>(context));
}

} // namespace qml
