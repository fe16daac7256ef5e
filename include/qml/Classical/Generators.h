// SPDX-License-Identifier: Apache-2.0
//
// Synthetic data sets that equal the published ones for the same seed: scikit-learn's (1.9) with their default shuffle,
// and the linearly separable set of qml-benchmarks (Bowles et al., "Better than classical?", 2024). Random numbers are
// NumPy's bit for bit; sines and cosines are the C library's, which NumPy's vector code matches to the last bit or one
// unit off.
#pragma once

#include "qml/Classical/Dataset.h"

namespace qml {

/// Two interleaved half circles, [n, 2], classes "0" and "1". E0414 for n < 1 or a negative noise (all generators).
Expected<Dataset> makeMoons(int64_t n, double noise, uint32_t seed);
/// A circle and a smaller one inside it, whose radius is `factor` in [0, 1).
Expected<Dataset> makeCircles(int64_t n, double noise, uint32_t seed, double factor = 0.8);
/// Normal clouds of deviation `deviation` around `centers` points drawn from [-10, 10]^d.
Expected<Dataset> makeBlobs(int64_t n, int64_t features, int64_t centers, double deviation, uint32_t seed);
/// Uniform in [-1, 1]^d, at least `margin` (in units of sum x; published: 0.02 d) from the plane sum x = 0; class "-1"
/// above it, "1" below.
Expected<Dataset> makeLinearlySeparable(int64_t n, int64_t features, double margin, uint32_t seed);

} // namespace qml
