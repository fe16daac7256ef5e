// SPDX-License-Identifier: Apache-2.0
//
// Elements that are gathered in the order in which they lie, as the parameters of most circuits are, become copies of runs, and those
// that are computed alike become loops.

#include "AlikeElements.h"

#include <mlir/Dialect/Arith/IR/Arith.h>
#include <mlir/Dialect/SCF/IR/SCF.h>

using namespace mlir;

namespace qml {
#define GEN_PASS_DEF_GATHERELEMENTS
#include "qml/Conversion/Passes.h.inc"

namespace {

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

  Value loop(const Part &part, Value result) {
    auto body = [&](OpBuilder &, Location, Value i, ValueRange state) {
      OpBuilder::InsertionGuard guard(builder_);
      builder_.setInsertionPointToEnd(i.getParentBlock());
      auto actual = [&](Value input) { return isa<RankedTensorType>(input.getType()) ? flat(input) : input; };
      Value value = computeAlike(builder_, loc_, op_.getElements()[part.elements[0]], part, i, actual);
      Value inserted = tensor::InsertOp::create(builder_, loc_, value, state[0], tabulated(builder_, loc_, part.elements, i));
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
