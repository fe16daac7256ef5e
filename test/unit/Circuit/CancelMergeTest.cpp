// SPDX-License-Identifier: Apache-2.0
//
// cancelInverses and mergeRotations keep the unitary exactly, phase included, and do what they are for.
#include "qml/Circuit/Passes.h"
#include "qml/Circuit/Random.h"

#include <gtest/gtest.h>

#include <numbers>

using namespace qml;
using namespace qml::testing;
using K = GateKind;

namespace {

constexpr double pi = std::numbers::pi;
const Angle a = Angle::ofSlot(0), b = Angle::ofSlot(1);

/// Gates left of 1,000 random circuits, each compared with its source.
unsigned sizeAfter(bool (*pass)(Circuit &), uint64_t seed) {
  Rng rng(seed);
  unsigned total = 0;
  for (unsigned i = 0; i < 1000; ++i) {
    Circuit source = randomCircuit(rng, {}), circuit = source;
    bool changed = pass(circuit);
    EXPECT_TRUE(changed || circuit.size() == source.size()) << "circuit " << i;
    EXPECT_LT(distance(source, circuit, rng), 1e-12) << "circuit " << i;
    Circuit again = circuit;
    EXPECT_FALSE(pass(again)) << "one sweep is enough, circuit " << i;
    total += countGates(circuit);
  }
  return total;
}

unsigned cancelled(Circuit circuit) {
  cancelInverses(circuit);
  return circuit.size();
}

unsigned merged(Circuit &circuit) {
  Circuit source = circuit;
  mergeRotations(circuit);
  Rng rng(7);
  EXPECT_LT(distance(source, circuit, rng), 1e-14);
  return circuit.size();
}

Circuit ofGates(std::initializer_list<std::pair<K, Angle>> gates) {
  Circuit circuit(1, 2);
  for (auto [gate, angle] : gates)
    circuit.append(gate, std::array{0u}, std::span(&angle, gateRow(gate).numAngles));
  return circuit;
}

} // namespace

TEST(CancelInverses, KeepsRandomCircuits) {
  unsigned left = sizeAfter(cancelInverses, 11);
  RecordProperty("left", left);
  EXPECT_LT(left, 17500u);
}

TEST(CancelInverses, SymbolicAnglesCancel) {
  EXPECT_EQ(cancelled(ofGates({{K::RX, a}, {K::RX, -a}})), 0u);
  EXPECT_EQ(cancelled(ofGates({{K::RX, a}, {K::RX, -b}})), 2u);
  EXPECT_EQ(cancelled(ofGates({{K::RX, 1e-9}, {K::RX, -1.1e-9}})), 2u);
  EXPECT_EQ(cancelled(ofGates({{K::GPI2, 0.25}, {K::GPI2, 0.75}})), 0u);
}

TEST(CancelInverses, NestedPairsCancel) {
  EXPECT_EQ(cancelled(ofGates({{K::H, {}}, {K::S, {}}, {K::RX, a}, {K::RX, -a}, {K::Sdg, {}}, {K::H, {}}})), 0u);
}

TEST(CancelInverses, SymmetricGatesInAnyOrder) {
  Circuit circuit(4, 1);
  circuit.append(K::CZ, {0, 1});
  circuit.append(K::CZ, {1, 0});
  circuit.append(K::SWAP, {2, 1});
  circuit.append(K::SWAP, {1, 2});
  circuit.append(K::MultiRZ, {0, 1, 2}, {a});
  circuit.append(K::MultiRZ, {2, 0, 1}, {-a});
  circuit.append(K::CCZ, {0, 1, 2});
  circuit.append(K::CCZ, {2, 1, 0});
  circuit.append(K::DCX, {0, 1});
  circuit.append(K::DCX, {1, 0});
  circuit.append(K::SingleExcitation, {0, 1}, {a});
  circuit.append(K::SingleExcitation, {1, 0}, {a});
  circuit.append(K::DoubleExcitation, {0, 1, 2, 3}, {a});
  circuit.append(K::DoubleExcitation, {3, 2, 0, 1}, {a});
  EXPECT_EQ(cancelled(circuit), 0u);
}

TEST(CancelInverses, CommutingGatesInBetween) {
  Circuit circuit(3, 1);
  circuit.append(K::CNOT, {0, 1});
  circuit.append(K::RZ, {0}, {a});
  circuit.append(K::RX, {1}, {a});
  circuit.append(K::CNOT, {0, 2});
  circuit.append(K::CNOT, {0, 1});
  EXPECT_EQ(cancelled(circuit), 3u);
  circuit.append(K::H, {0});
  circuit.append(K::CNOT, {0, 2});
  EXPECT_EQ(cancelled(circuit), 5u);
}

TEST(CancelInverses, NegatedControlsAreNotPlainOnes) {
  Circuit circuit(2);
  circuit.append(K::CNOT, {0, 1});
  circuit.append(K::X, std::array{0u, 1u}, {}, 1, 1);
  EXPECT_EQ(cancelled(circuit), 2u);
  circuit.append(K::X, std::array{0u, 1u}, {}, 1, 1);
  EXPECT_EQ(cancelled(circuit), 1u);
}

TEST(CancelInverses, NegatedControlIsNoTarget) {
  Circuit circuit(2);
  circuit.append(K::Z, std::array{0u, 1u}, {}, 1, 1);
  circuit.append(K::Z, std::array{1u, 0u}, {}, 1, 1);
  EXPECT_EQ(cancelled(circuit), 2u);
}

TEST(CancelInverses, WallsStop) {
  for (int wall = 0; wall < 4; ++wall) {
    Circuit circuit(2);
    circuit.append(K::CZ, {0, 1});
    if (wall == 0)
      circuit.appendMeasure(0, 0);
    if (wall == 1)
      circuit.appendReset(1);
    if (wall >= 2)
      circuit.appendBarrier(wall == 2 ? std::vector<uint32_t>{1} : std::vector<uint32_t>{});
    circuit.append(K::CZ, {0, 1});
    EXPECT_EQ(cancelled(circuit), 3u);
  }
}

TEST(CancelInverses, LongCommutingRunsTakeLinearTime) {
  Circuit circuit(100);
  for (unsigned i = 0; i < 100000; ++i) {
    circuit.append(K::CZ, {i % 99, i % 99 + 1});
    circuit.append(K::RZ, {i % 99}, {0.1 * i});
  }
  EXPECT_LT(cancelled(circuit), 200000u);
}

TEST(MergeRotations, KeepsRandomCircuits) {
  unsigned left = sizeAfter(mergeRotations, 12);
  RecordProperty("left", left);
  EXPECT_LT(left, 17800u);
}

TEST(MergeRotations, SymbolicAnglesAddUp) {
  Circuit circuit = ofGates({{K::RX, a}, {K::RX, b}, {K::RX, a * 2}});
  EXPECT_EQ(merged(circuit), 1u);
  EXPECT_EQ(circuit.slotValues(std::vector{0.5, 0.25})[circuit.angles(circuit[0])[0].slot], 1.75);
  circuit = ofGates({{K::RX, a}, {K::RX, b}, {K::RX, -a}, {K::RX, -b}});
  EXPECT_EQ(merged(circuit), 0u);
}

TEST(MergeRotations, UnusedSlotsGo) {
  // A pair that cancels, and b + 2 a: of the slots that are left the first is b's.
  const Angle c = Angle::ofSlot(2);
  Circuit circuit(2, 3);
  circuit.append(K::RX, {0}, {c});
  circuit.append(K::RX, {0}, {-c});
  circuit.append(K::RY, {1}, {b});
  circuit.append(K::RY, {1}, {a * 2});
  EXPECT_TRUE(cancelInverses(circuit));
  EXPECT_TRUE(mergeRotations(circuit));
  EXPECT_EQ(circuit.dropUnusedSlots(), (std::vector<uint32_t>{0, 1}));
  ASSERT_EQ(circuit.size(), 1u);
  EXPECT_EQ(circuit.angles(circuit[0])[0].value(circuit.slotValues(std::vector{0.5, 0.25})), 1.25);
  // Angles of erased gates are in the pool still.
  Circuit bound = circuit.bound(std::vector{0.5, 0.25});
  EXPECT_EQ(bound.angles(bound[0])[0], Angle(1.25));
  EXPECT_EQ(circuit.dropUnusedSlots(), (std::vector<uint32_t>{0, 1}));
  circuit.erase({true});
  EXPECT_TRUE(circuit.dropUnusedSlots().empty());
  EXPECT_EQ(circuit.numSlots(), 0u);
  EXPECT_TRUE(circuit.bound({}).empty());
}

TEST(MergeRotations, FixedGatesStayFixed) {
  Circuit circuit = ofGates({{K::T, {}}, {K::T, {}}, {K::S, {}}});
  EXPECT_EQ(merged(circuit), 1u);
  EXPECT_EQ(circuit[0].gate, K::Z);
  circuit = ofGates({{K::Z, {}}, {K::T, {}}, {K::S, {}}, {K::T, {}}});
  EXPECT_EQ(merged(circuit), 0u);
  circuit = ofGates({{K::SX, {}}, {K::SX, {}}});
  EXPECT_EQ(merged(circuit), 1u);
  circuit = ofGates({{K::S, {}}, {K::T, {}}});
  EXPECT_EQ(merged(circuit), 2u) << "three eighths are no fixed gate";
}

TEST(MergeRotations, ZFamilyKeepsThePhase) {
  Circuit circuit = ofGates({{K::S, {}}, {K::RZ, a}, {K::T, {}}, {K::PhaseShift, b}});
  EXPECT_EQ(merged(circuit), 2u);
  EXPECT_EQ(circuit[1].gate, K::GlobalPhase);
  circuit = ofGates({{K::X, {}}, {K::RX, a}});
  EXPECT_EQ(merged(circuit), 2u);
  circuit = ofGates({{K::RZ, -pi / 2}, {K::S, {}}});
  EXPECT_EQ(merged(circuit), 1u) << "only the phase is left";
}

TEST(MergeRotations, ControlledPhasesNeedNoGlobalPhase) {
  Circuit circuit(2, 1);
  circuit.append(K::CZ, {0, 1});
  circuit.append(K::ControlledPhaseShift, {1, 0}, {a});
  circuit.append(K::CS, {0, 1});
  EXPECT_EQ(merged(circuit), 1u);
  circuit.append(K::CRZ, {0, 1}, {a});
  EXPECT_EQ(merged(circuit), 2u) << "a controlled RZ is no controlled phase";
}

TEST(MergeRotations, TinyRotationsStay) {
  Circuit circuit = ofGates({{K::RX, 1e-9}});
  EXPECT_EQ(merged(circuit), 1u);
  circuit = ofGates({{K::RX, 1e-300}, {K::RZ, 5e-324}});
  EXPECT_EQ(merged(circuit), 2u);
  circuit = ofGates({{K::RX, 2e-9}, {K::RX, -1e-9}});
  EXPECT_EQ(merged(circuit), 1u);
  EXPECT_EQ(circuit.angles(circuit[0])[0].offset, 1e-9);
}

TEST(MergeRotations, FullTurnIsMinusOne) {
  Circuit circuit = ofGates({{K::RX, pi}, {K::RX, pi}});
  EXPECT_EQ(merged(circuit), 1u);
  circuit = ofGates({{K::RX, 0.0}, {K::Identity, {}}, {K::PhaseShift, 0.0}});
  EXPECT_EQ(merged(circuit), 0u);
}

TEST(MergeRotations, OtherAnglesMustAgree) {
  Circuit circuit(2, 2);
  circuit.append(K::PRX, {0}, {a, 0.5});
  circuit.append(K::PRX, {0}, {b, 0.5});
  circuit.append(K::PRX, {0}, {b, 0.6});
  circuit.append(K::MS, {0, 1}, {0.1, 0.2, a});
  circuit.append(K::MS, {1, 0}, {0.2, 0.1, b});
  circuit.append(K::FSim, {0, 1}, {a, b});
  circuit.append(K::FSim, {1, 0}, {-a, b});
  EXPECT_EQ(merged(circuit), 4u);
}

TEST(MergeRotations, GlobalPhasesBecomeOne) {
  Circuit circuit(1, 64);
  for (int i = 0; i < 64; ++i) {
    circuit.append(K::GlobalPhase, {}, {Angle::ofSlot(i)});
    circuit.append(K::H, {0});
    circuit.append(K::RY, {0}, {0.1});
  }
  EXPECT_EQ(merged(circuit), 129u);
  EXPECT_LT(circuit.derivedSlots().size(), 64u);
}

TEST(MergeRotations, WallsStop) {
  Circuit circuit(1, 1);
  circuit.append(K::RZ, {0}, {a});
  circuit.appendMeasure(0, 0);
  circuit.append(K::RZ, {0}, {a});
  EXPECT_EQ(merged(circuit), 3u);
}
