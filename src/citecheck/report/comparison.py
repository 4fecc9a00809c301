"""Show a comparison of two captures to people: what changed, with the words that went and came marked."""

from __future__ import annotations

from collections.abc import Iterator

from citecheck.content.change_pairs import changed_words
from citecheck.model.change import Change, Comparison, Edit
from citecheck.report.printable import visible

HEADLINES: dict[Change, str] = {
    Change.SAME: "same: the text is unchanged",
    Change.COSMETIC: "cosmetic: only page furniture differs",
    Change.EDITED: "edited: the content was changed",
    Change.REPLACED: "replaced: the second page does not show the content of the first",
}
_RED, _GREEN, _OFF = "\x1b[31m", "\x1b[32m", "\x1b[0m"


def comparison_lines(comparison: Comparison, *, color: bool = False) -> Iterator[str]:
    """Yield lines without line ends. Changed words are written `[-gone-]` and `{+new+}`, as word diffs do."""
    yield HEADLINES[comparison.change]
    for edit in comparison.edits:
        yield ""
        yield from _edit_lines(edit, color=color)


def _edit_lines(edit: Edit, *, color: bool) -> Iterator[str]:
    if edit.before and edit.after:
        pieces = changed_words(visible(edit.before), visible(edit.after))
        yield "~ " + "".join(_marked(text, old=old, new=new, color=color) for text, old, new in pieces)
    elif edit.before:
        yield "- " + _marked(visible(edit.before), old=True, new=False, color=color)
    else:
        yield "+ " + _marked(visible(edit.after), old=False, new=True, color=color)


def _marked(text: str, *, old: bool, new: bool, color: bool) -> str:
    if old and new:
        return text
    marked = f"[-{text}-]" if old else f"{{+{text}+}}"
    return f"{_RED if old else _GREEN}{marked}{_OFF}" if color else marked
