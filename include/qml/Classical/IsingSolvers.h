// SPDX-License-Identifier: Apache-2.0
//
// Classical solvers of Ising problems: all assignments by Gray code, and simulated annealing. They are the reference
// that QAOA and annealers are compared with.
#pragma once

#include "qml/Classical/Ising.h"

namespace qml {

struct IsingSolution {
  Assignment assignment; // declared variables
  double value = 0;      // of the objective as written
  double energy = 0;     // minimised, with penalties
  bool feasible = true;
  std::vector<double> energies; // of each read, for simulatedAnnealing
};

static constexpr int maxExactVariables = 28;

/// The optimum by enumeration, 2^n steps of Gray code that change one variable each; of equal ones the first in the
/// order of the bits. About ten seconds for 28 densely coupled variables; E0443 beyond.
Expected<IsingSolution> solveExactly(const IsingProblem &problem);

struct AnnealingOptions {
  int64_t reads = 100;
  int64_t sweeps = 1000;
  uint64_t seed = 0;
};

/// The best of independent reads, each with its own random stream. Metropolis sweeps at geometrically rising inverse
/// temperature, from ln 2 over the largest possible change to ln 100 over the smallest coupling (dwave-neal's default).
/// E0443 for reads or sweeps below 1.
Expected<IsingSolution> simulatedAnnealing(const IsingProblem &problem, const AnnealingOptions &options);

} // namespace qml
