"""A public archive in one plain function, which behaves as the real ones were recorded to, quirks included.

`FakeArchive.answer` takes and returns httpx messages, so it serves `httpx.MockTransport`; `loopback.py` puts the
same function at a socket for other people's clients. Quirks are switches.
"""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import parse_qs, parse_qsl, quote, unquote_plus, urlencode, urlsplit

import httpx

HOME = "https://web.archive.org"
COLUMNS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")


@dataclass(frozen=True)
class Copy:
    stamp: str
    original: str
    body: bytes = b"<html><body><p>kept</p></body></html>"
    status: int = 200
    media: str = "text/html"
    digest: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    revisit: bool = False

    @property
    def moment(self):
        return datetime.strptime(self.stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)

    @property
    def row(self):
        status, media = ("-", "warc/revisit") if self.revisit else (str(self.status), self.media)
        original = (
            re.sub(r"^(https?://[^/]+)", r"\1:80", self.original)
            if self.original.startswith("http://")
            else self.original
        )
        return [surt(self.original), self.stamp, original, media, status, self.digest or f"D{self.stamp}", "-"]


def surt(url):
    """The index's key: scheme and www dropped, lower case, no slash at the end, query sorted."""
    parts = urlsplit(url if "://" in url else "http://" + url)
    host = re.sub(r"^www\d?\.", "", (parts.hostname or "").lower())
    query = urlencode(sorted(parse_qsl(parts.query))) if parts.query else ""
    path = parts.path.lower().rstrip("/") or ("" if not parts.query else "/")
    return ",".join(reversed(host.split("."))) + ")" + (path or "/") + ("?" + query if query else "")


def date(moment):
    return format_datetime(moment, usegmt=True)


class Body(httpx.AsyncByteStream, httpx.SyncByteStream):
    """A body that is not read before the client reads it, codings and all."""

    def __init__(self, content):
        self.content = content

    def __iter__(self):
        yield self.content

    async def __aiter__(self):
        yield self.content


def reply(status, headers=(), body=b""):
    return httpx.Response(status, headers=headers, stream=Body(body))


def unread(response):
    """The same response, its body not yet read."""
    return (
        reply(response.status_code, response.headers.raw, response.content) if response.is_stream_consumed else response
    )


@dataclass
class FakeArchive:
    copies: list[Copy]
    repeat_rows: int = 3
    empty_availability: bool = False
    excluded: str | None = None
    """Host that the archive does not show: 403 from the index, a 200 page without Memento-Datetime from replay."""
    trouble: list[httpx.Response | Exception] = field(default_factory=list)
    """Answers given first, whatever is asked."""
    page_size: int | None = None
    double_coding: bool = False
    framed: bool = False
    """The 200-style TimeGate answers with a frame around the copy, which only its Link field names."""
    save_script: list[dict] = field(default_factory=list)
    """First what POST /save says, then what each look at the job says."""
    asked: list[httpx.Request] = field(default_factory=list)

    def answer(self, request: httpx.Request) -> httpx.Response:
        return unread(self.answered(request))

    def answered(self, request):
        self.asked.append(request)
        if self.trouble:
            first = self.trouble.pop(0)
            if isinstance(first, Exception):
                raise first
            return first
        path = request.url.raw_path.decode()
        if path.startswith("/cdx/search/cdx"):
            return self.index(dict_of(request), request)
        if path.startswith("/wayback/available"):
            return self.availability(dict_of(request))
        if path.startswith("/save"):
            return httpx.Response(200, json=self.save_script.pop(0)) if self.save_script else httpx.Response(404)
        if path.startswith("/web/timemap/link/"):
            return self.timemap(path.removeprefix("/web/timemap/link/"))
        if path.startswith("/pywb/"):
            return self.negotiate_at_once(path.removeprefix("/pywb/"), request)
        dated = re.match(r"/web/(\d{1,14})(?:[a-z]{2}_)?/(.+)$", path)
        if dated:
            return self.replay(dated[1], dated[2], request)
        if path.startswith("/web/"):
            return self.timegate(path.removeprefix("/web/"), request)
        return httpx.Response(404)

    # -- index

    def index(self, asked, request):
        url = asked["url"][0]
        if self.excluded and self.excluded in url:
            word = "org.archive.wayback.exception.AdministrativeAccessControlException: Blocked Site Error"
            return httpx.Response(403, headers={"X-Archive-Wayback-Runtime-Error": word}, text=word)
        if asked.get("limit") == ["x"]:
            return httpx.Response(400, text="bad parameter: limit")
        prefix = asked.get("matchType") == ["prefix"] or url.endswith("*")
        key = surt(url.rstrip("*"))
        copies = [
            one for one in self.copies if (surt(one.original).startswith(key) if prefix else surt(one.original) == key)
        ]
        copies.sort(key=lambda one: (surt(one.original), one.stamp))
        copies = [
            one for one in copies if within(one.stamp, asked) and all(passes(one, f) for f in asked.get("filter", []))
        ]
        if "collapse" in asked:
            copies = collapsed(copies, asked["collapse"][0])
        rows = [one.row for one in copies for _ in range(self.repeat_rows)]
        return self.written(rows, asked)

    def written(self, rows, asked):
        """Rows as JSON or lines; a resume key is sent escaped once and read unescaped once."""
        key = unquote_plus(asked.get("resumeKey", [""])[0])
        start = next((at for at, row in enumerate(rows) if f"{row[0]} {row[1]}!" == key), 0)
        size = self.page_size or int(asked.get("limit", ["100000"])[0])
        page, rest = rows[start : start + size], rows[start + size :]
        rest = [row for row in rest if row != page[-1]] if page else rest
        resume = (
            quote(f"{rest[0][0]} {rest[0][1]}!", safe="").replace("%20", "+")
            if rest and "showResumeKey" in asked
            else None
        )
        if asked.get("output") == ["json"]:
            table = [list(COLUMNS), *page] if page else []
            return httpx.Response(200, json=[*table, [], [resume]] if resume else table)
        text = "".join(" ".join(row) + "\n" for row in page) + (f"\n{resume}\n" if resume else "")
        return reply(200, {"content-encoding": "gzip", "content-type": "text/plain"}, gzip.compress(text.encode()))

    # -- availability

    def availability(self, asked):
        url = asked["url"][0]
        found = self.closest(url, asked.get("timestamp", ["9" * 14])[0])
        if found is None or self.empty_availability:
            return httpx.Response(200, json={"url": url, "archived_snapshots": {}})
        closest = {
            "status": str(found.status),
            "available": True,
            "url": f"http://web.archive.org/web/{found.stamp}/{found.original}",
            "timestamp": found.stamp,
        }
        return httpx.Response(200, json={"url": url, "archived_snapshots": {"closest": closest}})

    # -- copies

    def closest(self, url, stamp):
        kept = [one for one in self.copies if surt(one.original) == surt(url)]
        wanted = int((stamp + "00000101000000"[len(stamp) :])[:14])
        return min(kept, key=lambda one: (abs(int(one.stamp) - wanted), one.stamp), default=None)

    def timegate(self, url, request):
        wanted = request.headers.get("accept-datetime")
        stamp = parsedate_to_datetime(wanted).strftime("%Y%m%d%H%M%S") if wanted else "9" * 14
        if self.excluded and self.excluded in url:
            return httpx.Response(200, html="<h1>This URL has been excluded from the Wayback Machine.</h1>")
        found = self.closest(url, stamp)
        if found is None:
            return httpx.Response(404, html="<h1>Wayback Machine doesn't have that page archived.</h1>")
        headers = {"location": f"{HOME}/web/{found.stamp}/{found.original}", "vary": "accept-datetime"}
        if wanted:
            headers["link"] = self.links(found)
        return httpx.Response(302, headers=headers)

    def replay(self, stamp, url, request):
        if self.excluded and self.excluded in url:
            return httpx.Response(200, html="<h1>This URL has been excluded from the Wayback Machine.</h1>")
        found = self.closest(url, stamp)
        if found is None:
            return httpx.Response(404, html="<h1>not archived</h1>")
        if found.stamp != stamp:
            flag = re.search(r"/\d+([a-z]{2}_)?/", str(request.url))[1] or ""
            return httpx.Response(302, headers={"location": f"{HOME}/web/{found.stamp}{flag}/{found.original}"})
        return self.copy(found)

    def copy(self, found, extra=()):
        headers = [("memento-datetime", date(found.moment)), ("link", self.links(found)), ("content-type", found.media)]
        body = found.body
        if self.double_coding:
            body = gzip.compress(body)
            headers += [("content-encoding", "gzip"), ("content-encoding", "gzip")]
        return reply(found.status, [*headers, *found.headers, *extra], body)

    def negotiate_at_once(self, url, request):
        """A 200-style TimeGate, as pywb's: the copy itself, with Content-Location."""
        wanted = request.headers.get("accept-datetime")
        stamp = parsedate_to_datetime(wanted).strftime("%Y%m%d%H%M%S") if wanted else "9" * 14
        found = self.closest(url, stamp)
        if found is None:
            return httpx.Response(404)
        if self.framed:
            return reply(200, {"link": self.links(found), "vary": "accept-datetime"}, b"<html><iframe></iframe></html>")
        place = f"https://pywb.example/pywb/{found.stamp}/{found.original}"
        return self.copy(found, [("content-location", place), ("vary", "accept-datetime")])

    def links(self, found):
        own = f"{HOME}/web/{found.stamp}/{found.original}"
        return (
            f'<{found.original}>; rel="original", <{HOME}/web/timemap/link/{found.original}>; rel="timemap"; '
            f'type="application/link-format", <{own}>; rel="first last memento"; datetime="{date(found.moment)}"'
        )

    def timemap(self, url):
        kept = sorted((one for one in self.copies if surt(one.original) == surt(url)), key=lambda one: one.stamp)
        if not kept:
            return httpx.Response(404)
        lines = [
            f'<{url}>; rel="original"',
            f'<{HOME}/web/timemap/link/{url}>; rel="self"; type="application/link-format"; from="{date(kept[0].moment)}"',
            f'<{HOME}>; rel="timegate"',
        ]
        for place, one in enumerate(kept):
            rel = " ".join(
                word for word, so in (("first", place == 0), ("last", one is kept[-1]), ("memento", True)) if so
            )
            lines.append(f'<{HOME}/web/{one.stamp}/{one.original}>; rel="{rel}"; datetime="{date(one.moment)}"')
        return httpx.Response(200, text=",\n".join(lines) + ",\n", headers={"content-type": "application/link-format"})


def dict_of(request):
    return parse_qs(urlsplit(request.url.raw_path.decode()).query, keep_blank_values=True)


def within(stamp, asked):
    low, high = asked.get("from", [""])[0], asked.get("to", [""])[0]
    return (not low or stamp >= low.ljust(14, "0")) and (not high or stamp <= high.ljust(14, "9"))


def passes(one, rule):
    """A filter: the expression must match the whole field; `!` turns it round."""
    negated, rule = rule.startswith("!"), rule.removeprefix("!")
    name, _, expression = rule.partition(":")
    return (re.fullmatch(expression, one.row[COLUMNS.index(name)]) is not None) != negated


def collapsed(copies, rule):
    name, _, length = rule.partition(":")
    values = [one.row[COLUMNS.index(name)][: int(length) if length else None] for one in copies]
    return [one for at, one in enumerate(copies) if at == 0 or values[at] != values[at - 1]]
