// SPDX-License-Identifier: Apache-2.0
//
// IonQ's job JSON, API v0.4, native gate set. Angles and phases are turns.

#include "qml/Target/Writers.h"

#include <nlohmann/json.hpp>

namespace qml {

using Json = nlohmann::ordered_json;

static Diagnostic refuse(const Circuit &circuit, size_t index, std::string why) {
  return Diagnostic("E0740", "operation " + std::to_string(index) + " (" +
                                 std::string(gateRow(circuit[index].gate).name) +
                                 ") can't be written as an IonQ job: " + std::move(why));
}

Expected<std::string> writeIonqJson(const Circuit &circuit, const IonqJobOptions &options) {
  std::vector<double> values = circuit.slotValues(options.values);
  std::vector<bool> done(circuit.numQubits(), false); // measured, or in its last frame
  Json gates = Json::array();
  for (size_t i = 0; i < circuit.size(); ++i) {
    const Op &op = circuit[i];
    auto qubits = circuit.qubits(op);
    if (op.op == OpKind::Barrier)
      continue;
    if (op.op == OpKind::Measure) {
      done[qubits[0]] = true;
      continue;
    }
    if (op.op == OpKind::Reset)
      return refuse(circuit, i, "a reset in the middle of a circuit");
    if (op.op == OpKind::Channel)
      return refuse(circuit, i, "a noise channel");
    if (op.gate == GateKind::GlobalPhase && op.numControls == 0)
      continue;
    for (uint32_t q : qubits)
      if (done[q])
        return refuse(circuit, i, "it comes after a measurement or a Z rotation");
    auto angle = [&](unsigned k) { return circuit.angles(op)[k].value(values); };
    if (op.numControls > 0)
      return refuse(circuit, i, "it is not a native gate");
    switch (op.gate) {
    case GateKind::GPI:
      gates.push_back({{"gate", "gpi"}, {"target", qubits[0]}, {"phase", angle(0)}});
      break;
    case GateKind::GPI2:
      gates.push_back({{"gate", "gpi2"}, {"target", qubits[0]}, {"phase", angle(0)}});
      break;
    case GateKind::ZZ:
      gates.push_back({{"gate", "zz"}, {"targets", {qubits[0], qubits[1]}}, {"angle", angle(0)}});
      break;
    case GateKind::MS:
      gates.push_back(
          {{"gate", "ms"}, {"targets", {qubits[0], qubits[1]}}, {"phases", {angle(0), angle(1)}}, {"angle", angle(2)}});
      break;
    case GateKind::RZ:
      done[qubits[0]] = true;
      break;
    default:
      return refuse(circuit, i, "it is not a native gate");
    }
  }
  Json job = {
      {"type", "ionq.circuit.v1"},
      {"backend", options.backend},
      {"shots", options.shots},
      {"name", options.name},
      {"input", {{"gateset", "native"}, {"qubits", circuit.numQubits()}, {"circuit", std::move(gates)}}},
  };
  return job.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace qml
