# SPDX-License-Identifier: Apache-2.0
"""The programs of the benchmarks give the values and derivatives of a NumPy reference."""

import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def test_programs_agree_with_the_reference():
    build = os.environ.get("QML_BUILD", ROOT / "build")
    command = [sys.executable, ROOT / "test/benchmark/run", "--check", "--build", build]
    result = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stdout + result.stderr
