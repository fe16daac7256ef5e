// SPDX-License-Identifier: Apache-2.0
//
// OpenQASM 2 files: what they mean, and what is said about wrong ones.
#include "qml/Target/Qasm2Reader.h"
#include "qml/Circuit/Oracle.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <numbers>

using namespace qml;

namespace {

constexpr double pi = std::numbers::pi;
const std::string header = "OPENQASM 2.0;\ninclude \"qelib1.inc\";\n";

ImportedCircuit read(const std::string &text) {
  SourceFile file("t.qasm", header + text);
  auto result = readQasm2(file);
  EXPECT_TRUE(result) << render(result.error());
  ImportedCircuit none;
  return result ? *result : none;
}

std::string messageOf(const std::string &text, const QasmLimits &limits = {}) {
  SourceFile file("t.qasm", text);
  auto result = readQasm2(file, limits);
  return result ? "" : render(result.error());
}

void expectSame(const Circuit &a, const Circuit &b) {
  EXPECT_LT(oracle::distanceUpToPhase(oracle::unitary(a, {}), oracle::unitary(b, {})), 1e-12);
}

} // namespace

TEST(Qasm2Reader, ReadsRegistersGatesAndMeasurements) {
  ImportedCircuit in =
      read("qreg a[2]; qreg b[1]; creg c[2]; creg d[1];\n"
           "h a[0]; cx a[0],b[0]; rz(-pi/2 + 3*2^2) a[1];\nbarrier a, b[0];\nmeasure a -> c; measure b[0] -> d[0];"
           "reset a[0];");
  EXPECT_EQ(in.circuit.numQubits(), 3u);
  EXPECT_EQ(in.circuit.numBits(), 3u);
  ASSERT_EQ(in.quantum.size(), 2u);
  EXPECT_EQ(in.quantum[1].name, "b");
  EXPECT_EQ(in.quantum[1].first, 2u);
  ASSERT_EQ(in.circuit.size(), 8u);
  EXPECT_EQ(in.circuit.qubits(in.circuit[1])[1], 2u);
  EXPECT_DOUBLE_EQ(in.circuit.angles(in.circuit[2])[0].offset, 12 - pi / 2);
  EXPECT_EQ(in.circuit.qubits(in.circuit[3]).size(), 3u);
  EXPECT_EQ(in.circuit[6].bit, 2);
  EXPECT_EQ(in.circuit[7].op, OpKind::Reset);
}

TEST(Qasm2Reader, KnowsTheGatesOfQelib1) {
  const char *gates[] = {"u3(1,2,3) q[0]",
                         "u2(1,2) q[0]",
                         "u1(1) q[0]",
                         "cx q[0],q[1]",
                         "id q[0]",
                         "u0(1) q[0]",
                         "u(1,2,3) q[0]",
                         "p(1) q[0]",
                         "x q[0]",
                         "y q[0]",
                         "z q[0]",
                         "h q[0]",
                         "s q[0]",
                         "sdg q[0]",
                         "t q[0]",
                         "tdg q[0]",
                         "rx(1) q[0]",
                         "ry(1) q[0]",
                         "rz(1) q[0]",
                         "sx q[0]",
                         "sxdg q[0]",
                         "cz q[0],q[1]",
                         "cy q[0],q[1]",
                         "swap q[0],q[1]",
                         "ch q[0],q[1]",
                         "ccx q[0],q[1],q[2]",
                         "cswap q[0],q[1],q[2]",
                         "crx(1) q[0],q[1]",
                         "cry(1) q[0],q[1]",
                         "crz(1) q[0],q[1]",
                         "cu1(1) q[0],q[1]",
                         "cp(1) q[0],q[1]",
                         "cu3(1,2,3) q[0],q[1]",
                         "csx q[0],q[1]",
                         "cu(1,2,3,4) q[0],q[1]",
                         "rxx(1) q[0],q[1]",
                         "rzz(1) q[0],q[1]",
                         "rccx q[0],q[1],q[2]",
                         "rc3x q[0],q[1],q[2],q[3]",
                         "c3x q[0],q[1],q[2],q[3]",
                         "c3sqrtx q[0],q[1],q[2],q[3]",
                         "c4x q[0],q[1],q[2],q[3],q[4]"};
  for (const char *gate : gates)
    EXPECT_EQ(messageOf(header + "qreg q[5]; " + gate + ";"), "") << gate;
}

TEST(Qasm2Reader, AgreesWithTheDefinitionsOfQelib1) {
  // From the text of qelib1.inc.
  expectSame(read("qreg q[2]; cu(0.3,0.4,0.5,0.6) q[0],q[1];").circuit,
             read("qreg q[2]; p(0.6) q[0]; p((0.5+0.4)/2) q[0]; p((0.5-0.4)/2) q[1]; cx q[0],q[1];"
                  "u(-0.3/2,0,-(0.4+0.5)/2) q[1]; cx q[0],q[1]; u(0.3/2,0.4,0) q[1];")
                 .circuit);
  expectSame(read("qreg q[2]; rzz(0.7) q[0],q[1];").circuit,
             read("qreg q[2]; cx q[0],q[1]; u1(0.7) q[1]; cx q[0],q[1];").circuit);
  expectSame(read("qreg q[2]; csx q[0],q[1];").circuit,
             read("qreg q[2]; h q[1]; cu1(pi/2) q[0],q[1]; h q[1];").circuit);
  expectSame(read("qreg q[2]; crx(0.7) q[0],q[1];").circuit,
             read("qreg q[2]; u1(pi/2) q[1]; cx q[0],q[1]; u3(-0.7/2,0,0) q[1]; cx q[0],q[1]; u3(0.7/2,-pi/2,0) q[1];")
                 .circuit);
}

TEST(Qasm2Reader, ExpandsDefinitions) {
  expectSame(read("gate inner(x) a { rx(-x) a; }\n"
                  "gate mine(t, u) a, b { inner(t/2) b; cx a,b; rz(sin(u)*cos(t) - tan(u)^2) b; barrier a,b; "
                  "U(t,0,ln(exp(u))) a; }\n"
                  "qreg q[2]; mine(0.3, sqrt(2)) q[1],q[0];")
                 .circuit,
             [] {
               Circuit c(2);
               double t = 0.3, u = std::sqrt(2.0);
               c.append(GateKind::RX, {0}, {-0.15});
               c.append(GateKind::CNOT, {1, 0});
               c.append(GateKind::RZ, {0}, {std::sin(u) * std::cos(t) - std::tan(u) * std::tan(u)});
               c.append(GateKind::U, {1}, {t, 0.0, u});
               return c;
             }());
}

TEST(Qasm2Reader, BroadcastsRegisters) {
  ImportedCircuit in = read("qreg a[3]; qreg b[3]; h a; cx a,b; cx a[0],b;");
  EXPECT_EQ(in.circuit.size(), 9u);
  EXPECT_EQ(in.circuit.qubits(in.circuit[5])[1], 5u);
  EXPECT_EQ(in.circuit.qubits(in.circuit[8])[0], 0u);
}

TEST(Qasm2Reader, EvaluatesExpressions) {
  auto value = [](const std::string &text) {
    ImportedCircuit in = read("qreg q[1]; rz(" + text + ") q[0];");
    return in.circuit.angles(in.circuit[0])[0].offset;
  };
  EXPECT_DOUBLE_EQ(value("2^3^2"), 512);
  EXPECT_DOUBLE_EQ(value("-2^2"), -4);
  EXPECT_DOUBLE_EQ(value("1-2-3"), -4);
  EXPECT_DOUBLE_EQ(value("12/3/2*pi"), 2 * pi);
  EXPECT_DOUBLE_EQ(value("--1e-3"), 1e-3);
  EXPECT_DOUBLE_EQ(value("(1+.5)*-2."), -3);
}

TEST(Qasm2Reader, PointsAtErrors) {
  EXPECT_EQ(messageOf(header + "qreg q[2];\ncx q[0],q[2];"), "error[E0708]: the index is out of range\n"
                                                             "  --> t.qasm:4:11\n"
                                                             "   |\n"
                                                             " 4 | cx q[0],q[2];\n"
                                                             "   |           ^ 'q' has 2 members, numbered from 0\n");
  EXPECT_EQ(messageOf(header + "qreg q[2];\nhh q[0];"), "error[E0705]: there is no gate 'hh'\n"
                                                        "  --> t.qasm:4:1\n"
                                                        "   |\n"
                                                        " 4 | hh q[0];\n"
                                                        "   | ^^ not defined\n"
                                                        "   = help: did you mean 'ch'?\n");
  EXPECT_EQ(messageOf(header + "qreg q[2]; creg c[2];\nif (c==1) x q[0];"),
            "error[E0711]: 'if' is not supported yet\n"
            "  --> t.qasm:4:1\n"
            "   |\n"
            " 4 | if (c==1) x q[0];\n"
            "   | ^^ a classically controlled operation\n"
            "   = help: measure at the end, or use a quantum control in place of the classical one\n");
  EXPECT_EQ(messageOf("OPENQASM 2.0;\nqreg q[1];\nh q[0];"),
            "error[E0705]: there is no gate 'h'\n"
            "  --> t.qasm:3:1\n"
            "   |\n"
            " 3 | h q[0];\n"
            "   | ^ not defined\n"
            "   = help: add 'include \"qelib1.inc\";' after the version\n");
  EXPECT_EQ(messageOf(header + "qreg q[2];\nh q[0]\nx q[1];"), "error[E0702]: a statement ends with ';'\n"
                                                               "  --> t.qasm:4:7\n"
                                                               "   |\n"
                                                               " 4 | h q[0]\n"
                                                               "   |       ^ ';' is missing here\n");
}

TEST(Qasm2Reader, RefusesWrongFilesWithTheRightCode) {
  auto code = [](const std::string &body, bool bare = false) {
    std::string message = messageOf(bare ? body : header + "qreg q[3]; creg c[2];\n" + body);
    return message.substr(0, 12);
  };
  EXPECT_EQ(code("", true), "error[E0703]");
  EXPECT_EQ(code("OPENQASM 3.0;", true), "error[E0703]");
  EXPECT_EQ(code("include \"/etc/passwd\";"), "error[E0704]");
  EXPECT_EQ(code("@"), "error[E0701]");
  EXPECT_EQ(code("rz(1e) q[0];"), "error[E0701]");
  EXPECT_EQ(code("rz(1e999) q[0];"), "error[E0701]");
  EXPECT_EQ(code("include \"x"), "error[E0701]");
  EXPECT_EQ(code("qreg q[1];"), "error[E0706]");
  EXPECT_EQ(code("gate g a,a {}"), "error[E0706]");
  EXPECT_EQ(code("gate g a {} gate g b {}"), "error[E0706]");
  EXPECT_EQ(code("rz q[0];"), "error[E0707]");
  EXPECT_EQ(code("cx q[0];"), "error[E0707]");
  EXPECT_EQ(code("gate g a { cx a; }"), "error[E0707]");
  EXPECT_EQ(code("gate g a { h b; }"), "error[E0705]");
  EXPECT_EQ(code("gate g a { g a; }"), "error[E0705]");
  EXPECT_EQ(code("rz(x) q[0];"), "error[E0705]");
  EXPECT_EQ(code("measure q -> q;"), "error[E0705]");
  EXPECT_EQ(code("cx q[0],q[0];"), "error[E0709]");
  EXPECT_EQ(code("cx q,q[0];"), "error[E0709]");
  EXPECT_EQ(code("measure q -> c;"), "error[E0710]");
  EXPECT_EQ(code("opaque magic a;"), "error[E0711]");
  EXPECT_EQ(code("rz(1/0) q[0];"), "error[E0712]");
  EXPECT_EQ(code("rz(ln(-1)) q[0];"), "error[E0712]");
  EXPECT_EQ(code("qreg r[0];"), "error[E0708]");
  EXPECT_EQ(code("qreg r[99999999999999999999];"), "error[E0714]");
  EXPECT_EQ(code("rz(1"), "error[E0702]");
  EXPECT_EQ(code("h q[0"), "error[E0702]");
  EXPECT_EQ(code("gate g a { h a;"), "error[E0702]");
}

TEST(Qasm2Reader, BoundsNestingAndExpansion) {
  std::string deep =
      header + "qreg q[1];\nrz(" + std::string(100'000, '(') + "1" + std::string(100'000, ')') + ") q[0];";
  EXPECT_EQ(messageOf(deep).substr(0, 12), "error[E0713]");
  std::string powers = header + "qreg q[1];\nrz(1";
  for (int i = 0; i < 100'000; ++i)
    powers += "^1";
  EXPECT_EQ(messageOf(powers + ") q[0];").substr(0, 12), "error[E0713]");
  std::string sum = header + "qreg q[1];\nrz(1";
  for (int i = 0; i < 100'000; ++i)
    sum += "+1";
  EXPECT_EQ(messageOf(sum + ") q[0];"), "");

  // Each gate calls the one before it twice: 2^60 calls, of nothing at all.
  std::string bomb = header + "qreg q[1];\ngate g0 a {}\n";
  for (int i = 1; i <= 60; ++i) {
    std::string previous = "g" + std::to_string(i - 1) + " a; ";
    bomb += "gate g" + std::to_string(i) + " a { " + previous + previous + "}\n";
  }
  EXPECT_EQ(messageOf(bomb + "g60 q[0];").substr(0, 12), "error[E0714]");
  std::string chain = header + "qreg q[1];\ngate g0 a {}\n";
  for (int i = 1; i <= 100'000; ++i)
    chain += "gate g" + std::to_string(i) + " a { g" + std::to_string(i - 1) + " a; }\n";
  EXPECT_EQ(messageOf(chain + "g100000 q[0];").substr(0, 12), "error[E0713]");
  EXPECT_EQ(messageOf(header + "qreg q[100];\nh q; h q;", {.maxOps = 150}).substr(0, 12), "error[E0714]");
}

TEST(Qasm2Reader, SurvivesEveryPrefix) {
  std::string text =
      header + "gate g(x) a,b { rz(x*2) a; cx a,b; }\nqreg q[2]; creg c[2];\ng(pi/2) q[0],q[1]; measure q -> c;";
  for (size_t i = 0; i < text.size(); ++i)
    messageOf(text.substr(0, i));
  for (size_t i = 0; i < text.size(); ++i)
    for (char c : {'\0', '(', '"', '\xff', ';', '9'}) {
      std::string changed = text;
      changed[i] = c;
      messageOf(changed);
    }
}

TEST(Qasm2Reader, ReadsThirtyThousandGatesAtOnce) {
  std::string text = header + "qreg q[50];\n";
  for (int i = 0; i < 15'000; ++i)
    text += "rz(0.12345*pi) q[" + std::to_string(i % 50) + "];\ncx q[" + std::to_string(i % 50) + "],q[" +
            std::to_string((i + 1) % 50) + "];\n";
  auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(messageOf(text), "");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(500));
}
