// SPDX-License-Identifier: Apache-2.0
//
// Gates and channels in the Pauli basis: a density matrix is the vector of the tr(P rho) of all Pauli strings P, all
// real, and a map of states is the real matrix R[i][j] = tr(P_i map(P_j)) / 2^k. Its first row is 1 0 0 …: the trace
// stays 1.
#pragma once

#include "qml/Circuit/Circuit.h"

#include <vector>

namespace qml::rt {

/// 4^k x 4^k, row-major; the first qubit is the most significant digit, digits are I, X, Y, Z.
using Transfer = std::vector<double>;

/// Of `op`, a gate or channel on one or two qubits, with the values `angles`.
Transfer transferOf(const Op &op, std::span<const double> angles);

/// The derivative of a gate's by angle number `which`.
Transfer transferDerivative(const Op &op, std::span<const double> angles, unsigned which);

/// Maps of two qubits from those of each.
Transfer kronecker(const Transfer &first, const Transfer &second);
Transfer identityTransfer();

/// a b, of dim x dim numbers each.
Transfer product(const Transfer &a, const Transfer &b);

/// The probabilities of the 4^k Pauli strings, if the channel of `transfer` is such a mixture; empty otherwise.
std::vector<double> pauliProbabilities(const Transfer &transfer);

} // namespace qml::rt
