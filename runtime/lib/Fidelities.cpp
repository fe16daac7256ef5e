// SPDX-License-Identifier: Apache-2.0
//
// Fidelities between the states of two tables: a product of matrices, in blocks that a cache holds.

#include "qml-runtime/Simulator.h"

#include "Execution.h"

#include <algorithm>

namespace qml::rt {

void fidelities(const StateRows &u, const StateRows &v, unsigned threads, Workspace &workspace, double *out, size_t stride) {
  // A block of both tables together takes 400 KB at most.
  constexpr size_t blockRows = 24, blockNumbers = 1024;
  const bool symmetric = u.values == v.values && u.numRows == v.numRows;
  const size_t size = size_t(2) << u.numQubits, numU = (u.numRows + blockRows - 1) / blockRows,
               numV = (v.numRows + blockRows - 1) / blockRows;
  // A chunk is a row of blocks; of a symmetric matrix the long ones come first.
  workspace.impl().threads.forChunks(threads, unsigned(numU), [&](unsigned chunk, unsigned) {
    const size_t i = chunk * blockRows, height = std::min(blockRows, u.numRows - i);
    for (size_t block = symmetric ? chunk : 0; block < numV; ++block) {
      const size_t j = block * blockRows, width = std::min(blockRows, v.numRows - j);
      double sums[blockRows * blockRows * 2] = {};
      for (size_t k = 0; k < size; k += blockNumbers)
        kernels<double>().innerProducts(u.values + i * size + k, height, v.values + j * size + k, width, size,
                                        std::min(blockNumbers, size - k), sums);
      for (size_t row = 0; row < height; ++row)
        for (size_t column = 0; column < width; ++column) {
          const double *sum = sums + (row * width + column) * 2;
          const double value = sum[0] * sum[0] + sum[1] * sum[1];
          out[(i + row) * stride + j + column] = value;
          if (symmetric)
            out[(j + column) * stride + i + row] = value;
        }
    }
  });
}

} // namespace qml::rt
