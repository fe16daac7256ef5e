// SPDX-License-Identifier: Apache-2.0
//
// The `quantum` dialect: verifiers and result types.

#include "GateName.h"

#include <llvm/ADT/TypeSwitch.h>
#include <mlir/IR/DialectImplementation.h>

using namespace mlir;
using namespace qml;
using namespace qml::quantum;

#include "qml/Dialect/QuantumDialect.cpp.inc"
#define GET_TYPEDEF_CLASSES
#include "qml/Dialect/QuantumTypes.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "qml/Dialect/QuantumAttributes.cpp.inc"
#define GET_OP_CLASSES
#include "qml/Dialect/Quantum.cpp.inc"

void QuantumDialect::initialize() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "qml/Dialect/QuantumTypes.cpp.inc"
      >();
  addAttributes<
#define GET_ATTRDEF_LIST
#include "qml/Dialect/QuantumAttributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "qml/Dialect/Quantum.cpp.inc"
      >();
}

LogicalResult PauliTermAttr::verify(llvm::function_ref<InFlightDiagnostic()> emitError, FloatAttr coefficient,
                                    StringRef paulis) {
  if (!coefficient.getType().isF64())
    return emitError() << "the coefficient must be f64";
  SmallVector<StringRef> factors;
  paulis.split(factors, ' ', -1, false);
  llvm::SmallDenseSet<unsigned> seen;
  for (StringRef factor : factors) {
    unsigned wire;
    if (factor.empty() || !StringRef("XYZ").contains(factor[0]) || factor.drop_front().getAsInteger(10, wire))
      return emitError() << "`" << factor << "` is not a Pauli on a qubit, such as Z0";
    if (!seen.insert(wire).second)
      return emitError() << "`" << paulis << "` names qubit " << wire << " twice";
  }
  return success();
}

/// Results of operations that yield the qubits they take.
static void inferQubits(MLIRContext *context, ValueRange operands, SmallVectorImpl<Type> &types) {
  auto qubit = QubitType::get(context);
  types.assign(llvm::count_if(operands, [&](Value v) { return v.getType() == qubit; }), qubit);
}

static LogicalResult verifyDistinct(Operation *op, ValueRange qubits) {
  llvm::SmallDenseSet<Value> seen;
  for (Value qubit : qubits)
    if (isa<QubitType>(qubit.getType()) && !seen.insert(qubit).second)
      return op->emitOpError("uses a qubit twice");
  return success();
}

LogicalResult AllocOp::inferReturnTypes(MLIRContext *context, std::optional<Location>, ValueRange,
                                        DictionaryAttr attributes, OpaqueProperties properties, RegionRange,
                                        SmallVectorImpl<Type> &types) {
  auto *props = properties.as<AllocOp::Properties *>();
  IntegerAttr count = props ? props->count : attributes.getAs<IntegerAttr>("count");
  if (!count || count.getInt() < 0 || count.getInt() > (1 << 20))
    return failure();
  types.assign(count.getInt(), QubitType::get(context));
  return success();
}

LogicalResult GateOp::inferReturnTypes(MLIRContext *context, std::optional<Location>, ValueRange operands,
                                       DictionaryAttr, OpaqueProperties, RegionRange, SmallVectorImpl<Type> &types) {
  inferQubits(context, operands, types);
  return success();
}

LogicalResult BarrierOp::inferReturnTypes(MLIRContext *context, std::optional<Location>, ValueRange operands,
                                          DictionaryAttr, OpaqueProperties, RegionRange, SmallVectorImpl<Type> &types) {
  inferQubits(context, operands, types);
  return success();
}

LogicalResult ChannelOp::inferReturnTypes(MLIRContext *context, std::optional<Location>, ValueRange operands,
                                          DictionaryAttr, OpaqueProperties, RegionRange, SmallVectorImpl<Type> &types) {
  inferQubits(context, operands, types);
  return success();
}

LogicalResult CallOp::inferReturnTypes(MLIRContext *context, std::optional<Location>, ValueRange operands,
                                       DictionaryAttr, OpaqueProperties, RegionRange, SmallVectorImpl<Type> &types) {
  inferQubits(context, operands, types);
  return success();
}

LogicalResult GateOp::verify() {
  if (failed(verifyDistinct(*this, getOperands())))
    return failure();
  return verifyGate(*this, getKind(), getAdjoint(), getAngles().size(), getTargets().size(), getControls().size(),
                    getNegated());
}

LogicalResult BarrierOp::verify() { return verifyDistinct(*this, getOperands()); }

LogicalResult ChannelOp::verify() {
  if (failed(verifyDistinct(*this, getOperands())))
    return failure();
  return verifyChannel(*this, getKind(), getParams().size(), getOperands_().size());
}

LogicalResult CallOp::verify() {
  if (failed(verifyDistinct(*this, getOperands())))
    return failure();
  return verifyNegated(*this, getControls().size(), getNegated());
}

LogicalResult CallOp::verifySymbolUses(SymbolTableCollection &tables) {
  auto gate = tables.lookupNearestSymbolFrom<func::FuncOp>(*this, getCalleeAttr());
  if (!gate || gate.isExternal() || !gate.isPrivate())
    return emitOpError("calls `") << getCallee() << "`, which is not a private function with a body";
  SmallVector<Type> inputs(getAngles().size(), Float64Type::get(getContext()));
  SmallVector<Type> qubits(getTargets().size(), QubitType::get(getContext()));
  inputs.append(qubits);
  if (gate.getFunctionType().getInputs() != ArrayRef(inputs))
    return emitOpError("passes other arguments than `") << getCallee() << "` takes";
  if (gate.getFunctionType().getResults() != ArrayRef(qubits))
    return emitOpError("calls `") << getCallee() << "`, which does not return its qubits";
  return success();
}

/// Checks that the value of `op` has as many elements as its reading yields.
static LogicalResult verifyShape(quantum::ReadOp op, size_t numObservables) {
  auto type = cast<RankedTensorType>(op.getValue().getType());
  if (!type.getElementType().isF64())
    return op.emitOpError("yields tensors of f64");
  size_t numQubits = op.getOperands_().size();
  bool sampled = op.getKind() == "sample" || op.getKind() == "counts" || op.getKind() == "measure";
  // Wider readings are refused when they are run.
  if (sampled || numQubits >= 40 || !type.hasStaticShape())
    return success();
  int64_t expected = op.getKind() == "probs"   ? int64_t(1) << numQubits
                     : op.getKind() == "state" ? int64_t(2) << numQubits
                                               : numObservables;
  if (type.getNumElements() != expected)
    return op.emitOpError("yields ") << expected << " numbers, not " << type.getNumElements();
  return success();
}

LogicalResult ReadOp::verify() {
  static const StringRef kinds[] = {"expval", "var", "probs", "state", "sample", "counts", "measure"};
  if (!llvm::is_contained(kinds, getKind()))
    return emitOpError("knows no reading `") << getKind() << "`";
  if (getQubits().size() != getOperands_().size())
    return emitOpError("yields as many qubits as it takes");
  bool wantsObservables = getKind() == "expval" || getKind() == "var";
  if (wantsObservables != getObservables().has_value())
    return emitOpError(wantsObservables ? "needs observables" : "takes no observables");
  std::vector<PauliSum> observables;
  if (wantsObservables && !observablesFromAttr(*getObservables(), getOperands_().size(), observables))
    return emitOpError("has a malformed observable, or one on a qubit that it doesn't read");
  if (failed(verifyDistinct(*this, getOperands_())))
    return failure();
  return verifyShape(*this, observables.size());
}
