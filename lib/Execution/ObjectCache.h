// SPDX-License-Identifier: Apache-2.0
//
// Compiled objects on disk, found by content: the key is a digest of the program, the processor and the compiler itself. A damaged
// entry counts as absent. QMLC_CACHE names another folder, or `off`. Nothing is kept in a folder that is not the user's, or that
// others may write to.
#pragma once

#include <llvm/Support/MemoryBuffer.h>

#include <string>

namespace qml {

class ObjectCache {
public:
  ObjectCache(const std::string &program, const std::string &processor);
  std::unique_ptr<llvm::MemoryBuffer> load() const;
  void store(const llvm::MemoryBuffer &object) const;

private:
  std::string path_;
};

} // namespace qml
