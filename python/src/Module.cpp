// SPDX-License-Identifier: Apache-2.0
//
// The Python module: names, signatures and what they say of themselves. The stubs for type checkers are made from it.

#include "Function.h"

#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/variant.h>
#include <nanobind/stl/vector.h>

namespace nb = nanobind;
using namespace nb::literals;

namespace qml::python {

namespace {

using Sizes = std::variant<int64_t, std::vector<int64_t>>; // 4 is (4,)

/// The one place for what `load` and `from_text` are told beside the program.
Options options(unsigned threads, uint64_t seed, uint64_t shots, const std::string &precision) {
  if (precision != "double" && precision != "single")
    throw nb::value_error(("precision is \"double\" or \"single\", not \"" + precision + "\"").c_str());
  return {.threads = threads,
          .seed = seed,
          .shots = shots,
          .precision = precision == "single" ? Precision::Single : Precision::Double};
}

nb::tuple shapeOf(const Field &field) {
  nb::list shape;
  for (int64_t size : field.shape)
    shape.append(size);
  return nb::tuple(shape);
}

Function functionOf(const Model &model, std::string name, const std::map<std::string, Sizes> &shapes,
                    Constants constants) {
  Shapes rows;
  for (auto &[argument, sizes] : shapes) {
    auto *one = std::get_if<int64_t>(&sizes);
    rows[argument] = one ? std::vector{*one} : std::get<1>(sizes);
  }
  return Function(model, std::move(name), std::move(rows), std::move(constants));
}

constexpr const char *fieldText = R"(A tensor among the inputs, parameters or results of a function.

name    input: "x"; parameter: "model.w"; result: ""
shape   a tuple; () is one number
offset  of a parameter in the flat vector, of a result in its row
size    how many numbers it holds)";

constexpr const char *callText = R"(Runs it: f(x, …, parameters).

Takes the inputs in the order of the program, then the parameters, if it has any, as one flat vector
(or the only parameter in its own shape). Inputs and `parameters` may also be given by name. An input is one row, or a
batch with one more axis in front; one row is used for all rows of the others. It returns a number or array, with the rows
in front if an input is a batch, or a tuple if the program returns several.

float64 arrays are read where they lie if the numbers of a row do; the distance between rows may be any. Others are
converted. Results are new arrays. The GIL is released while compiled code runs.

With shots, `step=` (0) and the row number choose the random numbers: the same step draws the same samples.

Raises Error E0812 if shapes do not fit, TypeError if arguments do not.)";

} // namespace

NB_MODULE(_qmlc, module) {
  importNumpy();
  module.doc() = "The compiled part of qmlc.";
  module.attr("version") = QML_VERSION;

  nb::class_<Field>(module, "Field", fieldText)
      .def_ro("name", &Field::name)
      .def_prop_ro("shape", &shapeOf, nb::sig("def shape(self) -> tuple[int, ...]"))
      .def_ro("offset", &Field::offset)
      .def_ro("size", &Field::size)
      .def(
          "__repr__",
          [](const Field &field) {
            return nb::str("Field(name={!r}, shape={!r}, offset={}, size={})")
                .attr("format")(field.name, shapeOf(field), field.offset, field.size);
          },
          nb::sig("def __repr__(self) -> str"));

  const char *signature = "def __call__(self, *inputs: numpy.typing.ArrayLike, step: int = 0, **named: "
                          "numpy.typing.ArrayLike) -> typing.Any";
  nb::class_<Function>(module, "Function", "A circuit or func compiled for fixed shapes; made by Model.function.")
      .def("__call__", &Function::call, nb::sig(signature), callText)
      .def("value_and_grad", &Function::valueAndGradient,
           nb::sig("def value_and_grad(self, *inputs: numpy.typing.ArrayLike, **named: numpy.typing.ArrayLike) -> "
                   "tuple[float, numpy.typing.NDArray[numpy.float64]]"),
           R"(The mean over the rows of a function of one number, and its derivative by each parameter.

Arguments as in a call. The gradient has the shape of the parameters. Exact, whatever the shots are. The first call
compiles. Raises Error E0504 if the result is not one number, E0505 if there are no parameters.)")
      .def("values_and_grads", &Function::valuesAndGradients,
           nb::sig("def values_and_grads(self, *inputs: numpy.typing.ArrayLike, **named: numpy.typing.ArrayLike) -> "
                   "tuple[numpy.typing.NDArray[numpy.float64], numpy.typing.NDArray[numpy.float64]]"),
           R"(The same, row by row: an array of shape (rows,) and one of shape (rows, *parameters.shape).)")
      .def("initial_parameters", &Function::initialParameters,
           nb::sig("def initial_parameters(self) -> numpy.typing.NDArray[numpy.float64]"),
           "A flat vector, drawn as the program declares, with the seed of the model.")
      .def(
          "load_parameters",
          [](const Function &self, const std::filesystem::path &path) { return self.loadParameters(path.string()); },
          "path"_a,
          nb::sig("def load_parameters(self, path: str | os.PathLike[str]) -> numpy.typing.NDArray[numpy.float64]"),
          R"(A flat vector from a file that a program's `save` wrote.

Raises Error E042x if it can't be read or does not fit.)")
      .def("parameter_views", &Function::parameterViews, "parameters"_a,
           nb::sig("def parameter_views(self, parameters: numpy.typing.NDArray[numpy.float64]) -> dict[str, "
                   "numpy.typing.NDArray[numpy.float64]]"),
           R"(The parts of a flat vector (of parameters, or a gradient) by name, in their shapes.

They share the vector's numbers: writing to one writes to the other.)")
      .def_prop_ro(
          "inputs", [](const Function &self) { return self.compiled().inputs(); },
          "In the order of the program; shapes are those of one row.")
      .def_prop_ro(
          "parameters", [](const Function &self) { return self.compiled().parameters(); },
          "The layout of the flat vector: the function's own parameters and those of what it calls.")
      .def_prop_ro(
          "results", [](const Function &self) { return self.compiled().results(); },
          "What a call returns; shapes are those of one row.")
      .def_prop_ro(
          "num_parameters", [](const Function &self) { return self.compiled().numParameters(); },
          "How many numbers the flat vector of parameters holds.")
      .def("__repr__", &Function::text);

  nb::class_<Model>(module, "Model", "A program; its `main` is never run. Made by load and from_text.")
      .def("function", &functionOf, "name"_a, nb::kw_only(), "shapes"_a = nb::dict(), "constants"_a = nb::dict(),
           nb::sig("def function(self, name: str, *, shapes: dict[str, int | typing.Sequence[int]] = {}, constants: "
                   "dict[str, int] = {}) -> Function"),
           R"(Compiles the circuit or func `name`, once for the same sizes.

shapes     of one row of its arguments, {"x": (4,)}; those that the program fixes may be left out. If others are, the
           function is compiled at its first call, for the shapes of that call.
constants  sizes in brackets (`model[L=4]`) and arguments of type int or bool

Raises Error E0811 if there is no such function, E0813 if shapes or constants name no argument, E0802 if an int or bool is
missing.)");

  module.def(
      "load",
      [](const std::filesystem::path &path, unsigned threads, uint64_t seed, uint64_t shots,
         const std::string &precision) {
        return withoutGil([&, options = options(threads, seed, shots, precision)] {
          return Model::load(path.string(), options);
        });
      },
      "path"_a, nb::kw_only(), "threads"_a = 1, "seed"_a = 0, "shots"_a = 0, "precision"_a = "double",
      nb::sig("def load(path: str | os.PathLike[str], *, threads: int = 1, seed: int = 0, shots: int = 0, "
              "precision: str = 'double') -> Model"),
      R"(Reads and checks a program.

threads    that one call may use; results do not depend on it
seed       of initial parameters and of samples
shots      per reading; 0 is exact. Gradients are always exact
precision  of the numbers that a state is made of: "double", or "single" for half the memory and about six digits.
           Angles, matrices, readings and gradients are doubles in both

Raises Error with all that is wrong with the program, ValueError for another precision.)");
  module.def(
      "from_text",
      [](std::string text, std::string name, unsigned threads, uint64_t seed, uint64_t shots,
         const std::string &precision) {
        return withoutGil([&, options = options(threads, seed, shots, precision)] {
          return Model::fromText(std::move(text), options, std::move(name));
        });
      },
      "text"_a, nb::kw_only(), "name"_a = "program", "threads"_a = 1, "seed"_a = 0, "shots"_a = 0,
      "precision"_a = "double",
      "The same for a program in memory. `name` stands for it in messages; the files it names are looked for beside "
      "it.");
}

} // namespace qml::python
