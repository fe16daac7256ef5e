// SPDX-License-Identifier: Apache-2.0
//
// Native gates from nets. IBM's sets: a run is rz and sx, at most rz sx rz sx rz without symbols (arXiv:1612.00858,
// section 7). IonQ and IQM: a Z rotation is a frame, a number per qubit that is taken off the phases of later pulses;
// ZZ and CZ commute with it, a measurement forgets it. So Z's cost nothing there and a run at most two pulses (one on
// IQM).

#include "Emit.h"

#include <cmath>
#include <numbers>

namespace qml::target {

static constexpr double pi = std::numbers::pi;

Net expandToCz(Net net) {
  NetBuilder builder(net);
  Circuit &slots = builder.slots();
  for (const Node &node : net.nodes) {
    bool quarter = node.angle.isConstant() && isMultiple(node.angle.offset, pi / 2);
    if (node.dead || !node.isLink() || (node.kind == NodeKind::Zz && quarter)) {
      builder.replay(net, node);
      continue;
    }
    builder.replayRuns(node);
    if (node.kind == NodeKind::Swap) {
      for (bool turned : {false, true, false})
        builder.cx(turned ? node.b : node.a, turned ? node.a : node.b);
      continue;
    }
    // The H's of the CNOTs go where there is a run that takes them in.
    bool onA = !node.before[0].isDiagonal() && node.before[1].isDiagonal();
    uint32_t control = onA ? node.b : node.a, target = onA ? node.a : node.b;
    builder.cx(control, target);
    builder.run(target).z(node.angle, slots);
    builder.cx(control, target);
  }
  return builder.finish(net);
}

namespace {

class Emitter {
public:
  Emitter(const Net &net, const Device &device) : net_(net), device_(device), out_(net.slots) {
    out_.setNumQubits(net.numWires);
    out_.setNumBits(net.numBits);
    pending_.resize(net.numWires);
    frames_.resize(net.numWires);
  }

  Circuit run() {
    for (const Node &node : net_.nodes)
      visit(node);
    for (uint32_t q = 0; q < net_.numWires; ++q) {
      pending_[q].append(net_.tail[q], out_);
      flush(q);
      if (frames())
        rz(q, frames_[q]);
    }
    return std::move(out_);
  }

private:
  bool frames() const { return device_.nativeSet() == NativeSet::IonZz || device_.nativeSet() == NativeSet::CzPrx; }

  void visit(const Node &node) {
    pending_[node.a].append(node.before[0], out_);
    if (node.isLink())
      pending_[node.b].append(node.before[1], out_);
    if (node.dead)
      return;
    switch (node.kind) {
    case NodeKind::Zz:
      return link(node);
    case NodeKind::Swap:
      assert(false && "SWAPs are expanded before");
      return;
    case NodeKind::Local:
      return flush(node.a);
    case NodeKind::Measure:
      flush(node.a);
      frames_[node.a] = Angle();
      return out_.appendMeasure(node.a, node.data);
    case NodeKind::Reset:
      flush(node.a);
      frames_[node.a] = Angle();
      return out_.appendReset(node.a);
    case NodeKind::Barrier:
      return out_.appendBarrier(net_.barriers[node.data]);
    }
  }

  void link(const Node &node) {
    uint32_t a = node.a, b = node.b;
    if (device_.nativeSet() == NativeSet::IonZz) {
      flush(a);
      flush(b);
      out_.append(GateKind::ZZ, {a, b}, {node.angle * (1 / (2 * pi))});
      return;
    }
    assert(node.angle.isConstant() && isMultiple(node.angle.offset - pi / 2, pi) && "other ZZ's are expanded before");
    double z = std::remainder(node.angle.offset, 2 * pi) > 0 ? pi / 2 : -pi / 2;
    if (device_.nativeSet() == NativeSet::EcrSx)
      ecrAsCz(a, b);
    else {
      flush(a);
      flush(b);
      out_.append(GateKind::CZ, {a, b});
    }
    pending_[a].z(z, out_);
    pending_[b].z(z, out_);
  }

  /// CZ is H, CNOT, H; CNOT is ECR between fixed one-qubit gates.
  void ecrAsCz(uint32_t a, uint32_t b) {
    uint32_t control = device_.hasEdge(a, b) ? a : b, target = control == a ? b : a;
    pending_[target].h(out_);
    pending_[control].z(-pi / 2, out_);
    pending_[target].x(-pi / 2, out_);
    flush(control);
    flush(target);
    out_.append(GateKind::ECR, {control, target});
    pending_[control].x(pi, out_);
    pending_[target].h(out_);
  }

  void rz(uint32_t q, Angle angle) {
    if (angle.isConstant()) {
      angle.offset = reduceAngle(angle.offset);
      if (std::abs(angle.offset) < angleTolerance)
        return;
    }
    out_.append(GateKind::RZ, {q}, {angle});
  }

  static bool isQuarter(double x) { return std::abs(std::abs(x) - pi / 2) < angleTolerance; }
  static bool isHalf(double x) { return std::abs(std::abs(x) - pi) < angleTolerance; }

  void flush(uint32_t q) {
    Run run = std::move(pending_[q]);
    pending_[q] = Run();
    if (run.isIdentity())
      return;
    if (frames())
      flushFrames(q, run);
    else
      flushSx(q, run);
  }

  void flushSx(uint32_t q, const Run &run) {
    Angle z = run.first();
    for (const Run::Turn &turn : run.rest()) {
      double after = 0;
      if (isHalf(turn.x)) {
        rz(q, z);
        out_.append(GateKind::X, {q});
      } else if (isQuarter(turn.x)) {
        after = turn.x > 0 ? 0 : pi;
        rz(q, z + after);
        out_.append(GateKind::SX, {q});
      } else {
        after = pi / 2;
        rz(q, z + after);
        out_.append(GateKind::SX, {q});
        rz(q, turn.x + pi);
        out_.append(GateKind::SX, {q});
      }
      z = turn.z + after;
    }
    rz(q, z);
  }

  void flushFrames(uint32_t q, const Run &run) {
    turnFrame(q, run.first());
    for (const Run::Turn &turn : run.rest()) {
      pulse(q, turn.x);
      turnFrame(q, turn.z);
    }
  }

  void turnFrame(uint32_t q, const Angle &angle) {
    Angle sum = out_.add(frames_[q], angle);
    if (sum.isConstant())
      sum.offset = reduceAngle(sum.offset);
    frames_[q] = sum;
  }

  /// X(x) seen from the frame of `q`.
  void pulse(uint32_t q, double x) {
    if (device_.nativeSet() == NativeSet::CzPrx) {
      out_.append(GateKind::PRX, {q}, {x, -frames_[q]});
    } else if (isHalf(x)) {
      out_.append(GateKind::GPI, {q}, {phase(q, 0)});
    } else if (isQuarter(x)) {
      out_.append(GateKind::GPI2, {q}, {phase(q, x > 0 ? 0 : 0.5)});
    } else {
      turnFrame(q, pi / 2);
      pulse(q, pi / 2);
      turnFrame(q, x + pi);
      pulse(q, pi / 2);
      turnFrame(q, pi / 2);
    }
  }

  Angle phase(uint32_t q, double shift) const {
    Angle turns = frames_[q] * (-1 / (2 * pi)) + shift;
    if (turns.isConstant())
      turns.offset -= std::round(turns.offset);
    return turns;
  }

  const Net &net_;
  const Device &device_;
  Circuit out_;
  std::vector<Run> pending_;
  std::vector<Angle> frames_;
};

} // namespace

Circuit emitNative(const Net &net, const Device &device) { return Emitter(net, device).run(); }

} // namespace qml::target
