// SPDX-License-Identifier: Apache-2.0
//
// A terminal gets one line that is redrawn, a log about ten lines.
#include "qml/Classical/Progress.h"
#include "ClassicalTesting.h"

#include <algorithm>
#include <fcntl.h>

using namespace qml;

namespace {

/// What `write` sends to a descriptor.
template <typename F> std::string captured(F write) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  write(ends[1]);
  ::close(ends[1]);
  std::string text(1 << 16, '\0');
  text.resize(size_t(::read(ends[0], text.data(), text.size())));
  ::close(ends[0]);
  return text;
}

} // namespace

TEST(Progress, WritesAboutTenPlainLines) {
  std::string text = captured([](int fd) {
    Progress progress(fd, "epoch", 200);
    for (int epoch = 1; epoch <= 200; ++epoch)
      progress.update(epoch, 1.0 / epoch, 0.5);
  });
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 11);
  EXPECT_EQ(text.substr(0, text.find('\n')), "epoch   1/200  loss 1  metric 0.5");
  EXPECT_TRUE(text.ends_with("epoch 200/200  loss 0.005  metric 0.5\n")) << text;
  EXPECT_EQ(text.find('\r'), std::string::npos);
}

TEST(Progress, ShortRunsShowEveryStep) {
  std::string text = captured([](int fd) {
    Progress progress(fd, "step", 3);
    for (int step = 1; step <= 3; ++step)
      progress.update(step, 0.25);
  });
  EXPECT_EQ(text, "step 1/3  loss 0.25\nstep 2/3  loss 0.25\nstep 3/3  loss 0.25\n");
}

TEST(Progress, ShowsWhereARunStopped) {
  std::string text = captured([](int fd) {
    Progress progress(fd, "epoch", 100);
    for (int epoch = 1; epoch <= 14; ++epoch)
      progress.update(epoch, 0.5);
    progress.finish();
    progress.finish();
  });
  EXPECT_TRUE(text.ends_with("epoch  14/100  loss 0.5\n")) << text;
}

TEST(Progress, DrawsABarOnATerminal) {
  std::string text = captured([](int fd) {
    Progress progress(fd, "epoch", 40, /*terminal=*/true);
    for (int epoch = 1; epoch <= 40; ++epoch)
      progress.update(epoch, 0.1);
  });
  EXPECT_TRUE(text.starts_with("\repoch  1/40 [------------------------]  loss 0.1")) << text;
  EXPECT_NE(text.find(" left"), std::string::npos);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  EXPECT_NE(text.find("\repoch 40/40 [########################]  loss 0.1 "), std::string::npos) << text;
}

TEST(Progress, SaysNothingOfARunThatNeverBegan) {
  EXPECT_EQ(captured([](int fd) { Progress progress(fd, "epoch", 0); }), "");
}
