// SPDX-License-Identifier: Apache-2.0
//
// Several rotations in one pass, part of KernelSet.cpp. A group of 2^k vectors is held in registers while k rotations that flip
// vectors are applied, and those that flip lanes only. Each costs one multiply-add per vector where its cosine has been divided out.
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
/// number of flips away, and the imaginary parts of the others; the second set holds the rest.
template <bool Cross, unsigned K, bool Flip> class RotationGroup {
public:
  static constexpr unsigned size = 1u << K;
  typedef V Registers[size];

  explicit RotationGroup(const RotationsPass<Real> &pass) : RotationGroup(pass, std::make_integer_sequence<unsigned, size>()) {}

  [[gnu::always_inline]] void loadFrom(Amplitudes<Real> x, auto set, uint32_t v, Registers &registers) const {
    unrolled<size>([&](auto m) __attribute__((always_inline)) {
      V loaded = load(part(x, set, m) + size_t(v ^ offset_[m]) * lanes);
      registers[m] = Flip && m != 0 ? flip_[m](loaded) : loaded;
    });
  }
  [[gnu::always_inline]] void storeTo(Amplitudes<Real> x, auto set, uint32_t v, const Registers &registers) const {
    unrolled<size>([&](auto m) __attribute__((always_inline)) {
      store(part(x, set, m) + size_t(v ^ offset_[m]) * lanes, Flip && m != 0 ? flip_[m](registers[m]) : registers[m]);
    });
  }

  /// Calls body(x, y) for the pairs of rotation I: x' = cosine x - sine y, y' = cosine y + sine x.
  template <unsigned I, typename Body> [[gnu::always_inline]] static void forPairs(auto set, Body body) {
    unrolled<size / 2>([&](auto half) __attribute__((always_inline)) {
      constexpr unsigned first = (half >> I << (I + 1)) | (half & ((1u << I) - 1)), second = first | 1u << I;
      if (Cross && isOdd(first) == bool(set)) // the imaginary part is x
        body(second, first);
      else
        body(first, second);
    });
  }

  /// Calls body(set) for the sets, whose number is a constant where it matters.
  template <typename Body> [[gnu::always_inline]] static void forSets(unsigned numSets, Body body) {
    if constexpr (Cross)
      unrolled<2>(body);
    else
      for (unsigned set = 0; set < numSets; ++set)
        body(set);
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
  static Real *part(Amplitudes<Real> x, unsigned set, unsigned m) { return (Cross && isOdd(m)) != bool(set) ? x.im : x.re; }

  uint32_t offset_[size];
  LaneFlip flip_[size];
};

/// The sign of a rotation's sine in a group.
inline V signOf(const RotationsPass<Real> &pass, unsigned i, uint32_t v) {
  return load(pass.signs + size_t(lanes) * (2 * pass.rotation[i] + (parity(pass.sign[i] & v) ^ ((pass.parity >> i) & 1))));
}

/// The sine and the cosine of one rotation for a group.
struct Turn {
  V sine, cosine;
  bool full;
  Turn() = default;
  [[gnu::always_inline]] Turn(const RotationsPass<Real> &pass, unsigned i, uint32_t v, V sign) : full((pass.full >> i) & 1) {
    const Real *c = pass.coefficients + size_t(2 * lanes) * (pass.rotation[i] * (pass.rowMask + 1) + (v & pass.rowMask));
    sine = load(c) * sign;
    cosine = load(c + lanes);
  }
};

/// Rotation I of a group.
template <typename Group, unsigned I>
[[gnu::always_inline]] inline void turn(const Turn &turn, auto set, typename Group::Registers &registers) {
  auto all = [&]<bool Full>() __attribute__((always_inline)) {
    Group::template forPairs<I>(set, [&](unsigned x, unsigned y) __attribute__((always_inline)) {
      V t = (Full ? turn.cosine * registers[x] : registers[x]) - turn.sine * registers[y];
      registers[y] = (Full ? turn.cosine * registers[y] : registers[y]) + turn.sine * registers[x];
      registers[x] = t;
    });
  };
  turn.full ? all.template operator()<true>() : all.template operator()<false>();
}

/// A rotation that flips lanes only.
[[gnu::always_inline]] inline V turnLanes(const Turn &turn, V own, V partner) {
  return (turn.full ? turn.cosine * own : own) + turn.sine * partner;
}

/// The rotations of a pass that flip lanes only: not more than there are lane bits, with their signs in a group.
class LaneRotations {
public:
  LaneRotations(const RotationsPass<Real> &pass)
      : first_(pass.numHigh), count_(pass.numLow), flip_(pass, std::make_integer_sequence<unsigned, max>()) {}

  unsigned count() const { return count_; }
  unsigned number(unsigned j) const { return first_ + j; }
  V partner(unsigned j, V x) const { return flip_.all[j](x); }

private:
  static constexpr unsigned max = RotationsPass<Real>::maxLow;
  struct Flips {
    LaneFlip all[max];
    template <unsigned... J>
    Flips(const RotationsPass<Real> &pass, std::integer_sequence<unsigned, J...>)
        : all{LaneFlip(J < pass.numLow ? pass.flipLanes[pass.numHigh + J] : 0)...} {}
  };
  unsigned first_, count_;
  Flips flip_;
};

/// Calls body(v) for the first vectors of all groups.
template <typename Body> [[gnu::always_inline]] inline void forGroups(uint32_t begin, uint32_t end, uint32_t pivots, Body body) {
  for (uint32_t v = withoutBits(begin, pivots); v < end; v = withoutBits(v + 1, pivots))
    body(v);
}

template <bool Cross, unsigned K, bool Flip>
void rotations(Amplitudes<Real> tile, uint32_t begin, uint32_t end, const RotationsPass<Real> &pass) {
  using Group = RotationGroup<Cross, K, Flip>;
  const Group group(pass);
  const LaneRotations low(pass);
  const unsigned numSets = pass.realOnly ? 1 : 2;
  forGroups(begin, end, pass.pivots, [&](uint32_t v) __attribute__((always_inline)) {
    Turn turns[K + 1];
    unrolled<K>([&](auto i) __attribute__((always_inline)) { turns[i] = Turn(pass, i, v, signOf(pass, i, v)); });
    Group::forSets(numSets, [&](auto set) __attribute__((always_inline)) {
      typename Group::Registers x;
      group.loadFrom(tile, set, v, x);
      unrolled<K>([&](auto i) __attribute__((always_inline)) { turn<Group, i>(turns[i], set, x); });
      for (unsigned j = 0; j < low.count(); ++j) {
        const Turn turn(pass, low.number(j), v, signOf(pass, low.number(j), v));
        unrolled<Group::size>([&](auto m) __attribute__((always_inline)) { x[m] = turnLanes(turn, x[m], low.partner(j, x[m])); });
      }
      group.storeTo(tile, set, v, x);
    });
  });
}

/// The turns and signs of N cross rotations that flip lanes only, in one vector; Fixed: the same in all.
template <unsigned N, bool Fixed> class LaneTurns {
public:
  explicit LaneTurns(const RotationsPass<Real> &pass) : pass_(pass) {
    for (unsigned j = 0; j < N && Fixed; ++j) {
      signs_[j] = signOf(pass, j, 0);
      turns_[j] = Turn(pass, j, 0, signs_[j]);
    }
  }
  [[gnu::always_inline]] V sign(unsigned j, uint32_t v) const { return Fixed ? signs_[j] : signOf(pass_, j, v); }
  /// Rotation j of a vector; `flip` sends lanes to their partners.
  template <typename Flip> [[gnu::always_inline]] void apply(unsigned j, uint32_t v, Flip flip, V &re, V &im) const {
    Turn turn = Fixed ? turns_[j] : Turn(pass_, j, v, signOf(pass_, j, v));
    const V r = turnLanes(turn, re, flip(im));
    turn.sine = -turn.sine;
    im = turnLanes(turn, im, flip(re));
    re = r;
  }

private:
  const RotationsPass<Real> &pass_;
  Turn turns_[N];
  V signs_[N];
};

/// Calls run<N, fixed>() for a pass of N cross rotations that flip lanes only.
template <typename Run> inline void dispatchLanes(const RotationsPass<Real> &pass, Run run) {
  bool fixed = pass.rowMask == 0;
  for (unsigned j = 0; j < pass.numLow; ++j)
    fixed = fixed && pass.sign[j] == 0;
  unrolled<RotationsPass<Real>::maxLow>([&](auto i) {
    if (pass.numLow == i + 1)
      fixed ? run.template operator()<i + 1, true>() : run.template operator()<i + 1, false>();
  });
}

template <unsigned N, bool Fixed>
void crossLanes(Amplitudes<Real> tile, uint32_t begin, uint32_t end, const RotationsPass<Real> &pass) {
  const LaneRotations low(pass);
  const LaneTurns<N, Fixed> turns(pass);
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

template <bool Cross, unsigned K, bool Flip>
void rotationsBackward(Amplitudes<Real> ket, Amplitudes<Real> bra, uint32_t begin, uint32_t end, const RotationsPass<Real> &pass,
                       Real *sums) {
  using Group = RotationGroup<Cross, K, Flip>;
  const Group group(pass);
  const LaneRotations low(pass);
  RotationSums<K + 1> highSums(pass, 0, sums);
  RotationSums<RotationsPass<Real>::maxLow> lowSums(pass, K, sums);
  const unsigned numSets = pass.realOnly ? 1 : 2;
  forGroups(begin, end, pass.pivots, [&](uint32_t v) __attribute__((always_inline)) {
    Turn turns[K + 1];
    V signs[K + 1], sum[K + 1], lowSum[RotationsPass<Real>::maxLow];
    unrolled<K>([&](auto i) __attribute__((always_inline)) {
      signs[i] = signOf(pass, i, v);
      turns[i] = Turn(pass, i, v, signs[i]);
      sum[i] = V{};
    });
    for (unsigned j = 0; j < low.count(); ++j)
      lowSum[j] = V{};
    Group::forSets(numSets, [&](auto set) __attribute__((always_inline)) {
      typename Group::Registers k, b;
      group.loadFrom(ket, set, v, k);
      group.loadFrom(bra, set, v, b);
      unrolled<K>([&](auto i) __attribute__((always_inline)) {
        Group::template forPairs<i>(set, [&](unsigned x, unsigned y) __attribute__((always_inline)) {
          sum[i] += b[y] * k[x];
          sum[i] -= b[x] * k[y];
        });
      });
      for (unsigned j = 0; j < low.count(); ++j)
        unrolled<Group::size>([&](auto m) __attribute__((always_inline)) { lowSum[j] += b[m] * low.partner(j, k[m]); });
      unrolled<K>([&](auto i) __attribute__((always_inline)) {
        turn<Group, i>(turns[i], set, k);
        turn<Group, i>(turns[i], set, b);
      });
      for (unsigned j = 0; j < low.count(); ++j) {
        const Turn turn(pass, low.number(j), v, signOf(pass, low.number(j), v));
        unrolled<Group::size>([&](auto m) __attribute__((always_inline)) {
          k[m] = turnLanes(turn, k[m], low.partner(j, k[m]));
          b[m] = turnLanes(turn, b[m], low.partner(j, b[m]));
        });
      }
      group.storeTo(ket, set, v, k);
      group.storeTo(bra, set, v, b);
    });
    unrolled<K>([&](auto i) __attribute__((always_inline)) { highSums.add(i, v, signs[i] * sum[i]); });
    for (unsigned j = 0; j < low.count(); ++j)
      lowSums.add(j, v, signOf(pass, low.number(j), v) * lowSum[j]);
  });
  highSums.finish(K);
  lowSums.finish(low.count());
}

template <unsigned N, bool Fixed>
void crossLanesBackward(Amplitudes<Real> ket, Amplitudes<Real> bra, uint32_t begin, uint32_t end, const RotationsPass<Real> &pass,
                        Real *sums) {
  const LaneRotations low(pass);
  const LaneTurns<N, Fixed> turns(pass);
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

/// Calls run<cross, k, flip>() with the pass's own as constants.
template <unsigned Max, typename Run> inline void dispatchRotations(const RotationsPass<Real> &pass, Run run) {
  bool flips = false;
  for (unsigned i = 0; i < pass.numHigh; ++i)
    flips = flips || pass.flipLanes[i] != 0;
  unrolled<Max + 1>([&](auto k) {
    if (pass.numHigh != k)
      return;
    auto withFlips = [&]<bool Cross>() {
      flips ? run.template operator()<Cross, k, true>() : run.template operator()<Cross, k, false>();
    };
    pass.cross ? withFlips.template operator()<true>() : withFlips.template operator()<false>();
  });
}

void anyRotations(Amplitudes<Real> tile, uint32_t begin, uint32_t end, const RotationsPass<Real> &pass) {
  if (pass.cross && pass.numHigh == 0)
    return dispatchLanes(pass, [&]<unsigned N, bool Fixed>() { crossLanes<N, Fixed>(tile, begin, end, pass); });
  dispatchRotations<maxRotations>(pass, [&]<bool C, unsigned K, bool F>() { rotations<C, K, F>(tile, begin, end, pass); });
}
void anyRotationsBackward(Amplitudes<Real> ket, Amplitudes<Real> bra, uint32_t begin, uint32_t end, const RotationsPass<Real> &pass,
                          Real *sums) {
  if (pass.cross && pass.numHigh == 0)
    return dispatchLanes(pass, [&]<unsigned N, bool Fixed>() { crossLanesBackward<N, Fixed>(ket, bra, begin, end, pass, sums); });
  dispatchRotations<maxRotations - 1>(pass, [&]<bool C, unsigned K, bool F>() {
    rotationsBackward<C, K, F>(ket, bra, begin, end, pass, sums);
  });
}

} // namespace
} // namespace qml::rt
