"""One module or package for each format: the bytes of a file to a `Manuscript`, and no judgement yet.

Each has one function `read(data: bytes, *, base: str | None) -> Manuscript`. `registry` recognises the format of a
file and names the module that reads it; a format is imported when it is needed.
"""
