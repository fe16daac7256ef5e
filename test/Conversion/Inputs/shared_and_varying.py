# An entry for many rows in which each of 64 parameters stands in a slot that the rows share and in one that differs between them.
n = 64
print(f"""sim.plan @plan qubits 1 slots {2 * n} {{}}
func.func @entry(%x: tensor<f64>, %w: tensor<{n}xf64>) -> tensor<{n}xf64> attributes {{qml.entry, qml.rows = 1 : i64}} {{
  %one = arith.constant dense<1.0> : tensor<1xf64>
  %a = tensor.extract %x[] : tensor<f64>""")
for k in range(2 * n):
    print(f"  %c{k} = arith.constant {k} : index")
for k in range(n):
    print(f"  %w{k} = tensor.extract %w[%c{k}] : tensor<{n}xf64>")
    print(f"  %p{k} = arith.mulf %w{k}, %a : f64")
slots = [f"%w{k}" for k in range(n)] + [f"%p{k}" for k in range(n)]
print(f"  %slots = tensor.from_elements {', '.join(slots)} : tensor<{2 * n}xf64>")
print(f"  %g = sim.gradient @plan(%slots, %one) : tensor<{2 * n}xf64>, tensor<1xf64> -> tensor<{2 * n}xf64>")
for k in range(n):
    print(f"  %s{k} = tensor.extract %g[%c{k}] : tensor<{2 * n}xf64>")
    print(f"  %v{k} = tensor.extract %g[%c{n + k}] : tensor<{2 * n}xf64>")
    print(f"  %t{k} = arith.mulf %v{k}, %a : f64")
    print(f"  %d{k} = arith.addf %s{k}, %t{k} : f64")
print(f"  %result = tensor.from_elements {', '.join(f'%d{k}' for k in range(n))} : tensor<{n}xf64>")
print(f"  return %result : tensor<{n}xf64>\n}}")
