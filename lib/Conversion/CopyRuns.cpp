// SPDX-License-Identifier: Apache-2.0
//
// Elements that are gathered in the order in which they lie, as the parameters of most circuits are, become copies of runs: one by one,
// thousands of them keep LLVM busy for seconds.

#include "qml/Conversion/Passes.h"

using namespace mlir;

namespace qml {
#define GEN_PASS_DEF_COPYRUNS
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

/// A part of the gathered elements: a run of its source, or some of no order.
struct Part {
  size_t first, size;
  Origin origin;
};

SmallVector<Part> partsOf(ValueRange elements) {
  // Shorter runs are as good one by one; bufferization compares parts with each other, so these shall be few.
  const size_t shortest = std::max<size_t>(16, elements.size() / 64);
  SmallVector<Part> parts;
  for (size_t i = 0, end; i < elements.size(); i = end) {
    const Origin origin = originOf(elements[i]);
    for (end = i + 1; origin.source && end < elements.size(); ++end) {
      const Origin next = originOf(elements[end]);
      if (next.source != origin.source || next.place != origin.place + int64_t(end - i))
        break;
    }
    if (end - i >= shortest)
      parts.push_back({i, end - i, origin});
    else if (parts.empty() || parts.back().origin.source)
      parts.push_back({i, end - i, {}});
    else
      parts.back().size += end - i;
  }
  return parts;
}

ReassociationIndices allAxes(int64_t rank) { return llvm::to_vector<2>(llvm::seq<int64_t>(0, rank)); }

/// The elements that `part` stands for, one after the other.
Value valueOf(OpBuilder &builder, Location loc, const Part &part, ValueRange elements) {
  auto flat = [&](int64_t size) { return RankedTensorType::get({size}, builder.getF64Type()); };
  if (!part.origin.source)
    return tensor::FromElementsOp::create(builder, loc, flat(part.size), elements.slice(part.first, part.size));
  Value source = part.origin.source;
  auto type = cast<RankedTensorType>(source.getType());
  if (type.getRank() > 1)
    source = tensor::CollapseShapeOp::create(builder, loc, source, SmallVector<ReassociationIndices>{allAxes(type.getRank())});
  return tensor::ExtractSliceOp::create(builder, loc, source, ArrayRef<OpFoldResult>(builder.getIndexAttr(part.origin.place)),
                                        ArrayRef<OpFoldResult>(builder.getIndexAttr(part.size)), ArrayRef<OpFoldResult>(builder.getIndexAttr(1)));
}

void copyRuns(tensor::FromElementsOp op) {
  SmallVector<Part> parts = partsOf(op.getElements());
  if (llvm::none_of(parts, [](const Part &part) { return bool(part.origin.source); }))
    return;
  OpBuilder builder(op);
  Location loc = op.getLoc();
  const int64_t size = op.getElements().size();
  Value result = tensor::EmptyOp::create(builder, loc, ArrayRef<int64_t>{size}, builder.getF64Type());
  for (const Part &part : parts)
    result = tensor::InsertSliceOp::create(builder, loc, valueOf(builder, loc, part, op.getElements()), result,
                                           ArrayRef<OpFoldResult>(builder.getIndexAttr(part.first)),
                                           ArrayRef<OpFoldResult>(builder.getIndexAttr(part.size)), ArrayRef<OpFoldResult>(builder.getIndexAttr(1)));
  if (op.getType().getRank() != 1)
    result = tensor::ExpandShapeOp::create(builder, loc, op.getType(), result, SmallVector<ReassociationIndices>{allAxes(op.getType().getRank())});
  // What only gathering needed goes, elements and then their indices: each may stand in several places.
  llvm::SetVector<Operation *> elements, indices;
  for (Value element : op.getElements())
    if (auto extract = element.getDefiningOp<tensor::ExtractOp>())
      elements.insert(extract);
  op.replaceAllUsesWith(result);
  op.erase();
  auto eraseUnused = [](const llvm::SetVector<Operation *> &ops, llvm::SetVector<Operation *> *operands) {
    for (Operation *op : ops)
      if (isOpTriviallyDead(op)) {
        for (Value operand : op->getOperands())
          if (Operation *source = operand.getDefiningOp(); source && operands)
            operands->insert(source);
        op->erase();
      }
  };
  eraseUnused(elements, &indices);
  eraseUnused(indices, nullptr);
}

struct CopyRuns : impl::CopyRunsBase<CopyRuns> {
  void runOnOperation() override {
    if (getOperation()->hasAttr("qml.rows"))
      return;
    SmallVector<tensor::FromElementsOp> gathered;
    getOperation().walk([&](tensor::FromElementsOp op) { gathered.push_back(op); });
    llvm::for_each(gathered, copyRuns);
  }
};

} // namespace
} // namespace qml
