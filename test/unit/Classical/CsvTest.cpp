// SPDX-License-Identifier: Apache-2.0
//
// Tables are read as RFC 4180 says; what is wrong is named by row and column.
#include "qml/Classical/Csv.h"
#include "ClassicalTesting.h"
#include "qml/Classical/Rng.h"

#include <clocale>

using namespace qml;

namespace {

Expected<Dataset> parse(std::string_view text) { return parseCsv(text, "t.csv"); }
Expected<Dataset> parse(std::string_view text, std::string label) {
  return parseCsv(text, "t.csv", {.labelName = label});
}

} // namespace

TEST(Csv, ReadsHeaderFeaturesAndTextLabels) {
  Dataset data = must(parse("a,b,kind\r\n1,2.5,dog\r\n-3e2, +4 ,cat\r\n5,6,dog\r\n", "kind"));
  EXPECT_EQ(data.x, Tensor({3, 2}, {1, 2.5, -300, 4, 5, 6}));
  EXPECT_EQ(data.featureNames, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(data.y->classNames, (std::vector<std::string>{"cat", "dog"}));
  EXPECT_EQ(data.y->values.values, (std::vector<double>{1, 0, 1}));
}

TEST(Csv, ReadsQuotedFields) {
  Dataset data = must(parse("\"a, b\",\"say \"\"y\"\"\"\n\"1\",\"two\nlines\"\n\"2\",\"x\"", "say \"y\""));
  EXPECT_EQ(data.featureNames, std::vector<std::string>{"a, b"});
  EXPECT_EQ(data.y->classNames, (std::vector<std::string>{"two\nlines", "x"}));
}

TEST(Csv, ReadsTablesWithoutHeader) {
  Dataset data = must(parseCsv("0.5,1,-1.000e+00\n0.25,2,1.0\n0.1,3,1\n0.2,4,-1\n", "t.csv", {.labelIndex = -1}));
  EXPECT_EQ(data.featureNames, (std::vector<std::string>{"x0", "x1"}));
  EXPECT_EQ(data.y->classNames, (std::vector<std::string>{"-1", "1"}));
  EXPECT_EQ(data.y->values.values, (std::vector<double>{0, 1, 1, 0}));
  EXPECT_EQ(data.rows(), 4);
}

TEST(Csv, TellsClassesFromNumbers) {
  EXPECT_FALSE(must(parse("x,y\n1,0.5\n2,1\n3,0.5\n4,1\n", "y")).y->areClasses());
  EXPECT_FALSE(must(parse("x,y\n1,10\n2,11\n3,12\n", "y")).y->areClasses());
  auto options = CsvOptions{.labelName = "y", .labelKind = CsvOptions::LabelKind::Classes};
  EXPECT_EQ(must(parseCsv("x,y\n1,10\n2,9\n3,12\n", "t.csv", options)).y->classNames,
            (std::vector<std::string>{"9", "10", "12"}));
  options.labelKind = CsvOptions::LabelKind::Numbers;
  EXPECT_FALSE(must(parseCsv("x,y\n1,0\n2,0\n3,1\n4,1\n", "t.csv", options)).y->areClasses());
}

TEST(Csv, SkipsBlankLinesAndByteOrderMark) {
  EXPECT_EQ(must(parse("\xEF\xBB\xBF"
                       "a,b\n\n1,2\n\r\n3,4\n\n"))
                .x,
            Tensor({2, 2}, {1, 2, 3, 4}));
}

TEST(Csv, NamesTheRowAndColumnOfErrors) {
  EXPECT_EQ(errorText(parse("a,b\n1,2\n3\n")), "error[E0401]: t.csv, row 3 has 1 columns, expected 2\n");
  EXPECT_EQ(errorText(parse("a,b\n1,2\n3,?\n", "a")),
            "error[E0403]: t.csv, row 3, column `b`: `?` where a number belongs\n");
  EXPECT_EQ(errorText(parse("a,b\n1,\n", "a")),
            "error[E0403]: t.csv, row 2, column `b`: an empty field where a number belongs\n");
  EXPECT_EQ(errorText(parse("a,b\n1,2\n3,nan\n", "a")),
            "error[E0404]: t.csv, row 3, column `b`: `nan` is not a finite number\n");
  EXPECT_EQ(errorText(parse("a,b\n1,1e999\n", "a")),
            "error[E0404]: t.csv, row 2, column `b`: `1e999` is not a finite number\n");
  EXPECT_EQ(errorText(parse("a,label\n1,2\n", "labels")), "error[E0405]: t.csv has no column `labels`\n"
                                                          "  = help: did you mean `label`?\n");
  EXPECT_EQ(errorText(parse("")), "error[E0406]: t.csv is empty\n");
  EXPECT_EQ(errorText(parse("a,b\n")), "error[E0406]: t.csv has a header but no rows\n");
  EXPECT_EQ(errorText(parse("a,b,a\n1,2,3\n")), "error[E0407]: t.csv has two columns named `a`\n");
  EXPECT_EQ(errorText(parse("a,b\n1,\"2\n3,4\n")), "error[E0408]: t.csv, row 2: a quoted field is never closed\n");
  EXPECT_EQ(errorText(parse("a,b\n1,\"2\"3\n")), "error[E0408]: t.csv, row 2: text follows a closing quote\n"
                                                 "  = help: write a quote inside a quoted field as \"\"\n");
  EXPECT_EQ(errorText(parse("a,k\n1,dog\n")), "error[E0403]: t.csv, row 2, column `k`: `dog` where a number belongs\n"
                                              "  = help: name the column of the labels: `csv(..., y=\"k\")`\n");
  EXPECT_EQ(errorText(parseCsv("1,2\n", "t.csv", {.labelIndex = 2})), "error[E0405]: t.csv has no column 2, only 2\n");
  EXPECT_EQ(errorCode(parse("1,nan\n")), "E0404");
  EXPECT_EQ(errorCode(parse("a,y\n1,inf\n2,dog\n", "y")), "E0404");
  EXPECT_EQ(errorCode(parse("a,y\n1,dog\n2,\n", "y")), "E0403");
  EXPECT_EQ(errorText(loadCsv("no/such.csv")), "error[E0400]: cannot read no/such.csv: No such file or directory\n");
  EXPECT_EQ(errorText(loadCsv("/")), "error[E0400]: cannot read /: Is a directory\n");
}

TEST(Csv, NumbersIgnoreTheLocale) {
  std::setlocale(LC_ALL, "de_DE.UTF-8");
  EXPECT_EQ(must(parseNumber("1.5")), 1.5);
  std::setlocale(LC_ALL, "C");
  EXPECT_EQ(must(parseNumber("1e-400")), 0);
  EXPECT_EQ(must(parseNumber("-.5")), -0.5);
  for (const char *text : {"1,5", "0x10", "1e", "--1", "+-1", "1 2", "", "."})
    EXPECT_EQ(errorCode(parseNumber(text)), "E0403") << text;
}

TEST(Csv, ReadsIris) {
  Dataset iris = must(loadCsv(QML_EXAMPLES_DIR "/data/iris.csv", {.labelName = "target"}));
  EXPECT_EQ(iris.x.shape, (std::vector<int64_t>{150, 4}));
  EXPECT_EQ(iris.y->classNames, (std::vector<std::string>{"setosa", "versicolor", "virginica"}));
  Dataset adhoc = must(loadCsv(QML_EXAMPLES_DIR "/data/adhoc.csv", {.labelName = "label"}));
  EXPECT_EQ(adhoc.x.shape, (std::vector<int64_t>{50, 2}));
  EXPECT_EQ(adhoc.y->classNames, (std::vector<std::string>{"0", "1"}));
}

TEST(Csv, SurvivesAnyBytes) {
  const std::string alphabet = "0123456789.,,,\n\n\r\"\"eE+-naif \t\xC3\xA4\x01";
  for (uint64_t round = 0; round < 20000; ++round) {
    Rng rng(99, round);
    std::string text(rng.below(60), ' ');
    for (char &c : text)
      c = rng.below(20) ? alphabet[rng.below(alphabet.size())] : char(rng.below(256));
    auto data = parseCsv(text, "fuzz", {.labelIndex = round % 2 ? std::optional<int64_t>(-1) : std::nullopt});
    if (data)
      EXPECT_EQ(data->x.size(), data->rows() * int64_t(data->featureNames.size()));
    else
      EXPECT_EQ(data.error().code.substr(0, 3), "E04");
  }
}
