// SPDX-License-Identifier: Apache-2.0
//
// Tensor operations of the evaluator as arith, math, tensor and linalg. Numbers are f64, tensors ranked tensors of f64.

#include "Function.h"

#include <mlir/Dialect/Linalg/IR/Linalg.h>
#include <mlir/Dialect/Math/IR/Math.h>
#include <mlir/Dialect/Tensor/IR/Tensor.h>

#include <bit>
#include <numeric>

using namespace mlir;

namespace qml {

mlir::Value IRGen::constant(TypedAttr value) {
  mlir::Value &known = function_->constants[value];
  if (!known)
    known = arith::ConstantOp::create(builder_, builder_.getUnknownLoc(), value);
  return known;
}

mlir::Value IRGen::index(int64_t value) {
  mlir::Value &known = function_->indices[value];
  if (!known)
    known = arith::ConstantIndexOp::create(builder_, builder_.getUnknownLoc(), value);
  return known;
}

mlir::Value IRGen::number(double value) {
  mlir::Value &known = function_->numbers[std::bit_cast<uint64_t>(value)];
  if (!known)
    known = arith::ConstantOp::create(builder_, builder_.getUnknownLoc(), builder_.getF64FloatAttr(value));
  return known;
}

void *IRGen::constant(const Tensor &value) {
  if (value.isScalar())
    return number(value.values[0]).getAsOpaquePointer();
  return constant(DenseElementsAttr::get(tensorType(value.shape), ArrayRef(value.values))).getAsOpaquePointer();
}

mlir::Value IRGen::scalar(const Value &value, Span span) {
  if (auto known = asNumber(value))
    return number(*known);
  return asScalar(mlir::Value::getFromOpaquePointer(value.get<Dynamic>()->handle));
}

mlir::Value IRGen::asScalar(mlir::Value value) {
  if (!isa<RankedTensorType>(value.getType()))
    return value;
  return builder_.createOrFold<tensor::ExtractOp>(value.getLoc(), value, ValueRange());
}

mlir::Value IRGen::extractAt(mlir::Value tensor, ArrayRef<int64_t> at, Location loc) {
  int64_t place = 0;
  for (auto [index, size] : llvm::zip(at, cast<RankedTensorType>(tensor.getType()).getShape()))
    place = place * size + index;
  mlir::Value &known = function_->elements[{tensor, place}];
  if (!known) {
    SmallVector<mlir::Value> indices;
    for (int64_t i : at)
      indices.push_back(index(i));
    // What is an argument has nothing to fold.
    known = tensor.getDefiningOp() ? builder_.createOrFold<tensor::ExtractOp>(loc, tensor, indices)
                                   : tensor::ExtractOp::create(builder_, loc, tensor, indices).getResult();
  }
  return known;
}

mlir::Value IRGen::elementwise(TensorOp op, ValueRange operands, Location loc) {
  // Numbers are repeated to the shape of the tensors.
  RankedTensorType shape;
  for (mlir::Value operand : operands)
    if (auto type = dyn_cast<RankedTensorType>(operand.getType()))
      shape = type;
  SmallVector<mlir::Value> v;
  for (mlir::Value operand : operands)
    v.push_back(shape && !isa<RankedTensorType>(operand.getType()) ? tensor::SplatOp::create(builder_, loc, shape, operand).getResult() : operand);
  auto number = [&](double value) -> mlir::Value {
    return shape ? constant(DenseElementsAttr::get(shape, value)) : IRGen::number(value);
  };
  auto compare = [&](arith::CmpFPredicate predicate) -> mlir::Value {
    mlir::Value bit = arith::CmpFOp::create(builder_, loc, predicate, v[0], v[1]);
    return arith::UIToFPOp::create(builder_, loc, v[0].getType(), bit);
  };
  auto binary = [&]<typename Op>() -> mlir::Value { return builder_.createOrFold<Op>(loc, v[0], v[1]); };
  auto unary = [&]<typename Op>() -> mlir::Value { return builder_.createOrFold<Op>(loc, v[0]); };
  switch (op) {
  case TensorOp::Neg: return unary.operator()<arith::NegFOp>();
  case TensorOp::Add: return binary.operator()<arith::AddFOp>();
  case TensorOp::Sub: return binary.operator()<arith::SubFOp>();
  case TensorOp::Mul: return binary.operator()<arith::MulFOp>();
  case TensorOp::Div: return binary.operator()<arith::DivFOp>();
  case TensorOp::Min: return binary.operator()<arith::MinimumFOp>();
  case TensorOp::Max: return binary.operator()<arith::MaximumFOp>();
  case TensorOp::Pow: {
    // x**2 and x**3 as products: exact derivatives, also at 0.
    if (auto constant = operands[1].getDefiningOp<arith::ConstantOp>())
      if (auto exponent = dyn_cast<FloatAttr>(constant.getValue())) {
        double n = exponent.getValueAsDouble();
        if (n == 0)
          return number(1);
        if (n == 1)
          return v[0];
        if (n == 2 || n == 3) {
          mlir::Value square = arith::MulFOp::create(builder_, loc, v[0], v[0]);
          return n == 2 ? square : arith::MulFOp::create(builder_, loc, square, v[0]).getResult();
        }
      }
    return binary.operator()<math::PowFOp>();
  }
  case TensorOp::Exp: return unary.operator()<math::ExpOp>();
  case TensorOp::Log: return unary.operator()<math::LogOp>();
  case TensorOp::Sqrt: return unary.operator()<math::SqrtOp>();
  case TensorOp::Sin: return unary.operator()<math::SinOp>();
  case TensorOp::Cos: return unary.operator()<math::CosOp>();
  case TensorOp::Tan: return unary.operator()<math::TanOp>();
  case TensorOp::Asin: return unary.operator()<math::AsinOp>();
  case TensorOp::Acos: return unary.operator()<math::AcosOp>();
  case TensorOp::Atan: return unary.operator()<math::AtanOp>();
  case TensorOp::Tanh: return unary.operator()<math::TanhOp>();
  case TensorOp::Abs: return unary.operator()<math::AbsFOp>();
  case TensorOp::Relu: return arith::MaximumFOp::create(builder_, loc, v[0], number(0));
  case TensorOp::Sigmoid: {
    // exp(min(x, 0)) / (1 + exp(min(x, -x))), so that nothing is infinite, in the derivative neither.
    auto expOfLess = [&](mlir::Value other) { return math::ExpOp::create(builder_, loc, arith::MinimumFOp::create(builder_, loc, v[0], other)); };
    mlir::Value above = expOfLess(number(0)), below = expOfLess(arith::NegFOp::create(builder_, loc, v[0]));
    return arith::DivFOp::create(builder_, loc, above, arith::AddFOp::create(builder_, loc, number(1), below));
  }
  case TensorOp::Sign: {
    v.push_back(number(0));
    mlir::Value positive = compare(arith::CmpFPredicate::OGT), negative = compare(arith::CmpFPredicate::OLT);
    return arith::SubFOp::create(builder_, loc, positive, negative);
  }
  case TensorOp::Less: return compare(arith::CmpFPredicate::OLT);
  case TensorOp::Greater: return compare(arith::CmpFPredicate::OGT);
  case TensorOp::LessEqual: return compare(arith::CmpFPredicate::OLE);
  case TensorOp::GreaterEqual: return compare(arith::CmpFPredicate::OGE);
  case TensorOp::Equal: return compare(arith::CmpFPredicate::OEQ);
  case TensorOp::NotEqual: return compare(arith::CmpFPredicate::UNE);
  default: {
    mlir::Value condition = arith::CmpFOp::create(builder_, loc, arith::CmpFPredicate::UNE, v[0], number(0));
    return arith::SelectOp::create(builder_, loc, condition, v[1], v[2]);
  }
  }
}

mlir::Value IRGen::matmul(mlir::Value left, mlir::Value right, RankedTensorType type, Location loc) {
  context_.loadDialect<linalg::LinalgDialect>();
  mlir::Value zero = constant(DenseElementsAttr::get(type, 0.0));
  bool matrixLeft = cast<RankedTensorType>(left.getType()).getRank() == 2;
  bool matrixRight = cast<RankedTensorType>(right.getType()).getRank() == 2;
  SmallVector<mlir::Value> in{left, right};
  Operation *op;
  if (matrixLeft && matrixRight)
    op = linalg::MatmulOp::create(builder_, loc, type, in, zero);
  else if (matrixLeft)
    op = linalg::MatvecOp::create(builder_, loc, type, in, zero);
  else if (matrixRight)
    op = linalg::VecmatOp::create(builder_, loc, type, in, zero);
  else
    op = linalg::DotOp::create(builder_, loc, type, in, zero);
  return op->getResult(0);
}

/// All elements of a tensor combined into one number.
mlir::Value IRGen::fold(TensorOp op, mlir::Value tensor, Location loc) {
  auto type = dyn_cast<RankedTensorType>(tensor.getType());
  if (!type)
    return tensor;
  if (type.getRank() > 1) {
    SmallVector<ReassociationIndices> all(1);
    for (int64_t i = 0; i < type.getRank(); ++i)
      all[0].push_back(i);
    tensor = tensor::CollapseShapeOp::create(builder_, loc, tensor, all);
  }
  int64_t count = type.getNumElements();
  if (op == TensorOp::Sum) {
    mlir::Value ones = constant(DenseElementsAttr::get(tensorType({count}), 1.0));
    return asScalar(matmul(tensor, ones, tensorType({}), loc));
  }
  mlir::Value result = extractAt(tensor, {0}, loc);
  for (int64_t i = 1; i < count; ++i) {
    mlir::Value element = extractAt(tensor, {i}, loc);
    TensorOp pairwise = op == TensorOp::Product ? TensorOp::Mul : op == TensorOp::MaxAll ? TensorOp::Max : TensorOp::Min;
    result = elementwise(pairwise, {result, element}, loc);
  }
  return result;
}

mlir::Value IRGen::structural(TensorOp op, ValueRange v, const std::vector<int64_t> &shape, const std::vector<int64_t> &numbers, Location loc) {
  auto staticSizes = [&](ArrayRef<int64_t> sizes) {
    SmallVector<OpFoldResult> result;
    for (int64_t s : sizes)
      result.push_back(builder_.getIndexAttr(s));
    return result;
  };
  switch (op) {
  case TensorOp::MatMul: {
    mlir::Value result = matmul(v[0], v[1], tensorType(shape), loc);
    return shape.empty() ? asScalar(result) : result;
  }
  case TensorOp::Transpose: {
    context_.loadDialect<linalg::LinalgDialect>();
    mlir::Value init = tensor::EmptyOp::create(builder_, loc, shape, builder_.getF64Type());
    return linalg::TransposeOp::create(builder_, loc, v[0], init, ArrayRef<int64_t>{1, 0})->getResult(0);
  }
  case TensorOp::Index: {
    auto type = cast<RankedTensorType>(v[0].getType());
    if (size_t(type.getRank()) == numbers.size())
      return extractAt(v[0], numbers, loc);
    SmallVector<int64_t> offsets(type.getRank(), 0), sizes(type.getShape()), strides(type.getRank(), 1);
    for (size_t i = 0; i < numbers.size(); ++i) {
      offsets[i] = numbers[i];
      sizes[i] = 1;
    }
    return tensor::ExtractSliceOp::create(builder_, loc, tensorType(shape), v[0], staticSizes(offsets), staticSizes(sizes), staticSizes(strides));
  }
  case TensorOp::Pick: {
    // Outside of the tensor there is nothing to pick: NaN, in value and loss.
    int64_t size = cast<RankedTensorType>(v[0].getType()).getDimSize(0);
    const mlir::Value nothing = number(std::numeric_limits<double>::quiet_NaN());
    if (size == 0)
      return nothing;
    auto is = [&](arith::CmpFPredicate predicate, double bound) {
      return arith::CmpFOp::create(builder_, loc, predicate, v[1], number(bound)).getResult();
    };
    mlir::Value inside = arith::AndIOp::create(builder_, loc, is(arith::CmpFPredicate::OGE, 0), is(arith::CmpFPredicate::OLT, double(size)));
    mlir::Value safe = arith::SelectOp::create(builder_, loc, inside, v[1], number(0));
    mlir::Value whole = arith::FPToSIOp::create(builder_, loc, builder_.getI64Type(), safe);
    mlir::Value index = arith::IndexCastOp::create(builder_, loc, builder_.getIndexType(), whole);
    mlir::Value picked = tensor::ExtractOp::create(builder_, loc, v[0], index);
    return arith::SelectOp::create(builder_, loc, inside, picked, nothing);
  }
  case TensorOp::Slice: {
    auto type = cast<RankedTensorType>(v[0].getType());
    if (numbers[1] > 0) {
      SmallVector<int64_t> offsets(type.getRank(), 0), sizes(type.getShape()), strides(type.getRank(), 1);
      offsets[0] = numbers[0];
      sizes[0] = shape[0];
      strides[0] = numbers[1];
      return tensor::ExtractSliceOp::create(builder_, loc, tensorType(shape), v[0], staticSizes(offsets), staticSizes(sizes), staticSizes(strides));
    }
    if (shape[0] == 0)
      return tensor::EmptyOp::create(builder_, loc, shape, builder_.getF64Type());
    SmallVector<mlir::Value> parts;
    std::vector<int64_t> partShape(shape.begin() + 1, shape.end());
    for (int64_t i = 0, at = numbers[0]; i < shape[0]; ++i, at += numbers[1])
      parts.push_back(structural(TensorOp::Index, v, partShape, {at}, loc));
    return structural(TensorOp::Stack, parts, shape, {}, loc);
  }
  case TensorOp::Stack: {
    if (!isa<RankedTensorType>(v[0].getType()))
      return tensor::FromElementsOp::create(builder_, loc, tensorType(shape), v);
    [[fallthrough]];
  }
  case TensorOp::Concat: {
    mlir::Value result = tensor::EmptyOp::create(builder_, loc, shape, builder_.getF64Type());
    int64_t at = 0;
    for (mlir::Value part : v) {
      auto type = cast<RankedTensorType>(part.getType());
      SmallVector<int64_t> offsets(shape.size(), 0), sizes(shape.begin(), shape.end()), strides(shape.size(), 1);
      offsets[0] = at;
      sizes[0] = op == TensorOp::Stack ? 1 : type.getDimSize(0);
      at += sizes[0];
      result = tensor::InsertSliceOp::create(builder_, loc, part, result, staticSizes(offsets), staticSizes(sizes), staticSizes(strides));
    }
    return result;
  }
  default: return {};
  }
}

void *IRGen::tensorOp(TensorOp op, const std::vector<void *> &handles, const std::vector<int64_t> &shape,
                      const std::vector<int64_t> &numbers, Span) {
  SmallVector<mlir::Value> operands;
  for (void *handle : handles)
    operands.push_back(mlir::Value::getFromOpaquePointer(handle));
  // Not its own place: nothing reads that, and there may be one for each gate.
  const Location loc = function_->op.getLoc();
  mlir::Value result;
  if (op <= TensorOp::Select)
    result = elementwise(op, operands, loc);
  else if (op <= TensorOp::MinAll)
    result = fold(op, operands[0], loc);
  else
    result = structural(op, operands, shape, numbers, loc);
  return result.getAsOpaquePointer();
}

} // namespace qml
