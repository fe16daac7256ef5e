// SPDX-License-Identifier: Apache-2.0
//
// The blocks of a plan that come before anything that differs between the rows of a batch, such as layers of H or of weights in
// front of the data: they are run on one state, which all rows then start from, and differentiated on the sum of the rows' bras.
#pragma once

#include "Sweeps.h"
#include "qml-runtime/Simulator.h"

#include <memory>
#include <vector>

namespace qml::rt {

struct Prefix {
  Program program;             // without readings
  std::vector<uint32_t> slots; // of the plan, derived ones too, that the program's slots stand for
  bool hasDerivative;          // by a slot that somebody asks for
};

/// Moves blocks from `blocks`, all of the plan's, to the prefix; null if there are none. `varies` and `isWanted` are by slot.
std::unique_ptr<const Prefix> takePrefix(const Plan &plan, const std::vector<bool> &varies, const std::vector<bool> &isWanted,
                                         std::vector<SweepBlock> &blocks);

} // namespace qml::rt
