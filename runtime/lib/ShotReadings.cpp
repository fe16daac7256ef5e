// SPDX-License-Identifier: Apache-2.0
//
// Readings estimated from shots. Pauli strings that agree on the basis of every qubit they share are measured together;
// the computational basis comes first and serves Sample, Probs and all strings of Z, so that these see the same shots.
// Var(O) is <O^2> - <O>^2, with O^2 multiplied out into Pauli strings.

#include "ShotReadings.h"
#include "Readings.h"
#include "Sampler.h"

#include <map>
#include <optional>

namespace qml::rt {
namespace {

/// Strings measured together: the basis of each qubit in `support`.
struct Group {
  uint64_t support = 0, flip = 0, z = 0;
  std::vector<PauliMasks> strings;
  std::vector<int64_t> sums; // of outcomes +1, -1

  bool takes(PauliMasks m) const { return (((flip ^ m.first) | (z ^ m.second)) & support & (m.first | m.second)) == 0; }
  void add(PauliMasks m) {
    support |= m.first | m.second;
    flip |= m.first;
    z |= m.second;
    strings.push_back(m);
  }
};

class ShotReadings {
public:
  ShotReadings(const Plan &plan, const RunOptions &options, ShotSource &source, Workspace::Impl &workspace, double *out)
      : plan_(plan), options_(options), source_(source), workspace_(workspace), out_(out) {}

  Result run() {
    if (Result result = collect(); result != Result::Ok)
      return result;
    for (size_t i = 0; i < groups_.size(); ++i)
      if (!groups_[i].strings.empty() || (i == 0 && !outcomes_.empty()))
        if (Result result = measure(groups_[i], i); result != Result::Ok)
          return result;
    writeEstimates();
    return Result::Ok;
  }

private:
  struct Estimate {
    double *out;
    PauliExpansion mean, square; // square: of variances only
    bool isVariance;
  };
  struct Outcomes {
    const Reading *reading;
    double *out;
    BitPicker pick;
  };

  Result collect();
  void addString(PauliMasks masks);
  Result measure(Group &group, uint32_t use);
  void addParities(Group &group, std::span<const uint64_t> outcomes);
  void readOutcomes(uint64_t first, std::span<const uint64_t> outcomes);
  void writeEstimates();
  double evaluate(const PauliExpansion &expansion) const;

  const Plan &plan_;
  const RunOptions &options_;
  ShotSource &source_;
  Workspace::Impl &workspace_;
  double *out_;
  std::vector<Estimate> estimates_;
  std::vector<Outcomes> outcomes_;
  std::vector<Group> groups_;
  std::map<PauliMasks, double> means_;
};

Result ShotReadings::collect() {
  const unsigned n = plan_.numQubits;
  const uint64_t all = (uint64_t(1) << n) - 1;
  groups_.push_back({all, 0, all, {}, {}});
  double *out = out_;
  for (const Reading &reading : plan_.readings) {
    bool isVariance = reading.kind == ReadingKind::Var;
    for (size_t i = 0; i < reading.observables.size(); ++i) {
      Estimate estimate{out + i, expand(reading.observables[i], n), {}, isVariance};
      if (isVariance)
        estimate.square = square(estimate.mean);
      estimates_.push_back(std::move(estimate));
    }
    if (reading.kind == ReadingKind::State)
      if (Result result = source_.writeState(out); result != Result::Ok)
        return result;
    if (reading.kind == ReadingKind::Probs)
      std::fill_n(out, readingSize(reading, n, 0), 0.0);
    if (reading.kind == ReadingKind::Probs || reading.kind == ReadingKind::Sample)
      outcomes_.push_back({&reading, out, BitPicker(reading.qubits, n)});
    out += readingSize(reading, n, options_.shots);
  }
  for (const Estimate &estimate : estimates_) {
    for (auto &[masks, coefficient] : estimate.mean)
      addString(masks);
    for (auto &[masks, coefficient] : estimate.square)
      addString(masks);
  }
  return Result::Ok;
}

void ShotReadings::addString(PauliMasks masks) {
  if (masks == PauliMasks() || !means_.emplace(masks, 0).second)
    return;
  auto group = std::ranges::find_if(groups_, [&](const Group &group) { return group.takes(masks); });
  (group == groups_.end() ? groups_.emplace_back() : *group).add(masks);
}

Result ShotReadings::measure(Group &group, uint32_t use) {
  const uint64_t shots = options_.shots;
  const size_t most = std::min(shots, Sampler<double>::maxBatch);
  std::vector<uint64_t> &memory = workspace_.shots.outcomes;
  if (memory.size() < most)
    memory.resize(most);
  const std::span<uint64_t> outcomes = std::span(memory).first(most);
  group.sums.assign(group.strings.size(), 0);
  for (uint64_t first = 0; first < shots; first += outcomes.size()) {
    std::span<uint64_t> batch = outcomes.first(std::min<uint64_t>(outcomes.size(), shots - first));
    if (Result result = source_.draw({group.flip, group.z}, use, first, batch); result != Result::Ok)
      return result;
    if (use == 0)
      readOutcomes(first, batch);
    addParities(group, batch);
  }
  for (size_t i = 0; i < group.strings.size(); ++i)
    means_[group.strings[i]] = double(group.sums[i]) / double(shots);
  return Result::Ok;
}

void ShotReadings::addParities(Group &group, std::span<const uint64_t> outcomes) {
  const size_t numStrings = group.strings.size(), numBlocks = (outcomes.size() + parityBlock - 1) / parityBlock;
  const unsigned numChunks = unsigned(std::min<size_t>(numBlocks, maxChunks));
  std::vector<uint64_t> masks;
  for (PauliMasks string : group.strings)
    masks.push_back(string.first | string.second);
  std::vector<int64_t> odd(numStrings * numChunks);
  workspace_.threads.forChunks(options_.threads, numStrings == 0 ? 0 : numChunks, [&](unsigned chunk, unsigned) {
    auto [begin, end] = chunkRange(numBlocks, chunk, numChunks);
    const auto some = outcomes.subspan(parityBlock * begin, std::min(parityBlock * end, outcomes.size()) - parityBlock * begin);
    kernels<double>().addParities(some.data(), some.size(), plan_.numQubits, masks.data(), numStrings, &odd[numStrings * chunk]);
  });
  for (size_t i = 0; i < odd.size(); ++i)
    group.sums[i % numStrings] -= 2 * odd[i];
  for (int64_t &sum : group.sums)
    sum += int64_t(outcomes.size());
}

void ShotReadings::readOutcomes(uint64_t first, std::span<const uint64_t> outcomes) {
  for (const Outcomes &reader : outcomes_)
    for (size_t i = 0; i < outcomes.size(); ++i) {
      if (reader.reading->kind == ReadingKind::Sample)
        reader.out[first + i] = double(reader.pick(outcomes[i]));
      else
        reader.out[reader.pick(outcomes[i])] += 1;
    }
}

double ShotReadings::evaluate(const PauliExpansion &expansion) const {
  double sum = 0;
  for (auto &[masks, coefficient] : expansion)
    sum += coefficient * (masks == PauliMasks() ? 1 : means_.at(masks));
  return sum;
}

void ShotReadings::writeEstimates() {
  for (const Outcomes &reader : outcomes_)
    if (reader.reading->kind == ReadingKind::Probs)
      for (size_t i = 0; i < readingSize(*reader.reading, plan_.numQubits, 0); ++i)
        reader.out[i] /= double(options_.shots);
  for (const Estimate &estimate : estimates_) {
    double mean = evaluate(estimate.mean);
    // Different groups see different shots: their difference may fall below zero.
    *estimate.out = estimate.isVariance ? std::max(0.0, evaluate(estimate.square) - mean * mean) : mean;
  }
}

/// A state: a copy of it is turned into each basis but the computational one.
template <typename Real> class StateSource : public ShotSource {
public:
  StateSource(Execution<Real> &execution, Workspace &workspace, Amplitudes<Real> ket)
      : execution_(execution), workspace_(workspace), ket_(ket), sampler_(execution) {}

  Result draw(PauliMasks basis, uint32_t use, uint64_t first, std::span<uint64_t> outcomes) override {
    if (basis != basis_) {
      Amplitudes<Real> state = ket_;
      if (basis.first != 0) {
        state = execution_.state(1);
        if (Result result = turn(basis, state); result != Result::Ok)
          return result;
      }
      if (Result result = sampler_.take(state); result != Result::Ok)
        return result;
      basis_ = basis;
    }
    sampler_.draw(use, first, outcomes);
    return Result::Ok;
  }
  Result writeState(double *out) override {
    rt::writeState(execution_, ket_, out);
    return Result::Ok;
  }

private:
  Result turn(PauliMasks basis, Amplitudes<Real> state);

  Execution<Real> &execution_;
  Workspace &workspace_;
  Amplitudes<Real> ket_;
  std::optional<PauliMasks> basis_; // that shots are drawn in
  Sampler<Real> sampler_;
};

template <typename Real> Result StateSource<Real>::turn(PauliMasks basis, Amplitudes<Real> state) {
  Circuit circuit(execution_.numQubits());
  appendBasisChange(circuit, basis);
  Plan plan = makePlan(circuit, {}, execution_.plan().qubits);
  plan.isApplied = true;
  Program program(std::move(plan));
  Execution<Real> rotation(program, execution_.options(), workspace_);
  if (Result result = rotation.bind({}); result != Result::Ok)
    return result;
  execution_.copy(ket_, state);
  return rotation.applyTo(state);
}

} // namespace

void appendBasisChange(Circuit &circuit, PauliMasks basis) {
  for (unsigned qubit = 0; qubit < circuit.numQubits(); ++qubit) {
    uint64_t bit = uint64_t(1) << (circuit.numQubits() - 1 - qubit);
    if (!(basis.first & bit))
      continue;
    if (basis.second & bit)
      circuit.append(GateKind::Sdg, {qubit});
    circuit.append(GateKind::H, {qubit});
  }
}

Result shotReadings(const Plan &plan, const RunOptions &options, ShotSource &source, Workspace::Impl &workspace, double *out) {
  return ShotReadings(plan, options, source, workspace, out).run();
}

template <typename Real>
std::unique_ptr<ShotSource> stateSource(Execution<Real> &execution, Workspace &workspace, Amplitudes<Real> ket) {
  return std::make_unique<StateSource<Real>>(execution, workspace, ket);
}
template std::unique_ptr<ShotSource> stateSource(Execution<double> &, Workspace &, Amplitudes<double>);
template std::unique_ptr<ShotSource> stateSource(Execution<float> &, Workspace &, Amplitudes<float>);

template <typename Real>
Result sampledReadings(Execution<Real> &execution, Workspace &workspace, Amplitudes<Real> ket, double *out) {
  StateSource<Real> source(execution, workspace, ket);
  return shotReadings(execution.plan(), execution.options(), source, execution.workspace(), out);
}
template Result sampledReadings(Execution<double> &, Workspace &, Amplitudes<double>, double *);
template Result sampledReadings(Execution<float> &, Workspace &, Amplitudes<float>, double *);

} // namespace qml::rt
