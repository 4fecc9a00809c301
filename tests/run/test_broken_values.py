"""Values of the store that were damaged: one sentence each, never a traceback."""

import asyncio
import shutil
import sqlite3

import pytest

from citecheck.errors import StoreDamaged
from citecheck.run.context import AuditOptions
from citecheck.run.pipeline import audit_sources, check_drafts
from citecheck.store.database import open_store
from citecheck.store.values import find_broken_values, list_read_columns, read_value

from .world import World, page

TEXT = "Twelve bridges were built in 2019.[1]\n\nThe river rose.[2]\n\n[1] https://a.example.org/x\n\n[2] https://b.example.org/y\n"


def test_every_column_that_is_read_exists(tmp_path):
    """The table of readers names tables and columns of the store."""
    store = open_store(tmp_path / "c.db")
    for table in store.db.table_names():
        columns = {row["name"] for row in store.rows(f"SELECT name FROM pragma_table_info('{table}')")}
        assert set(list_read_columns(table)) <= columns, table
    store.close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A store with a check and an audit of a draft whose sources change."""
    world = World(tmp_path_factory.mktemp("filled"))
    world.answers = {
        "https://a.example.org/x": page("Bridges", "Twelve bridges were built in 2019.", "They are of stone."),
        "https://b.example.org/y": page("River", "The river rose in spring.", "Nobody was hurt."),
    }
    ports = world.ports()
    asyncio.run(check_drafts([world.draft(TEXT)], ports, world.options(), world.make_id()))
    world.later(days=40)
    world.answers["https://b.example.org/y"] = page("River", "The river fell in spring.", "Nobody was hurt.")
    asyncio.run(audit_sources(ports, world.options(), AuditOptions(everything=True), world.make_id()))
    ports.archive.close()
    ports.store.close()
    return world


BROKEN = [
    ("documents", "format", "scroll"),
    ("documents", "indicators", "{"),
    ("blocks", "kind", "wall"),
    ("footnotes", "system", "runes"),
    ("footnote_sources", "kind", ""),
    ("footnote_sources", "target", '{"type": "well"}'),
    ("sources", "next_due", "soon"),
    ("sources", "url", "http://[half"),
    ("citations", "system", "none"),
    ("visits", "moment", "2026-13-45"),
    ("visits", "moment", "2026-11-22T12:00:00"),
    ("visits", "reach", "alive"),
    ("visits", "page", "book"),
    ("visits", "hops", "[[1]]"),
    ("visits", "change", "greatly"),
    ("visits", "compared_with", "before"),
    ("visits", "lost_fragments", "null"),
    ("captures", "moment", ""),
    ("captures", "page", "leaf"),
    ("captures", "fingerprint", "[]"),
    ("captures", "fingerprint", "[1, 2, 3]"),
    ("evidence", "support", "maybe"),
    ("evidence", "passages", "[[1, 2]]"),
    ("evidence", "facts", '[["number", "1", "2", "sort of"]]'),
    ("anchors", "state", "adrift"),
    ("anchors", "moment", "then"),
    ("findings", "level", "fatal"),
    ("findings", "further", '[{"where": 1}]'),
]


@pytest.mark.parametrize(("table", "column", "value"), BROKEN)
def test_a_broken_value_gives_one_sentence(filled, tmp_path, table, column, value):
    """A check and an audit of a store with a broken value end well, or with a sentence that names table and column."""
    shutil.copytree(filled.folder, tmp_path, dirs_exist_ok=True)
    with sqlite3.connect(tmp_path / "cache" / "citecheck.db") as db:
        db.execute(f'UPDATE {table} SET "{column}" = ?', [value])
    db.close()
    world = World(tmp_path, answers=filled.answers, moment=filled.moment, made=100)
    world.later(days=40)
    for job in ("check", "audit"):
        said = said_of_a_run(world, job)
        assert not said or f"{table}.{column}" in said
        assert len(said.split()) <= 25


def said_of_a_run(world, job):
    """Return the sentence that a run ends with, nothing if it was completed; no fault of ours may be in its report."""
    ports = world.ports()
    try:
        if job == "check":
            running = check_drafts([world.draft(TEXT)], ports, world.options(), world.make_id())
        else:
            running = audit_sources(ports, world.options(), AuditOptions(everything=True), world.make_id())
        faults = asyncio.run(running).faults
    except StoreDamaged as error:
        return str(error)
    finally:
        ports.archive.close()
        ports.store.close()
    return " ".join(fault.error for fault in faults)


def test_a_broken_value_is_shown_short_and_without_control_characters():
    """What is shown of a value is quoted and cut."""
    with pytest.raises(StoreDamaged) as caught:
        read_value("visits", "reach", {"reach": "\x1b[31m" + "x" * 500})
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(("table", "column", "value"), BROKEN)
def test_every_broken_value_is_found(table, column, value):
    """The check of the store finds what a run would stumble over."""
    assert [name for name, _ in find_broken_values(table, {column: value})] == [column]
