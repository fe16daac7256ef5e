// SPDX-License-Identifier: Apache-2.0
//
// Memory for the temporaries of compiled code: handed out in a row, taken back all at once when the call ends.
#pragma once

#include <cstddef>

namespace qml {

void *arenaAllocate(size_t size);
void arenaFree(void *);

/// Takes back at its end what was allocated on this thread since its start.
class ArenaScope {
public:
  ArenaScope();
  ~ArenaScope();

  /// How many chunks are in use, and what is free of the last of them.
  struct Position {
    size_t numChunks = 0;
    std::byte *begin = nullptr, *end = nullptr;
  };

private:
  Position start_;
};

} // namespace qml
