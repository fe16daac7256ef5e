// SPDX-License-Identifier: Apache-2.0
//
// The `qml` dialect: models at the level of tensors. A circuit is a function of tensors here; gradients are asked for, and made by
// the pass qml-differentiate.

#ifndef QML_DIALECT_QML_TD
#define QML_DIALECT_QML_TD

include "mlir/IR/OpBase.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Qml_Dialect : Dialect {
  let name = "qml";
  let cppNamespace = "::qml::ml";
  let summary = "models: circuits as functions of tensors, and their gradients";
}

class Qml_Op<string mnemonic, list<Trait> traits = []> : Op<Qml_Dialect, mnemonic, traits>;

def Qml_RunOp : Qml_Op<"run", [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "runs a circuit";
  let description = [{ The callee is a `func.func` that allocates qubits and ends in readings. }];
  let arguments = (ins FlatSymbolRefAttr:$circuit, Variadic<AnyType>:$operands_);
  let results = (outs Variadic<AnyRankedTensor>:$values);
  let assemblyFormat = "$circuit `(` $operands_ `)` attr-dict `:` functional-type($operands_, $values)";
}

def Qml_ValueAndGradOp : Qml_Op<"value_and_grad", [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "the value of a function and its derivatives by the arguments numbered in `wrt`";
  let description = [{
    The callee returns one number, tensor<f64>. The results are the value and one tensor per number in `wrt`, shaped like the argument.
  }];
  let arguments = (ins FlatSymbolRefAttr:$callee, DenseI64ArrayAttr:$wrt, Variadic<AnyType>:$operands_);
  let results = (outs AnyRankedTensor:$value, Variadic<AnyRankedTensor>:$gradients);
  let assemblyFormat = [{
    $callee `(` $operands_ `)` `wrt` $wrt attr-dict `:` `(` type($operands_) `)` `->` `(` type($value) `,` type($gradients) `)`
  }];
}

#endif
