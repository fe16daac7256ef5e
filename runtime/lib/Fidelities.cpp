// SPDX-License-Identifier: Apache-2.0
//
// Fidelities between the states of two tables: a product of matrices, in blocks that a cache holds. A product of complex numbers
// takes three of real ones (Gauss): with a = Re v Re u, b = Im v Im u and c = (Im v + Re v)(Im u - Re u), conj(v) u is
// a + b + i (c + a - b). Of interleaved numbers, a and b are the products at even and at odd places.

#include "qml-runtime/Simulator.h"

#include "Execution.h"

#include <algorithm>

namespace qml::rt {

void fidelities(const StateRows &u, const StateRows &v, unsigned threads, Workspace &workspace, double *out, size_t stride) {
  // A block of both tables together takes 300 KB at most, with sums and differences of parts.
  constexpr size_t blockRows = 24, blockNumbers = 512;
  const bool symmetric = u.values == v.values && u.numRows == v.numRows;
  const size_t size = size_t(2) << u.numQubits, numU = (u.numRows + blockRows - 1) / blockRows,
               numV = (v.numRows + blockRows - 1) / blockRows;
  const KernelSet<double> &set = kernels<double>();
  // A chunk is a row of blocks. Of a symmetric matrix, where they get shorter, long and short ones take turns: so any run of them is
  // as much work.
  workspace.impl().threads.forChunks(threads, unsigned(numU), [&](unsigned number, unsigned) {
    const size_t chunk = number % 2 == 0 ? number / 2 : numU - 1 - number / 2;
    constexpr size_t blockParts = blockNumbers / 2;
    alignas(64) double differences[blockRows * blockParts], sumsOfParts[blockRows * blockParts];
    const size_t i = chunk * blockRows, height = std::min(blockRows, u.numRows - i);
    size_t differencesAt = size; // which numbers of the rows `differences` are of
    for (size_t block = symmetric ? chunk : 0; block < numV; ++block) {
      const size_t j = block * blockRows, width = std::min(blockRows, v.numRows - j);
      const bool isDiagonal = symmetric && block == chunk;
      double same[blockRows * blockRows * 2], crossed[blockRows * blockRows * 2];
      for (size_t k = 0; k < size; k += blockNumbers) {
        const size_t count = std::min(blockNumbers, size - k);
        for (size_t row = 0; row < height && differencesAt != k; ++row)
          set.addParts(u.values + (i + row) * size + k, count / 2, -1, differences + row * blockParts);
        differencesAt = k;
        for (size_t row = 0; row < width; ++row)
          set.addParts(v.values + (j + row) * size + k, count / 2, 1, sumsOfParts + row * blockParts);
        set.innerProducts(u.values + i * size + k, height, size, v.values + j * size + k, width, size, count, k > 0, isDiagonal, same);
        set.innerProducts(differences, height, blockParts, sumsOfParts, width, blockParts, count / 2, k > 0, isDiagonal, crossed);
      }
      for (size_t row = 0; row < height; ++row)
        for (size_t column = isDiagonal ? row : 0; column < width; ++column) { // a product rounds by which comes first
          const double *a = same + (row * width + column) * 2, *c = crossed + (row * width + column) * 2;
          const double re = a[0] + a[1], im = c[0] + c[1] + (a[0] - a[1]), value = re * re + im * im;
          out[(i + row) * stride + j + column] = value;
          if (symmetric)
            out[(j + column) * stride + i + row] = value;
        }
    }
  });
}

} // namespace qml::rt
