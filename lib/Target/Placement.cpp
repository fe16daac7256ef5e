// SPDX-License-Identifier: Apache-2.0
//
// Trials: random starts, improved by routing forth and back; and the routed net.

#include "ChainSearch.h"
#include "Router.h"

#include <algorithm>

namespace qml::target {

/// Passes forth and back per trial before the one that counts.
static constexpr unsigned improvements = 4;

/// Nodes routed in all trials together, roughly. Long circuits get fewer trials: there chance averages out.
static constexpr size_t workBudget = 800'000;

/// `numWires` qubits: a ball around a random qubit, in random order. A compact start routes better than a scattered
/// one.
static Layout randomLayout(unsigned numWires, const Coupling &coupling, Random &random) {
  std::vector<uint32_t> qubits = coupling.largestPart();
  uint32_t centre = qubits[random.below(qubits.size())];
  random.shuffle(qubits);
  std::ranges::stable_sort(qubits, {}, [&](uint32_t q) { return coupling.distance(centre, q); });
  qubits.resize(numWires);
  random.shuffle(qubits);
  return qubits;
}

/// Swap networks that cost less than `limit`, the best last of at most two.
static std::vector<Routing> lineRoutings(const Net &net, const Dependencies &deps, const Coupling &coupling,
                                         size_t limit, Random &random) {
  std::vector<uint32_t> active, idle;
  for (uint32_t w = 0; w < net.numWires; ++w)
    (deps.wires[w].empty() ? idle : active).push_back(w);
  auto line = findChain(coupling, std::vector<bool>(coupling.numQubits(), false), active.size(), false, random);
  std::vector<Routing> found;
  if (!line)
    return found;
  std::vector<bool> onLine(coupling.numQubits(), false);
  for (uint32_t q : *line)
    onLine[q] = true;
  constexpr unsigned orders = 6;
  for (unsigned order = 0; order < orders; ++order) {
    Layout layout(net.numWires);
    for (size_t i = 0; i < active.size(); ++i)
      layout[active[i]] = (*line)[i];
    uint32_t next = 0;
    for (uint32_t w : idle) {
      while (onLine[next])
        ++next;
      layout[w] = next++;
    }
    for (unsigned parity : {0u, 1u})
      if (auto routing = routeOnLine(deps, coupling, layout, *line, parity, limit)) {
        limit = routing->cost;
        found.push_back(std::move(*routing));
      }
    random.shuffle(active); // the order of the source first: circuits are often written along a line
  }
  if (found.size() > 2)
    found.erase(found.begin(), found.end() - 2);
  return found;
}

std::vector<Routing> route(const Net &net, const Coupling &coupling, const RouteOptions &options, unsigned keep) {
  Random random(options.seed);
  Dependencies strict(net, /*commuting=*/false), commuting(net, /*commuting=*/true);
  if (auto perfect = findPerfectLayout(net, coupling, random))
    return {routeFrom(strict, coupling, *perfect, random, true)};

  Dependencies strictBack = strict.reversed(), commutingBack = commuting.reversed();
  struct Trial {
    size_t cost;
    uint64_t seed;
    bool free; // commuting ZZ's may change places
    Layout layout;
  };
  std::vector<Trial> trials;
  size_t perTrial = 2 * improvements * (net.nodes.size() + 1);
  size_t numTrials = std::min<size_t>(options.trials, std::max<size_t>(4, workBudget / perTrial));
  size_t freeBest = SIZE_MAX, strictBest = SIZE_MAX;
  for (size_t trial = 0; trial < numTrials; ++trial) {
    // Freedom helps sparse layers and misleads in dense ones: both ways are tried, then mostly the better.
    bool free = trial < 4 || trial % 8 == 3 || trial % 8 == 6 ? trial % 2 == 0 : freeBest <= strictBest;
    const Dependencies &forth = free ? commuting : strict, &back = free ? commutingBack : strictBack;
    Layout layout = randomLayout(net.numWires, coupling, random);
    for (unsigned i = 0; i < improvements; ++i) {
      uint64_t seed = random.next();
      Random own(seed);
      Routing routing = routeFrom(forth, coupling, layout, own, false);
      trials.push_back({routing.cost, seed, free, layout});
      size_t &bestCost = free ? freeBest : strictBest;
      bestCost = std::min(bestCost, routing.cost);
      layout = routeFrom(back, coupling, std::move(routing.final), own, false).final;
    }
  }
  std::ranges::stable_sort(trials, {}, &Trial::cost);
  // Costs are estimates: swap networks merge better with what is around them than they seem to.
  std::vector<Routing> best = lineRoutings(net, commuting, coupling, trials.front().cost * 5 / 4, random);
  for (const Trial &trial : trials) {
    if (best.size() == keep)
      break;
    Random own(trial.seed);
    const Dependencies &deps = trial.free ? commuting : strict;
    best.push_back(routeFrom(deps, coupling, trial.layout, own, true));
  }
  return best;
}

namespace {

class RoutingReplay {
public:
  RoutingReplay(const Net &net, const Coupling &coupling, const Routing &routing)
      : net_(net), deps_(net, /*commuting=*/true), builder_(coupling.numQubits(), net.numBits, net.slots),
        place_(routing.initial), runDone_(net.nodes.size(), {false, false}) {
    findFinalMeasurements();
  }

  Net run(const std::vector<RouteStep> &steps) {
    for (const RouteStep &step : steps) {
      if (step.swap)
        swap(step.a, step.b);
      else if (waits_[step.a])
        last_.push_back(step.a);
      else
        replay(step.a);
    }
    for (uint32_t node : last_)
      replay(node);
    for (uint32_t w = 0; w < net_.numWires; ++w)
      builder_.run(place_[w]).append(net_.tail[w], builder_.slots());
    Net result = builder_.finish();
    result.output.clear();
    for (uint32_t w : net_.output)
      result.output.push_back(place_[w]);
    return result;
  }

private:
  /// Measurements that end their wire and are the last into their bit wait for the end: a SWAP after them would make
  /// them measurements in the middle of the circuit.
  void findFinalMeasurements() {
    waits_.assign(net_.nodes.size(), false);
    for (uint32_t w = 0; w < net_.numWires; ++w) {
      if (deps_.wires[w].empty())
        continue;
      uint32_t node = deps_.wires[w].back().nodes.back();
      if (net_.nodes[node].kind == NodeKind::Measure)
        waits_[node] = deps_.wires[net_.numWires + net_.nodes[node].data].back().nodes.back() == node;
    }
  }

  void swap(uint32_t p, uint32_t q) {
    builder_.swap(p, q);
    for (uint32_t &at : place_)
      at = at == p ? q : at == q ? p : at;
  }

  /// The first node of a segment to go takes the run before the segment along.
  void startSegment(uint32_t node, unsigned side, uint32_t wire) {
    uint32_t leader = deps_.leaders[node][side];
    const Node &source = net_.nodes[leader];
    unsigned from = source.a == wire ? 0 : 1;
    if (runDone_[leader][from])
      return;
    runDone_[leader][from] = true;
    builder_.run(place_[wire]).append(source.before[from], builder_.slots());
  }

  void replay(uint32_t index) {
    const Node &node = net_.nodes[index];
    startSegment(index, 0, node.a);
    if (node.isLink())
      startSegment(index, 1, node.b);
    uint32_t a = place_[node.a];
    switch (node.kind) {
    case NodeKind::Zz:
      return builder_.zz(a, place_[node.b], node.angle);
    case NodeKind::Swap:
      return builder_.swap(a, place_[node.b]);
    case NodeKind::Local:
      return builder_.local(a);
    case NodeKind::Measure:
      return builder_.measure(a, node.data);
    case NodeKind::Reset:
      return builder_.reset(a);
    case NodeKind::Barrier: {
      std::vector<uint32_t> qubits;
      for (uint32_t w : net_.barriers[node.data])
        qubits.push_back(place_[w]);
      return builder_.barrier(qubits);
    }
    }
  }

  const Net &net_;
  Dependencies deps_;
  NetBuilder builder_;
  Layout place_;
  std::vector<std::array<bool, 2>> runDone_;
  std::vector<bool> waits_;
  std::vector<uint32_t> last_;
};

} // namespace

Net applyRouting(const Net &net, const Coupling &coupling, const Routing &routing) {
  return RoutingReplay(net, coupling, routing).run(routing.steps);
}

} // namespace qml::target
