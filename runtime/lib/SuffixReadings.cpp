// SPDX-License-Identifier: Apache-2.0
//
// Readings of a batch whose rows share a suffix, and their derivatives. With the numbers c of a row's components, and V the final
// states of these, an expectation value of O is c^T S c with S = Re(V^+ O V). Its derivative by an angle of the suffix is that of
// Re(V^+ O V) times c c^T, and all rows together go back as one batch of components, with bras O V C, C being the sum of the rows'
// c c^T times their weights.

#include "Readings.h"

#include <new>

namespace qml::rt {
namespace {

Workspace &suffixWorkspace(Workspace::Impl &workspace) {
  if (!workspace.suffix)
    workspace.suffix = std::make_unique<Workspace>();
  return *workspace.suffix;
}

template <typename Real> class SuffixRun {
public:
  explicit SuffixRun(Execution<Real> &rows)
      : rows_(rows), suffix_(*rows.layout().suffix()), scratch_(rows.scratch().suffix),
        own_(suffix_.program, rows.options(), suffixWorkspace(rows.workspace()), suffix_.columnBits, suffix_.flags),
        numForms_(numReadings(rows.plan())), numComponents_(suffix_.components.size()), columns_(size_t(1) << suffix_.columnBits),
        dim_(size_t(1) << rows.numQubits()), numRows_(rows.layout().numRows()) {}

  Result read(Amplitudes<Real> ket, size_t numRows, double *out) {
    if (Result result = prepare(); result != Result::Ok)
      return result;
    takeNumbers(ket);
    multiplyForms();
    for (size_t k = 0; k < numForms_; ++k) {
      for (size_t row = 0; row < numRows; ++row)
        out[row * numForms_ + k] = 0;
      for (size_t a = 0; a < numComponents_; ++a)
        for (size_t row = 0; row < numRows; ++row)
          out[row * numForms_ + k] += double(number(a, row)) * product(k, a, row);
    }
    return Result::Ok;
  }

  Result backward(const double *cotangents, size_t numRows) {
    if (Result result = prepare(); result != Result::Ok)
      return result;
    takeNumbers(rows_.state(0));
    if (rows_.layout().hasDerivative()) {
      multiplyForms();
      fillBra(cotangents, numRows, rows_.state(1));
    }
    if (Result result = rows_.backward(); result != Result::Ok || !suffix_.hasDerivative)
      return result;
    const Amplitudes<Real> ket = own_.state(0), bra = own_.state(1);
    copyState(columns(), ket);
    for (size_t k = 0; k < numForms_; ++k) {
      sumProducts(cotangents, numRows, k);
      const auto observed = this->observed(k);
      multiply(observed.re, columns_, 1, dim_, numComponents_, scratch_.sums.data(), columns_, k > 0, bra.re);
      multiply(observed.im, columns_, 1, dim_, numComponents_, scratch_.sums.data(), columns_, k > 0, bra.im);
    }
    return own_.backward();
  }

private:
  size_t stateSize() const { return dim_ * columns_; }
  Amplitudes<Real> columns() const { return {scratch_.columns.data(), scratch_.columns.data() + stateSize()}; }
  Amplitudes<Real> observed(size_t k) const {
    Real *begin = scratch_.observed.data() + 2 * k * stateSize();
    return {begin, begin + stateSize()};
  }
  Real *form(size_t k) const { return scratch_.forms.data() + k * numComponents_ * columns_; }
  Real &number(size_t a, size_t row) const { return scratch_.numbers.data()[a * numRows_ + row]; }
  Real &product(size_t k, size_t a, size_t row) const { return scratch_.products.data()[(k * numComponents_ + a) * numRows_ + row]; }

  void multiply(const Real *a, size_t rowStride, size_t columnStride, size_t rows, size_t depth, const Real *b, size_t columns,
                bool adds, Real *to) const {
    own_.set().matrixProduct(a, rowStride, columnStride, rows, depth, b, columns, adds, to);
  }
  void copyState(Amplitudes<Real> from, Amplitudes<Real> to) const {
    std::copy_n(from.re, stateSize(), to.re);
    std::copy_n(from.im, stateSize(), to.im);
  }
  static Real &part(Amplitudes<Real> state, const Component &component, size_t rows) {
    return (component.isImaginary ? state.im : state.re)[component.amplitude * rows];
  }

  /// Brings the forms up to date with the slots.
  Result prepare() {
    std::vector<double> slots;
    for (uint32_t slot : suffix_.slots)
      slots.push_back(rows_.scratch().angles.slot(slot));
    if (Result result = own_.reserve(2); result != Result::Ok)
      return result;
    if (Result result = own_.bind({slots.data(), 1, slots.size()}); result != Result::Ok)
      return result;
    if (scratch_.layout == own_.layout().id() && scratch_.slots == slots)
      return Result::Ok;
    scratch_.layout = 0;
    if (!scratch_.columns.reserve(2 * stateSize()) || !scratch_.observed.reserve(2 * numForms_ * stateSize()) ||
        !scratch_.forms.reserve(numForms_ * numComponents_ * columns_) || !scratch_.sums.reserve(numComponents_ * columns_))
      return Result::OutOfMemory;
    const Amplitudes<Real> ket = own_.state(0), bra = own_.state(1);
    own_.setZero(ket);
    for (size_t a = 0; a < numComponents_; ++a)
      (&part(ket, suffix_.components[a], columns_))[a] = 1;
    if (Result result = own_.applyTo(ket); result != Result::Ok)
      return result;
    copyState(ket, columns());
    for (size_t k = 0; k < numForms_; ++k) {
      std::vector<double> cotangents(columns_ * numForms_, 0.0);
      for (size_t a = 0; a < numComponents_; ++a)
        cotangents[a * numForms_ + k] = 1;
      rowBra(own_, cotangents.data(), columns_, ket, bra);
      copyState(bra, observed(k));
      multiply(ket.re, 1, columns_, numComponents_, dim_, bra.re, columns_, /*adds=*/false, form(k));
      multiply(ket.im, 1, columns_, numComponents_, dim_, bra.im, columns_, /*adds=*/true, form(k));
    }
    scratch_.slots = std::move(slots);
    scratch_.layout = own_.layout().id();
    return Result::Ok;
  }

  void takeNumbers(Amplitudes<Real> ket) {
    if (!scratch_.numbers.reserve(numComponents_ * numRows_) || !scratch_.products.reserve(numForms_ * numComponents_ * numRows_) ||
        !scratch_.weighted.reserve(numRows_ * columns_))
      throw std::bad_alloc();
    for (size_t a = 0; a < numComponents_; ++a)
      std::copy_n(&part(ket, suffix_.components[a], numRows_), numRows_, &number(a, 0));
  }

  void multiplyForms() {
    for (size_t k = 0; k < numForms_; ++k)
      multiply(form(k), columns_, 1, numComponents_, numComponents_, scratch_.numbers.data(), numRows_, /*adds=*/false, &product(k, 0, 0));
  }

  /// Of the bra in front of the suffix what counts: its components.
  void fillBra(const double *cotangents, size_t numRows, Amplitudes<Real> bra) {
    rows_.setZero(bra);
    for (size_t a = 0; a < numComponents_; ++a) {
      Real *to = &part(bra, suffix_.components[a], numRows_);
      for (size_t k = 0; k < numForms_; ++k)
        for (size_t row = 0; row < numRows; ++row)
          to[row] += Real(cotangents[row * numForms_ + k]) * product(k, a, row);
    }
  }

  /// Of any two components' numbers, over the rows, with the weights of observable `k`.
  void sumProducts(const double *cotangents, size_t numRows, size_t k) {
    Real *weighted = scratch_.weighted.data();
    for (size_t row = 0; row < numRows; ++row, weighted += columns_) {
      const Real weight = Real(cotangents[row * numForms_ + k]);
      for (size_t a = 0; a < numComponents_; ++a)
        weighted[a] = weight * number(a, row);
      std::fill(weighted + numComponents_, weighted + columns_, Real(0));
    }
    multiply(scratch_.numbers.data(), numRows_, 1, numComponents_, numRows, scratch_.weighted.data(), columns_, /*adds=*/false,
             scratch_.sums.data());
  }

  Execution<Real> &rows_;
  const Suffix &suffix_;
  SuffixScratch<Real> &scratch_;
  Execution<Real> own_;
  size_t numForms_, numComponents_, columns_, dim_, numRows_;
};

} // namespace

template <typename Real> Result suffixReadings(Execution<Real> &execution, Amplitudes<Real> ket, size_t numRows, double *out) {
  return SuffixRun<Real>(execution).read(ket, numRows, out);
}

template <typename Real> Result suffixBackward(Execution<Real> &execution, const double *cotangents, size_t numRows) {
  return SuffixRun<Real>(execution).backward(cotangents, numRows);
}

template Result suffixReadings(Execution<double> &, Amplitudes<double>, size_t, double *);
template Result suffixReadings(Execution<float> &, Amplitudes<float>, size_t, double *);
template Result suffixBackward(Execution<double> &, const double *, size_t);
template Result suffixBackward(Execution<float> &, const double *, size_t);

} // namespace qml::rt
