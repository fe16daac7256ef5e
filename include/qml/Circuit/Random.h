// SPDX-License-Identifier: Apache-2.0
//
// Test support: random circuits in which passes find something to do, and comparisons of circuits by the oracle. Built
// with the tests (test/unit/Circuit/Random.cpp), not into the library.
#pragma once

#include "qml/Circuit/Circuit.h"
#include "qml/Circuit/Observable.h"

#include <random>

namespace qml::testing {

using Rng = std::mt19937_64;

struct RandomOptions {
  unsigned numQubits = 5;
  unsigned numGates = 24;
  unsigned numSlots = 4;
  unsigned maxControls = 2;
  double planted = 0.4; // the share of gates that undo or repeat an earlier one
  double walls = 0.05;  // the share of barriers, measurements and resets
  bool onlyBarriers = false;
  bool onlyOneQubit = false; // gates without controls on one qubit, but for a few CNOT
};

/// A circuit of all gates of the table, with controls, negated controls, adjoints, and angles that are tiny, special or
/// slots.
Circuit randomCircuit(Rng &rng, const RandomOptions &options);

std::vector<double> randomSlots(Rng &rng, const Circuit &circuit);

/// `circuit` between two layers of random one-qubit gates: a random product state in, all bases out.
Circuit betweenLayers(const Circuit &circuit, uint64_t seed);

/// The largest difference of the amplitudes of two circuits, random product state in, random one-qubit layer out, with
/// walls as gates that nothing commutes with; up to a global phase on demand.
double distance(const Circuit &a, const Circuit &b, Rng &rng, bool upToPhase = false);

/// How many steps are gates on at least `numQubits` qubits.
unsigned countGates(const Circuit &circuit, unsigned numQubits = 0);

} // namespace qml::testing
