// SPDX-License-Identifier: Apache-2.0
//
// Quantum kernels. A kernel of overlaps needs one state per row, not one circuit per pair: the rows' states are prepared in
// batches, the matrix is a product of two tables of states. Other kernels are evaluated pair by pair.

#include "Objects.h"


#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace qml {

using namespace ast;

static double kernelValue(Session &session, const Callable &kernel, const Tensor &a, const Tensor &b, Span span) {
  Evaluator &evaluator = session.evaluator();
  Evaluator::OwnSteps steps(evaluator);
  auto &decl = *as<CallableDecl>(kernel.decl);
  Scope scope(&evaluator.globals());
  evaluator.bind(decl.signature, kernel, {{"", Value(a), span}, {"", Value(b), span}}, scope, span);
  Value value = decl.value ? evaluator.evaluate(*decl.value, scope) : Value();
  auto number = asNumber(value);
  if (!number)
    evaluator.fail(Diagnostic("E0110", "a kernel gives one number, this is " + typeText(value), decl.name.span).withHelp("write kernel k(a, b: float[n]) = overlap(U(a), U(b))"));
  return *number;
}

static void checkSymmetric(Session &session, const Callable &kernel, double forth, double back) {
  // Single precision rounds the two ways differently where their circuits differ.
  double tolerance = session.options().precision == rt::Precision::Single ? 1e-4 : 1e-9;
  if (std::abs(forth - back) > tolerance * std::max(1.0, std::abs(forth)))
    session.evaluator().fail(Diagnostic("E0507", "the kernel `" + kernel.name() + "` is not symmetric: k(a, b) is " + valueText(Value(forth)) + ", k(b, a) is " + valueText(Value(back)), kernel.decl->name.span)
                                 .withHelp("use the same state recipe for both arguments: overlap(U(a), U(b))"));
}

/// The states that U and V of a kernel overlap(U(a), V(b)) prepare for rows of `a` and `b`; nothing for other kernels.
using Sides = std::array<const Specialisation *, 2>;
static std::optional<Sides> overlapSides(Session &session, const Callable &kernel, const Tensor &a, const Tensor &b, Span span) {
  Evaluator &evaluator = session.evaluator();
  auto &decl = *as<CallableDecl>(kernel.decl);
  auto *call = decl.value ? as<CallExpr>(decl.value.get()) : nullptr;
  const std::vector<Param> &params = decl.signature.params;
  if (!call || call->arguments.size() != 2 || params.size() != 2 || a.shape[0] == 0 || b.shape[0] == 0 || !isRuntime(*params[0].type) || !isRuntime(*params[1].type))
    return std::nullopt;
  Scope scope(&evaluator.globals());
  evaluator.bind(decl.signature, kernel, {{"", Value(rowOf(a, 0)), span}, {"", Value(rowOf(b, 0)), span}}, scope, span);
  Value callee = evaluator.evaluate(*call->callee, scope);
  if (!callee.callable() || callee.callable()->builtin != "overlap")
    return std::nullopt;
  Sides sides;
  for (int side : {0, 1}) {
    sides[side] = session.compiler().irgen().specialiseRowState(*call->arguments[side].value, scope, params[side].name.text, params[1 - side].name.text,
                                                                {(side ? b : a).shape[1]}, valueKey(Value(kernel)));
    if (!sides[side])
      return std::nullopt;
  }
  return sides[0]->numQubits == sides[1]->numQubits ? std::optional(sides) : std::nullopt;
}

/// States of rows of a table, in memory kept from block to block.
class StateTable {
public:
  StateTable(Session &session, const Specialisation &spec, const Tensor &table, int64_t maxRows, Span span)
      : session_(session), spec_(spec), table_(table), compiled_(session.compiler().compile(spec, EntryKind::Slots, span)), span_(span) {
    for (const Tensor *param : session.params(spec, span))
      params_.push_back(param->values.data());
    constexpr size_t line = 64;
    size_t bytes = (size_t(16) << spec.numQubits) * maxRows;
    states_.reset(static_cast<double *>(std::aligned_alloc(line, (bytes + line - 1) / line * line)));
    if (!states_)
      session.check(rt::Result::OutOfMemory, spec.numQubits, span);
  }

  /// The states of `count` rows from `first` on.
  rt::StateRows prepare(int64_t first, int64_t count) {
    const rt::Program &program = compiled_.plans[0];
    rt::RunOptions options = session_.runOptions();
    const size_t batch = rt::batchRows(program, options), numBatches = (count + batch - 1) / batch, numSlots = program.plan().numInputSlots;
    // Threads share out the rows, or else the amplitudes of a large state.
    constexpr unsigned largeState = 20;
    const unsigned threads = numBatches > 1 && spec_.numQubits < largeState ? std::min<size_t>(options.threads, numBatches) : 1;
    options.threads = threads > 1 ? 1 : options.threads;
    std::vector<rt::Result> outcomes(numBatches, rt::Result::Ok);
    session_.workspace().forChunks(threads, numBatches, [&](unsigned i, rt::Workspace &workspace) {
      std::vector<double> slots(batch * numSlots);
      const size_t from = i * batch, rows = std::min(batch, count - from);
      for (size_t row = 0; row < rows && outcomes[i] == rt::Result::Ok; ++row) {
        const double *values = table_.values.data() + (first + from + row) * table_.shape[1];
        std::vector<const double *> arguments{values, values}; // the second has no effect
        arguments.insert(arguments.end(), params_.begin(), params_.end());
        outcomes[i] = compiled_.call(options, workspace, arguments, std::array{slots.data() + row * numSlots});
      }
      if (outcomes[i] == rt::Result::Ok)
        outcomes[i] = rt::runBatch(program, {slots.data(), rows, numSlots}, options, workspace, states_.get() + (from << (spec_.numQubits + 1)));
    });
    for (rt::Result outcome : outcomes)
      session_.check(outcome, spec_.numQubits, span_);
    return {states_.get(), size_t(count), spec_.numQubits};
  }

private:
  struct Free {
    void operator()(double *p) const { std::free(p); }
  };
  Session &session_;
  const Specialisation &spec_;
  const Tensor &table_;
  const CompiledFunction &compiled_;
  Span span_;
  std::vector<const double *> params_;
  std::unique_ptr<double, Free> states_;
};

static Tensor overlapMatrix(Session &session, const Callable &kernel, const Sides &sides, const Tensor &a, const Tensor &b, Span span) {
  const int64_t n = a.shape[0], m = b.shape[0];
  const unsigned numQubits = sides[0]->numQubits;
  // States of a block of rows at a time, so that many rows of many qubits need no more memory.
  constexpr size_t blockBytes = size_t(1) << 30;
  int64_t block = std::max<int64_t>(1, blockBytes >> std::min(numQubits + 4, 40u));
  rt::Result fits;
  while ((fits = rt::checkMemory(numQubits, std::min(block, n) + std::min(block, m) + 1)) == rt::Result::OutOfMemory && block > 1)
    block /= 2;
  session.check(fits, numQubits, span);
  const bool sameTable = &a == &b || a == b, symmetric = sameTable && sides[0] == sides[1];
  Tensor result = orThrow(Tensor::full({n, m}, 0), span);
  StateTable left(session, *sides[0], a, std::min(block, n), span);
  std::optional<StateTable> right;
  for (int64_t i = 0; i < n; i += block) {
    rt::StateRows u = left.prepare(i, std::min(block, n - i));
    for (int64_t j = symmetric ? i : 0; j < m; j += block) {
      const bool diagonal = symmetric && i == j;
      if (!diagonal && !right)
        right.emplace(session, *sides[1], b, std::min(block, m), span);
      rt::StateRows v = diagonal ? u : right->prepare(j, std::min(block, m - j));
      rt::fidelities(u, v, session.options().threads, session.workspace(), &result(i, j), m);
    }
  }
  for (int64_t i = 0; sameTable && i < n; ++i)
    for (int64_t j = 0; j < i; ++j) {
      if (!symmetric)
        checkSymmetric(session, kernel, result(i, j), result(j, i));
      result(i, j) = result(j, i);
    }
  return result;
}

Tensor kernelMatrix(Session &session, const Callable &kernel, const Tensor &a, const Tensor &b, Span span) {
  if (a.rank() != 2 || b.rank() != 2)
    session.evaluator().fail(Diagnostic("E0103", "a kernel compares the rows of two tables", span));
  if (auto sides = overlapSides(session, kernel, a, b, span))
    return overlapMatrix(session, kernel, *sides, a, b, span);
  int64_t n = a.shape[0], m = b.shape[0];
  Tensor result = orThrow(Tensor::full({n, m}, 0), span);
  bool symmetric = &a == &b || a == b;
  // Half of the values are taken from the other half, so a kernel that is not symmetric must not get here.
  for (int64_t i = 0; symmetric && i < std::min<int64_t>(n, 6); ++i)
    for (int64_t j = 0; j < i; ++j) {
      double forth = kernelValue(session, kernel, rowOf(a, i), rowOf(a, j), span), back = kernelValue(session, kernel, rowOf(a, j), rowOf(a, i), span);
      checkSymmetric(session, kernel, forth, back);
    }
  for (int64_t i = 0; i < n; ++i) {
    Tensor x = rowOf(a, i);
    for (int64_t j = symmetric ? i : 0; j < m; ++j) {
      result(i, j) = kernelValue(session, kernel, x, rowOf(b, j), span);
      if (symmetric)
        result(j, i) = result(i, j);
    }
  }
  return result;
}

Value overlap(Session &session, const Arguments &arguments, Span span) {
  Evaluator &evaluator = session.evaluator();
  if (arguments.size() != 2)
    evaluator.fail(Diagnostic("E0106", "`overlap` takes two gates with their angles", span).withHelp("for example overlap(U(a), U(b))"));
  std::shared_ptr<const std::vector<double>> states[2];
  for (int i : {0, 1}) {
    if (!arguments[i].value.callable())
      evaluator.fail(Diagnostic("E0106", "`overlap` takes gates with their angles, this is " + typeText(arguments[i].value), arguments[i].span));
    states[i] = session.recipeState(*arguments[i].value.callable(), arguments[i].span);
  }
  const std::vector<double> &u = *states[0], &v = *states[1];
  if (u.size() != v.size())
    evaluator.fail(Diagnostic("E0103", "the two gates of an overlap act on different numbers of qubits", span));
  double re = 0, im = 0;
  for (size_t i = 0; i < u.size(); i += 2) {
    re += v[i] * u[i] + v[i + 1] * u[i + 1];
    im += v[i] * u[i + 1] - v[i + 1] * u[i];
  }
  return re * re + im * im;
}

Value runKernel(Session &session, const CallableDecl &decl, const Callable &callee, const std::string &companion, Arguments arguments, Span span) {
  Evaluator &evaluator = session.evaluator();
  if (decl.signature.params.size() != 2)
    evaluator.fail(Diagnostic("E0106", "a kernel takes two arguments", decl.name.span));
  if (companion == "gram") {
    auto x = arguments.empty() ? std::nullopt : asTensor(arguments[0].value);
    if (!x)
      evaluator.fail(Diagnostic("E0106", "`gram` takes a table, one row per sample", span));
    return Value(kernelMatrix(session, callee, *x, *x, span));
  }
  if (!companion.empty())
    evaluator.fail(Diagnostic("E0311", "a kernel has no method `" + companion + "`", span).withHelp("there is gram(X)"));
  if (arguments.size() != 2)
    evaluator.fail(Diagnostic("E0106", "`" + decl.name.text + "` takes two arguments", span));
  auto a = asTensor(arguments[0].value), b = asTensor(arguments[1].value);
  if (!a || !b)
    evaluator.fail(Diagnostic("E0107", "a kernel compares numbers, this is " + typeText(arguments[a ? 1 : 0].value), arguments[a ? 1 : 0].span));
  size_t rank = decl.signature.params[0].type->dims.size();
  if (a->shape.size() == rank + 1 && b->shape.size() == rank + 1)
    return Value(kernelMatrix(session, callee, *a, *b, span));
  return kernelValue(session, callee, *a, *b, span);
}

Value svc(Session &session, const Arguments &arguments, Span span) {
  Evaluator &evaluator = session.evaluator();
  onlyNamed(evaluator, arguments, "svc", {"kernel", "C"});
  const Value *kernel = findArgument(arguments, "kernel", 0);
  if (!kernel || !kernel->callable() || !kernel->callable()->decl)
    evaluator.fail(Diagnostic("E0106", "`svc` needs a kernel", span).withHelp("for example svc(kernel=k, C=1.0)"));
  const Value *C = findArgument(arguments, "C", 1);
  if (C && !asNumber(*C))
    evaluator.fail(Diagnostic("E0116", "`C` must be a number", span));
  return std::make_shared<SupportVectorClassifier>(session, *kernel->callable(), C ? *asNumber(*C) : 1.0);
}

Value SupportVectorClassifier::member(Evaluator &evaluator, const std::string &name, Span span) { noMember(evaluator, *this, name, {"fit()", "predict()", "score()"}, span); }

Tensor SupportVectorClassifier::predict(const Tensor &x, Span span) {
  if (!machine_)
    session_.evaluator().fail(Diagnostic("E0316", "this classifier is not fitted yet", span).withHelp("call fit(data) first"));
  return orThrow(machine_->predict(kernelMatrix(session_, kernel_, x, training_, span)), span);
}

Value SupportVectorClassifier::call(Evaluator &evaluator, const std::string &method, Arguments arguments, Span span) {
  if (arguments.empty())
    evaluator.fail(Diagnostic("E0106", "`" + method + "` takes data", span));
  std::shared_ptr<Object> keep;
  auto labels = [&](const Dataset &data) -> const Tensor & {
    if (!data.y)
      evaluator.fail(Diagnostic("E0406", "these data have no labels", arguments[0].span));
    return data.y->values;
  };
  if (method == "fit") {
    const Dataset &data = datasetOf(arguments[0].value, arguments[0].span, keep);
    auto fitted = std::make_shared<SupportVectorClassifier>(session_, kernel_, C_);
    fitted->training_ = data.x;
    fitted->machine_ = orThrow(SvmClassifier::fit(kernelMatrix(session_, kernel_, data.x, data.x, span), labels(data), C_), span);
    return fitted;
  }
  if (method == "predict") {
    auto x = asTensor(arguments[0].value);
    if (x && x->rank() == 1) // one row
      return predict(Tensor({1, x->size()}, x->values), span).values[0];
    return Value(predict(x ? *x : datasetOf(arguments[0].value, arguments[0].span, keep).x, span));
  }
  if (method == "score") {
    const Dataset &data = datasetOf(arguments[0].value, arguments[0].span, keep);
    const Tensor &y = labels(data);
    if (y.rank() != 1 || y.size() != data.rows())
      evaluator.fail(Diagnostic("E0430", "`score` needs one label per row, found " + shapeText(y.shape), arguments[0].span)
                         .withHelp("a classifier takes classes as they are, without onehot()"));
    Tensor predicted = predict(data.x, span);
    double right = 0;
    for (int64_t i = 0; i < y.size(); ++i)
      right += predicted.values[i] == y.values[i];
    return right / double(std::max<int64_t>(1, y.size()));
  }
  noMember(evaluator, *this, method, {"fit", "predict", "score"}, span);
}

} // namespace qml
