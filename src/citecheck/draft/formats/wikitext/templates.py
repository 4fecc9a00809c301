"""Read templates: their name and parameters, the sources that they cite, and the words that they print.

The parameters of citation templates are well known (`url`, `archive-url`, `doi`, `title` …), so the sources of such a
note are read and not guessed. Templates in running text that represent words of a sentence are replaced with these
words. Only the wiki knows all its templates. The common ones are in the tables here, and all others print nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from citecheck.draft.formats.wikitext.syntax_tree import WikiNode
from citecheck.draft.source_kinds import kind_of_address
from citecheck.model.draft import Place, Source
from citecheck.model.target import Kind, Offline
from citecheck.text.languages import english_months
from citecheck.url.hosts import is_archive
from citecheck.url.normal_form import parse_url

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_PARAMETER = re.compile(r"\s*([^=\[\]{}<>|]{1,60}?)\s*=")
_CITING = re.compile(
    r"(?:cite(?! needed)|citation(?! needed)|cita|cit|vcite|harvc|literatur|internetquelle|ouvrage|article|lien web"
    r"|статья|книга|web|citar|citeer|citace|cytuj|webbref|bokref|tidningsref|kilde|verkkoviite|kirjaviite|ref-web)\b"
)
_NO_SOURCE = re.compile(r"web-?archiv|wayback|archive|dead|toter link|lien (?:brisé|mort)|enlace roto|недоступная")
"""Templates next to a citation that repeat an address of it."""
_URL_KEYS: Final = (
    "url",
    "chapter-url",
    "chapterurl",
    "contribution-url",
    "transcript-url",
    "conference-url",
    "website-url",
    "lien",
    "lire en ligne",
    "ссылка",
    "enlace",
    "online",
)
_ARCHIVE_KEYS: Final = ("archive-url", "archiveurl", "archive url", "archiv-url", "urlarchivo", "archive-lien")
_SAID_LIVE: Final = {"url-status": ("live",), "dead-url": ("no", "false"), "deadurl": ("no", "false")}
"""Values with which a template says that its address is live; without them the title leads to the copy."""
TITLE_KEYS: Final = (
    "title", "titel", "titre", "título", "titulo", "titolo", "название", "заглавие", "tytuł", "tittel", "rubrik",
    "nimeke", "titul", "chapter",
)  # fmt: skip
_SCHEME = 8
"""The number of characters at the start of an address that contain its scheme."""
_IDENTIFIERS: Final = (
    ("doi", "https://doi.org/{}"),
    ("pmc", "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC{}"),
    ("pmid", "https://pubmed.ncbi.nlm.nih.gov/{}"),
    ("arxiv", "https://arxiv.org/abs/{}"),
    ("eprint", "https://arxiv.org/abs/{}"),
    ("jstor", "https://www.jstor.org/stable/{}"),
    ("hdl", "https://hdl.handle.net/{}"),
    ("ssrn", "https://papers.ssrn.com/sol3/papers.cfm?abstract_id={}"),
    ("bibcode", "https://ui.adsabs.harvard.edu/abs/{}"),
)
"""Identifiers that resolve, in the order in which they lead to the work itself. They are used if no address is given.
"""


@dataclass(frozen=True, slots=True)
class TemplateParameter:
    """One value of a template: `text[start:end]`, with the nodes in it."""

    start: int
    end: int
    inside: tuple[WikiNode, ...]


@dataclass(frozen=True, slots=True)
class WikiTemplate:
    """A template's name and parameters.

    The name is in lower case with spaces for underscores. The names of unnamed parameters are "1", "2" and so on.
    """

    name: str
    parameters: Mapping[str, TemplateParameter]


def split_at_bars(text: str, node: WikiNode) -> list[TemplateParameter]:
    """Split the inside of a template or link at its own bars, not at those of nested nodes."""
    parts: list[TemplateParameter] = []
    nodes: list[WikiNode] = []
    start = at = node.inner
    for inner in [*node.inside, None]:
        stop = inner.start if inner is not None else node.inner_end
        bar = text.find("|", at, stop)
        while bar >= 0:
            parts.append(TemplateParameter(start, bar, tuple(nodes)))
            start, nodes = bar + 1, []
            bar = text.find("|", start, stop)
        if inner is not None:
            nodes.append(inner)
            at = inner.end
    parts.append(TemplateParameter(start, node.inner_end, tuple(nodes)))
    return parts


def read_template(text: str, node: WikiNode) -> WikiTemplate:
    """Read a template node."""
    name, *values = split_at_bars(text, node)
    parameters: dict[str, TemplateParameter] = {}
    number = 0
    for value in values:
        first = value.inside[0].start if value.inside else value.end
        named = _PARAMETER.match(text, value.start, first)
        if named is None:
            number += 1
            parameters[str(number)] = value
        else:
            parameters[named[1].lower()] = TemplateParameter(named.end(), value.end, value.inside)
    label = _COMMENT.sub("", text[name.start : name.end]).replace("_", " ").strip()
    return WikiTemplate(label.removeprefix("Template:").lower(), parameters)


def value_of(text: str, template: WikiTemplate, *names: str) -> str:
    """Return the value of the first of these parameters that has one, without comments, or "" if none has."""
    for name in names:
        if name in template.parameters:
            found = template.parameters[name]
            value = _COMMENT.sub("", text[found.start : found.end]).strip()
            if value:
                return value
    return ""


def is_citing(name: str) -> bool:
    """Return whether a template of this name describes a source."""
    return _CITING.match(name) is not None


def describes_source(text: str, template: WikiTemplate) -> bool:
    """Return whether a template in a note describes a source, by its name or because a parameter is an address.

    The address matters for wikis whose template names are not in the tables.
    """
    if is_citing(template.name):
        return True
    return not _NO_SOURCE.match(template.name) and any(_find_named_addresses(text, template))


def sources_of_template(text: str, template: WikiTemplate, place: Place, *, raw: str) -> tuple[Source, ...]:
    """Return the source that a citation template cites: its address, a resolvable identifier, or the work by name."""
    title = strip_markup(value_of(text, template, *TITLE_KEYS)) or None
    archive = _clean_address(value_of(text, template, *_ARCHIVE_KEYS)) or _find_unnamed_address(
        text, template, archived=True
    )
    for written in _find_addresses(text, template):
        target = parse_url(written)
        copy = archive if archive and archive != written else None
        kind, live = kind_of_address(target), _is_said_live(text, template)
        return (Source(written, kind, target, place, title=title, archive_url=copy, said_live=live),)
    if archive:
        return (Source(archive, Kind.URL, parse_url(archive), place, title=title),)
    if title or template.parameters:
        return (Source(raw, Kind.BIBLIOGRAPHIC, Offline(), place, title=title),)
    return ()


def _is_said_live(text: str, template: WikiTemplate) -> bool:
    """Return whether a template has its title lead to the address although it names a copy."""
    return any(value_of(text, template, key).lower() in words for key, words in _SAID_LIVE.items())


def _find_addresses(text: str, template: WikiTemplate) -> list[str]:
    written = _clean_address(value_of(text, template, *_URL_KEYS)) or _find_unnamed_address(
        text, template, archived=False
    )
    found = [written] if written else []
    for key, pattern in _IDENTIFIERS:
        value = value_of(text, template, key)
        if value and not re.search(r"[\s{}<>]", value):
            found.append(pattern.format(value.removeprefix("PMC") if key == "pmc" else value))
    return found


def _clean_address(value: str) -> str:
    """Return the address in a parameter. Wikis allow it in brackets and without the name of its scheme.

    An address that another template makes is known only to the wiki.
    """
    if value.startswith("{{"):
        return ""
    value = value.strip("[]").split()[0] if value.strip("[]").split() else ""
    return f"https:{value}" if value.startswith("//") else value


def _find_named_addresses(text: str, template: WikiTemplate) -> Iterator[str]:
    """Yield the addresses that are values of named parameters, in order."""
    for key in template.parameters:
        address = "" if key.isdecimal() else _clean_address(value_of(text, template, key))
        if "://" in address[:_SCHEME]:
            yield address


def _find_unnamed_address(text: str, template: WikiTemplate, *, archived: bool) -> str:
    """Return the first address of a template whose parameters have unknown names.

    It is the address of an archived copy if `archived`, otherwise another address.
    """
    if any(key in template.parameters for key in (*_URL_KEYS, *_ARCHIVE_KEYS)):
        return ""
    return next((one for one in _find_named_addresses(text, template) if is_archive(one) is archived), "")


def strip_markup(value: str) -> str:
    """Return a value without links, emphasis and tags, with white space collapsed."""
    value = re.sub(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]", r"\1", value)
    return re.sub(r"\s+", " ", re.sub(r"'{2,}|<[^<>]*>", "", value)).strip()


_NUMBER = re.compile(r"\d{1,4}")

_WRAPPING: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("lang", "transl", "transliteration"), ("2",)),
    **dict.fromkeys(("color", "font color", "url", "tooltip"), ("2", "1")),
    **dict.fromkeys(
        ("nowrap", "nobr", "small", "smaller", "big", "abbr", "abbrlink", "sic", "not a typo", "as written", "var",
         "code", "mono", "kbd", "samp", "em", "strong", "sup", "sub", "smallcaps", "sc", "nihongo", "ill",
         "interlanguage link", "flag", "flagcountry", "flagu", "ship", "dts", "ipa", "visible anchor", "vanchor",
         "noitalic", "w", "longitem",
         "no wrap", "lang-en", "lang-fr", "lang-de", "lang-es", "lang-ru", "lang-it", "lang-la", "lang-ar", "lang-zh",
         "lang-uk", "lang-el", "lang-he", "lang-ja", "lang-pl", "lang-pt", "lang-tr"),
        ("1",),
    ),
}  # fmt: skip
"""Templates that print the first of the named parameters that has a value."""


def _join_values(text: str, template: WikiTemplate) -> str:
    return " ".join(filter(None, (value_of(text, template, key) for key in ("1", "2"))))


def _print_fixed(words: str) -> Callable[[str, WikiTemplate], str]:
    return lambda _text, _template: words


def _print_prefixed(prefix: str) -> Callable[[str, WikiTemplate], str]:
    return lambda text, template: prefix + value_of(text, template, "1")


def _format_date(text: str, template: WikiTemplate) -> str:
    """Format `{{birth date|1985|1|4}}` as "January 4, 1985", with the day first if the template has `df`."""
    numbers = [value_of(text, template, key) for key in ("1", "2", "3")]
    if not _NUMBER.fullmatch(numbers[0]):
        return numbers[0]
    month = int(numbers[1]) if numbers[1].isdecimal() else 0
    months = english_months()
    if not 1 <= month <= len(months):
        return numbers[0]
    name = months[month - 1]
    if not numbers[2].isdecimal():
        return f"{name} {numbers[0]}"
    day = str(int(numbers[2]))
    return f"{day} {name} {numbers[0]}" if value_of(text, template, "df") else f"{name} {day}, {numbers[0]}"


_PRINTED: dict[str, Callable[[str, WikiTemplate], str]] = {
    **dict.fromkeys(("birth date", "birth date and age", "start date", "start date and age", "end date", "death date",
                     "death date and age", "film date", "release date"), _format_date),
    **dict.fromkeys(("convert", "cvt"), _join_values),
    **dict.fromkeys(("circa", "c.", "ca."), _print_prefixed("c. ")),
    **dict.fromkeys(("as of", "asof"), _print_prefixed("As of ")),
    **dict.fromkeys(("us$", "usd", "$"), _print_prefixed("US$")),
    **dict.fromkeys(("gbp", "£"), _print_prefixed("£")),
    **dict.fromkeys(("eur", "euro", "€"), _print_prefixed("€")),
    **dict.fromkeys(("ndash", "en dash", "–"), _print_fixed("–")),
    **dict.fromkeys(("snd", "spnd", "spaced ndash", "spaced en dash"), _print_fixed(" – ")),
    **dict.fromkeys(("mdash", "em dash", "—"), _print_fixed("—")),
    **dict.fromkeys(("nbsp", "space", "thinsp"), _print_fixed(" ")),
    **dict.fromkeys(("'", "okina", "'-"), _print_fixed("'")),
    "!": _print_fixed("|"),
    "=": _print_fixed("="),
}  # fmt: skip


def find_shown_parameter(template: WikiTemplate) -> TemplateParameter | None:
    """Return the parameter that a template prints unchanged with its markup, or None for other templates."""
    for key in _WRAPPING.get(template.name, ()):
        found = template.parameters.get(key)
        if found is not None:
            return found
    return None


def render_template(text: str, template: WikiTemplate) -> str:
    """Return the words that a template makes of its parameters, "" for unknown templates."""
    made = _PRINTED.get(template.name)
    return "" if made is None else made(text, template)
