# SPDX-License-Identifier: Apache-2.0
"""Gradients for simulators that have none: every angle is shifted by a quarter turn either way."""

import dataclasses
import itertools

import numpy as np


def gradient(problem, evaluated):
    """w -> value, derivatives. `evaluated(problem)` gives a function from rows of weights to their values."""
    weights, own = [what[1] for _, _, what in problem.gates if what], itertools.count()
    apart = [(name, qubits, what and ("w", next(own))) for name, qubits, what in problem.gates]
    values = evaluated(dataclasses.replace(problem, gates=apart))
    shifts = np.pi / 2 * np.eye(len(weights))
    shifts = np.concatenate([0 * shifts[:1], shifts, -shifts])

    def call(w):
        value, *shifted = values(w[weights] + shifts)
        forward, back = np.split(np.array(shifted), 2)
        return value, np.bincount(weights, (forward - back) / 2, len(w))

    return call
