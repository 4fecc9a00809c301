"""Repairs applied to the places where their addresses are written; pure, on text.

A format reports where addresses are (`WrittenAddress`) and how it writes an address, or a copy next to one
(`AddressSyntax`). This module decides which repair applies, the same way for all formats. It also implements plain
text, where an address is anything that reads as one.
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
    """An address at `text[start:end]` and its target.

    `copy_at` is the offset where a copy can be named, None if there is none (the element already names a copy).
    """

    start: int
    end: int
    target: Target
    copy_at: int | None = None


@dataclass(frozen=True, slots=True)
class AddressSyntax:
    """How a format writes the replacement of an address and the name of a copy next to it."""

    address: Callable[[str], str]
    copy: Callable[[Repair], str]


@dataclass(frozen=True, slots=True)
class Splice:
    """One change: `repair` replaces `text[start:end]` with `new`."""

    start: int
    end: int
    new: str
    repair: Repair


def resolve_link_text(link: Target, shown: Target) -> Target:
    """Return the link's address if its text shows the same address cut or in another spelling, else the text's."""
    match shown, link:
        case Url(canonical=text), Url(canonical=address) if source_key(text) == source_key(address):
            return replace(shown, canonical=address)
        case CutUrl(prefix=prefix), Url(canonical=address) if address.startswith(prefix):
            return link
        case _:
            return shown


def find_splices(
    text: str, addresses: Iterable[WrittenAddress], repairs: Sequence[Repair], syntax: AddressSyntax
) -> tuple[Splice, ...]:
    """Return the changes to `text`, in order; a copy that is already named is not added again."""
    by_old = {(repair.old, repair.cut): repair for repair in repairs}
    found: dict[tuple[int, int], Splice] = {}
    for place in addresses:
        repair = by_old.get(_key_of(place.target))
        if repair is None:
            continue
        splice = _build_splice(text, place, repair, syntax)
        if splice:
            found.setdefault((splice.start, splice.end), splice)
    return tuple(found[at] for at in sorted(found))


def apply_splices(text: str, changes: Iterable[Splice]) -> str:
    """Return `text` with the changes made; they are in order and do not overlap."""
    parts: list[str] = []
    done = 0
    for change in changes:
        parts += (text[done : change.start], change.new)
        done = change.end
    return "".join((*parts, text[done:]))


def _build_splice(text: str, place: WrittenAddress, repair: Repair, syntax: AddressSyntax) -> Splice | None:
    if repair.kind is not RepairKind.MEMENTO:
        new = syntax.address(_keep_fragment(repair.new, place.target))
        return Splice(place.start, place.end, new, repair)
    copy = syntax.copy(repair)
    if place.copy_at is None or text.startswith(copy, place.copy_at):
        return None
    return Splice(place.copy_at, place.copy_at, copy, repair)


def _key_of(target: Target) -> tuple[str, bool]:
    match target:
        case Url(canonical=url):
            return url, False
        case CutUrl(prefix=prefix):
            return prefix, True
        case _:
            return "", False


def _keep_fragment(new: str, target: Target) -> str:
    """Keep the fragment that the draft names; it is not part of what was checked."""
    written = target.written if isinstance(target, Url) else ""
    _, separator, fragment = written.partition("#")
    return f"{new}{separator}{fragment}" if fragment and "#" not in new else new


CLOSING_BRACKETS = {"<": ">", "[": "]"}
"""Brackets that contain only an address; a copy is named after them."""


def find_text_addresses(text: str) -> Iterator[WrittenAddress]:
    """Yield every address of a text."""
    for found in find_references(text):
        before = text[found.start - 1] if found.start else ""
        end = found.end
        if CLOSING_BRACKETS.get(before, "\0") == text[end : end + 1]:
            end += 1
        yield WrittenAddress(found.start, found.end, found.target, end)


def _render_copy(repair: Repair) -> str:
    return f" (archived: {repair.new})"


TEXT_SYNTAX = AddressSyntax(address=str, copy=_render_copy)
