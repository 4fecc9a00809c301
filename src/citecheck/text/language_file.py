"""Read the file of one language, `languages/CODE.toml`, and validate it.

A file says everything that depends on the language, one entry a line. Words of one entry are separated by white space
(`2 = "zwei beide"`); phrases, which may hold blanks, are arrays. A mistake in a file is a mistake in the program, so it
stops the program with a sentence that names the file and the key.

`facts = true` says that the tables of numbers, dates and bounds are complete enough for a claim's fact to be called
absent from a page in the language. A file without it may hold words, the names of months, and numerals: a number of a
claim that is met is then compared, and never called absent.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

from citecheck.text.compound_numerals import Compounds
from citecheck.text.language_table import Bound, DateSide, LanguageTable, SentenceEnds
from citecheck.text.units import UNIT_PHRASES, UNITS, Unit

WORD_LISTS: Mapping[str, str] = {
    "notes_headings": "headings under which documents put their notes",
    "works_headings": "headings under which documents list the works that they cite",
    "no_year": "what is written for the year of a work that has none, without its last full stop",
    "same_author": "what repeats the author of the citation before it, without its full stop",
    "author_joints": "what joins the last two authors of a work",
    "joint_names": "firms and works that two joined names call: Marks and Spencer, German Max und Moritz",
    "before_author": "words that the name of an author completes: shown by, according to",
    "season_words": "seasons and feasts, whose year dates something",
    "occasion_words": "editions, events and acts, whose year names one of them",
    "correction_words": "beginnings of notes that correct a value of the draft",
    "withdrawn_words": "what precedes a value that a correction note takes back: not, changed from",
    "earlier_version_words": "what says that an earlier version held the values of the sentence",
    "correction_note_words": "words of correction notes that say nothing of what is corrected",
    "condition_words": "words by which a sentence is about another case: unless, without, before, after",
    "listing_headings": "beginnings of headings of sections whose entries are alike but for a year or a page",
    "and_or": "what joins two sources of a note",
    "accessed": "what precedes the date on which a source was visited",
    "page_words": "what precedes the number of a page or paragraph",
    "of_pages": "what is written between the number of a page and the number of all pages",
    "ibid": "a note that names the source of the note before it",
    "cited_before": "what says that a work was cited before, without its last full stop: op. cit",
    "see": "what precedes the mention of another note",
    "note_leads": "what precedes the number of another note, and much else: as note 2, German wie Anm. 2",
    "note_words": "how another note is called, before its number",
    "label_words": "what a number after it names and does not count: a table, a section, a road",
    "label_abbreviations": "the same, shortened, without its full stop",
    "part_labels": "those of both lists that name a part of a text: a table, a chapter, a page",
    "number_words": "what is written between such a word and its number: Resolution No. 7",
    "rate_words": "what joins a number to the span of time it is counted in: 600 a day",
    "ratio_words": "what joins a part to its whole: nine out of ten",
    "ratio_words_of_ten": "the same where only a whole of 10, 100 or 1000 makes a ratio: nine of ten",
    "ratio_words_of_one": "the same where the whole is small and in words, or the part is one: one in four",
    "share_links": "what precedes a single share by which something changed: fell by a fifth",
    "share_openers": "what makes an ordinal a share: every fourth pupil",
    "share_nouns": "part, after an ordinal that is a share: Spanish la cuarta parte",
    "range_words": "what is written between the two ends of a range",
    "range_openers": "what precedes a range whose ends are joined by a word of `and_words`",
    "and_words": "and, between the ends of a range, two days or a measure and its smaller unit",
    "century_words": "century, after its ordinal or before its Roman figure",
    "decade_openers": "what precedes the number of a decade, as tokens: Italian anni 1980, Dutch jaren tachtig",
    "decade_endings": "what is written against the figures of a decade, as tokens: the 1980 s, German 1980 er - jahre",
    "year_words": "what precedes a number of four figures that is a year",
    "before_day": "what precedes a day and a month in figures without a year: am 14.2.",
    "denial_words": "words that deny without a negation: refuse, fail, hardly",
    "rising_words": "verbs of a value that goes up",
    "falling_words": "verbs of a value that goes down: opposites of `rising_words`",
    "change_words": "words next to a number by which something changed: cut 60 beds, 40 fewer",
    "level_words": "what follows such a word before the value that was reached: rose to 40",
    "winning_words": "forms of win",
    "losing_words": "forms of lose: opposites of `winning_words`",
    "approving_words": "forms of approve",
    "rejecting_words": "forms of reject: opposites of `approving_words`",
    "acquitting_words": "forms of acquit",
    "convicting_words": "forms of convict: opposites of `acquitting_words`",
    "opening_words": "forms of open",
    "closing_words": "forms of close: opposites of `opening_words`",
    "not_only_words": "words after a negation that take it back: not only",
    "limit_words": "what a negation before it only limits: not until May, not except on Sundays",
    "clock_words": "what follows an hour of the day: 8 o'clock",
    "hour_words": "what follows an hour of the day, but a span of hours too: 15 heures",
    "before_hour": "what precedes an hour of the day: at 15:30",
    "clock_past": "what is written between a part of an hour and the hour it follows: half past seven",
    "clock_to": "the same before the hour: a quarter to six",
    "minus_words": "what precedes a temperature below zero: German minus 12 Grad",
    "below_zero_words": "what follows one: 12 degrees below zero",
    "degree_words": "degrees whose scale is not written: minus 12 degrees",
    "half_before_hour": "what precedes the hour that is half gone to: German halb acht, 7:30",
    "clock_and": "what joins a part of an hour after it: tres y media",
    "clock_less": "what takes a part from the hour before it: tres menos cuarto",
    "am_words": "what puts an hour before noon, as tokens: a . m",
    "pm_words": "what puts an hour after noon, as tokens: p . m",
    "noon_words": "noon",
    "midnight_words": "midnight",
    "rights_phrases": "what the footer of a page says of the rights in it",
    "abstract_headings": "the heading over the abstract of a paper",
    "part_words": "what a part of a document is called, before its number",
    "within_draft": "what says that a part is one of the same document",
    "updated": "beginnings of words for a change of a page, whose date is not that of publication",
    "on_request": "a source whose data the author gives to those who ask",
    "database_words": "how a collection that is queried is called",
    "sentence_verbs": "common verbs, by which words are a sentence and no reference",
    "letter_words": "how an interview, a letter or another message is called, as a source",
    "on_file": "what says that the author keeps the paper that a note names",
    "law_words": "how a law, a treaty or a rule is called",
    "ruling_words": "how a judgment is called, before its day",
    "archive_words": "how an archive of papers is called",
    "container_words": "how a box, a file or a series of an archive is called, before its number",
    "available_at": "what says where a source is found",
    "leads_on": "what sends a reader to a link, other than `see`; words of a link that say nothing else",
    "attribution_words": "what names the origin of a statement: according to, said, source",
    "before_noun": "articles, pronouns and prepositions after which one word is a thing and no statement: the mill",
    "speaker_words": "first words of a sentence that says what its writers or readers do: we, you, our",
    "call_words": "what a text calls its reader to do at a link: read, subscribe, sign up, to download",
    "site_things": "what a site offers, and no source of a statement: the newsletter, the terms of use, the docs",
    "reader_words": "words of a sentence to its reader: you, your, please, we, our",
    "document_words": "how a document is called that a statement can rest on: the report, the survey",
    "interval_words": "words after which numbers in square brackets are an interval or a matrix: the interval [1, 2]",
    "list_words": "words after which several numbers within a clause are values: sort the list [1, 2] first",
    "interval_leads": "the same for words that lead on to it: values lie in [1, 3]",
    "after_or_before_event": "what follows a span of time that places one event by another",
}
"""The lists of the table `[words]`, with what each is for; a list may be missing in a language."""

_MONTHS, _WEEKDAYS = 12, 7

_Number = TypeVar("_Number", int, float)
_Member = TypeVar("_Member", Bound, DateSide)


class LanguageFileError(ValueError):
    """The file of a language holds a key or a value that is not understood."""


@dataclass(frozen=True, slots=True)
class LanguageFile:
    """What the file of a language holds.

    `facts` says whether a fact may be called absent from a page in the language; without it `table` holds numerals
    only, by which a number of a claim is known to be one. `months` are the spellings of each month, January first,
    of any language; `words` are the lists named in `WORD_LISTS`.
    """

    code: str
    name: str
    table: LanguageTable
    facts: bool = False
    months: tuple[tuple[str, ...], ...] = ()
    short_months: tuple[tuple[str, ...], ...] = ()
    """Abbreviated months that are words too (Polish "lis" is a fox): read only in a full date."""
    sentence_ends: SentenceEnds = field(default_factory=SentenceEnds)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class _KeyError(ValueError):
    """A value is not what its key asks for; the file is added by who knows it."""


def read_language_file(path: Path) -> LanguageFile:
    """Read and validate the file of a language; its name is the code (ISO 639-1).

    Raises `LanguageFileError`, naming file and key, for an unknown or missing key, a value of another type, a number
    that is none, and a word with two values in one table.
    """
    try:
        return _build_file(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise LanguageFileError(f"{path.name}: not TOML: {error}") from error
    except _KeyError as error:
        raise LanguageFileError(f"{path.name}: {error}") from error


def _build_file(code: str, written: Mapping[str, Any]) -> LanguageFile:
    unknown = [key for key in written if key not in _READERS]
    if unknown:
        raise _KeyError(f"unknown key {unknown[0]!r}; known are {', '.join(_READERS)}")
    values = {key: _read_key(key, value) for key, value in written.items()}
    missing = [key for key in ("name", "facts") if key not in values]
    missing += [key for key in REQUIRED_FACTS if values.get("facts") and key not in values]
    if missing:
        raise _KeyError(f"missing key {missing[0]!r}")
    name, facts = values.pop("name"), values.pop("facts")
    sentence_ends, words = values.pop("sentence_ends", SentenceEnds()), values.pop("words", {})
    short_months = values.pop("short_months", ())
    months = values.get("months", ())
    known = values if facts else {key: values[key] for key in values.keys() & _READ_WITHOUT_FACTS}
    empty = {"months": (), "weekdays": (), "numerals": {}, "scales": {}, "decimal_comma": True}
    table = LanguageTable(code=code, **{**empty, **known})
    return LanguageFile(code, name, table, facts, months, short_months, sentence_ends, words)


def _read_key(key: str, value: object) -> Any:
    try:
        return _READERS[key](value)
    except _KeyError as error:
        raise _KeyError(f"key {key!r}: {error}") from error


def _read_text(value: object) -> str:
    if not isinstance(value, str):
        raise _KeyError(f"expected text, found {value!r}")
    return value


def _read_switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise _KeyError(f"expected true or false, found {value!r}")
    return value


def _read_words(value: object) -> tuple[str, ...]:
    return tuple(_read_text(value).split())


def _read_word_set(value: object) -> frozenset[str]:
    return frozenset(_read_words(value))


def _read_phrases(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _KeyError(f"expected an array of phrases, found {value!r}")
    return tuple(_read_text(phrase) for phrase in value)


def _read_token_phrases(value: object) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for phrase in _read_phrases(value))


def _read_table(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _KeyError(f"expected a table, found {value!r}")
    return value


def _rows_of(size: int) -> Callable[[object], tuple[tuple[str, ...], ...]]:
    """Read an array of so many rows of words, or an empty one."""

    def read(value: object) -> tuple[tuple[str, ...], ...]:
        rows = tuple(tuple(row.split()) for row in _read_phrases(value))
        if len(rows) not in {0, size}:
            raise _KeyError(f"expected {size} rows, found {len(rows)}")
        return rows

    return read


def _numbered_by(read_number: Callable[[str], _Number]) -> Callable[[object], dict[str, _Number]]:
    """Read a table whose keys are values and whose values are the words for them."""

    def read(value: object) -> dict[str, _Number]:
        numbers: dict[str, _Number] = {}
        for key, words in _read_table(value).items():
            try:
                number = read_number(key)
            except (ValueError, ZeroDivisionError) as error:
                raise _KeyError(f"{key!r} is not a number") from error
            for word in _read_words(words):
                if word in numbers:
                    raise _KeyError(f"{word!r} has two values")
                numbers[word] = number
        return numbers

    return read


def _phrases_by(members: type[_Member]) -> Callable[[object], dict[str, _Member]]:
    """Read a table whose keys name members of an enumeration and whose values are phrases."""
    by_name = {member.name.lower(): member for member in members}

    def read(value: object) -> dict[str, _Member]:
        phrases: dict[str, _Member] = {}
        for key, written in _read_table(value).items():
            if key not in by_name:
                raise _KeyError(f"unknown name {key!r}; known are {', '.join(by_name)}")
            for phrase in _read_phrases(written):
                if phrase in phrases:
                    raise _KeyError(f"{phrase!r} occurs twice")
                phrases[phrase] = by_name[key]
        return phrases

    return read


def _read_word_lists(value: object) -> dict[str, tuple[str, ...]]:
    lists = _read_table(value)
    unknown = [key for key in lists if key not in WORD_LISTS]
    if unknown:
        raise _KeyError(f"unknown list {unknown[0]!r}; known are {', '.join(WORD_LISTS)}")
    return {key: _read_phrases(words) for key, words in lists.items()}


def _read_sentence_ends(value: object) -> SentenceEnds:
    table = _read_table(value)
    known = [field.name for field in fields(SentenceEnds)]
    unknown = [key for key in table if key not in known]
    if unknown:
        raise _KeyError(f"unknown name {unknown[0]!r}; known are {', '.join(known)}")
    ordinals = _read_switch(table.pop("ordinals", False))
    return SentenceEnds(**{key: _read_words(words) for key, words in table.items()}, ordinals=ordinals)


def _read_compounds(value: object) -> Compounds:
    table = _read_table(value)
    if table.keys() != {"hundred", "thousand", "links", "parts"}:
        raise _KeyError("expected the keys hundred, thousand, links and parts")
    return Compounds(
        hundred=_read_words(table["hundred"]),
        thousand=_read_words(table["thousand"]),
        links=_read_phrases(table["links"]),
        parts=_numbered_by(float)(table["parts"]),
    )


def _read_units(value: object) -> dict[tuple[str, ...], Unit]:
    """Read names of units by a name that `text.units` knows: `year = ["jaar", "jaren"]`."""
    units: dict[tuple[str, ...], Unit] = {}
    for key, names in _read_table(value).items():
        unit = UNITS.get(key) or UNIT_PHRASES.get(tuple(key.split()))
        if unit is None:
            raise _KeyError(f"unknown unit {key!r}")
        units.update((tuple(name.split()), unit) for name in _read_phrases(names))
    return units


def _read_fraction(key: str) -> float:
    return float(Fraction(key))


_READERS: Mapping[str, Callable[[object], Any]] = {
    "name": _read_text,
    "facts": _read_switch,
    "decimal_comma": _read_switch,
    "months": _rows_of(_MONTHS),
    "short_months": _rows_of(_MONTHS),
    "weekdays": _rows_of(_WEEKDAYS),
    "joiners": _read_word_set,
    "date_joiners": _read_word_set,
    "negations": _read_word_set,
    "stopwords": _read_word_set,
    "vague": _read_word_set,
    "lone_scales": _read_word_set,
    "half_of": _read_word_set,
    "and_a_half": _read_token_phrases,
    "unit_links": _read_word_set,
    "articles": _read_word_set,
    "scores": _read_word_set,
    "joined": _read_words,
    "has_dual": _read_switch,
    "units_first": _read_switch,
    "short_ends": _read_switch,
    "parts_of": _read_word_set,
    "point_words": _read_word_set,
    "minute_words": _read_word_set,
    "sentence_ends": _read_sentence_ends,
    "numerals": _numbered_by(float),
    "compounds": _read_compounds,
    "scales": _numbered_by(float),
    "units": _read_units,
    "ordinals": _numbered_by(int),
    "fractions": _numbered_by(_read_fraction),
    "ago": _numbered_by(int),
    "bounds": _phrases_by(Bound),
    "bounds_after": _phrases_by(Bound),
    "date_bounds": _phrases_by(DateSide),
    "words": _read_word_lists,
}
"""Key of a file to what reads its value."""

_OPTIONAL = frozenset({
    "name", "facts", "short_months", "vague", "lone_scales", "half_of", "and_a_half", "unit_links", "articles",
    "scores", "joined", "has_dual", "units_first", "short_ends", "parts_of", "point_words", "minute_words",
    "compounds", "units", "bounds_after", "date_bounds", "words", "sentence_ends",
})  # fmt: skip
_READ_WITHOUT_FACTS = frozenset({"numerals", "scales", "compounds", "joiners", "vague", "decimal_comma"})
"""Tables that are used of a file without facts."""
REQUIRED_FACTS = tuple(key for key in _READERS if key not in _OPTIONAL)
"""What a file with `facts = true` must hold; most of it may be empty, but is then known to be."""
