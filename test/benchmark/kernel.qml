qml 1.0
# W4: the kernel matrix of a feature map, for all rows of a table. `repeat` tells the cost of one matrix from that of the start.
const repeat = 1
data points = csv("points.csv")

kernel k(a, b: float[n]) = overlap(ZZFeatureMap[reps=2](a), ZZFeatureMap[reps=2](b))

main {
  var x = points.x
  var g = k.gram(x)
  for i in range(1, repeat) {
    x = x + 1e-4
    g = k.gram(x)
  }
  print(f"{g[0]:.17g} {sum(g):.17g}")
}
