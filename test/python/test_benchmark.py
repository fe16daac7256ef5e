# SPDX-License-Identifier: Apache-2.0
"""The programs of the benchmarks give the values and derivatives of a NumPy reference; how contestants are compared."""

import math
import os
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/benchmark"))

import agreement  # noqa: E402
import workloads  # noqa: E402
from contestants import Late, Process  # noqa: E402


def test_programs_agree_with_the_reference():
    build = os.environ.get("QML_BUILD", ROOT / "build")
    command = [sys.executable, ROOT / "test/benchmark/run", "--check", "--build", build]
    result = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("one, other, expected", [
    ([0.5, 2.0], [0.5, 2.5], 0.2),  # relative to 2.5
    ([0.5], [0.25], 0.25),
    ([1.0, 2.0], [1.0], math.inf),
    ([math.nan], [1.0], math.inf),
    ([], [], 0.0),
])
def test_difference(one, other, expected):
    assert agreement.difference(one, other) == expected


def test_what_is_tolerated():
    assert agreement.tolerance(workloads.problem("W2", 4), "double") == 1e-10
    assert agreement.tolerance(workloads.problem("W2", 4), "single") == 1e-5
    assert agreement.tolerance(workloads.problem("W8", 4), "single") == pytest.approx(5 * math.sqrt(2 / 100_000))


def row(threads, workload="W2", **differences):
    return {"workload": workload, "n": 4, "precision": "double", "threads": threads, "tolerance": 1e-10,
            "agreement": {name: dict(zip(("value", "gradient"), found)) for name, found in differences.items()}}


def test_table_has_the_largest_differences_and_the_closest_peers():
    cells, alone = agreement.lines([
        row(1, reference=(1e-15, 2e-15), far=(1e-3, 0.0), near=(1e-16, 3e-15), middle=(4e-15, 0.0), qmlc_python=(0.0, 0.0)),
        row(2, near=(5e-16, 0.0)), {"workload": "W9_first"}])
    assert cells == [["W2", 4, "double", "1e-10", "1.0e-15 / 2.0e-15", "near 5.0e-16 / 3.0e-15", "middle 4.0e-15 / 0.0e+00", "2 of 3"]]
    assert alone == []


def test_who_has_fewer_than_two_peers_is_named():
    cells, alone = agreement.lines([row(1, peer=(1e-16,)), row(1, "W5", wrong=(1.0,), right=(0.0,))])
    assert cells[0][5:] == ["peer 1.0e-16", "-", "1 of 1"]
    assert alone == ["W2 n=4 double: 1 of the 1 peers that do it agree within 1e-10",
                     "W5 n=4 double: 1 of the 2 peers that do it agree within 1e-10"]


def test_who_does_not_answer_is_late():
    with pytest.raises(Late, match="0.1 s"):
        Process("slow", [sys.executable, "-c", "import time; time.sleep(60)"], 1, 0.1, {})
