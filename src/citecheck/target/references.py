"""Undo the spellings of addresses in a text, and find the addresses.

The text is rewritten until no row of `spellings` applies any more, hence refanging twice is refanging once. The scanner
then reads plain addresses only; every span is mapped back to the text as written.
"""

from __future__ import annotations

from bisect import bisect_right

from citecheck.model.target import CutUrl, Hostile, Malformed, Reference, Url
from citecheck.target.canonical import canonical
from citecheck.target.cuts import is_cut_by_length
from citecheck.target.rewriting import Edit, Rewriting, Style, rewrite
from citecheck.target.scanner import Span, scan, scan_hosts
from citecheck.target.spellings import spelled_edits

_PASSES = 6
"""No spelling seen needs more than three; the bound keeps a hostile text from being rewritten for ever."""


def find_references(text: str) -> tuple[Reference, ...]:
    """Find every address in `text`, in order; `text[r.start:r.end] == r.raw` for each.

    Spelled-out dots and slips of the scheme are mended (`Url`), ends cut off by dots are `CutUrl`, the indicators of
    threat reports are `Hostile`. Works in linear time.
    """
    return _found(text, _plain(text))


def refang(text: str) -> tuple[str, tuple[Reference, ...]]:
    """Give `text` with every address restored, and the references found in it (their spans cut the text given)."""
    passes = _plain(text)
    return (passes[-1].text if passes else text), _found(text, passes)


def _plain(text: str) -> list[Rewriting]:
    passes: list[Rewriting] = []
    for _ in range(_PASSES):
        before = passes[-1].text if passes else text
        edits = list(spelled_edits(before))
        if not edits:
            break
        passes.append(rewrite(before, edits))
    return passes


def _found(text: str, passes: list[Rewriting]) -> tuple[Reference, ...]:
    plain = passes[-1].text if passes else text
    found = [_reference(text, span, passes) for span in scan(plain, is_cut_by_length)]
    if not any(edit.style is Style.HOSTILE for done in passes for edit in done.edits):
        return tuple(found)
    starts, ends = [one.start for one in found], [0, *(one.end for one in found)]
    bare = (_reference(text, span, passes) for span in scan_hosts(plain))
    found += [
        one for one in bare if isinstance(one.target, Hostile) and one.start >= ends[bisect_right(starts, one.start)]
    ]
    return tuple(sorted(found, key=lambda reference: reference.start))


def _reference(text: str, span: Span, passes: list[Rewriting]) -> Reference:
    start, end = span.start, span.end
    touched: list[Edit] = []
    for done in reversed(passes):
        touched += done.within(start, end)
        start, end = done.origin(start), done.origin(end, end=True)
    styles = [edit.style for edit in touched]
    hostile = Style.HOSTILE in styles
    repairs = dict.fromkeys([edit.repair for edit in touched if edit.repair])
    if span.repair:
        repairs[span.repair] = None
    return Reference(
        text[start:end],
        start,
        end,
        _target(span, hostile=hostile),
        defanged=hostile or Style.SPELLED in styles,
        scheme_assumed=not span.scheme,
        repaired="; ".join(repairs) if repairs and not hostile else None,
    )


def _target(span: Span, *, hostile: bool) -> Url | CutUrl | Hostile | Malformed:
    if hostile:
        return Hostile(span.address)
    if span.cut:
        return CutUrl(span.address, host_cut=span.host_cut)
    return canonical(span.address)
