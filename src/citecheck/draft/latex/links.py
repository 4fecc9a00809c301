r"""Addresses in LaTeX: `\url{…}` and `\url|…|`, with the backslashes that protect special characters taken off."""

from __future__ import annotations

import re

from citecheck.draft.latex.source import Source

_DELIMITED = re.compile(r"([^\sa-zA-Z0-9{])([^\n]*?)\1")
_ESCAPED = re.compile(r"\\([#%&_{}~$^\\])(?:\{\})?")


def unescaped(address: str) -> str:
    """Return an address as it is meant: no protecting backslashes, no line breaks."""
    return re.sub(r"\s+", "", _ESCAPED.sub(r"\1", address))


def verbatim(source: Source, at: int, end: int) -> tuple[str, int] | None:
    r"""Return what stands between two equal delimiters (`|…|`) and where to go on, None where there are none."""
    found = _DELIMITED.match(source.text, at, end)
    return (found[2], found.end()) if found else None


def written_address(source: Source, at: int, end: int) -> tuple[str, int] | None:
    r"""Return the address behind `\url` and where to go on, None where there is none."""
    argument = source.argument(at, end)
    found = verbatim(source, at, end) if argument is None else (source.text[slice(*argument[:2])], argument[2])
    return None if found is None else (unescaped(found[0]), found[1])
