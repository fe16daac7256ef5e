// SPDX-License-Identifier: Apache-2.0
//
// Loops over the vector of Pauli coefficients. A group is the 4 or 16 numbers that a map mixes; groups whose digits lie
// high run over neighbouring numbers, which the compiler turns into vector instructions.

#include "Density.h"

#include <cassert>

// One source, compiled for several instruction sets; the loader picks one.
#if defined(__x86_64__) && defined(__linux__) && !defined(__SANITIZE_ADDRESS__)
#define QML_CLONES __attribute__((target_clones("avx512f", "arch=haswell", "default")))
#else
#define QML_CLONES
#endif

namespace qml::rt {
namespace {

constexpr size_t width = 8; // numbers treated together

/// `size` groups in a row.
template <size_t size>
inline __attribute__((always_inline)) void applyOneBlock(double *v, const double *m, size_t stride) {
  double a[size], b[size], c[size], d[size];
  for (size_t i = 0; i < size; ++i) {
    a[i] = v[i];
    b[i] = v[stride + i];
    c[i] = v[2 * stride + i];
    d[i] = v[3 * stride + i];
  }
  for (size_t r = 0; r < 4; ++r)
    for (size_t i = 0; i < size; ++i)
      v[r * stride + i] = m[4 * r] * a[i] + m[4 * r + 1] * b[i] + m[4 * r + 2] * c[i] + m[4 * r + 3] * d[i];
}

QML_CLONES void applyOne(double *v, const double *matrix, size_t stride, size_t length) {
  double m[16]; // so that it can't lie in the vector
  for (size_t i = 0; i < 16; ++i)
    m[i] = matrix[i];
  for (; length >= width; length -= width, v += width)
    applyOneBlock<width>(v, m, stride);
  for (; length >= 4; length -= 4, v += 4)
    applyOneBlock<4>(v, m, stride);
  for (; length > 0; --length, ++v)
    applyOneBlock<1>(v, m, stride);
}

/// The lowest digit: groups are four neighbours. `columns` is the transposed matrix.
QML_CLONES void applyLowest(double *v, const double *columns, size_t numGroups) {
  for (size_t g = 0; g < numGroups; ++g, v += 4) {
    double out[4];
    for (size_t i = 0; i < 4; ++i)
      out[i] = columns[i] * v[0] + columns[4 + i] * v[1] + columns[8 + i] * v[2] + columns[12 + i] * v[3];
    for (size_t i = 0; i < 4; ++i)
      v[i] = out[i];
  }
}

} // namespace

DensityPass::DensityPass(const Transfer &matrix, std::span<const unsigned> shifts, unsigned numQubits) {
  two_ = shifts.size() == 2;
  dim_ = two_ ? 16 : 4;
  numGroups_ = (size_t(1) << (2 * numQubits)) / dim_;
  low_ = two_ ? std::min(shifts[0], shifts[1]) : shifts[0];
  high_ = two_ ? std::max(shifts[0], shifts[1]) : 0;
  for (unsigned i = 0; i < dim_; ++i)
    offsets_[i] = two_ ? (size_t(i >> 2) << shifts[0]) + (size_t(i & 3) << shifts[1]) : size_t(i) << shifts[0];
  if (!two_) {
    std::copy(matrix.begin(), matrix.end(), dense_.begin());
    return;
  }
  for (unsigned r = 0; r < dim_; ++r) {
    bool identity = true;
    for (unsigned c = 0; c < dim_; ++c)
      identity &= matrix[r * dim_ + c] == (r == c ? 1 : 0);
    unchanged_[r] = identity;
    size_t before = entries_.size();
    for (unsigned c = 0; c < dim_ && !identity; ++c)
      if (double value = matrix[r * dim_ + c]; value != 0)
        entries_.push_back({uint8_t(r), uint8_t(c), value});
    monomial_ &= identity || entries_.size() == before + 1;
  }
}

/// Calls visit(index of a group's first number, number of groups that follow each other from there).
template <typename Visit> void DensityPass::forRuns(size_t begin, size_t end, Visit visit) const {
  const size_t stride = size_t(1) << low_;
  while (begin < end) {
    size_t inner = begin & (stride - 1), length = std::min(stride - inner, end - begin);
    size_t outer = begin >> low_, base = outer << (low_ + 2);
    if (two_) {
      size_t between = high_ - low_ - 2; // index bits between the digits
      size_t middle = outer & ((size_t(1) << between) - 1);
      base = (outer >> between << (high_ + 2)) | (middle << (low_ + 2));
    }
    visit(base | inner, length);
    begin += length;
  }
}

namespace {
/// A map of two digits as the cloned functions take it: plain pointers, since they must call nothing that is not
/// cloned.
struct PairMap {
  const TransferEntry *entries; // by rows, those of the identity left out
  size_t numEntries;
  const size_t *offsets;
  const bool *unchanged;
  bool monomial; // one entry per row
};

/// out <- map in, `width` groups at once.
inline __attribute__((always_inline)) void multiply(const PairMap &map, const double (&in)[16][width],
                                                    double (&out)[16][width]) {
  if (map.monomial) { // Clifford gates with Pauli noise: products, no sums
    for (size_t e = 0; e < map.numEntries; ++e)
      for (size_t i = 0; i < width; ++i)
        out[map.entries[e].row][i] = map.entries[e].value * in[map.entries[e].column][i];
    return;
  }
  for (unsigned k = 0; k < 16; ++k)
    for (size_t i = 0; i < width; ++i)
      out[k][i] = 0;
  for (size_t e = 0; e < map.numEntries; ++e)
    for (size_t i = 0; i < width; ++i)
      out[map.entries[e].row][i] += map.entries[e].value * in[map.entries[e].column][i];
}

/// `length` groups in a row.
QML_CLONES void applyTwoRun(double *v, const PairMap &map, size_t length) {
  double in[16][width], out[16][width];
  for (; length >= width; length -= width, v += width) {
    for (unsigned k = 0; k < 16; ++k)
      for (size_t i = 0; i < width; ++i)
        in[k][i] = v[map.offsets[k] + i];
    multiply(map, in, out);
    for (unsigned k = 0; k < 16; ++k)
      if (!map.unchanged[k])
        for (size_t i = 0; i < width; ++i)
          v[map.offsets[k] + i] = out[k][i];
  }
}

/// `count` <= width groups that start at `bases`.
QML_CLONES void applyTwoScattered(double *v, const PairMap &map, const size_t *bases, size_t count) {
  double in[16][width] = {}, out[16][width];
  for (size_t i = 0; i < count; ++i)
    for (unsigned k = 0; k < 16; ++k)
      in[k][i] = v[bases[i] + map.offsets[k]];
  multiply(map, in, out);
  for (size_t i = 0; i < count; ++i)
    for (unsigned k = 0; k < 16; ++k)
      if (!map.unchanged[k])
        v[bases[i] + map.offsets[k]] = out[k][i];
}
} // namespace

void DensityPass::apply(double *vector, size_t begin, size_t end) const {
  if (!two_ && low_ == 0) {
    double columns[16];
    for (unsigned i = 0; i < 16; ++i)
      columns[i] = dense_[i % 4 * 4 + i / 4];
    applyLowest(vector + 4 * begin, columns, end - begin);
    return;
  }
  if (!two_)
    return forRuns(begin, end, [&](size_t base, size_t length) {
      applyOne(vector + base, dense_.data(), size_t(1) << low_, length);
    });
  const PairMap map{entries_.data(), entries_.size(), offsets_.data(), unchanged_.data(), monomial_};
  size_t bases[width], count = 0; // of groups that stand alone
  forRuns(begin, end, [&](size_t base, size_t length) {
    size_t together = length / width * width;
    applyTwoRun(vector + base, map, together);
    for (size_t i = together; i < length; ++i) {
      bases[count++] = base + i;
      if (count == width)
        applyTwoScattered(vector, map, bases, std::exchange(count, 0));
    }
  });
  if (count > 0)
    applyTwoScattered(vector, map, bases, count);
}

void DensityPass::addOverlaps(const double *left, const double *right, double *sums, size_t begin, size_t end) const {
  forRuns(begin, end, [&](size_t base, size_t length) {
    for (unsigned i = 0; i < dim_; ++i)
      for (unsigned j = 0; j < dim_; ++j) {
        const double *l = left + base + offsets_[i], *r = right + base + offsets_[j];
        double sum = 0;
        for (size_t g = 0; g < length; ++g)
          sum += l[g] * r[g];
        sums[i * dim_ + j] += sum;
      }
  });
}

} // namespace qml::rt
