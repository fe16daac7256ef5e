// SPDX-License-Identifier: Apache-2.0
//
// Random pure states whose average is a noisy circuit's state; see Trajectories.cpp.
#pragma once

#include "Execution.h"
#include "PauliExpansion.h"
#include "Random.h"

#include <functional>
#include <map>

namespace qml::rt {

class Trajectories {
public:
  /// Errors drawn: which channel, which Pauli string.
  using Errors = std::vector<std::pair<uint32_t, uint32_t>>;
  using Group = std::pair<Errors, std::vector<uint64_t>>; // with trajectories that have them

  Trajectories(const Plan &plan, const RunOptions &options, Workspace &workspace)
      : plan_(plan), options_(options), workspace_(workspace), random_(options.seed, options.stream, options.row),
        readout_(plan.numQubits) {}

  Result bind(std::span<const double> slots);
  uint64_t count() const { return options_.trajectories > 0 ? options_.trajectories : options_.shots; }
  /// `use` keeps several sets of trajectories apart.
  std::vector<Group> draw(uint32_t use, uint64_t first, uint64_t last) const;
  /// Calls `read` after a trajectory of `group`, and then `basis` turned to Z: once for all of them if its state is the same
  /// for all, else once for each, with the trajectory's number. The execution's plan has `readings`.
  using Read = std::function<void(Execution<double> &execution, Amplitudes<double> state, uint64_t trajectory)>;
  Result run(const Group &group, uint32_t use, const std::vector<Reading> &readings, PauliMasks basis, Workspace &workspace,
             const Read &read);
  /// Calls body(chunk, group, workspace) for all groups; a chunk's groups in order, by one thread.
  using Body = std::function<Result(unsigned chunk, const Group &group, Workspace &workspace)>;
  Result forGroups(const std::vector<Group> &groups, const Body &body);

  const Plan &plan() const { return plan_; }
  const RunOptions &options() const { return options_; }
  const RandomStream &random() const { return random_; }
  std::pair<double, double> readoutOf(uint32_t qubit) const { return readout_[qubit]; }
  /// Whether trajectories with the same errors have the same state.
  bool isShared() const {
    return std::ranges::none_of(channels_, [](const auto &channel) { return channel.second.pauli.empty(); });
  }
  bool hasReadout() const {
    return std::ranges::any_of(readout_, [](auto errors) { return errors != std::pair(0.0, 0.0); });
  }

private:
  struct Channel {
    std::vector<double> pauli; // probabilities of Pauli strings, if it is a mixture of them; otherwise:
    std::vector<std::vector<Complex>> kraus;
    /// The Kraus operators' probabilities, as observables on the channel's qubits: strings, and [operator][string].
    std::vector<uint32_t> strings;
    std::vector<std::vector<double>> weights;
  };
  /// Gates up to a channel that needs the state. The qubits begin where the stretch before left them.
  struct Stretch {
    Program program;
    int64_t channel; // the op, or -1 at the end
  };
  /// Whether threads share the work on one state, in the place of the trajectories.
  bool isLarge() const { return plan_.numQubits > 18; }
  unsigned threadsOfState() const { return isLarge() ? std::clamp(options_.threads, 1u, maxChunks) : 1; }
  std::vector<Stretch> stretches(const Errors &errors, const std::vector<Reading> &readings, PauliMasks basis) const;
  Result run(const std::vector<Stretch> &parts, const RunOptions &options, uint32_t use, uint64_t trajectory, Workspace &workspace);
  void jump(const Stretch &stretch, double u, Execution<double> &execution) const;
  uint64_t key(uint32_t use, uint64_t trajectory) const { return (uint64_t(use) << 40) | trajectory; }

  const Plan &plan_;
  RunOptions options_;
  Workspace &workspace_;
  RandomStream random_;
  Circuit bound_;
  std::map<uint32_t, Channel> channels_; // by the op's place
  std::vector<std::pair<double, double>> readout_;
};

} // namespace qml::rt
