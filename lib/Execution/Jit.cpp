// SPDX-License-Identifier: Apache-2.0
//
// LLJIT with our symbol table and an object cache.

#include "qml/Execution/Jit.h"

#include "Arena.h"
#include "ObjectCache.h"

#include <llvm/ExecutionEngine/Orc/AbsoluteSymbols.h>
#include <llvm/ExecutionEngine/Orc/JITTargetMachineBuilder.h>
#include <llvm/ExecutionEngine/Orc/LLJIT.h>
#include <llvm/ExecutionEngine/Orc/CompileUtils.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Module.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Support/TargetSelect.h>
#include <mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h>
#include <mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h>
#include <mlir/Target/LLVMIR/Export.h>

#include <cmath>
#include <functional>

using namespace llvm;
using namespace llvm::orc;

namespace qml {

namespace {

using Packed = void (*)(void *);

void fail(RunContext &context, rt::Result result) {
  if (context.result == rt::Result::Ok)
    context.result = result;
}

void runPlan(int64_t contextAddress, int64_t number, int64_t slots, int64_t readings, int64_t isContinued) {
  auto &context = *reinterpret_cast<RunContext *>(contextAddress);
  const rt::Program &program = context.plans[number];
  rt::RunOptions options = context.options;
  options.keepsState = isContinued;
  fail(context, rt::run(program, {reinterpret_cast<const double *>(slots), program.plan().numInputSlots}, options, context.workspace,
                        reinterpret_cast<double *>(readings)));
}

void differentiate(int64_t contextAddress, int64_t number, int64_t slots, int64_t cotangent, int64_t readings, int64_t slotGradient) {
  auto &context = *reinterpret_cast<RunContext *>(contextAddress);
  const rt::Program &program = context.plans[number];
  const rt::Plan &plan = program.plan();
  size_t size = 0;
  for (const Reading &reading : plan.readings)
    size += rt::readingSize(reading, plan.numQubits, 0);
  auto *gradient = reinterpret_cast<double *>(slotGradient);
  std::fill(gradient, gradient + plan.numInputSlots, 0.0);
  fail(context, rt::runWithGradient(program, {reinterpret_cast<const double *>(slots), plan.numInputSlots},
                                    {reinterpret_cast<const double *>(cotangent), size}, context.options, context.workspace,
                                    reinterpret_cast<double *>(readings), gradient));
}

void runGradient(int64_t contextAddress, int64_t number, int64_t slots, int64_t cotangent, int64_t slotGradient) {
  differentiate(contextAddress, number, slots, cotangent, /*readings=*/0, slotGradient);
}

/// Values from shots or trajectories are not those that their gradient stands beside.
void runWithGradient(int64_t contextAddress, int64_t number, int64_t slots, int64_t cotangent, int64_t readings, int64_t slotGradient) {
  auto &context = *reinterpret_cast<RunContext *>(contextAddress);
  const rt::Program &program = context.plans[number];
  const bool isExact = context.options.shots == 0 && !program.plan().noisy;
  if (!isExact)
    runPlan(contextAddress, number, slots, readings, /*isContinued=*/true);
  differentiate(contextAddress, number, slots, cotangent, isExact ? readings : 0, slotGradient);
}

rt::SlotRows slotRows(const rt::Program &program, int64_t rows, int64_t slots, int64_t flags) {
  const size_t width = program.plan().numInputSlots;
  return {reinterpret_cast<const double *>(slots), size_t(rows), width, {reinterpret_cast<const uint8_t *>(flags), width}};
}

void runRows(int64_t contextAddress, int64_t number, int64_t rows, int64_t slots, int64_t flags, int64_t readings) {
  auto &context = *reinterpret_cast<RunContext *>(contextAddress);
  const rt::Program &program = context.plans[number];
  fail(context, rt::runBatch(program, slotRows(program, rows, slots, flags), context.options, context.workspace,
                             reinterpret_cast<double *>(readings)));
}

void runGradientRows(int64_t contextAddress, int64_t number, int64_t rows, int64_t slots, int64_t flags, int64_t cotangents,
                     int64_t slotGradients) {
  auto &context = *reinterpret_cast<RunContext *>(contextAddress);
  const rt::Program &program = context.plans[number];
  fail(context, rt::batchGradient(program, slotRows(program, rows, slots, flags), reinterpret_cast<const double *>(cotangents),
                                  context.options, context.workspace, reinterpret_cast<double *>(slotGradients)));
}

/// What memref.copy becomes where a buffer is strided: both arguments are rank and descriptor (pointers, offset, sizes, strides).
struct AnyMemref {
  int64_t rank;
  struct {
    char *allocated, *aligned;
    int64_t offset, sizesAndStrides[];
  } *descriptor;
};

void copyMemref(int64_t elementSize, const AnyMemref *source, const AnyMemref *target) {
  int64_t rank = source->rank;
  const int64_t *sizes = source->descriptor->sizesAndStrides;
  std::function<void(int64_t, int64_t, int64_t)> copy = [&](int64_t axis, int64_t from, int64_t to) {
    if (axis == rank) {
      std::memcpy(target->descriptor->aligned + to * elementSize, source->descriptor->aligned + from * elementSize, elementSize);
      return;
    }
    for (int64_t i = 0; i < sizes[axis]; ++i)
      copy(axis + 1, from + i * sizes[rank + axis], to + i * target->descriptor->sizesAndStrides[rank + axis]);
  };
  copy(0, source->descriptor->offset, target->descriptor->offset);
}

/// All that compiled code may call.
SymbolMap symbolTable(MangleAndInterner &mangle) {
  SymbolMap symbols;
  auto add = [&](const char *name, auto *function) {
    symbols[mangle(name)] = {ExecutorAddr::fromPtr(function), JITSymbolFlags::Exported | JITSymbolFlags::Callable};
  };
  using Unary = double (*)(double);
  using Binary = double (*)(double, double);
  add("qml_rt_run", runPlan);
  add("qml_rt_gradient", runGradient);
  add("qml_rt_run_with_gradient", runWithGradient);
  add("qml_rt_run_rows", runRows);
  add("qml_rt_gradient_rows", runGradientRows);
  add("memrefCopy", copyMemref);
  add("malloc", arenaAllocate);
  add("free", arenaFree);
  add("memcpy", static_cast<void *(*)(void *, const void *, size_t)>(std::memcpy));
  add("memset", static_cast<void *(*)(void *, int, size_t)>(std::memset));
  add("memmove", static_cast<void *(*)(void *, const void *, size_t)>(std::memmove));
  add("sin", static_cast<Unary>(std::sin));
  add("cos", static_cast<Unary>(std::cos));
  add("tan", static_cast<Unary>(std::tan));
  add("asin", static_cast<Unary>(std::asin));
  add("acos", static_cast<Unary>(std::acos));
  add("atan", static_cast<Unary>(std::atan));
  add("tanh", static_cast<Unary>(std::tanh));
  add("exp", static_cast<Unary>(std::exp));
  add("log", static_cast<Unary>(std::log));
  add("sqrt", static_cast<Unary>(std::sqrt));
  add("fabs", static_cast<Unary>(std::fabs));
  add("floor", static_cast<Unary>(std::floor));
  // LLVM's optimiser turns some calls into these.
  add("exp2", static_cast<Unary>(std::exp2));
  add("exp10", static_cast<Unary>(::exp10));
  add("expm1", static_cast<Unary>(std::expm1));
  add("log2", static_cast<Unary>(std::log2));
  add("log10", static_cast<Unary>(std::log10));
  add("log1p", static_cast<Unary>(std::log1p));
  add("cbrt", static_cast<Unary>(std::cbrt));
  add("sinh", static_cast<Unary>(std::sinh));
  add("cosh", static_cast<Unary>(std::cosh));
  add("ceil", static_cast<Unary>(std::ceil));
  add("round", static_cast<Unary>(std::round));
  add("trunc", static_cast<Unary>(std::trunc));
  add("atan2", static_cast<Binary>(std::atan2));
  add("copysign", static_cast<Binary>(std::copysign));
  add("ldexp", static_cast<double (*)(double, int)>(std::ldexp));
  add("sincos", static_cast<void (*)(double, double *, double *)>(::sincos));
  add("pow", static_cast<Binary>(std::pow));
  add("fmod", static_cast<Binary>(std::fmod));
  add("fmax", static_cast<Binary>(std::fmax));
  add("fmin", static_cast<Binary>(std::fmin));
  return symbols;
}

/// Adds `packed`, which calls `entry` with arguments loaded from an array: the context as a number, then pointers.
void addPackedEntry(Module &module, StringRef entry) {
  Function *callee = module.getFunction(entry);
  IRBuilder<> builder(module.getContext());
  auto *type = FunctionType::get(builder.getVoidTy(), {builder.getPtrTy()}, false);
  auto *packed = Function::Create(type, Function::ExternalLinkage, "packed", module);
  builder.SetInsertPoint(BasicBlock::Create(module.getContext(), "", packed));
  SmallVector<Value *> arguments;
  for (auto &argument : callee->args()) {
    Value *slot = builder.CreateConstGEP1_64(builder.getPtrTy(), packed->getArg(0), argument.getArgNo());
    arguments.push_back(builder.CreateLoad(argument.getType(), slot));
  }
  builder.CreateCall(callee, arguments);
  builder.CreateRetVoid();
}

/// A circuit of many parameters can be one long block of loads and stores. Some of LLVM takes quadratic time on such, and has nothing to
/// gain there.
bool hasLongBlock(const Module &module) {
  constexpr size_t longBlock = 1000;
  return any_of(module, [](const Function &function) {
    return any_of(function, [](const BasicBlock &block) { return block.size() > longBlock; });
  });
}

void optimize(Module &module, TargetMachine &machine) {
  for (Function &function : module) {
    if (function.isDeclaration())
      continue;
    function.addFnAttr("target-cpu", machine.getTargetCPU());
    function.addFnAttr("target-features", machine.getTargetFeatureString());
  }
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager callGraph;
  ModuleAnalysisManager modules;
  PassBuilder builder(&machine);
  // Buffers that LLVM sees to be allocated it tries to remove, looking at all their uses each time that one is gone.
  TargetLibraryInfoImpl library(module.getTargetTriple());
  if (Function *allocate = module.getFunction("malloc"); allocate && hasLongBlock(module)) {
    library.setUnavailable(LibFunc_malloc);
    allocate->setReturnDoesNotAlias();
  }
  functions.registerPass([&] { return TargetLibraryAnalysis(library); });
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(callGraph);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, callGraph, modules);
  builder.buildPerModuleDefaultPipeline(OptimizationLevel::O1).run(module, modules);
}

/// In the place of what LLJIT would compile with: it gets objects only.
struct NoCompiler : IRCompileLayer::IRCompiler {
  NoCompiler(const JITTargetMachineBuilder &host) : IRCompiler(irManglingOptionsFromTargetOptions(host.getOptions())) {}
  llvm::Expected<std::unique_ptr<MemoryBuffer>> operator()(Module &) override {
    return createStringError("the JIT compiles no modules");
  }
};

Diagnostic jitError(Error error) { return Diagnostic("E0990", "compiling in memory failed: " + toString(std::move(error))); }

} // namespace

struct Jit::Impl {
  std::unique_ptr<LLJIT> jit;
  Packed entry = nullptr;
};

Jit::Jit() : impl_(std::make_unique<Impl>()) {}
Jit::~Jit() = default;

Expected<std::unique_ptr<Jit>> Jit::create(const std::string &program, const std::string &entry,
                                           function_ref<mlir::ModuleOp()> lower) {
  static const bool initialized = [] { return !InitializeNativeTarget() && !InitializeNativeTargetAsmPrinter(); }();
  if (!initialized)
    return Diagnostic("E0990", "this machine's processor is not supported by the compiler");
  auto host = JITTargetMachineBuilder::detectHost();
  if (!host)
    return jitError(host.takeError());
  // The small code model keeps LLVM's fast paths; JITLink adds stubs for far symbols.
  host->setCodeModel(CodeModel::Small);
  host->setRelocationModel(Reloc::PIC_);
  // Without these two a target machine is made for each, which takes long where the object is in the cache.
  auto compiler = [](JITTargetMachineBuilder host) { return std::make_unique<NoCompiler>(host); };
  DataLayout layout(host->getTargetTriple().computeDataLayout());
  auto jit = LLJITBuilder().setJITTargetMachineBuilder(*host).setDataLayout(layout).setCompileFunctionCreator(compiler)
                 .setLinkProcessSymbolsByDefault(false)
                 .setPlatformSetUp(setUpInactivePlatform)
                 .create();
  if (!jit)
    return jitError(jit.takeError());
  auto reason = std::make_shared<std::string>();
  (*jit)->getExecutionSession().setErrorReporter([reason](Error error) { *reason += toString(std::move(error)); });
  MangleAndInterner mangle((*jit)->getExecutionSession(), (*jit)->getDataLayout());
  if (Error error = (*jit)->getMainJITDylib().define(absoluteSymbols(symbolTable(mangle))))
    return jitError(std::move(error));

  ObjectCache cache(program, host->getCPU() + host->getFeatures().getString());
  std::unique_ptr<MemoryBuffer> object = cache.load();
  if (!object) {
    mlir::ModuleOp mlirModule = lower();
    mlir::DialectRegistry registry;
    mlir::registerBuiltinDialectTranslation(registry);
    mlir::registerLLVMDialectTranslation(registry);
    mlirModule.getContext()->appendDialectRegistry(registry);
    LLVMContext context;
    auto module = mlir::translateModuleToLLVMIR(mlirModule, context);
    if (!module)
      return Diagnostic("E0990", "translation to LLVM failed");
    auto machine = host->createTargetMachine();
    if (!machine)
      return jitError(machine.takeError());
    module->setDataLayout((*machine)->createDataLayout());
    module->setTargetTriple((*machine)->getTargetTriple());
    addPackedEntry(*module, entry);
    optimize(*module, **machine);
    if (hasLongBlock(*module)) // no schedulers of instructions
      (*machine)->setOptLevel(CodeGenOptLevel::None);
    auto compiled = SimpleCompiler(**machine)(*module);
    if (!compiled)
      return jitError(compiled.takeError());
    object = std::move(*compiled);
    cache.store(*object);
  }
  if (Error error = (*jit)->addObjectFile(std::move(object)))
    return jitError(std::move(error));
  auto packed = (*jit)->lookup("packed");
  if (!packed) {
    consumeError(packed.takeError());
    return Diagnostic("E0990", "compiling in memory failed: " + *reason);
  }
  std::unique_ptr<Jit> result(new Jit());
  result->impl_->jit = std::move(*jit);
  result->impl_->entry = packed->toPtr<Packed>();
  return result;
}

void Jit::call(void **buffers) const {
  ArenaScope arena;
  impl_->entry(buffers);
}

} // namespace qml
