# Compares the error codes in the sources with the tables of docs/errors.md.
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
code = re.compile(r"\b[EW]0\d{3}\b")
used = {}
for folder in ("lib", "tools", "runtime"):
    for path in sorted((root / folder).rglob("*")):
        if path.suffix in (".cpp", ".h"):
            for found in code.findall(path.read_text(encoding="utf-8")):
                used.setdefault(found, path.relative_to(root))
listed = re.findall(r"^\| ([EW]0\d{3}) \|", (root / "docs/errors.md").read_text(encoding="utf-8"), re.MULTILINE)
problems = [f"{c} of {used[c]} is not in docs/errors.md" for c in sorted(used.keys() - set(listed))]
problems += [f"{c} of docs/errors.md is used nowhere" for c in sorted(set(listed) - used.keys())]
problems += [f"{c} is listed twice" for c in sorted({c for c in listed if listed.count(c) > 1})]
print("\n".join(problems))
sys.exit(bool(problems))
