"""Rules `C1` for works cited by author and year or by key: the list of references and its citations.

A list may be a choice of works, and names and a year in brackets may be no citation. So an author and a year without
an entry is a warning and no error, and an entry that is never cited is reported only if nearly all others are cited.
"""

from __future__ import annotations

from collections.abc import Iterator

from citecheck.model.draft import CitationSystem, Draft
from citecheck.model.finding import Finding
from citecheck.rules.finding import locate_citation, locate_note, lower_to_warning, make_finding, shorten_text
from citecheck.rules.structure import FOOTNOTE_NEVER_CITED, MARKER_WITHOUT_FOOTNOTE, describe_missing_key

_MOST_UNCITED = 0.25
"""Share of entries that are never cited above which the list is a bibliography and not the works cited."""
_MOST_OF_TEXT = 80
"""Maximum number of characters of a quoted entry or sentence."""
_KEY_SIGN = "@"


def check_references(draft: Draft) -> tuple[Finding, ...]:
    """Return the findings of the list of references and of the citations of it, in order of rule and place."""
    if all(citation.system is not CitationSystem.REFERENCE for citation in draft.citations):
        return ()
    return (*_check_without_entry(draft), *_check_never_cited(draft))


def _check_without_entry(draft: Draft) -> Iterator[Finding]:
    for citation in draft.citations:
        if citation.system is not CitationSystem.REFERENCE or citation.footnote is not None:
            continue
        fields = {
            "marker": citation.marker,
            "target": "entry in the list of references",
            "text": shorten_text(citation.sentence, _MOST_OF_TEXT),
            "step": "Add the work to the list, or correct the names or the year.",
        }
        keyed = citation.marker.startswith(_KEY_SIGN)
        fields |= describe_missing_key(citation.marker.removeprefix(_KEY_SIGN)) if keyed else {}
        finding = make_finding(MARKER_WITHOUT_FOOTNOTE, locate_citation(draft, citation), fields)
        yield finding if keyed else lower_to_warning(finding)


def _check_never_cited(draft: Draft) -> Iterator[Finding]:
    entries = [note for note in draft.footnotes if note.system is CitationSystem.REFERENCE]
    cited = {citation.footnote for citation in draft.citations}
    uncited = [note for note in entries if note.id not in cited and note.id not in draft.facts.cited_by_notes]
    for note in uncited if len(uncited) <= max(1, _MOST_UNCITED * len(entries)) else ():
        fields = {"marker": note.marker, "target": "reference", "text": shorten_text(note.text, _MOST_OF_TEXT)}
        yield make_finding(FOOTNOTE_NEVER_CITED, locate_note(draft, note), fields)
