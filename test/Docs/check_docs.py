# SPDX-License-Identifier: Apache-2.0
"""Runs what the documentation shows.

usage: check_docs.py ROOT FOLDER DOCUMENT...

In each document
  ```qml       is a program: `qmlc run` if it has a main, else `qmlc check`. `qml 1.0` is put before one that lacks it. If an
               ```output block comes next, that is its standard output; if an ```error block comes next, it must fail and its
               messages must contain each line of the block.
  ```console   holds commands after `$ `, each followed by its output; a line `...` stands for any number of lines,
               and `...` in a line for any characters.
  ```python    is a program that must succeed; an ```output block that comes next is what it prints. The interpreter is
               $QML_PYTHON; without it, where the module is not built, these are left out.
The table under the heading that names gates is compared with lib/Circuit/GateTable.cpp, and every code E0123 with the codes
that the sources know. Programs run in FOLDER, beside links to examples/ and its data/.
"""

import os
import re
import subprocess
import sys

failures = 0


def fail(where, message):
    global failures
    failures += 1
    print(f"{where}: {message}")


def blocks(text):
    """(line, language, content) of every fenced block."""
    for match in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.M | re.S):
        yield text.count("\n", 0, match.start()) + 1, match[1], match[2]


def run(command, folder):
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, shell=isinstance(command, str))
    return result.returncode, result.stdout, result.stderr


def matches(expected, actual):
    pattern = "".join("(?:.*\n)*?" if line == "..." else re.escape(line).replace(r"\.\.\.", ".*") + "\n" for line in expected.splitlines())
    return re.fullmatch(pattern, actual) is not None


def check_program(where, folder, program, expected, errors):
    if not program.startswith("qml 1.0"):
        program = "qml 1.0\n" + program
    path = os.path.join(folder, "program.qml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(program)
    has_main = re.search(r"^main\b", program, re.M)
    code, out, err = run(["qmlc", "run", "--quiet", path] if has_main else ["qmlc", "check", path], folder)
    if errors is not None:
        if code != 1:
            fail(where, f"was expected to fail, exit status {code}\n{out}{err}")
        for line in errors.splitlines():
            if line not in err:
                fail(where, f"the message lacks {line!r}:\n{err}")
        return
    if code != 0:
        fail(where, f"failed with exit status {code}\n{err}")
    elif expected is not None and not matches(expected, out):
        fail(where, f"printed\n{out}instead of\n{expected}")


def check_console(where, folder, content):
    for match in re.finditer(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", content, re.M):
        code, out, err = run(match[1], folder)
        if not matches(match[2], out + err):
            fail(where, f"`{match[1]}` (exit status {code}) printed\n{out}{err}")


def check_python(where, folder, program, expected):
    if "QML_PYTHON" not in os.environ:
        return
    code, out, err = run([os.environ["QML_PYTHON"], "-c", program], folder)
    if code != 0:
        fail(where, f"failed with exit status {code}\n{err}")
    elif expected is not None and not matches(expected, out):
        fail(where, f"printed\n{out}instead of\n{expected}")


def check_examples(path, folder):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    found = list(blocks(text))
    for i, (line, language, content) in enumerate(found):
        where = f"{os.path.basename(path)}:{line}"
        follower = found[i + 1][1:] if i + 1 < len(found) else ("", None)
        if language == "qml":
            check_program(where, folder, content, follower[1] if follower[0] == "output" else None,
                          follower[1] if follower[0] == "error" else None)
        elif language == "python":
            check_python(where, folder, content, follower[1] if follower[0] == "output" else None)
        elif language == "console":
            check_console(where, folder, content)
    return text


def check_gates(root, path, text):
    """Each row of the table of gates: | name | aliases | angles | qubits |."""
    with open(os.path.join(root, "lib/Circuit/GateTable.cpp"), encoding="utf-8") as file:
        source = file.read()
    known = {}
    for kind, arguments in re.findall(r"^    (fixed|rotation|controlled|adjointOf)\((.*?)\),$", source, re.M | re.S):
        fields = [field.strip() for field in arguments.split(",")]
        name, aliases = fields[1].strip('"'), fields[2].strip('"')
        qubits, angles = {"fixed": lambda: (fields[3], "0"), "rotation": lambda: (fields[3], fields[4]),
                          "controlled": lambda: (fields[5], fields[6]), "adjointOf": lambda: ("1", "0")}[kind]()
        known[name] = (aliases, angles, "any" if qubits == "-1" else qubits)
    shown = {}
    for row in re.findall(r"^\| `(\w+)` \|([^|]*)\|\s*(\d)\s*\|\s*(\w+)\s*\|", text, re.M):
        shown[row[0]] = (" ".join(re.findall(r"`(\w+)`", row[1])), row[2], row[3])
    for name in sorted(known.keys() | shown.keys()):
        if shown.get(name) != known.get(name):
            fail(os.path.basename(path), f"gate {name}: the table says {shown.get(name)}, the compiler has {known.get(name)}")


def check_codes(root, path, text):
    known = set()
    for folder in ("lib", "runtime", "tools"):
        for base, _, files in os.walk(os.path.join(root, folder)):
            for name in files:
                if name.endswith((".cpp", ".h")):
                    with open(os.path.join(base, name), encoding="utf-8") as file:
                        known.update(re.findall(r'"(E\d{4})"', file.read()))
    for code in sorted(set(re.findall(r"\bE\d{4}\b", text)) - known):
        fail(os.path.basename(path), f"no source knows the code {code}")


def main():
    root, folder, documents = sys.argv[1], sys.argv[2], sys.argv[3:]
    os.makedirs(folder, exist_ok=True)
    for name, target in (("examples", "examples"), ("data", "examples/data")):
        link = os.path.join(folder, name)
        if not os.path.islink(link):
            os.symlink(os.path.join(root, target), link)
    for path in documents:
        text = check_examples(path, folder)
        check_codes(root, path, text)
        if os.path.basename(path) == "language.md":
            check_gates(root, path, text)
    return 1 if failures else 0


sys.exit(main())
