// SPDX-License-Identifier: Apache-2.0
//
// Device descriptions: the shipped files load, wrong ones say what is wrong.
#include "qml/Target/Device.h"

#include <algorithm>
#include <gtest/gtest.h>

using namespace qml;

namespace {

std::string messageOf(const char *json) {
  SourceFile file("d.json", json);
  auto device = Device::parse(file);
  return device ? "" : render(device.error());
}

} // namespace

TEST(Device, ReadsAllShippedFiles) {
  auto names = Device::list(QML_DEVICES);
  EXPECT_GE(names.size(), 14u);
  for (const std::string &name : names) {
    auto device = Device::find(name, QML_DEVICES);
    ASSERT_TRUE(device) << render(device.error());
    EXPECT_EQ(device->name(), name);
  }
}

TEST(Device, KnowsHeronAndEagle) {
  auto fez = Device::find("ibm_fez", QML_DEVICES), sherbrooke = Device::find("ibm_sherbrooke", QML_DEVICES);
  ASSERT_TRUE(fez && sherbrooke);
  EXPECT_EQ(fez->numQubits(), 156u);
  EXPECT_EQ(fez->nativeSet(), NativeSet::CzSx);
  EXPECT_TRUE(fez->hasEdge(1, 0) && fez->hasEdge(0, 1));
  EXPECT_EQ(fez->coupling(0, false).distance(0, 15), 15);
  EXPECT_FALSE(fez->coupling(100, true).coupled(27, 28));
  EXPECT_TRUE(fez->coupling(156, true).coupled(27, 28)) << "all 156 qubits can't do without";
  EXPECT_EQ(sherbrooke->nativeSet(), NativeSet::EcrSx);
  EXPECT_TRUE(sherbrooke->hasEdge(1, 0));
  EXPECT_FALSE(sherbrooke->hasEdge(0, 1));
}

TEST(Device, BuiltInsAgreeWithTheirFiles) {
  for (const char *name : {"all_to_all", "ionq_forte"}) {
    auto builtIn = Device::find(name, "");
    ASSERT_TRUE(builtIn);
    auto known = Device::list(QML_DEVICES);
    EXPECT_NE(std::ranges::find(known, name), known.end());
    EXPECT_TRUE(builtIn->everyPairCoupled());
  }
}

TEST(Device, SaysWhatIsWrong) {
  EXPECT_EQ(messageOf("[1"), "error[E0721]: the device file d.json is not a JSON object\n");
  EXPECT_EQ(messageOf("{}"), "error[E0721]: the device file d.json needs \"schema\": \"qml-device/1\"\n");
  EXPECT_EQ(
      messageOf(R"({"schema": "qml-device/1", "name": "a", "n_qubits": -1})"),
      "error[E0722]: the device file d.json needs \"n_qubits\", a whole number (or null with \"edges\": \"all\")\n");
  EXPECT_EQ(
      messageOf(R"({"schema": "qml-device/1", "name": "a", "n_qubits": 2, "native_gates": {"h": {}}, "edges": []})"),
      "error[E0723]: the device file d.json has native gates that can't be compiled to\n"
      "  = help: one of {cz, rz, sx, x}, {ecr, rz, sx, x}, {cz, prx}, {gpi, gpi2, zz} is needed\n");
  EXPECT_EQ(messageOf(R"({"schema": "qml-device/1", "name": "a", "n_qubits": 2, "native_gates": {"cz": {}, "prx": {}},
                          "edges": [[0, 2]]})"),
            "error[E0724]: the device file d.json has the impossible pair [0, 2] in \"edges\"\n");
  EXPECT_EQ(messageOf(R"({"schema": "qml-device/1", "name": "a", "n_qubits": 3, "native_gates": {"cz": {}, "prx": {}},
                          "edges": [[0, 1]]})"),
            "error[E0724]: the device file d.json describes qubits that no chain of edges connects\n");
}

TEST(Device, SuggestsNames) {
  auto device = Device::find("ibm_fes", QML_DEVICES);
  ASSERT_FALSE(device);
  EXPECT_EQ(render(device.error()), "error[E0720]: there is no device 'ibm_fes'\n  = help: did you mean 'ibm_fez'?\n");
}
