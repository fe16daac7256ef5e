// SPDX-License-Identifier: Apache-2.0
//
// The `custom<GateName>` and `custom<ChannelName>` directives of our assembly: a kind is stored as a number and written as
// its name in the table of gates or of channels.
#pragma once

#include "qml/Circuit/Channel.h"
#include "qml/Dialect/Dialects.h"

namespace qml {

inline mlir::ParseResult parseGateName(mlir::OpAsmParser &parser, int32_t &kind) {
  llvm::StringRef name;
  auto location = parser.getCurrentLocation();
  if (parser.parseKeyword(&name))
    return mlir::failure();
  const GateRow *row = findGate({name.data(), name.size()});
  if (!row || row->kind != row->base)
    return parser.emitError(location) << "`" << name << "` is not a base gate of the gate table";
  kind = int32_t(row->kind);
  return mlir::success();
}

inline void printGateName(mlir::OpAsmPrinter &printer, mlir::Operation *, int32_t kind) {
  bool valid = kind >= 0 && kind <= int32_t(GateKind::LastBase);
  std::string_view name = valid ? gateRow(GateKind(kind)).name : "invalid";
  printer << llvm::StringRef(name.data(), name.size());
}

inline mlir::ParseResult parseGateName(mlir::OpAsmParser &parser, mlir::IntegerAttr &kind) {
  int32_t number = 0;
  if (parseGateName(parser, number))
    return mlir::failure();
  kind = parser.getBuilder().getI32IntegerAttr(number);
  return mlir::success();
}

inline void printGateName(mlir::OpAsmPrinter &printer, mlir::Operation *op, mlir::IntegerAttr kind) {
  printGateName(printer, op, int32_t(kind.getInt()));
}

inline mlir::ParseResult parseChannelName(mlir::OpAsmParser &parser, mlir::IntegerAttr &kind) {
  llvm::StringRef name;
  auto location = parser.getCurrentLocation();
  if (parser.parseKeyword(&name))
    return mlir::failure();
  const ChannelRow *row = findChannel({name.data(), name.size()});
  if (!row)
    return parser.emitError(location) << "`" << name << "` is not a channel of the channel table";
  kind = parser.getBuilder().getI32IntegerAttr(int32_t(row->kind));
  return mlir::success();
}

inline void printChannelName(mlir::OpAsmPrinter &printer, mlir::Operation *, mlir::IntegerAttr kind) {
  auto value = kind.getInt();
  bool valid = value >= 0 && value <= int64_t(ChannelKind::Last);
  std::string_view name = valid ? channelRow(ChannelKind(value)).name : "invalid";
  printer << llvm::StringRef(name.data(), name.size());
}

/// Checks a channel's counts against its row.
inline mlir::LogicalResult verifyChannel(mlir::Operation *op, int32_t kind, size_t numParams, size_t numQubits) {
  if (kind < 0 || kind > int32_t(ChannelKind::Last))
    return op->emitOpError("has no channel of kind ") << kind;
  const ChannelRow &row = channelRow(ChannelKind(kind));
  llvm::StringRef name(row.name.data(), row.name.size());
  if (numQubits != 1 && (numQubits != 2 || !row.onTwo))
    return op->emitOpError() << name << " acts on one qubit" << (row.onTwo ? " or two" : "") << ", found " << numQubits;
  if (row.numParams >= 0 && numParams != size_t(row.numParams))
    return op->emitOpError() << name << " takes " << int(row.numParams) << " parameters, found " << numParams;
  if (row.numParams < 0 && (numParams == 0 || numParams % (size_t(2) << (2 * numQubits)) != 0))
    return op->emitOpError() << name << " takes " << (size_t(2) << (2 * numQubits))
                             << " numbers per operator, found " << numParams;
  return mlir::success();
}

/// Checks that `negated` has bits of the controls only.
inline mlir::LogicalResult verifyNegated(mlir::Operation *op, size_t numControls, uint32_t negated) {
  if (numControls > 32)
    return op->emitOpError("has more than 32 controls");
  if (numControls < 32 && (negated >> numControls) != 0)
    return op->emitOpError("negates controls that it doesn't have");
  return mlir::success();
}

/// Checks a gate's counts against its row.
inline mlir::LogicalResult verifyGate(mlir::Operation *op, int32_t kind, bool adjoint, size_t numAngles,
                                      size_t numTargets, size_t numControls, uint32_t negated) {
  if (kind < 0 || kind > int32_t(GateKind::LastBase))
    return op->emitOpError("has no base gate of kind ") << kind;
  const GateRow &row = gateRow(GateKind(kind));
  llvm::StringRef name(row.name.data(), row.name.size());
  if (numAngles != size_t(row.numAngles))
    return op->emitOpError() << name << " takes " << int(row.numAngles) << " angles, found " << numAngles;
  if (row.numQubits < 0 ? numTargets == 0 : numTargets != size_t(row.numQubits))
    return op->emitOpError() << name << " acts on "
                             << (row.numQubits < 0 ? "one or more" : std::to_string(row.numQubits)) << " qubits, found "
                             << numTargets;
  if (adjoint && (row.selfInverse || row.numAngles > 0))
    return op->emitOpError() << name << " has no `adj` form";
  return verifyNegated(op, numControls, negated);
}

} // namespace qml
