// SPDX-License-Identifier: Apache-2.0
//
// Aligned memory for states and kernel coefficients, and the limits that are checked before any is asked for.
#pragma once

#include "Kernels.h"

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace qml::rt {

/// More than any machine holds; also keeps sizes in bytes within 64 bits.
constexpr unsigned maxQubits = 40;

/// An array of doubles on a cache line's boundary, grown and not kept.
class AlignedBuffer {
public:
  /// At least `size` doubles of unspecified value; false if there is no memory.
  bool reserve(size_t size);
  double *data() { return data_.get(); }
  size_t size() const { return size_; }

private:
  struct Free {
    void operator()(double *p) const { std::free(p); }
  };
  std::unique_ptr<double, Free> data_;
  size_t size_ = 0;
};

/// The amplitudes of one state.
class StateBuffer {
public:
  bool reserve(unsigned numQubits);
  bool holds(unsigned numQubits) { return buffer_.size() >= doubles(numQubits); }
  StateView view(unsigned numQubits) { return {buffer_.data(), buffer_.data() + amplitudes(numQubits) + skew}; }

  static size_t amplitudes(unsigned numQubits) { return std::max(size_t(1) << numQubits, minStateSize); }

private:
  /// Between the two arrays, so that a real part and its imaginary part do not fall into the same cache set.
  static constexpr size_t skew = 272;
  static size_t doubles(unsigned numQubits) { return 2 * amplitudes(numQubits) + skew; }
  AlignedBuffer buffer_;
};

} // namespace qml::rt
