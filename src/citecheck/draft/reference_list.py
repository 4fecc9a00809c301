"""The list of references of a draft: where it is, where each entry begins, and whom and which year an entry names.

A list has a heading in one of the languages, or is a run of entries by form: an entry begins with the surname of an
author, a comma and an initial or a first name, or with an organisation and a year in brackets. An entry is recognised
by its form alone, so that a remark or an address between two entries is none. Exports put several entries into one
paragraph; a line that begins as an entry then begins one.

`Doe, J., & Roe, R. (2024). The bridge.` names the author "doe", the words "doe", "j", "roe", "r", and the year 2024.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from citecheck.draft.author_names import (
    count_authors,
    find_acronyms,
    find_words,
    fold_name,
    fold_words,
    is_capital,
    month_words,
    small_words,
)
from citecheck.draft.manuscript import ManuscriptBlock, describes_works
from citecheck.draft.note_lines import is_notes_heading
from citecheck.model.draft import BlockKind
from citecheck.text.languages import words_in_all_languages
from citecheck.url.identifiers import find_cases, find_identifiers

NO_YEAR = "0"
"""The year of a work without one ("n.d.", "in press")."""
_LEAD = re.compile(r"(?:\(?\[?\d{1,3}[.)\]]\s+|[\u2022\u25aa\u25cf*+-]\s+)?[\s*_\"\u201c\u201e\u00ab(\[]*")
"""Bullet, number, emphasis and quotation marks before an entry."""
_REPEATED = re.compile(r"[\u2013\u2014\u2015_-]{2,}\.?,?|\u2014")
"""The dashes that repeat the author of the entry before."""
_PERSON = re.compile(
    r"(?P<surname>(?:(?:[^\W\d_][\w'\u2019-]*|[^\W\d_]{1,2}\.)\s+){0,4}?[^\W\d_][\w'\u2019-]*),\s*[^\W\d_]"
    r"|(?P<before>(?:[^\W\d_][\w'\u2019-]*\s+){0,2}?[^\W\d_][\w'\u2019-]+)\s+(?:[A-Z]\.[\s-]?|[A-Z]{1,3}(?=[\s,.(])){1,3}"
)
"""A surname and what follows it: "Doe, J.", "van der Berg, Anna", "Smith J.", "SMITH JA,"."""
_NEXT_ENTRY = re.compile(
    r"(?<=[.\])\d])(?<![^\w&][A-Z]\.) (?=[^\W\d_][\w'\u2019-]+(?: [^\W\d_][\w'\u2019-]+)?, [A-Z](?=\.)"
    r"[^()]{0,120}?[.,] ?\(?(?:1[4-9]|20)\d\d[a-z]?[).])"
)
"""The space before an entry within a line of text, as columns of a PDF have it: "73-84. Beck, J.; Lund, W. 2010.".
An initial before it is that of its first name: "[Doe et al.(2020)Doe, Roe] J. Doe, R. Roe. 2020.\""""
_ORGANISATION = re.compile(r"[^\W\d_](?:[^().;:\d]|(?<=\b[A-Z])\.){1,100}?\.?\s\((?=[^()]{1,25}\))")
"""An organisation before its year in brackets: "World Health Organization. (2020)", "BdSt (o. J.)"."""
_PUBLISHED_AT = re.compile(r"[^\W\d_][^\W\d_ .-]+(?: [^\W\d_]+)?, (?:[A-Z]{2}|D\. ?C\.):\s")
"""A place before its publisher, on a line of its own: "Washington, D.C.: World Bank", "Cambridge, MA: MIT Press"."""
_LAST_INITIALS = re.compile(r"(?:[A-Z]\.[\s-]?){1,3}\(")
"""The initials of the last author on a line of their own, before the year: "G. (2019)"."""
_NO_FIRST_LINES = (_PUBLISHED_AT, _LAST_INITIALS)
_FURTHER_AUTHORS = ("...", ". . .", "\u2026")
"""What is in place of the authors between the sixth and the last: "Lund, W., . . . Beck, J. (2016)"."""
_AFTER_YEAR = re.compile(
    r"[^()]{1,25}\)(?:[.,:](?=\s)|\s+(?=[\"\u201c\u201e\u00ab*_<]|https?:)|\s+(?P<letter>[^\W\d_]))"
)
"""The year of an organisation and what follows it: a full stop, a title, or the letter that begins one."""
_PARTIES = re.compile(r"\sv\.?\s|\AIn re\s|\ARe\s")
"""What the name of a judgment holds: "Roe v. Wade, 410 U.S. 113 (1973)" has no title after its year."""
_FIGURES = r"(?:1[4-9]|20)\d\d"
_YEAR = re.compile(
    rf"(?<![\w.,/-])\[?({_FIGURES})\]?(?:\s?[/\u2013-]\s?({_FIGURES}|\d\d(?!\d)))?([a-z](?![a-z]))?(?![\w/])"
)
"""A year, with a letter or the year of the first edition: "2019a", "1785/1999", "[1785]"."""
_GLUED_YEAR = re.compile(rf"(?<=[\w)]),(?={_FIGURES}[a-z]?(?:[.;]\s|[.;]?\s*\Z))")
"""The comma before the year that ends an entry, without a blank after it: "4:102-118,1937."."""
_ADDRESS = re.compile(r"(?:https?://|www\.|doi:)\S+", re.IGNORECASE)
_LONGEST_ENTRY = 1500
_LONGEST_HEAD = 300
"""Characters at the beginning of an entry that are searched for its year in brackets."""
_SHORTEST_TITLE = 12
"""Fewest characters from the year or the title on; a line of a name and a date only is the header of a page."""
_LONGEST_HEADING = 70
_LONGEST_COLUMN = 30
_SHORTEST_ENTRY = 60
"""Characters; a shorter paragraph before the heading is a sentence: "Doe, Roe and Poe (2024) agree."."""
_FEWEST_UNANNOUNCED = 3
"""Fewest entries in a row without a heading."""
_MOST_BETWEEN = 2
"""Most paragraphs that are no entries between two entries of a list."""
_TITLE_WORDS = 3
"""As many small words in a row are no names: the title of the work."""


@dataclass(frozen=True, slots=True)
class ReferenceEntry:
    """An entry of the list: `block.text[start:end]` in the block at index `block`, and the blocks up to `last`.

    `author` are the folded words of the first author or organisation, `names` those of all of them, and `years` the
    years that the text may cite the work by. `shown` is the first author as printed, and `authors` counts them, 3 for
    more than two. `note` is the id of the note that describes the work, which then has no block.
    """

    block: int
    last: int
    start: int
    end: int
    shown: str
    author: tuple[str, ...]
    names: frozenset[str]
    years: tuple[str, ...]
    authors: int = 1
    acronyms: frozenset[str] = frozenset()
    note: str | None = None


def read_years(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield where each year, or what is written for one, begins and ends, and the years that it names, in order."""
    for found in _year_or_none().finditer(text):
        first, second, letter = found[1], found[2], found[3] or ""
        if first is None:
            yield *found.span(), (NO_YEAR,)
        elif second is None:
            yield *found.span(), (first + letter,)
        else:
            yield *found.span(), (first + letter, second + letter)


@cache
def _year_or_none() -> re.Pattern[str]:
    """Return a pattern for a year or what is written for one; the small letter tells "n.d." from initials."""
    words = words_in_all_languages("no_year")
    short = "|".join(f"{re.escape(word[0])}(?i:{re.escape(word[1:])})" for word in words if not word[:2].isalpha())
    whole = "|".join(re.escape(word) for word in words if word[:2].isalpha())
    return re.compile(rf"{_YEAR.pattern}|(?<!\w)(?:{short}|(?i:{whole}))(?!\w)\.?(?:-?[a-z](?![a-z]))?")


@cache
def _works_headings() -> frozenset[str]:
    return frozenset(words_in_all_languages("works_headings"))


_TRIM = re.compile(r"^[\W\d_]+|[\W_]+$")


def is_list_heading(text: str) -> bool:
    """Return whether a line announces a list of works or of notes, in any language."""
    if len(text) > _LONGEST_HEADING:
        return False
    return _TRIM.sub("", text.strip()).casefold() in _works_headings() or is_notes_heading(text)


def find_reference_list(blocks: Sequence[ManuscriptBlock]) -> tuple[list[ReferenceEntry], bool]:
    """Return the entries of all lists of references in order, and whether a heading announces them; linear."""
    found: list[ReferenceEntry] = []
    heading = next((at for at, block in enumerate(blocks) if is_list_heading(block.text)), None)
    if heading is not None:
        for at in range(heading, len(blocks)):
            if is_list_heading(blocks[at].text):
                found += _read_column_before(blocks, at) if not found else ()
                found += _read_section(blocks, at + 1)
    if found:
        return found, True
    return _find_run(blocks), False


def _read_section(blocks: Sequence[ManuscriptBlock], first: int) -> Iterator[ReferenceEntry]:
    """Yield the entries from block `first` on, to a heading or some paragraphs that are none."""
    between, last, found = 0, None, list[ReferenceEntry]()
    for at in range(first, len(blocks)):
        if describes_works(blocks[at]):
            between = 0
            continue
        read = list(_read_block(blocks[at], at, last))
        if read:
            yield from found
            found, between, last = read, 0, read[-1]
            continue
        if found and _ADDRESS.match(blocks[at].text.lstrip(" <(")):
            found[-1] = replace(found[-1], last=at + 1)
            continue
        between += 1
        ended = blocks[at].kind is BlockKind.HEADING and any(map(str.isalpha, blocks[at].text))
        if ended or between > _MOST_BETWEEN:  # a heading without letters is the number of a page
            break
    yield from found


def _read_column_before(blocks: Sequence[ManuscriptBlock], heading: int) -> list[ReferenceEntry]:
    """Return the entries just before a heading: of two columns of a page, a reader may take the second one first."""
    found: list[ReferenceEntry] = []
    between = 0
    for at in range(heading - 1, max(heading - _LONGEST_COLUMN, -1), -1):
        text = blocks[at].text
        is_long = len(text) > _SHORTEST_ENTRY and _opens_with_person(text)
        read = list(_read_block(blocks[at], at, None)) if is_long else []
        between = 0 if read else between + 1
        if between >= _MOST_BETWEEN:
            break
        found[:0] = read
    return found


def _find_run(blocks: Sequence[ManuscriptBlock]) -> list[ReferenceEntry]:
    """Return the last run of entries without a heading, each of an author with initial or first name."""
    run: list[ReferenceEntry] = []
    for at in range(len(blocks) - 1, -1, -1):
        text = blocks[at].text
        read = list(_read_block(blocks[at], at, None)) if _opens_with_person(text) else []
        if read:
            run[:0] = read
        elif len(run) >= _FEWEST_UNANNOUNCED:
            return run
        else:
            run = []
    return run if len(run) >= _FEWEST_UNANNOUNCED else []


def _match_person(text: str, at: int = 0) -> re.Match[str] | None:
    """Match an author at the beginning of an entry; the given name is a capital, "Weather, vol. 2" is a journal.

    So is the surname before an initial: "Phrase two A" is none.
    """
    found = _PERSON.match(text, at)
    if found and found["before"]:
        return found if is_capital(found["before"].split()[-1]) else None
    return found if found and found[0][-1].isupper() else None


def _opens_with_person(text: str) -> bool:
    return _match_person(text, _lead_of(text)) is not None


def _lead_of(text: str, start: int = 0) -> int:
    found = _LEAD.match(text, start)
    return found.end() if found else start


def _read_block(block: ManuscriptBlock, at: int, before: ReferenceEntry | None) -> Iterator[ReferenceEntry]:
    """Yield the entries of a block, none if it is not one; `before` is the entry before it."""
    found: list[ReferenceEntry] = []
    lines = [edge for edge in _find_line_starts(block) if _opens_entry(block.text, edge)]
    starts = {*lines, *_find_next_entries(block.text, lines)}
    edges = [0, *sorted(starts), len(block.text)]
    for start, end in pairwise(edges):
        entry = _read_entry(block.text[start:end], start, at, before)
        if entry is not None:
            found.append(entry)
            before = entry
        elif found:
            found[-1] = replace(found[-1], end=end)
    if not found and starts and (whole := _read_entry(block.text, 0, at, before)):
        found = [whole]
    yield from found  # what precedes the first is the end of an entry on the page or in the column before


def _find_next_entries(text: str, lines: Sequence[int]) -> Iterator[int]:
    """Yield where further entries begin within lines; what precedes one has a year, or is the end of an entry.

    `lines` are where entries begin at the start of a line, in order.
    """
    last, cut = 0, not _opens_with_person(text)
    for found in _NEXT_ENTRY.finditer(text):
        at = bisect_right(lines, found.start())
        since = max(last, lines[at - 1] if at else 0)
        if text[found.end()].isupper() and (cut or _YEAR.search(text, since, found.start())):
            yield found.end()
            last, cut = found.end(), False


def _find_line_starts(block: ManuscriptBlock) -> Iterator[int]:
    """Yield the offsets at which a new line of the file begins within a block."""
    for (_, place), (offset, following) in pairwise(block.places):
        if following.line != place.line and offset:
            yield offset


def _opens_entry(text: str, start: int) -> bool:
    """Return whether a line within a paragraph begins an entry: after a full stop or an address, with a year near."""
    before = text[max(0, start - _LONGEST_HEAD) : start].rstrip()
    if not before or before.endswith(_FURTHER_AUTHORS) or any(one.match(text, start) for one in _NO_FIRST_LINES):
        return False
    lead = _lead_of(text, start)
    if not before.endswith((".", ")", "/", "]")) and not _ends_in_target(before):
        return False
    if _REPEATED.match(text, lead):
        return True
    if organisation := _ORGANISATION.match(text, lead):
        return next(read_years(text[organisation.end() : organisation.end() + _SECOND_YEAR]), None) is not None
    head = _GLUED_YEAR.sub(" ", _ADDRESS.sub("", text[start : start + _LONGEST_HEAD]))
    opened = _match_person(text, lead) or _TITLE_FIRST.match(text, max(0, lead - 1))
    return opened is not None and _YEAR.search(head) is not None


def _ends_in_target(text: str) -> bool:
    """Return whether a text ends in an address or an identifier: "hdl:1234/5678", "PMID: 12345678"."""
    address = _ADDRESS.search(text.rsplit(None, 1)[-1])
    return address is not None or any(one.end == len(text) for one in find_identifiers(text))


def _read_entry(text: str, start: int, block: int, before: ReferenceEntry | None) -> ReferenceEntry | None:
    """Return the entry `text`, which begins at `start` of a block, or None if it is none by its form."""
    lead, end = _lead_of(text), len(text.rstrip())
    head = _read_head(text, lead) if 0 < end - lead <= _LONGEST_ENTRY else None
    if head is None or _PUBLISHED_AT.match(text, lead):
        return None
    stop, years = head
    if _REPEATED.match(text, lead):
        return (
            replace(before, block=block, last=block + 1, start=start, end=start + end, years=years) if before else None
        )
    words = text[lead:stop]
    titled = end - stop >= _SHORTEST_TITLE and (_ends_as_organisation(words) or _is_organisation(text, lead, stop))
    titled = titled or (_PARTIES.search(words) is not None and next(find_cases(text), None) is not None)
    quoted = _TITLE_FIRST.match(text, max(0, lead - 1))
    if not text[lead].isalnum() or not (titled or quoted or _match_person(text, lead)):
        return None
    shown, author = _read_title(quoted["title"]) if quoted else _read_author(words)
    names = frozenset(fold_name(word[0]) for word in find_words(words))
    authors, acronyms = count_authors(words), frozenset(find_acronyms(words, shown))
    made = ReferenceEntry(block, block + 1, start, start + end, shown, author, names, years, authors, acronyms)
    dated = author[:1] and author[0] in month_words() and not _match_person(text, lead)
    return made if author and not dated else None


def _is_organisation(text: str, lead: int, begin: int) -> bool:
    """Return whether words before the year at `begin` are an organisation whose name has small words.

    "Organisation mondiale de la Santé (2023). Title": the year is in brackets, and no sentence goes on after it.
    """
    found = _ORGANISATION.match(text, lead)
    after = _AFTER_YEAR.match(text, begin) if found and found.end() == begin and is_capital(text[lead]) else None
    return after is not None and (after["letter"] is None or is_capital(after["letter"]))


def _ends_as_organisation(head: str) -> bool:
    """Return whether words before a year are the name of an organisation: a bracket or full stop, and no title."""
    stated = head.rstrip()
    ended = stated.endswith(("(", "[")) or (stated.endswith((".", ",", ":")) and "," not in stated[:-1])
    return ended and not (_ADDRESS.search(head) or _holds_title(head))


def _read_head(text: str, lead: int) -> tuple[int, tuple[str, ...]] | None:
    """Return where the names of an entry end and the years it is cited by, None without a year.

    The names end at the year if no title precedes it: "Doe, J. (2024)", "Doe, Jane. 2024." Otherwise they end at the
    first full stop after a whole word, and every year of the entry may be meant, the last one first: "DOE, Jane. The
    bridge. Press, 2024."
    """
    blanked = _GLUED_YEAR.sub(" ", _ADDRESS.sub(lambda found: " " * len(found[0]), text))
    years = [row for row in read_years(blanked) if row[0] >= lead]
    if not years:
        return None
    begin, _, first = years[0]
    named = _follows_names(text[lead:begin]) or _is_organisation(text, lead, begin)
    if begin - lead <= _LONGEST_HEAD and named:
        near = [row for row in years if row[0] - begin <= _SECOND_YEAR]
        return begin, tuple(dict.fromkeys(year for row in near for year in row[2])) if len(near) > 1 else first
    stop = _NAMES_END.search(text, lead)
    return (stop.start() + 1 if stop else begin), tuple(dict.fromkeys(year for row in years[::-1] for year in row[2]))


def _follows_names(head: str) -> bool:
    """Return whether a year after `head` is that of the work after its authors, not one after or in the title."""
    ended = _NAMES_END.search(head)
    early = head.rstrip().endswith(("(", "[", ".", ",", ")", "]"))
    return early and not (_holds_title(head) or (ended and head[ended.end() :].strip(" ([")))


_SECOND_YEAR = 14
"""Most characters between the year of an edition and that of the first: "1999 [1785]", "(1961) 1994"."""
_TITLE_FIRST = re.compile(
    r"[\"\u201c](?P<title>[^\"\u201c\u201d]{3,150}?)(?:[.?!][\"\u201d]|[\"\u201d]\.)\s(?=[\"\u201c*_]?[^\Wa-z\d_])"
)
"""A title in quotation marks, with a full stop, that begins the entry of a work without an author, as in the MLA."""
_NAMES_END = re.compile(r"(?<=[^\W\d_]{3})[.:](?=\s)|(?<=\s[A-Z])\.(?=\s+(?:[\"\u201c*_]|[A-Z][a-z]+\s[a-z]))")


def _holds_title(text: str) -> bool:
    """Return whether names and more precede a year: several small words in a row, or a quotation."""
    small = 0
    for word in find_words(text):
        small = 0 if is_capital(word[0]) else small + 1
        if small >= _TITLE_WORDS:
            return True
    return any(sign in text for sign in '"\u201c\u201e')


def _read_title(title: str) -> tuple[str, tuple[str, ...]]:
    """Return a title as printed, and its words with capitals folded, without an article before them."""
    words = fold_words(title)
    return title, words[1:] if words[1:] and words[0] in small_words() else words


def _read_author(head: str) -> tuple[str, tuple[str, ...]]:
    """Return the first author of the names `head` as printed and folded: a surname, or the words of an organisation."""
    person = _match_person(head)
    if person and (surname := person["surname"] or person["before"]):
        shown = surname.strip()
    else:
        shown = re.split(r"\s*[(\[;:]|\.\s*\Z|\.\s+(?=[(\[])|,\s", head, maxsplit=1)[0].strip(" .,*_")
    return shown, fold_words(shown)
