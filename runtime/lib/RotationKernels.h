// SPDX-License-Identifier: Apache-2.0
//
// Several rotations in one pass, part of KernelSet.cpp. A group of 2^k vectors is held in registers while k rotations that flip
// vectors are applied, and those that lead to other lanes of the group's vectors. Each costs one multiply-add per vector where its
// cosine has been divided out. The passes of a bundle take turns on a patch, so that vectors come from the first level of cache.
#pragma once

#include "LaneRotationKernels.h"
#include "PairKernels.h"
#include "RotationsCall.h"

namespace qml::rt {
namespace {

/// How many of the high rotations, the first ones, swap the parts of a vector; up to which one some flip lanes inside them.
struct HighFlips {
  unsigned parts, inside;
};

/// The vectors of a group. A cross rotation mixes the real part of one with the imaginary part of its partner: then set 0 of
/// registers holds the real parts of members that are an even number of flips away, and the imaginary parts of the others; set 1
/// holds the rest.
template <bool Cross, unsigned K, HighFlips F> class RotationGroup {
public:
  static constexpr unsigned size = 1u << K;
  typedef V Registers[size];

  RotationGroup(const RotationsCall &call, size_t at) : call_(call) {
    unrolled<size>([&](auto m) __attribute__((always_inline)) { at_[m] = call.member(at, m); });
  }

  template <unsigned Set> [[gnu::always_inline]] void loadFrom(Amplitudes<Real> x, Registers &registers) const {
    unrolled<size>([&](auto m) __attribute__((always_inline)) {
      registers[m] = align<m>(load(part<Set>(x, m) + at_[m]));
    });
  }
  template <unsigned Set> [[gnu::always_inline]] void storeTo(Amplitudes<Real> x, const Registers &registers) const {
    unrolled<size>([&](auto m)
                       __attribute__((always_inline)) { store(part<Set>(x, m) + at_[m], align<m>(registers[m])); });
  }

  /// Calls body(x, y) for the pairs of rotation I: x' = cosine x - sine y, y' = cosine y + sine x.
  template <unsigned Set, unsigned I, typename Body> [[gnu::always_inline]] static void forPairs(Body body) {
    unrolled<size / 2>([&](auto half) __attribute__((always_inline)) {
      constexpr unsigned first = (half >> I << (I + 1)) | (half & ((1u << I) - 1)), second = first | 1u << I;
      if (Cross && isOdd(first) == bool(Set)) // the imaginary part is x
        body(second, first);
      else
        body(first, second);
    });
  }

private:
  /// Between the lanes of member M and those of the first.
  template <unsigned M> [[gnu::always_inline]] V align(V v) const {
    constexpr unsigned flip = M & ((1u << F.inside) - 1);
    if constexpr (isOdd(M & ((1u << F.parts) - 1)))
      v = swapParts(v);
    return flip != 0 ? call_.align(flip, v) : v;
  }
  static constexpr bool isOdd(unsigned m) { return __builtin_popcount(m) % 2; }
  template <unsigned Set> static Real *part(Amplitudes<Real> x, unsigned m) { return bool(Set) != (Cross && isOdd(m)) ? x.im : x.re; }

  const RotationsCall &call_;
  size_t at_[size];
};

/// Rotation I of a group.
template <typename Group, unsigned Set, unsigned I, bool Tangents>
[[gnu::always_inline]] inline void turn(const Turn &turn, typename Group::Registers &registers) {
  Group::template forPairs<Set, I>([&](unsigned x, unsigned y) __attribute__((always_inline)) {
    V t = minusProduct(Tangents ? registers[x] : turn.cosine * registers[x], turn.sine, registers[y]);
    registers[y] = (Tangents ? registers[y] : turn.cosine * registers[y]) + turn.sine * registers[x];
    registers[x] = t;
  });
}

/// Calls body(m, p) once for each pair of the vectors 0 to Size of a group between which low rotation j leads; m is p where it
/// leads to other lanes of the same vector.
template <unsigned Size, typename Body> [[gnu::always_inline]] inline void forLowPairs(uint8_t combination, Body body) {
  auto pairs = [&](auto c) __attribute__((always_inline)) {
    unrolled<Size>([&](auto m) __attribute__((always_inline)) {
      if constexpr (m <= (m ^ c))
        body(std::integral_constant<unsigned, m>(), std::integral_constant<unsigned, m ^ c>());
    });
    return true;
  };
  [&]<unsigned... C>(std::integer_sequence<unsigned, C...>) __attribute__((always_inline)) {
    (void)((combination == C && pairs(std::integral_constant<unsigned, C>())) || ...);
  }(std::make_integer_sequence<unsigned, Size>());
}

template <bool Cross, unsigned K, bool Low, HighFlips F, bool Tangents>
[[gnu::noinline]] void rotations(const RotationsCall &call, Amplitudes<Real> tile) {
  using Group = RotationGroup<Cross, K, F>;
  const RotationsPass<Real> &pass = call.pass();
  const unsigned numLow = Low ? pass.numLow : 0;
  const size_t run = size_t(pass.run) * lanes;
  const bool isReal = call.isReal();
  call.forGroups([&](const GroupPlace &place) __attribute__((always_inline)) {
    Turn own[K + 1], low[RotationsPass<Real>::maxLow];
    unrolled<K>([&](auto r) __attribute__((always_inline)) { own[r] = call.turn<Tangents>(r, place); });
    for (unsigned j = 0; j < numLow; ++j)
      low[j] = call.turn<Tangents>(K + j, place);
    const size_t begin = place.first * lanes;
    for (size_t at = begin; at < begin + run; at += lanes) {
      const Group group(call, at);
      auto apply = [&](auto set) __attribute__((always_inline)) {
        typename Group::Registers x;
        group.template loadFrom<set>(tile, x);
        unrolled<K>([&](auto r) __attribute__((always_inline)) { turn<Group, set, r, Tangents>(own[r], x); });
        for (unsigned j = 0; j < numLow; ++j)
          call.withPartner(j, [&](auto partner) __attribute__((always_inline)) {
            forLowPairs<Group::size>(pass.combination[j], [&](auto m, auto p) __attribute__((always_inline)) {
              const V first = x[m];
              x[m] = turnLanes<Tangents>(low[j], first, partner(x[p]));
              if constexpr (m != p)
                x[p] = turnLanes<Tangents>(low[j], x[p], partner(first));
            });
          });
        group.template storeTo<set>(tile, x);
      };
      apply(std::integral_constant<unsigned, 0>());
      if (!isReal)
        apply(std::integral_constant<unsigned, 1>());
    }
  });
}

template <bool Cross, unsigned K, bool Low, HighFlips F, bool Tangents>
[[gnu::noinline]] void rotationsBackward(const RotationsCall &call, Amplitudes<Real> ket, Amplitudes<Real> bra, Real *sums) {
  using Group = RotationGroup<Cross, K, F>;
  constexpr unsigned maxLow = RotationsPass<Real>::maxLow;
  const RotationsPass<Real> &pass = call.pass();
  const unsigned numLow = Low ? pass.numLow : 0;
  const size_t run = size_t(pass.run) * lanes;
  const uint32_t rowMask = pass.rowMask;
  const bool isReal = call.isReal();
  V *const out = reinterpret_cast<V *>(sums);
  V totals[K + 1] = {}, lowTotals[maxLow] = {};
  call.forGroups([&](const GroupPlace &place) __attribute__((always_inline)) {
    Turn own[K + 1], low[maxLow];
    V plus[K + 1], minus[K + 1], lowSum[maxLow]; // two sums, for one would wait for itself
    unrolled<K>([&](auto r) __attribute__((always_inline)) {
      own[r] = call.turn<Tangents>(r, place);
      plus[r] = minus[r] = V{};
    });
    for (unsigned j = 0; j < numLow; ++j) {
      low[j] = call.turn<Tangents>(K + j, place);
      lowSum[j] = V{};
    }
    const size_t begin = place.first * lanes;
    for (size_t at = begin; at < begin + run; at += lanes) {
      const Group group(call, at);
      auto apply = [&](auto set) __attribute__((always_inline)) {
        typename Group::Registers k, b;
        group.template loadFrom<set>(ket, k);
        group.template loadFrom<set>(bra, b);
        unrolled<K>([&](auto r) __attribute__((always_inline)) {
          Group::template forPairs<set, r>([&](unsigned x, unsigned y) __attribute__((always_inline)) {
            plus[r] += b[y] * k[x];
            minus[r] += b[x] * k[y];
          });
        });
        unrolled<K>([&](auto r) __attribute__((always_inline)) {
          turn<Group, set, r, Tangents>(own[r], k);
          turn<Group, set, r, Tangents>(own[r], b);
        });
        // Taken behind the others, whose cosines may have been divided out.
        for (unsigned j = 0; j < numLow; ++j)
          call.withPartner(j, [&](auto partner) __attribute__((always_inline)) {
            V plus = {}, minus = lowSum[j];
            forLowPairs<Group::size>(pass.combination[j], [&](auto m, auto p) __attribute__((always_inline)) {
              const V k0 = k[m], k1 = k[p], b0 = b[m], b1 = b[p];
              const V toFirst = partner(k1);
              plus -= b0 * toFirst;
              k[m] = turnLanes<Tangents>(low[j], k0, toFirst);
              b[m] = turnLanes<Tangents>(low[j], b0, partner(b1));
              if constexpr (m != p) {
                const V toSecond = partner(k0);
                minus -= b1 * toSecond;
                k[p] = turnLanes<Tangents>(low[j], k1, toSecond);
                b[p] = turnLanes<Tangents>(low[j], b1, partner(b0));
              }
            });
            lowSum[j] = plus + minus;
          });
        group.template storeTo<set>(ket, k);
        group.template storeTo<set>(bra, b);
      };
      apply(std::integral_constant<unsigned, 0>());
      if (!isReal)
        apply(std::integral_constant<unsigned, 1>());
    }
    auto add = [&](unsigned r, V sum, V &total) __attribute__((always_inline)) {
      if (rowMask != 0)
        out[pass.rotation[r] * (rowMask + 1) + (place.first & rowMask)] += call.sign(r, place) * sum;
      else
        total += call.sign(r, place) * sum;
    };
    unrolled<K>([&](auto r) __attribute__((always_inline)) { add(r, plus[r] - minus[r], totals[r]); });
    for (unsigned j = 0; j < numLow; ++j)
      add(K + j, lowSum[j], lowTotals[j]);
  });
  if (rowMask != 0)
    return;
  unrolled<K>([&](auto r) __attribute__((always_inline)) { out[pass.rotation[r]] += totals[r]; });
  for (unsigned j = 0; j < numLow; ++j)
    out[pass.rotation[K + j]] += lowTotals[j];
}

/// The kernel `choose<cross, k, low, flips, tangents>()` that a pass needs.
template <unsigned Max, typename Choose> inline auto kernelOf(const RotationsPass<Real> &pass, bool tangents, Choose choose) {
  constexpr HighFlips none{0, 0};
  decltype(choose.template operator()<false, 0, false, none, false>()) kernel = nullptr;
  auto withTangents = [&]<bool Cross, unsigned K, bool Low, HighFlips F>() {
    kernel = tangents ? choose.template operator()<Cross, K, Low, F, true>() : choose.template operator()<Cross, K, Low, F, false>();
  };
  auto withInside = [&]<bool Cross, unsigned K, bool Low, unsigned Parts>() {
    if (pass.numInside == 0)
      return withTangents.template operator()<Cross, K, Low, HighFlips{Parts, 0}>();
    if constexpr (K > 1 && partLanes == lanes)
      if (pass.numInside == 1)
        return withTangents.template operator()<Cross, K, Low, HighFlips{Parts, 1}>();
    withTangents.template operator()<Cross, K, Low, HighFlips{Parts, K}>();
  };
  auto withFlips = [&]<bool Cross, unsigned K, bool Low>() {
    unrolled<partLanes == lanes ? 1 : K + 1>([&](auto parts) {
      if (parts == pass.numParts)
        withInside.template operator()<Cross, K, Low, parts>();
    });
  };
  unrolled<Max + 1>([&](auto k) {
    if (pass.numHigh != k)
      return;
    if constexpr (k > 0)
      if (pass.cross)
        return withFlips.template operator()<true, k, false>();
    pass.numLow > 0 ? withFlips.template operator()<false, k, true>() : withFlips.template operator()<false, k, false>();
  });
  return kernel;
}

template <unsigned K, bool Low, unsigned Flips, bool Tangents> void prepare(RotationsCall &call) {
  call.prepare<K, Flips, Tangents>(Low ? call.pass().numLow : 0);
}

/// What a pass points to: `prepare` comes before any `run`.
template <typename Run> struct RotationsKernel {
  void (*prepare)(RotationsCall &call);
  Run *run;
};
using ForwardKernel = RotationsKernel<void(const RotationsCall &, Amplitudes<Real>)>;
using BackwardKernel = RotationsKernel<void(const RotationsCall &, Amplitudes<Real>, Amplitudes<Real>, Real *)>;

template <bool C, unsigned K, bool L, HighFlips F, bool T>
constexpr ForwardKernel forwardKernel = {prepare<K, L, F.inside, T>, rotations<C, K, L, F, T>};
template <bool C, unsigned K, bool L, HighFlips F, bool T>
constexpr BackwardKernel backwardKernel = {prepare<K, L, F.inside, T>, rotationsBackward<C, K, L, F, T>};
template <unsigned N, bool Fixed> constexpr ForwardKernel forwardLanes = {prepareLanes, crossLanes<N, Fixed>};
template <unsigned N, bool Fixed> constexpr BackwardKernel backwardLanes = {prepareLanes, crossLanesBackward<N, Fixed>};

void chooseRotations(RotationsPass<Real> &pass, bool backward) {
  const bool inLanes = pass.cross && pass.numHigh == 0;
  for (bool tangents : {false, true}) {
    const void *&kernel = pass.kernels[tangents];
    if (inLanes && backward)
      kernel = laneKernelOf(pass, tangents, []<unsigned N, bool Fixed>() { return &backwardLanes<N, Fixed>; });
    else if (inLanes)
      kernel = laneKernelOf(pass, tangents, []<unsigned N, bool Fixed>() { return &forwardLanes<N, Fixed>; });
    else if (backward)
      kernel = kernelOf<maxRotations - 1>(
          pass, tangents, []<bool C, unsigned K, bool L, HighFlips F, bool T>() { return &backwardKernel<C, K, L, F, T>; });
    else
      kernel = kernelOf<maxRotations>(pass, tangents,
                                      []<bool C, unsigned K, bool L, HighFlips F, bool T>() { return &forwardKernel<C, K, L, F, T>; });
  }
}

/// Calls apply(kernel, call) for the passes of a bundle, MaxPasses at most, patch by patch.
template <typename Kernel, unsigned MaxPasses, typename Apply>
[[gnu::always_inline]] inline void forPatches(uint32_t begin, uint32_t end, const RotationsBundle<Real> &bundle,
                                              const RotationsPlace<Real> *places, Apply apply) {
  const unsigned numPasses = MaxPasses == 1 ? 1 : bundle.numPasses;
  RotationsCall calls[MaxPasses];
  const Kernel *kernels[MaxPasses];
  uint32_t v = withoutBits(begin, bundle.inner);
  for (unsigned i = 0; i < numPasses; ++i) {
    calls[i].place(bundle.passes[i], places[i]);
    kernels[i] = static_cast<const Kernel *>(bundle.passes[i].kernels[calls[i].isTangents()]);
    kernels[i]->prepare(calls[i]);
    calls[i].startAt(v);
  }
  for (bool hasSteps = false; v < end; hasSteps = true) {
    for (unsigned i = 0; i < numPasses; ++i)
      apply(*kernels[i], calls[i]);
    const uint32_t carried = (v | bundle.inner) + 1;
    v = carried & ~bundle.inner;
    for (unsigned i = 0; i < numPasses && v < end; ++i) {
      if (!hasSteps)
        calls[i].setSteps(end, bundle.inner);
      calls[i].advance(unsigned(__builtin_ctz(carried)));
    }
  }
}

/// As above; a pass alone needs no table of passes.
template <typename Kernel, typename Apply>
[[gnu::always_inline]] inline void forBundle(uint32_t begin, uint32_t end, const RotationsBundle<Real> &bundle,
                                             const RotationsPlace<Real> *places, Apply apply) {
  bundle.numPasses == 1 ? forPatches<Kernel, 1>(begin, end, bundle, places, apply)
                        : forPatches<Kernel, RotationsBundle<Real>::maxPasses>(begin, end, bundle, places, apply);
}

void anyRotations(Amplitudes<Real> tile, uint32_t begin, uint32_t end, const RotationsBundle<Real> &bundle,
                  const RotationsPlace<Real> *places) {
  forBundle<ForwardKernel>(begin, end, bundle, places, [&](const ForwardKernel &kernel, const RotationsCall &call)
                               __attribute__((always_inline)) { kernel.run(call, tile); });
}

void anyRotationsBackward(Amplitudes<Real> ket, Amplitudes<Real> bra, uint32_t begin, uint32_t end, const RotationsBundle<Real> &bundle,
                          const RotationsPlace<Real> *places, Real *sums) {
  forBundle<BackwardKernel>(begin, end, bundle, places, [&](const BackwardKernel &kernel, const RotationsCall &call)
                                __attribute__((always_inline)) { kernel.run(call, ket, bra, sums); });
}

} // namespace
} // namespace qml::rt
