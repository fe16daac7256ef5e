// SPDX-License-Identifier: Apache-2.0
//
// Calls of gates become the callee's gates. Control, adjoint and power distribute over a product of gates:
//   ctrl(A B) = ctrl(A) ctrl(B),   (A B)^-1 = B^-1 A^-1,   (A B)^n = A B A B ...
// so each is applied to single gates, where the gate table says what the inverse is. Callees are inlined into first; a
// call of a function that is still being inlined into is recursion.

#include "qml/Conversion/Passes.h"

#include <mlir/Dialect/Arith/IR/Arith.h>
#include <mlir/IR/IRMapping.h>

using namespace mlir;

namespace qml {
#define GEN_PASS_DEF_INLINECALLS
#include "qml/Conversion/Passes.h.inc"

namespace {

/// A gate or barrier of a callee on numbered wires: the callee's qubit arguments, then the qubits it allocates.
struct Step {
  Operation *op;
  SmallVector<unsigned> wires; // controls first
};

struct Body {
  SmallVector<Step> steps;
  SmallVector<Operation *> classical; // the computation of angles, in order
  unsigned numQubits = 0;             // arguments
  unsigned numWires = 0;
};

bool isQubit(Value value) { return isa<quantum::QubitType>(value.getType()); }

/// The steps of `callee`, whose own calls are inlined already.
FailureOr<Body> readBody(func::FuncOp callee) {
  Body body;
  DenseMap<Value, unsigned> wire;
  auto addWire = [&](Value value) { wire[value] = body.numWires++; };
  auto advance = [&](Operation *op, ValueRange operands, ValueRange results) {
    Step &step = body.steps.emplace_back(Step{op, {}});
    for (auto [operand, result] : llvm::zip_equal(operands, results))
      wire[result] = step.wires.emplace_back(wire.lookup(operand));
  };
  if (!llvm::hasSingleElement(callee.getBody()))
    return callee.emitError("a gate can be inlined from one block only");
  for (Value argument : callee.getArguments())
    if (isQubit(argument))
      addWire(argument);
  body.numQubits = body.numWires;
  for (Operation &op : callee.getBody().front()) {
    if (auto gate = dyn_cast<quantum::GateOp>(op)) {
      SmallVector<Value> operands(gate.getControls());
      llvm::append_range(operands, gate.getTargets());
      advance(gate, operands, gate.getQubits());
    } else if (auto barrier = dyn_cast<quantum::BarrierOp>(op)) {
      advance(barrier, barrier.getOperands_(), barrier.getQubits());
    } else if (auto alloc = dyn_cast<quantum::AllocOp>(op)) {
      llvm::for_each(alloc.getQubits(), addWire);
    } else if (auto ret = dyn_cast<func::ReturnOp>(op)) {
      for (auto [index, value] : llvm::enumerate(ret.getOperands()))
        if (wire.lookup(value) != index)
          return ret.emitError("a gate returns its qubits in the order of its arguments");
    } else if (isa<quantum::DeallocOp>(op)) {
      continue;
    } else if (isa<quantum::QuantumDialect>(op.getDialect()) || llvm::any_of(op.getOperands(), isQubit)) {
      return op.emitError("`") << op.getName() << "` can't stand in a gate that is called";
    } else {
      body.classical.push_back(&op);
    }
  }
  return body;
}

/// The angles of the inverse of a gate with `angles`.
SmallVector<Value> inverseAngles(OpBuilder &builder, Location loc, const GateRow &row, ArrayRef<Value> angles) {
  SmallVector<Value> inverse;
  for (size_t i = 0; i < angles.size(); ++i) {
    Value value = angles[row.inverse.source[i]];
    if (row.inverse.sign[i] < 0)
      value = builder.createOrFold<arith::NegFOp>(loc, value);
    if (row.inverse.shift[i] != 0) {
      Value shift = arith::ConstantOp::create(builder, loc, builder.getF64FloatAttr(row.inverse.shift[i]));
      value = builder.createOrFold<arith::AddFOp>(loc, value, shift);
    }
    inverse.push_back(value);
  }
  return inverse;
}

struct InlineCalls : impl::InlineCallsBase<InlineCalls> {
  using InlineCallsBase::InlineCallsBase;

  LogicalResult expand(quantum::CallOp call, const Body &body) {
    bool negative = int64_t(call.getPower()) < 0;
    bool adjoint = call.getAdjoint() != negative;
    uint64_t power = negative ? -call.getPower() : call.getPower();
    if (power > 0 && body.steps.size() > maxGates / power)
      return call.emitError("becomes more than ") << uint64_t(maxGates) << " gates";
    OpBuilder builder(call);
    Location loc = call.getLoc();
    auto callee = getOperation().lookupSymbol<func::FuncOp>(call.getCallee());
    IRMapping mapping;
    mapping.map(callee.getArguments().take_front(call.getAngles().size()), call.getAngles());
    for (Operation *op : body.classical)
      builder.clone(*op, mapping);

    SmallVector<Value> controls(call.getControls()), wires(call.getTargets());
    if (body.numWires > body.numQubits) {
      auto alloc = quantum::AllocOp::create(builder, loc, builder.getI64IntegerAttr(body.numWires - body.numQubits));
      llvm::append_range(wires, alloc.getQubits());
    }
    // Angles are computed once, however often the gates are repeated.
    SmallVector<SmallVector<Value>> angles;
    for (const Step &step : body.steps) {
      auto gate = dyn_cast<quantum::GateOp>(step.op);
      SmallVector<Value> values;
      if (gate)
        for (Value angle : gate.getAngles())
          values.push_back(mapping.lookupOrDefault(angle));
      angles.push_back(gate && adjoint ? inverseAngles(builder, loc, gateRow(GateKind(gate.getKind())), values)
                                       : values);
    }
    for (uint64_t repetition = 0; repetition < power; ++repetition)
      for (size_t i = 0; i < body.steps.size(); ++i) {
        size_t at = adjoint ? body.steps.size() - 1 - i : i;
        if (failed(emit(builder, call, body.steps[at], angles[at], adjoint, controls, wires)))
          return failure();
      }
    if (body.numWires > body.numQubits) {
      OpBuilder atEnd(call->getBlock()->getTerminator());
      quantum::DeallocOp::create(atEnd, loc, ArrayRef(wires).drop_front(body.numQubits));
    }
    SmallVector<Value> results(controls);
    llvm::append_range(results, ArrayRef(wires).take_front(body.numQubits));
    call.replaceAllUsesWith(results);
    call.erase();
    return success();
  }

  /// Writes one step, inverted if `adjoint`, under the call's controls; `controls` and `wires` move on.
  static LogicalResult emit(OpBuilder &builder, quantum::CallOp call, const Step &step, ArrayRef<Value> angles,
                            bool adjoint, SmallVectorImpl<Value> &controls, SmallVectorImpl<Value> &wires) {
    SmallVector<Value> operands;
    for (unsigned wire : step.wires)
      operands.push_back(wires[wire]);
    auto gate = dyn_cast<quantum::GateOp>(step.op);
    ValueRange results;
    if (gate) {
      const GateRow &row = gateRow(GateKind(gate.getKind()));
      unsigned own = gate.getControls().size();
      if (controls.size() + own > maxControls)
        return call.emitError("gives a gate more than ") << maxControls << " controls";
      bool flag = row.numAngles == 0 && !row.selfInverse && gate.getAdjoint() != adjoint;
      uint64_t negated = uint64_t(call.getNegated()) | uint64_t(gate.getNegated()) << controls.size();
      SmallVector<Value> allControls(controls.begin(), controls.end());
      llvm::append_range(allControls, ArrayRef(operands).take_front(own));
      results = quantum::GateOp::create(builder, call.getLoc(), uint32_t(row.kind), flag, uint32_t(negated), angles,
                                        ArrayRef(operands).drop_front(own), allControls)
                    .getQubits();
      llvm::copy(results.take_front(controls.size()), controls.begin());
      results = results.drop_front(controls.size());
    } else {
      results = quantum::BarrierOp::create(builder, call.getLoc(), operands).getQubits();
    }
    for (auto [wire, result] : llvm::zip_equal(step.wires, results))
      wires[wire] = result;
    return success();
  }

  /// The body of `callee`, its own calls inlined.
  FailureOr<const Body *> bodyOf(func::FuncOp callee, quantum::CallOp call) {
    if (auto known = bodies_.find(callee); known != bodies_.end())
      return known->second.get();
    if (open_.contains(callee))
      return call.emitError("gate `") << callee.getSymName() << "` calls itself";
    if (failed(inlineInto(callee)))
      return failure();
    auto body = readBody(callee);
    if (failed(body))
      return failure();
    return (bodies_[callee] = std::make_shared<const Body>(std::move(*body))).get();
  }

  LogicalResult inlineInto(func::FuncOp function) {
    open_.insert(function);
    SmallVector<quantum::CallOp> calls;
    function.walk([&](quantum::CallOp call) { calls.push_back(call); });
    for (quantum::CallOp call : calls) {
      auto body = bodyOf(getOperation().lookupSymbol<func::FuncOp>(call.getCallee()), call);
      if (failed(body) || failed(expand(call, **body)))
        return failure();
    }
    open_.erase(function);
    return success();
  }

  void runOnOperation() override {
    open_.clear();
    bodies_.clear();
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (failed(inlineInto(function)))
        return signalPassFailure();
    for (auto &[callee, body] : bodies_)
      if (SymbolTable::symbolKnownUseEmpty(callee, getOperation()))
        callee->erase();
    bodies_.clear();
  }

private:
  static constexpr unsigned maxControls = 32; // bits of `negated`

  DenseMap<Operation *, std::shared_ptr<const Body>> bodies_;
  DenseSet<Operation *> open_;
};

} // namespace
} // namespace qml
