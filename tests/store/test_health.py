"""The check of the store: whole stores pass, every kind of damage is named, and a repair loses nothing."""

import asyncio
import json
import os
import shutil
import sqlite3
import time

import pytest
from click.testing import CliRunner
from tests.run.world import World, page

from citecheck.cli.archive import command as archive_command
from citecheck.cli.store import command
from citecheck.errors import StoreError
from citecheck.run.context import AuditOptions
from citecheck.run.pipeline import audit_sources, check_drafts
from citecheck.store.captures import load_last_good_capture
from citecheck.store.database import open_store
from citecheck.store.health import FaultKind, check_quickly, check_store

SOURCES = [f"https://s{number}.example.org/x" for number in range(6)]
TEXT = "".join(f"Bridge {n} was built in 201{n}.[{n}]\n\n" for n in range(1, 6)) + "".join(
    f"[{n}] {SOURCES[n]}\n\n" for n in range(1, 6)
)


def visit(world, *, everything=False):
    """Run a check, or an audit of every source, and close what it opened."""
    ports = world.ports()
    if everything:
        running = audit_sources(ports, world.options(), AuditOptions(everything=True), world.make_id())
    else:
        running = check_drafts([world.draft(TEXT)], ports, world.options(), world.make_id())
    report = asyncio.run(running)
    ports.archive.close()
    ports.store.close()
    return report


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A world after a check and two audits, one without changes and one with."""
    world = World(tmp_path_factory.mktemp("filled"))
    for number, url in enumerate(SOURCES):
        world.answers[url] = page(f"Bridge {number}", f"Bridge {number} was built in 201{number}.", "It is of stone.")
    visit(world)
    world.later(days=40)
    visit(world, everything=True)
    world.later(days=40)
    world.answers[SOURCES[2]] = page("Bridge 2", "Bridge 2 was built in 2022.", "It is of wood.")
    visit(world, everything=True)
    return world


@pytest.fixture
def cache(filled, tmp_path):
    """A copy of the store, whose folder is returned."""
    return shutil.copytree(filled.folder / "cache", tmp_path / "cache")


def change(cache, statement, *values):
    """Change the database as nobody should."""
    with sqlite3.connect(cache / "citecheck.db") as db:
        db.execute(statement, values)
    db.close()


def warc_of(cache):
    """Return the only archive file."""
    (path,) = (cache / "warc").glob("*.warc.gz")
    return path


def checked(cache):
    """Return the health of a store."""
    store = open_store(cache / "citecheck.db", read_only=True)
    try:
        return check_store(store)
    finally:
        store.close()


def captures_of(cache):
    """Return the rows of the captures in the order of their records."""
    store = open_store(cache / "citecheck.db", read_only=True)
    rows = store.rows('SELECT * FROM captures ORDER BY "offset"')
    store.close()
    return rows


def run(cache, *arguments):
    """Run `citecheck store` and return its exit code and output."""
    done = CliRunner().invoke(command, [*arguments, "--store", str(cache / "citecheck.db")])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.exit_code, done.output


def test_a_store_as_runs_leave_it_is_whole(cache):
    """After a check and audits with and without changes nothing is wrong."""
    health = checked(cache)
    assert health.faults == ()
    assert health.captures == len(captures_of(cache)) > 5
    assert run(cache, "check")[0] == 0
    assert check_quickly(open_store(cache / "citecheck.db", read_only=True)) == ()


@pytest.mark.parametrize("number", range(0, 15, 2))
def test_a_flipped_byte_is_named_with_its_place(cache, number):
    """Of a damaged record the file, offset, address and moment are named, and of revisits that rest on it."""
    path, rows = warc_of(cache), captures_of(cache)
    row = rows[number % len(rows)]
    data = bytearray(path.read_bytes())
    data[row["offset"] + row["length"] // 2] ^= 0x55
    path.write_bytes(bytes(data))
    code, output = run(cache, "check", "--format", "json")
    faults = json.loads(output)["faults"]
    places = {(fault["file"], fault["offset"], fault["url"], fault["moment"]) for fault in faults}
    assert code == 1
    assert (path.name, row["offset"], row["url"], row["moment"]) in places
    assert {fault["capture"] for fault in faults} == {row["id"]} | {
        other["id"] for other in rows if other["sha256"] == row["sha256"] and other["offset"] > row["offset"]
    } or len({fault["capture"] for fault in faults}) == 1


def test_a_missing_file_is_named_and_each_capture_in_it(cache):
    """Without the archive no command ends with 0 in silence."""
    rows = captures_of(cache)
    warc_of(cache).unlink()
    code, output = run(cache, "check")
    assert code == 1
    assert all(row["moment"] in output for row in rows)
    code, output = run(cache, "summary")
    assert code == 1
    assert f"{len(rows)} kept copies are lost" in output


@pytest.mark.parametrize("harm", ["short", "empty", "folder", "text"])
def test_a_file_of_another_kind_is_named(cache, harm):
    """A file that is too short, a folder, or text in the place of an archive file is a fault of each capture in it."""
    path, rows = warc_of(cache), captures_of(cache)
    content = path.read_bytes()
    path.unlink()
    if harm == "folder":
        path.mkdir()
    else:
        path.write_bytes({"short": content[:-2000], "empty": b"", "text": b"x" * len(content)}[harm])
    lost = {fault.capture for fault in checked(cache).faults if fault.capture}
    assert rows[-1]["id"] in lost
    assert harm == "short" or lost == {row["id"] for row in rows}


def test_rows_that_do_not_fit_their_records_are_named(cache):
    """A wrong offset, length, digest, id or file of a row is found by reading the record."""
    rows = captures_of(cache)
    for column, value in [("offset", rows[1]["offset"]), ("length", 7), ("sha256", "00"), ("warc", "other.warc.gz")]:
        broken = shutil.copytree(cache, cache.parent / column)
        change(broken, f'UPDATE captures SET "{column}" = ? WHERE id = ?', value, rows[0]["id"])
        assert rows[0]["id"] in {fault.capture for fault in checked(broken).faults}, column


def test_rows_without_partners_are_named(cache):
    """A row that refers to a row that is not there is a fault of its table."""
    change(cache, "DELETE FROM sources WHERE id = (SELECT min(source_id) FROM captures)")
    assert "captures" in {fault.table for fault in checked(cache).faults if fault.kind is FaultKind.RELATION}


def test_broken_values_and_texts_are_named(cache):
    """A value that cannot be read and a text that is not what its digest says are faults with table and row."""
    change(
        cache,
        "UPDATE visits SET moment = 'then' WHERE rowid IN (SELECT rowid FROM visits LIMIT 1)".replace(
            "rowid IN (SELECT rowid FROM visits LIMIT 1)", "run_id = (SELECT min(run_id) FROM visits)"
        ),
    )
    change(cache, "UPDATE texts SET main = 'another' WHERE digest = (SELECT min(digest) FROM texts)")
    kinds = {(fault.kind, fault.table, fault.column) for fault in checked(cache).faults}
    assert kinds == {(FaultKind.VALUE, "visits", "moment"), (FaultKind.TEXT, "texts", None)}


def test_a_damaged_database_is_named(cache):
    """Pages of the database that were overwritten are a fault, and no traceback."""
    path = cache / "citecheck.db"
    store = open_store(path)
    store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    data = bytearray(path.read_bytes())
    place = len(data) * 6 // 10 // 4096 * 4096
    data[place : place + 8192] = bytes(8192)
    path.write_bytes(bytes(data))
    code, output = run(cache, "check")
    assert code == 1
    assert "database: " in output


def test_a_repair_marks_what_is_lost_and_touches_nothing_else(cache):
    """After a repair all that is left is whole, the damaged bytes are in place and aside, and the page is kept again."""
    path, rows = warc_of(cache), captures_of(cache)
    row = rows[0]
    data = bytearray(path.read_bytes())
    data[row["offset"] + row["length"] // 2] ^= 0x55
    path.write_bytes(bytes(data))
    _, output = run(cache, "check", "--repair")
    assert "marked as lost" in output
    assert path.read_bytes() == bytes(data)
    lost = {each["id"] for each in captures_of(cache) if each["lost"]}
    assert row["id"] in lost
    store = open_store(cache / "citecheck.db")
    assert store.rows("SELECT count(*) AS n FROM captures")[0]["n"] == len(rows)
    assert load_last_good_capture(store, row["source_id"]) is not None
    store.close()


@pytest.mark.parametrize("harm", ["missing", "short", "folder"])
def test_no_file_with_lost_captures_is_written_to_again(cache, filled, harm):
    """After a repair the next run begins a new file, so that a copy of the lost one may be put back in its place."""
    path, rows = warc_of(cache), captures_of(cache)
    kept = path.read_bytes()
    path.unlink()
    if harm == "short":
        path.write_bytes(kept[: rows[1]["offset"]])
    elif harm == "folder":
        path.mkdir()
    assert "marked as lost" in run(cache, "check", "--repair")[1]
    assert path.exists() is (harm != "missing")
    assert not path.is_file() or path.read_bytes() == kept[: rows[1]["offset"]]
    world = World(cache.parent, answers=filled.answers, moment=filled.moment, made=1000)
    world.later(days=40)
    visit(world, everything=True)
    assert not path.is_file() or path.read_bytes() == kept[: rows[1]["offset"]]
    assert len([each for each in (cache / "warc").glob("citecheck-*.warc.gz") if each != path]) == 1


def test_a_file_that_comes_back_makes_its_captures_whole_again(cache):
    """Captures that were marked as lost with their file are found by the next repair."""
    path, rows = warc_of(cache), captures_of(cache)
    kept = path.read_bytes()
    path.unlink()
    assert run(cache, "check", "--repair")[0] == 0
    assert all(row["lost"] for row in captures_of(cache))
    path.write_bytes(kept)
    code, output = run(cache, "check", "--repair")
    assert (code, f"{len(rows)} captures were found again" in output) == (0, True)
    assert not any(row["lost"] for row in captures_of(cache))


def test_an_unfinished_end_is_no_fault_and_a_repair_sets_it_aside(cache):
    """What a killed run leaves after the last capture of the store is cut by a repair, after it was copied."""
    path = warc_of(cache)
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:100])
    health = checked(cache)
    assert (health.faults, health.unfinished) == ((), (path.name,))
    assert run(cache, "check", "--repair")[0] == 0
    assert path.read_bytes() == whole
    (copy,) = (cache / "warc").glob("*.damaged-*")
    assert copy.read_bytes() == whole[:100]


def test_a_lost_body_is_kept_again(cache, filled):
    """After a repair the next visit of an unchanged page keeps its body in full, and nothing rests on the lost one."""
    warc_of(cache).unlink()
    run(cache, "check", "--repair")
    world = World(cache.parent, answers=filled.answers, moment=filled.moment, made=1000)
    world.later(days=40)
    visit(world, everything=True)
    health = checked(cache)
    assert health.faults == ()
    assert any(row["lost"] is None for row in captures_of(cache))


def test_the_quick_form_is_quick(cache):
    """The look at ten files takes under ten milliseconds."""
    rows = captures_of(cache)
    path = warc_of(cache)
    for number in range(9):
        name = f"citecheck-{number}.warc.gz"
        shutil.copy(path, path.with_name(name))
        change(cache, "UPDATE captures SET warc = ? WHERE id = ?", name, rows[number]["id"])
    store = open_store(cache / "citecheck.db", read_only=True)
    times = []
    for _ in range(5):
        started = time.perf_counter()
        assert check_quickly(store) == ()
        times.append(time.perf_counter() - started)
    store.close()
    assert min(times) < 0.01


def test_a_run_reports_that_its_archive_is_not_whole(cache, filled):
    """A check and an audit of a store without its archive file have a finding of the run at error."""
    warc_of(cache).unlink()
    world = World(cache.parent, answers=filled.answers, moment=filled.moment, made=1000)
    for everything in (False, True):
        (finding,) = visit(world, everything=everything).findings
        assert (finding.rule, finding.level.value) == ("A106", "error")


@pytest.mark.parametrize("arguments", [["index"], ["export", "--wacz", "case.wacz"]])
def test_commands_of_the_archive_report_what_is_missing(cache, arguments, monkeypatch):
    """Each command of the archive reports a file that is missing, and does not end with 0."""
    monkeypatch.chdir(cache)
    warc_of(cache).unlink()
    done = CliRunner().invoke(archive_command, [*arguments, "--store", str(cache / "citecheck.db")])
    assert done.exit_code != 0
    assert "is missing" in done.output


def test_an_empty_database_with_an_archive_is_no_store(cache):
    """An empty file in the place of the database is reported by commands that read it, and stays empty."""
    path = cache / "citecheck.db"
    path.write_bytes(b"")
    for suffix in ("-wal", "-shm"):
        path.with_name(f"{path.name}{suffix}").unlink(missing_ok=True)
    with pytest.raises(StoreError, match=r"the database is empty, but warc/ next to it holds archive files \(1\)"):
        open_store(path, read_only=True)
    assert path.stat().st_size == 0


@pytest.mark.parametrize("is_left", [True, False], ids=["empty", "deleted"])
def test_a_new_database_with_an_archive_is_announced_and_a_fault(cache, is_left):
    """Whoever creates the database next to an archive is warned, and the check of the store has a fault."""
    path = cache / "citecheck.db"
    for suffix in ("", "-wal", "-shm"):
        path.with_name(f"{path.name}{suffix}").unlink(missing_ok=True)
    if is_left:
        path.write_bytes(b"")
    said = []
    open_store(path, announce=said.append).close()
    assert len(said) == 1
    assert "the database is new or empty, but warc/ next to it holds archive files (1)" in said[0]
    assert [fault.kind for fault in checked(cache).faults] == [FaultKind.DATABASE]
    open_store(path, announce=said.append).close()
    assert len(said) == 1


def test_a_new_database_without_an_archive_is_not_announced(tmp_path):
    """A first run has nothing to warn of."""
    said = []
    open_store(tmp_path / "citecheck.db", announce=said.append).close()
    assert said == []


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
@pytest.mark.parametrize("read_only", [True, False])
def test_what_is_no_regular_file_is_no_store(tmp_path, make, read_only):
    """A pipe or folder in the place of the database is named as such."""
    make(tmp_path / "citecheck.db")
    with pytest.raises(StoreError, match="this is no regular file"):
        open_store(tmp_path / "citecheck.db", read_only=read_only)
