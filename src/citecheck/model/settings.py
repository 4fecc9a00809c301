"""The settings of a run, built once from configuration and command line and passed on unchanged."""

from __future__ import annotations

from dataclasses import dataclass

USER_AGENT = "citecheck/0.1 (citation checker run for an editor; set a contact with --user-agent)"


POLITE_INTERVAL, POLITE_WIDTH = 0.5, 2
"""The pace of a polite run: the pause between two starts at one host in seconds, and the connections to it."""


@dataclass(frozen=True, slots=True)
class HostSettings:
    """Settings for the hosts that match `hosts` (`a.example`, `*.a.example`). None means the general setting.

    `headers` are sent in addition to the usual ones, to these hosts only. They may hold a password and are never
    recorded. Hosts whose `ask` is false are not requested.
    """

    hosts: tuple[str, ...]
    user_agent: str | None = None
    max_time: float | None = None
    interval: float | None = None
    connections: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    ask: bool = True


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """How addresses are requested.

    `max_run_time` is the time from the first request, in seconds, after which none begins.
    Rows of `connect_to` are (host1, port1, host2, port2) as in curl; empty parts match anything. `max_time` is the
    deadline of one address over all hops and `interval` the pause between two starts at one host, both in seconds.
    `interval` and `per_host`, the connections to one host, are the best pace allowed; None leaves it to the program,
    which is slower with `polite`.
    With `looks_again` the run asks doubtful addresses again at its end, so that one whose request arrived is not tried
    again before. `body_limit` bounds the body as sent and the decoded body, each in bytes. The last matching row of
    `hosts` wins.
    `include` and `exclude` are regular expressions that select the addresses to request. `private_host` limits
    `allow_private` to one host and to where `connect_to` leads; None limits nothing.
    """

    user_agent: str = USER_AGENT
    max_time: float = 30.0
    max_run_time: float | None = None
    connect_time: float = 10.0
    body_limit: int = 20_000_000
    max_hops: int = 10
    tries: int = 3
    looks_again: bool = False
    concurrency: int = 256
    per_host: int | None = None
    interval: float | None = None
    polite: bool = False
    connect_to: tuple[tuple[str, str, str, str], ...] = ()
    cacert: str | None = None
    proxy: str | None = None
    allow_private: bool = False
    private_host: str | None = None
    robots: bool = False
    offline: bool = False
    hosts: tuple[HostSettings, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeathPolicy:
    """When `suspect` becomes `gone`: see DESIGN. In `check`, the second look is enough for `visits=1`."""

    visits: int = 3
    days_apart: float = 3.0
    second_look: bool = True
