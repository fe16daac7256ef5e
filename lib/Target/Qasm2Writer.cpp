// SPDX-License-Identifier: Apache-2.0
//
// OpenQASM 2. Gates that qelib1.inc lacks are defined in the file; readers that know them natively may skip the
// definition.

#include "QasmText.h"

#include <algorithm>
#include <numbers>

namespace qml {

using namespace target;

static constexpr GateText gates[] = {
    {GateKind::Identity, "id", "", ""},
    {GateKind::X, "x", "", ""},
    {GateKind::Y, "y", "", ""},
    {GateKind::Z, "z", "", ""},
    {GateKind::H, "h", "", ""},
    {GateKind::S, "s", "", ""},
    {GateKind::Sdg, "sdg", "", ""},
    {GateKind::T, "t", "", ""},
    {GateKind::Tdg, "tdg", "", ""},
    {GateKind::SX, "sx", "", ""},
    {GateKind::SXdg, "sxdg", "", ""},
    {GateKind::RX, "rx", "", ""},
    {GateKind::RY, "ry", "", ""},
    {GateKind::RZ, "rz", "", ""},
    {GateKind::PhaseShift, "p", "", ""},
    {GateKind::PRX, "prx", "gate prx(alpha,beta) a { rz(-beta) a; rx(alpha) a; rz(beta) a; }", ""},
    {GateKind::GPI, "gpi", "gate gpi(phi) a { rz(-2*pi*phi) a; x a; rz(2*pi*phi) a; }", ""},
    {GateKind::GPI2, "gpi2", "gate gpi2(phi) a { rz(-2*pi*phi) a; rx(pi/2) a; rz(2*pi*phi) a; }", ""},
    {GateKind::CNOT, "cx", "", ""},
    {GateKind::CY, "cy", "", ""},
    {GateKind::CZ, "cz", "", ""},
    {GateKind::CH, "ch", "", ""},
    {GateKind::CRX, "crx", "", ""},
    {GateKind::CRY, "cry", "", ""},
    {GateKind::CRZ, "crz", "", ""},
    {GateKind::ControlledPhaseShift, "cp", "", ""},
    {GateKind::SWAP, "swap", "", ""},
    {GateKind::CSWAP, "cswap", "", ""},
    {GateKind::Toffoli, "ccx", "", ""},
    {GateKind::IsingXX, "rxx", "", ""},
    {GateKind::IsingZZ, "rzz", "", ""},
    {GateKind::ECR, "ecr", "gate ecr a,b { h b; cx a,b; rz(pi/4) b; cx a,b; x a; cx a,b; rz(-pi/4) b; cx a,b; h b; }",
     ""},
    {GateKind::ZZ, "zz", "gate zz(theta) a,b { rzz(2*pi*theta) a,b; }", ""},
};

namespace {

class Qasm2Text {
public:
  Qasm2Text(const Circuit &circuit, std::span<const double> values) : circuit_(circuit), values_(values) {}

  std::string write(const LayoutComments &layout) {
    out_ = "OPENQASM 2.0;\n";
    appendLayout(out_, layout);
    out_ += "include \"qelib1.inc\";\n";
    std::vector<const GateText *> defined;
    for (const Op &op : circuit_)
      if (const GateText *text = op.op == OpKind::Gate ? findText(gates, op) : nullptr;
          text && !text->definition.empty() && std::find(defined.begin(), defined.end(), text) == defined.end()) {
        defined.push_back(text);
        out_.append(text->definition) += '\n';
      }
    if (circuit_.numQubits() > 0) {
      out_ += "qreg q[";
      appendInteger(out_, circuit_.numQubits());
      out_ += "];\n";
    }
    if (circuit_.numBits() > 0) {
      out_ += "creg c[";
      appendInteger(out_, circuit_.numBits());
      out_ += "];\n";
    }
    for (const Op &op : circuit_)
      statement(op);
    return std::move(out_);
  }

private:
  void qubits(const Op &op) {
    char separator = ' ';
    for (uint32_t q : circuit_.qubits(op)) {
      out_ += separator;
      out_ += "q[";
      appendInteger(out_, q);
      out_ += ']';
      separator = ',';
    }
  }

  void gate(std::string_view name, std::initializer_list<double> angles, const Op &op) {
    out_ += name;
    char separator = '(';
    for (double angle : angles) {
      out_ += separator;
      appendNumber(out_, angle);
      separator = ',';
    }
    if (angles.size() > 0)
      out_ += ')';
    qubits(op);
    out_ += ";\n";
  }

  double angle(const Op &op, unsigned i) const { return circuit_.angles(op)[i].value(values_); }

  void statement(const Op &op) {
    switch (op.op) {
    case OpKind::Measure:
      out_ += "measure";
      qubits(op);
      out_ += " -> c[";
      appendInteger(out_, op.bit);
      out_ += "];\n";
      return;
    case OpKind::Reset:
      return gate("reset", {}, op);
    case OpKind::Barrier:
      if (op.numQubits == 0)
        out_ += "barrier q;\n";
      else
        gate("barrier", {}, op);
      return;
    case OpKind::Channel:
      assert(false && "OpenQASM has no channels");
      return;
    case OpKind::Gate:
      break;
    }
    if (const GateText *text = findText(gates, op)) {
      if (op.numAngles == 0)
        return gate(text->name, {}, op);
      if (op.numAngles == 1)
        return gate(text->name, {angle(op, 0)}, op);
      return gate(text->name, {angle(op, 0), angle(op, 1)}, op);
    }
    if (op.gate == GateKind::GlobalPhase)
      return;
    eulerGate(op);
  }

  /// Rot, U and U2 as rz ry rz, in the order of time.
  void eulerGate(const Op &op) {
    double first = angle(op, 0), middle = 0, last = 0;
    if (op.gate == GateKind::Rot) {
      middle = angle(op, 1);
      last = angle(op, 2);
    } else if (op.gate == GateKind::U) {
      first = angle(op, 2);
      middle = angle(op, 0);
      last = angle(op, 1);
    } else {
      assert(op.gate == GateKind::U2 && "decompose leaves no other gate");
      first = angle(op, 1);
      middle = std::numbers::pi / 2;
      last = angle(op, 0);
    }
    gate("rz", {first}, op);
    gate("ry", {middle}, op);
    gate("rz", {last}, op);
  }

  const Circuit &circuit_;
  std::span<const double> values_;
  std::string out_;
};

} // namespace

std::string writeQasm2(const Circuit &circuit, std::span<const double> inputs, const LayoutComments &layout) {
  Circuit simple = decomposeFor(circuit, gates);
  std::vector<double> values = simple.slotValues(inputs);
  return Qasm2Text(simple, values).write(layout);
}

} // namespace qml
