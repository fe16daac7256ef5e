// SPDX-License-Identifier: Apache-2.0
//
// Slots as formulas of the circuit's inputs, which are named after their place: x_0, w_1_2_0.
#pragma once

#include <mlir/Dialect/Tensor/IR/Tensor.h>

#include <map>
#include <string>
#include <vector>

namespace qml::tool {

class SlotFormulas {
public:
  /// Of the inputs. Two may be the same, `x[1]` and `x_1`; the writer tells them apart.
  std::vector<std::string> names;

  /// Throws Failure E0804 if the slot hangs on an operation that formulas don't have, or its formula is too long.
  std::string of(mlir::Value slot);

private:
  void append(mlir::Value value);
  void appendLeaf(const std::string &text);
  void spend(size_t characters);
  std::string input(mlir::tensor::ExtractOp extract);

  std::map<std::vector<int64_t>, size_t> inputs_; // by place: the position in `names`
  std::string text_;
  size_t left_ = 0; // characters that `text_` may still get
};

} // namespace qml::tool
