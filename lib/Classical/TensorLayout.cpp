// SPDX-License-Identifier: Apache-2.0
//
// Operations that move numbers: transposing, joining, slicing.

#include "TensorAxes.h"
#include "qml/Classical/TensorOps.h"

#include <algorithm>

namespace qml {

Expected<int64_t> resolveAxis(const Tensor &a, int64_t axis) {
  if (axis < -a.rank() || axis >= a.rank())
    return Diagnostic("E0122", "axis " + std::to_string(axis) + " does not exist in " + shapeText(a.shape));
  return axis < 0 ? axis + a.rank() : axis;
}

AxisView viewAxis(const Tensor &a, int64_t axis) {
  AxisView view{1, a.shape[axis], 1};
  for (int64_t i = 0; i < a.rank(); ++i)
    (i < axis ? view.outer : view.inner) *= i == axis ? 1 : a.shape[i];
  return view;
}

Tensor transpose(const Tensor &a) {
  if (a.rank() < 2)
    return a;
  Tensor result = a;
  std::reverse(result.shape.begin(), result.shape.end());
  // Strides of `a` in the order of the result's axes.
  std::vector<int64_t> strides(a.rank());
  int64_t stride = 1;
  for (int64_t axis = a.rank(); axis-- > 0; stride *= a.shape[axis])
    strides[a.rank() - 1 - axis] = stride;
  std::vector<int64_t> index(a.rank(), 0);
  int64_t from = 0;
  for (double &value : result.values) {
    value = a.values[from];
    for (int64_t axis = a.rank(); axis-- > 0;) {
      from += strides[axis];
      if (++index[axis] < result.shape[axis])
        break;
      from -= strides[axis] * index[axis];
      index[axis] = 0;
    }
  }
  return result;
}

Expected<Tensor> concat(std::span<const Tensor> parts, int64_t axis) {
  if (parts.empty())
    return Diagnostic("E0124", "nothing to concatenate");
  auto resolved = resolveAxis(parts[0], axis);
  if (!resolved)
    return resolved.takeError();
  axis = *resolved;
  std::vector<int64_t> shape = parts[0].shape;
  shape[axis] = 0;
  for (const Tensor &part : parts) {
    std::vector<int64_t> others = part.shape;
    bool fits = part.rank() == parts[0].rank();
    if (fits) {
      others[axis] = parts[0].shape[axis];
      fits = others == parts[0].shape;
    }
    if (!fits)
      return Diagnostic("E0124", "cannot concatenate " + shapeText(parts[0].shape) + " and " + shapeText(part.shape) +
                                     " along axis " + std::to_string(axis));
    shape[axis] += part.shape[axis];
  }
  auto count = elementCount(shape);
  if (!count)
    return count.takeError();
  std::vector<double> values;
  values.reserve(*count);
  int64_t outer = viewAxis(parts[0], axis).outer;
  for (int64_t block = 0; block < outer; ++block) {
    for (const Tensor &part : parts) {
      AxisView view = viewAxis(part, axis);
      auto begin = part.values.begin() + block * view.length * view.inner;
      values.insert(values.end(), begin, begin + view.length * view.inner);
    }
  }
  return Tensor(std::move(shape), std::move(values));
}

Expected<Tensor> stack(std::span<const Tensor> parts) {
  std::vector<Tensor> raised(parts.begin(), parts.end());
  for (Tensor &part : raised)
    part.shape.insert(part.shape.begin(), 1);
  return concat(raised, 0);
}

// The parts of `a` at `indices` of `axis`, all in range.
static Tensor gather(const Tensor &a, int64_t axis, std::span<const int64_t> indices) {
  AxisView view = viewAxis(a, axis);
  Tensor result;
  result.shape = a.shape;
  result.shape[axis] = int64_t(indices.size());
  result.values.clear();
  result.values.reserve(view.outer * int64_t(indices.size()) * view.inner);
  for (int64_t block = 0; block < view.outer; ++block) {
    for (int64_t index : indices) {
      auto begin = a.values.begin() + (block * view.length + index) * view.inner;
      result.values.insert(result.values.end(), begin, begin + view.inner);
    }
  }
  return result;
}

Expected<Tensor> slice(const Tensor &a, int64_t axis, std::optional<int64_t> begin, std::optional<int64_t> end,
                       int64_t step) {
  auto resolved = resolveAxis(a, axis);
  if (!resolved)
    return resolved.takeError();
  if (step == 0)
    return Diagnostic("E0125", "the step of a slice is 0");
  const int64_t length = a.shape[*resolved];
  const int64_t low = step > 0 ? 0 : -1, high = step > 0 ? length : length - 1;
  auto clip = [&](std::optional<int64_t> bound, int64_t missing) {
    if (!bound)
      return missing;
    return std::clamp(*bound < 0 ? *bound + length : *bound, low, high);
  };
  int64_t first = clip(begin, step > 0 ? low : high), stop = clip(end, step > 0 ? high : low);
  std::vector<int64_t> indices;
  // Counted, since `first + step` could overflow.
  int64_t distance = step > 0 ? stop - first : first - stop;
  uint64_t stride = step > 0 ? uint64_t(step) : -uint64_t(step);
  if (distance > 0)
    for (uint64_t offset = 0; offset < uint64_t(distance); offset += std::min(stride, uint64_t(distance)))
      indices.push_back(step > 0 ? first + int64_t(offset) : first - int64_t(offset));
  return gather(a, *resolved, indices);
}

static Expected<int64_t> resolveIndex(int64_t index, int64_t length, const Tensor &a) {
  if (index < -length || index >= length)
    return Diagnostic("E0125", "index " + std::to_string(index) + " is outside of " + shapeText(a.shape))
        .withHelp("valid indices of this axis: " + std::to_string(-length) + " to " + std::to_string(length - 1));
  return index < 0 ? index + length : index;
}

Expected<Tensor> at(const Tensor &a, int64_t axis, int64_t index) {
  auto resolved = resolveAxis(a, axis);
  if (!resolved)
    return resolved.takeError();
  auto position = resolveIndex(index, a.shape[*resolved], a);
  if (!position)
    return position.takeError();
  Tensor result = gather(a, *resolved, std::span(&*position, 1));
  result.shape.erase(result.shape.begin() + *resolved);
  return result;
}

Expected<Tensor> takeRows(const Tensor &a, std::span<const int64_t> indices) {
  auto axis = resolveAxis(a, 0);
  if (!axis)
    return axis.takeError();
  std::vector<int64_t> rows;
  for (int64_t index : indices) {
    auto row = resolveIndex(index, a.rows(), a);
    if (!row)
      return row.takeError();
    rows.push_back(*row);
  }
  std::vector<int64_t> shape = a.shape;
  shape[0] = int64_t(rows.size());
  if (auto count = elementCount(shape); !count)
    return count.takeError();
  return gather(a, 0, rows);
}

} // namespace qml
