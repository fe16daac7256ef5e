// SPDX-License-Identifier: Apache-2.0
//
// The arena: chunks that grow, one list per thread. Compiled code asks for memory several times per row, so the usual case is
// short.

#include "Arena.h"

#include <algorithm>
#include <memory>
#include <new>
#include <utility>
#include <vector>

namespace qml {

namespace {
constexpr std::align_val_t alignment{64}; // a cache line, and the widest vector
constexpr size_t line = size_t(alignment), firstChunk = size_t(1) << 16;

struct Free {
  void operator()(std::byte *memory) const { ::operator delete(memory, alignment); }
};
struct Chunk {
  std::unique_ptr<std::byte, Free> memory;
  size_t size;
};
thread_local std::vector<Chunk> chunks;
constinit thread_local ArenaScope::Position position; // apart from the chunks: to use it takes no initialisation

/// Goes on to the next chunk with room for `size` bytes.
[[gnu::noinline]] void openChunk(size_t size) {
  do {
    if (position.numChunks == chunks.size()) {
      size_t next = std::max({size, chunks.empty() ? 0 : 2 * chunks.back().size, firstChunk});
      chunks.push_back({std::unique_ptr<std::byte, Free>(static_cast<std::byte *>(::operator new(next, alignment))), next});
    }
    const Chunk &chunk = chunks[position.numChunks++];
    position.begin = chunk.memory.get();
    position.end = position.begin + chunk.size;
  } while (size > size_t(position.end - position.begin));
}
} // namespace

void *arenaAllocate(size_t size) {
  size = (size + line - 1) / line * line;
  if (size > size_t(position.end - position.begin))
    openChunk(size);
  return std::exchange(position.begin, position.begin + size);
}

void arenaFree(void *) {}

ArenaScope::ArenaScope() : start_(position) {}

ArenaScope::~ArenaScope() { position = start_; }

} // namespace qml
