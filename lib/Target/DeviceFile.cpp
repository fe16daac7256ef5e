// SPDX-License-Identifier: Apache-2.0
//
// Device descriptions of schema qml-device/1. Only what compilation needs is read; every field is checked, so a wrong
// file is an error with the field's name and not a wrong circuit.

#include "qml/Target/Device.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace qml {

using Json = nlohmann::json;

/// Distances take 2 n^2 bytes.
static constexpr unsigned maxQubits = 8192;

class DeviceReader {
public:
  DeviceReader(const SourceFile &source) : source_(source) {}

  Expected<Device> read() {
    Json json = Json::parse(source_.text(), nullptr, /*allow_exceptions=*/false);
    if (json.is_discarded() || !json.is_object())
      return error("E0721", "is not a JSON object");
    if (text(json, "schema") != "qml-device/1")
      return error("E0721", "needs \"schema\": \"qml-device/1\"");
    device_.name_ = text(json, "name");
    if (device_.name_.empty())
      return error("E0722", "has no name");
    if (auto status = readSize(json); !status)
      return status.takeError();
    if (auto status = readGates(json); !status)
      return status.takeError();
    if (auto status = readEdges(json, "edges", device_.edges_); !status)
      return status.takeError();
    if (auto status = readEdges(json, "faulty_edges", device_.faulty_); !status)
      return status.takeError();
    return finish(json);
  }

private:
  Diagnostic error(std::string code, std::string what) const {
    return Diagnostic(std::move(code), "the device file " + source_.name() + " " + std::move(what));
  }

  static std::string text(const Json &json, const char *key) {
    auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
  }

  Status readSize(const Json &json) {
    auto size = json.find("n_qubits");
    device_.everyPair_ = text(json, "edges") == "all";
    if (size != json.end() && size->is_null() && device_.everyPair_)
      return Success{};
    if (size == json.end() || !size->is_number_unsigned() || size->get<uint64_t>() == 0)
      return error("E0722", "needs \"n_qubits\", a whole number (or null with \"edges\": \"all\")");
    if (size->get<uint64_t>() > maxQubits)
      return error("E0722", "has more than " + std::to_string(maxQubits) + " qubits");
    device_.numQubits_ = size->get<unsigned>();
    return Success{};
  }

  bool has(std::string_view gate) const {
    return std::ranges::any_of(device_.nativeGates_, [&](const Device::NativeGate &g) { return g.name == gate; });
  }

  Status readGates(const Json &json) {
    auto gates = json.find("native_gates");
    if (gates == json.end() || !gates->is_object())
      return error("E0722", "needs \"native_gates\", an object");
    for (const auto &[name, facts] : gates->items()) {
      std::string upper = name;
      std::ranges::transform(upper, upper.begin(), [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; });
      const GateRow *row = upper == "ID" ? &gateRow(GateKind::Identity) : findGate(upper);
      if (!row)
        return error("E0723", "names the unknown native gate '" + name + "'");
      device_.nativeGates_.push_back({name, row->kind});
    }
    bool sx = has("rz") && has("sx") && has("x");
    if (has("gpi") && has("gpi2") && has("zz"))
      device_.nativeSet_ = NativeSet::IonZz;
    else if (has("cz") && sx)
      device_.nativeSet_ = NativeSet::CzSx;
    else if (has("ecr") && sx)
      device_.nativeSet_ = NativeSet::EcrSx;
    else if (has("cz") && has("prx"))
      device_.nativeSet_ = NativeSet::CzPrx;
    else
      return error("E0723", "has native gates that can't be compiled to")
          .withHelp("one of {cz, rz, sx, x}, {ecr, rz, sx, x}, {cz, prx}, {gpi, gpi2, zz} is needed");
    // Z rotations are a change of frame on these devices: no pulse, yet they may end a circuit that isn't measured.
    if ((device_.nativeSet_ == NativeSet::IonZz || device_.nativeSet_ == NativeSet::CzPrx) && !has("rz"))
      device_.nativeGates_.push_back({"rz", GateKind::RZ});
    return Success{};
  }

  Status readEdges(const Json &json, const char *key, std::vector<Coupling::Edge> &edges) {
    auto list = json.find(key);
    bool optional = std::string_view(key) != "edges";
    if (list == json.end() ? optional : device_.everyPair_)
      return Success{};
    if (list == json.end() || !list->is_array())
      return error("E0724", std::string("needs \"") + key + "\", an array of pairs");
    for (const Json &edge : *list) {
      if (!edge.is_array() || edge.size() != 2 || !edge[0].is_number_unsigned() || !edge[1].is_number_unsigned())
        return error("E0724", std::string("has something in \"") + key + "\" that is not a pair of qubit numbers");
      uint64_t a = edge[0].get<uint64_t>(), b = edge[1].get<uint64_t>();
      if (a >= device_.numQubits_ || b >= device_.numQubits_ || a == b)
        return error("E0724", std::string("has the impossible pair [") + std::to_string(a) + ", " + std::to_string(b) +
                                  "] in \"" + key + "\"");
      edges.emplace_back(a, b);
    }
    return Success{};
  }

  Expected<Device> finish(const Json &json) {
    auto directed = json.find("directed");
    device_.directed_ = directed != json.end() && directed->is_boolean() && directed->get<bool>();
    if (!device_.directed_)
      for (size_t i = 0, n = device_.edges_.size(); i < n; ++i)
        device_.edges_.emplace_back(device_.edges_[i].second, device_.edges_[i].first);
    std::ranges::sort(device_.edges_);
    device_.edges_.erase(std::unique(device_.edges_.begin(), device_.edges_.end()), device_.edges_.end());
    if (!device_.everyPair_ && Coupling(device_.numQubits_, device_.edges_).largestPart().size() != device_.numQubits_)
      return error("E0724", "describes qubits that no chain of edges connects");
    return std::move(device_);
  }

  const SourceFile &source_;
  Device device_;
};

Expected<Device> Device::parse(const SourceFile &source) { return DeviceReader(source).read(); }

} // namespace qml
