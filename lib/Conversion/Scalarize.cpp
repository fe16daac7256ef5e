// SPDX-License-Identifier: Apache-2.0
//
// Elements of slices and of elementwise operations are read where they come from, so that a circuit's angles hang on single inputs,
// and tensors of one number are computed as numbers, which take no memory.

#include "qml/Conversion/Passes.h"

#include <mlir/Dialect/Arith/IR/Arith.h>
#include <mlir/Dialect/Math/IR/Math.h>
#include <mlir/IR/Matchers.h>
#include <mlir/IR/PatternMatch.h>
#include <mlir/Transforms/GreedyPatternRewriteDriver.h>

using namespace mlir;

namespace qml {
#define GEN_PASS_DEF_SCALARIZEANGLES
#include "qml/Conversion/Passes.h.inc"

std::optional<int64_t> placeOf(tensor::ExtractOp element) {
  if (!element.getTensor().getType().hasStaticShape())
    return std::nullopt;
  int64_t place = 0;
  for (auto [index, size] : llvm::zip(element.getIndices(), element.getTensor().getType().getShape())) {
    auto constant = constantOf<IntegerAttr>(index);
    if (!constant)
      return std::nullopt;
    place = place * size + constant.getInt();
  }
  return place;
}

namespace {

/// extract(extract_slice(t))[i] -> extract t[offset + i * stride]
struct ElementOfSlice : OpRewritePattern<tensor::ExtractOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(tensor::ExtractOp op, PatternRewriter &rewriter) const override {
    auto slice = op.getTensor().getDefiningOp<tensor::ExtractSliceOp>();
    if (!slice || !slice.getOffsets().empty() || !slice.getStrides().empty() || !slice.getSizes().empty())
      return failure();
    auto dropped = slice.getDroppedDims();
    SmallVector<Value> indices;
    unsigned next = 0;
    for (auto [dim, offset] : llvm::enumerate(slice.getStaticOffsets())) {
      Value index = arith::ConstantIndexOp::create(rewriter, op.getLoc(), offset);
      if (!dropped.test(dim)) {
        Value scaled = rewriter.createOrFold<arith::MulIOp>(op.getLoc(), op.getIndices()[next++], arith::ConstantIndexOp::create(rewriter, op.getLoc(), slice.getStaticStrides()[dim]).getResult());
        index = rewriter.createOrFold<arith::AddIOp>(op.getLoc(), index, scaled);
      }
      indices.push_back(index);
    }
    rewriter.replaceOpWithNewOp<tensor::ExtractOp>(op, slice.getSource(), indices);
    return success();
  }
};

/// Whether `op` computes each element of a tensor from those of tensors.
bool isElementwise(Operation *op) {
  return OpTrait::hasElementwiseMappableTraits(op) && op->getNumResults() == 1 &&
         llvm::all_of(op->getOperandTypes(), [](Type t) { return isa<RankedTensorType>(t); });
}

/// The element of `source`, elementwise, at `indices`.
Value elementOf(Operation *source, ValueRange indices, PatternRewriter &rewriter) {
  SmallVector<Value> operands;
  for (Value operand : source->getOperands())
    operands.push_back(rewriter.createOrFold<tensor::ExtractOp>(source->getLoc(), operand, indices));
  OperationState state(source->getLoc(), source->getName());
  state.addOperands(operands);
  state.addTypes(getElementTypeOrSelf(source->getResult(0).getType()));
  state.propertiesAttr = source->getPropertiesAsAttribute();
  return rewriter.create(state)->getResult(0);
}

/// extract(f(a, b))[i] -> f(extract a[i], extract b[i])
struct ElementOfElementwise : OpRewritePattern<tensor::ExtractOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(tensor::ExtractOp op, PatternRewriter &rewriter) const override {
    Operation *source = op.getTensor().getDefiningOp();
    if (!source || !isElementwise(source))
      return failure();
    rewriter.replaceOp(op, elementOf(source, op.getIndices(), rewriter));
    return success();
  }
};

bool isElementwiseNumber(Operation *op) {
  return isElementwise(op) && op->getNumOperands() > 0 && cast<RankedTensorType>(op->getResult(0).getType()).getRank() == 0;
}

/// f(a, b) of tensors of one number -> from_elements(f(extract a, extract b))
struct NumberOfElementwise : RewritePattern {
  NumberOfElementwise(MLIRContext *context) : RewritePattern(MatchAnyOpTypeTag(), 1, context) {}
  LogicalResult matchAndRewrite(Operation *op, PatternRewriter &rewriter) const override {
    if (!isElementwiseNumber(op))
      return failure();
    Value number = elementOf(op, {}, rewriter);
    rewriter.replaceOpWithNewOp<tensor::FromElementsOp>(op, op->getResult(0).getType(), number);
    return success();
  }
};

/// extract(constant tensor)[i] with an index that folds
struct ElementOfConstant : OpRewritePattern<tensor::ExtractOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(tensor::ExtractOp op, PatternRewriter &rewriter) const override {
    DenseElementsAttr values;
    if (!matchPattern(op.getTensor(), m_Constant(&values)))
      return failure();
    SmallVector<uint64_t> at;
    for (Value index : op.getIndices()) {
      APInt constant;
      if (!matchPattern(index, m_ConstantInt(&constant)))
        return failure();
      at.push_back(constant.getZExtValue());
    }
    rewriter.replaceOpWithNewOp<arith::ConstantOp>(op, cast<TypedAttr>(values.getValues<Attribute>()[at]));
    return success();
  }
};

struct ScalarizeAngles : impl::ScalarizeAnglesBase<ScalarizeAngles> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<ElementOfSlice, ElementOfElementwise, ElementOfConstant, NumberOfElementwise>(&getContext());
    tensor::ExtractOp::getCanonicalizationPatterns(patterns, &getContext());
    // Only elements of what is computed are rewritten, and what they become: a visit of all gates would take most of the time.
    SmallVector<Operation *> elements;
    getOperation()->walk([&](Operation *op) {
      auto element = dyn_cast<tensor::ExtractOp>(op);
      if (element ? element.getTensor().getDefiningOp() != nullptr : isElementwiseNumber(op))
        elements.push_back(op);
    });
    GreedyRewriteConfig config;
    config.setStrictness(GreedyRewriteStrictness::ExistingAndNewOps);
    if (failed(applyOpPatternsGreedily(elements, std::move(patterns), config)))
      signalPassFailure();
  }
};

} // namespace
} // namespace qml
