// SPDX-License-Identifier: Apache-2.0
//
// Built-in devices and queries.

#include "qml/Target/Device.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace qml {

Device Device::allToAll() {
  Device device;
  device.name_ = "all_to_all";
  device.everyPair_ = true;
  device.nativeGates_ = {{"cz", GateKind::CZ}, {"rz", GateKind::RZ}, {"sx", GateKind::SX}, {"x", GateKind::X}};
  return device;
}

Device Device::ionqForte() {
  Device device;
  device.name_ = "ionq_forte";
  device.nativeSet_ = NativeSet::IonZz;
  device.everyPair_ = true;
  device.numQubits_ = 36;
  device.nativeGates_ = {{"gpi", GateKind::GPI}, {"gpi2", GateKind::GPI2}, {"zz", GateKind::ZZ}, {"rz", GateKind::RZ}};
  return device;
}

bool Device::hasEdge(uint32_t a, uint32_t b) const {
  if (everyPair_)
    return a != b;
  return std::ranges::binary_search(edges_, Coupling::Edge(a, b));
}

Coupling Device::coupling(unsigned neededQubits, bool avoidFaulty) const {
  if (avoidFaulty && !faulty_.empty()) {
    std::vector<Coupling::Edge> good;
    for (auto [a, b] : edges_)
      if (std::ranges::find(faulty_, Coupling::Edge(a, b)) == faulty_.end() &&
          std::ranges::find(faulty_, Coupling::Edge(b, a)) == faulty_.end())
        good.emplace_back(a, b);
    Coupling coupling(numQubits_, good);
    if (coupling.largestPart().size() >= neededQubits)
      return coupling;
  }
  return Coupling(numQubits_, edges_);
}

std::vector<std::string> Device::list(const std::string &directory) {
  std::vector<std::string> names = {"all_to_all", "ionq_forte"};
  std::error_code ignored;
  for (const auto &entry : std::filesystem::directory_iterator(directory, ignored))
    if (entry.path().extension() == ".json")
      names.push_back(entry.path().stem().string());
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

Expected<Device> Device::find(std::string_view name, const std::string &directory) {
  if (name == "all_to_all")
    return allToAll();
  if (name == "ionq_forte")
    return ionqForte();
  std::vector<std::string> known = list(directory);
  if (std::ranges::find(known, name) == known.end()) {
    Diagnostic diagnostic("E0720", "there is no device '" + std::string(name) + "'");
    std::string near = nearestName(name, known);
    std::string all;
    for (const std::string &other : known)
      all += (all.empty() ? "" : ", ") + other;
    return std::move(diagnostic).withHelp(near.empty() ? "known are " + all : "did you mean '" + near + "'?");
  }
  std::string path = directory + "/" + std::string(name) + ".json";
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file)
    return Diagnostic("E0720", "the device file " + path + " can't be read");
  return parse(SourceFile(path, std::move(text)));
}

} // namespace qml
