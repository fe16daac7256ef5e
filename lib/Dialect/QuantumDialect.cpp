// SPDX-License-Identifier: Apache-2.0
//
// The `quantum` dialect: verifiers and result types.

#include "GateName.h"

#include <mlir/IR/DialectImplementation.h>
#include <llvm/ADT/TypeSwitch.h>

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

LogicalResult PauliTermAttr::verify(llvm::function_ref<InFlightDiagnostic()> emitError, FloatAttr coefficient, StringRef paulis) {
  if (!coefficient.getType().isF64())
    return emitError() << "the coefficient must be f64";
  SmallVector<StringRef> factors;
  paulis.split(factors, ' ', -1, false);
  for (StringRef factor : factors) {
    unsigned wire;
    if (factor.empty() || !StringRef("XYZ").contains(factor[0]) || factor.drop_front().getAsInteger(10, wire))
      return emitError() << "`" << factor << "` is not a Pauli on a qubit, such as Z0";
  }
  return success();
}

LogicalResult AllocOp::inferReturnTypes(MLIRContext *context, std::optional<Location>, ValueRange, DictionaryAttr attributes,
                                        OpaqueProperties properties, RegionRange, SmallVectorImpl<Type> &types) {
  auto *props = properties.as<AllocOp::Properties *>();
  IntegerAttr count = props ? props->count : attributes.getAs<IntegerAttr>("count");
  if (!count || count.getInt() < 0 || count.getInt() > (1 << 20))
    return failure();
  types.assign(count.getInt(), QubitType::get(context));
  return success();
}

LogicalResult GateOp::inferReturnTypes(MLIRContext *context, std::optional<Location>, ValueRange operands, DictionaryAttr,
                                       OpaqueProperties, RegionRange, SmallVectorImpl<Type> &types) {
  auto qubit = QubitType::get(context);
  types.assign(llvm::count_if(operands, [&](Value v) { return v.getType() == qubit; }), qubit);
  return success();
}

LogicalResult BarrierOp::inferReturnTypes(MLIRContext *context, std::optional<Location>, ValueRange operands, DictionaryAttr,
                                          OpaqueProperties, RegionRange, SmallVectorImpl<Type> &types) {
  types.assign(operands.size(), QubitType::get(context));
  return success();
}

LogicalResult GateOp::verify() {
  if (getQubits().size() != getTargets().size() + getControls().size())
    return emitOpError("yields as many qubits as it takes");
  return verifyGate(*this, getKind(), getAdjoint(), getAngles().size(), getTargets().size(), getControls().size(), getNegated());
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
  return success();
}
