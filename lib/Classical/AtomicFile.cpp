// SPDX-License-Identifier: Apache-2.0
//
// Temporary file, fsync, rename, fsync of the folder.

#include "qml/Classical/AtomicFile.h"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace qml {

namespace {

/// Closes a descriptor when it goes out of scope.
class Descriptor {
public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor &) = delete;
  ~Descriptor() {
    if (fd_ >= 0)
      ::close(fd_);
  }
  int get() const { return fd_; }
  /// Some file systems report a full disk only here.
  bool close() { return ::close(std::exchange(fd_, -1)) == 0; }

private:
  int fd_;
};

bool writeAll(int fd, std::string_view content) {
  while (!content.empty()) {
    ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return false;
    content.remove_prefix(size_t(written));
  }
  return true;
}

Diagnostic cannotWrite(const std::string &path, int reason) {
  return Diagnostic("E0410", "cannot write " + path + ": " + std::strerror(reason));
}

} // namespace

static Status writeStraight(const std::string &path, std::string_view content) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (file.get() < 0 || !writeAll(file.get(), content) || !file.close())
    return cannotWrite(path, errno);
  return Success{};
}

Status writeFileAtomically(const std::string &path, std::string_view content) {
  struct stat old;
  const bool exists = ::stat(path.c_str(), &old) == 0;
  if (exists && S_ISDIR(old.st_mode))
    return cannotWrite(path, EISDIR);
  if (exists && !S_ISREG(old.st_mode))
    return writeStraight(path, content);

  std::error_code failure;
  std::filesystem::path target = path;
  if (exists)
    target = std::filesystem::canonical(target, failure);
  if (failure)
    return cannotWrite(path, failure.value());

  // A process of the same number that was killed may have left files of these names: in a container it is mostly 1.
  constexpr int maxLeft = 10'000;
  static std::atomic<unsigned> counter = 0;
  std::string temporary;
  int created = -1, left = 0;
  do {
    temporary = target.string() + ".tmp" + std::to_string(::getpid()) + "-" + std::to_string(counter++);
    created = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  } while (created < 0 && errno == EEXIST && ++left < maxLeft);
  Descriptor file(created);
  if (file.get() < 0)
    return cannotWrite(path, errno);
  bool done = (!exists || ::fchmod(file.get(), old.st_mode & 07777) == 0) && writeAll(file.get(), content) &&
              ::fsync(file.get()) == 0 && file.close() && ::rename(temporary.c_str(), target.c_str()) == 0;
  if (!done) {
    int reason = errno;
    ::unlink(temporary.c_str());
    return cannotWrite(path, reason);
  }
  // The rename itself must survive a power cut; file systems that cannot sync a folder need no such call.
  std::string folder = target.parent_path().string();
  Descriptor directory(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() >= 0)
    ::fsync(directory.get());
  return Success{};
}

Expected<std::string> readWholeFile(const std::string &path, size_t limit) {
  auto failed = [&](int reason) { return Diagnostic("E0400", "cannot read " + path + ": " + std::strerror(reason)); };
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status;
  if (file.get() < 0 || ::fstat(file.get(), &status) != 0)
    return failed(errno);
  if (S_ISDIR(status.st_mode))
    return failed(EISDIR);
  std::string content;
  char buffer[1 << 16];
  while (true) {
    ssize_t got = ::read(file.get(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return failed(errno);
    if (got == 0)
      return content;
    if (content.size() + size_t(got) > limit)
      return Diagnostic("E0409", path + " is too large: more than " + std::to_string(limit >> 20) + " MiB");
    content.append(buffer, size_t(got));
  }
}

} // namespace qml
