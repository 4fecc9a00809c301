"""Readers of the draft formats: one module or package per format, from the bytes of a file to a `Manuscript`.

Each has one function `read(data: bytes, *, base: str | None) -> Manuscript`, and none judges what it reads. `registry`
recognises the format of a file and names the module that reads it. A format module is imported when it is needed.
"""
