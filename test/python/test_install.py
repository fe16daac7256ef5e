# `pip install .` with an installed libqml: what it puts into site-packages works from anywhere.
import os
import subprocess
import sys

import pytest

from conftest import BUILD, ROOT

if not (BUILD / "python").is_dir():
    pytest.skip("the module is not built: -DQML_BUILD_PYTHON=ON", allow_module_level=True)


def run(*command, **options):
    result = subprocess.run(list(map(str, command)), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600, **options)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def test_pip_install(tmp_path):
    prefix, site, elsewhere = tmp_path / "prefix", tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    run("cmake", "--install", BUILD, "--prefix", prefix)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("QMLC_", "PYTHON"))}
    run(sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--no-build-isolation", "--no-deps", "--no-index",
        "--target", site, "--config-settings", f"build-dir={tmp_path / 'build'}", ROOT, env={**environment, "qml_ROOT": str(prefix)})
    # The standard library that is read is the installed one.
    (prefix / "share/qml/std/installed.qml").write_text("qml 1.0\nfunc installed(x: float) -> float = 2 * x\n")
    program = "import qmlc; print(qmlc.from_text('qml 1.0\\nfunc f(x: float) -> float = installed(x)\\n').function('f')(21.0))"
    assert run(sys.executable, "-c", program, cwd=elsewhere, env={**environment, "PYTHONPATH": str(site)}) == "42.0\n"
    assert {path.name for path in (site / "qmlc").iterdir() if not path.name.startswith("_qmlc.cpython")} == {
        "__init__.py", "__pycache__", "_error.py", "_qmlc.pyi", "py.typed"}
