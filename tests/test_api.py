"""The public Python interface does what the command line does."""

import asyncio
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


def test_an_error_of_the_callback_at_an_address_is_raised_as_it_was(draft, tmp_path):
    """A callback that raises where an address was asked ends the run; it is no fault of a page."""

    def refuse(step):
        if step.visited:
            raise LookupError("enough")

    with pytest.raises(LookupError, match="enough"):
        check([draft], Settings(store=tmp_path / "a.db", replay=BRIEF / "before.warc.gz"), progress=refuse)


@pytest.mark.parametrize("kind", [str, Path])
def test_paths_are_read(kind, tmp_path):
    """`check` reads what a path names."""
    report = check([kind(BRIEF / "draft.txt")], Settings(store=tmp_path / "a.db", offline=True))
    assert len(report.drafts[0].citations) == 13


@pytest.mark.parametrize("drafts", ["draft.txt", Path("draft.txt"), [b"Rain fell."], [None]])
def test_what_is_no_list_of_drafts_is_refused(drafts, tmp_path):
    """A single path, bytes and other values are refused with what is expected."""
    with pytest.raises(api.WrongUsage, match=r"check\(\) takes"):
        check(drafts, Settings(store=tmp_path / "a.db", offline=True))


def test_further_options_may_be_none(draft, tmp_path):
    """None leaves the default of every setting, also of the further options."""
    settings = Settings(store=tmp_path / "a.db", offline=True, further=None)
    assert len(check([draft], settings).drafts) == 1
    assert len(api.audit(settings).drafts) == 1


@pytest.mark.parametrize("settings", [None, {"offline": True}, "a.db"])
def test_settings_of_another_type_are_refused(settings, draft):
    """What is no `Settings` is refused by name, in a check and in an audit."""
    for call in (lambda: check([draft], settings), lambda: api.audit(settings)):
        with pytest.raises(api.WrongUsage, match=rf"not {type(settings).__name__}; write Settings"):
            call()


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_bytes_of_every_kind_are_read(kind):
    """A draft is read from any object that holds bytes."""
    assert read_draft(kind(b"Rain fell.[1]\n\n[1] http://a.example.org/rain")).citations


@pytest.mark.parametrize("text", ["Rain fell.[1]\n\n[1] http://a.example.org/rain", "Rain fell. " * 1_000])
def test_text_in_the_place_of_a_path_is_not_repeated(text):
    """A text passed as a path is refused with how to pass it, and without the text."""
    with pytest.raises(api.WrongUsage, match="pass text as bytes") as refused:
        read_draft(text)
    assert "Rain" not in str(refused.value)


def test_what_is_neither_path_nor_bytes_is_no_draft():
    """A number is refused by the name of its type."""
    with pytest.raises(api.WrongUsage, match="takes a path or bytes, not int"):
        read_draft(7)


@pytest.mark.filterwarnings("error")
def test_a_call_inside_an_event_loop_is_refused(draft, tmp_path):
    """In a running loop the call says how to make it, and leaves no coroutine that nobody awaits."""

    async def call():
        with pytest.raises(api.WrongUsage, match=r"asyncio\.to_thread"):
            check([draft], Settings(store=tmp_path / "a.db", offline=True))

    asyncio.run(call())


def test_a_closed_store_says_so(tmp_path):
    """A query of a closed store names the state of the store, whatever the query."""
    store = api.open_store(tmp_path / "new.db", create=True)
    store.close()
    for sql in ("SELECT 1", "VALUES (7)"):
        with pytest.raises(api.StoreError, match="the store is closed"):
            store.rows(sql)


def test_a_store_that_is_not_there_is_not_made(tmp_path):
    """`open_store` names what is missing, and makes a store only on demand."""
    with pytest.raises(api.StoreError, match="there is no store here"):
        api.open_store(tmp_path / "nosuch.db")
    assert not list(tmp_path.iterdir())
    api.open_store(tmp_path / "new.db", create=True).close()
    api.open_store(tmp_path / "new.db").close()


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM sources", "  delete from sources", "UPDATE sources SET url = NULL", "DROP TABLE sources",
        "WITH gone AS (SELECT 1) DELETE FROM sources", "PRAGMA query_only = OFF", "PRAGMA user_version = 3",
        "VACUUM", "BEGIN", "ATTACH 'x.db' AS x", "SELECT 1; DELETE FROM sources", "SELECT nothing FROM sources", "SELEC 1",
        "EXPLAIN DELETE FROM nowhere", "SELECT * FROM sources WHERE id = ?", "PRAGMA user_version(3)",
    ],
)  # fmt: skip
def test_rows_writes_nothing(sql, tmp_path):
    """A statement that writes or that cannot be answered is refused as wrong usage, and the store is unchanged."""
    store = api.open_store(tmp_path / "new.db", create=True)
    before = store.rows("SELECT count(*) AS n FROM sqlite_master")
    with pytest.raises(api.WrongUsage):
        store.rows(sql)
    assert store.rows("SELECT count(*) AS n FROM sqlite_master") == before
    assert store.rows("PRAGMA user_version") == [{"user_version": 0}]
    store.close()


def test_rows_reads_what_is_no_select(tmp_path):
    """Common table expressions, values and the description of a table are queries too."""
    store = api.open_store(tmp_path / "new.db", create=True)
    assert store.rows("WITH one AS (SELECT 1 AS a) SELECT a FROM one") == [{"a": 1}]
    assert store.rows("VALUES (7)") == [{"column1": 7}]
    assert "url" in {row["name"] for row in store.rows("PRAGMA table_info(sources)")}
    store.close()


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
