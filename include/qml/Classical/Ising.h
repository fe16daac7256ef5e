// SPDX-License-Identifier: Apache-2.0
//
// Optimisation problems over binary or spin variables: an objective, constraints turned into penalties, the Ising
// Hamiltonian, and the way back from measured bits. Energies are always minimised; a maximised objective changes its
// sign.
#pragma once

#include "qml/Circuit/Observable.h"
#include "qml/Classical/Polynomial.h"

namespace qml {

using Assignment = std::vector<int8_t>; // 0/1, or +1/-1 for spins

enum class Relation : uint8_t { Equal, AtMost, AtLeast };

class IsingProblem {
public:
  IsingProblem(VariableKind kind, int numVariables, Polynomial objective, bool maximize);

  /// Demands `left` relation `right`. An equality costs penalty * (left - right)^2; an inequality is made an equality
  /// by slack variables after the declared ones and needs integer coefficients. E0441 if it can't hold, E0440 otherwise
  /// unfit.
  Status subjectTo(const Polynomial &left, Relation relation, double right, double penalty);

  VariableKind kind() const { return objective_.kind(); }
  int numDeclared() const { return numDeclared_; }
  /// Declared variables and slack variables; as many qubits.
  int numVariables() const { return numVariables_; }

  /// What is minimised, over all variables: the objective, negated if it is to be maximised, plus the penalties.
  const Polynomial &energy() const { return energy_; }
  /// `energy` in binary variables, of any degree (a QUBO if the degree is 2 at most).
  Expected<Polynomial> qubo() const { return energy_.toBinary(); }
  /// `energy` as an observable of Z on qubits 0 ... numVariables-1, with its constant as the identity.
  Expected<PauliSum> ising() const;

  /// The objective, as written and without penalties, at an assignment of the declared variables.
  double value(const Assignment &assignment) const;
  /// The objective of a state whose penalties vanish and whose <ising> is `energy`.
  double valueOfEnergy(double energy) const { return maximize_ ? -energy : energy; }
  /// Whether all constraints hold to within 1e-9 (of the larger of 1 and the right side).
  bool feasible(const Assignment &assignment) const;
  /// Measured bits of all qubits (at least the declared ones) as values of the declared variables.
  Assignment decode(const std::vector<uint8_t> &bits) const;
  /// The same from the index the bits spell, qubit 0 the most significant of numVariables.
  Assignment decode(uint64_t index) const;

private:
  struct Constraint {
    Polynomial left;
    Relation relation;
    double right;
  };
  Status addSlack(Polynomial &expression, double range);

  int numDeclared_, numVariables_;
  bool maximize_;
  Polynomial objective_, energy_;
  std::vector<Constraint> constraints_;
};

} // namespace qml
