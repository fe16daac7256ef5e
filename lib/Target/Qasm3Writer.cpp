// SPDX-License-Identifier: Apache-2.0
//
// OpenQASM 3, one flat list of gates with nothing that any reader in use refuses. Two dialects, since Braket forbids
// the include that the others need. In Braket gpi, gpi2 and ms take radians.

#include "QasmText.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

namespace qml {

using namespace target;

static constexpr double pi = std::numbers::pi;
using K = GateKind;

static constexpr std::string_view rzzBody = "gate rzz(theta) a, b { cx a, b; rz(theta) b; cx a, b; }";

/// Parameters of definitions are in alphabetical order: Qiskit's reader sorts them.
static constexpr GateText standardGates[] = {
    {K::Identity, "id", "", ""},
    {K::X, "x", "", ""},
    {K::Y, "y", "", ""},
    {K::Z, "z", "", ""},
    {K::H, "h", "", ""},
    {K::S, "s", "", ""},
    {K::Sdg, "sdg", "", ""},
    {K::T, "t", "", ""},
    {K::Tdg, "tdg", "", ""},
    {K::SX, "sx", "", ""},
    {K::RX, "rx", "", ""},
    {K::RY, "ry", "", ""},
    {K::RZ, "rz", "", ""},
    {K::PhaseShift, "p", "", ""},
    {K::PRX, "prx", "gate prx(alpha, beta) a { rz(-beta) a; rx(alpha) a; rz(beta) a; }", ""},
    {K::GPI, "gpi", "gate gpi(phi) a { rz(-2 * pi * phi) a; x a; rz(2 * pi * phi) a; }", ""},
    {K::GPI2, "gpi2", "gate gpi2(phi) a { rz(-2 * pi * phi) a; rx(pi / 2) a; rz(2 * pi * phi) a; }", ""},
    {K::CNOT, "cx", "", ""},
    {K::CY, "cy", "", ""},
    {K::CZ, "cz", "", ""},
    {K::CH, "ch", "", ""},
    {K::CRX, "crx", "", ""},
    {K::CRY, "cry", "", ""},
    {K::CRZ, "crz", "", ""},
    {K::ControlledPhaseShift, "cp", "", ""},
    {K::SWAP, "swap", "", ""},
    {K::CSWAP, "cswap", "", ""},
    {K::Toffoli, "ccx", "", ""},
    {K::IsingZZ, "rzz", rzzBody, ""},
    {K::ECR, "ecr", "gate ecr a, b { h b; cx a, b; rz(pi / 4) b; cx a, b; x a; cx a, b; rz(-pi / 4) b; cx a, b; h b; }",
     ""},
    {K::ZZ, "zz", "gate zz(theta) a, b { rzz(2 * pi * theta) a, b; }", rzzBody},
};

static constexpr GateText braketGates[] = {
    {K::Identity, "i", "", ""},
    {K::X, "x", "", ""},
    {K::Y, "y", "", ""},
    {K::Z, "z", "", ""},
    {K::H, "h", "", ""},
    {K::S, "s", "", ""},
    {K::Sdg, "si", "", ""},
    {K::T, "t", "", ""},
    {K::Tdg, "ti", "", ""},
    {K::SX, "v", "", ""},
    {K::SXdg, "vi", "", ""},
    {K::RX, "rx", "", ""},
    {K::RY, "ry", "", ""},
    {K::RZ, "rz", "", ""},
    {K::PhaseShift, "phaseshift", "", ""},
    {K::PRX, "prx", "", ""},
    {K::GPI, "gpi", "", ""},
    {K::GPI2, "gpi2", "", ""},
    {K::CNOT, "cnot", "", ""},
    {K::CY, "cy", "", ""},
    {K::CZ, "cz", "", ""},
    {K::ControlledPhaseShift, "cphaseshift", "", ""},
    {K::SWAP, "swap", "", ""},
    {K::CSWAP, "cswap", "", ""},
    {K::Toffoli, "ccnot", "", ""},
    {K::IsingXX, "xx", "", ""},
    {K::IsingYY, "yy", "", ""},
    {K::IsingZZ, "zz", "", ""},
    {K::ECR, "ecr", "", ""},
    {K::ZZ, "zz", "", ""},
};

/// Names that an input can't have: keywords, constants, functions, and the gates of both dialects.
static const std::set<std::string_view> &reservedNames() {
  static const std::set<std::string_view> names = [] {
    std::set<std::string_view> all = {"OPENQASM",   "include", "defcalgrammar",
                                      "def",        "cal",     "defcal",
                                      "gate",       "extern",  "box",
                                      "let",        "break",   "continue",
                                      "if",         "else",    "end",
                                      "return",     "for",     "while",
                                      "in",         "switch",  "case",
                                      "default",    "nop",     "pragma",
                                      "input",      "output",  "const",
                                      "readonly",   "mutable", "qreg",
                                      "qubit",      "creg",    "bool",
                                      "bit",        "int",     "uint",
                                      "float",      "angle",   "complex",
                                      "array",      "void",    "duration",
                                      "stretch",    "gphase",  "inv",
                                      "pow",        "ctrl",    "negctrl",
                                      "durationof", "delay",   "reset",
                                      "measure",    "barrier", "true",
                                      "false",      "im",      "pi",
                                      "tau",        "euler",   "sin",
                                      "cos",        "tan",     "arcsin",
                                      "arccos",     "arctan",  "exp",
                                      "log",        "sqrt",    "floor",
                                      "ceiling",    "mod",     "popcount",
                                      "rotl",       "rotr",    "real",
                                      "imag",       "sizeof",  "U",
                                      "u",          "CX",      "cphase",
                                      "phase",      "u1",      "u2",
                                      "u3",         "cu",      "cv",
                                      "pswap",      "xy",      "ms",
                                      "unitary",    "rxx",     "ryy",
                                      "iswap",      "q",       "c"};
    for (const GateText &text : standardGates)
      all.insert(text.name);
    for (const GateText &text : braketGates)
      all.insert(text.name);
    return all;
  }();
  return names;
}

static std::vector<std::string> inputNames(const Circuit &circuit, const Qasm3Options &options) {
  const std::vector<std::string> &wanted = options.inputNames;
  size_t count = options.slotFormulas.empty() ? circuit.numInputSlots() : wanted.size();
  std::vector<std::string> names;
  std::set<std::string> used;
  for (size_t i = 0; i < count; ++i) {
    std::string name = i < wanted.size() ? wanted[i] : "theta" + std::to_string(i);
    for (char &c : name)
      if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '_')
        c = '_';
    if (name.empty() || (name[0] >= '0' && name[0] <= '9'))
      name.insert(0, "_");
    while (reservedNames().contains(name) || used.contains(name))
      name += '_';
    used.insert(name);
    names.push_back(std::move(name));
  }
  return names;
}

/// What stands for each input slot: a name, or a formula with names in the place of `{k}`.
static std::vector<std::string> slotTexts(const std::vector<std::string> &formulas,
                                          const std::vector<std::string> &names) {
  if (formulas.empty())
    return names;
  std::vector<std::string> texts;
  for (const std::string &formula : formulas) {
    std::string &text = texts.emplace_back();
    for (size_t i = 0; i < formula.size(); ++i) {
      if (formula[i] != '{') {
        text += formula[i];
        continue;
      }
      size_t close = formula.find('}', i);
      text += names[std::stoul(formula.substr(i + 1, close - i - 1))];
      i = close;
    }
  }
  return texts;
}

namespace {

class Qasm3Text {
public:
  Qasm3Text(const Circuit &circuit, const Qasm3Options &options, std::span<const GateText> gates)
      : circuit_(circuit), options_(options), gates_(gates), braket_(options.dialect == Qasm3Dialect::Braket),
        names_(inputNames(circuit, options)), slots_(slotTexts(options.slotFormulas, names_)) {
    if (options.values)
      values_ = circuit.slotValues(*options.values);
  }

  std::string write() {
    out_ = "OPENQASM 3.0;\n";
    appendLayout(out_, options_.layout);
    if (!braket_)
      out_ += "include \"stdgates.inc\";\n";
    definitions();
    if (!options_.values)
      for (const std::string &name : names_)
        out_.append(braket_ ? "input float " : "input float[64] ").append(name) += ";\n";
    declare("qubit", "q", options_.physicalQubits ? 0 : circuit_.numQubits());
    declare("bit", "c", circuit_.numBits());
    for (const Op &op : circuit_)
      statement(op);
    return std::move(out_);
  }

private:
  void definitions() {
    std::vector<std::string_view> defined;
    auto define = [&](std::string_view text) {
      if (text.empty() || std::ranges::find(defined, text) != defined.end())
        return;
      defined.push_back(text);
      out_.append(text) += '\n';
    };
    for (const Op &op : circuit_)
      if (const GateText *text = op.op == OpKind::Gate ? findText(gates_, op) : nullptr) {
        define(text->needs);
        define(text->definition);
      }
  }

  void declare(std::string_view type, std::string_view name, unsigned size) {
    if (size == 0)
      return;
    out_.append(type) += '[';
    appendInteger(out_, size);
    out_.append("] ").append(name) += ";\n";
  }

  void qubit(uint32_t q) {
    out_ += options_.physicalQubits ? "$" : "q[";
    appendInteger(out_, q);
    if (!options_.physicalQubits)
      out_ += ']';
  }

  void qubits(const Op &op) {
    const char *separator = " ";
    for (uint32_t q : circuit_.qubits(op)) {
      out_ += separator;
      qubit(q);
      separator = ", ";
    }
  }

  /// factor * name, with its sign as the operator before it.
  void term(double factor, const std::string &name, bool first) {
    if (first)
      out_ += factor < 0 ? "-" : "";
    else
      out_ += factor < 0 ? " - " : " + ";
    factor = std::abs(factor);
    if (factor != 1 || name.empty())
      appendNumber(out_, factor);
    if (factor != 1 && !name.empty())
      out_ += " * ";
    out_ += name;
  }

  void angle(const Angle &angle) {
    if (angle.isConstant() || options_.values)
      return appendNumber(out_, angle.value(values_));
    bool first = true;
    auto slot = [&](int32_t input, double factor) {
      if (factor == 0)
        return;
      term(factor, slots_[input], first);
      first = false;
    };
    if (unsigned(angle.slot) < circuit_.numInputSlots())
      slot(angle.slot, angle.scale);
    else
      for (auto [input, factor] : circuit_.derivedSlots()[angle.slot - circuit_.numInputSlots()].terms)
        slot(input, factor * angle.scale);
    if (angle.offset != 0 || first)
      term(angle.offset, "", first);
  }

  void gate(std::string_view name, std::span<const Angle> angles, const Op &op) {
    out_ += name;
    const char *separator = "(";
    for (const Angle &a : angles) {
      out_ += separator;
      angle(a);
      separator = ", ";
    }
    if (!angles.empty())
      out_ += ')';
    qubits(op);
    out_ += ";\n";
  }

  void statement(const Op &op) {
    switch (op.op) {
    case OpKind::Measure:
      out_ += "c[";
      appendInteger(out_, op.bit);
      out_ += "] = measure";
      qubits(op);
      out_ += ";\n";
      return;
    case OpKind::Reset:
      return gate("reset", {}, op);
    case OpKind::Barrier:
      return gate("barrier", {}, op);
    case OpKind::Channel:
      assert(false && "OpenQASM has no channels");
      return;
    case OpKind::Gate:
      break;
    }
    auto angles = circuit_.angles(op);
    if (const GateText *text = findText(gates_, op)) {
      std::vector<Angle> shown(angles.begin(), angles.end());
      if (braket_ && (op.gate == K::GPI || op.gate == K::GPI2 || op.gate == K::ZZ))
        for (Angle &a : shown)
          a = a * (2 * pi);
      return gate(text->name, shown, op);
    }
    switch (op.gate) {
    case K::GlobalPhase:
      return;
    case K::SX:
      return rotations(op, {{"rx", -pi / 2}}); // the adjoint; the phase is dropped
    case K::PRX:
      return rotations(op, {{"rz", -angles[1]}, {"rx", angles[0]}, {"rz", angles[1]}});
    case K::Rot:
      return rotations(op, {{"rz", angles[0]}, {"ry", angles[1]}, {"rz", angles[2]}});
    case K::U:
      return rotations(op, {{"rz", angles[2]}, {"ry", angles[0]}, {"rz", angles[1]}});
    case K::U2:
      return rotations(op, {{"rz", angles[1]}, {"ry", pi / 2}, {"rz", angles[0]}});
    default:
      assert(false && "decompose leaves no other gate");
    }
  }

  void rotations(const Op &op, std::initializer_list<std::pair<std::string_view, Angle>> list) {
    for (const auto &[name, angle] : list)
      gate(name, std::span(&angle, 1), op);
  }

  const Circuit &circuit_;
  const Qasm3Options &options_;
  std::span<const GateText> gates_;
  bool braket_;
  std::vector<std::string> names_, slots_;
  std::vector<double> values_;
  std::string out_;
};

} // namespace

std::string writeQasm3(const Circuit &circuit, const Qasm3Options &options) {
  std::span<const GateText> gates = standardGates;
  if (options.dialect == Qasm3Dialect::Braket)
    gates = braketGates;
  Circuit simple = decomposeFor(circuit, gates);
  return Qasm3Text(simple, options, gates).write();
}

} // namespace qml
