// RUN: qml-opt --qml-differentiate --split-input-file --verify-diagnostics %s

func.func private @outside(%x: tensor<f64>) -> tensor<f64> {
  // expected-error@+1 {{`math.erf` can't be differentiated}}
  %y = math.erf %x : tensor<f64>
  return %y : tensor<f64>
}
func.func @use(%x: tensor<f64>) -> tensor<f64> {
  %0:2 = qml.value_and_grad @outside(%x) wrt [0] : (tensor<f64>) -> (tensor<f64>, tensor<f64>)
  return %0#1 : tensor<f64>
}

// -----

func.func private @branches(%x: tensor<f64>) -> tensor<f64> {
  cf.br ^next
^next:
  return %x : tensor<f64>
}
func.func @use(%x: tensor<f64>) -> tensor<f64> {
  // expected-error@+1 {{only straight-line functions can be differentiated}}
  %0:2 = qml.value_and_grad @branches(%x) wrt [0] : (tensor<f64>) -> (tensor<f64>, tensor<f64>)
  return %0#1 : tensor<f64>
}

// -----

func.func private @loops(%x: tensor<f64>, %n: index) -> tensor<f64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-error@+1 {{`scf.for` can't be differentiated}}
  %y = scf.for %i = %c0 to %n step %c1 iter_args(%s = %x) -> tensor<f64> {
    scf.yield %s : tensor<f64>
  }
  return %y : tensor<f64>
}
func.func @use(%x: tensor<f64>, %n: index) -> tensor<f64> {
  %0:2 = qml.value_and_grad @loops(%x, %n) wrt [0] : (tensor<f64>, index) -> (tensor<f64>, tensor<f64>)
  return %0#1 : tensor<f64>
}
