// SPDX-License-Identifier: Apache-2.0
//
// The gates at the beginning of a plan that touch one bit of the index each, such as angles that data is encoded in and the first
// layer of an ansatz. They leave a product of states of single bits, which is written down and not computed pass by pass.
#pragma once

#include "Kernels.h"
#include "Sweeps.h"

namespace qml::rt {

/// exp(-i angle/2 P) on one bit; the angle is a sum of terms.
struct ProductGate {
  BitTurn::Axis axis;
  uint32_t sum;
};

struct ProductPrefix {
  uint64_t bits = 0; // that have gates
  std::vector<std::vector<ProductGate>> gates; // by bit of the index, in order
  std::vector<std::vector<uint32_t>> sums;     // terms of the plan

  bool isReal() const;
};

/// Moves what it can from `blocks`, all of a plan's in order, to the prefix; only gates of these bits.
ProductPrefix takeProduct(const Plan &plan, std::vector<SweepBlock> &blocks, uint64_t bits = ~uint64_t(0));

struct PrefixAndSweeps {
  ProductPrefix product;
  SweepPlan sweeps;
};
/// Those that cost least. Bits that the prefix leaves alone are still 0 in the first sweeps of a large state, which then walk over
/// less of it: all, none, or those in the first sweep's tile may belong to the prefix.
PrefixAndSweeps takeCheapest(const Plan &plan, std::vector<SweepBlock> blocks, size_t amplitudeBytes);

} // namespace qml::rt
