// SPDX-License-Identifier: Apache-2.0
//
// Splits and transformers equal scikit-learn's, and the test rows never reach a fit.
#include "qml/Classical/Pipeline.h"
#include "ClassicalTesting.h"
#include "qml/Classical/Csv.h"
#include "qml/Classical/Generators.h"

#include <cmath>
#include <numbers>
#include <numeric>

using namespace qml;

namespace {

using Rows = std::vector<int64_t>;

/// Rows 0, 1, ... with one feature, and labels if given.
Dataset counting(int64_t n, std::vector<double> classes = {}, std::vector<std::string> names = {}) {
  Dataset data;
  std::vector<double> x(n);
  std::iota(x.begin(), x.end(), 0);
  data.x = Tensor({n, 1}, x);
  data.featureNames = {"x"};
  if (!classes.empty())
    data.y = Labels{Tensor::vector(std::move(classes)), std::move(names)};
  return data;
}

Dataset iris() { return must(loadCsv(QML_EXAMPLES_DIR "/data/iris.csv", {.labelName = "target"})); }

} // namespace

TEST(Split, EqualsTrainTestSplit) {
  SplitRows rows = must(splitRows(counting(10), {.test = 0.25, .seed = 7}));
  EXPECT_EQ(rows.train, (Rows{2, 1, 9, 7, 3, 6, 4}));
  EXPECT_EQ(rows.test, (Rows{8, 5, 0}));
  EXPECT_TRUE(rows.valid.empty());
}

TEST(Split, EqualsStratifiedTrainTestSplit) {
  std::vector<double> classes(17, 0);
  std::fill(classes.begin() + 8, classes.begin() + 13, 1);
  std::fill(classes.begin() + 13, classes.end(), 2);
  Dataset data = counting(17, classes, {"a", "b", "c"});
  SplitRows rows = must(splitRows(data, {.test = 0.3, .seed = 7, .stratify = true}));
  EXPECT_EQ(rows.train, (Rows{5, 11, 0, 13, 6, 16, 14, 10, 2, 3, 12}));
  EXPECT_EQ(rows.test, (Rows{7, 15, 4, 1, 8, 9}));
  rows = must(splitRows(data, {.test = 0.35, .seed = 1, .stratify = true}));
  EXPECT_EQ(rows.train, (Rows{2, 9, 6, 7, 15, 10, 14, 0, 1, 13, 11}));
  EXPECT_EQ(rows.test, (Rows{12, 16, 3, 4, 5, 8}));
}

TEST(Split, PartsCoverAllRowsOnce) {
  SplitRows rows = must(splitRows(counting(20), {.test = 0.2, .valid = 3, .seed = 1}));
  EXPECT_EQ(rows.test.size(), 4u);
  EXPECT_EQ(rows.valid.size(), 3u);
  Rows all = rows.train;
  all.insert(all.end(), rows.valid.begin(), rows.valid.end());
  all.insert(all.end(), rows.test.begin(), rows.test.end());
  std::sort(all.begin(), all.end());
  for (int64_t i = 0; i < 20; ++i)
    EXPECT_EQ(all[i], i);
}

TEST(Split, RefusesImpossibleParts) {
  EXPECT_EQ(errorText(splitRows(counting(10), {.test = -0.5})),
            "error[E0411]: test=-0.5 is no share of 10 rows\n  = help: give a fraction below 1 or a number of rows\n");
  EXPECT_EQ(errorText(splitRows(counting(10), {.test = 0.6, .valid = 0.4})),
            "error[E0411]: no rows are left to train: test takes 6 and valid 4 of 10\n");
  EXPECT_EQ(errorCode(splitRows(counting(10), {.test = 11})), "E0411");
  EXPECT_EQ(errorCode(splitRows(counting(10), {.test = 2.5})), "E0411");
  EXPECT_EQ(errorCode(splitRows(counting(10), {.test = NAN})), "E0411");
  EXPECT_EQ(errorText(splitRows(counting(10), {.stratify = true})),
            "error[E0412]: stratify=true needs classes as labels\n");
  EXPECT_EQ(errorCode(splitRows(counting(3, {0, 0, 1}, {"a", "b"}), {.test = 1, .stratify = true})), "E0412");
}

TEST(Pipeline, StandardizeAndMinMaxEqualScikitLearn) {
  auto split = stages::split({.test = 0.2, .seed = 123});
  Dataset test = must(must(prepare(iris(), {split, stages::standardize()})).data.part(Part::Test));
  expectNear(test.x.row(0), {0.5322178585404904, -1.2329426927122953, 0.6268313293826695, 0.37363605096116237}, 1e-14);
  test = must(must(prepare(iris(), {split, stages::minmax(0, std::numbers::pi)})).data.part(Part::Test));
  expectNear(test.x.row(0), {1.7054360119487444, 0.6544984694978737, 2.0766459913559654, 1.832595714594046}, 1e-14);
}

TEST(Pipeline, PcaEqualsScikitLearn) {
  auto prepared =
      must(prepare(iris(), {stages::standardize(), stages::split({.test = 0.2, .seed = 123}), stages::pca(2)}));
  Dataset test = must(prepared.data.part(Part::Test));
  expectNear(test.x.row(0), {1.1710170498291292, -0.9166383972456413}, 1e-12);
  expectNear(test.x.row(1), {1.8660153286169578, 0.426707085645334}, 1e-12);
  expectNear(prepared.fitted[1].state.at("components").row(1),
             {0.3647681112269853, 0.9285583541370330, 0.014306568805816267, 0.0672229877588526}, 1e-12);
  EXPECT_EQ(test.featureNames, (std::vector<std::string>{"pc0", "pc1"}));
}

TEST(Pipeline, TheOrderOfTheSplitDoesNotLeakTestRows) {
  auto split = stages::split({.test = 0.3, .seed = 4});
  auto before = must(prepare(iris(), {stages::standardize(), split})),
       after = must(prepare(iris(), {split, stages::standardize()}));
  EXPECT_EQ(before.data.x, after.data.x);
  // Changing a test row changes no training row and no fitted number.
  Dataset changed = iris();
  changed.x(after.data.parts->test[0], 0) += 1000;
  auto again = must(prepare(changed, {stages::standardize(), split}));
  EXPECT_EQ(again.fitted[0].state, before.fitted[0].state);
}

TEST(Pipeline, TransformsNewRowsAsTheOldOnes) {
  auto prepared =
      must(prepare(iris(), {stages::split({}), stages::selectNames({"petal_width", "sepal_length"}),
                            stages::standardize(), stages::minmax(-1, 1), stages::pad(4), stages::normalize()}));
  Tensor again = must(transform(prepared.fitted, iris().x));
  EXPECT_EQ(again, prepared.data.x);
  EXPECT_EQ(prepared.data.featureNames, (std::vector<std::string>{"petal_width", "sepal_length", "pad2", "pad3"}));
  double square = 0;
  for (double value : again.row(3))
    square += value * value;
  EXPECT_NEAR(square, 1, 1e-15);
}

TEST(Pipeline, FittedStagesComeBackFromAFile) {
  std::vector<Stage> program = {stages::selectNames({"petal_width", "sepal_length"}), stages::split({}),
                                stages::standardize(), stages::minmax(-1, 1), stages::pca(2)};
  auto prepared = must(prepare(iris(), program));
  auto state = fittedState(prepared.fitted);
  EXPECT_TRUE(state.count("1.mean"));
  auto restored = must(restoreFitted(program, state));
  EXPECT_EQ(must(transform(restored, iris().x)), prepared.data.x);
  EXPECT_EQ(errorText(restoreFitted({stages::standardize()}, state)),
            "error[E0415]: the saved transformers do not belong to these stages of the data\n"
            "  = help: train again, or use the stages the model was trained with\n");
  state["0.columns"].values[0] = 1e9;
  EXPECT_EQ(errorCode(restoreFitted(program, state)), "E0415");
  // Rows of another width are an error, not a crash.
  EXPECT_EQ(errorCode(transform(restored, Tensor({1, 1}, {1}))), "E0125");
}

TEST(Pipeline, ConstantColumnsAndZeroRowsSurvive) {
  Dataset data;
  data.x = Tensor({2, 2}, {5, 1, 5, 3});
  data.featureNames = {"a", "b"};
  EXPECT_EQ(must(prepare(data, {stages::standardize()})).data.x, Tensor({2, 2}, {0, -1, 0, 1}));
  EXPECT_EQ(must(prepare(data, {stages::minmax(2, 4)})).data.x, Tensor({2, 2}, {2, 2, 2, 4}));
  data.x = Tensor({3, 2}, {0, 0, 3e200, 4e200, 0, -2});
  expectNear(must(prepare(data, {stages::normalize()})).data.x.values, {0, 0, 0.6, 0.8, 0, -1}, 1e-15);
}

TEST(Pipeline, MapsLabels) {
  Dataset data = counting(4, {0, 1, 1, 0}, {"no", "yes"});
  Labels mapped = *must(prepare(data, {stages::labels(-1, 1), stages::divide(2)})).data.y;
  EXPECT_EQ(mapped.values.values, (std::vector<double>{-1, 1, 1, -1}));
  EXPECT_FALSE(mapped.areClasses());
  EXPECT_EQ(must(prepare(data, {stages::onehot()})).data.y->values, Tensor({4, 2}, {1, 0, 0, 1, 0, 1, 1, 0}));
  // The split still sees the classes that a later stage replaces.
  EXPECT_EQ(must(prepare(data, {stages::labels(-1, 1), stages::split({.test = 2, .stratify = true})}))
                .data.parts->test.size(),
            2u);
  EXPECT_EQ(errorText(prepare(iris(), {stages::labels(-1, 1)})),
            "error[E0412]: labels() needs two classes, the data have 3\n"
            "  = help: use `onehot()`, or `softmax` and `cross_entropy` with the classes as they are\n");
  EXPECT_EQ(errorText(prepare(counting(3), {stages::onehot()})),
            "error[E0412]: onehot() needs classes as labels, the data have no labels\n");
}

TEST(Pipeline, FlattensImages) {
  Dataset images;
  images.x = Tensor({2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8});
  auto flat = must(prepare(images, {stages::flatten(), stages::divide(2)})).data;
  EXPECT_EQ(flat.x, Tensor({2, 4}, {0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4}));
  EXPECT_EQ(flat.featureNames.size(), 4u);
  EXPECT_EQ(errorText(prepare(images, {stages::divide(2)})),
            "error[E0413]: this stage needs a table, found float[2, 2, 2]\n"
            "  = help: add `|> flatten()` before it\n");
}

TEST(Pipeline, RefusesStagesThatDoNotFit) {
  EXPECT_EQ(errorText(prepare(iris(), {stages::pca(5)})),
            "error[E0413]: pca(5) needs between 1 and 4 components for 150 training rows of 4 features\n");
  EXPECT_EQ(errorText(prepare(iris(), {stages::pad(2)})),
            "error[E0413]: pad(2) is less than the 4 features of the data\n");
  EXPECT_EQ(errorText(prepare(iris(), {stages::selectNames({"petal_widht"})})),
            "error[E0405]: the data have no feature `petal_widht`\n  = help: did you mean `petal_width`?\n");
  EXPECT_EQ(errorText(prepare(iris(), {stages::select(Rows{4})})),
            "error[E0405]: the data have no feature 4, only 4\n");
  EXPECT_EQ(errorCode(prepare(iris(), {stages::divide(0)})), "E0413");
  EXPECT_EQ(errorText(prepare(iris(), {stages::split({}), stages::split({})})),
            "error[E0411]: the data are split twice\n");
  EXPECT_EQ(errorText(must(prepare(iris(), {})).data.part(Part::Train)),
            "error[E0411]: the data have no part `train`, since they were not split\n"
            "  = help: add `|> split(test=0.25, seed=0)` to their declaration\n");
  EXPECT_EQ(errorCode(prepare(Dataset(), {})), "E0413");
}
