"""A folder of drafts in every text format against a web of all sorts, by the command line as a user runs it."""

import json
import subprocess
import sys
from collections import Counter

import folder_web
import pytest

from citecheck.config.baseline import BASELINE_FILE


def citecheck(*arguments, folder, web, **options):
    network = ["--connect-to", f"::127.0.0.1:{web.port}", "--allow-private", "--interval", "0"]
    command = [sys.executable, "-m", "citecheck", *arguments, *(network if arguments[0] == "check" else [])]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False, **options)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A first check of the folder: its drafts by path, the JSON that came, and how often each address was asked."""
    folder = tmp_path_factory.mktemp("newsroom")
    (folder / "citecheck.toml").write_text('fail-on = "error"\n')
    known = folder_web.links(42)
    written = folder_web.write_drafts(folder, known, 21, 4)
    with folder_web.running(folder_web.FolderWeb(known)) as web:
        first = citecheck("check", ".", "--format", "json", "--output", "first.json", folder=folder, web=web)
        assert first.returncode == 1, first.stderr
        yield folder, web, written, json.loads((folder / "first.json").read_text()), Counter(web.asked)


def errors(document):
    return [
        (each["path"], each["rule"], each["url"], each["line"])
        for each in document["findings"]
        if each["level"] == "error"
    ]


def test_only_dead_links_are_errors_at_their_lines(run):
    """Each dead link is one error in each draft that cites it, at the line of its address; nothing else is."""
    folder, _, written, report, _ = run
    for document in report["documents"]:
        cited = written[folder / document["document"]["path"]]
        text = (folder / document["document"]["path"]).read_text().splitlines()
        found = errors(document)
        assert sorted(url for _, _, url, _ in found) == sorted(
            {link.url for link in cited if link.kind in folder_web.DEAD}
        )
        assert all(url in text[line - 1] for _, _, url, line in found)


def test_every_format_is_read_in_one_crawl(run):
    """All formats are there, and a live address is asked once however many drafts cite it."""
    _, _, written, report, asked = run
    assert len(report["documents"]) == len(written)
    assert len({document["document"]["format"] for document in report["documents"]}) == len(folder_web.FORMATS)
    live = [link.url for links in written.values() for link in links if link.kind == "live"]
    assert {asked[url] for url in live} == {1}


def test_with_a_baseline_only_the_new_fault_fails(run):
    """After `baseline` the folder passes; of one good and one bad citation added, only the bad one fails."""
    folder, web, *_ = run
    recorded = citecheck("baseline", "first.json", "--reason", "before we began", folder=folder, web=web)
    assert recorded.returncode == 0, recorded.stderr
    quiet = citecheck("check", ".", folder=folder, web=web)
    assert quiet.returncode == 0, quiet.stdout
    draft = folder / "part0" / "draft-000.md"
    good, bad = folder_web.Link(7, "live"), folder_web.Link(9, "missing")
    web.by_url |= {link.url: link for link in (good, bad)}
    added = f"{good.sentence}.[^good]\n\n{bad.sentence}.[^bad]\n\n[^good]: {good.url}\n[^bad]: {bad.url}\n\n"
    draft.write_text(added + draft.read_text())
    try:
        last = citecheck("check", ".", "--format", "json", "--output", "last.json", folder=folder, web=web)
        found = [
            row for document in json.loads((folder / "last.json").read_text())["documents"] for row in errors(document)
        ]
        assert last.returncode == 1, last.stderr
        assert [(url, line) for _, _, url, line in found] == [(bad.url, 6)]
        draft.write_text(
            added.replace(f"[^bad]: {bad.url}", f"[^bad]: {bad.url} <!-- citecheck: ignore[L1] back soon -->") + ""
        )
        silenced = citecheck("check", "part0/draft-000.md", folder=folder, web=web)
        assert silenced.returncode == 0, silenced.stdout
    finally:
        (folder / BASELINE_FILE).unlink()
