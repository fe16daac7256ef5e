// SPDX-License-Identifier: Apache-2.0
//
// Noise models: which channels act after which gates, at barriers and when a circuit is read. A model is part of no
// circuit; staging a circuit with one puts the channels in, right behind the gates that the program names, before
// anything is optimised.
#pragma once

#include "qml/Circuit/Channel.h"
#include "qml/Sema/Stager.h"

namespace qml {

/// One channel of a noise model, as `depolarizing(0.01)` makes it.
class ChannelValue : public Object {
public:
  std::string name;
  ChannelKind kind = ChannelKind::Depolarizing;
  std::vector<double> params;
  unsigned numQubits = 1;  // 1: on each qubit of a gate by itself
  bool isCoherent = false; // no channel: the gate turns too far by params[0]

  std::string typeName() const override { return "channel"; }
  Value member(Evaluator &evaluator, const std::string &member, Span span) override;
};

struct NoiseModel {
  /// After a gate: by base gate, number of controls, and whether it is the adjoint.
  using GateKey = std::tuple<GateKind, unsigned, bool>;
  std::map<GateKey, std::vector<std::shared_ptr<const ChannelValue>>> gates;
  std::vector<std::shared_ptr<const ChannelValue>> idle; // on each qubit of a barrier
  std::shared_ptr<const ChannelValue> readout;           // on each qubit read; may be null
  std::string key;                                       // equal models have equal keys

  static GateKey keyOf(const GateEvent &event);
  const std::vector<std::shared_ptr<const ChannelValue>> *find(const GateEvent &event) const;
};

/// The value of a `noise` declaration.
class NoiseValue : public Object {
public:
  NoiseModel model;
  std::string typeName() const override { return "noise"; }
  Value member(Evaluator &evaluator, const std::string &member, Span span) override;
};

/// The gate that turns `gate`, as keyed, further by an angle: the kind, and the sign of the angle; nothing for gates
/// that are no rotation.
std::optional<std::pair<GateKind, int>> overRotation(const NoiseModel::GateKey &gate);

} // namespace qml
