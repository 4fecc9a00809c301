"""Identifiers of works in a text, "doi:10.1000/182" or "arXiv:1312.4400", and the addresses they lead to.

The schemes are rows of `identifiers.toml`. The suffix of a DOI, a handle or a name in URN may hold brackets, colons and
semicolons, and that of an older DOI angle brackets (ANSI/NISO Z39.56, SICI: "12:4<335::AID-RSA2>3.0.CO;2-U"). So its
end is not that of an address: it goes on to white space, without the punctuation of the sentence and without brackets
that are not opened in it.

idutils 1.7 was tried: it says whether a whole string is an identifier and what its address is, not where one ends in a
text, takes any end of a line as part of a DOI, and costs 0.29 s at import.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

ELLIPSIS = re.compile(r"\.{0,2}\u2026|\.{3}")
"""The dots after an address or identifier that was cut; a full stop before "\u2026" is one of it."""
SICI = re.compile(r"<[\w.]{0,12}:[\w:.-]{0,20}>\d\.\d\.[A-Z]{2};\d(?:-[\w#])?")
"""The end of a serial item identifier: "<335::AID-RSA2>3.0.CO;2-U"."""
_HINT = re.compile(r"10\.[1-9]\d{3}|arxiv|pmid|pubmed|pmc\d|hdl|handle:|urn:nbn", re.IGNORECASE)
"""One of these is in every text that holds an identifier."""
_HINT_WORDS = ("10.", "arxiv", "pmid", "pubmed", "pmc", "hdl", "handle:", "urn:nbn")
"""What `_HINT` looks for, as words: these are found fifteen times as fast."""
_REST = re.compile(
    r"[^\s<>\"\u201c\u201d\u201e\u00ab\u00bb|{}\u3001\u3002\uff01-\uff0c\uff1a-\uff1f\u3008-\u3011\u2026]{1,500}+"
)
_OPEN_ENDED = frozenset({"doi", "handle", "urn"})
"""Schemes whose identifiers hold almost any character; `form` matches their beginning only."""
_NEXT = re.compile(r"[,;](?=\s|$|(?:doi|pmc?id|arxiv|hdl|isbn|https?|www)[:\s.]|10\.\d{4}|PMC)", re.IGNORECASE)
"""Where a list of identifiers goes on with the next."""
_MARKER = re.compile(r"\[\d{1,3}\]\Z")
_BREAK = re.compile(r"\r?\n[ \t]*(?=[\w(<])")
_PAIRS = {")": "(", "]": "["}
_TRAILING = ".,;:!?'*_\u2019\u2018"
_SHORTEST_SUFFIX = 3
"""Characters after the slash of "10.1000/182"."""
_KEPT = "/()[]<>:;,.-_~!*'@$&+="
"""Characters of an identifier that need no escape in the path of an address."""


_REPORTER = re.compile(r"(?<=\d )[A-Z][^()\[\]:]*?(?=(?: \d+)?\Z)")
"""The reporter in the citation of a decision, between volume and page."""


class _IdentifierSpan(NamedTuple):
    """An identifier in a text, `text[start:end]` with its label, and the address it leads to; `cut` as of addresses."""

    start: int
    end: int
    value: str
    address: str
    cut: bool = False


class _Scheme(NamedTuple):
    """A row of the table; the columns are described there."""

    scheme: str
    label: str
    form: str
    address: str
    alone: bool = False


@cache
def _read_schemes() -> Mapping[str, _Scheme]:
    read = _read_tables()
    return {row["scheme"]: _Scheme(**row) for row in read["identifier"]}


@cache
def _pattern() -> re.Pattern[str]:
    """Return the pattern of all schemes: the group `at_N` holds the beginning of an identifier of the row N."""
    rows = [
        rf"(?:(?<![\w/.@-])(?:{row.label})(?:\s?[:=\uff1a]\s?|\s)(?:info:doi/|doi:\s?)?|"
        rf"{'(?<![/.=&?#%@-])' if row.alone else '(?!)'})(?<!\w)(?P<at_{number}>{row.form})"
        for number, row in enumerate(_read_schemes().values())
    ]
    return re.compile("|".join(rows), re.IGNORECASE)


def may_hold_identifier(text: str) -> bool:
    """Return whether a text has what every identifier has; most have not."""
    low = text.lower()
    return (not text.isascii() or any(word in low for word in _HINT_WORDS)) and _HINT.search(text) is not None


def find_identifiers(text: str) -> Iterator[_IdentifierSpan]:
    """Yield the identifiers of a text in order; linear in its length. Addresses that hold one are found as well."""
    if not may_hold_identifier(text):
        return
    at = 0
    schemes = list(_read_schemes().values())
    while found := _pattern().search(text, at):
        group = found.lastgroup or ""
        row = schemes[int(group.removeprefix("at_"))]
        begin, end = found.span(group)
        if row.scheme in _OPEN_ENDED:
            end = _find_end(text, begin)
        at = max(end, found.end())
        value = unquote("".join(text[begin:end].split()))
        if _is_whole(row, value, labelled=found.start() < begin):
            dots = ELLIPSIS.match(text, end)
            address = row.address.format(quote(value, safe=_KEPT))
            yield _IdentifierSpan(found.start(), dots.end() if dots else end, value, address, dots is not None)


_ISBN = re.compile(
    r"\bISBN(?:-1[03])?[:\s]{0,3}((?:97[89][\s\u2010-]?)?(?:\d[\s\u2010-]?){9}[\dXx])(?!\d)", re.IGNORECASE
)
_OTHER_HOSTS = (
    ("http://", "https://"),
    ("https://www.", "https://"),
    ("https://dx.doi.org/", "https://doi.org/"),
)
"""Beginnings of addresses that lead to the same registry as others, in the order in which they are replaced."""


def _use_usual_host(address: str) -> str:
    """Return an address with the usual name of its registry."""
    for other, usual in _OTHER_HOSTS:
        address = usual + address.removeprefix(other) if address.startswith(other) else address
    return address


def names_same_work(one: str, other: str) -> bool:
    """Return whether two addresses ask one resolver for one identifier: "http://dx.doi.org/10.1000/182", "doi.org"."""
    named = name_identifiers("", [one])
    asked = name_identifiers("", [other])
    return bool(named) and {key: value.rstrip("/").casefold() for key, value in named.items()} == {
        key: value.rstrip("/").casefold() for key, value in asked.items()
    }


def name_identifiers(text: str, addresses: Iterable[str]) -> dict[str, str]:
    """Return the identifiers of a work by scheme, the first of each: of its addresses, and the ISBN in its text."""
    found: dict[str, str] = {}
    for address in addresses:
        usual = _use_usual_host(address)
        for scheme, row in _read_schemes().items():
            before, _, after = row.address.partition("{}")
            if usual.startswith(before):
                found.setdefault(scheme.partition("-")[0], unquote(usual.removeprefix(before).removesuffix(after)))
    if isbn := _ISBN.search(text):
        found["isbn"] = re.sub(r"[^\dXx]", "", isbn[1]).upper()
    if case := next(find_cases(text), None):
        found["case"] = case
    return found


class FoundCase(NamedTuple):
    """A citation of a court decision in a text from `start` to `end`; `value` is its usual form: "410 U.S. 113"."""

    value: str
    start: int
    end: int


def locate_cases(text: str) -> Iterator[FoundCase]:
    """Yield the citations of court decisions in a text in order, with their places."""
    for found in _case_patterns()[0].finditer(text):
        yield FoundCase(_write_case(found[0]), found.start(), found.end())


def find_cases(text: str) -> Iterator[str]:
    """Yield the citations of court decisions in a text in order: "410 U.S. 113", "[2024] UKSC 12", "1 BvR 123/20"."""
    for found in locate_cases(text):
        yield found.value


def find_short_cases(text: str) -> Iterator[str]:
    """Yield what short citations name of a decision, its volume and reporter: "410 U.S." in "410 U. S., at 120"."""
    for found in _case_patterns()[1].finditer(text):
        yield _write_case(found[1])


def _write_case(written: str) -> str:
    """Return a citation of a decision as reporters write it: single blanks, none within "U.S.", one name of its volume.

    "163 US 537" is "163 U.S. 537", and "71 U.S. (4 Wall.) 2" is "71 U.S. 2".
    """
    once = re.sub(r"\s\(\d.{0,12}?\)(?=\s\d)", "", " ".join(written.split()))
    named = _REPORTER.sub(lambda found: _read_tables()["usual"].get(found[0], found[0]), once)
    return re.sub(r"(?<=[A-Z]\.)\s(?=[A-Z]\.)", "", named)


@cache
def _read_tables() -> Mapping[str, Any]:
    """Return the tables of identifiers and of the forms in which decisions are cited."""
    return tomllib.loads(files("citecheck.url").joinpath("identifiers.toml").read_text("utf-8"))


@cache
def _case_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of full and of short citations of decisions; a blank is any white space."""
    read = _read_tables()
    reporter, undotted = (
        f"(?:{'|'.join(read['reporter'])})",
        f"(?:{'|'.join(name for name in read['usual'] if '.' not in name)})",
    )
    forms = "|".join(f"(?:{row['form']})" for row in read["case"])
    forms = forms.replace("{reporter}", reporter).replace("{undotted}", undotted)
    short = rf"(?<![\w.])(\d{{1,4}} {reporter}),? at \d"
    return _compile_spaced(rf"(?<![\w.])(?:{forms})(?!\w)"), _compile_spaced(short)


def _compile_spaced(pattern: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"(?<!\?) \?", r"\\s?", pattern).replace(" ", r"\s"))


def _is_whole(row: _Scheme, value: str, *, labelled: bool) -> bool:
    """Return whether an identifier has a suffix, and without a label one with a figure ("10.2000/linux" has none)."""
    suffix = value.partition("/")[2] if row.form.endswith("/") else value
    return len(suffix) >= _SHORTEST_SUFFIX and any(map(str.isdigit, suffix)) if not labelled else bool(suffix)


def _find_end(text: str, begin: int) -> int:
    """Return the end of an identifier that begins at `begin`, without the punctuation of the sentence."""
    end = begin
    while rest := _REST.match(text, end):
        end = rest.end()
        if sici := SICI.match(text, end):
            return sici.end()
        gap = _BREAK.match(text, end)
        if gap is None or not _goes_on(text, end, gap.end()):
            break
        end = gap.end()
    if following := _NEXT.search(text, begin, end):
        end = following.start()
    return _trim_brackets(text, begin, end)


def _goes_on(text: str, at: int, after: int) -> bool:
    """Return whether an identifier goes on after a line end: after a slash, a hyphen in figures, or before a SICI."""
    if text[at - 1] == "/" or SICI.match(text, after):
        return True
    return text[at - 1] == "-" and text[at - 2 : at - 1].isdigit() and text[after].isdigit()


def _trim_brackets(text: str, begin: int, end: int) -> int:
    """Return the end of `text[begin:end]` before punctuation, a marker and brackets that are not opened in it."""
    depth = {")": 0, "]": 0}
    for at in range(begin, end):
        sign = text[at]
        for closing, opening in _PAIRS.items():
            depth[closing] += (sign == opening) - (sign == closing)
        if -1 in depth.values():
            end = at
            break
    while end > begin and text[end - 1] in _TRAILING:
        end -= 1
    if marker := _MARKER.search(text, begin, end):
        return _trim_brackets(text, begin, marker.start())
    return end - 1 if text[end - 1] in "([" else end
