// SPDX-License-Identifier: Apache-2.0
//
// The rows of the gate table.

#include "qml/Circuit/GateTable.h"

#include <algorithm>
#include <numbers>
#include <set>
#include <string>
#include <unordered_map>

namespace qml {
namespace {

constexpr double pi = std::numbers::pi;
using K = GateKind;
using Spectra = std::array<Spectrum, 3>;

constexpr Spectra none = {};
constexpr Spectra half = {Spectrum::Half};
constexpr Spectra phase = {Spectrum::Phase};
constexpr Spectra halfZero = {Spectrum::HalfZero};
constexpr Spectra general = {Spectrum::General, Spectrum::General, Spectrum::General};

constexpr InverseAngles negate;
constexpr InverseAngles keep = {{1, 1, 1}, {0, 1, 2}, {}};
constexpr InverseAngles negateFirst = {{-1, 1, 1}, {0, 1, 2}, {}};
constexpr InverseAngles negateThird = {{1, 1, -1}, {0, 1, 2}, {}};
constexpr InverseAngles reverse = {{-1, -1, -1}, {2, 1, 0}, {}};
constexpr InverseAngles swapLastTwo = {{-1, -1, -1}, {0, 2, 1}, {}};
constexpr InverseAngles u2Inverse = {{-1, -1, -1}, {1, 0, 2}, {pi, -pi, 0}};
constexpr InverseAngles halfTurn = {{1, 1, 1}, {0, 1, 2}, {0.5, 0, 0}};

/// A fixed base gate.
constexpr GateRow fixed(K kind, std::string_view name, std::string_view aliases, int8_t qubits, bool selfInverse,
                        bool clifford, std::string_view axes, std::string_view qasm2, std::string_view qasm3) {
  return {kind, name, aliases, qubits, 0, kind, 0, false, selfInverse, clifford, axes, none, negate, qasm2, qasm3};
}

/// A base gate with angles.
constexpr GateRow rotation(K kind, std::string_view name, std::string_view aliases, int8_t qubits, int8_t angles,
                           std::string_view axes, Spectra spectra, InverseAngles inverse, std::string_view qasm2,
                           std::string_view qasm3) {
  return {kind,    name, aliases, qubits,  angles, kind,  0,    false, false,
          false, axes, spectra, inverse, qasm2,  qasm3};
}

/// `base` with controls; axes, spectra and inverse are those of `base`.
constexpr GateRow controlled(K kind, std::string_view name, std::string_view aliases, K base, int8_t controls, int8_t qubits,
                             int8_t angles, bool clifford, std::string_view qasm2, std::string_view qasm3) {
  return {kind,     name, aliases, qubits, angles, base, controls, false, false,
          clifford, "",   none,    negate, qasm2,  qasm3};
}

constexpr GateRow adjointOf(K kind, std::string_view name, std::string_view aliases, K base, bool clifford,
                            std::string_view qasm2, std::string_view qasm3) {
  return {kind, name, aliases, 1, 0, base, 0, true, false, clifford, "", none, negate, qasm2, qasm3};
}

constexpr GateRow rows[] = {
    fixed(K::Identity, "Identity", "I id", 1, true, true, "I", "id", "id"),
    fixed(K::X, "X", "PauliX NOT", 1, true, true, "X", "x", "x"),
    fixed(K::Y, "Y", "PauliY", 1, true, true, "Y", "y", "y"),
    fixed(K::Z, "Z", "PauliZ", 1, true, true, "Z", "z", "z"),
    fixed(K::H, "H", "Hadamard", 1, true, true, "-", "h", "h"),
    fixed(K::S, "S", "", 1, false, true, "Z", "s", "s"),
    fixed(K::T, "T", "", 1, false, false, "Z", "t", "t"),
    fixed(K::SX, "SX", "SqrtX V", 1, false, true, "X", "sx", "sx"),
    rotation(K::RX, "RX", "", 1, 1, "X", half, negate, "rx", "rx"),
    rotation(K::RY, "RY", "", 1, 1, "Y", half, negate, "ry", "ry"),
    rotation(K::RZ, "RZ", "", 1, 1, "Z", half, negate, "rz", "rz"),
    rotation(K::PhaseShift, "PhaseShift", "P U1 Phase", 1, 1, "Z", phase, negate, "p", "p"),
    rotation(K::Rot, "Rot", "", 1, 3, "-", {Spectrum::Half, Spectrum::Half, Spectrum::Half}, reverse, "", ""),
    rotation(K::U, "U", "U3", 1, 3, "-", {Spectrum::Half, Spectrum::Phase, Spectrum::Phase}, swapLastTwo, "u", ""),
    rotation(K::U2, "U2", "", 1, 2, "-", {Spectrum::Phase, Spectrum::Phase}, u2Inverse, "u2", ""),
    rotation(K::PRX, "PRX", "PhasedX R", 1, 2, "-", {Spectrum::Half, Spectrum::OneZero}, negateFirst, "", ""),
    rotation(K::GPI, "GPI", "", 1, 1, "-", general, keep, "gpi", "gpi"),
    rotation(K::GPI2, "GPI2", "", 1, 1, "-", general, halfTurn, "gpi2", "gpi2"),
    rotation(K::GlobalPhase, "GlobalPhase", "", 0, 1, "", {Spectrum::Phase}, negate, "", ""),
    fixed(K::SWAP, "SWAP", "", 2, true, true, "--", "swap", "swap"),
    fixed(K::ISWAP, "ISWAP", "iSWAP", 2, false, true, "--", "", ""),
    fixed(K::SISWAP, "SISWAP", "SQISW SqrtISWAP", 2, false, false, "--", "", ""),
    fixed(K::ECR, "ECR", "", 2, true, true, "-X", "", ""),
    fixed(K::DCX, "DCX", "", 2, false, true, "--", "", ""),
    rotation(K::IsingXX, "IsingXX", "RXX", 2, 1, "XX", half, negate, "rxx", ""),
    rotation(K::IsingYY, "IsingYY", "RYY", 2, 1, "YY", half, negate, "", ""),
    rotation(K::IsingZZ, "IsingZZ", "RZZ", 2, 1, "ZZ", half, negate, "rzz", ""),
    rotation(K::IsingXY, "IsingXY", "", 2, 1, "--", halfZero, negate, "", ""),
    rotation(K::RZX, "RZX", "", 2, 1, "ZX", half, negate, "", ""),
    rotation(K::PSWAP, "PSWAP", "", 2, 1, "--", phase, negate, "", ""),
    rotation(K::XXPlusYY, "XXPlusYY", "", 2, 2, "--", {Spectrum::HalfZero, Spectrum::General}, negateFirst, "", ""),
    rotation(K::XXMinusYY, "XXMinusYY", "", 2, 2, "--", {Spectrum::HalfZero, Spectrum::General}, negateFirst, "", ""),
    rotation(K::FSim, "FSim", "fSim", 2, 2, "--", {Spectrum::OneZero, Spectrum::Phase}, negate, "", ""),
    rotation(K::MS, "MS", "", 2, 3, "--", general, negateThird, "ms", "ms"),
    rotation(K::ZZ, "ZZ", "", 2, 1, "ZZ", general, negate, "zz", "zz"),
    rotation(K::SingleExcitation, "SingleExcitation", "", 2, 1, "--", halfZero, negate, "", ""),
    rotation(K::SingleExcitationPlus, "SingleExcitationPlus", "", 2, 1, "--", half, negate, "", ""),
    rotation(K::SingleExcitationMinus, "SingleExcitationMinus", "", 2, 1, "--", half, negate, "", ""),
    rotation(K::FermionicSWAP, "FermionicSWAP", "", 2, 1, "--", phase, negate, "", ""),
    rotation(K::DoubleExcitation, "DoubleExcitation", "", 4, 1, "----", halfZero, negate, "", ""),
    rotation(K::MultiRZ, "MultiRZ", "", -1, 1, "Z", half, negate, "", ""),
    adjointOf(K::Sdg, "Sdg", "", K::S, true, "sdg", "sdg"),
    adjointOf(K::Tdg, "Tdg", "", K::T, false, "tdg", "tdg"),
    adjointOf(K::SXdg, "SXdg", "", K::SX, true, "sxdg", ""),
    controlled(K::CNOT, "CNOT", "CX", K::X, 1, 2, 0, true, "cx", "cx"),
    controlled(K::CY, "CY", "", K::Y, 1, 2, 0, true, "cy", "cy"),
    controlled(K::CZ, "CZ", "", K::Z, 1, 2, 0, true, "cz", "cz"),
    controlled(K::CH, "CH", "", K::H, 1, 2, 0, false, "ch", "ch"),
    controlled(K::CS, "CS", "", K::S, 1, 2, 0, false, "", ""),
    controlled(K::CSX, "CSX", "CV", K::SX, 1, 2, 0, false, "csx", ""),
    controlled(K::CRX, "CRX", "", K::RX, 1, 2, 1, false, "crx", "crx"),
    controlled(K::CRY, "CRY", "", K::RY, 1, 2, 1, false, "cry", "cry"),
    controlled(K::CRZ, "CRZ", "", K::RZ, 1, 2, 1, false, "crz", "crz"),
    controlled(K::ControlledPhaseShift, "ControlledPhaseShift", "CPhase CP CU1", K::PhaseShift, 1, 2, 1, false, "cp", "cp"),
    controlled(K::CRot, "CRot", "", K::Rot, 1, 2, 3, false, "", ""),
    controlled(K::CU3, "CU3", "", K::U, 1, 2, 3, false, "", ""),
    controlled(K::CSWAP, "CSWAP", "Fredkin", K::SWAP, 1, 3, 0, false, "cswap", "cswap"),
    controlled(K::Toffoli, "Toffoli", "CCX CCNOT", K::X, 2, 3, 0, false, "ccx", "ccx"),
    controlled(K::CCZ, "CCZ", "", K::Z, 2, 3, 0, false, "", ""),
};

constexpr bool rowsFollowTheEnum() {
  for (size_t i = 0; i < std::size(rows); ++i)
    if (size_t(rows[i].kind) != i)
      return false;
  return std::size(rows) == size_t(K::LastSpelling) + 1;
}
static_assert(rowsFollowTheEnum(), "row i of the gate table is GateKind i");

using NameMap = std::unordered_map<std::string_view, const GateRow *>;

NameMap buildNames() {
  NameMap names;
  for (const GateRow &row : rows) {
    names[row.name] = &row;
    std::string_view rest = row.aliases;
    while (!rest.empty()) {
      size_t blank = std::min(rest.find(' '), rest.size());
      names[rest.substr(0, blank)] = &row;
      rest.remove_prefix(std::min(blank + 1, rest.size()));
    }
  }
  return names;
}

} // namespace

const GateRow &gateRow(GateKind kind) { return rows[size_t(kind)]; }

std::span<const GateRow> gateTable() { return rows; }

const GateRow *findGate(std::string_view name) {
  static const NameMap names = buildNames();
  auto found = names.find(name);
  return found == names.end() ? nullptr : found->second;
}

const GateRow *findSpelling(GateKind base, unsigned numControls, bool adjoint) {
  auto found = std::ranges::find_if(rows, [&](const GateRow &row) {
    return row.base == base && row.numControls == int(numControls) && row.adjoint == adjoint;
  });
  return found == std::end(rows) ? nullptr : &*found;
}

std::vector<double> shiftFrequencies(Spectrum spectrum, bool controlled) {
  std::vector<double> eigenvalues;
  switch (spectrum) {
  case Spectrum::None: case Spectrum::General: return {};
  case Spectrum::Half: eigenvalues = {-0.5, 0.5}; break;
  case Spectrum::Phase: eigenvalues = {0, 1}; break;
  case Spectrum::HalfZero: eigenvalues = {-0.5, 0, 0.5}; break;
  case Spectrum::OneZero: eigenvalues = {-1, 0, 1}; break;
  }
  if (controlled)
    eigenvalues.push_back(0);
  std::set<double> differences;
  for (double a : eigenvalues)
    for (double b : eigenvalues)
      if (a > b)
        differences.insert(a - b);
  return {differences.begin(), differences.end()};
}

} // namespace qml
