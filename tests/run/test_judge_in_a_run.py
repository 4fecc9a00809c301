"""A run with a judge: what it proves counts, what it costs is stated first, and it is asked once."""

import asyncio
import json
from dataclasses import replace

import httpx
import pytest
from tests.run.test_check import BRIDGE, BRIDGE_PAGE, FLOOD, FLOOD_PAGE, TEXT
from tests.run.world import World

from citecheck.extras.judge import Judge
from citecheck.extras.judge_endpoint import JudgeSettings
from citecheck.model.evidence import Support
from citecheck.run.pipeline import check_drafts
from citecheck.store.captures import StoredAnswers

SETTINGS = JudgeSettings("https://judge.example.com/v1", "some-model")


@pytest.fixture
def world(tmp_path):
    return World(tmp_path, {FLOOD: FLOOD_PAGE, BRIDGE: BRIDGE_PAGE})


class Told:
    """Keeps what a run tells."""

    def __init__(self):
        self.sentences = []

    def planned(self, addresses):
        pass

    def visited(self, url, reach):
        pass

    def announce(self, sentence):
        self.sentences.append(sentence)


def check(world, answer):
    """Run a check with a judge that answers `answer`; return the report, what was stated and how often it was asked."""
    asked = []

    def serve(request):
        asked.append(json.loads(request.content))
        return httpx.Response(200, json={"choices": [{"message": {"content": json.dumps(answer)}}]})

    ports = world.ports()
    progress = Told()
    with Judge(SETTINGS, StoredAnswers(ports.store, "judge"), transport=httpx.MockTransport(serve)) as judge:
        run = check_drafts(
            [world.draft(TEXT)], replace(ports, judge=judge, progress=progress), world.options(), world.make_id()
        )
        try:
            return asyncio.run(run), progress.sentences, len(asked)
        finally:
            ports.archive.close()
            ports.store.close()


def test_a_proven_verdict_counts_and_an_unproven_one_does_not(world):
    """A quotation of the source makes a verdict; the same quotation proves nothing of another source."""
    answer = {
        "verdict": "supported",
        "quotation": "The flood reached the old town on November 3 and displaced 450 families",
        "reason": "it says so",
    }
    report, sentences, asked = check(world, answer)
    supports = [source.evidence.support for citation in report.drafts[0].citations for source in citation.sources]
    assert supports[0] is Support.SUPPORTED
    assert supports[1] is not Support.SUPPORTED
    assert asked > 0
    assert "tokens" in sentences[0]


def test_a_kept_answer_is_not_asked_for_again(world):
    """The second run of the same claims and captures asks the judge nothing."""
    answer = {"verdict": "unclear", "quotation": "", "reason": "cannot tell"}
    _, _, first = check(world, answer)
    world.later(days=1)
    _, sentences, second = check(world, answer)
    assert first > 0
    assert second == 0
    assert " 0 requests" in sentences[0]
