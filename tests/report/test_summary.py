"""Whether to publish."""

import dataclasses

import pytest

from citecheck.model.finding import Finding, Level
from citecheck.model.page import Reach
from citecheck.report.summary import Advice, summarise


def run(sample, levels=(), reaches=(Reach.LIVE,), rule="S101"):
    """The sample with findings of these levels and one source for each of these reaches."""
    draft = sample.drafts[0]
    source = draft.citations[0].sources[0]
    sources = tuple(
        dataclasses.replace(source, visit=dataclasses.replace(source.visit, url=f"https://h{n}.example/", reach=reach))
        for n, reach in enumerate(reaches)
    )
    findings = tuple(Finding(rule, level, "Seen.", "Do.") for level in levels)
    citation = dataclasses.replace(draft.citations[0], sources=sources)
    changed = dataclasses.replace(draft, findings=findings, citations=(citation, citation), uncited=())
    return summarise(dataclasses.replace(sample, drafts=(changed,)))


ERROR, WARNING, INFO = Level.ERROR, Level.WARNING, Level.INFO
CASES = [
    ([], [Reach.LIVE], Advice.PUBLISH, "Ready to publish: no errors or warnings."),
    ([INFO], [Reach.LIVE, Reach.WALLED], Advice.PUBLISH, "Ready to publish: no errors or warnings, but 1 source could not be checked."),
    ([WARNING], [Reach.LIVE], Advice.LOOK, "Review before you publish: 1 warning, no errors."),
    ([ERROR, ERROR, WARNING], [Reach.GONE], Advice.HOLD, "Do not publish yet: 2 errors to fix and 1 warning to review."),
    ([INFO], [Reach.UNKNOWN, Reach.UNKNOWN], Advice.LOOK, "Not checked: 2 sources not visited."),
    ([], [], Advice.PUBLISH, "Nothing to check: no sources."),
]  # fmt: skip


@pytest.mark.parametrize(("levels", "reaches", "advice", "sentence"), CASES)
def test_advice(sample, levels, reaches, advice, sentence):
    """Errors hold, warnings want a look, and what was not asked is not called ready."""
    summary = run(sample, levels, reaches)
    assert (summary.advice, summary.sentence) == (advice, sentence)


def test_our_own_network_comes_first(sample):
    """When our network was down nothing is said about the sources, whatever was found."""
    assert run(sample, [ERROR], rule="L502").advice is Advice.RERUN


def test_a_source_counts_once(sample):
    """Two sentences that cite the same sources count them once."""
    summary = run(sample, reaches=[Reach.LIVE, Reach.GONE])
    assert (summary.citations, summary.sources) == (2, 2)
    assert summary.counts() == "2 citations · 2 sources · 1 live · 1 gone"
