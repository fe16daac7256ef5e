qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float {
  qubit[60] q
  H(q)
  return expval(Z(q[0]))
}
main { print(f()) }
# CHECK:error[E0602]: a state of 60 qubits needs more than 10,000 GiB of memory, more than this machine has free
# CHECK-NEXT:  --> {{.*}}sixty-qubits.qml:8:14
# CHECK-NEXT:   |
# CHECK-NEXT: 8 | main { print(f()) }
# CHECK-NEXT:   |              ^^^
# CHECK-NEXT:   = help: use fewer qubits; each one less halves the memory
# CHECK-NOT:{{.+}}
