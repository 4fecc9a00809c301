"""The files of a repository, by name, and the sites that are made of a part of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from posixpath import basename, dirname, join, splitext

from citecheck.draft.formats.registry import FORMAT_ROWS
from citecheck.model.draft import Format
from citecheck.repository.site_generators import SITE_GENERATORS, Site, SiteGenerator, join_below

_LINKING_FORMATS = (Format.MARKDOWN, Format.RST, Format.ASCIIDOC, Format.TEXT, Format.HTML, Format.ORG)
SOURCE_SUFFIXES = tuple(suffix for one in _LINKING_FORMATS for suffix in FORMAT_ROWS[one].suffixes)
"""Suffixes of the drafts that a page may be built of, the likeliest first."""
_TEMPLATE_SUFFIXES = (
    *(".astro", ".vue", ".svelte", ".tsx", ".jsx", ".ipynb"),
    *(".njk", ".liquid", ".webc", ".hbs", ".pug", ".haml", ".html.erb", ".j2", ".11ty.js"),
)
"""Suffixes of programs and templates that a page may be built of; nothing is known of its headings."""
_FORGE_FILES = frozenset(
    {"README", "CONTRIBUTING", "CHANGELOG", "SECURITY", "CODE_OF_CONDUCT", "SUPPORT", "GOVERNANCE", "MAINTAINERS"}
)
"""Names of files that GitHub and GitLab know (their documentation of community health files)."""
_BUILD_FILES = frozenset(
    {"makefile", "gnumakefile", "justfile", "taskfile.yml", "rakefile", "dockerfile", "package.json", ".gitlab-ci.yml"}
)
"""Names of files that say how to build something, in small letters."""
_COPIES = re.compile(r"(?:^|/)(?:(?P<named>node_modules|bower_components|third[_-]party)|vendor)/")
"""Folders with copies of parts of other projects; "vendor" is one if the file of a package manager says so."""
_COPY_LISTS = ("modules.txt", "autoload.php", "composer/installed.json")
"""What the package managers of Go and PHP write into the folder with copies, next to them."""
_INDEXES = ("index", "README", "_index", "readme", "Readme")
_MOST_SITES = 20
_MOST_NAMED = 20
_MOST_PARTS = 5
_PLACEHOLDERS = frozenset("{}<>$*")
_SCHEME = re.compile(r"[A-Za-z](?:[A-Za-z0-9+-]*:|[A-Za-z0-9+.-]*:(?!\d))")
_PATH_IN_SETTINGS = re.compile(r"(?<![\w./-])\.{0,2}/?[\w-][\w./-]*")


def _keep(_: str) -> bool:
    return False


def _read_nothing() -> str:
    return ""


@dataclass(frozen=True)
class FileTree:
    """The files of a repository as paths from its root, with "/".

    `is_ignored` returns whether the repository does not keep a path: a file of that name may be built by anybody.
    `settings` are the texts of the configuration of generators, by path. `read_build_files` returns the text of the
    files that say how to build something: makefiles, scripts, the workflows of a forge.
    """

    files: frozenset[str]
    is_ignored: Callable[[str], bool] = _keep
    settings: Mapping[str, str] = field(default_factory=dict)
    read_build_files: Callable[[], str] = _read_nothing

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder that holds a file, and the root as ""."""
        found = {""}
        for path in self.files:
            folder = dirname(path)
            while folder not in found:
                found.add(folder)
                folder = dirname(folder)
        return frozenset(found)

    @cached_property
    def by_lower_case(self) -> dict[str, str]:
        """The files by their names in lower case, to find one whose name differs in case alone."""
        return {path.lower(): path for path in self.files}

    @cached_property
    def by_name(self) -> Mapping[str, list[str]]:
        """The files by their names without folder."""
        found: dict[str, list[str]] = defaultdict(list)
        for path in sorted(self.files):
            found[basename(path)].append(path)
        return dict(found)

    @cached_property
    def _pieces(self) -> frozenset[tuple[str, str]]:
        """The folder and name of each file, without suffix and the sign of a part: "_weir.md"."""
        split = ((dirname(path), splitext(basename(path))[0]) for path in self.files)
        return frozenset((folder, name.lower().lstrip("_")) for folder, name in split)

    def is_deeper(self, page: str, written: str) -> bool:
        """Return whether `written` names a file, no page, from the folder that a site may make of `page`.

        Unknown programs serve guide.md as guide/, where "../plan.png" is next to guide.md. A forge shows it as it is.
        """
        folder = splitext(page)[0]
        if is_for_forge(page) or basename(folder) in _INDEXES or written.startswith("/"):
            return False
        return splitext(written)[1].lower() not in SOURCE_SUFFIXES and join_below(folder, written) in self.files

    def find_named(self, path: str, *, page: bool, suffixed: bool) -> str | None:
        """Return the likeliest file that a path from the root may name, or the folder; None if the tree has neither.

        `page` is whether the path has the suffix of a built page, `suffixed` whether it names a file with its suffix.
        """
        key = path, page, suffixed
        if key not in self._named:  # links of one folder name the same paths: one question for two of three
            names = _list_page_files(path, page=page, suffixed=suffixed)
            folder = path if path in self.folders else None
            self._named[key] = next((each for each in names if each in self.files), folder)
        return self._named[key]

    @cached_property
    def _named(self) -> dict[tuple[str, bool, bool], str | None]:
        return {}

    def is_copied(self, path: str) -> bool:
        """Return whether a file is of another project, of which a package manager keeps the parts that are needed."""
        found = _COPIES.search(path)
        return found is not None and (
            found["named"] is not None or any(path[: found.end()] + name in self.files for name in _COPY_LISTS)
        )

    def is_in_build_file(self, path: str) -> bool:
        """Return whether a build file names a file: as one that it writes, or as one that it makes others of."""
        named = rf"(?<![\w.-]){re.escape(path)}(?![\w-])"
        return path in self._build_text and re.search(named, self._build_text) is not None

    @cached_property
    def _build_text(self) -> str:
        return self.read_build_files()

    def find_namesake(self, path: str, page: str) -> str | None:
        """Return the only file of the name of `path`, if it is in the top folder of that path or of `page`, or below.

        A file of that name far away is most often another one: each theme of a site has its "CONTRIBUTING.md".
        """
        same = self.by_name.get(basename(path), [])
        tops = [each.partition("/")[0] if "/" in each else "" for each in (path, page)]
        near = len(same) == 1 and any(not top or same[0].startswith(f"{top}/") for top in tops)
        return same[0] if near else None

    def has_piece(self, path: str, fragment: str) -> bool:
        """Return whether a file next to that at `path`, or in a folder next to it, has the name of a fragment.

        A page that is put together from such files has their names as its identifiers.
        """
        here, name = dirname(path), fragment.lower().strip("-_")
        own = splitext(basename(path))[0].lower().lstrip("_")
        folders = self._subfolders.get(here, ())
        return (name != own and (here, name) in self._pieces) or any((each, name) in self._pieces for each in folders)

    @cached_property
    def _subfolders(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for folder in self.folders - {""}:
            found[dirname(folder)].append(folder)
        return dict(found)

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """The generators of the tree, those in the deepest folders first."""
        found = [
            Site(generator, base, tuple(self._find_named(base, text)), text)
            for generator, path, base in self._find_configurations()
            for text in [self.settings.get(path, "")]
        ]
        return tuple(sorted(found, key=lambda site: -len(site.base)))

    def list_configurations(self) -> list[str]:
        """Return the paths of the files that show a generator, those in the highest folders first."""
        return sorted({path for _, path, _ in self._find_configurations()}, key=len)

    def _find_configurations(self) -> Iterator[tuple[SiteGenerator, str, str]]:
        """Yield each generator that a file shows, with that file and the folder that its settings are for."""
        for generator in SITE_GENERATORS:
            for sign in generator.signs:
                for path in self.by_name.get(basename(sign), ()):
                    base = path[: -len(sign)].rstrip("/")
                    needed = join_below(base, generator.needed)
                    if (path == sign or path.endswith(f"/{sign}")) and needed in self.folders:
                        yield generator, path, base

    def _find_named(self, base: str, text: str) -> Iterator[str]:
        """Yield the folders of the tree that a configuration in the folder `base` names."""
        words = dict.fromkeys(word.rstrip("/.") for word in _PATH_IN_SETTINGS.findall(text))
        folders = dict.fromkeys(join_below(base, word) for word in words)
        found = [folder for folder in folders if folder and folder != base and folder in self.folders]
        yield from found[:_MOST_NAMED]

    def site_of(self, path: str) -> Site | None:
        """Return the site that a file belongs to: its configuration is nearest above it, or names its folder."""
        above = next((site for site in self.sites if site.holds(path)), None)
        return above or next((site for site in self.sites if site.reaches(path)), None)

    def find_parts(self, path: str, written: str) -> list[str]:
        """Return the files that an include of the file at `path` may mean: from its folder, or from any other."""
        direct = join_below(dirname(path), written)
        if direct and direct in self.files:
            return [direct]
        tail = written.removeprefix("/").replace("../", "").removeprefix("./")
        same = self.by_name.get(basename(tail), ())
        return [each for each in same if each == tail or each.endswith(f"/{tail}")][:_MOST_PARTS]

    def list_bases(self, path: str, *, rooted: bool) -> Iterator[str]:
        """Yield the folders from which a path that the file at `path` names may be meant, the likeliest first."""
        site = self.site_of(path)
        if not rooted:
            yield dirname(path)
            if site is not None:
                yield splitext(path)[0]  # the page of guide.md is the folder guide/
                yield from _list_parents(dirname(path), site)
                yield from site.list_copied(path)
            return
        yield from site.roots if site else ("",)
        for one in self.sites[:_MOST_SITES]:  # a site may have its pages outside its own folder
            yield from one.roots
        yield ""
        folder = dirname(path)
        while folder:
            yield folder
            folder = dirname(folder)


def _list_page_files(path: str, *, page: bool, suffixed: bool) -> Iterator[str]:
    """Yield the names of the files that a path may mean, the likeliest first."""
    yield path
    stem, suffix = splitext(path)
    if page or suffix.lower() in SOURCE_SUFFIXES:
        yield from (f"{stem}{each}" for each in SOURCE_SUFFIXES)
        path = stem if basename(stem) not in _INDEXES else dirname(stem)
    if not suffixed:
        yield from (f"{path}{each}" for each in (*SOURCE_SUFFIXES, *_TEMPLATE_SUFFIXES))
    yield from (join(path, f"{index}{each}") for index in _INDEXES for each in SOURCE_SUFFIXES)
    yield from (join(path, f"index{each}") for each in _TEMPLATE_SUFFIXES)


def is_for_forge(path: str) -> bool:
    """Return whether a file is one that a forge shows as it is, next to the code."""
    return splitext(basename(path))[0] in _FORGE_FILES


def is_build_file(path: str) -> bool:
    """Return whether a file says how to build something, by its name and folder."""
    of_forge = path.startswith(".github/") and not path.endswith(SOURCE_SUFFIXES)
    return of_forge or basename(path).lower() in _BUILD_FILES or path.endswith((".mk", ".sh"))


def may_be_no_path(written: str) -> bool:
    """Return whether what a link names may be no path: a placeholder, an alias, or an address with any scheme.

    "@" begins an alias of a bundler or a package, or is in a mail address without its scheme. What a program registers
    as a scheme is in no list: "vscode:extension/a.b", "project:guide.md" of MyST. "weir.py:12" is a line of a file.
    """
    return not _PLACEHOLDERS.isdisjoint(written) or "@" in written.partition("/")[0] or bool(_SCHEME.match(written))


def _list_parents(folder: str, site: Site) -> Iterator[str]:
    """Yield the folders above `folder` up to that of its site: pages may be addressed from each."""
    while folder and folder != site.base:
        folder = dirname(folder)
        yield folder
