"""Making a finding: the message and the advice of each rule, filled with what was seen, at a place of a draft.

One template per rule; its `{field}` places are the fields of `MessageFields`. A message says only what was seen;
the
advice is the next thing to do, in one sentence. A finding is placed at the source inside a footnote, or at the
citation
in the running text.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from citecheck.model.draft import Draft, Footnote, Place, Source
from citecheck.model.finding import Finding
from citecheck.model.page import Page
from citecheck.model.report import CitationResult, Visit
from citecheck.rules import RULES

MOST_OF_PASSAGE, MOST_OF_SENTENCE, MOST_OF_TITLE = 300, 200, 120
"""Characters of what a message quotes."""


@dataclass(frozen=True, slots=True)
class MessageFields:
    """What a message may name: all of it text, empty where unknown."""

    url: str = ""
    final_url: str = ""
    status: str = ""
    error: str = ""
    titled: str = ""
    """The title as a parenthesis behind a noun: ` (“Error 404”)`; nothing where the page has none."""
    host: str = ""
    hosts: str = ""
    """How many hosts."""
    claimed: str = ""
    found: str = ""
    passage: str = ""
    before: str = ""
    after: str = ""
    since: str = ""
    sentence: str = ""
    days: str = ""
    place: str = ""
    """What a fragment names within a page."""
    kept: str = ""
    kept_on: str = ""


@dataclass(frozen=True, slots=True)
class FindingTemplate:
    """A message and an advice, with `{field}` places for a `MessageFields`."""

    message: str
    advice: str


SUSPICIOUS_PAGES: dict[Page, str] = {
    Page.SOFT_404: "a “not found” page was sent in its place",
    Page.HARD_404_BODY: "a “not found” page was sent in its place",
    Page.HOMEPAGE_FOR_MISSING: "the site's home page was sent in its place",
    Page.PARKED: "the domain seems to be parked or for sale",
    Page.SITE_MOVED: "the site says that it closed or moved",
}
"""What speaks for a death where the status says that all is well."""

FIND_AGAIN = "Find the page's new address, or cite an archived copy"

FINDING_TEMPLATES: dict[str, FindingTemplate] = {
    "L101": FindingTemplate("The source is gone: the server answers {status}, also to a browser.", f"{FIND_AGAIN}."),
    "L102": FindingTemplate("The source is gone: there is no host {host} any more.", f"{FIND_AGAIN}."),
    "L103": FindingTemplate(
        "The source is gone: the server sends a “not found” page{titled} as if it were the source.",
        f"{FIND_AGAIN}.",
    ),
    "L104": FindingTemplate(
        "The source is gone: the domain {host} is parked or for sale.",
        "Remove the link, which may turn harmful, and cite an archived copy.",
    ),
    "L105": FindingTemplate(
        "The source is gone: the site answers with its home page{titled} instead of the article.",
        f"{FIND_AGAIN}.",
    ),
    "L106": FindingTemplate("The source is gone: the site says that it closed or moved{titled}.", f"{FIND_AGAIN}."),
    "L109": FindingTemplate(
        "The source may be gone ({error}), but too few visits say so yet.",
        "Open it by hand; later visits will settle it.",
    ),
    "L201": FindingTemplate(
        "A bot wall stands before the source; it was not seen.", "Open it in a browser to check it."
    ),
    "L202": FindingTemplate("The source asks for a login.", "Check it with an account."),
    "L203": FindingTemplate("Only the opening of the source is free to read.", "Check the claim with a subscription."),
    "L204": FindingTemplate("A consent question stands before the source.", "Open it in a browser to check it."),
    "L205": FindingTemplate(
        "The source is blocked where this check was run{titled}.", "Open it from another network or country."
    ),
    "L206": FindingTemplate("The source shows nothing without scripts.", "Open it in a browser to check it."),
    "L207": FindingTemplate("{host} asked us to slow down; the source was not seen.", "Run the check again later."),
    "L301": FindingTemplate(
        "The source's server failed: it sent an error page{titled} with status {status}.", "Run the check again later."
    ),
    "L302": FindingTemplate(
        "The source did not answer in time.", "Run the check again later, or with a longer --max-time."
    ),
    "L303": FindingTemplate(
        "The certificate of {host} is not valid: {error}.",
        "Readers see a warning before the page: tell the site, or cite an archived copy.",
    ),
    "L304": FindingTemplate("No connection to {host}: {error}.", "Run the check again later."),
    "L305": FindingTemplate("The source's site is under maintenance.", "Run the check again later."),
    "L306": FindingTemplate("The source's page came back empty or cut off.", "Run the check again later."),
    "L307": FindingTemplate("The source's redirects lead nowhere: {error}.", "Find the page's own address."),
    "L308": FindingTemplate(
        "The certificate of {host} expires in {days} days.", "Nothing to do in the draft; tell the site."
    ),
    "L401": FindingTemplate("The source moved for good to {final_url}.", "Name the new address in the draft."),
    "L402": FindingTemplate(
        "The source's page holds no place “{place}”, which the address names behind its #.",
        "Find the section's name of today in the page, or cite the page as a whole.",
    ),
    "L501": FindingTemplate("Nothing was asked of the source: {error}.", "Nothing is said about it; check it by hand."),
    "L502": FindingTemplate(
        "None of {hosts} hosts could be reached: our own network seems to be down.",
        "Check the connection and run again; nothing is said of the sources.",
    ),
    "L601": FindingTemplate("The source was gone and is back.", "Nothing to do."),
    "D101": FindingTemplate(
        "The source was edited since {since}, elsewhere than in what is cited.", "Read the change when convenient."
    ),
    "D102": FindingTemplate(
        "The source no longer shows what it did on {since}; it now shows another page{titled}.",
        "Cite the kept copy, or another source.",
    ),
    "D103": FindingTemplate(
        "The passage that bore the claim out was altered since {since}: “{before}” is now “{after}”.",
        "Compare the claim with the new text.",
    ),
    "D104": FindingTemplate(
        "The passage that bore the claim out is gone from the source since {since}: “{before}”.",
        "Cite the kept copy, or another source.",
    ),
    "D105": FindingTemplate("The cited passage moved within the source.", "Nothing to do."),
    "D106": FindingTemplate(
        "The source alternates between two versions; this is one of them.", "Open it by hand, and cite the kept copy."
    ),
    "S101": FindingTemplate(
        "The claim says “{claimed}”, the source says “{found}”: “{passage}”.",
        "Correct the claim, or the citation.",
    ),
    "S102": FindingTemplate(
        "The passage was found, but not “{claimed}” of the claim.", "Look for it in the source, or cite what holds it."
    ),
    "S103": FindingTemplate(
        "Nothing in the source bears on “{sentence}”.",
        "Check that the note stands behind the right sentence.",
    ),
    "S104": FindingTemplate("The claim was not compared with its source: {error}.", "Check it by hand."),
    "A102": FindingTemplate(
        "A public archive holds a copy of the source of {since}: {final_url}.", "Add it beside the address."
    ),
}


def shorten_quotation(text: str, most: int) -> str:
    """Return a text as it stands inside quotation marks within a sentence: without its full stop, cut if it is long."""
    text = text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} …"
    return text.removesuffix(".")


@dataclass(frozen=True, slots=True)
class SourceOccurrence:
    """A source where a footnote of a draft names it."""

    draft: Draft
    footnote: Footnote
    source: Source


def describe_kept_copy(sight: MessageFields) -> str:
    """Return where the copy of a lost source is kept, as a sentence behind the advice; nothing if there is none."""
    return f" A copy of {sight.kept_on} is kept (citecheck archive show {sight.kept[:8]})." if sight.kept else ""


def build_source_finding(
    occurrence: SourceOccurrence, code: str, sight: MessageFields, also: tuple[str, ...]
) -> Finding:
    """Make a finding that stands at a source inside a footnote."""
    note = occurrence.footnote
    finding = build_finding(code, sight, occurrence.draft, occurrence.source.place)
    return replace(finding, marker=note.marker, footnote=note.id, url=sight.url or None, also=also)


def build_citation_finding(
    draft: Draft, result: CitationResult, code: str, sight: MessageFields, visit: Visit | None
) -> Finding:
    """Make a finding that stands at a citation in the running text."""
    citation = result.citation
    finding = build_finding(code, sight, draft, citation.place)
    return replace(finding, marker=citation.marker, footnote=citation.footnote, url=visit.url if visit else None)


def build_run_finding(code: str, sight: MessageFields) -> Finding:
    """Make a finding about the run itself, at no place of any draft."""
    wording, fields = FINDING_TEMPLATES[code], asdict(sight)
    return Finding(code, RULES[code].level, wording.message.format(**fields), wording.advice.format(**fields))


def build_finding(code: str, sight: MessageFields, draft: Draft, place: Place) -> Finding:
    """Put into words what was seen, at a place of a draft."""
    wording, fields = FINDING_TEMPLATES[code], asdict(sight)
    return Finding(
        code,
        RULES[code].level,
        wording.message.format(**fields),
        wording.advice.format(**fields) + describe_kept_copy(sight),
        path=draft.path,
        line=place.line,
        column=place.column,
        page=place.page,
        paragraph=place.paragraph,
    )
