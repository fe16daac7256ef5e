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

private:
  size_t chunk_, used_;
};

} // namespace qml
