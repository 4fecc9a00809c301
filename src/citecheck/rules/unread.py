"""Rules `C1` for what of a draft could not be read: a whole file, or pages of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from citecheck.model.draft import Draft, Place
from citecheck.model.finding import Finding, Level
from citecheck.rules.finding import Rule, Subject, lower_to_warning, make_finding

_DRAFT_UNREADABLE = Rule(
    code="C107",
    name="draft-unreadable",
    level=Level.ERROR,
    summary="A file among several cannot be read.",
    seen="The file is damaged, encrypted, or not what its name says. The other files of the run were checked.",
    matters="Nothing in this file was checked. An error if the file was named itself, a warning if a folder or pattern led to it.",
    remedy="Save or export the file again. If it is no draft, exclude it with `exclude-path`.",
    message="Nothing in {path} was checked: {reason}",
    advice="{step} If it is no draft, exclude it with `exclude-path`.",
    example={"path": "drafts/annex.pdf", "reason": "the PDF is damaged.", "step": "Save or export it again."},
)
_PAGES_NOT_READ = Rule(
    code="C109",
    name="pages-not-read",
    level=Level.INFO,
    summary="Pages of a PDF hold no text that can be read.",
    seen="The pages show pictures or outlines of letters, or are damaged. Other pages of the file have text and were read. "
    "Empty pages are not reported.",
    matters="Notes and claims on a scanned page were not checked. A cover or a picture that fills a page is no loss.",
    remedy="Look at the pages. If they have text, run text recognition (OCR) on the file, and check it again.",
    message="{pages} no text that can be read (a picture?): nothing there was checked.",
    advice="If there is text, run text recognition (OCR) on the file, and check it again.",
    example={"pages": "Page 2 has"},
)
RULES = (_DRAFT_UNREADABLE, _PAGES_NOT_READ)

_MOST_NAMED = 8
"""The most pages or ranges of pages that a message names."""


def report_unreadable(path: str, reason: str, *, named: bool) -> Finding:
    """Return the finding of a file that cannot be read; `named` is whether the user named the file itself.

    The advice is what `reason` advises after its cause, if it does.
    """
    cause, _, step = reason.removeprefix(f"{path}: ").replace(f"{path} ", "it ", 1).rstrip(".").partition("; ")
    if path in step:
        cause, step = f"{cause}; {step}", ""
    advised = f"{step[0].upper()}{step[1:]}." if step else "Save or export it again."
    finding = make_finding(
        _DRAFT_UNREADABLE, Subject(path=path), {"path": path, "reason": f"{cause}.", "step": advised}
    )
    return finding if named else lower_to_warning(finding)


def check_pages(draft: Draft) -> Iterator[Finding]:
    """Yield the finding of the pages of a draft that could not be read, at the first of them."""
    pages = draft.pages_not_read
    if pages:
        named = f"Page {pages[0]} has" if len(pages) == 1 else f"Pages {_name_ranges(pages)} have"
        yield make_finding(_PAGES_NOT_READ, Subject(Place(page=pages[0]), draft.path), {"pages": named})


def _name_ranges(pages: Sequence[int]) -> str:
    """Return ascending numbers with ranges: "2, 5–7 and 9"."""
    ranges: list[list[int]] = []
    for page in pages:
        if ranges and page == ranges[-1][-1] + 1:
            ranges[-1][1:] = [page]
        else:
            ranges.append([page])
    names = ["–".join(map(str, ends)) for ends in ranges]
    if len(names) > _MOST_NAMED:
        names = [*names[:_MOST_NAMED], f"{len(names) - _MOST_NAMED} more"]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
