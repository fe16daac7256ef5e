// SPDX-License-Identifier: Apache-2.0
//
// The generators equal their published test vectors, and their distributions are what they say.
#include "qml/Classical/Rng.h"
#include "ClassicalTesting.h"
#include "qml/Classical/RandomState.h"

#include <algorithm>
#include <cmath>
#include <set>

using namespace qml;

// Known answers of Random123 (kat_vectors, philox4x32 10).
TEST(Rng, EqualsTheKnownAnswersOfPhilox) {
  using Block = std::array<uint32_t, 4>;
  EXPECT_EQ(philox4x32({0, 0, 0, 0}, {0, 0}), (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox4x32({~0u, ~0u, ~0u, ~0u}, {~0u, ~0u}), (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Rng, StreamsDiffer) {
  std::set<uint64_t> seen;
  for (uint64_t seed = 0; seed < 10; ++seed) {
    for (uint64_t stream = 0; stream < 10; ++stream) {
      Rng rng(seed, stream);
      for (int i = 0; i < 10; ++i)
        EXPECT_TRUE(seen.insert(rng.bits()).second);
    }
  }
}

TEST(Rng, ResumesFromItsState) {
  Rng rng(7, 3);
  for (int i = 0; i < 5; ++i)
    rng.normal();
  Rng resumed = Rng::fromState(rng.state());
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(rng.normal(), resumed.normal());
  EXPECT_EQ(rng.state(), resumed.state());
}

TEST(Rng, HasTheMomentsOfItsDistributions) {
  Rng rng(1);
  const int n = 200000;
  double uniformSum = 0, normalSum = 0, normalSquares = 0;
  std::vector<int> counts(7, 0);
  for (int i = 0; i < n; ++i) {
    double u = rng.uniform(), z = rng.normal();
    ASSERT_TRUE(u >= 0 && u < 1);
    uniformSum += u;
    normalSum += z;
    normalSquares += z * z;
    ++counts[rng.below(7)];
  }
  EXPECT_NEAR(uniformSum / n, 0.5, 0.003);
  EXPECT_NEAR(normalSum / n, 0, 0.01);
  EXPECT_NEAR(normalSquares / n, 1, 0.015);
  for (int count : counts)
    EXPECT_NEAR(count, n / 7.0, 5 * std::sqrt(n / 7.0));
}

TEST(Rng, PermutationsHoldEveryNumberOnce) {
  auto order = Rng(5).permutation(1000);
  EXPECT_NE(order[0] * 1000 + order[1], 1);
  std::sort(order.begin(), order.end());
  for (int64_t i = 0; i < 1000; ++i)
    EXPECT_EQ(order[i], i);
  EXPECT_TRUE(Rng(5).permutation(0).empty());
}

// Numbers of numpy 2.4.
TEST(RandomState, EqualsNumpy) {
  RandomState random(42);
  for (double expected : {0.3745401188473625, 0.9507143064099162, 0.7319939418114051})
    EXPECT_EQ(random.uniform(), expected);
  for (double expected : {-1.2237602360938409, 1.6378043693787667, 1.5580825844002755})
    EXPECT_EQ(random.normal(1, 2), expected);
  EXPECT_EQ(random.permutation(10), (std::vector<int64_t>{0, 8, 6, 9, 3, 1, 4, 5, 2, 7}));
  EXPECT_EQ(RandomState(0).permutation(6), (std::vector<int64_t>{5, 2, 1, 3, 0, 4}));
  EXPECT_EQ(RandomState(12345).permutation(10), (std::vector<int64_t>{0, 7, 3, 9, 6, 4, 1, 8, 5, 2}));
}
