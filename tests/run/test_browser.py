"""Pages that show nothing without scripts, shown by a real browser that reaches nothing by itself."""

import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.net.conftest import Watched
from tests.run import script_sites

from citecheck.archive.warc.record import read_records
from citecheck.archive.warc.stream import open_stream
from citecheck.archive.warc_checker import verify_warc
from citecheck.extras.browser_page import BrowserLimits
from citecheck.model.exchange import Hop, Lost, Reached, Refused, Truncation
from citecheck.model.settings import NetworkSettings
from citecheck.net.crawler import Crawler
from citecheck.net.crawler import run_async as run_loop
from citecheck.run.browser_stage import _LiveBrowser as LiveBrowser

browser = pytest.importorskip("citecheck.extras.browser")

needs_chromium = pytest.mark.skipif(
    importlib.util.find_spec("playwright") is None or not any(map(shutil.which, browser._PROGRAMS)),
    reason="Playwright or Chromium is not installed",
)

MOMENT = datetime(2026, 11, 30, 9, tzinfo=UTC)
STORY = "The harbour council approved 412 new moorings on 3 March 2024, said Mayor Ana Duarte."
MORE = "Residents, fishermen and the port authority discussed the plan for the northern quay for many weeks."
TITLE = "Council approves moorings"

SHELL = """<!doctype html><html lang=en><head><title>Harbour</title><script src=/app.js defer></script></head>
<body><div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript></body></html>"""
APP = """fetch("/api/story").then((answer) => answer.json()).then((story) => {
  document.title = story.title;
  root.innerHTML = "<main><article><h1></h1></article></main><p style='display:none'>Only for members</p>";
  root.querySelector("h1").textContent = story.title;
  for (const text of story.text) {
    const element = document.createElement("p");
    element.textContent = text;
    root.querySelector("article").append(element);
  }
});"""
DATA = json.dumps({"title": TITLE, "text": [STORY, MORE, MORE.replace("northern", "southern")]})


class Site:
    """A site on a loopback port; `pages` are (media type, body) by path, `asked` the paths that were asked.

    `readers` is what `Access-Control-Allow-Origin` says of a path, `origins` the origins that asked.
    """

    def __init__(self, host="127.0.0.1"):
        self.host = host
        self.pages = {}
        self.asked = []
        self.readers = {}
        self.origins = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                site.asked.append(self.path)
                status, kind, body = site.find(self.path.partition("?")[0])
                self.send_response(status)
                if status in {301, 302}:
                    self.send_header("Location", body)
                    body = ""
                site.origins.append(self.headers.get("Origin"))
                if self.path in site.readers:
                    self.send_header("Access-Control-Allow-Origin", site.readers[self.path])
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

            do_POST = do_GET

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer((host, 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def find(self, path):
        kind, body, *status = self.pages.get(path, ("text/html", "<h1>Not found</h1>", 404))
        return (*status, kind, body) if status else (200, kind, body)

    def url(self, path):
        return f"http://{self.host}:{self.port}{path}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def build_site():
    """Return a site with a page whose article comes from an interface of the site."""
    served = Site()
    served.pages = {
        "/story": ("text/html", SHELL),
        "/app.js": ("text/javascript", APP),
        "/api/story": ("application/json", DATA),
    }
    return served


@pytest.fixture
def site():
    served = build_site()
    yield served
    served.close()


def opening(url, body):
    """Return a page as it was requested, before a browser shows it."""
    headers = ((b"Content-Type", b"text/html; charset=utf-8"),)
    return Reached(url, (Hop(url, (), 200, "OK", "HTTP/1.1", headers, body.encode(), MOMENT, 0.1),))


def show(page, *, system=None, private=False, pages=1, **limits):
    """Show a page and return what came of it: the rendering, the exchanges of its requests, and what was announced."""
    said = []

    async def work():
        settings = NetworkSettings(interval=0, max_time=5, connect_time=1, allow_private=private, per_host=6)

        def open_crawler(host):
            return Crawler(replace(settings, private_host=host), clock=lambda: MOMENT, system=system)

        chosen = BrowserLimits(**limits)
        shower = browser.Browser(browser.find_chromium(), clock=lambda: MOMENT, limits=chosen)
        live = LiveBrowser(shower, open_crawler, body_limit=1_000_000, announce=said.append)
        try:
            return [await live.show(page) for _ in range(pages)]
        finally:
            await live.aclose()

    shown = run_loop(work())
    return SimpleNamespace(pages=shown, said=said, **_parts(shown[0]))


def _parts(shown):
    if shown is None:
        return {"text": None, "asked": None, "rendering": None}
    return {
        "text": shown.rendering.document.decode(),
        "asked": {each.url: each for each in shown.requests},
        "rendering": shown.rendering,
    }


def script(code):
    """Return a page of one script that shows a line when it is done."""
    return (
        f"<!doctype html><title>Page</title><body><script>{code};document.body.append('the end of the script')</script>"
    )


@needs_chromium
def test_what_scripts_add_is_in_the_document_and_in_the_picture(site):
    """The document holds the text that came from the site's interface, marks what is not displayed, and has a picture."""
    shown = show(opening(site.url("/story"), SHELL), private=True)
    assert STORY in shown.text
    assert f"<title>{TITLE}</title>" in shown.text
    assert '<p style="display:none" hidden="">Only for members</p>' in shown.text
    assert "noscript" not in shown.text
    assert "<script" not in shown.text
    assert shown.rendering.screenshot.startswith(b"\x89PNG")
    assert shown.rendering.truncated is None
    assert site.asked == ["/app.js", "/api/story"]
    assert set(shown.asked) == {site.url("/app.js"), site.url("/api/story")}


@needs_chromium
def test_shadow_roots_and_frames_of_the_same_site_are_part_of_the_document(site):
    """Text in an open shadow root, in what is slotted into it, and in a frame of the page's own site is taken."""
    site.pages["/inner"] = ("text/html", "<p>The embedded post names 17 ferries.</p>")
    page = """<iframe src=/inner></iframe><x-post><b>slotted words</b></x-post><script>
    const root = document.querySelector("x-post").attachShadow({mode: "open"});
    root.innerHTML = "<p>The shadow names 23 barges.</p><slot></slot>";
    </script>"""
    shown = show(opening(site.url("/frames"), page), private=True)
    assert "The embedded post names 17 ferries." in shown.text
    assert "The shadow names 23 barges." in shown.text
    assert shown.text.count("slotted words") == 1


@needs_chromium
def test_a_page_that_leads_to_another_ends_there(site):
    """A page that goes to another address by script is taken as it is there, also through a redirect of the server."""
    site.pages["/old"] = ("text/html", "/new", 302)
    site.pages["/new"] = ("text/html", f"<h1>{TITLE}</h1><p>{STORY}")
    shown = show(opening(site.url("/start"), script("location.href = '/old'")), private=True)
    assert STORY in shown.text
    assert shown.rendering.ended_at == site.url("/new")
    assert shown.rendering.url == site.url("/start")


@needs_chromium
@pytest.mark.parametrize("way", ["socket.onerror = fallBack", "socket.addEventListener('error', fallBack)"])
def test_a_page_whose_web_socket_is_refused_may_ask_in_another_way(site, way):
    """A refused web socket reports an error before its end, so that a page can fall back to what is answered."""
    code = f"""const seen = [];
    const fallBack = event => fetch('/api/story').then(answer => answer.text()).then(text => document.body.append(text, seen.join()));
    const socket = new WebSocket('ws://' + location.host + '/live');
    {way}; socket.addEventListener('open', () => seen.push('opened')); socket.addEventListener('close', () => seen.push('closed'))"""
    shown = show(opening(site.url("/start"), script(code)), private=True)
    assert STORY in shown.text
    assert "closed" in shown.text
    assert "opened" not in shown.text.split(STORY)[-1]
    assert shown.rendering.refused == 1


class Bait:
    """A socket for TCP and one for UDP that note whatever reaches them."""

    def __init__(self):
        self.reached = []
        self.tcp, self.udp = socket.socket(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.tcp.bind(("127.0.0.1", 0))
        self.tcp.listen(64)
        self.port = self.tcp.getsockname()[1]
        self.udp.bind(("127.0.0.1", self.port))
        self.tcp.settimeout(0.2)
        self.udp.settimeout(0.2)
        self.is_open = True
        self.threads = [threading.Thread(target=self.take, args=(each,)) for each in (self.tcp, self.udp)]
        for each in self.threads:
            each.start()

    def take(self, sock):
        while self.is_open:
            try:
                self.reached.append(sock.accept()[1] if sock is self.tcp else sock.recv(100))
            except TimeoutError:
                continue

    def close(self):
        self.is_open = False
        for each in self.threads:
            each.join()
        self.tcp.close()
        self.udp.close()


@pytest.fixture
def bait():
    opened = Bait()
    yield opened
    opened.close()


REACHES = {
    "fetch": "fetch('http://127.0.0.1:PORT/x').catch(() => {})",
    "post": "fetch('http://127.0.0.1:PORT/x', {method: 'POST', body: 'secret', mode: 'no-cors'}).catch(() => {})",
    "beacon": "navigator.sendBeacon('http://127.0.0.1:PORT/x', 'secret')",
    "image": "new Image().src = 'http://127.0.0.1:PORT/x.png'",
    "frame": "document.body.append(Object.assign(document.createElement('iframe'), {src: 'http://127.0.0.1:PORT/'}))",
    "form": "const f = document.createElement('form'); f.action = 'http://127.0.0.1:PORT/'; f.method = 'post'; document.body.append(f); f.target = '_blank'; f.submit()",
    "window": "window.open('http://127.0.0.1:PORT/')",
    "hints": "document.head.innerHTML += '<link rel=preconnect href=http://127.0.0.1:PORT><link rel=dns-prefetch href=http://localhost:PORT><link rel=prefetch href=http://127.0.0.1:PORT/p><link rel=prerender href=http://127.0.0.1:PORT/q>'",
    "socket": "try { const s = new WebSocket('ws://127.0.0.1:PORT/'); s.onopen = () => s.send('secret') } catch {}",
    "socket-in-worker": "new Worker(URL.createObjectURL(new Blob([`new WebSocket('ws://127.0.0.1:PORT/'); fetch('http://127.0.0.1:PORT/w')`])))",
    "events": "new EventSource('http://127.0.0.1:PORT/')",
    "service-worker": "navigator.serviceWorker?.register('http://127.0.0.1:PORT/sw.js').catch(() => {})",
    "peer": "try { const p = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:PORT'}]}); p.createDataChannel('d'); p.createOffer().then((o) => p.setLocalDescription(o)) } catch {}",
    "peer-of-a-frame": "const w = document.body.appendChild(document.createElement('iframe')).contentWindow; try { const p = new w.RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:PORT'}]}); p.createDataChannel('d'); p.createOffer().then((o) => p.setLocalDescription(o)) } catch {}",
    "transport": "try { new WebTransport('https://127.0.0.1:PORT/') } catch {}",
    "link-local": "fetch('http://169.254.169.254/latest/meta-data/').catch(() => {})",
    "by-name": "fetch('http://localhost:PORT/').catch(() => {}); fetch('http://[::1]:PORT/').catch(() => {}); fetch('http://2130706433:PORT/').catch(() => {})",
    "file": "fetch('file:///etc/hostname').catch(() => {}); document.body.append(Object.assign(document.createElement('iframe'), {src: 'file:///etc/hostname'}))",
}


def has_namespaces():
    """Return whether this system lets a program have a network of its own."""
    ways = (["unshare", "--net", "true"], ["unshare", "--user", "--map-current-user", "--net", "true"])
    return shutil.which("unshare") is not None and any(
        subprocess.run(way, capture_output=True).returncode == 0 for way in ways
    )


@needs_chromium
@pytest.mark.parametrize("barrier", ["arguments", "namespace"])
@pytest.mark.parametrize("requests", [200, 3])
def test_a_page_that_tries_to_reach_a_private_address_reaches_nothing(bait, requests, barrier, monkeypatch):
    """No way out of a page leads to a private address, within its requests and beyond, by each barrier alone."""
    if barrier == "namespace":
        if not has_namespaces():
            pytest.skip("this system permits no namespaces")
        monkeypatch.setattr(browser, "_ARGUMENTS", ())
    else:
        plain = browser._STARTER.replace("'unshare --net' 'unshare --user --map-current-user --net'", "")
        assert "unshare" not in plain
        monkeypatch.setattr(browser, "_STARTER", plain)
    code = ";".join(f"try {{ (() => {{ {each} }})() }} catch {{}}" for each in REACHES.values())
    system = Watched(names={"localhost": ["127.0.0.1"]}, port=bait.port)
    shown = show(
        opening("http://site.example.org/", script(code.replace("PORT", str(bait.port)))),
        system=system,
        requests=requests,
    )
    time.sleep(0.5)
    assert "the end of the script" in shown.text
    assert open("/etc/hostname").read().strip() not in shown.text
    assert bait.reached == []
    assert system.connected == []
    assert {type(each) for each in shown.asked.values()} <= {Refused, Lost}


@needs_chromium
def test_a_redirect_to_a_private_address_is_refused_at_its_hop(site):
    """A request that a public host redirects to the address of a cloud's metadata ends there."""
    site.pages["/go"] = ("text/html", "http://169.254.169.254/latest/meta-data/", 302)
    system = Watched(names={"site.example.org": ["93.184.216.34"]}, port=site.port)
    page = opening("http://site.example.org/", script("fetch('/go').catch(() => {})"))
    shown = show(page, system=system)
    assert system.connected == ["93.184.216.34"]
    (asked,) = shown.asked.values()
    assert isinstance(asked, Refused)
    assert asked.at == "http://169.254.169.254/latest/meta-data/"


READ = """const read = (url) => fetch(url).then((answer) => answer.text()).catch(() => "nothing");
Promise.all(%s.map(read)).then((found) => { document.body.append(`[${found.join("|")}]`); });"""


@needs_chromium
def test_a_page_of_an_internal_host_reaches_no_other_internal_host(site):
    """Where the user allows internal addresses, a page has its own host; others are refused, redirects to them as well."""
    inside = Site("127.0.0.2")
    inside.pages = {"/token": ("text/plain", "SECRET"), "/nav": ("text/html", "<p>SECRET</p>")}
    inside.readers = {"/token": "*"}
    site.pages["/away"] = ("text/html", inside.url("/token"), 302)
    addresses = [inside.url("/token"), site.url("/away"), f"http://localhost:{inside.port}/token"]
    frame = f"<iframe src='{inside.url('/nav')}'></iframe>"
    shown = show(opening(site.url("/page"), script(READ % addresses) + frame), private=True)
    inside.close()
    assert "[nothing|nothing|nothing]" in shown.text
    assert inside.asked == []
    assert all(isinstance(each, Refused) for each in shown.asked.values())


@needs_chromium
def test_a_page_reads_of_other_origins_what_they_let_it_read(site):
    """The rule of one origin holds: an answer is read where its server names the origin that asks, or all."""
    other = Site()
    other.pages = {"/mine": ("text/plain", "A"), "/all": ("text/plain", "B"), "/token": ("text/plain", "SECRET")}
    other.readers = {"/mine": site.url("")}
    other.readers["/all"] = "*"
    addresses = [other.url("/mine"), other.url("/all"), other.url("/token")]
    shown = show(opening(site.url("/page"), script(READ % addresses)), private=True)
    other.close()
    assert "[A|B|nothing]" in shown.text
    assert set(other.origins) == {site.url("")}


@needs_chromium
def test_a_page_that_never_returns_costs_its_time_and_the_next_is_shown(site):
    """A script without an end gives no rendering and a sentence, and leaves no process."""
    stuck = opening(site.url("/stuck"), "<script>while (true) {}</script>")

    async def work(said):
        settings = NetworkSettings(interval=0, allow_private=True)
        limits = BrowserLimits(seconds=2)
        shower = browser.Browser(browser.find_chromium(), clock=lambda: MOMENT, limits=limits)
        live = LiveBrowser(
            shower, lambda _: Crawler(settings, clock=lambda: MOMENT), body_limit=1_000_000, announce=said.append
        )
        try:
            first = await live.show(stuck)
            return first, await live.show(opening(site.url("/story"), SHELL)), int((shower._folder / "pid").read_text())
        finally:
            await live.aclose()

    said = []
    first, second, pid = run_loop(work(said))
    assert first is None
    assert said == [f"{site.url('/stuck')}: the browser could not show this page (its scripts do not return)"]
    assert STORY in second.rendering.document.decode()
    assert not runs(pid)


def runs(pid):
    """Return whether a process still runs, other than as the entry of one that ended."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@needs_chromium
def test_an_interrupt_ends_the_browser_and_says_so_in_one_sentence(tmp_path, site):
    """Ctrl-C, which reaches the driver of the browser as well, leaves no process and prints no internals."""
    site.pages["/stuck"] = ("text/html", "<script>while (true) {}</script>")
    (tmp_path / "brief.md").write_text(f"{STORY}[^1]\n\n[^1]: {site.url('/stuck')}\n")
    words = ["check", str(tmp_path / "brief.md"), "--browser", "--allow-private", "--store", str(tmp_path / "c.db")]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    run = subprocess.Popen(
        [sys.executable, "-m", "citecheck", *words],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True,
    )  # fmt: skip
    end = time.monotonic() + 60
    while not (noted := [each for each in tmp_path.glob("citecheck-browser-*/pid") if each.read_text().strip()]):
        assert time.monotonic() < end
        time.sleep(0.1)
    pid = int(noted[0].read_text())
    time.sleep(2)
    os.killpg(run.pid, signal.SIGINT)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 130
    assert said.strip().splitlines()[-1] == "citecheck: interrupted; what was done is saved"
    assert "never retrieved" not in said
    assert not runs(pid)
    assert list(tmp_path.glob("citecheck-browser-*")) == []


@needs_chromium
def test_a_page_that_never_settles_is_taken_as_it_is(site):
    """A page that goes on asking and changing is taken at the end of its time, marked as cut by time."""
    site.pages["/tick"] = ("text/plain", "tick")
    code = f"document.body.append('{STORY}'); setInterval(() => fetch('/tick?' + Math.random()).then(() => document.body.append(' and more')), 50)"
    shown = show(opening(site.url("/live"), script(code)), private=True, seconds=2)
    assert STORY in shown.text
    assert shown.rendering.truncated is Truncation.TIME


@needs_chromium
def test_ten_thousand_requests_are_ended_at_the_limit(site):
    """Requests beyond the limit of a page are refused unasked, and the page is marked as cut."""
    code = "for (let i = 0; i < 10000; i++) fetch('/app.js?' + i).catch(() => {})"
    shown = show(opening(site.url("/many"), script(code)), private=True, requests=40)
    assert len(site.asked) <= 40
    assert "the end of the script" in shown.text
    assert shown.rendering.truncated is Truncation.LENGTH


@needs_chromium
def test_a_page_that_fills_the_memory_costs_only_itself(site):
    """A page that allocates without end fails, and the browser shows it no differently the second time."""
    code = "const held = []; while (true) { const part = new Uint8Array(5e7); part.fill(1); held.push(part) }"
    shown = show(opening(site.url("/greedy"), script(code)), private=True, seconds=8, pages=2)
    assert all(each is None or "the end of the script" not in each.rendering.document.decode() for each in shown.pages)


@needs_chromium
def test_a_huge_document_is_cut(site):
    """Of a page that makes more text than the limit, the beginning is taken, marked as cut."""
    code = f"document.body.append('{STORY}'); for (let i = 0; i < 300; i++) document.body.append('x'.repeat(10000))"
    shown = show(opening(site.url("/huge"), script(code)), private=True, characters=100_000)
    assert STORY in shown.text
    assert len(shown.text) < 110_000
    assert shown.rendering.truncated is Truncation.LENGTH


@needs_chromium
def test_the_browser_keeps_no_cookie_and_says_that_a_program_drives_it(site):
    """A page sees no cookie of its answer, and `navigator.webdriver` as a browser without a person has it."""
    page = opening(site.url("/see"), script("document.body.append(`[${document.cookie}${navigator.webdriver}]`)"))
    answer = replace(page.hops[0], headers=(*page.hops[0].headers, (b"Set-Cookie", b"visit=7")))
    assert "[true]" in show(replace(page, hops=(answer,)), private=True).text


@needs_chromium
def test_the_browser_does_not_get_our_environment(monkeypatch):
    """No variable of our environment, which may hold keys, is in that of Chromium."""
    monkeypatch.setenv("CITECHECK_JUDGE_KEY", "sesame")
    environments = []

    async def work():
        shower = browser.Browser(browser.find_chromium(), clock=lambda: MOMENT)
        await shower._start()
        pid = int((shower._folder / "pid").read_text())
        environments.append(Path(f"/proc/{pid}/environ").read_bytes())
        await shower.aclose()

    run_loop(work())
    assert b"sesame" not in environments[0]
    assert environments[0] != b""


def command(*words, store, path=None):
    environment = {**os.environ, **({"PATH": path} if path is not None else {})}
    return subprocess.run(
        [sys.executable, "-m", "citecheck", *words, "--store", str(store)],
        capture_output=True, text=True, timeout=120, env=environment, cwd=store.parent,
    )  # fmt: skip


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """A draft with two notes to a page of scripts, checked with the browser: its site, path, store and report."""
    served = build_site()
    folder = tmp_path_factory.mktemp("checked")
    path, store = folder / "brief.md", folder / "store" / "citecheck.db"
    store.parent.mkdir()
    path.write_text(
        "The harbour council approved 412 new moorings on 3 March 2024.[^1] It also named 95 ferries.[^2]\n\n"
        f"[^1]: {served.url('/story')}\n[^2]: {served.url('/story')}\n"
    )
    done = command("check", str(path), "--browser", "--allow-private", "--format", "json", store=store)
    (archive,) = (store.parent / "warc").glob("*.warc.gz")
    copy = folder / "copy.warc.gz"
    shutil.copy(archive, copy)
    yield SimpleNamespace(site=served, path=path, store=store, report=json.loads(done.stdout), archive=copy)
    served.close()


@needs_chromium
def test_a_check_reads_evidence_from_what_the_browser_shows(checked):
    """Evidence and capture are of the rendered page; what it does not hold is not called absent."""
    first, second = checked.report["citations"]
    (source,) = first["sources"]
    assert (first["state"], source["reach"], source["page"], source["title"]) == ("found", "live", "live", TITLE)
    assert (source["evidence"][0]["passage"], source["coverage"]) == (STORY, "rendered")
    verdicts = {fact["verdict"] for row in second["sources"][0]["evidence"] for fact in row["facts"]}
    assert (second["state"], verdicts) == ("unseen", {"unseen"})
    assert [finding["rule"] for finding in checked.report["findings"] if finding["level"] != "info"] == []


@needs_chromium
def test_the_archive_holds_document_picture_text_and_requests(checked):
    """Every request of the page is a capture, and the capture of the source is the document; the file is a valid WARC."""
    with checked.archive.open("rb") as file:
        kept = list(read_records(open_stream(file)))
    targets = [record.head.target for record in kept]
    url = checked.site.url("/story")
    assert {f"urn:rendered:{url}", f"urn:view:{url}", f"urn:text:{url}"} <= set(targets)
    assert {checked.site.url("/app.js"), checked.site.url("/api/story")} <= set(targets)
    offset = checked.report["citations"][0]["sources"][0]["capture"]["offset"]
    (rendered,) = [record for record in kept if record.offset == offset]
    assert STORY in rendered.block.decode()
    assert verify_warc(checked.archive) == ()


@needs_chromium
def test_a_replay_shows_the_same_without_a_browser(checked, tmp_path):
    """A check that is answered from the archive gives the same evidence on a machine without Chromium."""
    asked = list(checked.site.asked)
    words = ("check", str(checked.path), "--replay", str(checked.archive), "--format", "json")
    done = command(*words, store=tmp_path / "citecheck.db", path="")
    (source,) = json.loads(done.stdout)["citations"][0]["sources"]
    assert (source["reach"], source["evidence"][0]["passage"], source["coverage"]) == ("live", STORY, "rendered")
    assert checked.site.asked == asked


@needs_chromium
def test_an_exported_case_holds_the_page_and_what_the_browser_made_of_it(checked, tmp_path):
    """The case has the page as sent, the document and the picture, and can be replayed."""
    case = tmp_path / "case.wacz"
    assert command("archive", "export", "--wacz", str(case), store=checked.store).returncode == 0
    with zipfile.ZipFile(case) as archive:
        lines = archive.read("indexes/index.cdx").decode().splitlines()
    url = checked.site.url("/story")
    assert {f"urn:rendered:{url}", f"urn:view:{url}", url} <= {
        json.loads(line.split(" ", 2)[2])["url"] for line in lines
    }
    done = command(
        "check", str(checked.path), "--replay", str(case), "--format", "json", store=tmp_path / "citecheck.db"
    )
    assert json.loads(done.stdout)["citations"][0]["state"] == "found"


@needs_chromium
def test_an_audit_compares_what_the_browser_shows(checked, tmp_path):
    """A change that only scripts show is found; the shell itself stays the same."""
    shutil.copytree(checked.store.parent, tmp_path / "store")
    checked.site.pages["/api/story"] = ("application/json", DATA.replace("412", "214"))
    words = ("audit", "--browser", "--allow-private", "--no-robots", "--now", "2027-06-01", "--format", "json")
    report = json.loads(command(*words, store=tmp_path / "store" / "citecheck.db").stdout)
    checked.site.pages["/api/story"] = ("application/json", DATA)
    (source,) = report["citations"][0]["sources"]
    assert source["change"] == "edited"
    assert source["capture"]["moment"] >= "2027-06-01", "the copy has the moment of the rehearsed run"


@needs_chromium
def test_fetch_gives_the_class_of_what_the_browser_shows(site, tmp_path):
    """`fetch --browser` calls a page live whose scripts show an article, and one that stays empty what it was."""
    site.pages["/blank"] = ("text/html", SHELL.replace("/app.js", "/none.js"))
    store = tmp_path / "citecheck.db"
    done = command("fetch", site.url("/story"), site.url("/blank"), "--browser", "--allow-private", store=store)
    rows = {row["url"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert (rows[site.url("/story")]["page"], rows[site.url("/story")]["reach"]) == ("live", "live")
    assert (rows[site.url("/blank")]["page"], rows[site.url("/blank")]["reach"]) == ("js_shell", "walled")


SHOWN = {
    "/status/1": ("found", "live", "live"),
    "/channel/88": ("found", "live", "live"),
    "/news/kestrel": ("found", "live", "live"),
    "/status/2": ("unseen", "walled", "js_shell"),
    "/status/3": ("unseen", "walled", "js_shell"),
    "/status/4": ("unseen", "walled", "login_wall"),
}


@needs_chromium
def test_posts_messages_and_articles_of_scripts_are_read_and_nothing_is_blamed_on_them(site, tmp_path):
    """A post, an embedded message and an article of modules support a claim.

    A post that wants a token by POST, and one that is said to be missing, stay pages without text: what was refused may
    be why. A form that the scripts show is a login wall, and nothing is sent from it.
    """
    site.pages = script_sites.PAGES
    claims = "".join(f"{script_sites.POST[:-17]}.[^{number}]\n\n" for number, _ in enumerate(SHOWN))
    notes = "".join(f"[^{number}]: {site.url(path)}\n" for number, path in enumerate(SHOWN))
    (tmp_path / "brief.md").write_text(claims + notes)
    store = tmp_path / "citecheck.db"
    done = command("check", str(tmp_path / "brief.md"), "--browser", "--allow-private", "--format", "json", store=store)
    report = json.loads(done.stdout)
    sources = [(each["state"], each["sources"][0]) for each in report["citations"]]
    found = [(state, source["reach"], source["page"]) for state, source in sources]
    assert dict(zip(SHOWN, found, strict=True)) == SHOWN
    assert [source["coverage"] for _, source in sources] == ["rendered"] * 3 + [None] * 3
    assert {each["level"] for each in report["findings"]} == {"info"}
    assert not {"/guest/activate", "/login"} & set(site.asked)


def test_without_chromium_the_option_is_refused_with_a_sentence(site, tmp_path, monkeypatch):
    """Where no Chromium is installed, `--browser` ends with code 2 before anything is asked."""
    pytest.importorskip("playwright")
    done = command(
        "fetch", site.url("/story"), "--browser", "--allow-private", store=tmp_path / "citecheck.db", path=str(tmp_path)
    )
    assert done.returncode == 2
    assert "--browser needs Chromium, and none is installed" in done.stderr
    assert site.asked == []


def test_without_the_option_no_browser_is_asked(site, tmp_path):
    """A check without `--browser` leaves the page a shell, and asks for nothing but the page."""
    done = command("fetch", site.url("/story"), "--allow-private", store=tmp_path / "citecheck.db")
    assert json.loads(done.stdout)["page"] == "js_shell"
    assert site.asked == ["/story"]
