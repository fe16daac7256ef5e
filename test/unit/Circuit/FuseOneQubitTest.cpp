// SPDX-License-Identifier: Apache-2.0
//
// fuseOneQubitRuns keeps the unitary, phase included, in all bases; runs get shorter, never longer; tiny rotations
// stay.
#include "qml/Circuit/Oracle.h"
#include "qml/Circuit/Passes.h"
#include "qml/Circuit/Random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

using namespace qml;
using namespace qml::testing;
using K = GateKind;
using Basis = OneQubitBasis;

namespace {

const Angle a = Angle::ofSlot(0), b = Angle::ofSlot(1), c = Angle::ofSlot(2);

Circuit ofGates(std::initializer_list<std::pair<K, Angle>> gates) {
  Circuit circuit(1, 3);
  for (auto [gate, angle] : gates)
    circuit.append(gate, std::array{0u}, std::span(&angle, gateRow(gate).numAngles));
  return circuit;
}

/// The kinds of gates after fusion, without the phase.
std::vector<K> fused(Circuit circuit, Basis basis) {
  Circuit source = circuit;
  fuseOneQubitRuns(circuit, basis);
  Rng rng(5);
  EXPECT_LT(distance(source, circuit, rng), 1e-14);
  std::vector<K> kinds;
  for (const Op &op : circuit)
    if (op.numQubits > 0)
      kinds.push_back(op.gate);
  return kinds;
}

using Kinds = std::vector<K>;

unsigned leftOfRandom(Basis basis) {
  Rng rng(41);
  unsigned total = 0;
  for (unsigned i = 0; i < 1000; ++i) {
    Circuit source = randomCircuit(rng, {.numQubits = 3, .numGates = 30, .onlyOneQubit = true}), circuit = source;
    fuseOneQubitRuns(circuit, basis);
    EXPECT_LT(distance(source, circuit, rng), 1e-12) << "circuit " << i;
    EXPECT_TRUE(basis == Basis::ZSX || countGates(circuit, 1) <= countGates(source, 1)) << "circuit " << i;
    total += countGates(circuit, 1);
    Circuit again = circuit;
    fuseOneQubitRuns(again, basis);
    EXPECT_LE(countGates(again, 1), countGates(circuit, 1)) << "circuit " << i;
  }
  ::testing::Test::RecordProperty("left", total);
  return total;
}

} // namespace

TEST(Euler, EveryOneQubitGate) {
  Rng rng(42);
  for (const GateRow &row : gateTable()) {
    if (row.numQubits != 1)
      continue;
    Circuit source(1, 3);
    const Angle angles[] = {a, b * -0.5 + 0.2, c};
    source.append(row.kind, std::array{0u}, std::span(angles).first(row.numAngles));
    Circuit circuit = source;
    Euler euler = eulerOf(circuit, circuit[0]);
    circuit.erase({true});
    circuit.append(K::RZ, {0}, {euler.lambda});
    circuit.append(K::RY, {0}, {euler.theta});
    circuit.append(K::RZ, {0}, {euler.phi});
    circuit.append(K::GlobalPhase, {}, {-euler.phase});
    EXPECT_LT(distance(source, circuit, rng), 1e-14) << row.name;
  }
}

TEST(Euler, Matrices) {
  Rng rng(43);
  for (unsigned i = 0; i < 100; ++i) {
    Circuit source =
        randomCircuit(rng, {.numQubits = 1, .numGates = 4, .numSlots = 0, .walls = 0, .onlyOneQubit = true});
    auto m = oracle::unitary(source, {});
    Euler euler = eulerOf(std::span<const Complex, 4>(m.data(), 4));
    Circuit circuit(1);
    circuit.append(K::Rot, {0}, {euler.lambda, euler.theta, euler.phi});
    circuit.append(K::GlobalPhase, {}, {-euler.phase});
    EXPECT_LT(distance(source, circuit, rng), 1e-14);
  }
}

TEST(FuseOneQubit, RandomCircuitsU) { EXPECT_LT(leftOfRandom(Basis::U), 8000u); }
TEST(FuseOneQubit, RandomCircuitsZyz) { EXPECT_LT(leftOfRandom(Basis::ZYZ), 14600u); }

TEST(FuseOneQubit, RandomCircuitsZsx) {
  EXPECT_LT(leftOfRandom(Basis::ZSX), 26500u);
  Rng rng(44);
  for (unsigned i = 0; i < 200; ++i) {
    Circuit circuit = randomCircuit(rng, {.numQubits = 3, .onlyOneQubit = true});
    fuseOneQubitRuns(circuit, Basis::ZSX);
    for (const Op &op : circuit)
      EXPECT_TRUE(op.op != OpKind::Gate || op.numQubits != 1 || op.gate == K::RZ || op.gate == K::X ||
                  (op.gate == K::SX && !op.adjoint));
  }
}

TEST(FuseOneQubit, AllGatesOfTheTable) {
  Rng rng(45);
  for (Basis basis : {Basis::U, Basis::ZYZ, Basis::ZSX})
    for (unsigned i = 0; i < 300; ++i) {
      Circuit source = randomCircuit(rng, {}), circuit = source;
      fuseOneQubitRuns(circuit, basis);
      EXPECT_LT(distance(source, circuit, rng), 1e-12);
    }
}

TEST(FuseOneQubit, ConstantRunsBecomeOneGate) {
  Circuit circuit = ofGates({{K::H, {}}, {K::RX, 0.3}, {K::T, {}}, {K::RY, 1.1}, {K::SX, {}}});
  EXPECT_EQ(fused(circuit, Basis::U), Kinds({K::U}));
  EXPECT_EQ(fused(circuit, Basis::ZYZ), Kinds({K::RZ, K::RY, K::RZ}));
  EXPECT_EQ(fused(circuit, Basis::ZSX), Kinds({K::RZ, K::SX, K::RZ, K::SX, K::RZ}));
}

TEST(FuseOneQubit, ConstantsThatVanish) {
  Circuit circuit = ofGates({{K::H, {}}, {K::S, {}}, {K::S, {}}, {K::H, {}}, {K::X, {}}});
  for (Basis basis : {Basis::U, Basis::ZYZ, Basis::ZSX})
    EXPECT_EQ(fused(circuit, basis), Kinds());
}

TEST(FuseOneQubit, CliffordsTakeTheFewestPulses) {
  EXPECT_EQ(fused(ofGates({{K::H, {}}}), Basis::ZSX), Kinds({K::RZ, K::SX, K::RZ}));
  EXPECT_EQ(fused(ofGates({{K::Y, {}}}), Basis::ZSX), Kinds({K::X, K::RZ}));
  EXPECT_EQ(fused(ofGates({{K::X, {}}}), Basis::ZSX), Kinds({K::X}));
  EXPECT_EQ(fused(ofGates({{K::SX, {}}}), Basis::ZSX), Kinds({K::SX}));
  EXPECT_EQ(fused(ofGates({{K::SX, {}}, {K::SX, {}}}), Basis::ZSX), Kinds({K::X}));
}

TEST(FuseOneQubit, SymbolicRotationsMerge) {
  EXPECT_EQ(fused(ofGates({{K::H, {}}, {K::RZ, a}, {K::H, {}}}), Basis::ZYZ), Kinds({K::RX}));
  EXPECT_EQ(fused(ofGates({{K::RX, a}, {K::Z, {}}, {K::RX, b}}), Basis::ZYZ), Kinds({K::RX, K::RZ}));
  EXPECT_EQ(fused(ofGates({{K::RY, a}, {K::X, {}}, {K::RY, a}, {K::X, {}}}), Basis::U), Kinds());
  EXPECT_EQ(fused(ofGates({{K::RZ, a}, {K::RY, b}, {K::RZ, c}, {K::RZ, a}}), Basis::ZYZ), Kinds({K::RZ, K::RY, K::RZ}));
  EXPECT_EQ(fused(ofGates({{K::RZ, a}, {K::RY, b}, {K::RZ, c}}), Basis::U), Kinds({K::U}));
}

TEST(FuseOneQubit, HadamardTurnsRotationsIntoDiagonalOnes) {
  EXPECT_EQ(fused(ofGates({{K::RX, a}, {K::H, {}}}), Basis::ZSX), Kinds({K::RZ, K::SX, K::RZ}));
  EXPECT_EQ(fused(ofGates({{K::H, {}}, {K::RX, a}}), Basis::ZSX), Kinds({K::RZ, K::SX, K::RZ}));
}

TEST(FuseOneQubit, NativeFormIsAFixedPoint) {
  Circuit circuit = ofGates({{K::RZ, a}, {K::RY, b}, {K::RX, c}, {K::T, {}}});
  Kinds once = fused(circuit, Basis::ZSX);
  EXPECT_EQ(std::ranges::count(once, K::SX), 3);
  fuseOneQubitRuns(circuit, Basis::ZSX);
  EXPECT_EQ(fused(circuit, Basis::ZSX), once);
}

TEST(FuseOneQubit, UnmergeableRotationsStay) {
  Circuit circuit = ofGates({{K::RX, a}, {K::RY, b}, {K::RX, c}});
  EXPECT_EQ(fused(circuit, Basis::ZYZ), Kinds({K::RX, K::RY, K::RX}));
}

TEST(FuseOneQubit, TinyRotationsStay) {
  for (Basis basis : {Basis::U, Basis::ZYZ, Basis::ZSX}) {
    Circuit circuit = ofGates({{K::H, {}}, {K::RX, 1e-9}, {K::H, {}}, {K::T, {}}, {K::Tdg, {}}});
    fuseOneQubitRuns(circuit, basis);
    ASSERT_GE(circuit.size(), 1u);
    EXPECT_EQ(circuit[0].gate, K::RZ);
    EXPECT_NEAR(circuit.angles(circuit[0])[0].offset, 1e-9, 1e-15);
    circuit = ofGates({{K::RY, 1e-9}});
    fuseOneQubitRuns(circuit, basis);
    EXPECT_FALSE(circuit.empty());
  }
}

TEST(FuseOneQubit, WallsAndControlsEndRuns) {
  for (int wall = 0; wall < 4; ++wall) {
    Circuit circuit(2);
    circuit.append(K::H, {0});
    if (wall == 0)
      circuit.appendMeasure(0, 0);
    if (wall == 1)
      circuit.appendReset(0);
    if (wall == 2)
      circuit.appendBarrier({});
    if (wall == 3)
      circuit.append(K::CNOT, {0, 1});
    circuit.append(K::H, {0});
    fuseOneQubitRuns(circuit, Basis::U);
    EXPECT_EQ(circuit.size(), 3u);
  }
}
