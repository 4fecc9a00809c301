"""Find the numbers of lines in the margins of manuscripts, opinions and verse, which are no text.

They are outside all text of the page, ascend by the same step from top to bottom, and are at equal distances or at
every so many lines of the text. The first column of a table or of a list can have all that. So lines that are numbered
one by one must begin within sentences too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from citecheck.draft.formats.pdf.characters import TextRun
from citecheck.draft.formats.pdf.pages import PdfPage

_LONGEST = 4
"""The most figures of a line number."""
_STEPS = frozenset({1, 2, 5, 10})
_FEWEST = 4
"""The least number of line numbers on a page that show that a document has them."""
_ALIKE = 1.5
"""Points by which the ends of numbers below each other differ."""
_OUTSIDE = 0.95
"""The least part of the runs of a page that are on the other side of the numbers."""
_REGULAR = 0.7
"""The least part of the distances between line numbers that are alike. Headings and formulas make some larger."""
_WITHIN = 0.2
"""The least part of the numbered lines that begin within a sentence: with a letter that is no capital."""
_LEVEL = 3.0
"""Points by which the baseline of a line number may differ from that of its line."""
_RAISED = 5.0
"""Points by which the baselines of one line may differ: those of raised signs and of the text."""
_SAME = 0.6
"""Points by which equal distances may differ."""
_PAGES = 1 / 3
"""The least part of the pages of a manuscript that have line numbers. Figures and tables at its end have none."""


def remove_line_numbers(pages: Sequence[PdfPage]) -> list[PdfPage]:
    """Return the pages without the numbers of lines in their margins."""
    columns = [list(_ascending_columns_of(page)) for page in pages]
    shown = [
        [group for group in groups if _shows_lines(group, page)] for groups, page in zip(columns, pages, strict=True)
    ]
    if not any(shown) or sum(map(bool, shown)) < _PAGES * sum(bool(page.runs) for page in pages):
        return list(pages)
    places = {place for groups in shown for group in groups for place in _places_of(group)}
    # a page that is not full shows too little by itself
    return [
        _remove_from(page, [group for group in groups if not places.isdisjoint(_places_of(group))])
        for groups, page in zip(columns, pages, strict=True)
    ]


def _remove_from(page: PdfPage, groups: Iterable[Sequence[TextRun]]) -> PdfPage:
    numbers = {run.number for group in groups if _is_outside(group, page) for run in group}
    return replace(page, runs=tuple(run for run in page.runs if run.number not in numbers))


def _places_of(group: Sequence[TextRun]) -> list[tuple[str, float, int]]:
    """Return the font, the size and the ends of numbers below each other, for comparison with those of other pages."""
    font, size = group[0].style.font, group[0].style.size
    return [(font, size, round(group[0].end / _ALIKE)), (font, size, -round(group[0].x / _ALIKE))]


def _ascending_columns_of(page: PdfPage) -> Iterator[list[TextRun]]:
    """Yield the numbers below each other, from top to bottom, that ascend by the same step."""
    short = (run for run in page.runs if len(run.text) <= _LONGEST + 2)
    numbers = [run for run in short if _number_of(run) is not None]
    for group in (*_group(numbers, lambda run: run.end), *_group(numbers, lambda run: run.x)):
        if _step_of(group) in _STEPS:
            yield group


def _number_of(run: TextRun) -> int | None:
    text = run.text.strip()
    return int(text) if len(text) <= _LONGEST and text.isdecimal() else None


def _group(numbers: Iterable[TextRun], edge_of: Callable[[TextRun], float]) -> Iterator[list[TextRun]]:
    """Yield the numbers with the same edge, from top to bottom."""
    group: list[TextRun] = []
    for run in sorted(numbers, key=edge_of):
        if group and edge_of(run) - edge_of(group[0]) > _ALIKE:
            yield sorted(group, key=lambda run: -run.y)
            group = []
        group.append(run)
    if group:
        yield sorted(group, key=lambda run: -run.y)


def _step_of(group: Sequence[TextRun]) -> int | None:
    """Return by how much each number is larger than the one above it, 1 for a number alone, None if that differs."""
    steps = {(_number_of(below) or 0) - (_number_of(above) or 0) for above, below in pairwise(group)}
    return 1 if not steps else steps.pop() if len(steps) == 1 else None


def _is_outside(group: Sequence[TextRun], page: PdfPage) -> bool:
    """Return whether almost all other text of the page is on one side of the numbers."""
    left, right = min(run.x for run in group), max(run.end for run in group)
    most = _OUTSIDE * (len(page.runs) - len(group))
    after, before = (sum(run.x >= right for run in page.runs), sum(run.end <= left for run in page.runs))
    return max(after, before) >= most


def _shows_lines(group: Sequence[TextRun], page: PdfPage) -> bool:
    """Return whether numbers with one step are those of lines, and not those of the entries of a list or a table."""
    if len(group) < _FEWEST or not _is_outside(group, page):
        return False
    lines = _lines_of(run for run in page.runs if _number_of(run) is None)
    step = _step_of(group)
    counts = [sum(below.y + _LEVEL < y <= above.y + _LEVEL for y in lines) for above, below in pairwise(group)]
    drops = [above.y - below.y for above, below in pairwise(group)]
    usual = median(drops)
    alike = max(sum(count == step for count in counts), sum(abs(drop - usual) < _SAME for drop in drops))
    begun = [text.lstrip()[:1] for run in group for y, text in lines.items() if abs(y - run.y) <= _LEVEL]
    within = sum(letter.isalpha() and not letter.isupper() for letter in begun)
    return alike >= _REGULAR * len(drops) and (step != 1 or within >= max(1, _WITHIN * len(begun)))


def _lines_of(runs: Iterable[TextRun]) -> dict[float, str]:
    """Return the text of the first run of each line, by the height of its longest run."""
    lines: list[list[TextRun]] = []
    for run in sorted(runs, key=lambda run: -run.y):
        if lines and lines[-1][0].y - run.y <= _RAISED:
            lines[-1].append(run)
        else:
            lines.append([run])
    return {max(line, key=lambda run: len(run.text)).y: min(line, key=lambda run: run.x).text for line in lines}
