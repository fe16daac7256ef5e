# SPDX-License-Identifier: Apache-2.0
"""Whether contestants give the same numbers: differences, what is tolerated, and the table that shows them.

All start from the same parameters, and the k-th derivative of each is the one by the k-th weight of the problem.
"""

import math
import statistics

TOLERANCE = {"double": 1e-10, "single": 1e-5}
DEVIATIONS = 5  # of estimates from shots
REFERENCE = "reference"
COLUMNS = ["workload", "n", "precision", "tolerance", "NumPy", "closest peer", "second", "peers that agree"]


def is_ours(name):
    return name.startswith("qmlc")


def tolerance(problem, precision, estimates=2):
    """Of estimates from shots, as many as are compared: standard deviations of the difference, if the terms are independent."""
    if problem.shots:
        return DEVIATIONS * math.sqrt(estimates * sum(c * c for c, _ in problem.observable) / problem.shots)
    return TOLERANCE[precision]


def difference(numbers, others):
    """The largest, relative where the others are larger than 1; infinite where the two can't be compared."""
    if len(numbers) != len(others):
        return math.inf
    errors = [abs(a - b) / max(1.0, abs(b)) for a, b in zip(numbers, others)]
    return math.inf if any(map(math.isnan, errors)) else max(errors, default=0.0)


def differences(one, other):
    """Of two (value, gradient); a gradient that both lack is left out."""
    result = {"value": difference([one[0]], [other[0]])}
    if one[1] or other[1]:
        result["gradient"] = difference(one[1], other[1])
    return result


def majority(results):
    """The median of each number, for what has no reference."""
    gradients = [gradient for _, gradient in results if gradient]
    return statistics.median(value for value, _ in results), [statistics.median(column) for column in zip(*gradients)]


def merged(rows):
    """{(workload, n, precision): (tolerance, {name: differences})}: over the numbers of threads the largest differences."""
    result = {}
    for row in rows:
        if "agreement" in row:
            _, worst = result.setdefault((row["workload"], row["n"], row["precision"]), (row["tolerance"], {}))
            for name, found in row["agreement"].items():
                known = worst.setdefault(name, {})
                for what, error in found.items():
                    known[what] = max(known.get(what, 0.0), error)
    return result


def shown(found):
    return " / ".join(f"{error:.1e}" for error in found.values())


def lines(rows):
    """The table's cells, and the rows for which fewer than two peers agree."""
    cells, alone = [], []
    for (workload, n, precision), (limit, found) in merged(rows).items():
        peers = sorted((name for name in found if name != REFERENCE and not is_ours(name)), key=lambda name: max(found[name].values()))
        agree = sum(max(found[name].values()) <= limit for name in peers)
        closest = [f"{name} {shown(found[name])}" for name in peers[:2]] + ["-"] * (2 - len(peers[:2]))
        numpy = shown(found[REFERENCE]) if REFERENCE in found else "-"
        cells.append([workload, n, precision, f"{limit:.2g}", numpy, *closest, f"{agree} of {len(peers)}"])
        if agree < 2:
            alone.append(f"{workload} n={n} {precision}: {agree} of the {len(peers)} peers that do it agree within {limit:.2g}")
    return cells, alone
