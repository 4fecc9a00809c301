"""Templates: their name and parameters, and the sources that citation templates name.

The parameters of a citation template are well known (`url`, `archive-url`, `doi`, `title` …), so a note made of one
needs no guessing: its sources are ready-made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from citecheck.draft.kinds import kind_of_address
from citecheck.draft.wikitext.tree import Form, Node
from citecheck.model.draft import Place, Source
from citecheck.model.target import Kind, Offline
from citecheck.target import canonical
from citecheck.target.hosts import ARCHIVES, host_of

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_PARAMETER = re.compile(r"\s*([^=\[\]{}<>|]{1,60}?)\s*=")
_CITING = re.compile(
    r"(?:cite(?! needed)|citation(?! needed)|cita|cit|vcite|harvc|literatur|internetquelle|ouvrage|article|lien web"
    r"|статья|книга|web|citar|citeer|citace|cytuj|webbref|bokref|tidningsref|kilde|verkkoviite|kirjaviite|ref-web)\b"
)
_NO_SOURCE = re.compile(r"web-?archiv|wayback|archive|dead|toter link|lien (?:brisé|mort)|enlace roto|недоступная")
"""Templates beside a citation that name an address of it again."""
_NOTE_MADE = re.compile(r"\s*(?:sfnp?|sfnm|efn(?:-ua)?|refn|r|#tag:ref)\s*\|", re.IGNORECASE)
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
_TITLE_KEYS: Final = (
    "title", "titel", "titre", "título", "titulo", "titolo", "название", "заглавие", "tytuł", "tittel", "rubrik",
    "nimeke", "titul", "chapter",
)  # fmt: skip
_SCHEME = 8
"""Characters within which the scheme of an address ends."""
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
"""Identifiers that resolve, in the order in which they lead to the work itself; asked where no address is given."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value of a template: `text[start:end]`, with the nodes in it."""

    start: int
    end: int
    inside: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A template's name (lower case, spaces for underscores) and its parameters, numbered ones by "1", "2"."""

    name: str
    parameters: Mapping[str, Parameter]


def pieces(text: str, node: Node) -> list[Parameter]:
    """Split the inside of a template or link at the bars that stand in it, not in what is nested."""
    parts: list[Parameter] = []
    nodes: list[Node] = []
    start = at = node.inner
    for inner in [*node.inside, None]:
        stop = inner.start if inner is not None else node.inner_end
        bar = text.find("|", at, stop)
        while bar >= 0:
            parts.append(Parameter(start, bar, tuple(nodes)))
            start, nodes = bar + 1, []
            bar = text.find("|", start, stop)
        if inner is not None:
            nodes.append(inner)
            at = inner.end
    parts.append(Parameter(start, node.inner_end, tuple(nodes)))
    return parts


def read_template(text: str, node: Node) -> Template:
    """Read a template node."""
    name, *values = pieces(text, node)
    parameters: dict[str, Parameter] = {}
    number = 0
    for value in values:
        first = value.inside[0].start if value.inside else value.end
        named = _PARAMETER.match(text, value.start, first)
        if named is None:
            number += 1
            parameters[str(number)] = value
        else:
            parameters[named[1].lower()] = Parameter(named.end(), value.end, value.inside)
    label = _COMMENT.sub("", text[name.start : name.end]).replace("_", " ").strip()
    return Template(label.removeprefix("Template:").lower(), parameters)


def value_of(text: str, template: Template, *names: str) -> str:
    """Return the first of these parameters that has a value, without comments; empty if none has."""
    for name in names:
        if name in template.parameters:
            found = template.parameters[name]
            value = _COMMENT.sub("", text[found.start : found.end]).strip()
            if value:
                return value
    return ""


def is_citing(name: str) -> bool:
    """Tell whether a template of this name describes a source."""
    return _CITING.match(name) is not None


def describes_source(text: str, template: Template) -> bool:
    """Tell whether a template in a note describes a source: by its name, or because a parameter is an address.

    The second is for the wikis whose words are not in the tables.
    """
    if is_citing(template.name):
        return True
    return not _NO_SOURCE.match(template.name) and any(_named_addresses(text, template))


def sources_of_template(text: str, template: Template, place: Place, *, raw: str) -> tuple[Source, ...]:
    """Return what a citation template cites: its address, else a resolvable identifier, else the work by name."""
    title = _plain(value_of(text, template, *_TITLE_KEYS)) or None
    archive = _address(value_of(text, template, *_ARCHIVE_KEYS)) or _unnamed(text, template, kept=True)
    for written in _addresses(text, template):
        target = canonical(written)
        kept = archive if archive and archive != written else None
        return (Source(written, kind_of_address(target), target, place, title=title, archive_url=kept),)
    if archive:
        return (Source(archive, Kind.URL, canonical(archive), place, title=title),)
    if title or template.parameters:
        return (Source(raw, Kind.BIBLIOGRAPHIC, Offline(), place, title=title),)
    return ()


def _addresses(text: str, template: Template) -> list[str]:
    written = _address(value_of(text, template, *_URL_KEYS)) or _unnamed(text, template, kept=False)
    found = [written] if written else []
    for key, pattern in _IDENTIFIERS:
        value = value_of(text, template, key)
        if value and not re.search(r"[\s{}<>]", value):
            found.append(pattern.format(value.removeprefix("PMC") if key == "pmc" else value))
    return found


def _address(value: str) -> str:
    """Return a parameter's address; wikis allow it in brackets and without its scheme's name.

    What another template makes there is known only to the wiki.
    """
    if value.startswith("{{"):
        return ""
    value = value.strip("[]").split()[0] if value.strip("[]").split() else ""
    return f"https:{value}" if value.startswith("//") else value


def _named_addresses(text: str, template: Template) -> Iterator[str]:
    """Yield the addresses that are the values of named parameters, in order."""
    for key in template.parameters:
        address = "" if key.isdecimal() else _address(value_of(text, template, key))
        if "://" in address[:_SCHEME]:
            yield address


def _unnamed(text: str, template: Template, *, kept: bool) -> str:
    """Return the first address of a template whose parameters have unknown names: of a `kept` copy, or another."""
    if any(key in template.parameters for key in (*_URL_KEYS, *_ARCHIVE_KEYS)):
        return ""
    return next((one for one in _named_addresses(text, template) if (host_of(one) in ARCHIVES) is kept), "")


def _plain(value: str) -> str:
    value = re.sub(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]", r"\1", value)
    return re.sub(r"\s+", " ", re.sub(r"'{2,}|<[^<>]*>", "", value)).strip()


def makes_note(text: str, node: Node) -> bool:
    """Tell whether a template makes or repeats a note."""
    return _NOTE_MADE.match(text, node.inner, node.inner_end) is not None


def has_notes(text: str, nodes: Sequence[Node]) -> bool:
    """Tell whether a note is made or repeated somewhere in these nodes."""
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if node.form in {Form.REF, Form.REFERENCES}:
            return True
        if node.form is Form.TEMPLATE and makes_note(text, node):
            return True
        waiting.extend(node.inside)
    return False
