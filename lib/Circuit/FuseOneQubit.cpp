// SPDX-License-Identifier: Apache-2.0
//
// Fusion of runs of one-qubit gates. A run ends where anything else touches its qubit; what replaces it takes the place
// of its last gate.

#include "PhaseSum.h"
#include "RotationChain.h"

#include <algorithm>
#include <unordered_map>

namespace qml {
namespace {

bool isOneQubitGate(const Op &op) { return op.op == OpKind::Gate && op.numControls == 0 && op.numQubits == 1; }

bool isInZsx(const Op &op) {
  return op.gate == GateKind::RZ || op.gate == GateKind::X || (op.gate == GateKind::SX && !op.adjoint);
}

class Fuser {
public:
  Fuser(Circuit &circuit, OneQubitBasis basis)
      : circuit(circuit), basis(basis), runs(circuit.numQubits()), fused(circuit.size()) {}

  void run() {
    for (size_t i = 0; i < fused.size(); ++i) {
      const Op &op = circuit[i];
      if (isOneQubitGate(op)) {
        runs[circuit.qubits(op)[0]].push_back(i);
        continue;
      }
      if (op.op == OpKind::Barrier && op.numQubits == 0)
        endAllRuns();
      for (uint32_t qubit : circuit.qubits(op))
        endRun(runs[qubit]);
    }
    endAllRuns();
    if (std::ranges::find(fused, true) != fused.end())
      rebuild();
  }

private:
  Circuit &circuit;
  OneQubitBasis basis;
  std::vector<std::vector<size_t>> runs;                      // per qubit: the steps of the run that is open
  std::vector<bool> fused;                                    // steps of runs that are replaced
  std::unordered_map<size_t, std::vector<Piece>> replacement; // by the last step of a run
  PhaseSum phases;

  void endAllRuns() {
    for (auto &steps : runs)
      endRun(steps);
  }

  void endRun(std::vector<size_t> &steps) {
    bool rewritesAll =
        basis == OneQubitBasis::ZSX && !std::ranges::all_of(steps, [&](size_t i) { return isInZsx(circuit[i]); });
    if (rewritesAll || steps.size() > 1)
      fuse(steps, rewritesAll);
    steps.clear();
  }

  void fuse(const std::vector<size_t> &steps, bool always) {
    RotationChain chain(circuit);
    for (size_t i : steps)
      chain.append(circuit[i]);
    std::vector<Piece> pieces = chain.finish(basis);
    if (!always && pieces.size() >= steps.size())
      return;
    for (size_t i : steps)
      fused[i] = true;
    for (const Angle &phase : chain.phases())
      phases.add(phase);
    replacement[steps.back()] = std::move(pieces);
  }

  void rebuild() {
    Circuit out = circuit; // for its slots and bits
    out.erase(std::vector<bool>(circuit.size(), true));
    for (size_t i = 0; i < fused.size(); ++i) {
      if (isGlobalPhase(circuit[i]))
        phases.add(-circuit.angles(circuit[i])[0]);
      else if (!fused[i])
        out.append(circuit, circuit[i]);
      if (auto found = replacement.find(i); found != replacement.end())
        for (const Piece &piece : found->second)
          out.append(piece.gate, circuit.qubits(circuit[i]),
                     std::span(piece.angles).first(gateRow(piece.gate).numAngles));
    }
    phases.appendTo(out);
    circuit = std::move(out);
  }
};

} // namespace

void fuseOneQubitRuns(Circuit &circuit, OneQubitBasis basis) { Fuser(circuit, basis).run(); }

} // namespace qml
