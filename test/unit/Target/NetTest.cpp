// SPDX-License-Identifier: Apache-2.0
//
// The parts of the transpiler: runs, KAK, chains in coupling graphs.
#include "ChainSearch.h"
#include "Kak.h"
#include "TestCircuits.h"

#include <gtest/gtest.h>

using namespace qml;
using namespace qml::target;
using namespace qml::test;

namespace {

constexpr double pi = std::numbers::pi;

Matrix4 canonical(double x, double y, double z) {
  Circuit circuit(2);
  circuit.append(GateKind::IsingXX, {0, 1}, {-2 * x});
  circuit.append(GateKind::IsingYY, {0, 1}, {-2 * y});
  circuit.append(GateKind::IsingZZ, {0, 1}, {-2 * z});
  Matrix4 matrix;
  std::ranges::copy(oracle::unitary(circuit, {}), matrix.begin());
  return matrix;
}

} // namespace

TEST(OneQubitRun, EqualsTheProductOfItsGates) {
  Generator random(11);
  for (int trial = 0; trial < 200; ++trial) {
    Circuit slots(1), gates(1);
    target::Run run;
    for (int i = 0; i < 8; ++i) {
      Angle angle = randomAngle(random, 0);
      switch (random() % 4) {
      case 0:
        run.x(angle, slots);
        gates.append(GateKind::RX, {0}, {angle});
        break;
      case 1:
        run.y(angle, slots);
        gates.append(GateKind::RY, {0}, {angle});
        break;
      case 2:
        run.z(angle, slots);
        gates.append(GateKind::RZ, {0}, {angle});
        break;
      default:
        run.h(slots);
        gates.append(GateKind::H, {0});
        break;
      }
    }
    EXPECT_TRUE(run.isConstant());
    Matrix2 matrix = run.toMatrix();
    EXPECT_LT(oracle::distanceUpToPhase(matrix, oracle::unitary(gates, {})), 1e-12);
  }
}

TEST(OneQubitRun, MergesSymbolsOfOneAxis) {
  Circuit slots(1, 2);
  target::Run run;
  run.x(Angle::ofSlot(0), slots);
  run.x(Angle::ofSlot(1), slots);
  EXPECT_EQ(run.rest().size(), 2u); // X(pi/2) Z X(pi/2)
  run.x(Angle::ofSlot(0, -1), slots);
  run.x(Angle::ofSlot(1, -1), slots);
  target::Run again;
  again.append(run, slots);
  EXPECT_TRUE(again.isDiagonal());
}

TEST(Kak, FindsCoordinatesAndParts) {
  Generator random(23);
  for (int trial = 0; trial < 300; ++trial) {
    Circuit circuit = randomCircuit(random, 2, 1 + trial % 10, 0);
    Matrix4 matrix;
    std::ranges::copy(oracle::unitary(circuit, {}), matrix.begin());
    auto kak = decomposeKak(matrix);
    ASSERT_TRUE(kak);
    EXPECT_LE(kak->x, pi / 4 + 1e-9);
    EXPECT_GE(kak->x, kak->y - 1e-9);
    EXPECT_GE(kak->y, std::abs(kak->z) - 1e-9);
    Matrix4 product =
        kron(kak->after[0], kak->after[1]) * canonical(kak->x, kak->y, kak->z) * kron(kak->before[0], kak->before[1]);
    EXPECT_LT(oracle::distanceUpToPhase(matrix, product), 1e-11);
  }
}

TEST(Kak, CountsGates) {
  struct Case {
    double x, y, z;
    unsigned cz, coordinates;
  };
  for (Case c : {Case{0, 0, 0, 0, 0}, Case{pi / 4, 0, 0, 1, 1}, Case{0, 0, -pi / 4, 1, 1}, Case{0, 0.3, 0, 2, 1},
                 Case{0.2, 0, 0.1, 2, 2}, Case{pi / 4, pi / 4, 0, 2, 2}, Case{pi / 4, pi / 4, pi / 4, 3, 3},
                 Case{0.3, 0.2, -0.1, 3, 3}, Case{pi / 2, pi, 0, 0, 0}, Case{1e-6, 0, 0, 2, 1}}) {
    auto kak = decomposeKak(canonical(c.x, c.y, c.z));
    ASSERT_TRUE(kak);
    EXPECT_EQ(kak->numCz(), c.cz) << c.x << ' ' << c.y << ' ' << c.z;
    EXPECT_EQ(kak->numCoordinates(), c.coordinates) << c.x << ' ' << c.y << ' ' << c.z;
  }
}

TEST(ChainSearch, FindsPathsAndRings) {
  // A 5 x 6 grid.
  std::vector<Coupling::Edge> edges;
  for (uint32_t r = 0; r < 5; ++r)
    for (uint32_t c = 0; c < 6; ++c) {
      if (c + 1 < 6)
        edges.emplace_back(6 * r + c, 6 * r + c + 1);
      if (r + 1 < 5)
        edges.emplace_back(6 * r + c, 6 * r + c + 6);
    }
  Coupling grid(30, edges);
  for (auto [length, ring] :
       {std::pair(24u, true), std::pair(12u, true), std::pair(26u, false), std::pair(2u, false)}) {
    Random random(1);
    auto chain = findChain(grid, std::vector<bool>(30, false), length, ring, random);
    ASSERT_TRUE(chain) << length;
    ASSERT_EQ(chain->size(), length);
    for (unsigned i = 0; i + 1 < length + ring; ++i)
      EXPECT_TRUE(grid.coupled((*chain)[i], (*chain)[(i + 1) % length]));
    std::ranges::sort(*chain);
    EXPECT_EQ(std::ranges::adjacent_find(*chain), chain->end());
  }
  Random random(1);
  EXPECT_FALSE(findChain(grid, std::vector<bool>(30, false), 7, true, random)) << "a grid has no odd ring";
}
