"""The web links outside notes as what a draft cites: an entry each, and the citation of each link in a sentence.

Every link to a web page has an entry, so that it is asked and judged like the source of a note. A draft cites by its
links only where it has no other system: no note, no reference, no marker. Then a link in a sentence with words of its
own is a citation. Links that lead on, and support no claim, are none: menus, lists of links, headings, images, an item
that names a link and describes it, "see" with a link.
A threat report, whose text is full of code and of addresses that nobody should open, cites by no links either:
tests/draft/cases/threat-report.md.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from citecheck.draft.addresses import NoteAddress, find_link_address
from citecheck.draft.link_markers import LinkMarker, find_link_markers
from citecheck.draft.links import FoundLink, leads_to_page
from citecheck.draft.manuscript import ManuscriptBlock
from citecheck.draft.source_kinds import kind_of_address
from citecheck.model.draft import LINK_IDS, BlockKind, Citation, CitationSystem, Footnote, LinkKind, ReadSource, Source
from citecheck.model.target import CutUrl, Kind, Malformed, Url
from citecheck.text.languages import alternatives_in_all_languages, words_of_language
from citecheck.text.sentences import find_sentence_at, sentence_spans
from citecheck.url.hosts import host_of, is_host_only
from citecheck.url.normal_form import presents_product

_LEAST_WORDS = 4
"""Words of a sentence outside its links that make it a statement: "Read more here" has two."""
_LEAST_SUBJECT = 2
"""The same where the words of the link continue the sentence, as "The weir [was rebuilt after the flood]" has them."""
_LEAST_WORDS_OF_CELL = 5
"""The same in a table cell, which may hold a few words on what is linked."""
_LEAD = 80
"""Characters before a link in which words that lead on to it are looked for."""
_NAMES_ITEM = re.compile(r"@[\w.-]+|(?=\S*\d)(?=\S*[^\d\s])\S+")
"""The name of an account, or of an item of a register: "@berg", "#14", "group/project!14", "EP/G034109/1"."""
_WORD = re.compile(r"[^\W\d_]+|\d+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
"""Letters of scripts that put no space between words."""
_LETTERS_OF_WORD = 2
_NEAR = 40
"""Characters around a name in which words say that it is the origin of the statement."""
_PUNCTUATION = " \t.,;:!?\u2026\u3002()[]\"'\u201c\u201d"
_BLANK_OR_COMMA = " ,\u00a0"
_CLOSING = " )]\"'*_\u201d\u2019\u00bb"
_SENTENCE_ENDS = (".", "!", "?", ":", "\u2026", "\u3002", "\uff01", "\uff1f", "\u061f", "\u0964")
_PARTICLE_WORDS = "of the and for de del la le les des du van von der den di da al el y et und & -"
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_CAPITALISED_NOUNS = frozenset({"de", "lb"})
"""Languages that write every noun with a capital letter."""
_DESCRIBES = re.compile(r"[\s)\]*_\"'\u201d]*[:\u2013\u2014\u2012-]")
_LOADED = frozenset({LinkKind.IMAGE, LinkKind.INCLUDE, LinkKind.HTML})
_BARE = frozenset({LinkKind.BARE, LinkKind.AUTOLINK})
_LISTED_BLOCKS = frozenset({BlockKind.ITEM, BlockKind.CELL})


class _LinkEntry(NamedTuple):
    """The entry of a link with the link as found, and its source as read."""

    found: FoundLink
    entry: Footnote
    read: ReadSource


def build_link_entries(
    found: Iterable[FoundLink], blocks: Sequence[ManuscriptBlock], taken: Collection[str], own: str | None
) -> tuple[_LinkEntry, ...]:
    """Return the entry of each link outside notes that leads to a web page.

    `taken` are the ids of the notes, and `own` is the address of the document, which its head may name.
    """
    prefix = LINK_IDS
    while any(each.startswith(prefix) for each in taken):
        prefix += ":"
    made: list[_LinkEntry] = []
    for one in found:
        shown = one.marker or ("" if one.block is None else blocks[one.block].text[one.start : one.end])
        address = _find_address(one, shown)
        if address is not None and not (one.block is None and one.link.url == own):
            made.append(_build_entry(one, address, f"{prefix}{len(made) + 1}", " ".join(shown.split())))
    return tuple(made)


def _find_address(found: FoundLink, shown: str) -> NoteAddress | None:
    """Return the address of a link, None for one inside a note, the site or the repository, and for what is no page.

    The head of a page names hosts to connect to in advance; nothing is asked of these. An address that cannot be opened
    or is cut is one of running text only.
    """
    address = find_link_address(shown, found.link) if found.link.footnote is None and found.link.external else None
    match address:
        case NoteAddress(target=Url(canonical=address_asked)) if address_asked.startswith(("http:", "https:")):
            is_prepared = found.block is None and is_host_only(address_asked.rstrip("/"))
            return None if is_prepared else address
        case NoteAddress(target=Malformed() | CutUrl()) if found.block is not None and found.cites:
            return address
        case _:
            return None


def _build_entry(found: FoundLink, address: NoteAddress, key: str, words: str) -> _LinkEntry:
    link, target = found.link, address.target
    shown = words or link.target
    titled = words if words and link.kind not in _BARE and not found.marker else None
    is_loaded = not found.cites and link.kind in _LOADED
    kind = Kind.RESOURCE if is_loaded else kind_of_address(target) if isinstance(target, Url) else Kind.URL
    source = Source(shown, kind, target, link.place, address.defanged, title=titled)
    entry = Footnote(key, shown, shown, link.place, (source,), CitationSystem.LINK)
    read = ReadSource(
        source, addressed=True, shown=shown, href=link.target, flaw=address.flaw, repaired=address.repaired
    )
    return _LinkEntry(found, entry, read)


def cite_links(
    entries: Sequence[_LinkEntry], blocks: Sequence[ManuscriptBlock], language: str | None
) -> Iterator[Citation]:
    """Yield the citation of each link that a sentence rests on, in reading order."""
    by_block: dict[int, list[_LinkEntry]] = {}
    for each in entries:
        if each.found.block is not None and each.found.cites and not _is_home_page(each.entry):
            by_block.setdefault(each.found.block, []).append(each)
    section: str | None = None
    for index, block in enumerate(blocks):
        if index in by_block:
            yield from _cite_in_block(by_block[index], block, index, section, language)
        if block.kind is BlockKind.HEADING:
            section = block.text.strip() or section


def _is_home_page(entry: Footnote) -> bool:
    """Return whether the entry of a link names a site as a whole, whose first page changes from day to day."""
    return all(
        isinstance(each.target, Url) and is_host_only(each.target.canonical.rstrip("/")) for each in entry.sources
    )


def _cite_in_block(
    entries: Sequence[_LinkEntry], block: ManuscriptBlock, index: int, section: str | None, language: str | None
) -> Iterator[Citation]:
    if block.kind is BlockKind.HEADING:  # the last line of a text may be one
        entries = [each for each in entries if _shows_address(block, each.found)]
    least = _LEAST_WORDS_OF_CELL if block.kind is BlockKind.CELL else _LEAST_WORDS
    shown = [each.found for each in entries if not each.found.marker]
    markers = find_link_markers(block.text, shown, language) if shown else []
    spans = _find_spans(block, markers, language) if entries else []
    by_sentence: dict[tuple[int, int], list[_LinkEntry]] = {}
    for each in entries:
        at = next((one.start for one in markers if one.after and one.start <= each.found.start < one.end), None)
        span = find_sentence_at(spans, block.text, each.found.end if at is None else at)
        by_sentence.setdefault(span, []).append(each)
    for span, inside in by_sentence.items():
        own = _count_own_words(block, *span, inside)
        for found, entry, _ in inside:
            marks = bool(found.marker) or any(one.start <= found.start < one.end for one in markers)
            is_whole = block.kind is BlockKind.PARAGRAPH and not _shows_address(block, found)
            if own < least and not (is_whole and _is_predicate(block, found, own)):
                continue
            if not _leads_on(block, found, span, language, marks=marks):
                sentence = block.text[slice(*span)]
                yield Citation(
                    entry.marker, entry.id, sentence, entry.place, section, index, *span, CitationSystem.LINK
                )


def _find_spans(block: ManuscriptBlock, markers: Sequence[LinkMarker], language: str | None) -> list[tuple[int, int]]:
    """Return the sentences of a block without the markers that are between two of them."""
    text, between = block.text, {one.start: one.end for one in markers if one.after}
    removed = {one.start for one in block.links if one.marker}
    cuts = sorted({at for span in between.items() for at in span})
    made = []
    for start, end in sentence_spans(text, language, {*cuts, *removed}):
        inside = cuts[bisect_right(cuts, start) : bisect_left(cuts, end)]
        for first, last in pairwise((start, *inside, end)):
            piece = text[first:last].lstrip(_BLANK_OR_COMMA)
            if first not in between and piece:
                made.append((last - len(piece), last - len(piece) + len(piece.rstrip())))
    return made


def _is_predicate(block: ManuscriptBlock, found: FoundLink, own: int) -> bool:
    """Return whether a link holds what a short sentence states: "Her predecessor [had promised 2024]"."""
    words = block.text[found.start : found.end]
    linked = _count_words(words)
    return own >= _LEAST_SUBJECT and linked >= _LEAST_SUBJECT and own + linked > _LEAST_WORDS and words[:1].islower()


def _count_own_words(block: ManuscriptBlock, start: int, end: int, entries: Sequence[_LinkEntry]) -> int:
    """Return the number of words between two offsets that are in none of the links of `entries`."""
    count, at = 0, start
    for one in sorted((each.found for each in entries), key=lambda each: each.start):
        count += _count_words(block.text[at : max(at, min(one.start, end))])
        at = max(at, one.end)
    return count + _count_words(block.text[at:end])


def _count_words(text: str) -> int:
    unspaced = len(_UNSPACED.findall(text))
    return len(_WORD.findall(_UNSPACED.sub(" ", text))) + unspaced // _LETTERS_OF_WORD


def _leads_on(
    block: ManuscriptBlock, found: FoundLink, sentence: tuple[int, int], language: str | None, *, marks: bool
) -> bool:
    """Return whether a link is named to be followed: an item or code, described by its item, or after "see".

    What `marks` a source, in the form of a marker, is no word of the sentence.
    """
    start, end = sentence
    before = block.text[max(start, found.start - _LEAD) : found.start]
    shows_address = _shows_address(block, found)
    lacks = _names_nothing(block, found) if marks else _has_no_statement(block, found, sentence, language)
    lacks = lacks or (not marks and _calls_reader(block, found, sentence))
    if (lacks and not shows_address) or (shows_address and _sends_reader(block, found, sentence)):
        return True
    if block.kind in _LISTED_BLOCKS and not block.text[: min(found.start, _LEAD)].strip(" *_\"'"):
        return _DESCRIBES.match(block.text, found.end) is not None
    ends = block.kind in _LISTED_BLOCKS or block.text[max(start, end - 4) : end].strip(_CLOSING).endswith(
        _SENTENCE_ENDS
    )
    is_last = marks or (shows_address and found.end >= end - 1)
    return not (ends or is_last) or _pointer().search(before) is not None


def _shows_address(block: ManuscriptBlock, found: FoundLink) -> bool:
    """Return whether the text of a link is an address, so that it is a marker and no words of the sentence."""
    words = block.text[found.start : found.end].strip().rstrip("/")
    return found.link.kind in _BARE or (bool(words) and "." in words and words in found.link.target)


def _has_no_statement(
    block: ManuscriptBlock, found: FoundLink, sentence: tuple[int, int], language: str | None
) -> bool:
    """Return whether the words of a link support nothing: none, an item, code, "here", or a name without a report."""
    if _names_nothing(block, found):
        return True
    tokens = block.text[found.start : found.end].strip(_PUNCTUATION).split()
    around = block.text[max(sentence[0], found.start - _NEAR) : found.start], block.text[found.end : found.end + _NEAR]
    if any(map(_attribution().search, around)):
        return False
    if len(tokens) == 1 and _names_thing(block, found, sentence, language):
        return True
    may_be_noun = len(tokens) == 1 and (language in _CAPITALISED_NOUNS or found.start == sentence[0])
    return not may_be_noun and all(map(_is_part_of_name, tokens))


def _names_thing(block: ManuscriptBlock, found: FoundLink, sentence: tuple[int, int], language: str | None) -> bool:
    """Return whether a word that is linked alone is a thing or an offer: "The [mill] is old", "We [hire] people".

    A verb states something, "Consumption [fell]", and so does a sentence with a figure. A report is no mere thing.
    """
    word = block.text[found.start : found.end].strip(_PUNCTUATION).lower()
    is_document = word in words_of_language(language, "document_words") if language else False
    if presents_product(found.link.target) or (word in host_of(found.link.target).split(".") and not is_document):
        return True
    if language is None or re.search(r"\d", block.text[slice(*sentence)]):
        return False
    before = _WORD.findall(block.text[sentence[0] : found.start].lower())
    is_thing = bool(before) and before[-1] in words_of_language(language, "before_noun")
    is_offer = bool(before) and before[0] in words_of_language(language, "speaker_words")
    return (is_thing or is_offer) and not is_document


def _calls_reader(block: ManuscriptBlock, found: FoundLink, sentence: tuple[int, int]) -> bool:
    """Return whether a link is what a site offers, or an act that its reader is called to: "[Open an issue] at once".

    An act alone may be part of a statement, "Unions voted to [join the strike]": it takes a word to the reader or a
    thing of a site, or begins a sentence without a figure.
    """
    words, calls = block.text[found.start : found.end].strip(_PUNCTUATION), _calls()
    before, after = block.text[sentence[0] : found.start], block.text[found.end : sentence[1]]
    if calls.origin.search(before) or any(map(_attribution().search, (words, after[:_NEAR]))):
        return False
    if calls.thing.fullmatch(words) or calls.before.search(before):
        return True
    is_first = not before.strip(_PUNCTUATION) and re.search(r"\d", words + after) is None
    is_addressed = is_first or calls.reader.search(before + after + words) or calls.thing.search(words)
    return calls.act.search(words) is not None and bool(is_addressed or _here().match(words))


def _sends_reader(block: ManuscriptBlock, found: FoundLink, sentence: tuple[int, int]) -> bool:
    """Return whether a sentence calls its reader to an act at an address: "Please file an issue on our tracker at …".

    The address is then the object of a word before it, while a source follows its statement in brackets or a clause of
    its own; a sentence with a figure states something.
    """
    before, after = block.text[sentence[0] : found.start], block.text[found.end : sentence[1]]
    is_object = re.search(r"\w\s+<?\Z", before) is not None
    return is_object and re.search(r"\d", before + after) is None and _calls().opening.search(before) is not None


def _names_nothing(block: ManuscriptBlock, found: FoundLink) -> bool:
    """Return whether the words of a link can name no source: none, an item, code, "here", the number of a lost note."""
    if found.marker:
        return False
    words = block.text[found.start : found.end].strip(_PUNCTUATION)
    named = _NAMES_ITEM.fullmatch(words) or _is_code(block, found) or _here().fullmatch(words)
    return not words or bool(named) or (words.isdigit() and not leads_to_page(found.link.target))


def _is_part_of_name(token: str) -> bool:
    return token[:1].isupper() or not token[:1].isalpha() or token.lower() in _PARTICLES


def _is_code(block: ManuscriptBlock, found: FoundLink) -> bool:
    """Return whether the words of a link are code, as the name of a commit is: tests/draft/cases/commits.md."""
    at = bisect_right(block.literal, (found.start, len(block.text)))
    return at > 0 and found.end <= block.literal[at - 1][1]


@cache
def _pointer() -> re.Pattern[str]:
    """Return a pattern for what precedes a link that a sentence sends its reader to: "For more please see the article".

    After a comma or a bracket, "see" adds a source to a statement.
    """
    words = f"{alternatives_in_all_languages('see')}|{alternatives_in_all_languages('leads_on')}"
    return re.compile(rf"(?:^\W*|\w\s+)(?:{words})(?!\w)(?:\s+[\w'’-]+){{0,3}}\W*$", re.IGNORECASE)


@cache
def _here() -> re.Pattern[str]:
    """Return a pattern for words of a link that only say that it is one: "here", "click here"."""
    return re.compile(alternatives_in_all_languages("leads_on"), re.IGNORECASE)


@cache
def _attribution() -> re.Pattern[str]:
    """Return a pattern for what names the origin of a statement next to a name: "according to Reuters"."""
    return re.compile(rf"(?<!\w)(?:{alternatives_in_all_languages('attribution_words')})(?!\w)", re.IGNORECASE)


class _CallPatterns(NamedTuple):
    """Patterns for words that call a reader to an act.

    `before` is for what precedes a link, "Join our", `act` for a link that begins or ends with the act, `thing` for
    what a site offers with its article, "our newsletter", "the MIT License", `reader` for a word to the reader, and
    `origin` for what precedes a link that is the origin of a statement: "according to the". `opening` is for the act in
    a sentence: at its beginning, after a comma or a word to the reader.
    """

    before: re.Pattern[str]
    act: re.Pattern[str]
    thing: re.Pattern[str]
    reader: re.Pattern[str]
    origin: re.Pattern[str]
    opening: re.Pattern[str]


@cache
def _calls() -> _CallPatterns:
    names = ("call_words", "site_things", "reader_words")
    acts, things, readers = map(alternatives_in_all_languages, names)
    opening = rf"(?:^\W*|[,;:]\s+|(?<!\w)(?:{readers})\s+)"
    articles = f"{alternatives_in_all_languages('before_noun', 'speaker_words')}|{readers}"
    leading = f"{articles}|{acts}|(?-i:[^\\W\\d_a-z]\\S*)"
    patterns = (
        rf"{opening}(?:{acts})\s+(?:[\w'’-]+\s+){{0,2}}(?:{articles})\W*$",
        rf"^(?:{acts})(?!\w)|(?<!\w)(?:{acts})$",
        rf"(?<!\w)(?:(?:{leading})\s+){{0,3}}(?:{things})(?:\s+(?-i:[A-Z]\S*))?(?!\w)",
        rf"(?<!\w)(?:{readers})(?!\w)",
        rf"(?<!\w)(?:{alternatives_in_all_languages('attribution_words')})(?:\s+[\w'’-]+)?\W*$",
        rf"{opening}(?:{acts}|{alternatives_in_all_languages('see')})\s",
    )
    return _CallPatterns(*(re.compile(each, re.IGNORECASE) for each in patterns))
