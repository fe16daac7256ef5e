// SPDX-License-Identifier: Apache-2.0
//
// Lifting gates into a compact circuit and writing them back.

#include "qml/Conversion/Lift.h"

#include "qml/Conversion/Passes.h"

using namespace mlir;

namespace qml {

namespace {

std::optional<double> numberOf(Value value) {
  auto constant = constantOf<FloatAttr>(value);
  return constant ? std::optional(constant.getValueAsDouble()) : std::nullopt;
}

/// Reads angles as affine functions of slots; a value it can't see through, or that is too many steps long, becomes a slot.
class AngleReader {
public:
  AngleReader(SmallVector<Value> &slots) : slots_(slots) {}

  Angle read(Value value) {
    if (auto known = angles_.find(value); known != angles_.end())
      return known->second;
    ++depth_;
    Angle angle = affine(value);
    --depth_;
    return angles_[value] = angle;
  }

private:
  Angle affine(Value value) {
    if (auto constant = numberOf(value))
      return Angle(*constant);
    if (depth_ > maxDepth)
      return ownSlot(value);
    if (auto op = value.getDefiningOp<arith::NegFOp>())
      return -read(op.getOperand());
    if (auto op = value.getDefiningOp<arith::MulFOp>()) {
      if (auto factor = numberOf(op.getRhs()))
        return read(op.getLhs()) * *factor;
      if (auto factor = numberOf(op.getLhs()))
        return read(op.getRhs()) * *factor;
    }
    if (auto op = value.getDefiningOp<arith::DivFOp>())
      if (auto divisor = numberOf(op.getRhs()))
        return read(op.getLhs()) * (1 / *divisor);
    if (auto op = value.getDefiningOp<arith::AddFOp>()) {
      if (auto shift = numberOf(op.getRhs()))
        return read(op.getLhs()) + *shift;
      if (auto shift = numberOf(op.getLhs()))
        return read(op.getRhs()) + *shift;
    }
    if (auto op = value.getDefiningOp<arith::SubFOp>()) {
      if (auto shift = numberOf(op.getRhs()))
        return read(op.getLhs()) + -*shift;
      if (auto shift = numberOf(op.getLhs()))
        return -read(op.getRhs()) + *shift;
    }
    return ownSlot(value);
  }

  Angle ownSlot(Value value) {
    slots_.push_back(value);
    return Angle::ofSlot(slots_.size() - 1);
  }

  static constexpr unsigned maxDepth = 1000;
  SmallVector<Value> &slots_;
  DenseMap<Value, Angle> angles_;
  unsigned depth_ = 0;
};

/// Whether `op` is a step of a circuit.
bool isStep(Operation *op) {
  return isa<quantum::GateOp, quantum::BarrierOp, quantum::ChannelOp, quantum::MeasureOp, quantum::ResetOp>(op);
}

ReadingKind readingKind(StringRef name) {
  if (name == "expval")
    return ReadingKind::Expval;
  if (name == "var")
    return ReadingKind::Var;
  if (name == "probs")
    return ReadingKind::Probs;
  return name == "state" ? ReadingKind::State : ReadingKind::Sample;
}

Reading readingOf(quantum::ReadOp op, ArrayRef<uint32_t> qubits) {
  Reading reading;
  reading.kind = readingKind(op.getKind());
  if (op.getObservables()) {
    observablesFromAttr(*op.getObservables(), qubits.size(), reading.observables);
    for (PauliSum &sum : reading.observables)
      for (PauliTerm &term : sum.terms) {
        for (auto &factor : term.factors)
          factor.first = qubits[factor.first];
        std::sort(term.factors.begin(), term.factors.end());
      }
  } else if (reading.kind != ReadingKind::State) {
    reading.qubits.assign(qubits.begin(), qubits.end());
  }
  return reading;
}

} // namespace

bool isQuantum(func::FuncOp function) {
  if (function.isExternal())
    return false;
  auto isQubit = [](Type type) { return isa<quantum::QubitType>(type); };
  return llvm::any_of(function.getArgumentTypes(), isQubit) || !function.getOps<quantum::AllocOp>().empty();
}

FailureOr<LiftedCircuit> liftCircuit(func::FuncOp function) {
  LiftedCircuit lifted;
  if (!llvm::hasSingleElement(function.getBody()))
    return function.emitError("gates can be lifted from one block only");
  DenseMap<Value, uint32_t> number; // of the current values of qubits
  auto addQubit = [&](Value value) {
    number[value] = lifted.initial.size();
    lifted.initial.push_back(value);
    lifted.last.push_back(value);
  };
  Block &block = function.getBody().front();
  for (Value argument : block.getArguments())
    if (isa<quantum::QubitType>(argument.getType()))
      addQubit(argument);
  // Alloc comes first, so that the circuit knows its size.
  for (auto alloc : block.getOps<quantum::AllocOp>())
    for (Value qubit : alloc.getQubits())
      addQubit(qubit);
  lifted.circuit.setNumQubits(lifted.initial.size());

  AngleReader angles(lifted.slots);
  // Slots are found while gates are lifted; the circuit learns their number at the end, so no pass has run yet.
  auto advance = [&](ValueRange operands, ValueRange results, SmallVectorImpl<uint32_t> &qubits) {
    for (auto [operand, result] : llvm::zip(operands, results)) {
      auto known = number.find(operand);
      if (known == number.end())
        return false;
      qubits.push_back(known->second);
      number.erase(known);
      number[result] = qubits.back();
    }
    return true;
  };
  auto usedTwice = [](Operation &op) { return op.emitError("a qubit is used twice"); };
  for (Operation &op : block) {
    SmallVector<uint32_t> qubits;
    if (auto read = dyn_cast<quantum::ReadOp>(op)) {
      if (!advance(read.getOperands_(), read.getQubits(), qubits))
        return usedTwice(op);
      lifted.readings.push_back(readingOf(read, qubits));
      lifted.reads.push_back(read);
      continue;
    }
    bool moves = isStep(&op);
    if (!moves) {
      bool ends = isa<quantum::DeallocOp>(op) || op.hasTrait<OpTrait::IsTerminator>();
      if (!ends && llvm::any_of(op.getOperandTypes(), [](Type t) { return isa<quantum::QubitType>(t); }))
        return op.emitError("gates can be lifted from straight-line code only");
      continue;
    }
    if (!lifted.reads.empty())
      return op.emitError("a gate after a final reading");
    lifted.ops.push_back(&op);
    if (auto gate = dyn_cast<quantum::GateOp>(op)) {
      SmallVector<Value> operands(gate.getControls());
      llvm::append_range(operands, gate.getTargets());
      if (!advance(operands, gate.getQubits(), qubits))
        return usedTwice(op);
      SmallVector<Angle> values;
      for (Value angle : gate.getAngles())
        values.push_back(angles.read(angle));
      lifted.circuit.append(GateKind(gate.getKind()), qubits, std::span<const Angle>(values.data(), values.size()),
                            gate.getControls().size(), gate.getNegated(), gate.getAdjoint());
    } else if (auto barrier = dyn_cast<quantum::BarrierOp>(op)) {
      if (!advance(barrier.getOperands_(), barrier.getQubits(), qubits))
        return usedTwice(op);
      lifted.circuit.appendBarrier(qubits);
    } else if (auto channel = dyn_cast<quantum::ChannelOp>(op)) {
      if (!advance(channel.getOperands_(), channel.getQubits(), qubits))
        return usedTwice(op);
      SmallVector<Angle> params;
      for (Value param : channel.getParams())
        params.push_back(angles.read(param));
      lifted.circuit.appendChannel(ChannelKind(channel.getKind()), qubits, {params.data(), params.size()});
    } else if (auto measure = dyn_cast<quantum::MeasureOp>(op)) {
      if (!advance(measure.getQubit(), measure.getAfter(), qubits))
        return usedTwice(op);
      lifted.circuit.appendMeasure(qubits[0], lifted.circuit.numBits());
    } else {
      auto reset = cast<quantum::ResetOp>(op);
      if (!advance(reset.getQubit(), reset.getAfter(), qubits))
        return usedTwice(op);
      lifted.circuit.appendReset(qubits[0]);
    }
    for (auto [qubit, result] : llvm::zip(qubits, op.getResults().take_back(qubits.size())))
      lifted.last[qubit] = result;
  }
  lifted.circuit.setNumInputSlots(lifted.slots.size());
  return lifted;
}

namespace {

/// Writes angles as arithmetic on slots.
class AngleWriter {
public:
  AngleWriter(OpBuilder &builder, Location loc, const LiftedCircuit &lifted)
      : builder_(builder), loc_(loc), values_(lifted.slots) {
    for (const Circuit::DerivedSlot &slot : lifted.circuit.derivedSlots()) {
      Value sum;
      for (auto [input, factor] : slot.terms) {
        Value term = scaled(values_[input], factor);
        sum = sum ? arith::AddFOp::create(builder_, loc_, sum, term).getResult() : term;
      }
      values_.push_back(sum);
    }
  }

  Value write(const Angle &angle) {
    if (angle.isConstant())
      return number(angle.offset);
    Value value = scaled(values_[angle.slot], angle.scale);
    return angle.offset == 0 ? value : arith::AddFOp::create(builder_, loc_, value, number(angle.offset)).getResult();
  }

private:
  Value number(double value) { return arith::ConstantOp::create(builder_, loc_, builder_.getF64FloatAttr(value)); }
  Value scaled(Value value, double factor) {
    if (factor == 1)
      return value;
    if (factor == -1)
      return arith::NegFOp::create(builder_, loc_, value);
    return arith::MulFOp::create(builder_, loc_, value, number(factor));
  }

  OpBuilder &builder_;
  Location loc_;
  SmallVector<Value> values_;
};

} // namespace

void writeBack(LiftedCircuit &lifted) {
  if (lifted.ops.empty())
    return;
  const Circuit &circuit = lifted.circuit;
  OpBuilder builder(lifted.ops.back());
  builder.setInsertionPointAfter(lifted.ops.back());
  Location loc = lifted.ops.front()->getLoc();
  AngleWriter angles(builder, loc, lifted);
  SmallVector<Value> now(lifted.initial);
  SmallVector<Value> bits;
  for (const Op &op : circuit) {
    SmallVector<Value> operands;
    for (uint32_t qubit : circuit.qubits(op))
      operands.push_back(now[qubit]);
    Operation *created = nullptr;
    ValueRange results;
    switch (op.op) {
    case OpKind::Gate: {
      SmallVector<Value> values;
      for (const Angle &angle : circuit.angles(op))
        values.push_back(angles.write(angle));
      created = quantum::GateOp::create(builder, loc, uint32_t(op.gate), op.adjoint, op.negated, values,
                                        ArrayRef(operands).drop_front(op.numControls),
                                        ArrayRef(operands).take_front(op.numControls));
      results = created->getResults();
      break;
    }
    case OpKind::Barrier:
      created = quantum::BarrierOp::create(builder, loc, operands);
      results = created->getResults();
      break;
    case OpKind::Channel: {
      SmallVector<Value> params;
      for (const Angle &param : circuit.angles(op))
        params.push_back(angles.write(param));
      created = quantum::ChannelOp::create(builder, loc, uint32_t(op.channel), params, operands);
      results = created->getResults();
      break;
    }
    case OpKind::Measure: {
      auto measure = quantum::MeasureOp::create(builder, loc, operands[0]);
      bits.resize(std::max<size_t>(bits.size(), op.bit + 1));
      bits[op.bit] = measure.getBit();
      created = measure;
      results = created->getResults().drop_front();
      break;
    }
    case OpKind::Reset:
      created = quantum::ResetOp::create(builder, loc, operands[0]);
      results = created->getResults();
      break;
    }
    for (auto [qubit, value] : llvm::zip(circuit.qubits(op), results))
      now[qubit] = value;
  }
  // What follows uses the last values of the old chains.
  unsigned bit = 0;
  for (Operation *op : lifted.ops)
    if (auto measure = dyn_cast<quantum::MeasureOp>(op))
      measure.getBit().replaceAllUsesWith(bits[bit++]);
  SmallPtrSet<Operation *, 16> old(lifted.ops.begin(), lifted.ops.end());
  for (auto [last, value] : llvm::zip(lifted.last, now)) {
    if (last == value)
      continue;
    last.replaceUsesWithIf(value, [&](OpOperand &use) {
      // The new gates use the first values of qubits; only what comes after them is rewired.
      return !old.count(use.getOwner()) && !isStep(use.getOwner());
    });
  }
  for (Operation *op : llvm::reverse(lifted.ops))
    op->erase();
}

LogicalResult rewriteCircuit(func::FuncOp function, function_ref<bool(LiftedCircuit &)> change) {
  if (!isQuantum(function))
    return success();
  auto lifted = liftCircuit(function);
  if (failed(lifted))
    return failure();
  if (change(*lifted))
    writeBack(*lifted);
  return success();
}

} // namespace qml
