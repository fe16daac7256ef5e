// SPDX-License-Identifier: Apache-2.0
//
// Readings of trajectories: means of exact ones, or shots that each belong to a trajectory. Readout errors change
// observables and probabilities in the one case, outcomes in the other.

#include "Noise.h"
#include "Readings.h"
#include "ShotReadings.h"
#include "Trajectories.h"

#include <bit>
#include <map>

namespace qml::rt {
namespace {

/// Random numbers of readout errors; those of channels and measurements are smaller.
constexpr uint32_t readoutUses = 1u << 31;

/// Replaces each factor P by what is read of it: (1 - p01 - p10) P + p10 - p01.
Result addReadout(const Trajectories &trajectories, PauliExpansion &terms) {
  constexpr size_t maxFactors = 16; // with unequal errors a string becomes 2^k strings
  const unsigned numQubits = trajectories.plan().numQubits;
  PauliExpansion read;
  for (auto &[masks, coefficient] : terms) {
    std::vector<std::pair<PauliMasks, double>> parts{{{}, coefficient}};
    for (uint64_t rest = masks.first | masks.second; rest != 0; rest &= rest - 1) {
      auto [p01, p10] = trajectories.readoutOf(numQubits - 1 - std::countr_zero(rest));
      const uint64_t bit = rest & -rest;
      const size_t count = parts.size();
      if (p01 != p10 && count >> maxFactors != 0)
        return Result::ReadoutTooWide;
      for (size_t i = 0; i < count; ++i) {
        if (p01 != p10)
          parts.emplace_back(parts[i].first, parts[i].second * (p10 - p01));
        parts[i].second *= 1 - p01 - p10;
        parts[i].first = parts[i].first ^ PauliMasks(masks.first & bit, masks.second & bit);
      }
    }
    for (auto &[part, weight] : parts)
      read[part] += weight;
  }
  terms = std::move(read);
  return Result::Ok;
}

/// The probabilities of what is read instead of the `qubits`' values.
void misread(const Trajectories &trajectories, std::span<const uint32_t> qubits, double *probs) {
  for (size_t q = 0; q < qubits.size(); ++q) {
    auto [p01, p10] = trajectories.readoutOf(qubits[q]);
    const size_t bit = size_t(1) << (qubits.size() - 1 - q);
    for (size_t i = 0; i < size_t(1) << qubits.size(); ++i)
      if (!(i & bit)) {
        const double zero = probs[i], one = probs[i | bit];
        probs[i] = (1 - p01) * zero + p10 * one;
        probs[i | bit] = p01 * zero + (1 - p10) * one;
      }
  }
}

/// The mean of exact readings over all trajectories. A frame changes signs of strings, and flips what probabilities are of.
template <typename Real> Result average(Trajectories &trajectories, double *out) {
  const Plan &plan = trajectories.plan();
  const unsigned numQubits = plan.numQubits;
  // A variance is no mean of variances: <O> and <O^2> are averaged.
  std::vector<PauliExpansion> means, squares; // of all observables; squares are empty but of variances
  std::map<PauliMasks, double> strings;
  std::vector<Reading> readings(1); // the strings, then all probabilities
  for (const Reading &reading : plan.readings) {
    if (reading.kind == ReadingKind::State)
      return Result::NoStateVector;
    if (reading.kind == ReadingKind::Probs)
      readings.push_back(reading);
    for (const PauliSum &observable : reading.observables) {
      means.push_back(expand(observable, numQubits));
      squares.push_back(reading.kind == ReadingKind::Var ? square(means.back()) : PauliExpansion());
      for (PauliExpansion *terms : {&means.back(), &squares.back()}) {
        if (Result result = addReadout(trajectories, *terms); result != Result::Ok)
          return result;
        for (auto &[masks, coefficient] : *terms)
          strings[masks] = 0;
      }
    }
  }
  for (auto &[masks, value] : strings)
    readings[0].observables.push_back({{termOf(masks, numQubits)}});
  trajectories.end({}, readings);

  size_t size = 0;
  for (const Reading &reading : readings)
    size += readingSize(reading, numQubits, 0);
  std::vector<BitPicker> pickers; // of flips
  for (const Reading &reading : std::span(readings).subspan(1))
    pickers.emplace_back(reading.qubits, numQubits);
  // A sum per chunk, added in order.
  const std::vector<Trajectories::Group> groups = trajectories.draw(0, 0, trajectories.count());
  std::vector<double> parts(size * std::min<size_t>(maxChunks, groups.size())), sums(size);
  auto add = [&](double *one, std::span<const Trajectories::Member> members, double *sum) {
    std::map<uint64_t, unsigned> flips; // and how often
    for (const Trajectories::Member &member : members)
      ++flips[member.frame().first];
    for (auto &[masks, value] : strings) {
      int64_t sign = 0;
      for (const Trajectories::Member &member : members)
        sign += anticommute(member.frame(), masks) ? -1 : 1;
      *sum++ += double(sign) * *one++;
    }
    for (size_t r = 1; r < readings.size(); ++r) {
      const size_t count = readingSize(readings[r], numQubits, 0);
      for (auto [flip, times] : flips)
        for (size_t i = 0, to = pickers[r - 1](flip); i < count; ++i)
          sum[i ^ to] += times * one[i];
      sum += count, one += count;
    }
  };
  Result result = trajectories.forGroups(groups, [&](unsigned chunk, const Trajectories::Group &group, Workspace &workspace) {
    std::vector<double> one(size);
    return trajectories.run<Real>(group, 0, workspace, [&](auto &execution, auto state, auto members) {
      exactReadings(execution, state, one.data());
      add(one.data(), members, parts.data() + size * chunk);
    });
  });
  if (result != Result::Ok)
    return result;
  for (size_t i = 0; i < parts.size() && size > 0; ++i)
    sums[i % size] += parts[i] / double(trajectories.count());

  const double *sum = sums.data();
  for (auto &[masks, value] : strings)
    value = *sum++;
  auto evaluate = [&](const PauliExpansion &terms) {
    double total = 0;
    for (auto &[masks, coefficient] : terms)
      total += coefficient * strings.at(masks);
    return total;
  };
  size_t observable = 0;
  for (const Reading &reading : plan.readings) {
    const size_t count = readingSize(reading, numQubits, 0);
    if (reading.kind == ReadingKind::Probs) {
      std::copy_n(sum, count, out);
      misread(trajectories, reading.qubits, out);
      sum += count;
    }
    for (size_t i = 0; i < reading.observables.size(); ++i, ++observable) {
      const double mean = evaluate(means[observable]);
      out[i] = reading.kind == ReadingKind::Var ? std::max(0.0, evaluate(squares[observable]) - mean * mean) : mean;
    }
    out += count;
  }
  return Result::Ok;
}

/// Each shot belongs to a trajectory; those of equal states are drawn from one running sum of probabilities.
template <typename Real> class TrajectorySource : public ShotSource {
public:
  explicit TrajectorySource(Trajectories &trajectories) : trajectories_(trajectories) {}

  Result draw(PauliMasks basis, uint32_t use, uint64_t first, std::span<uint64_t> outcomes) override {
    const uint64_t shots = trajectories_.options().shots, count = trajectories_.count();
    if (basis != basis_)
      trajectories_.end(*(basis_ = basis), {{ReadingKind::Probs, {}, {}}});
    // Shot s belongs to trajectory s count / shots.
    auto trajectoryOf = [&](uint64_t shot) { return uint64_t((unsigned __int128)(shot)*count / shots); };
    const uint64_t end = first + outcomes.size();
    std::vector<std::vector<uint64_t>> shotsOf(trajectoryOf(end - 1) - trajectoryOf(first) + 1);
    for (uint64_t shot = first; shot < end; ++shot)
      shotsOf[trajectoryOf(shot) - trajectoryOf(first)].push_back(shot);
    std::vector<Trajectories::Group> groups = trajectories_.draw(use, trajectoryOf(first), trajectoryOf(end - 1) + 1);
    return trajectories_.forGroups(groups, [&](unsigned, const Trajectories::Group &group, Workspace &workspace) {
      std::vector<double> sums(size_t(1) << trajectories_.plan().numQubits);
      return trajectories_.run<Real>(group, use, workspace, [&](auto &execution, auto state, auto members) {
        const BitPicker place(execution.plan());
        double sum = 0;
        size_t last = 0; // that has a probability
        for (size_t i = 0; i < sums.size(); ++i) {
          double p = double(state.re[i]) * state.re[i] + double(state.im[i]) * state.im[i];
          last = p > 0 ? i : last;
          sums[i] = sum += p;
        }
        for (const Trajectories::Member &member : members)
          for (uint64_t shot : shotsOf[member.trajectory - trajectoryOf(first)]) {
            double draw = trajectories_.random().uniform(use, shot) * sum;
            size_t index = std::ranges::upper_bound(sums, draw) - sums.begin();
            outcomes[shot - first] = misread(place(std::min(index, last)) ^ member.frame().first, use, shot);
          }
      });
    });
  }
  Result writeState(double *) override { return Result::NoStateVector; }

private:
  uint64_t misread(uint64_t outcome, uint32_t use, uint64_t shot) const {
    if (!trajectories_.hasReadout())
      return outcome;
    const unsigned n = trajectories_.plan().numQubits;
    for (unsigned qubit = 0; qubit < n; ++qubit) {
      auto [p01, p10] = trajectories_.readoutOf(qubit);
      uint64_t bit = uint64_t(1) << (n - 1 - qubit);
      double u = trajectories_.random().uniform(readoutUses + qubit, (uint64_t(use) << 40) | shot);
      outcome ^= u < (outcome & bit ? p10 : p01) ? bit : 0;
    }
    return outcome;
  }

  Trajectories &trajectories_;
  std::optional<PauliMasks> basis_; // that the circuit ends with
};

} // namespace

template <typename Real>
static Result runTrajectories(Trajectories &trajectories, double *out, Workspace::Impl &workspace) {
  if (trajectories.options().shots == 0)
    return average<Real>(trajectories, out);
  TrajectorySource<Real> source(trajectories);
  return shotReadings(trajectories.plan(), trajectories.options(), source, workspace, out);
}

Result runTrajectories(const Plan &plan, std::span<const double> slots, const RunOptions &options,
                       Workspace &workspace, double *out) {
  if (plan.numQubits > maxQubits)
    return Result::TooManyQubits;
  if (Result result = checkMemory(plan.numQubits, 1, options.precision); result != Result::Ok)
    return result;
  Trajectories trajectories(plan, options, workspace);
  if (Result result = trajectories.bind(slots); result != Result::Ok)
    return result;
  return (options.precision == Precision::Single ? runTrajectories<float> : runTrajectories<double>)(trajectories, out, workspace.impl());
}

} // namespace qml::rt
