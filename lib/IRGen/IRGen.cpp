// SPDX-License-Identifier: Apache-2.0
//
// Specialisations: functions for circuits, funcs and expressions, and calls of them.

#include "Function.h"

#include <mlir/Dialect/Func/IR/FuncOps.h>
#include <mlir/Dialect/Linalg/IR/Linalg.h>
#include <mlir/Dialect/Math/IR/Math.h>
#include <mlir/Dialect/Tensor/IR/Tensor.h>

using namespace mlir;

namespace qml {

IRGen::IRGen(Evaluator &evaluator, MLIRContext &context)
    : evaluator_(evaluator), context_(context), module_(ModuleOp::create(UnknownLoc::get(&context))), builder_(&context) {
  DialectRegistry registry;
  registerDialects(registry);
  context.appendDialectRegistry(registry);
  // Those of what is staged here, but for linalg, which takes longest and few need. Passes load theirs, which an object from the cache
  // has no need of.
  context.loadDialect<arith::ArithDialect, func::FuncDialect, math::MathDialect, ml::QmlDialect, quantum::QuantumDialect,
                      tensor::TensorDialect>();
}

IRGen::~IRGen() = default;

Location IRGen::location(Span span) {
  if (!span.file)
    return builder_.getUnknownLoc();
  const auto position = span.file->position(span.begin);
  return FileLineColLoc::get(builder_.getStringAttr(span.file->name()), position.line, position.column);
}

RankedTensorType IRGen::tensorType(const std::vector<int64_t> &shape) {
  SmallVector<int64_t> dims;
  for (int64_t d : shape)
    dims.push_back(d < 0 ? ShapedType::kDynamic : d);
  return RankedTensorType::get(dims, builder_.getF64Type());
}

IRGen::Nested::Nested(IRGen &gen, const std::string &symbol, Span span) : gen(gen), guard(gen.builder_), outer(gen.function_) {
  gen.builder_.setInsertionPointToEnd(gen.module_->getBody());
  function.op = func::FuncOp::create(gen.builder_, gen.location(span), symbol, gen.builder_.getFunctionType({}, {}));
  gen.builder_.setInsertionPointToStart(function.op.addEntryBlock());
  gen.function_ = &function;
}

IRGen::Nested::~Nested() {
  gen.function_ = outer;
  if (!done)
    function.op.erase();
}

/// Adds a block argument at `index` and the same to the function's type.
static mlir::Value insertArgument(func::FuncOp op, unsigned index, Type type, const std::string &name, Location loc) {
  NamedAttrList attributes;
  attributes.set("qml.name", StringAttr::get(op.getContext(), name));
  (void)op.insertArgument(index, type, attributes.getDictionary(op.getContext()), loc);
  return op.getArgument(index);
}

Dynamic IRGen::argument(const std::string &name, const std::vector<int64_t> &shape) {
  Function &f = *function_;
  mlir::Value value = insertArgument(f.op, f.numArguments++, tensorType(shape), name, f.op.getLoc());
  f.argumentNames.push_back(name);
  f.argumentShapes.push_back(shape);
  Dynamic result;
  for (int64_t d : shape)
    result.shape.push_back(d);
  result.handle = shape.empty() ? asScalar(value).getAsOpaquePointer() : value.getAsOpaquePointer();
  return result;
}

mlir::Value IRGen::param(const ParamKey &key) {
  Function &f = *function_;
  for (size_t i = 0; i < f.params.size(); ++i)
    if (f.params[i] == key) {
      if (f.params[i].shape != key.shape)
        evaluator_.fail(Diagnostic("E0107", "`" + key.name + "` of `" + key.decl->name.text + "` would have two shapes here, " +
                                               shapeText(f.params[i].shape) + " and " + shapeText(key.shape), key.decl->name.span));
      return f.op.getArgument(f.numArguments + i);
    }
  f.params.push_back(key);
  unsigned index = f.numArguments + f.params.size() - 1;
  mlir::Value value = insertArgument(f.op, index, tensorType(key.shape), key.decl->name.text + "." + key.name, f.op.getLoc());
  f.op.setArgAttr(index, "qml.param", builder_.getUnitAttr());
  return value;
}

/// Returns `result` from the function under construction and fills `spec` with its signature.
void IRGen::finish(Specialisation &spec, const Value &result, Span span) {
  Function &f = *function_;
  std::vector<Value> results;
  if (auto *tuple = result.tuple()) {
    spec.isTuple = true;
    results = tuple->items;
  } else {
    results = {result};
  }
  SmallVector<mlir::Value> values;
  for (const Value &item : results) {
    if (!isDynamic(item) && !asTensor(item))
      evaluator_.fail(Diagnostic("E0110", "a compiled function returns numbers and tensors, this is " + typeText(item), span));
    std::vector<int64_t> shape;
    mlir::Value value;
    if (auto *dynamic = item.get<Dynamic>()) {
      value = mlir::Value::getFromOpaquePointer(dynamic->handle);
      for (const SymInt &d : dynamic->shape)
        shape.push_back(d.constant().value_or(-1));
    } else if (auto tensor = asTensor(item)) {
      value = mlir::Value::getFromOpaquePointer(constant(*tensor));
      shape = tensor->shape;
    } else {
      Value stacked = evaluator_.elementwise(TensorOp::Neg, {evaluator_.elementwise(TensorOp::Neg, {item}, span)}, span);
      value = mlir::Value::getFromOpaquePointer(stacked.get<Dynamic>()->handle);
      for (const SymInt &d : stacked.get<Dynamic>()->shape)
        shape.push_back(*d.constant());
    }
    if (!isa<RankedTensorType>(value.getType())) {
      // A reading that went through its scalar: hand on the tensor it came from.
      auto extract = value.getDefiningOp<tensor::ExtractOp>();
      if (extract && extract.getIndices().empty() && extract.getTensor().getDefiningOp<quantum::ReadOp>())
        value = extract.getTensor();
      else
        value = tensor::FromElementsOp::create(builder_, value.getLoc(), tensorType({}), value);
    }
    spec.resultShapes.push_back(shape);
    values.push_back(value);
  }
  if (!f.qubits.empty())
    quantum::DeallocOp::create(builder_, f.op.getLoc(), f.qubits);
  func::ReturnOp::create(builder_, f.op.getLoc(), values);
  f.op.setFunctionType(builder_.getFunctionType(f.op.getBody().front().getArgumentTypes(), ValueRange(values).getTypes()));
  spec.argumentNames = f.argumentNames;
  spec.argumentShapes = f.argumentShapes;
  spec.params = f.params;
  spec.takesSamples = f.takesSamples;
  spec.readsVariables = f.readsVariables;
  spec.readingNames = f.readingNames;
  spec.numQubits = f.qubits.size();
  spec.isCircuit = !f.readingNames.empty();
  // A reading that is not returned, or in another order, needs the function and not the plan alone.
  spec.returnsReadings = spec.isCircuit && f.readingNames.size() == values.size() && f.reads.size() == values.size() &&
                         std::equal(values.begin(), values.end(), f.reads.begin());
  if (spec.isCircuit)
    f.op->setAttr("quantum.circuit", builder_.getUnitAttr());
}

bool isRuntime(const ast::Type &type) {
  return type.kind == ast::Type::Kind::Plain && (type.name == "float" || type.name == "angle");
}

const Specialisation &IRGen::specialise(const Callable &callee, const Arguments &given, Span span, bool wholeState, const NoiseModel *noise) {
  Noisy noisy(*this, noise);
  return specialiseInNoise(callee, given, span, wholeState);
}

const Specialisation &IRGen::specialiseInNoise(const Callable &callee, const Arguments &given, Span span, bool wholeState) {
  auto &decl = *ast::as<ast::CallableDecl>(callee.decl);
  std::string key = (wholeState ? "whole " : "") + (noise_ ? "noise{" + noise_->key + "} " : "") + valueKey(Value(callee));
  Scope probe(&evaluator_.globals());
  evaluator_.bind(decl.signature, callee, given, probe, span);
  for (const ast::Param &param : decl.signature.params) {
    if (param.trainable)
      continue;
    const Value &value = probe.find(param.name.text)->value;
    auto tensor = asTensor(value);
    key += "|" + (isRuntime(*param.type) && tensor ? shapeText(tensor->shape) : valueKey(value));
  }
  for (const ast::StaticParam &s : decl.signature.statics)
    key += ";" + valueKey(probe.find(s.name.text)->value);
  // A parameter of another circuit may have changed since.
  if (auto found = known_.find(key); found != known_.end() && !found->second->readsVariables)
    return *found->second;

  std::string symbol = decl.name.text;
  for (int i = 1; module_->lookupSymbol(symbol); ++i)
    symbol = decl.name.text + "." + std::to_string(i);
  Specialisation spec;
  spec.symbol = symbol;
  spec.decl = &decl;
  {
    Nested nested(*this, symbol, decl.name.span);
    Scope scope(&evaluator_.globals());
    evaluator_.bind(decl.signature, callee, given, scope, span);
    for (const ast::Param &param : decl.signature.params) {
      if (param.trainable)
        continue;
      Scope::Binding *binding = scope.find(param.name.text);
      std::vector<int64_t> shape;
      if (auto *dynamic = binding->value.get<Dynamic>())
        for (const SymInt &d : dynamic->shape)
          shape.push_back(*d.constant());
      else if (auto tensor = asTensor(binding->value); tensor && isRuntime(*param.type))
        shape = tensor->shape;
      else if (isDynamic(binding->value))
        evaluator_.fail(Diagnostic("E0303", "passing a gate with run-time angles to a circuit is not supported yet", span));
      else
        continue;
      binding->value = argument(param.name.text, shape);
    }
    for (const ast::Param &p : decl.signature.params) {
      if (!p.trainable)
        continue;
      ParamKey paramKey{&decl, p.name.text, {}};
      for (const SymInt &d : evaluator_.shapeOf(*p.type, scope)) {
        if (!d.isConstant())
          evaluator_.fail(Diagnostic("E0105", "the size of `" + p.name.text + "` is not known", p.name.span));
        paramKey.shape.push_back(*d.constant());
      }
      mlir::Value value = param(paramKey);
      Dynamic dynamic;
      for (int64_t d : paramKey.shape)
        dynamic.shape.push_back(d);
      dynamic.handle = paramKey.shape.empty() ? asScalar(value).getAsOpaquePointer() : value.getAsOpaquePointer();
      scope.define(p.name.text, dynamic, p.name.span);
    }
    Value result = evaluator_.evaluateBody(decl, scope, *this);
    if (wholeState) {
      Reading state;
      state.kind = ReadingKind::State;
      std::vector<int64_t> shape{int64_t(1) << std::min<size_t>(function_->qubits.size(), 40), 2};
      Dynamic whole;
      whole.handle = read(state, "state", shape, decl.name.span);
      whole.shape = {SymInt(shape[0]), SymInt(2)};
      result = whole;
    }
    finish(spec, result, decl.name.span);
    nested.done = true;
  }
  return *(known_[key] = &specialisations_.emplace_back(std::move(spec)));
}

const Specialisation &IRGen::specialiseState(const Callable &recipe, Span span) {
  // Run-time values count by their shape, so that all rows of a table share one circuit.
  auto *decl = ast::as<ast::CallableDecl>(recipe.decl);
  Callable staged = recipe;
  Specialisation spec;
  for (size_t i = 0; i < staged.bound.size(); ++i) {
    auto tensor = asTensor(staged.bound[i]);
    if (!tensor || (decl && (i >= decl->signature.params.size() || !isRuntime(*decl->signature.params[i].type))))
      continue;
    spec.boundArguments.push_back(i);
    staged.bound[i] = Dynamic{{tensor->shape.begin(), tensor->shape.end()}, nullptr};
  }
  std::string key = "state " + valueKey(Value(staged));
  if (auto found = known_.find(key); found != known_.end() && !found->second->readsVariables)
    return *found->second;
  std::string symbol = recipe.name() + ".state";
  for (int i = 1; module_->lookupSymbol(symbol); ++i)
    symbol = recipe.name() + ".state." + std::to_string(i);
  spec.symbol = symbol;
  {
    Nested nested(*this, symbol, span);
    for (size_t i : spec.boundArguments)
      staged.bound[i] = argument("a" + std::to_string(i), asTensor(recipe.bound[i])->shape);
    Value result = evaluator_.recipeState(staged, span, *this);
    finish(spec, result, span);
    nested.done = true;
  }
  return *(known_[key] = &specialisations_.emplace_back(std::move(spec)));
}

const Specialisation *IRGen::specialiseRowState(const ast::Expr &recipe, Scope &scope, const std::string &own, const std::string &other,
                                                const std::vector<int64_t> &shape, const std::string &key) {
  auto [known, isNew] = rowStates_.try_emplace({&recipe, key + shapeText(shape)}, nullptr);
  if (!isNew)
    return known->second;
  std::string symbol = "row.state";
  for (int i = 1; module_->lookupSymbol(symbol); ++i)
    symbol = "row.state." + std::to_string(i);
  Specialisation spec;
  spec.symbol = symbol;
  try {
    Nested nested(*this, symbol, recipe.span);
    Scope inner(&scope);
    inner.define(own, argument("own", shape), recipe.span);
    inner.define(other, argument("other", shape), recipe.span);
    Value gate = evaluator_.evaluateStaged(recipe, inner, *this);
    if (!gate.callable())
      return nullptr;
    finish(spec, evaluator_.recipeState(*gate.callable(), recipe.span, *this), recipe.span);
    if (spec.readsVariables || !nested.function.op.getArgument(1).use_empty())
      return nullptr;
    for (auto &[_, earlier] : rowStates_)
      if (earlier && earlier->params == spec.params &&
          OperationEquivalence::isRegionEquivalentTo(&nested.function.op.getBody(), &module_->lookupSymbol<func::FuncOp>(earlier->symbol).getBody(),
                                                     OperationEquivalence::Flags::IgnoreLocations))
        return known->second = earlier;
    nested.done = true;
  } catch (const Failure &) {
    return nullptr; // a recipe that must know the row's numbers
  }
  return known->second = &specialisations_.emplace_back(std::move(spec));
}

const Specialisation &IRGen::specialiseExpr(const ast::Expr &expr, Scope &scope, const std::vector<std::string> &names,
                                            const std::vector<std::vector<int64_t>> &shapes, const std::string &name,
                                            const NoiseModel *noise) {
  Noisy noisy(*this, noise);
  std::string symbol = name;
  for (int i = 1; module_->lookupSymbol(symbol); ++i)
    symbol = name + "." + std::to_string(i);
  Specialisation spec;
  spec.symbol = symbol;
  {
    Nested nested(*this, symbol, expr.span);
    Scope inner(&scope);
    for (size_t i = 0; i < names.size(); ++i)
      inner.define(names[i], argument(names[i], shapes[i]), expr.span);
    Value result = evaluator_.evaluateStaged(expr, inner, *this);
    finish(spec, result, expr.span);
    nested.done = true;
  }
  return specialisations_.emplace_back(std::move(spec));
}

void IRGen::readsVariable() { function_->readsVariables = true; }

Value IRGen::call(Evaluator &evaluator, const Callable &callee, std::vector<Value> given, Span span) {
  auto &decl = *ast::as<ast::CallableDecl>(callee.decl);
  if (decl.callableKind == ast::CallableDecl::Kind::Kernel)
    evaluator.fail(Diagnostic("E0303", "calling a kernel inside a compiled function is not supported yet", span));
  Arguments arguments;
  size_t index = 0;
  for (const ast::Param &p : decl.signature.params) {
    if (p.trainable || index == given.size())
      continue;
    Value &value = given[index++];
    if (isRuntime(*p.type) && isDynamic(value)) // a list of run-time numbers becomes a tensor
      value = evaluator.asDynamic(value, span);
    arguments.push_back({"", value, span});
  }
  const Specialisation &spec = specialiseInNoise(callee, arguments, span, false);
  function_->takesSamples |= spec.takesSamples;
  function_->readsVariables |= spec.readsVariables;
  SmallVector<mlir::Value> operands;
  Scope bound(&evaluator.globals()); // with defaults
  evaluator.bind(decl.signature, callee, arguments, bound, span);
  for (const ast::Param &p : decl.signature.params) {
    if (p.trainable)
      continue;
    const Value &value = bound.find(p.name.text)->value;
    if (!value.get<Dynamic>() && !(isRuntime(*p.type) && asTensor(value)))
      continue;
    mlir::Value operand = mlir::Value::getFromOpaquePointer(value.get<Dynamic>() ? value.get<Dynamic>()->handle : constant(*asTensor(value)));
    if (!isa<RankedTensorType>(operand.getType()))
      operand = tensor::FromElementsOp::create(builder_, location(span), tensorType({}), operand);
    operands.push_back(operand);
  }
  for (const ParamKey &key : spec.params)
    operands.push_back(param(key));
  SmallVector<Type> types;
  for (auto &shape : spec.resultShapes)
    types.push_back(tensorType(shape));
  Operation *op = spec.isCircuit ? ml::RunOp::create(builder_, location(span), types, spec.symbol, operands).getOperation()
                                 : func::CallOp::create(builder_, location(span), spec.symbol, types, operands).getOperation();
  Tuple results;
  for (auto [value, shape] : llvm::zip(op->getResults(), spec.resultShapes)) {
    Dynamic dynamic;
    for (int64_t d : shape)
      dynamic.shape.push_back(d);
    dynamic.handle = shape.empty() ? asScalar(value).getAsOpaquePointer() : mlir::Value(value).getAsOpaquePointer();
    results.items.push_back(dynamic);
  }
  return spec.isTuple ? Value(results) : results.items[0];
}

} // namespace qml
