// SPDX-License-Identifier: Apache-2.0
//
// Blocks: maximal stretches of links on one pair of wires. A block is emitted when a gate from outside touches it, so
// the order of the rest is kept.

#include "Canonical.h"

#include <cmath>
#include <numbers>

namespace qml::target {

static constexpr double pi = std::numbers::pi;

static unsigned linkCost(const Node &node, LinkCost cost) {
  if (node.dead)
    return 0;
  if (node.kind == NodeKind::Swap)
    return 3;
  if (node.kind != NodeKind::Zz)
    return 0;
  return cost == LinkCost::Cz && !(node.angle.isConstant() && isMultiple(node.angle.offset, pi / 2)) ? 2 : 1;
}

size_t nativeCost(const Net &net, LinkCost cost) {
  size_t sum = 0;
  for (const Node &node : net.nodes)
    sum += linkCost(node, cost);
  return sum;
}

namespace {

class Consolidator {
public:
  Consolidator(Net net, LinkCost cost, bool mayRename)
      : net_(std::move(net)), builder_(net_), cost_(cost), mayRename_(mayRename), open_(net_.numWires, none) {}

  Net run() {
    for (uint32_t i = 0; i < net_.nodes.size(); ++i)
      visit(i);
    for (uint32_t block = 0; block < blocks_.size(); ++block)
      close(block);
    return builder_.finish(net_);
  }

private:
  static constexpr uint32_t none = UINT32_MAX;

  void visit(uint32_t index) {
    const Node &node = net_.nodes[index];
    if (node.isLink()) {
      uint32_t block = open_[node.a];
      if (block == none || block != open_[node.b]) {
        close(open_[node.a]);
        close(open_[node.b]);
        block = blocks_.size();
        blocks_.emplace_back();
        open_[node.a] = open_[node.b] = block;
      }
      blocks_[block].push_back(index);
      return;
    }
    close(open_[node.a]);
    if (node.kind == NodeKind::Barrier)
      for (uint32_t w : net_.barriers[node.data])
        close(open_[w]);
    builder_.replay(net_, node);
  }

  void close(uint32_t block) {
    if (block == none || blocks_[block].empty())
      return;
    std::vector<uint32_t> links = std::move(blocks_[block]);
    blocks_[block].clear();
    const Node &first = net_.nodes[links[0]];
    open_[first.a] = open_[first.b] = none;
    emitBlock(links);
  }

  const Node &link(const std::vector<uint32_t> &links, size_t i) const { return net_.nodes[links[i]]; }

  static bool constantRuns(const Node &node) { return node.before[0].isConstant() && node.before[1].isConstant(); }

  void emitBlock(const std::vector<uint32_t> &links) {
    for (size_t i = 0; i < links.size();) {
      const Node &node = link(links, i);
      const Node *next = i + 1 < links.size() ? &link(links, i + 1) : nullptr;
      if (next && (emitSwappedZz(node, *next) || emitConjugated(node, *next))) {
        i += 2;
        continue;
      }
      size_t end = i + 1;
      if (node.angle.isConstant())
        while (end < links.size() && link(links, end).angle.isConstant() && constantRuns(link(links, end)))
          ++end;
      emitStretch(std::span(links).subspan(i, end - i));
      i = end;
    }
  }

  void emitPlain(std::span<const uint32_t> links) {
    for (uint32_t index : links)
      builder_.replay(net_, net_.nodes[index]);
  }

  /// Constant but for the runs before the first link, which stay.
  void emitStretch(std::span<const uint32_t> links) {
    unsigned before = 0;
    for (uint32_t index : links)
      before += linkCost(net_.nodes[index], cost_);
    const Node &first = net_.nodes[links[0]];
    uint32_t a = first.a, b = first.b;
    if (!first.angle.isConstant() || links.size() == 1)
      return emitPlain(links);
    Matrix4 product = first.kind == NodeKind::Swap ? swapMatrix : zzMatrix(first.angle.offset);
    for (uint32_t index : links.subspan(1)) {
      const Node &node = net_.nodes[index];
      bool same = node.a == a;
      product = kron(node.before[same ? 0 : 1].toMatrix(), node.before[same ? 1 : 0].toMatrix()) * product;
      product = (node.kind == NodeKind::Swap ? swapMatrix : zzMatrix(node.angle.offset)) * product;
    }
    auto better = [&](const std::optional<Kak> &kak, unsigned &bestCost, size_t &bestLinks) {
      if (!kak)
        return false;
      bool cz = cost_ == LinkCost::Cz;
      unsigned gates = cz ? kak->numCz() : kak->numCoordinates();
      if (std::pair(gates, size_t(kak->numCoordinates())) >= std::pair(bestCost, bestLinks))
        return false;
      bestCost = gates;
      bestLinks = kak->numCoordinates();
      return true;
    };
    unsigned bestCost = before;
    size_t bestLinks = links.size();
    std::optional<Kak> kak = decomposeKak(product), mirror;
    if (!better(kak, bestCost, bestLinks))
      kak.reset();
    if (mayRename_ && bestCost > 0) {
      bestLinks = 0; // only fewer gates are worth it
      mirror = decomposeKak(swapMatrix * product);
      if (!better(mirror, bestCost, bestLinks))
        mirror.reset();
    }
    if (!kak && !mirror)
      return emitPlain(links);
    builder_.replayRuns(first);
    emitKak(builder_, a, b, mirror ? *mirror : *kak, cost_);
    if (mirror)
      builder_.rename(a, b);
  }

  /// A symbolic ZZ and a SWAP: three CZ's in place of five.
  bool emitSwappedZz(const Node &first, const Node &second) {
    const Node &zz = first.kind == NodeKind::Zz ? first : second;
    const Node &swap = first.kind == NodeKind::Zz ? second : first;
    if (cost_ != LinkCost::Cz || zz.kind != NodeKind::Zz || swap.kind != NodeKind::Swap || zz.angle.isConstant())
      return false;
    // SWAPs have no runs before them; those between SWAP and ZZ go before the SWAP, on the other wire.
    bool swapFirst = &swap == &first;
    builder_.run(swapFirst ? zz.b : zz.a).append(zz.before[0], builder_.slots());
    builder_.run(swapFirst ? zz.a : zz.b).append(zz.before[1], builder_.slots());
    emitThree(builder_, zz.a, zz.b, pi / 4, pi / 4, zz.angle * -0.5 + pi / 4);
    return true;
  }

  /// ZZ(k pi/2), X(s pi/2) Z(symbol) X(t pi/2) on one wire, ZZ(l pi/2), with k, l, s, t = +-1.
  bool emitConjugated(const Node &first, const Node &second) {
    for (const Node *node : {&first, &second})
      if (node->kind != NodeKind::Zz || !node->angle.isConstant() || !isMultiple(node->angle.offset - pi / 2, pi))
        return false;
    unsigned side = second.before[0].isDiagonal() ? 1 : 0;
    const Run &run = second.before[side];
    if (!second.before[1 - side].isDiagonal() || run.rest().size() != 2 || run.rest()[0].z.isConstant())
      return false;
    double x1 = run.rest()[0].x, x2 = run.rest()[1].x;
    for (double x : {x1, x2})
      if (std::abs(std::abs(x) - pi / 2) > angleTolerance)
        return false;
    uint32_t b = side ? second.b : second.a, a = side ? second.a : second.b;
    Circuit &slots = builder_.slots();
    builder_.replayRuns(first);
    // Diagonal gates pass the first ZZ.
    builder_.run(a).append(second.before[1 - side], slots);
    builder_.run(b).z(run.first(), slots);
    double k = std::remainder(first.angle.offset, 2 * pi) > 0 ? 1 : -1, s = x1 > 0 ? 1 : -1;
    builder_.run(b).h(slots);
    builder_.zz(a, b, run.rest()[0].z * (s * k));
    builder_.run(b).h(slots);
    // With s = t an X remains, which turns the second ZZ round.
    bool flip = x1 * x2 > 0;
    builder_.zz(a, b, first.angle + (flip ? -second.angle.offset : second.angle.offset));
    builder_.run(b).x(x1 + x2, slots);
    builder_.run(b).z(run.rest()[1].z, slots);
    return true;
  }

  Net net_;
  NetBuilder builder_;
  LinkCost cost_;
  bool mayRename_;
  std::vector<uint32_t> open_;                // per wire: its open block
  std::vector<std::vector<uint32_t>> blocks_; // nodes; empty once closed
};

} // namespace

Net consolidate(Net net, LinkCost cost, bool mayRename) { return Consolidator(std::move(net), cost, mayRename).run(); }

} // namespace qml::target
