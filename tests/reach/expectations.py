"""The tables written by hand in `tables/`, and where the program disagrees with them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise, product
from pathlib import Path

from citecheck.model.change import Change
from citecheck.model.exchange import Fault, Hop, Lost, Reached
from citecheck.model.page import Page, Reach
from citecheck.model.report import PastVisit, Visit
from citecheck.model.settings import DeathPolicy
from citecheck.reach.death_policy import ONE_ANSWER, find_outage_hosts, is_worth_second_look
from citecheck.reach.decision import (
    ReadPage,
    decide_probe,
    decide_reach,
    hides_missing_pages,
    is_permanent_move,
    is_worth_probe,
    reach_of_page,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://a.example/x"
LETTERS = {
    "L": Reach.LIVE,
    "M": Reach.MOVED,
    "G": Reach.GONE,
    "S": Reach.SUSPECT,
    "W": Reach.WALLED,
    "F": Reach.FAILING,
    "U": Reach.UNKNOWN,
}
POLICIES = {
    "check": DeathPolicy(visits=1),
    "audit": DeathPolicy(visits=3, days_apart=3),
    "once": ONE_ANSWER,
    "slow": DeathPolicy(visits=3, days_apart=3, second_look=False),
}


def read_table(name):
    """Return the column names and the rows, by their first cell, of a table; the reason is no cell of a row."""
    lines = (Path(__file__).parent / "tables" / name).read_text().splitlines()
    header, *rows = [line.split() for line in lines if not line.startswith("#")]
    return header[1:-1], {row[0]: row[1 : len(header) - 1] for row in rows}


STATUSES, ANSWERS = read_table("answers.txt")
AGAIN = {name: row.pop() == "yes" for name, row in ANSWERS.items()}
STATUSES = [None if status == "none" else int(status) for status in STATUSES[:-1]]
_, FAULTS = read_table("faults.txt")
SECONDS, LOOKS = read_table("looks.txt")
LOOKS = {first: dict(zip(SECONDS, row, strict=True)) for first, row in LOOKS.items()}
COLUMNS, HISTORIES = read_table("histories.txt")
HISTORIES = {history: dict(zip(COLUMNS, row, strict=True)) for history, row in HISTORIES.items()}
MOVES = [
    line.split()
    for line in (Path(__file__).parent / "tables" / "moves.txt").read_text().splitlines()
    if line.startswith(("yes", "no"))
]


def hop(status, url=URL):
    return Hop(url, (), status, "", "HTTP/1.1", (), b"", NOW, 0.0)


def reached(*statuses, urls=(URL,)):
    return Reached(urls[0], tuple(map(hop, statuses, urls)))


def past(history):
    """Return the visits that a history such as `G3,L6` names."""
    marks = [] if history == "-" else history.split(",")
    return tuple(PastVisit(NOW - timedelta(days=float(mark[1:])), LETTERS[mark[0]], None) for mark in marks)


def visit(reach, url=URL, page=None, fault=None, change=None):
    return Visit(url, url, reach, page, None, None, fault=fault, change=change)


def answers():
    """Give each exchange that one answer or fault makes, what was read of it, and the letter of its reach alone."""
    for name, letters in ANSWERS.items():
        for status, letter in zip(STATUSES, letters, strict=True):
            if status is not None:
                page = None if name == "unread" else Page(name)
                yield f"{name} under {status}", reached(status), ReadPage(page), letter
                if letter == "L" and page is Page.LIVE:
                    moved = reached(301, status, urls=(URL, "https://b.example/y"))
                    yield f"moved {name} under {status}", moved, ReadPage(page), "M"
    for name, (letter, *_) in FAULTS.items():
        for status in STATUSES:
            hops = () if status is None else (hop(status),)
            yield f"{name} after {status}", Lost(URL, URL, Fault(name), "lost", hops), ReadPage(), letter


def expected_reach(letter, first, history, policy):
    """Return what the tables say of an answer after a first look (`none`: there was none) under a policy."""
    combined = LOOKS[first][letter]
    if combined != "G":
        return LETTERS[combined]
    looks = 1 if first == "none" or policy in {"once", "slow"} else 2
    return LETTERS[HISTORIES[history][f"{policy}/{looks}"]]


def disagreements_on_answers(firsts=LOOKS, histories=("-",), policies=("check",)) -> Iterator[str]:
    """Give every combination in which another reach is decided than the tables say."""
    for name, exchange, read, letter in answers():
        for first, history, policy in product(firsts, histories, policies):
            looks = () if first == "none" else (LETTERS[first],)
            outcome = decide_reach(exchange, read, past(history), looks, POLICIES[policy], now=NOW)
            expected = expected_reach(letter, first, history, policy)
            if outcome.reach is not expected or outcome.looks != 1 + len(looks):
                yield f"{name}, first {first}, {history}, {policy}: {outcome.reach}, not {expected}"


def disagreements_on_histories() -> Iterator[str]:
    """Give every history after which a gone answer is called otherwise than its row says."""
    gone = reached(404), ReadPage(Page.HARD_404_BODY)
    for history, column in product(HISTORIES, COLUMNS):
        policy, looks = column.split("/")
        earlier = (Reach.SUSPECT,) * (int(looks) - 1)
        outcome = decide_reach(*gone, past(history), earlier, POLICIES[policy], now=NOW)
        if outcome.reach is not LETTERS[HISTORIES[history][column]]:
            yield f"{history}, {column}: {outcome.reach}"


def disagreements_on_saved_pages() -> Iterator[str]:
    """Give every page and status whose reach is another than the table says, a saved page's included."""
    for name, letters in ANSWERS.items():
        for status, letter in zip(STATUSES, letters, strict=True):
            if letter != "-" and name != "unread" and reach_of_page(Page(name), status) is not LETTERS[letter]:
                yield f"{name} under {status}"


def disagreements_on_moves() -> Iterator[str]:
    """Give every row of redirects that is taken for a move, or not, against its row."""
    for moved, url, *rest in MOVES:
        hops = [(int(status), address) for status, address in pairwise(rest) if status.isdigit()]
        if is_permanent_move(url, tuple(hop(*each) for each in hops)) is not (moved == "yes"):
            yield f"{url} {hops}"


def disagreements_on_second_looks() -> Iterator[str]:
    """Give every answer and fault that is asked again, or not, against its row."""
    for name, again in AGAIN.items():
        letter = ANSWERS[name][STATUSES.index(200)]
        for reach in [Reach.GONE, Reach.SUSPECT] if letter == "G" else [LETTERS[letter]]:
            page = None if name == "unread" else Page(name)
            if is_worth_second_look(visit(reach, page=page)) is not again:
                yield f"{name} {reach}"
    for name, (letter, _, again) in FAULTS.items():
        if is_worth_second_look(visit(LETTERS[letter], fault=Fault(name))) is not (again == "yes"):
            yield name


def disagreements_on_outages() -> Iterator[str]:
    """Give every fault that counts as our own network's, or not, against its row."""
    for name, (letter, ours, _) in FAULTS.items():
        visits = [visit(LETTERS[letter], f"https://{host}.example/", fault=Fault(name)) for host in "abc"]
        if bool(find_outage_hosts(visits)) is not (ours == "yes"):
            yield name


SHELLS = {"js_shell": Reach.WALLED}


def disagreements_on_probes() -> Iterator[str]:
    """Give every second reading of a suspect that makes it gone, or not, against the table of answers.

    The shell of an application is the only other answer that decides: it is the same for every path.
    """
    for name, letters in ANSWERS.items():
        for status, letter in zip(STATUSES, letters, strict=True):
            if status is not None and name != "unread":
                outcome = decide_probe(visit(Reach.LIVE), Page(name), status)
                if (outcome and outcome.reach) is not ({"G": Reach.GONE}.get(letter) or SHELLS.get(name)):
                    yield f"{name} under {status}"
    for status in filter(None, STATUSES):
        if hides_missing_pages(reached(status)) is not (status == 200):
            yield f"made-up page under {status}"
    for letter, reach in LETTERS.items():
        if is_worth_probe(visit(reach)) is not (letter == "L"):
            yield f"probe of {reach}"


def disagreements_on_changes() -> Iterator[str]:
    """Give every change that makes a moved source live, or not: only what replaced the content is no move of it."""
    moved = reached(301, 200, urls=(URL, "https://b.example/y"))
    for change in (None, *Change):
        outcome = decide_reach(moved, ReadPage(Page.LIVE, change), (), (), POLICIES["check"], now=NOW)
        if outcome.reach is not (Reach.LIVE if change is Change.REPLACED else Reach.MOVED):
            yield f"moved and {change}"


CHECKS = (
    disagreements_on_answers,
    disagreements_on_histories,
    disagreements_on_saved_pages,
    disagreements_on_moves,
    disagreements_on_second_looks,
    disagreements_on_outages,
    disagreements_on_probes,
    disagreements_on_changes,
)


def find_disagreement() -> str | None:
    """Return the first disagreement of the program with the tables, None if there is none; a missing row is one."""
    try:
        return next((each for check in CHECKS for each in check()), None)
    except KeyError as missing:
        return f"no row for {missing}"
