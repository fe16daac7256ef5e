// SPDX-License-Identifier: Apache-2.0
//
// One pass of SABRE routing; see the header.

#include "Router.h"
#include "Progress.h"

#include <algorithm>
#include <cmath>

namespace qml::target {

namespace {

constexpr unsigned lookAhead = 20;
constexpr double lookAheadWeight = 0.5;
constexpr double decayStep = 0.001;
constexpr unsigned decayReset = 5;
/// What a SWAP that merges with the ZZ before it is worth, in units of distance.
constexpr double mergeBonus = 0.5;

class RoutePass {
public:
  RoutePass(const Dependencies &deps, const Coupling &coupling, Layout layout, Random &random, bool record)
      : deps_(deps), coupling_(coupling), random_(random), record_(record), progress_(deps), place_(std::move(layout)) {
    result_.initial = place_;
    occupant_.assign(coupling.numQubits(), none);
    for (uint32_t w = 0; w < place_.size(); ++w)
      occupant_[place_[w]] = w;
    waiting_.resize(place_.size());
    coming_.resize(place_.size());
    lastPartner_.assign(coupling.numQubits(), none);
    decay_.assign(coupling.numQubits(), 1);
    isDirty_.assign(coupling.numQubits(), false);
    edgesOf_.resize(coupling.numQubits());
    for (uint32_t a = 0; a < coupling.numQubits(); ++a)
      for (uint32_t b : coupling.neighbours(a))
        if (a < b) {
          edgesOf_[a].push_back(edges_.size());
          edgesOf_[b].push_back(edges_.size());
          edges_.emplace_back(a, b);
        }
    active_.assign(edges_.size(), false);
    gain_.assign(edges_.size(), 0);
  }

  Routing run() {
    progress_.start(ready_);
    drain();
    while (!front_.empty()) {
      if (comingStale_)
        findComing();
      if (stuck_ > 4 * coupling_.numQubits())
        release();
      else
        swapBest();
      drain();
    }
    return finish();
  }

  std::optional<Routing> runOnLine(std::span<const uint32_t> line, unsigned parity, size_t limit) {
    progress_.start(ready_);
    drain();
    std::vector<uint32_t> position(coupling_.numQubits(), 0);
    for (size_t i = 0; i < line.size(); ++i)
      position[line[i]] = i;
    size_t idle = 0;
    for (unsigned round = parity; !front_.empty(); ++round) {
      size_t before = result_.swaps;
      for (size_t i = round % 2; i + 1 < line.size(); i += 2)
        if (shouldPass(position, line[i], line[i + 1])) {
          applySwap(line[i], line[i + 1]);
          collectReady(line[i], line[i + 1]);
        }
      drain();
      idle = result_.swaps == before ? idle + 1 : 0;
      if (result_.cost >= limit || idle == 2)
        return std::nullopt;
    }
    return finish();
  }

private:
  static constexpr uint32_t none = UINT32_MAX;

  uint32_t farEnd(uint32_t node, uint32_t wire) const {
    auto [a, b] = deps_.links[node];
    return a == wire ? b : a;
  }
  unsigned distance(uint32_t node) const {
    auto [a, b] = deps_.links[node];
    return coupling_.distance(place_[a], place_[b]);
  }

  /// Whether the wires on `p` and `q`, next to each other on the line, should pass: one has a partner beyond the other,
  /// and neither a ZZ with the other that is still to come in its segment.
  bool shouldPass(const std::vector<uint32_t> &position, uint32_t p, uint32_t q) const {
    bool wanted = false;
    for (auto [from, to] : {std::pair(p, q), std::pair(q, p)}) {
      uint32_t wire = occupant_[from], other = occupant_[to];
      for (uint32_t node : progress_.current(wire)) {
        if (progress_.isDone(node))
          continue;
        uint32_t partner = farEnd(node, wire);
        if (partner == other)
          return false;
        uint32_t at = position[place_[partner]];
        wanted |= from == p ? at > position[q] : at < position[q];
      }
    }
    return wanted;
  }

  Routing finish() {
    result_.final = place_;
    if (record_)
      dropLastSwaps();
    return std::move(result_);
  }

  /// SWAPs with nothing after them on either qubit only change where the wires end.
  void dropLastSwaps() {
    std::vector<bool> touched(coupling_.numQubits(), false);
    std::vector<RouteStep> kept;
    for (size_t i = result_.steps.size(); i-- > 0;) {
      const RouteStep &step = result_.steps[i];
      if (!step.swap) {
        for (uint32_t w : deps_.nodeWires[step.a])
          if (w < place_.size())
            touched[place_[w]] = true;
        kept.push_back(step);
        continue;
      }
      for (uint32_t &q : place_)
        q = q == step.a ? step.b : q == step.b ? step.a : q;
      if (touched[step.a] || touched[step.b]) {
        touched[step.a] = touched[step.b] = true;
        kept.push_back(step);
      } else {
        for (uint32_t &q : result_.final)
          q = q == step.a ? step.b : q == step.b ? step.a : q;
      }
    }
    std::ranges::reverse(kept);
    result_.steps = std::move(kept);
  }

  void drain() {
    for (size_t i = 0; i < ready_.size(); ++i) {
      uint32_t node = ready_[i];
      auto [a, b] = deps_.links[node];
      if (a != b && coupling_.distance(place_[a], place_[b]) > 1) {
        front_.push_back(node);
        waiting_[a].push_back(node);
        waiting_[b].push_back(node);
        base_ += distance(node);
        touchEnds(node);
        comingStale_ = true;
        continue;
      }
      execute(node);
    }
    ready_.clear();
  }

  void execute(uint32_t node) {
    if (record_)
      result_.steps.push_back({false, node, 0});
    auto [a, b] = deps_.links[node];
    if (a != b) {
      lastPartner_[place_[a]] = place_[b];
      lastPartner_[place_[b]] = place_[a];
    } else {
      lastPartner_[place_[a]] = none;
    }
    stuck_ = 0;
    comingStale_ = true;
    progress_.finish(node, ready_);
  }

  /// The ZZ's that come after those that wait, per wire.
  void findComing() {
    for (uint32_t node : comingNodes_) {
      coming_[deps_.links[node].first].clear();
      coming_[deps_.links[node].second].clear();
    }
    comingStale_ = false;
    progress_.lookAhead(front_, lookAhead, comingNodes_);
    for (uint32_t node : comingNodes_) {
      coming_[deps_.links[node].first].push_back(node);
      coming_[deps_.links[node].second].push_back(node);
    }
  }

  /// How much nearer the nodes in `lists` of the two wires come if `p` and `q` are swapped.
  int change(const std::vector<std::vector<uint32_t>> &lists, uint32_t p, uint32_t q) const {
    int sum = 0;
    for (auto [from, to] : {std::pair(p, q), std::pair(q, p)}) {
      uint32_t wire = occupant_[from];
      if (wire == none)
        continue;
      for (uint32_t node : lists[wire]) {
        uint32_t other = place_[farEnd(node, wire)];
        if (other != to)
          sum += int(coupling_.distance(to, other)) - int(coupling_.distance(from, other));
      }
    }
    return sum;
  }

  /// Scores again the edges at qubits where something changed since the last SWAP.
  void refreshEdges() {
    for (uint32_t p : dirty_)
      for (uint32_t e : edgesOf_[p]) {
        auto [a, b] = edges_[e];
        active_[e] = waits(a) || waits(b);
        if (active_[e])
          gain_[e] = change(waiting_, a, b);
      }
    for (uint32_t p : dirty_)
      isDirty_[p] = false;
    dirty_.clear();
  }

  bool waits(uint32_t p) const { return occupant_[p] != none && !waiting_[occupant_[p]].empty(); }

  void touch(uint32_t p) {
    if (isDirty_[p])
      return;
    isDirty_[p] = true;
    dirty_.push_back(p);
  }
  void touchEnds(uint32_t node) {
    touch(place_[deps_.links[node].first]);
    touch(place_[deps_.links[node].second]);
  }

  void swapBest() {
    refreshEdges();
    double bestScore = INFINITY;
    std::pair<uint32_t, uint32_t> best;
    unsigned ties = 0;
    for (uint32_t e = 0; e < edges_.size(); ++e) {
      if (!active_[e])
        continue;
      auto [p, q] = edges_[e];
      double score = double(base_ + gain_[e]);
      if (!comingNodes_.empty())
        score += lookAheadWeight * change(coming_, p, q) / double(comingNodes_.size());
      if (lastPartner_[p] == q && lastPartner_[q] == p)
        score -= mergeBonus;
      score *= std::max(decay_[p], decay_[q]);
      if (score < bestScore - 1e-9) {
        bestScore = score;
        best = {p, q};
        ties = 1;
      } else if (score < bestScore + 1e-9 && random_.below(++ties) == 0) {
        best = {p, q};
      }
    }
    applySwap(best.first, best.second);
    if (++sinceReset_ >= decayReset) {
      sinceReset_ = 0;
      std::ranges::fill(decay_, 1);
    } else {
      decay_[best.first] += decayStep;
      decay_[best.second] += decayStep;
    }
    ++stuck_;
    collectReady(best.first, best.second);
  }

  void applySwap(uint32_t p, uint32_t q) {
    bool merges = lastPartner_[p] == q && lastPartner_[q] == p;
    if (record_)
      result_.steps.push_back({true, p, q});
    ++result_.swaps;
    result_.cost += merges ? 1 : 3;
    base_ += change(waiting_, p, q);
    lastPartner_[p] = q;
    lastPartner_[q] = p;
    std::swap(occupant_[p], occupant_[q]);
    if (occupant_[p] != none)
      place_[occupant_[p]] = p;
    if (occupant_[q] != none)
      place_[occupant_[q]] = q;
    for (uint32_t at : {p, q}) {
      touch(at);
      if (occupant_[at] != none)
        for (uint32_t node : waiting_[occupant_[at]])
          touchEnds(node);
    }
  }

  /// Moves waiting nodes whose partners have met to `ready_`.
  void collectReady(uint32_t p, uint32_t q) {
    bool any = false;
    for (uint32_t at : {p, q}) {
      uint32_t wire = occupant_[at];
      if (wire == none)
        continue;
      auto &list = waiting_[wire];
      for (size_t i = 0; i < list.size();) {
        uint32_t node = list[i];
        if (distance(node) > 1) {
          ++i;
          continue;
        }
        list.erase(list.begin() + i);
        std::erase(waiting_[farEnd(node, wire)], node);
        base_ -= distance(node);
        touchEnds(node);
        ready_.push_back(node);
        any = true;
      }
    }
    if (!any)
      return;
    std::erase_if(front_, [&](uint32_t node) { return distance(node) <= 1; });
    std::ranges::fill(decay_, 1);
    sinceReset_ = 0;
  }

  /// Walks the nearest waiting pair together.
  void release() {
    uint32_t node = *std::ranges::min_element(front_, {}, [&](uint32_t n) { return distance(n); });
    auto [a, b] = deps_.links[node];
    while (coupling_.distance(place_[a], place_[b]) > 1) {
      uint32_t from = place_[a];
      for (uint32_t next : coupling_.neighbours(from))
        if (coupling_.distance(next, place_[b]) < coupling_.distance(from, place_[b])) {
          applySwap(from, next);
          collectReady(from, next);
          break;
        }
    }
    stuck_ = 0;
  }

  const Dependencies &deps_;
  const Coupling &coupling_;
  Random &random_;
  bool record_;
  Progress progress_;
  Routing result_;
  Layout place_;                                        // per wire
  std::vector<uint32_t> occupant_;                      // per physical qubit
  std::vector<uint32_t> ready_, front_, comingNodes_;   // nodes; those in `front_` wait for partners to meet
  std::vector<std::vector<uint32_t>> waiting_, coming_; // per wire: of `front_` and `comingNodes_`
  bool comingStale_ = true;
  std::vector<Coupling::Edge> edges_;
  std::vector<std::vector<uint32_t>> edgesOf_; // per physical qubit
  std::vector<bool> active_;                   // per edge: somebody waits at an end
  std::vector<int> gain_;                      // per edge: what a SWAP adds to `base_`
  int64_t base_ = 0;                           // sum of the distances of all that wait
  std::vector<bool> isDirty_;                  // per physical qubit: its edges are scored again
  std::vector<uint32_t> dirty_;
  std::vector<uint32_t> lastPartner_; // per physical qubit
  std::vector<double> decay_;
  unsigned sinceReset_ = 0, stuck_ = 0;
};

} // namespace

Routing routeFrom(const Dependencies &dependencies, const Coupling &coupling, Layout layout, Random &random,
                  bool recordSteps) {
  return RoutePass(dependencies, coupling, std::move(layout), random, recordSteps).run();
}

std::optional<Routing> routeOnLine(const Dependencies &dependencies, const Coupling &coupling, Layout layout,
                                   std::span<const uint32_t> line, unsigned parity, size_t limit) {
  Random unused(0);
  return RoutePass(dependencies, coupling, std::move(layout), unused, true).runOnLine(line, parity, limit);
}

} // namespace qml::target
