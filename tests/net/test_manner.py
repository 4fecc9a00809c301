"""How hosts are asked that the configuration names."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from importlib.resources import files

import httpx
import pytest

from citecheck.model.exchange import RefusalReason, Refused
from citecheck.model.settings import HostSettings, NetworkSettings
from citecheck.net.schedule import HostPolicies, load_strict_hosts

TOKEN = (("Authorization", "Bearer secret"),)


def site(request: httpx.Request) -> httpx.Response:
    to = {"/away": "https://b.example/end", "/down": "http://a.example/end"}.get(request.url.path)
    if to:
        return httpx.Response(302, headers={"Location": to})
    return httpx.Response(200, text=request.headers.get("authorization", "none"))


def test_headers_go_to_their_host_alone(crawl, quick):
    """A secret header goes to the host it was written for, not along a redirect to another, nor down to plain HTTP."""
    settings = replace(quick, hosts=(HostSettings(("a.example",), headers=TOKEN),))
    asked = ["https://a.example/end", "https://a.example/away", "https://a.example/down", "http://a.example/plain"]
    by_url = {each.url: each for each in crawl(asked, settings, site=site)}
    assert [by_url[url].hops[-1].body for url in asked] == [b"Bearer secret", b"none", b"none", b"Bearer secret"]


def test_headers_are_not_kept(crawl, quick):
    """The hop that is archived does not hold the secret."""
    settings = replace(quick, hosts=(HostSettings(("a.example",), headers=TOKEN),))
    (reached,) = crawl(["https://a.example/end"], settings, site=site)
    assert reached.hops[-1].body == b"Bearer secret"
    assert not any(b"secret" in value for _, value in reached.hops[-1].request_headers)


def test_headers_are_sent_over_the_network(crawl, quick, serve, answer_with):
    """The network itself sends the secret too, and keeps it out of the hop."""
    with serve(answer_with(b"")) as served:
        settings = replace(quick, hosts=(HostSettings(("127.0.0.1",), headers=TOKEN),))
        (reached,) = crawl([served.url()], settings)
    assert b"Authorization: Bearer secret\r\n" in served.requests[0]
    assert not any(b"secret" in value for _, value in reached.hops[-1].request_headers)


def test_hosts_left_out_are_not_asked(crawl, quick):
    """Of a host that the configuration leaves out nothing is asked, directly or by a redirect."""
    settings = replace(quick, hosts=(HostSettings(("*.example",)), HostSettings(("b.example",), ask=False)))
    for refused in crawl(["https://b.example/", "https://a.example/away"], settings, site=site):
        assert isinstance(refused, Refused)
        assert refused.reason is RefusalReason.LEFT_OUT


def test_later_rows_win_and_the_rest_holds():
    """What a row does not say stays, and of two that match the later one counts."""
    rows = (
        HostSettings(("*.example",), user_agent="desk", interval=9.0, headers=TOKEN),
        HostSettings(("a.example",), interval=0.0, connections=7, headers=(("authorization", "other"),)),
    )
    policy = HostPolicies(NetworkSettings(hosts=rows)).of("a.example")
    assert (policy.interval, policy.width, policy.seconds) == (0.0, 7, 30.0)
    assert policy.fields[0] == (b"User-Agent", b"desk")
    assert policy.secret == ((b"authorization", b"other"),)
    assert HostPolicies(NetworkSettings(hosts=rows)).of("a.other").secret == ()


@pytest.mark.parametrize(
    ("settings", "host", "pace"),
    [
        (NetworkSettings(), "a.example", (0.05, 4)),
        (NetworkSettings(polite=True), "a.example", (0.5, 2)),
        (NetworkSettings(), "export.arxiv.org", (3.0, 1)),
        (NetworkSettings(), "gist.github.com", (0.25, 2)),
        (NetworkSettings(), "notgithub.com", (0.05, 4)),
        (NetworkSettings(polite=True), "github.com", (0.5, 2)),
        (NetworkSettings(polite=True), "crates.io", (1.0, 1)),
        (NetworkSettings(interval=0.0), "github.com", (0.0, 2)),
        (NetworkSettings(interval=0.0, per_host=9), "github.com", (0.0, 9)),
        (NetworkSettings(interval=2.0, polite=True), "a.example", (2.0, 2)),
        (NetworkSettings(hosts=(HostSettings(("github.com",), interval=0.1),)), "github.com", (0.1, 2)),
        (NetworkSettings(interval=1.0, hosts=(HostSettings(("a.example",), connections=7),)), "a.example", (1.0, 7)),
    ],
)
def test_the_best_pace_of_a_host(settings, host, pace):
    """What the user says is the best pace; else it is that of the run, or of a host known to be strict if slower."""
    assert HostPolicies(settings).pace_of(host) == pace


def test_each_strict_host_has_its_reason():
    """A row of the table is slower than the usual pace, and names what was seen and where; the rows are sorted."""
    rows = tomllib.loads(files("citecheck.net").joinpath("strict_hosts.toml").read_text("utf-8"))["hosts"]
    usual = HostPolicies(NetworkSettings()).pace_of("a.example")
    assert list(rows) == sorted(rows) == sorted(load_strict_hosts())
    for host, row in rows.items():
        assert set(row) == {"interval", "connections", "because", "source"}, host
        assert row["interval"] > usual.interval, host
        assert row["connections"] <= usual.width, host
        assert row["because"], host
        assert row["source"].startswith("https://"), host


def test_addresses_left_out_are_not_asked(crawl, quick):
    """What a pattern leaves out is refused, and a redirect leads out of what is included but not into what is not."""
    settings = replace(quick, include=(r"^https://a\.", "end$"), exclude=(r"plain$", r"^http:"))
    asked = ["https://a.example/end", "https://a.example/away", "https://a.example/down", "https://a.example/plain"]
    by_url = {each.url: each for each in crawl([*asked, "https://c.example/"], settings, site=site)}
    assert [isinstance(by_url[url], Refused) for url in (*asked, "https://c.example/")] == [
        False,
        False,
        True,
        True,
        True,
    ]
    assert by_url["https://c.example/"].reason is RefusalReason.LEFT_OUT
