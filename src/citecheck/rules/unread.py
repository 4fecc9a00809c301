"""Rules `C1` for what of a draft could not be read: a whole file, pages of one, or the lists of one."""

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
_LIST_UNSURE = Rule(
    code="C110",
    name="list-unsure",
    level=Level.INFO,
    summary="The notes of a PDF could not be read with certainty.",
    seen="Many numbers of the notes have no partner, or the text has traces of the partners. A PDF does not name its notes: "
    "citecheck infers them from places and sizes of letters, and here the result does not fit.",
    matters="Markers without a note and notes without a marker of such a list are counted, but none is called a fault of the draft. "
    "Sentences whose marker was not recognised were compared with no source.",
    remedy="Compare the numbers that the message names with the list by hand, or check the file that the PDF was made of.",
    message="The notes of this PDF could not be read with certainty: {left}.",
    advice="Compare these with the list by hand, or check the file that the PDF was made of.",
    example={"left": "the markers [2] and [5] have no note, note [20] has no marker"},
)
_TEXT_RECOGNISED = Rule(
    code="C111",
    name="text-recognised",
    level=Level.INFO,
    summary="The text of a PDF comes from text recognition (OCR).",
    seen="The pages are pictures, and their text is laid over them unseen, as text recognition does.",
    matters="Letters and figures of such a text may be wrong, also those of addresses and of notes. What citecheck reports of them may be a fault of the recognition.",
    remedy="Compare what is reported with the picture of the page, or check the file that was printed and scanned.",
    message="The text of this PDF was recognised from pictures of its pages (OCR): letters and figures may be wrong, in addresses too.",
    advice="Compare what is reported with the picture of the page.",
)
RULES = (_DRAFT_UNREADABLE, _PAGES_NOT_READ, _LIST_UNSURE, _TEXT_RECOGNISED)

_MOST_NAMED = 8
"""The most pages, ranges of pages or numbers of notes that a message names."""


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
    """Yield the findings of the pages of a draft that could not be read, or only from pictures, at the first of them."""
    if draft.facts.recognised:
        yield make_finding(_TEXT_RECOGNISED, Subject(Place(page=1), draft.path), {})
    pages = draft.pages_not_read
    if pages:
        named = f"Page {pages[0]} has" if len(pages) == 1 else f"Pages {_name_ranges(pages)} have"
        yield make_finding(_PAGES_NOT_READ, Subject(Place(page=pages[0]), draft.path), {"pages": named})


def check_unsure_lists(draft: Draft) -> Iterator[Finding]:
    """Yield one finding for all lists of notes that were not read with certainty, at the first number left over."""
    unsure = draft.facts.unsure
    if not unsure:
        return
    markers = [draft.citations[at] for at in sorted({at for one in unsure for at in one.markers})]
    loose = {note for one in unsure for note in one.loose}
    notes = [note for note in draft.footnotes if note.id in loose]
    clauses = (
        _name_left([one.marker for one in markers], ("the marker", "has no note"), ("the markers", "have no note")),
        _name_left([one.marker for one in notes], ("note", "has no marker"), ("the notes", "have no marker")),
    )
    place = (*(one.place for one in markers), *(note.place for note in notes))[0]
    yield make_finding(_LIST_UNSURE, Subject(place, draft.path), {"left": ", ".join(filter(None, clauses))})


def _name_left(labels: Sequence[str], one: tuple[str, str], several: tuple[str, str]) -> str:
    """Return the clause that names labels without a partner; `one` and `several` are its words for one and for more."""
    names = list(dict.fromkeys(labels))
    if not names:
        return ""
    subject, predicate = one if len(names) == 1 else several
    return f"{subject} {_list_names(names)} {predicate}"


def _list_names(names: Sequence[str]) -> str:
    """Return names as a list, "2, 5 and 9", with the number of those after the first `_MOST_NAMED`."""
    if len(names) > _MOST_NAMED:
        names = [*names[:_MOST_NAMED], f"{len(names) - _MOST_NAMED} more"]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _name_ranges(pages: Sequence[int]) -> str:
    """Return ascending numbers with ranges: "2, 5–7 and 9"."""
    ranges: list[list[int]] = []
    for page in pages:
        if ranges and page == ranges[-1][-1] + 1:
            ranges[-1][1:] = [page]
        else:
            ranges.append([page])
    return _list_names(["–".join(map(str, ends)) for ends in ranges])
