"""The files of a repository, by name, and the site generator that renders a part of them.

A generator is known by a file that only it has. What it needs for links is where its pages are, and which of its
folders are copied to the root of the site.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from posixpath import dirname

from citecheck.repository.slugs import Dialect


class Routing(Enum):
    """What of a site may be at another path than its file: by a setting in its head, an alias, or a program."""

    NOTHING = "each page is at the path of its file"
    PAGES = "pages may be elsewhere; files that a page names from its own folder are not"
    ALL = "pages and their files may be elsewhere"


@dataclass(frozen=True, slots=True)
class _SiteGenerator:
    """One generator: the names of the files that show it, its page folders and static folders, its heading dialects.

    Folders are relative to the folder of that file.
    """

    name: str
    signs: tuple[str, ...]
    pages: tuple[str, ...] = ("",)
    static: tuple[str, ...] = ()
    dialects: tuple[Dialect, ...] = (Dialect.GITHUB,)
    routing: Routing = Routing.NOTHING


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
        ("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config/_default/hugo.toml", "config/_default/config.toml"),
        ("content", "content/en"),
        ("static", "assets"),
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
)
"""The generators that are recognised, one row each: their documentation names these files and folders."""


@dataclass(frozen=True, slots=True)
class Site:
    """A generator at work: `base` is the folder of its configuration, "" for the root of the tree."""

    generator: _SiteGenerator
    base: str


def _keep(_: str) -> bool:
    return False


@dataclass(frozen=True)
class FileTree:
    """The files of a repository as paths from its root, with "/".

    `is_ignored` returns whether the repository does not keep a path: a file of that name may be built by anybody.
    """

    files: frozenset[str]
    is_ignored: Callable[[str], bool] = _keep

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
    def sites(self) -> tuple[Site, ...]:
        """The generators of the tree, those in the deepest folders first."""
        found = [Site(generator, base) for generator in _SITE_GENERATORS for base in self._find_bases(generator.signs)]
        return tuple(sorted(found, key=lambda site: -len(site.base)))

    def _find_bases(self, signs: Iterable[str]) -> Iterator[str]:
        for sign in signs:
            for path in self._by_ending.get(sign.rpartition("/")[2], ()):
                if path == sign or path.endswith(f"/{sign}"):
                    yield path[: -len(sign)].rstrip("/")

    @cached_property
    def _by_ending(self) -> dict[str, list[str]]:
        wanted = {sign.rpartition("/")[2] for generator in _SITE_GENERATORS for sign in generator.signs}
        found: dict[str, list[str]] = {}
        for path in self.files:
            name = path.rpartition("/")[2]
            if name in wanted:
                found.setdefault(name, []).append(path)
        return found

    def site_of(self, path: str) -> Site | None:
        """Return the site that a file belongs to: the one whose configuration is nearest above it."""
        return next((site for site in self.sites if not site.base or path.startswith(f"{site.base}/")), None)
