"""Rules `C3`: comments and baseline entries that no longer silence anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from citecheck.model.draft import Place
from citecheck.model.finding import Finding, Level
from citecheck.rules.finding import Rule, Subject, make_finding

_UNUSED_SUPPRESSION = Rule(
    code="C301",
    name="unused-suppression",
    level=Level.WARNING,
    summary="A comment silences a finding that is no longer there.",
    seen="A comment `citecheck: ignore[...]` is in the draft, but no finding that it names was found at its place, and the run saw the sources there.",
    matters="A comment that silences nothing now will silence the next finding there unseen.",
    remedy="Remove the comment, or correct its codes. A comment after text silences its own line, one on a line of its own the paragraph, item or note that follows.",
    message="The comment “ignore[{codes}]” silences no finding here.",
    advice="Remove the comment, so that it cannot hide something new.",
    example={"codes": "L102"},
)
_EXPIRED_BASELINE_ENTRY = Rule(
    code="C302",
    name="expired-baseline-entry",
    level=Level.WARNING,
    summary="An entry of the baseline has expired.",
    seen="An entry of the baseline is past its last day.",
    matters="It was accepted for a time only; its finding counts again from now on.",
    remedy="Correct what the entry records, or record it again with `citecheck baseline` and a new date.",
    message="This entry of the baseline expired on {expires}: {entry}",
    advice="Correct what it records, or record it again with a new date.",
    example={"expires": "2026-11-21", "entry": "brief.md: L101 [3]"},
)
_UNUSED_BASELINE_ENTRY = Rule(
    code="C303",
    name="unused-baseline-entry",
    level=Level.INFO,
    summary="An entry of the baseline matches no finding any more.",
    seen="An entry of the baseline belongs to a draft of this run, no finding matches it, and the run saw what the entry is about: its source was read, and its rule is in force.",
    matters="What it records was corrected, or the sentence was rewritten. Left in place it would hide the same fault when it comes back.",
    remedy="Remove the entry from the file.",
    message="This entry of the baseline matches no finding any more: {entry}",
    advice="Remove the entry.",
    example={"entry": "brief.md: L101 [3]"},
)
_INCOMPLETE_ATTESTATION = Rule(
    code="C304",
    name="incomplete-attestation",
    level=Level.WARNING,
    summary="A comment says “seen by hand” without who and when.",
    seen="The reason of a comment begins with “seen by hand”, but no name and day follow that can be read, or the day has not come.",
    matters="Its findings are silenced, but nobody vouches for the source: the citation is not counted as attested.",
    remedy="Write `seen by hand: NAME YYYY-MM-DD`, with the address of the page if it is not that of the source: `<!-- citecheck: ignore[L202] seen by hand: Ada Doe 2026-11-20 -->`.",
    message="The comment says “seen by hand” without a name and a day that has come.",
    advice="Write “seen by hand: NAME YYYY-MM-DD”; until then the citation is not attested.",
)

RULES = (_UNUSED_SUPPRESSION, _EXPIRED_BASELINE_ENTRY, _UNUSED_BASELINE_ENTRY, _INCOMPLETE_ATTESTATION)


def check_comment(
    codes: Sequence[str], path: str, place: Place, *, used: bool, incomplete: bool = False
) -> Iterator[Finding]:
    """Yield the findings of a comment `ignore[codes]` at a place of a draft: not `used`, or an `incomplete` attestation.

    An attestation is incomplete if it lacks a name or a day that has come.
    """
    if not used:
        yield make_finding(_UNUSED_SUPPRESSION, Subject(place, path), {"codes": ", ".join(codes)})
    if incomplete:
        yield make_finding(_INCOMPLETE_ATTESTATION, Subject(place, path), {})


def check_entry(entry: str, path: str, expires: date | None, today: date, *, met: bool) -> Iterator[Finding]:
    """Yield the finding of a baseline entry that has expired or matched no finding.

    `entry` describes it in words, and `path` is that of the baseline.
    """
    if expires is not None and expires < today:
        yield make_finding(_EXPIRED_BASELINE_ENTRY, Subject(path=path), {"expires": str(expires), "entry": entry})
    elif not met:
        yield make_finding(_UNUSED_BASELINE_ENTRY, Subject(path=path), {"entry": entry})
