"""reStructuredText source to a docutils document tree, with nothing read, run or inserted from outside.

The one importer of docutils' parser. Files are never inserted, raw output never passed through, and the directive
that prints today's date prints nothing. Roles and directives of Sphinx are known by name, because drafts of
documentation are full of them and their text must not be lost; docutils keeps its registries per process, so they
are entered once, when this module is imported.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, ClassVar, cast

from docutils import frontend, nodes, utils
from docutils.parsers.rst import Directive, Parser, directives, roles, states

from citecheck.draft.rst.baits import defused
from citecheck.errors import UnreadableInput

_SETTINGS: dict[str, Any] = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "report_level": 5,
    "halt_level": 6,
    "_disable_config": True,
    "warning_stream": False,
    "syntax_highlight": "none",
    "smart_quotes": False,
    "line_length_limit": 1_000_000,
}

_TEXT_ROLES = (
    "ref", "doc", "term", "numref", "keyword", "option", "envvar", "token", "any", "download", "file", "samp",
    "guilabel", "menuselection", "kbd", "mailheader", "mimetype", "newsgroup", "program", "regexp", "command",
    "dfn", "abbr", "makevar", "manpage", "eq", "issue", "gh", "bpo", "cve", "cwe", "source", "ghuser", "pypi",
    "func", "meth", "class", "mod", "attr", "exc", "data", "const", "obj", "type", "method", "function", "module",
    "attribute", "exception", "py:func", "py:meth", "py:class", "py:mod", "py:attr", "py:exc", "py:data",
    "py:const", "py:obj", "py:type", "py:function", "py:method", "c:func", "c:data", "c:macro", "c:type",
    "c:member", "c:struct", "c:expr", "cpp:func", "cpp:class", "cpp:type", "cpp:any", "js:func", "js:class",
    "std:doc", "std:ref", "std:term", "user", "pull", "commit", "sha", "dh", "wiki", "user-manual",
)  # fmt: skip
_CONTAINERS = (
    "versionadded", "versionchanged", "versionremoved", "deprecated", "deprecated-removed", "seealso", "only",
    "centered", "hlist", "glossary", "function", "class", "method", "attribute", "data", "module", "exception",
    "decorator", "describe", "object", "option", "envvar", "confval", "program", "staticmethod", "classmethod",
    "currentmodule", "py:function", "py:class", "py:method", "py:attribute", "py:data", "py:module", "py:exception",
    "py:currentmodule", "c:function", "c:type", "c:macro", "c:member", "c:struct", "c:var", "cpp:function",
    "cpp:class", "cpp:type", "js:function", "rst:directive", "rst:role", "cmdoption", "impl-detail", "availability",
    "details", "dropdown", "tab", "tab-set", "tab-item", "tabs", "grid", "card", "grid-item", "grid-item-card",
    "productionlist", "todo", "audit-event", "banner", "pep-banner", "canonical-doc", "canonical-pypa-spec",
)  # fmt: skip
_SILENT = (
    "toctree", "index", "literalinclude", "highlight", "tabularcolumns", "acks", "sectionauthor", "codeauthor",
    "autofunction", "autoclass", "automodule", "automethod", "autosummary", "date", "include", "testcode",
    "testoutput", "testsetup", "doctest", "plot", "mermaid", "graphviz", "digraph", "ipython", "jupyter-execute",
)  # fmt: skip

_TITLED = re.compile(r"\A(.*?)\s*(?<!\\)<([^<>]*)>\Z", re.DOTALL)


def _text_role(_name: str, raw: str, text: str, *_rest: object) -> tuple[list[Any], list[Any]]:
    """Show what a Sphinx role prints: its title where it has one, else the last name of its target."""
    titled = _TITLED.match(text)
    shown = titled[1] if titled and titled[1] else text.removeprefix("!")
    if shown.startswith("~"):
        shown = shown[1:].rpartition(".")[2]
    return [nodes.inline(raw, shown)], []


class _AnyOption(dict[str, Callable[[str], str]]):
    """An option table that takes every option, as a directive's own rules are not known here."""

    def __missing__(self, key: str) -> Callable[[str], str]:
        return directives.unchanged


class _Container(Directive):
    """A directive whose argument and content are text of the document."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]] | None] = _AnyOption()

    def run(self) -> list[nodes.Node]:
        box = nodes.container()
        box.line = self.lineno
        if self.arguments:
            inline, messages = self.state.inline_text(self.arguments[0], self.lineno)
            paragraph = nodes.paragraph(self.arguments[0], "", *inline)
            paragraph.line = self.lineno
            box += [paragraph, *messages]
        self.state.nested_parse(self.content, self.content_offset, box)
        return [box]


class _Silent(_Container):
    """A directive that prints nothing that was written here."""

    def run(self) -> list[nodes.Node]:
        return []


def _inliner() -> states.Inliner:
    """Return a parser of inline markup without what docutils takes for addresses by itself.

    Addresses are found in the text of all formats alike, and its patterns for them take quadratic time. It builds
    its own from the names of its class, so that a subclass would not do.
    """
    inliner = states.Inliner()
    inliner.implicit_inline = lambda text, lineno: [nodes.Text(text)] if text else []  # type: ignore[method-assign]  # noqa: ARG005 (its names)
    return inliner


def _register() -> None:
    for name in _TEXT_ROLES:
        roles.register_local_role(name, cast("Any", _text_role))  # the stubs know reference roles only
    for name in _CONTAINERS:
        directives.register_directive(name, _Container)
    for name in _SILENT:
        directives.register_directive(name, _Silent)


_register()


def document_of(text: str) -> nodes.document:
    """Return the tree of a source, before any transform: references are not yet resolved.

    Raises:
        UnreadableInput: lists or quotations are nested too deep to be read.
    """
    settings = frontend.get_default_settings(Parser)
    for name, value in _SETTINGS.items():
        setattr(settings, name, value)
    document = utils.new_document("draft", settings)
    try:
        Parser(inliner=_inliner()).parse(defused(text), document)
    except RecursionError as error:
        raise UnreadableInput(
            "the reStructuredText is nested too deep to be read: flatten its lists or read it --as text"
        ) from error
    return document
