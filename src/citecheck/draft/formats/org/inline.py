"""Read the objects of Org: notes, links, citations, emphasis, macros and what export leaves out.

A link target of one of Org's own types is no address: `id:`, `elisp:` and the like lead into the author's Emacs, and
`file:` is a path. A search option after "::" belongs to Org and not to the path, but an identifier ("::#salt") is a
fragment.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.entities import html5
from pathlib import PurePosixPath

from citecheck.draft.citation_keys import is_word_of_sentence
from citecheck.draft.formats.org.marks import pair_marks
from citecheck.draft.formats.org.notes import OrgNotes
from citecheck.draft.markers import raise_figures
from citecheck.draft.prose import Prose
from citecheck.model.draft import LinkKind, Place

_DEPTH = 20
"""The deepest nesting of objects that is read. Deeper ones are plain text."""
_EXPANDED = 4
"""The most characters that macros expand to in total, as a multiple of the text's length (plus 100,000)."""
_OBJECT = re.compile(
    r"(?P<note>\[fn:(?P<label>[\w-]{0,80})(?P<defined>:)?(?=[^\n]|\n))"
    r"|(?P<cite>\[cite(?:/[\w/-]{1,40})?:)"
    r"|(?P<link>\[\[(?P<target>(?:\\.|[^\[\]\\]){1,4000})\](?P<worded>\[)?)"
    r"|<<<?(?P<anchor>[^<>\n]{1,200})>>>?"
    r"|<(?P<angle>(?:https?|ftp|mailto|doi|file):[^<>\n]{1,4000})>"
    r"|(?P<key>(?<![\w:/])(?:no)?[a-z]{0,12}[cC]ite[a-z]{0,12}\*?:(?P<keys>&?[\w][\w:./&;,+-]{0,1000}))"
    r"|(?P<bare>(?:https?|ftp)://[^\s\[\]<>|]{1,4000})"
    r"|\{\{\{(?P<macro>[a-zA-Z][\w-]{0,60})(?:\((?P<values>(?:[^)]|\)(?!\}\}\}))*)\))?\}\}\}"
    r"|(?P<snippet>@@[\w-]{1,40}:[^\n]{0,2000}?@@)"
    r"|(?P<cookie>\[\d{0,4}(?:/\d{0,4}|%)\])"
    r"|(?P<code>(?<!\w)(?:src_\w{1,40}(?:\[[^\[\]\n]{0,400}\])?\{[^{}\n]{0,2000}\}|call_\w{1,40}(?:\[[^\[\]\n]{0,200}\])?\([^()\n]{0,400}\)))"
    r"|(?<=\S)[\^_](?:\{(?P<shifted>[^{}\n]{0,200})\})"
    r"|(?<=\w)\^(?P<raised>\d{1,4})(?!\w)"
    r"|(?P<math>\\\((?:[^\\]|\\(?!\))){0,2000}\\\)|\\\[(?:[^\\]|\\(?!\])){0,2000}\\\])"
    r"|\\(?P<entity>[a-zA-Z]{1,30}\d{0,2})(?:\{\}|(?![a-zA-Z]))"
    r"|(?P<break>\\\\[ \t]*$)"
    r"|(?P<mark>[*/_+=~])",
    re.MULTILINE,
)
_CITED_KEY = re.compile(r"@([\w:.#$%&+?<>~/-]*[\w/~])")
_TEXTUAL = re.compile(r"\[cite/t(?:ext)?(?=[/:])|[Tt]extcite|[Cc]ite(?:t|alt|author)\b")
"""The beginnings of citations that print the author in the sentence: "[cite/t:@doe]", "citet:doe", "textcite:doe"."""
_ABBREVIATION = re.compile(r"([\w-]{1,40}):(?!//)(.*)", re.DOTALL)
_WEB = re.compile(r"(?:https?|ftp|mailto|irc|gopher|news):", re.IGNORECASE)
_DOI = re.compile(r"doi:(10\.\S+)", re.IGNORECASE)
"""A link of Org's type for DOIs, which export resolves."""
_PATH = re.compile(r"(?:file(?:\+\w+)?:(?!//)|(?=\.{0,2}/)|(?=[\w.@-]{1,100}/[^\s:]{1,400}\.\w{1,5}(?:::|$)))")
_IMAGES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp", ".tif", ".tiff", ".avif"})
_ESCAPE = re.compile(r"\\([\[\]\\])")
_KEY_SEPARATOR = re.compile(r"[,;]")
_SIGNS = {
    "ndash": "–", "mdash": "—", "dots": "…", "nbsp": " ", "S": "§", "slash": "/", "plus": "+", "under": "_",
    "equal": "=", "asciicirc": "^", "vert": "|", "star": "*", "EUR": "€", "LaTeX": "LaTeX", "TeX": "TeX",
}  # fmt: skip
"""Entities of Org that HTML names otherwise."""


@dataclass(slots=True)
class OrgSettings:
    """What the keywords of a document set so far: macros, and abbreviations of link types."""

    macros: dict[str, str] = field(default_factory=dict)
    abbreviations: dict[str, str] = field(default_factory=dict)
    budget: int = 0


class OrgInline:
    """The writer of spans of Org source into prose."""

    def __init__(
        self, text: str, place: Callable[[int], Place], notes: OrgNotes, settings: OrgSettings, file: str = ""
    ) -> None:
        """Initialize with the source, a function from offset to place, the notes, the settings, and the file's name."""
        self._text = text
        self._place = place
        self._notes = notes
        self._settings = settings
        self._file = file
        self._marks = pair_marks(text)
        self._depth = 0
        self._steps: Mapping[str, Callable[[re.Match[str], Prose, int], int]] = {
            "note": self._note,
            "cite": self._cite,
            "link": self._link,
            "anchor": self._anchor,
            "angle": self._angle,
            "key": self._key,
            "bare": self._bare,
            "macro": self._macro,
            "code": self._code,
            "shifted": self._shifted,
            "raised": self._raised,
            "math": self._literal,
            "entity": self._entity,
            "mark": self._mark,
        }

    def write(self, start: int, end: int, prose: Prose) -> None:
        """Write `text[start:end]` as readers see it."""
        self._depth += 1
        at = start
        while at < end:
            found = _OBJECT.search(self._text, at, end) if self._depth <= _DEPTH else None
            if found is None:
                self._plain(at, end, prose)
                break
            self._plain(at, found.start(), prose)
            step = next((self._steps[name] for name in self._steps if found[name] is not None), None)
            at = found.end() if step is None else step(found, prose, end)
        self._depth -= 1

    def _plain(self, start: int, end: int, prose: Prose) -> None:
        if start < end:
            prose.write(self._text[start:end], self._place(start))

    def _closing(self, bracket: int, end: int) -> int | None:
        """Return where the bracket at an offset closes, None if it does not."""
        partner = self._marks.partners.get(bracket)
        return partner if partner is not None and partner < end else None

    def _as_text(self, found: re.Match[str], prose: Prose) -> int:
        """Write the first character of what is no object after all, and go on after it."""
        self._plain(found.start(), found.start() + 1, prose)
        return found.start() + 1

    def _note(self, found: re.Match[str], prose: Prose, end: int) -> int:
        stop = self._closing(found.start(), end)
        if stop is None or (not found["defined"] and stop != found.end()) or not (found["label"] or found["defined"]):
            return self._as_text(found, prose)
        named = self._notes.name(found["label"], self._file)
        prose.add_marker(named[0], self._place(found.start()), named[1])
        if found["defined"]:
            inner = Prose()
            self.write(found.end(), stop, inner)
            self._notes.keep(inner, named, self._place(found.start()))
            prose.adopt(inner)
        return stop + 1

    def _cite(self, found: re.Match[str], prose: Prose, end: int) -> int:
        stop = self._closing(found.start(), end)
        keys = [] if stop is None else list(_CITED_KEY.finditer(self._text, found.end(), stop))
        if stop is None or not keys:
            return self._as_text(found, prose)
        if "/n" not in found["cite"]:  # "nocite" lists a work without citing it
            self._write_author(keys[0][1], found["cite"], prose, stop + 1)
            for key in keys:
                self._cite_key(key[1], key.start(), prose)
        return stop + 1

    def _key(self, found: re.Match[str], prose: Prose, _end: int) -> int:
        """Read the keys of a link of org-ref ("citep:adams1999,brown2001", "cite:&adams1999;&brown2001")."""
        return self._cite_keys(found["keys"].rstrip(".,;:"), found.start("keys"), prose, found["key"])

    def _cite_keys(self, keys: str, at: int, prose: Prose, written: str) -> int:
        if not written.startswith("nocite"):
            split = [key.strip().removeprefix("&").partition(" ")[0] for key in _KEY_SEPARATOR.split(keys)]
            self._write_author(split[0], written, prose, at + len(keys))
            for key in split:
                self._cite_key(key, at, prose)
        return at + len(keys)

    def _write_author(self, key: str, written: str, prose: Prose, end: int) -> None:
        """Write the author of a citation that ends at `end` where it is a word of the sentence, else the key."""
        followed = is_word_of_sentence(self._text, end)
        if key and (_TEXTUAL.match(written) or (followed and prose.opens_sentence)):
            prose.write_author(self._notes.author_of(key) or (key if followed else ""))

    def _cite_key(self, key: str, at: int, prose: Prose) -> None:
        if key:
            self._notes.cite(key, prose, self._place(at))

    def _link(self, found: re.Match[str], prose: Prose, end: int) -> int:
        worded = found["worded"] is not None
        stop = self._closing(found.start(), end)
        target = _ESCAPE.sub(r"\1", found["target"]).replace("\n", " ").strip()
        if stop is None:
            return self._as_text(found, prose)
        if re.match(r"(?:no)?[a-z]{0,12}[cC]ite[a-z]{0,12}\*?:", target):
            self._cite_keys(target.partition(":")[2], found.start(), prose, target)
            return stop + 1
        self._write_link(self._resolve(target), target, (found.end(), stop - 1) if worded else None, found, prose)
        return stop + 1

    def _write_link(
        self, href: str | None, target: str, words: tuple[int, int] | None, found: re.Match[str], prose: Prose
    ) -> None:
        place = self._place(found.start())
        if words is None and href is not None and PurePosixPath(href).suffix.lower() in _IMAGES:
            prose.add_link(href, LinkKind.IMAGE, place)
            return
        if href is not None:
            prose.open_link(href, LinkKind.INLINE, place)
        if words is not None:
            self.write(*words, prose)
        else:
            prose.write(target if href is None else href, place)
        if href is not None:
            prose.close_link()

    def _resolve(self, target: str) -> str | None:
        """Return the address or path of a link, None if it leads to a place that only Org knows."""
        short = _ABBREVIATION.match(target)
        if short is not None and short[1] in self._settings.abbreviations:
            pattern = self._settings.abbreviations[short[1]]
            target = pattern.replace("%s", short[2]).replace("%h", short[2]) if "%" in pattern else pattern + short[2]
        if (doi := _DOI.match(target)) is not None:
            return f"https://doi.org/{doi[1]}"
        if _WEB.match(target) or target.startswith(("#", "//")):
            return target
        path = _PATH.match(target)
        if path is None:
            return None
        name, _, option = target[path.end() :].partition("::")
        return (name + option if option.startswith("#") else name) or None

    def _anchor(self, found: re.Match[str], prose: Prose, _end: int) -> int:
        if found.group().startswith("<<<"):
            prose.write(found["anchor"], self._place(found.start("anchor")))
        return found.end()

    def _angle(self, found: re.Match[str], prose: Prose, _end: int) -> int:
        prose.open_link(found["angle"], LinkKind.AUTOLINK, self._place(found.start()))
        prose.write(found["angle"], self._place(found.start("angle")))
        prose.close_link()
        return found.end()

    def _bare(self, found: re.Match[str], prose: Prose, _end: int) -> int:
        """Write an address; its end is found for all formats alike, but marks that close around it are markup."""
        closers = self._marks.closers
        start, stop = found.span("bare")
        after = next((at for at in range(start, stop) if closers.get(at, start) < start), stop)
        prose.write(self._text[start:after], self._place(start))
        return after

    def _macro(self, found: re.Match[str], prose: Prose, _end: int) -> int:
        body = self._settings.macros.get(found["macro"].lower(), "")
        values = re.split(r"(?<!\\),", found["values"] or "")
        expanded = re.sub(
            r"\$(\d)", lambda one: values[int(one[1]) - 1].strip() if 0 < int(one[1]) <= len(values) else "", body
        )
        self._settings.budget -= len(expanded)
        at = self._place(found.start())
        if expanded and self._settings.budget > 0 and self._depth < _DEPTH:
            inner = OrgInline(expanded, lambda _: at, self._notes, self._settings, self._file)
            inner._depth = self._depth
            inner.write(0, len(expanded), prose)
        return found.end()

    def _code(self, found: re.Match[str], prose: Prose, _end: int) -> int:
        shown = found["code"].partition("{")[2].removesuffix("}")
        prose.write_literal(shown, self._place(found.start()))
        return found.end()

    def _literal(self, found: re.Match[str], prose: Prose, _end: int) -> int:
        prose.write_literal(found.group(), self._place(found.start()))
        return found.end()

    def _shifted(self, found: re.Match[str], prose: Prose, _end: int) -> int:
        up = found.group().startswith("^")
        prose.write(raise_figures(found["shifted"]) if up else found["shifted"], self._place(found.start("shifted")))
        return found.end()

    def _raised(self, found: re.Match[str], prose: Prose, _end: int) -> int:
        prose.write(raise_figures(found["raised"]), self._place(found.start()))
        return found.end()

    def _entity(self, found: re.Match[str], prose: Prose, _end: int) -> int:
        name = found["entity"]
        sign = _SIGNS.get(name) or (html.unescape(f"&{name};") if f"{name};" in html5 else None)
        if sign is None:
            return self._as_text(found, prose)
        prose.write(sign, self._place(found.start()))
        return found.end()

    def _mark(self, found: re.Match[str], prose: Prose, end: int) -> int:
        at = found.start()
        stop = self._closing(at, end)
        if stop is not None and found["mark"] in "=~":
            prose.write_literal(self._text[at + 1 : stop], self._place(at + 1))
            return stop + 1
        if stop is None and at not in self._marks.closers:
            return self._as_text(found, prose)
        return at + 1
