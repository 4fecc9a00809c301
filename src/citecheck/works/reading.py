"""Read a reference into what is compared: title, authors, year, container, volume, pages, identifiers.

Read are the forms in which references are printed (APA, Chicago, IEEE, MLA, Vancouver, German and French forms),
citations of decisions, and BibTeX entries. What has no certain bounds is left out: it is never called wrong.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from functools import cache

from citecheck.draft.back_references import is_short_form
from citecheck.draft.formats.bibtex import parse_entries
from citecheck.draft.formats.latex.interpreter import render_plain_text
from citecheck.errors import UnreadableInput
from citecheck.model.work import CitedWork, WorkIdentifier
from citecheck.url.identifiers import find_identifiers, name_identifiers
from citecheck.url.references import find_references
from citecheck.works.cases import locate_decision, read_decision
from citecheck.works.fields import YEAR, ReferenceParts, split_reference
from citecheck.works.names import split_names
from citecheck.works.words import words_of

_LONGEST = 4_000
"""Characters of a reference that are read."""
_LONGEST_ENTRY = 40_000
"""Characters of a BibTeX entry that are read; abstracts make them long."""
_YEAR = re.compile(rf"(?<![\w/.:-]){YEAR}(?=[a-z]?(?![\w/]))")
_PAGES = re.compile(r"(?:\bpp?\.?|\bS\.|(?<=\d)\s?:|(?<=\)):)\s?(\d{1,6})\s?[-\u2013]+\s?(\d{1,6})\b")
_NUMBER = re.compile(r"\A\s*(?:\[\d{1,4}\]|\(\d{1,4}\)|\d{1,4}[.)])\s+")
"""The number of a reference in its list."""
_FOLLOWED_BY_NUMBER = re.compile(r"[.,]?\s(?:vol|no|pp?|Bd)\Z")
_LABEL = re.compile(r"\s*\b(?:doi|DOI|URL|arXiv)\s*[:.]?\s*(?=[\s.,)]|\Z)")


@cache
def _asides() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of what is taken out of a reference: its number, editions, "editors", dates of access."""
    return (
        _NUMBER,
        re.compile(rf"\s\((?:{words_of('editions')})\.?[^)]{{0,20}}\)"),
        re.compile(rf",?\s*(?:{words_of('editors')})(?=[.,:]|\s*\Z)"),
        re.compile(rf"[.,;(]?\s*\b(?:{words_of('access')})\b.*\Z", re.IGNORECASE | re.DOTALL),
    )


@cache
def _publisher() -> re.Pattern[str]:
    """Return the pattern of what follows the title of a book: "Geneva: WHO", "Weirham University Press"."""
    return re.compile(rf"\A[^.;()\d]{{2,60}}:\s[^\W\d_]|\b(?:{words_of('publishers')})\b")


@cache
def _inside() -> re.Pattern[str]:
    return re.compile(rf"\A(?:{words_of('inside')})\b:?\s+(?:[Pp]roc\.\s)?")


@cache
def _volume() -> re.Pattern[str]:
    labelled = rf"\b(?:{words_of('volumes')})\.?\s?(\d{{1,4}})\b"
    return re.compile(rf"{labelled}|(?<=[,.\s])(\d{{1,4}})\s?\(\d{{1,3}}(?:[-\u2013/]\d{{1,3}})?\)")


def read_reference(text: str) -> CitedWork:
    """Return what a printed reference says of its work."""
    whole = " ".join(html.unescape(text[:_LONGEST]).split())
    identifiers = _find_identifiers(whole)
    if is_short_form(whole):
        return CitedWork(whole, is_short_form=True)
    if {one.kind for one in identifiers} == {"case"}:
        decision = read_decision(whole)
        return CitedWork(whole, decision.name, year=decision.year, identifiers=identifiers)
    plain = _without_addresses(whole)
    for pattern in _asides():
        plain = pattern.sub("", plain)
    return _read_parts(split_reference(plain.strip(" ,;")), whole, identifiers)


def _read_parts(parts: ReferenceParts, whole: str, identifiers: tuple[WorkIdentifier, ...]) -> CitedWork:
    if parts.title is None:
        return CitedWork(whole, year=_last_year(parts.rest), identifiers=identifiers)
    authors, others = split_names(parts.names) if parts.names else ((), False)
    volume, pages = _volume().search(parts.rest), _PAGES.search(parts.rest)
    return CitedWork(
        text=whole,
        title=parts.title,
        authors=authors,
        others=others,
        year=_last_year(f"{parts.names} {parts.rest}"),
        container=_find_container(parts.rest),
        volume=(volume[1] or volume[2]) if volume else None,
        pages=f"{pages[1]}-{pages[2]}" if pages else None,
        identifiers=identifiers,
    )


def _last_year(text: str) -> int | None:
    years = _YEAR.findall(text)
    return int(years[-1]) if years else None


def _find_identifiers(text: str) -> tuple[WorkIdentifier, ...]:
    """Return the identifiers of works in a text: DOI, arXiv, PubMed, ISBN, court citation, the first of each kind."""
    addresses = [found.address for found in find_identifiers(text)]
    addresses += [getattr(one.target, "canonical", "") for one in find_references(text)]
    named = name_identifiers(text, addresses)
    if not named and (decision := locate_decision(text)):
        named = {"case": decision.value}
    return tuple(WorkIdentifier(kind, value) for kind, value in named.items())


def _without_addresses(text: str) -> str:
    """Return a reference without its addresses and identifiers."""
    spans = [(found.start, found.end) for found in find_identifiers(text)]
    spans += [(found.start, found.end) for found in find_references(text)]
    for start, end in sorted(set(spans), reverse=True):
        text = text[:start].rstrip(" ,(") + " " + text[end:]
    return _LABEL.sub(" ", " ".join(text.split()))


def _find_container(rest: str) -> str | None:
    """Return the journal or proceedings at the beginning of what follows a title, None for numbers or a publisher."""
    text = _inside().sub("", rest.strip(" .,;/"))
    if _publisher().search(text.partition("(")[0]):
        return None
    found = re.match(r"[^\d(,;]*(?:\d{4}\s)?[^\d(,;]*", text)
    name = _FOLLOWED_BY_NUMBER.sub("", found[0].strip(" .,:;-") if found else "")
    return name if len(name) > 1 and any(map(str.isalpha, name)) else None


def read_bibtex(text: str) -> CitedWork:
    """Return what a BibTeX entry says of its work.

    Raises:
        UnreadableInput: The text holds no entry.
    """
    entries = parse_entries(text[:_LONGEST_ENTRY])
    if not entries:
        raise UnreadableInput('"bibtex" holds no entry; write it as @article{key, title = {...}}')
    fields = {name: value for name, value in next(iter(entries.values())).fields.items() if value.strip()}
    shown = {name: " ".join(render_plain_text(value).split()) for name, value in fields.items()}
    authors, others = _split_bibtex_names(fields.get("author") or fields.get("editor") or "")
    title = ": ".join(filter(None, (shown.get("title"), shown.get("subtitle"))))
    container = next((shown[name] for name in ("journal", "journaltitle", "booktitle") if name in shown), None)
    year = _last_year(shown.get("year") or shown.get("date") or "")
    return CitedWork(
        text=". ".join(filter(None, (", ".join(authors), title, container, str(year or "")))),
        title=title or None,
        authors=authors,
        others=others,
        year=year,
        container=container,
        volume=shown.get("volume"),
        pages=shown.get("pages"),
        identifiers=_find_bibtex_identifiers(fields),
    )


_AND_OTHERS = frozenset({"others", "et al"})


def _split_bibtex_names(written: str) -> tuple[tuple[str, ...], bool]:
    names = [" ".join(render_plain_text(name).split()) for name in re.split(r"\s+and\s+", written) if name.strip()]
    known = tuple(name for name in names if name.lower().rstrip(".") not in _AND_OTHERS)
    return known, len(known) < len(names)


def _find_bibtex_identifiers(fields: Mapping[str, str]) -> tuple[WorkIdentifier, ...]:
    """Return the identifiers of an entry: of its own fields first, then of its address and notes."""
    labels = (("doi", "doi:"), ("eprint", "arXiv:"), ("isbn", "ISBN "), ("pmid", "PMID: "))
    written = [_label_field(label, fields[name]) for name, label in labels if name in fields]
    written += [fields[name] for name in ("url", "howpublished", "note") if name in fields]
    return _find_identifiers(" ; ".join(written))


def _label_field(label: str, value: str) -> str:
    """Return the value of a field with its label, unless it has it: "doi:10.1000/182"."""
    value = re.sub(r"\\([_%&#~$])", r"\1", value).strip()
    return value if label.strip(": ").casefold() in value.casefold() else label + value
