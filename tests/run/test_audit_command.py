"""`citecheck audit`: what was seen is reported, at the next run if this one could not."""

import json
import subprocess
import sys
from pathlib import Path

BRIEF = Path(__file__).parents[2] / "fixtures" / "brief"


def citecheck(desk, *words):
    return subprocess.run(
        [sys.executable, "-m", "citecheck", *map(str, words)], cwd=desk, capture_output=True, text=True, timeout=120
    )


def test_a_report_that_could_not_be_written_is_repeated(tmp_path):
    """The sources of an audit whose report found no place are due again; those of a report that was written are not."""
    (tmp_path / "cache").mkdir()
    citecheck(tmp_path, "check", BRIEF / "draft.txt", "--replay", BRIEF / "before.warc.gz")
    audit = ("audit", "--replay", BRIEF / "after.warc.gz", "--format", "json")
    assert citecheck(tmp_path, *audit, "--all", "--output", "missing/report.json").returncode == 2
    repeated = json.loads(citecheck(tmp_path, *audit).stdout)
    assert "D103" in {finding["rule"] for finding in repeated["findings"]}
    assert json.loads(citecheck(tmp_path, *audit).stdout)["documents"] == []


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
    assert json.loads(citecheck(tmp_path, *audit).stdout)["documents"] == []


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
    assert json.loads(citecheck(tmp_path, *audit, "2026-01-05T12:00").stdout)["documents"] == []
    later = json.loads(citecheck(tmp_path, *audit, "2026-01-09").stdout)
    assert later["run"]["started"].startswith("2026-01-09")
    assert later["citations"]
    wrong = citecheck(tmp_path, *audit, "soon")
    assert (wrong.returncode, "--now soon" in wrong.stderr) == (2, True)
