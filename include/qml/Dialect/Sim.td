// SPDX-License-Identifier: Apache-2.0
//
// The `sim` dialect: what the state-vector simulator executes. A plan is a constant table of blocks (runtime/Plan.h in textual
// form); running it binds a tensor of slot values and yields the readings, one after the other.

#ifndef QML_DIALECT_SIM_TD
#define QML_DIALECT_SIM_TD

include "mlir/IR/OpBase.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Sim_Dialect : Dialect {
  let name = "sim";
  let cppNamespace = "::qml::sim";
  let summary = "compiled plans and their execution";
}

class Sim_Op<string mnemonic, list<Trait> traits = []> : Op<Sim_Dialect, mnemonic, traits>;

def Sim_PlanOp : Sim_Op<"plan", [Symbol, NoTerminator, SingleBlock, IsolatedFromAbove]> {
  let summary = "a circuit as a table of blocks";
  let description = [{
    Holds `sim.slot` (sums of earlier slots), `sim.start`, `sim.block` (in order of execution), `sim.qubits` and `sim.read`. In blocks a qubit
    is two masks of the stored index: its value is the parity of `sign & index`, and XOR-ing `flip` onto the index flips it. So
    CNOT, SWAP and X move no data. Readings number qubits from the left. A
    noisy plan holds `sim.gate` and `sim.channel` in the place of blocks: its steps in order, for the density matrix or for
    trajectories.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, I64Attr:$num_qubits, I64Attr:$num_slots);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$sym_name `qubits` $num_qubits `slots` $num_slots attr-dict-with-keyword $body";
  let hasVerifier = 1;
  let skipDefaultBuilders = 1;
  let builders = [OpBuilder<(ins "::llvm::StringRef":$name, "int64_t":$numQubits, "int64_t":$numSlots)>];
}

def Sim_SlotOp : Sim_Op<"slot", [HasParent<"PlanOp">]> {
  let summary = "a further slot: the sum of factor times slot";
  let arguments = (ins DenseI32ArrayAttr:$slots, DenseF64ArrayAttr:$factors);
  let assemblyFormat = "$slots $factors attr-dict";
  let hasVerifier = 1;
}

def Sim_StartOp : Sim_Op<"start", [HasParent<"PlanOp">]> {
  let summary = "the stabilizer state that a plan starts from";
  let description = [{
    All indices without bits outside `uniform` have equal probabilities. The amplitude of index x has the phase exp(i phase) times i
    for each bit of x in `imaginary`, -1 for each in `negative`, and -1 for each two that are a pair: pairs[b] are lower bits with
    which bit b is one. Without this op a plan starts from |0...0>.
  }];
  let arguments = (ins I64Attr:$uniform, I64Attr:$imaginary, I64Attr:$negative, DenseI64ArrayAttr:$pairs, F64Attr:$phase);
  let assemblyFormat = "$uniform `imaginary` $imaginary `negative` $negative `pairs` $pairs `phase` $phase attr-dict";
  let hasVerifier = 1;
}

def Sim_QubitsOp : Sim_Op<"qubits", [HasParent<"PlanOp">]> {
  let summary = "where the circuit's qubits are at the end of the plan";
  let description = [{ Without it qubit q of n is bit n - 1 - q. `negated` qubits have the complement of the parity. }];
  let arguments = (ins DenseI64ArrayAttr:$flips, DenseI64ArrayAttr:$signs, DenseBoolArrayAttr:$negated);
  let assemblyFormat = "`flips` $flips `signs` $signs `negated` $negated attr-dict";
  let hasVerifier = 1;
}

def Sim_BlockOp : Sim_Op<"block", [HasParent<"PlanOp">, NoTerminator, SingleBlock]> {
  let summary = "a small matrix, the product of its gates, or a product of phases, or a rotation about a product of Paulis";
  let description = [{
    `form` is matrix, phases or rotation. Target i has flip flips[i] and sign signs[i]; the first is the most significant. The
    block acts where the parity of each of `controls` is its value. A rotation has one flip, and phases with its sign, whose
    angles add up.
  }];
  let arguments = (ins StrAttr:$form, DenseI64ArrayAttr:$flips, DenseI64ArrayAttr:$signs, DenseI64ArrayAttr:$controls,
                       DenseBoolArrayAttr:$values);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$form `flips` $flips `signs` $signs `controls` $controls $values attr-dict-with-keyword $body";
  let hasVerifier = 1;
  let skipDefaultBuilders = 1;
  let builders = [OpBuilder<(ins "::llvm::StringRef":$form, "::llvm::ArrayRef<int64_t>":$flips, "::llvm::ArrayRef<int64_t>":$signs,
                                 "::llvm::ArrayRef<int64_t>":$controls, "::llvm::ArrayRef<bool>":$values)>];
}

def Sim_ApplyOp : Sim_Op<"apply", [HasParent<"BlockOp">]> {
  let summary = "a gate of a matrix block";
  let description = [{
    `flips` and `signs` give its qubits, controls first, as masks of the block's matrix index; bit i of `negated` the complement
    of the i-th. `rows` are the two rows of the gate's matrix that are taken where it mixes pairs of basis states; there is one
    target then. Angle i is offsets[i] + scales[i] * slot slots[i]; slot -1 stands for none.
  }];
  let arguments = (ins I32Attr:$kind, UnitAttr:$adjoint, DenseI32ArrayAttr:$flips, DenseI32ArrayAttr:$signs,
                       DefaultValuedAttr<I32Attr, "0">:$num_controls, DefaultValuedAttr<I32Attr, "0">:$negated,
                       OptionalAttr<DenseI32ArrayAttr>:$rows, DenseF64ArrayAttr:$offsets, DenseF64ArrayAttr:$scales,
                       DenseI32ArrayAttr:$slots);
  let assemblyFormat = [{
    custom<GateName>($kind) (`adj` $adjoint^)? `flips` $flips `signs` $signs (`controls` $num_controls^)? (`negated` $negated^)?
    (`rows` $rows^)? `angles` $offsets $scales $slots attr-dict
  }];
  let hasVerifier = 1;
}

def Sim_PhaseOp : Sim_Op<"phase", [HasParent<"BlockOp">]> {
  let summary = "a term of a phases block, exp(-i angle/2 (-1)^parity(sign & index)), or an angle of a rotation";
  let description = [{ The angle is offset + scale * slot; slot -1 stands for none. }];
  let arguments = (ins I64Attr:$sign, F64Attr:$offset, F64Attr:$scale, I32Attr:$slot);
  let assemblyFormat = "$sign `angle` $offset $scale $slot attr-dict";
}

def Sim_GateOp : Sim_Op<"gate", [HasParent<"PlanOp">]> {
  let summary = "a gate of a noisy plan";
  let description = [{ Its angles are as those of `sim.apply`; `on` are qubits, numbered from the left. }];
  let arguments = (ins I32Attr:$kind, UnitAttr:$adjoint, DenseI32ArrayAttr:$on, DefaultValuedAttr<I32Attr, "0">:$num_controls,
                       DefaultValuedAttr<I32Attr, "0">:$negated, DenseF64ArrayAttr:$offsets, DenseF64ArrayAttr:$scales,
                       DenseI32ArrayAttr:$slots);
  let assemblyFormat = [{
    custom<GateName>($kind) (`adj` $adjoint^)? `on` $on (`controls` $num_controls^)? (`negated` $negated^)?
    `angles` $offsets $scales $slots attr-dict
  }];
  let hasVerifier = 1;
}

def Sim_ChannelOp : Sim_Op<"channel", [HasParent<"PlanOp">]> {
  let summary = "a channel of a noisy plan";
  let description = [{ Its parameters are affine in slots as the angles of `sim.apply`. }];
  let arguments = (ins I32Attr:$kind, DenseI32ArrayAttr:$on, DenseF64ArrayAttr:$offsets, DenseF64ArrayAttr:$scales,
                       DenseI32ArrayAttr:$slots);
  let assemblyFormat = "custom<ChannelName>($kind) `on` $on `params` $offsets $scales $slots attr-dict";
  let hasVerifier = 1;
}

def Sim_ReadOp : Sim_Op<"read", [HasParent<"PlanOp">]> {
  let summary = "a reading at the end of a plan";
  let arguments = (ins StrAttr:$kind, OptionalAttr<ArrayAttr>:$observables, DenseI32ArrayAttr:$qubits);
  let assemblyFormat = "$kind ($observables^)? `on` $qubits attr-dict";
  let hasVerifier = 1;
}

def Sim_RunOp : Sim_Op<"run", [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "runs a plan: slot values in, all readings out, one after the other";
  let arguments = (ins FlatSymbolRefAttr:$plan, 1DTensorOf<[F64]>:$slots);
  let results = (outs 1DTensorOf<[F64]>:$readings);
  let assemblyFormat = "$plan `(` $slots `)` attr-dict `:` type($slots) `->` type($readings)";
}

def Sim_GradientOp : Sim_Op<"gradient", [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "runs a plan and the adjoint method: readings, and the slots' derivatives of their product with `cotangent`";
  let arguments = (ins FlatSymbolRefAttr:$plan, 1DTensorOf<[F64]>:$slots, 1DTensorOf<[F64]>:$cotangent);
  let results = (outs 1DTensorOf<[F64]>:$slot_gradient);
  let assemblyFormat = "$plan `(` $slots `,` $cotangent `)` attr-dict `:` type($slots) `,` type($cotangent) `->` type($slot_gradient)";
}

def Sim_RunWithGradientOp : Sim_Op<"run_with_gradient", [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "sim.run and sim.gradient of one plan with the same slots";
  let arguments = (ins FlatSymbolRefAttr:$plan, 1DTensorOf<[F64]>:$slots, 1DTensorOf<[F64]>:$cotangent);
  let results = (outs 1DTensorOf<[F64]>:$readings, 1DTensorOf<[F64]>:$slot_gradient);
  let assemblyFormat = [{$plan `(` $slots `,` $cotangent `)` attr-dict `:` type($slots) `,` type($cotangent) `->` type($readings) `,`
                         type($slot_gradient)}];
}

#endif
