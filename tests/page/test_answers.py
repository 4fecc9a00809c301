"""Answers of many vendors, systems and languages, a few lines each, written for this project in `cases/answers`.

A case opens with `== LABEL NAME` and perhaps `status=`, `url=`, `requested=`, `type=`; its body follows. Several labels
joined by `|` are all right. `== furniture NAME` is markup that `{NAME}` inserts in the cases below it.
"""

import gzip
import html
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from citecheck.model.page import Answer, Page, Reach
from citecheck.page.reading import read_page
from citecheck.reach.decision import reach_of_page

HEAD = re.compile(r"^== (\S+) (\S+)((?: \S+=\S+)*)\n", re.MULTILINE)
FILES = sorted(Path(__file__).parent.joinpath("cases", "answers").glob("*.txt"))


def cases():
    for file in FILES:
        furniture = {}
        _, *pieces = HEAD.split(file.read_text("utf-8"))
        for label, name, options, body in zip(*[iter(pieces)] * 4, strict=True):
            if label == "furniture":
                furniture[name] = body.strip("\n")
                continue
            filled = body.rstrip("\n")
            for known, markup in furniture.items():
                filled = filled.replace(f"{{{known}}}", markup)
            said = dict(option.split("=", 1) for option in options.split())
            yield pytest.param(label, answer(said, filled), id=f"{file.stem}-{label}-{name}")


def answer(said, body):
    return Answer(
        body=body.encode(),
        url=said.get("url", "https://www.example.org/news/2019/04/a-story"),
        requested_url=said.get("requested"),
        status=int(said.get("status", 200)),
        headers=((b"content-type", said.get("type", "text/html").encode() + b"; charset=utf-8"),),
    )


CASES = list(cases())


@cache
def read_of(answer):
    return read_page(answer, roles=False)


@pytest.mark.parametrize(("label", "answer"), CASES)
def test_an_answer_is_told_for_what_an_editor_can_do(label, answer):
    """Live, walled, failing and gone are distinguished, whatever the vendor and the language."""
    reading = read_of(answer)
    wanted = {reach_of_page(Page(name), None) for name in label.split("|")}
    assert reach_of_page(reading.page, None) in wanted, [
        (signal.name, signal.weight, signal.seen) for signal in reading.signals
    ]


def test_most_answers_get_their_very_class():
    """Of 100 answers 96 are called by their class, not only by its group."""
    right = [read_of(case.values[1]).page.value in case.values[0].split("|") for case in CASES]
    assert sum(right) / len(right) >= 0.96


def test_no_living_answer_is_called_dead():
    """Among the cases are live pages about missing pages, domains for sale and closed sites, and none is gone."""
    living = [case.values[1] for case in CASES if case.values[0] == "live"]
    assert len(living) >= 100
    assert all(reach_of_page(read_of(answer).page, answer.status) is not Reach.GONE for answer in living)


EXTRACTION = Path(__file__).parents[3] / "shared" / "corpus" / "web" / "extraction"
PASSAGE = 450
"""Letters of a passage: as much as a notice has."""


def passages():
    rows = json.loads((EXTRACTION / "labels.json").read_text())
    for row in (row for row in rows if row["gold"]):
        text = gzip.decompress((EXTRACTION / row["gold"]).read_bytes()).decode("utf-8", "replace")
        title, *_ = text.strip().split("\n")
        for start in range(0, min(len(text), 20 * PASSAGE), 3 * PASSAGE):
            lines = text[start : start + PASSAGE].split("\n")
            paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
            yield f"<title>{html.escape(title[:80])} | Site</title>{paragraphs}"


@pytest.mark.skipif(not EXTRACTION.exists(), reason="the shared corpus of ordinary pages is not here")
def test_a_passage_of_an_article_standing_alone_is_live():
    """Of passages cut out of real articles to the length of a notice none is gone and 995 in 1,000 are live."""
    reaches = Counter(reach_of_page(read_page(answer({}, page), roles=False).page, 200) for page in passages())
    assert Reach.GONE not in reaches
    assert reaches[Reach.LIVE] / reaches.total() >= 0.995
