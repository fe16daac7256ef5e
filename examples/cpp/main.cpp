// SPDX-License-Identifier: Apache-2.0
//
// A host program: it compiles model.qml, calls the circuit on a batch, and trains it with its own gradient descent.
// Usage: host [model.qml]

#include <qml/qml.h>

#include <cstdio>

int main(int argc, char **argv) {
  auto model = qml::Model::load(argc > 1 ? argv[1] : "model.qml", {.threads = 2, .seed = 1});
  if (!model) {
    std::fputs(model.error().text.c_str(), stderr);
    return 1;
  }
  auto circuit = model->function("model");
  auto loss = model->function("loss");
  if (!circuit || !loss) {
    std::fputs((circuit ? loss.error() : circuit.error()).text.c_str(), stderr);
    return 1;
  }

  // A table of the host's own: two features, then the label. The functions read its columns where they are.
  constexpr size_t rows = 8, columns = 3;
  const double table[rows * columns] = {0.1, 0.2, 1,  0.3, 0.1, 1,  0.2, 0.4, 1,  0.4, 0.3, 1,
                                        2.1, 2.4, -1, 2.6, 2.2, -1, 2.3, 2.8, -1, 2.9, 2.5, -1};
  std::span<const double> numbers(table);
  qml::Batch features(numbers, rows, columns), labels(numbers.subspan(2), rows, columns);

  for (const qml::Field &parameter : loss->parameters())
    std::printf("parameter %s: %zu numbers from %zu\n", parameter.name.c_str(), parameter.size, parameter.offset);
  std::vector<double> w = *loss->initialParameters(), gradient(w.size());
  for (int step = 0; step <= 40; ++step) {
    auto mean = loss->valueAndGradient({features, labels}, w, gradient);
    if (!mean) {
      std::fputs(mean.error().text.c_str(), stderr);
      return 1;
    }
    if (step % 10 == 0)
      std::printf("step %2d  loss %.6f\n", step, *mean);
    for (size_t i = 0; i < w.size(); ++i)
      w[i] -= 0.3 * gradient[i];
  }

  std::vector<double> readings(rows);
  if (auto called = circuit->call({features}, w, readings); !called)
    return 1;
  size_t right = 0;
  for (size_t row = 0; row < rows; ++row)
    right += (readings[row] > 0) == (table[row * columns + 2] > 0);
  std::printf("%zu of %zu right\n", right, rows);

  // Whatever goes wrong is a value.
  auto wrong = model->function("model", {{"x", {3}}});
  if (!wrong)
    std::printf("as expected: %s, line %u: %s\n", wrong.error().code.c_str(), wrong.error().line,
                wrong.error().message.c_str());
  return 0;
}
