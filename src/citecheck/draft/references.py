"""The list of references of a draft and the citations of it, as notes and markers.

Two independent signs are needed: a list, and citations in the text that name its entries. Entries that are cited by
number are notes and are read by `typed_notes`; these are cited by author and year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from citecheck.draft.author_names import find_words, fold_name, fold_words, is_capital
from citecheck.draft.author_year import AuthorYearCall, AuthorYearReader
from citecheck.draft.manuscript import ManuscriptBlock, Marker, Note, TextCitation, place_at, take_out_citations
from citecheck.draft.reference_index import ReferenceIndex, list_works, list_works_of_notes
from citecheck.draft.reference_list import NO_YEAR, ReferenceEntry, find_reference_list
from citecheck.model.draft import CitationSystem

_FEWEST_UNANNOUNCED = 2
"""Fewest cited entries of a list without a heading."""
_FEW_MISSING = 3
_MOST_MISSING = 0.2
"""Share of entries cited by form alone above which the list is a choice of works, and none is reported as missing."""


def read_references(
    blocks: Sequence[ManuscriptBlock], notes: Sequence[Note], *, notes_cite: bool
) -> tuple[tuple[ManuscriptBlock, ...], tuple[Note, ...]]:
    """Split blocks into running text, with its citations by author and year as markers, and entries as notes.

    Return the running text, and the notes followed by the entries. With `notes_cite`, a note that names an entry, or a
    work that another note describes ("Doe 2024, p. 4"), gets a marker of it. Without a list, or if nothing cites it,
    blocks and notes are unchanged. Linear.
    """
    entries, announced = _find_entries(blocks)
    noted = list_works_of_notes(notes) if notes_cite else []
    if not entries and not noted:
        return tuple(blocks), tuple(notes)
    taken = {number for entry in entries for number in range(entry.block, entry.last)}
    reader = AuthorYearReader.of(entries, blocks, taken)
    calls = {
        at: [call for call in reader.read(block.text) if not _is_code(block, call)]
        for at, block in enumerate(blocks)
        if at not in taken
    }
    reader = AuthorYearReader(ReferenceIndex.of([*entries, *noted]))
    in_notes = [
        [call for call in reader.read(note.text) if call.item.entry]
        if notes_cite and note.system is CitationSystem.NOTE
        else []
        for note in notes
    ]
    cited = {call.item.entry for row in (*calls.values(), *in_notes) for call in row if call.item.entry}
    given = _match_given_works(blocks, entries, notes)
    if len(cited) + len(given) < (1 if announced or noted else _FEWEST_UNANNOUNCED):
        return tuple(blocks), tuple(notes)
    calls = _drop_doubtful(calls, blocks)
    names = _name_entries([entry for entry in entries if entry not in given], frozenset(note.id for note in notes))
    names.update((entry, entry.note) for entry in noted if entry.note)
    names.update((entry, work.id) for entry, work in given.items())
    printed = {work.id for work in given.values()}
    text = tuple(_take_out(blocks[at], row, names) for at, row in calls.items())
    marked = (_mark_note(note, row, names) for note, row in zip(notes, in_notes, strict=True) if note.id not in printed)
    built = (_build_note(blocks, entry, names[entry], given.get(entry)) for entry in entries)
    return text, (*marked, *built)


def _match_given_works(
    blocks: Sequence[ManuscriptBlock], entries: Sequence[ReferenceEntry], notes: Sequence[Note]
) -> dict[ReferenceEntry, Note]:
    """Return the works that the draft's fields or keys give as data, by the entry of the printed list that is the same.

    The entry has their first author, and their title or their year.
    """
    given: dict[str, list[Note]] = {}
    for note in notes:
        if note.system is CitationSystem.REFERENCE and (words := fold_words(note.author)):
            given.setdefault(words[0], []).append(note)
    found = {}
    for entry in entries if given else ():
        same = [(_compare_work(blocks, entry, work), work) for work in given.get(entry.author[0], ())]
        best = max(same, key=lambda row: row[0], default=None)
        if best and best[0]:
            found[entry] = best[1]
            given[entry.author[0]].remove(best[1])
    return found


def _compare_work(blocks: Sequence[ManuscriptBlock], entry: ReferenceEntry, work: Note) -> int:
    """Return how sure it is that an entry is a work given as data: 2 by its title, 1 by its year, 0 if it is not."""
    text = blocks[entry.block].text[entry.start : entry.end].casefold()
    if any(source.title and source.title.casefold() in text for source in work.sources):
        return 2
    return int(any(year in work.marker for year in entry.years))


def _find_entries(blocks: Sequence[ManuscriptBlock]) -> tuple[list[ReferenceEntry], bool]:
    """Return the entries of all lists in order, and whether a heading or the markup of the works announces them."""
    found, announced = find_reference_list(blocks)
    listed = list(list_works(blocks))
    if not listed:
        return found, announced
    return sorted((*listed, *(found if announced else ())), key=lambda entry: (entry.block, entry.start)), True


def _mark_note(note: Note, calls: Sequence[AuthorYearCall], names: Mapping[ReferenceEntry, str]) -> Note:
    """Return a note with its citations of entries as markers; its text stays as it is written."""
    markers = tuple(
        Marker(
            call.item.start,
            call.label,
            place_at(note.places, call.item.start),
            names[call.item.entry],
            CitationSystem.REFERENCE,
        )
        for call in calls
        if call.item.entry and call.item.entry.note != note.id
    )
    return replace(note, inner_markers=(*note.inner_markers, *markers)) if markers else note


def _is_code(block: ManuscriptBlock, call: AuthorYearCall) -> bool:
    return any(low <= call.item.at < high for low, high in block.literal)


def _drop_doubtful(
    calls: Mapping[int, Sequence[AuthorYearCall]], blocks: Sequence[ManuscriptBlock]
) -> dict[int, list[AuthorYearCall]]:
    """Return the citations without those of no entry that are doubtful: common words, another style, or too many."""
    found = [call.item for row in calls.values() for call in row if call.item.entry]
    commas = [item.comma for item in found if item.comma is not None]
    style = sum(commas) * 2 > len(commas) if commas else None
    styles = {style} if commas else set()
    styles.update({None} if any(item.comma is None and item.offsets for item in found) else ())
    doubtful = [call.item for row in calls.values() for call in row if not call.item.sure]
    lone = {fold_name(word) for item in doubtful for word in item.words if is_capital(word)}
    common = _find_small_words(blocks, lone) if lone else frozenset()
    kept = {
        at: [
            call
            for call in row
            if call.item.entry
            or call.item.sure
            or (call.item.comma in styles and common.isdisjoint(map(fold_name, call.item.words)))
        ]
        for at, row in calls.items()
    }
    missing = sum(not call.item.entry for row in kept.values() for call in row)
    if missing <= max(min(_FEW_MISSING, len(found)), _MOST_MISSING * (missing + len(found))):
        return kept
    return {at: [call for call in row if call.item.entry] for at, row in kept.items()}


def _find_small_words(blocks: Sequence[ManuscriptBlock], names: set[str]) -> frozenset[str]:
    """Return those of the folded `names` that a draft also writes small, as it writes no name: "the second edition"."""
    small = (word[0] for block in blocks for word in find_words(block.text) if word[0].islower())
    return frozenset(names.intersection(map(fold_name, small)))


def _name_entries(entries: Sequence[ReferenceEntry], ids: frozenset[str]) -> dict[ReferenceEntry, str]:
    """Return an id for each entry that no note has: "doe-2024", for a second one "doe-2024-2"."""
    names: dict[ReferenceEntry, str] = {}
    used = set(ids)
    for entry in entries:
        year = "nd" if entry.years[0] == NO_YEAR else entry.years[0]
        first = f"{'-'.join(entry.author)}-{year}"
        name, count = first, 1
        while name in used:
            count += 1
            name = f"{first}-{count}"
        used.add(name)
        names[entry] = name
    return names


def _take_out(
    block: ManuscriptBlock, calls: Sequence[AuthorYearCall], names: Mapping[ReferenceEntry, str]
) -> ManuscriptBlock:
    found = [
        TextCitation(
            call.item.start,
            " ".join(call.label.split()),
            names[call.item.entry] if call.item.entry else None,
            call.cut,
        )
        for call in calls
    ]
    return take_out_citations(block, found) if found else block


def _build_note(blocks: Sequence[ManuscriptBlock], entry: ReferenceEntry, name: str, given: Note | None) -> Note:
    """Return the note of an entry, from its block and those that go on with it; its sources are those `given`."""
    first = blocks[entry.block]
    pieces, places, links, length = [], [], [], 0
    for block in blocks[entry.block : entry.last]:
        start, end = (entry.start, entry.end) if block is first else (0, len(block.text))
        places.append((length, place_at(block.places, start)))
        places += [(length + at - start, place) for at, place in block.places if start < at < end]
        links += [
            replace(one, start=length + max(0, one.start - start), end=length + one.end - start)
            for one in block.links
            if one.end > start and one.start < end
        ]
        pieces.append(block.text[start:end])
        length += len(pieces[-1]) + 1
    year = "" if entry.years[0] == NO_YEAR else f" {entry.years[0]}"
    return Note(
        name,
        given.marker if given else f"{entry.shown}{year}",
        "\n".join(pieces),
        tuple(places),
        tuple(links),
        given.sources if given else next((work.sources for work in first.works if work.start == entry.start), ()),
        system=CitationSystem.REFERENCE,
    )
