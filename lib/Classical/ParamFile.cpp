// SPDX-License-Identifier: Apache-2.0
//
// Parameters to JSON and back. The checksum (FNV-1a, 64 bits) is over the compact text of the content with sorted keys,
// so that reformatting a file does not break it, while any changed number does.

#include "qml/Classical/ParamFile.h"

#include "qml/Classical/AtomicFile.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace qml {

using nlohmann::json;

static constexpr const char *formatName = "qml-params";
static constexpr int64_t formatVersion = 1;
static constexpr size_t maxFileBytes = size_t(256) << 20;
static constexpr int maxDepth = 8; // numbers of a tensor lie at 5

static std::string dumped(const json &value, int indent = -1) {
  // Bytes that are not UTF-8 are replaced rather than thrown about.
  return value.dump(indent, ' ', false, json::error_handler_t::replace);
}

static std::string checksumOf(const json &content) {
  uint64_t hash = 0xCBF29CE484222325;
  for (unsigned char byte : dumped(content))
    hash = (hash ^ byte) * 0x100000001B3;
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (int shift = 60; shift >= 0; shift -= 4)
    text += digits[hash >> shift & 15];
  return text;
}

Expected<std::string> paramText(const ParamFile &file) {
  json parameters = json::object();
  for (const auto &[name, tensor] : file.tensors) {
    for (double value : tensor.values)
      if (!std::isfinite(value))
        return Diagnostic("E0425", "parameter `" + name + "` holds a number that is not finite and cannot be saved");
    parameters[name] = {{"shape", tensor.shape}, {"values", tensor.values}};
  }
  json content = {{"program", file.program}, {"parameters", std::move(parameters)}, {"notes", file.notes}};
  // Through text once, so that the checksum sees exactly what a reader will see.
  content = json::parse(dumped(content));
  json whole = {{"format", formatName}, {"version", formatVersion}, {"checksum", checksumOf(content)}};
  whole["content"] = std::move(content);
  return dumped(whole, 1) + "\n";
}

// Whether brackets nest deeper than in any of our files. Asked of the text: the library writes nested values by recursion,
// and its callbacks look through all siblings at the end of each object.
static bool nestsTooDeep(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (size_t i = 0; i < text.size() && depth <= maxDepth; ++i) {
    const char c = text[i];
    if (c == '"')
      quoted = !quoted;
    else if (quoted)
      i += c == '\\'; // and what it escapes
    else if (c == '[' || c == '{')
      ++depth;
    else if (c == ']' || c == '}')
      --depth;
  }
  return depth > maxDepth;
}

// A tensor of finite numbers that fill its shape, or nothing.
static std::optional<Tensor> tensorOf(const json &entry) {
  if (!entry.is_object() || !entry.contains("shape") || !entry.contains("values"))
    return std::nullopt;
  const json &shape = entry["shape"], &values = entry["values"];
  if (!shape.is_array() || !values.is_array())
    return std::nullopt;
  std::vector<int64_t> dims;
  for (const json &dim : shape) {
    if (!dim.is_number_integer() || (dim.is_number_unsigned() && dim.get<uint64_t>() > uint64_t(Tensor::maxElements)))
      return std::nullopt;
    dims.push_back(dim.get<int64_t>());
  }
  auto count = elementCount(dims);
  if (!count || *count != int64_t(values.size()))
    return std::nullopt;
  std::vector<double> numbers;
  for (const json &value : values) {
    if (!value.is_number() || !std::isfinite(value.get<double>()))
      return std::nullopt;
    numbers.push_back(value.get<double>());
  }
  return Tensor(std::move(dims), std::move(numbers));
}

static std::optional<ParamFile> contentOf(const json &content) {
  if (!content.is_object() || !content.contains("program") || !content.contains("parameters") ||
      !content.contains("notes"))
    return std::nullopt;
  if (!content["program"].is_string() || !content["parameters"].is_object() || !content["notes"].is_object())
    return std::nullopt;
  ParamFile file;
  file.program = content["program"].get<std::string>();
  for (const auto &[name, entry] : content["parameters"].items()) {
    auto tensor = tensorOf(entry);
    if (!tensor)
      return std::nullopt;
    file.tensors[name] = std::move(*tensor);
  }
  for (const auto &[name, note] : content["notes"].items()) {
    if (!note.is_string())
      return std::nullopt;
    file.notes[name] = note.get<std::string>();
  }
  return file;
}

Expected<ParamFile> parseParams(std::string_view text, const std::string &name) {
  Diagnostic foreign("E0421", name + " is not a file of saved parameters");
  auto damaged = [&](const char *how) {
    return Diagnostic("E0423", name + " is damaged: " + how)
        .withHelp("save the parameters again, or take an older copy");
  };
  json whole = json::value_t::discarded;
  if (!nestsTooDeep(text))
    whole = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (whole.is_discarded()) {
    // Cut off, if it begins as ours do.
    bool ours = text.find(formatName) != std::string_view::npos || text.find("\"checksum\"") != std::string_view::npos;
    return ours ? damaged("its end is missing or its text is broken") : foreign;
  }
  if (!whole.is_object() || !whole.contains("format") || whole["format"] != formatName)
    return foreign;
  if (!whole.contains("version") || !whole["version"].is_number_integer() || !whole.contains("checksum") ||
      !whole.contains("content"))
    return damaged("entries are missing");
  if (whole["version"] != formatVersion)
    return Diagnostic("E0422", name + " has version " + dumped(whole["version"]) +
                                   " of its format, this program reads " + std::to_string(formatVersion))
        .withHelp("update qmlc");
  if (whole["checksum"] != checksumOf(whole["content"]))
    return damaged("its checksum does not match");
  auto file = contentOf(whole["content"]);
  if (!file)
    return damaged("its content is not that of saved parameters");
  return std::move(*file);
}

Status saveParams(const std::string &path, const ParamFile &file) {
  auto text = paramText(file);
  if (!text)
    return text.takeError();
  return writeFileAtomically(path, *text);
}

Expected<ParamFile> loadParams(const std::string &path) {
  auto text = readWholeFile(path, maxFileBytes);
  if (!text) {
    Diagnostic error = text.takeError();
    if (error.code == "E0400")
      error.code = "E0420";
    return error;
  }
  return parseParams(*text, path);
}

Expected<Tensor> takeParam(const ParamFile &file, const std::string &path, const std::string &name,
                           const std::vector<int64_t> &shape) {
  auto found = file.tensors.find(name);
  if (found == file.tensors.end()) {
    std::vector<std::string> names;
    for (const auto &[other, tensor] : file.tensors)
      names.push_back(other);
    std::string nearest = nearestName(name, names);
    Diagnostic missing("E0424", path + " has no parameter `" + name + "`");
    return nearest.empty() ? missing : std::move(missing).withHelp("it has `" + nearest + "`");
  }
  if (found->second.shape != shape)
    return Diagnostic("E0424", path + " holds `" + name + "` as " + shapeText(found->second.shape) +
                                   ", the program declares " + shapeText(shape));
  return found->second;
}

} // namespace qml
