// SPDX-License-Identifier: Apache-2.0
//
// Calls and gradients of compiled functions. Compiled code reads the caller's rows where they lie and writes results
// where the caller wants them.

#include "Impl.h"
#include "Rows.h"

#include "qml/Classical/ParamFile.h"

#include <algorithm>
#include <llvm/ADT/SmallVector.h>

namespace qml {

Workspaces::Lent Workspaces::lend() {
  for (Node *node = first_.load(std::memory_order_acquire); node; node = node->next)
    if (!node->isLent.load(std::memory_order_relaxed) && !node->isLent.exchange(true, std::memory_order_acquire))
      return Lent(*node);
  Node *added = new Node;
  added->next = first_.load(std::memory_order_relaxed);
  while (!first_.compare_exchange_weak(added->next, added, std::memory_order_release, std::memory_order_relaxed)) {
  }
  return Lent(*added);
}

Workspaces::~Workspaces() {
  for (Node *node = first_.load(std::memory_order_relaxed); node;)
    delete std::exchange(node, node->next);
}

const CompiledFunction &Function::Impl::gradientCode() {
  if (const CompiledFunction *known = gradient.load(std::memory_order_acquire))
    return *known;
  Span span = spec->decl->name.span;
  const std::string &name = spec->decl->name.text;
  if (spec->resultShapes.size() != 1 || !spec->resultShapes[0].empty())
    throw Failure{Diagnostic("E0504", "`" + name + "` must return one number to have a gradient", span)
                      .withHelp("write a func that makes one number of it, with mean(…), sum(…) or cross_entropy(…)")};
  if (spec->params.empty())
    throw Failure{Diagnostic("E0505", "`" + name + "` has no `param` to differentiate by", span)
                      .withHelp("declare trainable numbers in the signature: param w: float[3] ~ uniform(0, 2*pi)")};
  std::lock_guard lock(model->compiling);
  const CompiledFunction &code =
      model->session->compiler().compile(*spec, EntryKind::Gradient, span, paramPositions(*spec));
  for (const rt::Program &program : code.plans)
    model->session->check(rt::checkMemory(program.stateQubits(), 3, run.precision), program.stateQubits(), span);
  gradient.store(&code, std::memory_order_release);
  return code;
}

namespace {

void checkSize(const char *what, size_t given, size_t needed) {
  if (given != needed)
    throw Failure{Diagnostic("E0812", std::string(what) + " must hold " + std::to_string(needed) +
                                          " numbers, it holds " + std::to_string(given))};
}

/// The buffers of one call of compiled code: pointers, few enough to need no memory of their own.
template <typename T> using Buffers = llvm::SmallVector<T *, 16>;

/// The parameters' addresses at their places behind `numInputs` arguments.
Buffers<const double> argumentBuffers(const Function::Impl &function, std::span<const double> parameters) {
  const size_t numInputs = function.inputs.size();
  Buffers<const double> arguments(numInputs + function.parameters.size());
  for (size_t i = 0; i < function.parameters.size(); ++i)
    arguments[numInputs + i] = parameters.data() + function.parameters[i].offset;
  return arguments;
}

/// Throws the first failure in the order of the rows.
void checkOutcomes(const Function::Impl &function, const CompiledFunction &code, std::span<const rt::Result> outcomes) {
  for (rt::Result outcome : outcomes)
    if (outcome != rt::Result::Ok)
      function.model->session->check(outcome, code.numQubits(), function.spec->decl->name.span);
}

/// Runs `code` on all rows. `place(row, chunk, outputs)` sets the buffers of a row's results; `done(row, chunk)`
/// follows it.
template <typename Place, typename Done>
void runRows(Function::Impl &function, const CompiledFunction &code, const Rows &rows,
             std::span<const double> parameters, rt::RunOptions options, size_t numOutputs, Place place, Done done) {
  size_t numChunks = rows.numChunks(), chunkSize = rows.chunkSize();
  unsigned threads = std::max(1u, function.model->options.threads);
  // Threads share out the rows, or else the amplitudes: of a large state there is memory for one.
  constexpr unsigned largeState = 20;
  bool shareRows = numChunks > 1 && code.numQubits() < largeState;
  options.threads = shareRows ? 1 : threads;
  llvm::SmallVector<rt::Result, 16> outcomes(numChunks, rt::Result::Ok);
  function.workspaces.lend()->forChunks(shareRows ? threads : 1, numChunks, [&](unsigned chunk, rt::Workspace &workspace) {
    Buffers<const double> arguments = argumentBuffers(function, parameters);
    Buffers<double> outputs(numOutputs);
    rt::RunOptions rowOptions = options;
    for (size_t row = chunk * chunkSize; row < std::min(rows.count(), (chunk + 1) * chunkSize); ++row) {
      rows.point(row, arguments);
      place(row, chunk, outputs);
      rowOptions.row = row;
      if (rt::Result outcome = code.call(rowOptions, workspace, arguments, outputs); outcome != rt::Result::Ok) {
        outcomes[chunk] = outcome;
        return;
      }
      done(row, chunk);
    }
  });
  checkOutcomes(function, code, outcomes);
}

/// Runs `code`, of a kind with rows, on groups of as many rows as one call takes. `place(first row, group, outputs)` sets the
/// buffers of a group's results, `done(first row, rows, group)` follows it.
template <typename Place, typename Done>
void runGroups(Function::Impl &function, const CompiledFunction &code, const Rows &rows, std::span<const double> parameters,
               rt::RunOptions options, size_t numOutputs, Place place, Done done) {
  const size_t groupSize = code.rowsPerCall(options), numGroups = (rows.count() + groupSize - 1) / groupSize;
  const unsigned threads = std::max(1u, function.model->options.threads);
  options.threads = 1;
  llvm::SmallVector<rt::Result, 16> outcomes(numGroups, rt::Result::Ok);
  function.workspaces.lend()->forChunks(threads, numGroups, [&](unsigned group, rt::Workspace &workspace) {
    Buffers<const double> arguments = argumentBuffers(function, parameters);
    Buffers<double> outputs(numOutputs);
    llvm::SmallVector<std::vector<double>, 4> copies(function.inputs.size());
    const size_t first = group * groupSize, count = std::min(groupSize, rows.count() - first);
    for (size_t i = 0; i < copies.size(); ++i)
      arguments[i] = rows.together(i, function.inputs[i].size, first, count, copies[i]);
    place(first, group, outputs);
    if (rt::Result outcome = code.callRows(count, options, workspace, arguments, outputs); outcome != rt::Result::Ok)
      outcomes[group] = outcome;
    done(first, count, group);
  });
  checkOutcomes(function, code, outcomes);
}

} // namespace

const CompiledFunction *Function::Impl::rowCode(EntryKind kind, const rt::RunOptions &options) {
  if (value->rowsPerCall(options) == 1) // the plans are the same for all kinds
    return nullptr;
  RowCode &known = kind == EntryKind::ValueRows ? valueRows : gradientRows;
  if (known.isKnown.load(std::memory_order_acquire))
    return known.code;
  std::lock_guard lock(model->compiling);
  if (!known.isKnown.load(std::memory_order_relaxed)) { // or another thread was faster
    auto wrt = kind == EntryKind::GradientRows ? paramPositions(*spec) : std::vector<int64_t>();
    known.code = model->session->compiler().compileRows(*spec, kind, spec->decl->name.span, wrt);
    known.isKnown.store(true, std::memory_order_release);
  }
  return known.code;
}

const std::vector<Field> &Function::inputs() const { return impl_->inputs; }
const std::vector<Field> &Function::parameters() const { return impl_->parameters; }
const std::vector<Field> &Function::results() const { return impl_->results; }
size_t Function::numParameters() const { return impl_->numParameters; }
size_t Function::resultSize() const { return impl_->resultSize; }

Result<std::vector<double>> Function::initialParameters() const {
  return guarded<std::vector<double>>([&] {
    const Specialisation &spec = *impl_->spec;
    std::lock_guard lock(impl_->model->compiling);
    Session &session = *impl_->model->session;
    std::vector<double> flat;
    for (size_t i = 0; i < spec.params.size(); ++i) {
      // Drawn anew: the session may hold values of another size.
      session.initialise(spec, i, impl_->model->options.seed);
      const Tensor &value = session.paramsOf(*spec.params[i].decl).at(spec.params[i].name);
      flat.insert(flat.end(), value.values.begin(), value.values.end());
    }
    return flat;
  });
}

Result<std::vector<double>> Function::loadParameters(const std::string &path) const {
  return guarded<std::vector<double>>([&] {
    ParamFile file = orThrow(loadParams(path), {});
    const std::vector<ParamKey> &params = impl_->spec->params;
    std::vector<double> flat;
    for (const ParamKey &key : params) {
      // A bare name would fill all the declarations that share it.
      auto sharesName = [&](const ParamKey &other) { return other.name == key.name; };
      std::string name = key.decl->name.text + "." + key.name;
      if (!file.tensors.contains(name) && std::count_if(params.begin(), params.end(), sharesName) == 1)
        name = key.name;
      Tensor value = orThrow(takeParam(file, path, name, key.shape), {});
      flat.insert(flat.end(), value.values.begin(), value.values.end());
    }
    return flat;
  });
}

Result<void> Function::call(const std::vector<Batch> &inputs, std::span<const double> parameters, std::span<double> out,
                            uint64_t step) const {
  return guarded<void>([&] {
    Rows rows(impl_->inputs, inputs);
    checkSize("the parameters", parameters.size(), impl_->numParameters);
    checkSize("the output", out.size(), rows.count() * impl_->resultSize);
    rt::RunOptions options = impl_->run;
    options.stream = step;
    auto place = [&](size_t row, size_t, std::span<double *> outputs) {
      for (size_t i = 0; i < outputs.size(); ++i)
        outputs[i] = out.data() + row * impl_->resultSize + impl_->results[i].offset;
    };
    const CompiledFunction *together = rows.count() > 1 ? impl_->rowCode(EntryKind::ValueRows, options) : nullptr;
    if (!together) {
      runRows(*impl_, *impl_->value, rows, parameters, options, impl_->results.size(), place, [](size_t, size_t) {});
      return Result<void>();
    }
    // Several results lie apart in compiled code's buffers, and side by side in the caller's rows.
    const std::vector<Field> &results = impl_->results;
    std::vector<std::vector<double>> groups(results.size() > 1 ? rows.count() : 0);
    auto placeGroup = [&](size_t first, size_t group, std::span<double *> outputs) {
      outputs[0] = out.data() + first * impl_->resultSize;
      if (results.size() == 1)
        return;
      groups[group].resize(impl_->resultSize * CompiledFunction::maxRows);
      for (size_t i = 0; i < results.size(); ++i)
        outputs[i] = groups[group].data() + results[i].offset * CompiledFunction::maxRows;
    };
    auto finish = [&](size_t first, size_t count, size_t group) {
      for (size_t i = 0; i < results.size() && results.size() > 1; ++i)
        for (size_t row = 0; row < count; ++row)
          std::copy_n(groups[group].data() + results[i].offset * CompiledFunction::maxRows + row * results[i].size, results[i].size,
                      out.data() + (first + row) * impl_->resultSize + results[i].offset);
    };
    runGroups(*impl_, *together, rows, parameters, options, results.size(), placeGroup, finish);
    return Result<void>();
  });
}

Result<void> Function::valuesAndGradients(const std::vector<Batch> &inputs, std::span<const double> parameters,
                                          std::span<double> values, std::span<double> gradients) const {
  return guarded<void>([&] {
    const CompiledFunction &code = impl_->gradientCode();
    Rows rows(impl_->inputs, inputs);
    checkSize("the parameters", parameters.size(), impl_->numParameters);
    checkSize("the values", values.size(), rows.count());
    checkSize("the gradients", gradients.size(), rows.count() * impl_->numParameters);
    auto place = [&](size_t row, size_t, std::span<double *> outputs) {
      outputs[0] = &values[row];
      for (size_t i = 0; i < impl_->parameters.size(); ++i)
        outputs[i + 1] = gradients.data() + row * impl_->numParameters + impl_->parameters[i].offset;
    };
    runRows(*impl_, code, rows, parameters, impl_->exact(), impl_->parameters.size() + 1, place, [](size_t, size_t) {});
    return Result<void>();
  });
}

Result<double> Function::valueAndGradient(const std::vector<Batch> &inputs, std::span<const double> parameters,
                                          std::span<double> gradient) const {
  return guarded<double>([&]() -> Result<double> {
    const CompiledFunction &code = impl_->gradientCode();
    Rows rows(impl_->inputs, inputs);
    checkSize("the parameters", parameters.size(), impl_->numParameters);
    checkSize("the gradient", gradient.size(), impl_->numParameters);
    if (rows.count() == 0)
      throw Failure{Diagnostic("E0812", "a mean needs at least one row")};
    if (rows.count() == 1) {
      double value = 0;
      Result<void> one = valuesAndGradients(inputs, parameters, {&value, 1}, gradient);
      return one ? Result<double>(value) : Result<double>(one.error());
    }
    // Values and gradients of rows or groups, and sums of these by chunk: each has lines of the cache to itself.
    constexpr size_t line = 8;
    const size_t size = impl_->numParameters + 1, stride = (size + line - 1) / line * line + line;
    const CompiledFunction *together = impl_->rowCode(EntryKind::GradientRows, impl_->exact());
    const size_t perCall = together ? together->rowsPerCall(impl_->exact()) : 1;
    const size_t numChunks = together ? (rows.count() + perCall - 1) / perCall : rows.numChunks();
    llvm::SmallVector<double, 512> sums;
    sums.resize_for_overwrite(numChunks * stride);
    std::vector<double> ofRows(together ? 0 : numChunks * stride);
    auto placeIn = [&](double *buffer) {
      return [&, buffer](size_t, size_t chunk, std::span<double *> outputs) {
        double *to = buffer + chunk * stride;
        if (together)
          std::fill_n(to, size, 0.0); // here, by the core that goes on to write there
        outputs[0] = to;
        for (size_t i = 0; i < impl_->parameters.size(); ++i)
          outputs[i + 1] = to + 1 + impl_->parameters[i].offset;
      };
    };
    auto add = [&](size_t, size_t chunk) {
      for (size_t i = chunk * stride; i < chunk * stride + size; ++i)
        sums[i] += ofRows[i];
    };
    if (together)
      runGroups(*impl_, *together, rows, parameters, impl_->exact(), impl_->parameters.size() + 1, placeIn(sums.data()),
                [](size_t, size_t, size_t) {});
    else {
      std::ranges::fill(sums, 0.0);
      runRows(*impl_, code, rows, parameters, impl_->exact(), impl_->parameters.size() + 1, placeIn(ofRows.data()), add);
    }
    for (size_t chunk = 1; chunk < numChunks; ++chunk)
      for (size_t i = 0; i < size; ++i)
        sums[i] += sums[chunk * stride + i];
    for (size_t i = 0; i < size; ++i)
      sums[i] /= double(rows.count());
    std::copy_n(sums.begin() + 1, impl_->numParameters, gradient.begin());
    return sums[0];
  });
}

} // namespace qml
