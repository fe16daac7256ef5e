// SPDX-License-Identifier: Apache-2.0
//
// Exact readings and their adjoints.

#include "Readings.h"

#include "OutcomeBlocks.h"
#include "PauliOperator.h"

#include <bit>
#include <numeric>
#include <utility>

namespace qml::rt {

void BitPicker::fill(uint64_t zero, std::span<const uint64_t> images) {
  others_.resize(images.empty() ? 0 : (images.size() - 1) / byteBits);
  for (size_t i = 0; i <= others_.size(); ++i) {
    Table &table = i == 0 ? first_ : others_[i - 1];
    std::span<const uint64_t> bits = images.subspan(std::min(images.size(), i * byteBits));
    table[0] = i == 0 ? zero : 0;
    for (unsigned value = 1; value < byteValues; ++value) {
      unsigned bit = std::bit_width(value) - 1;
      table[value] = table[value ^ (1u << bit)] ^ (bit < bits.size() ? bits[bit] : 0);
    }
  }
}

BitPicker::BitPicker(std::span<const uint32_t> qubits, const Plan &plan) {
  uint64_t zero = 0;
  std::vector<uint64_t> images(plan.numQubits);
  for (size_t i = 0; i < qubits.size(); ++i) {
    const Qubit &qubit = plan.qubits[qubits[i]];
    uint64_t image = uint64_t(1) << (qubits.size() - 1 - i);
    zero |= qubit.negated ? image : 0;
    for (unsigned bit = 0; bit < plan.numQubits; ++bit)
      images[bit] |= (qubit.sign >> bit) & 1 ? image : 0;
  }
  fill(zero, images);
}

BitPicker::BitPicker(std::span<const uint32_t> qubits, unsigned numQubits) {
  std::vector<uint64_t> images(numQubits);
  for (size_t i = 0; i < qubits.size(); ++i)
    images[numQubits - 1 - qubits[i]] |= uint64_t(1) << (qubits.size() - 1 - i);
  fill(0, images);
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
  const OutcomeBlocks blocks(place, execution.numQubits());
  execution.forChunks([&](unsigned chunk, unsigned) {
    auto [begin, end] = chunkRange(blocks.count(), chunk, execution.numChunks());
    blocks.walk(begin, end, [&](size_t i, size_t to) {
      out[2 * to] = ket.re[i];
      out[2 * to + 1] = ket.im[i];
    });
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

/// Writes the values of an Expval unless `out` is null, and its share to `bra` unless that is null; `write` becomes Add.
template <typename Real>
static void expectations(Execution<Real> &execution, const Reading &reading, const typename Observables<Real>::OfReading &observables,
                         const double *weights, Amplitudes<Real> ket, Amplitudes<Real> bra, Write &write, double *out) {
  if (!observables.isJoint()) {
    for (const PauliOperator<Real> &observable : observables.operators) {
      const double value = observable.apply(execution, ket, bra, std::exchange(write, Write::Add), weights ? *weights++ : 1);
      if (out)
        *out++ = value;
    }
    return;
  }
  if (out) {
    std::vector<PauliString> strings(observables.strings.begin(), observables.strings.end());
    const std::vector<double> values = pauliValues(execution, ket, std::span<const PauliString>(strings));
    std::fill_n(out, reading.observables.size(), 0.0);
    for (size_t i = 0; i < values.size(); ++i)
      out[observables.strings[i].observable] += observables.strings[i].coefficient * values[i];
  }
  if (bra.re)
    observables.operators[0].applyWeighted(execution, ket, bra, std::exchange(write, Write::Add), weights);
}

/// Writes the variance unless `out` is null; adds weight * (O^2 - 2 <O> O) ket to `bra` unless that is null.
template <typename Real>
static void variance(Execution<Real> &execution, const PauliOperator<Real> &observable, double weight, Amplitudes<Real> ket,
                     Amplitudes<Real> bra, Amplitudes<Real> scratch, double *out) {
  const double mean = observable.apply(execution, ket, scratch, Write::Set, 1);
  if (out)
    *out = std::max(0.0, realInner(execution, scratch, scratch) - mean * mean);
  if (!bra.re)
    return;
  observable.apply(execution, scratch, bra, Write::Add, weight);
  const Real factor = Real(-2 * mean * weight);
  execution.forChunks([&](unsigned chunk, unsigned) {
    auto [begin, end] = chunkRange(execution.numAmplitudes(), chunk, execution.numChunks());
    for (size_t i = begin; i < end; ++i) {
      bra.re[i] += factor * scratch.re[i];
      bra.im[i] += factor * scratch.im[i];
    }
  });
}

template <typename Real>
static void probabilities(Execution<Real> &execution, Amplitudes<Real> ket, const Reading &reading, double *out) {
  const BitPicker pick(reading.qubits, execution.plan());
  const OutcomeBlocks blocks(pick, execution.numQubits());
  auto probability = [&](size_t i) { return double(ket.re[i]) * ket.re[i] + double(ket.im[i]) * ket.im[i]; };
  if (reading.qubits.size() == execution.numQubits()) // each outcome belongs to one amplitude
    return execution.forChunks([&](unsigned chunk, unsigned) {
      auto [begin, end] = chunkRange(blocks.count(), chunk, execution.numChunks());
      blocks.walk(begin, end, [&](size_t i, size_t outcome) { out[outcome] = probability(i); });
    });
  const size_t size = size_t(1) << reading.qubits.size();
  // One histogram per part of the state, as many as are small beside it, added in order.
  unsigned parts = unsigned(std::clamp<size_t>(execution.numAmplitudes() / size / 16, 1, execution.numChunks()));
  std::vector<double> partial(parts > 1 ? size * parts : 0);
  double *histograms = parts > 1 ? partial.data() : out;
  std::fill_n(histograms, size * parts, 0.0);
  execution.workspace().threads.forChunks(execution.options().threads, parts, [&](unsigned part, unsigned) {
    double *histogram = histograms + size * part;
    auto [begin, end] = chunkRange(blocks.count(), part, parts);
    blocks.walk(begin, end, [&](size_t i, size_t outcome) { histogram[outcome] += probability(i); });
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
static void addProbabilitiesBra(Execution<Real> &execution, const Reading &reading, const double *cotangent, Amplitudes<Real> ket,
                                Amplitudes<Real> bra) {
  const BitPicker pick(reading.qubits, execution.plan());
  const OutcomeBlocks blocks(pick, execution.numQubits());
  execution.forChunks([&](unsigned chunk, unsigned) {
    auto [begin, end] = chunkRange(blocks.count(), chunk, execution.numChunks());
    blocks.walk(begin, end, [&](size_t i, size_t outcome) {
      const double weight = cotangent[outcome];
      bra.re[i] += Real(weight * ket.re[i]);
      bra.im[i] += Real(weight * ket.im[i]);
    });
  });
}

template <typename Real> void exactReadings(Execution<Real> &execution, Amplitudes<Real> ket, double *out) {
  const Plan &plan = execution.plan();
  const Observables<Real> &all = execution.observables();
  Write nowhere = Write::Add;
  for (size_t r = 0; r < plan.readings.size(); ++r) {
    const Reading &reading = plan.readings[r];
    const auto &observables = all.readings[r];
    switch (reading.kind) {
    case ReadingKind::Expval: expectations<Real>(execution, reading, observables, nullptr, ket, {}, nowhere, out); break;
    case ReadingKind::Var:
      for (size_t i = 0; i < reading.observables.size(); ++i)
        variance<Real>(execution, observables.operators[i], 0, ket, {}, execution.state(1), out + i);
      break;
    case ReadingKind::Probs: probabilities(execution, ket, reading, out); break;
    case ReadingKind::State: writeState(execution, ket, out); break;
    case ReadingKind::Sample: break; // no shots, no outcomes
    }
    out += readingSize(reading, execution.numQubits(), 0);
  }
}

template <typename Real>
void readingsAndBra(Execution<Real> &execution, std::span<const double> cotangent, Amplitudes<Real> ket, Amplitudes<Real> bra,
                    Amplitudes<Real> scratch, double *out) {
  const Plan &plan = execution.plan();
  const Observables<Real> &all = execution.observables();
  const double *weights = cotangent.data();
  Write write = Write::Set; // what comes first makes the bra
  for (size_t r = 0; r < plan.readings.size(); ++r) {
    const Reading &reading = plan.readings[r];
    const auto &observables = all.readings[r];
    if (reading.kind == ReadingKind::Expval)
      expectations(execution, reading, observables, weights, ket, bra, write, out);
    else if (std::exchange(write, Write::Add) == Write::Set)
      execution.setZero(bra);
    for (size_t i = 0; i < reading.observables.size() && reading.kind == ReadingKind::Var; ++i)
      variance(execution, observables.operators[i], weights[i], ket, bra, scratch, out ? out + i : nullptr);
    if (reading.kind == ReadingKind::Probs) {
      if (out)
        probabilities(execution, ket, reading, out);
      addProbabilitiesBra(execution, reading, weights, ket, bra);
    }
    const size_t size = readingSize(reading, execution.numQubits(), 0);
    weights += size;
    out += out ? size : 0;
  }
  if (write == Write::Set)
    execution.setZero(bra);
}

template void exactReadings(Execution<double> &, Amplitudes<double>, double *);
template void exactReadings(Execution<float> &, Amplitudes<float>, double *);
template void readingsAndBra(Execution<double> &, std::span<const double>, Amplitudes<double>, Amplitudes<double>,
                             Amplitudes<double>, double *);
template void readingsAndBra(Execution<float> &, std::span<const double>, Amplitudes<float>, Amplitudes<float>, Amplitudes<float>,
                             double *);
template void writeState(Execution<double> &, Amplitudes<double>, double *);
template void writeState(Execution<float> &, Amplitudes<float>, double *);

} // namespace qml::rt
