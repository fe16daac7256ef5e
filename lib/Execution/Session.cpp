// SPDX-License-Identifier: Apache-2.0
//
// Running circuits and funcs: specialisation, batches, readings.

#include "qml/Execution/Session.h"

#include "Objects.h"

#include <array>
#include <climits>
#include <cmath>
#include <filesystem>

namespace qml {

using namespace ast;

Session::Session(const Program &program, SessionOptions options)
    : options_(std::move(options)), program_(program), evaluator_(program, this) {
  compiler_ = std::make_unique<FunctionCompiler>(evaluator_);
}

Session::~Session() = default;

Status Session::run() { return evaluator_.runMain(); }

std::string Session::pathOf(const std::string &path) const {
  std::filesystem::path given(path);
  return given.is_absolute() ? path : (std::filesystem::path(options_.folder) / given).string();
}

void Session::check(rt::Result result, unsigned numQubits, Span span) {
  double gib = std::ldexp(16.0, int(numQubits)) / (1u << 30);
  std::string size = gib < 1e4 ? std::to_string(int64_t(std::ceil(gib))) + " GiB" : "more than 10,000 GiB";
  switch (result) {
  case rt::Result::Ok: return;
  case rt::Result::OutOfMemory: case rt::Result::TooManyQubits:
    evaluator_.fail(Diagnostic("E0602", "a state of " + std::to_string(numQubits) + " qubits needs " + size + " of memory, more than this machine has free", span)
                        .withHelp("use fewer qubits; each one less halves the memory"));
  case rt::Result::DensityTooLarge:
    evaluator_.fail(Diagnostic("E0602", "the density matrix of " + std::to_string(numQubits) + " qubits is more than this machine has memory for", span)
                        .withHelp("`trajectories=1000` averages over 1000 state vectors instead"));
  case rt::Result::NonFiniteAngle:
    evaluator_.fail(Diagnostic("E0604", "an angle is not a finite number", span).withHelp("look for a division by zero, a logarithm of 0 or a diverging training"));
  case rt::Result::NotDifferentiable:
    evaluator_.fail(Diagnostic("E0502", "sample and state readings have no gradient", span).withHelp("train on expval, var or probs"));
  case rt::Result::NoStateVector:
    evaluator_.fail(Diagnostic("E0605", "a noisy circuit has no state vector", span).withHelp("read expval, var, probs or counts"));
  case rt::Result::ReadoutTooWide:
    evaluator_.fail(Diagnostic("E0606", "an observable on this many qubits with unequal readout errors is too much for exact trajectories", span)
                        .withHelp("give shots=…, or leave out `trajectories`"));
  }
}

std::vector<Tensor> Session::runtimeArguments(const Specialisation &spec, const Callable &callee, const Arguments &given, Span span) {
  Scope scope(&evaluator_.globals());
  evaluator_.bind(as<CallableDecl>(callee.decl)->signature, callee, given, scope, span);
  std::vector<Tensor> values;
  for (const std::string &name : spec.argumentNames)
    values.push_back(*asTensor(scope.find(name)->value));
  return values;
}

std::vector<const double *> Session::buffers(const Specialisation &spec, const std::vector<Tensor> &arguments, Span span) {
  std::vector<const double *> result;
  for (const Tensor &argument : arguments)
    result.push_back(argument.values.data());
  for (const Tensor *param : params(spec, span))
    result.push_back(param->values.data());
  return result;
}

std::vector<Tensor> Session::call(const Specialisation &spec, const std::vector<Tensor> &arguments, const rt::RunOptions &options, Span span) {
  const CompiledFunction &compiled = compiler_->compile(spec, EntryKind::Value, span);
  std::vector<Tensor> results;
  std::vector<double *> outputs;
  for (auto &shape : spec.resultShapes) {
    results.push_back(orThrow(Tensor::full(shape, 0), span));
    outputs.push_back(results.back().values.data());
  }
  check(compiled.call(options, workspace_, buffers(spec, arguments, span), outputs), compiled.numQubits(), span);
  return results;
}

namespace {

/// What a sampled reading looks like to the program.
Value presentation(const std::string &name, const Reading &reading, std::vector<double> values) {
  size_t width = reading.qubits.size();
  auto bits = [&](double outcome) {
    std::string text(width, '0');
    for (size_t i = 0; i < width; ++i)
      text[width - 1 - i] = (uint64_t(outcome) >> i) & 1 ? '1' : '0';
    return text;
  };
  if (name == "counts") {
    std::map<std::string, int64_t> counts;
    for (double outcome : values)
      ++counts[bits(outcome)];
    return std::make_shared<Counts>(std::move(counts));
  }
  if (name == "measure" && values.size() == 1) {
    if (width == 1)
      return int64_t(values[0]);
    return Bits{bits(values[0])};
  }
  return Tensor::vector(std::move(values));
}

/// The reading that a companion (C.state, C.counts, …) asks of all qubits.
std::optional<Reading> companionReading(const std::string &companion, unsigned numQubits) {
  Reading reading;
  if (companion == "state")
    reading.kind = ReadingKind::State;
  else if (companion == "probs")
    reading.kind = ReadingKind::Probs;
  else if (companion == "sample" || companion == "counts")
    reading.kind = ReadingKind::Sample;
  else
    return std::nullopt;
  for (unsigned i = 0; i < numQubits; ++i)
    reading.qubits.push_back(i);
  return reading;
}

} // namespace

Value Session::runOnce(const Callable &callee, const std::string &companion, const Arguments &arguments, rt::RunOptions options, const NoiseModel *noise, Span span) {
  const Specialisation &spec = compiler_->irgen().specialise(callee, arguments, span, false, noise);
  std::vector<Tensor> values = runtimeArguments(spec, callee, arguments, span);
  if (companion.empty() && !spec.returnsReadings) {
    static const std::vector<std::string> sampling = {"sample", "counts", "measure"};
    if (std::find_first_of(spec.readingNames.begin(), spec.readingNames.end(), sampling.begin(), sampling.end()) != spec.readingNames.end())
      evaluator_.fail(Diagnostic("E0303", "computing with samples inside a circuit is not supported yet", callee.decl->name.span).withHelp("return the reading as it is, and compute with it outside"));
    std::vector<Tensor> results = call(spec, values, options, span);
    if (!spec.isTuple)
      return Value(std::move(results[0]));
    Tuple tuple;
    for (Tensor &result : results)
      tuple.items.push_back(std::move(result));
    return tuple;
  }
  if (!spec.isCircuit)
    evaluator_.fail(Diagnostic("E0311", "`" + callee.name() + "` is no circuit and has no `" + companion + "`", span));
  // Circuits that return their readings run on the plan itself: any reading, any number of shots.
  if (companion.empty()) {
    const CompiledFunction &compiled = compiler_->compile(spec, EntryKind::Slots, span);
    return runPlan(compiled, spec, compiled.plans[0], spec.readingNames, spec.isTuple, values, options, span);
  }
  // Optimisation kept what the circuit's own readings see; another reading needs the circuit as written.
  const CompiledFunction &whole = compiler_->compile(compiler_->irgen().specialise(callee, arguments, span, true, noise), EntryKind::Slots, span);
  const rt::Program &program = otherReadings(whole.plans[0], companion, [&](const rt::Plan &plan) -> std::vector<Reading> {
    return {*companionReading(companion, plan.numQubits)};
  });
  return runPlan(whole, spec, program, {companion}, false, values, options, span);
}

const rt::Program &Session::otherReadings(const rt::Program &program, const std::string &which,
                                          const std::function<std::vector<Reading>(const rt::Plan &)> &readings) {
  auto &known = otherReadings_[{&program, which}];
  if (!known) {
    rt::Plan plan = program.plan();
    plan.readings = readings(plan);
    known = std::make_unique<rt::Program>(std::move(plan));
  }
  return *known;
}

/// Whether there is memory for a run of `program`, whose readings take `readingBytes`.
void Session::checkMemory(const rt::Program &program, uint64_t readingBytes, rt::Precision precision, Span span) {
  const unsigned numQubits = program.stateQubits();
  const uint64_t stateBytes = uint64_t(precision == rt::Precision::Single ? 8 : 16) << std::min(numQubits, 50u);
  const uint64_t states = (program.plan().noisy ? 0 : 1) + readingBytes / stateBytes;
  rt::Result result = states == 0 ? rt::Result::Ok : rt::checkMemory(numQubits, unsigned(std::min<uint64_t>(states, UINT_MAX)), precision);
  if (result == rt::Result::OutOfMemory && readingBytes > stateBytes)
    evaluator_.fail(Diagnostic("E0602", "the readings of this circuit take " + std::to_string((readingBytes >> 30) + 1) +
                                            " GiB of memory, more than this machine has free", span)
                        .withHelp("read fewer qubits, or fewer shots at a time"));
  check(result, numQubits, span);
}

Value Session::runPlan(const CompiledFunction &compiled, const Specialisation &spec, const rt::Program &program, const std::vector<std::string> &names,
                       bool isTuple, const std::vector<Tensor> &arguments, const rt::RunOptions &options, Span span) {
  const rt::Plan &plan = program.plan();
  std::vector<double> slots(plan.numInputSlots);
  check(compiled.call(runOptions(), workspace_, buffers(spec, arguments, span), std::array{slots.data()}), plan.numQubits, span);
  bool sampled = std::any_of(plan.readings.begin(), plan.readings.end(), [](const Reading &r) { return r.kind == ReadingKind::Sample; });
  rt::RunOptions actual = options;
  if (sampled && options.shots == 0) {
    bool single = std::find(names.begin(), names.end(), "measure") != names.end();
    actual.shots = single ? 1 : 1000;
  }
  if (plan.noisy && std::any_of(plan.readings.begin(), plan.readings.end(), [](const Reading &r) { return r.kind == ReadingKind::State; }))
    check(rt::Result::NoStateVector, plan.numQubits, span);
  auto total = [&](uint64_t shots) {
    size_t sum = 0;
    for (const Reading &reading : plan.readings)
      sum += rt::readingSize(reading, plan.numQubits, shots);
    return sum;
  };
  const size_t size = total(actual.shots);
  checkMemory(program, size * sizeof(double) * (plan.readings.size() == 1 ? 1 : 2), options.precision, span); // several are copied apart
  std::vector<double> readings(size);
  check(rt::run(program, slots, actual, workspace_, readings.data()), program.stateQubits(), span);
  if (sampled && options.shots == 0 && plan.readings.size() > 1) {
    // Shots were not asked for: what can be exact is.
    const rt::Program &exactly = otherReadings(program, "exact", [](const rt::Plan &plan) {
      std::vector<Reading> readings = plan.readings;
      std::erase_if(readings, [](const Reading &r) { return r.kind == ReadingKind::Sample; });
      return readings;
    });
    size_t exactSize = 0, from = 0, at = 0;
    for (const Reading &reading : exactly.plan().readings)
      exactSize += rt::readingSize(reading, plan.numQubits, 0);
    std::vector<double> exact(exactSize);
    check(rt::run(exactly, slots, options, workspace_, exact.data()), exactly.stateQubits(), span);
    for (const Reading &reading : plan.readings) {
      size_t size = rt::readingSize(reading, plan.numQubits, actual.shots);
      if (reading.kind != ReadingKind::Sample) {
        std::copy_n(exact.begin() + from, size, readings.begin() + at);
        from += size;
      }
      at += size;
    }
  }
  Tuple results;
  size_t at = 0;
  for (size_t i = 0; i < plan.readings.size(); ++i) {
    const Reading &reading = plan.readings[i];
    size_t size = rt::readingSize(reading, plan.numQubits, actual.shots);
    std::vector<double> part = plan.readings.size() == 1 ? std::move(readings) : std::vector<double>(readings.begin() + at, readings.begin() + at + size);
    at += size;
    if (reading.kind == ReadingKind::Sample)
      results.items.push_back(presentation(names[i], reading, std::move(part)));
    else if (reading.kind == ReadingKind::State)
      results.items.push_back(Tensor({int64_t(size) / 2, 2}, std::move(part)));
    else if (i < spec.resultShapes.size() && names.size() == spec.resultShapes.size() && spec.resultShapes[i].empty() && size == 1)
      results.items.push_back(part[0]);
    else
      results.items.push_back(Tensor::vector(std::move(part)));
  }
  return isTuple ? Value(results) : results.items[0];
}

/// How many more axes `value` has than `type` declares.
static int64_t extraAxes(const Type &type, const Value &value) {
  if (!isRuntime(type))
    return 0;
  auto tensor = asTensor(value);
  return tensor && !value.get<Bits>() ? int64_t(tensor->shape.size()) - int64_t(type.dims.size()) : 0;
}

/// Results of rows under each other: numbers and tensors stacked, tuples part by part.
static Value stacked(const List &results) {
  if (results.items.empty())
    return results;
  if (auto tensor = asTensor(Value(results)); tensor && !results.items[0].tuple())
    return Value(*tensor);
  if (!results.items[0].tuple())
    return results;
  Tuple columns;
  for (size_t i = 0; i < results.items[0].tuple()->items.size(); ++i) {
    List column;
    for (const Value &row : results.items)
      column.items.push_back(row.tuple()->items[i]);
    columns.items.push_back(stacked(column));
  }
  return columns;
}

Value Session::lifted(const CallableDecl &decl, const Arguments &arguments, const std::function<Value(const Arguments &, int64_t)> &body) {
  int64_t rows = -1;
  std::vector<bool> batched(arguments.size());
  size_t position = 0;
  std::vector<const Param *> positional;
  for (const Param &param : decl.signature.params)
    if (!param.trainable)
      positional.push_back(&param);
  for (size_t i = 0; i < arguments.size(); ++i) {
    const Param *param = nullptr;
    if (arguments[i].name.empty())
      param = position < positional.size() ? positional[position++] : nullptr;
    else
      for (const Param *p : positional)
        if (p->name.text == arguments[i].name)
          param = p;
    if (!param || extraAxes(*param->type, arguments[i].value) != 1)
      continue;
    int64_t length = asTensor(arguments[i].value)->shape[0];
    if (rows >= 0 && rows != length)
      evaluator_.fail(Diagnostic("E0103", "the batch has " + std::to_string(rows) + " rows in one argument and " + std::to_string(length) + " here", arguments[i].span));
    rows = length;
    batched[i] = true;
  }
  if (rows < 0)
    return body(arguments, 0);
  List results;
  std::vector<Tensor> columns(arguments.size());
  for (size_t i = 0; i < arguments.size(); ++i)
    if (batched[i])
      columns[i] = *asTensor(arguments[i].value);
  for (int64_t row = 0; row < rows; ++row) {
    Arguments one = arguments;
    for (size_t i = 0; i < arguments.size(); ++i)
      if (batched[i]) {
        auto part = columns[i].row(row);
        one[i].value = Tensor(std::vector<int64_t>(columns[i].shape.begin() + 1, columns[i].shape.end()), std::vector<double>(part.begin(), part.end()));
      }
    results.items.push_back(body(one, row));
  }
  return stacked(results);
}

std::shared_ptr<NoiseValue> Session::noiseOf(const Value &value, Span span) {
  auto object = value.get<std::shared_ptr<Object>>();
  auto noise = object ? std::dynamic_pointer_cast<NoiseValue>(*object) : nullptr;
  if (noise)
    return noise;
  bool uncalled = value.callable() && value.callable()->decl && value.callable()->decl->kind == DeclKind::Noise;
  Diagnostic error("E0322", uncalled ? "the noise model `" + value.callable()->name() + "` takes arguments" : "`noise` takes a noise model, this is " + typeText(value), span);
  if (uncalled)
    error.withHelp("write noise=" + value.callable()->name() + "(…)");
  else
    error.withHelp("declare one: `noise n { CNOT: depolarizing(0.01) }`");
  evaluator_.fail(std::move(error));
}

Value Session::run(Evaluator &, const Callable &callee, const std::string &companion, Arguments arguments, Span span) {
  auto *decl = as<CallableDecl>(callee.decl);
  if (!decl)
    evaluator_.fail(Diagnostic("E0311", "`" + callee.name() + "` has no method `" + companion + "`", span));
  if (decl->callableKind == CallableDecl::Kind::Kernel)
    return runKernel(*this, *decl, callee, companion, std::move(arguments), span);
  static const std::vector<std::string> companions = {"", "state", "probs", "sample", "counts"};
  if (std::find(companions.begin(), companions.end(), companion) == companions.end())
    evaluator_.fail(Diagnostic("E0311", "a circuit has no method `" + companion + "`", span).withHelp("there are state, probs, sample and counts"));

  auto checkedCount = [&](const Value &value, const std::string &name, Span at) -> uint64_t {
    int64_t number = evaluator_.integer(value, at, name.c_str());
    if (number < 0 || (name != "seed" && (number < 1 || number > 1'000'000'000)))
      evaluator_.fail(Diagnostic("E0116", "`" + name + "` can't be " + std::to_string(number), at));
    return number;
  };
  rt::RunOptions options = runOptions();
  options.shots = options_.shots;
  options.seed = options_.seed;
  for (const Annotation &annotation : decl->annotations)
    if (annotation.name.text == "shots" && !annotation.arguments.empty())
      options.shots = checkedCount(evaluator_.evaluate(*annotation.arguments[0].value, evaluator_.globals()), "shots", annotation.name.span);
  bool seeded = false;
  std::shared_ptr<NoiseValue> noise;
  std::optional<Span> trajectories;
  for (auto argument = arguments.begin(); argument != arguments.end();) {
    bool declared = std::any_of(decl->signature.params.begin(), decl->signature.params.end(), [&](const Param &p) { return p.name.text == argument->name; });
    if (!declared && argument->name == "noise") {
      noise = noiseOf(argument->value, argument->span);
      argument = arguments.erase(argument);
    } else if (!declared && (argument->name == "shots" || argument->name == "seed" || argument->name == "trajectories")) {
      const bool isSeed = argument->name == "seed";
      uint64_t number = checkedCount(argument->value, argument->name, argument->span);
      (isSeed ? options.seed : argument->name == "shots" ? options.shots : options.trajectories) = number;
      seeded |= isSeed;
      if (argument->name == "trajectories")
        trajectories = argument->span;
      argument = arguments.erase(argument);
    } else {
      ++argument;
    }
  }
  if (!noise)
    noise = noise_;
  if (trajectories && !noise)
    evaluator_.fail(Diagnostic("E0322", "`trajectories` says how to run noise, and there is none", *trajectories).withHelp("give the noise model too: noise=…"));
  // A seed given here gives the same samples each time; without one every call draws anew.
  options.stream = seeded ? 0 : ++runs_;

  return lifted(*decl, arguments, [&](const Arguments &one, int64_t row) {
    options.row = row;
    return runOnce(callee, companion, one, options, noise ? &noise->model : nullptr, span);
  });
}

std::shared_ptr<const std::vector<double>> Session::recipeState(const Callable &recipe, Span span) {
  std::string key = valueKey(Value(recipe));
  if (auto found = states_.find(key); found != states_.end())
    return found->second;
  const Specialisation &spec = compiler_->irgen().specialiseState(recipe, span);
  std::vector<Tensor> values;
  for (size_t index : spec.boundArguments)
    values.push_back(*asTensor(recipe.bound[index]));
  const CompiledFunction &compiled = compiler_->compile(spec, EntryKind::Slots, span);
  const rt::Plan &plan = compiled.plans[0].get().plan();
  std::vector<double> slots(plan.numInputSlots);
  check(compiled.call(runOptions(), workspace_, buffers(spec, values, span), std::array{slots.data()}), plan.numQubits, span);
  check(rt::checkMemory(plan.numQubits, 2), plan.numQubits, span);
  auto state = std::make_shared<std::vector<double>>(size_t(2) << plan.numQubits);
  check(rt::run(compiled.plans[0], slots, runOptions(), workspace_, state->data()), plan.numQubits, span);
  constexpr size_t maxRemembered = size_t(1) << 27; // numbers: 1 GiB
  if (!spec.readsVariables && stateNumbers_ + state->size() <= maxRemembered) {
    stateNumbers_ += state->size();
    states_[key] = state;
  }
  return state;
}

} // namespace qml
