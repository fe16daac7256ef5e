// SPDX-License-Identifier: Apache-2.0
//
// What the tests of the classical services share: comparing numbers, reading errors, a folder of their own.
#pragma once

#include "qml/Classical/Tensor.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <unistd.h>

namespace qml {

/// The value, or a failed test and a stop.
template <typename T> T must(Expected<T> result) {
  if (!result) {
    ADD_FAILURE() << render(result.error());
    std::abort();
  }
  return std::move(*result);
}

/// The rendered error; a value is a failure.
template <typename T> std::string errorText(const Expected<T> &result) {
  return result ? "no error" : render(result.error());
}

template <typename T> std::string errorCode(const Expected<T> &result) { return result ? "" : result.error().code; }

inline void expectNear(std::span<const double> found, const std::vector<double> &expected, double tolerance) {
  ASSERT_EQ(found.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(found[i], expected[i], tolerance) << "at " << i;
}

/// An empty folder that is removed at the end of a test.
class TemporaryFolder {
public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "qml-test-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  std::string operator/(const std::string &name) const { return path_ + "/" + name; }
  int numFiles() const {
    return int(std::distance(std::filesystem::directory_iterator(path_), std::filesystem::directory_iterator()));
  }

private:
  std::string path_;
};

} // namespace qml
