"""Find the notes at the foot of a page, and the notes that the raised signs of the text call.

Page footnotes are rows below the text, and the first row of each begins with a label. Rows are selected by their
height on the page and not by their order in the file. Some programs write the notes last, first, or from the bottom up.
A row that begins with a label is a note only if other signs agree. In papers, lines of formulas begin with raised
figures too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from citecheck.draft.formats.pdf.calls import RaisedCall, calls_of, numbers_of
from citecheck.draft.formats.pdf.pages import PdfPage, RuledLine
from citecheck.draft.formats.pdf.paragraphs import SENTENCE_END
from citecheck.draft.formats.pdf.rows import TextRow
from citecheck.draft.note_lines import is_notes_heading

_SMALL = 0.96
"""Notes are smaller than this part of the body's font size, or carry a marker that the page's text also carries."""
_LARGE = 1.05
"""A row larger than this multiple of the body's font size is no note."""
_COLUMN = 0.25
"""The part of the page's width within which the left edges of one column's rows lie."""
_NUMBERED = re.compile(r"\s*(\d{1,4}|[*†‡§¶]{1,4})[.)]?\s+\S")
"""A label on the line. Only the raised marker that calls it distinguishes it from an entry of a list."""
_ENTRY = re.compile(r"\s*\d{1,3}[.)]\s")
"""An entry of the list below a heading such as "References", whatever markers the page has."""
_TYPED = re.compile(r"\s*(\[\d{1,3}\]|[¹²³⁰⁴-⁹]{1,3})\s*[^\s¹²³⁰⁴-⁹]")
_ADDRESS = re.compile(r"https?:|www\.|doi", re.IGNORECASE)
_OPENS_NOTE = re.compile(r"[^\w\s]{0,3}(?:[^\W\d_]{2}|[^\W\d_]\W+[^\W\d_]|\d{2}|[\u3040-\u9fff])")
"""How the words of a note begin: with a word, an initial or a number, after quotation marks or brackets at most."""
_INDENT = 40.0
"""Points by which the first line of a note may be indented from the rule above the notes."""
_UNDERLINE = 0.35
"""A rule so close below a baseline, as a part of the font size, underlines the text."""
_LEADING = 1.6
"""The largest distance of the lines of a note, as a multiple of the font size."""
_SAME_SIZE = 0.3
"""The largest difference of the font sizes of the lines of a note, in points."""
_MOST_SKIPPED = 3
"""How much a number may be above that of the last note found: notes between them may not have been recognised."""
_MOST = 300
"""The most notes searched for on one page. Small print has at most 60."""


@dataclass(slots=True)
class PdfNote:
    """A note at the foot of a page, or in a list after the text.

    `marker` includes brackets or raised figures if it is typed so. `listed` is true for a note in a list after the
    text, which any page and any number of sentences may call, from the page and the row `since` which it counts: the
    first call of its chapter. A row is its height, with a minus.
    """

    page: int
    marker: str
    rows: list[TextRow] = field(default_factory=list)
    listed: bool = False
    since: tuple[int, float] = (0, 0.0)

    @property
    def typed(self) -> bool:
        """Whether the marker is part of the text, so that only the rules of plain text can interpret it."""
        return _TYPED.match(f"{self.marker} x") is not None


class PageNoteSearch:
    """Finds the notes at the foot of the pages of a document, page by page.

    A row begins a note if it begins with a label and two more signs agree: a raised sign of the page calls the label,
    the number follows that of the last note, the row is in small print, a rule separates it from the text.
    """

    def __init__(self, body: float, *, listed: bool = False) -> None:
        """Begin before the first page.

        `body` is the font size of running text, `listed` is whether the document has a list of notes.
        """
        self._body = body
        self._to_come = listed
        self._last: TextRow | None = None
        self._number = 0
        self._listed = False
        self._unanswered: list[str] = []
        self._rule: tuple[int, int] | None = None

    def find(self, page: PdfPage, rows: Sequence[TextRow]) -> _PageNotes:
        """Find the notes of the next page, whose `rows` are in reading order."""
        width = page.width
        sight = _PageSight.of(page, rows, self._body, self._unanswered)
        likely = sorted(
            sight.note_openings(),
            key=lambda row: (row.column, round(row.begin / (_COLUMN * width)), -row.y),
        )[:_MOST]
        starts: dict[int, str] = {}
        for row in likely:
            label = sight.label_of(row)
            if label is not None and label not in starts.values() and self._is_note(row, label, sight):
                starts[id(row)] = label
                self._number = int(label) if label.isdecimal() else self._number
        self._listed = self._listed or sight.heading > 0
        self._unanswered = [label for label, sure in sight.calls.items() if sure and label not in starts.values()]
        return self._take(sight, starts)

    def _is_note(self, row: TextRow, label: str, sight: _PageSight) -> bool:
        typed = _TYPED.match(row.text) is not None and row.marker is None
        if not sight.is_last(row) or not (typed or opens_note(_words_of(row, label))):
            return False
        if label in self._unanswered and (self._listed or row.y <= sight.heading):
            return False  # an entry of the list of notes, and no note that goes to the next page
        small, ruled = row.size < _SMALL * self._body, sight.rule_above(row) is not None
        number = int(label) if label.isdecimal() else 0
        follows = number in {0, 1} or self._number == 0 or 0 < number - self._number <= _MOST_SKIPPED
        sure = sight.calls.get(label)
        if sure and row.marker is None and not typed:
            begins = number > 1 or label not in self._unanswered or (not self._to_come and sight.calls_entries_at(row))
            return ruled or (follows and not self._listed and begins)
        if sure:
            return small or ruled or (follows and _words_of(row, label)[:1].islower() is False)
        if sure is not None or typed:
            return (follows or typed) and (small or ruled)
        lost = any(_ADDRESS.search(other.text) for other in sight.rows_after(row)) or ruled
        return row.marker is not None and small and number == self._number + 1 and lost

    def _take(self, sight: _PageSight, starts: Mapping[int, str]) -> _PageNotes:
        notes: list[PdfNote] = []
        continued = sight.find_carried_rows(self._last, 0, starts)
        taken = {id(row) for row in continued}
        for column in _split_columns([row for row in sight.rows if id(row) in starts], sight):
            first = max(column, key=lambda row: row.y)
            below = [row for row in sight.rows if row.y <= first.y + 0.5 and sight.is_same_column(row, first)]
            rule = sight.rule_above(first)
            self._rule = (round(rule.left), round(rule.right)) if rule is not None else self._rule
            above = sight.find_continued_rows(first, rule)
            (notes[-1].rows if notes else continued).extend(above)  # after a column, or after a page
            taken.update(id(row) for row in (*below, *above))
            for row in sorted(below, key=lambda row: -row.y):
                if id(row) in starts:
                    notes.append(PdfNote(row.page, starts[id(row)]))
                if notes:
                    notes[-1].rows.append(row)
            while notes and (carried := sight.find_carried_rows(last := notes[-1].rows[-1], last.column + 1, starts)):
                notes[-1].rows += carried
                taken.update(id(row) for row in carried)
        if not notes and not continued and self._rule is not None:
            continued = sight.rows_below(self._rule)
            taken = {id(row) for row in continued}
        used = [*continued, *(row for note in notes for row in note.rows)]
        self._last = used[-1] if used else None
        return _PageNotes(notes, continued, taken)


class _PageNotes(NamedTuple):
    """The notes of a page from top to bottom, rows that continue the last note before, and the ids of all rows used."""

    notes: list[PdfNote]
    continued: list[TextRow]
    taken: set[int]


def _words_of(row: TextRow, label: str) -> str:
    """Return the text of a row after its label, and nothing if that begins in a font for formulas."""
    spans = [span for span in row.spans if span.run.text.strip()]
    if row.marker is not None:
        return "" if spans[1].run.style.mathematical else "".join(span.run.text for span in spans[1:]).lstrip()
    return row.text.lstrip().removeprefix(label).lstrip(".) /")


@dataclass(frozen=True, slots=True)
class _PageSight:
    """A page as the search sees it: the labels that its text calls, each with whether it is sure, and its rules.

    The labels include those that the page before calls and does not answer: a note may be on the next page.
    """

    rows: Sequence[TextRow]
    width: float
    body: float
    calls: Mapping[str, bool]
    rules: tuple[RuledLine, ...]
    heading: float

    @classmethod
    def of(cls, page: PdfPage, rows: Sequence[TextRow], body: float, unanswered: Iterable[str]) -> _PageSight:
        calls = dict.fromkeys(unanswered, True)
        for row in rows:
            for call in calls_of(row):
                calls[call.label] = calls.get(call.label, False) or call.sure
        rules = tuple(rule for rule in page.rules if not any(_underlines(rule, row) for row in rows if not rule.joined))
        heading = max((row.y for row in rows if is_notes_heading(row.text)), default=0.0)
        return cls(rows, page.width, body, calls, rules, heading)

    def label_of(self, row: TextRow) -> str | None:
        """Return the label of a row that may begin a note.

        It is raised, in brackets, or a number of the text in small print or below a rule.
        """
        if row.size > _LARGE * self.body or (row.y <= self.heading and _ENTRY.match(row.text)):
            return None
        if any(rule.joined and rule.y < row.y and rule.left <= row.x <= rule.right for rule in self.rules):
            return None  # a cell of a table
        if row.marker is not None and len(row.spans) > 1:
            return row.marker if row.size < _SMALL * self.body or row.marker in self.calls else None
        if row.size >= _SMALL * self.body and self.rule_above(row) is None:
            return None
        numbered = _NUMBERED.match(row.text)
        if numbered is not None:
            return numbered[1] if numbered[1] in self.calls else None
        typed = _TYPED.match(row.text) if row.size < _SMALL * self.body else None
        return typed[1] if typed is not None else None

    def note_openings(self) -> list[TextRow]:
        """Return the rows that may begin a note. Where notes in one size have raised labels, other rows begin none."""
        rows = [row for row in self.rows if self.label_of(row) is not None]
        raised = {round(row.size, 1) for row in rows if row.marker in self.calls and row.size < _SMALL * self.body}
        return [row for row in rows if row.marker or round(row.size, 1) not in raised or _TYPED.match(row.text)]

    def is_same_column(self, one: TextRow, other: TextRow) -> bool:
        return one.column == other.column and abs(one.begin - other.begin) < _COLUMN * self.width

    def is_last(self, row: TextRow) -> bool:
        """Return whether only notes follow a row in its column: small print, or no more rows than are above it."""
        column = [other for other in self.rows if self.is_same_column(other, row)]
        below = [other for other in column if other.y < row.y]
        if row.size >= _SMALL * self.body and 2 * len(below) > len(column):
            return False  # the affiliations of the authors, below the title
        return all(other.size < _SMALL * self.body or other.size <= row.size * 1.02 for other in below)

    def rule_above(self, row: TextRow) -> RuledLine | None:
        """Return the lowest rule that begins above a row at its left edge, with no larger text between them."""
        above = [rule for rule in self.rules if rule.y > row.y and not rule.joined and _begins_at(rule, row)]
        rule = min(above, key=lambda rule: rule.y, default=None)
        if rule is None or any(
            row.y < other.y < rule.y and other.size > 1.02 * row.size and self.is_same_column(other, row)
            for other in self.rows
        ):
            return None
        return rule

    def rows_after(self, row: TextRow) -> list[TextRow]:
        """Return a row and those below it in its column."""
        return [other for other in self.rows if other.y <= row.y and self.is_same_column(other, row)]

    def calls_entries_at(self, first: TextRow) -> bool:
        """Return whether the text calls all numbers that rows in the size of `first` begin with, from it on."""
        entries = (_ENTRY.match(row.text) for row in self.rows_after(first) if abs(row.size - first.size) <= _SAME_SIZE)
        return all(entry.group().strip(" .)") in self.calls for entry in entries if entry is not None)

    def rows_below(self, ends: tuple[int, int]) -> list[TextRow]:
        """Return the rows below a rule with the same ends as a rule above notes before."""
        rule = next((rule for rule in self.rules if (round(rule.left), round(rule.right)) == ends), None)
        if rule is None:
            return []
        below = [row for row in self.rows if row.y < rule.y]
        return sorted(below, key=lambda row: -row.y) if all(row.size < 1.02 * self.body for row in below) else []

    def find_carried_rows(self, last: TextRow | None, number: int, starts: Mapping[int, str]) -> list[TextRow]:
        """Return the rows at the foot of a column that go on with the note whose row so far is `last`.

        The column has no note of its own, the sentence is not at its end, and either a rule is above the rows or the
        first of them begins with a small letter. Captions are in small print at the foot of a column too.
        """
        column = sorted((row for row in self.rows if row.column == number), key=lambda row: row.y)
        if last is None or SENTENCE_END.search(last.text) or any(id(row) in starts for row in column):
            return []
        found: list[TextRow] = []
        for row in column:
            if abs(row.size - last.size) > _SAME_SIZE or (found and row.y - found[0].y > _LEADING * row.size):
                break
            found.insert(0, row)
        if not found or (len(found) == len(column) and _ADDRESS.search(last.text)):
            return []  # an address may end a note, and a page of small print may be a list of works
        ruled = self.rule_above(found[0]) is not None
        small = last.size < _SMALL * self.body and found[0].text.lstrip()[:1].islower()
        return found if ruled or small else []

    def find_continued_rows(self, first: TextRow, rule: RuledLine | None) -> list[TextRow]:
        """Return the rows directly above the first note, which end a note that began on the page before."""
        found: list[TextRow] = []
        last = first
        for row in sorted((row for row in self.rows if row.y > first.y + 0.5), key=lambda row: row.y):
            if not self.is_same_column(row, first):
                continue
            if rule is not None and row.y > rule.y:
                break
            near = row.y - last.y < _LEADING * first.size
            small = row.size < _SMALL * self.body or rule is not None
            if not near or not small or abs(row.size - first.size) > _SAME_SIZE:
                break
            found.insert(0, row)
            last = row
        return found


def opens_note(words: str) -> bool:
    """Return whether a note may begin with `words`, which follow its label: they are no formula."""
    return _OPENS_NOTE.match(words) is not None


def _begins_at(rule: RuledLine, row: TextRow) -> bool:
    """Return whether a rule begins where a row does, at the right of a line from right to left."""
    edge, begin = (rule.right, row.end) if row.leftward else (rule.left, row.x)
    return abs(edge - begin) < _INDENT and rule.left < row.end and rule.right > row.x


def _underlines(rule: RuledLine, row: TextRow) -> bool:
    return 0 <= row.y - rule.y < _UNDERLINE * row.size and rule.left < row.end and row.x < rule.right


def _split_columns(starts: Sequence[TextRow], sight: _PageSight) -> list[list[TextRow]]:
    columns: list[list[TextRow]] = []
    for row in sorted(starts, key=lambda row: (row.column, row.begin)):
        if columns and sight.is_same_column(columns[-1][0], row):
            columns[-1].append(row)
        else:
            columns.append([row])
    return columns


def find_uncalled(footnotes: Sequence[PdfNote], called: Callable[[PdfNote], bool]) -> set[int]:
    """Return the ids of notes that only look like notes: numbered lines of code, mostly without a marker in the text.

    A note that holds an address is kept, because its marker may be missing from the file.
    """
    own = [footnote for footnote in footnotes if not footnote.typed]
    loose = [footnote for footnote in own if not called(footnote)]
    if 2 * len(loose) <= len(own):
        return set()
    return {id(footnote) for footnote in loose if not any(_ADDRESS.search(row.text) for row in footnote.rows)}


def link_markers(
    pages: Sequence[tuple[Sequence[TextRow], Sequence[PdfNote]]], ids: Mapping[int, str]
) -> dict[tuple[int, str], str]:
    """Return the note of each marker by (id of its span, label). `ids` maps `id(footnote)` to the id of the note.

    A note whose page has no marker for it is in a list at the end.
    """
    markers: dict[tuple[int, str], str] = {}
    listed: dict[str, list[tuple[int, tuple[int, float], str]]] = defaultdict(list)
    for number, (rows, footnotes) in enumerate(pages):
        calls = _choose_calls(rows, first=number == 0)
        for footnote in footnotes:
            if footnote.marker in calls and not footnote.listed:
                markers |= {(id(call.span), call.label): ids[id(footnote)] for call in calls[footnote.marker]}
            else:
                listed[footnote.marker].append((number, footnote.since, ids[id(footnote)]))
    for number, (rows, _) in enumerate(pages) if listed else ():
        authors = _find_author_rows(rows) if number == 0 else {}
        for at, row in enumerate(rows):
            for call in calls_of(row):
                if not call.sure or at < authors.get(call.label, 0):
                    continue
                here = (row.page, -row.y)
                later = [
                    (since, -page, note)
                    for page, since, note in listed.get(call.label, ())
                    if page >= number and since <= here
                ]
                if later:
                    markers.setdefault((id(call.span), call.label), max(later)[2])
    return markers


def _choose_calls(rows: Sequence[TextRow], *, first: bool) -> dict[str, list[RaisedCall]]:
    """Return, by label, the calls of a page that are no powers, or the last power if there are only powers.

    On the first page only the last call counts. The others number the affiliations of authors.
    """
    found: dict[str, list[RaisedCall]] = defaultdict(list)
    for row in rows:
        for call in calls_of(row):
            found[call.label].append(call)
    sure = {label: [call for call in calls if call.sure] for label, calls in found.items()}
    return {label: (sure[label][-1:] if first else sure[label]) or calls[-1:] for label, calls in found.items()}


def affiliations_of(rows: Sequence[TextRow]) -> list[tuple[str, float]]:
    """Return the labels and heights of the rows of a first page that begin like notes and are none."""
    return [(row.marker, row.y) for row in rows if row.marker is not None and opens_note(_words_of(row, row.marker))]


def _find_author_rows(rows: Sequence[TextRow]) -> dict[str, int]:
    """Return, by marker, the number of author rows on a first page, up to the row with the marker's affiliation."""
    lines = [at for at, row in enumerate(rows) if row.marker is not None]
    markers = (
        (marker, at + 1)
        for at in lines
        for span in rows[at].spans
        if span.raised
        for marker in numbers_of(span.run.text)
    )
    return dict(markers)
