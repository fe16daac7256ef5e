// SPDX-License-Identifier: Apache-2.0
//
// Products of states of single bits, and the way back. The overlap of a bra with a product is linear in the state of each bit:
// summed over the low and over the high half of the bits, what is left are two small tables, from which bit after bit is removed.

#include "ProductState.h"

#include "Layout.h"

#include <bit>
#include <cmath>
#include <numeric>

namespace qml::rt {

bool ProductNumbers::reserve(size_t size, size_t rows) {
  rows_ = rows;
  return re_.reserve(size * rows) && im_.reserve(size * rows);
}

template <typename Real> std::span<const BitTurn> ProductState<Real>::turnsOf(unsigned position) {
  const AngleLayout &angles = layout_->angles();
  turns_.clear();
  for (const ProductGate &gate : layout_->product().gates[position]) {
    const size_t place = angles.placeOfSum(gate.sum);
    turns_.push_back({gate.axis, angles_->sines(place), angles_->cosines(place), angles.sumVaries(gate.sum)});
  }
  return turns_;
}

template <typename Real> Result ProductState<Real>::prepare(const Layout<Real> &layout, const AngleValues &angles) {
  layout_ = &layout, angles_ = &angles;
  const Start &start = layout.plan().start;
  const unsigned numBits = layout.plan().numQubits;
  if (!bits_.reserve(2 * numBits, rows()))
    return Result::OutOfMemory;
  const auto [sine, cosine] = exactSinCos(start.phase);
  for (unsigned position = 0; position < numBits; ++position) {
    const uint64_t mask = uint64_t(1) << position;
    Complex zero = 1, one = 0;
    if (start.uniform & mask) {
      zero = one = std::sqrt(0.5);
      one *= start.negative & mask ? -1 : 1;
      one *= start.imaginary & mask ? Complex(0, 1) : 1;
    }
    const Complex phase = position == 0 ? Complex(cosine, sine) : 1;
    const ProductTable state = bits_.at(2 * position);
    set(state, zero * phase);
    set(bits_.at(2 * position + 1), one * phase);
    const std::span<const BitTurn> turns = turnsOf(position);
    layout.set().turnBit(turns.data(), turns.size(), rows(), state);
  }
  tilePositions_.clear();
  for (uint64_t left = layout.firstTile(); left != 0; left &= left - 1)
    tilePositions_.push_back(unsigned(std::countr_zero(left)));
  constexpr unsigned blockBits = 6;
  const unsigned size = unsigned(tilePositions_.size());
  return factor(tilePositions_, layout.rowBits() > 0 ? size / 2 : std::min(size, blockBits), tile_);
}

template <typename Real> void ProductState<Real>::set(ProductTable number, Complex value) const {
  std::fill_n(number.re, rows(), value.real());
  std::fill_n(number.im, rows(), value.imag());
}

/// The product of the bits at these positions, the first the lowest bit of its numbers.
template <typename Real>
Result ProductState<Real>::multiply(std::span<const unsigned> positions, AlignedBuffer<Real> (&to)[2]) {
  const size_t size = (size_t(1) << positions.size()) * rows(), room = std::max(size, StateBuffer<Real>::minSize);
  if (!table_.reserve(size_t(1) << positions.size(), rows()) || !to[0].reserve(room) || !to[1].reserve(room))
    return Result::OutOfMemory;
  const ProductTable table = table_.at(0);
  set(table, 1);
  for (unsigned i = 0; i < positions.size(); ++i)
    layout_->set().appendBit(bits_.at(2 * positions[i]), size_t(1) << i, rows(), table, table);
  for (unsigned part : {0u, 1u}) {
    std::copy_n(part == 0 ? table.re : table.im, size, to[part].data());
    std::fill(to[part].data() + size, to[part].data() + room, Real(0)); // behind a state that is smaller than a vector
  }
  return Result::Ok;
}

template <typename Real>
Result ProductState<Real>::factor(std::span<const unsigned> positions, unsigned lowBits, Factored &to) {
  to.lowBits = lowBits;
  if (Result result = multiply(positions.first(lowBits), to.low); result != Result::Ok)
    return result;
  return multiply(positions.subspan(lowBits), to.high);
}

template <typename Real> ProductPass<Real> ProductState<Real>::pass(const Factored &factored) const {
  const size_t numLow = std::max<size_t>(1, (rows() << factored.lowBits) >> layout_->set().laneBits);
  return {.lowRe = factored.low[0].data(), .lowIm = factored.low[1].data(), .highRe = factored.high[0].data(),
          .highIm = factored.high[1].data(), .numLow = uint32_t(numLow),
          .rowVectors = layout_->rowBits() > 0 ? layout_->rowVectors() : 0};
}

template <typename Real>
void ProductState<Real>::fill(uint64_t base, size_t begin, size_t end, bool realOnly, Amplitudes<Real> tile) const {
  ProductPass<Real> product = pass(tile_);
  product.realOnly = realOnly;
  Complex outer = 1;
  for (uint64_t left = ((uint64_t(1) << layout_->plan().numQubits) - 1) & ~layout_->firstTile(); left != 0; left &= left - 1) {
    const unsigned position = unsigned(std::countr_zero(left));
    const ProductTable state = bits_.at(2 * position + ((base >> position) & 1));
    outer *= Complex(*state.re, *state.im);
  }
  product.re = Real(outer.real()), product.im = Real(outer.imag());
  const size_t numHigh = size_t(1) << (tilePositions_.size() - tile_.lowBits);
  if (numHigh == 1) // with the room behind a state that is smaller than a vector
    product.numLow = uint32_t(end >> layout_->set().laneBits);
  const unsigned numbers = tile_.lowBits + layout_->rowBits();
  layout_->set().product(tile, begin >> numbers, std::clamp<size_t>(end >> numbers, 1, numHigh), product);
}

template <typename Real>
Result ProductState<Real>::addGradients(Amplitudes<Real> bra, uint64_t zeroBits, bool realOnly, unsigned threads, Threads &team,
                                        std::span<double> gradients) {
  constexpr unsigned fewestLow = 6, mostChunks = 16;
  const unsigned numBits = layout_->plan().numQubits;
  std::vector<unsigned> positions(numBits);
  std::iota(positions.begin(), positions.end(), 0);
  const unsigned lowBits = layout_->rowBits() > 0 ? numBits / 2 : std::min(numBits, std::max(fewestLow, numBits / 2));
  if (Result result = factor(positions, lowBits, whole_); result != Result::Ok)
    return result;
  ProductPass<Real> product = pass(whole_);
  product.realOnly = realOnly;
  product.zeroLow = uint32_t((zeroBits & ((uint64_t(1) << lowBits) - 1)) >> layout_->set().laneBits);
  const size_t numHigh = size_t(1) << (numBits - lowBits), lowSize = size_t(product.numLow) << layout_->set().laneBits;
  const unsigned chunks = unsigned(std::min<size_t>({numHigh, mostChunks, chunkCount(numBits)}));
  for (unsigned part : {0u, 1u})
    if (!lowSums_[part].reserve(lowSize * chunks) || !highSums_[part].reserve(numHigh * rows()))
      return Result::OutOfMemory;
  const Amplitudes<Real> high{highSums_[0].data(), highSums_[1].data()};
  team.forChunks(threads, chunks, [&](unsigned chunk, unsigned) {
    const Amplitudes<Real> low{lowSums_[0].data() + lowSize * chunk, lowSums_[1].data() + lowSize * chunk};
    for (Real *sums : {low.re, low.im})
      std::fill_n(sums, lowSize, Real(0));
    auto [begin, end] = chunkRange(numHigh, chunk, chunks);
    if (zeroBits >> lowBits == 0)
      return layout_->set().productOverlaps(bra, begin, end, product, low, high);
    for (size_t y = begin; y < end; ++y)
      if ((y << lowBits) & zeroBits)
        high.re[y] = high.im[y] = 0;
      else
        layout_->set().productOverlaps(bra, y, y + 1, product, low, high);
  });
  if (Result result = takeWeights(std::span(positions).first(lowBits), lowSums_, lowSize, chunks); result != Result::Ok)
    return result;
  if (Result result = takeWeights(std::span(positions).subspan(lowBits), highSums_, 0, 1); result != Result::Ok)
    return result;
  for (unsigned position = 0; position < numBits; ++position) {
    const std::span<const BitTurn> turns = turnsOf(position);
    sums_.resize(turns.size() * rows());
    layout_->set().turnBitBack(turns.data(), turns.size(), rows(), bits_.at(2 * position), weights_.at(2 * position), sums_.data());
    for (size_t i = 0; i < turns.size(); ++i) {
      double *const to = &gradients[layout_->angles().placeOfSum(layout_->product().gates[position][i].sum)];
      for (size_t row = 0; row < (turns[i].varies ? rows() : 1); ++row)
        to[row] += sums_[i * rows() + row];
    }
  }
  return Result::Ok;
}

/// What the bits at these positions contribute to the sum of a table of products with them; of the table there are parts to be
/// added, `distance` apart.
template <typename Real>
Result ProductState<Real>::takeWeights(std::span<const unsigned> positions, const AlignedBuffer<Real> (&sums)[2], size_t distance,
                                       unsigned parts) {
  const KernelSet<Real> &set = layout_->set();
  const size_t size = size_t(1) << positions.size();
  if (!table_.reserve(size, rows()) || !below_.reserve(size, rows()) || !weights_.reserve(2 * layout_->plan().numQubits, rows()))
    return Result::OutOfMemory;
  const ProductTable table = table_.at(0);
  for (unsigned part : {0u, 1u}) {
    double *to = part == 0 ? table.re : table.im;
    std::fill_n(to, size * rows(), 0.0);
    for (unsigned i = 0; i < parts; ++i)
      for (size_t at = 0; at < size * rows(); ++at)
        to[at] += double(sums[part].data()[distance * i + at]);
  }
  // The product of the first j bits begins at number 2^j.
  if (size > 1)
    this->set(below_.at(1), 1);
  for (unsigned j = 0; j + 1 < positions.size(); ++j)
    set.appendBit(bits_.at(2 * positions[j]), size_t(1) << j, rows(), below_.at(size_t(1) << j), below_.at(size_t(2) << j));
  for (unsigned j = unsigned(positions.size()); j-- > 0;)
    set.removeBit(bits_.at(2 * positions[j]), size_t(1) << j, rows(), table, below_.at(size_t(1) << j),
                  weights_.at(2 * positions[j]));
  return Result::Ok;
}

template class ProductState<double>;
template class ProductState<float>;

} // namespace qml::rt
