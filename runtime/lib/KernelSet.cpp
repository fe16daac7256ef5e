// SPDX-License-Identifier: Apache-2.0
//
// The kernels for one instruction set and precision: CMake compiles this file once for each, with QML_KERNEL_SET the name of
// its table and QML_REAL its numbers.

#include "CopyKernels.h"
#include "DenseKernels.h"
#include "InnerProducts.h"
#include "MatrixKernels.h"
#include "PairKernels.h"
#include "PauliKernels.h"
#include "PhaseKernels.h"
#include "ProductKernels.h"
#include "RandomKernels.h"
#include "RegisterKernels.h"
#include "RotationKernels.h"
#include "SampleKernels.h"
#include "SinCos.h"

#define QML_STRING(x) #x
#define QML_NAME(x) QML_STRING(x)
#define QML_JOIN_(a, b) a##_##b
#define QML_JOIN(a, b) QML_JOIN_(a, b)
#define QML_TABLE QML_JOIN(QML_KERNEL_SET, QML_REAL)

namespace qml::rt {

extern const KernelSet<Real> QML_TABLE;
const KernelSet<Real> QML_TABLE = {
    QML_NAME(QML_KERNEL_SET), laneBits,
    anyPair, anyPairBackward,
    partLanes, maxRotations, maxRotations - 1, chooseRotations, anyRotations, anyRotationsBackward,
    anyRunRegisters,
    anyDense, anyDenseBackward,
    gather, scatter,
    anyPhases, anyPhasesBackward<true>, anyPhasesBackward<false>,
    pauliValues, anyPauliSum, transformNumbers, rowPauliValues, rowPauliApply,
    interleave, sinCos,
    probabilitySums, search, addParities, uniforms,
    turnBit, turnBitBack, appendBit, removeBit, product, productOverlaps,
    innerProducts, addParts, matrixProduct, formValues, addFormGradients, weightedProducts,
};

} // namespace qml::rt
