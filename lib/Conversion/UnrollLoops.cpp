// SPDX-License-Identifier: Apache-2.0
//
// Loops over gates become straight-line gates, which is what the compact circuit holds. Outer loops go first and
// operations are folded while they are cloned: the bounds of an inner loop, `for j in range(i + 1, n)`, are then
// constants when its turn comes.

#include "qml/Conversion/Passes.h"

#include <mlir/Dialect/SCF/IR/SCF.h>
#include <mlir/IR/Matchers.h>

#include <deque>

using namespace mlir;

namespace qml {
#define GEN_PASS_DEF_UNROLLLOOPS
#include "qml/Conversion/Passes.h.inc"

namespace {

bool carriesQubits(scf::ForOp loop) {
  return llvm::any_of(loop.getResultTypes(), [](Type type) { return isa<quantum::QubitType>(type); });
}

uint64_t countGates(Operation *op) {
  uint64_t count = 0;
  op->walk([&](Operation *inner) { count += isa<quantum::GateOp, quantum::CallOp>(inner); });
  return count;
}

/// The value of `index`, if it is a constant.
std::optional<int64_t> constantOf(Value index) {
  APInt value;
  if (!matchPattern(index, m_ConstantInt(&value)))
    return std::nullopt;
  return value.getSExtValue();
}

/// Clones `op`, or maps its results to what it folds to.
void cloneFolded(OpBuilder &builder, Operation &op, IRMapping &mapping) {
  Operation *clone = builder.clone(op, mapping);
  SmallVector<Value> folded;
  if (op.getNumRegions() > 0 || failed(builder.tryFold(clone, folded)) || folded.empty())
    return;
  mapping.map(op.getResults(), folded);
  clone->erase();
}

/// Replaces `loop` by `trips` copies of its body; adds the loops among them that carry qubits to `found`.
void unroll(scf::ForOp loop, int64_t first, int64_t step, uint64_t trips, std::deque<scf::ForOp> &found) {
  OpBuilder builder(loop);
  SmallVector<Value> carried(loop.getInitArgs());
  Operation *before = loop->getPrevNode();
  for (uint64_t trip = 0; trip < trips; ++trip) {
    IRMapping mapping;
    auto index = builder.getIntegerAttr(loop.getInductionVar().getType(), first + int64_t(trip) * step);
    mapping.map(loop.getInductionVar(), arith::ConstantOp::create(builder, loop.getLoc(), index).getResult());
    mapping.map(loop.getRegionIterArgs(), carried);
    for (Operation &op : loop.getBody()->without_terminator())
      cloneFolded(builder, op, mapping);
    SmallVector<Value> next;
    for (Value value : loop.getBody()->getTerminator()->getOperands())
      next.push_back(mapping.lookupOrDefault(value));
    carried = next;
  }
  for (Operation *op = before ? before->getNextNode() : &loop->getBlock()->front(); op != loop; op = op->getNextNode())
    op->walk<WalkOrder::PreOrder>([&](scf::ForOp inner) {
      if (!carriesQubits(inner))
        return WalkResult::advance();
      found.push_back(inner);
      return WalkResult::skip();
    });
  loop.replaceAllUsesWith(carried);
  loop.erase();
}

struct UnrollLoops : impl::UnrollLoopsBase<UnrollLoops> {
  using UnrollLoopsBase::UnrollLoopsBase;

  void runOnOperation() override {
    std::deque<scf::ForOp> loops;
    getOperation()->walk<WalkOrder::PreOrder>([&](scf::ForOp loop) {
      if (!carriesQubits(loop))
        return WalkResult::advance();
      loops.push_back(loop);
      return WalkResult::skip();
    });
    if (loops.empty())
      return;
    uint64_t total = countGates(getOperation());
    for (; !loops.empty(); loops.pop_front()) {
      scf::ForOp loop = loops.front();
      auto first = constantOf(loop.getLowerBound()), end = constantOf(loop.getUpperBound()),
           step = constantOf(loop.getStep());
      if (!first || !end || !step || *step <= 0)
        continue;
      uint64_t trips = *end > *first ? (uint64_t(*end) - uint64_t(*first) - 1) / uint64_t(*step) + 1 : 0;
      uint64_t inside = countGates(loop);
      // An empty body counts as one, so that no loop runs away.
      if (trips > 0 &&
          trips > (maxGates - std::min<uint64_t>(maxGates, total - inside)) / std::max<uint64_t>(inside, 1))
        continue;
      total = total - inside + trips * inside;
      unroll(loop, *first, *step, trips, loops);
    }
  }
};

} // namespace
} // namespace qml
