// SPDX-License-Identifier: Apache-2.0
//
// Fitting and applying the stages of a data pipeline.

#include "qml/Classical/Pipeline.h"

#include "qml/Classical/TensorOps.h"

#include <Eigen/SVD>

#include <algorithm>
#include <cmath>

namespace qml {

using Kind = Stage::Kind;
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// The unit a column is divided by; one for a constant column, as in scikit-learn.
static double scaleOrOne(double scale) { return scale == 0 ? 1 : scale; }

static void fitStandardize(FittedStage &stage, const Tensor &train) {
  Tensor scale = *reduce(Reduction::Std, train, 0);
  std::transform(scale.values.begin(), scale.values.end(), scale.values.begin(), scaleOrOne);
  stage.state = {{"mean", *reduce(Reduction::Mean, train, 0)}, {"scale", std::move(scale)}};
}

static void fitMinMax(FittedStage &stage, const Tensor &train) {
  Tensor low = *reduce(Reduction::Min, train, 0), scale = *reduce(Reduction::Max, train, 0);
  for (int64_t column = 0; column < low.size(); ++column)
    scale.values[column] = scaleOrOne(scale.values[column] - low.values[column]);
  stage.state = {{"minimum", std::move(low)}, {"scale", std::move(scale)}};
}

static Status fitPca(FittedStage &stage, const Tensor &train) {
  const int64_t n = train.shape[0], d = train.shape[1], k = stage.stage.count;
  if (k < 1 || k > std::min(n, d))
    return Diagnostic("E0413", "pca(" + std::to_string(k) + ") needs between 1 and " + std::to_string(std::min(n, d)) +
                                   " components for " + std::to_string(n) + " training rows of " + std::to_string(d) +
                                   " features");
  Tensor mean = *reduce(Reduction::Mean, train, 0);
  RowMajor centred = Eigen::Map<const RowMajor>(train.values.data(), n, d);
  centred.rowwise() -= Eigen::Map<const Eigen::RowVectorXd>(mean.values.data(), d);
  Eigen::BDCSVD<Eigen::MatrixXd> svd(centred, Eigen::ComputeThinV);
  Tensor components({k, d}, std::vector<double>(k * d));
  for (int64_t i = 0; i < k; ++i) {
    Eigen::VectorXd direction = svd.matrixV().col(i);
    Eigen::Index largest;
    direction.cwiseAbs().maxCoeff(&largest);
    direction *= direction[largest] < 0 ? -1 : 1;
    std::copy(direction.begin(), direction.end(), components.row(i).begin());
  }
  stage.state = {{"mean", std::move(mean)}, {"components", std::move(components)}};
  return Success{};
}

// Columns of `stage` as indices from 0; names are looked up in `featureNames`.
static Expected<std::vector<int64_t>> resolveColumns(const Stage &stage, const std::vector<std::string> &featureNames,
                                                     int64_t width) {
  std::vector<int64_t> columns;
  for (const std::string &name : stage.names) {
    auto found = std::find(featureNames.begin(), featureNames.end(), name);
    if (found == featureNames.end()) {
      std::string nearest = nearestName(name, featureNames);
      return Diagnostic("E0405", "the data have no feature `" + name + "`")
          .withHelp(nearest.empty() ? "select by index instead" : "did you mean `" + nearest + "`?");
    }
    columns.push_back(found - featureNames.begin());
  }
  for (int64_t column : stage.columns) {
    if (column < -width || column >= width)
      return Diagnostic("E0405",
                        "the data have no feature " + std::to_string(column) + ", only " + std::to_string(width));
    columns.push_back(column < 0 ? column + width : column);
  }
  if (columns.empty())
    return Diagnostic("E0405", "select() names no features");
  return columns;
}

static Expected<FittedStage> fit(Stage stage, const Tensor &train, const std::vector<std::string> &featureNames) {
  FittedStage fitted{std::move(stage), {}};
  switch (fitted.stage.kind) {
  case Kind::Standardize: fitStandardize(fitted, train); break;
  case Kind::MinMax: fitMinMax(fitted, train); break;
  case Kind::Pca:
    if (auto done = fitPca(fitted, train); !done)
      return done.error();
    break;
  case Kind::Select: {
    // Names are resolved once, so that new rows need none.
    auto columns = resolveColumns(fitted.stage, featureNames, train.shape[1]);
    if (!columns)
      return columns.takeError();
    fitted.state["columns"] = Tensor::vector({columns->begin(), columns->end()});
    fitted.stage.columns = std::move(*columns);
    fitted.stage.names.clear();
    break;
  }
  case Kind::Divide:
    if (fitted.stage.divisor == 0 || !std::isfinite(fitted.stage.divisor))
      return Diagnostic("E0413", "divide() needs a finite number other than 0");
    break;
  case Kind::Pad:
    if (fitted.stage.count < train.shape[1])
      return Diagnostic("E0413", "pad(" + std::to_string(fitted.stage.count) + ") is less than the " +
                                     std::to_string(train.shape[1]) + " features of the data");
    break;
  default: break;
  }
  return fitted;
}

static Expected<Tensor> scaled(Tensor x, const Tensor &origin, const Tensor &scale, double factor, double offset) {
  auto shifted = elementwise(BinaryOp::Sub, x, origin);
  if (!shifted)
    return shifted;
  auto result = elementwise(BinaryOp::Div, *shifted, scale);
  if (result)
    for (double &value : result->values)
      value = value * factor + offset;
  return result;
}

static Tensor normalizeRows(Tensor x) {
  for (int64_t i = 0; i < x.rows(); ++i) {
    // Relative to the largest number, so that squares neither overflow nor vanish.
    double largest = 0, total = 0;
    for (double value : x.row(i))
      largest = std::max(largest, std::fabs(value));
    if (largest == 0)
      continue;
    for (double value : x.row(i))
      total += value / largest * (value / largest);
    double length = std::sqrt(total);
    for (double &value : x.row(i))
      value = value / largest / length;
  }
  return x;
}

static Expected<Tensor> padded(const Tensor &x, int64_t columns) {
  auto zeros = Tensor::full({x.shape[0], std::max<int64_t>(0, columns - x.shape[1])}, 0);
  if (!zeros)
    return zeros;
  return concat(std::vector<Tensor>{x, std::move(*zeros)}, 1);
}

static Expected<Tensor> applyFeatures(const FittedStage &fitted, Tensor x) {
  const Stage &stage = fitted.stage;
  switch (stage.kind) {
  case Kind::Standardize: return scaled(std::move(x), fitted.state.at("mean"), fitted.state.at("scale"), 1, 0);
  case Kind::MinMax:
    return scaled(std::move(x), fitted.state.at("minimum"), fitted.state.at("scale"), stage.high - stage.low,
                  stage.low);
  case Kind::Normalize: return normalizeRows(std::move(x));
  case Kind::Select: {
    auto columns = takeRows(transpose(x), stage.columns);
    return columns ? Expected<Tensor>(transpose(*columns)) : columns;
  }
  case Kind::Divide: return elementwise(BinaryOp::Div, x, stage.divisor);
  case Kind::Pad: return padded(x, stage.count);
  case Kind::Pca: {
    auto centred = elementwise(BinaryOp::Sub, x, fitted.state.at("mean"));
    return centred ? matmul(*centred, transpose(fitted.state.at("components"))) : centred;
  }
  case Kind::Flatten: return x.reshaped({x.rows(), x.rowSize()});
  case Kind::Split:
  case Kind::MapLabels:
  case Kind::OneHot: return x;
  }
  __builtin_unreachable();
}

// Numbered names where a stage makes new features.
static std::vector<std::string> namesAfter(const Stage &stage, std::vector<std::string> names, int64_t width) {
  if (stage.kind == Kind::Select) {
    std::vector<std::string> chosen;
    for (int64_t column : stage.columns)
      chosen.push_back(size_t(column) < names.size() ? names[column] : "x" + std::to_string(column));
    return chosen;
  }
  if (stage.kind == Kind::Pca)
    names.clear();
  for (int64_t column = int64_t(names.size()); column < width; ++column)
    names.push_back((stage.kind == Kind::Pca ? "pc" : stage.kind == Kind::Pad ? "pad" : "x") + std::to_string(column));
  return names;
}

static Status applyLabels(const Stage &stage, Dataset &data) {
  if (stage.kind != Kind::MapLabels && stage.kind != Kind::OneHot)
    return Success{};
  const std::string name = stage.kind == Kind::OneHot ? "onehot()" : "labels()";
  if (!data.y || !data.y->areClasses())
    return Diagnostic("E0412",
                      name + " needs classes as labels, " + (data.y ? "found numbers" : "the data have no labels"));
  const int64_t numClasses = int64_t(data.y->classNames.size()), n = data.rows();
  Tensor &values = data.y->values;
  if (stage.kind == Kind::MapLabels) {
    if (numClasses != 2)
      return Diagnostic("E0412", "labels() needs two classes, the data have " + std::to_string(numClasses))
          .withHelp("use `onehot()`, or `softmax` and `cross_entropy` with the classes as they are");
    for (double &value : values.values)
      value = value == 0 ? stage.low : stage.high;
  } else {
    auto coded = Tensor::full({n, numClasses}, 0);
    if (!coded)
      return coded.takeError();
    for (int64_t i = 0; i < n; ++i)
      (*coded)(i, int64_t(values.values[i])) = 1;
    values = std::move(*coded);
  }
  data.y->classNames.clear();
  return Success{};
}

static Expected<std::optional<SplitRows>> findSplit(const Dataset &raw, const std::vector<Stage> &stages) {
  std::optional<SplitRows> rows = raw.parts;
  for (const Stage &stage : stages) {
    if (stage.kind != Kind::Split)
      continue;
    if (rows)
      return Diagnostic("E0411", "the data are split twice");
    auto drawn = splitRows(raw, stage.split);
    if (!drawn)
      return drawn.takeError();
    rows = std::move(*drawn);
  }
  return rows;
}

Expected<PreparedData> prepare(Dataset raw, const std::vector<Stage> &stages) {
  if (raw.x.rank() < 1 || raw.rows() == 0)
    return Diagnostic("E0413", "the data have no rows");
  auto split = findSplit(raw, stages);
  if (!split)
    return split.takeError();
  PreparedData result{std::move(raw), {}};
  Dataset &data = result.data;
  data.parts = std::move(*split);
  for (const Stage &stage : stages) {
    if (stage.kind == Kind::Split)
      continue;
    if (stage.kind != Kind::Flatten && data.x.rank() != 2)
      return Diagnostic("E0413", "this stage needs a table, found " + shapeText(data.x.shape))
          .withHelp("add `|> flatten()` before it");
    auto fitted = fit(stage, data.parts ? *takeRows(data.x, data.parts->train) : data.x, data.featureNames);
    if (!fitted)
      return fitted.takeError();
    auto x = applyFeatures(*fitted, std::move(data.x));
    if (!x)
      return x.takeError();
    data.x = std::move(*x);
    data.featureNames = namesAfter(fitted->stage, std::move(data.featureNames), data.x.rowSize());
    if (auto done = applyLabels(stage, data); !done)
      return done.error();
    result.fitted.push_back(std::move(*fitted));
  }
  return result;
}

Expected<Tensor> transform(const std::vector<FittedStage> &fitted, Tensor x) {
  for (const FittedStage &stage : fitted) {
    if (stage.stage.kind != Kind::Flatten && x.rank() != 2)
      return Diagnostic("E0413", "features must be a table, found " + shapeText(x.shape));
    auto next = applyFeatures(stage, std::move(x));
    if (!next)
      return next;
    x = std::move(*next);
  }
  return x;
}

} // namespace qml
