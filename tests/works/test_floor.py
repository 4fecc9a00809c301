"""The states of the shared corpus of references do not fall below what was reached (docs/references.md)."""

import gzip
import importlib.util
import json
from collections import Counter
from pathlib import Path

import pytest

from citecheck.model.work import RecordState, ServiceAnswer
from citecheck.registries import crossref, openalex
from citecheck.works.decision import RegistryAnswers, decide_lookup
from citecheck.works.entries import read_bibtex
from citecheck.works.reading import read_reference

SHARED = Path(__file__).parents[3] / "shared"
CORPUS = SHARED / "corpus/references"
ACCUSED = {RecordState.DIFFERS, RecordState.OTHER_WORK, RecordState.NO_SUCH_IDENTIFIER}


@pytest.fixture(scope="module")
def states():
    """The number of references by label and state, as the registries of the corpus answer."""
    if not (CORPUS / "references.jsonl.gz").is_file():
        pytest.skip("the shared corpus is not beside the project")
    where = importlib.util.spec_from_file_location("registries", SHARED / "tools/registries.py")
    module = importlib.util.module_from_spec(where)
    where.loader.exec_module(module)
    world = module.World(CORPUS / "records.jsonl.gz", json.loads((CORPUS / "handles.json").read_text("utf-8")))
    with gzip.open(CORPUS / "references.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return Counter((row["label"], state(world, row)) for row in rows)


def state(world, row):
    """Return the state of one reference."""
    work = (read_bibtex if row["as"] == "bibtex" else read_reference)(row[row["as"]])
    doi = next((one for one in work.identifiers if one.kind == "doi"), None)
    place = world.doi.get(doi.value.lower()) if doi else None
    under = world.rows[place] if place is not None else {}
    answers = RegistryAnswers(
        identifier=doi,
        is_given=None if doi is None else bool(under) or doi.value.lower() in world.handles,
        by_identifier=tuple(records(under)),
        by_text=tuple(
            record
            for service in ("crossref", "openalex")
            for found, _ in world.search(work.text, service, 5)
            for record in records({service: found[service]})
        ),
        registrars=frozenset({"crossref"}),
        asked=(ServiceAnswer("crossref", "", "found"),),
    )
    return decide_lookup(work, answers).state


def records(row):
    """Return the records of a work of the corpus."""
    for module in (crossref, openalex):
        if row.get(module.NAME) and (record := module.read_work(row[module.NAME])):
            yield record


def share(states, label, wanted):
    """Return the share of a label's references with one of the states."""
    of = sum(count for (name, _), count in states.items() if name == label)
    return sum(count for (name, each), count in states.items() if name == label and each in wanted) / of


def test_real_works_are_matched_and_not_accused(states):
    """At most 1 % of real, unindexed and withdrawn works are accused; at least 97 % of real ones match."""
    honest = ("real", "unindexed", "retracted")
    total = sum(count for (label, _), count in states.items() if label in honest)
    assert sum(count for (label, each), count in states.items() if label in honest and each in ACCUSED) / total <= 0.01
    assert share(states, "real", {RecordState.MATCHED}) >= 0.97


def test_invented_and_wrong_references_are_found(states):
    """No invented one matches, and at least 88 % of wrong details are found."""
    assert share(states, "fabricated", {RecordState.MATCHED}) == 0
    assert share(states, "wrong-identifier", ACCUSED) == 1
    assert share(states, "wrong-details", ACCUSED) >= 0.88
