// SPDX-License-Identifier: Apache-2.0
//
// Layout of blocks for the kernels.

#include "Pass.h"

#include <bit>

namespace qml::rt {

unsigned tileVectors(unsigned numQubits, const KernelSet &set) {
  size_t vectors = StateBuffer::amplitudes(numQubits) >> set.laneBits;
  return unsigned(std::min<size_t>(vectors, maxTileVectors));
}

size_t tileCount(unsigned numQubits, const KernelSet &set) {
  return (StateBuffer::amplitudes(numQubits) >> set.laneBits) / tileVectors(numQubits, set);
}

void Pass::layOutTargets(const Plan &plan, const Block &block) {
  const unsigned lanes = 1u << set_->laneBits;
  highMask_ = 0;
  numHigh_ = lowTargets_ = 0;
  std::fill_n(laneRows_, lanes, 0);
  highRows_[0] = 0;
  // Ascending bits: the j-th high target is bit j of a high combination.
  std::array<std::pair<uint32_t, unsigned>, 16> order;
  for (unsigned i = 0; i < block.numTargets; ++i)
    order[i] = {plan.targets[block.firstTarget + i], 1u << (block.numTargets - 1 - i)};
  std::sort(order.begin(), order.begin() + block.numTargets);
  for (auto [bit, row] : std::span(order).first(block.numTargets)) {
    if (bit < set_->laneBits) {
      lowTargets_ |= 1u << bit;
      for (unsigned lane = 0; lane < lanes; ++lane)
        laneRows_[lane] |= (lane >> bit) & 1 ? row : 0;
      continue;
    }
    highMask_ |= uint64_t(1) << bit;
    for (unsigned h = 0; h < 1u << numHigh_; ++h)
      highRows_[h | 1u << numHigh_] = highRows_[h] | row;
    ++numHigh_;
  }
}

void Pass::layOutControls(const Block &block) {
  const uint64_t laneMask = (uint64_t(1) << set_->laneBits) - 1;
  lowControlMask_ = unsigned(block.controlMask & laneMask);
  lowControlValue_ = unsigned(block.controlValue & laneMask);
  highControlMask_ = block.controlMask & ~laneMask;
  highControlValue_ = block.controlValue & ~laneMask;
}

bool Pass::set(const Plan &plan, const Block &block, const Complex *matrix, bool forOverlaps, const KernelSet &set) {
  set_ = &set;
  numQubits_ = plan.numQubits;
  layOutControls(block);
  if (block.form == BlockForm::ParityPhase)
    return fillDiagonal(plan, block, matrix, forOverlaps);
  layOutTargets(plan, block);
  dim_ = 1u << block.numTargets;
  if (block.form == BlockForm::Diagonal)
    return fillDiagonal(plan, block, matrix, forOverlaps);
  if (!forOverlaps && asPermutation(matrix))
    return true;
  return fillDense(matrix, forOverlaps);
}

static size_t groupCount(unsigned numQubits, const KernelSet &set, uint64_t fixedBits) {
  return (StateBuffer::amplitudes(numQubits) >> set.laneBits) >> std::popcount(fixedBits);
}

/// The basis index bits of high combination `h`.
static uint64_t spread(unsigned h, uint64_t mask) {
  uint64_t result = 0;
  for (; h != 0; h >>= 1, mask &= mask - 1)
    result |= h & 1 ? mask & -mask : 0;
  return result;
}

bool Pass::asPermutation(const Complex *matrix) {
  if (lowTargets_ != 0 || lowControlMask_ != 0 || dim_ > 4)
    return false;
  PermutePass pass;
  for (unsigned c = 0; c < dim_; ++c) {
    unsigned image = dim_;
    for (unsigned r = 0; r < dim_; ++r) {
      if (matrix[denseRow(r, 0) * dim_ + denseRow(c, 0)] == 0.0)
        continue;
      if (matrix[denseRow(r, 0) * dim_ + denseRow(c, 0)] != 1.0 || image != dim_)
        return false;
      image = r;
    }
    if (image == c)
      continue;
    pass.from[pass.numMoves] = spread(c, highMask_);
    pass.to[pass.numMoves++] = spread(image, highMask_);
  }
  pass.fixedBits = highMask_ | highControlMask_;
  pass.controlValue = highControlValue_;
  pass.numGroups = pass.numMoves == 0 ? 0 : groupCount(numQubits_, *set_, pass.fixedBits);
  permute_ = pass;
  form_ = Form::Permute;
  return true;
}

bool Pass::fillDense(const Complex *matrix, bool forOverlaps) {
  form_ = Form::Dense;
  const unsigned lanes = 1u << set_->laneBits, rows = 1u << numHigh_;
  unsigned numFlips = 1u << std::popcount(lowTargets_);
  for (unsigned d = 0; d < numFlips; ++d)
    flips_[d] = unsigned(spread(d, lowTargets_));
  numColumns_ = rows * numFlips;
  dense_.fixedBits = highMask_ | highControlMask_;
  dense_.controlValue = highControlValue_;
  dense_.numGroups = groupCount(numQubits_, *set_, dense_.fixedBits);
  dense_.numHigh = numHigh_;
  dense_.lowTargets = lowTargets_;
  dense_.perLane = lowTargets_ != 0 || lowControlMask_ != 0;
  dense_.real = !forOverlaps && std::all_of(matrix, matrix + dim_ * dim_, [](Complex x) { return x.imag() == 0; });
  for (unsigned h = 0; h < rows; ++h)
    dense_.offsets[h] = spread(h, highMask_);
  unsigned width = dense_.perLane ? lanes : 1;
  if (!coefficients_.reserve(size_t(2) * rows * numColumns_ * width))
    return false;
  double *to = coefficients_.data();
  for (unsigned h = 0; h < rows; ++h)
    for (unsigned j = 0; j < numColumns_; ++j, to += 2 * width)
      for (unsigned lane = 0; lane < width; ++lane) {
        Complex value = j == h * numFlips ? 1 : 0; // lanes whose controls do not hold keep what they have
        if (laneActs(lane) || width == 1)
          value = matrix[denseRow(h, lane) * dim_ + denseRow(j / numFlips, lane ^ flips_[j % numFlips])];
        to[lane] = value.real();
        to[width + lane] = value.imag();
      }
  dense_.coefficients = coefficients_.data();
  return true;
}

/// A target whose value 0 leaves all as it is, as in a phase shift, is as good as a control: half of the state is not
/// touched.
void Pass::promoteToControls(std::span<const bool> isIdentity) {
  for (unsigned j = 0; j < numHigh_; ++j) {
    bool idle = true;
    for (unsigned h = 0; h < 1u << numHigh_; ++h)
      idle = idle && (isIdentity[h] || (h >> j) & 1);
    uint64_t bit = spread(1u << j, highMask_);
    if (idle) {
      highControlMask_ |= bit;
      highControlValue_ |= bit;
    }
  }
}

bool Pass::fillDiagonal(const Plan &plan, const Block &block, const Complex *matrix, bool forOverlaps) {
  form_ = Form::Diagonal;
  const unsigned lanes = 1u << set_->laneBits;
  DiagonalPass &pass = diagonal_;
  pass.tileVectors = tileVectors(numQubits_, *set_);
  pass.numTiles = tileCount(numQubits_, *set_);
  if (block.form == BlockForm::ParityPhase) {
    // The coefficient's number is the parity of the high targets; a lane adds its own.
    highMask_ = 0;
    lowTargets_ = 0;
    for (unsigned i = 0; i < block.numTargets; ++i)
      highMask_ |= uint64_t(1) << plan.targets[block.firstTarget + i];
    unsigned laneMask = unsigned(highMask_) & (lanes - 1);
    highMask_ &= ~uint64_t(lanes - 1);
    for (unsigned lane = 0; lane < lanes; ++lane)
      laneRows_[lane] = std::popcount(lane & laneMask) % 2;
    highRows_[0] = 0;
    highRows_[1] = 1;
    dim_ = 2;
  }
  bool byParity = block.form == BlockForm::ParityPhase;
  pass.numCoefficients = byParity ? 2 : 1u << numHigh_;
  if (!coefficients_.reserve(size_t(2) * lanes * pass.numCoefficients))
    return false;
  double *to = coefficients_.data();
  std::array<bool, Plan::maxDiagonalSize> isIdentity;
  isIdentity.fill(true);
  for (unsigned h = 0; h < pass.numCoefficients; ++h, to += 2 * lanes) {
    for (unsigned lane = 0; lane < lanes; ++lane) {
      Complex value = laneActs(lane) ? matrix[highRows_[h] ^ laneRows_[lane]] : 1;
      to[lane] = value.real();
      to[lanes + lane] = value.imag();
      isIdentity[h] = isIdentity[h] && value == 1.0;
    }
  }
  pass.coefficients = coefficients_.data();
  if (!byParity && !forOverlaps)
    promoteToControls(isIdentity);

  const uint64_t position = uint64_t(pass.tileVectors) * lanes - 1;
  pass.controlMask = highControlMask_ & ~position;
  pass.controlValue = highControlValue_ & ~position;
  pass.numOuter = 0;
  std::fill_n(pass.inner, pass.tileVectors, 0);
  unsigned j = 0;
  for (uint64_t rest = highMask_; rest != 0; rest &= rest - 1, ++j) {
    uint64_t bit = rest & -rest;
    unsigned term = byParity ? 1 : 1u << j;
    if (bit > position) {
      pass.outerBits[pass.numOuter] = bit;
      pass.outerTerms[pass.numOuter++] = term;
      continue;
    }
    for (unsigned v = 0; v < pass.tileVectors; ++v)
      pass.inner[v] ^= v * lanes & bit ? term : 0;
  }
  for (unsigned v = 0; v < pass.tileVectors; ++v)
    if ((v * lanes & highControlMask_ & position) != (highControlValue_ & position))
      pass.inner[v] = DiagonalPass::skip;
  return true;
}

size_t Pass::numUnits() const {
  switch (form_) {
  case Form::Dense: return dense_.numGroups;
  case Form::Permute: return permute_.numGroups;
  case Form::Diagonal: return diagonal_.numTiles;
  }
  return 0;
}

void Pass::apply(StateView state, size_t begin, size_t end) const {
  switch (form_) {
  case Form::Dense: return set_->dense(state, dense_, begin, end);
  case Form::Permute: return set_->permute(state, permute_, begin, end);
  case Form::Diagonal: return set_->diagonal(state, diagonal_, begin, end);
  }
}

void Pass::applyBackward(StateView ket, StateView bra, double *overlaps, size_t begin, size_t end) const {
  if (form_ == Form::Diagonal)
    set_->diagonalBackward(ket, bra, diagonal_, overlaps, begin, end);
  else
    set_->denseBackward(ket, bra, dense_, overlaps, begin, end);
}

size_t Pass::numOverlaps() const {
  size_t vectors = form_ == Form::Diagonal ? diagonal_.numCoefficients : (size_t(1) << numHigh_) * numColumns_;
  return 2 * vectors << set_->laneBits;
}

void Pass::addOverlaps(const double *from, Complex *to) const {
  const unsigned lanes = 1u << set_->laneBits;
  if (form_ == Form::Diagonal) {
    for (unsigned h = 0; h < diagonal_.numCoefficients; ++h, from += 2 * lanes)
      for (unsigned lane = 0; lane < lanes; ++lane)
        if (laneActs(lane))
          to[highRows_[h] ^ laneRows_[lane]] += Complex(from[lane], from[lanes + lane]);
    return;
  }
  unsigned numFlips = numColumns_ >> numHigh_;
  for (unsigned h = 0; h < 1u << numHigh_; ++h)
    for (unsigned j = 0; j < numColumns_; ++j, from += 2 * lanes)
      for (unsigned lane = 0; lane < lanes; ++lane)
        if (laneActs(lane))
          to[denseRow(h, lane) * dim_ + denseRow(j / numFlips, lane ^ flips_[j % numFlips])] +=
              Complex(from[lane], from[lanes + lane]);
}

} // namespace qml::rt
