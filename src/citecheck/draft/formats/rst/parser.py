"""Parse reStructuredText into a docutils document tree without reading.

Running or inserting anything from outside.

This is the only module that imports docutils' parser. Files are never inserted, raw output is never passed through, and
the directive that prints today's date prints nothing. Roles and directives of Sphinx are registered by name, because
drafts of documentation use many of them and their text must not be lost. docutils keeps its registries per process, so
the names are registered once, when this module is imported.

Markup that opens and never closes is escaped before docutils reads it. For every start-string, docutils searches the
rest of the paragraph for the end-string, and if there is none it continues after the start-string: a paragraph of 60 kB
full of "*a " takes 13 s. Only start-strings after the last possible end of their kind have this cost. They are not
markup, so they are escaped if there are many.

docutils searches for the name of a reference ("a-b-c_") from every character in it, so a word of 200 kB takes minutes.
No name is that long, and such words are divided by escaped blanks, which print nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from types import MethodType
from typing import Any, ClassVar, NamedTuple, cast

from docutils import frontend, nodes, utils
from docutils.parsers.rst import Directive, Parser, directives, roles, states
from docutils.parsers.rst.directives.tables import CSVTable

from citecheck.errors import UnreadableInput

_PARAGRAPH = re.compile(r"^(?:[^\S\n]*+\S[^\n]*\n?)+", re.MULTILINE)
_RUN = re.compile(r"\*+|`+|\|+")
_AFTER_END = frozenset(" \t\n-.,:;!?\\/'\")]}>_’”»")
_NAME = re.compile(r"[\w.+:-]++")
_LONGEST_NAME = 300
ROLE = "citecheck-role"
"""The attribute of a node with the name of its role."""
LINKED = "linked"
"""The attribute of a node with the target of a role, or the file of a directive, as written."""
_HEAD = 60
"""The number of characters of a line by which it is found in the source."""
_MANY = 50
"""The number of unclosed start-strings in a paragraph that have no significant cost."""


def _escape_unclosed_markup(text: str) -> str:
    """Return the source with long rows of unclosed start-strings escaped. Line numbers do not change."""
    parts: list[str] = []
    at = 0
    for paragraph in _PARAGRAPH.finditer(text):
        escapes = dict.fromkeys(_find_unclosed(text, paragraph.start(), paragraph.end()), "\\")
        escapes |= dict.fromkeys(_find_word_divisions(text, paragraph.start(), paragraph.end()), "\\ ")
        for position, escape in sorted(escapes.items()):
            parts += [text[at:position], escape]
            at = position
    return "".join([*parts, text[at:]]) if parts else text


def _find_word_divisions(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where to divide the words of a paragraph that are too long for a name."""
    for word in _NAME.finditer(text, start, end):
        if word.end() - word.start() > _LONGEST_NAME:
            yield from range(word.start() + _LONGEST_NAME, word.end(), _LONGEST_NAME)


def _find_unclosed(text: str, start: int, end: int) -> list[int]:
    """Return the offsets of the unclosed start-strings of a paragraph if they are too many, in order."""
    unclosed: dict[tuple[str, int], list[int]] = defaultdict(list)
    for run in _RUN.finditer(text, start, end):
        kind = (run.group()[0], min(len(run.group()), 2))
        before = text[run.start() - 1] if run.start() > start else " "
        after = text[run.end()] if run.end() < end else " "
        if not before.isspace() and after in _AFTER_END:
            unclosed[kind].clear()
        elif not after.isspace():
            unclosed[kind].append(run.start())
    return sorted(position for positions in unclosed.values() if len(positions) > _MANY for position in positions)


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

_CITE_FORMS = tuple(
    f"{shape}{form}{full}"
    for shape in ("", "author", "label", "year", "title")
    for form in ("p", "t", "alp", "al", "")
    for full in ("", "s")
    if shape + form
)
_TEXT_ROLES = (
    "term", "keyword", "option", "envvar", "token", "any", "file", "samp",
    "guilabel", "menuselection", "kbd", "mailheader", "mimetype", "newsgroup", "program", "regexp", "command",
    "dfn", "abbr", "makevar", "manpage", "eq", "issue", "gh", "bpo", "cve", "cwe", "source", "ghuser", "pypi",
    "func", "meth", "class", "mod", "attr", "exc", "data", "const", "obj", "type", "method", "function", "module",
    "attribute", "exception", "py:func", "py:meth", "py:class", "py:mod", "py:attr", "py:exc", "py:data",
    "py:const", "py:obj", "py:type", "py:function", "py:method", "c:func", "c:data", "c:macro", "c:type",
    "c:member", "c:struct", "c:expr", "cpp:func", "cpp:class", "cpp:type", "cpp:any", "js:func", "js:class",
    "std:term", "user", "pull", "commit", "sha", "dh", "wiki", "user-manual",
)  # fmt: skip
_LINK_ROLES = ("ref", "doc", "numref", "download", "std:ref", "std:doc", "std:numref")
"""Roles of Sphinx that lead to a label, a document or a file."""
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
    "bibliography", "footbibliography",
    "index", "highlight", "tabularcolumns", "acks", "sectionauthor", "codeauthor",
    "autofunction", "autoclass", "automodule", "automethod", "autosummary", "date", "testcode",
    "testoutput", "testsetup", "doctest", "plot", "mermaid", "graphviz", "digraph", "ipython", "jupyter-execute",
)  # fmt: skip

_TITLED = re.compile(r"\A(.*?)\s*(?<!\\)<([^<>]*)>\Z", re.DOTALL)


def _render_text_role(_name: str, raw: str, text: str, *_rest: object) -> tuple[list[Any], list[Any]]:
    """Return what a Sphinx role prints: its title if it has one, otherwise the last name of its target."""
    titled = _TITLED.match(text)
    shown = titled[1] if titled and titled[1] else text.removeprefix("!")
    if shown.startswith("~"):
        shown = shown[1:].rpartition(".")[2]
    return [nodes.inline(raw, shown)], []


def _render_link_role(name: str, raw: str, text: str, *rest: object) -> tuple[list[Any], list[Any]]:
    """Return what a role prints that leads to a label, a document or a file; its target is in `LINKED`."""
    (shown,), messages = _render_text_role(name, raw, text, *rest)
    titled = _TITLED.match(text)
    if not text.startswith("!"):
        shown[LINKED] = nodes.unescape(titled[2] if titled else text).strip()
        shown[ROLE] = name
    return [shown], messages


CITED = "citecheck-cited"
"""The attribute of a node with the keys of the works that a role cites, separated by commas."""
_CITE_ROLES = ("cite", "footcite", *(f"{name}:{form}" for name in ("cite", "footcite") for form in _CITE_FORMS))
"""Roles of sphinxcontrib-bibtex: "p" prints a bracket and "t" the author as a word, with "s" for all authors."""


def _render_cite_role(name: str, raw: str, text: str, *_rest: object) -> tuple[list[Any], list[Any]]:
    """Return the citation of works by key, with optional words before and after: "{see}pike{p. 3},doe"."""
    shown = nodes.inline(raw, "")
    shown[CITED] = ",".join(key.strip() for key in re.sub(r"\{[^{}]*\}", "", nodes.unescape(text)).split(","))
    shown[ROLE] = name
    return [shown], []


class IncludedFile(nodes.Invisible, nodes.Element):
    """The place where a directive names a file whose content it shows; the name is in `LINKED`."""


class _AnyOption(dict[str, Callable[[str], str]]):
    """An option table that accepts every option, because the directive's own rules are unknown."""

    def __missing__(self, key: str) -> Callable[[str], str]:
        return directives.unchanged


class _TextDirective(Directive):
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


class _FileDirective(_TextDirective):
    """A directive that shows the content of the file that its argument names."""

    def run(self) -> list[nodes.Node]:
        name = "".join(self.arguments[:1]).partition("\n")[0].strip()  # options are part of the argument here
        return [_build_included(name, self.lineno)] if name else []


class _FileTable(CSVTable):
    """A table whose rows may be in another file."""

    def run(self) -> Sequence[Any]:
        name = self.options.get("file") or self.options.get("url")
        return [_build_included(name, self.lineno)] if name else super().run()


def _build_included(name: str, line: int) -> IncludedFile:
    included = IncludedFile()
    included[LINKED], included.line = name, line
    return included


class ListedDocument(nodes.Invisible, nodes.Element):
    """The entry of a list of contents that names a document or an address, in `LINKED`."""


_TREE_WORDS = frozenset({"self", "genindex", "modindex", "search", "py-modindex"})
"""Entries of a list of contents that name no file, by the documentation of Sphinx."""
_PATTERN = re.compile(r"[*?\[\]]")


class _TreeDirective(_TextDirective):
    """A list of contents: each line names a document, with or without a title, or a pattern of names."""

    optional_arguments = 0
    option_spec: ClassVar[dict[str, Callable[[str], Any]] | None] = _AnyOption(glob=directives.unchanged)

    def run(self) -> list[nodes.Node]:
        return [
            _build_listed(line, self.content_offset + at)
            for at, line in enumerate(self.content, start=1)
            if _is_entry(line, globbing="glob" in self.options)
        ]


def _is_entry(line: str, *, globbing: bool) -> bool:
    name = line.strip()
    is_pattern = globbing and _PATTERN.search(name) is not None
    return bool(name) and not name.startswith((":", ".. ")) and name not in _TREE_WORDS and not is_pattern


def _build_listed(line: str, number: int) -> ListedDocument:
    titled = _TITLED.match(line.strip())
    listed = ListedDocument()
    listed[LINKED], listed.line = (titled[2] if titled else line).strip(), number
    return listed


class _SilentDirective(_TextDirective):
    """A directive that prints nothing of its source text."""

    def run(self) -> list[nodes.Node]:
        return []


def _build_inliner() -> states.Inliner:
    """Return a parser of inline markup that does not recognise addresses by itself.

    Addresses are found in the text of all formats alike, and docutils' patterns for them take quadratic time. The
    method that calls them is replaced on the object, because docutils builds its patterns from the names of its own
    class and a subclass would not work.
    """
    inliner = states.Inliner()
    inliner.parse = MethodType(_parse_inline, inliner)  # type: ignore[method-assign]
    return inliner


def _parse_inline(
    inliner: Any, text: str, lineno: int, memo: Any, parent: nodes.Element
) -> tuple[list[Any], list[Any]]:
    """Parse inline markup as docutils does, and give each node its `SourceMark`.

    The loop is that of `Inliner.parse`, without implicit markup; docutils keeps no offsets.
    """
    inliner.document, inliner.language, inliner.parent = memo.document, memo.language, parent
    inliner.reporter = memo.reporter
    marks = _Marks(text, lineno)
    remaining = nodes_text = utils.escape2null(text)
    processed: list[Any] = []
    messages: list[Any] = []
    begin = 0
    while remaining and (match := inliner.patterns.initial.search(remaining)):
        found = match.groupdict()
        method = inliner.dispatch[found["start"] or found["backquote"] or found["refend"] or found["fnend"]]
        before, made, rest, reported = method(inliner, match, lineno)
        at = len(nodes_text) - len(remaining) + len(before)
        messages += reported
        remaining = rest
        if made:
            processed += marks.split(nodes_text[begin:at], begin)
            begin = len(nodes_text) - len(rest)
            processed += [marks.put(node, at) for node in made]
    return [*processed, *marks.split(nodes_text[begin:], begin)], messages


class SourceMark(NamedTuple):
    """Where a node begins: the number of its line, the beginning of that line in the node's block, an offset in it."""

    line: int
    head: str
    column: int


class _Marks:
    """The marks of the nodes of one text that begins in line `first`; offsets are asked in ascending order."""

    def __init__(self, text: str, first: int) -> None:
        self._text = text
        self._line = first
        self._start = 0

    def put(self, node: Any, at: int) -> Any:
        """Return `node` with the mark of the offset `at`."""
        while 0 <= (end := self._text.find("\n", self._start)) < at:
            self._line, self._start = self._line + 1, end + 1
        head = self._text[self._start : self._start + _HEAD].partition("\n")[0]
        node.source_mark = SourceMark(self._line, head, at - self._start)
        return node

    def split(self, text: str, at: int) -> Iterator[Any]:
        """Yield a node for each line of `text`, which begins at `at`."""
        for line in text.splitlines(keepends=True):
            yield self.put(nodes.Text(line), at)
            at += len(line)


def _register_names() -> None:
    for name in _TEXT_ROLES:
        roles.register_local_role(name, cast("Any", _render_text_role))  # the stubs know reference roles only
    for name in _CONTAINERS:
        directives.register_directive(name, _TextDirective)
    for name in _LINK_ROLES:
        roles.register_local_role(name, cast("Any", _render_link_role))
    for name in _CITE_ROLES:
        roles.register_local_role(name, cast("Any", _render_cite_role))
    for name in _SILENT:
        directives.register_directive(name, _SilentDirective)
    for name in ("include", "literalinclude"):
        directives.register_directive(name, _FileDirective)
    directives.register_directive("csv-table", _FileTable)
    directives.register_directive("toctree", _TreeDirective)


_register_names()


def document_of(text: str) -> nodes.document:
    """Return the tree of a source before any transform, with unresolved references.

    Raises:
        UnreadableInput: Lists or quotations are nested too deeply.
    """
    settings = frontend.get_default_settings(Parser)
    for name, value in _SETTINGS.items():
        setattr(settings, name, value)
    document = utils.new_document("draft", settings)
    try:
        Parser(inliner=_build_inliner()).parse(_escape_unclosed_markup(text), document)
    except RecursionError as error:
        raise UnreadableInput(
            "the reStructuredText is nested too deeply to be read: flatten its lists, or read it with --as text"
        ) from error
    return document
