// SPDX-License-Identifier: Apache-2.0
//
// Subscripts: elements and slices of lists, tensors, registers and run-time values.

#include "qml/Sema/Evaluator.h"

#include <algorithm>

namespace qml {

using namespace ast;

/// The position `index` of the `length` elements of `base`, counted from either end; Failure outside.
static int64_t checkedIndex(Evaluator &evaluator, int64_t index, int64_t length, Span span, const Value &base) {
  if (index < -length || index >= length) {
    std::string what = base.get<std::string>() ? "the text" : base.get<Range>() ? "the range" : typeText(base);
    Diagnostic error("E0112", "index " + std::to_string(index) + " is outside of " + what, span);
    if (length > 0)
      error.withHelp("valid are 0 to " + std::to_string(length - 1) + ", and -1 for the last");
    evaluator.fail(std::move(error));
  }
  return index < 0 ? index + length : index;
}

Value Evaluator::subscripts(const Value &base, const IndexExpr &expr, Scope &scope) {
  if (base.isUnknown())
    return base;
  for (const Subscript &subscript : expr.subscripts)
    if (subscript.kind == Subscript::Kind::Named)
      fail(Diagnostic("E0313", typeText(base) + " takes no named size", subscript.span));
  bool sliced = std::any_of(expr.subscripts.begin(), expr.subscripts.end(),
                            [](const Subscript &s) { return s.kind == Subscript::Kind::Slice; });
  if (!sliced) {
    std::vector<Value> indices;
    indices.reserve(expr.subscripts.size());
    for (const Subscript &subscript : expr.subscripts)
      indices.push_back(evaluate(*subscript.value, scope));
    return indexValue(base, indices, expr.span);
  }
  if (expr.subscripts.size() == 1)
    return sliceValue(base, expr.subscripts[0], scope, expr.span);
  // x[:, j] and the like: element by element along the first axis.
  const Subscript &first = expr.subscripts[0];
  if (expr.subscripts.size() != 2 || first.kind != Subscript::Kind::Slice || expr.subscripts[1].kind != Subscript::Kind::Index)
    fail(Diagnostic("E0303", "this form of slicing is not supported yet", expr.span).withHelp("slice one axis at a time"));
  List column;
  Value second = evaluate(*expr.subscripts[1].value, scope);
  for (const Value &row : items(sliceValue(base, first, scope, expr.span), expr.span))
    column.items.push_back(indexValue(row, {second}, expr.span));
  auto tensor = asTensor(Value(column));
  return tensor ? Value(*tensor) : Value(column);
}

Value Evaluator::sliceValue(const Value &base, const Subscript &slice, Scope &scope, Span span) {
  auto bound = [&](const ExprPtr &expr) -> std::optional<Value> {
    return expr ? std::optional(evaluate(*expr, scope)) : std::nullopt;
  };
  auto start = bound(slice.start), stop = bound(slice.stop), step = bound(slice.step);
  bool isOpen = base.get<QubitRef>() && base.get<QubitRef>()->open;
  for (auto *part : {&start, &stop, &step})
    isOpen |= *part && ((*part)->isUnknown() || (*part)->get<SymInt>());
  if (isOpen && base.get<QubitRef>()) { // while checking: some qubits of the register
    QubitRef part;
    part.reg = base.get<QubitRef>()->reg;
    part.size = SymInt::symbol("?slice" + std::to_string(slice.span.begin));
    part.open = true;
    return part;
  }
  if (isOpen)
    return Unknown{};
  int64_t length;
  if (auto *qubits = base.get<QubitRef>())
    length = qubits->ids.size();
  else if (auto *text = base.get<std::string>())
    length = text->size();
  else if (auto *dynamic = base.get<Dynamic>(); dynamic && !dynamic->shape.empty()) {
    if (!dynamic->shape[0].isConstant())
      return Unknown{};
    length = *dynamic->shape[0].constant();
  } else
    length = items(base, span).size();
  int64_t stride = step ? integer(*step, slice.step->span, "a step") : 1;
  if (stride == 0)
    fail(Diagnostic("E0112", "a slice can't have step 0", slice.span));
  auto clamp = [&](int64_t i, int64_t low, int64_t high) { return std::clamp(i < 0 ? i + length : i, low, high); };
  int64_t from = start ? clamp(integer(*start, slice.start->span, "a position"), stride > 0 ? 0 : -1, stride > 0 ? length : length - 1)
                       : (stride > 0 ? 0 : length - 1);
  int64_t to = stop ? clamp(integer(*stop, slice.stop->span, "a position"), stride > 0 ? 0 : -1, stride > 0 ? length : length - 1)
                    : (stride > 0 ? length : -1);
  Range range{from, to, stride};
  if (auto *qubits = base.get<QubitRef>()) {
    QubitRef part = *qubits;
    part.ids.clear();
    part.whole = false;
    for (int64_t i = 0, at = from; i < range.size(); ++i, at += stride)
      part.ids.push_back(qubits->ids[at]);
    part.size = SymInt(part.ids.size());
    return part;
  }
  if (auto *dynamic = base.get<Dynamic>()) {
    Dynamic part = *dynamic;
    part.shape[0] = SymInt(range.size());
    if (stager_ && dynamic->handle) {
      std::vector<int64_t> shape;
      for (const SymInt &d : part.shape)
        shape.push_back(d.constant().value_or(0));
      part.handle = stager_->tensorOp(TensorOp::Slice, {dynamic->handle}, shape, {from, stride}, span);
    }
    return part;
  }
  if (auto *text = base.get<std::string>()) {
    std::string part;
    for (int64_t i = 0, at = from; i < range.size(); ++i, at += stride)
      part += (*text)[at];
    return part;
  }
  std::vector<Value> all = items(base, span);
  List part;
  for (int64_t i = 0, at = from; i < range.size(); ++i, at += stride)
    part.items.push_back(all[at]);
  if (base.tensor()) {
    if (part.items.empty()) {
      Tensor none = *base.tensor();
      none.shape[0] = 0;
      none.values.clear();
      return none;
    }
    return *asTensor(Value(part));
  }
  return part;
}

Value Evaluator::indexValue(const Value &base, const std::vector<Value> &indices, Span span) {
  if (base.isUnknown())
    return base;
  if (Object *object = base.object()) {
    Value result = base;
    for (const Value &key : indices)
      result = object->index(*this, key, span);
    return result;
  }
  if (auto *qubits = base.get<QubitRef>(); qubits && indices.size() == 1 && indices[0].isUnknown()) {
    // While checking: one qubit of the register, which one is open.
    QubitRef one;
    one.reg = qubits->reg;
    one.size = SymInt(1);
    one.open = true;
    return one;
  }
  for (const Value &i : indices)
    if (i.isUnknown())
      return i;
  if (auto *qubits = base.get<QubitRef>()) {
    if (indices.size() != 1)
      fail(Diagnostic("E0111", "a register has one axis", span));
    QubitRef one;
    one.reg = qubits->reg;
    one.size = SymInt(1);
    auto *known = indices[0].get<int64_t>();
    auto *symbol = indices[0].get<SymInt>();
    if (!known && !symbol)
      fail(Diagnostic("E0111", "qubits are numbered by whole numbers, this is " + typeText(indices[0]), span));
    if (qubits->open || symbol) {
      one.open = true;
      if (qubits->whole)
        one.index = known ? (*known < 0 ? qubits->size + SymInt(*known) : SymInt(*known)) : *symbol;
      if (known && qubits->size.isConstant())
        checkedIndex(*this, *known, *qubits->size.constant(), span, base);
      return one;
    }
    int64_t at = checkedIndex(*this, *known, qubits->ids.size(), span, base);
    one.ids = {qubits->ids[at]};
    one.index = SymInt(one.ids[0]);
    return one;
  }
  if (auto *dynamic = base.get<Dynamic>()) {
    if (indices.size() > dynamic->shape.size())
      fail(Diagnostic("E0111", "too many indices for " + typeText(base), span));
    Dynamic part;
    part.shape.assign(dynamic->shape.begin() + indices.size(), dynamic->shape.end());
    std::vector<int64_t> numbers;
    numbers.reserve(indices.size());
    for (size_t i = 0; i < indices.size(); ++i) {
      if (indices[i].get<SymInt>())
        continue;
      if (auto *at = indices[i].get<Dynamic>(); at && dynamic->shape.size() == 1 && at->shape.empty()) {
        if (stager_ && dynamic->handle && at->handle)
          part.handle = stager_->tensorOp(TensorOp::Pick, {dynamic->handle, at->handle}, {}, {}, span);
        return part;
      }
      int64_t at = integer(indices[i], span, "an index");
      if (auto length = dynamic->shape[i].constant())
        at = checkedIndex(*this, at, *length, span, base);
      numbers.push_back(at);
    }
    if (stager_ && dynamic->handle) {
      std::vector<int64_t> shape;
      for (const SymInt &d : part.shape)
        shape.push_back(*d.constant());
      part.handle = stager_->tensorOp(TensorOp::Index, {dynamic->handle}, shape, numbers, span);
    }
    return part;
  }
  if (indices[0].get<SymInt>())
    return Unknown{};
  if (auto *tensor = base.tensor()) {
    if (indices.size() > tensor->shape.size())
      fail(Diagnostic("E0111", "too many indices for " + typeText(base), span));
    int64_t offset = 0, stride = tensor->size();
    for (size_t i = 0; i < indices.size(); ++i) {
      stride = tensor->shape[i] ? stride / tensor->shape[i] : 0;
      offset += stride * checkedIndex(*this, integer(indices[i], span, "an index"), tensor->shape[i], span, base);
    }
    return Tensor(std::vector<int64_t>(tensor->shape.begin() + indices.size(), tensor->shape.end()),
                  std::vector<double>(tensor->values.begin() + offset, tensor->values.begin() + offset + stride));
  }
  int64_t at = integer(indices[0], span, "an index");
  Value item;
  if (auto *list = base.list())
    item = list->items[checkedIndex(*this, at, list->items.size(), span, base)];
  else if (auto *tuple = base.tuple())
    item = tuple->items[checkedIndex(*this, at, tuple->items.size(), span, base)];
  else if (auto *bits = base.get<Bits>())
    item = int64_t(bits->text[checkedIndex(*this, at, bits->text.size(), span, base)] - '0');
  else if (auto *text = base.get<std::string>())
    item = std::string(1, (*text)[checkedIndex(*this, at, text->size(), span, base)]);
  else if (auto *range = base.get<Range>())
    item = range->start + range->step * checkedIndex(*this, at, range->size(), span, base);
  else
    fail(Diagnostic("E0111", typeText(base) + " can't be indexed", span));
  return indices.size() == 1 ? item : indexValue(item, {indices.begin() + 1, indices.end()}, span);
}

std::vector<Value> Evaluator::items(const Value &iterable, Span span) {
  if (auto *list = iterable.list())
    return list->items;
  if (auto *tuple = iterable.tuple())
    return tuple->items;
  if (auto *range = iterable.get<Range>()) {
    if (range->size() > maxItems)
      fail(Diagnostic("E0019", "this range is too long", span));
    std::vector<Value> result;
    for (int64_t i = 0, v = range->start; i < range->size(); ++i, v += range->step)
      result.push_back(v);
    return result;
  }
  std::vector<Value> result;
  int64_t length = -1;
  if (auto *tensor = iterable.tensor())
    length = tensor->shape[0];
  else if (auto *bits = iterable.get<Bits>())
    length = bits->text.size();
  else if (auto *qubits = iterable.get<QubitRef>(); qubits && !qubits->open)
    length = qubits->ids.size();
  else if (auto *dynamic = iterable.get<Dynamic>(); dynamic && !dynamic->shape.empty())
    length = dynamic->shape[0].constant().value_or(-1);
  if (length < 0)
    fail(Diagnostic("E0114", typeText(iterable) + " can't be walked through", span)
             .withHelp("`for` takes range(n), a list, a tensor or bits"));
  for (int64_t i = 0; i < length; ++i)
    result.push_back(indexValue(iterable, {Value(i)}, span));
  return result;
}

} // namespace qml
