"""The registries as a table, and the client that asks them: each question once a run, at the pace of the service.

Only the reference's own text and identifiers are sent. A service that gives no answer is reported, and its silence is
never an answer: `NoReply` differs from None, which is the service's own "I have no such record".
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from citecheck.errors import WrongUsage
from citecheck.net.paced_client import NoReply, PacedClient

_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Registry:
    """One service. `base` is the address before the paths that its adapter asks; the rest as in `PublicArchive`.

    `says_nothing` is in every 404 of the service, without blanks. A 404 without it comes from something in between.
    """

    name: str
    base: str
    per_minute: tuple[tuple[str, float], ...]
    says_nothing: bytes = b""


SERVICES: Final[Mapping[str, Registry]] = {
    row.name: row
    for row in (
        Registry("crossref", "https://api.crossref.org", (("", 600.0),)),  # the polite pool allows 50 a second
        Registry("openalex", "https://api.openalex.org", (("", 600.0),)),  # 10 a second
        Registry("doi", "https://doi.org", (("", 600.0),), b'"responseCode":100'),
        Registry("datacite", "https://api.datacite.org", (("", 600.0),)),  # 3,000 in five minutes
        Registry("arxiv", "https://export.arxiv.org", (("", 20.0),)),  # one in three seconds
        Registry("pubmed", "https://eutils.ncbi.nlm.nih.gov/entrez/eutils", (("", 180.0),)),  # 3 a second without a key
        Registry("openlibrary", "https://openlibrary.org", (("", 60.0),)),
        Registry("courtlistener", "https://www.courtlistener.com", (("", 60.0),)),
    )
}
"""The public services and the most requests a minute that each asks for, as of November 2026."""


def parse_registries(written: tuple[str, ...]) -> dict[str, Registry]:
    """Return the services with other base addresses in the place of some, as `NAME=BASE`.

    Raises:
        WrongUsage: A name is not known, or a base is no address.
    """
    services = dict(SERVICES)
    for row in written:
        name, _, base = row.partition("=")
        if name not in services:
            raise WrongUsage(f"--registry {row}: {name!r} is not known; name one of {', '.join(SERVICES)}")
        if not base.startswith(("http://", "https://")):
            raise WrongUsage(f"--registry {row}: {base!r} is no address; write {name}=https://…")
        services[name] = replace(services[name], base=base.rstrip("/"))
    return services


@dataclass(slots=True)
class _Group:
    """Values that wait to be asked in one question, and its answer."""

    values: list[str] = field(default_factory=list)
    answer: asyncio.Future[Any] = field(init=False)


@dataclass(slots=True)
class RegistryClient:
    """Asks the services of one run. `tokens` are keys by service, sent as `Authorization` to it alone."""

    client: PacedClient
    services: Mapping[str, Registry]
    tokens: Mapping[str, str] = field(default_factory=dict)
    _asked: dict[tuple[str, str], asyncio.Task[bytes | NoReply | None]] = field(default_factory=dict)
    _groups: dict[str, _Group] = field(default_factory=dict)
    _locks: dict[str, asyncio.Lock] = field(default_factory=dict)
    _unanswered: dict[str, int] = field(default_factory=dict)
    """Questions in a row that each service left without an answer."""

    def has_access(self, name: str) -> bool:
        """Return whether a service can be asked: one that needs a key is not asked in vain."""
        return name not in _WITH_KEY or name in self.tokens or self.services[name] != SERVICES[name]

    async def get(self, name: str, path: str, query: Mapping[str, str] | None = None) -> bytes | NoReply | None:
        """GET a path of a service: the body, None for its 404, `NoReply` for everything else."""
        url = self.services[name].base + path + (f"?{urlencode(query)}" if query else "")
        return await self._ask_once(name, url, None)

    async def get_json(self, name: str, path: str, query: Mapping[str, str] | None = None) -> Any | NoReply | None:
        """GET a path of a service as parsed JSON; None and `NoReply` as in `get`."""
        return self._parse(name, await self.get(name, path, query))

    async def post_json(self, name: str, path: str, form: Mapping[str, str]) -> Any | NoReply | None:
        """POST a form to a path of a service, and return its JSON as `get_json` does."""
        return self._parse(name, await self._ask_once(name, self.services[name].base + path, form))

    async def ask_together(self, name: str, value: str, ask: Callable[[Sequence[str]], Awaitable[_Answer]]) -> _Answer:
        """Return the answer to one question about many values; those that come while one is asked go into the next.

        All callers for a service pass the same `ask`.
        """
        group = self._groups.get(name)
        if group is None or len(group.values) >= _MOST_TOGETHER:
            lock = self._locks.setdefault(name, asyncio.Lock())
            group = _Group()
            group.answer = asyncio.ensure_future(self._ask_group(name, group, lock, ask))
            self._groups[name] = group
        group.values.append(value)
        return await asyncio.shield(group.answer)

    async def _ask_group(
        self, name: str, group: _Group, lock: asyncio.Lock, ask: Callable[[Sequence[str]], Awaitable[_Answer]]
    ) -> _Answer:
        async with lock:
            if self._groups.get(name) is group:
                del self._groups[name]
            return await ask(tuple(dict.fromkeys(group.values)))

    def _parse(self, name: str, body: bytes | NoReply | None) -> Any | NoReply | None:
        if not isinstance(body, bytes):
            return body
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            return NoReply(name, "it answered with something that is no JSON")

    async def _ask_once(self, name: str, url: str, form: Mapping[str, str] | None) -> bytes | NoReply | None:
        key = (url, urlencode(form) if form else "")
        if key not in self._asked:
            self._asked[key] = asyncio.ensure_future(self._ask(name, url, form))
        return await asyncio.shield(self._asked[key])

    async def _ask(self, name: str, url: str, form: Mapping[str, str] | None) -> bytes | NoReply | None:
        if self._unanswered.get(name, 0) >= _MOST_UNANSWERED:
            return NoReply(name, "it gave no answer to the questions before")
        headers = {"Authorization": f"Token {self.tokens[name]}"} if name in self.tokens else {}
        reply = await self.client.request(self.services[name], url, headers=headers, form=form)
        if isinstance(reply, NoReply):
            self._unanswered[name] = self._unanswered.get(name, 0) + 1
            return reply
        self._unanswered[name] = 0
        if reply.status in _NOTHING:
            said = self.services[name].says_nothing in reply.body.replace(b" ", b"")
            return None if said else NoReply(name, f"a {reply.status} came that is not its own")
        if reply.status != _OK or reply.truncated:
            return NoReply(name, f"it answered {reply.status}" if reply.status != _OK else "its answer is too long")
        return reply.body


_MOST_TOGETHER = 50
"""Values in one question at most; arXiv answers up to 2,000, and a long answer is slow."""
_MOST_UNANSWERED = 3
"""Questions in a row without an answer after which a service is not asked any more in this run."""
_WITH_KEY = frozenset({"courtlistener"})
"""Services that answer only who sends a key."""
_OK = 200
_NOTHING = frozenset({404, 410})
