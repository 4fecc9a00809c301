"""arXiv's API (https://info.arxiv.org/help/api/user-manual.html): Atom, one entry a preprint, 3 s between requests."""

from __future__ import annotations

import re
from collections.abc import Iterator

from citecheck.model.work import WorkRecord

NAME = "arxiv"
DOI = "10.48550/arXiv.{}"
"""The DOI that arXiv gives each of its papers, by its number without a version."""
_VERSION = re.compile(r"v\d+\Z")
_ATOM = "{http://www.w3.org/2005/Atom}"
_ABSTRACT = "/abs/"


def drop_version(number: str) -> str:
    """Return the number of a paper without the version: "solv-int/9901001" of "solv-int/9901001v2"."""
    return _VERSION.sub("", number)


def is_feed(body: bytes) -> bool:
    """Return whether an answer is a feed; the page of a proxy or of a login is none, and says nothing of a work."""
    return b"http://www.w3.org/2005/Atom" in body[:_HEAD]


_HEAD = 2_000
"""Bytes in which a feed names its format."""


def read_feed(body: bytes) -> tuple[WorkRecord, ...]:
    """Return the records of a feed, none for one that cannot be parsed or that reports an error."""
    from lxml import etree  # noqa: PLC0415 (few references ask arXiv)

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    root = etree.fromstring(body, parser)
    return tuple(_read_entries(root)) if root is not None else ()


def _read_entries(root: object) -> Iterator[WorkRecord]:
    for entry in getattr(root, "iterfind", lambda _: ())(f"{_ATOM}entry"):
        title = " ".join((entry.findtext(f"{_ATOM}title") or "").split())
        address = entry.findtext(f"{_ATOM}id") or ""
        if not title or _ABSTRACT not in address:
            continue
        names = (author.findtext(f"{_ATOM}name") or "" for author in entry.iterfind(f"{_ATOM}author"))
        published = entry.findtext(f"{_ATOM}published") or ""
        number = address.partition(_ABSTRACT)[2]
        yield WorkRecord(
            registry=NAME,
            title=title,
            authors=tuple(name for name in names if name),
            years=(int(published[:4]),) if published[:4].isdigit() else (),
            containers=("arXiv",),
            doi=DOI.format(drop_version(number)),
            url=f"https://arxiv.org/abs/{number}",
            is_preprint=True,
        )
