# Lines of numbers: each line of the second file is near that of the first, and not the same.
import re
import sys

first, second = ([re.findall(r"-?[\d.]+(?:e-?\d+)?", line) for line in open(path)] for path in sys.argv[1:])
assert len(first) == len(second)
for one, other in zip(first, second):
    assert len(one) == len(other) and one != other, (one, other)
    assert all(abs(float(a) - float(b)) < 1e-5 for a, b in zip(one, other)), (one, other)
