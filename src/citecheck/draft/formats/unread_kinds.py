"""The kinds of files that are not read: what each is, how it is recognised, and what to do instead.

A kind is recognised by the first bytes of a file, by the name of a part in its ZIP file, by the name of a stream in an
old Office file, and by its suffix where the content alone does not decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

_XML = b'<?xml version="1.0" encoding="UTF-8"?>'
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True, kw_only=True)
class _UnreadKind:
    """A kind of files. `what` is its name after "it is", `advice` what its user can do."""

    what: str
    advice: str
    suffixes: tuple[str, ...] = ()
    """Suffixes of such files. They decide only about files that are no text."""
    starts: tuple[bytes, ...] = ()
    """Bytes that such a file begins with."""
    members: tuple[bytes, ...] = ()
    """Names that only the ZIP files of this kind hold."""
    streams: tuple[str, ...] = ()
    """Names of streams in an old Office file of this kind."""
    shared: tuple[str, ...] = ()
    """Those of the suffixes that another program has for its texts: only the first bytes of such a file decide."""
    reported: bool = False
    """Whether such files are reported where a folder or pattern has them: their authors may count on a check."""


_PICTURE_ADVICE = "run text recognition on it, and save the text or a PDF"
_UNREAD_KINDS: tuple[_UnreadKind, ...] = (
    _UnreadKind(
        what="encrypted",
        advice="open it, remove the password and save it again",
        streams=("EncryptedPackage",),
    ),
    _UnreadKind(
        what="RTF",
        advice="save it as .docx or .odt",
        suffixes=(".rtf",),
        starts=(b"{\\rtf",),
        reported=True,
    ),
    _UnreadKind(
        what="a spreadsheet",
        advice="save it as HTML or PDF",
        suffixes=(".xls", ".xlsx", ".xlsm", ".xlsb", ".ods", ".numbers"),
        members=(b"xl/workbook.", b"opendocument.spreadsheet", b"Index/CalculationEngine"),
        streams=("Workbook",),
        reported=True,
    ),
    _UnreadKind(
        what="a presentation",
        advice="export it as PDF",
        suffixes=(".ppt", ".pptx", ".pptm", ".odp"),
        members=(b"ppt/presentation.", b"opendocument.presentation", b"Index/Slide"),
        streams=("PowerPoint Document",),
        reported=True,
    ),
    _UnreadKind(
        what="a Keynote presentation", advice="export it as PDF", suffixes=(".key",)
    ),  # also the suffix of keys
    _UnreadKind(
        what="a Pages document",
        advice="export it as Word (.docx)",
        suffixes=(".pages",),
        members=(b"Index/Document.iwa",),
        reported=True,
    ),
    _UnreadKind(what="a drawing", advice="export it as PDF", suffixes=(".odg",), members=(b"opendocument.graphics",)),
    _UnreadKind(
        what="an old Word document",
        advice="save it as .docx or .odt",
        suffixes=(".doc", ".dot"),
        shared=(".dot",),  # also the suffix of Graphviz
        streams=("WordDocument",),
        reported=True,
    ),
    _UnreadKind(what="an old Office file", advice="save it as .docx or .odt", starts=(_OLD_OFFICE,)),
    _UnreadKind(
        what="a WordPerfect document",
        advice="save it as .docx or .odt",
        suffixes=(".wpd",),
        starts=(b"\xffWPC",),
        reported=True,
    ),
    _UnreadKind(
        what="a Kindle book",
        advice="convert it to EPUB",
        suffixes=(".mobi", ".azw", ".azw3", ".kfx"),
        reported=True,
    ),
    _UnreadKind(
        what="a flat OpenDocument file",
        advice="save it as .odt or .docx",
        suffixes=(".fodt",),
        starts=tuple(_XML + between + b"<office:document " for between in (b"", b"\n", b"\n\n", b"\r\n")),
        reported=True,
    ),
    _UnreadKind(
        what="a notebook",
        advice="export it with jupyter nbconvert --to markdown",
        suffixes=(".ipynb",),
        starts=tuple(b"{" + between + b'"cells"' for between in (b"", b" ", b"\n ", b"\n  ", b"\n    ", b"\r\n ")),
        reported=True,
    ),
    _UnreadKind(what="PostScript", advice="convert it to PDF", suffixes=(".ps", ".eps"), starts=(b"%!PS",)),
    _UnreadKind(what="a DjVu document", advice="convert it to PDF", suffixes=(".djvu",), starts=(b"AT&TFORM",)),
    _UnreadKind(what="a web archive", advice="save the page as HTML", suffixes=(".webarchive",), starts=(b"bplist00",)),
    _UnreadKind(what="gzip", advice="unpack it first", suffixes=(".gz", ".tgz"), starts=(b"\x1f\x8b",)),
    _UnreadKind(
        what="a packed archive",
        advice="unpack it first",
        suffixes=(".7z", ".rar", ".tar", ".xz", ".bz2", ".zst"),
        starts=(b"7z\xbc\xaf", b"Rar!", b"\xfd7zXZ", b"BZh9", b"\x28\xb5\x2f\xfd"),
    ),
    _UnreadKind(
        what="an image",
        advice=_PICTURE_ADVICE,
        suffixes=(".png", ".jpg", ".jpeg", ".gif", ".webp", ".tif", ".tiff", ".bmp", ".heic", ".avif"),
        starts=(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*"),
    ),
)
"""All kinds; an earlier row is preferred, so that a stream names what the suffix may not."""

_BY_SUFFIX = {suffix: kind for kind in _UNREAD_KINDS for suffix in kind.suffixes}
REPORTED_SUFFIXES: frozenset[str] = frozenset(
    suffix for kind in _UNREAD_KINDS if kind.reported for suffix in kind.suffixes
)
"""The suffixes of files that are reported where a folder or pattern has them."""
SHARED_SUFFIXES: frozenset[str] = frozenset(suffix for kind in _UNREAD_KINDS for suffix in kind.shared)
"""The suffixes that say nothing of a file without its first bytes."""


def find_kind_by_start(data: bytes, path: str) -> _UnreadKind | None:
    """Return the kind of a file whose first bytes say that it is not read, None for every other file."""
    if data.startswith(_OLD_OFFICE):
        return _find_old_office_kind(data, path)
    return next((kind for kind in _UNREAD_KINDS if data.startswith(kind.starts)), None) if data else None


def find_kind_in_zip(data: bytes, path: str) -> _UnreadKind | None:
    """Return the kind of a ZIP file by its parts, or else by its suffix; None if neither names one."""
    by_part = (kind for kind in _UNREAD_KINDS if any(name in data for name in kind.members))
    return next(by_part, None) or find_kind_by_suffix(path)


def find_kind_by_suffix(path: str) -> _UnreadKind | None:
    """Return the kind that the suffix of a name means."""
    return _BY_SUFFIX.get(PurePath(path.lower()).suffix)


def _find_old_office_kind(data: bytes, path: str) -> _UnreadKind | None:
    by_stream = (kind for kind in _UNREAD_KINDS if any(name.encode("utf-16-le") in data for name in kind.streams))
    by_start = (kind for kind in _UNREAD_KINDS if data.startswith(kind.starts))
    return next(by_stream, None) or find_kind_by_suffix(path) or next(by_start, None)
