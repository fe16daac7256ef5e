// SPDX-License-Identifier: Apache-2.0
//
// Noisy circuits against the oracle's density matrices: every channel, readings, gradients; trajectories against the
// density matrix.
#include "RandomCircuit.h"

#include "qml-runtime/Plan.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace qml;
using namespace qml::test;

namespace {

/// Numbers that make a channel of `kind`.
std::vector<double> randomParams(ChannelKind kind, unsigned numQubits, Source &random) {
  auto probability = [&] { return double(random.below(1001)) / 1000; };
  switch (kind) {
  case ChannelKind::Pauli:
    return {probability() / 3, probability() / 3, probability() / 3};
  case ChannelKind::Thermal: {
    double t1 = 1 + probability();
    return {t1, 2 * t1 * (0.01 + 0.99 * probability()), probability()};
  }
  case ChannelKind::Readout:
    return {probability() / 2, probability() / 2};
  case ChannelKind::Kraus: {
    // The first columns of a random unitary: a column orthonormalised against those before it.
    const size_t dim = size_t(1) << numQubits, count = 1 + random.below(3), height = dim * count;
    std::vector<std::vector<Complex>> columns;
    for (size_t c = 0; c < dim; ++c) {
      std::vector<Complex> column(height);
      for (Complex &x : column)
        x = {random.normal(), random.normal()};
      for (const auto &other : columns) {
        Complex inner = 0;
        for (size_t i = 0; i < height; ++i)
          inner += std::conj(other[i]) * column[i];
        for (size_t i = 0; i < height; ++i)
          column[i] -= inner * other[i];
      }
      double norm = 0;
      for (Complex x : column)
        norm += std::norm(x);
      for (Complex &x : column)
        x /= std::sqrt(norm);
      columns.push_back(column);
    }
    std::vector<double> params;
    for (size_t r = 0; r < height; ++r)
      for (size_t c = 0; c < dim; ++c) {
        params.push_back(columns[c][r].real());
        params.push_back(columns[c][r].imag());
      }
    return params;
  }
  default:
    return {probability()};
  }
}

void appendChannel(Circuit &circuit, ChannelKind kind, const std::vector<uint32_t> &qubits, Source &random) {
  std::vector<double> numbers = randomParams(kind, qubits.size(), random);
  EXPECT_EQ(checkChannel(kind, numbers, qubits.size()), std::nullopt);
  circuit.appendChannel(kind, qubits, std::vector<Angle>(numbers.begin(), numbers.end()));
}

struct NoisyCircuit {
  Circuit circuit;
  std::vector<double> slots;
};

NoisyCircuit noisyCircuit(uint64_t seed, unsigned numQubits, unsigned numGates, bool readout = true) {
  auto [gates, slots] = randomCircuit(seed, numQubits, numGates);
  Source random(seed + 77);
  NoisyCircuit result{gates, slots};
  result.circuit.erase(std::vector<bool>(gates.size(), true));
  for (const Op &op : gates) {
    result.circuit.append(gates, op);
    if (random.below(3) == 0) {
      auto kind = ChannelKind(random.below(unsigned(ChannelKind::Readout)));
      unsigned width = channelRow(kind).onTwo && numQubits > 1 ? 1 + random.below(2) : 1;
      appendChannel(result.circuit, kind, random.qubits(width, numQubits), random);
    }
  }
  for (uint32_t q = 0; q < numQubits && readout; ++q)
    if (random.below(2))
      appendChannel(result.circuit, ChannelKind::Readout, {q}, random);
  return result;
}

std::vector<double> run(const rt::Program &program, std::span<const double> slots, rt::RunOptions options = {}) {
  const rt::Plan &plan = program.plan();
  size_t size = 0;
  for (const Reading &reading : plan.readings)
    size += rt::readingSize(reading, plan.numQubits, options.shots);
  std::vector<double> out(size);
  rt::Workspace workspace;
  EXPECT_EQ(rt::run(program, slots, options, workspace, out.data()), rt::Result::Ok);
  return out;
}

std::vector<Reading> randomReadings(Source &random, unsigned numQubits) {
  Reading expval{
      ReadingKind::Expval, {randomObservable(random, numQubits, 3), randomObservable(random, numQubits, 2)}, {}};
  Reading probs{ReadingKind::Probs, {}, random.qubits(1 + random.below(numQubits), numQubits)};
  return {expval, probs};
}

TEST(Noise, DensityMatrixAgreesWithTheOracle) {
  for (uint64_t seed = 0; seed < 100; ++seed) {
    const unsigned n = 1 + seed % 5;
    auto [circuit, slots] = noisyCircuit(seed, n, 12);
    Source random(seed + 1000);
    std::vector<Reading> readings = randomReadings(random, n);
    std::vector<double> out = run(rt::Program(rt::makePlan(circuit, readings)), slots);
    oracle::Density rho = oracle::density(circuit, slots);
    std::vector<double> expected{oracle::expectation(readings[0].observables[0], rho),
                                 oracle::expectation(readings[0].observables[1], rho)};
    for (double p : oracle::probabilities(rho, readings[1].qubits))
      expected.push_back(p);
    ASSERT_EQ(out.size(), expected.size());
    for (size_t i = 0; i < out.size(); ++i)
      EXPECT_NEAR(out[i], expected[i], 1e-11) << "seed " << seed << " reading " << i;
  }
}

TEST(Noise, KrausOperatorsPreserveTheTrace) {
  Source random(5);
  for (const ChannelRow &row : channelTable()) {
    for (unsigned numQubits = 1; numQubits <= (row.onTwo ? 2u : 1u) && row.kind != ChannelKind::Readout; ++numQubits)
      for (int i = 0; i < 20; ++i) {
        std::vector<double> params;
        for (const auto &kraus : krausOperators(row.kind, randomParams(row.kind, numQubits, random), numQubits))
          for (Complex x : kraus) {
            params.push_back(x.real());
            params.push_back(x.imag());
          }
        EXPECT_EQ(checkChannel(ChannelKind::Kraus, params, numQubits), std::nullopt) << row.name;
      }
  }
  EXPECT_NE(checkChannel(ChannelKind::Kraus, std::vector<double>{1, 0, 0, 0, 0, 0, 0.9, 0}, 1), std::nullopt);
  EXPECT_NE(checkChannel(ChannelKind::Thermal, std::vector<double>{1, 2.1, 1}, 1), std::nullopt);
  EXPECT_NE(checkChannel(ChannelKind::BitFlip, std::vector<double>{std::nan("")}, 1), std::nullopt);
}

/// Thermal relaxation: the excited population falls as exp(-t / T1), coherences as exp(-t / T2).
TEST(Noise, ThermalRelaxation) {
  for (double t2 : {0.3, 0.8, 1.6}) {
    Circuit circuit(1);
    circuit.append(GateKind::H, {0});
    const double t1 = 0.8, time = 0.5;
    circuit.appendChannel(ChannelKind::Thermal, std::vector<uint32_t>{0}, std::vector<Angle>{t1, t2, time});
    PauliSum x{{{1, {{0, Pauli::X}}}}}, z{{{1, {{0, Pauli::Z}}}}};
    std::vector<double> out = run(rt::Program(rt::makePlan(circuit, {{ReadingKind::Expval, {x, z}, {}}})), {});
    EXPECT_NEAR(out[0], std::exp(-time / t2), 1e-14);
    EXPECT_NEAR(out[1], 1 - std::exp(-time / t1), 1e-14);
  }
}

TEST(Noise, VarianceIsThatOfTheMixture) {
  auto [circuit, slots] = noisyCircuit(3, 4, 12, /*readout=*/false);
  Source random(4);
  PauliSum observable = randomObservable(random, 4, 4);
  double variance = run(rt::Program(rt::makePlan(circuit, {{ReadingKind::Var, {observable}, {}}})), slots)[0];
  // <O^2> from products of strings.
  oracle::Density rho = oracle::density(circuit, slots);
  const size_t dim = 16;
  std::vector<Complex> o(dim * dim);
  for (size_t c = 0; c < dim; ++c)
    for (const PauliTerm &term : observable.terms) {
      size_t image = c;
      Complex factor = term.coefficient;
      for (auto [qubit, pauli] : term.factors) {
        size_t mask = size_t(1) << (3 - qubit);
        bool one = c & mask;
        if (pauli != Pauli::Z)
          image ^= mask;
        factor *= pauli == Pauli::Y ? Complex(0, one ? -1 : 1) : pauli == Pauli::Z && one ? Complex(-1) : Complex(1);
      }
      o[image * dim + c] += factor;
    }
  Complex mean = 0, square = 0;
  for (size_t a = 0; a < dim; ++a)
    for (size_t b = 0; b < dim; ++b) {
      mean += o[a * dim + b] * rho.matrix[b * dim + a];
      for (size_t c = 0; c < dim; ++c)
        square += o[a * dim + b] * o[b * dim + c] * rho.matrix[c * dim + a];
    }
  EXPECT_NEAR(variance, (square - mean * mean).real(), 1e-11);
}

TEST(Noise, GradientsAgreeWithCentralDifferences) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const unsigned n = 1 + seed % 4;
    auto [circuit, slots] = noisyCircuit(seed, n, 15);
    Source random(seed + 5000);
    std::vector<Reading> readings = randomReadings(random, n);
    readings.push_back({ReadingKind::Var, {randomObservable(random, n, 3)}, {}});
    rt::Program program(rt::makePlan(circuit, readings));
    std::vector<double> out = run(program, slots), cotangent;
    for (size_t i = 0; i < out.size(); ++i)
      cotangent.push_back(random.normal());
    auto value = [&] {
      std::vector<double> now = run(program, slots);
      return std::inner_product(now.begin(), now.end(), cotangent.begin(), 0.0);
    };
    std::vector<double> gradient(slots.size()), again(out.size());
    rt::Workspace workspace;
    ASSERT_EQ(rt::runWithGradient(program, slots, cotangent, {}, workspace, again.data(), gradient.data()),
              rt::Result::Ok);
    for (size_t i = 0; i < out.size(); ++i)
      EXPECT_NEAR(out[i], again[i], 1e-12);
    for (size_t i = 0; i < slots.size(); ++i) {
      const double h = 1e-5, saved = slots[i];
      slots[i] = saved + h;
      double up = value();
      slots[i] = saved - h;
      double down = value();
      slots[i] = saved;
      EXPECT_NEAR(gradient[i], (up - down) / (2 * h), 1e-7) << "seed " << seed << " slot " << i;
    }
  }
}

/// Without noise the density matrix is the state's, and its gradient the adjoint method's.
TEST(Noise, AgreesWithTheStateVector) {
  for (uint64_t seed = 0; seed < 10; ++seed) {
    const unsigned n = 2 + seed % 4;
    auto [circuit, slots] = randomCircuit(seed, n, 20);
    Circuit noisy = circuit;
    noisy.appendChannel(ChannelKind::BitFlip, std::vector<uint32_t>{0}, std::vector<Angle>{0.0});
    Source random(seed);
    std::vector<Reading> readings = randomReadings(random, n);
    rt::Program program(rt::makePlan(circuit, readings)), noisyProgram(rt::makePlan(noisy, readings));
    ASSERT_NE(noisyProgram.plan().noisy, nullptr);
    std::vector<double> expected = run(program, slots), out = run(noisyProgram, slots);
    for (size_t i = 0; i < out.size(); ++i)
      EXPECT_NEAR(out[i], expected[i], 1e-11);
    std::vector<double> cotangent(out.size(), 0.7), a(slots.size()), b(slots.size());
    rt::Workspace workspace;
    ASSERT_EQ(rt::runWithGradient(program, slots, cotangent, {}, workspace, nullptr, a.data()), rt::Result::Ok);
    ASSERT_EQ(rt::runWithGradient(noisyProgram, slots, cotangent, {}, workspace, nullptr, b.data()), rt::Result::Ok);
    for (size_t i = 0; i < a.size(); ++i)
      EXPECT_NEAR(a[i], b[i], 1e-10);
  }
}

/// Means over many trajectories, within six standard errors of readings between -1 and 1.
TEST(Noise, TrajectoriesAreUnbiased) {
  for (uint64_t seed = 0; seed < 12; ++seed) {
    const unsigned n = 1 + seed % 4;
    auto [circuit, slots] = noisyCircuit(seed + 40, n, 20);
    PauliSum z{{{1, {{0, Pauli::Z}}}}}, x{{{1, {{n - 1, Pauli::X}}}}};
    Reading probs{ReadingKind::Probs, {}, {0}};
    rt::Program program(rt::makePlan(circuit, {{ReadingKind::Expval, {z, x}, {}}, {ReadingKind::Var, {z}, {}}, probs}));
    std::vector<double> exact = run(program, slots);
    constexpr uint64_t count = 4000;
    const double tolerance = 6 / std::sqrt(double(count));
    std::vector<double> mean = run(program, slots, {.seed = seed, .trajectories = count});
    std::vector<double> sampled = run(program, slots, {.shots = count, .seed = seed, .trajectories = count});
    std::vector<double> fromDensity = run(program, slots, {.shots = count, .seed = seed});
    for (size_t i = 0; i < exact.size(); ++i) {
      EXPECT_NEAR(mean[i], exact[i], tolerance) << "seed " << seed << " reading " << i;
      EXPECT_NEAR(sampled[i], exact[i], 2 * tolerance) << "seed " << seed << " reading " << i;
      EXPECT_NEAR(fromDensity[i], exact[i], 2 * tolerance) << "seed " << seed << " reading " << i;
    }
  }
}

/// Channels that leave nothing to chance, Paulis for sure and unitary matrices: a single trajectory is exact, whatever its errors
/// meet on their way to the end.
TEST(Noise, TrajectoriesOfCertainErrorsAreExact) {
  for (uint64_t seed = 0; seed < 100; ++seed) {
    const unsigned n = 2 + seed % 4;
    auto [gates, slots] = randomCircuit(seed, n, 40);
    Source random(seed + 7);
    Circuit circuit = gates;
    circuit.erase(std::vector<bool>(gates.size(), true));
    for (const Op &op : gates) {
      circuit.append(gates, op);
      if (random.below(3) == 0) {
        std::vector<Angle> which(3, 0.0);
        which[random.below(3)] = 1.0;
        circuit.appendChannel(ChannelKind::Pauli, random.qubits(1, n), which);
      }
      if (seed % 2 == 0 && random.below(10) == 0) {
        const unsigned width = 1 + random.below(2);
        std::vector<double> unitary;
        while (unitary.size() != (width == 1 ? 8 : 32))
          unitary = randomParams(ChannelKind::Kraus, width, random);
        circuit.appendChannel(ChannelKind::Kraus, random.qubits(width, n), std::vector<Angle>(unitary.begin(), unitary.end()));
      }
    }
    for (uint32_t q = 0; q < n && seed % 3 == 0; ++q)
      circuit.appendChannel(ChannelKind::Readout, std::vector<uint32_t>{q}, std::vector<Angle>{0.1, 0.05 * q});
    std::vector<Reading> readings = randomReadings(random, n);
    readings.push_back({ReadingKind::Var, {randomObservable(random, n, 3)}, {}});
    rt::Program program(rt::makePlan(circuit, readings));
    std::vector<double> exact = run(program, slots), one = run(program, slots, {.trajectories = 1}),
                        single = run(program, slots, {.precision = rt::Precision::Single, .trajectories = 2});
    constexpr uint64_t shots = 3000;
    std::vector<double> sampled = run(program, slots, {.shots = shots, .seed = seed, .trajectories = 1});
    for (size_t i = 0; i < exact.size(); ++i) {
      EXPECT_NEAR(one[i], exact[i], 1e-11) << "seed " << seed << " reading " << i;
      EXPECT_NEAR(single[i], exact[i], 2e-5) << "seed " << seed << " reading " << i;
      EXPECT_NEAR(sampled[i], exact[i], 30 / std::sqrt(double(shots))) << "seed " << seed << " reading " << i;
    }
  }
}

TEST(Noise, TheSameNumbersOnAnyNumberOfThreads) {
  auto [circuit, slots] = noisyCircuit(8, 9, 30);
  Source random(9);
  rt::Program program(rt::makePlan(circuit, randomReadings(random, 9)));
  std::vector<double> cotangent(run(program, slots).size(), 0.3);
  auto gradient = [&](unsigned threads) {
    rt::Workspace workspace;
    std::vector<double> result(slots.size());
    EXPECT_EQ(rt::runWithGradient(program, slots, cotangent, {.threads = threads}, workspace, nullptr, result.data()),
              rt::Result::Ok);
    return result;
  };
  EXPECT_EQ(gradient(1), gradient(3));
  for (rt::RunOptions options : {rt::RunOptions{}, rt::RunOptions{.shots = 500}, rt::RunOptions{.trajectories = 7},
                                 rt::RunOptions{.shots = 50, .trajectories = 7}}) {
    std::vector<double> one = run(program, slots, options);
    options.threads = 3;
    EXPECT_EQ(one, run(program, slots, options));
  }
}

/// Expectation values alone are read from strings taken back, beside probabilities from the density matrix.
TEST(Noise, StringsAgreeWithTheDensityMatrix) {
  for (uint64_t seed = 0; seed < 60; ++seed) {
    const unsigned n = 3 + seed % 6;
    auto [circuit, slots] = noisyCircuit(seed, n, seed % 20);
    Source random(seed + 3000);
    std::vector<Reading> readings = randomReadings(random, n);
    readings[0].observables.push_back({{{0.7, {{random.below(n), Pauli::X}}}, {-0.3, {}}}});
    readings.push_back({ReadingKind::Var, {{{{1.5, {{random.below(n), Pauli::Z}}}}}}, {}});
    std::swap(readings[1], readings[2]);
    std::vector<double> whole = run(rt::Program(rt::makePlan(circuit, readings)), slots);
    readings.pop_back();
    std::vector<double> values = run(rt::Program(rt::makePlan(circuit, readings)), slots);
    for (size_t i = 0; i < values.size(); ++i)
      EXPECT_NEAR(values[i], whole[i], 1e-12) << "seed " << seed << " reading " << i;
  }
}

/// No machine holds the density matrix of 20 qubits, and few strings don't need it.
TEST(Noise, FewStringsNeedNoDensityMatrix) {
  const double p = 0.3;
  auto zz = [&](unsigned n) {
    Circuit circuit(n);
    circuit.append(GateKind::H, {0});
    for (unsigned q = 0; q + 1 < n; ++q)
      circuit.append(GateKind::CNOT, {q, q + 1});
    circuit.appendChannel(ChannelKind::BitFlip, std::vector<uint32_t>{n - 1}, std::vector<Angle>{p});
    return run(rt::Program(rt::makePlan(circuit, {Reading{ReadingKind::Expval, {{{{1, {{0, Pauli::Z}, {n - 1, Pauli::Z}}}}}}, {}}})),
               {})[0];
  };
  EXPECT_NEAR(zz(2), 1 - 2 * p, 1e-14);
  EXPECT_NEAR(zz(20), 1 - 2 * p, 1e-14);
}

/// Forward runs go tile by tile with steps reordered, gradients step by step.
TEST(Noise, TilesAgreeWithSteps) {
  for (uint64_t seed = 0; seed < 4; ++seed) {
    const unsigned n = 8 + seed % 2;
    auto [circuit, slots] = noisyCircuit(seed, n, 40);
    Source random(seed);
    rt::Program program(rt::makePlan(circuit, randomReadings(random, n)));
    std::vector<double> tiled = run(program, slots), stepwise(tiled.size()), gradient(slots.size());
    rt::Workspace workspace;
    ASSERT_EQ(rt::runWithGradient(program, slots, std::vector<double>(tiled.size()), {}, workspace, stepwise.data(),
                                  gradient.data()),
              rt::Result::Ok);
    for (size_t i = 0; i < tiled.size(); ++i)
      EXPECT_NEAR(tiled[i], stepwise[i], 1e-12) << "seed " << seed << " reading " << i;
  }
}

/// A circuit too wide for a density matrix takes a trajectory per shot: GHZ with flips of the last qubit.
TEST(Noise, WideCircuitsSampleByTrajectories) {
  constexpr unsigned n = 14;
  Circuit circuit(n);
  circuit.append(GateKind::H, {0});
  for (uint32_t q = 1; q < n; ++q)
    circuit.append(GateKind::CNOT, {q - 1, q});
  circuit.appendChannel(ChannelKind::BitFlip, std::vector<uint32_t>{n - 1}, std::vector<Angle>{0.25});
  circuit.appendChannel(ChannelKind::AmplitudeDamping, std::vector<uint32_t>{0}, std::vector<Angle>{0.5});
  Reading sample{ReadingKind::Sample, {}, {0, n - 1}};
  std::vector<double> outcomes = run(rt::Program(rt::makePlan(circuit, {sample})), {}, {.shots = 400});
  std::array<double, 4> counts{};
  for (double outcome : outcomes)
    counts[size_t(outcome)] += 1.0 / outcomes.size();
  const double expected[] = {0.375 + 0.0625, 0.125 + 0.1875, 0.0625, 0.1875};
  for (int i = 0; i < 4; ++i)
    EXPECT_NEAR(counts[i], expected[i], 0.12);
}

TEST(Noise, NoStateVector) {
  Circuit circuit(1);
  circuit.appendChannel(ChannelKind::BitFlip, std::vector<uint32_t>{0}, std::vector<Angle>{0.1});
  rt::Program program(rt::makePlan(circuit, {{ReadingKind::State, {}, {}}}));
  rt::Workspace workspace;
  std::vector<double> out(4);
  EXPECT_EQ(rt::run(program, {}, {}, workspace, out.data()), rt::Result::NoStateVector);
  EXPECT_EQ(rt::run(program, {}, {.trajectories = 3}, workspace, out.data()), rt::Result::NoStateVector);
  EXPECT_EQ(rt::finalState(program, {}, {}, workspace, out.data()), rt::Result::NoStateVector);
}

} // namespace
