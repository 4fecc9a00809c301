"""The target of a link within a repository: how it is written, and whether it can only mean the file of its name.

A path with the suffix of a source file, written where a forge shows the file as it is, can only mean that file. On a
site, a build may make or move what a path means. One table says which is which, by who shows the file, its format, the
kind of link and the form of the path.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from posixpath import splitext
from urllib.parse import unquote

from citecheck.model.draft import Format, FragmentNames, Link, LinkKind
from citecheck.repository.file_tree import SOURCE_SUFFIXES, is_for_forge
from citecheck.repository.site_generators import Routing, Site

_PAGE_SUFFIXES = frozenset({".html", ".htm"})
LINKING = frozenset({Format.MARKDOWN, Format.HTML, Format.RST, Format.ASCIIDOC, Format.ORG})
"""Formats whose links name files of the repository. A wiki has its uploads, LaTeX its own search paths."""


@dataclass(frozen=True, slots=True)
class LinkedFile:
    """A file of the tree with what its links need: its format, its links and the names in it.

    `linked_at` is the path of a symbolic link to the file: a forge shows the file there too.
    """

    path: str
    format: Format
    links: tuple[Link, ...]
    fragment_names: FragmentNames
    linked_at: str | None = None


class PathForm(Enum):
    """How a path is written, which decides what else it may mean than the file of that name."""

    FILE = "a file with its suffix"
    PAGE = "a page that is built"
    FOLDER = "a name without suffix"
    DOCUMENT = "the name of a document without its suffix"
    LABEL = "a label"


_FORM_OF_ROLE = {"doc": PathForm.DOCUMENT, "download": PathForm.FILE}
"""What the roles of Sphinx name; all others name a label."""


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """The parts of a link's target: `path` without percent signs and query, `fragment` likewise."""

    path: str
    fragment: str
    rooted: bool
    form: PathForm

    @classmethod
    def of(cls, link: Link) -> LinkTarget:
        """Return the parts of the target of a link into its own repository."""
        path, _, fragment = link.target.partition("#")
        path, fragment = unquote(path.partition("?")[0]), fragment.removeprefix("user-content-")
        suffix = splitext(path)[1].lower()
        form = PathForm.PAGE if suffix in _PAGE_SUFFIXES else PathForm.FILE if suffix[1:].strip() else PathForm.FOLDER
        if link.kind is LinkKind.ROLE:
            form = _FORM_OF_ROLE.get(link.role, PathForm.LABEL)
            form = PathForm.LABEL if form is PathForm.DOCUMENT and ":" in path else form  # of another project
        return cls(path, unquote(fragment), path.startswith("/"), form)


@dataclass(frozen=True, slots=True)
class Lead:
    """A link on its way: its target, and the file that it leads to, if any."""

    file: LinkedFile
    link: Link
    target: LinkTarget
    path: str | None

    @property
    def custom(self) -> tuple[object, ...]:
        """What links have in common that are meant in the same way."""
        kind = self.link.kind if self.link.kind in {LinkKind.IMAGE, LinkKind.INCLUDE} else None
        return self.target.form, self.target.rooted, kind, self.file.format


class _Setting(Enum):
    """Who shows a file, which decides whether its links may be routed."""

    FORGE = "a forge, as it is, next to the code"
    NOBODY = "no site; a forge, or a program outside the repository"
    SPHINX = "Sphinx"
    KEPT = "a site whose pages are at the paths of their files"
    PAGES = "a site whose pages may be elsewhere"
    ALL = "a site whose pages and files may be elsewhere"


_ROUTED = {Routing.NOTHING: _Setting.KEPT, Routing.PAGES: _Setting.PAGES, Routing.ALL: _Setting.ALL}
_SITES = frozenset({_Setting.SPHINX, *_ROUTED.values()})


@dataclass(frozen=True, slots=True)
class _Certainty:
    """A row of the table: whether targets of a kind are `plain`, they can only mean the file of their name."""

    plain: bool
    settings: Collection[_Setting] = frozenset(_Setting)
    formats: Collection[Format] = LINKING
    kinds: Collection[LinkKind] = frozenset(LinkKind)
    forms: Collection[PathForm] = frozenset(PathForm)
    rooted: Collection[bool] = (True, False)
    suffixes: Collection[str] | None = None

    def covers(self, lead: Lead, setting: _Setting) -> bool:
        """Return whether the row is of the kind of a link."""
        target = lead.target
        return (
            setting in self.settings
            and lead.file.format in self.formats
            and lead.link.kind in self.kinds
            and target.form in self.forms
            and target.rooted in self.rooted
            and (self.suffixes is None or splitext(target.path)[1].lower() in self.suffixes)
        )


_LINKS_OF_TEXT = frozenset(LinkKind) - {LinkKind.IMAGE, LinkKind.HTML, LinkKind.INCLUDE}
_CERTAINTIES: tuple[_Certainty, ...] = (
    _Certainty(plain=True, settings={_Setting.SPHINX}, forms={PathForm.DOCUMENT}),
    # MyST takes what names no file for a label, a term or a name of a program: "[it](Weir.open)"
    _Certainty(
        plain=True,
        settings={_Setting.SPHINX},
        formats={Format.MARKDOWN},
        forms={PathForm.FILE},
        rooted={False},
        suffixes=SOURCE_SUFFIXES,
    ),
    _Certainty(plain=False, settings={_Setting.SPHINX}, formats={Format.MARKDOWN}, kinds=_LINKS_OF_TEXT),
    # only links of Markdown are followed to files; a component may do anything with its `href`
    _Certainty(plain=False, settings={_Setting.PAGES, _Setting.ALL}, formats={Format.MARKDOWN}, kinds={LinkKind.HTML}),
    _Certainty(plain=False, forms={PathForm.DOCUMENT}),  # the text of a project of Sphinx that is elsewhere
    _Certainty(plain=False, kinds={LinkKind.INCLUDE}, suffixes={".csv"}),  # tables that a build writes
    _Certainty(plain=False, kinds={LinkKind.INCLUDE}, formats=LINKING - {Format.RST}),
    _Certainty(plain=False, formats={Format.ASCIIDOC}, settings=_SITES),  # pages of several repositories
    _Certainty(plain=False, formats={Format.ASCIIDOC}, kinds={LinkKind.IMAGE}),  # `imagesdir` may be set anywhere
    _Certainty(plain=True, settings={_Setting.FORGE}, forms={PathForm.FILE}),
    _Certainty(plain=True, settings={_Setting.FORGE}, forms={PathForm.FOLDER}, rooted={False}),
    _Certainty(plain=False, formats={Format.HTML}),
    _Certainty(plain=True, settings={_Setting.ALL}, forms={PathForm.FILE}, rooted={False}, suffixes=SOURCE_SUFFIXES),
    _Certainty(plain=False, settings={_Setting.ALL}),
    _Certainty(plain=True, forms={PathForm.FILE}, rooted={False}),
)
"""The first row that covers a link decides; without one it is not plain."""


def is_plain(lead: Lead, site: Site | None) -> bool:
    """Return whether a target can only mean the file of its name, in every reading of the tree."""
    if site is None:
        setting = _Setting.FORGE if is_for_forge(lead.file.path) else _Setting.NOBODY
    else:
        setting = _Setting.SPHINX if site.generator.name == "Sphinx" else _ROUTED[site.routing]
    return next((row.plain for row in _CERTAINTIES if row.covers(lead, setting)), False)
