// SPDX-License-Identifier: Apache-2.0
//
// Commutation is sound for all pairs of gates, and sees what the optimisations rely on.
#include "qml/Circuit/Oracle.h"
#include "qml/Circuit/Passes.h"
#include "qml/Circuit/Random.h"

#include <gtest/gtest.h>

using namespace qml;
using namespace qml::testing;
using K = GateKind;

static bool lastTwoCommute(const Circuit &circuit) { return commute(circuit, circuit[0], circuit[1]); }

TEST(Commutation, IsSoundOnRandomPairs) {
  Rng rng(1);
  unsigned commuting = 0;
  for (unsigned i = 0; i < 3000; ++i) {
    Circuit circuit = randomCircuit(rng, {.numQubits = 4, .numGates = 2, .planted = 0, .walls = 0});
    if (!lastTwoCommute(circuit))
      continue;
    Circuit swapped(4, circuit.numInputSlots());
    swapped.append(circuit, circuit[1]);
    swapped.append(circuit, circuit[0]);
    EXPECT_LT(distance(circuit, swapped, rng), 1e-13);
    ++commuting;
  }
  EXPECT_GT(commuting, 500u);
}

TEST(Commutation, ControlsHaveAxisZ) {
  Circuit circuit(3);
  circuit.append(K::CNOT, {0, 1});
  circuit.append(K::RZ, {0}, {0.3});
  EXPECT_TRUE(lastTwoCommute(circuit));
  circuit[0].negated = 1;
  EXPECT_TRUE(lastTwoCommute(circuit));
}

TEST(Commutation, TargetsShareTheirAxis) {
  Circuit circuit(3);
  circuit.append(K::CNOT, {0, 1});
  circuit.append(K::IsingXX, {1, 2}, {0.3});
  EXPECT_TRUE(lastTwoCommute(circuit));
  circuit.append(K::CNOT, {1, 0});
  EXPECT_FALSE(commute(circuit, circuit[0], circuit[2]));
}

TEST(Commutation, TinyAnglesDoNotCommute) {
  Circuit circuit(1);
  circuit.append(K::RX, {0}, {1e-12});
  circuit.append(K::RZ, {0}, {1e-12});
  EXPECT_FALSE(lastTwoCommute(circuit));
}

TEST(Commutation, WallsStopTheirQubitsOnly) {
  Circuit circuit(3);
  circuit.append(K::RZ, {0}, {0.1});
  circuit.appendMeasure(0, 0);
  circuit.appendMeasure(1, 0);
  circuit.appendBarrier({});
  EXPECT_FALSE(commute(circuit, circuit[0], circuit[1]));
  EXPECT_TRUE(commute(circuit, circuit[0], circuit[2]));
  EXPECT_FALSE(commute(circuit, circuit[1], circuit[2])) << "both write bit 0";
  EXPECT_FALSE(commute(circuit, circuit[0], circuit[3]));
}

TEST(Commutation, WideGatesAreDecidedToo) {
  Circuit circuit(40);
  std::vector<uint32_t> wide(40);
  for (unsigned i = 0; i < 40; ++i)
    wide[i] = i;
  circuit.append(K::MultiRZ, wide, std::vector<Angle>{0.3});
  circuit.append(K::Z, wide, {}, 39);
  circuit.append(K::X, wide, {}, 39);
  EXPECT_TRUE(lastTwoCommute(circuit));
  EXPECT_FALSE(commute(circuit, circuit[0], circuit[2]));
}
