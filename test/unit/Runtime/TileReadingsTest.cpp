// SPDX-License-Identifier: Apache-2.0
//
// Expectation values read in the tiles of the last sweep, and tiles that go back at once, against readings of the final state and
// derivatives that begin there.
#include "KernelSets.h"
#include "LayeredCircuits.h"

#include "../../../runtime/lib/Execution.h"

#include <cstring>

using namespace qml;
using namespace qml::test;

namespace {

/// A sum of strings of Z, or of all Paulis, which may lead out of a tile.
PauliSum randomEnergy(Source &random, unsigned numQubits, bool flips) {
  PauliSum sum;
  for (unsigned i = 1 + random.below(5); i > 0; --i) {
    PauliTerm term{random.normal(), {}};
    for (uint32_t qubit : random.qubits(1 + random.below(3), numQubits))
      term.factors.emplace_back(qubit, flips ? Pauli(1 + random.below(3)) : Pauli::Z);
    sum.terms.push_back(term);
  }
  return sum;
}

RandomCircuit ladderCircuit(Source &random, unsigned numQubits, bool real) {
  RandomCircuit result{ladders(numQubits, /*down=*/true, real), {}};
  for (unsigned i = 0; i < result.circuit.numSlots(); ++i)
    result.slots.push_back(random.angle());
  return result;
}

struct Case {
  RandomCircuit circuit;
  std::vector<double> weights; // of the readings
  rt::Program program;

  static rt::Plan makePlan(const Circuit &circuit, Source &random, std::vector<double> &weights) {
    std::vector<Reading> readings;
    const bool flips = random.below(4) == 0;
    for (unsigned i = 1 + random.below(2); i > 0; --i)
      readings.push_back({ReadingKind::Expval, {randomEnergy(random, circuit.numQubits(), flips)}, {}});
    if (random.below(2))
      readings[0].observables.push_back(randomEnergy(random, circuit.numQubits(), flips));
    for (const Reading &reading : readings)
      for (size_t i = 0; i < reading.observables.size(); ++i)
        weights.push_back(random.normal());
    rt::Plan plan = rt::makePlan(circuit, readings);
    rt::optimize(plan);
    return plan;
  }

  Case(uint64_t seed, unsigned numQubits) : Case(Source(seed), seed, numQubits) {}
  Case(Source random, uint64_t seed, unsigned numQubits)
      : circuit(seed % 3 == 0 ? layeredCircuit(seed, numQubits, /*real=*/false) : ladderCircuit(random, numQubits, /*real=*/seed % 3 == 1)),
        program(makePlan(circuit.circuit, random, weights)) {}

  /// Values, then derivatives; after a run that keeps its state or not, or without one.
  std::vector<double> valuesAndGradient(rt::RunOptions options, std::optional<bool> runFirst) const {
    rt::Workspace workspace = usedWorkspace(circuit.circuit.numQubits(), options);
    std::vector<double> out(weights.size() + circuit.slots.size());
    if (runFirst) {
      options.keepsState = *runFirst;
      EXPECT_EQ(rt::run(program, circuit.slots, options, workspace, out.data()), rt::Result::Ok);
    }
    EXPECT_EQ(rt::runWithGradient(program, circuit.slots, weights, options, workspace, runFirst ? nullptr : out.data(),
                                  out.data() + weights.size()),
              rt::Result::Ok);
    return out;
  }

  bool isReal() const { return program.impl().layout<double>(0, {}, rt::kernels<double>()).isReal(); }
  bool isReadInTiles() const {
    rt::Workspace workspace;
    rt::Execution<double> execution(program, {}, workspace);
    EXPECT_EQ(execution.prepare({circuit.slots.data(), 1, circuit.slots.size()}, 2), rt::Result::Ok);
    return execution.readsInTiles(/*withDerivatives=*/true);
  }
};

class TileReadings : public OnKernelSet {};

} // namespace

TEST_P(TileReadings, AreThoseOfTheFinalState) {
  unsigned numInTiles = 0, numReal = 0;
  constexpr unsigned numCases = 8;
  for (uint64_t seed = 0; seed < numCases; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Case c(seed, tiledQubits + seed % 2);
    numInTiles += c.isReadInTiles();
    numReal += c.isReadInTiles() && c.isReal();
    for (rt::Precision precision : {rt::Precision::Double, rt::Precision::Single}) {
      const rt::RunOptions options{.precision = precision};
      const std::vector<double> expected = c.valuesAndGradient(options, /*runFirst=*/true);
      for (std::optional<bool> runFirst : {std::optional<bool>(), std::optional(false)}) {
        const std::vector<double> found = c.valuesAndGradient(options, runFirst);
        for (size_t i = 0; i < expected.size(); ++i)
          ASSERT_NEAR(found[i], expected[i], precision == rt::Precision::Double ? 1e-12 : 1e-4) << "number " << i;
      }
    }
  }
  EXPECT_GT(numInTiles, numCases / 4);
  EXPECT_GT(numReal, 0u);
}

TEST_P(TileReadings, AreTheSameBytesOnTwoThreads) {
  for (uint64_t seed = 0; seed < 3; ++seed) {
    const Case c(seed, tiledQubits + 1);
    rt::RunOptions together;
    together.threads = 2;
    for (std::optional<bool> runFirst : {std::optional<bool>(), std::optional(false)}) {
      const std::vector<double> one = c.valuesAndGradient({}, runFirst), two = c.valuesAndGradient(together, runFirst);
      ASSERT_EQ(std::memcmp(one.data(), two.data(), one.size() * sizeof(double)), 0) << "seed " << seed;
    }
  }
}

QML_ON_ALL_KERNEL_SETS(TileReadings);
