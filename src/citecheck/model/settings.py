"""What a run may do, built once from configuration and command line and passed down unchanged."""

from __future__ import annotations

from dataclasses import dataclass

USER_AGENT = "citecheck/0.1 (citation checker run for an editor; set a contact with --user-agent)"


@dataclass(frozen=True, slots=True)
class HostSettings:
    """What differs at the hosts that `hosts` name (`a.example`, `*.a.example`); None leaves what holds everywhere.

    `headers` are sent beside the usual ones, to these hosts alone; they may hold a password and are never kept. Hosts
    whose `ask` is false are left alone.
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
    """How addresses are asked.

    `connect_to` rows are (host1, port1, host2, port2) as in curl, empty parts match anything. `max_time` is the
    total deadline of one address over all hops, seconds; `interval` the pause between two starts at one host, seconds;
    `body_limit` in bytes, of the body as sent and again of the body decoded. Of the `hosts` that match the later wins.
    `include` and `exclude` are regular expressions over addresses: what is asked at all.
    """

    user_agent: str = USER_AGENT
    max_time: float = 30.0
    connect_time: float = 10.0
    body_limit: int = 20_000_000
    max_hops: int = 10
    tries: int = 3
    concurrency: int = 256
    per_host: int = 2
    interval: float = 0.5
    connect_to: tuple[tuple[str, str, str, str], ...] = ()
    cacert: str | None = None
    proxy: str | None = None
    allow_private: bool = False
    robots: bool = False
    offline: bool = False
    hosts: tuple[HostSettings, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeathPolicy:
    """When `suspect` becomes `gone`: see DESIGN. `check` counts its second look as enough for `visits=1`."""

    visits: int = 3
    days_apart: float = 3.0
    second_look: bool = True
