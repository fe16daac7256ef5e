// SPDX-License-Identifier: Apache-2.0
//
// The object cache: one file per object, its digest in front.

#include "ObjectCache.h"

#include "qml/Classical/AtomicFile.h"

#include <llvm/Support/FileSystem.h>
#include <llvm/Support/SHA256.h>

#include <link.h>

#include <cstdlib>
#include <unistd.h>

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

/// A variable of the environment; empty stands for unset.
std::string variable(const char *name) {
  const char *value = std::getenv(name);
  return value ? value : "";
}

std::string folder() {
  if (std::string chosen = variable("QMLC_CACHE"); !chosen.empty())
    return chosen == "off" ? "" : chosen;
  if (std::string cache = variable("XDG_CACHE_HOME"); !cache.empty())
    return cache + "/qmlc";
  std::string home = variable("HOME");
  return home.empty() ? "" : home + "/.cache/qmlc";
}

/// Whether only the user puts files into `where`, which is made if it is missing: what lies there is run. The mode of a
/// folder that is there already is its owner's choice.
bool isOwn(const std::string &where) {
  namespace fs = llvm::sys::fs;
  fs::file_status status;
  if (fs::create_directories(where, /*IgnoreExisting=*/true, fs::owner_all) || fs::status(where, status))
    return false;
  return fs::is_directory(status) && status.getUser() == ::geteuid() &&
         (status.permissions() & (fs::group_write | fs::others_write)) == fs::no_perms;
}
} // namespace

ObjectCache::ObjectCache(const std::string &program, const std::string &processor) {
  std::string where = folder(), compiler = buildId();
  if (where.empty() || compiler.empty() || !isOwn(where))
    return;
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
