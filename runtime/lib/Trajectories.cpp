// SPDX-License-Identifier: Apache-2.0
//
// Noisy circuits as averages over pure states (Dalibard, Castin, Moelmer 1992). Channels that mix Pauli strings need no
// state: their errors are drawn first, trajectories with the same errors are run once, and the gates between errors
// fuse as always. Any other channel picks a Kraus operator by the probabilities that the state gives it. Draws are
// keyed by channel and trajectory, so that they do not hang on threads or on the order of runs. Threads share the
// trajectories of small states, and each state of large ones.

#include "Trajectories.h"

#include "PauliStrings.h"
#include "PauliTransfer.h"
#include "Readings.h"
#include "ShotReadings.h"

#include <bit>
#include <cmath>

namespace qml::rt {

/// Random numbers of channels; those of measurements are small.
constexpr uint32_t channelUses = 1u << 30;

/// The observables of the operators' probabilities, K^dagger K, in Pauli strings: those that occur in any.
static void findWeights(const std::vector<std::vector<Complex>> &kraus, unsigned numQubits, std::vector<uint32_t> &strings,
                        std::vector<std::vector<double>> &weights) {
  const unsigned dim = 1u << numQubits;
  weights.resize(kraus.size());
  for (uint32_t string = 0; string < dim * dim; ++string) {
    unsigned flip = 0, z = 0;
    for (unsigned q = 0; q < numQubits; ++q) {
      unsigned digit = string >> (2 * q) & 3;
      flip |= unsigned(digit == 1 || digit == 2) << q;
      z |= unsigned(digit >= 2) << q;
    }
    static const Complex powersOfI[] = {1, {0, 1}, -1};
    const Complex phase = powersOfI[std::popcount(flip & z)];
    std::vector<double> values;
    for (const auto &k : kraus) {
      Complex trace = 0; // of K^dagger K P
      for (unsigned b = 0; b < dim; ++b)
        for (unsigned r = 0; r < dim; ++r)
          trace += std::conj(k[r * dim + b]) * k[r * dim + (b ^ flip)] * (std::popcount(z & b) % 2 ? -phase : phase);
      values.push_back(trace.real() / dim);
    }
    if (std::ranges::all_of(values, [](double value) { return std::abs(value) < 1e-16; }))
      continue;
    strings.push_back(string);
    for (size_t i = 0; i < values.size(); ++i)
      weights[i].push_back(values[i]);
  }
}

Result Trajectories::bind(std::span<const double> slots) {
  bound_ = plan_.noisy->bound(slots);
  for (uint32_t i = 0; i < bound_.size(); ++i) {
    const Op &op = bound_[i];
    std::vector<double> values;
    for (const Angle &angle : bound_.angles(op)) {
      if (!std::isfinite(angle.offset))
        return Result::NonFiniteAngle;
      values.push_back(angle.offset);
    }
    if (op.op != OpKind::Channel)
      continue;
    if (op.channel == ChannelKind::Readout) {
      readout_[bound_.qubits(op)[0]] = {values[0], values[1]};
      continue;
    }
    Channel &channel = channels_[i];
    channel.pauli = pauliProbabilities(transferOf(op, values));
    if (channel.pauli.empty()) {
      channel.kraus = krausOperators(op.channel, values, op.numQubits);
      findWeights(channel.kraus, op.numQubits, channel.strings, channel.weights);
    }
  }
  return Result::Ok;
}

std::vector<Trajectories::Group> Trajectories::draw(uint32_t use, uint64_t first, uint64_t last) const {
  std::map<Errors, std::vector<uint64_t>> groups;
  for (uint64_t t = first; t < last; ++t) {
    Errors errors;
    uint32_t number = 0;
    for (auto &[op, channel] : channels_) {
      double u = random_.uniform(channelUses + number++, key(use, t));
      uint32_t string = 0;
      for (; string + 1 < channel.pauli.size() && u >= channel.pauli[string]; ++string)
        u -= channel.pauli[string];
      if (string > 0)
        errors.emplace_back(op, string);
    }
    groups[std::move(errors)].push_back(t);
  }
  if (isShared())
    return {groups.begin(), groups.end()};
  // Each trajectory is run by itself: parts of a group can be different threads'.
  const size_t most = std::max<size_t>(16, (last - first) / maxChunks);
  std::vector<Group> parts;
  for (auto &[errors, members] : groups)
    for (size_t begin = 0; begin < members.size(); begin += most)
      parts.emplace_back(errors, std::vector(members.begin() + begin, members.begin() + std::min(begin + most, members.size())));
  return parts;
}

std::vector<Trajectories::Stretch> Trajectories::stretches(const Errors &errors, const std::vector<Reading> &readings,
                                                           PauliMasks basis) const {
  static const GateKind paulis[] = {GateKind::Identity, GateKind::X, GateKind::Y, GateKind::Z};
  std::vector<Stretch> result;
  Circuit gates(plan_.numQubits);
  std::vector<Qubit> qubits;
  auto finish = [&](int64_t channel) {
    Plan plan = makePlan(gates, channel < 0 ? readings : std::vector<Reading>(), qubits);
    fuse(plan);
    qubits = plan.qubits;
    result.push_back({Program(std::move(plan)), channel});
    gates = Circuit(plan_.numQubits);
  };
  auto error = errors.begin();
  for (uint32_t i = 0; i < bound_.size(); ++i) {
    const Op &op = bound_[i];
    if (op.op == OpKind::Gate) {
      gates.append(bound_, op);
    } else if (op.channel != ChannelKind::Readout && channels_.at(i).pauli.empty()) {
      finish(i);
    } else if (error != errors.end() && error->first == i) {
      auto qubits = bound_.qubits(op);
      for (unsigned q = 0; q < qubits.size(); ++q)
        if (unsigned digit = error->second >> (2 * (qubits.size() - 1 - q)) & 3)
          gates.append(paulis[digit], {qubits[q]});
      ++error;
    }
  }
  appendBasisChange(gates, basis);
  finish(-1);
  return result;
}

/// Applies `matrix` to `qubits`, `k` of them, wherever they are.
template <unsigned k>
static void applyMatrix(const std::vector<Complex> &matrix, std::span<const uint32_t> qubits, Execution<double> &execution) {
  constexpr unsigned dim = 1u << k;
  const Plan &plan = execution.plan();
  std::array<uint64_t, dim> offsets{};
  std::array<double, dim * dim> re, im;
  for (unsigned r = 0; r < dim; ++r)
    for (unsigned q = 0; q < k; ++q)
      offsets[r] ^= r >> (k - 1 - q) & 1 ? plan.qubits[qubits[q]].flip : 0;
  for (unsigned i = 0; i < dim * dim; ++i)
    re[i] = matrix[i].real(), im[i] = matrix[i].imag();
  // A group of amplitudes is reached from the one in which a bit of each flip is 0, where neither has the other's.
  std::array<uint64_t, k> pivots{std::bit_floor(offsets[1])};
  if constexpr (k == 2) {
    pivots[1] = std::bit_floor(offsets[2] & pivots[0] ? offsets[3] : offsets[2]);
    std::ranges::sort(pivots);
  }
  const Amplitudes<double> state = execution.state(0);
  const BitPicker row(qubits, plan);
  execution.forChunks([&](unsigned chunk, unsigned) {
    auto [begin, end] = chunkRange(execution.numAmplitudes() >> k, chunk, execution.numChunks());
    for (size_t number = begin; number < end; ++number) {
      uint64_t index = number;
      for (uint64_t pivot : pivots)
        index += index & ~(pivot - 1);
      index ^= offsets[row(index)];
      std::array<double, dim> inRe, inIm;
      for (unsigned c = 0; c < dim; ++c)
        inRe[c] = state.re[index ^ offsets[c]], inIm[c] = state.im[index ^ offsets[c]];
      for (unsigned r = 0; r < dim; ++r) {
        double sumRe = 0, sumIm = 0;
        for (unsigned c = 0; c < dim; ++c) {
          sumRe += re[r * dim + c] * inRe[c] - im[r * dim + c] * inIm[c];
          sumIm += re[r * dim + c] * inIm[c] + im[r * dim + c] * inRe[c];
        }
        state.re[index ^ offsets[r]] = sumRe;
        state.im[index ^ offsets[r]] = sumIm;
      }
    }
  });
}

/// Applies a Kraus operator of the channel behind `stretch`, chosen with `u`, and normalises.
void Trajectories::jump(const Stretch &stretch, double u, Execution<double> &execution) const {
  static const Pauli paulis[] = {Pauli::X, Pauli::X, Pauli::Y, Pauli::Z};
  const Channel &channel = channels_.at(uint32_t(stretch.channel));
  auto qubits = bound_.qubits(bound_[stretch.channel]);
  std::vector<PauliString> strings;
  for (uint32_t string : channel.strings) {
    PauliTerm term{1, {}};
    for (unsigned q = 0; q < qubits.size(); ++q)
      if (unsigned digit = string >> (2 * (qubits.size() - 1 - q)) & 3)
        term.factors.emplace_back(qubits[q], paulis[digit]);
    strings.push_back(pauliString(term, execution.plan().qubits));
  }
  const std::vector<double> values = pauliValues<double>(execution, execution.state(0), strings);
  std::vector<double> weights;
  double total = 0;
  for (const auto &operatorWeights : channel.weights) {
    double weight = 0;
    for (size_t i = 0; i < values.size(); ++i)
      weight += operatorWeights[i] * values[i];
    total += weights.emplace_back(std::max(0.0, weight));
  }
  u *= total;
  size_t chosen = weights.size();
  for (size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] == 0)
      continue;
    chosen = i;
    if (u < weights[i])
      break;
    u -= weights[i];
  }
  std::vector<Complex> matrix = channel.kraus[chosen];
  for (Complex &x : matrix)
    x /= std::sqrt(weights[chosen] / total);
  (qubits.size() == 1 ? applyMatrix<1> : applyMatrix<2>)(matrix, qubits, execution);
}

/// Leaves the trajectory's state in state 0.
Result Trajectories::run(const std::vector<Stretch> &parts, const RunOptions &options, uint32_t use, uint64_t trajectory,
                         Workspace &workspace) {
  uint32_t number = uint32_t(channels_.size()); // behind the draws of Pauli strings
  for (const Stretch &part : parts) {
    Execution<double> execution(part.program, options, workspace);
    if (Result result = execution.bind({}); result != Result::Ok)
      return result;
    Result result = &part == &parts[0] ? execution.forward() : execution.applyTo(execution.state(0));
    if (result != Result::Ok)
      return result;
    if (part.channel >= 0)
      jump(part, random_.uniform(channelUses + number++, key(use, trajectory)), execution);
  }
  return Result::Ok;
}

Result Trajectories::run(const Group &group, uint32_t use, const std::vector<Reading> &readings, PauliMasks basis,
                         Workspace &workspace, const Read &read) {
  const std::vector<Stretch> parts = stretches(group.first, readings, basis);
  RunOptions options = options_;
  options.threads = threadsOfState();
  Execution<double> last(parts.back().program, options, workspace);
  if (Result result = last.reserve(statesForReadings(last.plan(), 0)); result != Result::Ok)
    return result;
  for (uint64_t trajectory : group.second) {
    if (Result result = run(parts, options, use, trajectory, workspace); result != Result::Ok)
      return result;
    read(last, last.state(0), trajectory);
    if (isShared())
      break;
  }
  return Result::Ok;
}

Result Trajectories::forGroups(const std::vector<Group> &groups, const Body &body) {
  const unsigned numChunks = unsigned(std::min<size_t>(maxChunks, groups.size()));
  const unsigned threads = isLarge() ? 1 : std::clamp(options_.threads, 1u, maxChunks);
  std::vector<Result> results(numChunks, Result::Ok);
  workspace_.forChunks(threads, numChunks, [&](unsigned chunk, Workspace &workspace) {
    auto [begin, end] = chunkRange(groups.size(), chunk, numChunks);
    for (size_t i = begin; i < end && results[chunk] == Result::Ok; ++i)
      results[chunk] = body(chunk, groups[i], workspace);
  });
  auto failed = std::ranges::find_if(results, [](Result result) { return result != Result::Ok; });
  return failed == results.end() ? Result::Ok : *failed;
}

} // namespace qml::rt
