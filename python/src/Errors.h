// SPDX-License-Identifier: Apache-2.0
//
// Errors of the C++ interface as Python exceptions.
#pragma once

#include <qml/qml.h>

#include <nanobind/nanobind.h>

namespace qml::python {

namespace nb = nanobind;

/// Raises `error` as qmlc.Error.
[[noreturn]] void raise(const Error &error);
/// E0812.
[[noreturn]] void raiseWrongShape(const std::string &message);

/// Runs `body` while other Python threads may run. Its value, or its Error raised.
template <typename Body> auto withoutGil(Body body) {
  auto result = [&] {
    nb::gil_scoped_release release;
    return body();
  }();
  if (!result)
    raise(result.error());
  if constexpr (requires { *result; })
    return *std::move(result);
}

} // namespace qml::python
