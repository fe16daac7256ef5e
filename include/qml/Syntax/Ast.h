// SPDX-License-Identifier: Apache-2.0
//
// The syntax tree of a .qml file. Nodes own their children; every node knows its place in the source.
#pragma once

#include "qml/Support/Diagnostics.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace qml::ast {

struct Name {
  std::string text;
  Span span;
};

enum class ExprKind {
  Number, Bool, String, FString, Bits, Name, Call, Index, Member, Unary, Binary, Conditional, List, Tuple, Comprehension,
  Train, Minimize, Lambda,
};

struct Expr {
  const ExprKind kind;
  Span span;
  explicit Expr(ExprKind kind) : kind(kind) {}
  virtual ~Expr() = default;
};
using ExprPtr = std::unique_ptr<Expr>;

/// Binds `Kind` to a node class, for `as<T>` below.
template <ExprKind Kind> struct ExprOf : Expr {
  static constexpr ExprKind kindOf = Kind;
  ExprOf() : Expr(Kind) {}
};

/// The node as a `T`, or null if it is another.
template <typename T, typename Node> auto as(Node *node) -> std::conditional_t<std::is_const_v<Node>, const T, T> * {
  using Result = std::conditional_t<std::is_const_v<Node>, const T, T>;
  return node && node->kind == T::kindOf ? static_cast<Result *>(node) : nullptr;
}

struct NumberExpr : ExprOf<ExprKind::Number> {
  double value = 0;
  int64_t integer = 0;
  bool isInteger = false, isImaginary = false;
};
struct BoolExpr : ExprOf<ExprKind::Bool> {
  bool value = false;
};
struct StringExpr : ExprOf<ExprKind::String> {
  std::string value;
};
/// f"text {expr:format}": pieces in order, `expr` null for plain text.
struct FStringExpr : ExprOf<ExprKind::FString> {
  struct Piece {
    std::string text;
    ExprPtr expr;
    std::string format;
  };
  std::vector<Piece> pieces;
};
struct BitsExpr : ExprOf<ExprKind::Bits> {
  std::string bits;
};
struct NameExpr : ExprOf<ExprKind::Name> {
  std::string name;
};

struct ArgumentExpr {
  std::optional<Name> name;
  ExprPtr value;
};
struct CallExpr : ExprOf<ExprKind::Call> {
  ExprPtr callee;
  std::vector<ArgumentExpr> arguments;
};

struct Subscript {
  enum class Kind { Index, Slice, Named };
  Kind kind = Kind::Index;
  Name name;              // Named
  ExprPtr value;          // Index, Named
  ExprPtr start, stop, step; // Slice, each may be null
  Span span;
};
struct IndexExpr : ExprOf<ExprKind::Index> {
  ExprPtr base;
  std::vector<Subscript> subscripts;
};
struct MemberExpr : ExprOf<ExprKind::Member> {
  ExprPtr base;
  Name member;
};

enum class UnaryOp { Minus, Plus, Not };
enum class BinaryOp { Add, Sub, Mul, Div, FloorDiv, Mod, Pow, MatMul, Xor, Eq, Ne, Lt, Gt, Le, Ge, And, Or, Pipe };

struct UnaryExpr : ExprOf<ExprKind::Unary> {
  UnaryOp op;
  ExprPtr operand;
};
struct BinaryExpr : ExprOf<ExprKind::Binary> {
  BinaryOp op;
  Span opSpan;
  ExprPtr left, right;
};
struct ConditionalExpr : ExprOf<ExprKind::Conditional> {
  ExprPtr condition, then, otherwise;
};
struct ListExpr : ExprOf<ExprKind::List> {
  std::vector<ExprPtr> elements;
};
struct TupleExpr : ExprOf<ExprKind::Tuple> {
  std::vector<ExprPtr> elements;
};
/// [element for pattern in iterable if condition …]; also the argument of sum(… for …), then without brackets.
struct ComprehensionExpr : ExprOf<ExprKind::Comprehension> {
  struct Clause {
    std::vector<Name> pattern;
    ExprPtr iterable;
    ExprPtr condition; // may be null
  };
  ExprPtr element;
  std::vector<Clause> clauses;
};

struct Setting {
  std::vector<Name> names;
  ExprPtr value;
};
struct TrainExpr : ExprOf<ExprKind::Train> {
  ExprPtr model, data;
  std::vector<Name> over;
  std::vector<Setting> settings;
};
struct MinimizeExpr : ExprOf<ExprKind::Minimize> {
  bool maximize = false;
  ExprPtr objective;
  std::vector<Name> over;
  std::vector<Setting> settings;
};
struct LambdaExpr : ExprOf<ExprKind::Lambda> {
  Name parameter;
  ExprPtr body;
};

// Statements.

enum class StmtKind { Qubit, Let, Assign, If, For, While, Modifier, Within, Return, Break, Continue, Assert, Expr };

struct Stmt {
  const StmtKind kind;
  Span span;
  explicit Stmt(StmtKind kind) : kind(kind) {}
  virtual ~Stmt() = default;
};
using StmtPtr = std::unique_ptr<Stmt>;
template <StmtKind Kind> struct StmtOf : Stmt {
  static constexpr StmtKind kindOf = Kind;
  StmtOf() : Stmt(Kind) {}
};

struct Block {
  std::vector<StmtPtr> statements;
  Span span;
};

struct QubitStmt : StmtOf<StmtKind::Qubit> {
  ExprPtr size; // null: one qubit
  std::vector<Name> names;
  std::string ket; // initial basis state, "" for |0…0>
};

struct Type;
struct LetStmt : StmtOf<StmtKind::Let> {
  bool isMutable = false;
  std::vector<Name> names;
  std::shared_ptr<Type> type; // may be null
  std::vector<ExprPtr> values;
};
struct AssignStmt : StmtOf<StmtKind::Assign> {
  ExprPtr target;
  std::optional<BinaryOp> op; // += and the like
  std::vector<ExprPtr> values;
};
struct IfStmt : StmtOf<StmtKind::If> {
  struct Branch {
    ExprPtr condition;
    Block body;
  };
  std::vector<Branch> branches;
  std::optional<Block> otherwise;
};
struct ForStmt : StmtOf<StmtKind::For> {
  std::vector<Name> pattern;
  ExprPtr iterable;
  Block body;
};
struct WhileStmt : StmtOf<StmtKind::While> {
  ExprPtr condition;
  Block body;
};
/// ctrl(…) { }, adjoint { } and pow(k) { }.
struct ModifierStmt : StmtOf<StmtKind::Modifier> {
  enum class Modifier { Ctrl, Adjoint, Pow } modifier;
  std::vector<ArgumentExpr> arguments;
  Block body;
};
struct WithinStmt : StmtOf<StmtKind::Within> {
  Block within, apply;
};
struct ReturnStmt : StmtOf<StmtKind::Return> {
  std::vector<ExprPtr> values;
};
struct BreakStmt : StmtOf<StmtKind::Break> {};
struct ContinueStmt : StmtOf<StmtKind::Continue> {};
struct AssertStmt : StmtOf<StmtKind::Assert> {
  ExprPtr condition, message;
};
struct ExprStmt : StmtOf<StmtKind::Expr> {
  ExprPtr expr;
};

// Types and declarations.

struct Type {
  enum class Kind { Plain, Callable, Tuple };
  Kind kind = Kind::Plain;
  Span span;
  std::string name;               // Plain: float, qubit, …; Callable: gate, circuit, func
  std::vector<ExprPtr> dims;      // Plain; null stands for `*`
  std::vector<std::shared_ptr<Type>> parts; // Callable: parameters; Tuple: fields
  std::shared_ptr<Type> result;   // Callable
};
using TypePtr = std::shared_ptr<Type>;

struct Param {
  Name name;
  bool trainable = false; // `param`
  bool own = false;
  TypePtr type;
  const Expr *initial = nullptr; // = expr or ~ initialiser
  bool random = false;           // the initialiser is ~ …
};

struct StaticParam {
  Name name;
  ExprPtr defaultValue; // may be null
};

enum class DeclKind { Const, Data, Callable, Observable, Problem, Noise, Main, Export, Unsupported };

struct Decl {
  const DeclKind kind;
  Span span;
  Name name;
  explicit Decl(DeclKind kind) : kind(kind) {}
  virtual ~Decl() = default;
};
using DeclPtr = std::unique_ptr<Decl>;
template <DeclKind Kind> struct DeclOf : Decl {
  static constexpr DeclKind kindOf = Kind;
  DeclOf() : Decl(Kind) {}
};

struct ConstDecl : DeclOf<DeclKind::Const> {
  std::vector<Name> names;
  ExprPtr value;
};
struct DataDecl : DeclOf<DeclKind::Data> {
  TypePtr type; // may be null
  ExprPtr value;
};
struct Annotation {
  Name name;
  std::vector<ArgumentExpr> arguments;
};
/// What func, gate, circuit, kernel, observable and problem share: a parameter list.
struct Signature {
  std::vector<StaticParam> statics;
  std::vector<Param> params;
  std::vector<ExprPtr> initials; // owns what Param::initial points to
};
struct CallableDecl : DeclOf<DeclKind::Callable> {
  enum class Kind { Func, Gate, Circuit, Kernel } callableKind;
  Signature signature;
  TypePtr result;  // may be null
  std::optional<Block> body;
  ExprPtr value;   // `= expr` form
  bool isExtern = false;
  std::vector<Annotation> annotations;
};
/// observable H[4] = …: `size` is the number of qubits or a symbolic name bound at the use.
struct ObservableDecl : DeclOf<DeclKind::Observable> {
  Signature signature;
  std::optional<int64_t> size;
  ExprPtr value;
};
struct ProblemDecl : DeclOf<DeclKind::Problem> {
  struct Variable {
    bool spin = false;
    Name name;
    std::vector<ExprPtr> sizes;
  };
  struct Let {
    std::vector<Name> names;
    std::vector<ExprPtr> values;
  };
  struct Constraint {
    ExprPtr condition, penalty;
  };
  Signature signature;
  std::vector<Variable> variables;
  std::vector<Let> lets;
  bool maximize = false;
  ExprPtr objective; // may be null
  std::vector<Constraint> constraints;
};
/// noise N(p: float) { GATES: channel; measure: …; idle: … }
struct NoiseDecl : DeclOf<DeclKind::Noise> {
  Signature signature;
  std::vector<Setting> settings;
};
struct MainDecl : DeclOf<DeclKind::Main> {
  Block body;
};
struct ExportDecl : DeclOf<DeclKind::Export> {};
/// Parsed, but not supported yet; `name` is the keyword.
struct UnsupportedDecl : DeclOf<DeclKind::Unsupported> {};

struct File {
  std::vector<DeclPtr> decls;
};

} // namespace qml::ast
