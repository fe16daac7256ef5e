// SPDX-License-Identifier: Apache-2.0
//
// Entry functions for many rows. An entry is straight-line code around runs of plans. It is cut at these runs into stages, each
// a loop over the rows: first the slots of all rows, then one run for all, then the cotangents of all rows, and so on. A stage
// repeats what it needs of the code before it; only what comes out of plans is kept. Derivatives by slots that rows share come out
// summed over the rows, and what hangs on them alone is computed once.

#include "AlikeElements.h"
#include "EntryLowering.h"

#include "qml-runtime/Simulator.h"

#include <mlir/IR/Matchers.h>

using namespace mlir;

namespace qml {
namespace {

class RowLowering {
public:
  RowLowering(func::FuncOp entry, func::FuncOp run, func::FuncOp gradient, const llvm::StringMap<int64_t> &plans)
      : entry_(entry), run_(run), gradient_(gradient), plans_(plans), loc_(entry.getLoc()), builder_(entry) {}

  void lower();

private:
  void findVarying();
  bool varies(Value value) const { return varying_.contains(value); }
  ArrayRef<int8_t> flagsOf(Value slots);
  bool isSummedElement(Operation &op);
  bool isSummed(Operation &op);
  DenseSet<Operation *> neededFor(ValueRange values) const;
  using RowBody = function_ref<void(OpBuilder &, Value row, IRMapping &)>;
  /// Computes `values` of `row`: `body` gets a mapping of them and of all they need.
  void forRow(OpBuilder &builder, Value row, ValueRange values, RowBody body);
  /// A loop over the rows.
  void forRows(function_ref<void(OpBuilder &, Value row)> body);
  /// Numbers, and where each goes in a buffer, in the order of memory.
  struct Numbers {
    SmallVector<Value> values = {};
    SmallVector<int64_t> places = {};
    std::function<void(OpBuilder &, Value row, Value number, Value place)> store;
    void add(Value value, int64_t place) {
      values.push_back(value);
      places.push_back(place);
    }
  };
  /// Computes and stores `numbers` of `row`, in loops those that are computed alike; `body` gets what it needs besides.
  void storeNumbers(OpBuilder &builder, Value row, ArrayRef<Numbers> numbers, ValueRange besides = {}, RowBody body = nullptr);
  Value allRows(Type tensor);
  Value rowOf(OpBuilder &builder, Value buffer, Value row, RankedTensorType type);
  void storeRow(OpBuilder &builder, Value tensor, Value buffer, Value row);
  Value storeAll(Value tensor);
  Value storeSlots(Value slots);
  void lowerPlan(Operation *op);
  void lowerResults(func::ReturnOp ret);
  Value slotFlags(Value slots);

  func::FuncOp entry_, run_, gradient_;
  const llvm::StringMap<int64_t> &plans_;
  Location loc_;
  OpBuilder builder_;
  Value context_, rows_, zero_, one_, numRows_;
  unsigned numVarying_ = 0, numFlags_ = 0;
  Block *body_ = nullptr; // the entry's code as it was
  SmallVector<Value> arguments_;             // buffers in the new entry
  DenseSet<Value> varying_;                  // values that differ between rows
  DenseSet<Value> summed_;                   // of these, numbers that are 0 in all rows but the first
  DenseMap<Value, SmallVector<int8_t>> flags_; // of slots
  DenseMap<Value, Value> buffers_;           // results of plans, for all rows
  DenseMap<Value, Value> slotBuffers_;       // slots that were stored
};

void RowLowering::findVarying() {
  for (unsigned i = 0; i < numVarying_; ++i)
    varying_.insert(body_->getArgument(i));
  for (Operation &op : *body_) {
    bool any = isa<sim::RunOp, sim::GradientOp>(op);
    op.walk([&](Operation *inner) { any = any || llvm::any_of(inner->getOperands(), [&](Value v) { return varies(v); }); });
    if (any)
      varying_.insert_range(op.getResults());
    if (isSummed(op))
      summed_.insert(op.getResult(0));
  }
}

/// The slots whose derivatives are used, by any gradient of a plan with these slots; nothing if that can't be told.
static std::optional<SmallVector<bool>> wantedSlots(Value slots) {
  SmallVector<bool> wanted(cast<RankedTensorType>(slots.getType()).getNumElements(), false);
  for (Operation *user : slots.getUsers())
    if (auto gradient = dyn_cast<sim::GradientOp>(user))
      for (Operation *use : gradient->getUsers()) {
        auto element = dyn_cast<tensor::ExtractOp>(use);
        auto index = element ? getConstantIntValue(element.getIndices().front()) : std::nullopt;
        if (!index)
          return std::nullopt;
        wanted[*index] = true;
      }
  return wanted;
}

/// Of each slot the flags of rt::SlotRows.
ArrayRef<int8_t> RowLowering::flagsOf(Value slots) {
  SmallVector<int8_t> &flags = flags_[slots];
  if (!flags.empty())
    return flags;
  flags.assign(cast<RankedTensorType>(slots.getType()).getNumElements(), 0);
  auto elements = slots.getDefiningOp<tensor::FromElementsOp>();
  if (auto wanted = wantedSlots(slots))
    for (auto [i, flag] : llvm::enumerate(flags)) {
      flag |= elements && !varies(elements.getElements()[i]) ? rt::SlotRows::shared : 0;
      flag |= (*wanted)[i] ? 0 : rt::SlotRows::noDerivative;
    }
  return flags;
}

/// Whether `op` reads the derivative by a slot that rows share.
bool RowLowering::isSummedElement(Operation &op) {
  auto element = dyn_cast<tensor::ExtractOp>(op);
  auto gradient = element ? element.getTensor().getDefiningOp<sim::GradientOp>() : sim::GradientOp();
  auto slot = gradient ? getConstantIntValue(element.getIndices().front()) : std::nullopt;
  return slot && flagsOf(gradient.getSlots())[*slot] & rt::SlotRows::shared;
}

bool RowLowering::isSummed(Operation &op) {
  auto summed = [&](unsigned i) { return summed_.contains(op.getOperand(i)); };
  auto fixed = [&](unsigned i) { return !varies(op.getOperand(i)); };
  if (isa<arith::AddFOp, arith::SubFOp>(op))
    return summed(0) && summed(1);
  if (isa<arith::MulFOp>(op))
    return (summed(0) && fixed(1)) || (fixed(0) && summed(1));
  if (isa<arith::DivFOp>(op))
    return summed(0) && fixed(1);
  if (isa<arith::NegFOp>(op))
    return summed(0);
  if (isa<arith::SelectOp>(op)) // 0 or a derivative
    return matchPattern(op.getOperand(1), m_AnyZeroFloat()) && summed(2);
  return isSummedElement(op);
}

DenseSet<Operation *> RowLowering::neededFor(ValueRange values) const {
  DenseSet<Operation *> needed;
  SmallVector<Value> open(values);
  while (!open.empty()) {
    Operation *op = open.pop_back_val().getDefiningOp();
    // What lies inside of an operation comes with it, what comes out of a plan is there.
    while (op && op->getBlock() != body_)
      op = op->getParentOp() && op->getParentOp() != entry_ ? op->getParentOp() : nullptr;
    if (!op || isa<sim::RunOp, sim::GradientOp>(op) || !needed.insert(op).second)
      continue;
    op->walk([&](Operation *inner) { open.append(inner->operand_begin(), inner->operand_end()); });
  }
  return needed;
}

/// The part of `buffer` that belongs to `row`, as a tensor.
Value RowLowering::rowOf(OpBuilder &builder, Value buffer, Value row, RankedTensorType type) {
  SmallVector<OpFoldResult> offsets{row}, sizes{builder.getIndexAttr(1)}, strides(type.getRank() + 1, builder.getIndexAttr(1));
  for (int64_t size : type.getShape()) {
    offsets.push_back(builder.getIndexAttr(0));
    sizes.push_back(builder.getIndexAttr(size));
  }
  auto viewType = memref::SubViewOp::inferRankReducedResultType(type.getShape(), cast<MemRefType>(buffer.getType()), offsets, sizes, strides);
  return memref::SubViewOp::create(builder, loc_, cast<MemRefType>(viewType), buffer, offsets, sizes, strides);
}

void RowLowering::forRows(function_ref<void(OpBuilder &, Value row)> body) {
  auto loop = scf::ForOp::create(builder_, loc_, zero_, numRows_, one_);
  OpBuilder inner = OpBuilder::atBlockBegin(loop.getBody());
  body(inner, loop.getInductionVar());
}

void RowLowering::forRow(OpBuilder &inner, Value row, ValueRange values, RowBody body) {
  IRMapping mapping;
  SmallVector<bufferization::ToTensorOp> tensors;
  auto map = [&](Value value, Value buffer, bool perRow) {
    auto type = cast<RankedTensorType>(value.getType());
    Value part = perRow ? rowOf(inner, buffer, row, type) : buffer;
    tensors.push_back(bufferization::ToTensorOp::create(inner, loc_, type, part, /*restrict=*/true, /*writable=*/false));
    mapping.map(value, tensors.back().getResult());
  };
  for (auto [i, argument] : llvm::enumerate(body_->getArguments()))
    map(argument, arguments_[i], i < numVarying_);
  for (auto &[value, buffer] : buffers_)
    map(value, buffer, true);
  DenseSet<Operation *> needed = neededFor(values);
  SmallVector<Operation *> clones;
  for (Operation &op : *body_) {
    if (!needed.contains(&op))
      continue;
    Operation *clone = clones.emplace_back(inner.clone(op, mapping));
    if (row != zero_ && isSummedElement(op)) {
      Value isFirst = arith::CmpIOp::create(inner, loc_, arith::CmpIPredicate::eq, row, zero_);
      Value none = arith::ConstantOp::create(inner, loc_, inner.getF64FloatAttr(0));
      mapping.map(op.getResult(0), arith::SelectOp::create(inner, loc_, isFirst, clone->getResult(0), none).getResult());
    }
  }
  body(inner, row, mapping);
  for (Operation *clone : llvm::reverse(clones)) // tensors whose elements were taken would still be made
    if (isOpTriviallyDead(clone))
      clone->erase();
  for (auto tensor : tensors)
    loadElements(tensor);
}

void RowLowering::storeNumbers(OpBuilder &builder, Value row, ArrayRef<Numbers> numbers, ValueRange besides, RowBody body) {
  // In a loop over the rows forRow() masks derivatives that are sums over all of them, element by element.
  const bool isOnly = row == zero_;
  auto isLoop = [&](const Part &part) {
    return part.kind == Part::Kind::Alike && (isOnly || llvm::none_of(part.inputs, [](Value v) { return v.getDefiningOp<sim::GradientOp>(); }));
  };
  std::vector<std::vector<Part>> parts;
  SmallVector<Value> needed(besides);
  for (const Numbers &list : numbers)
    for (const Part &part : parts.emplace_back(partsOf(list.values, /*shortest=*/SIZE_MAX, fewestAlike))) {
      if (isLoop(part))
        llvm::append_range(needed, part.inputs);
      else
        for (int64_t i : part.numbers)
          needed.push_back(list.values[i]);
    }
  forRow(builder, row, needed, [&](OpBuilder &inner, Value row, IRMapping &mapping) {
    for (auto [list, partsOfList] : llvm::zip(numbers, parts))
      for (const Part &part : partsOfList) {
        if (!isLoop(part)) {
          for (int64_t i : part.numbers)
            list.store(inner, row, mapping.lookup(list.values[i]), arith::ConstantIndexOp::create(inner, loc_, list.places[i]));
          continue;
        }
        SmallVector<int64_t> places;
        for (int64_t i : part.numbers)
          places.push_back(list.places[i]);
        DenseMap<Value, Value> inputs;
        for (Value input : part.inputs)
          inputs[input] = flattened(inner, loc_, mapping.lookup(input));
        auto loop = scf::ForOp::create(inner, loc_, zero_, arith::ConstantIndexOp::create(inner, loc_, places.size()), one_);
        OpBuilder::InsertionGuard guard(inner);
        inner.setInsertionPointToStart(loop.getBody());
        Value number = computeAlike(inner, loc_, part, loop.getInductionVar(), [&](Value input) { return inputs.lookup(input); });
        list.store(inner, row, number, tabulated(inner, loc_, places, loop.getInductionVar()));
      }
    if (body)
      body(inner, row, mapping);
  });
}

/// Writes `tensor` to row `row` of `buffer`, element by element where it was put together so.
void RowLowering::storeRow(OpBuilder &builder, Value tensor, Value buffer, Value row) {
  auto type = cast<RankedTensorType>(tensor.getType());
  if (auto elements = tensor.getDefiningOp<tensor::FromElementsOp>()) {
    SmallVector<int64_t> at(type.getRank(), 0);
    for (Value element : elements.getElements()) {
      SmallVector<Value> indices{row};
      for (int64_t i : at)
        indices.push_back(arith::ConstantIndexOp::create(builder, loc_, i));
      memref::StoreOp::create(builder, loc_, element, buffer, indices);
      for (int64_t axis = type.getRank(); axis-- > 0 && ++at[axis] == type.getDimSize(axis);)
        at[axis] = 0;
    }
    return;
  }
  auto store = bufferization::MaterializeInDestinationOp::create(builder, loc_, tensor, rowOf(builder, buffer, row, type));
  store.setRestrict(true);
  store.setWritable(true);
}

/// A new buffer for such a tensor of each row.
Value RowLowering::allRows(Type tensor) {
  SmallVector<int64_t> shape{maxRows};
  llvm::append_range(shape, cast<RankedTensorType>(tensor).getShape());
  return memref::AllocOp::create(builder_, loc_, MemRefType::get(shape, builder_.getF64Type()));
}

/// A buffer with the value of `tensor` for all rows.
Value RowLowering::storeAll(Value tensor) {
  if (Value known = buffers_.lookup(tensor))
    return known;
  Value buffer = allRows(tensor.getType());
  forRows([&](OpBuilder &inner, Value row) {
    forRow(inner, row, tensor, [&](OpBuilder &inner, Value row, IRMapping &mapping) { storeRow(inner, mapping.lookup(tensor), buffer, row); });
  });
  return buffer;
}

/// The same for slots, but those that rows share are stored in the first row only, where plans read them.
Value RowLowering::storeSlots(Value slots) {
  auto elements = slots.getDefiningOp<tensor::FromElementsOp>();
  if (!elements)
    return storeAll(slots);
  Value &buffer = slotBuffers_[slots];
  if (buffer)
    return buffer;
  buffer = allRows(slots.getType());
  auto store = [&](OpBuilder &inner, Value row, Value number, Value place) {
    memref::StoreOp::create(inner, loc_, number, buffer, ValueRange{row, place});
  };
  Numbers shared{.store = store}, varying{.store = store};
  for (auto [i, element] : llvm::enumerate(elements.getElements()))
    (varies(element) ? varying : shared).add(element, i);
  storeNumbers(builder_, zero_, shared);
  forRows([&](OpBuilder &inner, Value row) { storeNumbers(inner, row, varying); });
  return buffer;
}

/// A constant byte for each slot: its flags.
Value RowLowering::slotFlags(Value slots) {
  ArrayRef<int8_t> flags = flagsOf(slots);
  auto module = entry_->getParentOfType<ModuleOp>();
  OpBuilder builder = OpBuilder::atBlockBegin(module.getBody());
  auto bytes = MemRefType::get({int64_t(flags.size())}, builder.getI8Type());
  std::string name = ("slots" + Twine(numFlags_++)).str();
  auto value = DenseElementsAttr::get(RankedTensorType::get(bytes.getShape(), builder.getI8Type()), flags);
  memref::GlobalOp::create(builder, loc_, name, builder.getStringAttr("private"), bytes, value, /*constant=*/true, IntegerAttr());
  return memref::GetGlobalOp::create(builder_, loc_, bytes, name);
}

void RowLowering::lowerPlan(Operation *op) {
  Value slots = op->getOperand(0);
  SmallVector<Value> operands{context_, arith::ConstantIntOp::create(builder_, loc_, plans_.lookup(op->getAttrOfType<FlatSymbolRefAttr>("plan").getValue()), 64), rows_};
  operands.push_back(addressOf(builder_, loc_, storeSlots(slots)));
  operands.push_back(addressOf(builder_, loc_, slotFlags(slots)));
  if (auto gradient = dyn_cast<sim::GradientOp>(op))
    operands.push_back(addressOf(builder_, loc_, storeAll(gradient.getCotangent())));
  Value out = allRows(op->getResult(0).getType());
  operands.push_back(addressOf(builder_, loc_, out));
  func::CallOp::create(builder_, loc_, isa<sim::RunOp>(op) ? run_ : gradient_, operands);
  buffers_[op->getResult(0)] = out;
}

void RowLowering::lowerResults(func::ReturnOp ret) {
  auto outputs = ArrayRef(arguments_).drop_front(body_->getNumArguments());
  if (entry_->hasAttr("qml.by_row"))
    return forRows([&](OpBuilder &inner, Value row) {
      forRow(inner, row, ret.getOperands(), [&](OpBuilder &inner, Value row, IRMapping &mapping) {
        for (auto [operand, out] : llvm::zip(ret.getOperands(), outputs))
          storeRow(inner, mapping.lookup(operand), out, row);
      });
    });
  // What the rows' sum is made of: elements where tensors were put together so, and whole tensors.
  std::vector<Numbers> ofRows, summed;
  SmallVector<std::pair<Value, Value>> tensors;
  for (auto [operand, out] : llvm::zip(ret.getOperands(), outputs)) {
    auto elements = operand.getDefiningOp<tensor::FromElementsOp>();
    if (!elements) {
      tensors.emplace_back(operand, out);
      continue;
    }
    const int64_t rank = cast<MemRefType>(out.getType()).getRank();
    Value flat = rank > 1 ? memref::CollapseShapeOp::create(builder_, loc_, out, allAxes(rank)).getResult() : out;
    auto add = [=, this](OpBuilder &inner, Value, Value number, Value place) {
      const ValueRange indices = rank > 0 ? ValueRange(place) : ValueRange();
      Value sum = memref::LoadOp::create(inner, loc_, flat, indices);
      memref::StoreOp::create(inner, loc_, arith::AddFOp::create(inner, loc_, sum, number), flat, indices);
    };
    ofRows.push_back({.store = add});
    summed.push_back({.store = add});
    for (auto [i, element] : llvm::enumerate(elements.getElements())) {
      const bool isOnce = summed_.contains(element) || matchPattern(element, m_AnyZeroFloat());
      (isOnce ? summed : ofRows).back().add(element, i);
    }
  }
  auto addTensors = [&](OpBuilder &inner, Value row, IRMapping &mapping) {
    for (auto [value, out] : tensors) {
      Value sum = bufferization::ToTensorOp::create(inner, loc_, value.getType(), out, /*restrict=*/true, /*writable=*/true);
      Value next = arith::AddFOp::create(inner, loc_, sum, mapping.lookup(value));
      auto store = bufferization::MaterializeInDestinationOp::create(inner, loc_, next, out);
      store.setRestrict(true);
      store.setWritable(true);
    }
  };
  forRows([&](OpBuilder &inner, Value row) { storeNumbers(inner, row, ofRows, llvm::to_vector(llvm::make_first_range(tensors)), addTensors); });
  storeNumbers(builder_, zero_, summed);
}

void RowLowering::lower() {
  numVarying_ = entry_->getAttrOfType<IntegerAttr>("qml.rows").getInt();
  const bool byRow = entry_->hasAttr("qml.by_row");
  body_ = &entry_.getBody().front();
  findVarying();
  auto ret = cast<func::ReturnOp>(body_->getTerminator());
  const unsigned numResults = ret.getNumOperands();
  SmallVector<Type> inputs(2, builder_.getI64Type());
  auto buffer = [&](Type tensor, bool perRow) {
    SmallVector<int64_t> shape;
    if (perRow)
      shape.push_back(maxRows);
    llvm::append_range(shape, cast<RankedTensorType>(tensor).getShape());
    inputs.push_back(MemRefType::get(shape, builder_.getF64Type()));
  };
  for (BlockArgument argument : body_->getArguments())
    buffer(argument.getType(), argument.getArgNumber() < numVarying_);
  for (Value result : ret.getOperands())
    buffer(result.getType(), byRow);
  auto *block = new Block;
  entry_.getBody().push_front(block);
  block->addArguments(inputs, SmallVector<Location>(inputs.size(), loc_));
  builder_.setInsertionPointToStart(block);
  context_ = block->getArgument(0);
  rows_ = block->getArgument(1);
  llvm::append_range(arguments_, block->getArguments().drop_front(2));
  zero_ = arith::ConstantIndexOp::create(builder_, loc_, 0);
  one_ = arith::ConstantIndexOp::create(builder_, loc_, 1);
  numRows_ = arith::IndexCastOp::create(builder_, loc_, builder_.getIndexType(), rows_);
  for (Operation &op : *body_)
    if (isa<sim::RunOp, sim::GradientOp>(op))
      lowerPlan(&op);
  lowerResults(ret);
  func::ReturnOp::create(builder_, loc_);
  body_->dropAllReferences();
  body_->erase();
  entry_.setFunctionType(builder_.getFunctionType(inputs, {}));
  entry_.removeArgAttrsAttr();
  entry_.removeResAttrsAttr();
  for (unsigned i = inputs.size() - numResults; i < inputs.size() && !byRow; ++i) // sums then stay in registers
    entry_.setArgAttr(i, "llvm.noalias", builder_.getUnitAttr());
}

} // namespace

void lowerRowEntry(func::FuncOp entry, func::FuncOp run, func::FuncOp gradient, const llvm::StringMap<int64_t> &plans) {
  RowLowering(entry, run, gradient, plans).lower();
}

} // namespace qml
