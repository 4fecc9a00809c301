"""`citecheck fetch` as a program: lines in, lines out."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from citecheck.cli.fetch import count_exchanges
from citecheck.model.exchange import RefusalReason, Refused

BRIEF = Path(__file__).parents[2] / "fixtures" / "brief"
COMMAND = [sys.executable, "-m", "citecheck", "fetch", "--allow-private", "--interval", "0"]


def fetch(*args: str, lines: str | None = None, cwd=None) -> tuple[list[dict], subprocess.CompletedProcess[bytes]]:
    done = subprocess.run(
        [*COMMAND, *args], input=lines.encode() if lines is not None else b"", capture_output=True, cwd=cwd, timeout=60
    )
    return [json.loads(line) for line in done.stdout.splitlines()], done


@pytest.fixture
def pages(serve, answer_with):
    async def answer(reader, writer, head):
        path = head.split(b" ")[1]
        if path == b"/moved":
            writer.write(answer_with(b"", "301 Moved", "Location: /page"))
        elif path.startswith(b"/page"):
            writer.write(answer_with(b"<title>A page</title><p>" + b"Words of a page. " * 80))
        else:
            writer.write(answer_with(b"<h1>Not Found</h1>", "404 Not Found"))

    with serve(answer) as server:
        yield server


def test_fields_of_a_line(pages, tmp_path):
    """A line holds every field of the interface; the copy is in the archive next to the store."""
    (tmp_path / "cache").mkdir()
    (row,), done = fetch(pages.url("/moved"), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert list(row) == ["id", "url", "final_url", "hops", "status", "reach", "page", "error", "title", "sha256", "fingerprint", "elapsed_ms"]  # fmt: skip
    assert row["hops"] == [{"url": pages.url("/moved"), "status": 301}, {"url": pages.url("/page"), "status": 200}]
    assert (row["final_url"], row["status"], row["page"], row["title"]) == (pages.url("/page"), 200, "live", "A page")
    assert len(row["sha256"]) == 64
    assert len(row["fingerprint"]) == 16
    assert len(list((tmp_path / "cache" / "warc").glob("*.warc.gz"))) == 1


def test_archive_can_be_replayed(pages, tmp_path):
    """What one run kept answers another without the network."""
    (tmp_path / "cache").mkdir()
    fetch(pages.url("/page"), cwd=tmp_path)
    (archive,) = (tmp_path / "cache" / "warc").glob("*.warc.gz")
    asked = len(pages.requests)
    rows, _ = fetch(
        *("--no-archive", "--no-page", "--replay", str(archive), pages.url("/page"), pages.url("/page2")), cwd=tmp_path
    )
    assert {row["url"]: row["status"] for row in rows} == {pages.url("/page"): 200, pages.url("/page2"): None}
    assert len(pages.requests) == asked


@pytest.mark.parametrize(
    ("at", "archive"),
    [(None, "after"), ("2026-09-21", "before"), ("2026-11-30T23:00+02:00", "before"), ("20261201090000", "after")],
)
def test_replay_of_a_moment(at, archive, tmp_path):
    """Of several captures the newest answers, or the one in force at the moment asked for; a day counts to its end."""
    both = tmp_path / "both.warc.gz"
    both.write_bytes(b"".join((BRIEF / f"{name}.warc.gz").read_bytes() for name in ("before", "after")))
    url = "https://fishermens-union.example.net/en/declaration-of-lorne"
    options = ("--no-archive", "--no-page", url, "--replay")
    (one,), _ = fetch(*options, str(both), *(("--replay-at", at) if at else ()), cwd=tmp_path)
    (other,), _ = fetch(*options, str(BRIEF / f"{archive}.warc.gz"), cwd=tmp_path)
    assert (one["status"], one["sha256"]) == (other["status"], other["sha256"])
    assert one["final_url"]


def test_every_line_of_a_batch_is_answered(pages, tmp_path):
    """Each line gets its answer by its id, an address named twice is asked once, a bad line is said and passed over."""
    url = pages.url("/page")
    lines = [{"id": "a", "url": url}, {"id": "b", "url": url + "#part"}, {"id": 3, "url": pages.url("/x")}, {"id": "d"}]
    text = "".join(json.dumps(line) + "\n" for line in lines) + "nonsense\n\n" + json.dumps({"id": 6, "url": "::"})
    rows, done = fetch("--batch", "-", "--no-archive", "--no-page", lines=text, cwd=tmp_path)
    by_id = {row["id"]: row for row in rows}
    assert by_id.keys() == {"a", "b", 3, "d", 6}
    assert (by_id["a"]["status"], by_id["b"]["status"], by_id[3]["status"]) == (200, 200, 404)
    assert by_id["b"]["url"] == url + "#part"
    assert by_id["a"]["page"] is None
    assert by_id["d"]["error"]
    assert by_id[6]["reach"] == "unknown"
    assert sum(b"GET /page " in head for head in pages.requests) == 1
    assert (done.returncode, b"line 5" in done.stderr) == (2, True)
    assert not (tmp_path / "cache").exists()


def test_lines_are_answered_as_they_come_and_an_interrupt_is_clean(pages, tmp_path):
    """A line is answered before the next is written; an interrupt ends with 130 and no traceback."""
    with subprocess.Popen(
        [*COMMAND, "--batch", "-", "--no-archive", "--no-page"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
    ) as program:
        for number in range(3):
            program.stdin.write(json.dumps({"id": number, "url": pages.url(f"/page{number}")}).encode() + b"\n")
            program.stdin.flush()
            assert json.loads(program.stdout.readline())["id"] == number
        program.send_signal(signal.SIGINT)
        assert program.wait(30) == 130
        assert b"Traceback" not in program.stderr.read()


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ([], b"--batch"),
        (["--batch", "missing.jsonl"], b"missing.jsonl"),
        (["--batch", "."], b"cannot be read"),
        (["--connect-to", "::127.0.0.1:http", "http://site.org/"], b"--connect-to"),
        (["--replay", "missing.warc.gz", "http://site.org/"], b"missing.warc.gz"),
        (["--cacert", "missing.pem", "http://site.org/"], b"missing.pem"),
        (["--connect-to", "nonsense", "http://site.org/"], b"connect-to"),
        (["--proxy", "ftp://x", "http://site.org/"], b"--proxy"),
        (["--replay", "x.warc", "--offline", "http://site.org/"], b"--offline"),
        (["--replay-at", "2024-05-17", "http://site.org/"], b"--replay FILE"),
        (["--replay", __file__, "--replay-at", "soon", "http://site.org/"], b"2024-05-17"),
    ],
)
def test_wrong_usage_is_one_sentence(args, words, tmp_path):
    """What cannot be done is said in one sentence, with exit code 2."""
    rows, done = fetch("--no-archive", "--no-page", *args, cwd=tmp_path)
    assert (rows, done.returncode) == ([], 2), done
    assert words in done.stderr
    assert b"Traceback" not in done.stderr


def test_archive_that_cannot_be_written_is_one_sentence(pages, tmp_path):
    """Where no copy can be kept the run ends at once, and says which file is to blame."""
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "warc").write_text("in the way")
    rows, done = fetch("--no-page", pages.url("/page"), cwd=tmp_path)
    assert (rows, done.returncode) == ([], 2)
    assert b"warc" in done.stderr
    assert b"Traceback" not in done.stderr


def test_progress_passes_everything_on():
    """Counting on a terminal changes nothing of what is counted."""
    exchanges = [Refused(f"http://{n}.org/", "x", RefusalReason.OFFLINE, "words") for n in range(5)]

    async def work():
        async def stream():
            for exchange in exchanges:
                yield exchange

        return [exchange async for exchange in count_exchanges(stream())]

    assert asyncio.run(work()) == exchanges
