// SPDX-License-Identifier: Apache-2.0
//
// Readings of all rows of a batch at once, and the states that their adjoint differentiation starts from.

#include "PauliStrings.h"
#include "Readings.h"

#include <new>
#include <utility>

namespace qml::rt {
namespace {

/// What the kernels need to know of a batch.
template <typename Real> struct Rows {
  const Layout<Real> &layout;
  uint32_t numVectors, rowMask;
  unsigned shift; // from masks of the stored index to those of a vector's number

  explicit Rows(const Execution<Real> &execution)
      : layout(execution.layout()), numVectors(layout.tileVectors()), rowMask(layout.rowVectors() - 1),
        shift(layout.rowBits() - layout.set().laneBits) {}
};

} // namespace

bool canReadRows(const Plan &plan) {
  return std::ranges::none_of(plan.readings, [](const Reading &reading) {
    return reading.kind == ReadingKind::Var || reading.kind == ReadingKind::Sample;
  });
}

template <typename Real> Result rowReadings(Execution<Real> &execution, Amplitudes<Real> ket, size_t numRows, double *out) {
  if (execution.layout().suffix())
    return suffixReadings(execution, ket, numRows, out);
  const Rows<Real> rows(execution);
  const Plan &plan = execution.plan();
  const size_t width = numReadings(plan), all = rows.layout.numRows(), dim = size_t(1) << plan.numQubits;
  AlignedBuffer<Real> &sums = execution.scratch().rowNumbers;
  for (size_t r = 0; r < plan.readings.size(); ++r) {
    const Reading &reading = plan.readings[r];
    const size_t size = readingSize(reading, plan.numQubits, 0);
    for (size_t row = 0; row < numRows && reading.kind != ReadingKind::State; ++row)
      std::fill_n(out + row * width, size, 0.0);
    if (reading.kind == ReadingKind::Expval) {
      const auto &[strings, z] = rows.layout.rowStrings[r];
      if (!sums.reserve(strings.size() * all))
        throw std::bad_alloc();
      forEachFlip(strings, [&](size_t first, size_t middle, size_t last) {
        rows.layout.set().rowPauliValues(ket, rows.numVectors, rows.rowMask, uint32_t(strings[first].flip << rows.shift),
                                         z.data() + first, middle - first, last - first, sums.data() + first * all);
      });
      for (size_t i = 0; i < strings.size(); ++i) {
        const double factor = strings[i].coefficient * valueSign(strings[i]);
        for (size_t row = 0; row < numRows; ++row)
          out[row * width + strings[i].observable] += factor * sums.data()[i * all + row];
      }
    } else {
      // Some amplitudes of a row at a time: one of each row would go to as many lines of one set of the cache.
      constexpr size_t together = 8;
      const BitPicker pick = reading.kind == ReadingKind::State ? BitPicker(plan) : BitPicker(reading.qubits, plan);
      for (size_t first = 0; first < dim; first += together) {
        const size_t count = std::min(together, dim - first);
        size_t places[together];
        for (size_t j = 0; j < count; ++j)
          places[j] = pick(first + j);
        for (size_t row = 0; row < numRows; ++row)
          for (size_t j = 0; j < count; ++j) {
            const double re = ket.re[(first + j) * all + row], im = ket.im[(first + j) * all + row];
            double *to = out + row * width;
            if (reading.kind == ReadingKind::State)
              to[2 * places[j]] = re, to[2 * places[j] + 1] = im;
            else
              to[places[j]] += re * re + im * im;
          }
      }
    }
    out += size;
  }
  return Result::Ok;
}

template <typename Real>
void rowBra(Execution<Real> &execution, const double *cotangents, size_t numRows, Amplitudes<Real> ket, Amplitudes<Real> bra) {
  const Rows<Real> rows(execution);
  const Plan &plan = execution.plan();
  const size_t width = numReadings(plan), all = rows.layout.numRows(), dim = size_t(1) << plan.numQubits;
  bool isSet = false; // whether something stands in `bra`
  AlignedBuffer<Real> &weights = execution.scratch().rowNumbers;
  for (size_t r = 0; r < plan.readings.size(); ++r) {
    const Reading &reading = plan.readings[r];
    if (reading.kind == ReadingKind::Expval) {
      const auto &[strings, z] = rows.layout.rowStrings[r];
      if (!weights.reserve(strings.size() * all))
        throw std::bad_alloc();
      for (size_t i = 0; i < strings.size(); ++i) {
        const double factor = strings[i].coefficient * applySign(strings[i]);
        Real *weight = weights.data() + i * all;
        for (size_t row = 0; row < numRows; ++row)
          weight[row] = Real(cotangents[row * width + strings[i].observable] * factor);
        std::fill(weight + numRows, weight + all, Real(0));
      }
      forEachFlip(strings, [&](size_t first, size_t middle, size_t last) {
        rows.layout.set().rowPauliApply(ket, bra, isSet, rows.numVectors, rows.rowMask, uint32_t(strings[first].flip << rows.shift),
                                        z.data() + first, weights.data() + first * all, middle - first, last - first);
        isSet = true;
      });
    } else { // Probs; a State has no derivative
      if (!std::exchange(isSet, true))
        execution.setZero(bra);
      const BitPicker pick(reading.qubits, plan);
      for (size_t i = 0; i < dim; ++i)
        for (size_t row = 0; row < numRows; ++row) {
          Real weight = Real(cotangents[row * width + pick(i)]);
          bra.re[i * all + row] += weight * ket.re[i * all + row];
          bra.im[i * all + row] += weight * ket.im[i * all + row];
        }
    }
    cotangents += readingSize(reading, plan.numQubits, 0);
  }
  if (!isSet)
    execution.setZero(bra);
}

template <typename Real> Result rowBackward(Execution<Real> &execution, const double *cotangents, size_t numRows) {
  if (execution.layout().suffix())
    return suffixBackward(execution, cotangents, numRows);
  rowBra(execution, cotangents, numRows, execution.state(0), execution.state(1));
  return execution.backward();
}

template Result rowReadings(Execution<double> &, Amplitudes<double>, size_t, double *);
template Result rowReadings(Execution<float> &, Amplitudes<float>, size_t, double *);
template void rowBra(Execution<double> &, const double *, size_t, Amplitudes<double>, Amplitudes<double>);
template void rowBra(Execution<float> &, const double *, size_t, Amplitudes<float>, Amplitudes<float>);
template Result rowBackward(Execution<double> &, const double *, size_t);
template Result rowBackward(Execution<float> &, const double *, size_t);

} // namespace qml::rt
