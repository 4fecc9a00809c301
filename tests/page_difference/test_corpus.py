"""Real pairs of captures: how often furniture is taken for an edit, and edits for furniture."""

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from citecheck.model.change import Change
from citecheck.model.page import Answer
from citecheck.page.difference.comparison import compare
from citecheck.page.reading import read_page

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "web" / "drift"
RIGHT = {
    "noise": {Change.SAME, Change.COSMETIC},
    "edit": {Change.EDITED},
    "replaced": {Change.REPLACED},
    "variant": {Change.SAME, Change.COSMETIC, Change.EDITED},
}
FLOORS = {
    "noise": 0.95,
    "edit": 0.95,
    "replaced": 0.97,
    "natural noise": 0.95,
    "natural edit": 0.95,
    "natural replaced": 0.97,
}

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the shared corpus of page pairs is not next to the project"
)


@pytest.fixture(scope="module")
def rates():
    readings = {}

    def read(row, side):
        path = CORPUS / row[side]
        if path not in readings:
            body = path.read_bytes()
            readings[path] = read_page(
                Answer(gzip.decompress(body) if path.suffix == ".gz" else body, url=row.get("url"))
            )
        return readings[path]

    right, all_of = Counter(), Counter()
    for row in json.loads((CORPUS / "labels.json").read_text("utf-8")):
        found = compare(read(row, "a"), read(row, "b"))
        for name in (row["label"], f"{row['origin']} {row['label']}"):
            all_of[name] += 1
            right[name] += found.change in RIGHT[row["label"]]
    return {name: right[name] / count for name, count in all_of.items()}


@pytest.mark.parametrize("name", FLOORS)
def test_rates(rates, name):
    """At most 5 % of the noise is taken for a change, at least 95 % of edits and 97 % of replacements are found."""
    assert rates[name] >= FLOORS[name]
