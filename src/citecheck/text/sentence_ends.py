"""Find the ends of sentences within a line, by the end mark and the words before and after it.

A sentence ends at an end mark of any script, including the quotation marks, brackets and note numbers after it. For the
full stop of Latin, Greek and Cyrillic text, the words around it decide too: an abbreviation, an initial or the number
of a day does not end a sentence. Quotations and brackets of up to some hundred characters are kept whole. Text farther
away has no influence.

`sentencex` is not used: an unpaired quotation mark changes its result for a whole paragraph, and it splits "6. März".
Of 62 cases held out while these rules were written, it is right in 47 and this module was right in 61. The words are
those of the language's file, and of `common_sentence_ends.toml` for all languages.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import itemgetter

from citecheck.text.language_table import SentenceEnds, split_word_set, split_words
from citecheck.text.languages import language_codes, language_table, load_language, reads_facts


@dataclass(frozen=True, slots=True)
class _SentenceWords:
    """The words of a language that decide whether a full stop ends a sentence.

    `leading` abbreviations never end a sentence ("Dr.", "e.g."); `closing` ones do if a capitalised word of `openers`
    follows ("Acme Inc. The ..."). `has_ordinals` is set if "6." is "6th".
    """

    leading: frozenset[str]
    closing: frozenset[str]
    openers: frozenset[str]
    has_ordinals: bool
    clock: frozenset[str] = frozenset()
    """Abbreviations after a time of day: "5 p.m."; only a day or a time zone continues the sentence after them."""
    after_clock: frozenset[str] = frozenset()
    months: frozenset[str] = frozenset()
    """Months that may follow an ordinal, if the language is not known."""
    before_number: frozenset[str] = frozenset()
    """Abbreviations that continue a sentence only before a number ("art. 5"), since they are words too.

    Those of `common_sentence_ends.toml` are read so in every language, since short drafts show none.
    If the language is not known, those of other languages that are in small letters ("ago") are among them.
    """


@cache
def sentence_words(language: str | None) -> _SentenceWords:
    """Return the words of a language (ISO 639, with or without a region), of all languages together for None."""
    code = (language or "").replace("_", "-").partition("-")[0].lower()
    return _words_of(code) if code and code != "und" else _merge_all()


@cache
def _words_of(code: str) -> _SentenceWords:
    common = _load_common()
    known = load_language(common.like.get(code, code))
    own = known.sentence_ends if known else SentenceEnds()
    return _SentenceWords(
        leading=_with_capitals((*common.ends.leading, *own.leading)),
        closing=_with_capitals((*common.ends.closing, *own.closing)),
        openers=(language_table(code).stopwords - {*own.not_openers}) | {*own.openers},
        has_ordinals=own.ordinals or code in common.ordinal_languages,
        clock=common.clock,
        before_number=_with_capitals(own.before_number) | common.before_number,
        after_clock=_names_of_days(code) | {*own.after_clock},
    )


def _names_of_days(code: str) -> frozenset[str]:
    table = language_table(code)
    return frozenset(name for rows in (table.weekdays, table.months) for row in rows for name in row)


def _merge_all() -> _SentenceWords:
    """Merge the rows of the languages that have a table.

    Leading abbreviations of one language are words of another ("min", "on", "mind"), so only the English ones lead.
    """
    english = _words_of("en")
    each = [_words_of(code) for code in language_codes() if reads_facts(code)]
    listed = frozenset[str]().union(*(one.leading | one.closing for one in each)) - english.leading
    doubtful = frozenset(
        word for word in listed - english.closing if word.isalpha() and word.islower() and _is_long(word)
    )
    return _SentenceWords(
        leading=english.leading,
        closing=listed - doubtful,
        openers=frozenset[str]().union(*(one.openers for one in each)),
        has_ordinals=False,
        clock=english.clock,
        after_clock=english.after_clock,
        months=frozenset(spelling for row in language_table("de").months for spelling in row),
        before_number=doubtful.union(*(one.before_number for one in each)) - english.closing,
    )


@dataclass(frozen=True, slots=True)
class _CommonEnds:
    """What decides in every language, and the language like which one without a table is read."""

    ends: SentenceEnds
    clock: frozenset[str]
    ordinal_languages: frozenset[str]
    before_number: frozenset[str]
    like: Mapping[str, str]


@cache
def _load_common() -> _CommonEnds:
    rows = tomllib.loads(files("citecheck.text").joinpath("common_sentence_ends.toml").read_text("utf-8"))
    return _CommonEnds(
        SentenceEnds(leading=split_words(rows["leading"]), closing=split_words(rows["closing"])),
        split_word_set(rows["clock"]),
        split_word_set(rows["ordinal_languages"]),
        _with_capitals(split_words(rows["before_number"])),
        rows["like"],
    )


def _with_capitals(words: Iterable[str]) -> frozenset[str]:
    return frozenset(spelling for word in words for spelling in (word, word[0].upper() + word[1:]))


_CLOSERS = r"[\"'\u201d\u2019\u00bb\u203a\u201c)\]\uff09\u300d\u300f\u3011]"
_NOTES = r"(?:\[\d{1,3}\]|[\u00b9\u00b2\u00b3\u2070-\u2079])"
"""Note numbers as pages show them: `won.[4] The`."""
_SPACED = r".!?\u2026\u203d"
"""Marks that end a sentence if white space follows."""
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

No search for an end goes beyond the next beginning, so that the time is linear.
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
"""Begins with a set of characters, since `re` finds such a pattern in a tenth of the time."""
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
"""A citation that belongs to the quotation before it: “He left.” (Smith 55)."""
_NEXT = re.compile(r"\s*+((?:[^\w\s]{1,4}\s?){0,2}+)")
"""White space, then the quotation marks, brackets and dashes before the first word of a sentence."""
_LETTERS = re.compile(r"[^\W\d_]{1,30}")
_NO_BEGINNING = frozenset(".,;:)]}/%\u060c\u061b\u3001")
_PARTICLES = frozenset("\u3068\u306f\u304c\u306e\u3092\u306b\u3082\u3067\u3078\u3084\u3063\u3001\uff0c")
"""Particles that continue a sentence after a Japanese quotation in it: 「...。」と言った."""
_BEFORE_WORD = "([{\"'\u201c\u2018\u00ab\u201e\u201a\u2039/\u2013\u2014-*"
_ACRONYM = re.compile(r"(?:[^\W\d_]{1,2}\.-?)+[^\W\d_]{1,3}")
"""U.S, D.C, J.-C, S.p.A, z.B, Ph.D."""
_SHORTENED_PAIR = re.compile(r"[^\W\d_]{1,8}\.-[^\W\d_]{1,8}")
"""Two abbreviations joined by a hyphen: "Reg.-Präs", "чл.-корр"."""
_HOUR = re.compile(r"\d\s?\Z")
_TIME_ZONE = re.compile(r"[A-Z]{2,5}\b|[A-Z]\w+ time\b")
"""What continues a sentence after "5 p.m.": "GMT", "London time"."""
_ENUMERATOR = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,4}|[^\W\d_]|[IVXL]{1,5}|[ivxl]{1,5}")
_BULLET = re.compile(r"\s*+[^\w\s]?\s*+")
_ELISION = re.compile(r"[^\W\d_]{1,5}['\u2019](?=[^\W\d_]{2}|[A-Z\u00c0-\u00de])")
"""The "l'" of "l'Ing.", not the "Ouen'" of "St. Ouen's."."""
_ROMAN = re.compile(r"[IVXL]{1,5}")
_DATE = re.compile(r"\d{1,2}\.\s?\d{1,2}\.\s?\d{4}\b|(?<=\d\.\s)\d{1,2}\.\s?\d{4}\b")
"""3. 5. 2024, from the day or from the month."""
_NO_VOWEL = re.compile(r"[B-DF-HJ-NP-TV-XZb-df-hj-np-tv-xzß]{2,4}")
"""Words shortened to consonants: "Mgr", "bzw", "vgl"."""
_NAME_PARTICLES = frozenset(
    ["le", "la", "de", "du", "des", "van", "von", "der", "den", "da", "di", "del", "el", "al", "et", "y", "e", "und"]
)
"""Openers that may follow an initial in a name: "J. Le Carré"."""
_ORDINAL = re.compile(r"\d{1,2}\.(?!\d)")
_LONGEST_WORD = 30

_NOTE_ENDS = frozenset("]\u00b9\u00b2\u00b3\u2070\u2074\u2075\u2076\u2077\u2078\u2079")
_OPENING = frozenset('\u201c\u201e\u00ab\u2018"(\u300c\u300a\uff08')
_UNSPACED_MARK = re.compile(rf"[{_UNSPACED}]")
_QUOTATION_MARKS = frozenset("\"'\u201d\u2019\u00bb\u203a\u201c")
_LONGEST_SHORT = 12
"""Characters that no abbreviation exceeds."""
_SHORT_WORD = 4
"""Maximum number of letters at which the form of a word suggests an abbreviation."""


def is_one_sentence(line: str) -> bool:
    """Return whether a line has no end mark except as its last character, as in most lines of a page."""
    found = (_ANY_MARK_ASCII if line.isascii() else _ANY_MARK).search(line)
    return found is None or found.end() == len(line)


def find_ends(line: str, words: _SentenceWords, marks: Collection[int] = ()) -> list[int]:
    """Return the ends of sentences, in order, each before the white space that follows; the last may be missing.

    `marks` are the offsets at which two sentences may touch without white space.
    """
    ends: list[int] = []
    start = 0
    leading, closing, noted = words.leading, words.closing, frozenset(marks)
    found = _find_marks(line)
    for stop, end in sorted([*found, *_find_touching(line, marks)], key=itemgetter(1)) if marks else found:
        # Most full stops follow an unlisted word and precede a capital; inlined, bench/sentences.py: 2x.
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
        if end > start and _is_end(line, start, (stop, end), words, is_noted=end in noted or _has_note(line, end)):
            ends.append(end)
            start = end
    return ends


def _has_note(line: str, end: int) -> bool:
    """Return whether the number of a note is before `end`: `won.[4]`, `won.¹`."""
    return line[end - 1] in _NOTE_ENDS


def _find_marks(line: str) -> list[tuple[int, int]]:
    """Return the marks that may end a sentence: the offset of the mark, and the offset after all that belongs to it."""
    found = [match.span() for match in (_END_ASCII if line.isascii() else _END).finditer(line)]
    if not any(line[start] in _OPENING for start, _ in found):
        return found
    within = (_find_mark_in(line, *span) if line[span[0]] in _OPENING else span for span in found)
    return [mark for mark in within if mark is not None]


def _find_mark_in(line: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the end mark of a quotation or bracket, if white space follows it or it needs none."""
    last = _LAST_MARK.search(line, max(start, end - 6), end)
    if last is None:
        return None
    after = _AFTER_WHOLE.match(line, end)
    end = after.end() if after else end
    return (last.start(), end) if last[1] or line[end : end + 1].isspace() else None


def _is_long(word: str) -> bool:
    """Return whether a word of letters is too long for an abbreviation or has the form of a word."""
    return len(word) > _SHORT_WORD or (len(word) > 1 and word.islower() and not _NO_VOWEL.fullmatch(word))


def _find_touching(line: str, marks: Collection[int]) -> Iterator[tuple[int, int]]:
    """Yield the end marks that are directly before a removed marker, in the form of `_find_marks`."""
    for mark in marks:
        if 0 < mark < len(line) and (last := _AT_MARKER.search(line, max(0, mark - 6), mark)):
            yield last.start(), mark


def _is_end(line: str, start: int, mark: tuple[int, int], words: _SentenceWords, *, is_noted: bool) -> bool:
    """Return whether the sentence from `start` ends with a mark of `_find_marks`.

    `is_noted` is set if a note is cited at the mark: "in the U.S.[4] Smith left".
    """
    stop, end = mark
    if line[stop] in ":;":
        return True
    if _UNSPACED_MARK.match(line, stop):
        return end == stop + 1 or line[end : end + 1] not in _PARTICLES
    after = _find_beginning(line, end)
    if after is None:
        return False
    if line[stop] != "." or line.startswith("..", stop):
        return not (line[stop] in "!?" and line[stop - 1 : stop] == "(")
    closed = line[stop + 1 : stop + 2] in _QUOTATION_MARKS
    return closed or _is_end_at_stop(line, (start, stop), after, words, is_noted=is_noted)


def _find_beginning(line: str, end: int) -> int | None:
    """Return the offset of the first word after `end`, or None if no sentence can begin there."""
    after = _NEXT.match(line, end)
    following = after.end() if after else end
    first = line[after.start(1) : after.start(1) + 1] if after else ""
    continues = first in _NO_BEGINNING or (first == "(" and _CITATION.match(line, end))
    return None if continues or line[following : following + 1].islower() else following


def _is_end_at_stop(line: str, span: tuple[int, int], after: int, words: _SentenceWords, *, is_noted: bool) -> bool:
    """Return whether the sentence of `span` ends with the full stop after it; the next word is at `after`."""
    start, stop = span
    head = line[max(start, stop - _LONGEST_WORD) : stop]
    if not head or head[-1].isspace():
        return True
    word = _ELISION.sub("", head.split()[-1].lstrip(_BEFORE_WORD))
    if _ENUMERATOR.fullmatch(word) and _BULLET.fullmatch(line, start, stop - len(word)):
        return False
    if is_noted:
        return not (word.islower() and word in words.leading)
    return _is_end_between(line, stop - len(word), word, after, words)


def _is_end_between(line: str, place: int, word: str, after: int, words: _SentenceWords) -> bool:
    """Return whether the full stop after the word at `place` ends the sentence, by the word at `after`."""
    following = _word_at(line, after)
    if _is_leading(word, words):
        return following in words.openers and _is_surname(line, place, word)
    if len(word) == 1 and word.isalpha():
        return following in words.openers and following not in _NAME_PARTICLES
    if word[:1].isdigit() and not word.isalpha():
        return _is_end_after_number(line, place, following, words)
    if word in words.clock and _HOUR.search(line, max(0, place - 3), place):
        return following not in words.after_clock and not _TIME_ZONE.match(line, after)
    return _is_end_after_abbreviation(word, following, words)


def _is_end_after_abbreviation(word: str, following: str, words: _SentenceWords) -> bool:
    """Return whether a word ends the sentence, which an abbreviation does before a word of `openers` only."""
    if word in words.before_number and (len(following) <= 1 or _ROMAN.fullmatch(following.upper())):
        return False
    if word in words.closing or _is_shortened(word) or (words.has_ordinals and _ROMAN.fullmatch(word)):
        return following in words.openers
    return True


def _is_leading(word: str, words: _SentenceWords) -> bool:
    """Return whether a word is a leading abbreviation, also in the capitals of a heading ("ST. ANDREW")."""
    in_capitals = word.isupper() and _NO_VOWEL.fullmatch(word) is not None
    return word in words.leading or (in_capitals and word.capitalize() in words.leading)


def _is_surname(line: str, place: int, word: str) -> bool:
    """Return whether a leading abbreviation is the last name of a person: the "Sen" of "Amartya Sen."."""
    before = line[max(0, place - _LONGEST_WORD) : place].split()
    return bool(before) and word[0].isupper() and before[-1].isalpha() and before[-1].istitle()


def _is_shortened(word: str) -> bool:
    """Return whether an unlisted word has the form of an abbreviation; words in capitals alone are acronyms."""
    return bool(
        _ACRONYM.fullmatch(word)
        or _SHORTENED_PAIR.fullmatch(word)
        or (_NO_VOWEL.fullmatch(word) and not word.isupper())
    )


def _is_end_after_number(line: str, start: int, following: str, words: _SentenceWords) -> bool:
    """Return whether the full stop after the number at `start` ends a sentence, unlike in "6. März", "1. kolo"."""
    if _DATE.match(line, start):
        return False
    if words.has_ordinals and _ORDINAL.match(line, start):
        return following in words.openers
    return following not in words.months


def _word_at(line: str, place: int) -> str:
    """Return the word at an offset in lower case, or "" for an initial or a number."""
    found = _LETTERS.match(line, place)
    if found is None or (len(found[0]) == 1 and line[found.end() : found.end() + 1] == "."):
        return ""
    return found[0].lower()
