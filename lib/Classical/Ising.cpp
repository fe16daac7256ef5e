// SPDX-License-Identifier: Apache-2.0
//
// Problems to Ising Hamiltonians and back.

#include "qml/Classical/Ising.h"

#include "NumberText.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace qml {

static constexpr double largestSlack = 1 << 20;

IsingProblem::IsingProblem(VariableKind kind, int numVariables, Polynomial objective, bool maximize)
    : numDeclared_(numVariables), numVariables_(numVariables), maximize_(maximize), objective_(std::move(objective)),
      energy_(kind) {
  assert(objective_.kind() == kind && objective_.numVariables() <= numVariables &&
         "objective over undeclared variables");
  energy_.add(objective_, maximize ? -1 : 1);
}

// Bounds of a polynomial, term by term; exact for linear ones.
static std::pair<double, double> bounds(const Polynomial &expression) {
  double low = 0, high = 0;
  for (const auto &[variables, coefficient] : expression.terms()) {
    bool spin = expression.kind() == VariableKind::Spin;
    double least = variables.empty() ? coefficient : spin ? -std::fabs(coefficient) : std::min(0.0, coefficient);
    double most = variables.empty() ? coefficient : spin ? std::fabs(coefficient) : std::max(0.0, coefficient);
    low += least;
    high += most;
  }
  return {low, high};
}

// Adds variables that can take every integer from 0 to `range`: weights 1, 2, 4, ... and a rest.
Status IsingProblem::addSlack(Polynomial &expression, double range) {
  if (range > largestSlack)
    return Diagnostic("E0440",
                      "an inequality may leave " + std::to_string(int64_t(largestSlack)) + " units of room at most");
  for (double weight = 1, left = range; left > 0; left -= weight, weight *= 2) {
    double size = std::min(weight, left);
    if (kind() == VariableKind::Binary) {
      expression.add({numVariables_}, size);
    } else {
      expression.add({}, size / 2);
      expression.add({numVariables_}, -size / 2);
    }
    ++numVariables_;
  }
  return Success{};
}

Status IsingProblem::subjectTo(const Polynomial &left, Relation relation, double right, double penalty) {
  assert(left.kind() == kind() && left.numVariables() <= numDeclared_ && "constraint over undeclared variables");
  if (!(penalty > 0) || !std::isfinite(penalty))
    return Diagnostic("E0440", "the penalty of a constraint must be a positive number");
  // Written as difference <= 0 or = 0.
  Polynomial difference(kind());
  double sign = relation == Relation::AtLeast ? -1 : 1;
  difference.add(left, sign);
  difference.add({}, -sign * right);
  auto [low, high] = bounds(difference);
  const double tolerance = 1e-9 * std::max(1.0, std::fabs(right));
  if (low > tolerance || (relation == Relation::Equal && high < -tolerance))
    return Diagnostic("E0441", "no assignment fulfils this constraint: its left side lies between " +
                                   numberText(sign > 0 ? low + right : right - high) + " and " +
                                   numberText(sign > 0 ? high + right : right - low));
  constraints_.push_back({left, relation, right});
  if (relation != Relation::Equal) {
    if (high <= tolerance)
      return Success{}; // holds always
    for (const auto &[variables, coefficient] : difference.terms())
      if (!variables.empty() && coefficient != std::floor(coefficient))
        return Diagnostic("E0440", "an inequality needs integer coefficients")
            .withHelp("multiply both sides until they are integers");
    // A bound between integers means the integer that can be reached.
    double constant = difference.terms().count({}) ? difference.terms().at({}) : 0;
    difference.add({}, std::ceil(constant - 1e-9) - constant);
    if (auto done = addSlack(difference, -std::floor(bounds(difference).first + 0.5)); !done)
      return done;
  }
  auto square = difference.times(difference);
  if (!square)
    return square.takeError();
  energy_.add(*square, penalty);
  return Success{};
}

Expected<PauliSum> IsingProblem::ising() const {
  auto spin = energy_.toSpin();
  if (!spin)
    return spin.takeError();
  PauliSum sum;
  for (const auto &[variables, coefficient] : spin->terms()) {
    PauliTerm &term = sum.terms.emplace_back();
    term.coefficient = coefficient;
    for (int variable : variables)
      term.factors.emplace_back(uint32_t(variable), Pauli::Z);
  }
  return sum;
}

double IsingProblem::value(const Assignment &assignment) const { return objective_.value(assignment); }

bool IsingProblem::feasible(const Assignment &assignment) const {
  return std::all_of(constraints_.begin(), constraints_.end(), [&](const Constraint &constraint) {
    double difference = constraint.left.value(assignment) - constraint.right;
    double tolerance = 1e-9 * std::max(1.0, std::fabs(constraint.right));
    bool notMore = difference <= tolerance, notLess = difference >= -tolerance;
    return (constraint.relation == Relation::AtLeast || notMore) &&
           (constraint.relation == Relation::AtMost || notLess);
  });
}

Assignment IsingProblem::decode(const std::vector<uint8_t> &bits) const {
  assert(int(bits.size()) >= numDeclared_ && "too few bits");
  Assignment assignment;
  for (int i = 0; i < numDeclared_; ++i)
    assignment.push_back(kind() == VariableKind::Binary ? int8_t(bits[i]) : int8_t(bits[i] ? -1 : 1));
  return assignment;
}

Assignment IsingProblem::decode(uint64_t index) const {
  std::vector<uint8_t> bits(numVariables_, 0);
  for (int i = 0; i < numVariables_ && i < 64; ++i)
    bits[numVariables_ - 1 - i] = index >> i & 1;
  return decode(bits);
}

} // namespace qml
