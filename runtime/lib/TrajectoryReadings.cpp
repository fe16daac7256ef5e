// SPDX-License-Identifier: Apache-2.0
//
// Readings of trajectories: means of exact ones, or shots that each belong to a trajectory. Readout errors change
// observables and probabilities in the one case, outcomes in the other.

#include "Noise.h"
#include "Readings.h"
#include "ShotReadings.h"
#include "Trajectories.h"

namespace qml::rt {
namespace {

/// Random numbers of readout errors; those of channels and measurements are smaller.
constexpr uint32_t readoutUses = 1u << 31;

/// Replaces each factor P by what is read of it: (1 - p01 - p10) P + p10 - p01.
Result addReadout(const Trajectories &trajectories, PauliSum &sum) {
  constexpr size_t maxFactors = 16; // with unequal errors a string becomes 2^k strings
  PauliSum read;
  for (const PauliTerm &term : sum.terms) {
    std::vector<PauliTerm> parts{{term.coefficient, {}}};
    for (auto factor : term.factors) {
      auto [p01, p10] = trajectories.readoutOf(factor.first);
      const size_t count = parts.size();
      if (p01 != p10 && count >> maxFactors != 0)
        return Result::ReadoutTooWide;
      for (size_t i = 0; i < count; ++i) {
        if (p01 != p10) {
          parts.push_back(parts[i]);
          parts.back().coefficient *= p10 - p01;
        }
        parts[i].coefficient *= 1 - p01 - p10;
        parts[i].factors.push_back(factor);
      }
    }
    read.terms.insert(read.terms.end(), parts.begin(), parts.end());
  }
  sum = std::move(read);
  return Result::Ok;
}

PauliSum asSum(const PauliExpansion &terms, unsigned numQubits) {
  PauliSum sum;
  for (auto &[masks, coefficient] : terms) {
    PauliTerm &term = sum.terms.emplace_back(PauliTerm{coefficient, {}});
    for (unsigned qubit = 0; qubit < numQubits; ++qubit) {
      bool flip = masks.first >> (numQubits - 1 - qubit) & 1, z = masks.second >> (numQubits - 1 - qubit) & 1;
      if (flip || z)
        term.factors.emplace_back(qubit, flip ? (z ? Pauli::Y : Pauli::X) : Pauli::Z);
    }
  }
  return sum;
}

/// The mean of exact readings over all trajectories.
Result average(Trajectories &trajectories, double *out) {
  // A variance is no mean of variances: <O> and <O^2> are averaged.
  const unsigned numQubits = trajectories.plan().numQubits;
  std::vector<Reading> readings;
  for (Reading reading : trajectories.plan().readings) {
    if (reading.kind == ReadingKind::State)
      return Result::NoStateVector;
    if (reading.kind == ReadingKind::Sample)
      continue;
    if (reading.kind == ReadingKind::Var) {
      reading.kind = ReadingKind::Expval;
      for (size_t i = 0, count = reading.observables.size(); i < count; ++i)
        reading.observables.push_back(asSum(square(expand(reading.observables[i], numQubits)), numQubits));
    }
    for (PauliSum &sum : reading.observables)
      if (Result result = addReadout(trajectories, sum); result != Result::Ok)
        return result;
    readings.push_back(std::move(reading));
  }
  size_t size = 0;
  for (const Reading &reading : readings)
    size += readingSize(reading, numQubits, 0);
  // A sum per chunk, added in order.
  std::vector<double> parts(size * maxChunks), sums(size);
  Result result = trajectories.forGroups(
      trajectories.draw(0, 0, trajectories.count()),
      [&](unsigned chunk, const Trajectories::Group &group, Workspace &workspace) {
        const double weight = trajectories.isShared() ? double(group.second.size()) : 1;
        std::vector<double> one(size);
        return trajectories.run(group, 0, readings, {}, workspace, [&](auto &execution, auto state, uint64_t) {
          exactReadings(execution, state, one.data());
          for (size_t i = 0; i < size; ++i)
            parts[size * chunk + i] += weight * one[i];
        });
      });
  if (result != Result::Ok)
    return result;
  for (size_t i = 0; i < parts.size() && size > 0; ++i)
    sums[i % size] += parts[i];
  const double *sum = sums.data();
  for (const Reading &reading : trajectories.plan().readings) {
    const size_t count = readingSize(reading, numQubits, 0);
    const double scale = 1 / double(trajectories.count());
    for (size_t i = 0; i < count; ++i)
      out[i] = scale * sum[i];
    if (reading.kind == ReadingKind::Probs) {
      for (size_t q = 0; q < reading.qubits.size(); ++q) {
        auto [p01, p10] = trajectories.readoutOf(reading.qubits[q]);
        size_t bit = size_t(1) << (reading.qubits.size() - 1 - q);
        for (size_t i = 0; i < count; ++i)
          if (!(i & bit)) {
            double zero = out[i], one = out[i | bit];
            out[i] = (1 - p01) * zero + p10 * one;
            out[i | bit] = p01 * zero + (1 - p10) * one;
          }
      }
    }
    if (reading.kind == ReadingKind::Var)
      for (size_t i = 0; i < count; ++i)
        out[i] = std::max(0.0, scale * sum[count + i] - out[i] * out[i]);
    sum += reading.kind == ReadingKind::Var ? 2 * count : count;
    out += count;
  }
  return Result::Ok;
}

/// Each shot belongs to a trajectory; those of equal states are drawn from one running sum of probabilities.
class TrajectorySource : public ShotSource {
public:
  explicit TrajectorySource(Trajectories &trajectories) : trajectories_(trajectories) {}

  Result draw(PauliMasks basis, uint32_t use, uint64_t first, std::span<uint64_t> outcomes) override {
    const uint64_t shots = trajectories_.options().shots, count = trajectories_.count();
    // Shot s belongs to trajectory s count / shots.
    auto trajectoryOf = [&](uint64_t shot) { return uint64_t((unsigned __int128)(shot)*count / shots); };
    const uint64_t end = first + outcomes.size();
    std::vector<std::vector<uint64_t>> shotsOf(trajectoryOf(end - 1) - trajectoryOf(first) + 1);
    for (uint64_t shot = first; shot < end; ++shot)
      shotsOf[trajectoryOf(shot) - trajectoryOf(first)].push_back(shot);
    std::vector<Trajectories::Group> groups = trajectories_.draw(use, trajectoryOf(first), trajectoryOf(end - 1) + 1);
    return trajectories_.forGroups(groups, [&](unsigned, const Trajectories::Group &group, Workspace &workspace) {
      std::vector<double> sums(size_t(1) << trajectories_.plan().numQubits);
      size_t next = 0;
      return trajectories_.run(group, use, {}, basis, workspace, [&](auto &execution, auto state, uint64_t at) {
        const BitPicker place(execution.plan());
        double sum = 0;
        size_t last = 0; // that has a probability
        for (size_t i = 0; i < sums.size(); ++i) {
          double p = state.re[i] * state.re[i] + state.im[i] * state.im[i];
          last = p > 0 ? i : last;
          sums[i] = sum += p;
        }
        // One state for all trajectories of the group, or for this one.
        for (; next < group.second.size() && (group.second[next] == at || trajectories_.isShared()); ++next)
          for (uint64_t shot : shotsOf[group.second[next] - trajectoryOf(first)]) {
            double draw = trajectories_.random().uniform(use, shot) * sum;
            size_t index = std::ranges::upper_bound(sums, draw) - sums.begin();
            outcomes[shot - first] = misread(place(std::min(index, last)), use, shot);
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
};

} // namespace

Result runTrajectories(const Plan &plan, std::span<const double> slots, const RunOptions &options,
                       Workspace &workspace, double *out) {
  if (plan.numQubits > maxQubits)
    return Result::TooManyQubits;
  if (Result result = checkMemory(plan.numQubits, 2); result != Result::Ok)
    return result;
  Trajectories trajectories(plan, options, workspace);
  if (Result result = trajectories.bind(slots); result != Result::Ok)
    return result;
  if (options.shots == 0)
    return average(trajectories, out);
  TrajectorySource source(trajectories);
  return shotReadings(plan, options, source, workspace.impl().threads, out);
}

} // namespace qml::rt
