"""Addresses wrapped in those of another service: mail filters, redirects of sites, proxies of libraries.

What is cited is the address inside, so that is checked and compared. The services are rows of `wrappers.toml`. A proxy
of a library changes the host in a way that cannot be undone reliably ("a-b.org" and "a.b.org" become one host), so such
an address is recognised and not changed.
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

from citecheck.url.hosts import host_of

_MOST_LAYERS = 3
"""Wrappers in wrappers that are opened: a mail that went through two filters, and one more."""
_PARTS = re.compile(r"https?://[^/?#]+(?P<path>/[^?#]*)?(?:\?(?P<query>[^#]*))?", re.IGNORECASE)
_INSIDE = ("http://", "https://")


class _Wrapper(NamedTuple):
    """A row of the table; the columns are described there."""

    host: str
    by: str
    path: str = ""
    parameter: str | None = None
    coding: str = "percent"


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
    wrapper = next((by for by, _ in _open(address)), None)
    return wrapper or ("a library's proxy, for its members only" if is_library_proxy(address) else None)


def is_library_proxy(address: str) -> bool:
    """Return whether an address leads through the proxy of a library."""
    return _read_table().proxies.match(host_of(address)) is not None


class _Table(NamedTuple):
    by_host: Mapping[str, Sequence[_Wrapper]]
    proxies: re.Pattern[str]
    proxy_parameters: Sequence[str]


@cache
def _read_table() -> _Table:
    read: dict[str, Any] = tomllib.loads(files("citecheck.url").joinpath("wrappers.toml").read_text("utf-8"))
    by_host: dict[str, list[_Wrapper]] = {}
    for row in read["wrapper"]:
        by_host.setdefault(row["host"], []).append(_Wrapper(**row))
    return _Table(by_host, re.compile("|".join(map(translate, read["proxy"]))), read["proxy_parameters"])


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
        yield from (_Wrapper(host, "a library's proxy", parameter=name) for name in table.proxy_parameters)


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


def _decode_marked_base64(text: str) -> str:
    return _decode_base64(text.removeprefix("a1"))


_CODINGS: Mapping[str, Callable[[str], str]] = {
    "percent": _decode_path,
    "proofpoint-2": _decode_dashes,
    "proofpoint-3": _decode_stars,
    "base64": _decode_base64,
    "base64-a1": _decode_marked_base64,
}
