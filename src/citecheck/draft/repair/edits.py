"""Repairs brought to the places where their addresses are written; pure, on text.

Plain text is the simplest format.

A format says where addresses are (`WrittenAddress`) and how it writes an address or a copy next to one
(`AddressSyntax`); which repair applies is decided here, once for all formats. In plain text an address is wherever
a
reader would see one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from citecheck.draft.repair.plan import Repair, RepairKind
from citecheck.model.target import CutUrl, Target, Url
from citecheck.url.normal_form import source_key
from citecheck.url.references import find_references


@dataclass(frozen=True, slots=True)
class WrittenAddress:
    """An address at `text[start:end]`, and what it points to.

    `beside` is where a copy can be named, None if this place has none (an attribute whose element was dealt with).
    """

    start: int
    end: int
    target: Target
    beside: int | None = None


@dataclass(frozen=True, slots=True)
class AddressSyntax:
    """How a format writes a new address in the place of one, and the naming of a copy beside it."""

    address: Callable[[str], str]
    copy: Callable[[Repair], str]


@dataclass(frozen=True, slots=True)
class Splice:
    """`text[start:end]` becomes `new` because of `repair`."""

    start: int
    end: int
    new: str
    repair: Repair


def resolve_link_text(link: Target, shown: Target) -> Target:
    """Take the text of a link that is the link's own address, cut or written in another way, for that address."""
    match shown, link:
        case Url(canonical=text), Url(canonical=address) if source_key(text) == source_key(address):
            return replace(shown, canonical=address)
        case CutUrl(prefix=prefix), Url(canonical=address) if address.startswith(prefix):
            return link
        case _:
            return shown


def find_splices(
    text: str, standing: Iterable[WrittenAddress], repairs: Sequence[Repair], manner: AddressSyntax
) -> tuple[Splice, ...]:
    """Find what has to be changed in `text`, in order; a copy that is named there already is not named again."""
    by_old = {(repair.old, repair.cut): repair for repair in repairs}
    found: dict[tuple[int, int], Splice] = {}
    for place in standing:
        repair = by_old.get(_key_of(place.target))
        if repair is None:
            continue
        splice = _build_splice(text, place, repair, manner)
        if splice:
            found.setdefault((splice.start, splice.end), splice)
    return tuple(found[at] for at in sorted(found))


def apply_splices(text: str, changes: Iterable[Splice]) -> str:
    """Make the changes, which are in order and do not overlap."""
    parts: list[str] = []
    done = 0
    for change in changes:
        parts += (text[done : change.start], change.new)
        done = change.end
    return "".join((*parts, text[done:]))


def _build_splice(text: str, place: WrittenAddress, repair: Repair, manner: AddressSyntax) -> Splice | None:
    if repair.kind is not RepairKind.MEMENTO:
        new = manner.address(_keep_fragment(repair.new, place.target))
        return Splice(place.start, place.end, new, repair)
    copy = manner.copy(repair)
    if place.beside is None or text.startswith(copy, place.beside):
        return None
    return Splice(place.beside, place.beside, copy, repair)


def _key_of(target: Target) -> tuple[str, bool]:
    match target:
        case Url(canonical=url):
            return url, False
        case CutUrl(prefix=prefix):
            return prefix, True
        case _:
            return "", False


def _keep_fragment(new: str, target: Target) -> str:
    """Keep the place within the page that the draft names; it is no part of what was checked."""
    written = target.written if isinstance(target, Url) else ""
    _, sign, fragment = written.partition("#")
    return f"{new}{sign}{fragment}" if fragment and "#" not in new else new


CLOSING_BRACKETS = {"<": ">", "[": "]"}
"""Brackets that hold nothing but an address; a copy is named behind them."""


def find_text_addresses(text: str) -> Iterator[WrittenAddress]:
    """Give every address of a text."""
    for found in find_references(text):
        before = text[found.start - 1] if found.start else ""
        end = found.end
        if CLOSING_BRACKETS.get(before, "\0") == text[end : end + 1]:
            end += 1
        yield WrittenAddress(found.start, found.end, found.target, end)


def _render_copy(repair: Repair) -> str:
    return f" (archived: {repair.new})"


TEXT_SYNTAX = AddressSyntax(address=str, copy=_render_copy)
