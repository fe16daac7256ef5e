// SPDX-License-Identifier: Apache-2.0
//
// Readings of a batch whose rows share a suffix, and their derivatives. With the numbers c of a row's components, and V the final
// states of these, an expectation value of O is c^T S c with S = Re(V^+ O V). Its derivative by an angle of the suffix is that of
// Re(V^+ O V) times c c^T, and all rows together go back as one batch of components, with bras O V C, C being the sum of the rows'
// c c^T times their weights.

#include "Readings.h"

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
    findParts(ket, numRows_, scratch_.numbers);
    Real *values = scratch_.ofRows.data();
    for (size_t k = 0; k < numForms_; ++k) {
      own_.set().formValues(form(k), columns_, numComponents_, scratch_.numbers.data(), numRows_, values);
      for (size_t row = 0; row < numRows; ++row)
        out[row * numForms_ + k] = values[row];
    }
    return Result::Ok;
  }

  Result backward(const double *cotangents, size_t numRows) {
    if (Result result = prepare(); result != Result::Ok)
      return result;
    findParts(rows_.state(0), numRows_, scratch_.numbers);
    const bool goesOn = rows_.layout().hasDerivative();
    if (goesOn) { // of the bra in front of the suffix what counts: its components
      rows_.setZero(rows_.state(1));
      findParts(rows_.state(1), numRows_, scratch_.derivatives);
    }
    const Amplitudes<Real> ket = own_.state(0), bra = own_.state(1);
    Real *weights = scratch_.ofRows.data(), *products = scratch_.products.data();
    for (size_t k = 0; k < numForms_; ++k) {
      for (size_t row = 0; row < numRows; ++row)
        weights[row] = Real(cotangents[row * numForms_ + k]);
      std::fill(weights + numRows, weights + numRows_, Real(0));
      if (goesOn)
        own_.set().addFormGradients(form(k), columns_, numComponents_, scratch_.numbers.data(), weights, numRows_,
                                    scratch_.derivatives.data());
      if (!suffix_.hasDerivative)
        continue;
      own_.set().weightedProducts(scratch_.numbers.data(), numComponents_, weights, numRows_, columns_, products);
      const Amplitudes<Real> observed = this->observed(k);
      multiply(observed.re, columns_, 1, dim_, numComponents_, products, k > 0, bra.re);
      multiply(observed.im, columns_, 1, dim_, numComponents_, products, k > 0, bra.im);
    }
    if (Result result = rows_.backward(); result != Result::Ok || !suffix_.hasDerivative)
      return result;
    std::copy_n(columns().re, stateSize(), ket.re);
    std::copy_n(columns().im, stateSize(), ket.im);
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

  /// The components' real or imaginary parts in the states of a batch.
  void findParts(Amplitudes<Real> state, size_t numRows, OwnVector<Real *> &parts) const {
    parts.clear();
    for (const Component &component : suffix_.components)
      parts.push_back((component.isImaginary ? state.im : state.re) + component.amplitude * numRows);
  }

  void multiply(const Real *a, size_t rowStride, size_t columnStride, size_t rows, size_t depth, const Real *b, bool adds, Real *to) const {
    own_.set().matrixProduct(a, rowStride, columnStride, rows, depth, b, columns_, adds, to);
  }

  /// Brings the forms up to date with the slots.
  Result prepare() {
    if (scratch_.isCurrent)
      return Result::Ok;
    scratch_.slots.clear();
    for (uint32_t slot : suffix_.slots)
      scratch_.slots.push_back(rows_.scratch().angles.slot(slot));
    if (Result result = own_.prepare({scratch_.slots.data(), 1, scratch_.slots.size()}, 2); result != Result::Ok)
      return result;
    constexpr size_t room = StateBuffer<Real>::minSize; // behind a state that is smaller
    if (!scratch_.columns.reserve(2 * stateSize() + room) || !scratch_.observed.reserve(2 * numForms_ * stateSize() + room) ||
        !scratch_.forms.reserve(numForms_ * numComponents_ * columns_) || !scratch_.products.reserve(numComponents_ * columns_) ||
        !scratch_.ofRows.reserve(numRows_))
      return Result::OutOfMemory;
    std::fill_n(columns().re, 2 * stateSize(), Real(0));
    findParts(columns(), columns_, scratch_.numbers);
    for (size_t a = 0; a < numComponents_; ++a)
      scratch_.numbers[a][a] = 1;
    if (Result result = own_.applyTo(columns()); result != Result::Ok)
      return result;
    scratch_.cotangents.assign(columns_ * numForms_, 0);
    for (size_t k = 0; k < numForms_; ++k) {
      for (size_t a = 0; a < numComponents_; ++a)
        for (size_t other = 0; other < numForms_; ++other)
          scratch_.cotangents[a * numForms_ + other] = other == k;
      rowBra(own_, scratch_.cotangents.data(), columns_, columns(), observed(k));
      multiply(columns().re, 1, columns_, numComponents_, 2 * dim_, observed(k).re, /*adds=*/false, form(k)); // imaginary parts too
    }
    std::fill_n(scratch_.products.data(), numComponents_ * columns_, Real(0)); // some columns may be no component's
    scratch_.isCurrent = true;
    return Result::Ok;
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
