r"""Statements: the words by which a page says what it is, as data.

A file `statements/CLASS.toml` holds those of one page class, in a section for each part of the page and language or
vendor: `[text.fr]`, `[title.en]`, `[markup.cloudflare]`. A line is a statement with a case, a sentence that it must
match, and its source: the page of the shared corpus that says it (`pages/ID`, `pages-dev2/ID`), the address of one, or
`unrecorded`. Tests search each case. Adding a language or a vendor is adding lines. What a section weighs and where it is
searched is a row of code, see `signals`.

A statement is written as it is read. Letters match without case, a space matches any white space, an apostrophe each
of its forms. The rest of the language is:

    (page|site)   one of several words           [the ]page    words that may be missing; [a |the ] either or neither
    {40}          a gap of at most 40 letters    {line 40}     the same, which may pass the end of a sentence
    {named 40}    the same in a sentence that may name a host, whose dots end no sentence
    {word}        one word, {words 3} at most    block*        a word that begins so
                  three, each before a space     # {number}    a digit, a number
    {host}        the name of a host             {-}           at most three signs and spaces
    {code}        six letters or digits or more  {end}         the end of a line
    ~             the edge of a word             ^ $           the beginning and the end of what is searched
    [really ]{x3} up to three of them            {page}        one of the words that `[lists]` has by this name
    \             the next letter is meant as it is written

A gap ends at a full stop, that of Chinese or Japanese in a statement in these; in a title or in markup at the end of
the line. RE2 searches all statements of a section in one pass and in linear time, whatever the page holds.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from importlib.resources import files
from typing import Any

import re2

_FOLDER = files("citecheck.page.classify").joinpath("statements")

_TOKEN = re.compile(
    r"\\(?P<literal>.)|\{(?P<slot>[^{}]+)\}|(?P<sign>\]\{x\d\}|[()|\[\] '#*~^$])|(?P<letters>[^\\{}()|\[\] '#*~^$]+)"
)
_SIGNS = {
    "(": "(?:",
    "[": "(?:",
    "]": ")?",
    " ": r"\s+",
    "'": "['’]",
    "#": r"\d",
    "*": r"\S*",
}
_SLOTS = {
    "word": r"\S+",
    "number": r"[\d０-９.,]+",
    "host": r"[\w.-]+\.[a-z]{2,12}",
    "code": r"[\w.-]{6,}",
    "-": r"[\s!-/:-@\[-`{-~«»‹›·•–—…、。：！｜-]{0,3}",
    "end": r"\s*\n",
}
_RUNNING = frozenset({"text", "mention"})
"""Sections of running text, where a gap ends with its sentence."""
_GAPS = {"line": ".", "named": r"(?:[^.\n]|\.\w)", "words": r"(?:\S+\s+)"}
_CHINESE_OR_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")

_PATTERN_MEMORY = 1 << 26
"""Bytes that one compiled section may take; with less RE2 uses a slower engine."""


_BOUNDED = re.compile(r"\{0,(?:[4-9]|\d\d+)\}")
"""How a pattern bounds a gap: `[^.\n]{0,60}`."""


class Statements:
    """Statements that are searched together, compiled when first used, so that importing a table costs nothing.

    A gap of at most 60 letters is 60 steps for RE2. The statements are first searched with gaps of any length, and as
    they are only where that finds something: all sections compile in 0.09 s instead of 0.37, and 600 pages are searched
    in 1.2 s instead of 2.7.
    """

    __slots__ = ("_exact", "_loose", "_read")

    def __init__(self, read: Callable[[], Iterable[str]]) -> None:
        self._read = read
        self._loose: Any = None
        self._exact: Any = None

    def search(self, text: bytes) -> str | None:
        """Return the first match in UTF-8 text, or None."""
        if self._loose is None:
            self._loose = _compile_alternatives(_BOUNDED.sub("*", each) for each in self._read())
        if self._loose.search(text) is None:
            return None
        if self._exact is None:
            self._exact = _compile_alternatives(self._read())
        found = self._exact.search(text)
        return found.group().decode("utf-8", "replace") if found else None


def statements_of(page: str, section: str, *, whole: bool = False) -> Statements:
    """Return the statements of a section of the file of a page class, in all languages together.

    `whole` is for titles: each statement is all of what is searched, not a part of it.
    """
    return Statements(partial(_read_alternatives, page, section, whole=whole))


@cache
def read_statements(page: str) -> Mapping[str, Any]:
    """Return the sections of a file: `{section: {language or vendor: {statement: [case, source]}}}`, and `lists`.

    Raises `tomllib.TOMLDecodeError` where the file is not TOML or has a statement twice in one language.
    """
    return tomllib.loads(_FOLDER.joinpath(f"{page}.toml").read_text("utf-8"))


def write_pattern(statement: str, lists: Mapping[str, str], *, whole_lines: bool = False) -> str:
    """Return the RE2 pattern of a statement. `whole_lines` lets its gaps pass the end of a sentence.

    Raises `KeyError` with the name of a slot that neither the language nor `lists` has.
    """
    edge = r"\b" if statement.isascii() else r"(?:[^\pL\pN]|^|$)"
    stop = "。" if _CHINESE_OR_JAPANESE.search(statement) else "."
    gap = "." if whole_lines else rf"[^{stop}\n]"
    signs = {**_SIGNS, "~": edge}
    parts = []
    for found in _TOKEN.finditer(statement):
        literal, slot, sign, letters = found.groups()
        if slot in lists:
            parts.append(f"(?:{write_pattern(lists[slot], lists, whole_lines=whole_lines)})")
        elif slot:
            parts.append(_write_slot(slot, gap))
        elif sign:
            parts.append(f"){{0,{sign[3]}}}" if len(sign) > 1 else signs.get(sign, sign))
        else:
            parts.append(re.escape(literal or letters))
    return "".join(parts)


def _write_slot(slot: str, gap: str) -> str:
    """Return the pattern of what braces hold: a gap of a length, or something that has no fixed words."""
    kind, _, length = slot.rpartition(" ")
    if length.isdecimal():
        return f"{_GAPS[kind] if kind else gap}{{0,{length}}}"
    return _SLOTS[slot]


def _read_alternatives(page: str, section: str, *, whole: bool) -> list[str]:
    """Return the patterns of a section."""
    rows = read_statements(page)
    lists = rows.get("lists", {})
    patterns = [
        write_pattern(each, lists, whole_lines=section not in _RUNNING)
        for group in rows[section].values()
        for each in group
    ]
    return [f"^(?:{pattern})$" for pattern in patterns] if whole else patterns


def _compile_alternatives(alternatives: Iterable[str]) -> Any:
    """Compile patterns as one."""
    options = re2.Options()
    options.max_mem = _PATTERN_MEMORY
    options.log_errors = False
    return re2.compile(f"(?i:{'|'.join(alternatives)})", options)
