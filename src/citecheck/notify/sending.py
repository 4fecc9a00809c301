"""Sending a message to the addresses that a user named; the only importer of Apprise.

Apprise speaks to each service over a connection of its own. The addresses come from the configuration of the person who
runs the audit and never from a draft or a page, so the guard against addresses of strangers does not stand here.
"""

from __future__ import annotations

from collections.abc import Sequence

from citecheck.errors import WrongUsage


def send(addresses: Sequence[str], title: str, body: str) -> tuple[int, ...]:
    """Send one message to each Apprise address; return the places in the list of those that did not take it.

    Raises:
        WrongUsage: an address is none that Apprise knows, or the extra `citecheck[notify]` is not installed.
    """
    try:
        import apprise  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise WrongUsage("--notify needs Apprise: pip install 'citecheck[notify]'") from error
    failed = []
    for place, address in enumerate(addresses):
        service = apprise.Apprise()
        if not service.add(address):
            raise WrongUsage(f"--notify: address number {place + 1} is none that Apprise knows")
        if not service.notify(title=title, body=body, body_format=apprise.NotifyFormat.TEXT):
            failed.append(place)
    return tuple(failed)
