qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
import numpy as np
main { print(1) }
# CHECK:error[E0304]: `import` declarations are not supported yet
# CHECK-NEXT:  --> {{.*}}unsupported-import.qml:3:1
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | import numpy as np
# CHECK-NEXT:   | ^^^^^^
# CHECK-NEXT:   = help: the standard library needs no import
# CHECK-NOT:{{.+}}
