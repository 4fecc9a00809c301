"""Sending a message to the addresses that a user named; the only importer of Apprise.

Apprise speaks to each service over a connection of its own. The addresses come from the configuration of the person who
runs the audit and never from a draft or a page, so the guard against addresses of strangers does not stand here; what
a service answers is a stranger's word, so its redirects are not followed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from citecheck.errors import WrongUsage

Sender: TypeAlias = Callable[[str, str], bool]
"""Takes a title and a text to one service, and says whether it took them."""


def senders_to(addresses: Sequence[str]) -> tuple[Sender, ...]:
    """Return what sends to each Apprise address; nothing is sent yet.

    Raises:
        WrongUsage: an address is none that Apprise knows, or the extra `citecheck[notify]` is not installed.
    """
    if not addresses:
        return ()
    try:
        import apprise  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise WrongUsage("--notify needs Apprise: pip install 'citecheck[notify]'") from error

    def sender(place: int, address: str) -> Sender:
        service = apprise.Apprise(asset=apprise.AppriseAsset(http_redirects=False))
        if not service.add(address):
            raise WrongUsage(f"--notify: address number {place} is none that Apprise knows")
        return lambda title, text: bool(service.notify(title=title, body=text, body_format=apprise.NotifyFormat.TEXT))

    return tuple(sender(place, address) for place, address in enumerate(addresses, 1))


def send(senders: Sequence[Sender], title: str, text: str) -> tuple[int, ...]:
    """Send one message to each service; return the places of those that did not take it, from 1."""
    return tuple(place for place, sends in enumerate(senders, 1) if not sends(title, text))
