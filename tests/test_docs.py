"""The documentation says what the program does."""

import doctest
import importlib
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from citecheck.cli import COMMANDS
from citecheck.store.database import open_store

ROOT = Path(__file__).parents[1]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def test_pasted_output_is_current():
    """What the README shows is what the program prints."""
    done = subprocess.run([sys.executable, ROOT / "docs/paste.py", "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_query_runs(path, tmp_path):
    """Every SQL query in the documentation runs on a store of this version."""
    store = open_store(tmp_path / "citecheck.db")
    for query in re.findall(r"```sql\n(.*?)```", path.read_text("utf-8"), re.DOTALL):
        store.rows(query)
    store.close()


def test_every_table_is_documented(tmp_path):
    """Every table of the store has its row in docs/store.md."""
    store = open_store(tmp_path / "citecheck.db")
    tables = {name for name in store.db.table_names() if not name.startswith("_")}
    store.close()
    documented = set(re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/store.md").read_text("utf-8"), re.MULTILINE))
    assert documented == tables


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_exists_and_every_option_has_its_help(name):
    """Each command of the table can be run, and explains each of its options."""
    command = importlib.import_module(f"citecheck.cli.{name.replace('-', '_')}").command
    commands = list(command.commands.values()) if isinstance(command, click.Group) else [command]
    for each in commands:
        assert each.help or command.help
        for option in each.params:
            if isinstance(option, click.Option):
                assert option.help, f"{name} {option.name}"


def test_examples_in_python_run(monkeypatch):
    """Each example of docs/api.md gives the result that is shown under it."""
    monkeypatch.chdir(ROOT)
    examples = doctest.testfile(str(ROOT / "docs/api.md"), module_relative=False, encoding="utf-8")
    assert examples.attempted > 10
    assert examples.failed == 0


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(path):
    """A relative link in the documentation names a file that is there."""
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text("utf-8")):
        assert (path.parent / target).exists(), target


def test_the_version_is_printed_without_loading_more():
    """`citecheck --version` loads nothing of weight."""
    program = (
        "import sys; sys.argv = ['citecheck', '--version']\n"
        "from citecheck.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted({name.split('.')[0] for name in sys.modules}"
        " & {'httpx', 'aiohttp', 'bs4', 'lxml', 'sqlite_utils', 'rich', 'trafilatura', 'jinja2', 'asyncio'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


SHOWN = re.compile(r"(?:^|[|&] |xargs -r |\$ |run: |script: )\s*(citecheck [a-z][^|&#`\n]*)", re.MULTILINE)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_shown_is_understood(path):
    """Each command of the documentation names options and arguments that the program takes."""
    for line in SHOWN.findall(path.read_text("utf-8")):
        name, *words = shlex.split(line.split("  ")[0])[1:]
        if name not in COMMANDS:
            continue
        command = importlib.import_module(f"citecheck.cli.{name.replace('-', '_')}").command
        while isinstance(command, click.Group):
            command = command.commands[words.pop(0)]
        further = ["DRAFT"] * any(each.nargs == -1 and each.required for each in command.params)  # what xargs adds
        command.make_context(line, [*words, *further])


@pytest.mark.parametrize("page", ["docs/layout.md", "CONTRIBUTING.md", "docs/design.md"])
def test_the_modules_that_the_documents_name_exist(page):
    """A file of Python that a page names is in the source, under its path from some folder."""
    files = {
        "/" + path.relative_to(ROOT).as_posix()
        for part in ("src", "tests", "bench")
        for path in (ROOT / part).rglob("*.py")
    }
    named = set(re.findall(r"`([a-z_/]+\.py)`", (ROOT / page).read_text("utf-8")))
    assert [name for name in sorted(named) if not any(file.endswith("/" + name) for file in files)] == []
