// SPDX-License-Identifier: Apache-2.0
//
// Where the standard library and the descriptions of devices lie. In this order: the environment (QMLC_STD,
// QMLC_DEVICES),
// ../share/qml beside the library or program that asks, the source tree it was built from.
#pragma once

#include <string>

namespace qml {

std::string standardLibraryFolder();
std::string devicesFolder();

} // namespace qml
