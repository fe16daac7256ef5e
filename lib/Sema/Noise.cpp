// SPDX-License-Identifier: Apache-2.0
//
// Channels as values, and `noise` declarations.

#include "qml/Sema/Noise.h"

#include "qml/Sema/Evaluator.h"

#include <algorithm>

namespace qml {

using namespace ast;

static const std::map<std::string, std::vector<std::string>> parameterNames = {{"depolarizing", {"p", "qubits"}},
                                                                               {"amplitude_damping", {"gamma"}},
                                                                               {"phase_damping", {"gamma"}},
                                                                               {"bit_flip", {"p"}},
                                                                               {"phase_flip", {"p"}},
                                                                               {"pauli", {"px", "py", "pz"}},
                                                                               {"thermal", {"T1", "T2", "time"}},
                                                                               {"readout", {"p01", "p10"}},
                                                                               {"coherent", {"over_rotation"}},
                                                                               {"kraus", {}}};

bool Evaluator::isChannel(const std::string &name) { return parameterNames.count(name); }

std::vector<std::string> Evaluator::channelNames() {
  std::vector<std::string> names;
  for (auto &[name, parameters] : parameterNames)
    names.push_back(name);
  return names;
}

Value ChannelValue::member(Evaluator &evaluator, const std::string &member, Span span) {
  evaluator.fail(Diagnostic("E0311", "a channel has no member `" + member + "`", span));
}

Value NoiseValue::member(Evaluator &evaluator, const std::string &member, Span span) {
  evaluator.fail(Diagnostic("E0311", "a noise model has no member `" + member + "`", span));
}

NoiseModel::GateKey NoiseModel::keyOf(const GateEvent &event) {
  const GateRow &base = gateRow(event.row->base);
  bool adjoint = event.adjoint != event.row->adjoint && !base.selfInverse && base.numAngles == 0;
  return {base.kind, event.numControls + event.row->numControls, adjoint};
}

const std::vector<std::shared_ptr<const ChannelValue>> *NoiseModel::find(const GateEvent &event) const {
  auto found = gates.find(keyOf(event));
  return found == gates.end() ? nullptr : &found->second;
}

std::optional<std::pair<GateKind, int>> overRotation(const NoiseModel::GateKey &gate) {
  auto [kind, numControls, adjoint] = gate;
  const int sign = adjoint ? -1 : 1;
  switch (kind) {
  case GateKind::RX:
  case GateKind::RY:
  case GateKind::RZ:
  case GateKind::PhaseShift:
  case GateKind::IsingXX:
  case GateKind::IsingYY:
  case GateKind::IsingZZ:
  case GateKind::IsingXY:
  case GateKind::RZX:
  case GateKind::MultiRZ:
  case GateKind::SingleExcitation:
  case GateKind::DoubleExcitation:
  case GateKind::FermionicSWAP:
    return std::pair(kind, 1);
  case GateKind::X:
  case GateKind::SX:
    return std::pair(GateKind::RX, sign);
  case GateKind::Y:
    return std::pair(GateKind::RY, 1);
  case GateKind::Z:
  case GateKind::S:
  case GateKind::T:
    return std::pair(GateKind::PhaseShift, sign);
  default:
    return std::nullopt;
  }
}

/// The entries of a Kraus operator, real and imaginary parts in turn; its number of qubits.
static unsigned addOperator(Evaluator &evaluator, const Argument &argument, std::vector<double> &params) {
  auto tensor = asTensor(argument.value);
  auto isSquare = [&] {
    return tensor->shape[0] == tensor->shape[1] && (tensor->shape[0] == 2 || tensor->shape[0] == 4);
  };
  bool isReal = tensor && tensor->shape.size() == 2 && isSquare();
  bool isComplex = tensor && tensor->shape.size() == 3 && isSquare() && tensor->shape[2] == 2;
  if (!isReal && !isComplex)
    evaluator.fail(Diagnostic("E0321",
                              "a Kraus operator is a 2 x 2 or 4 x 4 matrix, this is " + typeText(argument.value),
                              argument.span)
                       .withHelp("for example kraus([[1, 0], [0, sqrt(0.9)]], [[0, sqrt(0.1)], [0, 0]]); a complex "
                                 "matrix has pairs [real, imaginary] for numbers"));
  for (double value : tensor->values) {
    params.push_back(value);
    if (isReal)
      params.push_back(0);
  }
  return tensor->shape[0] == 2 ? 1 : 2;
}

Value Evaluator::channel(const std::string &name, const Arguments &given, Span span) {
  for (const Argument &argument : given) {
    if (argument.value.get<QubitRef>())
      fail(Diagnostic("E0303", "`" + name + "` as a step of a circuit is not supported yet", span)
               .withHelp("declare `noise n { H: " + name + "(…) }` and run the circuit with `noise=n`"));
    if (argument.value.isUnknown() || isDynamic(argument.value) || argument.value.get<SymInt>())
      return Unknown{};
  }
  auto result = std::make_shared<ChannelValue>();
  result->name = name;
  result->isCoherent = name == "coherent";
  if (!result->isCoherent)
    result->kind = findChannel(name)->kind;
  const std::vector<std::string> &names = parameterNames.at(name);
  if (result->kind == ChannelKind::Kraus && !result->isCoherent) {
    if (given.empty())
      fail(Diagnostic("E0106", "`kraus` takes the operators of the channel", span)
               .withHelp("for example kraus([[1, 0], [0, sqrt(0.9)]], [[0, sqrt(0.1)], [0, 0]])"));
    for (const Argument &argument : given) {
      unsigned numQubits = addOperator(*this, argument, result->params);
      if (&argument != &given.front() && numQubits != result->numQubits)
        fail(Diagnostic("E0321", "the Kraus operators of a channel have one size", argument.span));
      result->numQubits = numQubits;
    }
    constexpr size_t maxOperators = 64;
    if (given.size() > maxOperators)
      fail(Diagnostic("E0321",
                      "a channel has at most " + std::to_string(maxOperators) + " Kraus operators, found " +
                          std::to_string(given.size()),
                      span));
  } else {
    std::map<std::string, double> values;
    if (name == "thermal")
      values["time"] = 100e-9;
    if (name == "depolarizing")
      values["qubits"] = 1;
    size_t position = 0;
    for (const Argument &argument : given) {
      std::string key = argument.name;
      if (key.empty() && position >= names.size())
        fail(Diagnostic("E0106",
                        "`" + name + "` takes " + counted(names.size(), "argument") + ", found " +
                            std::to_string(given.size()),
                        argument.span, "this is too much"));
      if (key.empty())
        key = names[position++];
      if (std::find(names.begin(), names.end(), key) == names.end()) {
        Diagnostic error("E0314", "`" + name + "` has no parameter `" + key + "`", argument.span);
        std::string nearest = nearestName(key, names);
        if (!nearest.empty())
          error.withHelp("did you mean `" + nearest + "`?");
        fail(std::move(error));
      }
      auto number = asNumber(argument.value);
      if (!number)
        fail(Diagnostic("E0116",
                        "`" + key + "` of `" + name + "` must be a number, this is " + typeText(argument.value),
                        argument.span));
      values[key] = *number;
    }
    for (const std::string &key : names)
      if (!values.count(key))
        fail(Diagnostic("E0106", "`" + name + "` needs `" + key + "`", span));
    if (name == "depolarizing") {
      if (values["qubits"] != 1 && values["qubits"] != 2)
        fail(Diagnostic("E0321", "`depolarizing` acts on one qubit or on two at once", span)
                 .withHelp("depolarizing(p) acts on each qubit of a gate, depolarizing(p, qubits=2) on the pair"));
      result->numQubits = unsigned(values["qubits"]);
    }
    for (const std::string &key : names)
      if (key != "qubits")
        result->params.push_back(values[key]);
  }
  if (!result->isCoherent)
    if (auto wrong = checkChannel(result->kind, result->params, result->numQubits))
      fail(Diagnostic("E0321", "this `" + name + "` is no channel: " + *wrong, span));
  return result;
}

namespace {

/// A setting of a noise block being read into the model.
struct NoiseReader {
  Evaluator &evaluator;
  NoiseModel &model;
  std::map<std::string, Span> seen;

  void setting(const Setting &setting, const Value &value);
  void rule(const Name &name, const std::vector<std::shared_ptr<const ChannelValue>> &channels, Span span);
};

std::string keyText(const std::vector<std::shared_ptr<const ChannelValue>> &channels) {
  std::string key;
  for (auto &channel : channels) {
    key += channel->name + std::to_string(channel->numQubits) + "(";
    for (double param : channel->params) {
      char text[32];
      std::snprintf(text, sizeof text, "%a,", param);
      key += text;
    }
    key += ")";
  }
  return key;
}

void NoiseReader::setting(const Setting &setting, const Value &value) {
  std::vector<Value> values = value.list() ? value.list()->items : std::vector<Value>{value};
  std::vector<std::shared_ptr<const ChannelValue>> channels;
  for (const Value &item : values) {
    auto object = item.get<std::shared_ptr<Object>>();
    auto channel = object ? std::dynamic_pointer_cast<const ChannelValue>(*object) : nullptr;
    if (!channel && !item.isUnknown())
      evaluator.fail(Diagnostic("E0320", "a noise model sets channels, this is " + typeText(item), setting.value->span)
                         .withHelp("for example `CNOT: depolarizing(0.01)`"));
    if (channel)
      channels.push_back(channel);
  }
  for (const Name &name : setting.names) {
    auto [first, isNew] = seen.try_emplace(name.text, name.span);
    if (!isNew)
      evaluator.fail(
          Diagnostic("E0320", "`" + name.text + "` has a rule already", name.span)
              .withLabel(first->second, "the first is here")
              .withHelp("several channels of one gate stand in a list: [depolarizing(0.01), phase_flip(0.02)]"));
    rule(name, channels, setting.value->span);
  }
}

void NoiseReader::rule(const Name &name, const std::vector<std::shared_ptr<const ChannelValue>> &channels, Span span) {
  const bool measure = name.text == "measure", idle = name.text == "idle";
  for (auto &channel : channels) {
    bool readout = !channel->isCoherent && channel->kind == ChannelKind::Readout;
    if (readout != measure)
      evaluator.fail(Diagnostic("E0320",
                                measure ? "`measure` takes `readout(p01, p10)`, this is `" + channel->name + "`"
                                        : "`readout` belongs to `measure`",
                                span)
                         .withHelp("for example `measure: readout(p01=0.02, p10=0.03)`"));
  }
  model.key += name.text + ":" + keyText(channels) + ";";
  if (measure) {
    if (channels.size() > 1)
      evaluator.fail(Diagnostic("E0320", "`measure` takes one `readout`", span));
    model.readout = channels.empty() ? nullptr : channels[0];
    return;
  }
  if (idle) {
    for (auto &channel : channels)
      if (channel->isCoherent || channel->numQubits != 1)
        evaluator.fail(
            Diagnostic("E0320", "`idle` takes channels of one qubit, this `" + channel->name + "` is none", span));
    model.idle = channels;
    return;
  }
  const GateRow *row = findGate(name.text);
  if (!row || row->numQubits == 0) {
    bool isDeclared = !row && evaluator.program().find(name.text);
    Diagnostic error("E0320",
                     isDeclared ? "`" + name.text + "` is made of other gates; noise belongs to those"
                     : row      ? "`" + name.text + "` acts on no qubit"
                                : "there is no gate `" + name.text + "`",
                     name.span);
    std::vector<std::string> candidates{"measure", "idle"};
    for (const GateRow &gate : gateTable())
      candidates.push_back(std::string(gate.name));
    std::string nearest = nearestName(name.text, candidates);
    if (!isDeclared && !row && !nearest.empty())
      error.withHelp("did you mean `" + nearest + "`?");
    else
      error.withHelp("rules are for gates such as CNOT, for `measure` and for `idle`");
    evaluator.fail(std::move(error));
  }
  NoiseModel::GateKey key(row->base, unsigned(row->numControls), row->adjoint);
  for (auto &channel : channels) {
    if (channel->isCoherent && !overRotation(key))
      evaluator.fail(
          Diagnostic("E0320", "`" + name.text + "` is no rotation that could go too far", name.span)
              .withHelp("`coherent` is for rotations about one axis, X Y Z S T SX, and these under controls"));
    if (!channel->isCoherent && channel->numQubits > 1 && row->numQubits != int(channel->numQubits))
      evaluator.fail(Diagnostic("E0320",
                                "this `" + channel->name + "` acts on two qubits at once, `" + name.text + "` on " +
                                    (row->numQubits < 0 ? "any number" : std::to_string(row->numQubits)),
                                span));
  }
  if (!model.gates.emplace(key, channels).second)
    evaluator.fail(
        Diagnostic("E0320", "`" + name.text + "` is another name of a gate that has a rule already", name.span));
}

} // namespace

Value Evaluator::noise(const NoiseDecl &decl, const Callable &callee, const Arguments &given, Span span) {
  Scope scope(&globals_);
  bind(decl.signature, callee, given, scope, span);
  return noiseModel(decl, scope);
}

Value Evaluator::noiseModel(const NoiseDecl &decl, Scope &scope) {
  auto result = std::make_shared<NoiseValue>();
  NoiseReader reader{*this, result->model, {}};
  for (const Setting &setting : decl.settings)
    reader.setting(setting, evaluate(*setting.value, scope));
  return result;
}

} // namespace qml
