"""The files of a repository, by name, and the site generator that renders a part of them.

A generator is known by a file that only it has. What it needs for links is where its pages are, and which of its
folders are copied to the root of the site. A folder that its configuration names may be one of them, whatever the
setting is called.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from posixpath import basename, dirname, join, normpath, relpath, splitext

from citecheck.draft.formats.registry import FORMAT_ROWS
from citecheck.model.draft import Format
from citecheck.repository.slugs import Dialect
from citecheck.repository.sphinx import find_copied_folders


class Routing(Enum):
    """What of a site may be at another path than its file: by a setting in its head, an alias, or a program."""

    NOTHING = "each page is at the path of its file"
    PAGES = "pages may be elsewhere; files that a page names from its own folder are not"
    ALL = "pages and their files may be elsewhere"


@dataclass(frozen=True, slots=True)
class _SiteGenerator:
    """One generator: the names of the files that show it, its page folders and static folders, its heading dialects.

    Folders are relative to the folder of that file. A name that other programs use too shows the generator only next to
    the folder `needed`.
    """

    name: str
    signs: tuple[str, ...]
    pages: tuple[str, ...] = ("",)
    static: tuple[str, ...] = ()
    dialects: tuple[Dialect, ...] = (Dialect.GITHUB,)
    routing: Routing = Routing.NOTHING
    needed: str = ""


_SITE_GENERATORS: tuple[_SiteGenerator, ...] = (
    _SiteGenerator("mdBook", ("book.toml",), ("src", ""), dialects=(Dialect.GITHUB,)),
    _SiteGenerator("MkDocs", ("mkdocs.yml", "mkdocs.yaml"), ("docs", ""), dialects=(Dialect.PYTHON_MARKDOWN,)),
    _SiteGenerator(
        "VitePress",
        (".vitepress/config.ts", ".vitepress/config.js", ".vitepress/config.mts", ".vitepress/config.mjs"),
        ("", "src", "docs"),
        ("public", "src/public", "docs/public"),
        (Dialect.VITEPRESS,),
    ),
    _SiteGenerator(
        "VuePress",
        (".vuepress/config.js", ".vuepress/config.ts"),
        ("",),
        (".vuepress/public",),
        (Dialect.VITEPRESS,),
    ),
    _SiteGenerator(
        "Docusaurus",
        ("docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs"),
        ("", "docs", "src/pages", "blog"),
        ("static",),
        routing=Routing.PAGES,
    ),
    _SiteGenerator(
        "Hugo",
        (
            *("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "archetypes/default.md"),
            *(
                f"config/_default/{name}.{form}"
                for name in ("hugo", "config")
                for form in ("toml", "yaml", "yml", "json")
            ),
        ),
        ("content", "content/en"),
        ("static", "assets"),
        routing=Routing.ALL,
    ),
    _SiteGenerator(
        "Hugo",
        ("config.toml", "config.yaml", "config.yml", "config.json"),
        ("content", "content/en"),
        ("static", "assets"),
        routing=Routing.ALL,
        needed="content",
    ),
    _SiteGenerator(
        "Lume",
        ("_config.ts", "_config.js"),
        ("", "src"),
        ("static", "public"),
        (Dialect.ANCHOR, Dialect.SLUGIFY),
        routing=Routing.ALL,
    ),
    _SiteGenerator(
        "Jekyll",
        ("_config.yml",),
        ("", "_posts", "_docs"),
        dialects=(Dialect.KRAMDOWN, Dialect.GITHUB),
        routing=Routing.ALL,
    ),
    _SiteGenerator("Quarto", ("_quarto.yml", "_quarto.yaml"), ("",), dialects=(Dialect.PANDOC,)),
    _SiteGenerator(
        "Sphinx", ("conf.py",), ("",), ("_static",), (Dialect.DOCUTILS, Dialect.GITHUB), routing=Routing.PAGES
    ),
    _SiteGenerator("Antora", ("antora.yml",), ("",), dialects=(Dialect.ANTORA, Dialect.ASCIIDOCTOR)),
    _SiteGenerator(
        "Astro",
        ("astro.config.mjs", "astro.config.ts"),
        ("src/content/docs", "src/pages"),
        ("public",),
        routing=Routing.ALL,
    ),
    _SiteGenerator(
        "Eleventy",
        (".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs", "eleventy.config.ts"),
        ("src", "content", ""),
        ("public",),
        (Dialect.ANCHOR, Dialect.SLUGIFY),
        routing=Routing.ALL,
    ),
)
"""The generators that are recognised, one row each: their documentation names these files and folders."""


@dataclass(frozen=True, slots=True)
class Site:
    """A generator at work: `base` is the folder of its configuration, "" for the root of the tree.

    `named` are the folders that the configuration names; they may be outside of `base`. `settings` is its text.
    """

    generator: _SiteGenerator
    base: str
    named: tuple[str, ...] = ()
    settings: str = ""

    def holds(self, path: str) -> bool:
        """Return whether a file is below the folder of the configuration."""
        return not self.base or path.startswith(f"{self.base}/")

    def reaches(self, path: str) -> bool:
        """Return whether a file is in a folder outside of `base` that the configuration names: "../docs"."""
        return any(not self.holds(f"{folder}/") and path.startswith(f"{folder}/") for folder in self.named)

    def list_copied(self, path: str) -> Iterator[str]:
        """Yield the folders whose files are at the place of the folder of the page `path` once the site is built."""
        if self.generator.name == "Sphinx":
            below = relpath(dirname(path) or ".", self.base or ".")
            copied = (join_below(self.base, each) for each in find_copied_folders(self.settings))
            yield from (join(each, below) for each in copied if each is not None)

    @property
    def roots(self) -> Iterator[str]:
        """The folders that an address from the root of the site may begin in."""
        for folder in (*self.generator.pages, *self.generator.static):
            yield join_below(self.base, folder) or ""
        yield from self.named
        yield self.base


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
_INDEXES = ("index", "README", "_index", "readme", "Readme")
_MOST_SITES = 20
_MOST_NAMED = 20
_MOST_PARTS = 5
_PLACEHOLDERS = frozenset("{}<>$*")
_SCHEME = re.compile(r"[A-Za-z](?:[A-Za-z0-9+-]*:|[A-Za-z0-9+.-]*:(?!\d))")
_PATH_IN_SETTINGS = re.compile(r"(?<![\w./-])\.{0,2}/?[\w-][\w./-]*")


def _keep(_: str) -> bool:
    return False


@dataclass(frozen=True)
class FileTree:
    """The files of a repository as paths from its root, with "/".

    `is_ignored` returns whether the repository does not keep a path: a file of that name may be built by anybody.
    `settings` are the texts of the configuration of generators, by path.
    """

    files: frozenset[str]
    is_ignored: Callable[[str], bool] = _keep
    settings: Mapping[str, str] = field(default_factory=dict)

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

    def _find_configurations(self) -> Iterator[tuple[_SiteGenerator, str, str]]:
        """Yield each generator that a file shows, with that file and the folder that its settings are for."""
        for generator in _SITE_GENERATORS:
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


def list_page_files(path: str, *, page: bool, suffixed: bool) -> Iterator[str]:
    """Yield the names of the files that a path may mean, the likeliest first.

    `page` is whether the path has the suffix of a built page, `suffixed` whether it names a file with its suffix.
    """
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


def may_be_no_path(written: str) -> bool:
    """Return whether what a link names may be no path: a placeholder, an alias, or an address with any scheme.

    "@" begins an alias of a bundler or a package, or is in a mail address without its scheme. What a program registers
    as a scheme is in no list: "vscode:extension/a.b", "project:guide.md" of MyST. "weir.py:12" is a line of a file.
    """
    return not _PLACEHOLDERS.isdisjoint(written) or "@" in written.partition("/")[0] or bool(_SCHEME.match(written))


def join_below(base: str, path: str) -> str | None:
    """Return a path below `base` in its shortest form, None if it leads out of the tree."""
    joined = normpath(join(base, path.lstrip("/")))
    if joined == ".." or joined.startswith("../"):
        return None
    return "" if joined == "." else joined


def _list_parents(folder: str, site: Site) -> Iterator[str]:
    """Yield the folders above `folder` up to that of its site: pages may be addressed from each."""
    while folder and folder != site.base:
        folder = dirname(folder)
        yield folder
