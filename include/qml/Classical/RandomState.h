// SPDX-License-Identifier: Apache-2.0
//
// numpy.random.RandomState(seed), bit for bit, as far as scikit-learn's generators and train_test_split use it: the
// MT19937 stream, doubles of 53 bits, the polar method for normals, masked rejection for integers (NEP 19 freezes all
// of it). Published data sets and splits are named by such seeds.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

namespace qml {

class RandomState {
public:
  /// NumPy's seeding by an integer is that of std::mt19937.
  explicit RandomState(uint32_t seed) : engine_(seed) {}

  /// In [0, 1); NumPy's `random_sample` and `rand`.
  double uniform();
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  double normal();
  double normal(double mean, double deviation) { return mean + deviation * normal(); }
  /// Uniform in [0, highest].
  uint32_t interval(uint32_t highest);
  void shuffle(std::vector<int64_t> &values);
  std::vector<int64_t> permutation(int64_t n);

private:
  std::mt19937 engine_;
  double spareNormal_ = 0;
  bool hasSpare_ = false;
};

} // namespace qml
