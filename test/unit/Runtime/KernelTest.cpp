// SPDX-License-Identifier: Apache-2.0
//
// Every kernel set against the oracle: random circuits over all gate rows, one block per gate and fused.
#include "KernelSets.h"
#include "RandomCircuit.h"

#include <bit>
#include <complex>
#include <numeric>

using namespace qml;
using namespace qml::test;

namespace {

double error(const rt::Plan &plan, const std::vector<double> &slots, const oracle::State &expected) {
  rt::Workspace workspace;
  std::vector<double> state(2 * expected.size());
  EXPECT_EQ(rt::finalState(rt::Program(plan), slots, {}, workspace, state.data()), rt::Result::Ok);
  return distance(expected, state);
}

class Kernels : public OnKernelSet {};

} // namespace

TEST_P(Kernels, AgreeWithTheOracleOnRandomCircuits) {
  for (uint64_t seed = 0; seed < 1000; ++seed) {
    unsigned numQubits = 1 + seed % 8;
    auto [circuit, slots] = randomCircuit(seed, numQubits, 24);
    oracle::State expected = oracle::apply(circuit, slots, oracle::zeroState(numQubits));
    rt::Plan plan = rt::makePlan(circuit, {});
    ASSERT_LT(error(plan, slots, expected), 1e-12) << "seed " << seed;
    rt::Plan fused = plan;
    rt::fuse(fused);
    ASSERT_LT(error(fused, slots, expected), 1e-12) << "seed " << seed << ", fused";
  }
}

TEST_P(Kernels, AgreeWithTheOracleOnEveryGateAndPlace) {
  // Targets and controls at every bit position of a state with high, low and tile bits.
  const unsigned numQubits = 11;
  Source random(7);
  for (const GateRow &row : gateTable()) {
    for (unsigned shift = 0; shift < numQubits; shift += 2) {
      Circuit circuit(numQubits);
      for (unsigned q = 0; q < numQubits; ++q)
        circuit.append(GateKind::U, {q}, {random.angle(), random.angle(), random.angle()});
      unsigned base = row.numQubits < 0 ? 5 : row.numQubits;
      std::vector<uint32_t> qubits;
      for (unsigned i = 0; i < base + 1; ++i)
        qubits.push_back((shift + i * (1 + shift % 3)) % numQubits);
      std::sort(qubits.begin(), qubits.end());
      qubits.erase(std::unique(qubits.begin(), qubits.end()), qubits.end());
      if (qubits.size() != base + 1)
        continue;
      std::vector<Angle> angles(gateRow(row.base).numAngles, Angle(0.7));
      circuit.append(row.kind, qubits, angles, 1, shift % 2);
      appendLayer(circuit, random);
      oracle::State expected = oracle::apply(circuit, {}, oracle::zeroState(numQubits));
      ASSERT_LT(error(rt::makePlan(circuit, {}), {}, expected), 1e-12) << row.name << " at " << shift;
    }
  }
}

TEST_P(Kernels, KeepTheNormForAMillionGates) {
  for (unsigned numQubits : {1u, 4u}) {
    Source random(numQubits);
    Circuit circuit(numQubits);
    while (circuit.size() < 1'000'000) {
      circuit.append(GateKind::Rot, {random.below(numQubits)}, {random.angle(), random.angle(), random.angle()});
      if (numQubits > 1)
        circuit.append(GateKind::CNOT, random.qubits(2, numQubits));
    }
    rt::Workspace workspace;
    std::vector<double> state(2u << numQubits);
    ASSERT_EQ(rt::finalState(rt::Program(rt::makePlan(circuit, {})), {}, {}, workspace, state.data()), rt::Result::Ok);
    double norm = 0;
    for (double x : state)
      norm += x * x;
    EXPECT_NEAR(norm, 1, 1e-12) << numQubits;
  }
}

TEST_P(Kernels, ControlsBehindCnotsSettleParities) {
  for (uint64_t seed = 0; seed < 24; ++seed) {
    const unsigned numQubits = seed % 4 == 0 ? 16 : 11; // the larger state is cut into slices
    Source random(seed);
    Circuit circuit(numQubits);
    for (unsigned q = 0; q < numQubits; ++q)
      circuit.append(GateKind::RY, {q}, {random.angle()});
    for (unsigned i = 0; i < 12; ++i) {
      for (unsigned j = 0; j < 4; ++j)
        circuit.append(GateKind::CNOT, random.qubits(2, numQubits));
      const unsigned numControls = 1 + random.below(4);
      const GateKind kinds[] = {GateKind::RX, GateKind::PRX, GateKind::SingleExcitation};
      const GateRow &row = gateRow(kinds[i % 3]);
      const std::vector<Angle> angles(row.numAngles, random.angle());
      circuit.append(row.kind, random.qubits(numControls + row.numQubits, numQubits), angles, numControls, random.below(1u << numControls));
    }
    const oracle::State expected = oracle::apply(circuit, {}, oracle::zeroState(numQubits));
    rt::Plan plan = rt::makePlan(circuit, {});
    EXPECT_LT(error(plan, {}, expected), 1e-12) << seed;
    rt::fuse(plan);
    EXPECT_LT(error(plan, {}, expected), 1e-12) << seed;
  }
}

TEST_P(Kernels, FidelitiesAreSquaredInnerProducts) {
  // Tables larger than a block, sizes that leave tiles over, states shorter and longer than a block of numbers.
  for (unsigned numQubits : {1u, 2u, 3u, 10u})
    for (size_t numU : {1, 7, 29}) {
      const size_t numV = 31 - numU, size = size_t(2) << numQubits;
      Source random(numQubits);
      std::vector<double> u(numU * size), v(numV * size), out(numU * (numV + 2), -1), more(out), square(numU * numU);
      for (std::vector<double> *table : {&u, &v})
        for (double &number : *table)
          number = random.angle();
      rt::Workspace workspace;
      rt::StateRows left{u.data(), numU, numQubits}, right{v.data(), numV, numQubits};
      rt::fidelities(left, right, 1, workspace, out.data(), numV + 2);
      rt::fidelities(left, right, 3, workspace, more.data(), numV + 2);
      EXPECT_EQ(out, more);
      rt::fidelities(left, left, 2, workspace, square.data(), numU);
      auto expected = [&](const double *a, const double *b) {
        std::complex<double> sum = 0;
        for (size_t k = 0; k < size; k += 2)
          sum += std::complex(a[k], a[k + 1]) * std::complex(b[k], -b[k + 1]);
        return std::norm(sum);
      };
      for (size_t i = 0; i < numU; ++i) {
        for (size_t j = 0; j < numV + 2; ++j) {
          double value = j < numV ? expected(&u[i * size], &v[j * size]) : -1;
          EXPECT_NEAR(out[i * (numV + 2) + j], value, 1e-12 * size * size * 40);
        }
        for (size_t j = 0; j < numU; ++j) {
          EXPECT_NEAR(square[i * numU + j], expected(&u[i * size], &u[j * size]), 1e-12 * size * size * 40);
          EXPECT_EQ(square[i * numU + j], square[j * numU + i]);
        }
      }
    }
}

/// A table with itself, whole and in parts whose ends are not those of blocks.
TEST_P(Kernels, FidelitiesHaveTheSameBitsHoweverTablesAreCut) {
  constexpr size_t numRows = 40, size = size_t(2) << 5;
  Source random(1);
  std::vector<double> states(numRows * size), whole(numRows * numRows);
  for (double &number : states)
    number = random.angle();
  rt::Workspace workspace;
  const rt::StateRows all{states.data(), numRows, 5};
  rt::fidelities(all, all, 1, workspace, whole.data(), numRows);
  for (size_t step : {8, 13, 20}) {
    std::vector<double> cut(numRows * numRows);
    for (size_t i = 0; i < numRows; i += step)
      for (size_t j = i; j < numRows; j += step) {
        const rt::StateRows u{&states[i * size], std::min(step, numRows - i), 5}, v{&states[j * size], std::min(step, numRows - j), 5};
        rt::fidelities(u, v, 1, workspace, &cut[i * numRows + j], numRows);
      }
    for (size_t i = 0; i < numRows; ++i)
      for (size_t j = i; j < numRows; ++j)
        ASSERT_EQ(cut[i * numRows + j], whole[i * numRows + j]) << "cut at " << step << ": " << i << ", " << j;
  }
}

QML_ON_ALL_KERNEL_SETS(Kernels);

namespace {

/// Checks that targets of matrices are qubits: each flip changes its own sign, no other's and no control.
void expectWellFormed(const rt::Plan &plan) {
  for (const rt::Block &block : plan.blocks)
    for (unsigned i = 0; i < block.numTargets && block.form == rt::BlockForm::Matrix; ++i) {
      uint64_t flip = plan.targets[block.firstTarget + i].flip;
      EXPECT_LT(flip, uint64_t(1) << plan.numQubits);
      for (unsigned j = 0; j < block.numTargets; ++j)
        EXPECT_EQ(std::popcount(flip & plan.targets[block.firstTarget + j].sign) % 2, i == j);
      for (unsigned j = 0; j < block.numControls; ++j)
        EXPECT_EQ(std::popcount(flip & plan.controls[block.firstControl + j].sign) % 2, 0);
    }
}

size_t fusedSize(const Circuit &circuit) {
  rt::Plan plan = rt::makePlan(circuit, {});
  rt::fuse(plan);
  expectWellFormed(plan);
  return plan.blocks.size();
}

} // namespace

TEST(Fuse, JoinsPhasesAndRotationsOfOneQubit) {
  Circuit circuit(10, 2);
  for (uint32_t q : {3u, 7u}) {
    circuit.append(GateKind::RZ, {q}, {Angle::ofSlot(0)});
    circuit.append(GateKind::RY, {q}, {Angle::ofSlot(1)});
    circuit.append(GateKind::RY, {q}, {0.3});
  }
  EXPECT_EQ(fusedSize(circuit), 3u); // all RZ, then the RY of either qubit
}

TEST(Fuse, PutsALonelyPhaseIntoTheMatrixOfItsQubit) {
  Circuit circuit(4, 1);
  circuit.append(GateKind::PRX, {2}, {0.4, Angle::ofSlot(0)});
  circuit.append(GateKind::RZ, {2}, {Angle::ofSlot(0)});
  circuit.append(GateKind::PRX, {2}, {0.7, 0.2});
  EXPECT_EQ(fusedSize(circuit), 1u);
}

namespace {

/// How many blocks of phases, with rotations about anything between them.
size_t fusedPhases(const Circuit &circuit) {
  rt::Plan plan = rt::makePlan(circuit, {});
  rt::fuse(plan);
  expectWellFormed(plan);
  return std::ranges::count_if(plan.blocks, [](const rt::Block &block) { return block.form == rt::BlockForm::Phases; });
}

} // namespace

TEST(Fuse, BringsGatesWrittenPairByPairTogether) {
  Circuit circuit(8, 1);
  const Angle angle = Angle::ofSlot(0);
  for (unsigned layer = 0; layer < 2; ++layer)
    for (uint32_t a = 0; a < 8; a += 2) {
      const uint32_t b = (a + 1 + 2 * layer) % 8;
      for (uint32_t qubit : {a, b})
        circuit.append(GateKind::Rot, {qubit}, {angle, angle, angle});
      for (GateKind kind : {GateKind::IsingZZ, GateKind::IsingYY, GateKind::IsingXX})
        circuit.append(kind, {a, b}, {angle});
      for (uint32_t qubit : {a, b})
        circuit.append(GateKind::Rot, {qubit}, {angle, angle, angle});
    }
  EXPECT_EQ(fusedPhases(circuit), 7u); // three of each layer, and the last
}

TEST(Fuse, TakesPhasesPastPhasesWithControls) {
  Circuit circuit(20);
  std::vector<uint32_t> qubits(20);
  std::iota(qubits.begin(), qubits.end(), 0);
  for (uint32_t qubit : qubits)
    circuit.append(GateKind::RY, {qubit}, {0.3});
  circuit.append(GateKind::Z, qubits, {}, /*numControls=*/19);
  for (uint32_t qubit : qubits) {
    circuit.append(GateKind::T, {qubit});
    circuit.append(GateKind::RY, {qubit}, {0.3});
  }
  EXPECT_EQ(fusedPhases(circuit), 1u);
}

TEST(Fuse, JoinsRotationsAboutOneProductOfPaulis) {
  Circuit circuit(4, 2);
  circuit.append(GateKind::RX, {1}, {Angle::ofSlot(0)});
  circuit.append(GateKind::IsingXX, {1, 2}, {Angle::ofSlot(1)});
  circuit.append(GateKind::SX, {1});
  circuit.append(GateKind::CNOT, {1, 2});
  circuit.append(GateKind::RX, {1}, {Angle::ofSlot(0)}); // X on both qubits, as they lie
  EXPECT_EQ(fusedSize(circuit), 3u); // the third is SX's global phase
}

TEST(Fuse, KeepsRunsOfDiagonalGatesDiagonal) {
  Circuit circuit(20, 1);
  for (unsigned q = 0; q + 1 < 8; ++q)
    circuit.append(GateKind::IsingZZ, {q, q + 1}, {Angle::ofSlot(0)});
  circuit.append(GateKind::CZ, {0, 5});
  rt::Plan plan = rt::makePlan(circuit, {});
  rt::fuse(plan);
  ASSERT_EQ(plan.blocks.size(), 1u);
  EXPECT_EQ(plan.blocks[0].form, rt::BlockForm::Phases);
  EXPECT_TRUE(plan.blocks[0].parametric);
}

TEST(Plan, LinearGatesMoveNoData) {
  Circuit circuit(5);
  circuit.append(GateKind::X, {1});
  circuit.append(GateKind::CNOT, {1, 2});
  circuit.append(GateKind::SWAP, {0, 4});
  circuit.append(GateKind::DCX, {3, 0});
  EXPECT_TRUE(rt::makePlan(circuit, {}).blocks.empty());
}

TEST(Fuse, MovesGatesPastThoseTheyCommuteWith) {
  Circuit circuit(20);
  circuit.append(GateKind::RX, {0}, {0.2});
  circuit.append(GateKind::Toffoli, {1, 2, 3}); // stays apart: a quarter of a pass
  circuit.append(GateKind::RX, {0}, {0.4});
  EXPECT_EQ(fusedSize(circuit), 2u);
}

TEST(Fuse, KeepsPlansWellFormed) {
  for (uint64_t seed = 0; seed < 250; ++seed) {
    rt::Plan plan = rt::makePlan(randomCircuit(seed, 8, 60).circuit, {});
    rt::fuse(plan);
    expectWellFormed(plan);
  }
}
