// SPDX-License-Identifier: Apache-2.0
//
// Exact readings and their adjoints.

#include "Readings.h"

#include "PauliStrings.h"

namespace qml::rt {

BitPicker::BitPicker(std::span<const uint32_t> qubits, unsigned numQubits) {
  unsigned lowBits = std::min(numQubits, 10u);
  lowMask_ = (uint64_t(1) << lowBits) - 1;
  table_.assign(lowMask_ + 1, 0);
  for (size_t i = 0; i < qubits.size(); ++i) {
    uint64_t bit = uint64_t(1) << (numQubits - 1 - qubits[i]);
    uint64_t image = uint64_t(1) << (qubits.size() - 1 - i);
    if (bit > lowMask_)
      highBits_.emplace_back(bit, image);
    else
      for (uint64_t index = 0; index <= lowMask_; ++index)
        table_[index] |= index & bit ? image : 0;
  }
}

unsigned statesForReadings(const Plan &plan, uint64_t shots) {
  for (const Reading &reading : plan.readings)
    if (reading.kind == ReadingKind::Var || (shots > 0 && reading.kind == ReadingKind::Expval))
      return 2;
  return 1;
}

void writeState(Execution &execution, StateView ket, double *out) {
  execution.forChunks([&](unsigned chunk, unsigned) {
    auto [begin, end] = chunkRange(execution.numAmplitudes(), chunk, execution.numChunks());
    for (size_t i = begin; i < end; ++i) {
      out[2 * i] = ket.re[i];
      out[2 * i + 1] = ket.im[i];
    }
  });
}

/// Re <a|b>
static double realInner(Execution &execution, StateView a, StateView b) {
  return execution.sumChunks([&](size_t begin, size_t end) {
    double sum = 0;
    for (size_t i = begin; i < end; ++i)
      sum += a.re[i] * b.re[i] + a.im[i] * b.im[i];
    return sum;
  });
}

/// All observables of one Expval at once: strings that flip the same bits share a pass.
static void expectations(Execution &execution, StateView ket, const Reading &reading, double *out) {
  std::vector<PauliString> strings;
  for (const PauliSum &observable : reading.observables)
    for (const PauliTerm &term : observable.terms)
      strings.push_back(pauliString(term, execution.numQubits()));
  std::vector<double> values = pauliValues(execution, ket, strings);
  const double *value = values.data();
  for (const PauliSum &observable : reading.observables) {
    double sum = 0;
    for (const PauliTerm &term : observable.terms)
      sum += term.coefficient * *value++;
    *out++ = sum;
  }
}

/// image <- observable ket
static void applyObservable(Execution &execution, const PauliSum &observable, StateView ket, StateView image) {
  execution.setZero(image);
  WeightedSum whole[] = {{1.0, &observable}};
  applyPauliSums(execution, whole, ket, image);
}

static double variance(Execution &execution, const PauliSum &observable, StateView ket, StateView scratch) {
  applyObservable(execution, observable, ket, scratch);
  double mean = realInner(execution, ket, scratch);
  double meanSquare = realInner(execution, scratch, scratch);
  return std::max(0.0, meanSquare - mean * mean);
}

static void probabilities(Execution &execution, StateView ket, const Reading &reading, double *out) {
  const BitPicker pick(reading.qubits, execution.numQubits());
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
      histogram[pick(i)] += ket.re[i] * ket.re[i] + ket.im[i] * ket.im[i];
  });
  if (parts == 1)
    return;
  for (size_t i = 0; i < size; ++i) {
    out[i] = 0;
    for (unsigned part = 0; part < parts; ++part)
      out[i] += partial[size * part + i];
  }
}

void exactReadings(Execution &execution, StateView ket, double *out) {
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
static void addVarianceBra(Execution &execution, double weight, const PauliSum &observable, StateView ket,
                           StateView bra, StateView scratch) {
  applyObservable(execution, observable, ket, scratch);
  double mean = realInner(execution, ket, scratch);
  WeightedSum square[] = {{weight, &observable}};
  applyPauliSums(execution, square, scratch, bra);
  PauliSum identity{{PauliTerm{}}};
  WeightedSum linear[] = {{-2 * mean * weight, &identity}};
  applyPauliSums(execution, linear, scratch, bra);
}

static void addProbabilitiesBra(Execution &execution, const Reading &reading, const double *cotangent, StateView ket,
                                StateView bra) {
  const BitPicker pick(reading.qubits, execution.numQubits());
  execution.forChunks([&](unsigned chunk, unsigned) {
    auto [begin, end] = chunkRange(execution.numAmplitudes(), chunk, execution.numChunks());
    for (size_t i = begin; i < end; ++i) {
      double weight = cotangent[pick(i)];
      bra.re[i] += weight * ket.re[i];
      bra.im[i] += weight * ket.im[i];
    }
  });
}

void readingsBra(Execution &execution, std::span<const double> cotangent, StateView ket, StateView bra,
                 StateView scratch) {
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
  applyPauliSums(execution, sums, ket, bra);
}

} // namespace qml::rt
