"""A folder of drafts in every text format, and the small web on loopback that they cite.

Each link has a class that says what the web answers for it, and whether a reader would call it dead.
"""

import asyncio
import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

DEAD = {"missing", "withdrawn", "soft-404", "parked", "front-page"}
ALIVE = {"live", "moved", "wall", "login", "flap", "failing", "slow-down"}
CLASSES = (
    *("live",) * 8, "moved", "missing", "wall", "soft-404", "flap", "parked", "login", "withdrawn", "failing", "front-page",
    "slow-down",
)  # fmt: skip
"""The mixture, in turn."""

DOMAIN = "harbour-count.org"
"""Not one of the example domains, which link checkers leave out; nothing here asks the real one."""

PLACES = (
    "Arden",
    "Birkhall",
    "Corvel",
    "Dunmore",
    "Eskdale",
    "Fernhurst",
    "Gorsey",
    "Holm",
    "Inver",
    "Jarrow",
    "Kells",
)


@dataclass(frozen=True)
class Link:
    number: int
    kind: str

    @property
    def place(self):
        return PLACES[self.number % len(PLACES)]

    @property
    def url(self):
        host = f"{self.kind}{self.number % 7}" if self.kind != "parked" else f"parked{self.number}"
        return f"http://{host}.{DOMAIN}/reports/{self.place.lower()}-{self.number}.html"

    @property
    def sentence(self):
        return f"The harbour of {self.place} counted {self.number + 1200} boats in the spring of 2025"


def links(count):
    return [Link(number, CLASSES[number % len(CLASSES)]) for number in range(count)]


def markdown(cited):
    text = "\n\n".join(f"{link.sentence}.[^{n}]" for n, link in enumerate(cited, 1))
    return text + "\n\n" + "\n".join(f"[^{n}]: {link.url}" for n, link in enumerate(cited, 1)) + "\n"


def plain(cited):
    text = "\n\n".join(f"{link.sentence}.[{n}]" for n, link in enumerate(cited, 1))
    return text + "\n\n" + "\n\n".join(f"[{n}] {link.url}" for n, link in enumerate(cited, 1)) + "\n"


def html(cited):
    text = "\n".join(f'<p>{link.sentence}.<sup><a href="#fn{n}">[{n}]</a></sup></p>' for n, link in enumerate(cited, 1))
    notes = "\n".join(f'<li id="fn{n}"><a href="{link.url}">{link.url}</a></li>' for n, link in enumerate(cited, 1))
    return f"<!doctype html>\n<html>\n<head><title>Boats</title></head>\n<body>\n{text}\n<ol>\n{notes}\n</ol>\n</body>\n</html>\n"


def rst(cited):
    text = "\n\n".join(f"{link.sentence}. [{n}]_" for n, link in enumerate(cited, 1))
    return text + "\n\n" + "\n".join(f".. [{n}] {link.url}" for n, link in enumerate(cited, 1)) + "\n"


def latex(cited):
    text = "\n\n".join(f"{link.sentence}.\\footnote{{\\url{{{link.url}}}}}" for link in cited)
    return "\\documentclass{article}\n\\begin{document}\n" + text + "\n\\end{document}\n"


def asciidoc(cited):
    return "= Boats\n\n" + "\n\n".join(f"{link.sentence}.footnote:[{link.url}]" for link in cited) + "\n"


def wikitext(cited):
    return "\n\n".join(f"{link.sentence}.<ref>{link.url}</ref>" for link in cited) + "\n\n<references />\n"


FORMATS = {
    "md": markdown, "txt": plain, "html": html, "rst": rst, "tex": latex, "adoc": asciidoc, "wiki": wikitext,
}  # fmt: skip


def write_drafts(folder, known, drafts, cites):
    """Write `drafts` drafts with `cites` citations each; return the links of each by path."""
    written = {}
    for number in range(drafts):
        cited = [known[(number * cites + each) % len(known)] for each in range(cites)]
        suffix, make = list(FORMATS.items())[number % len(FORMATS)]
        path = folder / f"part{number % 5}" / f"draft-{number:03}.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(make(cited), encoding="utf-8")
        written[path] = cited
    return written


def article(link):
    text = (
        f"<p>{link.sentence}, the harbour master said.</p><p>Most of them were fishing boats from the villages along the "
        f"coast of {link.place}, where the season begins when the ice has gone from the inner bay and the nets are dry.</p>"
        "<p>The count is made each year from the pier by two people who write down every hull they see.</p>"
    )
    return page(f"Boats of {link.place}", f"<main><article><h1>Boats of {link.place}</h1>{text}</article></main>")


def page(title, body):
    return f"<!doctype html><html lang=en><head><title>{title}</title></head><body>{body}</body></html>".encode()


NOT_FOUND = page("Page not found", "<h1>Page not found</h1><p>Sorry, the page you are looking for does not exist.</p>")
FOR_SALE = page(
    "This domain is for sale", "<h1>This domain is for sale!</h1><p>Buy this domain. Inquire about the price today.</p>"
)
FRONT = page(
    "The Coast Daily", "<nav><a href=/news>News</a> <a href=/sport>Sport</a></nav><main><h1>Today on the coast</h1>"
    "<h2>Market opens late</h2><h2>Ferry back in service</h2><h2>Weather: wind from the west</h2></main>"
)  # fmt: skip
CHALLENGE = page(
    "Just a moment...", "<h1>Checking your browser before accessing the site.</h1><form id=challenge-form></form>"
    "<script src=/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1></script>"
)  # fmt: skip
LOGIN = page(
    "Log in", "<h1>Log in to continue</h1><form><input name=user><input type=password><button>Log in</button></form>"
)
BUSY = page("Service unavailable", "<h1>503 Service Unavailable</h1><p>The server is temporarily overloaded.</p>")


class FolderWeb:
    """Answers for `known` links; asked counts requests by address. Also serves as an HTTP proxy."""

    def __init__(self, known):
        self.by_url = {link.url: link for link in known}
        self.asked = Counter()
        self.port = None

    def answer(self, url):
        """Return (status, headers, body) for an address."""
        link, host = self.by_url.get(url), urlsplit(url).hostname or ""
        self.asked[url] += 1
        match link.kind if link else host.split(".")[0].rstrip("0123456789"):
            case "live":
                return 200, {}, article(link) if link else NOT_FOUND
            case "moved" if link:
                return 301, {"Location": url.replace("/reports/", "/archive/")}, b""
            case "moved":
                old = self.by_url.get(url.replace("/archive/", "/reports/"))
                return (200, {}, article(old)) if old else (404, {}, NOT_FOUND)
            case "missing":
                return 404, {}, NOT_FOUND
            case "withdrawn":
                return 410, {}, page("Gone", "<h1>Gone</h1>")
            case "soft-404":
                return 200, {}, NOT_FOUND
            case "parked":
                return 200, {}, FOR_SALE
            case "front-page":
                return (302, {"Location": "/"}, b"") if urlsplit(url).path != "/" else (200, {}, FRONT)
            case "wall":
                return 403, {"Server": "cloudflare", "cf-mitigated": "challenge"}, CHALLENGE
            case "login":
                login = f"/login?next={urlsplit(url).path}"
                return (200, {}, LOGIN) if urlsplit(url).path == "/login" else (302, {"Location": login}, b"")
            case "flap" if self.asked[url] == 1:
                return 503, {}, BUSY
            case "flap":
                return (200, {}, article(link)) if link else (404, {}, NOT_FOUND)
            case "slow-down":
                return 429, {"Retry-After": "1"}, page("Too many requests", "<h1>429 Too Many Requests</h1>")
            case _:
                return 503, {}, BUSY

    async def serve(self, reader, writer):
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode("latin-1").split("\r\n")
                target = lines[0].split(" ")[1]
                host = next(line[6:].strip() for line in lines if line.lower().startswith("host: "))
                status, headers, body = self.answer(target if "://" in target else f"http://{host}{target}")
                fields = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))} | headers
                written = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
                writer.write(f"HTTP/1.1 {status} Answer\r\n{written}\r\n".encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@contextmanager
def running(web):
    """Serve `web` on a port of 127.0.0.1 in a thread."""
    loop, started = asyncio.new_event_loop(), threading.Event()

    async def start():
        server = await asyncio.start_server(web.serve, "127.0.0.1", 0)
        web.port = server.sockets[0].getsockname()[1]
        started.set()

    def work():
        asyncio.set_event_loop(loop)
        loop.run_until_complete(start())
        loop.run_forever()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    started.wait(10)
    try:
        yield web
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
