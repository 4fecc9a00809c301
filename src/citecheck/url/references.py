"""References: undo the special spellings of addresses in a text, and find all addresses.

The text is rewritten until no row of `spellings` applies, so refanging twice equals refanging once. The scanner then
reads plain addresses only. Every span is mapped back to the text as written.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from citecheck.model.target import CutUrl, Hostile, Malformed, Reference, Url
from citecheck.url.identifiers import find_identifiers
from citecheck.url.normal_form import parse_url
from citecheck.url.scanner import AddressSpan, is_cut_by_length, scan, scan_hosts
from citecheck.url.spellings import RewrittenText, SpellingEdit, SpellingStyle, find_spelling_edits, rewrite
from citecheck.url.wrappers import unwrap

_ELLIPSES = ("...", "\u2026")
_ENCODED_ELLIPSIS = re.compile(r"%E2%80%A6\Z", re.IGNORECASE)
_DOTTED_PATHS = re.compile(r"/(?:wiki|compare)/", re.IGNORECASE)
_BETWEEN_PARTS = frozenset("/=?&#")
_PASSES = 6
"""No known spelling needs more than three passes. The limit stops a hostile text from being rewritten forever."""


def find_references(text: str) -> tuple[Reference, ...]:
    """Find every address and identifier of a work in `text`, in order; `text[r.start:r.end] == r.raw` for each.

    Spelled-out dots and typos in the scheme are corrected (`Url`). Addresses that end in dots are `CutUrl`, and
    indicators of threat reports `Hostile`. Linear in the length of the text.
    """
    return _find_in_passes(text, _undo_spellings(text))


def find_cut_target(address: str) -> CutUrl | None:
    """Return the cut address that `address` is as a whole, None if it is complete or no address.

    Dots after a slash or an equals sign stand for a part that a reader fills in, "https://api.example.org/v1/...". The
    titles of wikis and the comparisons of code hosts may end in dots: "/wiki/Wait_and_see...", "/compare/v1.0...".
    """
    written = _ENCODED_ELLIPSIS.sub("\u2026", address)
    if not written.endswith(_ELLIPSES) or _DOTTED_PATHS.search(written):
        return None
    found = find_references(written)
    target = found[0].target if len(found) == 1 and found[0].raw == written else None
    if not isinstance(target, CutUrl) or target.host_cut or target.prefix[-1:] in _BETWEEN_PARTS:
        return None
    return target


def refang(text: str) -> tuple[str, tuple[Reference, ...]]:
    """Return `text` with every address restored, and its references. Their spans refer to the original `text`."""
    passes = _undo_spellings(text)
    return (passes[-1].text if passes else text), _find_in_passes(text, passes)


def _undo_spellings(text: str) -> list[RewrittenText]:
    passes: list[RewrittenText] = []
    for _ in range(_PASSES):
        before = passes[-1].text if passes else text
        edits = list(find_spelling_edits(before))
        if not edits:
            break
        passes.append(rewrite(before, edits))
    return passes


def _find_in_passes(text: str, passes: list[RewrittenText]) -> tuple[Reference, ...]:
    plain = passes[-1].text if passes else text
    spans = list(scan(plain, is_cut_by_length))
    named = _find_identifier_spans(plain, spans)
    found = [_build_reference(text, span, passes) for span in spans]
    found += [replace(_build_reference(text, span, passes), identifier=True) for span in named]
    found.sort(key=lambda reference: reference.start)
    if not any(edit.style is SpellingStyle.HOSTILE for done in passes for edit in done.edits):
        return tuple(found)
    starts, ends = [one.start for one in found], [0, *(one.end for one in found)]
    bare = (_build_reference(text, span, passes) for span in scan_hosts(plain))
    found += [
        one for one in bare if isinstance(one.target, Hostile) and one.start >= ends[bisect_right(starts, one.start)]
    ]
    return tuple(sorted(found, key=lambda reference: reference.start))


def _find_identifier_spans(text: str, addresses: list[AddressSpan]) -> Iterator[AddressSpan]:
    """Yield the identifiers of `text` outside its addresses, as the addresses they lead to."""
    starts, ends = [one.start for one in addresses], [0, *(one.end for one in addresses)]
    for one in find_identifiers(text):
        before = bisect_right(starts, one.end - 1)
        if one.start >= ends[before]:
            yield AddressSpan(one.start, one.end, one.address, cut=one.cut)


def _build_reference(text: str, span: AddressSpan, passes: list[RewrittenText]) -> Reference:
    start, end = span.start, span.end
    applied: list[SpellingEdit] = []
    for done in reversed(passes):
        applied += done.within(start, end)
        start, end = done.origin(start), done.origin(end, end=True)
    styles = [edit.style for edit in applied]
    hostile = SpellingStyle.HOSTILE in styles
    repairs = dict.fromkeys([edit.repair for edit in applied if edit.repair])
    if span.repair:
        repairs[span.repair] = None
    return Reference(
        text[start:end],
        start,
        end,
        _build_target(span, hostile=hostile),
        defanged=hostile or SpellingStyle.SPELLED in styles,
        scheme_assumed=not span.scheme,
        repaired="; ".join(repairs) if repairs and not hostile else None,
    )


def _build_target(span: AddressSpan, *, hostile: bool) -> Url | CutUrl | Hostile | Malformed:
    if hostile:
        return Hostile(span.address)
    if span.cut:
        return CutUrl(span.address, host_cut=span.host_cut)
    return parse_url(unwrap(span.address))
