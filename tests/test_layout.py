"""The layout of the source: how large a module is, what things are called, what the words of comments are."""

import ast
import io
import re
import tokenize
from collections import Counter, defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src/citecheck"
MODULES = sorted(SOURCE.rglob("*.py"))
TREES = {path: ast.parse(path.read_text("utf-8")) for path in MODULES}

PACKAGES = {
    "archive", "cli", "config", "draft", "evidence", "extras", "model", "net", "page", "reach", "report",
    "registries", "repository", "rules", "run", "store", "text", "url", "works",
}  # fmt: skip
LONGEST_MODULE = 400
LONGEST_FUNCTION = 40

NO_VERBS = {
    "told",
    "bared",
    "dressed",
    "settled",
    "calmed",
    "counted",
    "beside",
    "across",
    "apart",
    "behind",
}
"""Participles and prepositions that say nothing as the name of a function."""
NO_VERBS_YET = {
    "draft/prose.py:_settled",
}
"""Functions that still have such a name; the set only shrinks."""


def relative(path):
    return path.relative_to(SOURCE).as_posix()


def test_the_packages_are_those_of_the_layout():
    """A new package is a decision: it is added to docs/layout.md and here."""
    found = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    assert found == PACKAGES
    table = (ROOT / "docs/layout.md").read_text("utf-8")
    assert [name for name in sorted(PACKAGES) if f"`{name}/`" not in table] == []


def test_no_module_is_long():
    """A module has 400 lines at most."""
    long = {
        relative(path): lines
        for path in MODULES
        if (lines := len(path.read_text("utf-8").splitlines())) > LONGEST_MODULE
    }
    assert long == {}


def test_no_function_is_long():
    """A function has 40 lines at most, its docstring included."""
    long = {
        f"{relative(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    }
    assert long == {}


def test_the_modules_stay_few():
    """A small room with one importer belongs to its importer: the number of modules is bounded."""
    assert len(TREES) <= 430


def _names_of(tree):
    """Return the names that the top level of a module defines."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (each.id for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def _used_elsewhere():
    """Return {module: names} that another file imports, names in a string, or reads as an attribute of the module."""
    used, words = defaultdict(set), set()
    dotted = {"citecheck." + relative(path)[:-3].replace("/", ".").removesuffix(".__init__"): path for path in MODULES}
    for path in [*MODULES, *(each for part in ("tests", "bench", "examples") for each in (ROOT / part).rglob("*.py"))]:
        tree = TREES.get(path) or ast.parse(path.read_text("utf-8"))
        modules = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("citecheck"):
                for name in node.names:
                    used[dotted.get(node.module)].add(name.name)
                    modules[name.asname or name.name] = dotted.get(f"{node.module}.{name.name}")
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                used[modules.get(node.value.id)].add(node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 200:
                words.update(re.findall(r"\w+", node.value))
    return used, words


def test_what_only_its_module_uses_is_private():
    """A top-level name that no other module needs begins with an underscore; commands and migrations are registered."""
    used, words = _used_elsewhere()
    words |= {name.partition(".")[0] for _, name, _ in glossary_rows()}
    registered = {
        node.name
        for tree in TREES.values()
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.decorator_list
    }
    public = [
        f"{relative(path)}:{name}"
        for path, tree in TREES.items()
        if path.parent not in (SOURCE, SOURCE / "model")
        for name in _names_of(tree)
        if not name.startswith("_") and name not in used[path] | words | registered
    ]
    assert public == []


def test_a_class_has_a_name_of_its_own():
    """No two top-level classes share a name, so that a name found in the glossary is one thing."""
    names = Counter(node.name for tree in TREES.values() for node in tree.body if isinstance(node, ast.ClassDef))
    assert [name for name, count in names.items() if count > 1] == []


def test_functions_are_named_by_what_they_do():
    """No function is named by a bare participle or preposition."""
    found = {
        f"{relative(path)}:{node.name}"
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.strip("_") in NO_VERBS
    }
    assert found - NO_VERBS_YET == set()


def test_every_module_says_what_it_owns():
    """Each module begins with a docstring."""
    assert [relative(path) for path, tree in TREES.items() if not ast.get_docstring(tree)] == []


def glossary_rows():
    text = (ROOT / "docs/glossary.md").read_text("utf-8")
    return re.findall(r"^\| ([^|]+) \| `([^`]+)` \| `([^`]+)` \|", text, re.MULTILINE)


@pytest.mark.parametrize(("noun", "name", "module"), glossary_rows(), ids=lambda each: each)
def test_a_word_of_the_glossary_is_where_it_says(noun, name, module):
    """The module of a row defines the class or function of the row."""
    first, _, member = name.partition(".")
    tree = TREES[SOURCE / module]
    defined = {getattr(node, "name", None) for node in tree.body}
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        defined |= {target.id for target in targets if isinstance(target, ast.Name)}
    assert first in defined, noun
    assert member in (SOURCE / module).read_text("utf-8")


def test_the_glossary_is_in_order_and_has_each_noun_once():
    """The rows of the glossary are alphabetical and distinct."""
    nouns = [noun.lower() for noun, _, _ in glossary_rows()]
    assert nouns == sorted(set(nouns))


OLD_WORDS = re.compile(
    r"\b(?:behind|beside|told|kin|kins|bears? (?:\w+ )?(?:\w+ )?out|bearing out|bore (?:\w+ )?out|so many|stands?|peace|court|tongues?)\b",
    re.IGNORECASE,
)
"""Words that were used for plainer ones: after, next to, reported, variants, supports, a number of, is, suppression …"""

WRITTEN_AS_BEFORE = {
    "archive", "cli", "config", "draft", "evidence", "extras", "report", "rules", "run", "text", "url",
    "README.md", "docs/archive.md", "docs/configuration.md", "docs/rules.md",
}  # fmt: skip
"""Packages and documents whose wording was not reviewed yet; the set only shrinks."""

WORDS_OF_OTHERS = re.compile(
    r"court databases?|state, court or|court citations?|courtlistener|WORD_LIST", re.IGNORECASE
)
"""Where a word of the list is meant as such."""


def prose_of(path):
    """Return the docstrings, comments and messages of a module: its words for people, not its patterns."""
    text = path.read_text("utf-8")
    words = [
        token.string for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.type == tokenize.COMMENT
    ]
    words += [
        node.value
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and " " in node.value.strip()
        and "(?:" not in node.value
    ]
    return "\n".join(words)


def old_words(text):
    return [match[0] for match in OLD_WORDS.finditer(WORDS_OF_OTHERS.sub("", text))]


@pytest.mark.parametrize("package", sorted(PACKAGES | {"api.py", "errors.py"}))
def test_the_source_is_written_in_plain_words(package):
    """Docstrings, comments and messages of a reviewed package use none of the old words."""
    place = SOURCE / package
    files = [place] if place.is_file() else sorted(place.rglob("*.py"))
    found = {relative(path): words for path in files if (words := old_words(prose_of(path)))}
    assert package in WRITTEN_AS_BEFORE or found == {}


DOCUMENTS = [
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")),
]
DOCUMENTS += sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs/decisions").glob("*.md"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_documents_are_written_in_plain_words(name):
    """A reviewed document uses none of the old words."""
    found = old_words((ROOT / name).read_text("utf-8"))
    assert name in WRITTEN_AS_BEFORE or found == []
