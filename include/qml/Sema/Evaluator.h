// SPDX-License-Identifier: Apache-2.0
//
// The one evaluator of the language, a walk over the syntax tree. It folds what is known at compile time, runs `main`, stages
// circuits and funcs for compilation (run-time values go to a Stager) and, with open sizes, checks declarations. One set of
// rules therefore decides about types, shapes and ownership in all four.
#pragma once

#include "qml/Sema/Program.h"
#include "qml/Sema/Stager.h"
#include "qml/Sema/Value.h"

#include <limits>
#include <set>
#include <utility>

namespace qml {

/// What `main` needs from outside: execution of compiled code, data, training.
class Host {
public:
  virtual ~Host() = default;
  virtual Value data(Evaluator &evaluator, const ast::DataDecl &decl) = 0;
  virtual Value problem(Evaluator &evaluator, const ast::ProblemDecl &decl, const Callable &callee,
                        Arguments arguments, Span span) = 0;
  /// Runs a circuit, a func that needs compilation, or a kernel; `companion` is "", "state", "counts", ….
  virtual Value run(Evaluator &evaluator, const Callable &callee, const std::string &companion,
                    Arguments arguments, Span span) = 0;
  /// A parameter or other member of a circuit or func.
  virtual Value member(Evaluator &evaluator, const Callable &callee, const std::string &name, Span span) = 0;
  virtual void assign(Evaluator &evaluator, const Callable &callee, const std::string &name, Value value, Span span) = 0;
  virtual Value train(Evaluator &evaluator, const ast::TrainExpr &expr) = 0;
  virtual Value minimize(Evaluator &evaluator, const ast::MinimizeExpr &expr) = 0;
  /// A built-in function of the host (svc, save, …); nothing if it has none of that name.
  virtual std::optional<Value> builtin(Evaluator &evaluator, const std::string &name,
                                       Arguments arguments, Span span) = 0;
  virtual std::vector<std::string> builtinNames() const = 0;
  virtual void print(const std::string &line) = 0;
};

class Scope {
public:
  explicit Scope(Scope *parent = nullptr) : parent_(parent) {}
  struct Binding {
    Value value;
    Span declared;
    bool isMutable = false;
    std::optional<Span> moved; // qubits that went to another name
  };
  Binding *find(const std::string &name);
  bool findHere(const std::string &name) const { return bindings_.count(name); }
  Binding &define(const std::string &name, Value value, Span declared, bool isMutable = false);
  std::vector<std::string> names() const;

private:
  Scope *parent_;
  std::map<std::string, Binding> bindings_;
};

class Evaluator {
public:
  /// Lists and ranges longer than this are refused.
  static constexpr int64_t maxItems = 100'000'000;

  Evaluator(const Program &program, Host *host) : program_(program), host_(host) {}

  const Program &program() const { return program_; }
  Host *host() { return host_; }
  Stager *stager() { return stager_; }
  /// Runs the program's main. Returns the first error.
  Status runMain();
  /// Checks every declaration of the user's file with open sizes, appending what is wrong.
  void checkDeclarations(std::vector<Diagnostic> &diagnostics);

  // For the host and for IRGen; these throw Failure.
  Value evaluate(const ast::Expr &expr, Scope &scope);
  Value call(const Callable &callee, Arguments arguments, Span span);
  Scope &globals() { return globals_; }
  /// The scope that the expression now evaluated by the host belongs to.
  Scope &currentScope() { return *scope_; }
  /// Binds statics, sizes and arguments of a declaration. Missing `param`s are left unbound.
  void bind(const ast::Signature &signature, const Callable &callee, const Arguments &arguments, Scope &scope, Span span);
  /// The shape `type` has in `scope`, whose sizes are bound.
  std::vector<SymInt> shapeOf(const ast::Type &type, Scope &scope);
  /// Evaluates the body of a func or circuit in `scope`; the value it returns.
  Value evaluateBody(const ast::CallableDecl &decl, Scope &scope, Stager &stager);
  /// Evaluates an expression whose run-time parts go to `stager`.
  Value evaluateStaged(const ast::Expr &expr, Scope &scope, Stager &stager);
  /// Applies a gate with its angles bound to as many fresh qubits as it needs and reads the state.
  Value recipeState(const Callable &recipe, Span span, Stager &stager);
  /// Unifies a value's shape with a parameter's type, binding sizes; false if it does not fit.
  bool unify(const ast::Type &type, const Value &value, Scope &scope);
  [[noreturn]] void fail(Diagnostic diagnostic) const { throw Failure{std::move(diagnostic)}; }
  // Operations on run-time values.
  Dynamic asDynamic(const Value &value, Span span);
  Value reduceDynamic(TensorOp op, const Value &operand, Span span);
  Value transposeDynamic(const Value &operand, Span span);
  Value concatDynamic(const std::vector<Value> &parts, Span span);
  int64_t countOf(const Value &value, Span span);
  Value elementwise(TensorOp op, std::vector<Value> operands, Span span);
  Value binary(ast::BinaryOp op, const Value &left, const Value &right, Span span);
  Value indexValue(const Value &base, const std::vector<Value> &indices, Span span);
  /// All elements along the first axis.
  std::vector<Value> items(const Value &iterable, Span span);
  bool truth(const Value &value, Span span);
  int64_t integer(const Value &value, Span span, const char *what);
  /// The functions that make channels of noise models.
  static bool isChannel(const std::string &name);
  static std::vector<std::string> channelNames();
  void assignPattern(const std::vector<ast::Name> &names, const Value &value, Scope &scope, Span span, bool isMutable = false);
  bool checking() const { return checking_; }
  /// Until it goes out of scope, steps are counted anew and not among those of the program: the bound is one of each row of data
  /// that the host evaluates something for, and of each constant.
  struct OwnSteps {
    Evaluator &evaluator;
    int64_t outer;
    explicit OwnSteps(Evaluator &evaluator) : evaluator(evaluator), outer(std::exchange(evaluator.steps_, 0)) {}
    ~OwnSteps() { evaluator.steps_ = outer; }
  };

private:
  friend class Builtins;
  /// Binds statics and parameters of a declaration under check.
  void openScope(const ast::Signature &signature, Scope &scope);
  struct ReturnValue {
    Value value;
  };
  enum class Flow { Next, Break, Continue, Return };

  struct Frame;
  /// Thrown where checking takes long, as in the loops of a `main` that computes much; what follows is found when it runs.
  struct CheckTooLong {};

  // EvaluatorExpr.cpp
  Value name(const ast::NameExpr &expr, Scope &scope);
  Value index(const ast::IndexExpr &expr, Scope &scope);
  Value subscripts(const Value &base, const ast::IndexExpr &expr, Scope &scope);
  Value sliceValue(const Value &base, const ast::Subscript &slice, Scope &scope, Span span);
  Value member(const ast::MemberExpr &expr, Scope &scope);
  Value conditional(const ast::ConditionalExpr &expr, Scope &scope);
  Value comprehension(const ast::ComprehensionExpr &expr, Scope &scope);
  Value fstring(const ast::FStringExpr &expr, Scope &scope);
  void countStep(Span span);
  Value binaryExpr(const ast::BinaryExpr &expr, Scope &scope);
  Value pipe(const ast::BinaryExpr &expr, Scope &scope);
  Value unary(ast::UnaryOp op, const Value &operand, Span span);
  Value constant(const ast::ConstDecl &decl, const std::string &name);
  Value observable(const ast::ObservableDecl &decl, const Callable &callee, const Arguments &arguments, Span span);

  // Noise.cpp
  Value channel(const std::string &name, const Arguments &arguments, Span span);
  Value noise(const ast::NoiseDecl &decl, const Callable &callee, const Arguments &arguments, Span span);
  Value noiseModel(const ast::NoiseDecl &decl, Scope &scope);

  // EvaluatorArithmetic.cpp
  Value compare(ast::BinaryOp op, const Value &left, const Value &right, Span span);
  Value integerArithmetic(ast::BinaryOp op, int64_t left, int64_t right, Span span);
  Value matmul(const Value &left, const Value &right, Span span);

  // EvaluatorStmt.cpp
  Flow block(const ast::Block &block, Scope &parent);
  Flow statement(const ast::Stmt &stmt, Scope &scope);
  Flow forLoop(const ast::ForStmt &stmt, Scope &scope);
  [[noreturn]] void afterReading(Span span);
  void qubits(const ast::QubitStmt &stmt, Scope &scope);
  void let(const ast::LetStmt &stmt, Scope &scope);
  void assign(const ast::AssignStmt &stmt, Scope &scope);
  void modifier(const ast::ModifierStmt &stmt, Scope &scope);
  void within(const ast::WithinStmt &stmt, Scope &scope);

  // EvaluatorCall.cpp
  Value callExpr(const ast::CallExpr &expr, Scope &scope);
  Arguments arguments(const std::vector<ast::ArgumentExpr> &list, Scope &scope);
  Arguments gradArguments(const std::vector<ast::ArgumentExpr> &list, Scope &scope);
  Value callDecl(const Callable &callee, const ast::Decl &decl, Arguments arguments, Span span);
  Value pureFunc(const ast::CallableDecl &decl, const Callable &callee, const Arguments &arguments, Span span);

  // EvaluatorBind.cpp
  Value withStatics(const Callable &callee, const ast::IndexExpr &expr, Scope &scope);
  std::string declaredType(const ast::Type &type, Scope &scope);

  // EvaluatorGates.cpp
  Value applyGate(const Callable &callee, Arguments arguments, Span span);
  void applyRow(const GateRow &row, const Arguments &arguments, Span span);
  void applyUserGate(const ast::CallableDecl &decl, const Callable &callee, const Arguments &arguments, Span span);
  /// A register or qubit given to a gate, and where.
  using QubitUse = std::pair<const QubitRef *, Span>;
  void checkDisjoint(const std::vector<QubitUse> &uses);
  /// Fails if a qubit allocated in the gate `decl`, from number `first` on, was changed outside of `within`.
  void checkAncillas(const ast::CallableDecl &decl, int first);

  // EvaluatorQuantum.cpp
  Value modified(const std::string &which, const Arguments &arguments, Span span);
  void pushControls(const Arguments &arguments, Callable::Modifier &modifier, Span span);
  void withModifier(const Callable::Modifier &modifier, Span span, const std::function<void()> &body);
  void record(GateEvent event);
  std::vector<GateEvent> recorded(const std::function<void()> &body);
  void replay(const std::vector<GateEvent> &events, bool inverse);
  QubitRef newQubits(const SymInt &size, const std::string &name, Span span);
  void emit(GateEvent event);

  // EvaluatorReadings.cpp
  Value pauli(const GateRow &row, const Value &operand, Span span);
  void evolve(const Arguments &arguments, Span span);
  std::optional<Value> quantumBuiltin(const std::string &name, const Arguments &arguments, Span span);
  Value reading(const std::string &name, const Arguments &arguments, Span span);
  std::vector<PauliSum> observablesOf(const Value &value, const Value *qubits, Span span);

  /// Stages for `stager`, in `frame` (null in funcs), until it goes out of scope.
  struct Staging {
    Evaluator &evaluator;
    Stager *outerStager;
    Frame *outerFrame;
    Staging(Evaluator &evaluator, Stager &stager, Frame *frame);
    ~Staging();
  };

  /// A constant or observable under evaluation: fails if it depends on itself. With `apart` the circuit that uses it is
  /// out of reach, until it goes out of scope.
  struct Definition {
    Evaluator &evaluator;
    const ast::Decl &decl;
    Stager *outerStager;
    Frame *outerFrame;
    Definition(Evaluator &evaluator, const ast::Decl &decl, const std::string &what, bool apart);
    ~Definition();
  };

  /// Counts nested gates and funcs, so that recursion ends in an error.
  struct DepthLimit {
    Evaluator &evaluator;
    DepthLimit(Evaluator &evaluator, Span span);
    ~DepthLimit() { --evaluator.callDepth_; }
  };

  /// What belongs to the circuit or gate now evaluated.
  struct Frame {
    const ast::CallableDecl *decl = nullptr;
    int numQubits = 0;
    int numRegisters = 0;
    std::vector<std::vector<GateEvent>> buffers; // innermost last
    std::vector<Callable::Modifier> controls;
    std::optional<std::pair<std::string, Span>> reading; // the last one: its name and place
    std::set<int> disturbed; // qubits changed outside of `within`
    int withinDepth = 0;
    int firstAncilla = std::numeric_limits<int>::max(); // qubits from here on were allocated in the gate under evaluation
    int64_t numGates = 0;
    std::map<int, std::pair<std::string, Span>> origin; // of each qubit: its register's name and place
  };

  const Program &program_;
  Host *host_;
  Stager *stager_ = nullptr;
  Frame *frame_ = nullptr;
  Scope globals_;
  Scope *scope_ = &globals_;
  Value returned_;
  bool checking_ = false;
  const ast::Expr *statementExpr_ = nullptr; // the call that is a whole statement
  bool applying_ = false;                    // the call now entered is one
  std::map<std::string, Span> staticSpans_;
  unsigned depth_ = 0;
  unsigned callDepth_ = 0;
  int64_t steps_ = 0;
  int numOpenLoops_ = 0; // over range(n) with n open: tells their symbols apart
  std::set<const ast::Decl *> evaluating_;
  std::set<const ast::Decl *> unknownConstants_; // while checking
};

/// Built-in functions of the language that need no host (sum, exp, argmax, range, …).
class Builtins {
public:
  static bool exists(const std::string &name);
  static std::vector<std::string> names();
  static Value call(Evaluator &evaluator, const std::string &name, const Arguments &arguments, Span span);
};

} // namespace qml
