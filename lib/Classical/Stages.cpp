// SPDX-License-Identifier: Apache-2.0
//
// The stages by name: what a program writes after `|>`.

#include "qml/Classical/Pipeline.h"

namespace qml::stages {

Stage split(SplitOptions options) { return {.kind = Stage::Kind::Split, .split = options}; }
Stage standardize() { return {.kind = Stage::Kind::Standardize}; }
Stage minmax(double low, double high) { return {.kind = Stage::Kind::MinMax, .low = low, .high = high}; }
Stage normalize() { return {.kind = Stage::Kind::Normalize}; }
Stage select(std::vector<int64_t> columns) { return {.kind = Stage::Kind::Select, .columns = std::move(columns)}; }
Stage selectNames(std::vector<std::string> names) { return {.kind = Stage::Kind::Select, .names = std::move(names)}; }
Stage labels(double first, double second) { return {.kind = Stage::Kind::MapLabels, .low = first, .high = second}; }
Stage onehot() { return {.kind = Stage::Kind::OneHot}; }
Stage divide(double divisor) { return {.kind = Stage::Kind::Divide, .divisor = divisor}; }
Stage pad(int64_t columns) { return {.kind = Stage::Kind::Pad, .count = columns}; }
Stage pca(int64_t components) { return {.kind = Stage::Kind::Pca, .count = components}; }
Stage flatten() { return {.kind = Stage::Kind::Flatten}; }

} // namespace qml::stages
