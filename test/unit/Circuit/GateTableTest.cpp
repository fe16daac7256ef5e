// The gate table is consistent: every row is unitary, its inverse is one, its derivative is the slope, its axes commute.
#include "qml/Circuit/Circuit.h"
#include "qml/Circuit/Oracle.h"

#include <gtest/gtest.h>

#include <numeric>

using namespace qml;

namespace {

const double someAngles[] = {0.37, -1.21, 0.83};

unsigned targetsOf(const GateRow &row) { return row.numQubits < 0 ? 3 : row.numQubits; }

Circuit single(const GateRow &row) {
  Circuit circuit(targetsOf(row));
  std::vector<uint32_t> qubits(targetsOf(row));
  std::iota(qubits.begin(), qubits.end(), 0);
  std::vector<Angle> angles(someAngles, someAngles + row.numAngles);
  circuit.append(row.kind, qubits, angles);
  return circuit;
}

double distance(const std::vector<Complex> &a, const std::vector<Complex> &b) {
  double result = 0;
  for (size_t i = 0; i < a.size(); ++i)
    result = std::max(result, std::abs(a[i] - b[i]));
  return result;
}

std::vector<Complex> identity(unsigned numQubits) { return oracle::unitary(Circuit(numQubits), {}); }

} // namespace

TEST(GateTable, HoldsTheStandardGates) {
  EXPECT_GE(gateTable().size(), 35u);
  for (const char *name : {"RX", "CNOT", "CX", "Toffoli", "CCX", "IsingZZ", "RZZ", "ECR", "GPI2", "MS", "U3", "iSWAP"})
    EXPECT_NE(findGate(name), nullptr) << name;
  EXPECT_EQ(findGate("CRXX"), nullptr);
  EXPECT_EQ(findSpelling(GateKind::X, 2, false)->name, "Toffoli");
}

TEST(GateTable, GateTimesInverseIsIdentity) {
  for (const GateRow &row : gateTable()) {
    Circuit circuit = single(row);
    circuit.appendInverse(circuit, circuit[0]);
    EXPECT_LT(distance(oracle::unitary(circuit, {}), identity(circuit.numQubits())), 1e-14) << row.name;
  }
}

TEST(GateTable, DerivativeIsTheSlope) {
  const double h = 1e-6;
  for (const GateRow &row : gateTable()) {
    if (row.base != row.kind)
      continue;
    unsigned dim = 1u << targetsOf(row);
    for (int which = 0; which < row.numAngles; ++which) {
      std::vector<Complex> slope(dim * dim), up(dim * dim), down(dim * dim);
      std::vector<double> angles(someAngles, someAngles + row.numAngles);
      gateDerivative(row.kind, false, angles, which, targetsOf(row), slope.data());
      angles[which] += h;
      gateMatrix(row.kind, false, angles, targetsOf(row), up.data());
      angles[which] -= 2 * h;
      gateMatrix(row.kind, false, angles, targetsOf(row), down.data());
      for (size_t i = 0; i < slope.size(); ++i)
        EXPECT_LT(std::abs(slope[i] - (up[i] - down[i]) / (2 * h)), 1e-8) << row.name;
    }
  }
}

TEST(GateTable, AxesCommuteWithTheGate) {
  const std::pair<char, GateKind> paulis[] = {{'X', GateKind::X}, {'Y', GateKind::Y}, {'Z', GateKind::Z}};
  for (const GateRow &row : gateTable()) {
    for (unsigned q = 0; q < row.axes.size(); ++q) {
      for (auto [letter, pauli] : paulis) {
        Circuit gateFirst = single(row), pauliFirst(gateFirst.numQubits());
        gateFirst.append(pauli, {q});
        pauliFirst.append(pauli, {q});
        pauliFirst.append(gateFirst, gateFirst[0]);
        bool commute = distance(oracle::unitary(gateFirst, {}), oracle::unitary(pauliFirst, {})) < 1e-12;
        bool declared = row.axes[q] == letter || row.axes[q] == 'I';
        EXPECT_EQ(commute, declared) << row.name << " qubit " << q << " axis " << letter;
      }
    }
  }
}

TEST(GateTable, SpectraGiveTheShiftFrequencies) {
  EXPECT_EQ(shiftFrequencies(Spectrum::Half, false), std::vector<double>({1}));
  EXPECT_EQ(shiftFrequencies(Spectrum::Half, true), std::vector<double>({0.5, 1}));
  EXPECT_EQ(shiftFrequencies(Spectrum::Phase, true), std::vector<double>({1}));
  EXPECT_EQ(shiftFrequencies(Spectrum::OneZero, false), std::vector<double>({1, 2}));
}
