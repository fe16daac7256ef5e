// SPDX-License-Identifier: Apache-2.0
//
// Quantum kernels. A kernel of overlaps needs one state per row, not one circuit per pair: states are prepared once and remembered,
// the pairs are inner products.

#include "Objects.h"

#include <algorithm>
#include <cmath>

namespace qml {

using namespace ast;

static Tensor rowOf(const Tensor &x, int64_t row) {
  auto part = x.row(row);
  return Tensor(std::vector<int64_t>(x.shape.begin() + 1, x.shape.end()), std::vector<double>(part.begin(), part.end()));
}

static double kernelValue(Session &session, const Callable &kernel, const Tensor &a, const Tensor &b, Span span) {
  Evaluator &evaluator = session.evaluator();
  auto &decl = *as<CallableDecl>(kernel.decl);
  Scope scope(&evaluator.globals());
  evaluator.bind(decl.signature, kernel, {{"", Value(a), span}, {"", Value(b), span}}, scope, span);
  Value value = decl.value ? evaluator.evaluate(*decl.value, scope) : Value();
  auto number = asNumber(value);
  if (!number)
    evaluator.fail(Diagnostic("E0110", "a kernel gives one number, this is " + typeText(value), decl.name.span).withHelp("write kernel k(a, b: float[n]) = overlap(U(a), U(b))"));
  return *number;
}

Tensor kernelMatrix(Session &session, const Callable &kernel, const Tensor &a, const Tensor &b, Span span) {
  if (a.rank() != 2 || b.rank() != 2)
    session.evaluator().fail(Diagnostic("E0103", "a kernel compares the rows of two tables", span));
  int64_t n = a.shape[0], m = b.shape[0];
  Tensor result = orThrow(Tensor::full({n, m}, 0), span);
  bool symmetric = &a == &b || a == b;
  // Half of the values are taken from the other half, so a kernel that is not symmetric must not get here.
  for (int64_t i = 0; symmetric && i < std::min<int64_t>(n, 6); ++i)
    for (int64_t j = 0; j < i; ++j) {
      double forth = kernelValue(session, kernel, rowOf(a, i), rowOf(a, j), span), back = kernelValue(session, kernel, rowOf(a, j), rowOf(a, i), span);
      if (std::abs(forth - back) > 1e-9 * std::max(1.0, std::abs(forth)))
        session.evaluator().fail(Diagnostic("E0507", "the kernel `" + kernel.name() + "` is not symmetric: k(a, b) is " + valueText(Value(forth)) + ", k(b, a) is " + valueText(Value(back)), kernel.decl->name.span)
                                     .withHelp("use the same state recipe for both arguments: overlap(U(a), U(b))"));
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
    Tensor predicted = predict(data.x, span);
    const Tensor &y = labels(data);
    double right = 0;
    for (int64_t i = 0; i < y.size(); ++i)
      right += predicted.values[i] == y.values[i];
    return right / double(std::max<int64_t>(1, y.size()));
  }
  noMember(evaluator, *this, method, {"fit", "predict", "score"}, span);
}

} // namespace qml
