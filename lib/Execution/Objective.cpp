// SPDX-License-Identifier: Apache-2.0
//
// Value and gradient over rows. Rows are summed in chunks of fixed size and the chunks in order, so the result does not hang on the
// number of threads.

#include "Training.h"

#include <algorithm>
#include <utility>

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

void CompiledObjective::addRow(std::span<const double *const> row, const rt::RunOptions &options, rt::Workspace &workspace, Sum &sum) const {
  std::vector<const double *> inputs(row.begin(), row.end());
  for (const Tensor *tensor : all_)
    inputs.push_back(tensor->values.data());
  double value = 0;
  std::vector<double> gradient(size_);
  rt::Result result = compiled_->call(options, workspace, inputs, resultBuffers(value, gradient));
  if (sum.result == rt::Result::Ok)
    sum.result = result;
  sum.value += value;
  for (size_t i = 0; i < size_; ++i)
    sum.gradient[i] += gradient[i];
}

/// The same for as many rows as one call takes.
void CompiledObjective::addRows(std::span<const double *const> rows, size_t numRows, const rt::RunOptions &options, rt::Workspace &workspace,
                                Sum &sum) const {
  const size_t numArguments = spec_.argumentShapes.size();
  std::vector<std::vector<double>> columns(numArguments);
  std::vector<const double *> inputs;
  for (size_t i = 0; i < numArguments; ++i) {
    columns[i].reserve(compiled_->argumentSizes[i] * CompiledFunction::maxRows);
    for (size_t row = 0; row < numRows; ++row) {
      const double *from = rows[row * numArguments + i];
      columns[i].insert(columns[i].end(), from, from + compiled_->argumentSizes[i]);
    }
    inputs.push_back(columns[i].data());
  }
  for (const Tensor *tensor : all_)
    inputs.push_back(tensor->values.data());
  sum.result = compiledRows_->callRows(numRows, options, workspace, inputs, resultBuffers(sum.value, sum.gradient));
}

double CompiledObjective::valueAndGradient(std::span<const double *const> rows, size_t numRows, std::span<double> gradient) {
  const size_t perCall = compiledRows_ && numRows > 1 ? compiledRows_->rowsPerCall(session_.runOptions()) : 1;
  const size_t rowsPerChunk = perCall > 1 ? perCall : 8, numArguments = spec_.argumentShapes.size();
  const size_t numChunks = (numRows + rowsPerChunk - 1) / rowsPerChunk;
  std::vector<Sum> sums(numChunks);
  rt::RunOptions options = session_.runOptions();
  const unsigned threads = std::exchange(options.threads, numChunks == 1 ? options.threads : 1);
  session_.workspace().forChunks(threads, numChunks, [&](unsigned chunk, rt::Workspace &workspace) {
    Sum &sum = sums[chunk];
    sum.gradient.assign(size_, 0.0);
    const size_t first = chunk * rowsPerChunk, count = std::min(rowsPerChunk, numRows - first);
    auto part = rows.subspan(first * numArguments, count * numArguments);
    if (perCall > 1)
      addRows(part, count, options, workspace, sum);
    else
      for (size_t row = 0; row < count; ++row)
        addRow(part.subspan(row * numArguments, numArguments), options, workspace, sum);
  });
  double value = 0;
  std::fill(gradient.begin(), gradient.end(), 0.0);
  for (const Sum &sum : sums) {
    session_.check(sum.result, numQubits_, span_);
    value += sum.value;
    for (size_t i = 0; i < size_; ++i)
      gradient[i] += sum.gradient[i];
  }
  double scale = 1.0 / double(numRows);
  for (double &g : gradient)
    g *= scale;
  return value * scale;
}

} // namespace qml
