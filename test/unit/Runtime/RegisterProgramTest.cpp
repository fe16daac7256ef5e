// SPDX-License-Identifier: Apache-2.0
//
// Circuits whose state lies in registers, against the oracle.
#include "KernelSets.h"
#include "RandomCircuit.h"

#include "../../../runtime/lib/Execution.h"

#include <limits>
#include <numbers>

using namespace qml;
using namespace qml::test;

namespace {

/// Rotations and phases, some of them Clifford gates at the beginning, that CNOTs, SWAPs and Xs spread over the index.
RandomCircuit rotations(uint64_t seed, unsigned numQubits, unsigned numGates) {
  constexpr unsigned numSlots = 4;
  constexpr GateKind one[] = {GateKind::RX, GateKind::RY, GateKind::RZ, GateKind::PhaseShift, GateKind::H, GateKind::S, GateKind::Y};
  constexpr GateKind two[] = {GateKind::CNOT, GateKind::SWAP, GateKind::IsingXX, GateKind::IsingYY, GateKind::IsingZZ, GateKind::CZ};
  Source random(seed);
  RandomCircuit result{Circuit(numQubits, numSlots), {}};
  for (unsigned i = 0; i < numSlots; ++i)
    result.slots.push_back(random.angle());
  const Angle sum = result.circuit.add(Angle::ofSlot(0, 0.7), Angle::ofSlot(1, -1.1, 0.2)); // a derived slot
  for (unsigned i = 0; i < numGates; ++i) {
    const bool isTwo = numQubits > 1 && random.below(2);
    const GateKind kind = isTwo ? two[random.below(std::size(two))] : one[random.below(std::size(one))];
    std::vector<Angle> angles;
    if (gateRow(kind).numAngles)
      angles.push_back(random.below(8) == 0 ? sum : randomAngle(random, numSlots));
    result.circuit.append(kind, random.qubits(isTwo ? 2 : 1, numQubits), angles);
  }
  return result;
}

template <typename Real> bool isInRegisters(const rt::Program &program) {
  return program.impl().registers(rt::kernels<Real>()) != nullptr;
}

class RegisterPrograms : public OnKernelSet {};

} // namespace

TEST_P(RegisterPrograms, AgreeWithTheOracle) {
  rt::Workspace workspace; // of all programs in turn
  for (uint64_t seed = 0; seed < 150; ++seed) {
    const unsigned n = 1 + seed % 7;
    auto [circuit, slots] = rotations(seed, n, 4 * n);
    Source random(seed);
    Reading first{ReadingKind::Expval, {}, {}}, second{ReadingKind::Expval, {randomObservable(random, n, 3)}, {}};
    for (unsigned i = 0; i < 3; ++i)
      first.observables.push_back(randomObservable(random, n, 1 + 4 * i));
    rt::Plan plan = rt::makePlan(circuit, {first, second});
    rt::optimize(plan);
    const rt::Program program(plan);
    ASSERT_EQ(isInRegisters<double>(program), n <= rt::kernels<double>().laneBits + 2) << seed;
    ASSERT_EQ(isInRegisters<float>(program), n <= rt::kernels<float>().laneBits + 2) << seed;
    for (double shift : {0.0, 0.3, 0.3, 1e7}) { // the same slots again: nothing is computed anew
      slots[seed % slots.size()] += shift;
      oracle::State expected = oracle::apply(circuit, slots, oracle::zeroState(n));
      for (rt::Precision precision : {rt::Precision::Double, rt::Precision::Single}) {
        rt::RunOptions options;
        options.precision = precision;
        std::vector<double> out(4, std::numeric_limits<double>::quiet_NaN());
        ASSERT_EQ(rt::run(program, slots, options, workspace, out.data()), rt::Result::Ok);
        const double tolerance = precision == rt::Precision::Single ? 1e-4 : shift > 1 ? 1e-8 : 1e-12;
        for (unsigned i = 0; i < 4; ++i)
          ASSERT_NEAR(out[i], oracle::expectation(i < 3 ? first.observables[i] : second.observables[0], expected), tolerance) << seed;
      }
    }
  }
}

TEST_P(RegisterPrograms, RefuseAnglesThatAreNoNumber) {
  Circuit circuit(2, 1);
  circuit.append(GateKind::RX, {0}, {Angle::ofSlot(0)});
  circuit.append(GateKind::CNOT, {0, 1});
  const rt::Program program(rt::makePlan(circuit, {{ReadingKind::Expval, {{{{1, {{1, Pauli::Z}}}}}}, {}}}));
  ASSERT_TRUE(isInRegisters<double>(program));
  rt::Workspace workspace;
  double out = 0;
  for (int i = 0; i < 2; ++i) { // what was refused is not remembered
    EXPECT_EQ(rt::run(program, std::array{std::numeric_limits<double>::quiet_NaN()}, {}, workspace, &out), rt::Result::NonFiniteAngle);
    EXPECT_EQ(rt::run(program, std::array{0.3}, {}, workspace, &out), rt::Result::Ok);
    EXPECT_NEAR(out, std::cos(0.3), 1e-15);
  }
}

TEST_P(RegisterPrograms, LeaveMatricesAndOtherReadingsAlone) {
  Circuit circuit(3);
  circuit.append(GateKind::RY, std::vector<uint32_t>{0, 1, 2}, std::vector<Angle>{0.4}, 2);
  EXPECT_FALSE(isInRegisters<double>(rt::Program(rt::makePlan(circuit, {}))));
  const rt::Program probabilities(rt::makePlan(Circuit(3), {{ReadingKind::Probs, {}, {0}}}));
  EXPECT_FALSE(isInRegisters<double>(probabilities));
}

QML_ON_ALL_KERNEL_SETS(RegisterPrograms);
