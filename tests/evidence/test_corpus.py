"""The evidence on labelled claims, where the shared corpus is there: wide bounds that catch a break, not a wobble."""

import gzip
import json
import pathlib

import pytest

from citecheck.evidence.examination import examine_sentences
from citecheck.model.evidence import Claim, FactKind, FactVerdict, Support

CLAIMS = pathlib.Path(__file__).parents[3] / "shared" / "corpus" / "claims"
HARD = {FactKind.NUMBER, FactKind.DATE, FactKind.QUANTITY}

pytestmark = pytest.mark.skipif(not CLAIMS.is_dir(), reason="the shared corpus of claims is not here")


def rows_of(name, most):
    """Read the first rows of a file of claims."""
    with gzip.open(CLAIMS / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line, _ in zip(lines, range(most), strict=False)]


def examined(row):
    """Examine a row's claim with its source."""
    return examine_sentences(Claim(row["claim"]), row["sentences"])


def is_flagged(evidence):
    """Say whether a number or date of the claim is not borne out."""
    return any(fact.kind in HARD and fact.verdict is not FactVerdict.AGREES for fact in evidence.facts)


def test_pages():
    """On whole pages the passage is found, few supported claims are flagged, and no verdict is without a passage."""
    found, located, flagged, good = 0, 0, 0, 0
    for row in rows_of("wice", 100):
        evidence = examined(row)
        gold = {at for group in row["gold"] for at in group}
        located += bool(gold)
        found += bool(gold & {passage.sentence for passage in evidence.passages})
        good += row["label"] == "supported"
        flagged += row["label"] == "supported" and is_flagged(evidence)
        assert evidence.passages or evidence.support in {Support.NOT_FOUND, Support.NOT_CHECKABLE}
    assert found >= 0.93 * located
    assert flagged <= 0.1 * good


def test_near_identical_pairs():
    """On near-identical pairs contradicted claims are flagged far more often than supported ones."""
    rows = rows_of("contrast", 800)
    shares = {}
    for label in ("supported", "contradicted"):
        flags = [is_flagged(examined(row)) for row in rows if row["label"] == label]
        shares[label] = sum(flags) / len(flags)
    assert shares["supported"] <= 0.1
    assert shares["contradicted"] >= 0.45


def test_strangers():
    """Beside a stranger's page a claim is not found, and hardly ever has evidence."""
    rows = rows_of("wice", 60)
    verdicts = [
        examine_sentences(Claim(row["claim"]), rows[at - 17]["sentences"]).support for at, row in enumerate(rows)
    ]
    assert verdicts.count(Support.NOT_FOUND) >= 0.85 * len(verdicts)
    assert verdicts.count(Support.EVIDENCE) <= 0.05 * len(verdicts)
