"""One page in the browser: the requests it makes, when it has settled, and what it shows then.

Every request is answered by the caller's function or refused: only GET, only `http` and `https`, and at most
`BrowserLimits.requests` of them. Web sockets, WebRTC, service workers, downloads and new windows are refused as well.
Only this module and `browser` import playwright.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urldefrag, urlsplit

from citecheck.model.exchange import Rendering, Truncation
from citecheck.model.page import Answer

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page, Request, Route

AnswerRequest: TypeAlias = Callable[[str, str | None], Awaitable[Answer | None]]
"""A function that returns the answer to a request of a page, its body decoded; None where there is none.

It takes the address and the `Origin` of the request, None where the browser sends none.
"""

_NO_PEERS = """
for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport"]) delete globalThis[name];
"""
"""Pages then see that the browser has no direct connections, which would come to nothing."""

_WITHOUT_TEXT = frozenset({"media", "font", "texttrack"})
"""Kinds of requests that are refused since neither the text nor the picture of a page needs them."""
_FAILED_SOCKETS = """
const Routed = globalThis.WebSocket;
globalThis.WebSocket = class WebSocket extends Routed {
  constructor(...words) {
    super(...words);
    this.addEventListener("close", () => this.dispatchEvent(new Event("error")));
  }
};
"""
"""A refused web socket then fails as one without a network does: with an error, then its end (WebSockets standard, 4).

Pages ask in another way after an error; Playwright only ends the socket.
"""
_CARRIERS = frozenset({"document", "script", "xhr", "fetch", "eventsource", "websocket"})
"""Kinds of requests without whose answer a page may show less."""
_DROPPED_FIELDS = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection", "set-cookie"})
"""Fields of an answer that are not true of a decoded body, or that would make the browser remember something."""

_WIDTH, _HEIGHT, _TALLEST = 1280, 1600, 6000
"""Size of the window and the greatest height of a picture, in CSS pixels."""
_LOOK_SECONDS = 0.2
_QUIET_LOOKS = 3
"""A page has settled when this many looks in a row, `_LOOK_SECONDS` apart, show the same and no request is open."""
_PICTURE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class BrowserLimits:
    """What one page may cost: `seconds` until it is taken as it is, `requests`, and `received` bytes of their answers.

    `characters` limits the document taken from the page. `memory` limits each process of the browser, in bytes.
    """

    seconds: float = 20.0
    requests: int = 200
    received: int = 30_000_000
    characters: int = 5_000_000
    memory: int = 1_500_000_000


DEFAULT_LIMITS = BrowserLimits()


@dataclass
class PageLoad:
    """One page in the browser and the requests it makes; `opening` is its own answer, which is not requested again.

    It has no slots, since Playwright sets attributes on the objects whose methods it calls.
    """

    opening: Answer
    answer: AnswerRequest
    limits: BrowserLimits
    context: BrowserContext | None = None
    begun: int = 0
    answered: int = 0
    refused: int = 0
    received: int = 0
    under_way: int = 0
    is_closed: bool = False
    is_shed: bool = False
    known: dict[str, Answer] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        """Whether the page has used up its requests or bytes."""
        return self.begun >= self.limits.requests or self.received > self.limits.received

    async def show(self, browser: Browser, moment: datetime) -> Rendering:
        """Show the page as it settles, or as it is when its time is over; `moment` is that of the rendering.

        Raises:
            playwright.async_api.Error: The page cannot be shown. One that never returns keeps this waiting.
        """
        began = asyncio.get_running_loop().time()
        page = await self._open(browser)
        is_settled = await self._visit(page)
        shown = await page.evaluate(_snapshot_script(), self.limits.characters)
        picture = await _take_picture(page)
        cut = Truncation.LENGTH if shown["isCut"] or self.is_full else None
        return Rendering(
            url=self.opening.url or "",
            ended_at=urldefrag(str(shown["url"])).url,
            document=str(shown["html"]).encode("utf-8", "replace"),
            screenshot=picture,
            moment=moment,
            elapsed=asyncio.get_running_loop().time() - began,
            answered=self.answered,
            refused=self.refused,
            truncated=cut if is_settled or cut else Truncation.TIME,
            browser=f"Chromium {browser.version}",
        )

    async def _open(self, browser: Browser) -> Page:
        """Open a window that asks `_take` for everything."""
        self.context = context = await browser.new_context(
            accept_downloads=False,
            service_workers="block",
            viewport={"width": _WIDTH, "height": _HEIGHT},
        )
        await context.add_init_script(_NO_PEERS)
        await context.route("**/*", self._take)
        await context.route_web_socket("**/*", self._refuse_socket)
        await context.add_init_script(_FAILED_SOCKETS)
        page = await context.new_page()
        context.on("page", _close_window)
        return page

    async def _visit(self, page: Page) -> bool:
        """Go to the page and wait until it has settled; return whether it has, rather than run out of time."""
        from playwright.async_api import Error  # noqa: PLC0415 (an extra)

        url = self.opening.url or ""
        self.known[urldefrag(url).url] = self.opening
        try:
            async with asyncio.timeout(self.limits.seconds):
                await page.goto(url, wait_until="commit", timeout=self.limits.seconds * 1000)
                before, quiet = "", 0
                while quiet < _QUIET_LOOKS and not (self.is_full and self.under_way == 0):
                    await asyncio.sleep(_LOOK_SECONDS)
                    try:
                        shown = await page.evaluate(_LOOK_SCRIPT)
                    except Error:  # the page goes elsewhere
                        shown = ""
                    is_quiet = not self.under_way and shown.startswith("complete") and shown == before
                    before, quiet = shown, quiet + 1 if is_quiet else 0
        except TimeoutError:
            return False
        return True

    async def _take(self, route: Route) -> None:
        """Answer one request of the page, or refuse it."""
        from playwright.async_api import Error  # noqa: PLC0415 (an extra)

        self.under_way += 1
        try:
            if self.is_full and not self.is_shed:
                await self._shed()
            found = await self._find(route.request)
            with contextlib.suppress(Error):  # the page no longer waits for it
                if found is None:
                    await self._abort(route)
                else:
                    await route.fulfill(**found)
        finally:
            self.under_way -= 1

    async def _abort(self, route: Route) -> None:
        if not self.is_shed:
            await route.abort()

    async def _shed(self) -> None:
        """Leave all further requests to the browser, in which they come to nothing: it has no network."""
        self.is_shed = True
        if self.context is not None:
            await self.context.unroute_all(behavior="ignoreErrors")

    def close(self) -> None:
        """Refuse everything from now on."""
        self.is_closed = True

    async def _find(self, request: Request) -> dict[str, Any] | None:
        """Return what to answer a request with, None to refuse it."""
        url = urldefrag(request.url).url
        if request.resource_type in _WITHOUT_TEXT:
            return None
        is_allowed = request.method == "GET" and urlsplit(url).scheme in {"http", "https"}
        if self.is_closed or self.is_full or not is_allowed:
            self._note_refusal(request)
            return None
        self.begun += 1
        found = self.known.get(url) or await self.answer(url, request.headers.get("origin"))
        if found is None:
            self._note_refusal(request)
            return None
        self.answered += 1
        self.received += len(found.body)
        if request.is_navigation_request() and found.url and urldefrag(found.url).url != url:
            self.known[urldefrag(found.url).url] = found
            return _write_redirect(found.url)
        return {"status": found.status or 200, "headers": _headers_of(found, url), "body": found.body}

    def _note_refusal(self, request: Request) -> None:
        self.refused += request.resource_type in _CARRIERS

    async def _refuse_socket(self, socket: Any) -> None:
        self.refused += 1
        await socket.close()


_LOOK_SCRIPT = "document.readyState + ' ' + (document.documentElement?.textContent.length ?? 0)"


@cache
def _snapshot_script() -> str:
    return files("citecheck.extras").joinpath("browser_snapshot.js").read_text("utf-8")


def _write_redirect(url: str) -> dict[str, Any]:
    """Return an answer that sends a window to another address: what follows a redirect is not asked for otherwise."""
    body = f"<script>location.replace({json.dumps(url).replace('<', chr(92) + 'u003c')})</script>"
    return {"status": 200, "headers": {"content-type": "text/html"}, "body": body}


def _headers_of(answer: Answer, url: str) -> dict[str, str]:
    """Return the fields of an answer for the browser, repeated ones joined.

    An answer that allows no other origin to read it says so: Playwright would allow the one that asks.
    """
    fields: dict[str, str] = {}
    for raw_name, raw_value in answer.headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        if name not in _DROPPED_FIELDS:
            fields[name] = f"{fields[name]}, {value}" if name in fields else value
    parts = urlsplit(url)
    fields.setdefault("access-control-allow-origin", f"{parts.scheme}://{parts.netloc}")
    return fields


async def _close_window(page: Page) -> None:
    """Close a window that a page opened."""
    from playwright.async_api import Error  # noqa: PLC0415 (an extra)

    with contextlib.suppress(Error):
        await page.close()


async def _take_picture(page: Page) -> bytes:
    """Return a picture of the page, empty if the browser makes none in time."""
    from playwright.async_api import Error  # noqa: PLC0415 (an extra)

    try:
        height = await page.evaluate("document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": _WIDTH, "height": max(_HEIGHT, min(height, _TALLEST))}
        return await page.screenshot(
            full_page=True,
            clip=clip,  # type: ignore[arg-type]  # a TypedDict that has no name to import
            animations="disabled",
            timeout=_PICTURE_SECONDS * 1000,
        )
    except Error:
        return b""
