// SPDX-License-Identifier: Apache-2.0
//
// How the operations along one axis see an array: as [outer, length, inner]. Private to lib/Classical.
#pragma once

#include "qml/Classical/Tensor.h"

namespace qml {

struct AxisView {
  int64_t outer, length, inner;
};

/// A valid `axis`; the products of the axes before and after it.
AxisView viewAxis(const Tensor &a, int64_t axis);

/// From 0 to rank - 1; negative ones count from the end. E0122.
Expected<int64_t> resolveAxis(const Tensor &a, int64_t axis);

} // namespace qml
