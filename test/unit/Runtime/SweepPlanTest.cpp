// SPDX-License-Identifier: Apache-2.0
//
// Which blocks share a sweep, and what tiles it walks.
#include "../../../runtime/lib/Memory.h"
#include "../../../runtime/lib/Sweeps.h"
#include "LayeredCircuits.h"

#include <gtest/gtest.h>

using namespace qml;
using namespace qml::test;

/// A table of phases would hold up all rotations until the last of those before it is done.
TEST(SweepPlans, TakePhasesTermByTerm) {
  rt::Plan plan = rt::makePlan(ladders(tiledQubits, /*down=*/false), {});
  rt::fuse(plan);
  std::vector<unsigned> timesTaken(plan.terms.size()), sweepsOf(plan.blocks.size());
  for (const rt::SweepBlocks &sweep : rt::planSweeps(plan, rt::allBlocks(plan), plan.start.uniform, 2 * sizeof(double)).sweeps)
    for (const rt::SweepBlock &block : sweep.blocks) {
      ++sweepsOf[block.block];
      for (uint32_t term : block.terms)
        ++timesTaken[term];
    }
  unsigned split = 0;
  for (uint32_t number = 0; number < plan.blocks.size(); ++number) {
    const rt::Block &block = plan.blocks[number];
    const bool isPhases = block.form == rt::BlockForm::Phases;
    EXPECT_GE(sweepsOf[number], 1u);
    EXPECT_TRUE(isPhases || sweepsOf[number] == 1);
    split += sweepsOf[number] > 1;
    for (uint32_t i = 0; i < block.numTerms; ++i)
      EXPECT_EQ(timesTaken[block.firstTerm + i], isPhases ? 1u : 0u);
  }
  EXPECT_GT(split, 0u);
}

/// On the way back a tile's ket and bra lie there, beside what is copied.
TEST(SweepPlans, LeaveMostOfACrowdedCacheToTheBraAndToCopies) {
  const rt::SecondLevelCache &cache = rt::secondLevelCache();
  const bool sparing = isCrowded(cache) && cache.bytes >= size_t(1) << 19; // a smaller one would take many more sweeps
  const size_t most = cache.bytes / (sparing ? 8 : isCrowded(cache) ? 4 : 2);
  for (uint64_t seed = 0; seed < 3; ++seed) {
    rt::Plan plan = rt::makePlan(layeredCircuit(seed, tiledQubits + 2, /*real=*/false).circuit, {});
    rt::fuse(plan);
    const uint64_t all = (uint64_t(1) << plan.numQubits) - 1;
    const unsigned tileBits = rt::planSweeps(plan, rt::allBlocks(plan), /*started=*/all, 2 * sizeof(double)).tileBits;
    EXPECT_LE(2 * sizeof(double) << tileBits, most) << "seed " << seed;
  }
}
