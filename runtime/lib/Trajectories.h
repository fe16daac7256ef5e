// SPDX-License-Identifier: Apache-2.0
//
// Random pure states whose average is a noisy circuit's state; see Trajectories.cpp.
#pragma once

#include "Execution.h"
#include "PauliFrame.h"
#include "Random.h"

#include <functional>
#include <optional>

namespace qml::rt {

class Trajectories {
public:
  /// `frames`: the errors as a Pauli string in front of each channel that needs the state, and behind the circuit.
  struct Member {
    uint64_t trajectory;
    std::vector<PauliMasks> frames;
    PauliMasks frame() const { return frames.back(); }
  };
  /// Trajectories whose errors change the same signs of angles.
  struct Group {
    std::vector<bool> signs;
    std::vector<Member> members;
  };

  Trajectories(const Plan &plan, const RunOptions &options, Workspace &workspace)
      : plan_(plan), options_(options), workspace_(workspace), random_(options.seed, options.stream, options.row),
        readout_(plan.numQubits) {}

  Result bind(std::span<const double> slots);
  /// Ends the circuit with turning `basis` to Z and with `readings`; comes before all that follows.
  void end(PauliMasks basis, const std::vector<Reading> &readings);
  /// No more than shots: none is run for nothing.
  uint64_t count() const {
    const uint64_t given = options_.trajectories > 0 ? options_.trajectories : options_.shots;
    return options_.shots > 0 ? std::min(given, options_.shots) : given;
  }
  /// `use` keeps several sets of trajectories apart.
  std::vector<Group> draw(uint32_t use, uint64_t first, uint64_t last) const;
  /// Calls read(execution, state, members): the state is that of `members`, but for their frames.
  template <typename Real>
  using Read = std::function<void(Execution<Real> &execution, Amplitudes<Real> state, std::span<const Member> members)>;
  template <typename Real> Result run(const Group &group, uint32_t use, Workspace &workspace, const Read<Real> &read) const;
  /// Calls body(chunk, group, workspace) for all groups; a chunk's groups in order, by one thread.
  using Body = std::function<Result(unsigned chunk, const Group &group, Workspace &workspace)>;
  Result forGroups(const std::vector<Group> &groups, const Body &body);

  const Plan &plan() const { return plan_; }
  const RunOptions &options() const { return options_; }
  const RandomStream &random() const { return random_; }
  std::pair<double, double> readoutOf(uint32_t qubit) const { return readout_[qubit]; }
  bool hasReadout() const {
    return std::ranges::any_of(readout_, [](auto errors) { return errors != std::pair(0.0, 0.0); });
  }

private:
  struct Channel {
    std::vector<uint32_t> qubits;
    std::vector<double> pauli; // probabilities of Pauli strings, if it is a mixture of them; otherwise:
    std::vector<std::vector<Complex>> kraus;
    /// The Kraus operators' probabilities, as observables on the channel's qubits: strings, and [operator][string].
    std::vector<uint32_t> strings;
    std::vector<std::vector<double>> weights;
    bool needsState() const { return pauli.empty(); }
  };
  /// Gates up to a channel that needs the state. The qubits begin where the stretch before left them.
  struct Stretch {
    Program program;
    int64_t channel; // or -1 at the end
  };
  /// Whether threads share the work on one state, in the place of the trajectories.
  bool isLarge() const { return plan_.numQubits > 18; }
  unsigned threadsOfState() const { return isLarge() ? std::clamp(options_.threads, 1u, maxChunks) : 1; }
  /// Whether trajectories with the same signs have the same state.
  bool isShared() const { return stretches_.size() == 1; }
  template <typename Real>
  void jump(const Channel &channel, PauliMasks frame, double u, Execution<Real> &execution) const;
  uint64_t key(uint32_t use, uint64_t trajectory) const { return (uint64_t(use) << 40) | trajectory; }

  const Plan &plan_;
  RunOptions options_;
  Workspace &workspace_;
  RandomStream random_;
  Circuit bound_; // without readout errors
  std::vector<Channel> channels_;
  std::vector<std::pair<double, double>> readout_;
  std::optional<FramedCircuit> circuit_; // with its end
  std::vector<Stretch> stretches_;
  std::vector<bool> isSeen_; // the angle of each slot, by the readings
};

} // namespace qml::rt
