// SPDX-License-Identifier: Apache-2.0
//
// The chart is well-formed, has round ticks, and bears any numbers.
#include "qml/Classical/Plot.h"
#include "ClassicalTesting.h"
#include "qml/Classical/AtomicFile.h"

#include <cmath>
#include <limits>

using namespace qml;

namespace {

size_t count(const std::string &text, const std::string &part) {
  size_t found = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size()))
    ++found;
  return found;
}

} // namespace

TEST(Plot, TicksAreRound) {
  expectNear(niceTicks(0, 1, 5), {0, 0.2, 0.4, 0.6, 0.8, 1}, 1e-12);
  expectNear(niceTicks(1, 30, 8), {5, 10, 15, 20, 25, 30}, 1e-12);
  expectNear(niceTicks(-0.031, 0.029, 6), {-0.03, -0.02, -0.01, 0, 0.01, 0.02}, 1e-12);
  EXPECT_EQ(niceTicks(3, 3, 5), std::vector<double>{3});
  EXPECT_LE(niceTicks(1e300, 1e300 + 1e285, 5).size(), 20u);
}

TEST(Plot, DrawsALineForEachSeries) {
  std::string svg = lossSvg({{"train", {3, 2, 1}}, {"test <a & b>", {4, NAN, 2}}}, {.title = "moons"});
  EXPECT_EQ(count(svg, "<path"), 2u);
  EXPECT_NE(svg.find(">test &lt;a &amp; b&gt;</text>"), std::string::npos);
  EXPECT_NE(svg.find(">moons</text>"), std::string::npos);
  EXPECT_NE(svg.find(">epoch</text>"), std::string::npos);
  EXPECT_EQ(count(svg, "nan"), 0u);
  EXPECT_EQ(svg, lossSvg({{"train", {3, 2, 1}}, {"test <a & b>", {4, NAN, 2}}}, {.title = "moons"}));
  // The first point of train: x at the left edge; the range [1, 4] with its margin spans 324 pixels from y = 44.
  EXPECT_NE(svg.find("d=\"M72.0 156.9L"), std::string::npos) << svg;
}

TEST(Plot, BearsAnyNumbers) {
  const double huge = std::numeric_limits<double>::max();
  for (const std::vector<double> &values : {std::vector<double>{},
                                            {1},
                                            {0, 0},
                                            {INFINITY, NAN},
                                            {huge, -huge},
                                            {1e-300, 2e-300},
                                            {1e15, 1e15 + 1},
                                            {5e-324, 0}}) {
    std::string svg = lossSvg({{"loss", values}});
    EXPECT_EQ(count(svg, "nan") + count(svg, "inf"), 0u);
    EXPECT_LT(svg.size(), 20000u);
    EXPECT_TRUE(svg.ends_with("</svg>\n"));
  }
}

TEST(Plot, LongRunsStaySmallAndKeepSpikes) {
  std::vector<double> values(1000000, 1);
  values[777777] = 100;
  std::string svg = lossSvg({{"loss", values}});
  EXPECT_LT(svg.size(), 60000u);
  EXPECT_NE(svg.find(">100</text>"), std::string::npos);
  EXPECT_EQ(count(svg, " 58.7"), 1u); // 5 % below the upper edge
}

TEST(Plot, WritesTheFile) {
  TemporaryFolder folder;
  must(writeLossSvg(folder / "loss.svg", {{"loss", {2, 1}}}));
  EXPECT_EQ(must(readWholeFile(folder / "loss.svg", 1 << 20)), lossSvg({{"loss", {2, 1}}}));
  EXPECT_EQ(errorCode(writeLossSvg(folder / "no/loss.svg", {})), "E0410");
}
