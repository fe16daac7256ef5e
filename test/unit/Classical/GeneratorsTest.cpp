// SPDX-License-Identifier: Apache-2.0
//
// Generated data equal scikit-learn 1.9's for the same seed; numbers that pass through a sine may be one unit off.
#include "qml/Classical/Generators.h"
#include "ClassicalTesting.h"

using namespace qml;

TEST(Generators, MoonsEqualScikitLearn) {
  Dataset data = must(makeMoons(6, 0.1, 0));
  expectNear(data.x.values,
             {1.9157275946170713, 0.6969924447869893, -0.8733881470142222, -0.05058765397605105, 0.25452007784710545,
              1.1080811913055446, 0.04843121541206648, 0.5579140478706729, 0.9818417427268804, 0.1410204631131214,
              0.9625528309019793, -0.47248016844236795},
             4e-16);
  EXPECT_EQ(data.y->values.values, (std::vector<double>{1, 0, 0, 1, 0, 1}));
  EXPECT_EQ(data.y->classNames, (std::vector<std::string>{"0", "1"}));
}

TEST(Generators, CirclesEqualScikitLearn) {
  Dataset data = must(makeCircles(5, 0.05, 3));
  expectNear(data.x.values,
             {-0.3951751265963994, 0.5996456878593265, -0.4138694101257203, -0.7105582719910001, -1.004137074074123,
              -0.03135003384119224, 0.9978090915512036, -0.023860901517975135, 0.734306762331866, 0.04423111902497923},
             4e-16);
  EXPECT_EQ(data.y->values.values, (std::vector<double>{1, 1, 0, 0, 1}));
}

TEST(Generators, BlobsEqualScikitLearn) {
  Dataset data = must(makeBlobs(7, 2, 3, 0.5, 1));
  EXPECT_EQ(data.x.values,
            (std::vector<double>{-9.838192955624551, -4.07803373510191, -0.7871540238402795, 4.0258864183956105,
                                 -7.226090785664493, -8.345255281958252, -6.49799746249002, -8.70317373828106,
                                 -9.266658535130615, -4.983418902112032, -1.9236457820802473, 3.8700055577650763,
                                 -1.2268560912861803, 3.2557205204030204}));
  EXPECT_EQ(data.y->values.values, (std::vector<double>{1, 0, 2, 2, 1, 0, 0}));
}

TEST(Generators, LinearlySeparableEqualsQmlBenchmarks) {
  Dataset data = must(makeLinearlySeparable(300, 2, 0.04, 42));
  EXPECT_EQ(data.x.shape, (std::vector<int64_t>{300, 2}));
  expectNear(data.x.row(0), {-0.250919762305275, 0.9014286128198323}, 0);
  expectNear(data.x.row(1), {0.4639878836228102, 0.1973169683940732}, 0);
  std::vector<double> labels(data.y->values.values.begin(), data.y->values.values.begin() + 6);
  EXPECT_EQ(labels, (std::vector<double>{0, 0, 1, 1, 0, 0}));
  EXPECT_EQ(data.y->classNames, (std::vector<std::string>{"-1", "1"}));
}

TEST(Generators, RefuseImpossibleSizes) {
  EXPECT_EQ(errorText(makeMoons(0, 0.1, 0)), "error[E0414]: cannot generate 0 points of 2 features\n");
  EXPECT_EQ(errorText(makeMoons(10, -1, 0)), "error[E0414]: the noise of generated data must be a number from 0\n");
  EXPECT_EQ(errorCode(makeCircles(10, 0, 0, 1.5)), "E0414");
  EXPECT_EQ(errorCode(makeBlobs(3, 2, 4, 1, 0)), "E0414");
  EXPECT_EQ(errorCode(makeLinearlySeparable(100, 2, 5, 0)), "E0414");
  EXPECT_EQ(errorCode(makeBlobs(int64_t(1) << 40, 2, 1, 1, 0)), "E0414");
}
