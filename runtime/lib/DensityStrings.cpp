// SPDX-License-Identifier: Apache-2.0
//
// Expectation values without a density matrix: an observable is taken back through the circuit (the Heisenberg picture)
// as a sum of Pauli strings. A Clifford gate with Pauli noise sends a string to a string, a rotation to a few; in front
// of all maps of two qubits a string's value is a product. Where strings become so many that the density matrix would
// be cheaper, this gives up.

#include "Density.h"

#include <bit>
#include <numeric>

namespace qml::rt {
namespace {

/// A sum of strings by their indices.
using Strings = std::vector<std::pair<size_t, double>>;

/// strings <- the transposed map of them, on the digits at `shifts`.
class StringMap {
public:
  StringMap(const Transfer &matrix, std::span<const unsigned> shifts)
      : matrix_(matrix), dim_(shifts.size() == 1 ? 4 : 16) {
    for (unsigned i = 0; i < dim_; ++i)
      places_[i] =
          shifts.size() == 1 ? size_t(i) << shifts[0] : (size_t(i >> 2) << shifts[0]) | (size_t(i & 3) << shifts[1]);
    shifts_ = {shifts.front(), shifts.back()};
    std::array<bool, 16> isTaken{};
    for (unsigned r = 0; r < dim_; ++r) {
      unsigned count = 0;
      for (unsigned c = 0; c < dim_; ++c)
        if (matrix[r * dim_ + c] != 0) {
          ++count;
          column_[r] = c;
        }
      isMonomial_ &= count == 1 && !std::exchange(isTaken[column_[r]], true);
    }
  }
  bool isMonomial() const { return isMonomial_; }

  void apply(Strings &strings) {
    if (isMonomial_) {
      for (auto &[index, value] : strings) {
        unsigned digits = digitsOf(index);
        index ^= places_[digits] ^ places_[column_[digits]];
        value *= matrix_[digits * dim_ + column_[digits]];
      }
      return;
    }
    // Strings that differ in these digits only form a group.
    const size_t tableSize = std::bit_ceil(2 * strings.size() + 1);
    std::vector<uint32_t> table(tableSize, none);
    std::vector<size_t> rests;
    std::vector<double> groups;
    for (auto [index, value] : strings) {
      const unsigned digits = digitsOf(index);
      const size_t rest = index ^ places_[digits];
      size_t at = size_t(rest * 0x9E3779B97F4A7C15) >> 20 & (tableSize - 1);
      while (table[at] != none && rests[table[at]] != rest)
        at = (at + 1) & (tableSize - 1);
      if (table[at] == none) {
        table[at] = uint32_t(rests.size());
        rests.push_back(rest);
        groups.resize(groups.size() + dim_);
      }
      groups[table[at] * dim_ + digits] += value;
    }
    strings.clear();
    for (size_t g = 0; g < rests.size(); ++g)
      for (unsigned c = 0; c < dim_; ++c) {
        double sum = 0;
        for (unsigned r = 0; r < dim_; ++r)
          sum += matrix_[r * dim_ + c] * groups[g * dim_ + r];
        if (sum != 0)
          strings.emplace_back(rests[g] | places_[c], sum);
      }
  }

private:
  static constexpr uint32_t none = ~0u;

  unsigned digitsOf(size_t index) const {
    unsigned digits = unsigned(index >> shifts_[0] & 3);
    return dim_ == 4 ? digits : digits << 2 | unsigned(index >> shifts_[1] & 3);
  }

  const Transfer &matrix_;
  unsigned dim_;
  std::array<size_t, 16> places_{};
  std::array<unsigned, 2> shifts_;
  std::array<unsigned, 16> column_{};
  bool isMonomial_ = true;
};

} // namespace

bool Density::readByStrings(double *out) {
  // What a number of the vector costs in a step, against a string's.
  constexpr size_t numbersPerString = 128, relabeledPerString = 4;
  constexpr size_t maxStrings = size_t(1) << 22; // of one observable, 64 MiB
  if (2 * plan_.numQubits > maxQubits)
    return false;
  size_t budget = size() / numbersPerString * (steps_.size() + 1);
  const std::vector<QubitVector> factors = behindFirst();

  auto valueOf = [&](const PauliExpansion &expansion) -> std::optional<double> {
    Strings strings;
    for (auto &[masks, coefficient] : expansion)
      strings.emplace_back(indexOf(masks), coefficient);
    for (size_t i = steps_.size(); i-- > 0;) {
      const Step &step = steps_[i];
      if (step.isFirst)
        continue;
      auto at = shifts(step);
      StringMap map(step.matrix, std::span(at).first(step.numQubits));
      const size_t cost = map.isMonomial() ? strings.size() / relabeledPerString : strings.size();
      if (cost >= budget || strings.size() > maxStrings)
        return std::nullopt;
      budget -= cost;
      map.apply(strings);
    }
    double sum = 0;
    for (auto [index, value] : strings) {
      for (unsigned q = 0; q < plan_.numQubits; ++q)
        value *= factors[q][index >> (2 * (plan_.numQubits - 1 - q)) & 3];
      sum += value;
    }
    return sum;
  };

  for (const Reading &reading : plan_.readings) {
    if (reading.kind != ReadingKind::Expval && reading.kind != ReadingKind::Var)
      return false;
    for (const PauliSum &observable : reading.observables) {
      PauliExpansion terms = expand(observable, plan_.numQubits);
      std::optional<double> mean = valueOf(terms);
      if (!mean)
        return false;
      *out = *mean;
      if (reading.kind == ReadingKind::Var) {
        std::optional<double> ofSquare = valueOf(rt::square(terms));
        if (!ofSquare)
          return false;
        *out = std::max(0.0, *ofSquare - *mean * *mean);
      }
      ++out;
    }
  }
  return true;
}

} // namespace qml::rt
