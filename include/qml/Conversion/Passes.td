// SPDX-License-Identifier: Apache-2.0
//
// The project's passes.

#ifndef QML_CONVERSION_PASSES_TD
#define QML_CONVERSION_PASSES_TD

include "mlir/Pass/PassBase.td"

def UnrollLoops : Pass<"quantum-unroll-loops", "::mlir::func::FuncOp"> {
  let summary = "unroll loops over gates";
  let description = [{
    An `scf.for` with constant bounds that carries qubits is replaced by its iterations, the outermost loops first, so that inner bounds may
    hang on outer indices. Index arithmetic folds on the way. Left alone: loops without qubits, loops whose bounds are known at run time only,
    and a loop that would bring the function above `max-gates` gates.
  }];
  let options = [Option<"maxGates", "max-gates", "uint64_t", "10000000", "the most gates that unrolling may write into a function">];
}

def InlineCalls : Pass<"quantum-inline", "::mlir::ModuleOp"> {
  let summary = "replace calls of gates by their gates";
  let description = [{
    Each `quantum.call` becomes the gates of its callee: with the call's controls in front of their own, in reverse with inverse angles if
    `adj`, repeated for `pow`. Qubits that a callee allocates live until the end of the caller's block. Gate functions without callers left are
    erased. Recursion, measurements, loops and branches in a callee, and more than `max-gates` gates are errors.
  }];
  let options = [Option<"maxGates", "max-gates", "uint64_t", "10000000", "the most gates that one call may become">];
}

def CancelInverses : Pass<"quantum-cancel-inverses", "::mlir::func::FuncOp"> {
  let summary = "remove gates that meet their inverse";
  let description = [{
    A gate followed by its inverse on the same qubits disappears if all gates between commute with it. Works on symbolic angles: RX(a)
    RX(-a). Barriers, measurements and resets are walls. Exact, the global phase included.
  }];
}

def MergeRotations : Pass<"quantum-merge-rotations", "::mlir::func::FuncOp"> {
  let summary = "add the angles of rotations about one axis";
  let description = [{
    Rotations of one kind on the same qubits that meet, up to commuting gates, become one; S, T, Z, RZ and PhaseShift count as one family.
    Angles may be symbolic. Rotations by exactly 0 vanish; small ones never do.
  }];
}

def RemoveDeadGates : Pass<"quantum-remove-dead-gates", "::mlir::func::FuncOp"> {
  let summary = "remove gates outside of the light cone of the readings";
  let description = [{
    Walking backwards from the readings, a gate that no reading can see is dropped, and so is one that commutes with
    all that is read. Circuits that read the whole state are left alone.
  }];
}

def OptimizeCircuit : Pass<"quantum-optimize", "::mlir::func::FuncOp"> {
  let summary = "cancel inverses, merge rotations, remove dead gates";
  let description = [{
    What the three passes do one after the other, on a circuit that is lifted and written back once: that takes longer than they do.
  }];
}

def VerifyLinearity : Pass<"quantum-verify-linearity", "::mlir::func::FuncOp"> {
  let summary = "check that every qubit value is used exactly once";
}

def QuantumToSim : Pass<"convert-quantum-to-sim", "::mlir::ModuleOp"> {
  let summary = "turn circuits into plans of the simulator";
  let description = [{
    A circuit's gates become a `sim.plan`; the computation of its angles becomes a function `NAME.slots`; the circuit itself runs the plan
    on them. `qml.run` becomes a call. Circuits are optimised as by `quantum-optimize`, blocks that no reading sees go, phases join into
    one block, and so do matrices of the same qubit.
  }];
  let options = [Option<"optimize", "optimize", "bool", "true", "optimise circuits first, and remove what no reading sees">,
                 Option<"fuse", "fuse", "bool", "true", "join phases, and matrices of the same qubit">];
  let dependentDialects = ["::qml::sim::SimDialect", "::mlir::tensor::TensorDialect"];
}

def ScalarizeAngles : Pass<"qml-scalarize", "::mlir::func::FuncOp"> {
  let summary = "read elements of tensors where they come from";
  let description = [{
    An element of a slice becomes an element of the tensor sliced, an element of an elementwise operation becomes that operation on
    elements: angles then hang on single inputs. Elementwise operations on tensors of one number are done on numbers. Slices and
    operations without uses are left to `qml-share-values`.
  }];
}

def ShareValues : Pass<"qml-share-values", "::mlir::func::FuncOp"> {
  let summary = "compute equal classical values once";
  let description = [{
    The first of equal operations stands for those behind it in its block and inside of these; operations without uses go. Gates are
    passed over.
  }];
}

def Differentiate : Pass<"qml-differentiate", "::mlir::ModuleOp"> {
  let summary = "replace qml.value_and_grad by reverse-mode code";
  let description = [{
    Reverse mode over a closed list of operations of arith, math, tensor, linalg and `sim.run`, whose derivative is the adjoint method.
    Callees must have been inlined. Anything else is an error.
  }];
  let dependentDialects = ["::qml::sim::SimDialect", "::mlir::tensor::TensorDialect", "::mlir::linalg::LinalgDialect"];
}

def JoinGradients : Pass<"qml-join-gradients", "::mlir::func::FuncOp"> {
  let summary = "run a plan once for a value and its gradient";
  let description = [{
    A `sim.run` and a `sim.gradient` of the same plan with the same slots become one `sim.run_with_gradient` where the cotangent hangs on
    no run. Entries for many rows, marked `qml.rows`, are left alone.
  }];
  let dependentDialects = ["::qml::sim::SimDialect"];
}

def GatherElements : Pass<"qml-gather-elements", "::mlir::func::FuncOp"> {
  let summary = "gather elements in runs and loops";
  let description = [{
    `tensor.from_elements` of elements that lie one after the other in a tensor becomes insertions of slices, and of those that the same
    operations compute, from other elements, loops that find these by tables. Entries for many rows, marked `qml.rows`, are left alone:
    they tell elements apart by whether rows share them.
  }];
  let options = [Option<"shortest", "shortest", "unsigned", "::qml::shortestRun", "elements of a run">,
                 Option<"fewest", "fewest", "unsigned", "::qml::fewestAlike", "elements of a loop">];
  let dependentDialects = ["::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"];
}

def LowerEntries : Pass<"qml-lower-entries", "::mlir::ModuleOp"> {
  let summary = "give entry functions the form the host calls";
  let description = [{
    Functions marked `qml.entry` take memrefs for arguments and results and a handle of the running context; `sim.run` and its kind
    become calls of the runtime.
  }];
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect", "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect"];
}

#endif
