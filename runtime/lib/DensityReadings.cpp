// SPDX-License-Identifier: Apache-2.0
//
// Readings of a density matrix in the Pauli basis: expectation values stand there, probabilities are the Walsh-Hadamard
// transform of the strings of one Pauli per qubit and the identity.

#include "Density.h"
#include "Random.h"
#include "ShotReadings.h"

namespace qml::rt {
size_t indexOf(PauliMasks masks) {
  size_t index = 0;
  for (uint64_t rest = masks.first | masks.second; rest != 0; rest &= rest - 1) {
    unsigned bit = std::countr_zero(rest);
    bool flip = masks.first >> bit & 1, z = masks.second >> bit & 1;
    index |= size_t(flip ? (z ? 2 : 1) : 3) << (2 * bit);
  }
  return index;
}

namespace {

double valueOf(const PauliExpansion &expansion, const double *vector) {
  double sum = 0;
  for (auto &[masks, coefficient] : expansion)
    sum += coefficient * vector[indexOf(masks)];
  return sum;
}

/// Calls visit(subset, index) for the strings that have on a subset of the bits `shifts` the digit `digits`, and the
/// identity elsewhere; the first shift belongs to the most significant bit of the subset.
template <typename Visit>
void forSubsets(std::span<const unsigned> shifts, std::span<const unsigned> digits, Visit visit) {
  const size_t k = shifts.size();
  size_t index = 0;
  // In the order of a Gray code one digit changes at a time.
  for (size_t i = 0, gray = 0; i < size_t(1) << k; ++i) {
    visit(gray, index);
    size_t bit = std::countr_one(i);
    if (bit >= k)
      break;
    gray ^= size_t(1) << bit;
    index ^= size_t(digits[k - 1 - bit]) << shifts[k - 1 - bit];
  }
}

struct Subset {
  std::vector<unsigned> shifts, digits;
};

Subset zOf(const Reading &reading, unsigned numQubits) {
  Subset subset;
  for (uint32_t qubit : reading.qubits) {
    subset.shifts.push_back(2 * (numQubits - 1 - qubit));
    subset.digits.push_back(3);
  }
  return subset;
}

void probabilities(const Subset &subset, const double *vector, std::span<double> out) {
  forSubsets(subset.shifts, subset.digits, [&](size_t bits, size_t index) { out[bits] = vector[index]; });
  walshHadamard(out.data(), subset.shifts.size(), 1);
  for (double &p : out)
    p = std::max(0.0, p / double(out.size()));
}

} // namespace

Result densityReadings(const Plan &plan, const double *vector, double *out) {
  for (const Reading &reading : plan.readings) {
    const size_t size = readingSize(reading, plan.numQubits, 0);
    switch (reading.kind) {
    case ReadingKind::Expval:
      for (size_t i = 0; i < size; ++i)
        out[i] = valueOf(expand(reading.observables[i], plan.numQubits), vector);
      break;
    case ReadingKind::Var:
      for (size_t i = 0; i < size; ++i) {
        PauliExpansion terms = expand(reading.observables[i], plan.numQubits);
        double mean = valueOf(terms, vector);
        out[i] = std::max(0.0, valueOf(square(terms), vector) - mean * mean);
      }
      break;
    case ReadingKind::Probs:
      probabilities(zOf(reading, plan.numQubits), vector, {out, size});
      break;
    case ReadingKind::State:
      return Result::NoStateVector;
    case ReadingKind::Sample:
      break; // no shots, no outcomes
    }
    out += size;
  }
  return Result::Ok;
}

void densityCotangent(Density &density, std::span<const double> cotangent, const double *vector, double *target) {
  const Plan &plan = density.plan();
  std::fill_n(target, density.size(), 0.0);
  auto add = [&](const PauliExpansion &expansion, double weight) {
    for (auto &[masks, coefficient] : expansion)
      target[indexOf(masks)] += weight * coefficient;
  };
  const double *weight = cotangent.data();
  for (const Reading &reading : plan.readings) {
    const size_t size = readingSize(reading, plan.numQubits, 0);
    for (size_t i = 0; i < reading.observables.size(); ++i) {
      PauliExpansion terms = expand(reading.observables[i], plan.numQubits);
      if (reading.kind == ReadingKind::Var) {
        add(square(terms), weight[i]);
        add(terms, -2 * weight[i] * valueOf(terms, vector));
      } else {
        add(terms, weight[i]);
      }
    }
    if (reading.kind == ReadingKind::Probs) {
      Subset subset = zOf(reading, plan.numQubits);
      std::vector<double> transformed(weight, weight + size);
      walshHadamard(transformed.data(), reading.qubits.size(), 1);
      forSubsets(subset.shifts, subset.digits,
                 [&](size_t bits, size_t index) { target[index] += transformed[bits] / double(size); });
    }
    weight += size;
  }
}

namespace {
/// Draws outcomes from the running sum of probabilities.
class DensitySource : public ShotSource {
public:
  DensitySource(Density &density, const double *vector)
      : density_(density), vector_(vector),
        random_(density.options().seed, density.options().stream, density.options().row) {}

  Result draw(PauliMasks basis, uint32_t use, uint64_t first, std::span<uint64_t> outcomes) override {
    if (sums_.empty() || basis != basis_)
      prepare(basis);
    for (size_t i = 0; i < outcomes.size(); ++i) {
      double place = random_.uniform(use, first + i) * sums_.back();
      size_t index = std::ranges::upper_bound(sums_, place) - sums_.begin();
      outcomes[i] = std::min(index, last_);
    }
    return Result::Ok;
  }
  Result writeState(double *) override { return Result::NoStateVector; }

private:
  void prepare(PauliMasks basis) {
    basis_ = basis;
    Subset subset;
    for (unsigned bit = density_.numQubits(); bit-- > 0;) {
      bool flip = basis.first >> bit & 1, z = basis.second >> bit & 1;
      subset.shifts.push_back(2 * bit);
      subset.digits.push_back(flip ? (z ? 2 : 1) : 3);
    }
    sums_.assign(size_t(1) << density_.numQubits(), 0);
    probabilities(subset, vector_, sums_);
    double sum = 0;
    for (size_t i = 0; i < sums_.size(); ++i) {
      last_ = sums_[i] > 0 ? i : last_;
      sums_[i] = sum += sums_[i];
    }
  }

  Density &density_;
  const double *vector_;
  RandomStream random_;
  PauliMasks basis_;
  std::vector<double> sums_;
  size_t last_ = 0; // the last outcome that has a probability
};
} // namespace

Result densityShots(Density &density, const double *vector, double *out) {
  DensitySource source(density, vector);
  return shotReadings(density.plan(), density.options(), source, density.workspace(), out);
}

} // namespace qml::rt
