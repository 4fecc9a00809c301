"""Where the links of a repository's files lead: to a file and a place in it, to nothing, or nobody knows.

A path with the suffix of a source file names that file. What else a link may mean depends on who renders the tree:
`guide.html` is built of `guide.md`, `/guide/` is a page below one of several roots. Such a link is `missing` only if
the tree shows that its links of that form are meant so: nearly all others of the same form lead to a file. So routes
that a generator computes stay `unknown`, without a list of what each generator can do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import Enum
from posixpath import basename, dirname, join, normpath, relpath, splitext
from urllib.parse import unquote

from citecheck.draft.formats.registry import FORMAT_ROWS
from citecheck.model.draft import Format, FragmentNames, Link, LinkKind
from citecheck.repository.antora import find_resource_path
from citecheck.repository.file_tree import FileTree, Routing, Site
from citecheck.repository.slugs import Dialect, slug_headings

_SOURCE_SUFFIXES = (".md", ".mdx", ".markdown", ".rst", ".adoc", ".asciidoc", ".txt", ".qmd", ".rmd", ".html", ".org")
"""Suffixes of the files that a page may be built of."""
_INDEXES = ("index", "README", "_index", "readme", "Readme")
_PAGE_SUFFIXES = frozenset({".html", ".htm"})
_ENOUGH = 5
"""Targets of one form that must be files before those that are none are called missing."""
_MOST_FAILING = 0.1
"""Share of the targets of one form that may be no files, up to which they are called missing; one always may."""
_CLOSE = 0.8
_FORGE_FILES = frozenset(
    {"README", "CONTRIBUTING", "CHANGELOG", "SECURITY", "CODE_OF_CONDUCT", "SUPPORT", "GOVERNANCE", "MAINTAINERS"}
)
"""Names of files that GitHub and GitLab know (their documentation of community health files)."""
_SITE_ALIAS = "@site/"
"""The folder of the site in Docusaurus; what else begins with "@" is an alias of a bundler."""
_MOST_SITES = 20
_LINKING = frozenset({Format.MARKDOWN, Format.HTML, Format.RST, Format.ASCIIDOC, Format.ORG})
"""Formats whose links name files of the repository. A wiki has its uploads, LaTeX its own search paths."""


class LinkState(Enum):
    """Where a link leads."""

    FOUND = "found"
    NO_FILE = "no file"
    NO_PLACE = "no place"
    OTHER_CASE = "other case"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LinkedFile:
    """A file of the tree with what its links need: its format, its links and the names in it."""

    path: str
    format: Format
    links: tuple[Link, ...]
    fragment_names: FragmentNames


@dataclass(frozen=True, slots=True)
class Resolution:
    """A link with its state. `path` is the file that it leads to; `near` is what was probably meant, if anything."""

    link: Link
    state: LinkState
    path: str | None = None
    near: str | None = None


class _Form(Enum):
    """How a path is written, which decides what else it may mean than the file of that name."""

    FILE = "a file with its suffix"
    PAGE = "a page that is built"
    FOLDER = "a name without suffix"
    DOCUMENT = "the name of a document without its suffix"
    LABEL = "a label"


_FORM_OF_ROLE = {"doc": _Form.DOCUMENT, "download": _Form.FILE}
"""What the roles of Sphinx name; all others name a label."""


@dataclass(frozen=True, slots=True)
class _Target:
    """The parts of a link's target: `path` without percent signs and query, `fragment` likewise."""

    path: str
    fragment: str
    rooted: bool
    form: _Form

    @classmethod
    def of(cls, link: Link) -> _Target:
        path, _, fragment = link.target.partition("#")
        path, fragment = unquote(path.partition("?")[0]), fragment.removeprefix("user-content-")
        suffix = splitext(path)[1].lower()
        form = _Form.PAGE if suffix in _PAGE_SUFFIXES else _Form.FILE if suffix[1:].strip() else _Form.FOLDER
        if link.kind is LinkKind.ROLE:
            form = _FORM_OF_ROLE.get(link.role, _Form.LABEL)
        return cls(path, unquote(fragment), path.startswith("/"), form)


@dataclass(frozen=True, slots=True)
class _Lead:
    """A link on its way: its target, and the file that it leads to, if any."""

    file: LinkedFile
    link: Link
    target: _Target
    path: str | None

    @property
    def custom(self) -> tuple[object, ...]:
        """What links have in common that are meant in the same way."""
        kind = self.link.kind if self.link.kind in {LinkKind.IMAGE, LinkKind.INCLUDE} else None
        return self.target.form, self.target.rooted, kind, self.file.format


class LinkResolver:
    """Resolves the links of a tree's files; `files` are those whose names are known, by path."""

    def __init__(self, tree: FileTree, files: Mapping[str, LinkedFile]) -> None:
        self._tree = tree
        self._files = files
        self._labels = {
            _fold_label(name)
            for file in files.values()
            if file.format is Format.RST
            for name in file.fragment_names.names
        }
        self._labels_known = all(path in files for path in tree.files if path.endswith(".rst"))
        self._slugs: dict[tuple[str, tuple[Dialect, ...]], frozenset[str]] = {}

    def find_targets(self, file: LinkedFile) -> Iterator[str]:
        """Yield the paths of the files whose names the links of `file` name; they may not be known yet."""
        for link in _internal_links(file):
            target = _Target.of(link)
            path = self._find_file(file, target) if target.fragment else None
            if path is not None:
                yield path

    def resolve(self, files: Iterable[LinkedFile]) -> dict[str, list[Resolution]]:
        """Return the resolutions of the internal links of `files`, by path, in order."""
        leads = [
            _Lead(file, link, target, self._find_path(file, target))
            for file in files
            for link in _internal_links(file)
            for target in [_Target.of(link)]
        ]
        customs = self._find_customs(leads)
        resolved: dict[str, list[Resolution]] = defaultdict(list)
        for lead in leads:
            resolved[lead.file.path].append(self._conclude(lead, certain=lead.custom in customs))
        return resolved

    def _find_customs(self, leads: Iterable[_Lead]) -> set[tuple[object, ...]]:
        """Return the forms whose targets are files in this tree, nearly all of them."""
        met: dict[tuple[object, ...], set[str]] = defaultdict(set)
        failed: dict[tuple[object, ...], set[str]] = defaultdict(set)
        for lead in leads:
            (failed if lead.path is None else met)[lead.custom].add(lead.path or lead.target.path)
        return {
            custom
            for custom, paths in met.items()
            if len(paths) >= _ENOUGH and len(failed[custom]) <= max(1, _MOST_FAILING * len(paths))
        }

    def _find_path(self, file: LinkedFile, target: _Target) -> str | None:
        if target.form is _Form.LABEL and _fold_label(target.path) in self._labels:
            return file.path
        return self._find_file(file, target)

    def _find_file(self, file: LinkedFile, target: _Target) -> str | None:
        """Return the path that a target names: a file, or a folder; None if the tree has neither."""
        if not target.path:
            return file.path
        if target.path.startswith(_SITE_ALIAS) and self._tree.site_of(file.path) is not None:
            target = replace(target, path=target.path.removeprefix(_SITE_ALIAS), rooted=True)
        bases = self._list_bases(file.path, rooted=target.rooted)
        paths = [find_resource_path(file.path, target.path) if file.format is Format.ASCIIDOC else None]
        for path in (*paths, *(_join(base, target.path) for base in bases)):
            if path is None:
                continue
            found = next((each for each in _list_candidates(path, target.form) if each in self._tree.files), None)
            if found is not None:
                return found
            if path in self._tree.folders:
                return path
        return None

    def _list_bases(self, path: str, *, rooted: bool) -> Iterator[str]:
        """Yield the folders from which a path may be meant."""
        site = self._tree.site_of(path)
        if not rooted:
            yield dirname(path)
            if site is not None:
                yield splitext(path)[0]  # the page of guide.md is the folder guide/
                yield from _list_parents(dirname(path), site)
            return
        yield ""
        for one in self._tree.sites[:_MOST_SITES]:  # a site may have its pages outside its own folder
            yield from (_join(one.base, folder) or "" for folder in (*one.generator.pages, *one.generator.static))
            yield one.base
        folder = dirname(path)
        while folder:
            yield folder
            folder = dirname(folder)

    def _conclude(self, lead: _Lead, *, certain: bool) -> Resolution:
        if lead.path is None:
            return self._conclude_missing(lead, certain=certain)
        if not lead.target.fragment or lead.target.form is _Form.LABEL:
            return Resolution(lead.link, LinkState.FOUND, lead.path)
        return self._find_place(lead, lead.path)

    def _conclude_missing(self, lead: _Lead, *, certain: bool) -> Resolution:
        if lead.target.form is _Form.LABEL:
            return self._conclude_label(lead)
        path = _join("" if lead.target.rooted else dirname(lead.file.path), lead.target.path)
        if path is None or self._tree.is_ignored(path) or set("{}<>$*") & set(lead.target.path):
            return Resolution(lead.link, LinkState.UNKNOWN)
        if lead.target.path.startswith("@"):
            return Resolution(lead.link, LinkState.UNKNOWN)
        other = self._tree.by_lower_case.get(path.lower())
        if other is not None:
            return Resolution(lead.link, LinkState.OTHER_CASE, other, other)
        site = self._tree.site_of(lead.file.path)
        if site is None:
            routed = lead.target.rooted and bool(self._tree.sites)
        else:
            routed = site.generator.routing is not Routing.NOTHING
        if lead.file.format is Format.HTML and lead.target.form is not _Form.PAGE:
            routed = True  # a page may be the entry of an application, whose files a build makes
        if not _is_plain(lead, site) and (routed or not certain):
            return Resolution(lead.link, LinkState.UNKNOWN)
        near = self._find_near_file(path)
        written = relpath(near, dirname(lead.file.path) or ".") if near else None
        return Resolution(lead.link, LinkState.NO_FILE, path, written)

    def _conclude_label(self, lead: _Lead) -> Resolution:
        """Return the state of a label that no file has: another project may have it, unless one here is nearly it."""
        label = _fold_label(lead.target.path)
        near = [] if ":" in label else get_close_matches(label, self._labels, 1, _CLOSE)
        squeezed = {each.replace("-", "").replace("_", ""): each for each in self._labels} if ":" not in label else {}
        plain = label.replace("-", "").replace("_", "")
        near = near or [each for short, each in squeezed.items() if len(plain) > _ENOUGH and short.startswith(plain)]
        state = LinkState.NO_PLACE if near and self._labels_known else LinkState.UNKNOWN
        return Resolution(lead.link, state, near=near[0] if near else None)

    def _find_near_file(self, path: str) -> str | None:
        name = basename(path)
        same = [each for each in self._tree.files if basename(each) == name]
        return same[0] if len(same) == 1 else None

    def _find_place(self, lead: _Lead, path: str) -> Resolution:
        """Return whether the file at `path` has the place that a link names, in the dialect of any renderer of it."""
        file = self._files.get(path)
        fragment = lead.target.fragment
        if file is None or path in self._tree.folders or _is_of_viewer(fragment):
            return Resolution(lead.link, LinkState.UNKNOWN, path)
        dialects = self._list_dialects(file)
        slugs = self._slugs_of(file, dialects)
        known = slugs | file.fragment_names.names
        if lead.target.path == "" and file.format is Format.MARKDOWN:
            known |= self._labels  # in a project of Sphinx, Markdown names the labels of all files
        if file.format in _NAMED_BY_WORDS:
            known |= {_fold_label(each) for each in file.fragment_names.headings}
        if fragment in known or fragment.lower() in {name.lower() for name in known}:  # some viewers ignore the case
            return Resolution(lead.link, LinkState.FOUND, path)
        if file.fragment_names.partial or file.fragment_names.scripted or file.format not in _DIALECTS:
            return Resolution(lead.link, LinkState.UNKNOWN, path)
        near = get_close_matches(fragment, sorted(known), 1, _CLOSE)
        return Resolution(lead.link, LinkState.NO_PLACE, path, near[0] if near else None)

    def _list_dialects(self, file: LinkedFile) -> tuple[Dialect, ...]:
        """Return the dialects in which a file may be rendered; none if nothing is known of it."""
        own = _DIALECTS.get(file.format)
        if own is None:
            return ()
        site = self._tree.site_of(file.path)
        return tuple(dict.fromkeys([*own, *(site.generator.dialects if site else ())]))

    def _slugs_of(self, file: LinkedFile, dialects: tuple[Dialect, ...]) -> frozenset[str]:
        key = (file.path, dialects)
        if key not in self._slugs:
            headings = file.fragment_names.headings
            self._slugs[key] = frozenset(slug for one in dialects for slug in slug_headings(headings, one))
        return self._slugs[key]


_DIALECTS: dict[Format, tuple[Dialect, ...]] = {
    Format.MARKDOWN: (Dialect.GITHUB, Dialect.GITLAB),
    Format.RST: (Dialect.DOCUTILS, Dialect.GITHUB),
    Format.ASCIIDOC: (Dialect.ASCIIDOCTOR, Dialect.ANTORA, Dialect.GITHUB),
    Format.HTML: (),
    Format.ORG: (Dialect.GITHUB,),
}
"""The dialects in which a file of a format may be rendered wherever it is."""


_NAMED_BY_WORDS = frozenset({Format.RST, Format.ASCIIDOC})
"""Formats in which a link may name a heading by its words."""


def _is_plain(lead: _Lead, site: Site | None) -> bool:
    """Return whether a target can only mean the file of its name, in every reading of the tree."""
    target, kind, form = lead.target, lead.link.kind, lead.file.format
    if target.form is _Form.DOCUMENT:
        return ":" not in target.path
    if kind is LinkKind.INCLUDE and (form is not Format.RST or target.path.endswith(".csv")):
        return False  # tables are often written by the program that builds the site
    if form is Format.ASCIIDOC and (site is not None or kind is LinkKind.IMAGE):
        return False  # Antora collects pages of several repositories; `imagesdir` may be set anywhere
    if site is None and _is_for_forge(lead.file.path):
        return target.form is _Form.FILE or (target.form is _Form.FOLDER and not target.rooted)
    if form is Format.HTML or target.rooted or target.form is not _Form.FILE or "@" in target.path:
        return False
    routed = site is not None and site.generator.routing is Routing.ALL
    return not routed or splitext(target.path)[1].lower() in _SOURCE_SUFFIXES


def _is_for_forge(path: str) -> bool:
    """Return whether a file is one that a forge shows as it is, next to the code."""
    return splitext(basename(path))[0] in _FORGE_FILES


def _internal_links(file: LinkedFile) -> Iterator[Link]:
    """Return the links of a file into its tree; a text that only looks like markup is shown as it is, not followed."""
    named = splitext(file.path)[1].lower() in FORMAT_ROWS[file.format].suffixes or not splitext(file.path)[1]
    if not named or file.format not in _LINKING:
        return iter(())
    return (link for link in file.links if not link.external and (link.footnote is None or link.target[:1] != "#"))


def _list_candidates(path: str, form: _Form) -> Iterator[str]:
    """Yield the names of the files that a path may mean, the likeliest first."""
    yield path
    stem, suffix = splitext(path)
    if form is _Form.PAGE or suffix.lower() in _SOURCE_SUFFIXES:
        yield from (f"{stem}{each}" for each in _SOURCE_SUFFIXES)
        path = stem if basename(stem) not in _INDEXES else dirname(stem)
    if form is not _Form.FILE:
        yield from (f"{path}{each}" for each in _SOURCE_SUFFIXES)
    yield from (join(path, f"{index}{each}") for index in _INDEXES for each in _SOURCE_SUFFIXES)


def _list_parents(folder: str, site: Site) -> Iterator[str]:
    """Yield the folders above `folder` up to that of its site: pages may be addressed from each."""
    while folder and folder != site.base:
        folder = dirname(folder)
        yield folder


def _join(base: str, path: str) -> str | None:
    """Return a path below `base` in its shortest form, None if it leads out of the tree."""
    joined = normpath(join(base, path.lstrip("/")))
    if joined == ".." or joined.startswith("../"):
        return None
    return "" if joined == "." else joined


def _fold_label(label: str) -> str:
    return " ".join(label.lower().split())


def _is_of_viewer(fragment: str) -> bool:
    """Return whether a fragment is made by what shows a file: lines of code, pages, the top, a text."""
    return fragment.lower() in {"top", ""} or fragment[:1] in {"!", ":", "/", "?"} or fragment[:2].strip("L").isdigit()
