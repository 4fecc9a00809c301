"""Recovery of damaged addresses: complete cut ones with evidence, and find those that lost one letter.

Cut addresses: publishing cuts the displayed text after 72 bytes, which may split a percent escape or a character; both
are removed before comparing. Scheme, `www.` and the host's case are ignored, as in an index. Evidence comes from the
same prefix elsewhere in the draft, from the published version (`note_alignment`), and from the store; the link's own
target was used when the draft was read. `prefix_search` adds candidates from a public archive. Equal prefixes are not
equal sources: all candidates that only share the prefix are shown, and only the published version identifies the very
note and is proven. A prefix that is a bare host, such as `https://x.com...`, is completed by the published version
only: what else begins with it is any page of the site. Of an address of which letters of the scheme are left, the place
among sources that all match says which it is. No address is ever guessed. Pure.

Lost letters: real reports contain identifiers without their last letter. A sibling is searched only for addresses
known to be dead, only if the two differ in one inserted letter of a long part, and is always a suggestion: short
numbers that differ by a digit are different pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias
from urllib.parse import unquote

from citecheck.archive.public.note_alignment import align_notes, is_other_document
from citecheck.model.draft import Draft, Footnote
from citecheck.model.report import Completion, CompletionOrigin
from citecheck.model.target import CutUrl, Target, Url
from citecheck.url.normal_form import source_key

_SCHEME_AND_WWW = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?/{0,2}(?:www\d?\.)?", re.IGNORECASE)
_SPLIT_ESCAPE = re.compile(r"(?:%[0-9a-f]?)$", re.IGNORECASE)
_SPLIT_CHARACTER = re.compile(r"(?:%[89a-f][0-9a-f])+$", re.IGNORECASE)
_PATH_LETTERS = 4
"""Letters of the path above which a prefix means more than "something on this site"."""


def completes(prefix: str, url: str) -> bool:
    """Return whether `url` is longer than `prefix` and begins with it, ignoring scheme and `www.`."""
    start, whole = _normalise(trim_split_escape(prefix)), _normalise(url)
    return len(whole) > len(start) > 0 and whole.startswith(start)


def trim_split_escape(prefix: str) -> str:
    """Remove a split percent escape, or the escaped bytes of a split character, from the end of a prefix."""
    prefix = _SPLIT_ESCAPE.sub("", prefix.rstrip("\ufffd"))
    tail = _SPLIT_CHARACTER.search(prefix)
    if tail is None:
        return prefix
    whole = bytes.fromhex(tail[0].replace("%", "")).decode("utf-8", "ignore").encode()
    return prefix[: tail.start()] + "".join(f"%{byte:02X}" for byte in whole)


def explain_unsearchable(prefix: str) -> str | None:
    """Return why an index cannot be searched for a prefix, in one clause, or None if it can."""
    host, slash, path = _SCHEME_AND_WWW.sub("", prefix).partition("/")
    if not slash or "." not in host:
        return "the host itself is cut"
    if "?" in path:
        return "the cut falls inside the query, which indexes sort"
    if len(path) < _PATH_LETTERS:
        return "nearly nothing but the host is left"
    return None


def _names_only_host(prefix: str) -> bool:
    """Return whether a prefix holds nothing after its host, so that any page of the site begins with it."""
    return not _SCHEME_AND_WWW.sub("", prefix).partition("/")[2].strip("/?#")


def _normalise(address: str) -> str:
    host, slash, path = _SCHEME_AND_WWW.sub("", address).partition("/")
    return host.lower().removesuffix(":80").removesuffix(":443") + slash + unquote(path)


_LONG_PART_LETTERS = 10
"""Characters of the part of path or query that lost the letter. Identifiers are longer, page numbers shorter."""
_PARTS = re.compile(r"[^/?&=#]+")


class LongParts:
    """Addresses by what is left of each without half of a long part, so that one with a lost letter is found among few.

    An inserted letter is in one half of the part, so the other half and all around it are equal. The index is made at
    the first question: most runs have no dead address.
    """

    def __init__(self, addresses: Sequence[str]) -> None:
        self._addresses = addresses

    @cached_property
    def _by_rest(self) -> dict[_Rest, list[int]]:
        made: dict[_Rest, list[int]] = {}
        for at, address in enumerate(self._addresses):
            for rest in _leave_out_halves(address, inserted=1):
                made.setdefault(rest, []).append(at)
        return made

    def find_siblings(self, dead: str) -> tuple[str, ...]:
        """Return the distinct addresses that equal `dead` with one character inserted, in their order."""
        near = {at for rest in _leave_out_halves(dead, inserted=0) for at in self._by_rest.get(rest, ())}
        found = (self._addresses[at] for at in sorted(near))
        return tuple(dict.fromkeys(other for other in found if _lacks_one_letter(dead, other)))


_Rest: TypeAlias = tuple[str, str]
"""What is before the half of a part that is left out, and what is after it."""


def _leave_out_halves(address: str, *, inserted: int) -> Iterator[_Rest]:
    """Yield an address without either half of each long part, of which the left out one has `inserted` letters more."""
    for part in _PARTS.finditer(address, len("https://")):
        start, end = part.span()
        if end - start - inserted >= _LONG_PART_LETTERS:
            half = (end - start - inserted) // 2
            yield address[: start + half], address[end:]
            yield address[:start], address[start + half + inserted :]


def _lacks_one_letter(short: str, whole: str) -> bool:
    if len(whole) != len(short) + 1:
        return False
    place = next((at for at, letter in enumerate(short) if whole[at] != letter), len(short))
    if short[place:] != whole[place + 1 :] or not whole[place].isalnum():
        return False
    part = next((match for match in _PARTS.finditer(whole) if match.start() <= place < match.end()), None)
    return part is not None and part.start() > len("https://") and len(part[0]) > _LONG_PART_LETTERS


def _count_whole(note: Footnote, other: Footnote) -> int | None:
    """Return the number of complete addresses of a note that another has too, None if they cannot be the same note.

    They may be the same if every complete address of the one is in the other and every cut one is completed there.
    """
    targets = [source.target for source in note.sources if isinstance(source.target, Url | CutUrl)]
    known = [target for target in targets if not _is_scrap(target)]
    if not known or not all(any(_can_match(target, one.target) for one in other.sources) for target in known):
        return None
    return sum(isinstance(target, Url) for target in known)


def _is_scrap(target: Target) -> bool:
    """Return whether nothing but a part of the scheme is left of an address; any address may complete it."""
    return isinstance(target, CutUrl) and "https://".startswith(target.prefix.lower().replace("http:", "https:"))


def _can_match(target: Target, published: Target) -> bool:
    """Return whether a target of the draft may be one of the published version: the same, or completed by it."""
    match target, published:
        case Url(canonical=ours), Url(canonical=theirs):
            return source_key(ours) == source_key(theirs)
        case CutUrl(prefix=prefix), Url(written=url):
            return completes(prefix, url) or _is_scrap(target)
        case CutUrl(prefix=prefix), CutUrl(prefix=other):
            return prefix == other
        case _:
            return type(target) is type(published)


@dataclass(frozen=True, slots=True)
class CutSource:
    """A cut source: the index of its note in the draft and of the source in the note, and the remaining prefix."""

    note: int
    source: int
    marker: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Recovery:
    """A cut source and its completions, strongest evidence first, no source twice."""

    cut: CutSource
    completions: tuple[Completion, ...] = ()


_LookUpPrefix = Callable[[str], Iterable[str]]
"""A function of the store that returns the complete addresses earlier runs saw under a prefix."""


def recover_cut_sources(
    draft: Draft, *, published: Draft | None = None, lookup: _LookUpPrefix | None = None
) -> tuple[Recovery, ...]:
    """Return one recovery for every cut source of the draft, in order, with the evidence that needs no network."""
    named = published if published is not None and not is_other_document(draft, published) else None
    from_published = _find_in_published(draft, named) if named is not None else {}
    recoveries = []
    for cut in list_cut_sources(draft):
        found = list(from_published.get((cut.note, cut.source), ()))
        if _names_only_host(cut.prefix):
            recoveries.append(Recovery(cut, tuple(found)))
            continue
        found += _find_in_draft(cut, draft)
        own = _list_whole_keys(draft.footnotes[cut.note])
        if lookup is not None:
            urls = (url for url in lookup(cut.prefix) if completes(cut.prefix, url))
            found.extend(Completion(url, CompletionOrigin.STORE, "an earlier run saw this address") for url in urls)
        recoveries.append(
            Recovery(cut, drop_duplicates(one for one in found if one.proven or source_key(one.url) not in own))
        )
    return tuple(recoveries)


def list_cut_sources(draft: Draft) -> tuple[CutSource, ...]:
    """List the cut sources of a draft in order."""
    return tuple(
        CutSource(place, number, note.marker, source.target.prefix)
        for place, note in enumerate(draft.footnotes)
        for number, source in enumerate(note.sources)
        if isinstance(source.target, CutUrl)
    )


def _list_whole_keys(note: Footnote) -> frozenset[str]:
    """Return the keys of the complete addresses of a note, which a cut one in it repeats least likely."""
    return frozenset(source_key(source.target.canonical) for source in note.sources if isinstance(source.target, Url))


def drop_duplicates(completions: Iterable[Completion]) -> tuple[Completion, ...]:
    """Keep the first completion of every source."""
    kept: dict[str, Completion] = {}
    for one in completions:
        kept.setdefault(source_key(one.url), one)
    return tuple(kept.values())


def _find_in_draft(cut: CutSource, draft: Draft) -> list[Completion]:
    """Find complete addresses with the prefix in the draft itself."""
    return [
        Completion(source.target.written, CompletionOrigin.DRAFT, f"note {note.marker} of this draft names it in full")
        for note in draft.footnotes
        for source in note.sources
        if isinstance(source.target, Url) and completes(cut.prefix, source.target.written)
    ]


def _find_in_published(draft: Draft, published: Draft) -> dict[tuple[int, int], list[Completion]]:
    """Return the completions from the published notes, by index of note and source.

    Those of a note that is not identified are offered, from the published notes that are no other note of the draft.
    """
    whole = [[_count_whole(note, other) for other in published.footnotes] for note in draft.footnotes]
    partners = align_notes(draft, published, whole)
    taken = {partner.note for partner in partners.values()}
    free = [note for at, note in enumerate(published.footnotes) if at not in taken]
    found: dict[tuple[int, int], list[Completion]] = {}
    for cut in list_cut_sources(draft):
        partner = partners.get(cut.note)
        if partner is None:
            found[cut.note, cut.source] = _offer_completions(cut.prefix, free)
            continue
        other = published.footnotes[partner.note]
        urls = _find_completions(draft.footnotes[cut.note], cut.source, cut.prefix, other)
        proof = f"note {other.marker} of the published version names it, and {partner.reason}"
        found[cut.note, cut.source] = [
            Completion(url, CompletionOrigin.PUBLISHED, proof, proven=len(urls) == 1) for url in urls
        ]
    return found


def _offer_completions(prefix: str, notes: Sequence[Footnote]) -> list[Completion]:
    """Return what published notes name under a prefix, without proof; under a bare host any page would do."""
    return [
        Completion(
            source.target.written,
            CompletionOrigin.PUBLISHED,
            f"note {note.marker} of the published version names it, and nothing shows that it is this note",
        )
        for note in notes
        for source in note.sources
        if not _names_only_host(prefix) and isinstance(source.target, Url) and completes(prefix, source.target.written)
    ]


def _find_completions(note: Footnote, number: int, prefix: str, other: Footnote) -> list[str]:
    """Return the addresses that complete one source of a note.

    If the sources of both notes match one by one, the position decides. Otherwise, if there are as many completions
    as equal prefixes, their order decides. Otherwise all completions are returned. A bare host needs the position.
    """
    theirs = [source.target for source in other.sources]
    if len(note.sources) == len(theirs) and all(map(_can_match, (source.target for source in note.sources), theirs)):
        target = theirs[number]
        return [target.written] if isinstance(target, Url) else []
    if _names_only_host(prefix):
        return []
    urls = [
        source.target.written
        for source in other.sources
        if isinstance(source.target, Url) and completes(prefix, source.target.written)
    ]
    equal_prefixes = [
        index
        for index, source in enumerate(note.sources)
        if isinstance(source.target, CutUrl) and source.target.prefix == prefix
    ]
    named = _list_whole_keys(note)
    urls = [url for url in urls if source_key(url) not in named] or urls
    return [urls[equal_prefixes.index(number)]] if len(urls) == len(equal_prefixes) else urls
