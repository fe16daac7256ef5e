// SPDX-License-Identifier: Apache-2.0
//
// Runs the pipelines on what a specialisation needs of the module, and compiles the result.

#include "qml/Execution/CompiledFunction.h"

#include "qml/Compiler/Pipeline.h"
#include "qml/Conversion/Passes.h"
#include "qml/Dialect/Dialects.h"

#include <mlir/Dialect/Func/IR/FuncOps.h>
#include <mlir/IR/Verifier.h>

#include <chrono>

using namespace mlir;

namespace qml {

unsigned CompiledFunction::numQubits() const {
  unsigned largest = 0;
  for (const rt::Program &program : plans)
    largest = std::max(largest, program.stateQubits());
  return largest;
}

rt::Result CompiledFunction::run(std::optional<size_t> rows, const rt::RunOptions &options, rt::Workspace &workspace,
                                 std::span<const double *const> arguments, std::span<double *const> results) const {
  RunContext context{plans, options, workspace};
  SmallVector<void *, 32> buffers{&context};
  if (rows)
    buffers.push_back(reinterpret_cast<void *>(*rows)); // a number in the place of a pointer
  for (const double *argument : arguments)
    buffers.push_back(const_cast<double *>(argument)); // compiled code only reads arguments
  buffers.append(results.begin(), results.end());
  jit->call(buffers.data());
  return context.result;
}

rt::Result CompiledFunction::call(const rt::RunOptions &options, rt::Workspace &workspace, std::span<const double *const> arguments,
                                  std::span<double *const> results) const {
  return run(std::nullopt, options, workspace, arguments, results);
}

size_t CompiledFunction::rowsPerCall(const rt::RunOptions &options) const {
  size_t rows = maxRows;
  for (const rt::Program &program : plans)
    rows = std::min(rows, rt::batchRows(program, options));
  return plans.empty() ? 1 : rows;
}

rt::Result CompiledFunction::callRows(size_t rows, const rt::RunOptions &options, rt::Workspace &workspace,
                                      std::span<const double *const> arguments, std::span<double *const> results) const {
  return run(rows, options, workspace, arguments, results);
}

FunctionCompiler::FunctionCompiler(Evaluator &evaluator)
    : context_(MLIRContext::Threading::DISABLED), irgen_(std::make_unique<IRGen>(evaluator, context_)) {}

FunctionCompiler::~FunctionCompiler() = default;

/// The function `symbol` of `module`, then those it calls and the plans that these run.
static SmallVector<Operation *> reachable(ModuleOp module, StringRef symbol) {
  llvm::SetVector<StringRef> symbols;
  symbols.insert(symbol);
  SmallVector<Operation *> result;
  for (size_t i = 0; i < symbols.size(); ++i) {
    result.push_back(module.lookupSymbol(symbols[i]));
    if (isa<func::FuncOp>(result.back()))
      result.back()->walk([&](Operation *op) {
        if (auto call = dyn_cast<func::CallOp>(op))
          symbols.insert(call.getCallee());
        else if (auto circuit = dyn_cast<ml::RunOp>(op))
          symbols.insert(circuit.getCircuit());
        else if (auto plan = dyn_cast<sim::RunOp>(op))
          symbols.insert(plan.getPlan());
      });
  }
  return result;
}

/// A module of copies of what `spec` is and needs.
OwningOpRef<ModuleOp> FunctionCompiler::extract(const Specialisation &spec) {
  OwningOpRef<ModuleOp> module = ModuleOp::create(UnknownLoc::get(&context_));
  OpBuilder builder = OpBuilder::atBlockEnd(module->getBody());
  for (Operation *op : reachable(irgen_->module(), spec.symbol))
    builder.clone(*op);
  return module;
}

/// Adds the function that the host calls; all others become private, to be inlined.
void FunctionCompiler::addEntry(ModuleOp module, const Specialisation &spec, EntryKind kind, const std::vector<int64_t> &wrt) {
  for (auto function : module.getOps<func::FuncOp>())
    function.setPrivate();
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  std::string name = spec.symbol + (kind == EntryKind::Slots ? ".slots" : "");
  auto callee = module.lookupSymbol<func::FuncOp>(name);
  auto loc = callee.getLoc();
  SmallVector<Type> results(callee.getFunctionType().getResults());
  for (int64_t index : wrt)
    results.push_back(callee.getFunctionType().getInput(index));
  auto entry = func::FuncOp::create(builder, loc, "entry", builder.getFunctionType(callee.getFunctionType().getInputs(), results));
  entry->setAttr("qml.entry", builder.getUnitAttr());
  if (kind == EntryKind::ValueRows || kind == EntryKind::GradientRows)
    entry->setAttr("qml.rows", builder.getI64IntegerAttr(spec.argumentShapes.size()));
  if (kind == EntryKind::ValueRows)
    entry->setAttr("qml.by_row", builder.getUnitAttr());
  builder.setInsertionPointToStart(entry.addEntryBlock());
  Operation *call;
  if (kind == EntryKind::Gradient || kind == EntryKind::GradientRows)
    call = ml::ValueAndGradOp::create(builder, loc, results[0], ArrayRef(results).drop_front(), name, wrt, entry.getArguments());
  else
    call = func::CallOp::create(builder, loc, name, results, entry.getArguments());
  func::ReturnOp::create(builder, loc, call->getResults());
}

void FunctionCompiler::run(ModuleOp module, function_ref<void(OpPassManager &)> pipeline, Span span) {
  std::string message;
  ScopedDiagnosticHandler handler(&context_, [&](mlir::Diagnostic &diagnostic) {
    if (message.empty())
      message = diagnostic.str();
    return success();
  });
  PassManager pm(&context_);
  pipeline(pm);
#ifdef NDEBUG
  pm.enableVerifier(false);
#endif
  if (failed(pm.run(module)))
    throw Failure{Diagnostic("E0501", "this can't be compiled: " + message, span)};
}

/// From entries to the LLVM dialect. An object from the cache has no need of this, nor of the dialects it takes.
void FunctionCompiler::lowerToLLVM(ModuleOp module, Span span) {
  DialectRegistry registry;
  registerExtensions(registry);
  context_.appendDialectRegistry(registry); // nothing new the second time
  run(module, buildGradientPipeline, span);
  run(module, buildLLVMPipeline, span);
}

OwningOpRef<ModuleOp> FunctionCompiler::circuitModule(const Specialisation &spec, Span span) {
  OwningOpRef<ModuleOp> module = extract(spec);
  run(*module, buildCircuitPipeline, span);
  return module;
}

static std::string textOf(ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream os(text);
  // Verifying again takes longer than printing.
  module.print(os, OpPrintingFlags().assumeVerified());
  return text;
}

std::string FunctionCompiler::print(const Specialisation &spec, EntryKind kind, const std::string &stage, Span span) {
  OwningOpRef<ModuleOp> module = extract(spec);
  if (stage == "qml")
    return textOf(*module) + "\n";
  if (stage == "quantum") {
    run(*module, buildCircuitPipeline, span);
    return textOf(*module) + "\n";
  }
  run(*module, [](OpPassManager &pm) { buildSimPipeline(pm); }, span);
  if (stage == "sim")
    return textOf(*module) + "\n";
  addEntry(*module, spec, kind, kind == EntryKind::Gradient ? paramPositions(spec) : std::vector<int64_t>());
  lowerToLLVM(*module, span);
  return textOf(*module) + "\n";
}

std::vector<int64_t> paramPositions(const Specialisation &spec) {
  std::vector<int64_t> result;
  for (size_t i = 0; i < spec.params.size(); ++i)
    result.push_back(spec.argumentShapes.size() + i);
  return result;
}

static std::vector<int64_t> sizesOf(TypeRange types) {
  std::vector<int64_t> result;
  for (Type type : types)
    result.push_back(cast<ShapedType>(type).hasStaticShape() ? cast<ShapedType>(type).getNumElements() : 0);
  return result;
}

/// Brings `spec` and what it calls to the sim dialect where they are, in the module of IRGen: a copy of a long circuit takes long.
void FunctionCompiler::lower(const Specialisation &spec, Span span) {
  if (lowered_.count(spec.symbol))
    return;
  OwningOpRef<ModuleOp> part = ModuleOp::create(UnknownLoc::get(&context_));
  for (Operation *op : reachable(irgen_->module(), spec.symbol))
    op->moveBefore(part->getBody(), part->getBody()->end());
  std::vector<rt::Plan> plans;
  std::exception_ptr failure;
  try {
    run(*part, [&](OpPassManager &pm) { buildSimPipeline(pm, &plans); }, span);
    lowered_.insert(spec.symbol);
  } catch (...) {
    failure = std::current_exception();
  }
  // Also after a failure: some circuits may have become plans, the others fail again.
  auto plan = plans.begin();
  for (auto op : part->getOps<sim::PlanOp>())
    if (!programs_.count(op.getSymName().str()))
      programs_.emplace(op.getSymName().str(), std::move(*plan++));
  auto &all = irgen_->module().getBody()->getOperations();
  all.splice(all.end(), part->getBody()->getOperations());
  if (failure)
    std::rethrow_exception(failure);
}

/// Whether all plans that `function` runs are run once per call, in order.
static bool runsPlansInOrder(Operation *function) {
  return !function->walk([](Operation *op) {
    bool calls = isa<sim::RunOp, func::CallOp>(op);
    return calls && !isa<func::FuncOp>(op->getParentOp()) ? WalkResult::interrupt() : WalkResult::advance();
  }).wasInterrupted();
}

const CompiledFunction *FunctionCompiler::compileRows(const Specialisation &spec, EntryKind kind, Span span, const std::vector<int64_t> &wrt) {
  if (spec.argumentShapes.empty())
    return nullptr;
  lower(spec, span);
  if (!llvm::all_of(reachable(irgen_->module(), spec.symbol), runsPlansInOrder))
    return nullptr;
  return &compile(spec, kind, span, wrt);
}

const CompiledFunction &FunctionCompiler::compile(const Specialisation &spec, EntryKind kind, Span span, const std::vector<int64_t> &wrt) {
  auto &slot = compiled_[{spec.symbol, kind, wrt}];
  if (slot)
    return *slot;
  auto start = std::chrono::steady_clock::now();
  lower(spec, span);
  OwningOpRef<ModuleOp> module = extract(spec);
  auto result = std::make_unique<CompiledFunction>();
  for (auto plan : module->getOps<sim::PlanOp>())
    result->plans.emplace_back(programs_.at(plan.getSymName().str()));
  // A plan that samples runs on its own; compiled code has no place for a number of shots.
  for (const rt::Program &program : result->plans)
    for (const Reading &reading : program.plan().readings)
      if (reading.kind == ReadingKind::Sample && kind != EntryKind::Slots)
        throw Failure{Diagnostic("E0502", "samples can't be used inside a compiled function", span)
                          .withHelp("use expval, var or probs there; `main` can call the circuit for samples")};
  addEntry(*module, spec, kind, wrt);
  auto type = module->lookupSymbol<func::FuncOp>("entry").getFunctionType();
  result->argumentSizes = sizesOf(type.getInputs());
  result->resultSizes = sizesOf(type.getResults());
  // Before the gradient pipeline comes to it: the text for the cache of thousands of parameters one by one is long. Derivatives and rows
  // need them so.
  if (kind == EntryKind::Value || kind == EntryKind::Slots)
    run(*module, [](OpPassManager &pm) { pm.addNestedPass<func::FuncOp>(createGatherElements()); }, span);
  auto jit = Jit::create(textOf(*module), "entry", [&] {
    lowerToLLVM(*module, span);
    return *module;
  });
  if (!jit) {
    Diagnostic error = jit.takeError();
    error.span = span;
    throw Failure{std::move(error)};
  }
  result->jit = std::move(*jit);
  result->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  slot = std::move(result);
  return *slot;
}

} // namespace qml
