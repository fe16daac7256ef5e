// SPDX-License-Identifier: Apache-2.0
//
// Work in numbered chunks, spread over threads.
#pragma once

#include <cstddef>
#include <functional>

namespace qml {

/// Calls `takeChunks` on each of up to `threads` threads with a function that hands out the numbers below `numChunks`,
/// and `numChunks` when there are no more. Throws what the first failing thread threw.
void spread(size_t numChunks, unsigned threads,
            const std::function<void(const std::function<size_t()> &next)> &takeChunks);

} // namespace qml
