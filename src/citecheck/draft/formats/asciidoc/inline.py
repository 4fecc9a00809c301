"""Read the inline macros and markup of AsciiDoc: notes, links, cross-references, formatting.

Footnotes are identified by their printed number, and works of the bibliography by their label.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence

from citecheck.draft.manuscript import Note
from citecheck.draft.prose import Prose
from citecheck.model.draft import LinkKind, Place


class AsciidocNotes:
    """Collector of notes, numbered in the order of their first use as Asciidoctor prints them."""

    def __init__(self) -> None:
        self._labels: dict[str, str] = {}
        self._named: dict[str, str] = {}
        self._kept: dict[str, Note | None] = {}
        self._works: dict[str, tuple[str, str]] = {}

    def use(self, name: str) -> tuple[str, str]:
        """Return the marker and id of a note: the note of that name, or a new one."""
        note = self._named.get(name) if name else None
        if note is None:
            note = f"note{len(self._labels) + 1}"
            self._labels[note] = f"[{len(self._labels) + 1}]"
            if name:
                self._named[name] = note
        return self._labels[note], note

    def is_named(self, name: str) -> bool:
        """Return whether a note of that name was used."""
        return name in self._named

    def is_kept(self, note: str) -> bool:
        """Return whether the text of a note has been read or is being read."""
        return note in self._kept

    def reserve(self, note: str) -> None:
        """Reserve a note's place in the order before the notes inside it are read."""
        self._kept[note] = None

    def keep(self, note: Note, place: Place) -> None:
        """Store a note's text. `place` is the place of its macro, for a note without text."""
        places = note.places or ((0, place),)
        self._kept[note.id] = Note(note.id, note.marker, note.text, places, note.links)

    def name_work(self, key: str, label: str) -> str:
        """Record a work of the bibliography and return its id. Call it before the text is read."""
        self._works.setdefault(key, (f"[{label or key}]", f"bib:{key}"))
        return self._works[key][1]

    def work(self, key: str) -> tuple[str, str] | None:
        """Return the marker and id of a work, or None if the bibliography has no such key."""
        return self._works.get(key)

    def finished(self) -> tuple[Note, ...]:
        """Return all notes that have a text."""
        return tuple(note for note in self._kept.values() if note is not None)


_BRACKET = re.compile(r"\\.|[\[\]]|\n[ \t]*\n", re.DOTALL)
_DEPTH = 20
"""The deepest nesting of macros that is read. Deeper macros are plain text."""

_MACRO = re.compile(
    r"\\(?P<escaped>footnote|https?://[^\s\[\]<>\"]{0,4000}|link:|xref:|<<|\{|\])"
    r"|(?P<passed>\+\+\+[^\n]*?\+\+\+|\+\+(?:_|[^\w\s+]){1,5}\+\+|(?<![\w+])\+\+[^\s+][^\n]*?\+\+"
    r"|(?<![\w+])\+[^\s+](?:[^\n+]*[^\s+])?\+(?![\w+]))"
    r"|(?P<note>footnote(?P<old>ref)?:(?P<id>[\w-]{0,80})\[)"
    r"|(?P<link>(?:link|mailto):"
    r"(?:\+\+(?P<whole>[^\s+]{1,2000})\+\+|pass:\[(?P<kept>[^\[\]\n]{1,2000})\]|(?P<target>[^\s\[\]]{1,2000}))\[)"
    r"|(?P<url>(?:https?|ftp|irc)://[^\s\[\]<>\"]{1,4000})(?P<titled>\[)?"
    r"|<<(?P<reference>[^<>,\n]{1,200})(?:,(?P<shown>[^<>]{0,400}))?>>"
    r"|(?P<cross>xref:#?(?P<crossed>[^\s\[\]]{1,400})\[)"
    r"|(?P<shown_file>(?P<sort>image|icon|video|audio)::?(?P<file>[^\s\[\]:]?[^\s\[\]]{0,400})\[)"
    r"|(?P<silent>(?:anchor|indexterm2?):[^\s\[\]]{0,400}\[)"
    r"|(?P<plain>(?:kbd|btn|menu|pass|stem|latexmath|asciimath):[^\s\[\]]{0,60}\[)"
    r"|(?P<manual>(?<!\w)[a-z]\w{1,20}:(?P<page>[\w.-]{1,80})\[(?P<part>\d)\])"
    r"|\[\[(?P<anchor>[^\[\]\n]{1,200})\]\]"
    r"|\(\(\((?P<index>[^()]{0,200})\)\)\)"
    r"|\{(?P<attribute>[\w-]{1,80})\}"
    r"|(?P<entity>&(?:#\d{1,7}|#x[\da-fA-F]{1,6}|[a-zA-Z]{2,10});)"
    r"|(?P<quoted>\"`|`\"|'`|`')"
    r"|(?P<role>\[\.?[\w.-]{1,60}\](?=[#*_`]))"
    r"|(?P<markup>(?<![\w*_`#])[*_`#]{1,2}(?=[^\s*_`#])|(?<=[^\s*_`#])[*_`#]{1,2}(?![\w*_`#])|\*\*|__|``|##)"
    r"|(?P<dash>(?<=\w)--(?=\w)|(?<= )--(?= ))"
    r"|(?P<break> \+(?=\n|\Z))"
)
_QUOTES = {'"`': "“", '`"': "”", "'`": "‘", "`'": "’"}
_PREDEFINED = {
    "nbsp": "\u00a0", "zwsp": "", "wj": "", "apos": "'", "quot": '"', "lsquo": "‘", "rsquo": "’", "ldquo": "“",
    "rdquo": "”", "deg": "°", "plus": "+", "brvbar": "¦", "vbar": "|", "amp": "&", "lt": "<", "gt": ">", "sp": " ",
    "empty": "", "blank": "", "asterisk": "*", "backtick": "`", "startsb": "[", "endsb": "]", "caret": "^",
    "tilde": "~", "backslash": "\\", "two-colons": "::", "two-semicolons": ";;", "cpp": "C++", "pp": "++",
}  # fmt: skip
_ATTRIBUTE = re.compile(r"\{([\w-]{1,80})\}")
_LINK_VALUE = re.compile(r"(?:^|,)\s*link\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^,\s]*))")
"""The named value of an image that makes it a link: image::a.png[A,link=https://a.example.net]."""
_HOSTED = re.compile(r"\b(?:youtube|vimeo|wistia|dailymotion)\b")
"""Services whose name in the brackets of a video says that its target is an identifier."""
_NAME = re.compile(r"[^#./:]+")
"""A cross-reference that is an identifier or a title of the same document, and no file."""
_FILE_SIGN = re.compile(r"(?<!&)#")
"""What divides file and identifier in a reference; after "&" it is the beginning of a character reference."""
_SPELLED_SIGN = re.compile(r"\+\+(_|[^\w\s+])\+\+|\\(\.\.\.|--)")
"""A sign in an address that is protected from being read as markup, as programs write it, or as typography."""
_TITLED = re.compile(r"([^\s\[\]{}<>]{0,2000})\[")
"""What may follow an attribute that holds the beginning of an address: the rest, and the title in brackets."""
_NAMED_VALUE = re.compile(r",\s*(?:role|window|opts|options|id|title|rel|target)\s*=[^\[\]]*\Z")
"""Named values after the title of a link, which are not shown."""
_EXPANDED = 4
"""The most characters that attributes expand to in total, as a multiple of the text's length (plus 100,000)."""


def _pair_brackets(text: str) -> dict[int, int]:
    """Return the offset of the closing square bracket for each opening one, within paragraphs.

    A bracket that does not close ("[0, 1)") leaves the bracket around it unpaired. That bracket then ends where the
    next pair after it ends.
    """
    partners: dict[int, int] = {}
    own: dict[int, int] = {}
    unclosed: list[int] = []
    for found in (*_BRACKET.finditer(text), None):
        bracket = found.group() if found is not None else "\n"
        if found is None or bracket[0] == "\n":
            partners |= own | _lend_ends(unclosed, own)
            own, unclosed = {}, []
        elif bracket == "[":
            unclosed.append(found.start())
        elif bracket == "]" and unclosed:
            own[unclosed.pop()] = found.start()
    return partners


def _lend_ends(unclosed: Sequence[int], own: Mapping[int, int]) -> dict[int, int]:
    """Return the ends that the unpaired openers of a paragraph take from the pairs after them."""
    opened = sorted(own) if unclosed else []
    nearest = ((opener, bisect_right(opened, opener)) for opener in unclosed)
    return {opener: own[opened[at]] for opener, at in nearest if at < len(opened)}


class InlineMarkup:
    """The writer of spans of AsciiDoc source into prose."""

    def __init__(
        self, text: str, place: Callable[[int], Place], notes: AsciidocNotes, attributes: Mapping[str, str]
    ) -> None:
        """Initialize with the source, a function from offset to place, the notes, and the attributes defined so far."""
        self._text = text
        self._place = place
        self._budget = _EXPANDED * len(text) + 100_000
        self._notes = notes
        self._attributes = attributes
        self._partners = _pair_brackets(text)
        self._depth = 0
        self._monospace = False
        self._steps: dict[str, Callable[[re.Match[str], Prose, int], int]] = {
            "note": self._note,
            "link": self._link,
            "target": self._link,
            "whole": self._link,
            "url": self._url,
            "titled": self._url,
            "reference": self._reference,
            "shown": self._reference,
            "crossed": self._cross,
            "cross": self._cross,
            "shown_file": self._file,
            "silent": lambda found, _prose, end: self._closing(found.end(), end) + 1,
            "plain": self._show,
            "manual": self._manual,
            "attribute": self._attribute,
        }

    def write(self, start: int, end: int, prose: Prose) -> None:
        """Write `text[start:end]` as readers see it."""
        self._depth += 1
        self._monospace = self._monospace and self._depth > 1
        at = start
        while at < end:
            found = _MACRO.search(self._text, at, end) if self._depth <= _DEPTH else None
            if found is None:
                self._plain(at, end, prose)
                break
            self._plain(at, found.start(), prose)
            at = self._macro(found, prose, end)
        self._depth -= 1

    def _manual(self, found: re.Match[str], prose: Prose, _end: int) -> int:
        """Write a reference to a manual page, for which many projects define a macro ("linkgit:git-log[1]")."""
        prose.write(f"{found['page']}({found['part']})", self._place(found.start()))
        return found.end()

    def _plain(self, start: int, end: int, prose: Prose) -> None:
        if start < end:
            prose.write(html.unescape(self._text[start:end]), self._place(start))

    def _macro(self, found: re.Match[str], prose: Prose, end: int) -> int:
        kind = found.lastgroup or ""
        step = self._steps.get("note" if found["note"] else kind)
        if step is not None:
            return step(found, prose, end)
        if kind in {"escaped", "passed"}:
            prose.write_literal(found[kind].strip("+") if kind == "passed" else found[kind], self._place(found.start()))
        elif kind == "entity":
            prose.write(html.unescape(found["entity"]), self._place(found.start()))
        elif kind == "quoted":
            prose.write(_QUOTES[found["quoted"]])
        elif kind == "markup":
            self._monospace ^= found.group().startswith("`")
        elif kind == "dash":
            prose.write("—")
        return found.end()

    def _closing(self, start: int, end: int) -> int:
        """Return where the bracket opened before `start` closes, or `start - 1` if it does not."""
        partner = self._partners.get(start - 1, -1)
        return partner if start <= partner < end else start - 1

    def _note(self, found: re.Match[str], prose: Prose, end: int) -> int:
        stop = self._closing(found.end(), end)
        if stop < found.end():
            prose.write(found.group(), self._place(found.start()))
            return found.end()
        start, name = found.end(), found["id"] or ""
        if found["old"]:
            name, comma, _ = self._text[start:stop].partition(",")
            start = start + len(name) + 1 if comma else stop
        if start == stop and self._is_unread(name):
            return stop + 1
        label, note = self._notes.use(name.strip())
        inner = Prose() if start < stop and not self._notes.is_kept(note) else None
        if inner is not None:
            self._notes.reserve(note)
            self.write(start, stop, inner)
            self._notes.keep(inner.note(note, label), self._place(found.start()))
        prose.add_marker(label, self._place(found.start()), note if self._notes.is_kept(note) else None)
        if inner is not None:
            prose.adopt(inner)
        return stop + 1

    def _is_unread(self, name: str) -> bool:
        """Return whether the text of a note is in an attribute whose markup is passed through and was not read."""
        if not name or self._notes.is_named(name):
            return False
        return any(f"footnote:{name}[" in value for value in self._attributes.values())

    def _link(self, found: re.Match[str], prose: Prose, end: int) -> int:
        stop = self._closing(found.end(), end)
        if stop < found.end() - 1:
            return found.end()
        named = next(name for name in ("whole", "kept", "target") if found[name])
        address = self.expand(_SPELLED_SIGN.sub(r"\1\2", found[named]))
        scheme = "mailto:" if found.group().startswith("mailto:") else ""
        self._linked(scheme + address, (found.end(), stop), prose, at=found.start(), shown=address)
        return stop + 1

    def _url(self, found: re.Match[str], prose: Prose, end: int) -> int:
        address = _SPELLED_SIGN.sub(r"\1\2", found["url"])
        if found["titled"]:
            stop = self._closing(found.end(), end)
            if stop >= found.end() - 1:
                self._linked(address, (found.end(), stop), prose, at=found.start())
                return stop + 1
        if self._text[found.start() - 1 : found.start()] == "<" and self._text.startswith(">", found.end("url")):
            prose.open_link(address, LinkKind.AUTOLINK, self._place(found.start() - 1))
            prose.write(address, self._place(found.start()))
            prose.close_link()
            return found.end("url")
        bare = found["url"].removesuffix("++")  # a passthrough begins there
        shown = _SPELLED_SIGN.sub(r"\1\2", bare)
        write = prose.write_literal if self._monospace else prose.write
        write(shown, self._place(found.start()))  # the end of a bare address is found for all formats alike
        return found.start("url") + len(bare)

    def expand(self, written: str) -> str:
        """Return a target with its attribute references replaced by the values known so far."""
        if "{" not in written:
            return written
        return _ATTRIBUTE.sub(lambda found: self._value(found[1]) or found[0], written)

    def _value(self, name: str) -> str | None:
        return self._attributes.get(name.lower(), _PREDEFINED.get(name.lower()))

    def _linked(self, address: str, words: tuple[int, int], prose: Prose, *, at: int, shown: str | None = None) -> None:
        """Write a link whose macro begins at `at` and whose words are the span `words`, or `shown` if that is empty."""
        known = not _ATTRIBUTE.search(address)
        if known:
            prose.open_link(address, LinkKind.INLINE, self._place(at))
        start, stop = words
        written = _NAMED_VALUE.sub("", self._text[start:stop]).removesuffix("^")
        if written.strip():
            self.write(start, start + len(written), prose)
        else:
            prose.write(address if shown is None else shown, self._place(at))
        if known:
            prose.close_link()

    def _reference(self, found: re.Match[str], prose: Prose, _end: int) -> int:
        cited = self._notes.work(found["reference"].strip("# "))
        if cited is not None:
            prose.add_marker(cited[0], self._place(found.start()), cited[1])
        else:
            target = self._reference_target(found["reference"].strip())
            prose.open_link(target, LinkKind.INLINE, self._place(found.start()), cites=False)
            if found["shown"]:
                prose.write(found["shown"].strip(), self._place(found.start("shown")))
            prose.close_link()
        return found.end()

    def _reference_target(self, written: str) -> str:
        """Return the target of a reference in angle brackets, which names a file only by a "#" after it.

        Source: docs.asciidoctor.org, "Cross References"; "<<weir.gauge>>" is an identifier, dots and all.
        """
        target = self.expand(written)
        return target if _FILE_SIGN.search(target) else f"#{target}"

    def _cross_target(self, written: str) -> str:
        """Return the target of a cross-reference: "#name" in the same document, a file as written."""
        target = self.expand(written)
        return f"#{target}" if _NAME.fullmatch(target) else target

    def _cross(self, found: re.Match[str], prose: Prose, end: int) -> int:
        stop = self._closing(found.end(), end)
        cited = self._notes.work(found["crossed"]) if found["crossed"] else None
        if cited is not None:
            prose.add_marker(cited[0], self._place(found.start()), cited[1])
        else:
            target = self._cross_target(self._text[found.start() + len("xref:") : found.end() - 1])
            prose.open_link(target, LinkKind.INLINE, self._place(found.start()), cites=False)
            self._plain(found.end(), stop, prose)
            prose.close_link()
        return max(stop + 1, found.end())

    def _show(self, found: re.Match[str], prose: Prose, end: int) -> int:
        """Write what is in the brackets of a macro as it is."""
        stop = self._closing(found.end(), end)
        self._plain(found.end(), stop, prose)
        return max(stop + 1, found.end())

    def _file(self, found: re.Match[str], prose: Prose, end: int) -> int:
        """Record an image or recording, and the link that it is."""
        stop = self._closing(found.end(), end)
        values = self._text[found.end() : max(stop, found.end())]
        for target, kind in self.find_file_links(found["sort"], found["file"], values):
            prose.add_link(target, kind, self._place(found.start()))
        return max(stop + 1, found.end())

    def find_file_links(self, sort: str, file: str, values: str) -> Iterator[tuple[str, LinkKind]]:
        """Yield the file that a macro shows, and the target of its `link` value."""
        if sort != "icon" and file and not (sort == "video" and _HOSTED.search(values)):
            yield self.expand(file), LinkKind.IMAGE
        linked = _LINK_VALUE.search(values)
        target = next(filter(None, linked.groups()), "") if linked else ""
        if target and target != "self":
            yield self.expand(target), LinkKind.INLINE

    def _attribute(self, found: re.Match[str], prose: Prose, end: int) -> int:
        value = self._value(found["attribute"])
        titled = _TITLED.match(self._text, found.end(), end)
        if value is not None and titled is not None and "://" in value:
            stop = self._closing(titled.end(), end)
            if stop >= titled.end():
                self._linked(value + titled[1], (titled.end(), stop), prose, at=found.start())
                return stop + 1
        at = self._place(found.start())
        self._budget -= len(value or "")
        if value is None or self._budget < 0:
            prose.write(found.group(), at)
        elif _MACRO.search(value):
            InlineMarkup(value, lambda _: at, self._notes, {}).write(0, len(value), prose)
        else:
            prose.write(value, at)
        return found.end()
