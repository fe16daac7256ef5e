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
    if (llvm::all_of(parts, [](const Part &part) { return part.kind == Part::Kind::Others; }))
      return;
    Value result = tensor::EmptyOp::create(builder_, loc_, ArrayRef<int64_t>{int64_t(elements.size())}, builder_.getF64Type());
    for (const Part &part : parts)
      switch (part.kind) {
      case Part::Kind::Run: result = copy(part, result); break;
      case Part::Kind::Alike: result = computed(part, result); break;
      case Part::Kind::Others: result = scattered(part, result); break;
      }
    if (const int64_t rank = op_.getType().getRank(); rank != 1)
      result = tensor::ExpandShapeOp::create(builder_, loc_, op_.getType(), result, allAxes(rank));
    eraseFor(result);
  }

private:
  Value index(int64_t value) { return arith::ConstantIndexOp::create(builder_, loc_, value); }

  Value flat(Value source) {
    Value &known = flat_[source];
    if (!known) {
      OpBuilder::InsertionGuard guard(builder_);
      builder_.setInsertionPointAfterValue(source);
      known = flattened(builder_, loc_, source);
    }
    return known;
  }

  Value copy(const Part &part, Value result) {
    auto one = [&](int64_t value) { return SmallVector<OpFoldResult>{builder_.getIndexAttr(value)}; };
    const int64_t size = part.numbers.size();
    Value run = tensor::ExtractSliceOp::create(builder_, loc_, flat(part.source), one(part.place), one(size), one(1));
    return tensor::InsertSliceOp::create(builder_, loc_, run, result, one(part.numbers.front()), one(size), one(1));
  }

  Value computed(const Part &part, Value result) {
    return loop(part, result, [&](Value i) { return computeAlike(builder_, loc_, part, i, [&](Value input) { return flat(input); }); });
  }

  Value scattered(const Part &part, Value result) {
    SmallVector<Value> numbers;
    for (int64_t i : part.numbers)
      numbers.push_back(op_.getElements()[i]);
    Value gathered = tensor::FromElementsOp::create(builder_, loc_, numbers);
    return loop(part, result, [&](Value i) { return tensor::ExtractOp::create(builder_, loc_, gathered, i); });
  }

  /// `result` with the numbers of `part`, of which `number` computes one.
  Value loop(const Part &part, Value result, function_ref<Value(Value)> number) {
    auto body = [&](OpBuilder &, Location, Value i, ValueRange state) { // the builder is ours
      Value value = number(i), place = tabulated(builder_, loc_, part.numbers, i);
      scf::YieldOp::create(builder_, loc_, tensor::InsertOp::create(builder_, loc_, value, state[0], place).getResult());
    };
    Value first = index(0), end = index(part.numbers.size()), step = index(1);
    return scf::ForOp::create(builder_, loc_, first, end, step, result, body).getResult(0);
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
    getOperation().walk([&](tensor::FromElementsOp op) {
      if (op.getType().getElementType().isF64() && op.getType().getRank() > 0)
        gathered.push_back(op);
    });
    for (tensor::FromElementsOp op : gathered)
      Gatherer(op).run(shortest, fewest);
  }
};

} // namespace
} // namespace qml
