"""Addresses wrapped in those of another service: mail filters, redirects of sites, proxies of libraries.

What is cited is the address inside, so that is checked and compared. The services are rows of `wrappers.toml`.

A proxy of a library writes the host of the source before its own, for HTTPS with hyphens in place of dots
("doi-org.ezproxy.example.edu", OCLC's documentation of EZproxy). That is undone where only one host can be meant: of
two labels, or of three with "www" first. In others a hyphen may be one of the host ("a-b-org"), so they are recognised
and not changed.
"""

from __future__ import annotations

import base64
import binascii
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import translate
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import unquote

from citecheck.url.hosts import host_of, is_top_level

_MOST_LAYERS = 3
"""Wrappers in wrappers that are opened: a mail that went through two filters, and one more."""
_PROXY = "a library's proxy"
_LABELS_OF_OCLC = 4
"""Labels of "example.idm.oclc.org", the proxies that OCLC runs."""
_PAIR = 2
_PARTS = re.compile(r"https?://[^/?#]+(?P<path>/[^?#]*)?(?:\?(?P<query>[^#]*))?", re.IGNORECASE)
_INSIDE = ("http://", "https://")


class _Wrapper(NamedTuple):
    """A row of the table; the columns are described there."""

    host: str
    by: str
    path: str = ""
    parameter: str | None = None
    coding: str = "percent"
    export: str = ""


def unwrap(address: str) -> str:
    """Return the address inside known wrappers, or `address` itself."""
    for _ in range(_MOST_LAYERS):
        inside = next((inside for _, inside in _open(address)), None)
        if inside is None:
            break
        address = inside
    return address


def find_wrapper(address: str) -> str | None:
    """Return the service that wraps an address, as messages name it, None if it is not wrapped."""
    if is_library_proxy(address):
        return "a library's proxy, for its members only"
    return next((by for by, _ in _open(address)), None) or find_closed_wrapper(address)


def is_wrapped_by_export(address: str) -> bool:
    """Return whether an address was wrapped by the program that exported the document, with every other link of it."""
    rows = _find_rows(host_of(address))
    return any(row.export and _find_parameter(address, row.export) for row in rows)


def find_closed_wrapper(address: str) -> str | None:
    """Return the service that wraps an address in one that does not hold it, None for any other address."""
    host, parts = host_of(address), _PARTS.match(address)
    path = (parts["path"] or "/") if parts else "/"
    rows = (row for row in _read_table().closed if row.host == host and path.startswith(row.path) and path != "/")
    return next((row.by for row in rows if next(_open(address), None) is None), None)


def is_library_proxy(address: str) -> bool:
    """Return whether an address leads through the proxy of a library."""
    return _read_table().proxies.match(host_of(address)) is not None


class _Translator(NamedTuple):
    """A row of `translated`; the columns are described there."""

    host: str
    by: str
    parameters: str


class _Table(NamedTuple):
    by_host: Mapping[str, Sequence[_Wrapper]]
    closed: Sequence[_Wrapper]
    proxies: re.Pattern[str]
    proxy_parameters: Sequence[str]
    translated: Sequence[_Translator]


@cache
def _read_table() -> _Table:
    read: dict[str, Any] = tomllib.loads(files("citecheck.url").joinpath("wrappers.toml").read_text("utf-8"))
    by_host: dict[str, list[_Wrapper]] = {}
    for row in read["wrapper"]:
        by_host.setdefault(row["host"], []).append(_Wrapper(**row))
    closed = [_Wrapper(**row) for row in read["closed"]]
    proxies = re.compile("|".join(map(translate, read["proxy"])))
    translated = [_Translator(**row) for row in read["translated"]]
    return _Table(by_host, closed, proxies, read["proxy_parameters"], translated)


def _open(address: str) -> Iterator[tuple[str, str]]:
    """Yield the service and the address inside for each row that matches an address."""
    host = host_of(address)
    if not host or (parts := _PARTS.match(address)) is None:
        return
    for row in _find_rows(host):
        if (parts["path"] or "/").startswith(row.path):
            held = address[parts.end("path") :] if row.parameter else address[parts.start("path") + len(row.path) :]
            inside = _CODINGS[row.coding](_find_parameter(held, row.parameter) if row.parameter else held)
            if inside.startswith(_INSIDE):
                yield row.by, inside
    yield from _open_translation(address, host)
    if _read_table().proxies.match(host) and (source := _undo_proxy_host(host)):
        yield _PROXY, address.replace(host, source, 1) if host in address else address


def _open_translation(address: str, host: str) -> Iterator[tuple[str, str]]:
    """Yield the page that a translated one is made of: news-a--b-org.translate.goog shows news.a-b.org."""
    for row in _read_table().translated:
        if host.endswith(f".{row.host}"):
            label = host.removesuffix(f".{row.host}")
            plain = label.replace("--", "\0").replace("-", ".").replace("\0", "-")
            whole, sign, fragment = address.replace(host, plain, 1).partition("#")
            page, mark, query = whole.partition("?")
            kept = "&".join(each for each in query.split("&") if not each.startswith(row.parameters))
            yield row.by, page + (mark + kept if kept else "") + sign + fragment


def _undo_proxy_host(host: str) -> str | None:
    """Return the host of the source in the host of a library's proxy, None if it may be one of several."""
    labels = host.split(".")
    own = next((at for at, label in enumerate(labels) if "proxy" in label), len(labels) - _LABELS_OF_OCLC)
    if own < 1:
        return None
    written = labels[:own] if own > 1 else labels[0].split("-")
    plain = own > 1 or len(written) == _PAIR or (len(written) == _PAIR + 1 and written[0] == "www")
    return ".".join(written) if plain and all(written) and is_top_level(written[-1]) and len(written) > 1 else None


def _find_rows(host: str) -> Iterator[_Wrapper]:
    """Yield the rows of a host: its own, those of the hosts above it, and those of any country's host of its name."""
    table = _read_table()
    host = host.removeprefix("www.")
    yield from table.by_host.get(host, ())
    yield from table.by_host.get(f"{host.partition('.')[0]}.*", ())
    above = host.partition(".")[2]
    while above:
        yield from table.by_host.get(f"*.{above}", ())
        above = above.partition(".")[2]
    if table.proxies.match(host):
        yield from (_Wrapper(host, _PROXY, parameter=name) for name in table.proxy_parameters)


def _find_parameter(query: str, name: str) -> str:
    found = re.search(rf"[?&;]{re.escape(name)}=([^&#]+)", query)
    return found[1] if found else ""


def _decode_path(text: str) -> str:
    """Decode percent escapes: "https%3A%2F%2Fa.example", also after the token of a filter, "1abc/https%3A%2F%2Fa"."""
    at = text.lower().find("http")
    if at > 0 and "/" in text[:at]:
        text = text[at:]
    return unquote(text) if "%3a" in text[:9].lower() else _add_scheme(text)


def _add_scheme(text: str) -> str:
    """Return an address that is not encoded; that of a copy lacks its scheme ("/amp/s/a.example/x")."""
    return text if text.startswith(_INSIDE) or not re.match(r"[\w-]+(?:\.[\w-]+)+/", text) else f"https://{text}"


def _decode_dashes(text: str) -> str:
    """Decode version 2 of Proofpoint's links, which writes "_" for "/" and "-2D" for escapes."""
    return unquote(text.translate(str.maketrans("-_", "%/")))


_DEFENDED = re.compile(r"(?P<address>.+?)(?:__)?(?:;(?P<codes>[\w-]*)={0,2}(?:!!.*)?)?\Z")
_STAR = re.compile(r"\*(?:\*(?P<run>[\w-]))?")
_RUN_LENGTHS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def _decode_stars(text: str) -> str:
    """Decode version 3 of Proofpoint's links: each "*" is the next of the characters listed after the address.

    "**A" is two of them, "**B" three. Markdown takes the "__" around the address for emphasis, so they may be missing.
    """
    found = _DEFENDED.match(text.removeprefix("__"))
    if found is None:
        return ""
    letters = iter(_decode_base64(found["codes"] or ""))

    def fill(star: re.Match[str]) -> str:
        count = _RUN_LENGTHS.index(star["run"]) + 2 if star["run"] else 1
        return "".join(letter for _, letter in zip(range(count), letters, strict=False))

    return _STAR.sub(fill, found["address"])


def _decode_base64(text: str) -> str:
    text = unquote(text)
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""


_HELD = re.compile(r"https?://[\x21-\x7e]+")


def _decode_held_base64(text: str) -> str:
    """Decode the address between the other fields of an article of Google News, as they were written until 2024."""
    text = re.split(r"[?#]", text, maxsplit=1)[0]
    try:
        held = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("latin-1")
    except (binascii.Error, ValueError):
        return ""
    found = _HELD.search(held)
    return found[0] if found else ""


def _decode_marked_base64(text: str) -> str:
    return _decode_base64(text.removeprefix("a1"))


_CODINGS: Mapping[str, Callable[[str], str]] = {
    "percent": _decode_path,
    "proofpoint-2": _decode_dashes,
    "proofpoint-3": _decode_stars,
    "base64": _decode_base64,
    "base64-a1": _decode_marked_base64,
    "base64-held": _decode_held_base64,
}
