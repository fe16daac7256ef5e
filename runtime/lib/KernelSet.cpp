// SPDX-License-Identifier: Apache-2.0
//
// The kernels for one instruction set: CMake compiles this file once for each, with QML_KERNEL_SET the name of its
// table.

#include "DenseKernels.h"
#include "TileKernels.h"

#define QML_STRING(x) #x
#define QML_NAME(x) QML_STRING(x)

namespace qml::rt {

extern const KernelSet QML_KERNEL_SET;
const KernelSet QML_KERNEL_SET = {
    QML_NAME(QML_KERNEL_SET), laneBits,       anyDense,      anyDenseBackward, permute, diagonal,
    diagonalBackward,         anyPauliValues, anyPauliApply,
};

} // namespace qml::rt
