// SPDX-License-Identifier: Apache-2.0
//
// Elements that are gathered in the order in which they lie, as the parameters of most circuits are, become copies of runs, and those
// that are computed alike, from elements at other places, become loops: one by one, thousands of them keep LLVM busy for seconds.

#include "qml/Conversion/Passes.h"

#include <mlir/Dialect/Arith/IR/Arith.h>
#include <mlir/Dialect/SCF/IR/SCF.h>

#include <map>

using namespace mlir;

namespace qml {
#define GEN_PASS_DEF_GATHERELEMENTS
#include "qml/Conversion/Passes.h.inc"

namespace {

/// Where an element comes from: `source` is null if it is no element of a tensor at a place that is known.
struct Origin {
  Value source;
  int64_t place = 0; // in the order of memory
};

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

/// How an element is computed: its operations and tensors, and apart from them its places in these and its constants, in the order of
/// the operands.
struct Recipe {
  std::vector<const void *> shape;
  SmallVector<int64_t> places;
  SmallVector<double> constants;
};

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
    recipe.places.push_back(origin.place);
  } else if (Operation *op = scalarOp(value, depth)) {
    recipe.shape.push_back(op->getName().getAsOpaquePointer());
    recipe.shape.push_back(op->getAttrDictionary().getAsOpaquePointer());
    for (Value operand : op->getOperands())
      describe(operand, recipe, depth + 1);
  } else {
    recipe.shape.push_back(value.getAsOpaquePointer());
  }
}

/// A part of the gathered elements: a run of its source, some that are computed alike, or some that are neither.
struct Part {
  Origin origin = {};
  SmallVector<int64_t> elements = {};
  std::vector<Recipe> recipes = {};
};

/// `elements` in runs of `shortest` or more, `fewest` or more that are computed alike, and others.
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
    if (part.elements.size() >= fewest)
      parts.push_back(std::move(part));
    else
      others.elements.append(part.elements);
  }
  llvm::sort(others.elements);
  if (!others.elements.empty())
    parts.push_back(std::move(others));
  return parts;
}

ReassociationIndices allAxes(int64_t rank) { return llvm::to_vector<2>(llvm::seq<int64_t>(0, rank)); }

class Gatherer {
public:
  explicit Gatherer(tensor::FromElementsOp op) : op_(op), builder_(op), loc_(op.getLoc()) {}

  void run(size_t shortest, size_t fewest) {
    const ValueRange elements = op_.getElements();
    // Bufferization compares parts with each other, so these shall be few.
    const size_t least = elements.size() / 64;
    const std::vector<Part> parts = partsOf(elements, std::max(shortest, least), std::max(fewest, least));
    if (llvm::none_of(parts, [](const Part &part) { return part.origin.source || !part.recipes.empty(); }))
      return;
    Value result = tensor::EmptyOp::create(builder_, loc_, ArrayRef<int64_t>{int64_t(elements.size())}, builder_.getF64Type());
    for (const Part &part : parts) {
      if (part.origin.source)
        result = copy(part, result);
      else if (!part.recipes.empty())
        result = loop(part, result);
      else
        for (int64_t i : part.elements)
          result = tensor::InsertOp::create(builder_, loc_, elements[i], result, index(i));
    }
    if (const int64_t rank = op_.getType().getRank(); rank != 1)
      result = tensor::ExpandShapeOp::create(builder_, loc_, op_.getType(), result, SmallVector<ReassociationIndices>{allAxes(rank)});
    eraseFor(result);
  }

private:
  Value index(int64_t value) { return arith::ConstantIndexOp::create(builder_, loc_, value); }

  Value flat(Value source) {
    const int64_t rank = cast<RankedTensorType>(source.getType()).getRank();
    if (rank == 1)
      return source;
    Value &known = flat_[source];
    if (!known) {
      OpBuilder::InsertionGuard guard(builder_);
      builder_.setInsertionPointAfterValue(source);
      known = tensor::CollapseShapeOp::create(builder_, loc_, source, SmallVector<ReassociationIndices>{allAxes(rank)});
    }
    return known;
  }

  Value copy(const Part &part, Value result) {
    auto one = [&](int64_t value) { return SmallVector<OpFoldResult>{builder_.getIndexAttr(value)}; };
    const int64_t size = part.elements.size();
    Value run = tensor::ExtractSliceOp::create(builder_, loc_, flat(part.origin.source), one(part.origin.place), one(size), one(1));
    return tensor::InsertSliceOp::create(builder_, loc_, run, result, one(part.elements.front()), one(size), one(1));
  }

  /// Number `i` of `values`, by a formula where they are in steps, else from a table.
  Value element(ArrayRef<int64_t> values, Value i) {
    const int64_t step = values[1] - values[0];
    bool isEven = true;
    for (size_t k = 0; k < values.size(); ++k)
      isEven = isEven && values[k] == values[0] + int64_t(k) * step;
    if (!isEven)
      return tensor::ExtractOp::create(builder_, loc_, arith::ConstantOp::create(builder_, loc_, builder_.getIndexTensorAttr(values)), i);
    Value scaled = builder_.createOrFold<arith::MulIOp>(loc_, i, index(step));
    return builder_.createOrFold<arith::AddIOp>(loc_, scaled, index(values[0]));
  }

  Value element(ArrayRef<double> values, Value i) {
    if (llvm::all_equal(values))
      return arith::ConstantOp::create(builder_, loc_, builder_.getF64FloatAttr(values[0]));
    auto type = RankedTensorType::get({int64_t(values.size())}, builder_.getF64Type());
    return tensor::ExtractOp::create(builder_, loc_, arith::ConstantOp::create(builder_, loc_, DenseElementsAttr::get(type, values)), i);
  }

  /// What `model` is for element `i` of `part`, in a loop; the numbers of places and constants before are counted on.
  Value compute(Value model, const Part &part, Value i, size_t &place, size_t &constant, unsigned depth = 0) {
    if (matchPattern(model, m_Constant())) {
      SmallVector<double> values;
      for (const Recipe &recipe : part.recipes)
        values.push_back(recipe.constants[constant]);
      ++constant;
      return element(ArrayRef<double>(values), i);
    }
    if (const Origin origin = originOf(model); origin.source) {
      SmallVector<int64_t> values;
      for (const Recipe &recipe : part.recipes)
        values.push_back(recipe.places[place]);
      ++place;
      return tensor::ExtractOp::create(builder_, loc_, flat(origin.source), element(ArrayRef<int64_t>(values), i));
    }
    Operation *op = scalarOp(model, depth);
    if (!op)
      return model;
    IRMapping operands;
    for (Value operand : op->getOperands())
      operands.map(operand, compute(operand, part, i, place, constant, depth + 1));
    return builder_.clone(*op, operands)->getResult(0);
  }

  Value loop(const Part &part, Value result) {
    auto body = [&](OpBuilder &, Location, Value i, ValueRange state) {
      OpBuilder::InsertionGuard guard(builder_);
      builder_.setInsertionPointToEnd(i.getParentBlock());
      size_t place = 0, constant = 0;
      Value value = compute(op_.getElements()[part.elements[0]], part, i, place, constant);
      Value inserted = tensor::InsertOp::create(builder_, loc_, value, state[0], element(ArrayRef<int64_t>(part.elements), i));
      scf::YieldOp::create(builder_, loc_, inserted);
    };
    return scf::ForOp::create(builder_, loc_, index(0), index(part.elements.size()), index(1), result, body).getResult(0);
  }

  /// Puts `result` in the place of the op, and erases what only that needed.
  void eraseFor(Value result) {
    llvm::SetVector<Operation *> open;
    auto openOperands = [&](Operation *op) {
      for (Value operand : op->getOperands())
        if (Operation *source = operand.getDefiningOp())
          open.insert(source);
    };
    openOperands(op_);
    op_.replaceAllUsesWith(result);
    op_.erase();
    while (!open.empty()) {
      Operation *op = open.pop_back_val();
      if (!isOpTriviallyDead(op))
        continue;
      openOperands(op);
      op->erase();
    }
  }

  tensor::FromElementsOp op_;
  OpBuilder builder_;
  Location loc_;
  llvm::DenseMap<Value, Value> flat_;
};

struct GatherElements : impl::GatherElementsBase<GatherElements> {
  using GatherElementsBase::GatherElementsBase;

  void runOnOperation() override {
    if (getOperation()->hasAttr("qml.rows"))
      return;
    SmallVector<tensor::FromElementsOp> gathered;
    getOperation().walk([&](tensor::FromElementsOp op) { gathered.push_back(op); });
    for (tensor::FromElementsOp op : gathered)
      Gatherer(op).run(shortest, fewest);
  }
};

} // namespace
} // namespace qml
