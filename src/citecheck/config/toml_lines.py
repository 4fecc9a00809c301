"""The line on which each key of a TOML file stands, which Python's own reader does not tell.

Only for messages and `config show`: the values come from `tomllib`, and a key that is not found here has no line. The
path of a key is a tuple of names, with the index for a table of an array: `("per-path", 0, "ignore")`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import TypeAlias

KeyPath: TypeAlias = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"\n]*"|'[^'\n]*')(?:\s*\.\s*(?:[\w-]+|"[^"\n]*"|'[^'\n]*'))*)\s*=\s*(.*)$""")
_NAME = re.compile(r"""[\w-]+|"([^"\n]*)"|'([^'\n]*)'""")
_STRING = re.compile(r'''"""|\'\'\'|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\#.*$''')


def key_lines(toml: str) -> Mapping[KeyPath, int]:
    """Return the line, from 1, of each key and table of a valid TOML document."""
    lines: dict[KeyPath, int] = {}
    tables: Counter[KeyPath] = Counter()
    here: KeyPath = ()
    open_brackets, open_string = 0, ""
    for number, line in enumerate(toml.splitlines(), start=1):
        if open_string:
            open_string = "" if open_string in line else open_string
            continue
        if open_brackets == 0 and (header := _HEADER.match(line)):
            here = _names(header[2])
            if header[1] == "[[":
                here, index = (*here, tables[here]), here
                tables[index] += 1
            lines.setdefault(here, number)
            continue
        if open_brackets == 0 and (key := _KEY.match(line)):
            lines.setdefault((*here, *_names(key[1])), number)
            line = key[2]  # noqa: PLW2901 (only the value can stay open)
        open_string, change = _left_open(line)
        open_brackets = max(0, open_brackets + change)
    return lines


def _names(dotted: str) -> KeyPath:
    return tuple(match[1] or match[2] or match[0] for match in _NAME.finditer(dotted))


def _left_open(value: str) -> tuple[str, int]:
    """Return the quotes of a multi-line string that `value` leaves open, and the brackets that it opens."""
    for match in _STRING.finditer(value):
        if match[0] in {'"""', "'''"} and match[0] not in value[match.end() :]:
            return match[0], 0
    bare = _STRING.sub("", value)
    return "", sum(bare.count(each) for each in "[{") - sum(bare.count(each) for each in "]}")
