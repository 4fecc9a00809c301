"""Options of every command that asks addresses, named and meant as in curl where curl has them.

Each is named after its row in the configuration file (`config.option`) and is None where nothing was said, so that
the configuration's value holds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

OPTIONS = (
    click.option(
        "--connect-to",
        multiple=True,
        metavar="HOST1:PORT1:HOST2:PORT2",
        help="Connect to HOST2:PORT2 instead of HOST1:PORT1; empty parts match anything. Repeatable.",
    ),
    click.option("--cacert", metavar="FILE", help="Trust these certificate authorities instead of the system's."),
    click.option("--proxy", metavar="URL", help="Ask through this HTTP proxy."),
    click.option("--max-time", type=float, metavar="S", help="Deadline of one address over all redirects, seconds."),
    click.option("--user-agent", metavar="TEXT", help="How the program names itself; add a contact."),
    click.option("--allow-private/--no-allow-private", default=None, help="Ask addresses that are not public."),
    click.option("--robots/--no-robots", default=None, help="Keep to robots.txt."),
    click.option("--interval", type=float, metavar="S", help="Pause between two requests to one host, seconds."),
    click.option("--per-host", "host_connections", type=int, metavar="N", help="Connections to one host at once."),
    click.option("--concurrency", type=int, metavar="N", help="Addresses asked at once."),
    click.option("--replay", metavar="FILE", help="Answer from a .warc.gz or .wacz file instead of the network."),
    click.option("--replay-at", metavar="MOMENT", help="Of several captures, answer with the one in force then."),
    click.option(
        "--include",
        multiple=True,
        metavar="PATTERN",
        help="Ask only addresses in which this regular expression is found. Repeatable.",
    ),
    click.option(
        "--exclude",
        multiple=True,
        metavar="PATTERN",
        help="Ask no address in which this regular expression is found. Repeatable.",
    ),
    click.option("--offline/--no-offline", default=None, help="Ask nothing."),
)


def network_options(function: F) -> F:
    """Add the options to a command."""
    for option in reversed(OPTIONS):
        function = option(function)
    return function
