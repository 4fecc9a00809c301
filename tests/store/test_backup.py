"""Backups: whole stores of one moment, made while a run writes, and before each migration."""

import asyncio

import pytest
from click.testing import CliRunner
from sqlite_utils import Database
from tests.run.world import World, page

from citecheck.cli.store import command
from citecheck.errors import WrongUsage
from citecheck.run.pipeline import check_drafts
from citecheck.store.backup import back_up_store
from citecheck.store.database import open_store
from citecheck.store.health import check_store
from citecheck.store.schema import MIGRATIONS

TEXT = "Bridge one was built in 2011.[1]\n\n[1] https://s1.example.org/x\n"


@pytest.fixture
def world(tmp_path):
    """A world with the store of one check."""
    made = World(tmp_path / "work")
    made.answers["https://s1.example.org/x"] = page("Bridge", "Bridge one was built in 2011.", "It is of stone.")
    ports = made.ports()
    asyncio.run(check_drafts([made.draft(TEXT)], ports, made.options(), made.make_id()))
    ports.archive.close()
    ports.store.close()
    return made


def health_of(path):
    """Return the health of the store at a path."""
    store = open_store(path, read_only=True)
    try:
        return check_store(store)
    finally:
        store.close()


def test_a_backup_made_while_a_run_writes_is_whole(world, tmp_path):
    """With a transaction open and half a record at the end of the archive, the backup is a whole store."""
    ports = world.ports()
    (path,) = ports.store.warc_folder.glob("*.warc.gz")
    with path.open("ab") as file:
        file.write(path.read_bytes()[:50])
    reader = open_store(ports.store.path, read_only=True)
    with pytest.raises(KeyError), ports.store.writing():
        ports.store.execute("DELETE FROM visits")
        copy = back_up_store(reader, tmp_path / "kept")
        raise KeyError("the run stops")
    health = health_of(copy.path)
    assert (health.faults, health.unfinished, health.captures) == ((), (), 1)
    kept = open_store(copy.path, read_only=True)
    assert kept.rows("SELECT count(*) AS n FROM visits") == [{"n": 1}]
    kept.close()
    reader.close()
    ports.store.close()


@pytest.mark.parametrize(("target", "file"), [("kept", "kept/citecheck.db"), ("day/store.db", "day/store.db")])
def test_a_backup_goes_to_a_file_or_a_folder(world, tmp_path, target, file):
    """A name with a suffix is the database, another one a folder for it; a second backup there is refused."""
    arguments = ["backup", str(tmp_path / target), "--store", str(world.folder / "cache" / "citecheck.db")]
    done = CliRunner().invoke(command, arguments)
    assert done.exit_code == 0
    assert str(tmp_path / file) in done.output
    assert health_of(tmp_path / file).faults == ()
    assert isinstance(CliRunner().invoke(command, arguments).exception, WrongUsage)


def test_a_backup_into_the_folder_of_the_store_is_refused(world):
    """The archive of the store is never the archive of its backup."""
    cache = world.folder / "cache"
    store = open_store(cache / "citecheck.db", read_only=True)
    with pytest.raises(WrongUsage, match="keeps its archive in this folder"):
        back_up_store(store, cache / "copy.db")
    store.close()


def test_a_backup_of_a_store_without_its_archive_says_so(world, tmp_path):
    """What the archive lacks is named, and the code is 1; the database is copied."""
    cache = world.folder / "cache"
    for path in (cache / "warc").iterdir():
        path.unlink()
    done = CliRunner().invoke(command, ["backup", str(tmp_path / "kept"), "--store", str(cache / "citecheck.db")])
    assert (done.exit_code, "1 kept copy is lost" in done.output) == (1, True)
    assert (tmp_path / "kept" / "citecheck.db").is_file()


def test_a_backup_that_fails_leaves_no_unfinished_database(world, tmp_path):
    """If a file of the archive is in the way, the backup is refused and its database is not left."""
    (path,) = (world.folder / "cache").glob("*.db")
    target = tmp_path / "copy"
    (target / "warc").mkdir(parents=True)
    for file in (path.parent / "warc").glob("*.warc.gz"):
        (target / "warc" / file.name).write_bytes(b"")
    store = open_store(path, read_only=True)
    with pytest.raises(WrongUsage, match="this exists"):
        back_up_store(store, target)
    store.close()
    assert [each.name for each in target.iterdir()] == ["warc"]


def test_the_database_is_kept_before_a_migration(tmp_path):
    """A store of an older version is copied before it is changed; one line names the copy, and none is written over."""
    path = tmp_path / "c.db"
    said = []
    for expected in ("c.db.before-m016", "c.db.before-m016.2"):
        path.unlink(missing_ok=True)
        old = Database(path)
        MIGRATIONS.apply(old, stop_before="m016_circumstances_of_runs")
        old.close()
        open_store(path, announce=said.append).close()
        assert said[-1].endswith(f"kept as {expected}")
        kept = Database(tmp_path / expected)
        assert "circumstances" not in kept["runs"].columns_dict
        kept.close()
    open_store(path, announce=said.append).close()
    assert len(said) == 2


def test_a_new_store_keeps_nothing(tmp_path):
    """There is nothing to keep before the first migrations of a store that is made."""
    open_store(tmp_path / "c.db").close()
    assert [path.name for path in tmp_path.iterdir()] == ["c.db"]
