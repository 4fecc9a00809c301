r"""The parts of a document in files of their own: `\input{chapter}`, `\include`, `\subfile`, `\import{dir/}{file}`."""

from __future__ import annotations

import re

ONE_NAME = frozenset({"input", "include", "subfile", "subfileinclude", "loadglsentries", "markdownInput"})
"""Commands whose argument names a file."""
TWO_NAMES = frozenset({"import", "subimport", "includefrom", "inputfrom", "subinputfrom", "subincludefrom"})
"""Commands whose arguments name a folder and a file in it."""
_INCLUDED = re.compile(
    rf"(?<!\\)%[^\n]*|\\(?:(?:{'|'.join(sorted(ONE_NAME))})\s*\{{(?P<file>[^{{}}\n]{{1,300}})\}}"
    r"|input[ \t]+(?P<bare>[^\s{}\\%]{1,300})"
    rf"|(?:{'|'.join(sorted(TWO_NAMES))})\*?\s*\{{(?P<folder>[^{{}}\n]{{0,300}})\}}\s*\{{(?P<inner>[^{{}}\n]{{1,300}})\}})"
)
_BEGIN = re.compile(r"\\begin\s*\{document\}")
_END = re.compile(r"\\end\s*\{document\}")


def part_name(*written: str) -> str:
    """Return the name of a file from the arguments of a command, its folder first; `.tex` is added as LaTeX does."""
    folder, name = written if len(written) > 1 else ("", written[0])
    whole = f"{folder.strip().rstrip('/')}/{name.strip()}" if folder.strip() else name.strip()
    whole = whole.strip('"')
    return whole if whole.endswith(".tex") else f"{whole}.tex"


def parts_named(text: str) -> tuple[str, ...]:
    """Return the names of the parts that a text asks for, in order, those in comments left out."""
    names = (
        part_name(found["folder"], found["inner"]) if found["inner"] else part_name(found["file"] or found["bare"])
        for found in _INCLUDED.finditer(text)
        if found.lastgroup
    )
    return tuple(dict.fromkeys(names))


def body_of(text: str) -> str:
    """Return what a part puts in: all of it, or the inside of the document that it is by itself."""
    begin = _BEGIN.search(text)
    end = _END.search(text)
    return text[begin.end() if begin else 0 : end.start() if end else len(text)]
