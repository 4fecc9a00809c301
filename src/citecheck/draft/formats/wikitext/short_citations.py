"""Short citations of a wiki, "Pike 1987, p. 3", and the works that they name by authors and year.

`{{sfn|Pike|1987|p=3}}` names the work that a template `{{cite book|last=Pike|year=1987}}` describes elsewhere on the
page, in a list or in a note. Which templates are short, and how those of each wiki name authors and years, is data:
`short_citations.toml`. A template may say what short citations call its work (`ref={{harvid|WHO|2003}}`).
https://en.wikipedia.org/wiki/Template:Sfn/doc, https://en.wikipedia.org/wiki/Template:Harvard_citation/doc.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from citecheck.draft.formats.wikitext.templates import TITLE_KEYS, WikiTemplate, strip_markup, value_of
from citecheck.draft.manuscript import ListedWork
from citecheck.draft.reference_list import read_years
from citecheck.model.draft import Source
from citecheck.text.languages import alternatives_in_all_languages

_MOST_AUTHORS = 9
_NAME_PARAMETERS = tuple(str(number) for number in range(1, 7))
_SERIES = ("a1", "a2", "a3", "a4", "y")
"""The parameters of one work in `{{sfnm|1a1=Smith|1y=2001}}`, after its number."""
_YEAR_END = re.compile(r"(?:1[4-9]|20)\d\d[a-z]?")
_NAMED = re.compile(
    r"\{\{\s*(?:harvid|sfnref)\s*\|(?P<parts>[^{}]*)\}\}|(?:CITEREF)?(?P<word>\D+)(?P<year>(?:1[4-9]|20)\d\d[a-z]?)",
    re.IGNORECASE,
)
"""What a template says that short citations call its work: "{{harvid|WHO|2003}}", "CITEREFWHO2003", "OMS2015"."""


class ShortForm(StrEnum):
    """What a short citation prints."""

    NOTE = "note"
    BRACKET = "bracket"
    WORDS = "words"
    TEXT = "text"


class _Author(NamedTuple):
    """An author as printed, and what short citations may call them: the surname, or the words of an organisation."""

    printed: str
    called: str


@cache
def _read_table() -> Mapping[str, Any]:
    source = files("citecheck.draft.formats.wikitext").joinpath("short_citations.toml")
    return tomllib.loads(source.read_text("utf-8"))


@cache
def short_forms() -> Mapping[str, ShortForm]:
    """Return the templates of short citations by their names, with what they print."""
    return {row["name"]: ShortForm(row["form"]) for row in _read_table()["short"]}


def form_of(text: str, template: WikiTemplate) -> ShortForm | None:
    """Return what a template of a short citation prints; None for other templates.

    `{{cita|…}}` names a work only if its first value ends with a year; in other wikis it is a quotation.
    """
    form = short_forms().get(template.name)
    return form if form is None or any(_cited_years(text, template)) else None


def _cited_years(text: str, template: WikiTemplate) -> Iterator[str]:
    for key in template.parameters:
        if key[:1].isdecimal() and (found := _YEAR_END.search(value_of(text, template, key))):
            yield found[0]


def render_short_citation(text: str, template: WikiTemplate) -> str:
    """Return what a short citation prints: "Smith 2001, p. 5" for `{{sfn|Smith|2001|p=5}}`.

    `{{sfnm|1a1=Smith|1y=2001…}}` joins several citations.
    """
    match short_forms().get(template.name):
        case ShortForm.BRACKET:
            return f"({_render(text, template)})"
        case ShortForm.TEXT:
            names, year = _split_names(text, template)
            return f"{names} ({_add_page(text, template, year, '')})"
        case _ if template.name == "sfnm":
            return "; ".join(_render_series(text, template))
        case _:
            return _render(text, template)


def _render(text: str, template: WikiTemplate) -> str:
    return _add_page(text, template, " ".join(filter(None, _split_names(text, template))), "")


def _split_names(text: str, template: WikiTemplate) -> tuple[str, str]:
    """Return the names and the year of a short citation as printed; what follows the year is a page."""
    values = [value_of(text, template, key) for key in _NAME_PARAMETERS]
    at = next((at for at, value in enumerate(values) if _YEAR_END.fullmatch(value)), len(values))
    names = list(filter(None, values[:at]))
    year = ", ".join(filter(None, values[at:]))
    if not year:
        return ", ".join(names), ""
    return (f"{', '.join(names[:-1])} & {names[-1]}" if len(names) > 1 else "".join(names)), year


def _render_series(text: str, template: WikiTemplate) -> Iterator[str]:
    for serial in map(str, range(1, _MOST_AUTHORS + 1)):
        names = [value_of(text, template, serial + key) for key in _SERIES]
        if any(names):
            yield _add_page(text, template, " ".join(filter(None, names)), serial)


def _add_page(text: str, template: WikiTemplate, cited: str, serial: str) -> str:
    for row in _read_table()["page"]:
        if found := value_of(text, template, serial + row["key"]):
            return f"{cited}, {row['word']} {found}".replace("  ", " ")
    return cited


def render_work(text: str, template: WikiTemplate) -> tuple[str, str]:
    """Return what a template of a work prints before its title, "Pike, Tom (1987). ", and the title."""
    names = "; ".join(author.printed for author in _read_authors(text, template))
    year = _read_year(text, template)
    lead = " ".join(filter(None, (names, f"({year})" if year else "")))
    return f"{lead}. " if lead else "", strip_markup(value_of(text, template, *TITLE_KEYS))


def list_work(text: str, template: WikiTemplate, sources: Sequence[Source]) -> ListedWork | None:
    """Return a work by what short citations call it, None if its template names no author or no year."""
    authors = [author.called for author in _read_authors(text, template)]
    year = _read_year(text, template)
    named = next(_find_named(text, template), ())
    called = tuple(dict.fromkeys((*named[:1], *authors[:1])))
    years = tuple(dict.fromkeys(filter(None, (year, *named[-1:]))))
    names = tuple(dict.fromkeys((*named[:-1], *authors)))
    return ListedWork(called, names, years, max(1, len(authors)), tuple(sources)) if called and years else None


def _find_named(text: str, template: WikiTemplate) -> Iterator[tuple[str, ...]]:
    """Yield the names and the year that a template gives short citations: `ref={{harvid|WHO|2003}}`, `id=OMS2015`."""
    for key in _read_table()["named"]:
        found = _NAMED.fullmatch(value_of(text, template, key))
        if found and found["word"]:
            yield found["word"].strip(), found["year"]
        elif found:
            parts = [part.strip() for part in found["parts"].split("|")]
            if _YEAR_END.fullmatch(parts[-1]):
                yield tuple(parts)


def _read_year(text: str, template: WikiTemplate) -> str:
    table = _read_table()
    for key in (*table["year"], *table["date"]):
        if found := next(read_years(value_of(text, template, key)), None):
            return found[2][0]
    return ""


def _read_authors(text: str, template: WikiTemplate) -> list[_Author]:
    """Return the authors of a template; without any, its editors."""
    table = _read_table()
    found: list[_Author] = []
    for serial in ("", *map(str, range(1, _MOST_AUTHORS + 1))):
        surname = _value(text, template, table["surname"], serial)
        if surname and surname not in {author.called for author in found}:
            given = _value(text, template, table["given"], serial)
            found.append(_Author(", ".join(filter(None, (surname, given))), surname))
        elif not surname and (names := _value(text, template, table["author"], serial)):
            found += map(_read_author, _between_authors().split(names))
    return found


@cache
def _between_authors() -> re.Pattern[str]:
    """Return a pattern for what separates authors: "Eva Lindt, Karl Moser"; a given name follows in "Falk, Jon"."""
    words = alternatives_in_all_languages("author_joints")
    return re.compile(rf"\s*[;/&]\s*|\s+(?:{words})\s+|,\s+(?=[^\W\d_]{{2}}[^,]*\s)")


def _value(text: str, template: WikiTemplate, keys: Sequence[str], serial: str) -> str:
    """Return the value of the first of these parameters with a number after or in them: `last2`, `editor2-last`."""
    numbered = (key.replace("-", f"{serial}-", 1) if "-" in key else key + serial for key in keys)
    return strip_markup(value_of(text, template, *numbered))


def _read_author(name: str) -> _Author:
    """Return an author whose name is in one parameter: "Falk, Jon", "Jon Falk", "World Bank"."""
    return _Author(name, name.partition(",")[0].strip())
