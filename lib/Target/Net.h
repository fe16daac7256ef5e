// SPDX-License-Identifier: Apache-2.0
//
// The circuit as the transpiler sees it: two-qubit interactions ZZ(angle) = exp(-i angle/2 ZZ), SWAPs and walls
// (measure, reset, barrier), with runs of one-qubit gates between them. All two-qubit gates are ZZ's with one-qubit
// gates around: CZ and CNOT are ZZ(pi/2). So one rule cancels CNOTs, merges rotations and passes X's through. Global
// phase is dropped.
//
// A net is made by a NetBuilder and never changed in place: a pass replays one net into a new builder, which simplifies
// while it goes. Z rotations and flips move late through ZZ's; ZZ's of one pair merge when nothing but diagonal gates
// is between.
#pragma once

#include "Kak.h"

#include <unordered_map>

namespace qml::target {

enum class NodeKind : uint8_t { Zz, Swap, Local, Measure, Reset, Barrier };

struct Node {
  NodeKind kind = NodeKind::Zz;
  bool dead = false;         // a ZZ that vanished; its runs still count
  uint32_t a = 0, b = 0;     // wires; b for Zz and Swap only
  Angle angle;               // Zz
  int32_t data = -1;         // Measure: the bit; Barrier: index into Net::barriers
  std::array<Run, 2> before; // runs on a and b just before

  bool isLink() const { return kind == NodeKind::Zz || kind == NodeKind::Swap; }
};

struct Net {
  unsigned numWires = 0;
  unsigned numBits = 0;
  Circuit slots; // owns derived slots; holds no gates
  std::vector<Node> nodes;
  std::vector<Run> tail;        // per wire
  std::vector<uint32_t> output; // qubit q of the source ends on wire output[q]
  std::vector<std::vector<uint32_t>> barriers;
};

class NetBuilder {
public:
  /// For the replay of `net`: its wires and bits; takes its slots.
  explicit NetBuilder(Net &net);
  NetBuilder(unsigned numWires, unsigned numBits, Circuit slots);

  Circuit &slots() { return net_.slots; }
  /// The run that waits on qubit `q`; gates are appended to it.
  Run &run(uint32_t q) { return pending_[wire_[q]]; }

  void zz(uint32_t a, uint32_t b, const Angle &angle);
  void cz(uint32_t a, uint32_t b);
  void cx(uint32_t control, uint32_t target);
  /// A real SWAP.
  void swap(uint32_t a, uint32_t b);
  /// A SWAP by renaming: costs nothing, shows in `output`.
  void rename(uint32_t a, uint32_t b) { std::swap(wire_[a], wire_[b]); }
  void local(uint32_t q);
  void measure(uint32_t q, int32_t bit);
  void reset(uint32_t q);
  void barrier(std::span<const uint32_t> qubits);

  /// Appends node `node` of `net`, runs first.
  void replay(const Net &net, const Node &node);
  void replayRuns(const Node &node);
  /// Appends the tail of `net` and carries its output over.
  Net finish(const Net &net);
  Net finish();

private:
  void push(NodeKind kind, uint32_t a, uint32_t b, Angle angle, int32_t data, Run runA = {}, Run runB = {});
  /// Splits the run waiting on wire `w`: what a ZZ can't pass is returned, the rest waits on. Flips negate `angle`.
  Run takeBlocked(uint32_t w, Angle &angle);
  bool mergeIntoEarlier(uint32_t a, uint32_t b, const Angle &angle);

  struct Merge {
    size_t node;
    uint32_t segmentA, segmentB;
  };
  Net net_;
  std::vector<Run> pending_;                   // per wire
  std::vector<uint32_t> segment_;              // per wire; a new one starts after each gate that is not diagonal
  std::vector<uint32_t> wire_;                 // per qubit
  std::unordered_map<uint64_t, Merge> merges_; // per pair of wires, its last ZZ
};

/// Replays `net` until no ZZ merges any more.
Net simplify(Net net);

/// What the native two-qubit gate makes cheap.
enum class LinkCost : uint8_t {
  Cz,      // ZZ(pi/2) is one gate, other angles two, SWAP three
  Partial, // every ZZ is one gate, SWAP three
};

/// Rewrites blocks of gates on one pair of wires where that saves native gates, or as many in fewer ZZ's: constant
/// stretches through KAK, ZZ(pi/2) RX(symbol) ZZ(pi/2) into one ZZ, a symbolic ZZ next to a SWAP into three ZZ(pi/2).
/// With `mayRename` a block may also be exchanged for itself times a SWAP by renaming, where that is cheaper.
Net consolidate(Net net, LinkCost cost, bool mayRename);

/// The net of `circuit`. SWAPs are done by renaming if `mayRename`.
Net lowerToNet(const Circuit &circuit, LinkCost cost, bool mayRename);

/// Native gates that `net` will take.
size_t nativeCost(const Net &net, LinkCost cost);

} // namespace qml::target
