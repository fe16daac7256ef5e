// SPDX-License-Identifier: Apache-2.0
//
// Problems, their Hamiltonians and their solutions agree; solvers find what enumeration by hand finds.
#include "ClassicalTesting.h"
#include "qml/Classical/IsingSolvers.h"
#include "qml/Classical/Rng.h"

#include <cmath>

using namespace qml;

namespace {

Polynomial binary(std::initializer_list<std::pair<std::vector<int>, double>> terms) {
  Polynomial result(VariableKind::Binary);
  for (const auto &[variables, coefficient] : terms)
    result.add(variables, coefficient);
  return result;
}

/// <z| sum |z> for the basis state that `index` spells, qubit 0 the most significant.
double diagonal(const PauliSum &sum, uint64_t index, int numQubits) {
  double total = 0;
  for (const PauliTerm &term : sum.terms) {
    double product = term.coefficient;
    for (auto [qubit, pauli] : term.factors) {
      EXPECT_EQ(pauli, Pauli::Z);
      product *= index >> (numQubits - 1 - int(qubit)) & 1 ? -1 : 1;
    }
    total += product;
  }
  return total;
}

/// MaxCut of the example in LANGUAGE.md: a square with one diagonal.
IsingProblem maxCut() {
  Polynomial cut(VariableKind::Binary);
  for (auto [i, j] : {std::pair(0, 1), {1, 2}, {2, 3}, {3, 0}, {0, 2}}) {
    cut.add({i}, 1);
    cut.add({j}, 1);
    cut.add({i, j}, -2);
  }
  return IsingProblem(VariableKind::Binary, 4, cut, true);
}

Polynomial randomPolynomial(VariableKind kind, int numVariables, int degree, uint64_t seed) {
  Rng rng(seed);
  Polynomial result(kind);
  for (int term = 0; term < 3 * numVariables; ++term) {
    std::vector<int> variables;
    for (int factor = 0; factor < degree; ++factor)
      variables.push_back(int(rng.below(numVariables)));
    result.add(variables, rng.normal());
  }
  return result;
}

} // namespace

TEST(Polynomial, FollowsTheAlgebraOfItsVariables) {
  Polynomial x(VariableKind::Binary), s(VariableKind::Spin);
  x.add({2, 1, 2}, 3);
  s.add({2, 1, 2}, 3);
  EXPECT_EQ(x.terms(), (Polynomial::Terms{{{1, 2}, 3}}));
  EXPECT_EQ(s.terms(), (Polynomial::Terms{{{1}, 3}}));
  s.add({1}, -3);
  EXPECT_TRUE(s.terms().empty());
  EXPECT_EQ(x.degree(), 2);
  EXPECT_EQ(x.numVariables(), 3);
  // (x0 + x1 - 1)^2 = 1 - x0 - x1 + 2 x0 x1
  Polynomial sum = binary({{{0}, 1}, {{1}, 1}, {{}, -1}});
  EXPECT_EQ(must(sum.times(sum)).terms(), (Polynomial::Terms{{{}, 1}, {{0}, -1}, {{1}, -1}, {{0, 1}, 2}}));
  sum.add(sum);
  EXPECT_EQ(sum.terms().at({0}), 2);
}

TEST(Polynomial, ConversionsKeepTheValue) {
  Polynomial x = randomPolynomial(VariableKind::Binary, 6, 4, 1), s = must(x.toSpin()), back = must(s.toBinary());
  for (int index = 0; index < 64; ++index) {
    Assignment bits(6), spins(6);
    for (int i = 0; i < 6; ++i) {
      bits[i] = index >> i & 1;
      spins[i] = bits[i] ? -1 : 1;
    }
    EXPECT_NEAR(x.value(bits), s.value(spins), 1e-12);
    EXPECT_NEAR(x.value(bits), back.value(bits), 1e-12);
  }
}

TEST(Polynomial, RefusesToExplode) {
  Polynomial product(VariableKind::Binary);
  std::vector<int> all(40);
  for (int i = 0; i < 40; ++i)
    all[i] = i;
  product.add(all, 1);
  EXPECT_EQ(errorCode(product.toSpin()), "E0442");
}

TEST(Ising, HamiltonianIsTheEnergyOfEveryBitString) {
  for (VariableKind kind : {VariableKind::Binary, VariableKind::Spin}) {
    IsingProblem problem(kind, 5, randomPolynomial(kind, 5, 3, 2), false);
    PauliSum sum = must(problem.ising());
    for (uint64_t index = 0; index < 32; ++index)
      EXPECT_NEAR(diagonal(sum, index, 5), problem.value(problem.decode(index)), 1e-12);
  }
}

TEST(Ising, ZeroBitIsBinaryZeroAndSpinUp) {
  IsingProblem bits(VariableKind::Binary, 2, Polynomial::variable(VariableKind::Binary, 0), false);
  IsingProblem spins(VariableKind::Spin, 2, Polynomial::variable(VariableKind::Spin, 0), false);
  EXPECT_EQ(bits.decode(uint64_t(1)), (Assignment{0, 1}));
  EXPECT_EQ(spins.decode(uint64_t(1)), (Assignment{1, -1}));
  EXPECT_EQ(bits.decode(std::vector<uint8_t>{1, 0}), (Assignment{1, 0}));
  // x0 = 1/2 - Z0/2
  EXPECT_EQ(must(bits.ising()).terms, (std::vector<PauliTerm>{{0.5, {}}, {-0.5, {{0, Pauli::Z}}}}));
}

TEST(Ising, MaximisedObjectivesChangeTheirSign) {
  IsingProblem problem = maxCut();
  IsingSolution best = must(solveExactly(problem));
  EXPECT_EQ(best.value, 4);
  EXPECT_EQ(best.energy, -4);
  EXPECT_EQ(problem.valueOfEnergy(best.energy), 4);
  // Of the optima 0101 and 1010 the first in the order of bits.
  EXPECT_EQ(best.assignment, (Assignment{0, 1, 0, 1}));
}

TEST(Ising, EqualityBecomesAPenalty) {
  IsingProblem problem(VariableKind::Binary, 3, binary({{{0}, -3}, {{1}, -2}, {{2}, -1}}), false);
  must(problem.subjectTo(binary({{{0}, 1}, {{1}, 1}, {{2}, 1}}), Relation::Equal, 2, 10));
  EXPECT_EQ(problem.numVariables(), 3);
  IsingSolution best = must(solveExactly(problem));
  EXPECT_EQ(best.assignment, (Assignment{1, 1, 0}));
  EXPECT_TRUE(best.feasible);
  EXPECT_EQ(best.energy, best.value);
  EXPECT_FALSE(problem.feasible({1, 1, 1}));
  EXPECT_NEAR(problem.energy().value(Assignment{1, 1, 1}), -6 + 10, 1e-12);
}

TEST(Ising, InequalitiesTakeSlackVariables) {
  // A knapsack: values 6 5 4, weights 3 2 2, room for 4; the best is the last two.
  for (VariableKind kind : {VariableKind::Binary, VariableKind::Spin}) {
    Polynomial value(kind), weight(kind);
    for (auto [i, v, w] : {std::tuple(0, 6.0, 3.0), {1, 5.0, 2.0}, {2, 4.0, 2.0}}) {
      // As spins: taken is -1, so x = (1 - s)/2.
      value.add({i}, kind == VariableKind::Binary ? v : -v);
      weight.add({i}, kind == VariableKind::Binary ? w : -w);
    }
    IsingProblem problem(kind, 3, value, true);
    must(problem.subjectTo(weight, Relation::AtMost, kind == VariableKind::Binary ? 4 : 1, 20));
    EXPECT_GT(problem.numVariables(), 3);
    IsingSolution best = must(solveExactly(problem));
    EXPECT_EQ(best.assignment, kind == VariableKind::Binary ? (Assignment{0, 1, 1}) : (Assignment{1, -1, -1}));
    EXPECT_TRUE(best.feasible);
  }
}

TEST(Ising, AtLeastAndAlwaysTrueConstraints) {
  IsingProblem problem(VariableKind::Binary, 3, binary({{{0}, 1}, {{1}, 2}, {{2}, 3}}), false);
  Polynomial count = binary({{{0}, 1}, {{1}, 1}, {{2}, 1}});
  must(problem.subjectTo(count, Relation::AtMost, 3, 10));
  EXPECT_EQ(problem.numVariables(), 3);
  must(problem.subjectTo(count, Relation::AtLeast, 1.5, 10));
  EXPECT_EQ(must(solveExactly(problem)).assignment, (Assignment{1, 1, 0}));
}

TEST(Ising, RefusesUnfitConstraints) {
  IsingProblem problem(VariableKind::Binary, 2, binary({{{0}, 1}}), false);
  Polynomial count = binary({{{0}, 1}, {{1}, 1}});
  EXPECT_EQ(errorText(problem.subjectTo(count, Relation::Equal, 3, 1)),
            "error[E0441]: no assignment fulfils this constraint: its left side lies between 0 and 2\n");
  EXPECT_EQ(errorCode(problem.subjectTo(count, Relation::AtLeast, 3, 1)), "E0441");
  EXPECT_EQ(errorText(problem.subjectTo(binary({{{0}, 0.5}, {{1}, 1}}), Relation::AtMost, 1, 1)),
            "error[E0440]: an inequality needs integer coefficients\n"
            "  = help: multiply both sides until they are integers\n");
  EXPECT_EQ(errorCode(problem.subjectTo(count, Relation::Equal, 1, 0)), "E0440");
  EXPECT_EQ(errorCode(problem.subjectTo(binary({{{0}, 1e9}}), Relation::AtLeast, 1, 1)), "E0440");
}

TEST(IsingSolvers, EnumerationIsExact) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    IsingProblem problem(VariableKind::Spin, 9, randomPolynomial(VariableKind::Spin, 9, 3, seed), seed % 2);
    double lowest = INFINITY;
    for (uint64_t index = 0; index < 512; ++index)
      lowest = std::min(lowest, problem.energy().value(problem.decode(index)));
    IsingSolution best = must(solveExactly(problem));
    EXPECT_NEAR(best.energy, lowest, 1e-12);
    EXPECT_NEAR(problem.energy().value(best.assignment), lowest, 1e-12);
  }
}

TEST(IsingSolvers, EnumerationRefusesTooManyVariables) {
  IsingProblem problem(VariableKind::Binary, 29, Polynomial(VariableKind::Binary), false);
  EXPECT_EQ(errorText(solveExactly(problem)),
            "error[E0443]: exact() tries all assignments and takes up to 28 variables, this problem has 29\n"
            "  = help: use `simulated_annealing(reads=100)`\n");
}

TEST(IsingSolvers, AnnealingFindsTheOptimum) {
  for (uint64_t seed = 0; seed < 5; ++seed) {
    IsingProblem problem(VariableKind::Binary, 16, randomPolynomial(VariableKind::Binary, 16, 2, seed), false);
    IsingSolution annealed = must(simulatedAnnealing(problem, {.reads = 20, .sweeps = 300, .seed = seed}));
    EXPECT_NEAR(annealed.energy, must(solveExactly(problem)).energy, 1e-12);
    EXPECT_EQ(annealed.energies.size(), 20u);
    IsingSolution again = must(simulatedAnnealing(problem, {.reads = 20, .sweeps = 300, .seed = seed}));
    EXPECT_EQ(annealed.assignment, again.assignment);
    EXPECT_EQ(annealed.energies, again.energies);
  }
  EXPECT_EQ(errorCode(simulatedAnnealing(maxCut(), {.reads = 0})), "E0443");
}

TEST(IsingSolvers, ProblemsWithoutCouplings) {
  IsingProblem problem(VariableKind::Binary, 3, Polynomial::constant(VariableKind::Binary, 2), false);
  EXPECT_EQ(must(solveExactly(problem)).assignment, (Assignment{0, 0, 0}));
  EXPECT_EQ(must(simulatedAnnealing(problem, {.reads = 1, .sweeps = 1})).value, 2);
  IsingProblem empty(VariableKind::Spin, 0, Polynomial(VariableKind::Spin), false);
  EXPECT_EQ(must(solveExactly(empty)).value, 0);
}
