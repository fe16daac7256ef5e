// SPDX-License-Identifier: Apache-2.0
//
// Texts: read back they are the same circuit; their exact form is pinned.
#include "TestCircuits.h"
#include "qml/Target/Qasm2Reader.h"
#include "qml/Target/Writers.h"

#include <gtest/gtest.h>

using namespace qml;
using namespace qml::test;

namespace {

Circuit sample() {
  Circuit circuit(2, 2);
  circuit.append(GateKind::H, {0});
  circuit.append(GateKind::RX, {1}, {circuit.add(Angle::ofSlot(0, 0.5), Angle::ofSlot(1, -1, 0.25))});
  circuit.append(GateKind::SX, {0});
  circuit.append(GateKind::Sdg, {1});
  circuit.append(GateKind::IsingZZ, {0, 1}, {Angle::ofSlot(1)});
  circuit.append(GateKind::Rot, {0}, {0.1, Angle::ofSlot(0, -2), 0.3});
  circuit.append(GateKind::ControlledPhaseShift, {1, 0}, {1.0});
  circuit.appendMeasure(1, 0);
  return circuit;
}

} // namespace

TEST(Qasm2Writer, ReadsBackAsTheSame) {
  Generator random(31);
  for (int trial = 0; trial < 40; ++trial) {
    Circuit circuit = randomCircuit(random, 4, 20, 2);
    std::vector<double> slots = {uniform(random, -2, 2), uniform(random, -2, 2)};
    SourceFile file("w.qasm", writeQasm2(circuit, slots));
    auto again = readQasm2(file);
    ASSERT_TRUE(again) << render(again.error());
    EXPECT_LT(oracle::distanceUpToPhase(oracle::unitary(circuit, slots), oracle::unitary(again->circuit, {})), 1e-11);
  }
}

TEST(Qasm2Writer, DefinesNativeGatesAndKeepsEveryDigit) {
  Circuit circuit(2);
  circuit.append(GateKind::GPI2, {0}, {0.1});
  circuit.append(GateKind::ZZ, {0, 1}, {1.0 / 3});
  circuit.appendMeasure(1, 0);
  uint32_t initial[] = {1, 0}, final[] = {0, 1};
  EXPECT_EQ(writeQasm2(circuit, {}, {initial, final}),
            "OPENQASM 2.0;\n"
            "// initial_layout: [1, 0]\n"
            "// final_layout: [0, 1]\n"
            "include \"qelib1.inc\";\n"
            "gate gpi2(phi) a { rz(-2*pi*phi) a; rx(pi/2) a; rz(2*pi*phi) a; }\n"
            "gate zz(theta) a,b { rzz(2*pi*theta) a,b; }\n"
            "qreg q[2];\n"
            "creg c[1];\n"
            "gpi2(0.1) q[0];\n"
            "zz(0.3333333333333333) q[0],q[1];\n"
            "measure q[1] -> c[0];\n");
}

TEST(Qasm3Writer, DeclaresInputs) {
  Qasm3Options options;
  options.inputNames = {"weight", "pi"};
  EXPECT_EQ(writeQasm3(sample(), options), "OPENQASM 3.0;\n"
                                           "include \"stdgates.inc\";\n"
                                           "gate rzz(theta) a, b { cx a, b; rz(theta) b; cx a, b; }\n"
                                           "input float[64] weight;\n"
                                           "input float[64] pi_;\n"
                                           "qubit[2] q;\n"
                                           "bit[1] c;\n"
                                           "h q[0];\n"
                                           "rx(0.5 * weight - pi_ + 0.25) q[1];\n"
                                           "sx q[0];\n"
                                           "sdg q[1];\n"
                                           "rzz(pi_) q[0], q[1];\n"
                                           "rz(0.1) q[0];\n"
                                           "ry(-2 * weight) q[0];\n"
                                           "rz(0.3) q[0];\n"
                                           "cp(1) q[1], q[0];\n"
                                           "c[0] = measure q[1];\n");
}

TEST(Qasm3Writer, WritesNumbersOnPhysicalQubits) {
  Qasm3Options options;
  options.physicalQubits = true;
  options.values = {1, 0.5};
  Circuit circuit(3, 2);
  circuit.append(GateKind::RZ, {2}, {circuit.add(Angle::ofSlot(0), Angle::ofSlot(1, -3))});
  circuit.append(GateKind::ECR, {1, 2});
  uint32_t barrier[] = {1, 2};
  circuit.appendBarrier(barrier);
  circuit.appendMeasure(2, 0);
  EXPECT_EQ(writeQasm3(circuit, options),
            "OPENQASM 3.0;\n"
            "include \"stdgates.inc\";\n"
            "gate ecr a, b { h b; cx a, b; rz(pi / 4) b; cx a, b; x a; cx a, b; rz(-pi / 4) b; cx a, b; h b; }\n"
            "bit[1] c;\n"
            "rz(-0.5) $2;\n"
            "ecr $1, $2;\n"
            "barrier $1, $2;\n"
            "c[0] = measure $2;\n");
}

TEST(Qasm3Writer, SpeaksBraket) {
  Qasm3Options options;
  options.dialect = Qasm3Dialect::Braket;
  Circuit circuit(3, 1);
  circuit.append(GateKind::CNOT, {0, 1});
  circuit.append(GateKind::SX, {0});
  circuit.append(GateKind::Tdg, {0});
  circuit.append(GateKind::PhaseShift, {0}, {Angle::ofSlot(0)});
  circuit.append(GateKind::IsingZZ, {0, 1}, {Angle::ofSlot(0)});
  circuit.append(GateKind::ZZ, {0, 1}, {0.25});
  circuit.append(GateKind::Toffoli, {0, 1, 2});
  EXPECT_EQ(writeQasm3(circuit, options), "OPENQASM 3.0;\n"
                                          "input float theta0;\n"
                                          "qubit[3] q;\n"
                                          "cnot q[0], q[1];\n"
                                          "v q[0];\n"
                                          "ti q[0];\n"
                                          "phaseshift(theta0) q[0];\n"
                                          "zz(theta0) q[0], q[1];\n"
                                          "zz(1.5707963267948966) q[0], q[1];\n"
                                          "ccnot q[0], q[1], q[2];\n");
}

TEST(Qasm3Writer, DecomposesWhatItHasNoNameFor) {
  Generator random(37);
  for (Qasm3Dialect dialect : {Qasm3Dialect::Standard, Qasm3Dialect::Braket})
    for (int trial = 0; trial < 20; ++trial) {
      Qasm3Options options;
      options.dialect = dialect;
      std::string text = writeQasm3(randomCircuit(random, 5, 40, 2), options);
      EXPECT_EQ(text.find("U("), std::string::npos);
      EXPECT_EQ(text.find("u2("), std::string::npos);
      EXPECT_EQ(text.find("nan"), std::string::npos);
    }
}

TEST(IonqJsonWriter, WritesAJob) {
  Circuit circuit(2, 1);
  circuit.append(GateKind::GPI2, {0}, {0.25});
  circuit.append(GateKind::ZZ, {0, 1}, {Angle::ofSlot(0, 0.5)});
  circuit.append(GateKind::RZ, {0}, {0.3});
  circuit.appendMeasure(0, 0);
  IonqJobOptions options;
  options.name = "bell";
  options.backend = "qpu.forte-1";
  options.values = {0.5};
  auto text = writeIonqJson(circuit, options);
  ASSERT_TRUE(text);
  EXPECT_EQ(*text, R"({
 "type": "ionq.circuit.v1",
 "backend": "qpu.forte-1",
 "shots": 1000,
 "name": "bell",
 "input": {
  "gateset": "native",
  "qubits": 2,
  "circuit": [
   {
    "gate": "gpi2",
    "target": 0,
    "phase": 0.25
   },
   {
    "gate": "zz",
    "targets": [
     0,
     1
    ],
    "angle": 0.25
   }
  ]
 }
}
)");
}

TEST(IonqJsonWriter, RefusesOtherGates) {
  Circuit circuit(1);
  circuit.append(GateKind::H, {0});
  auto text = writeIonqJson(circuit, {});
  ASSERT_FALSE(text);
  EXPECT_EQ(render(text.error()),
            "error[E0740]: operation 0 (H) can't be written as an IonQ job: it is not a native gate\n");
  Circuit late(1);
  late.append(GateKind::RZ, {0}, {0.5});
  late.append(GateKind::GPI, {0}, {0.0});
  EXPECT_FALSE(writeIonqJson(late, {}));
}
