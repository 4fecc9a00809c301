"""The identifiers that renderers derive from headings: one function for each dialect.

A dialect turns the text of a heading into an identifier, and has its own way to tell equal headings apart. Sources:
github-slugger and gitlab's documentation; Python-Markdown's `toc`; markdown-it-anchor, alone and as VitePress
configures it; @sindresorhus/slugify; kramdown and docutils' `make_id`; the manuals of Asciidoctor and pandoc.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum


class Dialect(StrEnum):
    """Who derives the identifiers of headings."""

    GITHUB = "github"
    GITLAB = "gitlab"
    PYTHON_MARKDOWN = "python-markdown"
    VITEPRESS = "vitepress"
    KRAMDOWN = "kramdown"
    DOCUTILS = "docutils"
    ASCIIDOCTOR = "asciidoctor"
    ANTORA = "antora"
    PANDOC = "pandoc"
    ANCHOR = "markdown-it-anchor"
    SLUGIFY = "slugify"


_NOT_WORD = re.compile(r"[^\w\- ]+")
_VITEPRESS_SPECIAL = re.compile(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'\u201c\u201d\u2018\u2019<>,.?/]+")
_CONTROL = re.compile(r"[\x00-\x1f]")


def _slug_github(text: str) -> str:
    return _NOT_WORD.sub(_keep_marks, text.strip().lower()).replace(" ", "-")


def _keep_marks(others: re.Match[str]) -> str:
    """Return the combining marks of a stretch: letters of Hindi, Arabic or Thai are written with them."""
    return "" if others[0].isascii() else "".join(one for one in others[0] if unicodedata.category(one)[0] == "M")


def _slug_gitlab(text: str) -> str:
    return re.sub(r"-{2,}", "-", _slug_github(text))


def _slug_python_markdown(text: str) -> str:
    plain = _fold(text).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower())


def _slug_vitepress(text: str) -> str:
    plain = "".join(letter for letter in _fold(text) if not unicodedata.combining(letter))
    slug = _VITEPRESS_SPECIAL.sub("-", _CONTROL.sub("", plain))
    slug = re.sub(r"-{2,}", "-", slug).strip("-").lower()
    return f"_{slug}" if slug[:1].isdigit() else slug


def _slug_kramdown(text: str) -> str:
    return re.sub(r"[^a-zA-Z0-9 -]", "", re.sub(r"^[^a-zA-Z]+", "", text)).replace(" ", "-").lower()


def _slug_docutils(text: str) -> str:
    plain = _fold(text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"^[-0-9]+|-+$", "", re.sub(r"[^a-z0-9]+", "-", plain))


def _slug_asciidoctor(text: str) -> str:
    return f"_{_slug_asciidoc(text, '_')}"


def _slug_antora(text: str) -> str:
    return _slug_asciidoc(text, "-")


def _slug_asciidoc(text: str, separator: str) -> str:
    kept = re.sub(r"[^\w \-.]+", _keep_marks, text.lower())
    return re.sub(r"[ .\-]+" if separator != "_" else r"[ .\-_]+", separator, kept).strip(separator)


def _slug_pandoc(text: str) -> str:
    kept = re.sub(r"\s+", "-", re.sub(r"[^\w\s.-]+", "", text).strip()).lower()
    lettered = re.search(r"[^\W\d_].*", kept)
    return lettered[0] if lettered else "section"


def _slug_anchor(text: str) -> str:
    return re.sub(r"\s+", "-", text.strip().lower())


def _slug_slugify(text: str) -> str:
    plain = _fold(re.sub(r"['\u2019]", "", text).lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKD", text)


_SLUGS: dict[Dialect, Callable[[str], str]] = {
    Dialect.GITHUB: _slug_github,
    Dialect.GITLAB: _slug_gitlab,
    Dialect.PYTHON_MARKDOWN: _slug_python_markdown,
    Dialect.VITEPRESS: _slug_vitepress,
    Dialect.KRAMDOWN: _slug_kramdown,
    Dialect.DOCUTILS: _slug_docutils,
    Dialect.ASCIIDOCTOR: _slug_asciidoctor,
    Dialect.ANTORA: _slug_antora,
    Dialect.PANDOC: _slug_pandoc,
    Dialect.ANCHOR: _slug_anchor,
    Dialect.SLUGIFY: _slug_slugify,
}
_JOINTS: dict[Dialect, tuple[str, int]] = {
    Dialect.PYTHON_MARKDOWN: ("_", 1),
    Dialect.ASCIIDOCTOR: ("_", 2),
    Dialect.ANTORA: ("-", 2),
}
"""What is between the identifier of a repeated heading and its number, and the first number; "-" and 1 elsewhere."""


def slug_headings(headings: Iterable[str], dialect: Dialect) -> Iterator[str]:
    """Yield the identifiers of headings in order; equal ones get a number, as the dialect counts."""
    joint, first = _JOINTS.get(dialect, ("-", 1))
    seen: Counter[str] = Counter({"": dialect is Dialect.PYTHON_MARKDOWN})  # "_1", not "", of a heading in Chinese
    for heading in headings:
        slug = _SLUGS[dialect](heading)
        yield f"{slug}{joint}{first + seen[slug] - 1}" if seen[slug] else slug
        seen[slug] += 1


def is_of_viewer(fragment: str) -> bool:
    """Return whether a fragment is made by what shows a file: lines of code, pages, the top, a text."""
    return fragment.lower() in {"top", ""} or fragment[:1] in {"!", ":", "/", "?"} or fragment[:2].strip("L").isdigit()
