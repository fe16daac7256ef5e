// SPDX-License-Identifier: Apache-2.0
//
// Transpiled circuits do what their sources do, on every kind of device, with symbolic angles, and take as few gates as
// promised.
#include "TestCircuits.h"
#include "qml/Target/Writers.h"

#include <gtest/gtest.h>

using namespace qml;
using namespace qml::test;

namespace {

unsigned twoQubitGates(const Circuit &circuit) {
  return std::count_if(circuit.begin(), circuit.end(),
                       [](const Op &op) { return op.op == OpKind::Gate && op.numQubits == 2; });
}

unsigned pulses(const Circuit &circuit) {
  return std::count_if(circuit.begin(), circuit.end(), [](const Op &op) {
    return op.op == OpKind::Gate && op.numQubits == 1 && op.gate != GateKind::RZ;
  });
}

class OnDevice : public testing::TestWithParam<int> {
protected:
  Device device() const {
    switch (GetParam()) {
    case 0:
      return Device::allToAll();
    case 1:
      return lineDevice();
    case 2:
      return directedRing();
    case 3:
      return prxGrid();
    default:
      return Device::ionqForte();
    }
  }
  /// The device may be larger than the oracle can take: only the circuit's qubits are used when all pairs are coupled.
  void check(const Circuit &source, Generator &random, const TranspileOptions &options = {}) {
    auto native = transpile(source, device(), options);
    ASSERT_TRUE(native) << render(native.error());
    std::vector<double> slots;
    for (unsigned i = 0; i < source.numInputSlots(); ++i)
      slots.push_back(uniform(random, -3, 3));
    EXPECT_LT(infidelity(source, *native, slots, randomProduct(random, source.numQubits())), 1e-9);
  }
};

TEST_P(OnDevice, KeepsRandomCircuits) {
  Generator random(7 + GetParam());
  for (int i = 0; i < 40; ++i)
    check(randomCircuit(random, 2 + i % 4, 5 + i, 0), random, {.seed = uint64_t(i), .trials = 3});
}

TEST_P(OnDevice, KeepsSymbolicCircuits) {
  Generator random(70 + GetParam());
  for (int i = 0; i < 60; ++i)
    check(randomCircuit(random, 2 + i % 4, 5 + i, 3), random, {.seed = uint64_t(i), .trials = 3});
}

TEST_P(OnDevice, KeepsCircuitsWithoutOptimisation) {
  Generator random(700 + GetParam());
  for (int i = 0; i < 10; ++i)
    check(randomCircuit(random, 4, 30, 2), random, {.trials = 1, .optimize = false});
}

TEST_P(OnDevice, KeepsLayersOfCommutingGates) {
  Generator random(17 + GetParam());
  for (int trial = 0; trial < 10; ++trial) {
    Circuit circuit(5, 2);
    for (int layer = 0; layer < 2; ++layer) {
      for (uint32_t a = 0; a < 5; ++a)
        for (uint32_t b = 0; b < a; ++b)
          if (random() % 3 != 0)
            circuit.append(GateKind::IsingZZ, {a, b}, {Angle::ofSlot(0, uniform(random, -1, 1))});
      for (uint32_t q = 0; q < 5; ++q)
        if (random() % 3 != 0)
          circuit.append(GateKind::RX, {q}, {Angle::ofSlot(1)});
        else
          circuit.append(GateKind::X, {q});
    }
    check(circuit, random);
  }
}

TEST_P(OnDevice, KeepsSmallAngles) {
  Circuit circuit(2);
  circuit.append(GateKind::H, {0});
  circuit.append(GateKind::IsingZZ, {0, 1}, {1e-6});
  circuit.append(GateKind::H, {0});
  auto native = transpile(circuit, device());
  ASSERT_TRUE(native);
  EXPECT_GT(twoQubitGates(native->circuit), 0u);
}

TEST_P(OnDevice, IsTheSameEveryTime) {
  Generator random(5);
  Circuit circuit = randomCircuit(random, 5, 60, 2);
  auto a = transpile(circuit, device()), b = transpile(circuit, device());
  ASSERT_TRUE(a && b);
  EXPECT_EQ(a->initialLayout, b->initialLayout);
  ASSERT_EQ(a->circuit.size(), b->circuit.size());
  for (size_t i = 0; i < a->circuit.size(); ++i) {
    EXPECT_TRUE(std::ranges::equal(a->circuit.qubits(a->circuit[i]), b->circuit.qubits(b->circuit[i])));
    EXPECT_TRUE(std::ranges::equal(a->circuit.angles(a->circuit[i]), b->circuit.angles(b->circuit[i])));
  }
}

TEST_P(OnDevice, KeepsMeasurementsAndTheirBits) {
  Circuit circuit(3);
  circuit.append(GateKind::H, {0});
  circuit.append(GateKind::CNOT, {0, 1});
  circuit.append(GateKind::CNOT, {0, 2});
  circuit.append(GateKind::CNOT, {1, 2});
  for (uint32_t q = 0; q < 3; ++q)
    circuit.appendMeasure(q, 2 - q);
  auto native = transpile(circuit, device());
  ASSERT_TRUE(native);
  std::vector<uint32_t> measured(3, 99);
  for (const Op &op : native->circuit)
    if (op.op == OpKind::Measure)
      measured[op.bit] = native->circuit.qubits(op)[0];
  for (uint32_t q = 0; q < 3; ++q)
    EXPECT_EQ(measured[2 - q], native->finalLayout[q]);
}

INSTANTIATE_TEST_SUITE_P(AllKinds, OnDevice, testing::Range(0, 5));

TEST(Transpile, CancelsAcrossCommutingGates) {
  Circuit circuit(3, 1);
  circuit.append(GateKind::CNOT, {0, 1});
  circuit.append(GateKind::RZ, {0}, {Angle::ofSlot(0)});
  circuit.append(GateKind::CNOT, {2, 1});
  circuit.append(GateKind::RX, {1}, {Angle::ofSlot(0)});
  circuit.append(GateKind::CNOT, {0, 1});
  auto native = transpile(circuit, Device::allToAll());
  ASSERT_TRUE(native);
  EXPECT_EQ(twoQubitGates(native->circuit), 1u);
}

TEST(Transpile, TakesOneZzForASymbolicRotationBetweenCnots) {
  Circuit circuit(2, 1);
  circuit.append(GateKind::CNOT, {0, 1});
  circuit.append(GateKind::PhaseShift, {1}, {Angle::ofSlot(0, 2)});
  circuit.append(GateKind::CNOT, {0, 1});
  auto native = transpile(circuit, Device::ionqForte());
  ASSERT_TRUE(native);
  EXPECT_EQ(twoQubitGates(native->circuit), 1u);
  EXPECT_EQ(pulses(native->circuit), 0u);
}

TEST(Transpile, TakesOneGatePerRotationOnIonq) {
  for (GateKind kind : {GateKind::IsingXX, GateKind::IsingYY, GateKind::IsingZZ, GateKind::RZX, GateKind::CRY,
                        GateKind::CNOT, GateKind::ControlledPhaseShift}) {
    Circuit circuit(2, 1);
    std::vector<Angle> angles(gateRow(gateRow(kind).base).numAngles, Angle::ofSlot(0));
    uint32_t qubits[] = {0, 1};
    circuit.append(kind, qubits, angles);
    auto native = transpile(circuit, Device::ionqForte());
    ASSERT_TRUE(native);
    EXPECT_EQ(twoQubitGates(native->circuit), 1u) << gateRow(kind).name;
    EXPECT_LE(pulses(native->circuit), 4u) << gateRow(kind).name;
  }
}

TEST(Transpile, MergesASwapIntoTheGateBesideIt) {
  // A triangle on a line needs a SWAP; next to a ZZ it adds one CZ to the two of the ZZ, not three.
  Circuit circuit(3, 1);
  for (auto [a, b] : {std::pair(0u, 1u), std::pair(1u, 2u), std::pair(0u, 2u)})
    circuit.append(GateKind::IsingZZ, {a, b}, {Angle::ofSlot(0)});
  auto native = transpile(circuit, lineDevice());
  ASSERT_TRUE(native);
  EXPECT_EQ(twoQubitGates(native->circuit), 7u);
}

TEST(Transpile, NeedsAtMostThreeCzForAnyConstantTwoQubitGate) {
  Generator random(3);
  for (int i = 0; i < 20; ++i) {
    Circuit circuit = randomCircuit(random, 2, 12, 0);
    auto native = transpile(circuit, lineDevice());
    ASSERT_TRUE(native);
    EXPECT_LE(twoQubitGates(native->circuit), 3u);
  }
}

TEST(Transpile, PlacesPathsAndRingsWithoutSwaps) {
  // Twelve qubits round one cell of heavy-hex, here a plain ring with a tail.
  Device device = deviceOf(R"({"schema": "qml-device/1", "name": "ringtail", "n_qubits": 10, "directed": false,
    "native_gates": {"rz": {}, "sx": {}, "x": {}, "cz": {}},
    "edges": [[0,1],[1,2],[2,3],[3,4],[4,5],[5,6],[6,7],[7,0],[3,8],[8,9]]})");
  Circuit ring(8), path(9);
  for (uint32_t q = 0; q < 8; ++q)
    ring.append(GateKind::CNOT, {q, (q + 1) % 8});
  for (uint32_t q = 0; q + 1 < 9; ++q)
    path.append(GateKind::CNOT, {q, q + 1});
  auto onRing = transpile(ring, device), onPath = transpile(path, device);
  ASSERT_TRUE(onRing && onPath);
  EXPECT_EQ(twoQubitGates(onRing->circuit), 8u);
  EXPECT_EQ(twoQubitGates(onPath->circuit), 8u);
}

TEST(Transpile, SaysWhenTheDeviceIsTooSmall) {
  auto native = transpile(Circuit(7), lineDevice());
  ASSERT_FALSE(native);
  EXPECT_EQ(render(native.error()), "error[E0730]: the circuit has 7 qubits, line6 has 6\n");
}

TEST(Transpile, RefusesNoise) {
  Circuit circuit(2);
  circuit.append(GateKind::H, {0});
  circuit.appendChannel(ChannelKind::Depolarizing, std::vector<uint32_t>{0}, std::vector<Angle>{0.1});
  auto native = transpile(circuit, lineDevice());
  ASSERT_FALSE(native);
  EXPECT_EQ(render(native.error()), "error[E0733]: the circuit has noise channels, which are for the simulator alone\n");
  auto job = writeIonqJson(circuit, {});
  ASSERT_FALSE(job);
  EXPECT_EQ(job.error().code, "E0740");
}

TEST(VerifyTarget, FindsWhatADeviceCannotRun) {
  Circuit far(6);
  far.append(GateKind::CZ, {0, 2});
  EXPECT_EQ(verifyTarget(far, lineDevice()).error().code, "E0732");
  Circuit wrongWay(6);
  wrongWay.append(GateKind::ECR, {1, 0});
  EXPECT_EQ(verifyTarget(wrongWay, directedRing()).error().code, "E0732");
  Circuit foreign(6);
  foreign.append(GateKind::H, {0});
  EXPECT_EQ(verifyTarget(foreign, lineDevice()).error().message, "operation 0 (H 0) is not a native gate of line6");
}

} // namespace
