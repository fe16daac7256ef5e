// SPDX-License-Identifier: Apache-2.0
//
// Building nets: Z's and flips pass ZZ's, ZZ's merge.

#include "Net.h"

#include <algorithm>
#include <optional>
#include <cmath>
#include <numbers>
#include <numeric>

namespace qml::target {

static constexpr double pi = std::numbers::pi;

NetBuilder::NetBuilder(unsigned numWires, unsigned numBits, Circuit slots) {
  net_.numWires = numWires;
  net_.numBits = numBits;
  net_.slots = std::move(slots);
  pending_.resize(numWires);
  segment_.resize(numWires);
  wire_.resize(numWires);
  std::iota(wire_.begin(), wire_.end(), 0);
}

NetBuilder::NetBuilder(Net &net) : NetBuilder(net.numWires, net.numBits, std::move(net.slots)) {
  net_.nodes.reserve(net.nodes.size());
}

void NetBuilder::push(NodeKind kind, uint32_t a, uint32_t b, Angle angle, int32_t data, Run runA, Run runB) {
  Node &node = net_.nodes.emplace_back();
  node.kind = kind;
  node.a = a;
  node.b = b;
  node.angle = angle;
  node.data = data;
  node.before = {std::move(runA), std::move(runB)};
}

Run NetBuilder::takeBlocked(uint32_t w, Angle &angle) {
  Run &run = pending_[w];
  if (run.isDiagonal())
    return {};
  if (run.isFlip()) {
    angle = -angle;
    return {};
  }
  Run blocked = std::move(run);
  run = Run();
  run.z(blocked.takeLastZ(), net_.slots);
  ++segment_[w];
  return blocked;
}

bool NetBuilder::mergeIntoEarlier(uint32_t a, uint32_t b, const Angle &angle) {
  uint64_t key = uint64_t(std::min(a, b)) << 32 | std::max(a, b);
  uint32_t segmentA = segment_[std::min(a, b)], segmentB = segment_[std::max(a, b)];
  auto [entry, fresh] = merges_.try_emplace(key, Merge{net_.nodes.size(), segmentA, segmentB});
  Merge &merge = entry->second;
  if (fresh || merge.segmentA != segmentA || merge.segmentB != segmentB) {
    merge = {net_.nodes.size(), segmentA, segmentB};
    return false;
  }
  Node &node = net_.nodes[merge.node];
  node.angle = net_.slots.add(node.angle, angle);
  node.dead = false;
  if (!node.angle.isConstant())
    return true;
  // ZZ(pi) is Z x Z, and Z's may wait.
  double turns = std::round(node.angle.offset / pi);
  node.angle.offset -= turns * pi;
  if (std::fmod(turns, 2) != 0)
    for (uint32_t w : {a, b})
      pending_[w].z(pi, net_.slots);
  node.dead = std::abs(node.angle.offset) < angleTolerance;
  return true;
}

void NetBuilder::zz(uint32_t a, uint32_t b, const Angle &given) {
  a = wire_[a];
  b = wire_[b];
  Angle angle = given;
  if (angle.isConstant() && isMultiple(angle.offset, pi)) {
    if (!isMultiple(angle.offset, 2 * pi))
      for (uint32_t w : {a, b})
        pending_[w].z(pi, net_.slots);
    return;
  }
  Run runA = takeBlocked(a, angle), runB = takeBlocked(b, angle);
  if (angle.isConstant()) {
    double turns = std::round(angle.offset / pi);
    angle.offset -= turns * pi;
    if (std::fmod(turns, 2) != 0)
      for (uint32_t w : {a, b})
        pending_[w].z(pi, net_.slots);
  }
  if (!mergeIntoEarlier(a, b, angle))
    push(NodeKind::Zz, a, b, angle, -1, std::move(runA), std::move(runB));
}

void NetBuilder::cz(uint32_t a, uint32_t b) {
  zz(a, b, pi / 2);
  run(a).z(-pi / 2, slots());
  run(b).z(-pi / 2, slots());
}

void NetBuilder::cx(uint32_t control, uint32_t target) {
  run(target).h(slots());
  cz(control, target);
  run(target).h(slots());
}

void NetBuilder::swap(uint32_t a, uint32_t b) {
  a = wire_[a];
  b = wire_[b];
  std::swap(pending_[a], pending_[b]);
  ++segment_[a];
  ++segment_[b];
  push(NodeKind::Swap, a, b, {}, -1);
}

void NetBuilder::local(uint32_t q) {
  uint32_t w = wire_[q];
  ++segment_[w];
  if (pending_[w].isIdentity())
    return;
  Run run = std::move(pending_[w]);
  pending_[w] = Run();
  push(NodeKind::Local, w, w, {}, -1, std::move(run));
}

void NetBuilder::measure(uint32_t q, int32_t bit) {
  uint32_t w = wire_[q];
  // A Z rotation next to a measurement is a phase of each outcome.
  pending_[w].takeLastZ();
  Run run = pending_[w].isDiagonal() ? Run() : std::move(pending_[w]);
  pending_[w] = Run();
  ++segment_[w];
  push(NodeKind::Measure, w, w, {}, bit, std::move(run));
}

void NetBuilder::reset(uint32_t q) {
  uint32_t w = wire_[q];
  pending_[w] = Run(); // forgotten with the state
  ++segment_[w];
  push(NodeKind::Reset, w, w, {}, -1);
}

void NetBuilder::barrier(std::span<const uint32_t> qubits) {
  std::vector<uint32_t> wires;
  for (uint32_t q : qubits) {
    local(q);
    wires.push_back(wire_[q]);
  }
  if (wires.empty())
    return;
  push(NodeKind::Barrier, wires[0], wires[0], {}, net_.barriers.size());
  net_.barriers.push_back(std::move(wires));
}

void NetBuilder::replayRuns(const Node &node) {
  run(node.a).append(node.before[0], slots());
  if (node.isLink())
    run(node.b).append(node.before[1], slots());
}

void NetBuilder::replay(const Net &net, const Node &node) {
  replayRuns(node);
  if (node.dead)
    return;
  switch (node.kind) {
  case NodeKind::Zz:
    return zz(node.a, node.b, node.angle);
  case NodeKind::Swap:
    return swap(node.a, node.b);
  case NodeKind::Local:
    return local(node.a);
  case NodeKind::Measure:
    return measure(node.a, node.data);
  case NodeKind::Reset:
    return reset(node.a);
  case NodeKind::Barrier:
    return barrier(net.barriers[node.data]);
  }
}

Net NetBuilder::finish() {
  net_.tail = std::move(pending_);
  net_.output = wire_;
  return std::move(net_);
}

Net NetBuilder::finish(const Net &net) {
  for (uint32_t w = 0; w < net.numWires; ++w)
    run(w).append(net.tail[w], slots());
  Net result = finish();
  std::vector<uint32_t> output;
  for (uint32_t w : net.output)
    output.push_back(result.output[w]);
  result.output = std::move(output);
  return result;
}

Net simplify(Net net) {
  // The first round that saves nothing is the last: around barriers, rounds can otherwise undo each other for ever.
  std::optional<Net> best;
  while (true) {
    NetBuilder builder(net);
    for (const Node &node : net.nodes)
      builder.replay(net, node);
    net = builder.finish(net);
    if (std::ranges::any_of(net.nodes, &Node::dead))
      continue;
    if (best && net.nodes.size() >= best->nodes.size())
      return std::move(*best);
    best = net;
  }
}

} // namespace qml::target
