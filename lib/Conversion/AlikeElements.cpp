// SPDX-License-Identifier: Apache-2.0

#include "AlikeElements.h"

#include <mlir/Dialect/Arith/IR/Arith.h>
#include <mlir/IR/Matchers.h>

#include <map>

using namespace mlir;

namespace qml {

Origin originOf(Value element) {
  auto extract = element.getDefiningOp<tensor::ExtractOp>();
  if (!extract || !extract.getTensor().getType().hasStaticShape() || extract.getIndices().empty())
    return {};
  int64_t place = 0;
  for (auto [index, size] : llvm::zip(extract.getIndices(), extract.getTensor().getType().getShape())) {
    auto constant = getConstantIntValue(index);
    if (!constant)
      return {};
    place = place * size + *constant;
  }
  return {extract.getTensor(), place};
}

namespace {

constexpr unsigned deepest = 6; // operations in one another

/// Whether `value` is computed by one operation from numbers.
Operation *scalarOp(Value value, unsigned depth) {
  Operation *op = value.getDefiningOp();
  const bool isScalar = op && depth < deepest && op->getNumResults() == 1 && op->getNumOperands() > 0 && op->getNumRegions() == 0 && isMemoryEffectFree(op) &&
                        llvm::all_of(op->getOperandTypes(), [](Type type) { return type.isF64(); });
  return isScalar ? op : nullptr;
}

void describe(Value value, Recipe &recipe, unsigned depth = 0) {
  FloatAttr constant;
  if (matchPattern(value, m_Constant(&constant))) {
    recipe.shape.push_back(nullptr);
    recipe.constants.push_back(constant.getValueAsDouble());
  } else if (const Origin origin = originOf(value); origin.source) {
    recipe.shape.push_back(origin.source.getAsOpaquePointer());
    recipe.inputs.push_back(origin.source);
    recipe.places.push_back(origin.place);
  } else if (Operation *op = scalarOp(value, depth)) {
    recipe.shape.push_back(op->getName().getAsOpaquePointer());
    recipe.shape.push_back(op->getAttrDictionary().getAsOpaquePointer());
    for (Value operand : op->getOperands())
      describe(operand, recipe, depth + 1);
  } else {
    recipe.shape.push_back(value.getAsOpaquePointer());
    recipe.inputs.push_back(value);
  }
}

} // namespace

std::vector<Part> partsOf(ValueRange elements, size_t shortest, size_t fewest) {
  std::vector<Part> parts, alike;
  std::map<std::vector<const void *>, size_t> known; // place in `alike` by shape
  for (size_t i = 0, end; i < elements.size(); i = end) {
    const Origin origin = originOf(elements[i]);
    for (end = i + 1; origin.source && end < elements.size(); ++end) {
      const Origin next = originOf(elements[end]);
      if (next.source != origin.source || next.place != origin.place + int64_t(end - i))
        break;
    }
    if (end - i >= shortest) {
      parts.push_back({.origin = origin, .elements = llvm::to_vector(llvm::seq<int64_t>(i, end))});
      continue;
    }
    for (size_t k = i; k < end; ++k) {
      Recipe recipe;
      describe(elements[k], recipe);
      const auto [at, isNew] = known.try_emplace(recipe.shape, alike.size());
      if (isNew)
        alike.emplace_back();
      alike[at->second].elements.push_back(k);
      alike[at->second].recipes.push_back(std::move(recipe));
    }
  }
  Part others;
  for (Part &part : alike) {
    if (part.elements.size() >= std::max<size_t>(fewest, 2))
      parts.push_back(std::move(part));
    else
      others.elements.append(part.elements);
  }
  llvm::sort(others.elements);
  if (!others.elements.empty())
    parts.push_back(std::move(others));
  return parts;
}

Value tabulated(OpBuilder &builder, Location loc, ArrayRef<int64_t> values, Value i) {
  const int64_t step = values[1] - values[0];
  bool isEven = true;
  for (size_t k = 0; k < values.size(); ++k)
    isEven = isEven && values[k] == values[0] + int64_t(k) * step;
  if (!isEven)
    return tensor::ExtractOp::create(builder, loc, arith::ConstantOp::create(builder, loc, builder.getIndexTensorAttr(values)), i);
  auto index = [&](int64_t value) -> Value { return arith::ConstantIndexOp::create(builder, loc, value); };
  return builder.createOrFold<arith::AddIOp>(loc, builder.createOrFold<arith::MulIOp>(loc, i, index(step)), index(values[0]));
}

static Value tabulated(OpBuilder &builder, Location loc, ArrayRef<double> values, Value i) {
  if (llvm::all_equal(values))
    return arith::ConstantOp::create(builder, loc, builder.getF64FloatAttr(values[0]));
  auto type = RankedTensorType::get({int64_t(values.size())}, builder.getF64Type());
  return tensor::ExtractOp::create(builder, loc, arith::ConstantOp::create(builder, loc, DenseElementsAttr::get(type, values)), i);
}

namespace {

/// Goes through the model as describe() does.
struct Computation {
  OpBuilder &builder;
  Location loc;
  const Part &part;
  Value i;
  function_ref<Value(Value)> actual;
  size_t place = 0, constant = 0; // the next of the recipes

  template <typename T> Value next(SmallVector<T> Recipe::*list, size_t number) {
    SmallVector<T> values;
    for (const Recipe &recipe : part.recipes)
      values.push_back((recipe.*list)[number]);
    return tabulated(builder, loc, ArrayRef<T>(values), i);
  }

  Value compute(Value model, unsigned depth = 0) {
    if (matchPattern(model, m_Constant()))
      return next(&Recipe::constants, constant++);
    if (const Origin origin = originOf(model); origin.source) {
      Value tensor = actual(origin.source);
      return tensor::ExtractOp::create(builder, loc, tensor, next(&Recipe::places, place++));
    }
    Operation *op = scalarOp(model, depth);
    if (!op)
      return actual(model);
    IRMapping operands;
    for (Value operand : op->getOperands())
      operands.map(operand, compute(operand, depth + 1));
    return builder.clone(*op, operands)->getResult(0);
  }
};

} // namespace

Value computeAlike(OpBuilder &builder, Location loc, Value model, const Part &part, Value i, function_ref<Value(Value)> actual) {
  return Computation{builder, loc, part, i, actual}.compute(model);
}

} // namespace qml
