// SPDX-License-Identifier: Apache-2.0

#include "AlikeElements.h"

#include <mlir/Dialect/Arith/IR/Arith.h>

#include <bit>
#include <map>

using namespace mlir;

namespace qml {

namespace {

/// What a number is: a constant, an element of a tensor at a place that is known, what one operation computes from numbers, or, with all
/// of these null, something else.
struct Origin {
  FloatAttr constant = {};
  Value source = {};
  int64_t place = 0; // in the order of memory
  Operation *op = nullptr;
};

Origin originOf(Value number) {
  if (auto constant = constantOf<FloatAttr>(number))
    return {.constant = constant};
  Operation *op = number.getDefiningOp();
  if (auto extract = dyn_cast_or_null<tensor::ExtractOp>(op)) {
    const auto place = placeOf(extract);
    return place && !extract.getIndices().empty() ? Origin{.source = extract.getTensor(), .place = *place} : Origin();
  }
  const bool isScalar = op && op->getNumResults() == 1 && op->getNumOperands() > 0 && op->getNumRegions() == 0 && isMemoryEffectFree(op) &&
                        llvm::all_of(op->getOperandTypes(), [](Type type) { return type.isF64(); });
  return {.op = isScalar ? op : nullptr};
}

/// Operations of one number that are looked at; what is beyond is taken as it is.
constexpr unsigned mostOperations = 64;

/// How a number is computed: its operations and inputs, and apart from them places and constants.
struct Recipe {
  std::vector<const void *> shape = {};
  SmallVector<Value> inputs = {};
  SmallVector<int64_t> places = {};
  SmallVector<double> constants = {};
  unsigned operations = 0;

  void add(Value number) {
    const Origin origin = originOf(number);
    if (origin.constant) {
      shape.push_back(nullptr);
      constants.push_back(origin.constant.getValueAsDouble());
    } else if (origin.op && operations < mostOperations) {
      ++operations;
      shape.push_back(origin.op->getName().getAsOpaquePointer());
      shape.push_back(origin.op->getAttrDictionary().getAsOpaquePointer());
      for (Value operand : origin.op->getOperands())
        add(operand);
    } else {
      inputs.push_back(origin.source ? origin.source : number);
      shape.push_back(inputs.back().getAsOpaquePointer());
      if (origin.source)
        places.push_back(origin.place);
    }
  }
};

void append(Part &part, int64_t number, const Recipe &recipe) {
  part.numbers.push_back(number);
  part.places.resize(recipe.places.size());
  part.constants.resize(recipe.constants.size());
  for (auto [list, place] : llvm::zip(part.places, recipe.places))
    list.push_back(place);
  for (auto [list, constant] : llvm::zip(part.constants, recipe.constants))
    list.push_back(constant);
}

} // namespace

std::vector<Part> partsOf(ValueRange numbers, size_t shortest, size_t fewest) {
  std::vector<Part> parts, alike;
  std::map<std::vector<const void *>, size_t> known; // which of `alike`, by shape
  for (size_t i = 0, end; i < numbers.size(); i = end) {
    const Origin first = originOf(numbers[i]);
    for (end = i + 1; first.source && end < numbers.size(); ++end) {
      const Origin next = originOf(numbers[end]);
      if (next.source != first.source || next.place != first.place + int64_t(end - i))
        break;
    }
    if (end - i >= shortest) {
      parts.push_back({.kind = Part::Kind::Run, .numbers = llvm::to_vector(llvm::seq<int64_t>(i, end)), .source = first.source, .place = first.place});
      continue;
    }
    for (size_t k = i; k < end; ++k) {
      Recipe recipe;
      recipe.add(numbers[k]);
      const auto [at, isNew] = known.try_emplace(recipe.shape, alike.size());
      if (isNew)
        alike.push_back({.kind = Part::Kind::Alike, .model = numbers[k], .inputs = recipe.inputs});
      append(alike[at->second], k, recipe);
    }
  }
  Part others;
  for (Part &part : alike) {
    if (part.numbers.size() >= std::max<size_t>(fewest, 2))
      parts.push_back(std::move(part));
    else
      others.numbers.append(part.numbers);
  }
  llvm::sort(others.numbers);
  if (!others.numbers.empty())
    parts.push_back(std::move(others));
  return parts;
}

Value tabulated(OpBuilder &builder, Location loc, ArrayRef<int64_t> values, Value i) {
  const int64_t step = values.size() > 1 ? values[1] - values[0] : 0;
  bool isEven = true;
  for (size_t k = 0; k < values.size(); ++k)
    isEven = isEven && values[k] == values[0] + int64_t(k) * step;
  if (!isEven)
    return tensor::ExtractOp::create(builder, loc, arith::ConstantOp::create(builder, loc, builder.getIndexTensorAttr(values)), i);
  auto index = [&](int64_t value) -> Value { return arith::ConstantIndexOp::create(builder, loc, value); };
  if (step == 0)
    return index(values[0]);
  Value steps = step == 1 ? i : arith::MulIOp::create(builder, loc, i, index(step));
  return values[0] == 0 ? steps : arith::AddIOp::create(builder, loc, steps, index(values[0]));
}

/// The same for constants; 0 and -0 are two.
static Value tabulated(OpBuilder &builder, Location loc, ArrayRef<double> values, Value i) {
  if (llvm::all_equal(llvm::map_range(values, [](double value) { return std::bit_cast<int64_t>(value); })))
    return arith::ConstantOp::create(builder, loc, builder.getF64FloatAttr(values[0]));
  auto type = RankedTensorType::get({int64_t(values.size())}, builder.getF64Type());
  return tensor::ExtractOp::create(builder, loc, arith::ConstantOp::create(builder, loc, DenseElementsAttr::get(type, values)), i);
}

namespace {

/// Goes through the model as its recipe did.
struct Computation {
  OpBuilder &builder;
  Location loc;
  const Part &part;
  Value i;
  function_ref<Value(Value)> actual;
  size_t place = 0, constant = 0;
  unsigned operations = 0;

  Value compute(Value number) {
    const Origin origin = originOf(number);
    if (origin.constant)
      return tabulated(builder, loc, part.constants[constant++], i);
    if (origin.op && operations < mostOperations) {
      ++operations;
      SmallVector<Value> operands; // by position: where the model takes a number twice, the others may take two
      for (Value operand : origin.op->getOperands())
        operands.push_back(compute(operand));
      Operation *clone = builder.clone(*origin.op);
      clone->setOperands(operands);
      return clone->getResult(0);
    }
    if (!origin.source)
      return actual(number);
    Value tensor = actual(origin.source);
    return tensor::ExtractOp::create(builder, loc, tensor, tabulated(builder, loc, part.places[place++], i));
  }
};

} // namespace

Value computeAlike(OpBuilder &builder, Location loc, const Part &part, Value i, function_ref<Value(Value)> actual) {
  return Computation{builder, loc, part, i, actual}.compute(part.model);
}

Value flattened(OpBuilder &builder, Location loc, Value input) {
  auto type = dyn_cast<RankedTensorType>(input.getType());
  if (!type || type.getRank() <= 1)
    return input;
  return tensor::CollapseShapeOp::create(builder, loc, input, allAxes(type.getRank()));
}

} // namespace qml
