// SPDX-License-Identifier: Apache-2.0
//
// Readings estimated from shots. Pauli strings that agree on the basis of every qubit they share are measured together,
// on a copy of the state turned into that basis; the computational basis comes first and serves Sample, Probs and all
// strings of Z, so that these see the same shots. Var(O) is <O^2> - <O>^2, with O^2 multiplied out into Pauli strings.

#include "PauliStrings.h"
#include "Readings.h"
#include "Sampler.h"

#include <bit>
#include <map>

namespace qml::rt {
namespace {

/// Sign and flip masks of a string; its phase follows, as a product of Paulis has one i per Y.
using Masks = std::pair<uint64_t, uint64_t>; // flip, z

int numY(Masks m) { return std::popcount(m.first & m.second); }

using Expansion = std::map<Masks, double>;

/// Picks the bits of some qubits out of the circuit's basis indices.
class LogicalPicker {
public:
  LogicalPicker(std::span<const uint32_t> qubits, unsigned numQubits) {
    for (uint32_t qubit : qubits)
      shifts_.push_back(numQubits - 1 - qubit);
  }
  uint64_t operator()(uint64_t index) const {
    uint64_t result = 0;
    for (unsigned shift : shifts_)
      result = result << 1 | ((index >> shift) & 1);
    return result;
  }

private:
  std::vector<unsigned> shifts_;
};

Expansion expand(const PauliSum &observable, unsigned numQubits) {
  Expansion terms;
  for (const PauliTerm &term : observable.terms) {
    PauliString string = pauliString(term, numQubits);
    terms[{string.flip, string.z}] += term.coefficient;
  }
  return terms;
}

/// PQ + QP is 2PQ if P and Q commute and nothing if they do not.
Expansion square(const Expansion &terms) {
  Expansion result;
  for (auto p = terms.begin(); p != terms.end(); ++p)
    for (auto q = p; q != terms.end(); ++q) {
      auto [flipP, zP] = p->first;
      auto [flipQ, zQ] = q->first;
      int signs = std::popcount(zP & flipQ);
      if ((signs + std::popcount(flipP & zQ)) % 2 != 0)
        continue;
      Masks product = {flipP ^ flipQ, zP ^ zQ};
      int quarterTurns = numY(p->first) + numY(q->first) - numY(product) + 2 * signs; // even
      double sign = quarterTurns & 2 ? -1 : 1;
      result[product] += (p == q ? 1 : 2) * sign * p->second * q->second;
    }
  return result;
}

/// Strings measured together: the basis of each qubit in `support`.
struct Group {
  uint64_t support = 0, flip = 0, z = 0;
  std::vector<Masks> strings;
  std::vector<int64_t> sums; // of outcomes +1, -1

  bool takes(Masks m) const { return (((flip ^ m.first) | (z ^ m.second)) & support & (m.first | m.second)) == 0; }
  void add(Masks m) {
    support |= m.first | m.second;
    flip |= m.first;
    z |= m.second;
    strings.push_back(m);
  }
};

template <typename Real> class ShotReadings {
public:
  ShotReadings(Execution<Real> &execution, Workspace &workspace, Amplitudes<Real> ket, double *out)
      : execution_(execution), workspace_(workspace), ket_(ket), out_(out) {}

  Result run() {
    collect();
    if (Result result = measureAll(); result != Result::Ok)
      return result;
    writeEstimates();
    return Result::Ok;
  }

private:
  struct Estimate {
    double *out;
    Expansion mean, square; // square: of variances only
    bool isVariance;
  };
  struct Outcomes {
    const Reading *reading;
    double *out;
    LogicalPicker pick;
  };

  void collect();
  void addString(Masks masks);
  Result measureAll();
  Result turn(const Group &group);
  void measure(Group &group, uint32_t use, Amplitudes<Real> state);
  void readOutcomes(uint64_t first, std::span<const uint64_t> outcomes);
  void writeEstimates();
  double evaluate(const Expansion &expansion) const;

  Execution<Real> &execution_;
  Workspace &workspace_;
  Amplitudes<Real> ket_;
  double *out_;
  std::vector<Estimate> estimates_;
  std::vector<Outcomes> outcomes_;
  std::vector<Group> groups_;
  std::map<Masks, double> means_;
};

template <typename Real> void ShotReadings<Real>::collect() {
  const unsigned n = execution_.numQubits();
  const uint64_t all = execution_.numAmplitudes() - 1;
  groups_.push_back({all, 0, all, {}, {}});
  double *out = out_;
  for (const Reading &reading : execution_.plan().readings) {
    bool isVariance = reading.kind == ReadingKind::Var;
    for (size_t i = 0; i < reading.observables.size(); ++i) {
      Estimate estimate{out + i, expand(reading.observables[i], n), {}, isVariance};
      if (isVariance)
        estimate.square = square(estimate.mean);
      estimates_.push_back(std::move(estimate));
    }
    if (reading.kind == ReadingKind::State)
      writeState(execution_, ket_, out);
    if (reading.kind == ReadingKind::Probs)
      std::fill_n(out, readingSize(reading, n, 0), 0.0);
    if (reading.kind == ReadingKind::Probs || reading.kind == ReadingKind::Sample)
      outcomes_.push_back({&reading, out, LogicalPicker(reading.qubits, n)});
    out += readingSize(reading, n, execution_.options().shots);
  }
  for (const Estimate &estimate : estimates_) {
    for (auto &[masks, coefficient] : estimate.mean)
      addString(masks);
    for (auto &[masks, coefficient] : estimate.square)
      addString(masks);
  }
}

template <typename Real> void ShotReadings<Real>::addString(Masks masks) {
  if (masks == Masks() || !means_.emplace(masks, 0).second)
    return;
  auto group = std::ranges::find_if(groups_, [&](const Group &group) { return group.takes(masks); });
  (group == groups_.end() ? groups_.emplace_back() : *group).add(masks);
}

template <typename Real> Result ShotReadings<Real>::measureAll() {
  for (size_t i = 0; i < groups_.size(); ++i) {
    Group &group = groups_[i];
    if (group.strings.empty() && (i > 0 || outcomes_.empty()))
      continue;
    if (i > 0)
      if (Result result = turn(group); result != Result::Ok)
        return result;
    measure(group, i, i == 0 ? ket_ : execution_.state(1));
  }
  return Result::Ok;
}

/// Copies the state to scratch memory and turns the group's bases to Z there.
template <typename Real> Result ShotReadings<Real>::turn(const Group &group) {
  const unsigned n = execution_.numQubits();
  Circuit circuit(n);
  for (unsigned qubit = 0; qubit < n; ++qubit) {
    uint64_t bit = uint64_t(1) << (n - 1 - qubit);
    if (!(group.flip & bit))
      continue;
    if (group.z & bit)
      circuit.append(GateKind::Sdg, {qubit});
    circuit.append(GateKind::H, {qubit});
  }
  Program program(makePlan(circuit, {}, execution_.plan().qubits));
  Execution<Real> rotation(program, execution_.options(), workspace_);
  if (Result result = rotation.bind({}); result != Result::Ok)
    return result;
  Amplitudes<Real> turned = execution_.state(1);
  execution_.copy(ket_, turned);
  return rotation.applyTo(turned);
}

template <typename Real> void ShotReadings<Real>::measure(Group &group, uint32_t use, Amplitudes<Real> state) {
  const uint64_t shots = execution_.options().shots;
  Sampler<Real> sampler(execution_, state);
  std::vector<uint64_t> outcomes(std::min(shots, Sampler<Real>::maxBatch));
  group.sums.assign(group.strings.size(), 0);
  for (uint64_t first = 0; first < shots; first += outcomes.size()) {
    std::span<uint64_t> batch = std::span(outcomes).first(std::min<uint64_t>(outcomes.size(), shots - first));
    sampler.draw(use, first, batch);
    if (use == 0)
      readOutcomes(first, batch);
    execution_.threads().forChunks(execution_.options().threads, group.strings.size(),
                                             [&](unsigned i, unsigned) {
                                               uint64_t support = group.strings[i].first | group.strings[i].second;
                                               int64_t odd = 0;
                                               for (uint64_t outcome : batch)
                                                 odd += std::popcount(outcome & support) & 1;
                                               group.sums[i] += int64_t(batch.size()) - 2 * odd;
                                             });
  }
  for (size_t i = 0; i < group.strings.size(); ++i)
    means_[group.strings[i]] = double(group.sums[i]) / double(shots);
}

template <typename Real> void ShotReadings<Real>::readOutcomes(uint64_t first, std::span<const uint64_t> outcomes) {
  for (const Outcomes &reader : outcomes_)
    for (size_t i = 0; i < outcomes.size(); ++i) {
      if (reader.reading->kind == ReadingKind::Sample)
        reader.out[first + i] = double(reader.pick(outcomes[i]));
      else
        reader.out[reader.pick(outcomes[i])] += 1;
    }
}

template <typename Real> double ShotReadings<Real>::evaluate(const Expansion &expansion) const {
  double sum = 0;
  for (auto &[masks, coefficient] : expansion)
    sum += coefficient * (masks == Masks() ? 1 : means_.at(masks));
  return sum;
}

template <typename Real> void ShotReadings<Real>::writeEstimates() {
  for (const Outcomes &reader : outcomes_)
    if (reader.reading->kind == ReadingKind::Probs)
      for (size_t i = 0; i < readingSize(*reader.reading, execution_.numQubits(), 0); ++i)
        reader.out[i] /= double(execution_.options().shots);
  for (const Estimate &estimate : estimates_) {
    double mean = evaluate(estimate.mean);
    // Different groups see different shots: their difference may fall below zero.
    *estimate.out = estimate.isVariance ? std::max(0.0, evaluate(estimate.square) - mean * mean) : mean;
  }
}

} // namespace

template <typename Real>
Result sampledReadings(Execution<Real> &execution, Workspace &workspace, Amplitudes<Real> ket, double *out) {
  return ShotReadings<Real>(execution, workspace, ket, out).run();
}
template Result sampledReadings(Execution<double> &, Workspace &, Amplitudes<double>, double *);
template Result sampledReadings(Execution<float> &, Workspace &, Amplitudes<float>, double *);

} // namespace qml::rt
