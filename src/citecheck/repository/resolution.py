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
from itertools import islice
from posixpath import basename, dirname, join, relpath, splitext

from citecheck.draft.formats.registry import FORMAT_ROWS
from citecheck.model.draft import Format, Link, LinkKind
from citecheck.repository.antora import HOME, find_resource_paths
from citecheck.repository.file_tree import SOURCE_SUFFIXES, FileTree, is_for_forge, may_be_no_path
from citecheck.repository.link_targets import LINKING, Lead, LinkedFile, LinkTarget, PathForm, is_plain
from citecheck.repository.site_generators import Routing, Site, join_below
from citecheck.repository.slugs import Dialect, is_of_viewer, slug_headings
from citecheck.repository.sphinx import OWN_LABELS, Labels, adds_documents, adds_labels, fold_label

_ENOUGH = 5
"""Targets of one form that must be files before those that are none are called missing."""
_MOST_FAILING = 0.1
"""Share of the targets of one form that may be no files, up to which they are called missing; one always may."""
_CLOSE = 0.8
_SITE_ALIAS = "@site/"
"""The folder of the site in Docusaurus; what else begins with "@" is an alias of a bundler."""


_MOST_MEANT = 8
"""Files in which one place is looked for."""


class LinkState(Enum):
    """Where a link leads."""

    FOUND = "found"
    NO_FILE = "no file"
    NO_PLACE = "no place"
    OTHER_CASE = "other case"
    UNKNOWN = "unknown"


_LIKELIEST = (LinkState.FOUND, LinkState.UNKNOWN, LinkState.NO_PLACE)
"""The states of a place, looked for in each file that a link may mean; the first that one of them gives counts."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """A link with its state. `path` is the file that it leads to; `near` is what was probably meant, if anything."""

    link: Link
    state: LinkState
    path: str | None = None
    near: str | None = None


class LinkResolver:
    """Resolves the links of a tree's files; `files` are those whose names are known, by path."""

    def __init__(self, tree: FileTree, files: Mapping[str, LinkedFile]) -> None:
        self._tree = tree
        self._files = files
        described = [file for file in files.values() if file.format is Format.RST]
        self._labels = Labels(name for file in described for name in file.fragment_names.names)
        self._labels_read = all(path in files for path in tree.files if path.endswith(".rst"))
        self._labels_whole = self._labels_read and not any(file.fragment_names.partial for file in described)
        self._wholes = self._find_wholes()
        self._joined: dict[str, frozenset[str]] = {}
        self._slugs: dict[tuple[str, tuple[Dialect, ...]], frozenset[str]] = {}

    def _find_wholes(self) -> dict[str, list[str]]:
        """Return the documents that each file is a part of, by the path of the part."""
        found: dict[str, list[str]] = defaultdict(list)
        for file in self._files.values():
            included = [link.target for link in file.links if link.kind is LinkKind.INCLUDE]
            for written in {*included, *file.fragment_names.parts}:
                for part in self._tree.find_parts(file.path, written):
                    found[part].append(file.path)
        return found

    def find_targets(self, file: LinkedFile) -> Iterator[str]:
        """Yield the paths of the files whose names the links of `file` name; they may not be known yet."""
        for link in _internal_links(file):
            target = LinkTarget.of(link)
            if target.fragment:
                yield from self._list_meant(file, target)

    def resolve(self, files: Iterable[LinkedFile]) -> dict[str, list[Resolution]]:
        """Return the resolutions of the internal links of `files`, by path, in order."""
        leads = [
            Lead(file, link, target, self._find_path(file, target))
            for file in files
            for link in _internal_links(file)
            for target in [LinkTarget.of(link)]
        ]
        customs = self._find_customs(leads)
        resolved: dict[str, list[Resolution]] = defaultdict(list)
        for lead in leads:
            resolved[lead.file.path].append(self._conclude(lead, certain=lead.custom in customs))
        return resolved

    def _find_customs(self, leads: Iterable[Lead]) -> set[tuple[object, ...]]:
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

    def _find_path(self, file: LinkedFile, target: LinkTarget) -> str | None:
        if target.form is PathForm.LABEL and target.path in self._labels:
            return file.path
        return self._find_file(file, target)

    def _find_file(self, file: LinkedFile, target: LinkTarget) -> str | None:
        """Return the path that a target names: a file, or a folder; None if the tree has neither."""
        return next(self._find_files(file, target), None)

    def _find_files(self, file: LinkedFile, target: LinkTarget) -> Iterator[str]:
        """Yield the paths that a target may name, from each folder that it may be meant from, the likeliest first."""
        if not target.path:
            yield file.path
            return
        if target.path.startswith(_SITE_ALIAS) and self._tree.site_of(file.path) is not None:
            target = replace(target, path=target.path.removeprefix(_SITE_ALIAS), rooted=True)
        for path in self._list_paths(file, target):
            page, suffixed = target.form is PathForm.PAGE, target.form is PathForm.FILE
            found = self._tree.find_named(path, page=page, suffixed=suffixed)
            if found is not None:
                yield found

    def _list_meant(self, file: LinkedFile, target: LinkTarget) -> list[str]:
        """Return the files in which a link may mean a place: one if it names the file, several if it names a page.

        In a site of several languages, "../guide/" is next to the folder of the page, and next to its file.
        """
        found = self._find_files(file, target)
        if target.form is PathForm.FILE and not target.rooted:
            return list(islice(found, 1))
        return list(dict.fromkeys(found))[:_MOST_MEANT]

    def _list_paths(self, file: LinkedFile, target: LinkTarget) -> Iterator[str]:
        """Yield the paths that a target may mean; a part of other documents names files from their folders."""
        if file.format is Format.ASCIIDOC:
            yield from find_resource_paths(file.path, target.path)
        linked_at = (file.linked_at,) if file.linked_at is not None else ()
        for whole in (file.path, *linked_at, *self._wholes.get(file.path, ())):
            strict = target.form is PathForm.DOCUMENT and not target.rooted
            for base in [dirname(whole)] if strict else self._tree.list_bases(whole, rooted=target.rooted):
                path = join_below(base, target.path)
                if path is not None:
                    yield path
        if "_static/" in target.path and (site := self._tree.site_of(file.path)) is not None:
            yield from site.list_static(target.path)
        if file.format is Format.ASCIIDOC and not target.rooted:  # the text of a page that is put together elsewhere
            homes = (join(site.base, HOME) for site in self._tree.sites if site.generator.name == "Antora")
            yield from (found for home in homes for found in find_resource_paths(home, target.path))

    def _conclude(self, lead: Lead, *, certain: bool) -> Resolution:
        """Return where a link leads; what a copy of another project lacks may be in that project."""
        found = self._conclude_own(lead, certain=certain)
        if found.state is not LinkState.FOUND and self._tree.is_copied(lead.file.path):
            return Resolution(lead.link, LinkState.UNKNOWN, found.path)
        return found

    def _conclude_own(self, lead: Lead, *, certain: bool) -> Resolution:
        if lead.path is None:
            return self._conclude_missing(lead, certain=certain)
        if not lead.target.fragment or lead.target.form is PathForm.LABEL:
            return Resolution(lead.link, LinkState.FOUND, lead.path)
        places = [self._find_place(lead, path) for path in self._list_meant(lead.file, lead.target)]
        return next(
            (place for state in _LIKELIEST for place in places if place.state is state),
            Resolution(lead.link, LinkState.UNKNOWN, lead.path),
        )

    def _conclude_missing(self, lead: Lead, *, certain: bool) -> Resolution:
        if lead.target.form is PathForm.LABEL:
            return self._conclude_label(lead)
        path = join_below("" if lead.target.rooted else dirname(lead.file.path), lead.target.path)
        label = lead.target.form is PathForm.FOLDER and lead.file.path in self._wholes  # of a document with this part
        apart = label or self._is_part_of_unknown(lead.file)
        if path is None or apart or may_be_no_path(lead.target.path) or self._is_ignored(lead, path):
            return Resolution(lead.link, LinkState.UNKNOWN)
        site = self._tree.site_of(lead.file.path)
        if self._may_be_built(lead, path, site):
            return Resolution(lead.link, LinkState.UNKNOWN)
        other = self._tree.by_lower_case.get(path.lower())
        if other is not None:
            return Resolution(lead.link, LinkState.OTHER_CASE, other, other)
        unsited = lead.target.rooted and bool(self._tree.sites)
        routed = unsited if site is None else site.routing is not Routing.NOTHING
        if lead.file.format is Format.HTML and lead.target.form is not PathForm.PAGE:
            routed = True  # a page may be the entry of an application, whose files a build makes
        if not is_plain(lead, site) and (routed or not certain):
            return Resolution(lead.link, LinkState.UNKNOWN)
        near = self._tree.find_namesake(path, lead.file.path)
        written = relpath(near, dirname(lead.file.path) or ".") if near else None
        return Resolution(lead.link, LinkState.NO_FILE, path, written)

    def _is_part_of_unknown(self, file: LinkedFile) -> bool:
        """Return whether a file is written as a part of a document, and nothing says of which."""
        apart = self._tree.site_of(file.path) is None and not is_for_forge(file.path)
        return apart and file.fragment_names.untitled and file.path not in self._wholes

    def _is_ignored(self, lead: Lead, path: str) -> bool:
        """Return whether the repository does not keep what a link may mean: a build writes it."""
        meant = dict.fromkeys((path, *self._list_paths(lead.file, lead.target)))
        return any(self._tree.is_ignored(each) for each in meant if each)

    def _may_be_built(self, lead: Lead, path: str, site: Site | None) -> bool:
        """Return whether a build may write what a link names, or serve the page deeper, or next to another site."""
        if (
            site is None
            and lead.target.form is PathForm.FILE
            and self._tree.is_deeper(lead.file.path, lead.target.path)
        ):
            return True
        if site is not None and site.routing is Routing.ALL and basename(path) in site.settings:
            return True  # Hugo mounts a file of that name from elsewhere
        if self._is_built(lead, path):
            return True
        if site is None or dirname(path) in self._tree.folders:
            return False
        if lead.target.form is PathForm.DOCUMENT:
            return adds_documents(site.settings)
        return not lead.target.rooted and site.is_left(lead.file.path, path)

    def _is_built(self, lead: Lead, path: str) -> bool:
        """Return whether a build file writes the file that a link names, or another page of the file with the link."""
        page = lead.file.path
        if "/" in page and not is_for_forge(page) and self._tree.is_in_build_file(page):
            return True
        return self._tree.is_in_build_file(path if path.endswith(SOURCE_SUFFIXES) else basename(path))

    def _conclude_label(self, lead: Lead) -> Resolution:
        """Return the state of a label that no file has.

        Another project may have it, unless one here is nearly it, or the settings of the project say that no other
        project and no program adds labels.
        """
        near = self._labels.find_near(lead.target.path)
        site = self._tree.site_of(lead.file.path)
        alone = self._labels_whole and site is not None and bool(site.settings) and not adds_labels(site.settings)
        known = (near is not None and self._labels_read) or (alone and lead.target.path not in OWN_LABELS)
        return Resolution(lead.link, LinkState.NO_PLACE if known else LinkState.UNKNOWN, near=near)

    def _find_place(self, lead: Lead, path: str) -> Resolution:
        """Return whether the file at `path` has the place that a link names, in the dialect of any renderer of it."""
        file = self._files.get(path)
        fragment = lead.target.fragment
        if file is None or path in self._tree.folders or is_of_viewer(fragment):
            return Resolution(lead.link, LinkState.UNKNOWN, path)
        dialects = self._list_dialects(file)
        slugs = self._slugs_of(file, dialects)
        known = slugs | file.fragment_names.names
        if lead.target.path == "" and file.format is Format.MARKDOWN:
            known |= self._labels.names  # in a project of Sphinx, Markdown names the labels of all files
            known |= self._list_names_of_whole(file)
        if file.format in _NAMED_BY_WORDS:
            known |= {fold_label(each) for each in file.fragment_names.headings}
        written = lead.link.target.partition("#")[2]
        if not known.isdisjoint((fragment, written)) or fragment.lower() in {
            name.lower() for name in known
        }:  # some viewers ignore the case
            return Resolution(lead.link, LinkState.FOUND, path)
        if self._may_be_piece(file, fragment) or (not lead.target.path and self._may_be_label(lead.file)):
            return Resolution(lead.link, LinkState.UNKNOWN, path)
        near = get_close_matches(fragment, sorted(known), 1, _CLOSE)
        return Resolution(lead.link, LinkState.NO_PLACE, path, near[0] if near else None)

    def _may_be_label(self, file: LinkedFile) -> bool:
        """Return whether "#name" may be of another file: of the document of a part, or of a project of Sphinx.

        MyST looks for it among the labels, terms and programs of the project and of others.
        """
        site = self._tree.site_of(file.path)
        labelled = site is not None and site.generator.name == "Sphinx" and file.format is Format.MARKDOWN
        return labelled or file.path in self._wholes or self._is_part_of_unknown(file)

    def _list_names_of_whole(self, file: LinkedFile) -> frozenset[str]:
        """Return the identifiers in all pages of a site that makes one document of them; none for another site."""
        site = self._tree.site_of(file.path)
        if site is None or not site.generator.joined:
            return frozenset()
        if site.base not in self._joined:
            pages = [each for each in self._files.values() if self._tree.site_of(each.path) == site]
            names = [self._slugs_of(each, self._list_dialects(each)) | each.fragment_names.names for each in pages]
            self._joined[site.base] = frozenset().union(*names)
        return self._joined[site.base]

    def _may_be_piece(self, file: LinkedFile, fragment: str) -> bool:
        """Return whether readers may see a file as a part of a page, or with text that is not in it."""
        names = file.fragment_names
        if names.partial or names.scripted or file.format not in _DIALECTS:
            return True
        if is_for_forge(file.path):
            return False
        site = self._tree.site_of(file.path)
        if site is not None and site.rewrites_pages:
            return True
        if site is None and fragment.lower() in self._slugs_of(file, (Dialect.ANCHOR,)):
            return True  # nobody knows who renders it
        return not (names.headings or file.format is Format.HTML) or self._tree.has_piece(file.path, fragment)

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


def _internal_links(file: LinkedFile) -> Iterator[Link]:
    """Return the links of a file into its tree; a text that only looks like markup is shown as it is, not followed."""
    named = splitext(file.path)[1].lower() in FORMAT_ROWS[file.format].suffixes or not splitext(file.path)[1]
    if not named or file.format not in LINKING:
        return iter(())
    return (link for link in file.links if not link.external and (link.footnote is None or link.target[:1] != "#"))
