// SPDX-License-Identifier: Apache-2.0
//
// How near W1 and W2 come to what the machine allows: vector operations and bytes of their sweeps, counted from the layout, against
// the arithmetic and the bandwidths measured here, in one run, on one thread. Prints a table for the numbers of qubits given.

#include "Execution.h"
#include "Readings.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>

using namespace qml;
using namespace qml::rt;

typedef double Vector __attribute__((vector_size(64), may_alias));

/// The median of some calls, in seconds.
template <typename Body> static double seconds(Body body) {
  std::vector<double> times;
  for (int i = 0; i < 9; ++i) {
    auto begin = std::chrono::steady_clock::now();
    body();
    times.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  std::ranges::sort(times);
  return times[times.size() / 2];
}

/// Multiply-adds of vectors per second.
static double arithmetic() {
#ifdef __AVX512F__
  constexpr int chains = 12; // enough to hide the latency, and not more than there are registers
#else
  constexpr int chains = 6;
#endif
  constexpr int count = 1 << 22;
  Vector sums[chains] = {}, factor = Vector{} + 0.999;
  double time = seconds([&] {
    for (int i = 0; i < count / chains; ++i)
      for (Vector &sum : sums)
        sum = sum * factor + factor;
    asm volatile("" : : "r"(sums) : "memory");
  });
  return count / time;
}

/// Bytes read and written per second by a pass over `size` bytes in place.
static double bandwidth(size_t size) {
  AlignedBuffer<double> buffer;
  if (!buffer.reserve(size / sizeof(double)))
    return 0;
  Vector *data = reinterpret_cast<Vector *>(buffer.data());
  std::fill_n(buffer.data(), size / sizeof(double), 1.0);
  const size_t rounds = std::max<size_t>(1, (size_t(1) << 26) / size);
  double time = seconds([&] {
    for (size_t round = 0; round < rounds; ++round) {
      for (size_t i = 0; i < size / sizeof(Vector); ++i)
        data[i] *= Vector{} + 1.0000001;
      asm volatile("" : : "r"(data) : "memory");
    }
  });
  return 2.0 * double(size) * double(rounds) / time;
}

/// What a run of sweeps takes of the machine.
struct Work {
  double operations = 0; // of vectors of 8 numbers
  double cacheBytes = 0; // between the registers and a tile
  double stateBytes = 0; // between tiles and the state
};

/// Backward, two states take part in each pass, and sums are taken. `turns`: the tiles of the last sweep are read where they are, and
/// go back from there.
static Work workOf(const Plan &plan, const Layout<double> &layout, bool backward, bool turns) {
  Work work;
  const double states = backward ? 2 : 1, tileVectors = double(layout.tileSize()) / 8;
  const uint64_t all = (uint64_t(1) << plan.numQubits) - 1;
  uint64_t zero = all & ~layout.startedBits(); // forward, bits that are 0 before a sweep; backward, behind it
  for (const Sweep &sweep : layout.sweeps) {
    if (backward)
      zero = sweep.zeros;
    const double tiles = double(uint64_t(1) << std::popcount(all & ~sweep.bits & ~zero));
    for (const StepRef &ref : sweep.steps) {
      double passes = 1, operations = 0;
      if (ref.kind == StepRef::Rotations) {
        const auto &step = layout.rotations[ref.number];
        passes = double((backward ? step.backward : step.forward).size());
        operations = double(step.rotations.size()) * (2 * states + (backward ? 2 : 0)); // real and imaginary parts, and the sum
      } else {
        operations = 4 * states + (backward ? 2 : 0);
      }
      work.operations += tiles * tileVectors * operations;
      work.cacheBytes += tiles * passes * states * 2 * 16 * double(layout.tileSize());
    }
    work.stateBytes += tiles * states * (turns && &sweep == &layout.sweeps.back() ? 1 : 2) * 16 * double(layout.tileSize());
    zero = sweep.zeros;
  }
  return work;
}

int main(int argc, char **argv) {
  const double peak = arithmetic(), cache = bandwidth(size_t(1) << 18);
  std::printf("%.1f billion multiply-adds of vectors per second, %.0f GB/s in a tile\n", peak * 1e-9, cache * 1e-9);
  std::printf("| workload | n | operations | in tiles | to the state | measured | share of the sum | of the largest |\n|---|---|---|---|---|---|---|---|\n");
  for (int argument = 1; argument < argc; ++argument) {
    const unsigned n = unsigned(std::atoi(argv[argument]));
    Circuit circuit(n, 8 * n);
    int slot = 0;
    for (int layer = 0; layer < 4; ++layer) {
      for (uint32_t q = 0; q < n; ++q) {
        circuit.append(GateKind::RY, {q}, {Angle::ofSlot(slot++)});
        circuit.append(GateKind::RZ, {q}, {Angle::ofSlot(slot++)});
      }
      for (uint32_t q = 0; q < n; ++q)
        circuit.append(GateKind::CNOT, {q, (q + 1) % n});
    }
    PauliSum sum;
    sum.terms.push_back({1, {{0, Pauli::Z}}});
    for (uint32_t q = 0; q + 1 < n; ++q)
      sum.terms.push_back({1, {{q, Pauli::Z}, {q + 1, Pauli::Z}}});
    Plan plan = makePlan(circuit, {Reading{ReadingKind::Expval, {sum}, {}}});
    optimize(plan);
    Program program(plan);
    Workspace workspace;
    Execution<double> execution(program, {}, workspace);
    std::vector<double> slots(8 * n);
    std::mt19937_64 random(7);
    for (double &value : slots)
      value = std::uniform_real_distribution<double>(-3, 3)(random);
    const double cotangent = 1, state = bandwidth(size_t(16) << n);
    double value = 0;
    std::vector<double> derivatives(8 * n);
    for (bool gradient : {false, true}) {
      if (execution.prepare({slots.data(), 1, slots.size()}, gradient ? 2 : 1) != Result::Ok)
        continue;
      const bool turns = execution.readsInTiles(gradient);
      double measured = seconds([&] {
        slots[0] += 1e-3;
        const Result result = gradient ? runWithGradient(program, slots, {&cotangent, 1}, {}, workspace, &value, derivatives.data())
                                       : run(program, slots, {.keepsState = false}, workspace, &value);
        if (result != Result::Ok)
          std::abort();
      });
      Work work = workOf(plan, execution.layout(), false, turns);
      if (gradient) {
        const Work back = workOf(plan, execution.layout(), true, turns);
        work.operations += back.operations;
        work.cacheBytes += back.cacheBytes;
        work.stateBytes += back.stateBytes;
      }
      const double times[] = {work.operations / peak, work.cacheBytes / cache, work.stateBytes / state};
      const double sum = times[0] + times[1] + times[2];
      std::printf("| W%d | %u | %.1f ms | %.1f ms | %.1f ms | %.1f ms | %.0f %% | %.0f %% |\n", gradient ? 2 : 1, n, times[0] * 1e3,
                  times[1] * 1e3, times[2] * 1e3, measured * 1e3, 100 * sum / measured, 100 * std::ranges::max(times) / measured);
    }
  }
}
