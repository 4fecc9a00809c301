"""Rules `A`: copies of sources in public archives and in the archive of the store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from citecheck.model.finding import Finding, Level
from citecheck.model.page import ALIVE, DEATHS, Reach
from citecheck.model.report import Memento, RetryTime, Visit
from citecheck.reach.decision import is_replaced
from citecheck.rules.finding import Rule, SourceOccurrence, Subject, describe_visit, make_finding

_ARCHIVED_COPY = Rule(
    code="A102",
    name="archived-copy",
    level=Level.INFO,
    summary="What a public archive holds of the source.",
    seen="A public archive lists copies of the address. The message says whether they were read: the copy holds the cited content, none that was read has it, all that was read is an error page, or none was read.",
    matters="A copy next to the address keeps the claim checkable when the source is gone. A copy of an error page, or of another text, does not.",
    remedy="Add the address of a copy that holds the cited content to the note. Open any other copy by hand first.",
    message="A public archive {holding}: {final_url}.",
    advice="{remedy}",
    example={
        "holding": "holds a copy of 2026-11-01 with the cited content",
        "final_url": "https://archive.example/20261101/https://www.example.org/rain",
        "remedy": "Add it next to the address.",
    },
)

_NAMED_COPY = Rule(
    code="A103",
    name="named-copy",
    level=Level.INFO,
    summary="The original cannot be seen; the copy that the note names can.",
    seen="The address itself is lost, walled or failing. The note names an archived copy of it next to the address, and the copy is live.",
    matters="This is no fault: readers reach the source by its copy. The claim was compared with the copy.",
    remedy="Nothing. Where the draft leads readers to the original first, let it lead to the copy.",
    message="The original {state}; the copy that the note names is live: {copy}",
    advice="Nothing to do if readers are led to the copy.",
    example={"state": "is gone", "copy": "https://archive.example/20261101/https://www.example.org/rain"},
)
_NAMED_COPY_UNSEEN = Rule(
    code="A104",
    name="named-copy-unseen",
    level=Level.WARNING,
    summary="The original is lost, and the copy that the note names could not be seen.",
    seen="The address itself is lost. The archived copy that the note names answered with a wall or an error, or was not asked.",
    matters="Readers may reach the source by its copy, but nobody has seen that in this run.",
    remedy="Open the copy by hand. Cite another copy if it does not show the source.",
    message="The original {state}; the copy that the note names could not be seen ({error}): {copy}",
    advice="Open the copy by hand.",
    example={
        "state": "is gone",
        "error": "status 503",
        "copy": "https://archive.example/20261101/https://www.example.org/rain",
    },
)

_ORIGINAL_SAID_LIVE = Rule(
    code="A105",
    name="original-said-live",
    level=Level.WARNING,
    summary="The original is lost, but the note says that it is live.",
    seen="The address itself is lost and the copy that the note names is live, but the template says `url-status=live`.",
    matters="The wiki leads readers to the lost original and not to the copy.",
    remedy="Set `url-status=dead`, or `url-status=usurped` where the address shows something else now.",
    message="The original {state}, but the note says that it is live; its copy is live: {copy}",
    advice="Set url-status=dead, so that readers are led to the copy.",
    example={"state": "is gone", "copy": "https://archive.example/20261101/https://www.example.org/rain"},
)

_ARCHIVE_DAMAGED = Rule(
    code="A106",
    name="archive-damaged",
    level=Level.ERROR,
    summary="An archive file of the store is missing or cut.",
    seen="A file in the folder `warc/` next to the store is missing, is no regular file, or is shorter than the store says.",
    matters="The kept copies in it, which show what a source said, cannot be read. Verdicts of this run do not rest on them.",
    remedy="Put the file back from a backup. If there is none, `citecheck store check --repair` marks the copies as lost, and "
    "their sources are kept again when they are next visited.",
    message="The archive file {damage}.",
    advice="Put it back from a backup; `citecheck store check --repair` marks the copies as lost if there is none.",
    example={"damage": "citecheck-20261101120000000000-0a1b2c3d.warc.gz is missing: 12 kept copies are lost"},
)

_NOT_SAVED = Rule(
    code="A107",
    name="not-saved",
    level=Level.WARNING,
    summary="A public archive was asked to save the source and did not.",
    seen="With `--save`, an archive that holds no copy of the source was asked to make one. It refused, failed, or wants an account.",
    matters="Nothing keeps the source if it changes or disappears. The run ends with exit code 3, since what was asked for was not done.",
    remedy="Set `IA_ACCESS_KEY_ID` and `IA_SECRET_ACCESS_KEY` to the keys of an account at archive.org where it wants one. Otherwise run with `--save` again at the stated time, or save the page by hand.",
    message="{archive} did not save the source: {why}.",
    advice="{remedy}",
    example={
        "archive": "web.archive.org",
        "why": "it saves pages only for accounts",
        "remedy": "Set IA_ACCESS_KEY_ID and IA_SECRET_ACCESS_KEY to the keys of an archive.org account.",
    },
)

_SAVE_REMEDY: dict[RetryTime, str] = {
    RetryTime.WITH_KEYS: "Set IA_ACCESS_KEY_ID and IA_SECRET_ACCESS_KEY to the keys of an archive.org account.",
    RetryTime.LATER: "Run with --save again later.",
    RetryTime.TOMORROW: "Run with --save again tomorrow.",
    RetryTime.NEVER: "Save it by hand, or in another archive.",
}

RULES = (_ARCHIVED_COPY, _NAMED_COPY, _NAMED_COPY_UNSEEN, _ORIGINAL_SAID_LIVE, _ARCHIVE_DAMAGED, _NOT_SAVED)

_ORIGINALS: dict[Reach, str] = {
    Reach.GONE: "is gone",
    Reach.SUSPECT: "may be gone",
    Reach.WALLED: "is hidden by a wall",
    Reach.FAILING: "could not be read",
    Reach.UNKNOWN: "was not asked",
}
"""The reach of an original that shows no content, as a clause for messages."""

_COMPARE_COPY = "Compare the claim with the copy: it was not found to support the whole claim."
"""The advice on a copy of which the claim has findings of its own."""
_UNSEEN_COPIES = frozenset({Reach.WALLED, Reach.FAILING, Reach.UNKNOWN, Reach.SUSPECT})


def check_named_copy(visit: Visit, occurrence: SourceOccurrence, subject: Subject) -> Finding | None:
    """Return the finding on a lost or unseen original whose note names a copy, None if the copy changes nothing.

    A copy that is live takes the place of its original, whatever the fault of that. A copy that could not be seen may
    still be there, which only matters where the original is lost.
    """
    copy, elsewhere = occurrence.copy, is_replaced(visit) or (visit.reach in ALIVE and occurrence.in_copy)
    state = "no longer shows what is cited" if elsewhere else _ORIGINALS.get(visit.reach)
    if copy is None or state is None:
        return None
    fields = {**describe_visit(copy), "state": state, "copy": copy.url}
    lost = visit.reach in DEATHS or is_replaced(visit)
    if copy.reach in ALIVE:
        said_live = (lost or elsewhere) and occurrence.source.said_live
        finding = make_finding(_ORIGINAL_SAID_LIVE if said_live else _NAMED_COPY, subject, fields)
        return replace(finding, advice=_COMPARE_COPY) if occurrence.unsupported and not said_live else finding
    if copy.reach in _UNSEEN_COPIES and lost:
        return make_finding(_NAMED_COPY_UNSEEN, subject, fields)
    return None


def report_archive_damage(damage: str) -> Finding:
    """Return the finding on an archive file that is not as the store says; `damage` names the file and what is wrong."""
    return make_finding(_ARCHIVE_DAMAGED, Subject(), {"damage": damage})


def check_copies(visit: Visit, subject: Subject) -> Iterator[Finding]:
    """Yield the finding on what a public archive holds of the source of a visit."""
    if visit.memento is not None:
        holding, remedy = _describe_copy(visit.memento)
        fields = {"final_url": visit.memento.url, "holding": holding, "remedy": remedy}
        yield make_finding(_ARCHIVED_COPY, replace(subject, url=None), fields)
    if unsaved := visit.unsaved:
        fields = {"archive": unsaved.archive, "why": unsaved.reason, "remedy": _SAVE_REMEDY[unsaved.retry]}
        yield make_finding(_NOT_SAVED, subject, fields)


def _describe_copy(memento: Memento) -> tuple[str, str]:
    """Return what an archive holds as a clause for the message, and the advice."""
    day = f"{memento.moment:%Y-%m-%d}"
    if memento.verified:
        return f"holds a copy of {day} with the cited content", "Add it next to the address."
    if memento.status is None:
        return f"holds a copy of {day}, which was not read", "Open it, and add it if it shows what is cited."
    if memento.is_error:
        return f"holds a copy of an error page ({memento.status}), of {day}", "Look for another copy; this is none."
    words = "holds copies, but none that was read has the cited content; the nearest is"
    return f"{words} of {day}", "Look for another copy, or open it by hand."
