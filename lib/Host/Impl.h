// SPDX-License-Identifier: Apache-2.0
//
// What the handles of the public interface stand for. Compiling shares one session and is serialised; compiled code is
// immutable, so calls only need a workspace each, which a function lends them.
#pragma once

#include "qml/qml.h"

#include "qml/Execution/Session.h"

#include <atomic>
#include <mutex>

namespace qml {

struct Model::Impl {
  Options options;
  std::unique_ptr<Program> program;
  std::unique_ptr<Session> session;
  std::mutex compiling;
};

/// As many workspaces as calls ever ran at the same time. Without a mutex: locking and unlocking one twice takes as long as a tenth
/// of a small circuit.
class Workspaces {
  struct Node {
    rt::Workspace workspace;
    std::atomic<bool> isLent = true;
    Node *next = nullptr;
  };

public:
  Workspaces() = default;
  ~Workspaces();

  /// One of them, for one call.
  class Lent {
  public:
    ~Lent() { node_.isLent.store(false, std::memory_order_release); }
    rt::Workspace *operator->() { return &node_.workspace; }

  private:
    friend class Workspaces;
    explicit Lent(Node &node) : node_(node) {}
    Lent(const Lent &) = delete;
    Node &node_;
  };
  Lent lend();

private:
  std::atomic<Node *> first_ = nullptr;
};

struct Function::Impl {
  std::shared_ptr<Model::Impl> model;
  const Specialisation *spec = nullptr;
  const CompiledFunction *value = nullptr;
  std::atomic<const CompiledFunction *> gradient = nullptr; // compiled on first use
  rt::RunOptions run;
  rt::RunOptions exact() const { return {.precision = run.precision}; } // for gradients
  std::vector<Field> inputs, parameters, results;
  size_t numParameters = 0, resultSize = 0;

  /// The code for value and gradient. Throws Failure.
  const CompiledFunction &gradientCode();

  /// The code for many rows at once, of kind ValueRows or GradientRows, compiled on first use; null where there is none or it
  /// gains nothing.
  const CompiledFunction *rowCode(EntryKind kind, const rt::RunOptions &options);
  struct RowCode {
    std::atomic<bool> isKnown = false;
    const CompiledFunction *code = nullptr;
  };
  RowCode valueRows, gradientRows;

  Workspaces workspaces;
};

/// What callers see of `diagnostics`, of which there is at least one: facts of the first, the text of all.
Error errorOf(const std::vector<Diagnostic> &diagnostics);
Error errorOf(const Diagnostic &diagnostic);

/// The result of `body`, with what it throws as an Error.
template <typename T, typename Body> Result<T> guarded(Body body) {
  try {
    return body();
  } catch (const Failure &failure) {
    return errorOf(failure.diagnostic);
  } catch (const std::bad_alloc &) {
    return errorOf(Diagnostic("E0602", "there is not enough memory for this"));
  } catch (const std::exception &exception) {
    return errorOf(Diagnostic("E0990", std::string("a fault of qmlc: ") + exception.what()));
  }
}

} // namespace qml
