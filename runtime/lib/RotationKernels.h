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

/// The vectors of a group. A cross rotation mixes the real part of one with the imaginary part of its partner: then set 0 of
/// registers holds the real parts of members that are an even number of flips away, and the imaginary parts of the others; set 1
/// holds the rest.
template <bool Cross, unsigned K, bool Flip> class RotationGroup {
public:
  static constexpr unsigned size = 1u << K;
  typedef V Registers[size];

  RotationGroup(const RotationsCall &call, size_t at) : call_(call) {
    unrolled<size>([&](auto m) __attribute__((always_inline)) { at_[m] = call.member(at, m); });
  }

  template <unsigned Set> [[gnu::always_inline]] void loadFrom(Amplitudes<Real> x, Registers &registers) const {
    unrolled<size>([&](auto m) __attribute__((always_inline)) {
      V loaded = load(part<Set>(x, m) + at_[m]);
      registers[m] = Flip && m != 0 ? call_.align(m, loaded) : loaded;
    });
  }
  template <unsigned Set> [[gnu::always_inline]] void storeTo(Amplitudes<Real> x, const Registers &registers) const {
    unrolled<size>([&](auto m) __attribute__((always_inline)) {
      store(part<Set>(x, m) + at_[m], Flip && m != 0 ? call_.align(m, registers[m]) : registers[m]);
    });
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
  static constexpr bool isOdd(unsigned m) { return __builtin_popcount(m) % 2; }
  template <unsigned Set> static Real *part(Amplitudes<Real> x, unsigned m) { return bool(Set) != (Cross && isOdd(m)) ? x.im : x.re; }

  const RotationsCall &call_;
  size_t at_[size];
};

/// Rotation I of a group.
template <typename Group, unsigned Set, unsigned I, bool Tangents>
[[gnu::always_inline]] inline void turn(const Turn &turn, typename Group::Registers &registers) {
  Group::template forPairs<Set, I>([&](unsigned x, unsigned y) __attribute__((always_inline)) {
    V t = (Tangents ? registers[x] : turn.cosine * registers[x]) - turn.sine * registers[y];
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

template <bool Cross, unsigned K, bool Low, bool Flip, bool Tangents>
[[gnu::noinline]] void rotations(const RotationsCall &call, Amplitudes<Real> tile, const uint32_t *firsts, unsigned numFirsts) {
  using Group = RotationGroup<Cross, K, Flip>;
  const RotationsPass<Real> &pass = call.pass();
  const unsigned numLow = Low ? pass.numLow : 0;
  for (unsigned i = 0; i < numFirsts; ++i) {
    Turn own[K + 1], low[RotationsPass<Real>::maxLow];
    unrolled<K>([&](auto r) __attribute__((always_inline)) { own[r] = call.turn<Tangents>(r, firsts[i]); });
    for (unsigned j = 0; j < numLow; ++j)
      low[j] = call.turn<Tangents>(K + j, firsts[i]);
    const size_t begin = size_t(firsts[i]) * lanes;
    for (size_t at = begin; at < begin + size_t(pass.run) * lanes; at += lanes) {
      const Group group(call, at);
      auto apply = [&](auto set) __attribute__((always_inline)) {
        typename Group::Registers x;
        group.template loadFrom<set>(tile, x);
        unrolled<K>([&](auto r) __attribute__((always_inline)) { turn<Group, set, r, Tangents>(own[r], x); });
        for (unsigned j = 0; j < numLow; ++j)
          forLowPairs<Group::size>(pass.combination[j], [&](auto m, auto p) __attribute__((always_inline)) {
            const V first = x[m];
            x[m] = turnLanes<Tangents>(low[j], first, call.partner(j, x[p]));
            if constexpr (m != p)
              x[p] = turnLanes<Tangents>(low[j], x[p], call.partner(j, first));
          });
        group.template storeTo<set>(tile, x);
      };
      apply(std::integral_constant<unsigned, 0>());
      if (!call.isReal())
        apply(std::integral_constant<unsigned, 1>());
    }
  }
}

template <bool Cross, unsigned K, bool Low, bool Flip, bool Tangents>
[[gnu::noinline]] void rotationsBackward(const RotationsCall &call, Amplitudes<Real> ket, Amplitudes<Real> bra, const uint32_t *firsts,
                                         unsigned numFirsts, Real *sums) {
  using Group = RotationGroup<Cross, K, Flip>;
  constexpr unsigned maxLow = RotationsPass<Real>::maxLow;
  const RotationsPass<Real> &pass = call.pass();
  const unsigned numLow = Low ? pass.numLow : 0;
  V *const out = reinterpret_cast<V *>(sums);
  V totals[K + 1] = {}, lowTotals[maxLow] = {};
  for (unsigned i = 0; i < numFirsts; ++i) {
    const uint32_t first = firsts[i];
    Turn own[K + 1], low[maxLow];
    V sum[K + 1], lowSum[maxLow];
    unrolled<K>([&](auto r) __attribute__((always_inline)) {
      own[r] = call.turn<Tangents>(r, first);
      sum[r] = V{};
    });
    for (unsigned j = 0; j < numLow; ++j) {
      low[j] = call.turn<Tangents>(K + j, first);
      lowSum[j] = V{};
    }
    const size_t begin = size_t(first) * lanes;
    for (size_t at = begin; at < begin + size_t(pass.run) * lanes; at += lanes) {
      const Group group(call, at);
      auto apply = [&](auto set) __attribute__((always_inline)) {
        typename Group::Registers k, b;
        group.template loadFrom<set>(ket, k);
        group.template loadFrom<set>(bra, b);
        unrolled<K>([&](auto r) __attribute__((always_inline)) {
          Group::template forPairs<set, r>([&](unsigned x, unsigned y) __attribute__((always_inline)) {
            sum[r] += b[y] * k[x];
            sum[r] -= b[x] * k[y];
          });
        });
        unrolled<K>([&](auto r) __attribute__((always_inline)) {
          turn<Group, set, r, Tangents>(own[r], k);
          turn<Group, set, r, Tangents>(own[r], b);
        });
        // Taken behind the others, whose cosines may have been divided out.
        for (unsigned j = 0; j < numLow; ++j) {
          V plus = {}, minus = lowSum[j];
          forLowPairs<Group::size>(pass.combination[j], [&](auto m, auto p) __attribute__((always_inline)) {
            const V k0 = k[m], k1 = k[p], b0 = b[m], b1 = b[p];
            const V toFirst = call.partner(j, k1);
            plus -= b0 * toFirst;
            k[m] = turnLanes<Tangents>(low[j], k0, toFirst);
            b[m] = turnLanes<Tangents>(low[j], b0, call.partner(j, b1));
            if constexpr (m != p) {
              const V toSecond = call.partner(j, k0);
              minus -= b1 * toSecond;
              k[p] = turnLanes<Tangents>(low[j], k1, toSecond);
              b[p] = turnLanes<Tangents>(low[j], b1, call.partner(j, b0));
            }
          });
          lowSum[j] = plus + minus;
        }
        group.template storeTo<set>(ket, k);
        group.template storeTo<set>(bra, b);
      };
      apply(std::integral_constant<unsigned, 0>());
      if (!call.isReal())
        apply(std::integral_constant<unsigned, 1>());
    }
    auto add = [&](unsigned r, V sum, V &total) __attribute__((always_inline)) {
      if (pass.rowMask != 0)
        out[pass.rotation[r] * (pass.rowMask + 1) + (first & pass.rowMask)] += call.sign(r, first) * sum;
      else
        total += call.sign(r, first) * sum;
    };
    unrolled<K>([&](auto r) __attribute__((always_inline)) { add(r, sum[r], totals[r]); });
    for (unsigned j = 0; j < numLow; ++j)
      add(K + j, lowSum[j], lowTotals[j]);
  }
  if (pass.rowMask != 0)
    return;
  unrolled<K>([&](auto r) __attribute__((always_inline)) { out[pass.rotation[r]] += totals[r]; });
  for (unsigned j = 0; j < numLow; ++j)
    out[pass.rotation[K + j]] += lowTotals[j];
}

/// Prepares `call` and gives the kernel `choose<cross, k, low, flip, tangents>()` that it needs.
template <unsigned Max, typename Choose> [[gnu::always_inline]] inline auto kernelOf(RotationsCall &call, Choose choose) {
  decltype(choose.template operator()<false, 0, false, false, false>()) kernel = nullptr;
  const RotationsPass<Real> &pass = call.pass();
  auto prepared = [&]<bool Cross, unsigned K, bool Low, bool Flip, bool Tangents>() __attribute__((always_inline)) {
    call.prepare<K, Flip, Tangents>(Low || (Cross && K == 0) ? pass.numLow : 0);
    kernel = choose.template operator()<Cross, K, Low, Flip, Tangents>();
  };
  auto withTangents = [&]<bool Cross, unsigned K, bool Low, bool Flip>() __attribute__((always_inline)) {
    call.isTangents() ? prepared.template operator()<Cross, K, Low, Flip, true>()
                      : prepared.template operator()<Cross, K, Low, Flip, false>();
  };
  auto withFlips = [&]<bool Cross, unsigned K, bool Low>() __attribute__((always_inline)) {
    pass.flips ? withTangents.template operator()<Cross, K, Low, true>() : withTangents.template operator()<Cross, K, Low, false>();
  };
  unrolled<Max + 1>([&](auto k) __attribute__((always_inline)) {
    if (pass.numHigh != k)
      return;
    if (pass.cross)
      withFlips.template operator()<true, k, false>();
    else
      pass.numLow > 0 ? withFlips.template operator()<false, k, true>() : withFlips.template operator()<false, k, false>();
  });
  return kernel;
}

/// Calls body(first vectors of groups, their number) for a pass alone, some at a time.
template <typename Body>
[[gnu::always_inline]] inline void forGroups(uint32_t begin, uint32_t end, uint32_t pivots, uint32_t run, Body body) {
  constexpr unsigned together = 64;
  uint32_t firsts[together];
  for (uint32_t v = withoutBits(begin, pivots); v < end;) {
    unsigned count = 0;
    for (; v < end && count < together; v = withoutBits(v + run, pivots))
      firsts[count++] = v;
    body(firsts, count);
  }
}

/// Calls body(number of a pass, first vectors of its groups, their number) patch by patch.
template <typename Body>
[[gnu::always_inline]] inline void forPatches(uint32_t begin, uint32_t end, const RotationsBundle<Real> &bundle, RotationsCall *calls,
                                              Body body) {
  for (unsigned i = 0; i < bundle.numPasses; ++i)
    calls[i].setStarts(bundle);
  uint32_t firsts[RotationsBundle<Real>::maxGroups];
  for (uint32_t v = withoutBits(begin, bundle.pivots); v < end; v = withoutBits(v + bundle.passes[0].run, bundle.pivots))
    for (unsigned i = 0; i < bundle.numPasses; ++i) {
      const unsigned count = calls[i].numStarts();
      for (unsigned group = 0; group < count; ++group)
        firsts[group] = v ^ calls[i].start(group);
      body(i, firsts, count);
    }
}

/// Calls apply(kernel, call, first vectors of groups, their number) for all passes of a bundle, or inLanes(call) for one whose
/// rotations flip lanes only; `kernelFor` prepares a call.
template <typename KernelFor, typename InLanes, typename Apply>
[[gnu::always_inline]] inline void forBundle(uint32_t begin, uint32_t end, const RotationsBundle<Real> &bundle,
                                             const RotationsPlace<Real> *places, KernelFor kernelFor, InLanes inLanes, Apply apply) {
  if (bundle.numPasses == 1) {
    RotationsCall call;
    call.place(bundle.passes[0], places[0]);
    const auto kernel = kernelFor(call);
    if (call.isInLanes())
      return inLanes(call);
    return forGroups(begin, end, bundle.pivots, call.pass().run, [&](const uint32_t *firsts, unsigned count)
                         __attribute__((always_inline)) { apply(kernel, call, firsts, count); });
  }
  RotationsCall calls[RotationsBundle<Real>::maxPasses];
  decltype(kernelFor(calls[0])) kernels[RotationsBundle<Real>::maxPasses];
  for (unsigned i = 0; i < bundle.numPasses; ++i) {
    calls[i].place(bundle.passes[i], places[i]);
    kernels[i] = kernelFor(calls[i]);
  }
  forPatches(begin, end, bundle, calls, [&](unsigned i, const uint32_t *firsts, unsigned count) __attribute__((always_inline)) {
    apply(kernels[i], calls[i], firsts, count);
  });
}

auto forwardKernel(RotationsCall &call) {
  return kernelOf<maxRotations>(call, []<bool C, unsigned K, bool L, bool F, bool T>() { return rotations<C, K, L, F, T>; });
}
auto backwardKernel(RotationsCall &call) {
  return kernelOf<maxRotations - 1>(call, []<bool C, unsigned K, bool L, bool F, bool T>() { return rotationsBackward<C, K, L, F, T>; });
}

void anyRotations(Amplitudes<Real> tile, uint32_t begin, uint32_t end, const RotationsBundle<Real> &bundle,
                  const RotationsPlace<Real> *places) {
  forBundle(
      begin, end, bundle, places, forwardKernel, [&](const RotationsCall &call) { anyCrossLanes(call, tile, begin, end); },
      [&](auto kernel, const RotationsCall &call, const uint32_t *firsts, unsigned count)
          __attribute__((always_inline)) { kernel(call, tile, firsts, count); });
}

void anyRotationsBackward(Amplitudes<Real> ket, Amplitudes<Real> bra, uint32_t begin, uint32_t end, const RotationsBundle<Real> &bundle,
                          const RotationsPlace<Real> *places, Real *sums) {
  forBundle(
      begin, end, bundle, places, backwardKernel,
      [&](const RotationsCall &call) { anyCrossLanesBackward(call, ket, bra, begin, end, sums); },
      [&](auto kernel, const RotationsCall &call, const uint32_t *firsts, unsigned count)
          __attribute__((always_inline)) { kernel(call, ket, bra, firsts, count, sums); });
}

} // namespace
} // namespace qml::rt
