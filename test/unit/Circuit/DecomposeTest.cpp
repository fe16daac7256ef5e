// SPDX-License-Identifier: Apache-2.0
//
// Every decomposition rule against the oracle, phase included, under 0 to 9 controls, and the number of CNOT it takes.
#include "qml/Circuit/Oracle.h"
#include "qml/Circuit/Passes.h"
#include "qml/Circuit/Random.h"

#include <gtest/gtest.h>

#include <numeric>

using namespace qml;
using namespace qml::testing;
using K = GateKind;

namespace {

unsigned targetsOf(const GateRow &row) { return row.numQubits < 0 ? 3 : row.numQubits; }

/// One gate with symbolic angles, on qubits in descending order and one more that is idle.
Circuit single(const GateRow &row, unsigned controls, uint32_t negated = 0, bool adjoint = false) {
  unsigned n = targetsOf(row) + controls;
  Circuit circuit(n + 1, row.numAngles);
  std::vector<uint32_t> qubits(n);
  std::iota(qubits.rbegin(), qubits.rend(), 0);
  std::vector<Angle> angles;
  for (int i = 0; i < row.numAngles; ++i)
    angles.push_back(Angle::ofSlot(i));
  circuit.append(row.kind, qubits, angles, controls, negated, adjoint);
  return circuit;
}

bool inTarget(const Circuit &circuit, const Op &op, const DecomposeTarget &target = {}) {
  if (op.op != OpKind::Gate || op.numQubits == 0)
    return true;
  bool isCnot = op.gate == K::X && op.numControls == 1;
  return op.negated == 0 && (op.numQubits == 1 || isCnot || target.keeps(op.gate, op.numControls));
}

unsigned cnots(K kind, unsigned controls = 0) { return countGates(decompose(single(gateRow(kind), controls)), 2); }

} // namespace

TEST(Decompose, EveryRowUnderControls) {
  Rng rng(31);
  for (const GateRow &row : gateTable()) {
    for (unsigned controls = 0; controls <= 4; ++controls) {
      for (bool adjoint : {false, true}) {
        uint32_t negated = controls == 0 ? 0 : rng() % (1u << controls);
        Circuit source = single(row, controls, negated, adjoint), result = decompose(source);
        for (const Op &op : result)
          EXPECT_TRUE(inTarget(result, op)) << row.name;
        EXPECT_LT(distance(source, result, rng), 1e-12) << row.name << ", " << controls << " controls";
      }
    }
  }
}

TEST(Decompose, ManyControls) {
  Rng rng(32);
  for (K kind : {K::RX, K::RY, K::RZ, K::PhaseShift, K::X, K::H, K::Rot, K::GlobalPhase, K::SWAP})
    for (unsigned controls = 5; controls <= 10; ++controls) {
      Circuit source = single(gateRow(kind), controls, 5), result = decompose(source);
      EXPECT_LT(distance(source, result, rng), 1e-12) << gateRow(kind).name << ", " << controls << " controls";
    }
}

TEST(Decompose, RandomCircuits) {
  Rng rng(33);
  for (unsigned i = 0; i < 1000; ++i) {
    Circuit source = randomCircuit(rng, {.numGates = 10}), result = decompose(source);
    EXPECT_LT(distance(source, result, rng), 1e-12) << "circuit " << i;
  }
}

TEST(Decompose, NumberOfCnots) {
  const std::pair<K, unsigned> expected[] = {{K::CZ, 1},
                                             {K::CY, 1},
                                             {K::CH, 1},
                                             {K::CS, 2},
                                             {K::CSX, 2},
                                             {K::CRX, 2},
                                             {K::CRY, 2},
                                             {K::CRZ, 2},
                                             {K::ControlledPhaseShift, 2},
                                             {K::CRot, 2},
                                             {K::CU3, 2},
                                             {K::SWAP, 3},
                                             {K::CSWAP, 8},
                                             {K::Toffoli, 6},
                                             {K::CCZ, 6},
                                             {K::ISWAP, 2},
                                             {K::SISWAP, 2},
                                             {K::ECR, 1},
                                             {K::DCX, 2},
                                             {K::IsingXX, 2},
                                             {K::IsingYY, 2},
                                             {K::IsingZZ, 2},
                                             {K::IsingXY, 2},
                                             {K::RZX, 2},
                                             {K::PSWAP, 3},
                                             {K::XXPlusYY, 2},
                                             {K::XXMinusYY, 2},
                                             {K::FSim, 3},
                                             {K::MS, 2},
                                             {K::ZZ, 2},
                                             {K::SingleExcitation, 2},
                                             {K::SingleExcitationPlus, 3},
                                             {K::SingleExcitationMinus, 3},
                                             {K::FermionicSWAP, 2},
                                             {K::DoubleExcitation, 14},
                                             {K::MultiRZ, 4}};
  for (auto [kind, count] : expected)
    EXPECT_EQ(cnots(kind), count) << gateRow(kind).name;
}

TEST(Decompose, ManyControlsTakePolynomiallyManyCnots) {
  EXPECT_EQ(cnots(K::X, 3), 14u);
  EXPECT_EQ(cnots(K::X, 4), 30u);
  EXPECT_EQ(cnots(K::RY, 2), 4u);
  EXPECT_EQ(cnots(K::RY, 8), 120u);
  EXPECT_EQ(cnots(K::RY, 30), 648u);
  EXPECT_EQ(cnots(K::X, 30), 9054u);
}

TEST(Decompose, KeepsWhatTheTargetHas) {
  DecomposeTarget target{{{K::CZ, 0}, {K::IsingZZ, 0}, {K::SWAP, 0}, {K::ECR, 0}, {K::X, 2}, {K::RZ, 1}}};
  for (const auto &[kind, controls] : target.kept) {
    Circuit source = single(gateRow(kind), controls), result = decompose(source, target);
    ASSERT_EQ(result.size(), 1u) << gateRow(kind).name;
    EXPECT_EQ(result[0].gate, gateRow(kind).base);
  }
  EXPECT_EQ(decompose(single(gateRow(K::RZX), 0), target).size(), 3u) << "H IsingZZ H";
  Rng rng(34);
  for (unsigned i = 0; i < 200; ++i) {
    Circuit source = randomCircuit(rng, {.numGates = 10}), result = decompose(source, target);
    for (const Op &op : result)
      EXPECT_TRUE(inTarget(result, op, target));
    EXPECT_LT(distance(source, result, rng), 1e-12);
  }
}

/// Where a target has rotations about products of Paulis, what is a product of two of them takes nothing else.
TEST(Decompose, RotationsAboutProductsOfPaulis) {
  DecomposeTarget target{{{K::IsingXX, 0}, {K::IsingYY, 0}, {K::IsingZZ, 0}, {K::RZX, 0}}};
  EXPECT_EQ(decompose(single(gateRow(K::IsingXY), 0), target).size(), 2u);
  EXPECT_EQ(decompose(single(gateRow(K::SingleExcitation), 0), target).size(), 4u) << "and phases around";
  EXPECT_EQ(decompose(single(gateRow(K::RX), 1), target).size(), 2u);
  Rng rng(35);
  for (const GateRow &row : gateTable())
    for (unsigned controls = 0; controls <= 2; ++controls) {
      Circuit source = single(row, controls), result = decompose(source, target);
      for (const Op &op : result)
        EXPECT_TRUE(inTarget(result, op, target)) << row.name;
      EXPECT_LT(distance(source, result, rng), 1e-12) << row.name;
    }
}

TEST(Decompose, NegatedControlsOfKeptGatesAreTurned) {
  Circuit source(2);
  source.append(K::Z, std::array{0u, 1u}, {}, 1, 1);
  Circuit result = decompose(source, {{{K::CZ, 0}}});
  EXPECT_EQ(result.size(), 3u);
  EXPECT_EQ(result[1].negated, 0u);
}

TEST(Decompose, AnglesStaySymbolic) {
  Circuit result = decompose(single(gateRow(K::CRX), 1));
  unsigned symbolic = 0;
  for (const Op &op : result)
    for (const Angle &angle : result.angles(op))
      symbolic += !angle.isConstant();
  EXPECT_EQ(symbolic, 4u);
}

TEST(Decompose, WallsStay) {
  Circuit source(2);
  source.append(K::SWAP, {0, 1});
  source.appendMeasure(0, 3);
  source.appendReset(0);
  source.appendBarrier(std::array{0u, 1u});
  Circuit result = decompose(source);
  ASSERT_EQ(result.size(), 6u);
  EXPECT_EQ(result[3].bit, 3);
  EXPECT_EQ(result.numBits(), 4u);
  EXPECT_EQ(result.qubits(result[5]).size(), 2u);
}
