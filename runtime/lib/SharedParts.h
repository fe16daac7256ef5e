// SPDX-License-Identifier: Apache-2.0
//
// The parts of a plan that are the same for all rows of a batch, in front of all that differs between rows and behind it.
//
// The *prefix*, such as layers of H or of weights in front of the data, is run on one state, which all rows then start from, and
// differentiated on the sum of the rows' bras.
//
// Where the *suffix* begins, a row's state is a real combination of *components*: an amplitude that is 1 or i, the others 0. Data
// encoded by rotations leaves few of them, 2^n behind RX or RY of n qubits. The suffix is run on the components, and an expectation
// value is a quadratic form of a row's numbers, whose matrix the rows share. The suffix's derivatives need no more of the rows than
// the products of any two of these numbers, summed over the rows.
#pragma once

#include "Sweeps.h"
#include "qml-runtime/Simulator.h"

#include <memory>
#include <vector>

namespace qml::rt {

struct SharedPart {
  Program program;             // a prefix has no readings, a suffix those of the plan
  std::vector<uint32_t> slots; // of the plan, derived ones too, that the program's slots stand for
  bool hasDerivative;          // by a slot that somebody asks for
};

/// An amplitude's real or imaginary part.
struct Component {
  uint32_t amplitude;
  bool isImaginary;
};

struct Suffix : SharedPart {
  std::vector<Component> components;
  unsigned columnBits;        // the suffix is run on a batch of 2^columnBits rows, one for each component
  std::vector<uint8_t> flags; // of its slots, as in SlotRows
};

/// Moves blocks from `blocks`, all of the plan's, to the prefix; null if there are none. `varies` and `isWanted` are by slot.
std::unique_ptr<const SharedPart> takePrefix(const Plan &plan, const std::vector<bool> &varies, const std::vector<bool> &isWanted,
                                             std::vector<SweepBlock> &blocks);

/// The rows of a batch in front of the suffix.
struct RowStates {
  unsigned rowBits, laneBits;
  bool startAnywhere; // not where the plan does, but behind a prefix
  bool startReal;     // amplitudes, there
};
/// Moves blocks from `blocks`, those behind the prefix, to the suffix; null if rows are faster one by one.
std::unique_ptr<const Suffix> takeSuffix(const Plan &plan, const std::vector<bool> &varies, const std::vector<bool> &isWanted,
                                         const RowStates &rows, std::vector<SweepBlock> &blocks);

} // namespace qml::rt
