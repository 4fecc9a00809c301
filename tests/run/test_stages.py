"""The three runs are lists of the same stages."""

import importlib
import inspect
import pkgutil
import subprocess
import sys

import citecheck.run
from citecheck.run.browser_stage import TakeWhatShows
from citecheck.run.exchange_stages import KeepExchanges
from citecheck.run.fetch_stages import FETCH_STAGES, FETCH_STEPS
from citecheck.run.pipeline import AUDIT_STAGES, BROWSER_STEPS, CHECK_STAGES, VISIT_STEPS

CHECK = [
    "CompleteAddresses",
    "RecordDrafts",
    "RecallVisits",
    "AskAddresses",
    "AskAgain",
    "LookWithBrowser",
    "LookUpWorks",
    "FindEvidence",
    "ProbeSites",
    "AskNamedCopies",
    "AskJudge",
    "FindCopies",
    "MakeFindings",
]
AUDIT = ["ChooseDueSources", *CHECK[3:6], "LoadCitingDrafts", *CHECK[6:], "ListOtherDrafts"]
BROWSER = ["LoadLastCaptures", "ReadPages", "TakeWhatShows", "KeepTexts", "JudgeVisits"]
KEEP = ["LoadConfirmed", "KeepExchanges", "KeepUnread"]
READ = ["LoadLastCaptures", "ReadPages", "KeepTexts", "JudgeVisits"]


def names(stages):
    return [type(stage).__name__ for stage in stages]


def find_stage_classes():
    """Return every class of the package that is a stage, or a stage of a batch, by name."""
    modules = [
        importlib.import_module(f"citecheck.run.{module.name}")
        for module in pkgutil.iter_modules(citecheck.run.__path__)
    ]
    classes = {each for module in modules for _, each in inspect.getmembers(module, inspect.isclass)}
    return {each.__name__ for each in classes if is_stage(each)}


def is_stage(each):
    method = getattr(each, "run", None) or getattr(each, "take", None)
    return (
        each.__module__.startswith("citecheck.run.")
        and not getattr(each, "_is_protocol", False)
        and inspect.iscoroutinefunction(method)
        and "context" in inspect.signature(method).parameters
    )


def test_the_stages_of_a_check_and_their_order():
    """A check completes, records, remembers, asks, asks again, looks works up, looks for evidence, probes, reads copies, asks judge and archives, and reports."""
    assert names(CHECK_STAGES) == CHECK
    assert (names(VISIT_STEPS.keep), names(VISIT_STEPS.read)) == (KEEP, READ)
    assert names(BROWSER_STEPS) == BROWSER


def test_an_audit_differs_in_where_its_addresses_and_drafts_come_from():
    """An audit has the stages of a check, except that addresses and drafts come out of the store."""
    assert names(AUDIT_STAGES) == AUDIT
    shared = [stage for stage in AUDIT_STAGES if stage in CHECK_STAGES]
    assert names(shared) == CHECK[3:]


def test_fetch_asks_and_keeps_by_the_stages_of_a_check():
    """`fetch` is the asking of a check, with the same keeping, and an answer instead of a verdict."""
    assert names(FETCH_STAGES) == ["AskAddresses"]
    assert type(FETCH_STAGES[0]) is type(CHECK_STAGES[CHECK.index("AskAddresses")])
    assert names(FETCH_STEPS.read) == ["ReadBriefly", "LookBriefly", "GiveAnswers"]
    assert FETCH_STEPS.keep == (KeepExchanges(),)
    assert KeepExchanges() in VISIT_STEPS.keep


def test_every_step_that_takes_a_batch_is_that_of_both_looks():
    """The second look, and the asking of copies, go through the very steps of the first; what a browser shows too."""
    for stages in (CHECK_STAGES, AUDIT_STAGES):
        steps = [stage.steps for stage in stages if hasattr(stage, "steps")]
        assert steps == [VISIT_STEPS, VISIT_STEPS, BROWSER_STEPS, VISIT_STEPS]
    assert [step for step in BROWSER_STEPS if step not in VISIT_STEPS.read] == [TakeWhatShows()]


def test_every_stage_is_used():
    """No stage is written that is in none of the lists."""
    used = {
        *names(CHECK_STAGES),
        *names(AUDIT_STAGES),
        *names(FETCH_STAGES),
        *names(VISIT_STEPS.keep),
        *names(VISIT_STEPS.read),
        *names(FETCH_STEPS.keep),
        *names(FETCH_STEPS.read),
        *names(BROWSER_STEPS),
    }
    assert find_stage_classes() == used


def test_a_child_that_reads_pages_for_fetch_loads_no_archive_and_no_network():
    """What a child of `fetch` imports before its first page is the job alone."""
    heavy = "archive", "net", "store", "draft", "evidence", "page"
    script = "import sys, citecheck.run.page_brief; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert "citecheck.run.page_brief" in loaded
    assert [name for name in loaded if name.startswith(tuple(f"citecheck.{each}" for each in heavy))] == []
