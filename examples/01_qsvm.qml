qml 1.0
# Quantum-kernel SVM (Havlicek et al., 2019)
# The file keeps the order of the tutorial: 40 rows to train, 10 to test.
data adhoc = csv("data/adhoc.csv", y="label") |> split(test=10, shuffle=false)

kernel k(a, b: float[2]) = overlap(ZZFeatureMap[reps=2](a), ZZFeatureMap[reps=2](b))

main {
  let clf = svc(kernel=k, C=1.0).fit(adhoc.train)
  print(f"test accuracy {clf.score(adhoc.test):.3f}")
}
