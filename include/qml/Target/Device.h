// SPDX-License-Identifier: Apache-2.0
//
// What the compiler knows about a quantum computer: how many qubits, which pairs are coupled, which gates it runs
// natively. Immutable; read from a file of schema qml-device/1 (devices/README.md) or built in.
#pragma once

#include "qml/Circuit/GateTable.h"
#include "qml/Support/Diagnostics.h"
#include "qml/Target/Coupling.h"

#include <optional>

namespace qml {

/// The sets of native gates that circuits can be lowered to.
enum class NativeSet : uint8_t {
  CzSx,  // cz, rz, sx, x: IBM Heron and Nighthawk
  EcrSx, // ecr (directed), rz, sx, x: IBM Eagle
  CzPrx, // cz, prx: IQM; Z rotations move into the phases of later gates
  IonZz, // gpi, gpi2, zz: IonQ; likewise
};

class Device {
public:
  struct NativeGate {
    std::string name;
    GateKind kind; // a base gate or a spelling
  };

  /// {cz, rz, sx, x} on any number of qubits, every pair coupled.
  static Device allToAll();
  /// IonQ Forte: gpi, gpi2 and zz of any angle, 36 qubits, every pair coupled.
  static Device ionqForte();
  /// Reads a description; `source` names the file in messages (codes E0720 to E0724).
  static Expected<Device> parse(const SourceFile &source);
  /// The built-in of that name, or `<directory>/<name>.json`.
  static Expected<Device> find(std::string_view name, const std::string &directory);
  /// The names `find` accepts, sorted.
  static std::vector<std::string> list(const std::string &directory);

  const std::string &name() const { return name_; }
  NativeSet nativeSet() const { return nativeSet_; }
  std::span<const NativeGate> nativeGates() const { return nativeGates_; }
  /// 0: any number.
  unsigned numQubits() const { return numQubits_; }
  bool everyPairCoupled() const { return everyPair_; }
  /// A two-qubit gate runs from the first to the second qubit of an edge only.
  bool directed() const { return directed_; }
  std::span<const Coupling::Edge> edges() const { return edges_; }
  /// Couplings that failed calibration.
  std::span<const Coupling::Edge> faultyEdges() const { return faulty_; }
  /// Whether the native two-qubit gate runs on (a, b) in this order.
  bool hasEdge(uint32_t a, uint32_t b) const;
  /// The coupling graph; without the faulty edges if the largest connected part of the rest holds `neededQubits`.
  Coupling coupling(unsigned neededQubits, bool avoidFaulty) const;

private:
  friend class DeviceReader;
  std::string name_;
  NativeSet nativeSet_ = NativeSet::CzSx;
  std::vector<NativeGate> nativeGates_;
  unsigned numQubits_ = 0;
  bool everyPair_ = false;
  bool directed_ = false;
  std::vector<Coupling::Edge> edges_, faulty_; // edges_ sorted, as calibrated if directed, else both ways
};

} // namespace qml
