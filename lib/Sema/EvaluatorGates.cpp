// SPDX-License-Identifier: Apache-2.0
//
// Applying gates: of the table, broadcast over registers, and of the program; the rules of qubit ownership.

#include "qml/Sema/Evaluator.h"

#include <algorithm>

namespace qml {

using namespace ast;

void Evaluator::checkDisjoint(const std::vector<QubitUse> &uses) {
  for (size_t i = 0; i < uses.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      const QubitRef &a = *uses[j].first, &b = *uses[i].first;
      bool same = false;
      if (!a.open && !b.open)
        same = std::any_of(a.ids.begin(), a.ids.end(),
                           [&](int id) { return std::find(b.ids.begin(), b.ids.end(), id) != b.ids.end(); });
      else if (a.reg == b.reg)
        same = a.whole || b.whole || (a.index && b.index && a.index->surelyEqual(*b.index));
      if (!same)
        continue;
      Diagnostic error("E0201", "the same qubit is used twice in one gate", uses[i].second, "used again here");
      error.others.push_back({uses[j].second, "first use"});
      if (a.open && b.open && a.index && b.index && !a.whole && !b.whole)
        error.label = "equal to the first for every value";
      fail(std::move(error.withHelp("a gate needs different qubits; did you mean another index?")));
    }
  }
}

Value Evaluator::applyGate(const Callable &callee, Arguments given, Span span) {
  if (!frame_)
    fail(Diagnostic("E0209", "gates belong to circuits and gates", span)
             .withHelp("put this into `circuit name() { … }`"));
  if (!callee.modifiers.empty()) {
    Callable inner = callee;
    Callable::Modifier outermost = inner.modifiers.back();
    inner.modifiers.pop_back();
    std::vector<QubitUse> uses;
    for (const QubitRef &control : outermost.controls)
      uses.push_back({&control, span});
    for (const Argument &argument : given)
      if (auto *ref = argument.value.get<QubitRef>())
        uses.push_back({ref, argument.span});
    checkDisjoint(uses);
    withModifier(outermost, span, [&] { applyGate(inner, given, span); });
    return {};
  }
  if (callee.row)
    applyRow(*callee.row, given, span);
  else
    applyUserGate(*as<CallableDecl>(callee.decl), callee, given, span);
  return {};
}

void Evaluator::applyRow(const GateRow &row, const Arguments &given, Span span) {
  // Most gates are right, and there may be millions: messages are made for the others only, and arguments not copied.
  auto who = [&] { return "`" + std::string(row.name) + "`"; };
  std::vector<const Argument *> angles;
  std::vector<QubitUse> qubits;
  angles.reserve(given.size());
  qubits.reserve(given.size());
  for (const Argument &argument : given) {
    if (!argument.name.empty())
      fail(Diagnostic("E0314", who() + " takes no named arguments", argument.span)
               .withHelp("for example " + gateExample(row)));
    if (auto *ref = argument.value.get<QubitRef>())
      qubits.push_back({ref, argument.span});
    else if (!qubits.empty() && !argument.value.isUnknown())
      fail(Diagnostic("E0106", who() + " takes its angles first and then its qubits", argument.span,
                      "this comes after a qubit")
               .withHelp("for example " + gateExample(row)));
    else
      angles.push_back(&argument);
  }
  bool isOpen = std::any_of(qubits.begin(), qubits.end(), [](auto &q) { return q.first->open; }) ||
                std::any_of(angles.begin(), angles.end(), [](auto *a) { return a->value.isUnknown(); });
  size_t needed = row.numAngles;
  bool together = needed > 1 && angles.size() == 1; // one tensor holds all angles
  if (angles.size() != needed && !together && !isOpen)
    fail(Diagnostic("E0106", who() + " takes " + counted(needed, "angle") + ", found " + std::to_string(angles.size()),
                    span)
             .withHelp("for example " + gateExample(row)));
  for (const Argument *angle : angles)
    if (!asNumber(angle->value) && !angle->value.isUnknown() && !angle->value.get<Dynamic>() && !angle->value.get<SymInt>() &&
        !asTensor(angle->value) && !isDynamic(angle->value))
      fail(Diagnostic("E0106", "an angle of " + who() + " is a number, this is " + typeText(angle->value), angle->span));
  checkDisjoint(qubits);

  bool allSingle =
      std::all_of(qubits.begin(), qubits.end(), [](auto &q) { return q.first->size.surelyEqual(SymInt(1)); });
  if (isOpen) {
    if (allSingle && row.numQubits >= 0 && qubits.size() != size_t(row.numQubits) && !qubits.empty() &&
        row.numQubits > 1)
      fail(Diagnostic("E0202",
                      who() + " acts on " + std::to_string(row.numQubits) + " qubits, found " +
                          std::to_string(qubits.size()),
                      span)
               .withHelp("for example " + gateExample(row)));
    // Ancillas are known even if the gate's own qubits are open.
    if (frame_->withinDepth == 0 && allSingle && !isDiagonal(gateRow(row.base)))
      for (size_t i = row.numControls; i < qubits.size(); ++i)
        if (!qubits[i].first->open)
          frame_->disturbed.insert(qubits[i].first->ids.begin(), qubits[i].first->ids.end());
    return;
  }
  std::vector<int> ids;
  for (auto &[ref, at] : qubits)
    ids.insert(ids.end(), ref->ids.begin(), ref->ids.end());
  auto anglesOf = [&](std::optional<int64_t> qubit) {
    std::vector<Value> result;
    auto scalar = [&](Value value, Span at, size_t extraAxes) {
      if (auto number = asNumber(value); number && extraAxes == 0)
        return Value(*number);
      Value plain = asTensor(value) && !isDynamic(value) ? Value(*asTensor(value))
                    : value.get<Dynamic>()               ? value
                                                         : Value(asDynamic(value, at));
      size_t rank = plain.get<Dynamic>() ? plain.get<Dynamic>()->shape.size()
                    : plain.tensor()     ? plain.tensor()->shape.size()
                                         : 0;
      if (rank == extraAxes)
        return plain;
      int64_t length = rank ? (plain.get<Dynamic>() ? plain.get<Dynamic>()->shape[0].constant().value_or(0)
                                                    : plain.tensor()->shape[0])
                            : 0;
      if (qubit && rank == extraAxes + 1 && length == int64_t(ids.size()))
        return indexValue(plain, {Value(*qubit)}, at);
      fail(Diagnostic("E0107", "the angles of " + who() + " don't fit its " + counted(ids.size(), "qubit"), at,
                      "this is " + typeText(value))
               .withHelp("one number for all qubits, or one per qubit" +
                         std::string(extraAxes ? ", with " + std::to_string(needed) + " angles each" : "")));
    };
    for (const Argument *angle : angles) {
      Value value = scalar(angle->value, angle->span, together ? 1 : 0);
      if (!together) {
        result.push_back(std::move(value));
        continue;
      }
      std::vector<Value> parts = items(value, angle->span);
      if (parts.size() != needed)
        fail(Diagnostic("E0107",
                        who() + " needs " + std::to_string(needed) + " angles per qubit, found " +
                            std::to_string(parts.size()),
                        angle->span, "this is " + typeText(angle->value)));
      result.insert(result.end(), parts.begin(), parts.end());
    }
    return result;
  };
  auto apply = [&](std::vector<int> on, std::vector<Value> with) {
    GateEvent event;
    event.row = &row;
    event.qubits = std::move(on);
    event.angles = std::move(with);
    event.span = span;
    record(std::move(event));
  };
  if (row.numQubits == 1 && qubits.size() == 1) {
    for (size_t i = 0; i < ids.size(); ++i)
      apply({ids[i]}, anglesOf(i));
    return;
  }
  if (row.numQubits < 0 ? ids.empty() : ids.size() != size_t(row.numQubits))
    fail(Diagnostic("E0202",
                    who() + " acts on " + (row.numQubits < 0 ? "one or more" : std::to_string(row.numQubits)) +
                        " qubits, found " + std::to_string(ids.size()),
                    span)
             .withHelp("for example " + gateExample(row)));
  apply(std::move(ids), anglesOf(std::nullopt));
}

void Evaluator::applyUserGate(const CallableDecl &decl, const Callable &callee, const Arguments &given, Span span) {
  std::vector<QubitUse> uses;
  for (const Argument &argument : given)
    if (auto *ref = argument.value.get<QubitRef>())
      uses.push_back({ref, argument.span});
  checkDisjoint(uses);
  Scope scope(&globals_);
  bind(decl.signature, callee, given, scope, span);
  if (decl.isExtern)
    fail(Diagnostic("E0303", "`" + decl.name.text + "` is not supported yet", span));
  if (checking_) // its own declaration is checked apart
    return;
  int before = frame_->numQubits;
  const CallableDecl *outer = std::exchange(frame_->decl, &decl);
  int outerAncilla = std::exchange(frame_->firstAncilla, before);
  DepthLimit limit(*this, span);
  block(*decl.body, scope);
  frame_->decl = outer;
  frame_->firstAncilla = outerAncilla;
  checkAncillas(decl, before);
}

void Evaluator::checkAncillas(const CallableDecl &decl, int first) {
  for (int id : frame_->disturbed)
    if (id >= first && frame_->withinDepth == 0) {
      auto &[name, at] = frame_->origin[id];
      fail(Diagnostic("E0204", "ancilla `" + name + "` leaves gate `" + decl.name.text + "` entangled", at,
                      "allocated here, not returned to |0>")
               .withHelp("put the computation in `within { … } apply { … }`"));
    }
}

} // namespace qml
