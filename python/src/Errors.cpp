// SPDX-License-Identifier: Apache-2.0

#include "Errors.h"

#include <nanobind/stl/string.h>

namespace qml::python {

void raise(const Error &error) {
  auto orNone = [](bool known, auto value) -> nb::object { return known ? nb::cast(value) : nb::none(); };
  std::string text = error.text;
  while (text.ends_with('\n'))
    text.pop_back();
  nb::object type = nb::module_::import_("qmlc._error").attr("Error");
  nb::object raised = type(error.code, error.message, orNone(!error.file.empty(), error.file),
                           orNone(error.line > 0, error.line), orNone(error.line > 0, error.column), text);
  PyErr_SetObject(type.ptr(), raised.ptr());
  throw nb::python_error();
}

void raiseWrongShape(const std::string &message) { raise({"E0812", message, "", 0, 0, "error[E0812]: " + message}); }

} // namespace qml::python
