"""The gate seen from outside: in a network where every number answers, the command line calls public ones only."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from citecheck.net.address import Address
from citecheck.net.guard import explain_special_ip, explain_special_name, parse_ip_literal

HERE = Path(__file__).parent
LEADING = "8.8.4.4"
ORDINARY = ["http://8.8.8.8/", "http://93.184.215.14:8080/x", "http://[2600::1]/", "http://[2a00:1450:4001::1]:8080/"]
PUBLIC = {LEADING, "8.8.8.8", "93.184.215.14", "2600::1", "2a00:1450:4001::1"}
NETWORK = ["--interval", "0", "--per-host", "8", "--max-time", "5"]
FETCH = ["fetch", "--no-archive", *NETWORK, "--batch", "-"]
SPACES = ["unshare", "--map-root-user", "--net", "--mount"]


def inward() -> list[str]:
    """Read the tables; `\\x..` escapes stand for bytes."""
    lines = [
        line
        for name in ("inward.txt", "hostile.txt")
        for line in (HERE / "cases" / name).read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    return [line.encode("utf-8").decode("unicode_escape").encode("latin-1").decode("utf-8") for line in lines]


INWARD = inward()
ROWS = range(len(INWARD))
INSIDE = ("meta", "script", "canonical")


def batch(urls) -> str:
    return "".join(json.dumps({"id": url, "url": url}) + "\n" for url in urls)


def draft() -> str:
    """Write a draft with every fourth address that fits into a line."""
    urls = [url for url in INWARD[::4] if url.isprintable()] + ["http://8.8.8.8/"]
    notes = "".join(f"[^{number}]: <{url}> and [so]({url}) {url}\n\n" for number, url in enumerate(urls))
    return "".join(f"A claim of {number} ships.[^{number}]\n\n" for number in range(len(urls))) + notes


RUNS = {
    "typed": (FETCH, batch([*ORDINARY, *INWARD])),
    "redirects": (FETCH, batch(f"http://{LEADING}/location/{row}" for row in ROWS)),
    "pages": (FETCH, batch(f"http://{LEADING}/{INSIDE[row % 3]}/{row}" for row in ROWS)),
    "robots": ([*FETCH[:-2], "--robots", *FETCH[-2:]], batch(f"http://r{row}.robots.org/" for row in ROWS[::10])),
    "rebinding": (FETCH, batch(f"http://h{n % 40}.rebind.org/{n}" for n in range(120))),
    "proxy": ([*FETCH, "--proxy", f"http://{LEADING}:8080"], batch([*ORDINARY, *INWARD])),
    "connect-to": ([*FETCH, "--connect-to", "::127.0.0.1:"], batch(ORDINARY)),
    "check": (["check", "draft.md", "--format", "json", "--probe", *NETWORK], draft()),
}


def special(urls) -> list[str]:
    """Give the addresses that say themselves that they lead inward."""
    hosts = {Address.parse(url).host for url in urls}
    numbers = {host: parse_ip_literal(host) for host in hosts}
    return [
        host
        for host, number in numbers.items()
        if (explain_special_ip(number) if number else explain_special_name(host))
    ]


def may_unshare() -> bool:
    made = shutil.which("unshare") and shutil.which("ip") and shutil.which("mount")
    return bool(made) and not subprocess.run([*SPACES, "true"], capture_output=True, check=False).returncode


@pytest.fixture(scope="module")
def seen():
    """Run everything in one closed network."""
    if not may_unshare():
        pytest.skip("namespaces for network and mounts may not be made here")
    done = subprocess.run(
        [*SPACES, sys.executable, str(HERE / "closed_network.py")],
        input=json.dumps({"runs": RUNS, "inward": INWARD}),
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("run", RUNS)
def test_only_public_numbers_are_called(seen, run):
    """Whatever leads inward, no number is called but the public ones of the test, and nothing fails loudly."""
    assert set(seen[run]["called"]) <= PUBLIC
    assert "Traceback" not in seen[run]["err"]
    assert bool(seen[run]["called"]) != (run == "connect-to")


def test_ordinary_addresses_are_reached(seen):
    """The gate lets ordinary numbers pass, all of them and with their pages."""
    rows = {row["id"]: row for row in map(json.loads, seen["typed"]["out"].splitlines())}
    assert len(rows) == len({*ORDINARY, *INWARD})
    assert {rows[url]["status"] for url in ORDINARY} == {200}
    assert {rows[url]["status"] for url in INWARD} == {None}
    assert all(rows[url]["error"] for url in INWARD)


def test_redirects_end_at_the_gate(seen):
    """Of a redirect inward the answer of the public host is reported, and that nothing came from where it leads."""
    rows = [json.loads(line) for line in seen["redirects"]["out"].splitlines()]
    assert len(rows) == len(ROWS)
    assert all(row["hops"][0]["status"] == 302 for row in rows)
    # "http:/10.0.0.1/" on a page is a path of the same host, as any browser reads it.
    assert special({row["final_url"] for row in rows if row["status"] == 200}) == []


def test_names_that_rebind_are_asked_in_public_only(seen):
    """Half of the look-ups led inward: some of the addresses were refused, none was asked there."""
    reaches = {json.loads(line)["status"] for line in seen["rebinding"]["out"].splitlines()}
    assert reaches == {200, None}


def test_a_proxy_is_asked_for_no_special_number(seen):
    """Through a proxy numbers and names that say themselves that they are special are not asked for either."""
    assert seen["proxy"]["targets"]
    assert special(seen["proxy"]["targets"]) == []
