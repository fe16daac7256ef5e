// SPDX-License-Identifier: Apache-2.0
//
// The project's three dialects and their operations.
#pragma once

#include "qml/Circuit/GateTable.h"
#include "qml/Circuit/Observable.h"

#include <mlir/Bytecode/BytecodeOpInterface.h>
#include <mlir/IR/Builders.h>
#include <mlir/IR/BuiltinTypes.h>
#include <mlir/IR/Dialect.h>
#include <mlir/IR/OpImplementation.h>
#include <mlir/IR/SymbolTable.h>
#include <mlir/Interfaces/InferTypeOpInterface.h>
#include <mlir/Interfaces/SideEffectInterfaces.h>

#include "qml/Dialect/QuantumDialect.h.inc"
#include "qml/Dialect/SimDialect.h.inc"
#include "qml/Dialect/QmlDialect.h.inc"

#define GET_TYPEDEF_CLASSES
#include "qml/Dialect/QuantumTypes.h.inc"
#define GET_ATTRDEF_CLASSES
#include "qml/Dialect/QuantumAttributes.h.inc"
#define GET_OP_CLASSES
#include "qml/Dialect/Quantum.h.inc"
#define GET_OP_CLASSES
#include "qml/Dialect/Sim.h.inc"
#define GET_OP_CLASSES
#include "qml/Dialect/Qml.h.inc"

namespace qml {

/// Registers what our tools read: our dialects and the upstream ones they build on.
void registerDialects(mlir::DialectRegistry &registry);

/// A list of observables as an attribute, and back; false if the attribute is malformed.
mlir::ArrayAttr observablesToAttr(mlir::MLIRContext *context, const std::vector<PauliSum> &observables);
bool observablesFromAttr(mlir::ArrayAttr attr, unsigned numQubits, std::vector<PauliSum> &observables);

} // namespace qml
