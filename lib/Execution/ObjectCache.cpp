// SPDX-License-Identifier: Apache-2.0
//
// The object cache: one file per object, its digest in front.

#include "ObjectCache.h"

#include "qml/Classical/AtomicFile.h"

#include <llvm/Support/FileSystem.h>
#include <llvm/Support/SHA256.h>

#include <link.h>

#include <cstdlib>
#include <filesystem>

namespace qml {

namespace {
/// The linker's digest of the program or library that holds this function: another compiler finds nothing of this one's.
/// Empty if it has none.
std::string buildId() {
  std::string id;
  auto visit = [](dl_phdr_info *info, size_t, void *out) {
    auto headers = llvm::ArrayRef(info->dlpi_phdr, info->dlpi_phnum);
    auto here = reinterpret_cast<ElfW(Addr)>(&buildId) - info->dlpi_addr;
    if (llvm::none_of(headers, [&](const ElfW(Phdr) &h) {
          return h.p_type == PT_LOAD && here >= h.p_vaddr && here - h.p_vaddr < h.p_memsz;
        }))
      return 0;
    for (const ElfW(Phdr) &header : headers) {
      if (header.p_type != PT_NOTE)
        continue;
      auto *at = reinterpret_cast<const char *>(info->dlpi_addr + header.p_vaddr), *end = at + header.p_memsz;
      while (at + sizeof(ElfW(Nhdr)) <= end) {
        auto *note = reinterpret_cast<const ElfW(Nhdr) *>(at);
        const char *name = at + sizeof *note, *content = name + llvm::alignTo(note->n_namesz, 4);
        if (note->n_type == NT_GNU_BUILD_ID && llvm::StringRef(name, note->n_namesz) == llvm::StringRef("GNU", 4))
          *static_cast<std::string *>(out) = llvm::toHex(llvm::StringRef(content, note->n_descsz), true);
        at = content + llvm::alignTo(note->n_descsz, 4);
      }
    }
    return 1;
  };
  dl_iterate_phdr(visit, &id);
  return id;
}

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
  std::string where = folder(), compiler = buildId();
  if (where.empty() || compiler.empty())
    return;
  namespace fs = std::filesystem;
  std::error_code error;
  fs::create_directories(where, error);
  if (error)
    return;
  fs::permissions(where, fs::perms::owner_all, error);
  path_ = where + "/" + digest(compiler + "\n" + processor + "\n" + program) + ".o";
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
