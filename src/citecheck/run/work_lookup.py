"""Look up works in the registries: the client of a run, and many references at a time in their order."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections import deque
from collections.abc import AsyncIterator, Iterable, Mapping, MutableMapping
from typing import TypeVar

from citecheck.config.configuration import Configuration
from citecheck.model.exchange import Hop, Reached
from citecheck.model.work import CitedWork, RecordState, WorkIdentifier, WorkLookup
from citecheck.net.guarded_transport import OnAnswer, build_guarded_client
from citecheck.net.paced_client import PacedClient
from citecheck.registries.lookup import look_up
from citecheck.registries.services import Registry, RegistryClient, parse_registries
from citecheck.run.clock import clock_of
from citecheck.run.context import ArchivePort
from citecheck.works.decision import RegistryAnswers

_Key = TypeVar("_Key")
_AT_ONCE = 32
"""References that are looked up at the same time; the pace of each service is kept whatever this is."""
_TRIES = 5
"""The most requests for one question; a busy service says when to ask again."""
_CONNECTS = 1
"""The most tries to reach a service for one question: one that is silent must not hold a run."""
_LONGEST = 15.0
"""Seconds that a service may take for one answer, less if the requests of the run may take less."""
_TOKENS = {"courtlistener": "CITECHECK_COURTLISTENER_TOKEN"}
"""The variable of the environment that holds the key of a service."""


@contextlib.asynccontextmanager
async def open_client(
    configuration: Configuration, services: Mapping[str, Registry], *, on_answer: OnAnswer | None = None
) -> AsyncIterator[RegistryClient | None]:
    """Open the client of the registries, None if the configuration sends no requests."""
    settings = configuration.build_network_settings()
    if settings.offline:
        yield None
        return
    tokens = {name: os.environ[variable] for name, variable in _TOKENS.items() if os.environ.get(variable)}
    async with build_guarded_client(settings, clock=clock_of(configuration), on_answer=on_answer) as client:
        timeout = min(_LONGEST, settings.max_time)
        yield RegistryClient(PacedClient(client, tries=_TRIES, connects=_CONNECTS, timeout=timeout), services, tokens)


@contextlib.asynccontextmanager
async def open_registries(
    configuration: Configuration, archive: ArchivePort | None
) -> AsyncIterator[RegistryClient | None]:
    """Open the client of a run, whose answers go into the archive.

    Raises:
        WrongUsage: A registry of the configuration is not known.
    """

    def keep(hop: Hop) -> None:
        if archive is not None:
            archive.write(Reached(hop.url, (hop,)), sync=False)

    async with open_client(configuration, parse_registries(configuration["registry"]), on_answer=keep) as client:
        yield client


async def look_up_works(
    client: RegistryClient | None,
    works: Iterable[tuple[_Key, CitedWork]],
    *,
    by_text: bool = True,
    kept: MutableMapping[WorkIdentifier, RegistryAnswers] | None = None,
) -> AsyncIterator[tuple[_Key, WorkLookup]]:
    """Yield the result for each work with its key, in order; without a client nothing is asked.

    An identifier of `kept` is not asked again; the answers to the others are added to it.
    """
    answers = {} if kept is None else kept
    waiting: deque[tuple[_Key, asyncio.Task[WorkLookup]]] = deque()
    for key, work in works:
        waiting.append((key, asyncio.create_task(_look_up(client, work, answers, by_text=by_text))))
        if len(waiting) >= _AT_ONCE:
            yield await _finish(*waiting.popleft())
    while waiting:
        yield await _finish(*waiting.popleft())


async def _finish(key: _Key, task: asyncio.Task[WorkLookup]) -> tuple[_Key, WorkLookup]:
    return key, await task


async def _look_up(
    client: RegistryClient | None,
    work: CitedWork,
    kept: MutableMapping[WorkIdentifier, RegistryAnswers],
    *,
    by_text: bool,
) -> WorkLookup:
    return await look_up(client, work, by_text=by_text, kept=kept) if client else WorkLookup(RecordState.NOT_ASKED)
