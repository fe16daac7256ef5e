// SPDX-License-Identifier: Apache-2.0
//
// The project's passes and what they share.
#pragma once

#include "qml/Dialect/Dialects.h"

#include <mlir/Dialect/Bufferization/IR/Bufferization.h>
#include <mlir/Dialect/Func/IR/FuncOps.h>
#include <mlir/Dialect/Linalg/IR/Linalg.h>
#include <mlir/Dialect/MemRef/IR/MemRef.h>
#include <mlir/Dialect/Tensor/IR/Tensor.h>
#include <mlir/Pass/Pass.h>

namespace qml {

#define GEN_PASS_DECL
#include "qml/Conversion/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "qml/Conversion/Passes.h.inc"

} // namespace qml
