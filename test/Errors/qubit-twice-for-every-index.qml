qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
gate entangle(q: qubit[n]) {
  for i in range(n) {
    CNOT(q[i], q[(i + n) % n])
  }
}
# CHECK:error[E0201]: the same qubit is used twice in one gate
# CHECK-NEXT:  --> {{.*}}qubit-twice-for-every-index.qml:5:16
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |     CNOT(q[i], q[(i + n) % n])
# CHECK-NEXT:   |          ---- first use
# CHECK-NEXT:   |                ^^^^^^^^^^^^^^ equal to the first for every value
# CHECK-NEXT:   = help: a gate needs different qubits; did you mean another index?
# CHECK-NOT:{{.+}}
