"""The public Python interface: read drafts, check them, audit what is stored, open the store.

Everything else in the package may change without notice; the names of `__all__` do not. The functions are
synchronous, print nothing and read no command line. They load their libraries when they are called, so that
`import citecheck.api` costs no more than the model. docs/api.md shows each of them; its examples are tests.

    from citecheck.api import Settings, check, read_draft

    report = check([read_draft("report.docx")], Settings(store="cache/citecheck.db"))
    for draft in report.drafts:
        for finding in draft.findings:
            print(finding.rule, finding.message)

What a source does is a value (`Reach`, `Support`), never an exception. `CitecheckError` and its subclasses say
what the caller or the environment did wrong. An open event loop cannot be nested: in asynchronous programs call
these functions in a thread (`asyncio.to_thread`).
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from citecheck.errors import CitecheckError, RunIncomplete, StoreError, StoreLocked, UnreadableInput, WrongUsage
from citecheck.model.draft import Draft
from citecheck.model.evidence import Support
from citecheck.model.finding import Finding, Level
from citecheck.model.page import Reach
from citecheck.model.report import CitationState, DraftReport, Report

if TYPE_CHECKING:
    from citecheck.config.configuration import Configuration
    from citecheck.model.draft import Format
    from citecheck.report.verdict import Verdict
    from citecheck.run.context import Ports
    from citecheck.store.database import Store

__all__ = [
    "CitationState",
    "CitecheckError",
    "Draft",
    "DraftReport",
    "Finding",
    "Level",
    "ProgressStep",
    "Reach",
    "Report",
    "RunIncomplete",
    "Settings",
    "StoreError",
    "StoreLocked",
    "Support",
    "UnreadableInput",
    "WrongUsage",
    "audit",
    "check",
    "judge",
    "open_store",
    "read_draft",
]


READING_SECONDS = 60.0
"""How long a draft may take; the longest report tried needs a tenth of it."""
_LONGEST_PATH = 4096
"""Characters that no path exceeds: PATH_MAX of Linux."""
CHILDREN = 2
"""Child processes that read pages, each on a core of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a run may do. None and empty values leave the default of docs/configuration.md, which has each option.

    No configuration file is read unless `configuration_folder` names the folder where the search for one begins.
    """

    store: str | Path | None = None
    """File of the store; the place that `citecheck store path` prints without it."""
    select: tuple[str, ...] = ()
    """Codes or prefixes of the rules in force; all of them if empty."""
    ignore: tuple[str, ...] = ()
    baseline: str | Path | None = None
    offline: bool | None = None
    lookup: bool | None = None
    """Whether registries are asked for works by their text as well; None by identifiers alone, False for none."""
    registry: tuple[str, ...] = ()
    """Registries at other addresses, as `crossref=https://…`."""
    replay: str | Path | None = None
    """WARC or WACZ file that answers instead of the network."""
    replay_at: str | None = None
    published: str | None = None
    """Address of the published version of the draft; completes addresses that were cut."""
    archives: bool | None = None
    probe: bool | None = None
    robots: bool | None = None
    allow_private: bool | None = None
    user_agent: str | None = None
    max_time: float | None = None
    """Deadline of one address over all redirects, seconds."""
    interval: float | None = None
    """Shortest pause between two requests to one host, seconds."""
    further: Mapping[str, object] | None = None
    """Any other option by its key in docs/configuration.md, as `{"death-visits": 2}`."""
    configuration_folder: str | Path | None = None


DEFAULTS = Settings()


@dataclass(frozen=True, slots=True)
class ProgressStep:
    """One step of a run. Exactly one of the three is set."""

    planned: int | None = None
    """A stage begins that asks this many addresses."""
    visited: tuple[str, Reach] | None = None
    """One address was asked: its canonical form, and how far it could be reached."""
    sentence: str | None = None
    """Something that the user should see at once, as what a judge will cost."""


def read_draft(
    draft: str | Path | bytes | bytearray | memoryview,
    *,
    name: str = "draft",
    fmt: str | None = None,
    base: str | None = None,
) -> Draft:
    """Read a draft from a file or from bytes, in a child process with limits of time and memory.

    Args:
        draft: Path of a file, or what a file holds.
        name: For bytes only: the name that messages use and that helps to recognise the format ("notes.md").
        fmt: Format that overrides recognition, as of `citecheck extract --as` ("markdown").
        base: Address of the document, which its relative links start from.

    Raises:
        UnreadableInput: The draft is empty, binary, damaged or not of the format named, or took too long to read.
        WrongUsage: There is no format `fmt`, `draft` is a text and not a path, or an event loop runs in this thread.
    """
    from citecheck.run.companion_files import read_companion_files  # noqa: PLC0415
    from citecheck.run.draft_cache import ReadingJob  # noqa: PLC0415
    from citecheck.run.draft_reading import read_file_bytes, read_job_draft  # noqa: PLC0415
    from citecheck.run.pool import Pool  # noqa: PLC0415
    from citecheck.run.pool_child import Unread  # noqa: PLC0415

    known = _parse_format(fmt)
    if isinstance(draft, str | Path):
        _require_path(draft)
        data, path = read_file_bytes(Path(draft)), str(draft)
        companions = {"companions": read_companion_files(data, path, known)}
    elif isinstance(draft, bytes | bytearray | memoryview):
        data, path, companions = bytes(draft), name, {}
    else:
        raise WrongUsage(f"read_draft() takes a path or bytes, not {type(draft).__name__}")
    with Pool(1, seconds=READING_SECONDS) as pool:
        read = pool.call(read_job_draft, ReadingJob(data, path, known, base, **companions))
    if isinstance(read, Unread):
        raise UnreadableInput(f"{path} could not be read ({read.reason}); export it again, or in another format.")
    return read


def check(
    drafts: Iterable[Draft | str | Path],
    settings: Settings = DEFAULTS,
    *,
    progress: Callable[[ProgressStep], None] | None = None,
) -> Report:
    """Check every citation of the drafts in one crawl; what was seen is in the store then.

    A run that was stopped is completed by the same call: no address is asked twice. Findings that the settings, a
    baseline or a comment in the draft leave out are counted in `Report.run`, not listed.

    Args:
        drafts: Drafts as `read_draft` returns them, or paths of files that it reads; the report has one `DraftReport`
            for each, in this order.
        settings: What the run may do.
        progress: Called in the thread of the caller at each step of the run.

    Raises:
        WrongUsage: The settings contradict each other or hold a value that is not understood, or `drafts` holds
            something that is neither a draft nor a path, or an event loop runs in this thread.
        UnreadableInput: The archive to replay is damaged, or a path names a draft that cannot be read.
        StoreLocked: Another run holds the store; try again later.
        StoreError: The store cannot be opened or written.
        RunIncomplete: The published version of the draft could not be read.
    """
    from citecheck.run.link_choice import build_link_choice  # noqa: PLC0415
    from citecheck.run.memory import name_documentation  # noqa: PLC0415
    from citecheck.run.pipeline import check_drafts  # noqa: PLC0415
    from citecheck.run.session import build_check_options  # noqa: PLC0415

    _require_settings(settings)
    configuration = _build_configuration(settings)
    options = build_check_options(configuration, visits=1)
    read = [_take_draft(each) for each in _list_drafts(drafts)]
    asked = [build_link_choice(configuration, Path(each.path), named=True).apply(each) for each in read]
    options = name_documentation(options, asked, configuration, {Path(each.path) for each in asked})
    return _run(lambda ports, run: check_drafts(asked, ports, options, run), configuration, progress)


def audit(
    settings: Settings = DEFAULTS,
    *,
    everything: bool = False,
    host: str | None = None,
    progress: Callable[[ProgressStep], None] | None = None,
) -> Report:
    """Visit the stored sources that are due again, and report on each stored draft that cites one of them.

    Args:
        settings: What the run may do. As on the command line robots.txt is respected, and a site whose page supports
            no claim is asked for a made-up path, unless `robots` or `probe` is False. Hosts are asked slowly, unless
            `further` has "polite" as False.
        everything: Visit every stored source, due or not.
        host: Visit the sources of this host only; an address is read as its host. WrongUsage if no source has it.
        progress: Called in the thread of the caller at each step of the run.

    Raises:
        WrongUsage, UnreadableInput, StoreLocked, StoreError: As `check`.
    """
    from citecheck.run.context import AuditOptions  # noqa: PLC0415
    from citecheck.run.pipeline import audit_sources  # noqa: PLC0415
    from citecheck.run.session import build_check_options, require_store  # noqa: PLC0415

    _require_settings(settings)
    careful = {key: True for key in ("robots", "probe") if getattr(settings, key) is None}
    further = {"polite": True, **careful, **(settings.further or {})}
    configuration = _build_configuration(replace(settings, further=further))
    options = build_check_options(configuration)
    require_store(configuration)
    chosen = AuditOptions(everything=everything, host=host)
    return _run(lambda ports, run: audit_sources(ports, options, chosen, run), configuration, progress)


def judge(report: Report) -> Verdict:
    """Return the verdict on a report, as every output prints it.

    `states` counts the citations by state, worst first, and `left_out` what was not read, not asked, ignored or
    accepted. `line` follows from both. `ready` is True only if nothing is contradicted, lost or unsupported and what
    nobody saw was accepted by a person.
    """
    from citecheck.report.verdict import judge_report  # noqa: PLC0415

    return judge_report(report)


def open_store(path: str | Path, *, create: bool = False) -> Store:
    """Open a store; docs/store.md describes its tables.

    Close it with `close()`. `rows(sql, parameters)` returns the rows of a query as dicts and writes nothing.

    Args:
        path: File of the store, as `citecheck store path` prints it.
        create: Make the store if there is no file.

    Raises:
        StoreError: There is no such file, it is no store, belongs to a newer version, or may not be opened.
    """
    from citecheck.store import database  # noqa: PLC0415

    if not create and not Path(path).is_file():
        raise StoreError(f"{path}: there is no store here; name one that `check` made, or pass create=True")
    return database.open_store(Path(path))


def _require_path(draft: str | Path) -> None:
    """Raise WrongUsage for a text in the place of a path; the message does not repeat it."""
    written = str(draft)
    if len(written.splitlines()) > 1 or len(written) > _LONGEST_PATH:
        raise WrongUsage("read_draft() takes a string as a path; pass text as bytes, as in read_draft(text.encode())")


def _require_settings(settings: Settings) -> None:
    """Raise WrongUsage for what is no `Settings`, such as None or a dict."""
    if not isinstance(settings, Settings):
        raise WrongUsage(
            f"the settings are a Settings object, not {type(settings).__name__}; write Settings(store=...)"
        )


def _list_drafts(drafts: Iterable[Draft | str | Path]) -> list[Draft | str | Path]:
    """Return the drafts as a list. Raises WrongUsage for a single one, as a string, whose characters are no drafts."""
    if not isinstance(drafts, Iterable) or isinstance(drafts, str):
        raise WrongUsage("check() takes a list of drafts or paths; write check([draft])")
    return list(drafts)


def _take_draft(draft: Draft | str | Path) -> Draft:
    """Return a draft, read if a path names it."""
    if isinstance(draft, str | Path):
        return read_draft(draft)
    if not isinstance(draft, Draft):
        raise WrongUsage(f"check() takes drafts and paths, not {type(draft).__name__}; read bytes with read_draft()")
    return draft


class _CallbackError(CitecheckError):
    """An error of the caller's callback, which is raised to the caller as it was."""

    def __init__(self, original: Exception) -> None:
        super().__init__(str(original))
        self.original = original


class _CallbackProgress:
    """Passes the steps of a run on to a callback."""

    def __init__(self, callback: Callable[[ProgressStep], None] | None) -> None:
        self._callback = callback or (lambda _: None)

    def planned(self, addresses: int) -> None:
        self._call(ProgressStep(planned=addresses))

    def visited(self, url: str, reach: Reach) -> None:
        self._call(ProgressStep(visited=(url, reach)))

    def announce(self, sentence: str) -> None:
        self._call(ProgressStep(sentence=sentence))

    def _call(self, step: ProgressStep) -> None:
        try:
            self._callback(step)
        except Exception as error:
            raise _CallbackError(error) from error


def _is_in_event_loop() -> bool:
    """Return whether an event loop runs in this thread, inside of which no other can be run."""
    import asyncio  # noqa: PLC0415

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _run(
    job: Callable[[Ports, str], Coroutine[Any, Any, Report]],
    configuration: Configuration,
    callback: Callable[[ProgressStep], None] | None,
) -> Report:
    """Open what a run works with, run the job and leave out of its report what is known."""
    import asyncio  # noqa: PLC0415

    from citecheck.config.suppression import leave_out_known  # noqa: PLC0415
    from citecheck.run.clock import clock_of  # noqa: PLC0415
    from citecheck.run.pool import Pool  # noqa: PLC0415
    from citecheck.run.session import PARSE_MEMORY, PARSE_SECONDS, make_id, mark_reported, open_ports  # noqa: PLC0415

    reports: list[Report] = []

    async def work() -> None:
        seconds = min(PARSE_SECONDS, configuration["max-time"])
        with Pool(CHILDREN, seconds=seconds, memory=PARSE_MEMORY) as pool:
            async with open_ports(configuration, _CallbackProgress(callback), pool=pool) as ports:
                reports.append(await job(ports, make_id()))

    if _is_in_event_loop():
        raise WrongUsage("an event loop runs in this thread; call this function with asyncio.to_thread()")
    try:
        asyncio.run(work())  # without a result: the runner describes its task with it, seconds for many sources
    except _CallbackError as error:
        raise error.original from None
    report = leave_out_known(reports[0], configuration, today=clock_of(configuration)().date())
    mark_reported(configuration, report)
    return report


def _build_configuration(settings: Settings) -> Configuration:
    """Return the settings as the configuration that the command line would build."""
    from citecheck.config.configuration import Configuration  # noqa: PLC0415
    from citecheck.config.configuration_file import load_configuration  # noqa: PLC0415
    from citecheck.config.options import OPTIONS  # noqa: PLC0415

    folder = settings.configuration_folder
    found = load_configuration(Path(folder)) if folder is not None else Configuration({}, Path.cwd())
    given = {each.name.replace("_", "-"): getattr(settings, each.name) for each in fields(settings)}
    further = given.pop("further") or {}
    del given["configuration-folder"]
    if unknown := set(further) - set(OPTIONS):
        raise WrongUsage(f"there is no option {min(unknown)!r}; docs/configuration.md lists them")
    named = {key: str(value) if isinstance(value, Path) else value for key, value in given.items()}
    return found.merge(further).merge(named)


def _parse_format(name: str | None) -> Format | None:
    from citecheck.model.draft import Format  # noqa: PLC0415

    if name is None:
        return None
    try:
        return Format(name)
    except ValueError:
        raise WrongUsage(f"there is no format {name!r}; known are {', '.join(each.value for each in Format)}") from None
