qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float[2] {
  qubit q;
  H q;
  return probs(q);
}
# CHECK:error[E0005]: unexpected `q`
# CHECK-NEXT:  --> {{.*}}habit-gate-without-brackets.qml:5:5
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   H q;
# CHECK-NEXT:   |     ^ the statement should end before this
# CHECK-NEXT:   = help: arguments stand in brackets: `H(q)`
# CHECK-NOT:{{.+}}
