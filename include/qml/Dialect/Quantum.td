// SPDX-License-Identifier: Apache-2.0
//
// The `quantum` dialect: circuits as dataflow of linear qubit values. A gate consumes qubits and yields them anew, so the order of
// gates is the order of data, and every qubit value is used exactly once (quantum-verify-linearity).

#ifndef QML_DIALECT_QUANTUM_TD
#define QML_DIALECT_QUANTUM_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/OpBase.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Quantum_Dialect : Dialect {
  let name = "quantum";
  let cppNamespace = "::qml::quantum";
  let summary = "circuits as dataflow of linear qubit values";
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
}

def Quantum_QubitType : TypeDef<Quantum_Dialect, "Qubit"> {
  let mnemonic = "qubit";
  let summary = "one qubit; each value is used exactly once";
}

// Buildable, so that assembly needs no types.
def Quantum_Qubit : DialectType<Quantum_Dialect, Quantum_QubitType.predicate, "qubit", "::qml::quantum::QubitType">,
                    BuildableType<"::qml::quantum::QubitType::get($_builder.getContext())">;

def Quantum_PauliTermAttr : AttrDef<Quantum_Dialect, "PauliTerm"> {
  let mnemonic = "term";
  let summary = "coefficient times a product of Paulis, `Z0 X2`, on qubits numbered by their place among the operands";
  let parameters = (ins "::mlir::FloatAttr":$coefficient, StringRefParameter<"Pauli product">:$paulis);
  let assemblyFormat = "`<` $coefficient `,` $paulis `>`";
  let genVerifyDecl = 1;
}

class Quantum_Op<string mnemonic, list<Trait> traits = []> : Op<Quantum_Dialect, mnemonic, traits>;

def Quantum_AllocOp : Quantum_Op<"alloc", [DeclareOpInterfaceMethods<InferTypeOpInterface>, MemoryEffects<[MemAlloc]>]> {
  let summary = "new qubits in |0>";
  let arguments = (ins ConfinedAttr<I64Attr, [IntPositive]>:$count);
  let results = (outs Variadic<Quantum_Qubit>:$qubits);
  let assemblyFormat = "$count attr-dict";
}

def Quantum_DeallocOp : Quantum_Op<"dealloc", [MemoryEffects<[MemFree]>]> {
  let summary = "the end of qubits";
  let arguments = (ins Variadic<Quantum_Qubit>:$qubits);
  let assemblyFormat = "$qubits attr-dict";
}

def Quantum_GateOp : Quantum_Op<"gate", [AttrSizedOperandSegments, DeclareOpInterfaceMethods<InferTypeOpInterface>]> {
  let summary = "a base gate of the gate table, with controls";
  let description = [{
    `quantum.gate RX(%theta) %q` applies a base gate. `adj` means its adjoint (fixed gates only: gates with angles
    have their inverse's angles instead). Bit i of `negated` says that control i acts on |0>. The results are the controls and then the
    targets. Not pure: a GlobalPhase has no results, and would be taken for dead code.
  }];
  // Plain numbers: attributes are looked up for each gate.
  let arguments = (ins I32Prop:$kind, UnitProp:$adjoint, DefaultValuedProp<I32Prop, "0">:$negated,
                       Variadic<F64>:$angles, Variadic<Quantum_Qubit>:$targets, Variadic<Quantum_Qubit>:$controls);
  let results = (outs Variadic<Quantum_Qubit>:$qubits);
  let assemblyFormat = [{
    custom<GateName>($kind) (`adj` $adjoint^)? `(` $angles `)` $targets (`ctrl` $controls^)? (`negated` $negated^)? attr-dict
  }];
  let hasVerifier = 1;
}

def Quantum_CallOp : Quantum_Op<"call", [AttrSizedOperandSegments, DeclareOpInterfaceMethods<InferTypeOpInterface>,
                                         DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "a gate defined by a function, with controls, as adjoint, and repeated";
  let description = [{
    `quantum.call @f(%theta) %q ctrl %c adj pow 3` applies the gates of @f three times, in reverse and inverted, all under the
    control of %c. The callee is a private `func.func` of f64 angles and then qubits that returns the qubits in their order; it
    holds unitary steps only. A negative power repeats the inverse. The results are the controls and then the targets.
  }];
  let arguments = (ins FlatSymbolRefAttr:$callee, UnitAttr:$adjoint, DefaultValuedAttr<I64Attr, "1">:$power,
                       DefaultValuedAttr<I32Attr, "0">:$negated, Variadic<F64>:$angles, Variadic<Quantum_Qubit>:$targets,
                       Variadic<Quantum_Qubit>:$controls);
  let results = (outs Variadic<Quantum_Qubit>:$qubits);
  let assemblyFormat = [{
    $callee `(` $angles `)` $targets (`ctrl` $controls^)? (`negated` $negated^)? (`adj` $adjoint^)? (`pow` $power^)? attr-dict
  }];
  let hasVerifier = 1;
}

def Quantum_BarrierOp : Quantum_Op<"barrier", [DeclareOpInterfaceMethods<InferTypeOpInterface>]> {
  let summary = "no gate moves across";
  let arguments = (ins Variadic<Quantum_Qubit>:$operands_);
  let results = (outs Variadic<Quantum_Qubit>:$qubits);
  let assemblyFormat = "$operands_ attr-dict";
  let hasVerifier = 1;
}

def Quantum_ChannelOp : Quantum_Op<"channel", [AttrSizedOperandSegments, DeclareOpInterfaceMethods<InferTypeOpInterface>]> {
  let summary = "a noise channel of the channel table";
  let description = [{
    `quantum.channel depolarizing(%p) %q` maps the state by the channel's Kraus operators. The parameters are those of the table;
    `kraus` takes the entries of its operators, real and imaginary parts in turn, and `readout` says that what is read of
    its qubit is wrong with these probabilities. No gate moves across a channel.
  }];
  let arguments = (ins I32Attr:$kind, Variadic<F64>:$params, Variadic<Quantum_Qubit>:$operands_);
  let results = (outs Variadic<Quantum_Qubit>:$qubits);
  let assemblyFormat = "custom<ChannelName>($kind) `(` $params `)` $operands_ attr-dict";
  let hasVerifier = 1;
}

def Quantum_MeasureOp : Quantum_Op<"measure", []> {
  let summary = "a measurement in the computational basis; the qubit lives on, collapsed";
  let arguments = (ins Quantum_Qubit:$qubit);
  let results = (outs I1:$bit, Quantum_Qubit:$after);
  let assemblyFormat = "$qubit attr-dict";
}

def Quantum_ResetOp : Quantum_Op<"reset", []> {
  let summary = "back to |0>";
  let arguments = (ins Quantum_Qubit:$qubit);
  let results = (outs Quantum_Qubit:$after);
  let assemblyFormat = "$qubit attr-dict";
}

def Quantum_ReadOp : Quantum_Op<"read", []> {
  let summary = "a final reading of a circuit";
  let description = [{
    `kind` is expval, var, probs, state, sample, counts or measure (one shot). Expval and var have one list of terms per observable. The
    qubits are those read, in order; they live on, so that several readings can follow each other, but no gate may follow.
  }];
  let arguments = (ins StrAttr:$kind, OptionalAttr<ArrayAttr>:$observables, Variadic<Quantum_Qubit>:$operands_);
  let results = (outs AnyRankedTensor:$value, Variadic<Quantum_Qubit>:$qubits);
  let assemblyFormat = "$kind ($observables^)? $operands_ attr-dict `:` type($value) `,` type($qubits)";
  let hasVerifier = 1;
}

#endif
