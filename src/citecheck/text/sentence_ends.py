"""Decide where a sentence of one line ends: at which mark, by the word before it and the one after it.

A sentence ends at a mark that ends sentences in any script, with the quotation marks, brackets and note numbers after
it. Before a space, the full stop of Latin, Greek and Cyrillic text needs more: an abbreviation, an initial or a day's
number ends no sentence. Quotations and brackets of some hundred characters are kept whole. Nothing farther away is
looked at. `sentencex` is not used: it lets a quotation mark without a partner decide about a whole paragraph and cuts
"6. März"; of 62 cases put aside while these rules were written it is right in 47, this module was in 61.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from operator import itemgetter

from citecheck.text.sentence_words import SentenceWords

_CLOSERS = r"[\"'\u201d\u2019\u00bb\u203a\u201c)\]\uff09\u300d\u300f\u3011]"
_NOTES = r"(?:\[\d{1,3}\]|[\u00b9\u00b2\u00b3\u2070-\u2079])"
"""Numbers of notes as pages show them: `won.[4] The`."""
_SPACED = r".!?\u2026\u203d"
"""Marks that end a sentence where white space follows."""
_UNSPACED = "。！？｡．।॥۔؟։።፧፨။។៕‼⁇-⁉"
"""Marks that end one with or without it: CJK, Indic, Urdu, Arabic, Armenian, Ethiopic, Burmese, Khmer, doubled ones."""
_AFTER_MARK = rf"{_CLOSERS}{{0,8}}+{_NOTES}{{0,8}}+"
_STRAIGHT = r"(?<=\")(?<!\w\")(?=\S)[^\"]{1,600}(?<!\s)\"(?!\w)"
"""`"He left. She came."`"""
_ROUND = r"(?<=\()[^()]{1,600}\)"
"""(He left. She came.)"""
_KEPT_WHOLE = (
    r"(?<=\u201c)(?<!\w\u201c)(?=\S)[^\u201c\u201d\u201e]{1,600}\u201d",  # “He left. She came.”
    r"(?<=\u201e)[^\u201c\u201d\u201e]{1,600}[\u201c\u201d]",  # „Er ging. Sie kam.“
    r"(?<=\u00ab)[^\u00ab\u00bb]{1,600}\u00bb",  # « Il part. Elle vient. »
    r"(?<=\u2018)(?<!\w\u2018)(?:[^\u2018\u2019]|\u2019(?=\w)){1,300}\u2019(?!\w)",  # ‘He left. She didn’t.’
    _STRAIGHT,
    _ROUND,
    r"(?<=\u300c)[^\u300c\u300d]{1,600}\u300d",  # 「行った。来た。」
    r"(?<=\u300a)[^\u300a\u300b]{1,600}\u300b",  # 《走了！来了！》
    r"(?<=\uff08)[^\uff08\uff09]{1,600}\uff09",  # （行った。来た。）
)
"""Quotations and brackets, from their second character on.

No search for an end goes beyond the next beginning, so that all of them take linear time.
"""
_MARKED = (
    rf"(?<=[{_SPACED}])(?<![{_SPACED}]{{2}})[{_SPACED}]*+{_AFTER_MARK}(?=\s)",  # He left. He left?!” He left.[4]
    rf"(?<=[{_UNSPACED}])[{_UNSPACED}{_SPACED}]*+{_AFTER_MARK}",  # 走了。
    r"(?<=[\u0531-\u058f]:)(?=\s)",  # գնաց: as Armenian is often typed
    r"(?<=[\u0370-\u03ff];)(?=\s)",  # πού είναι;
)
_END = re.compile(
    rf"[:;\u201c\u201e\u00ab\u2018\"(\u300c\u300a\uff08{_SPACED}{_UNSPACED}](?:{'|'.join((*_MARKED, *_KEPT_WHOLE))})"
)
"""Begins with a set of characters, which `re` then looks for at a tenth of the time."""
_LAST_MARK = re.compile(rf"(?:[{_SPACED}]|([{_UNSPACED}]))\s?{_CLOSERS}{{1,4}}\Z")
"""The mark that a quotation or a bracket ends with, as in `.”` and `?)`."""
_AFTER_WHOLE = re.compile(_AFTER_MARK)
_AT_MARKER = re.compile(rf"[{_SPACED}{_UNSPACED}]{_CLOSERS}{{0,4}}\Z")
_END_ASCII = re.compile(
    rf"[.!?\"(](?:(?<=[.!?])(?<![.!?]{{2}})[.!?]*+[\"')\]]{{0,8}}+(?:\[\d{{1,3}}\]){{0,8}}+(?=\s)|{_STRAIGHT}|{_ROUND})"
)
"""The same for text in ASCII, in half the time."""
_ANY_MARK = re.compile(rf"[{_SPACED}{_UNSPACED}:;]")
_ANY_MARK_ASCII = re.compile(r"[.!?]")
_CITATION = re.compile(r"\s?\([^()]{1,80}\)[.;,]")
"""What belongs to the quotation before it: “He left.” (Smith 55)."""
_NEXT = re.compile(r"\s*+((?:[^\w\s]{1,4}\s?){0,2}+)")
"""White space, then the quotation marks, brackets and dashes before the first word of a sentence."""
_LETTERS = re.compile(r"[^\W\d_]{1,30}")
_NO_BEGINNING = frozenset(".,;:)]}/%\u060c\u061b\u3001")
_PARTICLES = frozenset("\u3068\u306f\u304c\u306e\u3092\u306b\u3082\u3067\u3078\u3084\u3063\u3001\uff0c")
"""What goes on with a sentence after a Japanese quotation in it: 「...。」と言った."""
_BEFORE_WORD = "([{\"'\u201c\u2018\u00ab\u201e\u201a\u2039/\u2013\u2014-*"
_ACRONYM = re.compile(r"(?:[^\W\d_]{1,2}\.-?)+[^\W\d_]{1,3}")
"""U.S, D.C, J.-C, S.p.A, z.B, Ph.D."""
_ENUMERATOR = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,4}|[^\W\d_]|[IVXL]{1,5}|[ivxl]{1,5}")
_BULLET = re.compile(r"\s*+[^\w\s]?\s*+")
_ELISION = re.compile(r"[^\W\d_]{1,5}['\u2019](?=[^\W\d_]{3}|[A-Z\u00c0-\u00de])")
"""The "l'" of "l'Ing.", not the "Ouen'" of "St. Ouen's."."""
_ROMAN = re.compile(r"[IVXL]{1,5}")
_DATE = re.compile(r"\d{1,2}\.\s?\d{1,2}\.\s?\d{4}\b|(?<=\d\.\s)\d{1,2}\.\s?\d{4}\b")
"""3. 5. 2024, from the day or from the month on."""
_NO_VOWEL = re.compile(r"[B-DF-HJ-NP-TV-XZb-df-hj-np-tv-xzß]{2,4}")
"""Words clipped to consonants: "Mgr", "bzw", "vgl"."""
_NAME_PARTICLES = frozenset(
    ["le", "la", "de", "du", "des", "van", "von", "der", "den", "da", "di", "del", "el", "al", "et", "y", "e", "und"]
)
"""Openers that follow an initial in a name: "J. Le Carré"."""
_ORDINAL = re.compile(r"\d{1,2}\.(?!\d)")
_LONGEST_WORD = 30

_OPENING = frozenset('\u201c\u201e\u00ab\u2018"(\u300c\u300a\uff08')
_UNSPACED_MARK = re.compile(rf"[{_UNSPACED}]")
_QUOTATION_MARKS = frozenset("\"'\u201d\u2019\u00bb\u203a\u201c")
_LONGEST_SHORT = 12
"""Characters of an abbreviation, and more."""
_SHORT_WORD = 4
"""Letters up to which a word may be an abbreviation by its looks."""


def is_one_sentence(line: str) -> bool:
    """Say whether a line has no mark at which a sentence ends, other than its last character: most lines of a page."""
    found = (_ANY_MARK_ASCII if line.isascii() else _ANY_MARK).search(line)
    return found is None or found.end() == len(line)


def find_ends(line: str, words: SentenceWords, marks: Collection[int] = ()) -> list[int]:
    """List where sentences end, in order, each before the white space that follows; the last need not be among them.

    `marks` are the offsets at which two sentences may touch without white space.
    """
    ends: list[int] = []
    start = 0
    leading, closing = words.leading, words.closing
    found = _find_marks(line)
    for stop, end in sorted([*found, *_find_touching(line, marks)], key=itemgetter(1)) if marks else found:
        # A full stop between a word in no list and a capital, as most are; in line, bench/sentences.py: 2x.
        if (
            end == stop + 1
            and stop - start > _LONGEST_SHORT
            and line[end + 1 : end + 2].isupper()
            and line[stop] == "."
        ):
            word = line[stop - _LONGEST_SHORT : stop].rpartition(" ")[2]
            if word.isalpha() and word not in leading and word not in closing and _is_long(word):
                ends.append(end)
                start = end
                continue
        if end > start and _is_end(line, start, stop, end, words):
            ends.append(end)
            start = end
    return ends


def _find_marks(line: str) -> list[tuple[int, int]]:
    """List the marks that may end a sentence: the place of the mark, and the place after all that belongs to it."""
    found = [match.span() for match in (_END_ASCII if line.isascii() else _END).finditer(line)]
    if not any(line[start] in _OPENING for start, _ in found):
        return found
    within = (_find_mark_in(line, *span) if line[span[0]] in _OPENING else span for span in found)
    return [mark for mark in within if mark is not None]


def _find_mark_in(line: str, start: int, end: int) -> tuple[int, int] | None:
    """Give the mark that a quotation or a bracket ends with, if white space follows it or it needs none."""
    last = _LAST_MARK.search(line, max(start, end - 6), end)
    if last is None:
        return None
    after = _AFTER_WHOLE.match(line, end)
    end = after.end() if after else end
    return (last.start(), end) if last[1] or line[end : end + 1].isspace() else None


def _is_long(word: str) -> bool:
    """Say whether a word of letters is too long, or too much like a word, to be an abbreviation."""
    return len(word) > _SHORT_WORD or (len(word) > 1 and word.islower() and not _NO_VOWEL.fullmatch(word))


def _find_touching(line: str, marks: Collection[int]) -> Iterator[tuple[int, int]]:
    """Give the same for the marks before which a marker stood."""
    for mark in marks:
        if 0 < mark < len(line) and (last := _AT_MARKER.search(line, max(0, mark - 6), mark)):
            yield last.start(), mark


def _is_end(line: str, start: int, stop: int, end: int, words: SentenceWords) -> bool:
    """Say whether the sentence from `start` ends with the mark at `stop`, after which `end` is the next character."""
    if line[stop] in ":;":
        return True
    if _UNSPACED_MARK.match(line, stop):
        return end == stop + 1 or line[end : end + 1] not in _PARTICLES
    after = _NEXT.match(line, end)
    following = after.end() if after else end
    first = line[after.start(1) : after.start(1) + 1] if after else ""
    if (
        first in _NO_BEGINNING
        or (first == "(" and _CITATION.match(line, end))
        or line[following : following + 1].islower()
    ):
        return False
    if line[stop] != "." or line.startswith("..", stop):
        return not (line[stop] in "!?" and line[stop - 1 : stop] == "(")
    if line[stop + 1 : stop + 2] in _QUOTATION_MARKS:
        return True
    return _is_end_between(line, (start, stop), _word_at(line, following), words)


def _is_end_between(line: str, before: tuple[int, int], following: str, words: SentenceWords) -> bool:
    """Say whether the full stop after `before` ends the sentence, by the word before it and the one that follows."""
    start, stop = before
    head = line[max(start, stop - _LONGEST_WORD) : stop]
    if not head or head[-1].isspace():
        return True
    word = _ELISION.sub("", head.split()[-1].lstrip(_BEFORE_WORD))
    if _is_leading(word, words) or (_ENUMERATOR.fullmatch(word) and _BULLET.fullmatch(line, start, stop - len(word))):
        return False
    if len(word) == 1 and word.isalpha():
        return following in words.openers and following not in _NAME_PARTICLES
    if word[:1].isdigit() and not word.isalpha():
        return _is_end_after_number(line, stop - len(word), following, words)
    if word in words.closing or _is_shortened(word) or (words.has_ordinals and _ROMAN.fullmatch(word)):
        return following in words.openers
    return True


def _is_leading(word: str, words: SentenceWords) -> bool:
    """Say whether a word is an abbreviation that leads, in the letters of a heading too ("ST. ANDREW")."""
    in_capitals = word.isupper() and _NO_VOWEL.fullmatch(word) is not None
    return word in words.leading or (in_capitals and word.capitalize() in words.leading)


def _is_shortened(word: str) -> bool:
    """Say whether a word in no list is an abbreviation by its looks; those in capitals alone are acronyms."""
    return bool(_ACRONYM.fullmatch(word) or (_NO_VOWEL.fullmatch(word) and not word.isupper()))


def _is_end_after_number(line: str, start: int, following: str, words: SentenceWords) -> bool:
    """Say whether the full stop after the number at `start` ends a sentence: not in "6. März", "1. kolo"."""
    if _DATE.match(line, start):
        return False
    if words.has_ordinals and _ORDINAL.match(line, start):
        return following in words.openers
    return following not in words.months


def _word_at(line: str, place: int) -> str:
    """Give the word at a place in small letters, none if it is an initial or a number."""
    found = _LETTERS.match(line, place)
    if found is None or (len(found[0]) == 1 and line[found.end() : found.end() + 1] == "."):
        return ""
    return found[0].lower()
