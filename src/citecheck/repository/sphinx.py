"""The labels of a project of Sphinx, and what its `conf.py` says about links. It is read as a syntax tree, never run.

The labels of other projects come by `intersphinx`, and labels of headings by `autosectionlabel`. Other extensions may
add labels and documents, so only a list of extensions that is written out, and holds none of these, says anything.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cached_property, lru_cache
from itertools import chain

_BUILT_IN = "sphinx.ext."
_ADDS_LABELS = frozenset({"sphinx.ext.intersphinx", "sphinx.ext.autosectionlabel"})
_ADDS_DOCUMENTS = frozenset({"sphinx.ext.autosummary", "sphinx.ext.apidoc"})
_ADDS_NOTHING = frozenset(
    {
        "sphinx_copybutton",
        "sphinx_design",
        "sphinx_rtd_theme",
        "sphinxcontrib.jquery",
        "notfound.extension",
        "myst_parser",
    }
)
"""Extensions of others that change how pages look and are read, by their documentation."""


_COPIED = frozenset({"html_extra_path", "html_static_path"})
"""Settings that name folders whose files are in the site and not in its source."""
OWN_LABELS = frozenset({"genindex", "modindex", "py-modindex", "search"})
"""Labels that Sphinx has in each project."""
_CLOSE = 0.8
_LEAST = 6
"""Fewest letters of a label that is the beginning of another."""


class Labels:
    """The labels that the files of a project hold."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(fold_label(name) for name in names)
        self._near: dict[str, str | None] = {}

    def __contains__(self, label: str) -> bool:
        return fold_label(label) in self._names

    @property
    def names(self) -> frozenset[str]:
        """The labels as Sphinx compares them."""
        return self._names

    def find_near(self, label: str) -> str | None:
        """Return the label that was probably meant, None if there is none; one with ":" is of another project."""
        folded = fold_label(label)
        if ":" in folded:
            return None
        if folded not in self._near:
            close = get_close_matches(folded, self._names, 1, _CLOSE)
            self._near[folded] = close[0] if close else self._find_longer(folded)
        return self._near[folded]

    def _find_longer(self, label: str) -> str | None:
        plain = _squeeze(label)
        longer = (name for short, name in self._squeezed.items() if short.startswith(plain))
        return next(longer, None) if len(plain) >= _LEAST else None

    @cached_property
    def _squeezed(self) -> dict[str, str]:
        return {_squeeze(name): name for name in sorted(self._names)}


def fold_label(label: str) -> str:
    """Return a label as Sphinx compares it: without capitals and repeated space."""
    return " ".join(label.lower().split())


def _squeeze(label: str) -> str:
    return label.replace("-", "").replace("_", "")


def adds_labels(settings: str) -> bool:
    """Return whether a project may have labels that none of its files holds."""
    return _may_add(settings, _ADDS_LABELS)


def adds_documents(settings: str) -> bool:
    """Return whether a build of a project may write documents that are in none of its folders."""
    return _may_add(settings, _ADDS_DOCUMENTS)


def _may_add(settings: str, adding: frozenset[str]) -> bool:
    extensions = _read_extensions(settings)
    return extensions is None or any(
        each in adding or not (each.startswith(_BUILT_IN) or each in _ADDS_NOTHING) for each in extensions
    )


@lru_cache(maxsize=64)
def _read_extensions(settings: str) -> frozenset[str] | None:
    """Return the names of the extensions that a configuration loads, None if its text alone does not say it."""
    try:
        tree = ast.parse(settings)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and any(one.name in {"*", "extensions"} for one in node.names):
            return None
        for value in _find_values(node):
            if not (isinstance(value, ast.Constant) and isinstance(value.value, str)):
                return None
            names.add(value.value)
    return frozenset(names)


@lru_cache(maxsize=64)
def find_copied_folders(settings: str) -> tuple[str, ...]:
    """Return the folders, from that of `conf.py`, whose files a build copies to the root of the site, as written."""
    try:
        tree = ast.parse(settings)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    lists = [
        node.value.elts
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.List | ast.Tuple)
        if any(isinstance(target, ast.Name) and target.id in _COPIED for target in node.targets)
    ]
    values = [each.value for each in chain(*lists) if isinstance(each, ast.Constant)]
    return tuple(each for each in values if isinstance(each, str))


def _find_values(node: ast.AST) -> Iterator[ast.expr]:
    """Yield what a statement adds to the list of extensions: its elements where they are written out."""
    match node:
        case (
            ast.Assign(targets=[ast.Name(id="extensions")], value=added)
            | ast.AnnAssign(target=ast.Name(id="extensions"), value=ast.expr() as added)
            | ast.AugAssign(target=ast.Name(id="extensions"), value=added)
            | ast.Call(func=ast.Attribute(value=ast.Name(id="extensions"), attr="extend"), args=[added])
        ):
            yield from added.elts if isinstance(added, ast.List | ast.Tuple) else [added]
        case ast.Call(func=ast.Attribute(value=ast.Name(id="extensions"), attr="append"), args=[added]):
            yield added
        case _:
            return
