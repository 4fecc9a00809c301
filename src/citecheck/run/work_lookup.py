"""Look up works in the registries: the client of a run, and many references at a time in their order."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections import deque
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import TypeVar

from citecheck.config.configuration import Configuration
from citecheck.model.work import CitedWork, RecordState, WorkLookup
from citecheck.net.guarded_transport import build_guarded_client
from citecheck.net.paced_client import PacedClient
from citecheck.registries.lookup import look_up
from citecheck.registries.services import Registry, RegistryClient
from citecheck.run.clock import clock_of

_Key = TypeVar("_Key")
_AT_ONCE = 8
"""References that are looked up at the same time; the pace of each service is kept whatever this is."""
_TRIES = 5
"""The most requests for one question; a busy service says when to ask again."""
_TOKENS = {"courtlistener": "CITECHECK_COURTLISTENER_TOKEN"}
"""The variable of the environment that holds the key of a service."""


@contextlib.asynccontextmanager
async def open_registries(
    configuration: Configuration, services: Mapping[str, Registry]
) -> AsyncIterator[RegistryClient | None]:
    """Open the client of the registries, None if the configuration sends no requests."""
    settings = configuration.build_network_settings()
    if settings.offline:
        yield None
        return
    tokens = {name: os.environ[variable] for name, variable in _TOKENS.items() if os.environ.get(variable)}
    async with build_guarded_client(settings, clock=clock_of(configuration)) as client:
        yield RegistryClient(PacedClient(client, tries=_TRIES), services, tokens)


async def look_up_works(
    client: RegistryClient | None, works: Iterable[tuple[_Key, CitedWork]]
) -> AsyncIterator[tuple[_Key, WorkLookup]]:
    """Yield the result for each work with its key, in order; without a client nothing is asked."""
    waiting: deque[tuple[_Key, asyncio.Task[WorkLookup]]] = deque()
    for key, work in works:
        waiting.append((key, asyncio.create_task(_look_up(client, work))))
        if len(waiting) >= _AT_ONCE:
            yield await _finish(*waiting.popleft())
    while waiting:
        yield await _finish(*waiting.popleft())


async def _finish(key: _Key, task: asyncio.Task[WorkLookup]) -> tuple[_Key, WorkLookup]:
    return key, await task


async def _look_up(client: RegistryClient | None, work: CitedWork) -> WorkLookup:
    return await look_up(client, work) if client else WorkLookup(RecordState.NOT_ASKED)
