// SPDX-License-Identifier: Apache-2.0
//
// Fitted transformers to named tensors and back, so that a saved model treats new data as it treated its training rows.

#include "qml/Classical/Pipeline.h"

#include <cmath>

namespace qml {

using Kind = Stage::Kind;

static std::vector<std::string> stateNames(Kind kind) {
  switch (kind) {
  case Kind::Standardize: return {"mean", "scale"};
  case Kind::MinMax: return {"minimum", "scale"};
  case Kind::Pca: return {"mean", "components"};
  case Kind::Select: return {"columns"};
  default: return {};
  }
}

std::map<std::string, Tensor> fittedState(const std::vector<FittedStage> &fitted) {
  std::map<std::string, Tensor> state;
  for (size_t i = 0; i < fitted.size(); ++i)
    for (const auto &[name, tensor] : fitted[i].state)
      state[std::to_string(i) + "." + name] = tensor;
  return state;
}

Expected<std::vector<FittedStage>> restoreFitted(const std::vector<Stage> &stages,
                                                 const std::map<std::string, Tensor> &state) {
  const Diagnostic differs = Diagnostic("E0415", "the saved transformers do not belong to these stages of the data")
                                 .withHelp("train again, or use the stages the model was trained with");
  std::vector<FittedStage> fitted;
  size_t used = 0;
  for (const Stage &stage : stages) {
    if (stage.kind == Kind::Split)
      continue;
    FittedStage next{stage, {}};
    for (const std::string &name : stateNames(stage.kind)) {
      auto found = state.find(std::to_string(fitted.size()) + "." + name);
      if (found == state.end() || found->second.rank() != (name == "components" ? 2 : 1))
        return differs;
      next.state[name] = found->second;
      ++used;
    }
    if (stage.kind == Kind::Select) {
      next.stage.names.clear();
      next.stage.columns.clear();
      for (double column : next.state["columns"].values) {
        if (!(column >= 0 && column < double(Tensor::maxElements) && column == std::floor(column)))
          return differs;
        next.stage.columns.push_back(int64_t(column));
      }
    }
    fitted.push_back(std::move(next));
  }
  return used == state.size() ? Expected(std::move(fitted)) : differs;
}

} // namespace qml
