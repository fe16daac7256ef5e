# SPDX-License-Identifier: Apache-2.0
"""Who takes part in a measurement: processes that answer requests, and programs that are run as a whole.

A contestant has a name, a value and a gradient (may be empty) at the given parameters, first_s from its start to the value,
seconds(calls) -> list, and close().
"""

import json
import os
import re
import select
import subprocess
import time

import numpy as np

import workloads


class Absent(Exception):
    """A contestant can't take part; says why. `unsupported`: the compiler answers that it can't do this yet."""

    @property
    def unsupported(self):
        return "not supported yet" in str(self)


class Late(Absent):
    """There was no answer in time; says in which."""

    def __init__(self, patience):
        super().__init__(f"{patience:g} s")


def cores(threads):
    return sorted(os.sched_getaffinity(0))[-threads:]


class Process:
    """driver.cpp or worker.py, on as many cores as it may use threads."""

    def __init__(self, name, command, threads, patience, environment):
        self.name, self.patience = name, patience
        limits = dict.fromkeys(["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "QULACS_NUM_THREADS"], str(threads))
        start = time.perf_counter()
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env=os.environ | limits | {"JAX_PLATFORMS": "cpu", "CUDA_VISIBLE_DEVICES": ""} | environment,
            preexec_fn=lambda: os.sched_setaffinity(0, cores(threads)))
        first = self.answer()
        self.first_s = time.perf_counter() - start
        self.value, self.gradient = first["value"], first["gradient"]

    def answer(self):
        if not select.select([self.process.stdout], [], [], self.patience)[0]:
            self.close()
            raise Late(self.patience)
        line = self.process.stdout.readline()
        result = json.loads(line) if line else {"error": f"ended with status {self.process.wait()}"}
        if "error" in result:
            self.close()
            raise Absent(result["error"].strip().splitlines()[0])
        return result

    def seconds(self, calls):
        self.process.stdin.write(f"{calls}\n")
        self.process.stdin.flush()
        return self.answer()["seconds"]

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


class Program:
    """For what only `main` can do: `qmlc run`, with and without repetitions in the program. It prints the value last, after
    what is compared as a gradient."""

    def __init__(self, name, qmlc, path, constants, precision, threads, patience, environment):
        self.name, self.path, self.constants, self.patience = name, path, constants, patience
        self.command, self.cores = [qmlc, "run", "--precision", precision, "--threads", str(threads)], cores(threads)
        self.environment = os.environ | environment
        start = time.perf_counter()
        *self.gradient, self.value = map(float, re.findall(r"[-+.\de]+|nan|inf", self.output(1)))
        self.first_s = time.perf_counter() - start

    def output(self, repeat):
        text = self.path.read_text()
        for name, value in {**self.constants, "repeat": repeat}.items():
            text = re.sub(f"^const {name} = .*$", f"const {name} = {value}", text, flags=re.M)
        program = self.path.with_name(f"{self.path.stem}_{repeat}.qml")
        program.write_text(text)
        try:
            result = subprocess.run([*self.command, program], capture_output=True, text=True, env=self.environment,
                                    timeout=self.patience,
                                    preexec_fn=lambda: os.sched_setaffinity(0, self.cores))
        except subprocess.TimeoutExpired:
            raise Late(self.patience) from None
        if result.returncode:
            raise Absent(result.stderr.strip().splitlines()[0])
        return result.stdout

    def seconds(self, calls):
        times = []
        for repeat in (1, calls + 1):
            start = time.perf_counter()
            self.output(repeat)
            times.append(time.perf_counter() - start)
        return [max(times[1] - times[0], 1e-9) / calls]

    def close(self):
        pass


class Ours:
    """This project's contestants. `folder` takes the files that they read."""

    def __init__(self, build, folder):
        self.driver, self.qmlc, self.folder = build / "bin/benchmark-driver", build / "bin/qmlc", folder
        if not self.driver.exists():
            raise Absent(f"{self.driver} is missing: configure with -DQML_BUILD_BENCHMARKS=ON and build")

    def command(self, problem, precision, threads):
        """The driver's command line for `problem`."""
        path = workloads.FOLDER / problem.program
        if not path.exists():
            path = self.folder / problem.program
            path.write_text(workloads.lithium_hydride_program())
        mode = {"gradient": "gradient", "training": "step"}.get(problem.kind, "call")
        command = [self.driver, path, problem.function, mode, f"threads={threads}", f"precision={precision}"]
        command += [f"{name}={value}" for name, value in problem.constants.items()]
        numbers = [problem.weights]
        if problem.rows:
            command += [f"x.shape={problem.qubits}", f"rows={problem.rows}"]
            numbers += [problem.features, problem.labels]
        if problem.shots:
            command.append(f"shots={problem.shots}")
        path = self.folder / f"{problem.workload}_{problem.qubits}.f64"
        path.write_bytes(b"".join(np.ascontiguousarray(n, np.float64).tobytes() for n in numbers))
        return command + [f"numbers={path}"]

    def start(self, problem, precision, threads, patience, environment):
        if problem.function != "main":
            return Process("qmlc", self.command(problem, precision, threads), threads, patience, environment)
        name, table = problem.table
        np.savetxt(self.folder / name, table, delimiter=",", fmt="%.17g")
        path = self.folder / problem.program
        path.write_text((workloads.FOLDER / problem.program).read_text())
        return Program("qmlc", self.qmlc, path, problem.constants, precision, threads, patience, environment)


def instructions(command):
    """Instructions of one call after the first, counted by callgrind."""
    result = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=timedCall", *command],
        input="1\n", capture_output=True, text=True)
    collected = [line for line in result.stderr.splitlines() if "Collected" in line]
    if result.returncode or not collected:
        text = re.sub(r"^==\d+==", "", result.stdout or result.stderr, flags=re.M)
        raise Absent(text.strip().splitlines()[-1].strip())
    return int(collected[-1].split()[-1])
