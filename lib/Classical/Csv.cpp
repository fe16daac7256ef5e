// SPDX-License-Identifier: Apache-2.0
//
// CSV in three steps: text to fields, fields to columns with names, the label column to classes or numbers.

#include "qml/Classical/Csv.h"

#include "NumberText.h"
#include "qml/Classical/AtomicFile.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

namespace qml {

static constexpr size_t maxFileBytes = size_t(1) << 30;
static constexpr size_t maxColumns = 1 << 16;
static constexpr size_t maxIntegerClasses = 20;

namespace {

using Fields = std::vector<std::string>;

/// Reads one record after the other; a quoted field may hold separators, quotes and line breaks.
class Reader {
public:
  Reader(std::string_view text, const std::string &name) : text_(text), name_(name) {
    if (text_.starts_with("\xEF\xBB\xBF"))
      text_.remove_prefix(3);
  }

  /// The next record that is not a blank line; none at the end.
  Expected<std::optional<Fields>> next() {
    while (!text_.empty()) {
      ++row_;
      bool blank = true;
      Fields fields(1);
      for (bool more = true; more;) {
        blank &= text_.empty() || text_.front() == '\n' || text_.front() == '\r';
        if (auto read = readField(fields.back()); !read)
          return read.takeError();
        more = !text_.empty() && text_.front() == ',';
        if (more) {
          blank = false;
          text_.remove_prefix(1);
          fields.emplace_back();
          if (fields.size() > maxColumns)
            return Diagnostic("E0409", place() + " has more than " + std::to_string(maxColumns) + " columns");
        }
      }
      if (text_.starts_with("\r\n"))
        text_.remove_prefix(2);
      else if (!text_.empty())
        text_.remove_prefix(1);
      if (!blank)
        return std::optional(std::move(fields));
    }
    return std::optional<Fields>();
  }

  unsigned row() const { return row_; }
  std::string place() const { return name_ + ", row " + std::to_string(row_); }

private:
  static bool endsField(char c) { return c == ',' || c == '\n' || c == '\r'; }

  Status readField(std::string &field) {
    if (!text_.starts_with('"')) {
      size_t length = std::find_if(text_.begin(), text_.end(), endsField) - text_.begin();
      field = text_.substr(0, length);
      text_.remove_prefix(length);
      return Success{};
    }
    while (true) {
      text_.remove_prefix(1);
      size_t length = text_.find('"');
      if (length == std::string_view::npos)
        return Diagnostic("E0408", place() + ": a quoted field is never closed");
      field += text_.substr(0, length);
      text_.remove_prefix(length + 1);
      if (!text_.starts_with('"'))
        break;
      field += '"';
    }
    if (!text_.empty() && !endsField(text_.front()))
      return Diagnostic("E0408", place() + ": text follows a closing quote")
          .withHelp("write a quote inside a quoted field as \"\"");
    return Success{};
  }

  std::string_view text_;
  const std::string &name_;
  unsigned row_ = 0;
};

struct Table {
  Fields names;
  std::vector<Fields> rows;
  std::vector<unsigned> rowNumbers;
};

} // namespace

static std::string_view trim(std::string_view text) {
  size_t begin = text.find_first_not_of(" \t");
  return begin == std::string_view::npos ? "" : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// At most 40 bytes, without control characters, cut between characters of UTF-8.
static std::string quoted(std::string_view text) {
  size_t length = std::min<size_t>(text.size(), 40);
  while (length < text.size() && length > 0 && (text[length] & 0xC0) == 0x80)
    --length;
  std::string shown(text.substr(0, length));
  for (char &c : shown)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
      c = '?';
  return "`" + shown + (length < text.size() ? "...`" : "`");
}

Expected<double> parseNumber(std::string_view text) {
  std::string_view digits = trim(text);
  if (digits.starts_with('+') && !digits.starts_with("+-"))
    digits.remove_prefix(1);
  double value = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error == std::errc::invalid_argument || end != digits.data() + digits.size())
    return Diagnostic("E0403", trim(text).empty() ? "an empty field where a number belongs"
                                                  : quoted(trim(text)) + " where a number belongs");
  if (error == std::errc::result_out_of_range) {
    // Too small counts as 0, too large as infinite; from_chars does not tell which.
    size_t exponent = digits.find_first_of("eE");
    bool small = exponent != std::string_view::npos ? digits[exponent + 1] == '-' : digits.find('.') < 3;
    if (small)
      return 0.0;
    value = INFINITY;
  }
  if (!std::isfinite(value))
    return Diagnostic("E0404", quoted(trim(text)) + " is not a finite number");
  return value;
}

static Expected<Table> readTable(std::string_view text, const std::string &name) {
  Reader reader(text, name);
  auto first = reader.next();
  if (!first)
    return first.takeError();
  if (!*first)
    return Diagnostic("E0406", name + " is empty");
  Table table;
  // NaN and infinity count as numbers here: a first row that holds one is data, and refused as such below.
  auto isNumber = [](const std::string &field) {
    auto number = parseNumber(field);
    return number || number.error().code == "E0404";
  };
  if (std::all_of((*first)->begin(), (*first)->end(), isNumber)) {
    for (size_t column = 0; column < (*first)->size(); ++column)
      table.names.push_back("x" + std::to_string(column));
    table.rows.push_back(std::move(**first));
    table.rowNumbers.push_back(reader.row());
  } else {
    std::set<std::string> seen;
    for (const std::string &field : **first) {
      table.names.emplace_back(trim(field));
      if (!seen.insert(table.names.back()).second)
        return Diagnostic("E0407", name + " has two columns named " + quoted(table.names.back()));
    }
  }
  while (true) {
    auto fields = reader.next();
    if (!fields)
      return fields.takeError();
    if (!*fields)
      break;
    if ((*fields)->size() != table.names.size())
      return Diagnostic("E0401", reader.place() + " has " + std::to_string((*fields)->size()) + " columns, expected " +
                                     std::to_string(table.names.size()));
    if (int64_t((table.rows.size() + 1) * table.names.size()) > Tensor::maxElements)
      return Diagnostic("E0409", name + " is too large: more than " + std::to_string(Tensor::maxElements) + " fields");
    table.rows.push_back(std::move(**fields));
    table.rowNumbers.push_back(reader.row());
  }
  if (table.rows.empty())
    return Diagnostic("E0406", name + " has a header but no rows");
  return table;
}

static Expected<double> numberAt(const Table &table, const std::string &name, size_t row, size_t column) {
  auto number = parseNumber(table.rows[row][column]);
  if (number)
    return number;
  return Diagnostic(number.error().code, name + ", row " + std::to_string(table.rowNumbers[row]) + ", column " +
                                             quoted(table.names[column]) + ": " + number.error().message);
}

static Expected<std::optional<size_t>> findLabel(const Table &table, const std::string &name,
                                                 const CsvOptions &options) {
  const int64_t columns = int64_t(table.names.size());
  if (options.labelName) {
    auto found = std::find(table.names.begin(), table.names.end(), *options.labelName);
    if (found != table.names.end())
      return std::optional(size_t(found - table.names.begin()));
    Diagnostic missing("E0405", name + " has no column " + quoted(*options.labelName));
    std::string nearest = nearestName(*options.labelName, table.names);
    return std::move(missing).withHelp(nearest.empty() ? "the last column is " + quoted(table.names.back())
                                                       : "did you mean " + quoted(nearest) + "?");
  }
  if (!options.labelIndex)
    return std::optional<size_t>();
  int64_t index = *options.labelIndex;
  if (index < -columns || index >= columns)
    return Diagnostic("E0405", name + " has no column " + std::to_string(index) + ", only " + std::to_string(columns));
  return std::optional(size_t(index < 0 ? index + columns : index));
}

static std::string className(const std::string &text) { return text; }

// Plus zero, so that -0 and 0 read alike.
static std::string className(double value) { return numberText(value + 0.0); }

// Classes in ascending order of their keys.
template <typename Key> static Labels classesOf(const std::vector<Key> &keys) {
  std::map<Key, int> order;
  for (const Key &key : keys)
    order.emplace(key, 0);
  Labels labels;
  for (auto &[key, number] : order) {
    number = int(labels.classNames.size());
    labels.classNames.push_back(className(key));
  }
  std::vector<double> values;
  for (const Key &key : keys)
    values.push_back(order[key]);
  labels.values = Tensor::vector(std::move(values));
  return labels;
}

static Expected<Labels> readLabels(const Table &table, const std::string &name, size_t column,
                                   CsvOptions::LabelKind kind) {
  using LabelKind = CsvOptions::LabelKind;
  std::vector<double> numbers;
  bool text = false;
  for (size_t row = 0; row < table.rows.size() && !text; ++row) {
    auto number = numberAt(table, name, row, column);
    if (number) {
      numbers.push_back(*number);
      continue;
    }
    // An empty or infinite label is a mistake even among texts.
    text = kind != LabelKind::Numbers && number.error().code == "E0403" && !trim(table.rows[row][column]).empty();
    if (!text)
      return number.takeError();
  }
  if (text) {
    std::vector<std::string> texts;
    for (size_t row = 0; row < table.rows.size(); ++row) {
      texts.emplace_back(trim(table.rows[row][column]));
      if (texts.back().empty())
        return Diagnostic("E0403", name + ", row " + std::to_string(table.rowNumbers[row]) + ", column " +
                                       quoted(table.names[column]) + ": an empty field where a class belongs");
    }
    return classesOf(texts);
  }
  std::set<double> distinct(numbers.begin(), numbers.end());
  bool classes = std::all_of(distinct.begin(), distinct.end(), [](double v) { return v == std::floor(v); }) &&
                 distinct.size() <= maxIntegerClasses && 2 * distinct.size() <= numbers.size();
  if (kind == LabelKind::Classes || (kind == LabelKind::Auto && classes))
    return classesOf(numbers);
  return Labels{Tensor::vector(std::move(numbers)), {}};
}

Expected<Dataset> parseCsv(std::string_view text, const std::string &name, const CsvOptions &options) {
  auto table = readTable(text, name);
  if (!table)
    return table.takeError();
  auto label = findLabel(*table, name, options);
  if (!label)
    return label.takeError();
  Dataset data;
  const int64_t rows = int64_t(table->rows.size()), features = int64_t(table->names.size()) - (*label ? 1 : 0);
  std::vector<double> values;
  values.reserve(rows * features);
  for (size_t row = 0; row < table->rows.size(); ++row) {
    for (size_t column = 0; column < table->names.size(); ++column) {
      if (column == *label)
        continue;
      auto number = numberAt(*table, name, row, column);
      if (!number && number.error().code == "E0403" && !options.labelName && !options.labelIndex)
        return number.takeError().withHelp("name the column of the labels: `csv(..., y=\"" + table->names[column] +
                                           "\")`");
      if (!number)
        return number.takeError();
      values.push_back(*number);
    }
  }
  data.x = Tensor({rows, features}, std::move(values));
  for (size_t column = 0; column < table->names.size(); ++column)
    if (column != *label)
      data.featureNames.push_back(table->names[column]);
  if (*label) {
    auto labels = readLabels(*table, name, **label, options.labelKind);
    if (!labels)
      return labels.takeError();
    data.y = std::move(*labels);
  }
  return data;
}

Expected<Dataset> loadCsv(const std::string &path, const CsvOptions &options) {
  auto text = readWholeFile(path, maxFileBytes);
  if (!text)
    return text.takeError();
  return parseCsv(*text, path, options);
}

} // namespace qml
