// SPDX-License-Identifier: Apache-2.0
//
// Random circuits and comparisons; see the header.

#include "qml/Circuit/Random.h"
#include "qml/Circuit/Oracle.h"

#include <algorithm>
#include <numbers>
#include <numeric>

namespace qml::testing {

constexpr double pi = std::numbers::pi;

static unsigned below(Rng &rng, unsigned n) { return std::uniform_int_distribution<unsigned>(0, n - 1)(rng); }
static bool chance(Rng &rng, double p) { return std::uniform_real_distribution<>(0, 1)(rng) < p; }
static double anyAngle(Rng &rng) { return std::uniform_real_distribution<>(-7, 7)(rng); }

static Angle randomAngle(Rng &rng, unsigned numSlots) {
  static const double special[] = {0, 1e-9, pi / 4, -pi / 2, pi / 2, pi, -pi, 2 * pi, 4 * pi, 0.3, -0.3};
  double offset = chance(rng, 0.5) ? special[below(rng, std::size(special))] : anyAngle(rng);
  if (numSlots == 0 || chance(rng, 0.4))
    return offset;
  static const double scales[] = {1, 1, -1, 0.5, 2};
  return Angle::ofSlot(below(rng, numSlots), scales[below(rng, std::size(scales))], chance(rng, 0.7) ? 0 : offset);
}

static std::vector<uint32_t> randomQubits(Rng &rng, unsigned numQubits, unsigned count) {
  std::vector<uint32_t> qubits(numQubits);
  std::iota(qubits.begin(), qubits.end(), 0);
  std::ranges::shuffle(qubits, rng);
  qubits.resize(count);
  return qubits;
}

static void appendRandomGate(Circuit &circuit, Rng &rng, const RandomOptions &options) {
  for (;;) {
    const GateRow &row = gateTable()[below(rng, gateTable().size())];
    unsigned fixed = row.numQubits < 0 ? 1 + below(rng, std::min(options.numQubits, 4u)) : row.numQubits;
    unsigned controls = chance(rng, 0.3) ? below(rng, options.maxControls + 1) : 0;
    if (options.onlyOneQubit) {
      if (fixed != 1 && row.kind != GateKind::CNOT)
        continue;
      if (fixed == 2 && chance(rng, 0.7))
        continue;
      controls = 0;
    }
    if (fixed + controls > options.numQubits)
      continue;
    std::vector<Angle> angles(row.numAngles);
    for (Angle &angle : angles)
      angle = randomAngle(rng, options.numSlots);
    unsigned allControls = controls + row.numControls;
    uint32_t negated = chance(rng, 0.3) && !options.onlyOneQubit ? below(rng, 1u << allControls) : 0;
    circuit.append(row.kind, randomQubits(rng, options.numQubits, fixed + controls), angles, controls, negated,
                   chance(rng, 0.3));
    return;
  }
}

/// Undoes or repeats one of the last gates, with controls or targets possibly in another order.
static void appendPlanted(Circuit &circuit, Rng &rng, const RandomOptions &options) {
  if (circuit.empty())
    return;
  Op earlier = circuit[circuit.size() - 1 - below(rng, std::min<size_t>(circuit.size(), 4))];
  if (earlier.op != OpKind::Gate)
    return;
  bool undo = chance(rng, 0.6);
  Op &copy = undo ? circuit.appendInverse(circuit, earlier) : circuit.append(circuit, earlier);
  if (!undo && chance(rng, 0.5))
    for (Angle &angle : circuit.angles(copy))
      angle = chance(rng, 0.5) ? randomAngle(rng, options.numSlots) : angle;
  if (chance(rng, 0.5)) {
    auto targets = circuit.qubits(copy).subspan(copy.numControls);
    std::ranges::shuffle(targets, rng);
  }
  if (chance(rng, 0.3) && copy.negated == 0)
    std::ranges::shuffle(circuit.qubits(copy), rng);
}

static void appendWall(Circuit &circuit, Rng &rng, const RandomOptions &options) {
  unsigned kind = options.onlyBarriers ? 0 : below(rng, 3);
  if (kind == 0)
    circuit.appendBarrier(randomQubits(rng, options.numQubits, below(rng, options.numQubits + 1)));
  else if (kind == 1)
    circuit.appendMeasure(below(rng, options.numQubits), circuit.numBits());
  else
    circuit.appendReset(below(rng, options.numQubits));
}

Circuit randomCircuit(Rng &rng, const RandomOptions &options) {
  Circuit circuit(options.numQubits, options.numSlots);
  while (circuit.size() < options.numGates) {
    if (chance(rng, options.walls))
      appendWall(circuit, rng, options);
    else if (chance(rng, options.planted))
      appendPlanted(circuit, rng, options);
    else
      appendRandomGate(circuit, rng, options);
  }
  return circuit;
}

std::vector<double> randomSlots(Rng &rng, const Circuit &circuit) {
  std::vector<double> slots(circuit.numInputSlots());
  for (double &slot : slots)
    slot = anyAngle(rng);
  return slots;
}

static void appendLayer(Circuit &circuit, Rng &rng) {
  for (uint32_t qubit = 0; qubit < circuit.numQubits(); ++qubit)
    circuit.append(GateKind::Rot, {qubit}, {anyAngle(rng), anyAngle(rng), anyAngle(rng)});
}

/// A copy without steps.
static Circuit emptied(Circuit circuit) {
  circuit.erase(std::vector<bool>(circuit.size(), true));
  return circuit;
}

Circuit betweenLayers(const Circuit &circuit, uint64_t seed) {
  Rng rng(seed);
  Circuit result = emptied(circuit);
  appendLayer(result, rng);
  for (const Op &op : circuit)
    result.append(circuit, op);
  appendLayer(result, rng);
  return result;
}

/// `circuit` with each wall replaced by gates that commute with nothing.
static Circuit wallsAsGates(const Circuit &circuit) {
  Circuit result = emptied(circuit);
  for (const Op &op : circuit) {
    if (op.op == OpKind::Gate) {
      result.append(circuit, op);
      continue;
    }
    auto qubits = circuit.qubits(op);
    std::vector<uint32_t> touched(qubits.begin(), qubits.end());
    if (touched.empty()) {
      touched.resize(circuit.numQubits());
      std::iota(touched.begin(), touched.end(), 0);
    }
    for (uint32_t qubit : touched)
      result.append(GateKind::Rot, {qubit}, {0.4 + int(op.op), 1.1, 0.7 * op.bit});
  }
  return result;
}

double distance(const Circuit &a, const Circuit &b, Rng &rng, bool upToPhase) {
  std::vector<double> slots = randomSlots(rng, a);
  uint64_t seed = rng();
  auto evaluate = [&](const Circuit &circuit) {
    Circuit whole = betweenLayers(wallsAsGates(circuit), seed);
    return oracle::apply(whole, slots, oracle::zeroState(whole.numQubits()));
  };
  oracle::State stateA = evaluate(a), stateB = evaluate(b);
  if (upToPhase)
    return oracle::distanceUpToPhase(stateA, stateB);
  double result = 0;
  for (size_t i = 0; i < stateA.size(); ++i)
    result = std::max(result, std::abs(stateA[i] - stateB[i]));
  return result;
}

unsigned countGates(const Circuit &circuit, unsigned numQubits) {
  return std::ranges::count_if(circuit,
                               [&](const Op &op) { return op.op == OpKind::Gate && op.numQubits >= numQubits; });
}

} // namespace qml::testing
