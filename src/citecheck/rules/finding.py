"""The rule type, and the only function that creates a finding from a rule.

A message states only what was seen; the advice is the next step. Both are templates whose `{field}` placeholders are
filled by the condition that raises the rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from citecheck.model.draft import Citation, CitationSystem, Draft, Footnote, Place, Source
from citecheck.model.exchange import Fault, RefusalReason
from citecheck.model.finding import Finding, FindingPlace, Level
from citecheck.model.page import Page
from citecheck.model.report import Loss, TurnKind, Visit

MOST_OF_PASSAGE, MOST_OF_SENTENCE, MOST_OF_TITLE, MOST_OF_WORDING = 300, 200, 120, 160
"""Maximum number of characters of a quoted passage, sentence, title or change of wording in a message."""

_LEVELS_BY_GRAVITY = (Level.INFO, Level.WARNING, Level.ERROR)


_SUSPICIOUS_PAGES: dict[Page, str] = {
    Page.SOFT_404: "a “not found” page was sent in its place",
    Page.HARD_404_BODY: "a “not found” page was sent in its place",
    Page.HOMEPAGE_FOR_MISSING: "the site's home page was sent in its place",
    Page.PARKED: "the domain seems to be parked or for sale",
    Page.SITE_MOVED: "the site says that it closed or moved",
}
"""Pages that show that a source is gone although the status is a success, with the clause for messages."""

_FIRST_ERROR = 400

_NOWHERE = Place()
"""The place of a finding about the run itself."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of finding, with its documentation and its texts.

    `summary` is one line. `seen`, `matters` and `remedy` are the page of documentation, in Markdown: what was seen, why
    it matters to a reader of the draft, and what to do. `message` and `advice` are templates; `example` has values for
    their placeholders. `together` is the message of several findings with one cause: {count} is their number, {what}
    what the cause names. A rule without it has no causes.
    """

    code: str
    name: str
    level: Level
    summary: str
    seen: str
    matters: str
    remedy: str
    message: str
    advice: str
    example: Mapping[str, str] = field(default_factory=dict)
    together: str = ""

    @property
    def explanation(self) -> str:
        """The page of documentation, in Markdown, without how to silence the rule, which is the same for all."""
        return f"{self.seen}\n\n**Why it matters.** {self.matters}\n\n**What to do.** {self.remedy}"

    @property
    def example_texts(self) -> str:
        """The message and the advice, filled with the values of the example, each a sentence of its own."""
        message = self.message.format(**self.example)
        stop = "" if message.endswith((".", "!", "?", "”")) else "."
        return f"{message}{stop} {self.advice.format(**self.example)}"


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject of a finding and its place in a draft; `also` are the markers of other notes that it concerns.

    `further` are the subjects at the other places of a finding about two places, in the order of the message.
    """

    place: Place = _NOWHERE
    path: str | None = None
    marker: str | None = None
    footnote: str | None = None
    url: str | None = None
    also: tuple[str, ...] = ()
    further: tuple[Subject, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceOccurrence:
    """A source at the footnote of a draft that names it.

    `copy` is the visit of the archived copy that the note names next to it, None if the copy was not requested, and
    `in_copy` whether a claim was compared with that copy because the original shows nothing about it. `unsupported`
    is whether such a claim is not supported by the copy.
    """

    draft: Draft
    footnote: Footnote
    source: Source
    copy: Visit | None = None
    in_copy: bool = False
    unsupported: bool = False


def make_finding(rule: Rule, subject: Subject, fields: Mapping[str, str], *, cause: str | None = None) -> Finding:
    """Create the finding of a rule, with its texts filled with `fields`.

    If the fields name a `kept` copy, the advice states how to show it. `cause` is the key that findings of this rule
    with one cause share.
    """
    return Finding(
        rule.code,
        rule.level,
        rule.message.format(**fields),
        rule.advice.format(**fields) + _describe_kept_copy(fields),
        marker=subject.marker,
        footnote=subject.footnote,
        url=subject.url,
        path=subject.path,
        line=subject.place.line,
        column=subject.place.column,
        page=subject.place.page,
        paragraph=subject.place.paragraph,
        also=subject.also,
        cause=cause,
        further_places=tuple(_locate_subject(each) for each in subject.further),
    )


def _locate_subject(subject: Subject) -> FindingPlace:
    """Return the place of a subject as a finding keeps it."""
    place = subject.place
    position = (place.line, place.column, place.page, place.paragraph)
    return FindingPlace(subject.path, subject.marker, subject.footnote, *position)


def restate(finding: Finding, rule: Rule, fields: Mapping[str, str]) -> Finding:
    """Return a finding as one of another rule at the same place, with the texts of that rule."""
    texts = rule.message.format(**fields), rule.advice.format(**fields)
    return replace(finding, rule=rule.code, level=rule.level, message=texts[0], advice=texts[1])


def change_level(finding: Finding, level: Level) -> Finding:
    """Return a finding with the level that the user's configuration assigns to its rule."""
    return replace(finding, level=level)


def lower_to_warning(finding: Finding) -> Finding:
    """Return a finding with its level lowered to a warning if it is higher."""
    return change_level(finding, min(finding.level, Level.WARNING, key=_LEVELS_BY_GRAVITY.index))


def describe_place(place: Place | FindingPlace) -> str:
    """Return a place in the words of its format: page of a PDF, paragraph of a Word document or a book, else line."""
    if place.page and place.paragraph:
        return f"chapter {place.page:,}, paragraph {place.paragraph:,}"
    if place.page:
        return f"page {place.page:,}"
    if place.paragraph:
        return f"paragraph {place.paragraph:,}"
    return f"line {place.line:,}" if place.line else ""


_WHY_NOT_ASKED: dict[RefusalReason | Fault, str] = {
    RefusalReason.GUARD: "the address guard refuses them",
    RefusalReason.ROBOTS: "robots.txt forbids them",
    RefusalReason.OFFLINE: "this run is offline",
    RefusalReason.SCHEME: "they are no web addresses",
    RefusalReason.NOT_IN_REPLAY: "the archive does not hold them",
    RefusalReason.UNREADABLE_RECORD: "the archive holds them in records that cannot be read",
    RefusalReason.LEFT_OUT: "the configuration leaves them out",
    RefusalReason.RATE: "their hosts asked for a pause; run the check again later",
    RefusalReason.TIME: "the time of the run was spent",
    RefusalReason.OWN_FAULT: "citecheck failed on them",
    Fault.PROXY: "the proxy did not ask them",
}
"""What several sources that were not asked have in common."""


def describe_cause(rule: Rule, cause: str, count: int) -> str:
    """Return the message of `count` findings of a rule with one cause, such as `refusal:robots`."""
    kind, _, what = cause.partition(":")
    if kind == "refusal":
        what = next((words for why, words in _WHY_NOT_ASKED.items() if why.value.replace("-", " ") == what), what)
    return rule.together.format(count=f"{count:,}", what=what)


def locate_source(occurrence: SourceOccurrence, url: str | None, also: tuple[str, ...] = ()) -> Subject:
    """Return the subject of a finding at a source inside a footnote."""
    note = occurrence.footnote
    return Subject(occurrence.source.place, occurrence.draft.path, note.marker, note.id, url, also)


def name_occurrence(occurrence: SourceOccurrence) -> str:
    """Return the marker of a footnote; the words of a link are no name, so a link is named by its place."""
    is_link = occurrence.footnote.system is CitationSystem.LINK
    return (is_link and describe_place(occurrence.source.place)) or occurrence.footnote.marker


def locate_citation(draft: Draft, citation: Citation, url: str | None = None) -> Subject:
    """Return the subject of a finding at a citation in the running text."""
    return Subject(citation.place, draft.path, citation.marker, citation.footnote, url)


def locate_note(draft: Draft, note: Footnote) -> Subject:
    """Return the subject of a finding at a note as a whole."""
    return Subject(note.place, draft.path, note.marker, note.id)


def shorten_quotation(text: str, most: int) -> str:
    """Return a text to quote within a sentence: without its full stop, and cut after a word at `most` characters."""
    text = text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} …"
    return text.removesuffix(".")


def shorten_text(text: str, most: int) -> str:
    """Return a text cut to at most `most` characters, also inside a word."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}\u2026"


def _describe_kept_copy(fields: Mapping[str, str]) -> str:
    if not fields.get("kept"):
        return ""
    return f" A copy of {fields['kept_on']} is kept (citecheck archive show {fields['kept'][:8]})."


def describe_visit(visit: Visit) -> Mapping[str, str]:
    """Return the fields of a visit for messages, as strings; unknown ones are empty.

    `titled` is the title in parentheses after a noun, ` (“Error 404”)`, or empty if the page has none.
    """
    title = shorten_quotation(visit.title or "", MOST_OF_TITLE)
    return {
        "final_url": visit.final_url or visit.url,
        "status": "" if visit.status is None else str(visit.status),
        "error": visit.error or _describe_trouble(visit),
        "titled": f" (“{title}”)" if title else "",
        "host": urlsplit(visit.final_url or visit.url).hostname or visit.url,
        "since": _describe_compared_day(visit),
        "language": (visit.change.language if visit.change else None) or "",
        **_describe_loss(visit.loss),
        "days": _count_days(visit.tls_days),
        "kept": visit.kept.id if visit.kept else "",
        "kept_on": visit.kept.moment.date().isoformat() if visit.kept else "",
    }


def _describe_trouble(visit: Visit) -> str:
    """Return a clause that describes the fault of an answer."""
    if visit.status is not None and visit.status < _FIRST_ERROR and visit.page in _SUSPICIOUS_PAGES:
        return _SUSPICIOUS_PAGES[visit.page]
    return f"status {visit.status}" if visit.status else "no answer"


def _describe_loss(loss: Loss | None) -> Mapping[str, str]:
    """Return the fields of a source that was lost before it could not be seen any more: what it was, and both days."""
    if loss is None:
        return {}
    was = "was gone" if loss.kind is TurnKind.GONE else "showed another page"
    unseen = loss.unseen.date().isoformat() if loss.unseen else ""
    return {"was": was, "lost_on": loss.seen.date().isoformat(), "unseen_on": unseen}


def _count_days(days: int | None) -> str:
    """Return a number of days in words and figures, or nothing if it is unknown."""
    return "" if days is None else f"{days} day{'' if days == 1 else 's'}"


def _describe_compared_day(visit: Visit) -> str:
    """Return the day of the capture that this visit was compared with."""
    return visit.compared_with.date().isoformat() if visit.compared_with else "the last copy"


def restore_finding(row: Mapping[str, Any]) -> Finding:
    """Return a finding that a store has kept: its rule, level and texts as they were made, and its places in the draft."""
    return Finding(
        row["rule"],
        Level(row["level"]),
        row["message"],
        row["advice"],
        marker=row["marker"],
        footnote=row["footnote"],
        url=row["url"],
        path=row["path"],
        line=row["line"],
        column=row["column"],
        page=row["page"],
        paragraph=row["paragraph"],
        also=row["also"],
        cause=row["cause"],
        further_places=row["further"],
    )


def date_finding(finding: Finding, moment: datetime, *, offline: bool = False) -> Finding:
    """Return a finding on a source that this run did not ask, with the day of the visit that it is from."""
    again = "run without --offline to ask" if offline else "--refresh asks"
    return replace(finding, advice=f"{finding.advice} Seen on {moment:%Y-%m-%d}; {again} again.".lstrip())
