// SPDX-License-Identifier: Apache-2.0
//
// Parameters come back bit for bit; any damage is noticed and never crashes.
#include "qml/Classical/ParamFile.h"
#include "ClassicalTesting.h"
#include "qml/Classical/AtomicFile.h"
#include "qml/Classical/Rng.h"

#include <bit>
#include <cmath>
#include <limits>

using namespace qml;

namespace {

ParamFile sample() {
  ParamFile file;
  file.program = "moons.qml 1f2e3d";
  file.tensors["w"] = Tensor({2, 2}, {0.1, -0.0, 1e-308, 1.7976931348623157e308});
  file.tensors["bias"] = 3.0;
  file.tensors["empty"] = Tensor({0, 3}, {});
  file.notes["optimizer"] = "adam";
  return file;
}

} // namespace

TEST(ParamFile, RoundTripsExactly) {
  TemporaryFolder folder;
  ParamFile file = sample();
  Rng rng(3);
  std::vector<double> values;
  while (values.size() < 2000)
    if (double value = std::bit_cast<double>(rng.bits()); std::isfinite(value))
      values.push_back(value);
  file.tensors["random"] = Tensor::vector(values);
  must(saveParams(folder / "a.params", file));
  ParamFile loaded = must(loadParams(folder / "a.params"));
  EXPECT_EQ(loaded, file);
  EXPECT_TRUE(std::signbit(loaded.tensors["w"].values[1]));
  EXPECT_EQ(must(paramText(loaded)), must(paramText(file)));
}

TEST(ParamFile, SurvivesReformatting) {
  std::string text = must(paramText(sample())), reformatted;
  for (char c : text)
    reformatted += c == '\n' ? "\n   " : std::string(1, c);
  EXPECT_EQ(must(parseParams(reformatted, "a")), sample());
}

TEST(ParamFile, NamesWhatIsWrong) {
  const std::string text = must(paramText(sample()));
  EXPECT_EQ(errorText(loadParams("no.params")), "error[E0420]: cannot read no.params: No such file or directory\n");
  EXPECT_EQ(errorText(parseParams("hello", "a")), "error[E0421]: a is not a file of saved parameters\n");
  EXPECT_EQ(errorCode(parseParams("", "a")), "E0421");
  EXPECT_EQ(errorCode(parseParams("{\"format\": \"other\"}", "a")), "E0421");
  EXPECT_EQ(errorCode(parseParams("[1]", "a")), "E0421");
  EXPECT_EQ(errorText(parseParams(text.substr(0, text.size() / 2), "a")),
            "error[E0423]: a is damaged: its end is missing or its text is broken\n"
            "  = help: save the parameters again, or take an older copy\n");
  std::string changed = text;
  changed.replace(changed.find("0.1"), 3, "0.2");
  EXPECT_EQ(errorText(parseParams(changed, "a")), "error[E0423]: a is damaged: its checksum does not match\n"
                                                  "  = help: save the parameters again, or take an older copy\n");
  std::string newer = text;
  newer.replace(newer.find("\"version\": 1"), 12, "\"version\": 2");
  EXPECT_EQ(errorText(parseParams(newer, "a")), "error[E0422]: a has version 2 of its format, this program reads 1\n"
                                                "  = help: update qmlc\n");
  ParamFile bad = sample();
  bad.tensors["w"].values[0] = NAN;
  EXPECT_EQ(errorText(paramText(bad)),
            "error[E0425]: parameter `w` holds a number that is not finite and cannot be saved\n");
}

TEST(ParamFile, ChecksShapes) {
  EXPECT_EQ(must(takeParam(sample(), "a", "w", {2, 2})), sample().tensors["w"]);
  EXPECT_EQ(errorText(takeParam(sample(), "a", "w", {4, 1})),
            "error[E0424]: a holds `w` as float[2, 2], the program declares float[4, 1]\n");
  EXPECT_EQ(errorText(takeParam(sample(), "a", "bia", {})), "error[E0424]: a has no parameter `bia`\n"
                                                            "  = help: it has `bias`\n");
}

TEST(ParamFile, SurvivesNamesThatAreNotText) {
  ParamFile file;
  file.program = "\xFF\xFE";
  EXPECT_TRUE(parseParams(must(paramText(file)), "a"));
}

TEST(ParamFile, NoticesEveryDamage) {
  const std::string text = must(paramText(sample()));
  for (size_t length = 0; length + 2 < text.size(); ++length)
    EXPECT_FALSE(parseParams(text.substr(0, length), "a")) << length;
  int accepted = 0;
  for (uint64_t round = 0; round < 5000; ++round) {
    Rng rng(17, round);
    std::string damaged = text;
    for (uint64_t i = 0; i <= rng.below(3); ++i)
      damaged[rng.below(damaged.size())] = char(rng.below(256));
    auto file = parseParams(damaged, "a");
    // What a reader takes is what was written: only blanks or a digit of equal value changed.
    if (file) {
      EXPECT_EQ(*file, sample());
      ++accepted;
    }
  }
  EXPECT_LT(accepted, 500);
}

TEST(ParamFile, SurvivesDeepNesting) {
  EXPECT_EQ(errorCode(parseParams(std::string(200000, '['), "a")), "E0421");
  EXPECT_EQ(errorCode(parseParams(
                "{\"format\":\"qml-params\",\"x\":" + std::string(200000, '[') + std::string(200000, ']') + "}", "a")),
            "E0423");
  constexpr size_t depth = 1'000'000;
  EXPECT_EQ(errorCode(parseParams("{\"format\":\"qml-params\",\"version\":1,\"checksum\":\"\",\"content\":" +
                                      std::string(depth, '[') + std::string(depth, ']') + "}",
                                  "a")),
            "E0423");
}

TEST(ParamFile, BracketsInTextAreNoNesting) {
  ParamFile file = sample();
  file.notes["brackets"] = std::string(50, '[') + "\"\\" + std::string(50, '{');
  EXPECT_EQ(must(parseParams(must(paramText(file)), "a")), file);
}
