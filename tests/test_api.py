"""The public Python interface does what the command line does."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from citecheck import api
from citecheck.api import Settings, check, read_draft

ROOT = Path(__file__).parents[1]
BRIEF = ROOT / "fixtures/brief"


@pytest.fixture
def draft(monkeypatch):
    monkeypatch.chdir(ROOT)
    return read_draft("fixtures/brief/draft.txt")


def test_the_report_agrees_with_the_command_line(draft, tmp_path):
    """`check` finds in Python what `citecheck check` prints."""
    report = check([draft], Settings(store=tmp_path / "a.db", replay=BRIEF / "before.warc.gz"))
    words = ["check", draft.path, "--replay", str(BRIEF / "before.warc.gz"), "--store", str(tmp_path / "b.db")]
    done = subprocess.run(
        [sys.executable, "-m", "citecheck", *words, "--format", "json"], capture_output=True, text=True
    )
    printed = json.loads(done.stdout)["findings"]
    assert [(each["rule"], each["message"]) for each in printed] == [
        (each.rule, each.message) for each in report.drafts[0].findings
    ]


def test_nothing_is_printed(draft, tmp_path, capfd):
    """A check writes neither to standard output nor to standard error."""
    check([draft], Settings(store=tmp_path / "a.db", replay=BRIEF / "before.warc.gz"))
    assert capfd.readouterr() == ("", "")


def test_an_error_of_the_callback_ends_the_run_and_the_next_call_completes_it(draft, tmp_path):
    """What was seen before a callback raised is not asked again."""
    settings = Settings(store=tmp_path / "a.db", replay=BRIEF / "before.warc.gz", further={"concurrency": 1})

    def refuse(step):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        check([draft], settings, progress=refuse)
    report = check([draft], settings)
    assert dict(report.run.counts)["addresses"] == 12


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: read_draft(b""), api.UnreadableInput),
        (lambda: read_draft("no-such-file.txt"), api.UnreadableInput),
        (lambda: read_draft(b"text", fmt="no-such-format"), api.WrongUsage),
        (lambda: check([], Settings(replay="no-such-archive.warc.gz")), api.WrongUsage),
        (lambda: check([], Settings(max_time=-1.0)), api.WrongUsage),
    ],
    ids=["empty", "missing", "format", "archive", "value"],
)
def test_what_the_caller_did_wrong_is_a_citecheck_error(call, error):
    """Each mistake raises the documented error with a sentence."""
    with pytest.raises(error, match=r"\w+ \w+"):
        call()


def test_a_configuration_is_read_only_where_it_is_asked_for(draft, tmp_path, monkeypatch):
    """`configuration_folder` brings the configuration file in; without it none is read."""
    (tmp_path / "citecheck.toml").write_text('select = ["L104"]\n', "utf-8")
    after = BRIEF / "after.warc.gz"
    with_file = check([draft], Settings(store=tmp_path / "a.db", replay=after, configuration_folder=tmp_path))
    without = check([draft], Settings(store=tmp_path / "b.db", replay=after))
    assert {each.rule for each in with_file.drafts[0].findings} == {"L104"}
    assert len({each.rule for each in without.drafts[0].findings}) > 1


def test_importing_it_loads_nothing_of_weight():
    """`import citecheck.api` leaves the network, the store and the parsers alone."""
    program = (
        "import sys, citecheck.api\nprint(sorted({name.split('.')[0] for name in sys.modules}"
        " & {'httpx', 'aiohttp', 'lxml', 'sqlite_utils', 'click', 'rich', 'jinja2', 'asyncio', 're2'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_name_is_documented():
    """docs/api.md names everything that the interface offers."""
    text = (ROOT / "docs/api.md").read_text("utf-8")
    assert [name for name in api.__all__ if f"`{name}" not in text] == []


def test_the_example_prints_its_table(tmp_path):
    """examples/check_a_folder.py prints a row for each source of the fixture."""
    replay = ["--replay", "fixtures/brief/before.warc.gz", "--store", str(tmp_path / "a.db")]
    words = [sys.executable, "examples/check_a_folder.py", "fixtures/brief", *replay]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    rows = done.stdout.splitlines()
    assert rows[0].split() == ["draft", "marker", "reach", "support"]
    assert "[6]      live         evidence" in done.stdout
    assert len(rows) == 17
