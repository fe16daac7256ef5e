// SPDX-License-Identifier: Apache-2.0
//
// Names of OpenQASM 2 and the rows of the gate table they stand for.

#include "Qasm2Gates.h"

#include <algorithm>
#include <unordered_map>

namespace qml::qasm2 {

const std::string_view prelude = R"(
gate cu(theta,phi,lambda,gamma) c,t { p(gamma) c; cu3(theta,phi,lambda) c,t; }
gate rccx a,b,c { h c; t c; cx b,c; tdg c; cx a,c; t c; cx b,c; tdg c; h c; }
gate rc3x a,b,c,d {
  h d; t d; cx c,d; tdg d; h d; cx a,d; t d; cx b,d; tdg d; cx a,d; t d; cx b,d; tdg d; h d; t d; cx c,d; tdg d; h d; }
gate dcx a,b { cx a,b; cx b,a; }
gate rcccx a,b,c,d { rc3x a,b,c,d; }
)";

using BuiltinMap = std::unordered_map<std::string_view, BuiltinGate>;

static BuiltinMap buildBuiltins() {
  using K = GateKind;
  BuiltinMap map;
  for (const GateRow &row : gateTable())
    if (!row.qasm2.empty())
      map[row.qasm2] = {row.kind};
  auto other = [&](std::initializer_list<std::string_view> names, BuiltinGate gate) {
    for (std::string_view name : names)
      map[name] = gate;
  };
  other({"U", "u3", "u"}, {K::U});
  other({"CX"}, {K::CNOT});
  other({"u1"}, {K::PhaseShift});
  other({"u0"}, {.kind = K::Identity, .droppedAngles = 1});
  other({"cu1"}, {K::ControlledPhaseShift});
  other({"cu3"}, {K::CU3});
  other({"c3x"}, {K::X, 3});
  other({"c4x"}, {K::X, 4});
  other({"c3sqrtx", "c3sx"}, {K::SX, 3});
  // Not in qelib1.inc, yet met in files that leave out the definition.
  auto extra = [&](std::string_view name, BuiltinGate gate) {
    gate.inQelib1 = false;
    map[name] = gate;
  };
  extra("iswap", {K::ISWAP});
  extra("ecr", {K::ECR});
  extra("ryy", {K::IsingYY});
  extra("rzx", {K::RZX});
  extra("cs", {K::CS});
  extra("csdg", {.kind = K::CS, .adjoint = true});
  extra("ccz", {K::CCZ});
  extra("r", {K::PRX});
  extra("prx", {K::PRX});
  for (std::string_view name : {"gpi", "gpi2", "ms", "zz"})
    map[name].inQelib1 = false;
  return map;
}

static const BuiltinMap &builtins() {
  static const BuiltinMap map = buildBuiltins();
  return map;
}

const BuiltinGate *findBuiltin(std::string_view name) {
  auto found = builtins().find(name);
  return found == builtins().end() ? nullptr : &found->second;
}

std::vector<std::string> builtinNames() {
  std::vector<std::string> names = {"cu", "rccx", "rc3x", "rcccx", "dcx"};
  for (const auto &[name, gate] : builtins())
    names.emplace_back(name);
  std::ranges::sort(names);
  return names;
}

} // namespace qml::qasm2
