// SPDX-License-Identifier: Apache-2.0
//
// What is computed twice is computed once, and what nobody uses is not. MLIR's CSE does so too, but takes a tenth or more of the time
// of a long circuit: it hashes gates, of which no two are the same, for none share a qubit, and elements of tensors, which are told
// apart by their places.

#include "qml/Conversion/Passes.h"

#include <mlir/IR/OperationSupport.h>

using namespace mlir;

namespace qml {
#define GEN_PASS_DEF_SHAREVALUES
#include "qml/Conversion/Passes.h.inc"

namespace {

/// Operations by what they compute.
struct Computation : llvm::DenseMapInfo<Operation *> {
  static unsigned getHashValue(const Operation *op) {
    return unsigned(OperationEquivalence::computeHash(const_cast<Operation *>(op), OperationEquivalence::directHashValue,
                                                      OperationEquivalence::ignoreHashValue, OperationEquivalence::IgnoreLocations));
  }
  static bool isEqual(const Operation *a, const Operation *b) {
    auto isReal = [](const Operation *op) { return op != getEmptyKey() && op != getTombstoneKey(); };
    if (a == b || !isReal(a) || !isReal(b))
      return a == b;
    return OperationEquivalence::isEquivalentTo(const_cast<Operation *>(a), const_cast<Operation *>(b),
                                                OperationEquivalence::IgnoreLocations);
  }
};

/// What the operations of a block compute, and of the blocks around it up to there.
class Known {
public:
  explicit Known(const Known *around) : around_(around) {}

  /// The first operation that computes what `op` does.
  Operation *firstOf(Operation *op) {
    auto element = dyn_cast<tensor::ExtractOp>(op);
    if (std::optional<int64_t> place = element ? placeOf(element) : std::nullopt) {
      const Element key{element.getTensor(), *place};
      for (const Known *known = around_; known; known = known->around_)
        if (Operation *first = known->elements_.lookup(key))
          return first;
      return elements_.try_emplace(key, op).first->second;
    }
    for (const Known *known = around_; known; known = known->around_)
      if (auto first = known->others_.find(op); first != known->others_.end())
        return *first;
    return *others_.insert(op).first;
  }

private:
  using Element = std::pair<Value, int64_t>;
  const Known *around_;
  DenseMap<Element, Operation *> elements_;
  llvm::DenseSet<Operation *, Computation> others_;
};

/// Only such regions are compared.
bool hasAtMostOneBlock(Region &region) { return region.empty() || region.hasOneBlock(); }

void share(Block &block, const Known *around) {
  Known known(around);
  for (Operation &op : llvm::make_early_inc_range(block)) {
    if (isa_and_present<quantum::QuantumDialect>(op.getDialect()) || op.hasTrait<OpTrait::IsTerminator>())
      continue;
    for (Region &region : op.getRegions())
      for (Block &inner : region)
        share(inner, &known);
    if (isOpTriviallyDead(&op)) {
      op.erase();
    } else if (llvm::all_of(op.getRegions(), hasAtMostOneBlock) && isMemoryEffectFree(&op)) {
      if (Operation *first = known.firstOf(&op); first != &op) {
        op.replaceAllUsesWith(first);
        op.erase();
      }
    }
  }
}

struct ShareValues : impl::ShareValuesBase<ShareValues> {
  void runOnOperation() override {
    for (Block &block : getOperation().getBody())
      share(block, nullptr);
  }
};
} // namespace

} // namespace qml
