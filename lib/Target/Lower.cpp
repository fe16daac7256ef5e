// SPDX-License-Identifier: Apache-2.0
//
// Circuits as nets: two-qubit rotations are one ZZ each, controlled rotations too; what is left is constant and goes
// through KAK or is decomposed by the passes on circuits.

#include "Canonical.h"
#include "qml/Circuit/Passes.h"

#include <numbers>

namespace qml::target {

static constexpr double pi = std::numbers::pi;

static const DecomposeTarget &keptGates() {
  using K = GateKind;
  static const DecomposeTarget target = {{
      {K::Z, 1},       {K::Y, 1},   {K::H, 1},   {K::S, 1},          {K::T, 1},       {K::SX, 1},
      {K::RX, 1},      {K::RY, 1},  {K::RZ, 1},  {K::PhaseShift, 1}, {K::SWAP, 0},    {K::ISWAP, 0},
      {K::SISWAP, 0},  {K::ECR, 0}, {K::DCX, 0}, {K::IsingXX, 0},    {K::IsingYY, 0}, {K::IsingZZ, 0},
      {K::IsingXY, 0}, {K::RZX, 0}, {K::MS, 0},  {K::ZZ, 0},
  }};
  return target;
}

namespace {

class Lowering {
public:
  Lowering(const Circuit &circuit, NetBuilder &builder, LinkCost cost, bool mayRename)
      : circuit_(circuit), builder_(builder), cost_(cost), mayRename_(mayRename) {}

  void run() {
    for (const Op &op : circuit_)
      visit(op);
  }

private:
  Circuit &slots() { return builder_.slots(); }

  void visit(const Op &op) {
    auto qubits = circuit_.qubits(op);
    switch (op.op) {
    case OpKind::Measure:
      return builder_.measure(qubits[0], op.bit);
    case OpKind::Reset:
      return builder_.reset(qubits[0]);
    case OpKind::Barrier: {
      std::vector<uint32_t> all(qubits.empty() ? circuit_.numQubits() : 0);
      for (uint32_t q = 0; q < all.size(); ++q)
        all[q] = q;
      return builder_.barrier(qubits.empty() ? all : qubits);
    }
    case OpKind::Channel:
      assert(false && "transpile() refuses channels");
      return;
    case OpKind::Gate:
      break;
    }
    if (qubits.empty())
      return;
    if (qubits.size() == 1)
      return oneQubit(op, qubits[0]);
    assert(qubits.size() == 2 && op.negated == 0 && "decompose leaves one- and two-qubit gates");
    if (op.numControls == 1)
      controlled(op, qubits[0], qubits[1]);
    else
      twoQubit(op, qubits[0], qubits[1]);
  }

  bool constant(const Op &op) const {
    for (const Angle &angle : circuit_.angles(op))
      if (!angle.isConstant())
        return false;
    return true;
  }

  template <size_t N> std::array<Complex, N> matrixOf(const Op &op) const {
    std::vector<double> values;
    for (const Angle &angle : circuit_.angles(op))
      values.push_back(angle.offset);
    std::array<Complex, N> matrix;
    gateMatrix(op.gate, op.adjoint, values, op.numQubits - op.numControls, matrix.data());
    return matrix;
  }

  void oneQubit(const Op &op, uint32_t q) {
    Run &run = builder_.run(q);
    auto angles = circuit_.angles(op);
    switch (op.gate) {
    case GateKind::Identity:
      return;
    case GateKind::RX:
      return run.x(angles[0], slots());
    case GateKind::RY:
      return run.y(angles[0], slots());
    case GateKind::RZ:
    case GateKind::PhaseShift:
      return run.z(angles[0], slots());
    default:
      break;
    }
    if (constant(op))
      return run.matrix(matrixOf<4>(op), slots());
    Euler euler = eulerOf(slots(), copyOf(op));
    run.z(euler.lambda, slots());
    run.y(euler.theta, slots());
    run.z(euler.phi, slots());
  }

  /// `eulerOf` reads the angles from the circuit that gets the slots.
  Op copyOf(const Op &op) { return slots().append(circuit_, op); }

  void controlled(const Op &op, uint32_t control, uint32_t target) {
    auto angles = circuit_.angles(op);
    Run &run = builder_.run(target);
    switch (op.gate) {
    case GateKind::X:
      return builder_.cx(control, target);
    case GateKind::Z:
      return builder_.cz(control, target);
    case GateKind::RZ:
      return controlledZ(control, target, angles[0], false);
    case GateKind::PhaseShift:
      return controlledZ(control, target, angles[0], true);
    case GateKind::RX:
      run.h(slots());
      controlledZ(control, target, angles[0], false);
      return builder_.run(target).h(slots());
    case GateKind::RY:
      run.x(pi / 2, slots());
      controlledZ(control, target, angles[0], false);
      return builder_.run(target).x(-pi / 2, slots());
    default:
      break;
    }
    Matrix2 m = matrixOf<4>(op);
    Matrix4 matrix = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, m[0], m[1], 0, 0, m[2], m[3]};
    constantGate(matrix, control, target);
  }

  void controlledZ(uint32_t control, uint32_t target, const Angle &angle, bool phase) {
    builder_.run(target).z(angle * 0.5, slots());
    if (phase)
      builder_.run(control).z(angle * 0.5, slots());
    builder_.zz(control, target, angle * -0.5);
  }

  void twoQubit(const Op &op, uint32_t a, uint32_t b) {
    auto angles = circuit_.angles(op);
    switch (op.gate) {
    case GateKind::SWAP:
      return mayRename_ ? builder_.rename(a, b) : builder_.swap(a, b);
    case GateKind::IsingXX:
      return emitXx(builder_, a, b, angles[0]);
    case GateKind::IsingYY:
      return emitYy(builder_, a, b, angles[0]);
    case GateKind::IsingZZ:
      return builder_.zz(a, b, angles[0]);
    case GateKind::ZZ:
      return builder_.zz(a, b, angles[0] * (2 * pi));
    case GateKind::RZX:
      builder_.run(b).h(slots());
      builder_.zz(a, b, angles[0]);
      return builder_.run(b).h(slots());
    case GateKind::MS: {
      for (auto [q, i] : {std::pair(a, 0), std::pair(b, 1)})
        builder_.run(q).z(angles[i] * (-2 * pi), slots());
      emitXx(builder_, a, b, angles[2] * (2 * pi));
      for (auto [q, i] : {std::pair(a, 0), std::pair(b, 1)})
        builder_.run(q).z(angles[i] * (2 * pi), slots());
      return;
    }
    case GateKind::IsingXY:
      return exchange(a, b, angles[0] * -0.5);
    default:
      return constantGate(matrixOf<16>(op), a, b);
    }
  }

  /// exp(-i angle/2 (XX + YY))
  void exchange(uint32_t a, uint32_t b, const Angle &angle) {
    if (cost_ == LinkCost::Partial) {
      emitXx(builder_, a, b, angle);
      emitYy(builder_, a, b, angle);
      return;
    }
    for (uint32_t q : {a, b})
      builder_.run(q).x(pi / 2, slots());
    emitXxZz(builder_, a, b, angle, angle);
    for (uint32_t q : {a, b})
      builder_.run(q).x(-pi / 2, slots());
  }

  void constantGate(const Matrix4 &matrix, uint32_t a, uint32_t b) {
    std::optional<Kak> kak = decomposeKak(matrix);
    assert(kak && "a gate of the table has a decomposition");
    emitKak(builder_, a, b, *kak, cost_);
  }

  const Circuit &circuit_;
  NetBuilder &builder_;
  LinkCost cost_;
  bool mayRename_;
};

} // namespace

Net lowerToNet(const Circuit &source, LinkCost cost, bool mayRename) {
  Circuit circuit = decompose(source, keptGates());
  NetBuilder builder(circuit.numQubits(), source.numBits(), circuit);
  Lowering(circuit, builder, cost, mayRename).run();
  Net net = builder.finish();
  net.slots.erase(std::vector<bool>(net.slots.size(), true));
  return net;
}

} // namespace qml::target
