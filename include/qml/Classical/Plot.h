// SPDX-License-Identifier: Apache-2.0
//
// The chart of a training run: lines over steps as a self-contained SVG that any browser shows.
#pragma once

#include "qml/Support/Diagnostics.h"

#include <string>
#include <vector>

namespace qml {

struct PlotSeries {
  std::string name;
  std::vector<double> values; // at x = 1, 2, ...; NaN and numbers from 1e300 leave a gap
};

struct PlotOptions {
  std::string title;
  std::string xLabel = "epoch";
  std::string yLabel = "loss";
};

/// The chart as SVG text, 720 x 420 pixels: the same text for the same data on every machine.
std::string lossSvg(const std::vector<PlotSeries> &series, const PlotOptions &options = {});

/// Writes it whole or not at all; E0410.
Status writeLossSvg(const std::string &path, const std::vector<PlotSeries> &series, const PlotOptions &options = {});

/// About `count` round numbers (1, 2 or 5 times a power of ten apart) that lie within [low, high].
std::vector<double> niceTicks(double low, double high, int count);

} // namespace qml
