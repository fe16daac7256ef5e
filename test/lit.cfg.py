# Tests that are files with RUN lines. ctest runs them all; one folder: lit -v build/test/FOLDER.
import os

import lit.formats

config.name = "qmlc"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".qml", ".test"]
config.excludes = ["Inputs", "benchmark", "python", "unit"]
config.test_source_root = os.path.join(config.qml_source, "test")
config.test_exec_root = os.path.join(config.qml_build, "test")
# qmlc and qml-opt of this build; FileCheck, not, count and split-file of LLVM.
config.environment["PATH"] = os.pathsep.join([
    os.path.join(config.qml_build, "bin"), config.llvm_tools, config.environment["PATH"]])
# The repository, for RUN lines that read its examples or devices.
config.substitutions.append(("%root", config.qml_source))
# The Python that the module was built for, if it was; for what the documentation shows of it.
if config.qml_python:
    config.environment["QML_PYTHON"] = config.qml_python
    config.environment["PYTHONPATH"] = os.path.join(config.qml_build, "python")
