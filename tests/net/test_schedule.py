"""Whose turn it is, with the clock as an argument."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.net.address import Address
from citecheck.net.pace import PaceSign
from citecheck.net.redirect_chain import Chain
from citecheck.net.request import FetchRequest
from citecheck.net.schedule import KEPT_HOSTS, BestPace, Schedule


def schedule_of(*, interval: float, width: int) -> Schedule:
    return Schedule(lambda _: BestPace(interval, width))


def chain(host: str, n: int = 0) -> Chain:
    url = f"http://{host}/{n}"
    return Chain(FetchRequest(url), Address.parse(url), seconds=1.0)


def known(schedule: Schedule, host: str) -> None:
    schedule.host(host).note_answer()


def turns(schedule: Schedule, now: float) -> list[str]:
    taken = []
    while turn := schedule.take(now):
        taken.append(turn[1].address.href)
    return taken


def test_hosts_take_turns():
    """Addresses listed host by host are asked host after host."""
    schedule = schedule_of(interval=0, width=3)
    for host in "abc":
        known(schedule, host)
        for n in range(3):
            schedule.add(chain(host, n), 0.0)
    assert turns(schedule, 0.0) == [f"http://{host}/{n}" for n in range(3) for host in "abc"]


def test_the_host_with_the_most_addresses_is_next():
    """Of the hosts that are due, the one that has most left is asked, since the run ends with it."""
    schedule = schedule_of(interval=0, width=9)
    for host, addresses in (("few", 1), ("many", 4), ("some", 2)):
        known(schedule, host)
        for n in range(addresses):
            schedule.add(chain(host, n), 0.0)
    taken = [url.removeprefix("http://") for url in turns(schedule, 0.0)]
    assert taken == ["many/0", "many/1", "some/0", "many/2", "few/0", "some/1", "many/3"]


def test_unknown_host_gets_one_connection():
    """Until a host has answered it is met by one connection, so that a dead one is met once."""
    schedule = schedule_of(interval=0, width=4)
    for n in range(4):
        schedule.add(chain("a", n), 0.0)
    assert turns(schedule, 0.0) == ["http://a/0"]
    known(schedule, "a")
    schedule.release(schedule.host("a"), 0.0)
    assert len(turns(schedule, 0.0)) == 3


def test_starts_are_spaced():
    """Two starts at a host lie an interval apart, and the moment of the next is known."""
    schedule = schedule_of(interval=0.5, width=4)
    known(schedule, "a")
    for n in range(3):
        schedule.add(chain("a", n), 0.0)
    assert turns(schedule, 0.0) == ["http://a/0"]
    assert schedule.next_due() == 0.5
    assert turns(schedule, 0.4) == []
    assert turns(schedule, 0.5) == ["http://a/1"]
    assert turns(schedule, 1.0) == ["http://a/2"]


def test_refusal_slows_the_whole_host():
    """A host that says "too many" waits as long as it asked, and has one connection from then on."""
    schedule = schedule_of(interval=0.5, width=4)
    known(schedule, "a")
    for n in range(3):
        schedule.add(chain("a", n), 0.0)
    host, _ = schedule.take(0.0)
    assert host.note_refusal(PaceSign.TOO_MANY, 0.0, sent=0.0, pause=7.0, most=3)
    schedule.release(host, 0.0)
    assert turns(schedule, 6.9) == []
    assert turns(schedule, 7.0) == ["http://a/1"]
    assert turns(schedule, 60.0) == []


def test_idle_hosts_are_forgotten():
    """Hosts that are done with take no memory, unless something was learnt."""
    schedule = schedule_of(interval=0, width=1)
    schedule.host("slow.example").pace.slow_down(PaceSign.RESET, sent=0.0, now=0.0)
    for n in range(KEPT_HOSTS * 2):
        schedule.add(chain(f"h{n}"), 0.0)
        host, _ = schedule.take(0.0)
        schedule.release(host, 0.0)
    assert len(schedule._hosts) <= KEPT_HOSTS + 1
    assert schedule.host("slow.example").pace.is_slowed


@settings(max_examples=60, deadline=None)
@given(
    hosts=st.lists(st.sampled_from("abcde"), max_size=40),
    interval=st.sampled_from([0.0, 0.5]),
    width=st.integers(1, 3),
    steps=st.lists(st.floats(0.0, 0.7), min_size=1, max_size=30),
)
def test_limits_hold_and_nothing_is_lost(hosts, interval, width, steps):
    """Whatever the order of events, no host exceeds its width or its pace, and every address gets its turn."""
    schedule = schedule_of(interval=interval, width=width)
    for n, host in enumerate(hosts):
        known(schedule, host)
        schedule.add(chain(host, n), 0.0)
    now, active, last, taken = 0.0, [], {}, Counter()
    for step in [*steps, *([1.0] * (2 * len(hosts) + 2))]:
        while turn := schedule.take(now):
            host, asked = turn
            assert now - last.get(host.name, -9.0) >= interval
            last[host.name] = now
            taken[asked.address.href] += 1
            active.append(host)
            assert active.count(host) <= width
        if active:
            schedule.release(active.pop(0), now)
        now += step
    assert sum(taken.values()) == len(hosts)
    assert set(taken.values()) <= {1}
