// SPDX-License-Identifier: Apache-2.0
//
// qmlc.Function: binds the arguments of a Python call to those of a qml::Function. Shapes that neither the program nor
// the user has fixed come from the first call.
#pragma once

#include "Arrays.h"

namespace qml::python {

class Function {
public:
  /// Compiles at once where all shapes are known. Raises qmlc.Error.
  Function(Model model, std::string name, Shapes shapes, Constants constants);

  nb::object call(nb::args args, nb::kwargs kwargs);
  nb::tuple valueAndGradient(nb::args args, nb::kwargs kwargs);
  nb::tuple valuesAndGradients(nb::args args, nb::kwargs kwargs);

  nb::object initialParameters() const;
  nb::object loadParameters(const std::string &path) const;
  nb::dict parameterViews(nb::handle parameters) const;

  /// Raises E0802 if the function waits for its first call.
  const qml::Function &compiled() const;
  std::string text() const;

private:
  struct Call;
  void compile(const Shapes &shapes);

  Model model_;
  std::string name_;
  Shapes shapes_;
  Constants constants_;
  std::vector<Model::Argument> arguments_; // those of type float
  std::optional<qml::Function> function_;
  std::optional<Error> waiting_; // why there is no function_ yet
};

} // namespace qml::python
