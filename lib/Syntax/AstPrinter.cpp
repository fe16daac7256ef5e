// SPDX-License-Identifier: Apache-2.0
//
// Printing of the syntax tree.

#include "qml/Syntax/AstPrinter.h"

#include <charconv>

namespace qml {

using namespace ast;

static const char *symbol(BinaryOp op) {
  static const char *const symbols[] = {"+", "-", "*", "/", "//", "%", "**", "@", "^", "==", "!=", "<", ">", "<=", ">=", "and", "or", "|>"};
  return symbols[int(op)];
}

template <typename Items, typename Show> static std::string joined(const Items &items, Show show) {
  std::string text;
  for (const auto &item : items)
    text += (text.empty() ? "" : ", ") + show(item);
  return text;
}

static std::string names(const std::vector<Name> &list) {
  return joined(list, [](const Name &name) { return name.text; });
}

static std::string optional(const ExprPtr &expr) { return expr ? printExpr(*expr) : ""; }

static std::string exprs(const std::vector<ExprPtr> &list) {
  return joined(list, [](const ExprPtr &e) { return printExpr(*e); });
}

static std::string arguments(const std::vector<ArgumentExpr> &list) {
  return joined(list, [](const ArgumentExpr &a) { return (a.name ? a.name->text + "=" : "") + printExpr(*a.value); });
}

static std::string settings(const std::vector<Setting> &list) {
  return " {" + joined(list, [](const Setting &s) { return names(s.names) + " = " + printExpr(*s.value); }) + "}";
}

static std::string subscript(const Subscript &s) {
  switch (s.kind) {
  case Subscript::Kind::Index: return printExpr(*s.value);
  case Subscript::Kind::Named: return s.name.text + "=" + printExpr(*s.value);
  case Subscript::Kind::Slice: return optional(s.start) + ":" + optional(s.stop) + (s.step ? ":" + printExpr(*s.step) : "");
  }
  return "";
}

std::string printExpr(const Expr &expr) {
  switch (expr.kind) {
  case ExprKind::Number: {
    auto &number = *as<NumberExpr>(&expr);
    if (number.isInteger)
      return std::to_string(number.integer);
    char buffer[32];
    auto [end, status] = std::to_chars(buffer, buffer + sizeof buffer, number.value);
    return std::string(buffer, end) + (number.isImaginary ? "j" : "");
  }
  case ExprKind::Bool: return as<BoolExpr>(&expr)->value ? "true" : "false";
  case ExprKind::String: return "\"" + as<StringExpr>(&expr)->value + "\"";
  case ExprKind::FString: {
    std::string text;
    for (const auto &piece : as<FStringExpr>(&expr)->pieces)
      text += piece.expr ? "{" + printExpr(*piece.expr) + (piece.format.empty() ? "" : ":" + piece.format) + "}" : piece.text;
    return "f\"" + text + "\"";
  }
  case ExprKind::Bits: return "b\"" + as<BitsExpr>(&expr)->bits + "\"";
  case ExprKind::Name: return as<NameExpr>(&expr)->name;
  case ExprKind::Call: return printExpr(*as<CallExpr>(&expr)->callee) + "(" + arguments(as<CallExpr>(&expr)->arguments) + ")";
  case ExprKind::Index: return printExpr(*as<IndexExpr>(&expr)->base) + "[" + joined(as<IndexExpr>(&expr)->subscripts, subscript) + "]";
  case ExprKind::Member: return printExpr(*as<MemberExpr>(&expr)->base) + "." + as<MemberExpr>(&expr)->member.text;
  case ExprKind::Unary: {
    auto &node = *as<UnaryExpr>(&expr);
    return std::string("(") + (node.op == UnaryOp::Minus ? "-" : node.op == UnaryOp::Plus ? "+" : "not ") + printExpr(*node.operand) + ")";
  }
  case ExprKind::Binary: {
    auto &node = *as<BinaryExpr>(&expr);
    return "(" + printExpr(*node.left) + " " + symbol(node.op) + " " + printExpr(*node.right) + ")";
  }
  case ExprKind::Conditional: {
    auto &node = *as<ConditionalExpr>(&expr);
    return "(" + printExpr(*node.then) + " if " + printExpr(*node.condition) + " else " + printExpr(*node.otherwise) + ")";
  }
  case ExprKind::List: return "[" + exprs(as<ListExpr>(&expr)->elements) + "]";
  case ExprKind::Tuple: return "(" + exprs(as<TupleExpr>(&expr)->elements) + ",)";
  case ExprKind::Comprehension: {
    auto &node = *as<ComprehensionExpr>(&expr);
    std::string text = "[" + printExpr(*node.element);
    for (const auto &clause : node.clauses)
      text += " for " + names(clause.pattern) + " in " + printExpr(*clause.iterable) + (clause.condition ? " if " + printExpr(*clause.condition) : "");
    return text + "]";
  }
  case ExprKind::Train: {
    auto &node = *as<TrainExpr>(&expr);
    return "train " + printExpr(*node.model) + " on " + printExpr(*node.data) + (node.over.empty() ? "" : " over " + names(node.over)) + settings(node.settings);
  }
  case ExprKind::Minimize: {
    auto &node = *as<MinimizeExpr>(&expr);
    return (node.maximize ? "maximize " : "minimize ") + printExpr(*node.objective) + (node.over.empty() ? "" : " over " + names(node.over)) + settings(node.settings);
  }
  case ExprKind::Lambda: return "(" + as<LambdaExpr>(&expr)->parameter.text + " => " + printExpr(*as<LambdaExpr>(&expr)->body) + ")";
  }
  return "";
}

static std::string printBlock(const Block &block, const std::string &indent);

static std::string printStmt(const Stmt &stmt, const std::string &in) {
  auto block = [&](const Block &b) { return printBlock(b, in + "  "); };
  switch (stmt.kind) {
  case StmtKind::Qubit: {
    auto &node = *as<QubitStmt>(&stmt);
    return in + "qubit" + (node.size ? "[" + printExpr(*node.size) + "]" : "") + " " + names(node.names) + (node.ket.empty() ? "" : " = |" + node.ket + ">") + "\n";
  }
  case StmtKind::Let: return in + (as<LetStmt>(&stmt)->isMutable ? "var " : "let ") + names(as<LetStmt>(&stmt)->names) + " = " + exprs(as<LetStmt>(&stmt)->values) + "\n";
  case StmtKind::Assign: {
    auto &node = *as<AssignStmt>(&stmt);
    return in + printExpr(*node.target) + " " + (node.op ? symbol(*node.op) : "") + "= " + exprs(node.values) + "\n";
  }
  case StmtKind::If: {
    std::string text;
    for (const auto &branch : as<IfStmt>(&stmt)->branches)
      text += in + (text.empty() ? "if " : "elif ") + printExpr(*branch.condition) + "\n" + block(branch.body);
    return as<IfStmt>(&stmt)->otherwise ? text + in + "else\n" + block(*as<IfStmt>(&stmt)->otherwise) : text;
  }
  case StmtKind::For: return in + "for " + names(as<ForStmt>(&stmt)->pattern) + " in " + printExpr(*as<ForStmt>(&stmt)->iterable) + "\n" + block(as<ForStmt>(&stmt)->body);
  case StmtKind::While: return in + "while " + printExpr(*as<WhileStmt>(&stmt)->condition) + "\n" + block(as<WhileStmt>(&stmt)->body);
  case StmtKind::Modifier: {
    static const char *const words[] = {"ctrl", "adjoint", "pow"};
    auto &node = *as<ModifierStmt>(&stmt);
    return in + words[int(node.modifier)] + "(" + arguments(node.arguments) + ")\n" + block(node.body);
  }
  case StmtKind::Within: return in + "within\n" + block(as<WithinStmt>(&stmt)->within) + in + "apply\n" + block(as<WithinStmt>(&stmt)->apply);
  case StmtKind::Return: return in + "return " + exprs(as<ReturnStmt>(&stmt)->values) + "\n";
  case StmtKind::Break: return in + "break\n";
  case StmtKind::Continue: return in + "continue\n";
  case StmtKind::Assert: return in + "assert " + printExpr(*as<AssertStmt>(&stmt)->condition) + (as<AssertStmt>(&stmt)->message ? ", " + printExpr(*as<AssertStmt>(&stmt)->message) : "") + "\n";
  case StmtKind::Expr: return in + printExpr(*as<ExprStmt>(&stmt)->expr) + "\n";
  }
  return "";
}

static std::string printBlock(const Block &block, const std::string &indent) {
  std::string text;
  for (const StmtPtr &stmt : block.statements)
    text += printStmt(*stmt, indent);
  return text;
}

static std::string printType(const Type &type) {
  auto parts = [&] { return joined(type.parts, [](const TypePtr &t) { return printType(*t); }); };
  if (type.kind == Type::Kind::Tuple)
    return "(" + parts() + ")";
  if (type.kind == Type::Kind::Callable)
    return type.name + "(" + parts() + ")" + (type.result ? " -> " + printType(*type.result) : "");
  std::string dims = joined(type.dims, [](const ExprPtr &d) { return d ? printExpr(*d) : "*"; });
  return type.name + (dims.empty() ? "" : "[" + dims + "]");
}

static std::string printSignature(const Signature &signature) {
  std::string statics = joined(signature.statics, [](const StaticParam &s) { return s.name.text + (s.defaultValue ? "=" + printExpr(*s.defaultValue) : ""); });
  std::string params = joined(signature.params, [](const Param &p) {
    return (p.trainable ? "param " : "") + p.name.text + ": " + printType(*p.type) + (p.initial ? (p.random ? " ~ " : " = ") + printExpr(*p.initial) : "");
  });
  return (statics.empty() ? "" : "[" + statics + "]") + "(" + params + ")";
}

std::string printDecl(const Decl &decl) {
  switch (decl.kind) {
  case DeclKind::Const: return "const " + names(as<ConstDecl>(&decl)->names) + " = " + printExpr(*as<ConstDecl>(&decl)->value) + "\n";
  case DeclKind::Data: return "data " + decl.name.text + " = " + printExpr(*as<DataDecl>(&decl)->value) + "\n";
  case DeclKind::Callable: {
    static const char *const words[] = {"func ", "gate ", "circuit ", "kernel "};
    auto &node = *as<CallableDecl>(&decl);
    std::string head = (node.isExtern ? "extern " : "") + std::string(words[int(node.callableKind)]) + decl.name.text + printSignature(node.signature) +
                       (node.result ? " -> " + printType(*node.result) : "");
    return head + (node.value ? " = " + printExpr(*node.value) : "") + "\n" + (node.body ? printBlock(*node.body, "  ") : "");
  }
  case DeclKind::Observable: {
    auto &node = *as<ObservableDecl>(&decl);
    return "observable " + decl.name.text + (node.size ? "[" + std::to_string(*node.size) + "]" : "") + printSignature(node.signature) + " = " + printExpr(*node.value) + "\n";
  }
  case DeclKind::Problem: {
    auto &node = *as<ProblemDecl>(&decl);
    std::string text = "problem " + decl.name.text + printSignature(node.signature) + "\n";
    for (const auto &variable : node.variables)
      text += std::string("  ") + (variable.spin ? "spin " : "binary ") + variable.name.text + "[" + exprs(variable.sizes) + "]\n";
    for (const auto &let : node.lets)
      text += "  let " + names(let.names) + " = " + exprs(let.values) + "\n";
    if (node.objective)
      text += std::string(node.maximize ? "  maximize " : "  minimize ") + printExpr(*node.objective) + "\n";
    for (const auto &constraint : node.constraints)
      text += "  subject to " + printExpr(*constraint.condition) + (constraint.penalty ? " penalty " + printExpr(*constraint.penalty) : "") + "\n";
    return text;
  }
  case DeclKind::Noise: {
    auto &node = *as<NoiseDecl>(&decl);
    std::string text = "noise " + decl.name.text + printSignature(node.signature) + "\n";
    for (const Setting &setting : node.settings)
      text += "  " + names(setting.names) + ": " + printExpr(*setting.value) + "\n";
    return text;
  }
  case DeclKind::Main: return "main\n" + printBlock(as<MainDecl>(&decl)->body, "  ");
  case DeclKind::Export: return "export " + decl.name.text + "\n";
  case DeclKind::Unsupported: return decl.name.text + "\n";
  }
  return "";
}

} // namespace qml
