"""The page as a file; tests/e2e_report tries it in a browser."""

import base64
import dataclasses
import hashlib
import re
from html.parser import HTMLParser

import pytest
import report_sample

from citecheck.model.finding import Finding, Level
from citecheck.report import render


@pytest.fixture(scope="module")
def html(sample):
    return "".join(render(sample, "html"))


def test_style_and_script_are_allowed_by_their_digests(html):
    """The policy names the digest of the one style and the one script, and nothing else."""
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1].replace("&#39;", "'")
    for tag in ("style", "script"):
        (text,) = re.findall(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_nothing_is_loaded_from_anywhere(html):
    """No element of the page could load anything, and no attribute holds style or script."""
    names, attributes = set(), set()

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            names.add(tag)
            attributes.update(name for name, _ in attrs)

    Reader().feed(html)
    assert not names & {"img", "link", "iframe", "object", "embed", "video", "audio", "source", "base", "form-action"}
    assert not attributes & {"style", "src", "srcset", "action"}
    assert not any(name.startswith("on") for name in attributes)


def test_every_citation_has_its_card_and_its_mark(sample, html):
    """Each citation has one card, each of its markers a link to it, and each cited sentence is marked."""
    cards = re.findall(r'<article class="card \w+" id="([^"]+)"', html)
    assert len(cards) == len(set(cards)) == len(sample.drafts[0].citations)
    assert re.findall(r'<a class="ref \w+" href="#([^"]+)"', html) == cards
    marked = [name for names in re.findall(r'data-cards="([^"]+)"', html) for name in names.split()]
    assert sorted(marked) == sorted(cards)


def test_a_draft_without_blocks_is_shown_by_its_sentences(sample):
    """Where the reader gave no blocks, or none for a sentence, the sentence is a block of its own."""
    draft = sample.drafts[0]
    bare = dataclasses.replace(draft, draft=dataclasses.replace(draft.draft, blocks=()))
    html = "".join(render(dataclasses.replace(sample, drafts=(bare,)), "html"))
    assert html.count('class="cited ') == len(draft.citations)


def test_masked_secrets_do_not_move_marks(sample):
    """A sentence after a masked address is still marked as a whole."""
    draft = sample.drafts[0]
    first = draft.draft.blocks[1]
    secret = "See https://host.example/?token=0123456789abcdef0123456789abcdef first. "
    moved = dataclasses.replace(first, text=secret + first.text)
    citations = tuple(
        dataclasses.replace(
            each,
            citation=dataclasses.replace(
                each.citation, start=each.citation.start + len(secret), end=each.citation.end + len(secret)
            ),
        )
        if each.citation.block == 1
        else each
        for each in draft.citations
    )
    blocks = (draft.draft.blocks[0], moved, *draft.draft.blocks[2:])
    draft = dataclasses.replace(draft, draft=dataclasses.replace(draft.draft, blocks=blocks), citations=citations)
    html = "".join(render(dataclasses.replace(sample, drafts=(draft,)), "html"))
    assert ">Forty-one people died and some 26,000 left their homes.</span>" in html
    assert "0123456789abcdef" not in html


def test_an_empty_run_is_a_page(sample):
    """No draft, no citation, no finding: still a page that says so."""
    empty = report_sample.Report(sample.run, ())
    assert "Nothing to check" in "".join(render(empty, "html"))


def test_a_finding_in_the_text_stands_beside_its_block(sample):
    """What was found at a line without citation has a card next to the block of that line."""
    draft = sample.drafts[0]
    line = draft.draft.blocks[3].place.line
    found = Finding("C201", Level.ERROR, "Two sentences disagree.", "Mend one.", path=draft.draft.path, line=line + 1)
    draft = dataclasses.replace(draft, findings=(found,))
    html = "".join(render(dataclasses.replace(sample, drafts=(draft,)), "html"))
    before, after = html.split('id="c1-l0"')
    assert draft.draft.blocks[3].text in before[before.rindex('class="row ') :]
    assert draft.draft.blocks[4].text[:20] in after
