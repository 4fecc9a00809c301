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
