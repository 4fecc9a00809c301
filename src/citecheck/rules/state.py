"""The state of a citation: one total function from the facts of its sources and the decisions about them.

Every output counts citations by state, and the verdict on a draft follows from these counts. The state of a source
depends on its evidence first: what differs is contradicted even if the page moved or changed. Then on its record: a work that
was retracted, or whose identifier leads nowhere or to another work, is lost whatever its page shows. Reach decides only
where nothing was compared. A source whose copy was compared in its place is judged by the copy.

The worst state among the sources is the citation's, with two exceptions. One source with a passage is enough where
the others could not be read or have none. A fact that one source lacks is not missing if another source has it.
"""

from __future__ import annotations

from collections.abc import Sequence

from citecheck.model.evidence import Evidence, FactKind, FactVerdict, Support
from citecheck.model.page import ALIVE, Coverage, Page, Reach
from citecheck.model.report import CitationResult, CitationState, SourceResult, Visit
from citecheck.model.target import Kind
from citecheck.reach.decision import is_replaced
from citecheck.rules.drift import LOST_ANCHORS
from citecheck.rules.records import is_lost_work

SUPPORT_STATE: dict[Support, CitationState | None] = {
    Support.EVIDENCE: CitationState.FOUND,
    Support.FACTS_MISSING: CitationState.PARTLY,
    Support.DIFFERS: CitationState.CONTRADICTED,
    Support.NOT_FOUND: CitationState.UNSUPPORTED,
    Support.NOT_CHECKABLE: None,
    Support.UNCHECKED: None,
    Support.SUPPORTED: CitationState.FOUND,
    Support.CONTRADICTED: CitationState.CONTRADICTED,
}
"""The state that a verdict means at most; None where nothing was compared, so that reach decides."""

_CARRYING = frozenset({CitationState.FOUND, CitationState.ATTESTED})
_MISSING = frozenset({FactVerdict.ABSENT, FactVerdict.DIFFERS})
_JUDGED = frozenset({Support.SUPPORTED, Support.CONTRADICTED})

_UNREACHED_RULES = ("L1", "L2", *(f"L30{kind}" for kind in (1, 2, 3, 4, 5, 6, 7, 9)), "L501", "T101", "T103", "T104")
_DECIDING_RULES = (*_UNREACHED_RULES, "T110", "S", "D102", "D103", "D104", "D107", "D108", "R1", "R201")
"""Beginnings of the codes that say why a source is not found; accepting such a finding is a decision on the source."""


_LOSS_RULES = frozenset({"L101", "L102", "L103", "L104", "L105", "L106", "L111", "D102", "D107"})


def is_deciding(rule: str) -> bool:
    """Return whether who accepts a finding of `rule` decides about the source, and not only about its spelling."""
    return rule.startswith(_DECIDING_RULES)


def is_loss(rule: str) -> bool:
    """Return whether a finding of `rule` says that a source is lost as a whole."""
    return rule in _LOSS_RULES


def is_repetition(rule: str) -> bool:
    """Return whether `rule` is about what an earlier report said already."""
    return rule == "D107"


def state_of(result: CitationResult) -> CitationState:
    """Return the state of a citation; one without any source is unseen."""
    cited = [each for each in result.sources if each.source.kind is not Kind.NOTE] or result.sources
    states = {state_of_source(each) for each in cited}
    for decisive in (CitationState.CONTRADICTED, CitationState.LOST):
        if decisive in states:
            return decisive
    if states == {CitationState.UNSUPPORTED}:
        return CitationState.UNSUPPORTED
    if CitationState.PARTLY in states:
        return CitationState.FOUND if _complement_each_other(cited) else CitationState.PARTLY
    carrying = states & _CARRYING
    return CitationState.FOUND if len(carrying) > 1 else next(iter(carrying), CitationState.UNSEEN)


def _complement_each_other(sources: Sequence[SourceResult]) -> bool:
    """Return whether every fact that one source lacks agrees with another one."""
    from citecheck.evidence.support import combine_evidence  # noqa: PLC0415 (few runs have such a citation)

    facts = combine_evidence([each.evidence for each in sources]).facts
    agreeing = {FactVerdict.AGREES}
    names = {FactVerdict.AGREES, FactVerdict.UNSEEN}
    return all(each.verdict in (names if each.kind is FactKind.NAME else agreeing) for each in facts)


def state_of_source(result: SourceResult) -> CitationState:
    """Return the state of one source of a citation; a person's word counts for anything but a source that is lost."""
    state = _derive_state(result)
    attested = result.decision is not None and result.decision.is_attestation
    return CitationState.ATTESTED if attested and state is not CitationState.LOST else state


def _derive_state(result: SourceResult) -> CitationState:
    evidence, visit = result.evidence, result.compared
    state = SUPPORT_STATE[evidence.support]
    if state is CitationState.CONTRADICTED:
        return state
    if result.anchor is not None and result.anchor.state in LOST_ANCHORS:
        return CitationState.LOST
    if result.record is not None and is_lost_work(result.record, result.source):
        return CitationState.LOST
    if state is None or state is CitationState.UNSUPPORTED:
        return _state_without_passage(state, visit, evidence.coverage)
    return state if evidence.support in _JUDGED else _state_of_passage(evidence)


def _state_without_passage(state: CitationState | None, visit: Visit | None, coverage: Coverage) -> CitationState:
    """Return the state of a source without a passage; only one read whole, which looks like an article, can lack it."""
    if visit is None:
        return CitationState.UNSEEN
    if visit.reach is Reach.GONE or visit.loss is not None or (is_replaced(visit) and not visit.flapping):
        return CitationState.LOST
    read_whole = visit.reach in ALIVE and visit.page is Page.LIVE and coverage is Coverage.WHOLE and not visit.doubt
    return CitationState.UNSUPPORTED if state is not None and read_whole else CitationState.UNSEEN


def _state_of_passage(evidence: Evidence) -> CitationState:
    """Return the state of a source with a passage, by its facts.

    A name that the source does not hold makes no finding (decision 0024), but what is said of it is not found either.
    Names that agree are not enough: something else must relate the passage to the claim, and some fact must agree if
    any was compared.
    """
    if any(each.verdict in _MISSING for each in evidence.facts):
        return CitationState.PARTLY
    verdicts = {each.verdict for each in evidence.facts if each.kind is not FactKind.NAME}
    agrees = any(each.verdict is FactVerdict.AGREES for each in evidence.facts)
    if FactVerdict.UNSEEN in verdicts or evidence.names_only or (evidence.facts and not agrees):
        return CitationState.UNSEEN
    return CitationState.FOUND
