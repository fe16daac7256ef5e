// SPDX-License-Identifier: Apache-2.0
//
// Operations on values known at run time only: shapes are checked here, the stager emits the operation.

#include "qml/Sema/Evaluator.h"

#include <algorithm>
#include <span>

namespace qml {

/// The sizes of `shape`; open ones, which occur only while checking, as 0.
static std::vector<int64_t> sizes(const std::vector<SymInt> &shape) {
  std::vector<int64_t> result;
  for (const SymInt &d : shape)
    result.push_back(d.constant().value_or(0));
  return result;
}

/// Whether two shapes can be the same, once open sizes are known.
static bool mayFit(std::span<const SymInt> a, std::span<const SymInt> b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const SymInt &x, const SymInt &y) { return !x.surelyDifferent(y); });
}

Dynamic Evaluator::asDynamic(const Value &value, Span span) {
  if (auto *dynamic = value.get<Dynamic>())
    return *dynamic;
  if (auto tensor = asTensor(value)) {
    Dynamic result;
    for (int64_t d : tensor->shape)
      result.shape.push_back(d);
    result.handle = stager_ ? stager_->constant(*tensor) : nullptr;
    return result;
  }
  const std::vector<Value> *parts = value.list() ? &value.list()->items : value.tuple() ? &value.tuple()->items : nullptr;
  if (!parts || parts->empty())
    fail(Diagnostic("E0116", "expected a number or tensor, this is " + typeText(value), span));
  // A list with run-time parts becomes a tensor.
  Dynamic result;
  std::vector<void *> handles;
  for (size_t i = 0; i < parts->size(); ++i) {
    Dynamic part = asDynamic((*parts)[i], span);
    if (i == 0)
      result.shape = part.shape;
    else if (!mayFit(part.shape, result.shape))
      fail(Diagnostic("E0103", "the parts of a list of run-time values have one shape, these are " + typeText((*parts)[0]) + " and " + typeText((*parts)[i]), span));
    handles.push_back(part.handle);
  }
  result.shape.insert(result.shape.begin(), SymInt(parts->size()));
  if (stager_ && std::find(handles.begin(), handles.end(), nullptr) == handles.end())
    result.handle = stager_->tensorOp(TensorOp::Stack, handles, sizes(result.shape), {}, span);
  return result;
}

Value Evaluator::elementwise(TensorOp op, std::vector<Value> operands, Span span) {
  std::vector<Dynamic> parts;
  for (const Value &operand : operands) {
    if (operand.isUnknown() || operand.get<SymInt>())
      return Unknown{};
    parts.push_back(asDynamic(operand, span));
  }
  Dynamic result;
  for (const Dynamic &part : parts) {
    if (part.shape.empty())
      continue;
    if (result.shape.empty()) {
      result.shape = part.shape;
      continue;
    }
    if (!mayFit(part.shape, result.shape))
      fail(Diagnostic("E0103", "shapes do not fit together: " + typeText(Value(parts[0])) + " and " + typeText(Value(part)), span)
               .withHelp("tensors of one operation have the same shape, or one is a number"));
  }
  if (!stager_)
    return result;
  std::vector<void *> handles;
  for (const Dynamic &part : parts) {
    if (!part.handle)
      return result;
    handles.push_back(part.handle);
  }
  result.handle = stager_->tensorOp(op, handles, sizes(result.shape), {}, span);
  return result;
}

int64_t Evaluator::countOf(const Value &value, Span span) {
  int64_t count = 1;
  for (int64_t d : sizes(asDynamic(value, span).shape))
    count *= d;
  return count;
}

Value Evaluator::reduceDynamic(TensorOp op, const Value &operand, Span span) {
  Dynamic tensor = asDynamic(operand, span);
  if (std::any_of(tensor.shape.begin(), tensor.shape.end(), [](const SymInt &size) { return size.constant() == 0; })) {
    if (op == TensorOp::MaxAll || op == TensorOp::MinAll)
      fail(Diagnostic("E0126", "an empty tensor has no minimum or maximum", span));
    return Value(op == TensorOp::Product ? 1.0 : 0.0);
  }
  Dynamic result;
  if (stager_ && tensor.handle)
    result.handle = stager_->tensorOp(op, {tensor.handle}, {}, {}, span);
  return result;
}

Value Evaluator::transposeDynamic(const Value &operand, Span span) {
  Dynamic tensor = asDynamic(operand, span);
  if (tensor.shape.size() < 2)
    return tensor;
  if (tensor.shape.size() > 2)
    fail(Diagnostic("E0303", "transposing more than two axes is not supported yet", span));
  Dynamic result;
  result.shape = {tensor.shape[1], tensor.shape[0]};
  if (stager_ && tensor.handle)
    result.handle = stager_->tensorOp(TensorOp::Transpose, {tensor.handle}, sizes(result.shape), {}, span);
  return result;
}

Value Evaluator::concatDynamic(const std::vector<Value> &parts, Span span) {
  Dynamic result;
  std::vector<void *> handles;
  for (const Value &part : parts) {
    Dynamic tensor = asDynamic(part, span);
    if (tensor.shape.empty() || (!result.shape.empty() && !mayFit(std::span(tensor.shape).subspan(1), std::span(result.shape).subspan(1))))
      fail(Diagnostic("E0103", "`concat` joins tensors that differ in the first size alone", span));
    if (result.shape.empty())
      result.shape = tensor.shape;
    else
      result.shape[0] = result.shape[0] + tensor.shape[0];
    handles.push_back(tensor.handle);
  }
  if (stager_ && std::find(handles.begin(), handles.end(), nullptr) == handles.end())
    result.handle = stager_->tensorOp(TensorOp::Concat, handles, sizes(result.shape), {}, span);
  return result;
}

} // namespace qml
