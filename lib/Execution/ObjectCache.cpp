// SPDX-License-Identifier: Apache-2.0
//
// The object cache: one file per object, its digest in front.

#include "ObjectCache.h"

#include "qml/Classical/AtomicFile.h"

#include <llvm/Support/FileSystem.h>
#include <llvm/Support/SHA256.h>

#include <cstdlib>
#include <filesystem>

namespace qml {

namespace {
/// Changes whenever compiled code and runtime would no longer fit together.
constexpr const char *formatVersion = "qmlc-object-1 llvm-22.1";

std::string digest(llvm::StringRef text) {
  llvm::SHA256 hash;
  hash.update(text);
  return llvm::toHex(hash.final(), true);
}

std::string folder() {
  if (const char *chosen = std::getenv("QMLC_CACHE"))
    return std::string(chosen) == "off" ? "" : chosen;
  if (const char *cache = std::getenv("XDG_CACHE_HOME"))
    return std::string(cache) + "/qmlc";
  const char *home = std::getenv("HOME");
  return home ? std::string(home) + "/.cache/qmlc" : "";
}
} // namespace

ObjectCache::ObjectCache(const std::string &program, const std::string &processor) {
  std::string where = folder();
  if (program.empty() || where.empty())
    return;
  namespace fs = std::filesystem;
  std::error_code error;
  fs::create_directories(where, error);
  if (error)
    return;
  fs::permissions(where, fs::perms::owner_all, error);
  path_ = where + "/" + digest(std::string(formatVersion) + "\n" + processor + "\n" + program) + ".o";
}

std::unique_ptr<llvm::MemoryBuffer> ObjectCache::load() const {
  if (path_.empty())
    return nullptr;
  auto file = llvm::MemoryBuffer::getFile(path_);
  if (!file)
    return nullptr;
  llvm::StringRef content = (*file)->getBuffer();
  constexpr size_t digestLength = 64;
  if (content.size() <= digestLength || digest(content.drop_front(digestLength)) != content.take_front(digestLength))
    return nullptr;
  return llvm::MemoryBuffer::getMemBufferCopy(content.drop_front(digestLength), path_);
}

void ObjectCache::store(const llvm::MemoryBuffer &object) const {
  if (path_.empty())
    return;
  // A cache that can't be written is no error.
  (void)bool(writeFileAtomically(path_, digest(object.getBuffer()) + object.getBuffer().str()));
}

} // namespace qml
