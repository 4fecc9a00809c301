"""Reading the drafts of a run in the parser pool, so that no file of a stranger can hold the run up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from citecheck.cli.beside import files_beside
from citecheck.cli.draft_file import file_bytes
from citecheck.config import Configuration
from citecheck.config.drafts import spelled
from citecheck.draft import read_draft
from citecheck.errors import UnreadableInput
from citecheck.model.draft import Draft
from citecheck.model.format import Format
from citecheck.pool import Pool, Unread


@dataclass(frozen=True, slots=True)
class ReadingJob:
    """A file to read: as `fmt` if that is given, relative links from `base`."""

    path: Path
    fmt: Format | None
    base: str | None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A draft that cannot be read: one sentence for the reader."""

    sentence: str


def read_file(job: ReadingJob) -> Draft | Unreadable:
    """Read one draft; what is wrong with it comes back as a value."""
    try:
        data = file_bytes(job.path)
        beside = files_beside(data, str(job.path), job.fmt)
        return read_draft(data, path=spelled(job.path), fmt=job.fmt, base=job.base, beside=beside)
    except UnreadableInput as error:
        return Unreadable(str(error))


def job_for(path: Path, configuration: Configuration) -> ReadingJob:
    """Return the job of a file under the configuration in force for it."""
    here = configuration.for_draft(path)
    return ReadingJob(path, Format(here["as"]) if here["as"] else None, here["base"])


async def read_drafts(
    paths: Sequence[Path], configuration: Configuration, pool: Pool, *, named: frozenset[Path]
) -> tuple[list[Draft], list[str]]:
    """Return the drafts that have footnotes, and a sentence for each file that could not be used.

    A file without footnotes is worth a sentence only if it was `named` by itself: in a folder most files have none.
    """
    paths = without_parts(paths, named)
    results = await pool.run(read_file, [job_for(path, configuration) for path in paths])
    drafts, sentences = [], []
    for path, result in zip(paths, results, strict=True):
        if isinstance(result, Unread):
            sentences.append(f"{path}: could not be read ({result.reason}); export it again in another format")
        elif isinstance(result, Unreadable):
            sentences.append(result.sentence)
        elif result.footnotes or result.citations:
            drafts.append(result)
        elif path in named:
            sentences.append(
                f"{path}: no footnotes or citation markers were found in it; if it has some, name its format with --as"
            )
    return drafts, sentences


def without_parts(paths: Sequence[Path], named: frozenset[Path]) -> list[Path]:
    """Leave out the files that another draft of the run puts in, and that nobody asked for by name."""
    parts: set[Path] = set()
    for path in paths:
        if path.suffix != ".tex" or len(paths) == 1:
            continue
        try:
            beside = files_beside(path.read_bytes(), str(path), Format.LATEX)
        except OSError:
            continue  # said of it when it is read
        parts.update((path.parent / name).resolve() for name, _ in beside.parts)
    return [path for path in paths if path in named or path.resolve() not in parts] if parts else list(paths)
