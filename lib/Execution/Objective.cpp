// SPDX-License-Identifier: Apache-2.0
//
// Value and gradient over rows. Rows are summed in chunks of fixed size and the chunks in order, so the result does not hang on the
// number of threads.

#include "Training.h"

#include "qml/Execution/Spread.h"

#include <algorithm>
#include <atomic>

namespace qml {

CompiledObjective::CompiledObjective(Session &session, const ast::Expr &expr, Scope &scope, const std::vector<std::string> &names,
                     const std::vector<std::vector<int64_t>> &shapes, const std::vector<ast::Name> &over, uint64_t seed,
                     const NoiseModel *noise)
    : session_(session), span_(expr.span), spec_(session.compiler().irgen().specialiseExpr(expr, scope, names, shapes, "objective", noise)) {
  Evaluator &evaluator = session.evaluator();
  if (spec_.resultShapes.size() != 1 || !spec_.resultShapes[0].empty())
    evaluator.fail(Diagnostic("E0504", "this must be one number, it is " + (spec_.resultShapes.empty() ? "nothing" : shapeText(spec_.resultShapes[0])), expr.span)
                       .withHelp("use mean(…), sum(…) or cross_entropy(…)"));
  for (const ast::Name &name : over)
    if (std::none_of(spec_.params.begin(), spec_.params.end(), [&](const ParamKey &key) { return key.name == name.text || key.decl->name.text == name.text; }))
      evaluator.fail(Diagnostic("E0505", "`" + name.text + "` is no parameter of this", name.span));
  // Parameters without a value yet start from `seed`.
  for (size_t i = 0; i < spec_.params.size(); ++i)
    if (!session.paramsOf(*spec_.params[i].decl).count(spec_.params[i].name))
      session.initialise(spec_, i, seed);
  all_ = session.params(spec_, expr.span);
  std::vector<int64_t> wrt;
  for (size_t i = 0; i < all_.size(); ++i) {
    const ParamKey &key = spec_.params[i];
    bool wanted = over.empty() || std::any_of(over.begin(), over.end(), [&](const ast::Name &name) { return key.name == name.text || key.decl->name.text == name.text; });
    if (!wanted)
      continue;
    wrt.push_back(spec_.argumentShapes.size() + i);
    trained_.push_back(all_[i]);
    keys_.push_back(key);
    size_ += all_[i]->size();
  }
  if (trained_.empty())
    evaluator.fail(Diagnostic("E0505", "there is nothing to train: this has no `param`", expr.span).withHelp("declare trainable numbers in the signature: param w: float[3] ~ uniform(0, 2*pi)"));
  compiled_ = &session.compiler().compile(spec_, EntryKind::Gradient, expr.span, wrt);
  if (compiled_->rowsPerCall(session.runOptions()) > 1)
    compiledRows_ = session.compiler().compileRows(spec_, EntryKind::GradientRows, expr.span, wrt);
  numQubits_ = compiled_->numQubits();
  if (!noise)
    session.check(rt::checkMemory(numQubits_, 3, session.options().precision), numQubits_, expr.span);
}

std::vector<double> CompiledObjective::parameters() const {
  std::vector<double> result;
  for (const Tensor *tensor : trained_)
    result.insert(result.end(), tensor->values.begin(), tensor->values.end());
  return result;
}

void CompiledObjective::setParameters(std::span<const double> values) {
  size_t at = 0;
  for (Tensor *tensor : trained_) {
    std::copy_n(values.begin() + at, tensor->values.size(), tensor->values.begin());
    at += tensor->values.size();
  }
}

std::vector<double *> CompiledObjective::resultBuffers(double &value, std::vector<double> &gradient) const {
  std::vector<double *> outputs{&value};
  size_t at = 0;
  for (const Tensor *tensor : trained_) {
    outputs.push_back(gradient.data() + at);
    at += tensor->values.size();
  }
  return outputs;
}

void CompiledObjective::addRow(const Row &arguments, unsigned thread, Sum &sum) const {
  std::vector<const double *> inputs = arguments;
  for (const Tensor *tensor : all_)
    inputs.push_back(tensor->values.data());
  double value = 0;
  std::vector<double> gradient(size_);
  rt::Result result = compiled_->call(session_.context(thread), inputs, resultBuffers(value, gradient));
  if (sum.result == rt::Result::Ok)
    sum.result = result;
  sum.value += value;
  for (size_t i = 0; i < size_; ++i)
    sum.gradient[i] += gradient[i];
}

/// The same for as many rows as one call takes.
void CompiledObjective::addRows(std::span<const Row> rows, unsigned thread, Sum &sum) const {
  std::vector<std::vector<double>> columns;
  std::vector<const double *> inputs;
  for (size_t i = 0; i < spec_.argumentShapes.size(); ++i) {
    const size_t size = compiled_->argumentSizes[i];
    std::vector<double> &column = columns.emplace_back(size * CompiledFunction::maxRows);
    for (size_t row = 0; row < rows.size(); ++row)
      std::copy_n(rows[row][i], size, column.begin() + row * size);
    inputs.push_back(column.data());
  }
  for (const Tensor *tensor : all_)
    inputs.push_back(tensor->values.data());
  sum.result = compiledRows_->callRows(session_.context(thread), rows.size(), inputs, resultBuffers(sum.value, sum.gradient));
}

double CompiledObjective::valueAndGradient(const std::vector<Row> &rows, std::span<double> gradient) {
  const size_t perCall = compiledRows_ && rows.size() > 1 ? compiledRows_->rowsPerCall(session_.runOptions()) : 1;
  const size_t rowsPerChunk = perCall > 1 ? perCall : 8;
  size_t numChunks = (rows.size() + rowsPerChunk - 1) / rowsPerChunk;
  std::vector<Sum> sums(numChunks);
  unsigned numThreads = std::min<size_t>(session_.options().threads, numChunks);
  for (unsigned thread = 0; thread < std::max(1u, numThreads); ++thread)
    session_.context(thread).options = {.threads = numChunks == 1 ? session_.options().threads : 1, .precision = session_.options().precision};
  std::atomic<unsigned> started = 0;
  spread(numChunks, numThreads, [&](const std::function<size_t()> &next) {
    const unsigned thread = started++;
    for (size_t chunk = next(); chunk < numChunks; chunk = next()) {
      sums[chunk].gradient.assign(size_, 0.0);
      auto part = std::span(rows).subspan(chunk * rowsPerChunk, std::min(rowsPerChunk, rows.size() - chunk * rowsPerChunk));
      if (perCall > 1)
        addRows(part, thread, sums[chunk]);
      else
        for (const Row &row : part)
          addRow(row, thread, sums[chunk]);
    }
  });
  double value = 0;
  std::fill(gradient.begin(), gradient.end(), 0.0);
  for (const Sum &sum : sums) {
    session_.check(sum.result, numQubits_, span_);
    value += sum.value;
    for (size_t i = 0; i < size_; ++i)
      gradient[i] += sum.gradient[i];
  }
  double scale = 1.0 / double(rows.size());
  for (double &g : gradient)
    g *= scale;
  return value * scale;
}

} // namespace qml
