"""The site generators that are recognised, and what each makes of the paths of its pages.

A generator is known by a file that only it has. What it needs for links is where its pages are, and which of its
folders are copied to the root of the site. A folder that its configuration names may be one of them, whatever the
setting is called.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from posixpath import dirname, join, normpath, relpath

from citecheck.repository.slugs import Dialect
from citecheck.repository.sphinx import find_copied_folders


class Routing(Enum):
    """What of a site may be at another path than its file: by a setting in its head, an alias, or a program."""

    NOTHING = "each page is at the path of its file"
    PAGES = "pages may be elsewhere; files that a page names from its own folder are not"
    ALL = "pages and their files may be elsewhere"


@dataclass(frozen=True, slots=True)
class SiteGenerator:
    """One generator: the names of the files that show it, its page folders and static folders, its heading dialects.

    Folders are relative to the folder of that file. A name that other programs use too shows the generator only next to
    the folder `needed`. Settings in which `loosening` is found leave more open: the routing is then `loose`. Pages that
    are `joined` are one document when links are resolved: "#place" may be in another file.
    """

    name: str
    signs: tuple[str, ...]
    pages: tuple[str, ...] = ("",)
    static: tuple[str, ...] = ()
    dialects: tuple[Dialect, ...] = (Dialect.GITHUB,)
    routing: Routing = Routing.NOTHING
    needed: str = ""
    loosening: re.Pattern[str] = re.compile(r"(?!)")
    loose: Routing = Routing.ALL
    joined: bool = False


_OWN_PREPROCESSOR = re.compile(r"^\s*command\s*=\s*[\"'](?!mdbook-[\w-]+[\"'])", re.MULTILINE)
"""A program of the book's own that rewrites its pages: `command = "cargo run"`; "mdbook-toc" and such leave links."""
_OWN_SLUGS = re.compile(r"(?<![\w\"'])(?:slugify|myst_heading_slug_func)\s*[:(,=}](?!\s*!!python/\S*:pymdownx\.)")
"""A function in the settings that makes the identifiers of headings: "anchor: { slugify }"; pymdownx has GitHub's."""
SITE_GENERATORS: tuple[SiteGenerator, ...] = (
    SiteGenerator("mdBook", ("book.toml",), ("src", ""), loosening=_OWN_PREPROCESSOR),
    SiteGenerator(
        "MkDocs",
        ("mkdocs.yml", "mkdocs.yaml"),
        ("docs", ""),
        dialects=(Dialect.PYTHON_MARKDOWN,),
        loosening=re.compile(r"^hooks:", re.MULTILINE),
    ),
    SiteGenerator(
        "VitePress",
        tuple(f".vitepress/config{name}.{form}" for name in ("", "/index") for form in ("ts", "js", "mts", "mjs")),
        ("", "src", "docs"),
        ("public", "src/public", "docs/public"),
        (Dialect.VITEPRESS,),
        loosening=re.compile(r"^\s*(?:ignoreDeadLinks|rewrites)\b", re.MULTILINE),
        loose=Routing.PAGES,
    ),
    SiteGenerator(
        "VuePress",
        (".vuepress/config.js", ".vuepress/config.ts"),
        ("",),
        (".vuepress/public",),
        (Dialect.VITEPRESS,),
    ),
    SiteGenerator(
        "Docusaurus",
        ("docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs"),
        ("", "docs", "src/pages", "blog"),
        ("static",),
        routing=Routing.PAGES,
    ),
    SiteGenerator(
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
    SiteGenerator(
        "Hugo",
        ("config.toml", "config.yaml", "config.yml", "config.json"),
        ("content", "content/en"),
        ("static", "assets"),
        routing=Routing.ALL,
        needed="content",
    ),
    SiteGenerator(
        "Lume",
        ("_config.ts", "_config.js"),
        ("", "src"),
        ("static", "public"),
        (Dialect.ANCHOR, Dialect.SLUGIFY),
        routing=Routing.ALL,
    ),
    SiteGenerator(
        "Jekyll",
        ("_config.yml",),
        ("", "_posts", "_docs"),
        dialects=(Dialect.KRAMDOWN, Dialect.GITHUB),
        routing=Routing.ALL,
    ),
    SiteGenerator("bookdown", ("_bookdown.yml",), ("",), dialects=(Dialect.PANDOC,), joined=True),
    SiteGenerator("Quarto", ("_quarto.yml", "_quarto.yaml"), ("",), dialects=(Dialect.PANDOC,)),
    SiteGenerator(
        "Sphinx", ("conf.py",), ("",), ("_static",), (Dialect.DOCUTILS, Dialect.GITHUB), routing=Routing.PAGES
    ),
    SiteGenerator("Antora", ("antora.yml",), ("",), dialects=(Dialect.ANTORA, Dialect.ASCIIDOCTOR)),
    SiteGenerator(
        "Astro",
        ("astro.config.mjs", "astro.config.ts"),
        ("src/content/docs", "src/pages"),
        ("public",),
        routing=Routing.ALL,
    ),
    SiteGenerator(
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

    generator: SiteGenerator
    base: str
    named: tuple[str, ...] = ()
    settings: str = ""

    @property
    def routing(self) -> Routing:
        """What of the site may be at another path than its file."""
        return self.generator.loose if self._is_loosened else self.generator.routing

    @property
    def rewrites_pages(self) -> bool:
        """Whether a program of the site's own may add identifiers to its pages, or makes those of headings."""
        own_slugs = _OWN_SLUGS.search(self.settings) is not None
        return own_slugs or (self._is_loosened and self.generator.loose is Routing.ALL)

    @property
    def _is_loosened(self) -> bool:
        return self.generator.loosening.search(self.settings) is not None

    def holds(self, path: str) -> bool:
        """Return whether a file is below the folder of the configuration."""
        return not self.base or path.startswith(f"{self.base}/")

    def reaches(self, path: str) -> bool:
        """Return whether a file is in a folder outside of `base` that the configuration names: "../docs"."""
        return any(not self.holds(f"{folder}/") and path.startswith(f"{folder}/") for folder in self.named)

    def is_left(self, page: str, path: str) -> bool:
        """Return whether `path` is outside of the folder with the pages of the site, as `page` is not.

        Sites that are published next to each other link so: "../core/index.md" from the top folder of a book.
        """
        pages = (join_below(self.base, folder) for folder in self.generator.pages if folder)
        own = next((folder for folder in pages if folder and page.startswith(f"{folder}/")), self.base)
        return bool(own) and page.startswith(f"{own}/") and not path.startswith(f"{own}/")

    def list_static(self, written: str) -> Iterator[str]:
        """Yield the paths of a file that a build copies to the folder "_static" of the site: "../_static/weir.png"."""
        _, static, below = f"/{written}".partition("/_static/")
        if static and self.generator.name == "Sphinx":
            copied = (join_below(self.base, each) for each in find_copied_folders(self.settings))
            yield from (join(each, below) for each in copied if each is not None)

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


def join_below(base: str, path: str) -> str | None:
    """Return a path below `base` in its shortest form, None if it leads out of the tree."""
    joined = normpath(join(base, path.lstrip("/")))
    if joined == ".." or joined.startswith("../"):
        return None
    return "" if joined == "." else joined
