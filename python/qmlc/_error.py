# SPDX-License-Identifier: Apache-2.0
class Error(Exception):
    """What is wrong with a program, a file or the shapes of a call.

    str() is all of it for people: several lines with source, carets and help.

    code     "E0107"; docs/errors.md lists them
    message  one sentence
    file     None if the error has no place in a program
    line     from 1, or None
    column   from 1, in characters, or None
    """

    code: str
    message: str
    file: str | None
    line: int | None
    column: int | None

    def __init__(self, code: str, message: str, file: str | None, line: int | None, column: int | None, text: str) -> None:
        super().__init__(code, message, file, line, column, text)
        self.code, self.message, self.file, self.line, self.column = code, message, file, line, column

    def __str__(self) -> str:
        return str(self.args[-1])


Error.__module__ = "qmlc"
