// SPDX-License-Identifier: Apache-2.0
//
// The command line: run, check, build.

#include "Commands.h"

#include <CLI/CLI.hpp>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <thread>

using namespace qml;

namespace {

struct RunArguments {
  std::string file;
  unsigned threads = 0;
  uint64_t shots = 0, seed = 0;
  std::string precision = "double";
  bool quiet = false;
};

/// Prints all that is wrong with the declarations; whether there was anything.
bool report(Session &session) {
  std::vector<Diagnostic> diagnostics;
  session.evaluator().checkDeclarations(diagnostics);
  for (const Diagnostic &diagnostic : diagnostics)
    std::cerr << render(diagnostic);
  return !diagnostics.empty();
}

/// Ends the program with its session in place: to take a large circuit apart takes a tenth of the time to compile it.
int finish(int status) {
  std::cout.flush();
#ifdef NDEBUG // otherwise leaks shall be found
  std::_Exit(status);
#endif
  return status;
}

int run(const RunArguments &arguments) {
  auto program = tool::load(arguments.file);
  SessionOptions options;
  options.threads = arguments.threads ? arguments.threads : std::max(1u, std::thread::hardware_concurrency());
  options.shots = arguments.shots;
  options.seed = arguments.seed;
  options.precision = arguments.precision == "single" ? rt::Precision::Single : rt::Precision::Double;
  options.folder = std::filesystem::path(arguments.file).parent_path().string();
  options.showProgress = !arguments.quiet;
  options.print = [](const std::string &line) { std::cout << line << '\n' << std::flush; };
  Session session(*program, options);
  if (report(session))
    return 1;
  Status status = session.run();
  if (!status)
    std::cerr << render(status.error());
  else if (!std::cout)
    std::cerr << "error[E0410]: standard output could not be written\n";
  return finish(status && std::cout ? 0 : 1);
}

int check(const std::string &file) {
  auto program = tool::load(file);
  SessionOptions options;
  options.print = [](const std::string &) {};
  Session session(*program, options);
  return report(session) ? 1 : 0;
}

} // namespace

int main(int argc, char **argv) {
  CLI::App app{"qmlc: a compiler for quantum machine learning", "qmlc"};
  app.set_version_flag("--version", std::string("qmlc ") + QMLC_VERSION);
  app.require_subcommand(1);
  app.footer("Examples:\n"
             "  qmlc run examples/iris.qml                               train and evaluate\n"
             "  qmlc build model.qml --entry model --emit=openqasm3      a circuit as OpenQASM 3\n"
             "  qmlc build circuit.qasm --target=ibm_fez --emit=openqasm2 a circuit in native gates\n\n"
             "`qmlc COMMAND --help` tells more about a command.");

  RunArguments runArguments;
  auto *runCommand = app.add_subcommand("run", "Run the program's main");
  runCommand->add_option("FILE", runArguments.file, "A .qml program")->required();
  runCommand->add_option("--threads", runArguments.threads, "Threads to use (all processors if not given); results do not depend on it")->check(CLI::Range(1, 1024));
  runCommand->add_option("--seed", runArguments.seed, "Seed of initial parameters and samples where the program gives none (0)");
  runCommand->add_option("--shots", runArguments.shots, "Shots of circuits that name none (exact readings)")->check(CLI::Range(1, 1'000'000'000));
  runCommand->add_option("--precision", runArguments.precision, "Precision of states; single takes half the memory and is good for about six digits")
      ->check(CLI::IsMember({"double", "single"}))
      ->capture_default_str();
  runCommand->add_flag("--quiet", runArguments.quiet, "No progress of training");

  std::string checkFile;
  auto *checkCommand = app.add_subcommand("check", "Find errors without running; reads no data files");
  checkCommand->add_option("FILE", checkFile, "A .qml program")->required();

  tool::BuildOptions buildOptions;
  auto *buildCommand = app.add_subcommand("build", "Compile one circuit and write it in another form");
  buildCommand->add_option("FILE", buildOptions.file, "A .qml program, or an OpenQASM 2 file (.qasm)");
  buildCommand->add_option("--entry", buildOptions.entry, "The circuit or func of the .qml program");
  buildCommand->add_option("--emit", buildOptions.emit, "What to write")
      ->check(CLI::IsMember({"openqasm3", "openqasm2", "ionq", "ast", "qml", "quantum", "sim", "llvm", "resources"}))
      ->capture_default_str();
  buildCommand->add_option("-o,--output", buildOptions.output, "The file to write (standard output)");
  buildCommand->add_option("--size", buildOptions.sizes, "A size that no argument fixes: --size n=4");
  buildCommand->add_option("--input", buildOptions.inputs, "Values of an argument, for --bind: --input x=0.1,0.2");
  buildCommand->add_flag("--bind", buildOptions.bind, "Write numbers in place of inputs: parameters from --params, else their initial values");
  buildCommand->add_option("--params", buildOptions.params, "A parameter file that `save` wrote");
  buildCommand->add_option("--dialect", buildOptions.dialect, "OpenQASM 3 for most tools, or for Amazon Braket")->check(CLI::IsMember({"standard", "braket"}))->capture_default_str();
  buildCommand->add_option("--target", buildOptions.target, "Compile to the native gates of a device; see --list-targets");
  buildCommand->add_option("--seed", buildOptions.seed, "Seed of placement, routing and initial parameters (0)");
  buildCommand->add_option("--trials", buildOptions.trials, "Placements tried by routing")->check(CLI::Range(1, 10000))->capture_default_str();
  buildCommand->add_flag("--list-targets", buildOptions.listTargets, "List the devices and stop");

  CLI11_PARSE(app, argc, argv);
  try {
    if (*runCommand)
      return run(runArguments);
    if (*checkCommand)
      return check(checkFile);
    return tool::build(buildOptions);
  } catch (const Failure &failure) {
    std::cerr << render(failure.diagnostic);
    return 1;
  } catch (const std::bad_alloc &) {
    std::cerr << "error[E0602]: there is not enough memory for this program\n";
    return 1;
  } catch (const std::exception &exception) {
    std::cerr << "error[E0990]: a fault of qmlc: " << exception.what() << '\n';
    return 1;
  }
}
