// SPDX-License-Identifier: Apache-2.0
//
// Compiles a module of the LLVM dialect in memory. Compiled code sees a fixed table of symbols: the runtime, the C library's
// mathematics and an arena for temporaries; nothing else of the process.
#pragma once

#include "qml/Support/Diagnostics.h"

#include "qml-runtime/Simulator.h"

#include <mlir/IR/BuiltinOps.h>

#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace qml {

/// What a running entry function uses: plans by number, scratch memory, options; and what went wrong in it.
struct RunContext {
  std::span<const std::reference_wrapper<const rt::Program>> plans;
  const rt::RunOptions &options;
  rt::Workspace &workspace;
  rt::Result result = rt::Result::Ok;
};

class Jit {
public:
  ~Jit();
  /// The entry function `entry` of `program`: from the object cache, or compiled from the module that `lower` makes of the
  /// program in the LLVM dialect. `program` is the text that all of that module hangs on.
  static Expected<std::unique_ptr<Jit>> create(const std::string &program, const std::string &entry,
                                               llvm::function_ref<mlir::ModuleOp()> lower);

  /// Calls the entry function with the context and buffers of its arguments and results, in order.
  void call(void **buffers) const;

private:
  Jit();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace qml
