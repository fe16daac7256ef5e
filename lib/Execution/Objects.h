// SPDX-License-Identifier: Apache-2.0
//
// The objects that programs get from the host.
#pragma once

#include "qml/Classical/Ising.h"
#include "qml/Classical/Optimizers.h"
#include "qml/Classical/Pipeline.h"
#include "qml/Classical/Svm.h"
#include "qml/Execution/Session.h"

namespace qml {

/// Outcomes and how often they came: counts["01"], .most_common().
class Counts : public Object {
public:
  explicit Counts(std::map<std::string, int64_t> counts) : counts_(std::move(counts)) {}
  std::string typeName() const override { return "counts"; }
  Value member(Evaluator &evaluator, const std::string &name, Span span) override;
  Value call(Evaluator &evaluator, const std::string &method, Arguments arguments, Span span) override;
  Value index(Evaluator &evaluator, const Value &key, Span span) override;
  std::string text() const override;

private:
  std::map<std::string, int64_t> counts_;
};

/// Named values: results of training, solutions, ….
class Record : public Object {
public:
  Record(std::string type, std::map<std::string, Value> members) : type_(std::move(type)), members_(std::move(members)) {}
  std::string typeName() const override { return type_; }
  Value member(Evaluator &evaluator, const std::string &name, Span span) override;
  std::string text() const override;
  const std::map<std::string, Value> &members() const { return members_; }

private:
  std::string type_;
  std::map<std::string, Value> members_;
};

/// A row of a table, of the shape that the table's other axes have.
Tensor rowOf(const Tensor &x, int64_t row);

/// A data set with its pipeline; prepared when a part is asked for.
class Data : public Object {
public:
  Data(Dataset raw, std::vector<Stage> stages) : raw_(std::move(raw)), stages_(std::move(stages)) {}
  std::string typeName() const override { return "data"; }
  Value member(Evaluator &evaluator, const std::string &name, Span span) override;
  Value call(Evaluator &evaluator, const std::string &method, Arguments arguments, Span span) override;
  const PreparedData &prepared(Span span);

private:
  Dataset raw_;
  std::vector<Stage> stages_;
  std::optional<PreparedData> prepared_;
};

/// One part of a data set: .x, .y, .rows, .
class DataPart : public Object {
public:
  explicit DataPart(Dataset data) : data_(std::move(data)) {}
  std::string typeName() const override { return "data"; }
  Value member(Evaluator &evaluator, const std::string &name, Span span) override;
  const Dataset &dataset() const { return data_; }

private:
  Dataset data_;
};

/// A pseudo-Boolean polynomial over the variables of a problem.
class PolynomialValue : public Object {
public:
  explicit PolynomialValue(Polynomial polynomial) : polynomial(std::move(polynomial)) {}
  std::string typeName() const override { return "expression of the problem's variables"; }
  Value member(Evaluator &evaluator, const std::string &name, Span span) override;
  std::optional<Value> arithmetic(Evaluator &evaluator, ast::BinaryOp op, const Value &left, const Value &right, Span span) override;
  Polynomial polynomial;
};

class ProblemValue : public Object {
public:
  ProblemValue(std::string name, IsingProblem problem, std::vector<std::pair<std::string, std::vector<int64_t>>> variables)
      : name_(std::move(name)), problem_(std::move(problem)), variables_(std::move(variables)) {}
  std::string typeName() const override { return "problem"; }
  Value member(Evaluator &evaluator, const std::string &name, Span span) override;
  Value call(Evaluator &evaluator, const std::string &method, Arguments arguments, Span span) override;

private:
  std::map<std::string, Value> assignmentMembers(const Assignment &assignment) const;
  std::string name_;
  IsingProblem problem_;
  std::vector<std::pair<std::string, std::vector<int64_t>>> variables_;
};

/// An optimiser as the program names it: adam(lr=0.05), cobyla(steps=100).
class OptimizerSpec : public Object {
public:
  OptimizerSpec(std::string name, std::map<std::string, double> options) : name(std::move(name)), options(std::move(options)) {}
  std::string typeName() const override { return "optimiser"; }
  Value member(Evaluator &evaluator, const std::string &member, Span span) override;
  double option(const std::string &key, double otherwise) const {
    auto found = options.find(key);
    return found == options.end() ? otherwise : found->second;
  }
  std::string name;
  std::map<std::string, double> options;
};

/// svc(kernel=k, C=1.0), and after fit its machine.
class SupportVectorClassifier : public Object {
public:
  SupportVectorClassifier(Session &session, Callable kernel, double C) : session_(session), kernel_(std::move(kernel)), C_(C) {}
  std::string typeName() const override { return "svc"; }
  Value member(Evaluator &evaluator, const std::string &name, Span span) override;
  Value call(Evaluator &evaluator, const std::string &method, Arguments arguments, Span span) override;

private:
  Tensor predict(const Tensor &x, Span span);
  Session &session_;
  Callable kernel_;
  double C_;
  Tensor training_;
  std::optional<SvmClassifier> machine_;
};

/// The kernel's values between the rows of `a` and of `b`: [rows of a, rows of b].
Tensor kernelMatrix(Session &session, const Callable &kernel, const Tensor &a, const Tensor &b, Span span);
Value runKernel(Session &session, const ast::CallableDecl &decl, const Callable &callee, const std::string &companion, Arguments arguments, Span span);
Value svc(Session &session, const Arguments &arguments, Span span);
/// |<0| V^+ U |0>|^2 of two state recipes.
Value overlap(Session &session, const Arguments &arguments, Span span);

/// Fails unless every argument of `who` by name is one of `known`.
void onlyNamed(Evaluator &evaluator, const Arguments &arguments, const std::string &who, const std::vector<std::string> &known);

/// csv(…) and the generators; nothing if `name` is none of them.
std::optional<Value> loadData(Session &session, const std::string &name, const Arguments &arguments, Span span);
std::vector<std::string> dataLoaders();

/// The part of a data argument that training and estimators use.
const Dataset &datasetOf(const Value &value, Span span, std::shared_ptr<Object> &keep);

/// Writes or reads the parameters of a fit or model.
void saveParams(Session &session, const Value &what, const std::string &path, Span span);
void loadParams(Session &session, const Callable &model, const std::string &path, Span span);

[[noreturn]] void noMember(Evaluator &evaluator, const Object &object, const std::string &name, const std::vector<std::string> &known, Span span);

} // namespace qml
