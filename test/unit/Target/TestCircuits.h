// SPDX-License-Identifier: Apache-2.0
//
// Random circuits and the check that a transpiled one does the same: a random product state in, so that every column of
// the unitary counts, and the layouts applied.
#pragma once

#include "qml/Circuit/Oracle.h"
#include "qml/Target/Transpile.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

namespace qml::test {

using Generator = std::mt19937_64;

inline double uniform(Generator &random, double low, double high) {
  return low + (high - low) * double(random() >> 11) * 0x1p-53;
}

inline Angle randomAngle(Generator &random, unsigned numSlots) {
  switch (random() % 4) {
  case 0:
    return double(int(random() % 9) - 4) * std::numbers::pi / 4;
  case 1:
    if (numSlots > 0)
      return Angle::ofSlot(random() % numSlots, uniform(random, -1, 1), uniform(random, -1, 1));
    [[fallthrough]];
  default:
    return uniform(random, -4, 4);
  }
}

/// `size` gates of all kinds of the table, some of them symbolic in `numSlots` slots.
inline Circuit randomCircuit(Generator &random, unsigned numQubits, unsigned size, unsigned numSlots) {
  Circuit circuit(numQubits, numSlots);
  auto table = gateTable();
  while (circuit.size() < size) {
    const GateRow &row = table[random() % table.size()];
    int qubits = row.numQubits < 0 ? 1 + random() % 3 : row.numQubits;
    bool many = qubits > 2;
    if (qubits == 0 || qubits > int(numQubits) || (many && random() % 4 != 0))
      continue;
    std::vector<uint32_t> on(numQubits);
    for (uint32_t q = 0; q < numQubits; ++q)
      on[q] = q;
    std::shuffle(on.begin(), on.end(), random);
    on.resize(qubits);
    std::vector<Angle> angles;
    for (int i = 0; i < gateRow(row.base).numAngles; ++i)
      angles.push_back(randomAngle(random, numSlots));
    circuit.append(row.kind, on, angles, 0, 0, random() % 4 == 0);
  }
  return circuit;
}

/// A random state of each qubit.
inline std::vector<std::array<Complex, 2>> randomProduct(Generator &random, unsigned numQubits) {
  std::vector<std::array<Complex, 2>> states(numQubits);
  for (auto &state : states) {
    double theta = uniform(random, 0, 3), phi = uniform(random, -3, 3);
    state = {Complex(std::cos(theta)), std::polar(std::sin(theta), phi)};
  }
  return states;
}

/// 1 - |<source's result| native's result>| for the product state `input` and input slots `slots`.
inline double infidelity(const Circuit &source, const NativeCircuit &native, std::span<const double> slots,
                         const std::vector<std::array<Complex, 2>> &input) {
  unsigned n = source.numQubits(), m = native.circuit.numQubits();
  oracle::State in(size_t(1) << n, 1), placed(size_t(1) << m, 1);
  std::vector<std::array<Complex, 2>> physical(m, {1, 0});
  for (unsigned q = 0; q < n; ++q)
    physical[native.initialLayout[q]] = input[q];
  for (size_t i = 0; i < in.size(); ++i)
    for (unsigned q = 0; q < n; ++q)
      in[i] *= input[q][(i >> (n - 1 - q)) & 1];
  for (size_t i = 0; i < placed.size(); ++i)
    for (unsigned q = 0; q < m; ++q)
      placed[i] *= physical[q][(i >> (m - 1 - q)) & 1];
  oracle::State expected = oracle::apply(source, slots, in), got = oracle::apply(native.circuit, slots, placed);
  Complex overlap = 0;
  for (size_t i = 0; i < expected.size(); ++i) {
    size_t at = 0;
    for (unsigned q = 0; q < n; ++q)
      if ((i >> (n - 1 - q)) & 1)
        at |= size_t(1) << (m - 1 - native.finalLayout[q]);
    overlap += std::conj(expected[i]) * got[at];
  }
  return 1 - std::abs(overlap);
}

inline Device deviceOf(const char *json) {
  static std::vector<std::unique_ptr<SourceFile>> files;
  files.push_back(std::make_unique<SourceFile>("device.json", json));
  auto device = Device::parse(*files.back());
  return *device;
}

inline Device lineDevice() {
  return deviceOf(R"({"schema": "qml-device/1", "name": "line6", "n_qubits": 6, "directed": false,
    "native_gates": {"rz": {}, "sx": {}, "x": {}, "id": {}, "cz": {}}, "edges": [[0,1],[1,2],[2,3],[3,4],[4,5]]})");
}

inline Device directedRing() {
  return deviceOf(R"({"schema": "qml-device/1", "name": "ring6", "n_qubits": 6, "directed": true,
    "native_gates": {"rz": {}, "sx": {}, "x": {}, "id": {}, "ecr": {}}, "edges": [[0,1],[2,1],[2,3],[4,3],[4,5],[0,5]]})");
}

inline Device prxGrid() {
  return deviceOf(R"({"schema": "qml-device/1", "name": "grid6", "n_qubits": 6, "directed": false,
    "native_gates": {"prx": {}, "cz": {}}, "edges": [[0,1],[1,2],[3,4],[4,5],[0,3],[1,4],[2,5]]})");
}

} // namespace qml::test
