// SPDX-License-Identifier: Apache-2.0
//
// Placing and routing: which physical qubit each wire starts on, and the SWAPs that bring partners together. LightSABRE
// (arXiv:2409.08368): of the SWAPs next to a waiting ZZ take the one that brings the waiting ZZ's, and with less weight
// those that come next, nearest; a decay spreads SWAPs over qubits; a release valve walks one pair together when
// nothing moves. Initial places are found by routing forth and back from random starts.
#pragma once

#include "Dependencies.h"
#include "Random.h"
#include "qml/Target/Coupling.h"

namespace qml::target {

/// layout[w]: the physical qubit of wire w.
using Layout = std::vector<uint32_t>;

struct RouteStep {
  bool swap;
  uint32_t a, b; // physical qubits of the SWAP, or a: the node
};

struct Routing {
  Layout initial, final;
  std::vector<RouteStep> steps;
  size_t swaps = 0;
  /// CZ's that the SWAPs add, counting that a SWAP right after a ZZ on its pair merges with it.
  size_t cost = 0;
};

struct RouteOptions {
  uint64_t seed = 0;
  unsigned trials = 40;
};

/// A layout that needs no SWAP, or nothing if none is found within a budget.
std::optional<Layout> findPerfectLayout(const Net &net, const Coupling &coupling, Random &random);

/// Routes from a given layout.
Routing routeFrom(const Dependencies &dependencies, const Coupling &coupling, Layout layout, Random &random,
                  bool recordSteps);

/// Routes by a swap network: the qubits of `line` are swapped in pairs, even and odd ones in turn, whereby every wire
/// meets every other. For dense layers nothing is known to be better; it makes the textbook circuits of the QFT and of
/// QAOA on complete graphs (arXiv:1910.05319). Gives up at cost `limit`.
std::optional<Routing> routeOnLine(const Dependencies &dependencies, const Coupling &coupling, Layout layout,
                                   std::span<const uint32_t> line, unsigned parity, size_t limit);

/// The best routings of several trials, the best first, at most `keep`.
std::vector<Routing> route(const Net &net, const Coupling &coupling, const RouteOptions &options, unsigned keep);

/// `net` on physical wires with the SWAPs of `routing`.
Net applyRouting(const Net &net, const Coupling &coupling, const Routing &routing);

} // namespace qml::target
