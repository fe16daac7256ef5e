// SPDX-License-Identifier: Apache-2.0
//
// Noisy circuits as averages over pure states (Dalibard, Castin, Moelmer 1992). The errors of channels that mix Pauli strings
// need no state: they are drawn first, and moved to the end of the circuit (PauliFrame.h). What they leave in it are signs of
// angles, so that one program runs all trajectories, and those with the same signs once. Any other channel picks a Kraus
// operator by the probabilities that the state gives it. Draws are keyed by channel and trajectory, so that they do not hang
// on threads or on the order of runs. Threads share the trajectories of small states, and each state of large ones.

#include "Trajectories.h"

#include "PauliStrings.h"
#include "PauliTransfer.h"
#include "Readings.h"
#include "ShotReadings.h"
#include "qml/Circuit/Passes.h"

#include <bit>
#include <cmath>
#include <map>

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
  std::vector<bool> isReadout(bound_.size());
  for (size_t i = 0; i < bound_.size(); ++i) {
    const Op &op = bound_[i];
    std::vector<double> values;
    for (const Angle &angle : bound_.angles(op)) {
      if (!std::isfinite(angle.offset))
        return Result::NonFiniteAngle;
      values.push_back(angle.offset);
    }
    if (op.op != OpKind::Channel)
      continue;
    auto qubits = bound_.qubits(op);
    if (op.channel == ChannelKind::Readout) {
      readout_[qubits[0]] = {values[0], values[1]};
      isReadout[i] = true;
      continue;
    }
    Channel &channel = channels_.emplace_back();
    channel.qubits.assign(qubits.begin(), qubits.end());
    channel.pauli = pauliProbabilities(transferOf(op, values));
    if (channel.needsState()) {
      channel.kraus = krausOperators(op.channel, values, op.numQubits);
      findWeights(channel.kraus, op.numQubits, channel.strings, channel.weights);
    }
  }
  bound_.erase(isReadout);
  return Result::Ok;
}

void Trajectories::end(PauliMasks basis, const std::vector<Reading> &readings) {
  Circuit whole = bound_;
  appendBasisChange(whole, basis);
  circuit_.emplace(whole);
  const Circuit &circuit = circuit_->circuit();
  stretches_.clear();
  isSeen_.assign(circuit.numInputSlots(), false);
  Circuit gates(plan_.numQubits, circuit.numInputSlots());
  std::vector<Qubit> qubits;
  auto finish = [&](int64_t channel) {
    for (const Op &op : gates)
      for (const Angle &angle : gates.angles(op))
        isSeen_[angle.slot] = true;
    Plan plan = makePlan(gates, channel < 0 ? readings : std::vector<Reading>(), qubits);
    fuse(plan);
    qubits = plan.qubits;
    plan.isApplied = !stretches_.empty();
    stretches_.push_back({Program(std::move(plan)), channel});
    gates = Circuit(plan_.numQubits, circuit.numInputSlots());
  };
  int64_t channel = 0;
  for (const Op &op : circuit) {
    if (op.op == OpKind::Gate)
      gates.append(circuit, op);
    else if (channels_[channel++].needsState())
      finish(channel - 1);
  }
  removeDeadGates(gates, readings);
  finish(-1);
}

std::vector<Trajectories::Group> Trajectories::draw(uint32_t use, uint64_t first, uint64_t last) const {
  const unsigned numQubits = plan_.numQubits;
  std::vector<std::vector<std::pair<uint32_t, PauliMasks>>> errors(last - first); // by trajectory: channels, and strings
  std::vector<double> numbers(last - first);
  for (uint32_t c = 0; c < channels_.size(); ++c) {
    const Channel &channel = channels_[c];
    if (channel.needsState())
      continue;
    random_.uniforms(channelUses + c, key(use, first), numbers);
    for (size_t t = 0; t < numbers.size(); ++t) {
      double u = numbers[t];
      uint32_t string = 0;
      for (; string + 1 < channel.pauli.size() && u >= channel.pauli[string]; ++string)
        u -= channel.pauli[string];
      if (string > 0)
        errors[t].emplace_back(c, pauliMasks(string, channel.qubits, numQubits));
    }
  }
  const Circuit &circuit = circuit_->circuit();
  std::map<std::vector<bool>, std::vector<Member>> groups;
  for (size_t t = 0; t < errors.size(); ++t) {
    Member member{first + t, {}};
    std::vector<bool> signs(circuit.numInputSlots());
    PauliMasks frame;
    uint32_t channel = 0;
    auto error = errors[t].begin();
    for (size_t i = 0; i < circuit.size(); ++i) {
      if (circuit[i].op == OpKind::Gate) {
        if (frame != PauliMasks())
          circuit_->pass(i, frame, signs);
        continue;
      }
      if (channels_[channel].needsState())
        member.frames.push_back(frame);
      if (error != errors[t].end() && error->first == channel)
        frame = frame ^ (error++)->second;
      ++channel;
    }
    member.frames.push_back(frame);
    for (size_t slot = 0; slot < signs.size(); ++slot)
      signs[slot] = signs[slot] && isSeen_[slot];
    groups[std::move(signs)].push_back(std::move(member));
  }
  // Trajectories that are run by themselves can be different threads' though their signs are the same.
  const size_t most = isShared() ? last - first : std::max<size_t>(16, (last - first) / maxChunks);
  std::vector<Group> parts;
  for (auto &[signs, members] : groups)
    for (size_t begin = 0; begin < members.size(); begin += most) {
      auto from = std::make_move_iterator(members.begin() + begin);
      parts.push_back({signs, {from, from + std::min(most, members.size() - begin)}});
    }
  return parts;
}

/// Applies `matrix` to `qubits`, `k` of them, wherever they are.
template <unsigned k, typename Real>
static void applyMatrix(const std::vector<Complex> &matrix, std::span<const uint32_t> qubits, Execution<Real> &execution) {
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
  const Amplitudes<Real> state = execution.state(0);
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
        state.re[index ^ offsets[r]] = Real(sumRe);
        state.im[index ^ offsets[r]] = Real(sumIm);
      }
    }
  });
}

/// Applies a Kraus operator K of `channel`, chosen with `u`, and normalises. The state is `frame` times what is stored: that takes
/// frame K frame.
template <typename Real>
void Trajectories::jump(const Channel &channel, PauliMasks frame, double u, Execution<Real> &execution) const {
  const auto &qubits = channel.qubits;
  std::vector<PauliString> strings;
  for (uint32_t string : channel.strings) {
    const PauliMasks masks = pauliMasks(string, qubits, plan_.numQubits);
    strings.push_back(pauliString(termOf(masks, plan_.numQubits), execution.plan().qubits));
    strings.back().negated ^= anticommute(frame, masks);
  }
  const std::vector<double> values = pauliValues<Real>(execution, execution.state(0), strings);
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
  const unsigned numQubits = unsigned(qubits.size()), dim = 1u << numQubits;
  unsigned flip = 0, z = 0; // the frame on the channel's qubits
  for (uint32_t qubit : qubits) {
    flip = flip << 1 | (frame.first >> (plan_.numQubits - 1 - qubit) & 1);
    z = z << 1 | (frame.second >> (plan_.numQubits - 1 - qubit) & 1);
  }
  const double scale = 1 / std::sqrt(weights[chosen] / total);
  std::vector<Complex> matrix(dim * dim);
  for (unsigned r = 0; r < dim; ++r)
    for (unsigned c = 0; c < dim; ++c)
      matrix[r * dim + c] = (std::popcount((r ^ c) & z) % 2 ? -scale : scale) * channel.kraus[chosen][(r ^ flip) * dim + (c ^ flip)];
  (numQubits == 1 ? applyMatrix<1, Real> : applyMatrix<2, Real>)(matrix, qubits, execution);
}

template <typename Real>
Result Trajectories::run(const Group &group, uint32_t use, Workspace &workspace, const Read<Real> &read) const {
  std::vector<double> angles(circuit_->angles().begin(), circuit_->angles().end());
  for (size_t slot = 0; slot < angles.size(); ++slot)
    angles[slot] = group.signs[slot] ? -angles[slot] : angles[slot];
  RunOptions options = options_;
  options.threads = threadsOfState();
  const std::span<const Member> members = group.members;
  const size_t together = isShared() ? members.size() : 1;
  for (size_t i = 0; i < members.size(); i += together)
    for (size_t s = 0; s < stretches_.size(); ++s) {
      const auto &[program, channel] = stretches_[s];
      Execution<Real> execution(program, options, workspace);
      Result result = s == 0 ? execution.reserve(1) : Result::Ok;
      if (result == Result::Ok)
        result = execution.bind({angles.data(), 1, angles.size()});
      if (result == Result::Ok)
        result = s == 0 ? execution.forward() : execution.applyTo(execution.state(0));
      if (result != Result::Ok)
        return result;
      if (channel < 0)
        read(execution, execution.state(0), members.subspan(i, together));
      else
        jump(channels_[channel], members[i].frames[s], random_.uniform(channelUses + channel, key(use, members[i].trajectory)), execution);
    }
  return Result::Ok;
}
template Result Trajectories::run(const Group &, uint32_t, Workspace &, const Read<double> &) const;
template Result Trajectories::run(const Group &, uint32_t, Workspace &, const Read<float> &) const;

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
