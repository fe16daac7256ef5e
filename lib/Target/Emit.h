// SPDX-License-Identifier: Apache-2.0
//
// Nets as circuits of native gates.
#pragma once

#include "Net.h"
#include "qml/Target/Device.h"

namespace qml::target {

/// `net` with ZZ(pi/2)'s alone in place of other ZZ's and SWAPs.
Net expandToCz(Net net);

/// The circuit of `net` in the native gates of `device`. For devices whose two-qubit gate is fixed the net must be
/// expanded.
Circuit emitNative(const Net &net, const Device &device);

} // namespace qml::target
