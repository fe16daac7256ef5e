// SPDX-License-Identifier: Apache-2.0
//
// Follows what a slot hangs on back to the inputs. A value that is used twice is written twice, so that formulas are bounded.

#include "SlotFormulas.h"

#include "qml/Sema/Value.h"

#include <mlir/Dialect/Arith/IR/Arith.h>
#include <mlir/Dialect/Func/IR/FuncOps.h>

#include <charconv>
#include <string_view>

namespace qml::tool {
namespace {

constexpr size_t maxCharacters = 10'000;

/// An operation is written as `before`, its operands with `between` them, `after`.
struct Spelling {
  std::string_view before, between, after;
};

[[noreturn]] void unknown() {
  throw Failure{Diagnostic("E0804", "an angle of this circuit has no formula in OpenQASM").withHelp("write numbers: --bind with --input")};
}

std::string number(double value) {
  char buffer[32];
  auto [end, status] = std::to_chars(buffer, buffer + sizeof buffer, value);
  return value < 0 ? "(" + std::string(buffer, end) + ")" : std::string(buffer, end);
}

} // namespace

std::string SlotFormulas::of(mlir::Value slot) {
  text_.clear();
  left_ = maxCharacters;
  append(slot);
  return text_;
}

void SlotFormulas::append(mlir::Value value) {
  if (auto extract = value.getDefiningOp<mlir::tensor::ExtractOp>())
    return appendLeaf(input(extract));
  if (auto constant = value.getDefiningOp<mlir::arith::ConstantOp>())
    return appendLeaf(number(mlir::cast<mlir::FloatAttr>(constant.getValue()).getValueAsDouble()));
  static const std::map<std::string, Spelling> spellings = {
      {"arith.negf", {"(-", "", ")"}}, {"arith.addf", {"(", " + ", ")"}}, {"arith.subf", {"(", " - ", ")"}}, {"arith.mulf", {"(", " * ", ")"}},
      {"arith.divf", {"(", " / ", ")"}}, {"math.sin", {"sin(", "", ")"}}, {"math.cos", {"cos(", "", ")"}}, {"math.tan", {"tan(", "", ")"}},
      {"math.asin", {"arcsin(", "", ")"}}, {"math.acos", {"arccos(", "", ")"}}, {"math.atan", {"arctan(", "", ")"}}, {"math.exp", {"exp(", "", ")"}},
      {"math.log", {"log(", "", ")"}}, {"math.sqrt", {"sqrt(", "", ")"}}};
  mlir::Operation *op = value.getDefiningOp();
  auto spelling = op ? spellings.find(op->getName().getStringRef().str()) : spellings.end();
  if (spelling == spellings.end())
    unknown();
  auto &[before, between, after] = spelling->second;
  // Before the operands: a value that is used twice is written twice, and so on with what it hangs on. This also bounds the depth.
  spend(before.size() + between.size() + after.size());
  std::string_view separator = before;
  for (mlir::Value operand : op->getOperands()) {
    text_ += separator;
    append(operand);
    separator = between;
  }
  text_ += after;
}

void SlotFormulas::appendLeaf(const std::string &text) {
  spend(text.size());
  text_ += text;
}

void SlotFormulas::spend(size_t characters) {
  if (characters > left_)
    throw Failure{Diagnostic("E0804", "an angle of this circuit is a formula of more than " + std::to_string(maxCharacters) + " characters").withHelp("write numbers: --bind with --input")};
  left_ -= characters;
}

std::string SlotFormulas::input(mlir::tensor::ExtractOp extract) {
  auto argument = mlir::dyn_cast<mlir::BlockArgument>(extract.getTensor());
  if (!argument)
    unknown();
  std::vector<int64_t> place{argument.getArgNumber()}; // then the indices
  for (mlir::Value index : extract.getIndices()) {
    auto constant = index.getDefiningOp<mlir::arith::ConstantOp>();
    if (!constant)
      unknown();
    place.push_back(mlir::cast<mlir::IntegerAttr>(constant.getValue()).getInt());
  }
  auto [known, isNew] = inputs_.try_emplace(place, names.size());
  if (isNew) {
    auto function = mlir::cast<mlir::func::FuncOp>(argument.getOwner()->getParentOp());
    std::string name = function.getArgAttrOfType<mlir::StringAttr>(argument.getArgNumber(), "qml.name").str();
    name = name.substr(name.find('.') + 1);
    for (size_t i = 1; i < place.size(); ++i)
      name += "_" + std::to_string(place[i]);
    names.push_back(name);
  }
  return "{" + std::to_string(known->second) + "}";
}

} // namespace qml::tool
