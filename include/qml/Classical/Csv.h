// SPDX-License-Identifier: Apache-2.0
//
// Tables in comma-separated text (RFC 4180: quoted fields, doubled quotes, CRLF), read into a Dataset. An own reader:
// the packaged libcsv splits fields only, and messages here must name the row and the column.
#pragma once

#include "qml/Classical/Dataset.h"

#include <string>
#include <string_view>

namespace qml {

struct CsvOptions {
  /// The label column, by name or by index (negative from the end); neither: all columns are features.
  std::optional<std::string> labelName = {};
  std::optional<int64_t> labelIndex = {};

  /// Auto: text labels are classes; so are integers of at most 20 different values, each held by two rows on average.
  enum class LabelKind : uint8_t { Auto, Classes, Numbers } labelKind = LabelKind::Auto;
};

/// Reads `text`; `name` stands for it in messages. Without a header row (all fields of the first row are numbers)
/// columns are called x0, x1, ... Classes are ordered: integers by value, names alphabetically. Rows count from 1
/// including the header. Errors: E0401 number of columns, E0403 not a number, E0404 NaN or infinity, E0405 no such
/// label column, E0406 empty, E0407 duplicate column name, E0408 quotes, E0409 too large.
Expected<Dataset> parseCsv(std::string_view text, const std::string &name, const CsvOptions &options = {});

/// Also E0400 if the file cannot be read.
Expected<Dataset> loadCsv(const std::string &path, const CsvOptions &options = {});

/// A finite decimal number that fills `text` but for surrounding blanks, independent of the locale; E0403, E0404.
Expected<double> parseNumber(std::string_view text);

} // namespace qml
