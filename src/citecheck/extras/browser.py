"""A real browser that shows a page whose content comes by script: Chromium of the system, driven by Playwright.

The browser has no network: its proxy and all names lead nowhere, on Linux it has a network namespace of its own where
that is permitted, and the requests of a page are answered by the caller's function (`browser_page`). It gets neither
cookies nor credentials nor the environment of this program, and nothing hides that a program drives it: a site that
refuses browsers without a person is not persuaded.

Chromium is started by a script that notes its process and limits the memory of each of its processes. A page that
fills the memory or never returns costs only itself: `Browser` ends the whole group of processes and starts another.
Only this module and `browser_page` import playwright.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import os
import shutil
import signal
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from citecheck.errors import WrongUsage
from citecheck.extras.browser_page import DEFAULT_LIMITS, AnswerRequest, BrowserLimits, PageLoad
from citecheck.model.exchange import Rendering
from citecheck.model.page import Answer

if TYPE_CHECKING:
    from playwright.async_api import Browser as Chromium
    from playwright.async_api import BrowserContext, Playwright

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
"""The names under which systems install Chromium and its relatives."""

_ARGUMENTS = (
    "--proxy-server=http://proxy.invalid:9",
    "--proxy-bypass-list=<-loopback>",  # without it, loopback addresses are connected to directly
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # the older name of the same
    "--disable-quic",
    "--disable-gpu",
    "--disable-3d-apis",
    "--no-pings",
    "--mute-audio",
)
"""Arguments that leave the browser without a network, by name or by address, over TCP or UDP."""

_START_SECONDS = 30.0
_CLOSE_SECONDS = 5.0
_SNAPSHOT_SECONDS = 10.0
"""Time after `BrowserLimits.seconds` to take the document and the picture."""


class NotRendered(Exception):
    """The browser could not show a page; the text is one clause for the user."""


def find_chromium() -> str:
    """Return the path of the system's Chromium.

    Raises:
        WrongUsage: The extra `browser` or Chromium is not installed.
    """
    if importlib.util.find_spec("playwright") is None:
        raise WrongUsage("--browser needs the extra `browser`: pip install 'citecheck[browser]'")
    found = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if found is None:
        raise WrongUsage("--browser needs Chromium, and none is installed; install it (Debian: apt install chromium)")
    return found


class Browser:
    """Shows pages, one at a time; Chromium starts with the first page, and again after it was ended.

    `clock` returns the moment that a rendering has. End it with `aclose`.
    """

    def __init__(self, chromium: str, *, clock: Callable[[], datetime], limits: BrowserLimits = DEFAULT_LIMITS) -> None:
        self._chromium = chromium
        self._clock = clock
        self._limits = limits
        self._folder: Path | None = None
        self._playwright: Playwright | None = None
        self._browser: Chromium | None = None

    async def aclose(self) -> None:
        """End Chromium and the driver."""
        await self._end()
        if self._playwright:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._playwright.stop(), _CLOSE_SECONDS)
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    async def render(self, page: Answer, answer: AnswerRequest) -> Rendering:
        """Show `page`, an answer with its address, and return what it shows once its scripts have run.

        The page is shown as it settles, or as it is after `BrowserLimits.seconds`. `answer` answers its requests.

        Raises:
            NotRendered: The page cannot be shown: it never returns, fills the memory, or is a download.
            WrongUsage: Chromium cannot be started.
        """
        from playwright.async_api import Error  # noqa: PLC0415 (an extra)

        browser, moment = await self._start(), self._clock()
        load = PageLoad(page, answer, self._limits)
        try:
            async with asyncio.timeout(self._limits.seconds + _SNAPSHOT_SECONDS):
                return await load.show(browser, moment)
        except TimeoutError:
            raise NotRendered("its scripts do not return") from None
        except Error as error:
            raise NotRendered(_word_error(error)) from error
        finally:
            load.close()
            if load.context is not None:
                await self._close(load.context)

    async def _start(self) -> Chromium:
        """Return the running browser, started if there is none. Raises WrongUsage."""
        from playwright.async_api import Error, async_playwright  # noqa: PLC0415 (an extra)

        if self._browser and self._browser.is_connected():
            return self._browser
        if self._playwright is None:
            asyncio.get_running_loop().set_exception_handler(_pass_over_end_of_driver)
            self._playwright = await async_playwright().start()
        self._folder = self._folder or Path(tempfile.mkdtemp(prefix="citecheck-browser-"))
        try:
            self._browser = await self._playwright.chromium.launch(
                executable_path=_write_starter(self._folder, self._chromium, self._limits.memory),
                args=list(_ARGUMENTS),
                chromium_sandbox=has_sandbox(),
                env={"HOME": str(self._folder), "PATH": os.defpath, "LANG": "C.UTF-8"},
                timeout=_START_SECONDS * 1000,
            )
        except Error as error:
            raise WrongUsage(f"--browser: {self._chromium} cannot be started ({_word_error(error)})") from error
        return self._browser

    async def _close(self, context: BrowserContext) -> None:
        """Close the windows of a page; a browser that does not do so in time is ended."""
        from playwright.async_api import Error  # noqa: PLC0415 (an extra)

        try:
            await asyncio.wait_for(context.close(), _CLOSE_SECONDS)
        except (TimeoutError, Error):
            await self._end()

    async def _end(self) -> None:
        """Close the browser, and kill all its processes if it does not."""
        from playwright.async_api import Error  # noqa: PLC0415 (an extra)

        browser, self._browser = self._browser, None
        if browser is None or self._folder is None:
            return
        with contextlib.suppress(TimeoutError, Error):
            await asyncio.wait_for(browser.close(), _CLOSE_SECONDS)
        with contextlib.suppress(OSError, ValueError):
            os.killpg(int((self._folder / "pid").read_text()), signal.SIGKILL)
        (self._folder / "pid").unlink(missing_ok=True)


_STARTER = """#!/bin/sh
echo $$ > '{folder}/pid'
ulimit -d {kib}
for apart in 'unshare --net' 'unshare --user --map-current-user --net'; do
  if $apart true 2> /dev/null; then exec $apart '{chromium}' "$@"; fi
done
exec '{chromium}' "$@"
"""
"""Starts Chromium: notes the process to kill, limits memory, and takes the network away where the system can.

The last is a second barrier, since the arguments hold only while Chromium obeys them.
"""


def _write_starter(folder: Path, chromium: str, memory: int) -> Path:
    """Write the script that starts Chromium, and return its path.

    `ulimit` counts KiB. The limit is whole MiB: with one that is no multiple of a page of memory, renderers crash.
    """
    path = folder / "chromium"
    quoted = chromium.replace("'", "'\\''")
    path.write_text(_STARTER.format(folder=folder, kib=(memory >> 20) << 10, chromium=quoted))
    path.chmod(0o700)
    return path


def _pass_over_end_of_driver(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Print what nobody awaits, except that the driver has ended, which an interrupt from the keyboard causes."""
    if "reading from the driver" not in str(context.get("exception")):
        loop.default_exception_handler(context)


def has_sandbox() -> bool:
    """Return whether Chromium runs in its sandbox, which it refuses to a program that runs as root."""
    return not (hasattr(os, "geteuid") and os.geteuid() == 0)


def _word_error(error: Exception) -> str:
    """Return the first line of an error of Playwright, without the name of the call."""
    first = next(iter(str(error).strip().splitlines()), "no reason given")
    return first.partition(": ")[2] or first
