// SPDX-License-Identifier: Apache-2.0
//
// Random circuits as `quantum` IR through each circuit pass, lifted back and compared with the oracle: a random product
// state in, a random layer of one-qubit gates out. So are inlined calls, by matrices, and the fused plans that the
// simulator runs.

#include "qml/Conversion/Passes.h"
#include "qml/Circuit/Oracle.h"
#include "qml/Circuit/Random.h"
#include "qml/Compiler/Pipeline.h"
#include "qml/Conversion/Lift.h"
#include "qml/Conversion/SimPlan.h"

#include "qml-runtime/Simulator.h"

#include <mlir/Dialect/Arith/IR/Arith.h>
#include <mlir/IR/Matchers.h>
#include <mlir/IR/Verifier.h>
#include <mlir/Pass/PassManager.h>

#include <gtest/gtest.h>

using namespace mlir;
using namespace qml;

namespace {

constexpr double tolerance = 1e-9;
constexpr unsigned numCircuits = 1000;

class Passes : public ::testing::Test {
protected:
  Passes() {
    DialectRegistry registry;
    registerDialects(registry);
    registerExtensions(registry);
    context.appendDialectRegistry(registry);
    context.loadAllAvailableDialects();
    context.disableMultithreading();
  }

  static Value angleValue(OpBuilder &builder, const Angle &angle, ArrayRef<Value> slots) {
    Location loc = builder.getUnknownLoc();
    auto number = [&](double value) {
      return arith::ConstantOp::create(builder, loc, builder.getF64FloatAttr(value)).getResult();
    };
    if (angle.isConstant())
      return number(angle.offset);
    Value scaled = arith::MulFOp::create(builder, loc, slots[angle.slot], number(angle.scale));
    return arith::AddFOp::create(builder, loc, scaled, number(angle.offset));
  }

  /// Writes the steps of `circuit`; `qubits` move on.
  static void writeSteps(OpBuilder &builder, const Circuit &circuit, ArrayRef<Value> inputs,
                         MutableArrayRef<Value> qubits) {
    Location loc = builder.getUnknownLoc();
    SmallVector<Value> slots(inputs);
    for (const Circuit::DerivedSlot &slot : circuit.derivedSlots()) {
      Value sum = angleValue(builder, 0.0, slots);
      for (auto [input, factor] : slot.terms)
        sum = arith::AddFOp::create(builder, loc, sum, angleValue(builder, Angle::ofSlot(input, factor), slots));
      slots.push_back(sum);
    }
    for (const qml::Op &op : circuit) {
      SmallVector<Value> operands, angles;
      for (uint32_t qubit : circuit.qubits(op))
        operands.push_back(qubits[qubit]);
      for (const Angle &angle : circuit.angles(op))
        angles.push_back(angleValue(builder, angle, slots));
      ResultRange results = [&]() -> ResultRange {
        switch (op.op) {
        case OpKind::Measure:
          return quantum::MeasureOp::create(builder, loc, operands[0])->getResults().drop_front();
        case OpKind::Reset:
          return quantum::ResetOp::create(builder, loc, operands[0])->getResults();
        case OpKind::Barrier:
          return quantum::BarrierOp::create(builder, loc, operands)->getResults();
        case OpKind::Channel:
          return quantum::ChannelOp::create(builder, loc, uint32_t(op.channel), angles, operands)->getResults();
        case OpKind::Gate:
          break;
        }
        ArrayRef<Value> all(operands);
        return quantum::GateOp::create(builder, loc, uint32_t(op.gate), op.adjoint, op.negated, angles,
                                       all.drop_front(op.numControls), all.take_front(op.numControls))
            ->getResults();
      }();
      for (auto [qubit, result] : llvm::zip_equal(circuit.qubits(op), results))
        qubits[qubit] = result;
    }
  }

  /// A module with a function @c of the slots, whose gates are those of `circuit`, ending in `readings`.
  OwningOpRef<ModuleOp> write(const Circuit &circuit, ArrayRef<Reading> readings = {}) {
    OpBuilder builder(&context);
    Location loc = builder.getUnknownLoc();
    OwningOpRef<ModuleOp> module = ModuleOp::create(loc);
    builder.setInsertionPointToEnd(module->getBody());
    SmallVector<Type> slotTypes(circuit.numInputSlots(), builder.getF64Type());
    auto function = func::FuncOp::create(builder, loc, "c", builder.getFunctionType(slotTypes, {}));
    builder.setInsertionPointToStart(function.addEntryBlock());
    auto alloc = quantum::AllocOp::create(builder, loc, builder.getI64IntegerAttr(circuit.numQubits()));
    SmallVector<Value> slots(function.getArguments()), qubits(alloc.getQubits());
    writeSteps(builder, circuit, slots, qubits);
    SmallVector<Value> values;
    for (const Reading &reading : readings)
      values.push_back(writeReading(builder, reading, qubits));
    quantum::DeallocOp::create(builder, loc, qubits);
    func::ReturnOp::create(builder, loc, values);
    function.setFunctionType(builder.getFunctionType(slotTypes, ValueRange(values).getTypes()));
    EXPECT_TRUE(succeeded(verify(*module)));
    return module;
  }

  static Value writeReading(OpBuilder &builder, const Reading &reading, MutableArrayRef<Value> qubits) {
    static const StringRef kinds[] = {"expval", "var", "probs", "state"};
    bool whole = reading.kind != ReadingKind::Probs;
    SmallVector<uint32_t> read(reading.qubits.begin(), reading.qubits.end());
    for (unsigned i = 0; whole && i < qubits.size(); ++i)
      read.push_back(i);
    SmallVector<Value> operands;
    for (uint32_t qubit : read)
      operands.push_back(qubits[qubit]);
    SmallVector<int64_t> shape{int64_t(1) << read.size()};
    if (reading.kind == ReadingKind::State)
      shape.push_back(2);
    else if (whole)
      shape = {int64_t(reading.observables.size())};
    SmallVector<Type> types(read.size(), operands[0].getType());
    ArrayAttr observables =
        reading.observables.empty() ? ArrayAttr() : observablesToAttr(builder.getContext(), reading.observables);
    auto op =
        quantum::ReadOp::create(builder, builder.getUnknownLoc(), RankedTensorType::get(shape, builder.getF64Type()),
                                types, builder.getStringAttr(kinds[int(reading.kind)]), observables, operands);
    for (auto [qubit, result] : llvm::zip_equal(read, op.getQubits()))
      qubits[qubit] = result;
    return op.getValue();
  }

  void run(ModuleOp module, llvm::function_ref<void(OpPassManager &)> add) {
    PassManager manager(&context);
    add(manager);
    ASSERT_TRUE(succeeded(manager.run(module)));
  }

  /// The number that `value` is, given those of the function's arguments.
  static double evaluate(Value value, ArrayRef<double> arguments) {
    FloatAttr constant;
    if (auto argument = dyn_cast<BlockArgument>(value))
      return arguments[argument.getArgNumber()];
    if (matchPattern(value, m_Constant(&constant)))
      return constant.getValueAsDouble();
    Operation *op = value.getDefiningOp();
    double a = evaluate(op->getOperand(0), arguments);
    if (isa<arith::NegFOp>(op))
      return -a;
    double b = evaluate(op->getOperand(1), arguments);
    EXPECT_TRUE((isa<arith::AddFOp, arith::MulFOp>(op)));
    return isa<arith::AddFOp>(op) ? a + b : a * b;
  }

  /// The slots that the circuit in `module` computes from its inputs.
  static std::vector<double> slotsOf(ModuleOp module, ArrayRef<double> inputs) {
    auto function = module.lookupSymbol<func::FuncOp>("c.slots");
    std::vector<double> slots;
    if (auto elements = function.getBody().front().getTerminator()->getOperand(0).getDefiningOp<tensor::FromElementsOp>())
      for (Value slot : elements.getElements())
        slots.push_back(evaluate(slot, inputs));
    return slots;
  }

  /// `circuit` with numbers for angles.
  static Circuit bound(const Circuit &circuit, ArrayRef<double> inputs) {
    std::vector<double> slots = circuit.slotValues({inputs.data(), inputs.size()});
    Circuit result(circuit.numQubits());
    for (const qml::Op &op : circuit) {
      qml::Op &copy = result.append(circuit, op);
      for (Angle &angle : result.angles(copy))
        angle = angle.value(slots);
      if (op.op == OpKind::Measure)
        result.setNumBits(op.bit + 1);
    }
    return result;
  }

  /// The gates of function @c as numbers, and its readings.
  static Circuit lifted(ModuleOp module, ArrayRef<double> arguments, std::vector<Reading> *readings = nullptr) {
    auto result = liftCircuit(module.lookupSymbol<func::FuncOp>("c"));
    EXPECT_TRUE(succeeded(result));
    std::vector<double> slots;
    for (Value slot : result->slots)
      slots.push_back(evaluate(slot, arguments));
    if (readings)
      *readings = result->readings;
    return bound(result->circuit, slots);
  }

  MLIRContext context;
};

/// Runs one pass on random circuits with barriers, measurements and resets, and counts what it removed.
#define EXPECT_UNCHANGED(createPass)                                                                                   \
  size_t removed = 0;                                                                                                  \
  for (unsigned seed = 0; seed < numCircuits; ++seed) {                                                                \
    qml::testing::Rng rng(seed);                                                                                       \
    Circuit circuit = qml::testing::randomCircuit(rng, {});                                                            \
    std::vector<double> slots = qml::testing::randomSlots(rng, circuit);                                               \
    OwningOpRef<ModuleOp> module = write(circuit);                                                                     \
    run(*module, [](OpPassManager &pm) {                                                                               \
      pm.addNestedPass<func::FuncOp>(createPass());                                                                    \
      pm.addNestedPass<func::FuncOp>(createVerifyLinearity());                                                         \
    });                                                                                                                \
    Circuit after = lifted(*module, slots);                                                                            \
    removed += circuit.size() - after.size();                                                                          \
    ASSERT_LT(qml::testing::distance(bound(circuit, slots), after, rng), tolerance) << "seed " << seed;                \
  }                                                                                                                    \
  EXPECT_GT(removed, numCircuits)

TEST_F(Passes, CancelInverses) { EXPECT_UNCHANGED(createCancelInverses); }
TEST_F(Passes, MergeRotations) { EXPECT_UNCHANGED(createMergeRotations); }

std::vector<Reading> randomReadings(qml::testing::Rng &rng, unsigned numQubits) {
  Reading expval, probs;
  expval.kind = ReadingKind::Expval;
  for (unsigned i = 0; i < 2; ++i) {
    PauliSum sum;
    for (unsigned t = 0; t < 3; ++t) {
      PauliTerm term{0.5 + t, {}};
      for (uint32_t qubit = 0; qubit < numQubits; ++qubit)
        if (unsigned pauli = rng() % 8; pauli >= 1 && pauli <= 3)
          term.factors.emplace_back(qubit, Pauli(pauli));
      sum.terms.push_back(term);
    }
    expval.observables.push_back(sum);
  }
  probs.kind = ReadingKind::Probs;
  probs.qubits = {uint32_t(rng() % numQubits)};
  return {expval, probs};
}

std::vector<double> read(const std::vector<Reading> &readings, const oracle::State &state) {
  std::vector<double> result;
  for (const Reading &reading : readings) {
    for (const PauliSum &observable : reading.observables)
      result.push_back(oracle::expectation(observable, state));
    if (reading.kind == ReadingKind::Probs)
      for (double probability : oracle::probabilities(state, reading.qubits))
        result.push_back(probability);
    if (reading.kind == ReadingKind::State)
      for (Complex amplitude : state) {
        result.push_back(amplitude.real());
        result.push_back(amplitude.imag());
      }
  }
  return result;
}

void expectNear(const std::vector<double> &a, const std::vector<double> &b, unsigned seed) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i)
    ASSERT_NEAR(a[i], b[i], tolerance) << "seed " << seed << ", number " << i;
}

TEST_F(Passes, RemoveDeadGates) {
  size_t removed = 0;
  for (unsigned seed = 0; seed < numCircuits; ++seed) {
    qml::testing::Rng rng(seed);
    qml::testing::RandomOptions options;
    options.numGates = 12;
    options.onlyBarriers = true;
    Circuit circuit = qml::testing::randomCircuit(rng, options);
    std::vector<double> slots = qml::testing::randomSlots(rng, circuit);
    std::vector<Reading> readings = randomReadings(rng, circuit.numQubits());
    if (seed % 2) // the light cone of one qubit
      readings.erase(readings.begin());
    OwningOpRef<ModuleOp> module = write(circuit, readings);
    run(*module, [](OpPassManager &pm) { pm.addNestedPass<func::FuncOp>(createRemoveDeadGates()); });
    std::vector<Reading> after;
    Circuit live = lifted(*module, slots, &after);
    removed += circuit.size() - live.size();
    // A random product state in.
    Circuit layer(circuit.numQubits());
    for (uint32_t qubit = 0; qubit < circuit.numQubits(); ++qubit)
      layer.append(GateKind::Rot, {qubit}, {0.3 + qubit, 1.1 * seed, 0.7});
    oracle::State start = oracle::apply(layer, {}, oracle::zeroState(circuit.numQubits()));
    expectNear(read(readings, oracle::apply(bound(circuit, slots), {}, start)),
               read(after, oracle::apply(live, {}, start)), seed);
  }
  EXPECT_GT(removed, numCircuits);
}

TEST_F(Passes, QuantumToSim) {
  rt::Workspace workspace;
  for (unsigned seed = 0; seed < numCircuits; ++seed) {
    qml::testing::Rng rng(seed);
    qml::testing::RandomOptions options;
    options.onlyBarriers = true;
    Circuit circuit = qml::testing::betweenLayers(qml::testing::randomCircuit(rng, options), seed);
    std::vector<double> inputs = qml::testing::randomSlots(rng, circuit);
    std::vector<Reading> readings = randomReadings(rng, circuit.numQubits());
    readings.push_back({ReadingKind::State, {}, {}});
    OwningOpRef<ModuleOp> module = write(circuit, readings);
    std::vector<rt::Plan> plans;
    run(*module, [&](OpPassManager &pm) {
      if (seed % 2)
        buildSimPipeline(pm, &plans);
      else
        pm.addPass(createQuantumToSim(&plans));
    });
    std::vector<double> slots = slotsOf(*module, inputs);
    std::vector<double> out(numReadings(plans[0]));
    ASSERT_EQ(rt::run(rt::Program(plans[0]), slots, {}, workspace, out.data()), rt::Result::Ok);
    oracle::State state = oracle::apply(bound(circuit, inputs), {}, oracle::zeroState(circuit.numQubits()));
    expectNear(read(readings, state), out, seed);
  }
}

using Matrix = std::vector<Complex>;

Matrix product(const Matrix &a, const Matrix &b, size_t n) {
  Matrix result(n * n);
  for (size_t i = 0; i < n; ++i)
    for (size_t k = 0; k < n; ++k)
      for (size_t j = 0; j < n; ++j)
        result[i * n + j] += a[i * n + k] * b[k * n + j];
  return result;
}

/// The matrix of `body` to the power `power`, under `controls` qubits that must spell `pattern`.
Matrix controlledPower(const Matrix &body, size_t n, int power, unsigned controls, unsigned pattern) {
  Matrix factor(body), powered(n * n);
  for (size_t i = 0; i < n; ++i)
    for (size_t j = 0; power < 0 && j < n; ++j)
      factor[i * n + j] = std::conj(body[j * n + i]);
  for (size_t i = 0; i < n; ++i)
    powered[i * n + i] = 1;
  for (int i = 0; i < std::abs(power); ++i)
    powered = product(factor, powered, n);
  size_t size = n << controls;
  Matrix result(size * size);
  for (size_t i = 0; i < size; ++i)
    result[i * size + i] = 1;
  for (size_t i = 0; i < n; ++i)
    for (size_t j = 0; j < n; ++j)
      result[(pattern * n + i) * size + pattern * n + j] = powered[i * n + j];
  return result;
}

/// Random channels among the gates: passes move nothing across them that does not commute, and the plan gives the oracle's numbers.
TEST_F(Passes, NoisyCircuits) {
  rt::Workspace workspace;
  for (unsigned seed = 0; seed < numCircuits / 4; ++seed) {
    qml::testing::Rng rng(seed);
    qml::testing::RandomOptions options;
    options.numQubits = 4;
    options.numGates = 16;
    options.onlyBarriers = true;
    Circuit gates = qml::testing::betweenLayers(qml::testing::randomCircuit(rng, options), seed);
    Circuit circuit = gates;
    circuit.erase(std::vector<bool>(gates.size(), true));
    static const ChannelKind kinds[] = {ChannelKind::Depolarizing, ChannelKind::AmplitudeDamping, ChannelKind::PhaseFlip,
                                        ChannelKind::BitFlip};
    for (const qml::Op &op : gates) {
      circuit.append(gates, op);
      if (rng() % 5 != 0)
        continue;
      uint32_t first = rng() % 4, second = (first + 1 + rng() % 3) % 4;
      std::vector<uint32_t> qubits{first};
      ChannelKind kind = kinds[rng() % std::size(kinds)];
      if (kind == ChannelKind::Depolarizing && rng() % 2)
        qubits.push_back(second);
      circuit.appendChannel(kind, qubits, std::vector<Angle>{double(rng() % 100) / 100});
    }
    std::vector<double> inputs = qml::testing::randomSlots(rng, circuit);
    std::vector<Reading> readings = randomReadings(rng, circuit.numQubits());
    OwningOpRef<ModuleOp> module = write(circuit, readings);
    std::vector<rt::Plan> plans;
    run(*module, [&](OpPassManager &pm) { buildSimPipeline(pm, &plans); });
    std::vector<double> slots = slotsOf(*module, inputs);
    rt::Program program(plans[0]);
    std::vector<double> out(numReadings(program.plan())), expected;
    ASSERT_EQ(rt::run(program, slots, {}, workspace, out.data()), rt::Result::Ok);
    oracle::Density rho = oracle::density(circuit, inputs);
    for (const PauliSum &sum : readings[0].observables)
      expected.push_back(oracle::expectation(sum, rho));
    for (double p : oracle::probabilities(rho, readings[1].qubits))
      expected.push_back(p);
    expectNear(expected, out, seed);
  }
}

TEST_F(Passes, InlineCalls) {
  constexpr unsigned numQubits = 3;
  for (unsigned seed = 0; seed < numCircuits / 2; ++seed) {
    qml::testing::Rng rng(seed);
    qml::testing::RandomOptions options;
    options.numQubits = numQubits;
    options.numGates = 8;
    options.onlyBarriers = true;
    Circuit body = qml::testing::randomCircuit(rng, options);
    std::vector<double> slots = qml::testing::randomSlots(rng, body);
    unsigned controls = rng() % 3, negated = rng() % (1u << controls);
    int power = int(rng() % 7) - 3;
    bool adjoint = rng() % 2;

    OpBuilder builder(&context);
    Location loc = builder.getUnknownLoc();
    OwningOpRef<ModuleOp> module = write(Circuit(numQubits + controls, body.numInputSlots()));
    auto caller = module->lookupSymbol<func::FuncOp>("c");
    auto qubit = quantum::QubitType::get(&context);
    SmallVector<Type> inputs(body.numInputSlots(), builder.getF64Type()), qubitTypes(numQubits, qubit);
    inputs.append(qubitTypes);
    builder.setInsertionPoint(caller);
    auto gate = func::FuncOp::create(builder, loc, "gate", builder.getFunctionType(inputs, qubitTypes));
    gate.setPrivate();
    builder.setInsertionPointToStart(gate.addEntryBlock());
    SmallVector<Value> arguments(gate.getArguments()), wires(gate.getArguments().take_back(numQubits));
    writeSteps(builder, body, ArrayRef(arguments).drop_back(numQubits), wires);
    func::ReturnOp::create(builder, loc, wires);

    auto dealloc = *caller.getOps<quantum::DeallocOp>().begin();
    SmallVector<Value> operands(dealloc.getQubits());
    builder.setInsertionPoint(dealloc);
    auto call = quantum::CallOp::create(
        builder, loc, "gate", adjoint, power, negated, SmallVector<Value>(caller.getArguments()),
        ArrayRef(operands).drop_front(controls), ArrayRef(operands).take_front(controls));
    dealloc->setOperands(call.getQubits());
    ASSERT_TRUE(succeeded(verify(*module)));
    run(*module, [](OpPassManager &pm) {
      pm.addPass(createInlineCalls());
      pm.addNestedPass<func::FuncOp>(createVerifyLinearity());
    });
    EXPECT_FALSE(module->lookupSymbol("gate"));

    unsigned pattern = 0; // control 0 is the most significant bit
    for (unsigned i = 0; i < controls; ++i)
      pattern = pattern << 1 | !(negated >> i & 1);
    Matrix expected = controlledPower(oracle::unitary(bound(body, slots), {}), 1 << numQubits, adjoint ? -power : power,
                                      controls, pattern);
    Matrix found = oracle::unitary(lifted(*module, slots), {});
    ASSERT_EQ(expected.size(), found.size());
    for (size_t i = 0; i < expected.size(); ++i)
      ASSERT_LT(std::abs(expected[i] - found[i]), tolerance) << "seed " << seed;
  }
}

} // namespace
