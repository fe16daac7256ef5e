// SPDX-License-Identifier: Apache-2.0
//
// Aligned memory for states and kernel coefficients, the limits that are checked before any is asked for, and the cache.
#pragma once

#include "Kernels.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

namespace qml::rt {

/// More than any machine holds; also keeps sizes in bytes within 64 bits.
constexpr unsigned maxQubits = 40;

/// `bytes` bytes on a cache line's boundary, or on a huge page's; null if there is no memory.
void *allocateAligned(size_t bytes);

/// The second level of cache as passes over tiles find it.
struct SecondLevelCache {
  size_t bytes;    // as the system says, or as is common
  double crowding; // what each doubling of a tile adds to a pass, as a share of a pass over an eighth of this cache
};
const SecondLevelCache &secondLevelCache();
/// Whether passes are much faster where they leave most of it free.
inline bool isCrowded(const SecondLevelCache &cache) { return cache.crowding > 0.2; }

/// An array of numbers on a cache line's boundary, grown and not kept.
template <typename T> class AlignedBuffer {
public:
  /// At least `size` numbers of unspecified value; false if there is no memory.
  bool reserve(size_t size) {
    if (size <= size_)
      return true;
    data_.reset(); // first, so that old and new never need memory together
    size_ = 0;
    data_.reset(static_cast<T *>(allocateAligned(size * sizeof(T))));
    size_ = data_ ? size : 0;
    return bool(data_);
  }
  T *data() const { return data_.get(); }
  size_t size() const { return size_; }

private:
  struct Free {
    void operator()(T *p) const { std::free(p); }
  };
  std::unique_ptr<T, Free> data_;
  size_t size_ = 0;
};

/// An allocator of whole cache lines. In memory from the heap, what one thread writes would share lines with what others read,
/// and each write would take such a line away from them.
template <typename T> struct LineAllocator {
  using value_type = T;
  LineAllocator() = default;
  template <typename Other> LineAllocator(const LineAllocator<Other> &) {}
  T *allocate(size_t size) {
    if (void *data = allocateAligned(size * sizeof(T)))
      return static_cast<T *>(data);
    throw std::bad_alloc();
  }
  void deallocate(T *data, size_t) { std::free(data); }
  bool operator==(const LineAllocator &) const = default;
};

/// What one worker writes in every run.
template <typename T> using OwnVector = std::vector<T, LineAllocator<T>>;

/// The real and imaginary parts of one state, padded with room for at least one vector.
template <typename Real> class StateBuffer {
public:
  static constexpr size_t minSize = 16;

  bool reserve(size_t amplitudes) { return buffer_.reserve(2 * padded(amplitudes) + skew); }
  bool holds(size_t amplitudes) const { return buffer_.size() >= 2 * padded(amplitudes) + skew; }
  Amplitudes<Real> view(size_t amplitudes) const { return {buffer_.data(), buffer_.data() + padded(amplitudes) + skew}; }

private:
  static size_t padded(size_t amplitudes) { return std::max(amplitudes, minSize); }
  /// Between the two arrays, so that a real part and its imaginary part do not fall into the same cache set.
  static constexpr size_t skew = 272;
  AlignedBuffer<Real> buffer_;
};

} // namespace qml::rt
