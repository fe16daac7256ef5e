// SPDX-License-Identifier: Apache-2.0
//
// Registers, and gates as events with their controls, adjoints and powers: inside adjoint, pow and within events are collected
// first and then replayed, outside they go straight to the stager.

#include "qml/Sema/Evaluator.h"

#include <algorithm>
#include <numbers>

namespace qml {

using namespace ast;

namespace {
constexpr int maxQubits = 4096;
constexpr int64_t maxGates = 2'000'000; // MLIR takes about 1 kB for each
} // namespace

QubitRef Evaluator::newQubits(const SymInt &size, const std::string &name, Span span) {
  QubitRef result;
  result.reg = ++frame_->numRegisters;
  result.size = size;
  result.whole = true;
  result.open = !size.isConstant();
  if (result.open)
    return result;
  int64_t count = *size.constant();
  if (count < 1)
    fail(Diagnostic("E0210", "a register needs at least one qubit, `" + name + "` has " + std::to_string(count), span));
  if (frame_->numQubits + count > maxQubits)
    fail(Diagnostic("E0603", std::to_string(frame_->numQubits + count) + " qubits are too many", span)
             .withHelp("a circuit may have up to " + std::to_string(maxQubits)));
  for (int64_t i = 0; i < count; ++i) {
    frame_->origin[frame_->numQubits] = {name, span};
    result.ids.push_back(frame_->numQubits++);
  }
  if (count == 1)
    result.index = SymInt(result.ids[0]);
  if (stager_)
    stager_->allocate(result.ids[0], count);
  return result;
}

void Evaluator::qubits(const QubitStmt &stmt, Scope &scope) {
  if (!frame_)
    fail(Diagnostic("E0209", "qubits live in circuits and gates", stmt.span).withHelp("put this into `circuit name() { … }`"));
  SymInt size(1);
  bool isOpen = false;
  if (stmt.size) {
    Value value = evaluate(*stmt.size, scope);
    if (auto *symbol = value.get<SymInt>())
      size = *symbol;
    else if (value.isUnknown())
      isOpen = true;
    else
      size = SymInt(integer(value, stmt.size->span, "the number of qubits"));
  }
  if (!stmt.ket.empty() && size.isConstant() && !isOpen && size_t(*size.constant()) != stmt.ket.size())
    fail(Diagnostic("E0211", "|" + stmt.ket + "> has " + std::to_string(stmt.ket.size()) + " qubits, the register has " + size.text(), stmt.span));
  for (const Name &name : stmt.names) {
    QubitRef ref = newQubits(isOpen ? SymInt::symbol("?" + name.text) : size, name.text, name.span);
    scope.define(name.text, ref, name.span);
    for (size_t i = 0; i < stmt.ket.size() && !ref.open; ++i) {
      auto apply = [&](GateKind kind) {
        GateEvent event;
        event.row = &gateRow(kind);
        event.qubits = {ref.ids[i]};
        event.span = stmt.span;
        record(std::move(event));
      };
      char c = stmt.ket[i];
      if (c == '1' || c == '-')
        apply(GateKind::X);
      if (c == '+' || c == '-' || c == 'r' || c == 'l')
        apply(GateKind::H);
      if (c == 'r')
        apply(GateKind::S);
      if (c == 'l')
        apply(GateKind::Sdg);
    }
  }
}

void Evaluator::record(GateEvent event) {
  if (frame_->reading)
    afterReading(event.span);
  for (auto modifier = frame_->controls.rbegin(); modifier != frame_->controls.rend() && event.row; ++modifier) {
    std::vector<int> qubits;
    for (const QubitRef &ref : modifier->controls)
      qubits.insert(qubits.end(), ref.ids.begin(), ref.ids.end());
    for (int id : qubits)
      if (std::find(event.qubits.begin(), event.qubits.end(), id) != event.qubits.end())
        fail(Diagnostic("E0201", "a qubit controls itself", event.span, "this gate acts on its own control"));
    if (event.numControls + event.row->numControls + qubits.size() > 32)
      fail(Diagnostic("E0303", "more than 32 controls are not supported yet", event.span));
    // New controls come first, so the bits of the others move up.
    uint32_t negated = event.negated << qubits.size();
    for (size_t i = 0; i < modifier->negated.size(); ++i)
      negated |= uint32_t(modifier->negated[i]) << i;
    event.negated = negated;
    event.numControls += qubits.size();
    event.qubits.insert(event.qubits.begin(), qubits.begin(), qubits.end());
  }
  if (frame_->withinDepth == 0 && event.row) {
    const GateRow &base = gateRow(event.row->base);
    if (!isDiagonal(base))
      for (size_t i = event.numControls + event.row->numControls; i < event.qubits.size(); ++i)
        frame_->disturbed.insert(event.qubits[i]);
  }
  emit(std::move(event));
}

void Evaluator::emit(GateEvent event) {
  if (++frame_->numGates > maxGates)
    fail(Diagnostic("E0019", "the circuit grows beyond " + std::to_string(maxGates) + " gates", event.span));
  if (!frame_->buffers.empty())
    frame_->buffers.back().push_back(std::move(event));
  else if (stager_)
    stager_->apply(event);
}

std::vector<GateEvent> Evaluator::recorded(const std::function<void()> &body) {
  frame_->buffers.emplace_back();
  body();
  std::vector<GateEvent> events = std::move(frame_->buffers.back());
  frame_->buffers.pop_back();
  return events;
}

void Evaluator::replay(const std::vector<GateEvent> &events, bool inverse) {
  if (!inverse) {
    for (const GateEvent &event : events)
      emit(event);
    return;
  }
  for (auto event = events.rbegin(); event != events.rend(); ++event) {
    GateEvent inverted = *event;
    inverted.adjoint = !inverted.adjoint;
    emit(std::move(inverted));
  }
}

/// Whether the angle 0 does nothing, so that angles add up; PSWAP(0), for one, is SWAP.
static bool isIdentityAtZero(const GateRow &row) {
  unsigned numQubits = row.numQubits < 0 ? 1 : row.numQubits;
  size_t dim = size_t(1) << numQubits;
  std::vector<Complex> matrix(dim * dim);
  const double zero[] = {0};
  gateMatrix(row.kind, false, zero, numQubits, matrix.data());
  for (size_t i = 0; i < matrix.size(); ++i)
    if (matrix[i] != Complex(i % (dim + 1) == 0 ? 1 : 0))
      return false;
  return true;
}

/// The event raised to a power by its angle alone, where the gate is exp(-i angle G); nothing otherwise.
static std::optional<GateEvent> powerByAngle(Evaluator &evaluator, const GateEvent &event, int64_t power) {
  if (!event.row)
    return std::nullopt;
  const GateRow &base = gateRow(event.row->base);
  GateEvent result = event;
  if (base.numAngles == 1 && base.spectra[0] != Spectrum::General && isIdentityAtZero(base)) {
    result.angles[0] = evaluator.binary(BinaryOp::Mul, event.angles[0], Value(double(power)), event.span);
    return result;
  }
  double angle = base.kind == GateKind::Z ? std::numbers::pi : base.kind == GateKind::S ? std::numbers::pi / 2 : base.kind == GateKind::T ? std::numbers::pi / 4 : 0;
  if (angle == 0)
    return std::nullopt;
  bool adjoint = event.adjoint != event.row->adjoint;
  // Whole turns vanish exactly.
  int64_t period = std::llround(2 * std::numbers::pi / angle);
  int64_t rest = ((adjoint ? -power : power) % period + period) % period;
  result.numControls += event.row->numControls;
  result.row = &gateRow(GateKind::PhaseShift);
  result.adjoint = false;
  result.angles = {Value(rest * angle)};
  return result;
}

void Evaluator::withModifier(const Callable::Modifier &modifier, Span span, const std::function<void()> &body) {
  switch (modifier.kind) {
  case Callable::Modifier::Kind::Ctrl: {
    frame_->controls.push_back(modifier);
    body();
    frame_->controls.pop_back();
    return;
  }
  case Callable::Modifier::Kind::Adjoint: {
    replay(recorded(body), true);
    return;
  }
  case Callable::Modifier::Kind::Pow: {
    std::vector<GateEvent> events = recorded(body);
    if (events.size() == 1 && events[0].row) {
      if (auto power = powerByAngle(*this, events[0], modifier.power))
        return emit(std::move(*power));
      if (gateRow(events[0].row->base).selfInverse) {
        if (modifier.power % 2 != 0)
          emit(events[0]);
        return;
      }
    }
    if (!events.empty() && std::abs(modifier.power) > maxGates / int64_t(events.size()))
      fail(Diagnostic("E0019", "this power grows beyond " + std::to_string(maxGates) + " gates", span));
    for (int64_t i = 0; !events.empty() && i < std::abs(modifier.power); ++i)
      replay(events, modifier.power < 0);
    return;
  }
  }
}

void Evaluator::pushControls(const Arguments &given, Callable::Modifier &modifier, Span span) {
  for (const Argument &argument : given) {
    const Value *qubits = &argument.value;
    const Value *wanted = nullptr;
    if (auto *condition = argument.value.tuple(); condition && condition->names.size() == 2 && condition->names[0] == "qubits") {
      qubits = &condition->items[0];
      wanted = &condition->items[1];
    }
    auto *ref = qubits->get<QubitRef>();
    if (!ref) {
      if (qubits->isUnknown())
        continue;
      fail(Diagnostic("E0206", "a control is a qubit, this is " + typeText(*qubits), argument.span).withHelp("write ctrl(q) or ctrl(q == 5)"));
    }
    modifier.controls.push_back(*ref);
    size_t width = ref->ids.size();
    std::string bits(width, '1');
    if (wanted && !ref->open && !wanted->isUnknown() && !wanted->get<SymInt>()) {
      if (auto *text = wanted->get<Bits>()) {
        bits = text->text;
      } else {
        int64_t number = integer(*wanted, argument.span, "the value of a control");
        if (number < 0 || (width < 63 && number >> width))
          fail(Diagnostic("E0206", std::to_string(number) + " does not fit into " + counted(width, "qubit"), argument.span));
        for (size_t i = 0; i < width; ++i)
          bits[width - 1 - i] = (number >> i) & 1 ? '1' : '0';
      }
      if (bits.size() != width)
        fail(Diagnostic("E0206", "the control has " + counted(width, "qubit") + ", the value " + counted(bits.size(), "bit"), argument.span));
    }
    for (char bit : bits)
      modifier.negated.push_back(bit == '0');
  }
  if (modifier.controls.empty() && given.empty())
    fail(Diagnostic("E0206", "`ctrl` needs a control", span));
}

Value Evaluator::modified(const std::string &which, const Arguments &given, Span span) {
  if (given.empty() || !(given[0].value.callable() || given[0].value.isUnknown()))
    fail(Diagnostic("E0206", "`" + which + "` needs a gate as its first argument", span)
             .withHelp(which == "adjoint" ? "for example `adjoint(QFT)(q)`" : which == "pow" ? "for example `pow(T, 2)(q)`" : "for example `ctrl(X, q[0])(q[1])`"));
  if (given[0].value.isUnknown())
    return Unknown{};
  Callable result = *given[0].value.callable();
  Callable::Modifier modifier{};
  if (which == "adjoint") {
    modifier.kind = Callable::Modifier::Kind::Adjoint;
    if (given.size() > 1)
      fail(Diagnostic("E0106", "`adjoint` takes one gate", given[1].span));
  } else if (which == "pow") {
    modifier.kind = Callable::Modifier::Kind::Pow;
    if (given.size() != 2)
      fail(Diagnostic("E0106", "`pow` takes a gate and a whole number", span));
    if (given[1].value.isUnknown() || given[1].value.get<SymInt>())
      return Unknown{};
    modifier.power = integer(given[1].value, given[1].span, "a power of a gate");
  } else {
    modifier.kind = Callable::Modifier::Kind::Ctrl;
    pushControls({given.begin() + 1, given.end()}, modifier, span);
  }
  result.modifiers.push_back(std::move(modifier));
  return result;
}

void Evaluator::modifier(const ModifierStmt &stmt, Scope &scope) {
  if (!frame_)
    fail(Diagnostic("E0209", "gates belong to circuits", stmt.span));
  Arguments given = arguments(stmt.arguments, scope);
  Callable::Modifier modifier{};
  switch (stmt.modifier) {
  case ModifierStmt::Modifier::Ctrl:
    modifier.kind = Callable::Modifier::Kind::Ctrl;
    pushControls(given, modifier, stmt.span);
    break;
  case ModifierStmt::Modifier::Adjoint: modifier.kind = Callable::Modifier::Kind::Adjoint; break;
  case ModifierStmt::Modifier::Pow:
    modifier.kind = Callable::Modifier::Kind::Pow;
    modifier.power = given[0].value.isUnknown() || given[0].value.get<SymInt>() ? 1 : integer(given[0].value, given[0].span, "a power of a gate");
    break;
  }
  withModifier(modifier, stmt.span, [&] { block(stmt.body, scope); });
}

void Evaluator::within(const WithinStmt &stmt, Scope &scope) {
  if (!frame_)
    fail(Diagnostic("E0209", "gates belong to circuits", stmt.span));
  // W, A, W^-1 under a control: controlling A alone is enough.
  auto controls = std::exchange(frame_->controls, {});
  ++frame_->withinDepth;
  std::vector<GateEvent> events = recorded([&] { block(stmt.within, scope); });
  replay(events, false);
  --frame_->withinDepth;
  frame_->controls = std::move(controls);
  // An ancilla comes back to |0> only if what it was computed from stays as it is.
  std::set<int> touched;
  for (const GateEvent &event : events)
    touched.insert(event.qubits.begin(), event.qubits.end());
  if (touched.empty() || *touched.rbegin() < frame_->firstAncilla) {
    block(stmt.apply, scope);
  } else {
    std::vector<GateEvent> applied = recorded([&] { block(stmt.apply, scope); });
    for (const GateEvent &event : applied)
      if (event.row && !isDiagonal(gateRow(event.row->base)))
        for (size_t i = event.numControls + event.row->numControls; i < event.qubits.size(); ++i)
          if (touched.count(event.qubits[i]))
            fail(Diagnostic("E0204", "`apply` changes a qubit that `within` computed an ancilla from", event.span, "the ancilla would stay entangled")
                     .withHelp("use the ancilla as a control of gates on other qubits"));
    replay(applied, false);
  }
  replay(events, true);
}

} // namespace qml
