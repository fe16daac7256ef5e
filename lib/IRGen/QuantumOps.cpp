// SPDX-License-Identifier: Apache-2.0
//
// Registers, gates with the noise behind them, and readings as operations of the quantum dialect.

#include "Function.h"

#include <mlir/Dialect/Func/IR/FuncOps.h>

using namespace mlir;

namespace qml {

void IRGen::allocate(int first, int count) {
  assert(size_t(first) == function_->qubits.size() && "qubits are numbered in order");
  auto alloc = quantum::AllocOp::create(builder_, function_->op.getLoc(), builder_.getI64IntegerAttr(count));
  function_->qubits.append(alloc.getQubits().begin(), alloc.getQubits().end());
}

void IRGen::apply(const GateEvent &event) {
  gate(event);
  if (noise_)
    noiseAfter(event);
}

void IRGen::channel(const ChannelValue &channel, std::span<const int> ids, Location loc) {
  auto &qubits = function_->qubits;
  SmallVector<mlir::Value> params, operands;
  for (double param : channel.params)
    params.push_back(arith::ConstantOp::create(builder_, loc, builder_.getF64FloatAttr(param)));
  for (int id : ids)
    operands.push_back(qubits[id]);
  auto op = quantum::ChannelOp::create(builder_, loc, uint32_t(channel.kind), params, operands);
  for (auto [id, value] : llvm::zip(ids, op.getQubits()))
    qubits[id] = value;
}

/// The channels that the noise model has behind a gate or at a barrier; one of all qubits names none.
void IRGen::noiseAfter(const GateEvent &event) {
  const Location loc = function_->op.getLoc();
  std::vector<int> qubits = event.qubits;
  if (!event.row && qubits.empty())
    for (size_t i = 0; i < function_->qubits.size(); ++i)
      qubits.push_back(int(i));
  const auto *channels = event.row ? noise_->find(event) : &noise_->idle;
  if (!channels)
    return;
  for (const auto &step : *channels) {
    if (step->isCoherent) {
      auto [kind, sign] = *overRotation(NoiseModel::keyOf(event));
      GateEvent further = event;
      further.row = &gateRow(kind);
      further.numControls = event.numControls + event.row->numControls;
      further.adjoint = false;
      further.angles = {Value(sign * step->params[0])};
      gate(further);
    } else if (step->numQubits == qubits.size()) {
      channel(*step, qubits, loc);
    } else {
      for (int qubit : qubits)
        channel(*step, {&qubit, 1}, loc);
    }
  }
}

void IRGen::gate(const GateEvent &event) {
  // Not its own place: nothing reads that, and to make each unique was an eighth of the time that long circuits take.
  const Location loc = function_->op.getLoc();
  auto &qubits = function_->qubits;
  SmallVector<mlir::Value> operands;
  for (int id : event.qubits)
    operands.push_back(qubits[id]);
  if (!event.row) {
    auto barrier = quantum::BarrierOp::create(builder_, loc, operands);
    for (auto [id, value] : llvm::zip(event.qubits, barrier.getQubits()))
      qubits[id] = value;
    return;
  }
  const GateRow &base = gateRow(event.row->base);
  unsigned numControls = event.numControls + event.row->numControls;
  bool adjoint = event.adjoint != event.row->adjoint;
  SmallVector<mlir::Value> angles;
  for (const Value &angle : event.angles)
    angles.push_back(scalar(angle, event.span));
  if (adjoint && !angles.empty()) {
    SmallVector<mlir::Value> inverse;
    for (unsigned i = 0; i < angles.size(); ++i) {
      mlir::Value value = angles[base.inverse.source[i]];
      if (base.inverse.sign[i] < 0)
        value = builder_.createOrFold<arith::NegFOp>(loc, value);
      if (base.inverse.shift[i] != 0)
        value = builder_.createOrFold<arith::AddFOp>(loc, value, number(base.inverse.shift[i]));
      inverse.push_back(value);
    }
    angles = inverse;
  }
  bool flag = adjoint && angles.empty() && !base.selfInverse;
  auto controls = ArrayRef(operands).take_front(numControls), targets = ArrayRef(operands).drop_front(numControls);
  auto gate = quantum::GateOp::create(builder_, loc, uint32_t(event.row->base), flag, uint32_t(event.negated), angles, targets, controls);
  for (auto [id, value] : llvm::zip(event.qubits, gate.getQubits()))
    qubits[id] = value;
}

void *IRGen::read(const Reading &reading, const std::string &name, const std::vector<int64_t> &shape, Span span) {
  Location loc = location(span);
  Function &f = *function_;
  if (noise_ && noise_->readout && f.reads.empty())
    for (int qubit = 0; qubit < int(f.qubits.size()); ++qubit)
      channel(*noise_->readout, {&qubit, 1}, loc);
  f.readingNames.push_back(name);
  f.takesSamples |= reading.kind == ReadingKind::Sample;
  // The op reads its operands, which are numbered anew.
  std::vector<uint32_t> used = reading.qubits;
  std::vector<PauliSum> observables = reading.observables;
  if (reading.kind == ReadingKind::State)
    for (size_t i = 0; i < f.qubits.size(); ++i)
      used.push_back(i);
  std::map<uint32_t, uint32_t> place;
  for (PauliSum &sum : observables)
    for (PauliTerm &term : sum.terms)
      for (auto &factor : term.factors) {
        auto [at, isNew] = place.try_emplace(factor.first, used.size());
        if (isNew)
          used.push_back(factor.first);
        factor.first = at->second;
      }
  SmallVector<mlir::Value> operands;
  for (uint32_t id : used)
    operands.push_back(f.qubits[id]);
  bool hasObservables = reading.kind == ReadingKind::Expval || reading.kind == ReadingKind::Var;
  SmallVector<Type> qubitTypes(operands.size(), quantum::QubitType::get(&context_));
  auto op = quantum::ReadOp::create(builder_, loc, tensorType(shape), qubitTypes, builder_.getStringAttr(name),
                                    hasObservables ? observablesToAttr(&context_, observables) : ArrayAttr(), operands);
  for (auto [id, value] : llvm::zip(used, op.getQubits()))
    f.qubits[id] = value;
  f.reads.push_back(op.getValue());
  return shape.empty() ? asScalar(op.getValue()).getAsOpaquePointer() : op.getValue().getAsOpaquePointer();
}

} // namespace qml
