// SPDX-License-Identifier: Apache-2.0
//
// The one table of gates. A row says all that passes, exporters and the simulator need to know about a gate; nothing else in
// the project compares gate names. A row is either a *base* gate with a matrix of its own, or a spelling of a base gate with
// controls or as an adjoint (CNOT is X with one control, Sdg is S as adjoint). Circuits hold base gates only.
//
// Conventions: the first qubit of a gate is the most significant bit of its matrix index; angles are radians, except for
// IonQ's native gates (GPI, GPI2, MS, ZZ), whose angles are turns. Names and signs are PennyLane's.
#pragma once

#include <array>
#include <complex>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace qml {

using Complex = std::complex<double>;

enum class GateKind : uint8_t {
  // One qubit, fixed.
  Identity, X, Y, Z, H, S, T, SX,
  // One qubit, rotations.
  RX, RY, RZ, PhaseShift, Rot, U, U2, PRX, GPI, GPI2,
  // No qubit.
  GlobalPhase,
  // Two qubits, fixed.
  SWAP, ISWAP, SISWAP, ECR, DCX,
  // Two qubits, rotations.
  IsingXX, IsingYY, IsingZZ, IsingXY, RZX, PSWAP, XXPlusYY, XXMinusYY, FSim, MS, ZZ,
  SingleExcitation, SingleExcitationPlus, SingleExcitationMinus, FermionicSWAP,
  // Four qubits, and any number of qubits.
  DoubleExcitation, MultiRZ,
  LastBase = MultiRZ,
  // Spellings of base gates with controls or as adjoints.
  Sdg, Tdg, SXdg, CNOT, CY, CZ, CH, CS, CSX, CRX, CRY, CRZ, ControlledPhaseShift, CRot, CU3,
  CSWAP, Toffoli, CCZ,
  LastSpelling = CCZ,
};

/// The eigenvalues of the generator of one angle: they give the frequencies of the parameter-shift rule (arXiv:2107.12390).
enum class Spectrum : uint8_t {
  None,     // no such angle
  Half,     // -1/2, 1/2: one frequency, 1
  Phase,    // 0, 1: one frequency, 1
  HalfZero, // -1/2, 0, 1/2: frequencies 1/2, 1
  OneZero,  // -1, 0, 1: frequencies 1, 2
  General,  // no finite rule in radians
};

/// Angle `i` of the inverse gate is `sign[i] * angle[source[i]] + shift[i]`.
struct InverseAngles {
  std::array<int8_t, 3> sign = {-1, -1, -1};
  std::array<uint8_t, 3> source = {0, 1, 2};
  std::array<double, 3> shift = {0, 0, 0};
};

struct GateRow {
  GateKind kind;
  std::string_view name;      // PennyLane's
  std::string_view aliases;   // other accepted names, separated by blanks
  int8_t numQubits;           // controls included; -1: any number, at least one
  int8_t numAngles;
  GateKind base;              // the gate itself for base gates
  int8_t numControls;         // leading qubits that are controls of `base`
  bool adjoint;               // the row spells the adjoint of `base`
  bool selfInverse;           // fixed gates; gates with angles use `inverse`
  bool clifford;              // for every value of the angles
  std::string_view axes;      // per target: the Pauli that commutes with the gate, I for every Pauli, - for none
  std::array<Spectrum, 3> spectra;
  InverseAngles inverse;
  std::string_view qasm2;     // name in qelib1.inc, empty if none
  std::string_view qasm3;     // name in stdgates.inc, empty if none
};

/// The row of `kind`.
const GateRow &gateRow(GateKind kind);

/// All rows, in the order of GateKind.
std::span<const GateRow> gateTable();

/// The row whose name or alias is `name`, or null.
const GateRow *findGate(std::string_view name);

/// The row that spells `base` with `numControls` controls and as an adjoint or not, or null.
const GateRow *findSpelling(GateKind base, unsigned numControls, bool adjoint);

/// Writes the 2^n x 2^n matrix (row-major) of base gate `kind` on `numQubits` qubits; `numQubits` matters for MultiRZ only.
void gateMatrix(GateKind kind, bool adjoint, std::span<const double> angles, unsigned numQubits, Complex *out);

/// The derivative of that matrix by angle number `which`.
void gateDerivative(GateKind kind, bool adjoint, std::span<const double> angles, unsigned which, unsigned numQubits,
                    Complex *out);

/// The distinct positive differences of the generator's eigenvalues, with `controlled` adding the eigenvalue 0.
std::vector<double> shiftFrequencies(Spectrum spectrum, bool controlled);

inline bool isDiagonal(const GateRow &row) {
  return !row.axes.empty() && row.axes.find_first_not_of("ZI") == std::string_view::npos;
}

} // namespace qml
