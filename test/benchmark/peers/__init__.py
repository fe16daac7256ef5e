# SPDX-License-Identifier: Apache-2.0
"""Other simulators, each called the way that was found fastest.

A module has PACKAGE (the distribution whose version is reported), PRECISIONS, optionally LARGEST ({workload: qubits it takes
in reasonable time and memory}), and a class Peer(precision, threads) with methods that take a Problem and return a function:

    value(problem)      w -> number                 gradient(problem)  w -> number, derivatives
    training(problem)   w, x, y -> mean, derivatives   kernel(problem)    x -> matrix
    samples(problem)    w -> mean of Z on qubit 0 over the shots
    density(problem)    w -> number, under noise    trajectories(problem)   w -> the same, estimated from shots

A method that is missing says that the simulator can't do it. qmlc_python is this project itself, called from Python.
"""

NAMES = ["qulacs", "mindquantum", "lightning", "catalyst", "tensorcircuit", "aer", "qsim", "qmlc_python"]
