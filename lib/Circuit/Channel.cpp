// SPDX-License-Identifier: Apache-2.0
//
// Kraus operators of the channels.

#include "qml/Circuit/Channel.h"

#include <cassert>
#include <cmath>
#include <cstdio>

namespace qml {
namespace {

using Matrix = std::vector<Complex>;

constexpr ChannelRow rows[] = {
    {ChannelKind::Depolarizing, "depolarizing", 1, true},
    {ChannelKind::AmplitudeDamping, "amplitude_damping", 1, false},
    {ChannelKind::PhaseDamping, "phase_damping", 1, false},
    {ChannelKind::BitFlip, "bit_flip", 1, false},
    {ChannelKind::PhaseFlip, "phase_flip", 1, false},
    {ChannelKind::Pauli, "pauli", 3, false},
    {ChannelKind::Thermal, "thermal", 3, false},
    {ChannelKind::Kraus, "kraus", -1, true},
    {ChannelKind::Readout, "readout", 2, false},
};

/// The Pauli string whose base-4 digits are `index` (I, X, Y, Z), times `factor`.
Matrix pauliString(unsigned index, unsigned numQubits, double factor) {
  static const GateKind kinds[] = {GateKind::Identity, GateKind::X, GateKind::Y, GateKind::Z};
  Matrix result{factor};
  for (unsigned q = 0, dim = 1; q < numQubits; ++q, dim *= 2) {
    Complex pauli[4];
    gateMatrix(kinds[(index >> (2 * (numQubits - 1 - q))) & 3], false, {}, 1, pauli);
    Matrix next(4 * dim * dim);
    for (unsigned r = 0; r < 2 * dim; ++r)
      for (unsigned c = 0; c < 2 * dim; ++c)
        next[r * 2 * dim + c] = result[r / 2 * dim + c / 2] * pauli[r % 2 * 2 + c % 2];
    result = std::move(next);
  }
  return result;
}

/// Pauli errors of one qubit.
std::vector<Matrix> pauliErrors(double px, double py, double pz) {
  std::vector<Matrix> result;
  const double p[] = {1 - px - py - pz, px, py, pz};
  for (unsigned i = 0; i < 4; ++i)
    if (p[i] > 0)
      result.push_back(pauliString(i, 1, std::sqrt(p[i])));
  return result;
}

/// |1> falls with probability `fall`; coherences shrink by `coherence` <= sqrt(1 - fall).
std::vector<Matrix> damping(double fall, double coherence) {
  double stay = std::sqrt(1 - fall), kept = stay > 0 ? coherence / stay : 0;
  double lost = std::sqrt(std::max(0.0, 1 - kept * kept));
  return {{1, 0, 0, stay * kept}, {0, 0, 0, stay * lost}, {0, std::sqrt(fall), 0, 0}};
}

} // namespace

std::span<const ChannelRow> channelTable() { return rows; }

const ChannelRow &channelRow(ChannelKind kind) {
  assert(rows[size_t(kind)].kind == kind);
  return rows[size_t(kind)];
}

const ChannelRow *findChannel(std::string_view name) {
  for (const ChannelRow &row : rows)
    if (row.name == name)
      return &row;
  return nullptr;
}

static std::optional<std::string> checkKraus(std::span<const double> params, unsigned numQubits) {
  constexpr double tolerance = 1e-8; // of operators written with rounded numbers
  const size_t dim = size_t(1) << numQubits, perOperator = 2 * dim * dim;
  if (params.empty() || params.size() % perOperator != 0)
    return "its operators are not " + std::to_string(dim) + " x " + std::to_string(dim) + " matrices";
  for (size_t r = 0; r < dim; ++r)
    for (size_t c = 0; c < dim; ++c) {
      Complex sum = 0;
      for (size_t at = 0; at < params.size(); at += perOperator)
        for (size_t k = 0; k < dim; ++k) {
          const double *left = &params[at + 2 * (k * dim + r)], *right = &params[at + 2 * (k * dim + c)];
          sum += std::conj(Complex(left[0], left[1])) * Complex(right[0], right[1]);
        }
      if (!(std::abs(sum - Complex(r == c)) <= tolerance)) {
        auto number = [](double x) {
          char text[32];
          std::snprintf(text, sizeof text, "%.6g", x);
          return std::string(text);
        };
        std::string value = number(sum.real()) + (sum.imag() != 0 ? " + " + number(sum.imag()) + "i" : "");
        return "the sum of K^+ K over its operators must be the identity, but is " + value + " in row " +
               std::to_string(r) + ", column " + std::to_string(c);
      }
    }
  return std::nullopt;
}

std::optional<std::string> checkChannel(ChannelKind kind, std::span<const double> params, unsigned numQubits) {
  assert(channelRow(kind).numParams < 0 || params.size() == size_t(channelRow(kind).numParams));
  if (kind == ChannelKind::Kraus)
    return checkKraus(params, numQubits);
  if (kind == ChannelKind::Thermal) {
    if (!(params[0] > 0) || !(params[1] > 0) || !(params[2] >= 0))
      return "T1 and T2 must be positive, and the time not negative";
    if (params[1] > 2 * params[0])
      return "T2 can't be longer than 2 T1";
    return std::nullopt;
  }
  double sum = 0;
  for (double p : params) {
    if (!(p >= 0 && p <= 1))
      return "a probability lies between 0 and 1";
    sum += p;
  }
  if (kind == ChannelKind::Pauli && sum > 1)
    return "the probabilities add up to more than 1";
  return std::nullopt;
}

std::vector<std::vector<Complex>> krausOperators(ChannelKind kind, std::span<const double> params, unsigned numQubits) {
  assert((numQubits == 1 || channelRow(kind).onTwo) && kind != ChannelKind::Readout);
  switch (kind) {
  case ChannelKind::Depolarizing: {
    std::vector<Matrix> result;
    unsigned numStrings = 1u << (2 * numQubits);
    for (unsigned i = 0; i < numStrings; ++i) {
      double p = i == 0 ? 1 - params[0] : params[0] / (numStrings - 1);
      if (p > 0)
        result.push_back(pauliString(i, numQubits, std::sqrt(p)));
    }
    return result;
  }
  case ChannelKind::AmplitudeDamping:
    return damping(params[0], std::sqrt(1 - params[0]));
  case ChannelKind::PhaseDamping:
    return damping(0, std::sqrt(1 - params[0]));
  case ChannelKind::BitFlip:
    return pauliErrors(params[0], 0, 0);
  case ChannelKind::PhaseFlip:
    return pauliErrors(0, 0, params[0]);
  case ChannelKind::Pauli:
    return pauliErrors(params[0], params[1], params[2]);
  case ChannelKind::Thermal:
    return damping(-std::expm1(-params[2] / params[0]), std::exp(-params[2] / params[1]));
  case ChannelKind::Kraus: {
    std::vector<Matrix> result;
    size_t size = size_t(1) << (2 * numQubits);
    for (size_t at = 0; at + 2 * size <= params.size(); at += 2 * size) {
      Matrix &matrix = result.emplace_back(size);
      for (size_t i = 0; i < size; ++i)
        matrix[i] = {params[at + 2 * i], params[at + 2 * i + 1]};
    }
    return result;
  }
  case ChannelKind::Readout:
    break;
  }
  return {};
}

} // namespace qml
