// SPDX-License-Identifier: Apache-2.0
//
// A file is written whole or stays as it was, on full disks and through links alike.
#include "ClassicalTesting.h"
#include "qml/Classical/AtomicFile.h"

#include <csignal>
#include <fstream>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace qml;

namespace {

std::string read(const std::string &path) { return must(readWholeFile(path, 1 << 20)); }

/// No file may grow beyond `bytes` while this lives, as on a full disk.
class SmallDisk {
public:
  explicit SmallDisk(rlim_t bytes) {
    previous_ = ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &old_);
    rlimit limit = {bytes, old_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~SmallDisk() {
    ::setrlimit(RLIMIT_FSIZE, &old_);
    ::signal(SIGXFSZ, previous_);
  }

private:
  rlimit old_;
  sighandler_t previous_;
};

} // namespace

TEST(AtomicFile, WritesAndReplaces) {
  TemporaryFolder folder;
  must(writeFileAtomically(folder / "a", "first"));
  ::chmod((folder / "a").c_str(), 0640);
  must(writeFileAtomically(folder / "a", std::string("sec\0nd", 6)));
  EXPECT_EQ(read(folder / "a"), std::string("sec\0nd", 6));
  struct stat status;
  ::stat((folder / "a").c_str(), &status);
  EXPECT_EQ(status.st_mode & 0777, 0640u);
  EXPECT_EQ(folder.numFiles(), 1);
}

TEST(AtomicFile, FullDiskKeepsTheOldFile) {
  TemporaryFolder folder;
  must(writeFileAtomically(folder / "a", "old"));
  {
    SmallDisk disk(1000);
    EXPECT_EQ(errorText(writeFileAtomically(folder / "a", std::string(5000, 'x'))),
              "error[E0410]: cannot write " + (folder / "a") + ": File too large\n");
  }
  EXPECT_EQ(read(folder / "a"), "old");
  EXPECT_EQ(folder.numFiles(), 1);
  EXPECT_EQ(errorText(writeFileAtomically("/dev/full", "x")),
            "error[E0410]: cannot write /dev/full: No space left on device\n");
}

TEST(AtomicFile, FilesOfAKilledProcessAreNoHindrance) {
  TemporaryFolder folder;
  constexpr int numLeft = 300; // more than this program has written by now
  const std::string prefix = (folder / "a") + ".tmp" + std::to_string(::getpid()) + "-";
  for (int i = 0; i < numLeft; ++i)
    std::ofstream left(prefix + std::to_string(i));
  must(writeFileAtomically(folder / "a", "new"));
  EXPECT_EQ(read(folder / "a"), "new");
  EXPECT_EQ(folder.numFiles(), numLeft + 1);
}

TEST(AtomicFile, LinksKeepPointing) {
  TemporaryFolder folder;
  must(writeFileAtomically(folder / "target", "old"));
  std::filesystem::create_symlink(folder / "target", folder / "link");
  must(writeFileAtomically(folder / "link", "new"));
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "link"));
  EXPECT_EQ(read(folder / "target"), "new");
}

TEST(AtomicFile, NamesTheReason) {
  TemporaryFolder folder;
  EXPECT_EQ(errorText(writeFileAtomically(folder / "no/a", "x")),
            "error[E0410]: cannot write " + (folder / "no/a") + ": No such file or directory\n");
  EXPECT_EQ(errorCode(writeFileAtomically(folder / "", "x")), "E0410");
  must(writeFileAtomically(folder / "a", std::string(100, 'x')));
  EXPECT_EQ(errorCode(readWholeFile(folder / "a", 99)), "E0409");
  EXPECT_EQ(read(folder / "a").size(), 100u);
  EXPECT_EQ(errorCode(readWholeFile("/dev/zero", 1 << 20)), "E0409");
  must(writeFileAtomically("/dev/null", "x"));
}
