// RUN: qml-opt --split-input-file --verify-diagnostics %s

func.func @unknown(%x: tensor<f64>) {
  // expected-error@+1 {{calls `gone`, which is not a function}}
  %0 = qml.run @gone(%x) : (tensor<f64>) -> tensor<f64>
  return
}

// -----

func.func private @model(tensor<2xf64>) -> tensor<f64>
func.func @arguments(%x: tensor<f64>) {
  // expected-error@+1 {{passes arguments of other types than `model` takes}}
  %0 = qml.run @model(%x) : (tensor<f64>) -> tensor<f64>
  return
}

// -----

func.func private @model(tensor<f64>) -> tensor<2xf64>
func.func @results(%x: tensor<f64>) {
  // expected-error@+1 {{yields other types than `model` returns}}
  %0 = qml.run @model(%x) : (tensor<f64>) -> tensor<f64>
  return
}

// -----

func.func @gradient_of_unknown(%x: tensor<f64>) {
  // expected-error@+1 {{calls `gone`, which is not a function}}
  %0:2 = qml.value_and_grad @gone(%x) wrt [0] : (tensor<f64>) -> (tensor<f64>, tensor<f64>)
  return
}

// -----

func.func private @model(tensor<f64>) -> tensor<f64>
func.func @gradient_count(%x: tensor<f64>) {
  // expected-error@+1 {{needs one gradient per number in `wrt`}}
  %0:2 = qml.value_and_grad @model(%x) wrt [] : (tensor<f64>) -> (tensor<f64>, tensor<f64>)
  return
}

// -----

func.func private @model(tensor<f64>) -> tensor<f64>
func.func @gradient_of_no_argument(%x: tensor<f64>) {
  // expected-error@+1 {{gradients are shaped like their arguments}}
  %0:2 = qml.value_and_grad @model(%x) wrt [1] : (tensor<f64>) -> (tensor<f64>, tensor<f64>)
  return
}

// -----

func.func private @model(tensor<2xf64>) -> tensor<f64>
func.func @gradient_shape(%x: tensor<2xf64>) {
  // expected-error@+1 {{gradients are shaped like their arguments}}
  %0:2 = qml.value_and_grad @model(%x) wrt [0] : (tensor<2xf64>) -> (tensor<f64>, tensor<f64>)
  return
}

// -----

func.func private @model(tensor<2xf64>) -> tensor<2xf64>
func.func @gradient_of_vector(%x: tensor<2xf64>) {
  // expected-error@+1 {{the value of `model` is not one number}}
  %0:2 = qml.value_and_grad @model(%x) wrt [0] : (tensor<2xf64>) -> (tensor<2xf64>, tensor<2xf64>)
  return
}
