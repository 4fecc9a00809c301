"""The archive commands on a store with one draft and two captures of its source."""

import gzip
import hashlib
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from citecheck.archive.warc_checker import verify_warc
from citecheck.cli.archive import command
from citecheck.cli.warc import command as warc
from citecheck.errors import WrongUsage
from citecheck.model.change import Anchor
from citecheck.model.draft import Citation, Draft, Footnote, Format, Place, Source
from citecheck.model.evidence import Evidence, Fact, FactKind, FactVerdict, Passage, Support
from citecheck.model.page import Fingerprint, Page, PageText, Reach
from citecheck.model.report import Visit
from citecheck.model.target import Kind, Url
from citecheck.store.captures import KeptCapture, record_capture
from citecheck.store.database import open_store
from citecheck.store.drafts import record_draft
from citecheck.store.evidence import record_evidence, set_anchor
from citecheck.store.runs import begin_run, finish_run
from citecheck.store.visits import SeenVisit, record_visit

from .exchanges import START, a_hop, reached

ADDRESS = "https://example.org/report"
SOURCE = Source(ADDRESS, Kind.URL, Url(ADDRESS, ADDRESS), Place(9, 5))
SENTENCE = "Trade fell by 3 %."
DRAFT = Draft(
    *("brief.txt", Format.TEXT, "Brief", "en", "00", ()),
    (Footnote("1", "[1]", ADDRESS, Place(9, 1), (SOURCE,)),),
    (Citation("[1]", "1", SENTENCE, Place(2, 20)),),
)
TEXT = PageText("Report", "Trade fell by 3 %.", "Menu\nTrade fell by 3 %.", "en")
BODY = gzip.compress(b"<p>Trade fell by 3 %.</p>", mtime=0)
HEADERS = ((b"Content-Type", b"text/html"), (b"Content-Encoding", b"gzip"))


@pytest.fixture
def store(open_writer, tmp_path):
    """The path of a store whose archive is next to it; its captures are named by the second value."""
    opened = open_store(tmp_path / "citecheck.db")
    captures = []
    with open_writer() as writer, opened.writing():
        recorded = record_draft(opened, DRAFT, START)
        source, claim = recorded.sources[ADDRESS], recorded.claims[SENTENCE]
        for day in range(2):
            moment = START + timedelta(days=day)
            capture = writer.write(reached(a_hop(ADDRESS, BODY, headers=HEADERS, moment=moment)))
            captures.append(capture)
            run = begin_run(opened, f"r{day}", command="check", key=f"r{day}", moment=moment)
            kept = KeptCapture(capture, ADDRESS, Page.LIVE, "text/html", TEXT, Fingerprint(1, (), ()))
            record_capture(opened, source, kept)
            visit = Visit(ADDRESS, ADDRESS, Reach.LIVE, Page.LIVE, 200, None, capture=capture)
            record_visit(opened, run, source, SeenVisit(visit, moment))
            passage = Passage("Trade fell by 3 %.", 5, 23, 0.9, 0)
            fact = Fact(FactKind.QUANTITY, "3 %", "3 %", FactVerdict.AGREES)
            record_evidence(opened, run, claim, source, Evidence(Support.EVIDENCE, 0.9, (passage,), (fact,)))
            finish_run(opened, run, moment)
        set_anchor(opened, claim, source, Anchor("Trade fell by 3 %.", "Menu"), START)
    opened.close()
    return str(tmp_path / "citecheck.db"), captures


def run(*arguments, group=command):
    return CliRunner().invoke(group, [str(argument) for argument in arguments], catch_exceptions=False)


@pytest.mark.parametrize("which", [0, 1], ids=["first", "revisit"])
@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("--text", b"Menu\nTrade fell by 3 %.\n"),
        ("--raw", BODY),
        ("--body", b"<p>Trade fell by 3 %.</p>"),
        ("--headers", b"HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Encoding: gzip\n"),
    ],
)
def test_a_capture_is_given_back(store, which, option, expected):
    """Text, bytes as sent, bytes unpacked and headers come back, of a repeated body too."""
    path, captures = store
    assert run("show", captures[which].id, option, "--store", path).stdout_bytes == expected


def test_a_capture_is_summed_up(store):
    """Without an option, the place and digest of the copy are named."""
    path, captures = store
    shown = run("show", captures[0].id, "--store", path).output
    assert ADDRESS in shown
    assert captures[0].sha256 in shown
    assert captures[0].warc in shown


def test_an_unknown_capture_is_wrong_usage(store):
    """An id the store does not know is one sentence."""
    with pytest.raises(WrongUsage, match="no such capture"):
        run("show", "nonsense", "--store", store[0])


def test_a_case_is_handed_on_with_claims_anchors_and_evidence(store, tmp_path):
    """The export of a draft holds its captures and, for each citation, the last evidence and the anchor."""
    target = tmp_path / "case.wacz"
    run("export", "--wacz", target, "--document", "brief.txt", "--store", store[0])
    assert verify_warc(target) == ()
    with zipfile.ZipFile(target) as archive:
        (claim,) = map(json.loads, archive.read("citecheck/claims.jsonl").splitlines())
        pages = archive.read("pages/pages.jsonl").splitlines()
    assert len(pages) == 3
    assert (claim["sentence"], claim["marker"], claim["source"]["url"]) == (SENTENCE, "[1]", ADDRESS)
    assert claim["evidence"]["support"] == "evidence"
    assert claim["evidence"]["facts"] == [{"kind": "quantity", "claimed": "3 %", "found": "3 %", "verdict": "agrees"}]
    assert claim["capture"]["id"] == store[1][1].id
    assert (claim["anchor"]["type"], claim["anchor"]["exact"]) == ("TextQuoteSelector", SENTENCE)


def test_the_draft_is_handed_on_only_as_it_was_checked(store, tmp_path, monkeypatch):
    """A draft that was changed since is left out, and that is said."""
    monkeypatch.chdir(tmp_path)
    draft, target = tmp_path / "brief.txt", tmp_path / "case.wacz"
    draft.write_text("changed since")
    assert "not the version" in run("export", "--wacz", target, "--document", "brief.txt", "--store", store[0]).stderr
    opened = open_store(tmp_path / "citecheck.db")
    with opened.writing():
        record_draft(opened, replace(DRAFT, sha256=hashlib.sha256(b"changed since").hexdigest()), START)
    opened.close()
    run("export", "--wacz", target, "--document", "brief.txt", "--store", store[0])
    with zipfile.ZipFile(target) as archive:
        assert archive.read("citecheck/draft.txt") == b"changed since"


def test_an_unknown_document_is_wrong_usage(store, tmp_path):
    """A draft that was never checked is named, with those that were."""
    with pytest.raises(WrongUsage, match=r"holds brief\.txt"):
        run("export", "--wacz", tmp_path / "x.wacz", "--document", "other.txt", "--store", store[0])


def test_the_index_names_every_capture(store):
    """The index has one sorted line for each capture, in CDXJ."""
    lines = run("index", "--store", store[0]).output.splitlines()
    assert [line.split(" ")[:2] for line in lines] == [
        ["org,example)/report", "20260301120000"],
        ["org,example)/report", "20260302120000"],
    ]
    assert json.loads(lines[1].split(" ", 2)[2])["mime"] == "warc/revisit"


def test_the_index_of_a_torn_file_lists_what_is_before(store, tmp_path):
    """A file that a killed run left is indexed as far as it is whole, and that is said."""
    (path,) = (tmp_path / "warc").glob("*.warc.gz")
    path.write_bytes(path.read_bytes()[:-9])
    result = run("index", "--store", store[0])
    assert len(result.stdout.splitlines()) == 2
    assert "its other records are listed" in result.stderr


@pytest.mark.parametrize("form", ["text", "json"])
def test_verify_says_what_is_wrong_and_exits_1(store, tmp_path, form):
    """A damaged file is named with record, offset and rule; a whole one gives exit code 0."""
    (path,) = (tmp_path / "warc").glob("*.warc.gz")
    assert run("verify", path, "--format", form, group=warc).exit_code == 0
    path.write_bytes(path.read_bytes()[:-9])
    result = run("verify", path, "--format", form, group=warc)
    assert result.exit_code == 1
    assert "cut" in result.stdout


def test_verify_of_what_cannot_be_read_exits_2(tmp_path):
    """A file that is no WARC gives exit code 2 and one sentence, and the others are checked all the same."""
    path = tmp_path / "page.html"
    path.write_text("<html>")
    result = run("verify", path, tmp_path / "missing", group=warc)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 2


@pytest.mark.parametrize("option", [[], ["--text"], ["--body"], ["--raw"], ["--headers"]])
def test_a_damaged_capture_is_shown_from_the_store(store, tmp_path, option):
    """Of a capture whose record cannot be read, the text of the store is printed, with the cause, and the code is 1."""
    path, captures = store
    file = tmp_path / "warc" / captures[0].warc
    content = bytearray(file.read_bytes())
    for place in range(captures[0].offset + 20, captures[0].offset + 60):
        content[place] ^= 0xFF
    file.write_bytes(content)
    result = run("show", captures[0].id, *option, "--store", path)
    assert result.exit_code == 1
    assert "Trade fell by 3 %." in result.stdout
    assert ("lost; `citecheck store check --repair` marks it" in result.stdout) is (option != ["--text"])
    assert "damaged" in result.stderr


def test_a_capture_that_a_repair_marked_is_shown_with_the_moment(store, tmp_path):
    """A capture that was marked as lost is shown with the moment of the mark."""
    path, captures = store
    opened = open_store(Path(path))
    with opened.writing():
        opened.execute("UPDATE captures SET lost = '2026-01-02T03:04:05+00:00'")
    opened.close()
    (tmp_path / "warc" / captures[0].warc).unlink()
    assert "lost since 2026-01-02T03:04:05+00:00" in run("show", captures[0].id, "--store", path).stdout


@pytest.mark.parametrize("content", [b"", b"no archive"])
def test_the_index_goes_on_after_a_file_that_is_no_archive(store, tmp_path, content):
    """A file that cannot be read is named, the captures of the others are listed, and the code is 1."""
    path, _ = store
    (tmp_path / "warc" / "a.warc.gz").write_bytes(content)
    result = run("index", "--store", path)
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 2
    assert "a.warc.gz" in result.stderr
