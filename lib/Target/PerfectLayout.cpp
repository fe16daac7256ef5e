// SPDX-License-Identifier: Apache-2.0
//
// Layouts without SWAPs: the interaction graph inside the coupling graph, component by component, the largest first.
// Paths and rings are grown (ChainSearch); anything else is placed by backtracking, along a breadth-first order, under
// a fixed budget.

#include "ChainSearch.h"
#include "Router.h"

#include <algorithm>
#include <set>

namespace qml::target {

namespace {

/// Steps of backtracking for all components together.
constexpr unsigned totalBudget = 400'000;
constexpr unsigned attemptBudget = 4'000;
constexpr unsigned rounds = 8;

class PerfectSearch {
public:
  PerfectSearch(const Net &net, const Coupling &coupling, Random &random) : coupling_(coupling), random_(random) {
    std::vector<Coupling::Edge> pairs;
    for (const Node &node : net.nodes)
      if (node.isLink())
        pairs.emplace_back(node.a, node.b);
    graph_.resize(net.numWires);
    for (auto [a, b] : pairs) {
      graph_[a].push_back(b);
      graph_[b].push_back(a);
    }
    for (auto &list : graph_) {
      std::ranges::sort(list);
      list.erase(std::unique(list.begin(), list.end()), list.end());
    }
    findComponents();
  }

  std::optional<Layout> run() {
    unsigned maxDegree = 0;
    for (uint32_t q = 0; q < coupling_.numQubits(); ++q)
      maxDegree = std::max(maxDegree, coupling_.degree(q));
    for (const auto &list : graph_)
      if (list.size() > maxDegree)
        return std::nullopt;
    for (unsigned round = 0; round < rounds && budget_ > 0; ++round) {
      place_.assign(graph_.size(), none);
      taken_.assign(coupling_.numQubits(), false);
      if (std::ranges::all_of(components_, [&](const auto &component) { return placeComponent(component); }))
        return finish();
    }
    return std::nullopt;
  }

private:
  static constexpr uint32_t none = UINT32_MAX;

  void findComponents() {
    std::vector<bool> seen(graph_.size(), false);
    for (uint32_t w = 0; w < graph_.size(); ++w) {
      if (seen[w] || graph_[w].empty())
        continue;
      std::vector<uint32_t> component = {w};
      seen[w] = true;
      for (size_t i = 0; i < component.size(); ++i)
        for (uint32_t next : graph_[component[i]])
          if (!seen[next]) {
            seen[next] = true;
            component.push_back(next);
          }
      components_.push_back(std::move(component));
    }
    std::ranges::stable_sort(components_, std::greater<>(), [](const auto &c) { return c.size(); });
  }

  /// The component in the order of a walk, if it is a path or a ring.
  std::vector<uint32_t> asChain(const std::vector<uint32_t> &component, bool &ring) const {
    unsigned ends = 0;
    uint32_t start = component[0];
    for (uint32_t w : component) {
      if (graph_[w].size() > 2)
        return {};
      if (graph_[w].size() == 1) {
        ++ends;
        start = w;
      }
    }
    ring = ends == 0;
    std::vector<uint32_t> chain = {start};
    uint32_t previous = none;
    while (chain.size() < component.size()) {
      const auto &next = graph_[chain.back()];
      uint32_t step = next[0] != previous ? next[0] : next[1];
      previous = chain.back();
      chain.push_back(step);
    }
    return chain;
  }

  bool placeComponent(const std::vector<uint32_t> &component) {
    bool ring = false;
    std::vector<uint32_t> chain = asChain(component, ring);
    if (!chain.empty()) {
      auto qubits = findChain(coupling_, taken_, chain.size(), ring, random_);
      if (!qubits) {
        budget_ -= std::min<size_t>(budget_, totalBudget / rounds);
        return false;
      }
      for (size_t i = 0; i < chain.size(); ++i)
        put(chain[i], (*qubits)[i]);
      return true;
    }
    // Starts from several qubits with small budgets: unlucky starts cost more than new ones.
    uint32_t root = *std::ranges::max_element(component, {}, [&](uint32_t w) { return graph_[w].size(); });
    order(root);
    std::vector<uint32_t> starts;
    for (uint32_t q = 0; q < coupling_.numQubits(); ++q)
      if (!taken_[q] && coupling_.degree(q) >= graph_[root].size())
        starts.push_back(q);
    random_.shuffle(starts);
    for (uint32_t start : starts) {
      if (budget_ == 0)
        return false;
      attempt_ = std::min(budget_, attemptBudget);
      budget_ -= attempt_;
      put(root, start);
      if (extend(1))
        return true;
      remove(root);
    }
    return false;
  }

  void put(uint32_t w, uint32_t q) {
    place_[w] = q;
    taken_[q] = true;
  }
  void remove(uint32_t w) {
    taken_[place_[w]] = false;
    place_[w] = none;
  }

  /// Breadth-first from `root`, so that each wire has a neighbour that is placed before it.
  void order(uint32_t root) {
    order_.assign(1, root);
    std::vector<bool> seen(graph_.size(), false);
    seen[root] = true;
    for (size_t i = 0; i < order_.size(); ++i) {
      std::vector<uint32_t> next = graph_[order_[i]];
      std::ranges::stable_sort(next, std::greater<>(), [&](uint32_t w) { return graph_[w].size(); });
      for (uint32_t w : next)
        if (!seen[w]) {
          seen[w] = true;
          order_.push_back(w);
        }
    }
  }

  bool fits(uint32_t w, uint32_t q) const {
    if (taken_[q] || coupling_.degree(q) < graph_[w].size())
      return false;
    unsigned unplaced = 0;
    for (uint32_t other : graph_[w]) {
      if (place_[other] == none)
        ++unplaced;
      else if (!coupling_.coupled(q, place_[other]))
        return false;
    }
    unsigned room = 0;
    for (uint32_t next : coupling_.neighbours(q))
      room += !taken_[next];
    return room >= unplaced;
  }

  bool extend(size_t depth) {
    if (depth == order_.size())
      return true;
    if (attempt_ == 0)
      return false;
    --attempt_;
    uint32_t w = order_[depth];
    auto anchor = std::ranges::find_if(graph_[w], [&](uint32_t other) { return place_[other] != none; });
    std::span<const uint32_t> near = coupling_.neighbours(place_[*anchor]);
    std::vector<uint32_t> candidates(near.begin(), near.end());
    random_.shuffle(candidates);
    for (uint32_t q : candidates) {
      if (!fits(w, q))
        continue;
      put(w, q);
      if (extend(depth + 1))
        return true;
      remove(w);
    }
    return false;
  }

  /// Wires without partners take what is left.
  Layout finish() {
    uint32_t next = 0;
    for (uint32_t &q : place_) {
      if (q != none)
        continue;
      while (taken_[next])
        ++next;
      q = next;
      taken_[next] = true;
    }
    return place_;
  }

  const Coupling &coupling_;
  Random &random_;
  std::vector<std::vector<uint32_t>> graph_;
  std::vector<std::vector<uint32_t>> components_;
  Layout place_;
  std::vector<bool> taken_;
  std::vector<uint32_t> order_;
  unsigned budget_ = totalBudget, attempt_ = 0;
};

} // namespace

std::optional<Layout> findPerfectLayout(const Net &net, const Coupling &coupling, Random &random) {
  return PerfectSearch(net, coupling, random).run();
}

} // namespace qml::target
