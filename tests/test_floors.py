"""The accuracy on the corpus of the repository does not fall below what was reached (tests/corpus/README.md)."""

import difflib
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from citecheck.model.page import PAGE_GROUPS, Page, PageGroup

CORPUS = Path(__file__).parent / "corpus"


def run(*words, rows=()):
    """Return what a command prints, as JSON a line."""
    sent = "".join(json.dumps(row) + "\n" for row in rows)
    command = [sys.executable, "-m", "citecheck", *map(str, words)]
    done = subprocess.run(command, input=sent, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def answers(command, rows):
    """Return the answers of a batch command by id."""
    return {each["id"]: each for each in run(command, "--batch", "-", rows=rows)}


def f1(said, gold):
    """Return the harmonic mean of precision and recall of two multisets."""
    return 2 * (said & gold).total() / (said.total() + gold.total())


def squash(text):
    return re.sub(r"\s+", " ", text).strip()


@pytest.fixture(scope="module")
def drafts():
    """Gold and reading of each draft, by name."""
    gold = {
        path.name.removesuffix(".json"): json.loads(path.read_text("utf-8"))
        for path in (CORPUS / "documents/gold").iterdir()
    }
    return {
        name: (each, run("extract", CORPUS / "documents/files" / name, "--format", "json")[0])
        for name, each in gold.items()
    }


def notes_of(gold, said):
    """Return both sides with the gold text where the text read is 85 % alike, as punctuation between fields is free."""
    wanted = {each["marker"].strip("[]"): squash(each["raw"]) for each in gold["footnotes"]}
    found = [(each["marker"].strip("[]"), squash(each["text"])) for each in said["footnotes"]]
    alike = [
        (marker, wanted[marker]) if is_alike(text, wanted.get(marker, "")) else (marker, text) for marker, text in found
    ]
    return Counter(alike), Counter(wanted.items())


def is_alike(text, wanted):
    return difflib.SequenceMatcher(None, text, wanted, autojunk=False).ratio() >= 0.85


def addresses_of(gold, said):
    return (
        Counter(source["url"] for note in said["footnotes"] for source in note["sources"] if source["url"]),
        Counter(item["url"] for note in gold["footnotes"] for item in note["items"] if item["url"]),
    )


def kinds_of(gold, said):
    return (
        Counter((source["kind"], source["cut"]) for note in said["footnotes"] for source in note["sources"]),
        Counter((item["kind"], item["truncated"]) for note in gold["footnotes"] for item in note["items"]),
    )


def claims_of(gold, said):
    return (
        Counter((each["marker"].strip("[]"), squash(each["sentence"])) for each in said["citations"]),
        Counter((each["marker"].strip("[]"), squash(each["sentence"])) for each in gold["claims"]),
    )


@pytest.mark.parametrize(
    ("found", "floor"),
    [(notes_of, 0.97), (addresses_of, 1.0), (kinds_of, 1.0), (claims_of, 1.0)],
    ids=["notes", "addresses", "kinds", "claims"],
)
def test_drafts(drafts, found, floor):
    """Notes, addresses, kinds of sources and claims of the drafts are found; one note of the reStructuredText is not."""
    said, gold = Counter(), Counter()
    for each in drafts.values():
        said_here, gold_here = found(*each)
        said += said_here
        gold += gold_here
    assert f1(said, gold) >= floor, {"missed": gold - said, "invented": said - gold}


@pytest.fixture(scope="module")
def pages():
    """(label, page class) of each page, by id."""
    labels = json.loads((CORPUS / "pages/labels.json").read_text("utf-8"))
    asked = [
        {
            "id": row["id"],
            "path": str(CORPUS / "pages" / row["html"]),
            "url": row["url"],
            "requested_url": row["requested_url"],
            "status": row["http_status"],
            "headers": row["headers"],
        }
        for row in labels
    ]
    said = answers("content", asked)
    return {row["id"]: (Page(row["label"]), Page(said[row["id"]]["page"])) for row in labels}


def test_each_class_has_two_pages_and_the_live_ones_near_misses(pages):
    """The corpus has two pages of each class that is not live."""
    counts = Counter(label for label, _ in pages.values())
    assert {page: counts[page] for page in Page if page is not Page.LIVE} == {
        page: 2 for page in Page if page is not Page.LIVE
    }
    assert counts[Page.LIVE] >= 8


def test_pages(pages):
    """At least 46 of 51 pages are in the right group."""
    wrong = {
        name: (label, said) for name, (label, said) in pages.items() if PAGE_GROUPS[label] is not PAGE_GROUPS[said]
    }
    assert len(pages) == 51
    assert len(wrong) <= 5, wrong


def test_nothing_that_lives_is_called_dead(pages):
    """No page of a living source, no wall and no failing server is taken for a page that is gone."""
    dead = {
        name: said
        for name, (label, said) in pages.items()
        if PAGE_GROUPS[label] is not PageGroup.ABSENCE and PAGE_GROUPS[said] is PageGroup.ABSENCE
    }
    assert dead == {}


def test_changes():
    """Each of the 12 pairs is what it is: noise, an edit, or another page."""
    labels = json.loads((CORPUS / "drift/labels.json").read_text("utf-8"))
    asked = [
        {
            "id": row["id"],
            "a": str(CORPUS / "drift" / row["a"]),
            "b": str(CORPUS / "drift" / row["b"]),
            "url": row["url"],
        }
        for row in labels
    ]
    said = answers("compare", asked)
    right = {"noise": {"same", "cosmetic"}, "edit": {"edited"}, "replaced": {"replaced"}}
    assert len(labels) == 12
    assert [row["id"] for row in labels if said[row["id"]]["change"] not in right[row["label"]]] == []


@pytest.fixture(scope="module")
def supports():
    """(label, support) of each claim, as a list."""
    sources = json.loads((CORPUS / "claims/sources.json").read_text("utf-8"))
    rows = [json.loads(line) for line in (CORPUS / "claims/claims.jsonl").read_text("utf-8").splitlines()]
    said = answers(
        "verify", [{"id": row["id"], "claim": row["claim"], "sentences": sources[row["source"]]} for row in rows]
    )
    return [(row, said[row["id"]]) for row in rows]


def test_a_supported_claim_is_never_doubted(supports):
    """Each of the 20 supported claims has its passage, and all its facts agree."""
    assert [
        row["claim"] for row, said in supports if row["label"] == "supported" and said["support"] != "evidence"
    ] == []


def test_a_contradicted_claim_is_found(supports):
    """Each of the 12 claims with a wrong number, date or quotation differs from its source."""
    said = {row["id"]: verdict["support"] for row, verdict in supports if row["label"] == "contradicted"}
    assert len(said) == 12
    assert set(said.values()) == {"differs"}


def test_an_invented_claim_has_no_evidence(supports):
    """Of the 8 claims that no source mentions one at most is given a passage as evidence."""
    taken = [
        row["claim"]
        for row, said in supports
        if row["label"] == "not_supported" and said["support"] in {"evidence", "differs"}
    ]
    assert len(taken) <= 1, taken


def test_the_deciding_sentence_is_found_first(supports):
    """The best passage of a claim is the sentence that decides on it."""
    asked = [(row, said) for row, said in supports if row["gold"]]
    wrong = [row["claim"] for row, said in asked if said["passages"][0]["sentence"] not in row["gold"][0]]
    assert len(asked) == 32
    assert wrong == []
