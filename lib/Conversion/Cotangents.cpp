// SPDX-License-Identifier: Apache-2.0
//
// The derivative of each operation of the closed list.

#include "Cotangents.h"

#include "qml/Conversion/Passes.h"

#include <mlir/Dialect/Linalg/IR/Linalg.h>
#include <mlir/Dialect/Math/IR/Math.h>
#include <mlir/Dialect/Tensor/IR/Tensor.h>
#include <mlir/IR/Matchers.h>

using namespace mlir;

namespace qml {

Value Cotangents::number(Type like, double value, Location loc) {
  auto type = dyn_cast<RankedTensorType>(like);
  auto attr = type ? TypedAttr(DenseElementsAttr::get(type, value)) : TypedAttr(builder_.getF64FloatAttr(value));
  return arith::ConstantOp::create(builder_, loc, attr);
}

void Cotangents::add(Value value, Value cotangent) {
  Value &sum = whole_[value];
  sum = sum ? arith::AddFOp::create(builder_, cotangent.getLoc(), sum, cotangent).getResult() : cotangent;
}

void Cotangents::addElement(Value tensor, int64_t index, Value cotangent) {
  Value &sum = elements_[tensor][index];
  sum = sum ? arith::AddFOp::create(builder_, cotangent.getLoc(), sum, cotangent).getResult() : cotangent;
}

Value Cotangents::of(Value value, Location loc) {
  auto gathered = elements_.find(value);
  if (gathered != elements_.end()) {
    auto type = cast<RankedTensorType>(value.getType());
    Value none = number(builder_.getF64Type(), 0, loc);
    SmallVector<Value> all(type.getNumElements(), none);
    for (auto [index, element] : gathered->second)
      all[index] = element;
    elements_.erase(gathered);
    add(value, tensor::FromElementsOp::create(builder_, loc, type, all));
  }
  auto found = whole_.find(value);
  return found == whole_.end() ? zero(value.getType(), loc) : found->second;
}

Value Cotangents::matmul(Value a, Value b, Location loc) {
  auto x = cast<RankedTensorType>(a.getType()), y = cast<RankedTensorType>(b.getType());
  SmallVector<int64_t> shape(x.getShape().drop_back());
  llvm::append_range(shape, y.getShape().drop_front());
  auto type = RankedTensorType::get(shape, builder_.getF64Type());
  SmallVector<Value> in{a, b};
  Value init = zero(type, loc);
  if (x.getRank() == 2 && y.getRank() == 2)
    return linalg::MatmulOp::create(builder_, loc, type, in, init)->getResult(0);
  if (x.getRank() == 2)
    return linalg::MatvecOp::create(builder_, loc, type, in, init)->getResult(0);
  return linalg::VecmatOp::create(builder_, loc, type, in, init)->getResult(0);
}

Value Cotangents::transpose(Value matrix, Location loc) {
  auto type = cast<RankedTensorType>(matrix.getType());
  Value init = tensor::EmptyOp::create(builder_, loc, ArrayRef<int64_t>{type.getDimSize(1), type.getDimSize(0)}, builder_.getF64Type());
  return linalg::TransposeOp::create(builder_, loc, matrix, init, ArrayRef<int64_t>{1, 0})->getResult(0);
}

Value Cotangents::outer(Value column, Value row, Location loc) {
  int64_t m = cast<RankedTensorType>(column.getType()).getDimSize(0), n = cast<RankedTensorType>(row.getType()).getDimSize(0);
  SmallVector<ReassociationIndices> both{{0, 1}};
  auto as = [&](Value vector, int64_t rows, int64_t columns) {
    return tensor::ExpandShapeOp::create(builder_, loc, RankedTensorType::get({rows, columns}, builder_.getF64Type()), vector, both).getResult();
  };
  return matmul(as(column, m, 1), as(row, 1, n), loc);
}

Value Cotangents::sum(Value tensor, Location loc) {
  auto type = cast<RankedTensorType>(tensor.getType());
  if (type.getRank() == 0)
    return tensor::ExtractOp::create(builder_, loc, tensor, ValueRange());
  if (type.getRank() > 1) {
    SmallVector<ReassociationIndices> all(1);
    for (int64_t i = 0; i < type.getRank(); ++i)
      all[0].push_back(i);
    tensor = tensor::CollapseShapeOp::create(builder_, loc, tensor, all);
  }
  auto flat = cast<RankedTensorType>(tensor.getType());
  auto scalar = RankedTensorType::get({}, builder_.getF64Type());
  SmallVector<Value> in{tensor, number(flat, 1, loc)};
  Value dot = linalg::DotOp::create(builder_, loc, scalar, in, zero(scalar, loc))->getResult(0);
  return tensor::ExtractOp::create(builder_, loc, dot, ValueRange());
}

LogicalResult Cotangents::pullBack(Operation *op) {
  if (op->getNumResults() != 1) {
    if (llvm::any_of(op->getResults(), [&](Value r) { return has(r); }))
      return op->emitError("this can't be differentiated");
    return success();
  }
  Value result = op->getResult(0);
  if (!has(result))
    return success();
  Value g = of(result, op->getLoc());
  if (isa<arith::ConstantOp, tensor::EmptyOp, arith::CmpFOp, arith::UIToFPOp, arith::FPToSIOp, arith::IndexCastOp>(op))
    return success();
  if (succeeded(pullBackScalar(op, g)) || succeeded(pullBackTensor(op, g)) || succeeded(pullBackProduct(op, g)))
    return success();
  return op->emitError("`") << op->getName() << "` can't be differentiated";
}

/// Elementwise operations, on numbers or tensors alike.
LogicalResult Cotangents::pullBackScalar(Operation *op, Value g) {
  Location loc = op->getLoc();
  auto mul = [&](Value a, Value b) { return arith::MulFOp::create(builder_, loc, a, b).getResult(); };
  auto div = [&](Value a, Value b) { return arith::DivFOp::create(builder_, loc, a, b).getResult(); };
  auto sub = [&](Value a, Value b) { return arith::SubFOp::create(builder_, loc, a, b).getResult(); };
  auto neg = [&](Value a) { return arith::NegFOp::create(builder_, loc, a).getResult(); };
  auto choose = [&](Value condition, Value a, Value b) { return arith::SelectOp::create(builder_, loc, condition, a, b).getResult(); };
  auto atLeast = [&](Value a, Value b) { return arith::CmpFOp::create(builder_, loc, arith::CmpFPredicate::OGE, a, b).getResult(); };
  Value y = op->getResult(0);
  Value a = op->getNumOperands() > 0 ? op->getOperand(0) : Value();
  Value b = op->getNumOperands() > 1 ? op->getOperand(1) : Value();
  auto one = [&] { return number(y.getType(), 1, loc); };
  auto none = [&] { return zero(y.getType(), loc); };
  auto isZero = [&](Value v) { return arith::CmpFOp::create(builder_, loc, arith::CmpFPredicate::OEQ, v, none()).getResult(); };
  // What was not chosen has no derivative, even where that of the operation is infinite: sqrt(x) if x > 0 else 0.
  auto give = [&](Value operand, Value derivative) { add(operand, hasChoice_ ? choose(isZero(g), none(), derivative) : derivative); };
  // sqrt(1 - a^2), for the inverse sine and cosine
  auto leg = [&] { return math::SqrtOp::create(builder_, loc, sub(one(), mul(a, a))).getResult(); };

  if (isa<arith::AddFOp>(op))
    return add(a, g), add(b, g), success();
  if (isa<arith::SubFOp>(op))
    return add(a, g), add(b, neg(g)), success();
  if (isa<arith::MulFOp>(op))
    return give(a, mul(g, b)), give(b, mul(g, a)), success();
  if (isa<arith::DivFOp>(op))
    return give(a, div(g, b)), give(b, neg(div(mul(g, y), b))), success();
  if (isa<arith::NegFOp>(op))
    return add(a, neg(g)), success();
  if (isa<arith::MaximumFOp, arith::MinimumFOp>(op)) {
    hasChoice_ = true;
    Value first = isa<arith::MaximumFOp>(op) ? atLeast(a, b) : atLeast(b, a);
    return add(a, choose(first, g, none())), add(b, choose(first, none(), g)), success();
  }
  if (isa<arith::SelectOp>(op)) {
    hasChoice_ = true;
    return add(b, choose(a, g, none())), add(op->getOperand(2), choose(a, none(), g)), success();
  }
  if (isa<math::ExpOp>(op))
    return give(a, mul(g, y)), success();
  if (isa<math::LogOp>(op))
    return give(a, div(g, a)), success();
  if (isa<math::SqrtOp>(op))
    return give(a, div(mul(g, number(y.getType(), 0.5, loc)), y)), success();
  if (isa<math::SinOp>(op))
    return give(a, mul(g, math::CosOp::create(builder_, loc, a))), success();
  if (isa<math::CosOp>(op))
    return give(a, neg(mul(g, math::SinOp::create(builder_, loc, a)))), success();
  if (isa<math::TanOp>(op))
    return give(a, mul(g, arith::AddFOp::create(builder_, loc, one(), mul(y, y)))), success();
  if (isa<math::TanhOp>(op))
    return add(a, mul(g, sub(one(), mul(y, y)))), success();
  if (isa<math::AsinOp>(op))
    return give(a, div(g, leg())), success();
  if (isa<math::AcosOp>(op))
    return give(a, neg(div(g, leg()))), success();
  if (isa<math::AtanOp>(op))
    return add(a, div(g, arith::AddFOp::create(builder_, loc, one(), mul(a, a)))), success();
  if (isa<math::AbsFOp>(op))
    return add(a, choose(atLeast(a, none()), g, neg(g))), success();
  if (isa<math::PowFOp>(op)) {
    // At a = 0 its powers with negative exponents and its logarithm are infinite; b and y are 0 there.
    const bool isFixed = matchPattern(b, m_Constant());
    Value lower = mul(b, math::PowFOp::create(builder_, loc, a, sub(b, one())));
    give(a, mul(g, isFixed ? lower : choose(isZero(b), none(), lower)));
    if (!isFixed)
      give(b, choose(isZero(y), none(), mul(g, mul(y, math::LogOp::create(builder_, loc, a)))));
    return success();
  }
  return failure();
}

/// Operations that move elements.
LogicalResult Cotangents::pullBackTensor(Operation *op, Value g) {
  Location loc = op->getLoc();
  if (auto extract = dyn_cast<tensor::ExtractOp>(op)) {
    if (std::optional<int64_t> place = placeOf(extract))
      return addElement(extract.getTensor(), *place, g), success();
    auto type = cast<RankedTensorType>(extract.getTensor().getType());
    Value inserted = tensor::InsertOp::create(builder_, loc, g, zero(type, loc), extract.getIndices());
    return add(extract.getTensor(), inserted), success();
  }
  if (auto from = dyn_cast<tensor::FromElementsOp>(op)) {
    auto shape = from.getType().getShape();
    for (auto [flat, element] : llvm::enumerate(from.getElements())) {
      SmallVector<Value> at(shape.size());
      int64_t rest = flat;
      for (int64_t d = int64_t(shape.size()) - 1; d >= 0; rest /= shape[d--])
        at[d] = arith::ConstantIndexOp::create(builder_, loc, rest % shape[d]);
      add(element, tensor::ExtractOp::create(builder_, loc, g, at));
    }
    return success();
  }
  if (auto splat = dyn_cast<tensor::SplatOp>(op))
    return add(splat.getInput(), sum(g, loc)), success();
  if (auto castOp = dyn_cast<tensor::CastOp>(op))
    return add(castOp.getSource(), tensor::CastOp::create(builder_, loc, castOp.getSource().getType(), g)), success();
  if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op)) {
    Value whole = tensor::InsertSliceOp::create(builder_, loc, g, zero(slice.getSourceType(), loc), slice.getMixedOffsets(), slice.getMixedSizes(), slice.getMixedStrides());
    return add(slice.getSource(), whole), success();
  }
  if (auto insert = dyn_cast<tensor::InsertSliceOp>(op)) {
    add(insert.getSource(), tensor::ExtractSliceOp::create(builder_, loc, insert.getSourceType(), g, insert.getMixedOffsets(), insert.getMixedSizes(), insert.getMixedStrides()));
    add(insert.getDest(), tensor::InsertSliceOp::create(builder_, loc, zero(insert.getSourceType(), loc), g, insert.getMixedOffsets(), insert.getMixedSizes(), insert.getMixedStrides()));
    return success();
  }
  if (auto collapse = dyn_cast<tensor::CollapseShapeOp>(op))
    return add(collapse.getSrc(), tensor::ExpandShapeOp::create(builder_, loc, collapse.getSrcType(), g, collapse.getReassociationIndices())), success();
  if (auto expand = dyn_cast<tensor::ExpandShapeOp>(op))
    return add(expand.getSrc(), tensor::CollapseShapeOp::create(builder_, loc, expand.getSrcType(), g, expand.getReassociationIndices())), success();
  return failure();
}

/// Products, transposes and plans.
LogicalResult Cotangents::pullBackProduct(Operation *op, Value g) {
  Location loc = op->getLoc();
  if (auto run = dyn_cast<sim::RunOp>(op)) {
    Value gradient = sim::GradientOp::create(builder_, loc, run.getSlots().getType(), run.getPlanAttr(), run.getSlots(), g);
    return add(run.getSlots(), gradient), success();
  }
  if (isa<linalg::TransposeOp>(op))
    return add(op->getOperand(0), transpose(g, loc)), success();
  if (!isa<linalg::DotOp, linalg::MatvecOp, linalg::VecmatOp, linalg::MatmulOp>(op))
    return failure();
  Value a = op->getOperand(0), b = op->getOperand(1);
  if (isa<linalg::DotOp>(op)) {
    Value factor = tensor::SplatOp::create(builder_, loc, a.getType(), tensor::ExtractOp::create(builder_, loc, g, ValueRange()).getResult());
    add(a, arith::MulFOp::create(builder_, loc, factor, b));
    add(b, arith::MulFOp::create(builder_, loc, factor, a));
  } else if (isa<linalg::MatvecOp>(op)) {
    add(a, outer(g, b, loc));
    add(b, matmul(g, a, loc));
  } else if (isa<linalg::VecmatOp>(op)) {
    add(a, matmul(b, g, loc));
    add(b, outer(a, g, loc));
  } else {
    add(a, matmul(g, transpose(b, loc), loc));
    add(b, matmul(transpose(a, loc), g, loc));
  }
  return success();
}

} // namespace qml
