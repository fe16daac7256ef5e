qml 1.0
# Three species of iris, told apart by a data re-uploading classifier: four features on four qubits, encoded again in every layer.
data iris = csv("data/iris.csv", y="target")
  |> split(test=0.25, seed=1, stratify=true)
  |> minmax(0, pi)

circuit model[L=4](x: float[4], param w: float[L, 4, 3] ~ uniform(0, 2*pi)) -> float[3] {
  qubit[4] q
  for l in range(L) {
    AngleEmbedding[axis=Y](x, q)
    Rot(w[l], q)
    ring(CNOT, q)
  }
  return expval(Z(q[0:3]))
}

# The larger the reading of a species' qubit, the likelier the species.
func classify(x: float[4], param scale: float = 3.0) -> float[3] = softmax(scale * model(x))

main {
  let fit = train classify on iris.train {
    loss      = cross_entropy(classify(x), y)
    optimizer = adam(lr=0.05)
    batch     = 16
    epochs    = 30
    seed      = 0
    validate  = iris.test
    metric    = accuracy(argmax(classify(x)), y)
    plot      = "iris-loss.svg"
  }
  let right = [argmax(classify(iris.train.x[i])) == iris.train.y[i] for i in range(iris.train.rows)]
  print(f"train accuracy {sum(right) / len(right):.3f}")
  print(f"test accuracy {fit.metric:.3f}")
  save(model, "iris.params")
  load(model, "iris.params")
}
