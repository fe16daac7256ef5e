// SPDX-License-Identifier: Apache-2.0
//
// Exact readings and their adjoints.

#include "Readings.h"

#include "PauliStrings.h"

#include <numeric>

namespace qml::rt {

BitPicker::BitPicker(std::span<const uint32_t> qubits, const Plan &plan) {
  const unsigned lowBits = std::min(plan.numQubits, 10u);
  lowMask_ = (uint64_t(1) << lowBits) - 1;
  // What each bit of the stored index flips, and what index 0 spells.
  uint64_t zero = 0;
  std::vector<uint64_t> images(plan.numQubits);
  for (size_t i = 0; i < qubits.size(); ++i) {
    const Qubit &qubit = plan.qubits[qubits[i]];
    uint64_t image = uint64_t(1) << (qubits.size() - 1 - i);
    zero |= qubit.negated ? image : 0;
    for (unsigned bit = 0; bit < plan.numQubits; ++bit)
      images[bit] |= (qubit.sign >> bit) & 1 ? image : 0;
  }
  table_.assign(lowMask_ + 1, zero);
  for (unsigned bit = 0; bit < lowBits; ++bit)
    for (uint64_t index = 0; index <= lowMask_; ++index)
      table_[index] ^= (index >> bit) & 1 ? images[bit] : 0;
  for (unsigned bit = lowBits; bit < plan.numQubits; ++bit)
    if (images[bit] != 0)
      highBits_.emplace_back(uint64_t(1) << bit, images[bit]);
}

static std::vector<uint32_t> allQubits(const Plan &plan) {
  std::vector<uint32_t> qubits(plan.numQubits);
  std::iota(qubits.begin(), qubits.end(), 0);
  return qubits;
}

BitPicker::BitPicker(const Plan &plan) : BitPicker(allQubits(plan), plan) {}

unsigned statesForReadings(const Plan &plan, uint64_t shots) {
  for (const Reading &reading : plan.readings)
    if (reading.kind == ReadingKind::Var || (shots > 0 && reading.kind == ReadingKind::Expval))
      return 2;
  return 1;
}

template <typename Real>
void writeState(Execution<Real> &execution, Amplitudes<Real> ket, double *out) {
  const BitPicker place(execution.plan());
  execution.forChunks([&](unsigned chunk, unsigned) {
    auto [begin, end] = chunkRange(execution.numAmplitudes(), chunk, execution.numChunks());
    for (size_t i = begin; i < end; ++i) {
      size_t to = place(i);
      out[2 * to] = ket.re[i];
      out[2 * to + 1] = ket.im[i];
    }
  });
}

/// Re <a|b>
template <typename Real>
static double realInner(Execution<Real> &execution, Amplitudes<Real> a, Amplitudes<Real> b) {
  return execution.sumChunks([&](size_t begin, size_t end) {
    double sum = 0;
    for (size_t i = begin; i < end; ++i)
      sum += double(a.re[i]) * b.re[i] + double(a.im[i]) * b.im[i];
    return sum;
  });
}

/// All observables of one Expval at once: strings that flip the same bits share a pass.
template <typename Real>
static void expectations(Execution<Real> &execution, Amplitudes<Real> ket, const Reading &reading, double *out) {
  std::vector<PauliString> strings;
  for (const PauliSum &observable : reading.observables)
    for (const PauliTerm &term : observable.terms)
      strings.push_back(pauliString(term, execution.plan().qubits));
  std::vector<double> values = pauliValues(execution, ket, std::span<const PauliString>(strings));
  const double *value = values.data();
  for (const PauliSum &observable : reading.observables) {
    double sum = 0;
    for (const PauliTerm &term : observable.terms)
      sum += term.coefficient * *value++;
    *out++ = sum;
  }
}

/// image <- observable ket
template <typename Real>
static void applyObservable(Execution<Real> &execution, const PauliSum &observable, Amplitudes<Real> ket, Amplitudes<Real> image) {
  execution.setZero(image);
  WeightedSum whole[] = {{1.0, &observable}};
  applyPauliSums<Real>(execution, whole, ket, image);
}

template <typename Real>
static double variance(Execution<Real> &execution, const PauliSum &observable, Amplitudes<Real> ket, Amplitudes<Real> scratch) {
  applyObservable(execution, observable, ket, scratch);
  double mean = realInner(execution, ket, scratch);
  double meanSquare = realInner(execution, scratch, scratch);
  return std::max(0.0, meanSquare - mean * mean);
}

template <typename Real>
static void probabilities(Execution<Real> &execution, Amplitudes<Real> ket, const Reading &reading, double *out) {
  const BitPicker pick(reading.qubits, execution.plan());
  const size_t size = size_t(1) << reading.qubits.size();
  // One histogram per part of the state, as many as are small beside it, added in order.
  unsigned parts = unsigned(std::clamp<size_t>(execution.numAmplitudes() / size / 16, 1, execution.numChunks()));
  std::vector<double> partial(parts > 1 ? size * parts : 0);
  double *histograms = parts > 1 ? partial.data() : out;
  std::fill_n(histograms, size * parts, 0.0);
  execution.workspace().threads.forChunks(execution.options().threads, parts, [&](unsigned part, unsigned) {
    double *histogram = histograms + size * part;
    auto [begin, end] = chunkRange(execution.numAmplitudes(), part, parts);
    for (size_t i = begin; i < end; ++i)
      histogram[pick(i)] += double(ket.re[i]) * ket.re[i] + double(ket.im[i]) * ket.im[i];
  });
  if (parts == 1)
    return;
  for (size_t i = 0; i < size; ++i) {
    out[i] = 0;
    for (unsigned part = 0; part < parts; ++part)
      out[i] += partial[size * part + i];
  }
}

template <typename Real>
void exactReadings(Execution<Real> &execution, Amplitudes<Real> ket, double *out) {
  for (const Reading &reading : execution.plan().readings) {
    switch (reading.kind) {
    case ReadingKind::Expval: expectations(execution, ket, reading, out); break;
    case ReadingKind::Var:
      for (size_t i = 0; i < reading.observables.size(); ++i)
        out[i] = variance(execution, reading.observables[i], ket, execution.state(1));
      break;
    case ReadingKind::Probs: probabilities(execution, ket, reading, out); break;
    case ReadingKind::State: writeState(execution, ket, out); break;
    case ReadingKind::Sample: break; // no shots, no outcomes
    }
    out += readingSize(reading, execution.numQubits(), 0);
  }
}

/// bra += weight * (O^2 - 2 <O> O) ket
template <typename Real>
static void addVarianceBra(Execution<Real> &execution, double weight, const PauliSum &observable, Amplitudes<Real> ket,
                           Amplitudes<Real> bra, Amplitudes<Real> scratch) {
  applyObservable(execution, observable, ket, scratch);
  double mean = realInner(execution, ket, scratch);
  WeightedSum square[] = {{weight, &observable}};
  applyPauliSums<Real>(execution, square, scratch, bra);
  PauliSum identity{{PauliTerm{}}};
  WeightedSum linear[] = {{-2 * mean * weight, &identity}};
  applyPauliSums<Real>(execution, linear, scratch, bra);
}

template <typename Real>
static void addProbabilitiesBra(Execution<Real> &execution, const Reading &reading, const double *cotangent, Amplitudes<Real> ket,
                                Amplitudes<Real> bra) {
  const BitPicker pick(reading.qubits, execution.plan());
  execution.forChunks([&](unsigned chunk, unsigned) {
    auto [begin, end] = chunkRange(execution.numAmplitudes(), chunk, execution.numChunks());
    for (size_t i = begin; i < end; ++i) {
      double weight = cotangent[pick(i)];
      bra.re[i] += Real(weight * ket.re[i]);
      bra.im[i] += Real(weight * ket.im[i]);
    }
  });
}

template <typename Real>
void readingsBra(Execution<Real> &execution, std::span<const double> cotangent, Amplitudes<Real> ket, Amplitudes<Real> bra,
                 Amplitudes<Real> scratch) {
  execution.setZero(bra);
  std::vector<WeightedSum> sums;
  const double *weight = cotangent.data();
  for (const Reading &reading : execution.plan().readings) {
    for (size_t i = 0; i < reading.observables.size() && reading.kind == ReadingKind::Expval; ++i)
      sums.emplace_back(weight[i], &reading.observables[i]);
    for (size_t i = 0; i < reading.observables.size() && reading.kind == ReadingKind::Var; ++i)
      addVarianceBra(execution, weight[i], reading.observables[i], ket, bra, scratch);
    if (reading.kind == ReadingKind::Probs)
      addProbabilitiesBra(execution, reading, weight, ket, bra);
    weight += readingSize(reading, execution.numQubits(), 0);
  }
  applyPauliSums<Real>(execution, sums, ket, bra);
}

template void exactReadings(Execution<double> &, Amplitudes<double>, double *);
template void exactReadings(Execution<float> &, Amplitudes<float>, double *);
template void readingsBra(Execution<double> &, std::span<const double>, Amplitudes<double>, Amplitudes<double>, Amplitudes<double>);
template void readingsBra(Execution<float> &, std::span<const double>, Amplitudes<float>, Amplitudes<float>, Amplitudes<float>);
template void writeState(Execution<double> &, Amplitudes<double>, double *);
template void writeState(Execution<float> &, Amplitudes<float>, double *);

} // namespace qml::rt
