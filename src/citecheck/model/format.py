"""The formats a draft may have."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """The formats a draft may have, as named on the command line."""

    TEXT = "text"
    HTML = "html"
    MARKDOWN = "markdown"
    DOCX = "docx"
    ODT = "odt"
    PDF = "pdf"
    LATEX = "latex"
    BIBTEX = "bibtex"
    RST = "rst"
    ASCIIDOC = "asciidoc"
    WIKITEXT = "wikitext"
