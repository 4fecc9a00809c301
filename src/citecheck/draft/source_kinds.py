"""The kinds of sources that words in a note name: rows of (kind, pattern, reason), the first match decides."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from citecheck.model.target import CutUrl, Kind, Target, Url
from citecheck.text.languages import alternatives_in_all_languages, english_months
from citecheck.url.hosts import is_social


@dataclass(frozen=True, slots=True)
class _KindPattern:
    """A pattern in the words of a source that identifies its kind."""

    kind: Kind
    pattern: re.Pattern[str]
    reason: str


def _build_row(kind: Kind, pattern: str, reason: str) -> _KindPattern:
    return _KindPattern(kind, re.compile(pattern, re.IGNORECASE), reason)


_REQUEST = r"\b(?:(?:up)?on|by)(?: (?:reasonable|written|justified))? request\b"


def _database_names() -> str:
    return "|".join(map(re.escape, _read_table()["database"]))


@cache
def _kind_patterns() -> tuple[_KindPattern, ...]:
    """Return the patterns that identify a kind of source, in the order in which they are tried."""
    return (
        _build_row(
            Kind.BY_REQUEST,
            rf"\b(?:available|provided|supplied|obtain(?:ed|able)|shared|accessible|cop(?:y|ies))\b[^.;]{{0,60}}{_REQUEST}"
            rf"|\b(?:data|database|dataset|figures|notes|interviews?|material|details)\b[^.;]{{0,40}}{_REQUEST}"
            rf"|\A\W*{_REQUEST}|\b(?:{alternatives_in_all_languages('on_request')})\b",
            "the author holds the data and provides it on request",
        ),
        _build_row(
            Kind.DATABASE,
            rf"\b(?:{alternatives_in_all_languages('database_words')})\b|\b(?-i:{_database_names()})(?!\w)",
            "a collection that is queried, not a page that is read",
        ),
        _build_row(
            Kind.BIBLIOGRAPHIC,
            r"\bavailable (?:by|with|through|via|on) (?:a )?(?:paid )?subscription\b|\bsubscription required\b"
            r"|\bpar abonnement\b",
            "a work that only subscribers can open",
        ),
    )


@cache
def _access_point() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:(?:available|accessible|accessed|found)\s+(?:by|with|through|via|on|at|from|under|in)"
        rf"|{alternatives_in_all_languages('available_at')})\b",
        re.IGNORECASE,
    )


@cache
def _read_table() -> dict[str, Any]:
    return tomllib.loads(files("citecheck.draft").joinpath("work_traits.toml").read_text("utf-8"))


class _Trait(NamedTuple):
    """A row of the table; the columns are described there."""

    pattern: re.Pattern[str]
    points: int
    fragment: bool = False


@cache
def _traits() -> tuple[_Trait, ...]:
    """Return the rows of the table, and one that needs the names of the months."""
    issued = rf"\b(?:{'|'.join(english_months())}) \d{{1,2}}, (?:19|20)\d\d"
    rows = (
        _Trait(re.compile(_fill_pattern(row["pattern"])), row["points"], fragment=row.get("fragment", False))
        for row in _read_table()["trait"]
    )
    return (*rows, _Trait(re.compile(issued), 1))


def _fill_pattern(pattern: str) -> str:
    """Return a pattern of the table with its lists of words: "{page_words}" is a page in any language."""
    pattern = pattern.replace("{capital}", _CAPITAL)
    return _LIST.sub(lambda name: alternatives_in_all_languages(name[1]), pattern)


@cache
def _sentence_verb() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives_in_all_languages('sentence_verbs')})\b")


def _is_sentence(words: str) -> bool:
    """Return whether `words` hold a verb of a sentence, in small letters and outside quotations."""
    return _sentence_verb().search(_QUOTED.sub("", words)) is not None


@cache
def _leading_words() -> re.Pattern[str]:
    """Return a pattern for what introduces a reference: "See", "Vgl.", "quoted in"."""
    return re.compile(rf"\W*(?:(?:{alternatives_in_all_languages('see')})(?:(?<=\W)|\b)[\s,:]*)+(?=\S)", re.IGNORECASE)


_CAPITAL = r"[A-Z\u00c0-\u017d]"
_QUOTED = re.compile(r"\u201c[^\u201d]*\u201d|\u00ab[^\u00bb]*\u00bb|\u201e[^\u201c]*\u201c|\"[^\"]*\"")
_LIST = re.compile(r"\{([a-z_]{3,})\}")
_NAME = 8
"""Most words with which "database" names the source; a longer remark only mentions one."""
_ENOUGH_POINTS = 2
"""Points of `_traits` that identify a work; a single trait is common in ordinary remarks."""
STRONG_POINTS = 3
_LONG = 90
"""Words above which a note is more likely a remark that mentions works than a reference to one."""


def kind_of_words(words: str) -> Kind:
    """Return the kind that `words` without an address name: one of the table, a work, or a remark."""
    count = len(words.split())
    for row in _kind_patterns():
        named = row.kind is not Kind.DATABASE or _access_point().search(words) or _is_name(words, count)
        if named and count <= _LONG // 2 and row.pattern.search(words):
            return row.kind
    return Kind.BIBLIOGRAPHIC if count_bibliographic_points(words) >= _points_needed(words) else Kind.NOTE


def _is_name(words: str, count: int) -> bool:
    return count <= _NAME and not _is_sentence(words)


def _points_needed(words: str) -> int:
    count = len(words.split())
    return _ENOUGH_POINTS if count <= _LONG // 2 else STRONG_POINTS if count <= _LONG else 5


def kind_of_lead_words(words: str) -> Kind | None:
    """Return the kind that `words` before an address name if it is only the access point ("available at")."""
    if not _access_point().search(words):
        return None
    return next((row.kind for row in _kind_patterns() if row.pattern.search(words)), None)


def kind_of_address(target: Target) -> Kind:
    """Return the kind of an address without descriptive words: a social media post or a page."""
    match target:
        case Url(canonical=address) | CutUrl(prefix=address) if is_social(address):
            return Kind.SOCIAL
        case _:
            return Kind.URL


@cache
def _cross_reference() -> re.Pattern[str]:
    """Return a pattern for the mention of another part of the draft: "in Part V below", "infra Section 3"."""
    part, within = alternatives_in_all_languages("part_words"), alternatives_in_all_languages("within_draft")
    numbered = rf"(?:{part})\s+(?:\d|[ivxlc]+\b|[a-z]\b)[\w.()-]*"
    return re.compile(rf"\b{numbered},?\s+(?:{within})\b|\b(?:{within}),?\s+(?:in\s+)?{numbered}", re.IGNORECASE)


_BEGINNING = 40
"""Characters within which a note that mentions another part of the draft is about that part from its beginning."""
_MENTION = 30
"""Characters of the longest such mention."""
_REMARK = 3
"""Points that a mention of another part of the draft takes away: such a note explains, whatever works it names."""


def count_bibliographic_points(words: str) -> int:
    """Return the points of `words` as a reference to a work."""
    lead = _leading_words().match(words)
    reference = words[lead.end() :] if lead else words
    is_fragment = not _is_sentence(reference)
    points = sum(
        trait.points for trait in _traits() if (is_fragment or not trait.fragment) and trait.pattern.search(reference)
    )
    if not points or not _cross_reference().search(words):
        return points
    return 0 if begins_with_cross_reference(words) else max(0, points - _REMARK)


def begins_with_cross_reference(words: str) -> bool:
    """Return whether `words` are about another part of the draft from their beginning."""
    return _cross_reference().search(words[: _BEGINNING + _MENTION]) is not None
