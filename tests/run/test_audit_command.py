"""`citecheck audit`: what was seen is reported, at the next run if this one could not."""

import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from citecheck import api

BRIEF = Path(__file__).parents[2] / "fixtures" / "brief"


def citecheck(desk, *words):
    return subprocess.run(
        [sys.executable, "-m", "citecheck", *map(str, words)], cwd=desk, capture_output=True, text=True, timeout=120
    )


def visited(done):
    """The addresses that an audit visited, from its JSON."""
    sources = (source for each in json.loads(done.stdout)["citations"] for source in each["sources"])
    return [each["url"] for each in sources if each.get("final_url") and not each["earlier_visit"]]


def test_a_report_that_could_not_be_written_is_repeated(tmp_path):
    """The sources of an audit whose report found no place are due again; those of a report that was written are not."""
    (tmp_path / "cache").mkdir()
    citecheck(tmp_path, "check", BRIEF / "draft.txt", "--replay", BRIEF / "before.warc.gz")
    audit = ("audit", "--replay", BRIEF / "after.warc.gz", "--format", "json")
    assert citecheck(tmp_path, *audit, "--all", "--output", "missing/report.json").returncode == 2
    repeated = json.loads(citecheck(tmp_path, *audit).stdout)
    assert "D103" in {finding["rule"] for finding in repeated["findings"]}
    assert visited(citecheck(tmp_path, *audit)) == []


def test_a_report_without_a_reader_is_repeated(tmp_path):
    """An audit whose standard output is closed reports to nobody; one that writes a file needs no standard output."""
    (tmp_path / "cache").mkdir()
    citecheck(tmp_path, "check", BRIEF / "draft.txt", "--replay", BRIEF / "before.warc.gz")
    audit = ("audit", "--replay", str(BRIEF / "after.warc.gz"), "--format", "json")
    closed = ["sh", "-c", 'exec "$@" >&-', "sh", sys.executable, "-m", "citecheck", *audit]
    subprocess.run([*closed, "--all"], cwd=tmp_path, timeout=120, check=False)
    repeated = json.loads(citecheck(tmp_path, *audit).stdout)
    assert "D103" in {finding["rule"] for finding in repeated["findings"]}
    subprocess.run([*closed, "--all", "--output", "report.json"], cwd=tmp_path, timeout=120, check=False)
    assert visited(citecheck(tmp_path, *audit)) == []


@pytest.mark.parametrize(
    "host", [(), ("--host", "HOST"), ("--host", "http://HOST/"), ("--host", "https://HOST:443/some/page")]
)
def test_nothing_due_names_the_day(tmp_path, host):
    """An audit with nothing due says when the next source is, also of one host, however it is written."""
    (tmp_path / "cache").mkdir()
    citecheck(tmp_path, "check", BRIEF / "draft.txt", "--replay", BRIEF / "before.warc.gz", "--now", "2026-01-05")
    rows = json.loads(citecheck(tmp_path, "extract", BRIEF / "draft.txt", "--format", "json").stdout)["footnotes"]
    urls = [source["url"] for note in rows for source in note["sources"] if source["url"]]
    given = [word.replace("HOST", urlsplit(urls[0]).hostname) for word in host]
    done = citecheck(tmp_path, "audit", *given, "--replay", BRIEF / "after.warc.gz", "--now", "2026-01-05")
    assert done.returncode == 0, done.stderr
    assert re.match(r"No source is due; the next is due on 2026-\d\d-\d\d at \d\d:\d\d UTC\.", done.stdout), done.stdout


def test_the_exit_code_is_that_of_the_state(tmp_path):
    """An error that remains keeps the code, whether its source was visited, not due or unchanged."""
    (tmp_path / "cache").mkdir()
    citecheck(tmp_path, "check", BRIEF / "draft.txt", "--replay", BRIEF / "before.warc.gz")
    audit = ("audit", "--replay", BRIEF / "after.warc.gz", "--format", "json")
    first, again, idle = (citecheck(tmp_path, *audit, *words) for words in (["--all"], ["--all"], []))
    assert [done.returncode for done in (first, again, idle)] == [1, 1, 1]
    errors = [
        {each["rule"] for each in json.loads(done.stdout)["findings"] if each["level"] == "error"}
        for done in (first, again)
    ]
    assert "D103" in errors[0]
    assert errors[1] == set()
    assert citecheck(tmp_path, *audit, "--fail-on", "never").returncode == 0


def test_an_offline_audit_ends_with_code_3(tmp_path):
    """Nothing was asked, so the run is not complete; what is stored is listed, and the next audit has all of it to visit."""
    (tmp_path / "cache").mkdir()
    citecheck(tmp_path, "check", BRIEF / "draft.txt", "--replay", BRIEF / "before.warc.gz")
    done = citecheck(tmp_path, "audit", "--all", "--offline", "--format", "json")
    assert done.returncode == 3, done.stderr
    assert json.loads(done.stdout)["states"]["found"] > 0
    asked = citecheck(tmp_path, "audit", "--all", "--replay", BRIEF / "after.warc.gz", "--format", "json")
    assert len(visited(asked)) > 0


def test_a_host_that_no_draft_cites_is_one_sentence(tmp_path):
    """A host that is not in the store is wrong usage and not an empty audit."""
    (tmp_path / "cache").mkdir()
    citecheck(tmp_path, "check", BRIEF / "draft.txt", "--replay", BRIEF / "before.warc.gz")
    done = citecheck(tmp_path, "audit", "--host", "no-such.example.org", "--offline")
    assert (done.returncode, done.stderr.count("\n"), done.stdout) == (2, 1, "")
    assert "no-such.example.org" in done.stderr


def test_a_missing_store_is_not_made(tmp_path):
    """An audit without a store ends with one sentence, and makes none; so does that of the Python interface."""
    done = citecheck(tmp_path, "audit", "--store", "typo/s.db")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    with pytest.raises(api.StoreError, match="no source is stored here yet"):
        api.audit(api.Settings(store=tmp_path / "typo" / "s.db"))
    assert list(tmp_path.iterdir()) == []


def test_later_visits_can_be_rehearsed(tmp_path):
    """The moment named is the present: nothing is due on the same day, everything some days later, and runs have its date."""
    (tmp_path / "cache").mkdir()
    checked = citecheck(
        tmp_path,
        "check",
        BRIEF / "draft.txt",
        "--replay",
        BRIEF / "before.warc.gz",
        "--now",
        "2026-01-05",
        "--format",
        "json",
    )
    assert json.loads(checked.stdout)["run"]["started"].startswith("2026-01-05T00:00")
    audit = ("audit", "--replay", BRIEF / "after.warc.gz", "--format", "json", "--now")
    assert visited(citecheck(tmp_path, *audit, "2026-01-05T12:00")) == []
    later = json.loads(citecheck(tmp_path, *audit, "2026-01-09").stdout)
    assert later["run"]["started"].startswith("2026-01-09")
    assert later["citations"]
    wrong = citecheck(tmp_path, *audit, "soon")
    assert (wrong.returncode, "--now soon" in wrong.stderr) == (2, True)
