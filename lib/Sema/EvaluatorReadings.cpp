// SPDX-License-Identifier: Apache-2.0
//
// What circuits return, observables, and the built-ins that act on qubits.

#include "qml/Sema/Evaluator.h"

#include <algorithm>
#include <numbers>
#include <numeric>

namespace qml {

using namespace ast;

Value Evaluator::pauli(const GateRow &row, const Value &operand, Span span) {
  static const std::map<GateKind, Pauli> paulis = {{GateKind::X, Pauli::X}, {GateKind::Y, Pauli::Y}, {GateKind::Z, Pauli::Z}, {GateKind::Identity, Pauli::I}};
  auto found = paulis.find(row.kind);
  if (found == paulis.end()) {
    if (operand.get<QubitRef>())
      fail(Diagnostic("E0208", "applying `" + std::string(row.name) + "` gives no value", span).withHelp("gates stand on a line of their own; observables are built from X, Y, Z and I"));
    fail(Diagnostic("E0106", "`" + std::string(row.name) + "` takes no angles", span));
  }
  if (operand.isUnknown() || operand.get<SymInt>())
    return Unknown{};
  ObservableValue result;
  auto single = [&](uint32_t wire) {
    PauliTerm term;
    if (found->second != Pauli::I)
      term.factors.push_back({wire, found->second});
    result.sum.terms = {term};
    return Value(result);
  };
  if (auto *wire = operand.get<int64_t>()) {
    if (*wire < 0 || *wire >= 4096)
      fail(Diagnostic("E0112", "there is no wire " + std::to_string(*wire), span));
    result.numWires = *wire + 1;
    return single(*wire);
  }
  auto *qubits = operand.get<QubitRef>();
  if (!qubits)
    fail(Diagnostic("E0118", "`" + std::string(row.name) + "` of an observable takes a qubit or the number of a wire, this is " + typeText(operand), span));
  if (qubits->open)
    return Unknown{};
  result.onQubits = true;
  if (qubits->ids.size() == 1)
    return single(qubits->ids[0]);
  List list;
  for (int id : qubits->ids)
    list.items.push_back(single(id));
  return list;
}

std::vector<PauliSum> Evaluator::observablesOf(const Value &value, const Value *qubits, Span span) {
  if (auto *list = value.list()) {
    std::vector<PauliSum> result;
    for (const Value &item : list->items)
      for (PauliSum &sum : observablesOf(item, qubits, span))
        result.push_back(std::move(sum));
    return result;
  }
  auto *observable = value.observable();
  if (!observable)
    fail(Diagnostic("E0118", "expected an observable, this is " + typeText(value), span).withHelp("for example `expval(Z(q[0]))` or `expval(H2, q)`"));
  if (!qubits) {
    if (!observable->onQubits && observable->numWires > 0)
      fail(Diagnostic("E0212", "an observable on numbered wires needs a register", span).withHelp("name it last, as in `expval(observable, q)`"));
    return {observable->sum};
  }
  auto *ref = qubits->get<QubitRef>();
  if (!ref)
    fail(Diagnostic("E0212", "an observable is read on qubits, this is " + typeText(*qubits), span));
  if (observable->onQubits)
    fail(Diagnostic("E0212", "this observable names its qubits already", span).withHelp("leave the register out"));
  if (observable->numWires > ref->ids.size())
    fail(Diagnostic("E0112", "the observable has " + std::to_string(observable->numWires) + " wires, the register " + std::to_string(ref->ids.size()) + " qubits", span));
  PauliSum sum = observable->sum;
  for (PauliTerm &term : sum.terms) {
    for (auto &factor : term.factors)
      factor.first = ref->ids[factor.first];
    std::sort(term.factors.begin(), term.factors.end());
  }
  return {sum};
}

Value Evaluator::reading(const std::string &name, const Arguments &given, Span span) {
  if (!frame_ || (frame_->decl && frame_->decl->callableKind == CallableDecl::Kind::Gate))
    fail(Diagnostic("E0209", "`" + name + "` belongs to the end of a circuit", span));
  auto isOpen = [](const Value &value) {
    return value.isUnknown() || (value.get<QubitRef>() && value.get<QubitRef>()->open);
  };
  for (const Argument &argument : given) {
    auto *list = argument.value.list();
    if (isOpen(argument.value) || (list && std::any_of(list->items.begin(), list->items.end(), isOpen)))
      return Unknown{};
  }
  Reading reading;
  std::vector<int64_t> shape;
  if (name == "expval" || name == "var") {
    if (given.empty() || given.size() > 2)
      fail(Diagnostic("E0106", "`" + name + "` takes an observable, and a register if it names wires", span));
    reading.kind = name == "expval" ? ReadingKind::Expval : ReadingKind::Var;
    reading.observables = observablesOf(given[0].value, given.size() > 1 ? &given[1].value : nullptr, given[0].span);
    if (given[0].value.list())
      shape = {int64_t(reading.observables.size())};
  } else {
    for (const Argument &argument : given) {
      auto *ref = argument.value.get<QubitRef>();
      if (!ref)
        fail(Diagnostic("E0106", "`" + name + "` reads qubits, this is " + typeText(argument.value), argument.span));
      reading.qubits.insert(reading.qubits.end(), ref->ids.begin(), ref->ids.end());
    }
    if (name == "state") {
      std::vector<uint32_t> all(frame_->numQubits);
      std::iota(all.begin(), all.end(), 0);
      if (!reading.qubits.empty() && reading.qubits != all)
        fail(Diagnostic("E0106", "`state` reads all qubits in their order", span).withHelp("leave them out: `state()`"));
      reading.qubits.clear();
      reading.kind = ReadingKind::State;
      shape = {int64_t(1) << std::min(frame_->numQubits, 40), 2};
    } else {
      if (reading.qubits.empty() && !given.empty())
        fail(Diagnostic("E0106", "`" + name + "` reads no qubit here", span).withHelp("without arguments it reads them all"));
      if (given.empty())
        for (int id = 0; id < frame_->numQubits; ++id)
          reading.qubits.push_back(id);
      std::vector<uint32_t> sorted = reading.qubits;
      std::sort(sorted.begin(), sorted.end());
      if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
        fail(Diagnostic("E0201", "a qubit is read twice", span));
      reading.kind = name == "probs" ? ReadingKind::Probs : ReadingKind::Sample;
      shape = name == "probs" ? std::vector<int64_t>{int64_t(1) << std::min<size_t>(reading.qubits.size(), 40)} : std::vector<int64_t>{-1};
    }
  }
  // Further readings of the same `return` may follow.
  frame_->reading = {name, span};
  Dynamic result;
  for (int64_t d : shape)
    result.shape.push_back(d < 0 ? SymInt::symbol("shots") : SymInt(d));
  result.handle = stager_ ? stager_->read(reading, name, shape, span) : nullptr;
  return result;
}

/// exp(-i t H) on a register, or on the qubits that H names: each Pauli string is a rotation, exact where all strings commute.
void Evaluator::evolve(const Arguments &given, Span span) {
  if (given.size() != 2 && given.size() != 3)
    fail(Diagnostic("E0106", "`evolve` takes an observable, a time and a register", span)
             .withHelp("no register where the observable names its qubits, as in `evolve(Z(q[0])@Z(q[1]), t)`"));
  for (const Argument &argument : given)
    if (argument.value.isUnknown() || argument.value.get<SymInt>() || (argument.value.get<QubitRef>() && argument.value.get<QubitRef>()->open))
      return;
  if (!given[0].value.observable())
    fail(Diagnostic("E0118", "`evolve` takes one observable, this is " + typeText(given[0].value), given[0].span));
  if (!asDynamic(given[1].value, given[1].span).shape.empty())
    fail(Diagnostic("E0107", "the time of `evolve` is a number, this is " + typeText(given[1].value), given[1].span));
  std::vector<PauliSum> sums = observablesOf(given[0].value, given.size() == 3 ? &given[2].value : nullptr, given[0].span);
  const std::vector<PauliTerm> &terms = sums.front().terms;
  auto anticommute = [](const PauliTerm &a, const PauliTerm &b) {
    bool odd = false;
    for (auto &[qubit, pauli] : a.factors)
      for (auto &[other, second] : b.factors)
        odd ^= qubit == other && pauli != second;
    return odd;
  };
  for (size_t i = 0; i < terms.size(); ++i)
    for (size_t j = 0; j < i; ++j)
      if (anticommute(terms[i], terms[j]))
        fail(Diagnostic("E0303", "`evolve` of terms that don't commute is not supported yet", given[0].span)
                 .withHelp("split the observable and repeat short steps (Trotter)"));
  auto apply = [&](GateKind kind, std::vector<int> qubits, std::vector<Value> angles) {
    GateEvent event;
    event.row = &gateRow(kind);
    event.qubits = std::move(qubits);
    event.angles = std::move(angles);
    event.span = span;
    record(std::move(event));
  };
  for (const PauliTerm &term : terms) {
    if (term.factors.empty()) {
      apply(GateKind::GlobalPhase, {}, {binary(BinaryOp::Mul, given[1].value, Value(term.coefficient), span)});
      continue;
    }
    Value angle = binary(BinaryOp::Mul, given[1].value, Value(2 * term.coefficient), span);
    std::vector<int> qubits;
    auto basis = [&](bool inverse) {
      for (auto &[qubit, pauli] : term.factors) {
        if (pauli == Pauli::X)
          apply(GateKind::H, {int(qubit)}, {});
        if (pauli == Pauli::Y)
          apply(GateKind::RX, {int(qubit)}, {Value((inverse ? -0.5 : 0.5) * std::numbers::pi)});
      }
    };
    for (auto &factor : term.factors)
      qubits.push_back(factor.first);
    basis(false);
    apply(qubits.size() == 1 ? GateKind::RZ : qubits.size() == 2 ? GateKind::IsingZZ : GateKind::MultiRZ, qubits, {angle});
    basis(true);
  }
}

std::optional<Value> Evaluator::quantumBuiltin(const std::string &name, const Arguments &given, Span span) {
  static const std::set<std::string> readings = {"expval", "var", "probs", "sample", "counts", "state"};
  if (readings.count(name)) {
    if (!frame_ && !checking_ && name == "var")
      return std::nullopt;
    return reading(name, given, span);
  }
  if (isChannel(name))
    return channel(name, given, span);
  if (name == "measure") {
    if (!frame_)
      fail(Diagnostic("E0209", "`measure` belongs to a circuit", span));
    return reading("measure", given, span);
  }
  if (name == "evolve") {
    if (!frame_)
      fail(Diagnostic("E0209", "`evolve` belongs to a circuit", span));
    evolve(given, span);
    return Value();
  }
  bool onQubits = !given.empty() && given[0].value.get<QubitRef>();
  if (name == "reverse" && onQubits) {
    const QubitRef &ref = *given[0].value.get<QubitRef>();
    for (size_t i = 0; i < ref.ids.size() / 2; ++i) {
      GateEvent event;
      event.row = &gateRow(GateKind::SWAP);
      event.qubits = {ref.ids[i], ref.ids[ref.ids.size() - 1 - i]};
      event.span = span;
      record(std::move(event));
    }
    return Value();
  }
  if (name == "barrier" && frame_) {
    GateEvent event;
    event.span = span;
    std::vector<QubitUse> uses;
    for (const Argument &argument : given) {
      auto *ref = argument.value.get<QubitRef>();
      if (!ref && !argument.value.isUnknown())
        fail(Diagnostic("E0106", "`barrier` takes qubits", argument.span));
      if (!ref)
        continue;
      uses.push_back({ref, argument.span});
      event.qubits.insert(event.qubits.end(), ref->ids.begin(), ref->ids.end());
    }
    checkDisjoint(uses);
    if (given.empty() || !event.qubits.empty()) // one without qubits is for all of them
      record(std::move(event));
    return Value();
  }
  if (name == "reset" || name == "discard" || name == "release" || name == "density" || name == "entropy" || name == "purity" ||
      name == "fidelity" || name == "mutual_info" || name == "shadow")
    fail(Diagnostic("E0303", "`" + name + "` is not supported yet", span));
  return std::nullopt;
}

} // namespace qml
