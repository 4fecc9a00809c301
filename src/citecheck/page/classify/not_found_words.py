"""The words for "page" and for "not found" in each language.

One row a language instead of whole sentences, since sites word this freely: "Lehekülge ei leitud", "Otsitud lehekülg
puudub". Either order counts, as in "nie znaleziono strony". The words must be close together in one sentence, which is
rare in a headline about a missing page. A row of these never proves that a page is dead by itself unless the page shows
nothing else.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from citecheck.page.classify.signals import WordPattern


@dataclass(frozen=True, slots=True)
class _NotFoundWords:
    """One language's patterns: `thing` for a page, `gone` for the statement that it is missing."""

    language: str
    thing: str
    gone: str


_UNSPACED = frozenset({"zh", "ja", "th"})
"""Languages without spaces between words, where a gap between two words is a few characters."""


def _build_near_pattern(row: _NotFoundWords, *, within: int) -> str:
    """Return a pattern for a thing and its absence, in either order, within `within` characters in one sentence."""
    edge = r"\b" if row.thing.isascii() else ""
    gap = rf"[^.!?。！？\n]{{0,{within // 3 if row.language in _UNSPACED else within}}}?"
    return rf"{edge}(?:{row.thing}){edge}{gap}(?:{row.gone})|(?:{row.gone}){gap}{edge}(?:{row.thing}){edge}"


def _read_words() -> tuple[tuple[_NotFoundWords, ...], tuple[str, ...]]:
    """Return the rows of the languages, and the words that address the reader."""
    read = tomllib.loads(files("citecheck.page.classify").joinpath("not_found_words.toml").read_text("utf-8"))
    rows = (_NotFoundWords(row["code"], "|".join(row["thing"]), "|".join(row["gone"])) for row in read["language"])
    return tuple(rows), tuple(read["addressed"])


_LANGUAGES, _ADDRESSED = _read_words()

SENTENCES = WordPattern(*(_build_near_pattern(row, within=60) for row in _LANGUAGES))
WHOLE_TITLES = WordPattern(
    *(rf"^.{{0,16}}(?:{_build_near_pattern(row, within=24)})[^:?]{{0,9}}(?:error 404.?)?$" for row in _LANGUAGES)
)
"""Patterns of a title or heading with this statement and next to nothing else."""

ADDRESSED = WordPattern(*_ADDRESSED)
"""Words that address the person who requested the page: an apology, or what they were looking for."""
