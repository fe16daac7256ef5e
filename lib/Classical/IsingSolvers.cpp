// SPDX-License-Identifier: Apache-2.0
//
// Enumeration and annealing over spins. Both keep the value of every product of the spin polynomial; turning spin i
// over negates the products that hold i, so that the energy changes by minus twice their sum.

#include "qml/Classical/IsingSolvers.h"

#include "qml/Classical/Rng.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace qml {

namespace {

class SpinState {
public:
  SpinState(const Polynomial &spin, int numVariables) : spins(numVariables, 1), termsOf_(numVariables) {
    for (const auto &[variables, coefficient] : spin.terms()) {
      if (variables.empty()) {
        constant_ = coefficient;
        continue;
      }
      for (int variable : variables)
        termsOf_[variable].push_back(uint32_t(products_.size()));
      products_.push_back(coefficient);
    }
  }

  double change(int spin) const {
    double sum = 0;
    for (uint32_t term : termsOf_[spin])
      sum += products_[term];
    return -2 * sum;
  }
  void flip(int spin) {
    spins[spin] = int8_t(-spins[spin]);
    for (uint32_t term : termsOf_[spin])
      products_[term] = -products_[term];
  }
  double energy() const {
    double sum = constant_;
    for (double product : products_)
      sum += product;
    return sum;
  }
  /// The largest change that turning `spin` over can make.
  double largestChange(int spin) const {
    double sum = 0;
    for (uint32_t term : termsOf_[spin])
      sum += 2 * std::fabs(products_[term]);
    return sum;
  }
  const std::vector<double> &products() const { return products_; }

  Assignment spins;

private:
  std::vector<std::vector<uint32_t>> termsOf_;
  std::vector<double> products_;
  double constant_ = 0;
};

} // namespace

static IsingSolution solutionOf(const IsingProblem &problem, const Assignment &spins) {
  Assignment all = spins;
  if (problem.kind() == VariableKind::Binary)
    for (int8_t &value : all)
      value = value < 0 ? 1 : 0;
  IsingSolution solution;
  solution.energy = problem.energy().value(all);
  all.resize(problem.numDeclared());
  solution.value = problem.value(all);
  solution.feasible = problem.feasible(all);
  solution.assignment = std::move(all);
  return solution;
}

// Sums of this many numbers of this size agree to better than this.
static double roundingOf(const SpinState &state) {
  double total = 1e-300;
  for (double product : state.products())
    total += std::fabs(product);
  return 1e-11 * total;
}

Expected<IsingSolution> solveExactly(const IsingProblem &problem) {
  const int n = problem.numVariables();
  if (n > maxExactVariables)
    return Diagnostic("E0443", "exact() tries all assignments and takes up to " + std::to_string(maxExactVariables) +
                                   " variables, this problem has " + std::to_string(n))
        .withHelp("use `simulated_annealing(reads=100)`");
  auto spin = problem.energy().toSpin();
  if (!spin)
    return spin.takeError();
  SpinState state(*spin, n);
  const double rounding = roundingOf(state);
  double energy = state.energy(), bestEnergy = energy;
  uint64_t index = 0, best = 0; // bits as measured: 1 for spin -1, variable 0 the most significant
  for (uint64_t step = 1; step < uint64_t(1) << n; ++step) {
    // The variable that changes most often is the one with the lowest bit.
    int bit = std::countr_zero(step), variable = n - 1 - bit;
    energy += state.change(variable);
    state.flip(variable);
    index ^= uint64_t(1) << bit;
    if (step % (1 << 16) == 0)
      energy = state.energy(); // no drift
    if (energy < bestEnergy - rounding || (energy < bestEnergy + rounding && index < best)) {
      bestEnergy = std::min(energy, bestEnergy);
      best = index;
    }
  }
  Assignment spins(n);
  for (int i = 0; i < n; ++i)
    spins[i] = best >> (n - 1 - i) & 1 ? -1 : 1;
  return solutionOf(problem, spins);
}

Expected<IsingSolution> simulatedAnnealing(const IsingProblem &problem, const AnnealingOptions &options) {
  if (options.reads < 1 || options.sweeps < 1)
    return Diagnostic("E0443", "simulated annealing needs at least one read and one sweep");
  auto spin = problem.energy().toSpin();
  if (!spin)
    return spin.takeError();
  const int n = problem.numVariables();
  const SpinState start(*spin, n);
  double largest = 0, smallest = INFINITY;
  for (int i = 0; i < n; ++i)
    largest = std::max(largest, start.largestChange(i));
  for (double product : start.products())
    smallest = std::min(smallest, 2 * std::fabs(product));
  // Rounding leaves couplings of 1e-17 behind, which must not stretch the schedule.
  smallest = std::max(smallest, 1e-6 * largest);
  // Without any coupling every temperature is right.
  const double hot = largest > 0 ? std::log(2) / largest : 1, cold = largest > 0 ? std::log(100) / smallest : 1;
  const double factor = options.sweeps > 1 ? std::pow(cold / hot, 1 / double(options.sweeps - 1)) : 1;

  IsingSolution best;
  std::vector<double> energies;
  for (int64_t read = 0; read < options.reads; ++read) {
    Rng rng(options.seed, uint64_t(read));
    SpinState state = start;
    for (int i = 0; i < n; ++i)
      if (rng.bits() >> 63)
        state.flip(i);
    double beta = hot;
    for (int64_t sweep = 0; sweep < options.sweeps; ++sweep, beta *= factor) {
      for (int i = 0; i < n; ++i) {
        double change = state.change(i);
        if (change <= 0 || rng.uniform() < std::exp(-beta * change))
          state.flip(i);
      }
    }
    IsingSolution found = solutionOf(problem, state.spins);
    energies.push_back(found.energy);
    if (read == 0 || found.energy < best.energy)
      best = std::move(found);
  }
  best.energies = std::move(energies);
  return best;
}

} // namespace qml
