qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
kernel k(a, b: float[n]) = overlap(AngleEmbedding(a), AngleEmbedding(b))
main { let clf = svc(kernel=k, c=10.0) }
# CHECK:error[E0314]: `svc` has no parameter `c`
# CHECK-NEXT:  --> {{.*}}unknown-svc-option.qml:4:32
# CHECK-NEXT:   |
# CHECK-NEXT: 4 | main { let clf = svc(kernel=k, c=10.0) }
# CHECK-NEXT:   |                                ^^^^^^
# CHECK-NEXT:   = help: did you mean `C`?
# CHECK-NOT:{{.+}}
