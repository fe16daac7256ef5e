# The Python module: values with closed forms, gradients against finite differences, arrays where they lie, errors, threads.
import ast
import os
import pathlib
import pickle
import threading
import time
import tracemalloc

import numpy as np
import pytest

from conftest import BUILD, ROOT

if not (BUILD / "python").is_dir():
    pytest.skip("the module is not built: -DQML_BUILD_PYTHON=ON", allow_module_level=True)
import qmlc

# <Z> of `turned` is cos x cos w.
TEXT = """qml 1.0
circuit turned(x: float, param w: float ~ uniform(0, 2*pi)) -> float {
  qubit q
  RY(x, q)
  RX(w, q)
  return expval(Z(q))
}
circuit layers[L=2](x: float[n], param v: float[L, n, 3] ~ uniform(0, 2*pi)) -> float[n] {
  qubit[n] q
  for l in range(L) {
    AngleEmbedding[axis=Y](x, q)
    Rot(v[l], q)
    ring(CNOT, q)
  }
  return expval(Z(q))
}
func loss(x: float[n], y: float, param scale: float = 0.5) -> float = (scale * sum(layers(x)) - y)**2
circuit both(x: float) {
  qubit[2] q
  RX(x, q[0])
  return expval(Z(q[0])), probs(q)
}
circuit pick(k: int, x: float[3]) -> float {
  qubit[3] q
  RX(x, q)
  return expval(Z(q[k]))
}
"""


@pytest.fixture(scope="module")
def model():
    return qmlc.from_text(TEXT)


@pytest.fixture(scope="module")
def turned(model):
    return model.function("turned")


@pytest.fixture(scope="module")
def loss(model):
    return model.function("loss", shapes={"x": (3,)})


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def code_of(call, *arguments, **named):
    with pytest.raises(qmlc.Error) as raised:
        call(*arguments, **named)
    return raised.value.code


def test_one_row(turned):
    value = turned(0.3, np.array([1.1]))
    assert isinstance(value, float)
    assert value == pytest.approx(np.cos(0.3) * np.cos(1.1), abs=1e-13)
    # Numbers, lists, 0-d arrays, and the only parameter in its own shape.
    assert turned(np.float64(0.3), [1.1]) == turned(np.array(0.3), np.array(1.1)) == turned(0.3, 1.1) == value
    assert turned(parameters=[1.1], x=0.3) == turned(0.3, parameters=[1.1]) == value


def test_batch(turned):
    x = np.linspace(-3, 3, 50)
    values = turned(x, [1.1])
    assert values.shape == (50,) and values.dtype == np.float64
    np.testing.assert_allclose(values, np.cos(x) * np.cos(1.1), atol=1e-13)
    assert turned(x[:1], [1.1]).shape == (1,)
    assert turned(x[:0], [1.1]).shape == (0,)


def test_several_results(model):
    both = model.function("both")
    z, p = both(0.4)
    assert z == pytest.approx(np.cos(0.4)) and p.shape == (4,)
    x = np.array([0.4, 0.9, -2.0])
    z, p = both(x)
    np.testing.assert_allclose(z, np.cos(x), atol=1e-13)
    np.testing.assert_allclose(p, np.stack([np.cos(x / 2)**2, 0 * x, np.sin(x / 2)**2, 0 * x], axis=1), atol=1e-13)
    assert [field.shape for field in both.results] == [(), (4,)]


def test_fields_and_constants(model):
    layers = model.function("layers", shapes={"x": 3}, constants={"L": 4})
    assert repr(layers) == "<qmlc.Function layers(x: float[3]), parameters: 36>"
    (x,), (v,), (result,) = layers.inputs, layers.parameters, layers.results
    assert (x.name, x.shape, x.size) == ("x", (3,), 3)
    assert (v.name, v.shape, v.offset, v.size) == ("layers.v", (4, 3, 3), 0, 36)
    assert result.shape == (3,)
    w = layers.initial_parameters()
    assert w.shape == (layers.num_parameters,) == (36,)
    assert ((0 <= w) & (w <= 2 * np.pi)).all()
    assert layers(np.zeros((5, 3)), w.reshape(4, 3, 3)).shape == (5, 3)
    assert model.function("pick", constants={"k": 2})([0.1, 0.2, 0.7]) == pytest.approx(np.cos(0.7))


def test_views_of_parameters(loss, rng):
    w = loss.initial_parameters()
    views = loss.parameter_views(w)
    assert set(views) == {"loss.scale", "layers.v"}
    assert views["loss.scale"].shape == () and views["layers.v"].shape == (2, 3, 3)
    assert all(np.shares_memory(view, w) for view in views.values())
    x = rng.normal(size=3)
    views["loss.scale"][...] = 0
    assert loss(x, 2.0, w) == 4.0
    w.flags.writeable = False
    with pytest.raises(ValueError):
        loss.parameter_views(w)["loss.scale"][...] = 1
    assert code_of(loss.parameter_views, w[:-1]) == code_of(loss.parameter_views, list(w)) == "E0812"


def test_gradients_against_finite_differences(loss, rng):
    x, y, w = rng.normal(size=(20, 3)), rng.normal(size=20), rng.normal(size=loss.num_parameters)
    value, gradient = loss.value_and_grad(x, y, w)
    assert value == pytest.approx(loss(x, y, w).mean(), abs=1e-12)
    h = 1e-5
    sides = [(loss(x, y, w + step).mean() - loss(x, y, w - step).mean()) / (2 * h) for step in h * np.eye(w.size)]
    np.testing.assert_allclose(gradient, sides, atol=1e-6)
    values, gradients = loss.values_and_grads(x, y, w)
    assert gradients.shape == (20, w.size)
    np.testing.assert_allclose(values, loss(x, y, w), atol=1e-12)
    np.testing.assert_allclose(gradients.mean(axis=0), gradient, atol=1e-12)
    one, of_one = loss.values_and_grads(x[3], y[3], w)
    assert one.shape == (1,)
    np.testing.assert_array_equal(of_one[0], gradients[3])


def test_gradient_has_the_shape_of_the_parameters(model, rng):
    f = qmlc.from_text(TEXT + "func mean_of(x: float[2]) -> float = mean(layers(x))\n").function("mean_of")
    w = f.initial_parameters().reshape(2, 2, 3)
    assert f.value_and_grad([0.1, 0.2], w)[1].shape == (2, 2, 3)
    assert f.values_and_grads(np.zeros((5, 2)), w)[1].shape == (5, 2, 2, 3)
    assert code_of(f, [0.1, 0.2], w.transpose(2, 1, 0)) == "E0812"


def test_shapes_of_the_first_call(model, rng):
    lazy = model.function("loss")
    assert "not compiled" in repr(lazy)
    assert code_of(lazy.initial_parameters) == "E0802"
    assert code_of(lazy, np.zeros((2, 2, 2)), 0.0, [0.0]) == "E0812"
    x, y, w = rng.normal(size=(4, 2)), rng.normal(size=4), rng.normal(size=13)
    values = lazy(x, y, w)
    np.testing.assert_array_equal(values, model.function("loss", shapes={"x": (2,)})(x, y, w))
    assert lazy.num_parameters == 13
    assert lazy(x[0], y[0], w) == pytest.approx(values[0], rel=1e-13)  # rows together may round otherwise
    assert code_of(lazy, np.zeros(3), 0.0, w) == "E0812"


def test_strided_rows_are_the_same(loss, rng):
    table, w = rng.normal(size=(30, 6)), loss.initial_parameters()
    x, y = table[:, 1:4], table[:, 4]
    expected = loss(x.copy(), y.copy(), w)
    read_only = table.copy()
    read_only.flags.writeable = False
    unaligned = np.frombuffer(b"0" + table.tobytes(), dtype=np.uint8)[1:].view(np.float64).reshape(table.shape)
    for other in (table, read_only, np.asfortranarray(table), table.astype(">f8"), unaligned, table[::-1][::-1]):
        np.testing.assert_array_equal(loss(other[:, 1:4], other[:, 4], w), expected)
    np.testing.assert_array_equal(loss(x[::-1], y[::-1], w), expected[::-1])
    np.testing.assert_array_equal(loss(x[::3], y[::3], w), expected[::3])
    # One row for all rows of the others, rows that overlap, and rows that are all the same.
    np.testing.assert_array_equal(loss(x, y[0], w), loss(x, np.full(30, y[0]), w))
    windows = np.lib.stride_tricks.sliding_window_view(table[:, 0], 3)
    np.testing.assert_array_equal(loss(windows, y[0], w), loss(windows.copy(), y[0], w))
    np.testing.assert_array_equal(loss(np.broadcast_to(x[0], (5, 3)), y[:5], w), loss(np.tile(x[0], (5, 1)), y[:5], w))
    # A row with gaps in it.
    np.testing.assert_array_equal(loss(table[:, ::2], y, w), loss(table[:, ::2].copy(), y, w))


def test_other_types_are_converted(loss, rng):
    x, y, w = rng.normal(size=(8, 3)).astype(np.float32), rng.integers(0, 2, size=8), loss.initial_parameters()
    expected = loss(x.astype(float), y.astype(float), w)
    np.testing.assert_array_equal(loss(x, y, w), expected)
    np.testing.assert_array_equal(loss(x.tolist(), y == 1, list(w)), expected)


def test_no_copies(turned):
    rows = 200_000
    table = np.linspace(0, 1, 2 * rows).reshape(rows, 2)
    column = table[:, 0].copy()

    def peak(x):
        tracemalloc.start()
        turned(x, 0.5)
        try:
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    result = rows * 8
    assert result <= peak(column) < 1.1 * result
    assert result <= peak(table[:, 0]) < 1.1 * result
    assert peak(column.astype(np.float32)) > 1.9 * result


def test_threads_do_not_change_results(rng):
    x, y = rng.normal(size=(100, 3)), rng.normal(size=100)
    results = []
    for threads in (1, 4):
        f = qmlc.from_text(TEXT, threads=threads).function("loss", shapes={"x": (3,)})
        w = f.initial_parameters()
        results.append((f(x, y, w), *f.value_and_grad(x, y, w)))
    for one, four in zip(*results):
        np.testing.assert_array_equal(one, four)


def test_single_precision_is_near_double(rng):
    x, y = rng.normal(size=(100, 3)), rng.normal(size=100)
    results = []
    for precision in ("double", "single"):
        f = qmlc.from_text(TEXT, precision=precision).function("loss", shapes={"x": (3,)})
        w = f.initial_parameters()
        results.append((f(x, y, w), *f.value_and_grad(x, y, w)))
    for double, single in zip(*results):
        assert np.any(double != single)
        np.testing.assert_allclose(single, double, rtol=1e-4, atol=1e-5)


def test_precision_is_double_or_single(tmp_path):
    path = tmp_path / "model.qml"
    path.write_text(TEXT)
    assert qmlc.load(path, precision="single")
    for load, program in ((qmlc.load, path), (qmlc.from_text, TEXT)):
        with pytest.raises(ValueError, match='"double" or "single", not "half"'):
            load(program, precision="half")


def test_other_python_threads_run(turned):
    done = threading.Event()

    def work():
        for _ in range(3):
            turned(np.zeros(300_000), 0.5)
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    ticks = 0
    while not done.is_set():
        time.sleep(1e-4)
        ticks += 1
    thread.join()
    assert ticks > 20


def test_a_forked_process_calls_what_its_parent_called(rng):
    f = qmlc.from_text(TEXT, threads=3).function("loss", shapes={"x": (3,)})
    x, y, w = rng.normal(size=(300, 3)), rng.normal(size=300), f.initial_parameters()
    gradient = f.value_and_grad(x, y, w)[1]
    child = os.fork()
    if child == 0:
        same = False
        try:
            same = np.array_equal(f.value_and_grad(x, y, w)[1], gradient)
        finally:
            os._exit(0 if same else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_several_threads_call_one_function(model, rng):
    x, w = rng.normal(size=(200, 2)), rng.normal(size=13)
    lazy = model.function("loss")
    results = [None] * 4

    def work(i):
        results[i] = [lazy.value_and_grad(x, 0.3, w)[1] for _ in range(5)][-1]

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for result in results:
        np.testing.assert_array_equal(result, results[0])


def test_seed_and_shots():
    first, again, other = (qmlc.from_text(TEXT, seed=seed).function("turned").initial_parameters() for seed in (1, 1, 2))
    assert first == again != other
    f = qmlc.from_text(TEXT, seed=3, shots=1000).function("turned")
    values = [f(0.5, 0.7, step=step) for step in (0, 0, 1)] + [f(0.5, 0.7)]
    assert values[0] == values[1] == values[3] != values[2]
    assert values[0] == pytest.approx(np.cos(0.5) * np.cos(0.7), abs=0.15)


def test_files(tmp_path):
    path = tmp_path / "model.qml"
    path.write_text(TEXT)
    assert qmlc.load(path).function("turned")(0.0, 0.0) == qmlc.load(str(path)).function("turned")(0.0, 0.0) == 1.0
    f = qmlc.load(ROOT / "examples/02_classifier.qml").function("model", shapes={"x": (2,)})
    w = f.load_parameters(ROOT / "examples/data/moons.params")
    assert w.shape == (f.num_parameters,)
    assert code_of(f.load_parameters, tmp_path / "none.params") == "E0420"
    assert code_of(qmlc.load, tmp_path / "none.qml") == "E0400"


def test_errors_have_a_place():
    with pytest.raises(qmlc.Error) as raised:
        qmlc.from_text("qml 1.0\ncircuit c() -> float {\n  qubit q\n  RX(0.1,, q)\n  return expval(Z(q))\n}\n", name="c.qml")
    error = raised.value
    assert (error.code[:3], error.file, error.line, error.column) == ("E00", "c.qml", 4, 10)
    assert error.message in str(error) and "RX(0.1,, q)" in str(error) and not str(error).endswith("\n")
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.code, copy.line) == (str(error), error.code, 4)


def test_wrong_calls(model, turned, loss):
    assert code_of(model.function, "turnd") == "E0811"
    assert code_of(model.function, "turned", shapes={"y": 1}) == "E0813"
    assert code_of(model.function, "layers", shapes={"x": (2, 2)}) == "E0107"
    # An int is missing: not a matter of the first call.
    assert code_of(model.function, "pick") == "E0802"
    assert code_of(turned, [[0.1]], 0.1) == code_of(turned, 0.1, [0.1, 0.2]) == "E0812"
    assert code_of(loss, 0.1, 0.2, loss.initial_parameters()) == "E0812"
    assert code_of(loss, np.zeros((2, 3)), np.zeros(3), loss.initial_parameters()) == "E0812"
    assert code_of(turned, np.nan, 0.1) == "E0604"
    assert code_of(model.function("layers", shapes={"x": 2}).value_and_grad, [0.1, 0.2], np.zeros(12)) == "E0504"
    assert code_of(model.function("pick", constants={"k": 0}).value_and_grad, [0.1, 0.2, 0.3]) == "E0505"
    for call in (lambda: turned(0.1), lambda: turned(), lambda: turned(0.1, 0.2, 0.3), lambda: turned(0.1, x=0.1),
                 lambda: turned(0.1, 0.2, y=1), lambda: turned(0.1, 0.2, step=-1),
                 lambda: turned("0.1", 0.2), lambda: turned(None, 0.2), lambda: turned(1j, 0.2), lambda: turned([0.1, [0.2]], 0.2),
                 lambda: model.function("both")(0.1, 0.2), lambda: turned.value_and_grad(0.1, 0.2, step=1),
                 lambda: model.function("layers", shapes={"x": "2"}), lambda: qmlc.Function()):
        with pytest.raises(TypeError):
            call()


def test_a_failed_first_call_fixes_nothing(model):
    lazy = model.function("layers")
    assert code_of(lazy, np.zeros(45), [0.0]) == "E0602"
    assert lazy(np.zeros(2), np.zeros(12)).shape == (2,)


def test_stubs_and_docstrings():
    package = pathlib.Path(qmlc.__file__).parent
    assert (package / "py.typed").is_file()
    stubs = ast.parse((package / "_qmlc.pyi").read_text())
    declared = {node.name for node in stubs.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))}
    assert declared == set(qmlc.__all__) - {"Error"}
    assert qmlc.__version__
    for name in qmlc.__all__:
        assert getattr(qmlc, name).__doc__, name
