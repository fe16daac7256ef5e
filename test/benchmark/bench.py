# SPDX-License-Identifier: Apache-2.0
"""Rows of measurements: who takes part, and how long a call takes."""

import ast
import itertools
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import agreement
import peers
import workloads
from agreement import is_ours
from contestants import Absent, Late, Ours, Process, instructions

FAR_BEHIND = 20  # times
BUSY = 0.1


def source(peer):
    """A peer's module, without importing the peer."""
    return ast.parse((workloads.FOLDER / "peers" / f"{peer}.py").read_text())


def constant(peer, name, otherwise=None):
    for node in source(peer).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == name:
            return ast.literal_eval(node.value)
    return otherwise


def has(peer, kind):
    return any(isinstance(node, ast.FunctionDef) and node.name == kind for node in ast.walk(source(peer)))


def versions(options, names):
    """{contestant: distribution and version} of those that are installed."""
    script = "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))"
    module = "import qmlc; print(qmlc.__version__)"  # as a build has it, it is no distribution

    def output(*command):
        environment = os.environ | {"PYTHONPATH": str(options.build / "python")}
        result = subprocess.run(command, capture_output=True, text=True, env=environment)
        return result.stdout.strip() if result.returncode == 0 else None

    result = {"qmlc": output(options.build / "bin/qmlc", "--version")}
    for peer in names if options.python.exists() else []:
        package = constant(peer, "PACKAGE")
        code = module if package == "qmlc" else script
        if version := output(options.python, "-c", code, package):
            result[peer] = f"{package} {version}"
    return result


def busy(seconds=0.3):
    """The share of the machine's time that others take while all contestants wait."""
    def ticks():
        numbers = [int(field) for field in pathlib.Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
        return sum(numbers), numbers[3] + numbers[4]  # idle, and waiting for disks

    before = ticks()
    time.sleep(seconds)
    total, idle = (after - earlier for after, earlier in zip(ticks(), before))
    return 1 - idle / max(total, 1)


class Bench:
    """One run: its options, who takes part, what there is to say in the end."""

    def __init__(self, options, ours, peers):
        self.options, self.ours, self.peers, self.notes, self.references = options, ours, peers, [], {}

    def note(self, row, text):
        self.notes.append(f"{row['workload']} n={row['n']} {row['precision']}: {text}")

    def asked(self, row, name, request):
        """What `request()` gives, or None: a contestant that fails is out of the row, and the notes say why."""
        try:
            return request()
        except Absent as why:
            row["shown"][name] = f"> {why}" if isinstance(why, Late) else "not supported yet" if why.unsupported else "failed"
            if not isinstance(why, Late):
                self.note(row, f"{name}: {why}")
            return None

    def contestants(self, row, problem, cold):
        """All that can take part. `cold`: nothing compiled before is used again."""
        precision, threads, patience = row["precision"], row["threads"], self.options.patience
        environment = {"QMLC_CACHE": "off"} if cold else {
            "JAX_COMPILATION_CACHE_DIR": str(self.options.build / "peers/jax-cache")}
        environment["PYTHONPATH"] = str(self.options.build / "python")  # where a build has the module of this project
        result = [self.asked(row, "qmlc", lambda: self.ours.start(problem, precision, threads, patience, environment))]
        for peer in self.peers:
            if precision not in constant(peer, "PRECISIONS") or not has(peer, problem.kind):
                row["shown"][peer] = "-"
                continue
            if problem.qubits > constant(peer, "LARGEST", {}).get(problem.workload, problem.qubits):
                row["shown"][peer] = "too large"
                continue
            command = [self.options.python, workloads.FOLDER / "worker.py", peer, precision, str(threads), problem.workload,
                       str(problem.qubits)]
            result.append(self.asked(row, peer, lambda: Process(peer, command, threads, patience, environment)))
        return [contestant for contestant in result if contestant]

    def timed(self, row, contestants):
        """The median call of each. They take turns; who is far behind the others takes one only, and nobody more than
        there is patience for. A first call that is as long as a turn is one."""
        first, times, calls, spent = {}, {}, {}, {}

        def turn(contestant, calls):
            start = time.perf_counter()
            seconds = self.asked(row, contestant.name, lambda: contestant.seconds(calls))
            spent[contestant.name] = spent.get(contestant.name, 0.0) + time.perf_counter() - start
            return seconds

        for contestant in contestants:
            if seconds := turn(contestant, 1):
                name, first[contestant.name] = contestant.name, seconds[0]
                calls[name] = max(1, min(1000, math.ceil(self.options.seconds / max(first[name], 1e-6))))
                times[name] = seconds if calls[name] == 1 else []
        fastest = min((seconds for name, seconds in first.items() if not is_ours(name)), default=math.inf)

        def another(name):
            affordable = spent[name] + calls[name] * first[name] <= self.options.patience
            return affordable and (is_ours(name) or first[name] < FAR_BEHIND * fastest)

        for round in range(self.options.rounds):
            for contestant in contestants:
                name = contestant.name
                if name in times and (not times[name] or round and another(name)):
                    if seconds := turn(contestant, calls[name]):
                        times[name] += seconds
                    else:
                        del times[name]
        return {name: statistics.median(seconds) for name, seconds in times.items()}

    def reference(self, problem):
        key = problem.workload, problem.qubits
        if key not in self.references:
            self.references[key] = workloads.reference(problem)
        return self.references[key]

    def compare(self, row, problem, contestants):
        """Fills in how far ours is from each peer and the reference. Notes who gives other numbers than the reference, or,
        where that takes too long, than most contestants; whether none does."""
        results = {contestant.name: (contestant.value, contestant.gradient) for contestant in contestants}
        if not results:
            return False
        reference = self.reference(problem)
        row["tolerance"] = agreement.tolerance(problem, row["precision"])
        if "qmlc" in results:
            others = dict(results) if reference is None else {agreement.REFERENCE: reference, **results}
            ours = others.pop("qmlc")
            row["agreement"] = {name: agreement.differences(ours, other) for name, other in others.items()}
        expected = reference or agreement.majority(list(results.values()))
        limit = agreement.tolerance(problem, row["precision"], estimates=1 if reference else 2)
        right = True
        for name, result in results.items():
            for what, error in agreement.differences(result, expected).items():
                if error > limit:
                    right = False
                    self.note(row, f"{name}: its {what} is off by {error:.2g}")
        return right

    def row(self, problem, precision, threads, name=None):
        return {"workload": name or problem.workload, "n": problem.qubits, "precision": precision, "threads": threads,
                "ours_s": None, "best_peer": None, "peer_s": None, "ratio": None, "shown": {}}

    def filled(self, row, seconds):
        row["seconds"], row["ours_s"] = seconds, seconds.get("qmlc")
        row["shown"] |= {name: shown(median) for name, median in seconds.items()}
        others = {name: median for name, median in seconds.items() if not is_ours(name)}
        if others:
            row["best_peer"] = min(others, key=others.get)
            row["peer_s"] = others[row["best_peer"]]
            row["ratio"] = row["peer_s"] / row["ours_s"] if row["ours_s"] else None
        return row

    def measured(self, problem, precision, threads):
        """One row."""
        row = self.row(problem, precision, threads)
        contestants = self.contestants(row, problem, cold=False)
        try:
            self.compare(row, problem, contestants)
            if (share := busy()) > BUSY:
                self.note(row, f"other processes take {share:.0%} of the machine: the times are worth little")
            return self.filled(row, self.timed(row, contestants))
        finally:
            for contestant in contestants:
                contestant.close()

    def first(self, problem, precision, threads):
        """One row: the time from the start of a process to its first value, with nothing compiled before."""
        row, times = self.row(problem, precision, threads, "W9_first"), {}
        for _ in range(3):
            for contestant in self.contestants(row, problem, cold=True):
                times.setdefault(contestant.name, []).append(contestant.first_s)
                contestant.close()
        return self.filled(row, {name: statistics.median(all) for name, all in times.items()})

    def counted(self, problem, precision, threads):
        """One row: instructions of one call."""
        row = self.row(problem, precision, threads)
        if problem.function == "main":
            return row
        if count := self.asked(row, "qmlc", lambda: instructions(self.ours.command(problem, precision, threads))):
            row["instructions"], row["shown"]["qmlc"] = count, f"{count:,} instructions"
        return row

    def rows(self):
        for name in itertools.chain(*(workloads.GROUPS.get(name, [name]) for name in self.options.workloads)):
            for n in self.options.n if self.options.n and name not in workloads.ONE_SIZE else workloads.SIZES[name]:
                problem = workloads.problem(name, n)
                for precision in self.options.precision:
                    for threads in self.options.threads:
                        if self.options.callgrind:
                            yield self.counted(problem, precision, threads)
                            continue
                        yield self.measured(problem, precision, threads)
                        if name == "W9":
                            yield self.first(problem, precision, threads)

    def check(self):
        """Whether this project gives the numbers of the reference. What the compiler refuses as not supported is named."""
        right = True
        for name, sizes in workloads.CHECKED.items():
            for n in sizes:
                problem = workloads.problem(name, n)
                row = self.row(problem, "double", 1)
                contestants = self.contestants(row, problem, cold=False)
                agrees = self.compare(row, problem, contestants)
                for contestant in contestants:
                    contestant.close()
                unsupported = row["shown"].get("qmlc") == "not supported yet"
                right &= agrees or unsupported
                if not agrees:
                    print(self.notes[-1], flush=True)
                else:
                    error = agreement.shown(row["agreement"][agreement.REFERENCE])
                    print(f"{name} n={n}: agrees, the difference is {error}", flush=True)
        return right


def shown(seconds):
    unit, scale = next(((u, s) for u, s in (("s", 1), ("ms", 1e-3), ("us", 1e-6)) if seconds >= s), ("ns", 1e-9))
    return f"{seconds / scale:.3g} {unit}"


def line(*cells):
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def head(*cells):
    line(*cells)
    print("|---" * len(cells) + "|")


def printAgreement(rows):
    cells, alone = agreement.lines(rows)
    print("\nDifferences of qmlc's value / derivatives:\n")
    head(*agreement.COLUMNS)
    for row in cells:
        line(*row)
    print("\n" + ("\n".join(alone) or "At least two peers agree on every row."))


def run(options):
    chosen = peers.NAMES if options.peers is None else options.peers
    if unknown := [peer for peer in chosen if peer not in peers.NAMES]:
        sys.exit(f"there is no peer {', '.join(unknown)}; there are {', '.join(peers.NAMES)}")
    if unknown := [name for name in options.workloads if name not in {**workloads.SIZES, **workloads.GROUPS}]:
        sys.exit(f"there is no workload {', '.join(unknown)}; there are {', '.join(workloads.SIZES)}")
    with tempfile.TemporaryDirectory() as folder:
        try:
            ours = Ours(options.build, pathlib.Path(folder))
        except Absent as why:
            sys.exit(str(why))
        known = versions(options, chosen)
        bench = Bench(options, ours, [peer for peer in chosen if peer in known])
        if options.check:
            sys.exit(0 if bench.check() else 1)
        print("; ".join(dict.fromkeys(known.values())))
        for peer in chosen:
            if peer not in known:
                print(f"{peer} is not installed")
        print()
        head("workload", "n", "precision", "threads", *known, "best peer", "peer / qmlc")
        rows = []
        for row in bench.rows():
            text = row.pop("shown")
            line(row["workload"], row["n"], row["precision"], row["threads"], *(text.get(name, "") for name in known),
                 row["best_peer"] or "", f"{row['ratio']:.2f}" if row["ratio"] else "")
            rows.append(row)
    if bench.peers:
        printAgreement(rows)
    notes = list(dict.fromkeys(bench.notes))
    print("\n" + "\n".join(notes))
    if options.json:
        options.json.write_text(json.dumps({"versions": known, "rows": rows, "notes": notes}, indent=1) + "\n")
