// SPDX-License-Identifier: Apache-2.0
//
// Several rotations in one pass, part of KernelSet.cpp. A group of 2^k vectors is held in registers while k rotations that flip
// vectors are applied, and those that lead to other lanes of the group's vectors. Each costs one multiply-add per vector where its
// cosine has been divided out.
#pragma once

#include "Kernels.h"
#include "PairKernels.h"
#include "Vector.h"

namespace qml::rt {
namespace {

/// As many as leave room for a group in the registers of the instruction set.
#if defined(__AVX512F__) || defined(__aarch64__)
constexpr unsigned maxRotations = 4;
#else
constexpr unsigned maxRotations = 3;
#endif

/// Calls body(integral_constant i) for i below N.
template <unsigned N, typename Body> [[gnu::always_inline]] inline void unrolled(Body body) {
  [&]<unsigned... I>(std::integer_sequence<unsigned, I...>) __attribute__((always_inline)) {
    (body(std::integral_constant<unsigned, I>()), ...);
  }(std::make_integer_sequence<unsigned, N>());
}

/// The vectors of a group, whose number is that of the first XOR a combination of flips. A cross rotation mixes the real part of
/// one with the imaginary part of its partner: then one set of registers holds the real parts of members that are an even
/// number of flips away, and the imaginary parts of the others; the second set holds the rest, and turns the other way.
template <bool Cross, unsigned K, bool Flip> class RotationGroup {
public:
  static constexpr unsigned size = 1u << K;
  typedef V Registers[size];

  explicit RotationGroup(const RotationsPass<Real> &pass) : RotationGroup(pass, std::make_integer_sequence<unsigned, size>()) {}

  [[gnu::always_inline]] void loadFrom(Amplitudes<Real> x, unsigned set, uint32_t v, Registers &registers) const {
    unrolled<size>([&](auto m) __attribute__((always_inline)) {
      V loaded = load(part(x, set, m) + size_t(v ^ offset_[m]) * lanes);
      registers[m] = Flip && m != 0 ? flip_[m](loaded) : loaded;
    });
  }
  [[gnu::always_inline]] void storeTo(Amplitudes<Real> x, unsigned set, uint32_t v, const Registers &registers) const {
    unrolled<size>([&](auto m) __attribute__((always_inline)) {
      store(part(x, set, m) + size_t(v ^ offset_[m]) * lanes, Flip && m != 0 ? flip_[m](registers[m]) : registers[m]);
    });
  }

  /// Calls body(x, y) for the pairs of rotation I: x' = cosine x - sine y, y' = cosine y + sine x.
  template <unsigned I, typename Body> [[gnu::always_inline]] static void forPairs(Body body) {
    unrolled<size / 2>([&](auto half) __attribute__((always_inline)) {
      constexpr unsigned first = (half >> I << (I + 1)) | (half & ((1u << I) - 1)), second = first | 1u << I;
      if (Cross && !isOdd(first)) // the imaginary part is x
        body(second, first);
      else
        body(first, second);
    });
  }

private:
  template <unsigned... M>
  RotationGroup(const RotationsPass<Real> &pass, std::integer_sequence<unsigned, M...>)
      : offset_{combine(pass.flipVector, M)...}, flip_{LaneFlip(combine(pass.flipLanes, M))...} {}
  static uint32_t combine(const uint32_t *flips, unsigned which) {
    uint32_t flip = 0;
    for (unsigned i = 0; i < K; ++i)
      flip ^= which & (1u << i) ? flips[i] : 0;
    return flip;
  }
  static constexpr bool isOdd(unsigned m) { return __builtin_popcount(m) % 2; }
  static Real *part(Amplitudes<Real> x, unsigned set, unsigned m) { return bool(set) != (Cross && isOdd(m)) ? x.im : x.re; }

  uint32_t offset_[size];
  LaneFlip flip_[size];
};

/// The sine and the cosine of one rotation for a group.
struct Turn {
  V sine, cosine;
};

/// The turns of a pass's rotations from number `first` on. Tangents: all cosines have been divided out and all vectors have the
/// same coefficients, so that their sines, tangents then, differ in sign only.
template <bool Tangents, unsigned Max> class Turns {
public:
  Turns(const RotationsPass<Real> &pass, const RotationsPlace<Real> &place, unsigned first, unsigned count)
      : pass_(pass), place_(place), first_(first) {
    for (unsigned i = 0; i < count && Tangents; ++i)
      for (unsigned odd : {0u, 1u})
        tangents_[i][odd] = *coefficients(i) * signOf(i, odd);
  }
  [[gnu::always_inline]] V sign(unsigned i, uint32_t v) const { return signOf(i, isOdd(i, v)); }
  [[gnu::always_inline]] Turn operator()(unsigned i, uint32_t v) const {
    if constexpr (Tangents)
      return {tangents_[i][isOdd(i, v)], V{}};
    const Real *c = coefficients(i);
    if (!pass_.inVectors)
      return {c[0] * sign(i, v), broadcast(c[1])};
    c += size_t(2 * lanes) * (v & pass_.rowMask);
    return {load(c) * sign(i, v), load(c + lanes)};
  }

private:
  V signOf(unsigned i, unsigned odd) const {
    return load(pass_.signs + size_t(lanes) * (2 * pass_.rotation[first_ + i] + (odd ^ ((place_.parity >> (first_ + i)) & 1))));
  }
  unsigned isOdd(unsigned i, uint32_t v) const { return parity(pass_.sign[first_ + i] & v); }
  const Real *coefficients(unsigned i) const {
    return place_.coefficients + (pass_.inVectors ? size_t(2 * lanes) * (pass_.rowMask + 1) : 2) * pass_.rotation[first_ + i];
  }

  const RotationsPass<Real> &pass_;
  const RotationsPlace<Real> &place_;
  unsigned first_;
  V tangents_[Tangents ? Max : 1][2];
};

/// Rotation I of a group.
template <typename Group, unsigned I, bool Tangents>
[[gnu::always_inline]] inline void turn(const Turn &turn, typename Group::Registers &registers) {
  Group::template forPairs<I>([&](unsigned x, unsigned y) __attribute__((always_inline)) {
    V t = (Tangents ? registers[x] : turn.cosine * registers[x]) - turn.sine * registers[y];
    registers[y] = (Tangents ? registers[y] : turn.cosine * registers[y]) + turn.sine * registers[x];
    registers[x] = t;
  });
}

/// A rotation that leads to other lanes: these come with the other sign.
template <bool Tangents> [[gnu::always_inline]] inline V turnLanes(const Turn &turn, V own, V partner) {
  return (Tangents ? own : turn.cosine * own) - turn.sine * partner;
}

/// The rotations of a pass that lead to other lanes of the group's vectors: not more than there are lane bits.
class LaneRotations {
public:
  LaneRotations(const RotationsPass<Real> &pass)
      : pass_(pass), count_(pass.numLow), flip_(pass, std::make_integer_sequence<unsigned, max>()) {}

  unsigned count() const { return count_; }
  V partner(unsigned j, V x) const { return flip_.all[j](x); }
  /// Calls body(m, partner) for the vectors 0 to Size of a group, each with the one that the partners of its lanes are in.
  template <unsigned Size, typename Body> [[gnu::always_inline]] void forPartners(unsigned j, Body body) const {
    unrolled<Size>([&](auto c) __attribute__((always_inline)) {
      if (pass_.combination[j] == c)
        unrolled<Size>([&](auto m) __attribute__((always_inline)) { body(m, std::integral_constant<unsigned, m ^ c>()); });
    });
  }
  /// Rotation j of a group.
  template <bool Tangents, unsigned Size> [[gnu::always_inline]] void apply(unsigned j, const Turn &turn, V (&x)[Size]) const {
    forPartners<Size>(j, [&](auto m, auto p) __attribute__((always_inline)) {
      if (m > p)
        return;
      const V own = x[m];
      x[m] = turnLanes<Tangents>(turn, own, partner(j, x[p]));
      if (m < p)
        x[p] = turnLanes<Tangents>(turn, x[p], partner(j, own));
    });
  }

private:
  static constexpr unsigned max = RotationsPass<Real>::maxLow;
  struct Flips {
    LaneFlip all[max];
    template <unsigned... J>
    Flips(const RotationsPass<Real> &pass, std::integer_sequence<unsigned, J...>)
        : all{LaneFlip(J < pass.numLow ? pass.flipLanes[pass.numHigh + J] : 0)...} {}
  };
  const RotationsPass<Real> &pass_;
  unsigned count_;
  Flips flip_;
};

/// Calls body(v) for the first vectors of all groups, the first of each run only.
template <typename Body>
[[gnu::always_inline]] inline void forRuns(uint32_t begin, uint32_t end, const RotationsPass<Real> &pass, Body body) {
  const uint32_t run = pass.run, pivots = pass.pivots;
  for (uint32_t v = withoutBits(begin, pivots); v < end; v = withoutBits(v + run, pivots))
    body(v);
}

template <bool Cross, unsigned K, bool Flip, bool Tangents>
[[gnu::noinline]] void rotations(Amplitudes<Real> tile, uint32_t begin, uint32_t end, const RotationsPass<Real> &pass,
                                 const RotationsPlace<Real> &place) {
  using Group = RotationGroup<Cross, K, Flip>;
  const Group group(pass);
  const LaneRotations low(pass);
  const Turns<Tangents, K + 1> turns(pass, place, 0, K);
  const Turns<Tangents, RotationsPass<Real>::maxLow> lowTurns(pass, place, K, low.count());
  const unsigned numSets = place.realOnly ? 1 : 2;
  const uint32_t run = pass.run;
  forRuns(begin, end, pass, [&](uint32_t first) __attribute__((always_inline)) {
    Turn own[K + 1];
    unrolled<K>([&](auto i) __attribute__((always_inline)) { own[i] = turns(i, first); });
    for (uint32_t v = first; v < first + run; ++v)
      for (unsigned set = 0; set < numSets; ++set) {
        typename Group::Registers x;
        group.loadFrom(tile, set, v, x);
        unrolled<K>([&](auto i) __attribute__((always_inline)) { turn<Group, i, Tangents>(own[i], x); });
        for (unsigned j = 0; j < low.count(); ++j)
          low.apply<Tangents>(j, lowTurns(j, v), x);
        group.storeTo(tile, set, v, x);
        unrolled<Cross ? K : 0>([&](auto i) __attribute__((always_inline)) { own[i].sine = -own[i].sine; });
      }
  });
}

/// The turns and signs of N cross rotations that flip lanes only, in one vector; Fixed: tangents, the same in all.
template <unsigned N, bool Fixed> class LaneTurns {
public:
  LaneTurns(const RotationsPass<Real> &pass, const RotationsPlace<Real> &place) : turns_(pass, place, 0, N) {
    for (unsigned j = 0; j < N && Fixed; ++j) {
      signs_[j] = turns_.sign(j, 0);
      fixed_[j] = turns_(j, 0);
    }
  }
  [[gnu::always_inline]] V sign(unsigned j, uint32_t v) const { return Fixed ? signs_[j] : turns_.sign(j, v); }
  /// Rotation j of a vector; `flip` sends lanes to their partners.
  template <typename Flip> [[gnu::always_inline]] void apply(unsigned j, uint32_t v, Flip flip, V &re, V &im) const {
    Turn turn = Fixed ? fixed_[j] : turns_(j, v);
    const V i = turnLanes<Fixed>(turn, im, flip(re));
    turn.sine = -turn.sine;
    re = turnLanes<Fixed>(turn, re, flip(im));
    im = i;
  }

private:
  Turns<Fixed, N> turns_;
  Turn fixed_[N];
  V signs_[N];
};

/// Calls run<N, fixed>() for a pass of N cross rotations that flip lanes only.
template <typename Run> inline void dispatchLanes(const RotationsPass<Real> &pass, const RotationsPlace<Real> &place, Run run) {
  bool fixed = place.full == 0;
  for (unsigned j = 0; j < pass.numLow; ++j)
    fixed = fixed && pass.sign[j] == 0;
  unrolled<RotationsPass<Real>::maxLow>([&](auto i) {
    if (pass.numLow == i + 1)
      fixed ? run.template operator()<i + 1, true>() : run.template operator()<i + 1, false>();
  });
}

template <unsigned N, bool Fixed>
void crossLanes(Amplitudes<Real> tile, uint32_t begin, uint32_t end, const RotationsPass<Real> &pass, const RotationsPlace<Real> &place) {
  const LaneRotations low(pass);
  const LaneTurns<N, Fixed> turns(pass, place);
  for (uint32_t v = begin; v < end; ++v) {
    const size_t at = size_t(v) * lanes;
    V re = load(tile.re + at), im = load(tile.im + at);
    unrolled<N>([&](auto j) __attribute__((always_inline)) {
      turns.apply(j, v, [&](V x) __attribute__((always_inline)) { return low.partner(j, x); }, re, im);
    });
    store(tile.re + at, re);
    store(tile.im + at, im);
  }
}

/// What a pass's rotations from number `first` on add to the sums of a backward pass.
template <unsigned Max> class RotationSums {
public:
  RotationSums(const RotationsPass<Real> &pass, unsigned first, Real *sums)
      : pass_(pass), first_(first), out_(reinterpret_cast<V *>(sums)) {}

  [[gnu::always_inline]] void add(unsigned i, uint32_t v, V sum) {
    if (pass_.rowMask != 0)
      out_[pass_.rotation[first_ + i] * (pass_.rowMask + 1) + (v & pass_.rowMask)] += sum;
    else
      totals_[i] += sum;
  }
  void finish(unsigned count) {
    if (pass_.rowMask == 0)
      for (unsigned i = 0; i < count; ++i)
        out_[pass_.rotation[first_ + i]] += totals_[i];
  }

private:
  const RotationsPass<Real> &pass_;
  unsigned first_;
  V *out_;
  V totals_[Max] = {};
};

template <bool Cross, unsigned K, bool Flip, bool Tangents>
[[gnu::noinline]] void rotationsBackward(Amplitudes<Real> ket, Amplitudes<Real> bra, uint32_t begin, uint32_t end,
                                         const RotationsPass<Real> &pass, const RotationsPlace<Real> &place, Real *sums) {
  using Group = RotationGroup<Cross, K, Flip>;
  const Group group(pass);
  const LaneRotations low(pass);
  const Turns<Tangents, K + 1> turns(pass, place, 0, K);
  const Turns<Tangents, RotationsPass<Real>::maxLow> lowTurns(pass, place, K, low.count());
  RotationSums<K + 1> highSums(pass, 0, sums);
  RotationSums<RotationsPass<Real>::maxLow> lowSums(pass, K, sums);
  const unsigned numSets = place.realOnly ? 1 : 2;
  const uint32_t run = pass.run;
  forRuns(begin, end, pass, [&](uint32_t first) __attribute__((always_inline)) {
    Turn own[K + 1];
    V sum[K + 1], lowSum[RotationsPass<Real>::maxLow];
    unrolled<K>([&](auto i) __attribute__((always_inline)) {
      own[i] = turns(i, first);
      sum[i] = V{};
    });
    for (unsigned j = 0; j < low.count(); ++j)
      lowSum[j] = V{};
    for (uint32_t v = first; v < first + run; ++v)
      for (unsigned set = 0; set < numSets; ++set) {
        typename Group::Registers k, b;
        group.loadFrom(ket, set, v, k);
        group.loadFrom(bra, set, v, b);
        unrolled<K>([&](auto i) __attribute__((always_inline)) {
          Group::template forPairs<i>([&](unsigned x, unsigned y) __attribute__((always_inline)) {
            sum[i] += b[y] * k[x];
            sum[i] -= b[x] * k[y];
          });
        });
        for (unsigned j = 0; j < low.count(); ++j)
          low.forPartners<Group::size>(j, [&](auto m, auto p) __attribute__((always_inline)) { lowSum[j] -= b[m] * low.partner(j, k[p]); });
        unrolled<K>([&](auto i) __attribute__((always_inline)) {
          turn<Group, i, Tangents>(own[i], k);
          turn<Group, i, Tangents>(own[i], b);
        });
        for (unsigned j = 0; j < low.count(); ++j) {
          const Turn turn = lowTurns(j, v);
          low.apply<Tangents>(j, turn, k);
          low.apply<Tangents>(j, turn, b);
        }
        group.storeTo(ket, set, v, k);
        group.storeTo(bra, set, v, b);
        unrolled<Cross ? K : 0>([&](auto i) __attribute__((always_inline)) {
          own[i].sine = -own[i].sine;
          sum[i] = -sum[i];
        });
      }
    unrolled<K>([&](auto i) __attribute__((always_inline)) { highSums.add(i, first, turns.sign(i, first) * sum[i]); });
    for (unsigned j = 0; j < low.count(); ++j)
      lowSums.add(j, first, lowTurns.sign(j, first) * lowSum[j]);
  });
  highSums.finish(K);
  lowSums.finish(low.count());
}

template <unsigned N, bool Fixed>
void crossLanesBackward(Amplitudes<Real> ket, Amplitudes<Real> bra, uint32_t begin, uint32_t end, const RotationsPass<Real> &pass,
                        const RotationsPlace<Real> &place, Real *sums) {
  const LaneRotations low(pass);
  const LaneTurns<N, Fixed> turns(pass, place);
  RotationSums<N> lowSums(pass, 0, sums);
  for (uint32_t v = begin; v < end; ++v) {
    const size_t at = size_t(v) * lanes;
    V kr = load(ket.re + at), ki = load(ket.im + at), br = load(bra.re + at), bi = load(bra.im + at);
    unrolled<N>([&](auto j) __attribute__((always_inline)) {
      lowSums.add(j, v, turns.sign(j, v) * (br * low.partner(j, ki) - bi * low.partner(j, kr)));
    });
    unrolled<N>([&](auto j) __attribute__((always_inline)) {
      auto flip = [&](V x) __attribute__((always_inline)) { return low.partner(j, x); };
      turns.apply(j, v, flip, kr, ki);
      turns.apply(j, v, flip, br, bi);
    });
    store(ket.re + at, kr), store(ket.im + at, ki), store(bra.re + at, br), store(bra.im + at, bi);
  }
  lowSums.finish(N);
}

/// Calls run<cross, k, flip, tangents>() with the pass's own as constants. Inlined: to hand closures on takes longer than a short
/// pass.
template <unsigned Max, typename Run> [[gnu::always_inline]] inline void dispatchRotations(const RotationsPass<Real> &pass,
                                                                                            const RotationsPlace<Real> &place, Run run) {
  bool flips = false;
  for (unsigned i = 0; i < pass.numHigh; ++i)
    flips = flips || pass.flipLanes[i] != 0;
  unrolled<Max + 1>([&](auto k) __attribute__((always_inline)) {
    if (pass.numHigh != k)
      return;
    auto withFlips = [&]<bool Cross, bool Tangents>() __attribute__((always_inline)) {
      flips ? run.template operator()<Cross, k, true, Tangents>() : run.template operator()<Cross, k, false, Tangents>();
    };
    auto withTangents = [&]<bool Cross>() __attribute__((always_inline)) {
      place.full == 0 ? withFlips.template operator()<Cross, true>() : withFlips.template operator()<Cross, false>();
    };
    pass.cross ? withTangents.template operator()<true>() : withTangents.template operator()<false>();
  });
}

void anyRotations(Amplitudes<Real> tile, uint32_t begin, uint32_t end, const RotationsPass<Real> &pass,
                  const RotationsPlace<Real> &place) {
  if (pass.cross && pass.numHigh == 0)
    return dispatchLanes(pass, place, [&]<unsigned N, bool Fixed>() { crossLanes<N, Fixed>(tile, begin, end, pass, place); });
  dispatchRotations<maxRotations>(pass, place, [&]<bool C, unsigned K, bool F, bool T>() __attribute__((always_inline)) {
    rotations<C, K, F, T>(tile, begin, end, pass, place);
  });
}
void anyRotationsBackward(Amplitudes<Real> ket, Amplitudes<Real> bra, uint32_t begin, uint32_t end, const RotationsPass<Real> &pass,
                          const RotationsPlace<Real> &place, Real *sums) {
  if (pass.cross && pass.numHigh == 0)
    return dispatchLanes(pass, place,
                         [&]<unsigned N, bool Fixed>() { crossLanesBackward<N, Fixed>(ket, bra, begin, end, pass, place, sums); });
  dispatchRotations<maxRotations - 1>(pass, place, [&]<bool C, unsigned K, bool F, bool T>() __attribute__((always_inline)) {
    rotationsBackward<C, K, F, T>(ket, bra, begin, end, pass, place, sums);
  });
}

} // namespace
} // namespace qml::rt
