"""Text with highlighted parts: compared facts in a sentence and its passage, changed words of an edit.

Segments serve the HTML page and the terminal report; a comparison of two captures is rendered as readable lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from citecheck.model.change import Change, Comparison, Edit
from citecheck.model.evidence import Fact, FactVerdict
from citecheck.report.safe_text import make_visible
from citecheck.works.names import match_names

MOST_WORDS = 400
"""Words above which a text is shown as wholly changed, because the comparison is quadratic."""

_WORD = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class _Segment:
    """A stretch of text; `mark` is the verdict on a fact, `changed`, or empty. Joined segments give the whole text."""

    text: str
    mark: str = ""


Segments = tuple[_Segment, ...]


def mark_claim(sentence: str, facts: Iterable[Fact]) -> Segments:
    """Return the draft's sentence with the compared facts marked."""
    return _mark_phrases(sentence, [(fact.claimed, fact.verdict) for fact in facts])


def mark_passage(passage: str, facts: Iterable[Fact]) -> Segments:
    """Return the source's passage with the counterparts of the compared facts marked."""
    return _mark_phrases(passage, [(fact.found, fact.verdict) for fact in facts if fact.found])


def mark_change(before: str, after: str) -> tuple[Segments, Segments]:
    """Return both texts, with removed words marked in the first and added words in the second."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) > MOST_WORDS or len(new) > MOST_WORDS:
        return (_Segment(before, "changed"),), (_Segment(after, "changed"),)
    removed: list[_Segment] = []
    added: list[_Segment] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        mark = "" if tag == "equal" else "changed"
        removed += [_Segment("".join(old[i:j]), mark)] if i < j else []
        added += [_Segment("".join(new[k:m]), mark)] if k < m else []
    return tuple(removed), tuple(added)


def mark_names(cited: str, found: Sequence[str]) -> tuple[Segments, Segments]:
    """Return a cited list of authors and that of the record, with each name marked that the other list lacks.

    `cited` is written as in `works/comparison`: between names is "; " if one of them has a comma, else ", ".
    """
    between = "; " if "; " in cited else ", "
    names = cited.removesuffix(_OTHERS).split(between)
    shown = _mark_list(names, match_names(names, found), between)
    others = (_Segment(_OTHERS),) if cited.endswith(_OTHERS) else ()
    return (*shown, *others), _mark_list(found, match_names(found, names), ", ")


_OTHERS = " et al."
"""The end of a list of authors that goes on."""


def _mark_list(names: Sequence[str], held: Sequence[bool], between: str) -> Segments:
    named = (_Segment(name, "" if known else "changed") for name, known in zip(names, held, strict=True))
    parts = [part for each in named for part in (_Segment(between), each)]
    return tuple(parts[1:])


def _find_occurrences(phrase: str, text: str) -> Iterator[re.Match[str]]:
    """Yield the occurrences of `phrase`: whole words, or any place in scripts without spaces between words."""
    if not phrase:
        return
    edges = (r"\b" if each.isascii() and each.isalnum() else "" for each in (phrase[0], phrase[-1]))
    before, after = edges
    yield from re.finditer(before + re.escape(phrase) + after, text, re.IGNORECASE)


def _mark_phrases(text: str, phrases: Iterable[tuple[str, FactVerdict]]) -> Segments:
    """Mark the first unmarked occurrence of each phrase; facts that differ are marked before facts that agree."""
    order = {FactVerdict.DIFFERS: 0, FactVerdict.ABSENT: 1, FactVerdict.UNSEEN: 2, FactVerdict.AGREES: 3}
    taken: list[tuple[int, int, str]] = []
    for phrase, verdict in sorted(phrases, key=lambda each: (order[each[1]], -len(each[0]))):
        for match in _find_occurrences(phrase.strip(), text):
            if all(match.end() <= start or end <= match.start() for start, end, _ in taken):
                taken.append((match.start(), match.end(), verdict.value))
                break
    segments, last = [], 0
    for start, end, mark in sorted(taken):
        segments += [_Segment(text[last:start]), _Segment(text[start:end], mark)]
        last = end
    return tuple(segment for segment in (*segments, _Segment(text[last:])) if segment.text)


_CHANGE_HEADLINES: dict[Change, str] = {
    Change.SAME: "same: the text is unchanged",
    Change.COSMETIC: "cosmetic: the text is the same",
    Change.EDITED: "edited: the content was changed",
    Change.REPLACED: "replaced: the second page does not show the content of the first",
}
_RED, _GREEN, _OFF = "\x1b[31m", "\x1b[32m", "\x1b[0m"


def render_comparison(comparison: Comparison, outside: Sequence[Edit] = (), *, color: bool = False) -> Iterator[str]:
    """Yield lines without line ends. Changed words are written `[-old-]` and `{+new+}`, as in word diffs.

    `outside` is what changed outside of the text of a page whose text is the same.
    """
    language = comparison.language
    yield f"edited: the page is in another language ({language})" if language else _CHANGE_HEADLINES[comparison.change]
    if outside:
        yield "Outside of the text:"
    for edit in (*comparison.edits, *outside):
        yield ""
        yield from _render_edit(edit, color=color)


def _render_edit(edit: Edit, *, color: bool) -> Iterator[str]:
    if edit.before and edit.after:
        from citecheck.page.difference.pairs import split_changed_words  # noqa: PLC0415 (few reports show an edit)

        pieces = split_changed_words(make_visible(edit.before), make_visible(edit.after))
        yield "~ " + "".join(_mark_words(text, old=old, new=new, color=color) for text, old, new in pieces)
    elif edit.before:
        yield "- " + _mark_words(make_visible(edit.before), old=True, new=False, color=color)
    else:
        yield "+ " + _mark_words(make_visible(edit.after), old=False, new=True, color=color)


def _mark_words(text: str, *, old: bool, new: bool, color: bool) -> str:
    if old and new:
        return text
    marked = f"[-{text}-]" if old else f"{{+{text}+}}"
    return f"{_RED if old else _GREEN}{marked}{_OFF}" if color else marked
