// SPDX-License-Identifier: Apache-2.0
//
// The pipeline: lower to a net, optimise with free renaming, place and route, optimise on the couplings, emit, check.

#include "qml/Target/Transpile.h"

#include "Emit.h"
#include "Router.h"

#include <algorithm>
#include <numeric>

namespace qml {

using namespace target;

/// Routings that are optimised to the end before one is chosen.
static constexpr unsigned finalists = 4;

static Net optimise(Net net, LinkCost cost, bool mayRename) {
  net = simplify(std::move(net));
  while (true) {
    size_t gates = nativeCost(net, cost), nodes = net.nodes.size();
    net = simplify(consolidate(std::move(net), cost, mayRename));
    if (nativeCost(net, cost) >= gates && net.nodes.size() >= nodes)
      return net;
  }
}

Expected<NativeCircuit> transpile(const Circuit &circuit, const Device &device, const TranspileOptions &options) {
  if (device.numQubits() > 0 && circuit.numQubits() > device.numQubits())
    return Diagnostic("E0730", "the circuit has " + std::to_string(circuit.numQubits()) + " qubits, " + device.name() +
                                   " has " + std::to_string(device.numQubits()));
  if (circuit.isNoisy())
    return Diagnostic("E0733", "the circuit has noise channels, which are for the simulator alone");
  LinkCost cost = device.nativeSet() == NativeSet::IonZz ? LinkCost::Partial : LinkCost::Cz;
  Net net = lowerToNet(circuit, cost, /*mayRename=*/true);
  if (options.optimize)
    net = optimise(std::move(net), cost, /*mayRename=*/true);

  NativeCircuit result;
  result.initialLayout.resize(circuit.numQubits());
  std::iota(result.initialLayout.begin(), result.initialLayout.end(), 0);
  if (!device.everyPairCoupled()) {
    Coupling coupling = device.coupling(circuit.numQubits(), options.avoidFaulty);
    std::optional<Net> best;
    for (const Routing &routing : route(net, coupling, {options.seed, std::max(1u, options.trials)}, finalists)) {
      Net routed = applyRouting(net, coupling, routing);
      if (options.optimize)
        routed = optimise(std::move(routed), cost, /*mayRename=*/false);
      if (best && nativeCost(*best, cost) <= nativeCost(routed, cost))
        continue;
      best = std::move(routed);
      result.initialLayout = routing.initial;
    }
    net = std::move(*best);
  }
  if (cost == LinkCost::Cz)
    net = simplify(expandToCz(std::move(net)));
  result.finalLayout = net.output;
  result.circuit = emitNative(net, device);
  if (Status status = verifyTarget(result.circuit, device); !status)
    return status.takeError();
  return result;
}

} // namespace qml
