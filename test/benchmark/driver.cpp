// SPDX-License-Identifier: Apache-2.0
//
// Calls one circuit or func of a .qml program through the public interface and says how long each call took. It answers
// requests, so that a harness can let several programs take turns:
//
//   driver FILE FUNCTION call|gradient|step [n=4]… [threads=2] [precision=double] [shots=1000] [numbers=FILE rows=256]
//
// `numbers` holds doubles: the parameters, then the rows of each argument. Every line on stdin is a number of calls to
// time; each is answered by a line of JSON, as is the start: the value and the gradient at the given parameters. A call
// gets parameters that are new to it. `step` is the mean over the rows, its gradient, and an update of the parameters.

#include <qml/qml.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

std::string quoted(const std::string &text) {
  std::string result = "\"";
  for (char c : text)
    if (c == '"' || c == '\\')
      result += {'\\', c};
    else
      result += c == '\n' ? "\\n" : static_cast<unsigned char>(c) < ' ' ? " " : std::string(1, c);
  return result + '"';
}

void printNumbers(const char *name, std::span<const double> numbers) {
  std::printf("\"%s\": [", name);
  for (size_t i = 0; i < numbers.size(); ++i)
    std::printf("%s%.17g", i ? ", " : "", numbers[i]);
  std::printf("]");
}

[[noreturn]] void fail(const std::string &code, const std::string &text) {
  std::printf("{\"code\": %s, \"error\": %s}\n", quoted(code).c_str(), quoted(text).c_str());
  std::exit(1);
}

template <typename T> T valueOf(qml::Result<T> result) {
  if (!result)
    fail(result.error().code, result.error().text);
  return *std::move(result);
}

uint64_t numberOf(const std::string &argument, const std::string &text) {
  uint64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    fail("", argument + " must be name=number");
  return number;
}

/// The function with all that its calls need.
struct Calls {
  qml::Function function;
  std::string mode;
  std::vector<qml::Batch> inputs;
  std::vector<double> parameters, results, gradient;

  double value() const { return results.front(); }
};

bool call(Calls &calls, qml::Error &error) {
  if (calls.mode == "call") {
    auto called = calls.function.call(calls.inputs, calls.parameters, calls.results);
    if (!called)
      error = called.error();
    return bool(called);
  }
  auto mean = calls.function.valueAndGradient(calls.inputs, calls.parameters, calls.gradient);
  if (!mean) {
    error = mean.error();
    return false;
  }
  calls.results[0] = *mean;
  if (calls.mode == "step")
    for (size_t i = 0; i < calls.gradient.size(); ++i)
      calls.parameters[i] -= 1e-3 * calls.gradient[i];
  return true;
}

} // namespace

/// Known by name to callgrind.
extern "C" __attribute__((noinline)) bool timedCall(Calls &calls, qml::Error &error) { return call(calls, error); }

int main(int argc, char **argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: driver FILE FUNCTION call|gradient|step [name=number]...\n");
    return 2;
  }
  std::string mode = argv[3], numbersFile;
  qml::Options options;
  qml::Constants constants;
  qml::Shapes shapes;
  size_t rows = 1;
  for (int i = 4; i < argc; ++i) {
    std::string argument = argv[i], name = argument.substr(0, argument.find('='));
    std::string text = argument.substr(std::min(argument.size(), name.size() + 1));
    if (name == "numbers")
      numbersFile = text;
    else if (name == "threads")
      options.threads = numberOf(argument, text);
    else if (name == "shots")
      options.shots = numberOf(argument, text);
    else if (name == "precision" && text == "single")
      options.precision = qml::Precision::Single;
    else if (name == "precision" && text != "double")
      fail("", "precision is double or single, not " + text);
    else if (name == "precision")
      continue;
    else if (name == "rows")
      rows = numberOf(argument, text);
    else if (size_t dot = name.find(".shape"); dot != std::string::npos)
      shapes[name.substr(0, dot)] = {int64_t(numberOf(argument, text))};
    else
      constants[name] = int64_t(numberOf(argument, text));
  }

  auto start = Clock::now();
  qml::Model model = valueOf(qml::Model::load(argv[1], options));
  Calls calls{valueOf(model.function(argv[2], shapes, constants)), mode, {}, {}, {}, {}};
  calls.parameters = valueOf(calls.function.initialParameters());
  calls.gradient.resize(calls.parameters.size());

  std::vector<double> numbers;
  if (!numbersFile.empty()) {
    std::ifstream in(numbersFile, std::ios::binary);
    for (double number; in.read(reinterpret_cast<char *>(&number), sizeof number);)
      numbers.push_back(number);
    size_t used = calls.parameters.size();
    for (const qml::Field &input : calls.function.inputs())
      used += input.size * rows;
    if (numbers.size() != used)
      fail("", numbersFile + " holds " + std::to_string(numbers.size()) + " numbers, not " + std::to_string(used));
    std::copy_n(numbers.begin(), calls.parameters.size(), calls.parameters.begin());
  }
  size_t offset = calls.parameters.size();
  for (const qml::Field &input : calls.function.inputs()) {
    calls.inputs.push_back({std::span<const double>(numbers).subspan(offset, input.size * rows), rows});
    offset += input.size * rows;
  }
  calls.results.resize(mode == "call" ? calls.function.resultSize() * (calls.inputs.empty() ? 1 : rows) : 1);
  const std::vector<double> parameters = calls.parameters;

  qml::Error error;
  if (!call(calls, error))
    fail(error.code, error.text);
  std::printf("{\"first_s\": %.6f, \"value\": %.17g, ", secondsSince(start), calls.value());
  printNumbers("gradient", mode == "call" ? std::span<const double>() : calls.gradient);
  std::printf("}\n");
  std::fflush(stdout);

  double shift = 0;
  for (std::string line; std::getline(std::cin, line);) {
    std::vector<double> seconds;
    for (uint64_t left = numberOf("calls", line); left > 0; --left) {
      shift += 1e-3;
      for (size_t i = 0; i < parameters.size(); ++i)
        calls.parameters[i] = parameters[i] + shift;
      auto begin = Clock::now();
      bool ok = timedCall(calls, error);
      seconds.push_back(secondsSince(begin));
      if (!ok)
        fail(error.code, error.text);
    }
    std::printf("{");
    printNumbers("seconds", seconds);
    std::printf("}\n");
    std::fflush(stdout);
  }
  return 0;
}
