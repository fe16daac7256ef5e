# SPDX-License-Identifier: Apache-2.0
"""Quantum machine learning programs, compiled: load a .qml file, call its circuits and funcs on NumPy arrays, ask for
their gradients.

    model = qmlc.load("model.qml")
    loss = model.function("loss", shapes={"x": (4,)})
    w = loss.initial_parameters()
    value, gradient = loss.value_and_grad(features, labels, w)

Numbers are float64, angles are radians. Functions and models may be used by several threads at once.
"""

from ._error import Error
from ._qmlc import Field, Function, Model, from_text, load
from ._qmlc import version as __version__

__all__ = ["Error", "Field", "Function", "Model", "from_text", "load"]
