# SPDX-License-Identifier: Apache-2.0
"""One peer with one workload, as driver.cpp is for this project: worker.py PEER PRECISION THREADS WORKLOAD QUBITS.

A line of JSON with the value and the gradient at the given parameters comes first; then each line on stdin is a number of
calls, answered by the seconds that each took.
"""

import importlib
import json
import sys
import time
import warnings

import numpy as np

import workloads


def prepared(peer, problem):
    """(call, numbers): call(numbers + shift) -> (value, gradient or None), both to be had anew for every shift."""
    run = getattr(peer, problem.kind)(problem)
    if problem.kind == "gradient":
        return run, problem.weights
    if problem.kind == "training":
        def step(w):
            value, slope = run(w, problem.features, problem.labels)
            w -= 1e-3 * np.asarray(slope)
            return value, slope
        return step, problem.weights
    if problem.kind == "kernel":
        return lambda x: (run(x), None), problem.features
    return lambda w: (run(w), None), problem.weights


def main():
    name, precision, threads, workload, qubits = sys.argv[1:]
    warnings.filterwarnings("ignore")
    answers, sys.stdout = sys.stdout, sys.stderr

    def answer(**what):
        print(json.dumps(what), file=answers, flush=True)

    try:
        module = importlib.import_module(f"peers.{name}")
        problem = workloads.problem(workload, int(qubits))
        call, numbers = prepared(module.Peer(precision, int(threads)), problem)
        value, gradient = call(numbers.copy())
        if problem.kind == "kernel":
            value, gradient = workloads.compared(value)
        answer(value=float(value), gradient=[] if gradient is None else np.asarray(gradient, float).ravel().tolist())
        shift = 0.0
        for line in sys.stdin:
            seconds = []
            for _ in range(int(line)):
                shift += 1e-3
                shifted = numbers + shift
                start = time.perf_counter()
                call(shifted)
                seconds.append(time.perf_counter() - start)
            answer(seconds=seconds)
    except Exception as error:  # whatever a peer throws is its answer
        answer(error=f"{type(error).__name__}: {error}"[:500])
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
