// SPDX-License-Identifier: Apache-2.0
//
// Tests that run once per kernel set of this machine.
#pragma once

#include "qml-runtime/Simulator.h"

#include <gtest/gtest.h>

namespace qml::test {

class OnKernelSet : public testing::TestWithParam<std::string_view> {
protected:
  void SetUp() override { ASSERT_TRUE(rt::selectKernels(GetParam())); }
  void TearDown() override { rt::selectKernels(rt::availableKernels().front()); }
};

} // namespace qml::test

#define QML_ON_ALL_KERNEL_SETS(Suite)                                                                                                 \
  INSTANTIATE_TEST_SUITE_P(All, Suite, testing::ValuesIn(rt::availableKernels()),                                                    \
                           [](const auto &info) { return std::string(info.param); })
