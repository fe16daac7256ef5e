# SPDX-License-Identifier: Apache-2.0
"""This project, called from Python."""

import qmlc

import workloads

PACKAGE = "qmlc"
PRECISIONS = ["double", "single"]


class Peer:
    def __init__(self, precision, threads):
        self.options = {"threads": threads, "precision": precision}

    def function(self, problem):
        path = workloads.FOLDER / problem.program
        model = (qmlc.load(path, **self.options, shots=problem.shots) if path.exists() else
                 qmlc.from_text(workloads.lithium_hydride_program(), **self.options))
        shapes = {} if problem.features is None else {"x": problem.qubits}
        return model.function(problem.function, shapes=shapes, constants=problem.constants)

    def value(self, problem):
        return self.function(problem)

    def gradient(self, problem):
        return self.function(problem).value_and_grad

    def training(self, problem):
        loss = self.function(problem)
        return lambda w, x, y: loss.value_and_grad(x, y, w)

    def samples(self, problem):
        readings = self.function(problem)
        return lambda w: readings(w)[0]
