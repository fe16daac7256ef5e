// SPDX-License-Identifier: Apache-2.0
//
// The arena: chunks that grow, one list per thread.

#include "Arena.h"

#include <algorithm>
#include <memory>
#include <vector>

namespace qml {

namespace {
constexpr size_t alignment = 64; // a cache line, and the widest vector

struct Chunk {
  std::unique_ptr<std::byte[]> memory;
  size_t size = 0;
};
struct Arena {
  std::vector<Chunk> chunks;
  size_t chunk = 0, used = 0;
};
thread_local Arena arena;
} // namespace

void *arenaAllocate(size_t size) {
  size = (size + alignment - 1) / alignment * alignment;
  while (arena.chunk < arena.chunks.size() && arena.used + size + alignment > arena.chunks[arena.chunk].size) {
    ++arena.chunk;
    arena.used = 0;
  }
  if (arena.chunk == arena.chunks.size()) {
    size_t previous = arena.chunks.empty() ? 0 : arena.chunks.back().size;
    size_t next = std::max({size + alignment, 2 * previous, size_t(1) << 16});
    arena.chunks.push_back({std::make_unique_for_overwrite<std::byte[]>(next), next});
    arena.used = 0;
  }
  Chunk &chunk = arena.chunks[arena.chunk];
  auto address = reinterpret_cast<size_t>(chunk.memory.get()) + arena.used;
  size_t padding = (alignment - address % alignment) % alignment;
  arena.used += padding + size;
  return reinterpret_cast<void *>(address + padding);
}

void arenaFree(void *) {}

ArenaScope::ArenaScope() : chunk_(arena.chunk), used_(arena.used) {}

ArenaScope::~ArenaScope() {
  arena.chunk = chunk_;
  arena.used = used_;
}

} // namespace qml
