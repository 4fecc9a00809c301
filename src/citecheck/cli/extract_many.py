"""Many drafts through `extract`: read on all cores, and not again while they stay as they are.

What was printed of a draft is kept in the store under a digest of the program's version, the options, the path, the
bytes and the lists beside it; so the second run over a folder costs little more than reading the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path

from citecheck import __version__
from citecheck.cli.beside import files_beside
from citecheck.cli.draft_file import file_bytes
from citecheck.cli.extract_job import Job, Reading, Unusable, printed_json, printed_text
from citecheck.config import drafts_under, store_path
from citecheck.errors import UnreadableInput
from citecheck.pool import Pool, Unread
from citecheck.store import open_store
from citecheck.store.answers import StoredAnswers

WORKERS = 2
SECONDS = 60.0
GROUP = 512
"""Drafts looked up, read and kept together: one transaction each group."""


def printed(drafts: Sequence[str], reading: Reading) -> Iterator[bytes | Unusable]:
    """Give, for each draft in order, what is printed of it or why it cannot be read.

    Raises:
        UnreadableInput: a name leads to no draft.
        StoreError: the store that keeps what was read cannot be used.
    """
    paths = drafts_under(drafts)
    store = open_store(store_path(Path.cwd(), reading.store))
    kept = StoredAnswers(store, "extract")
    work = printed_json if reading.form == "json" else printed_text
    try:
        with Pool(WORKERS, seconds=SECONDS) as pool:
            for start in range(0, len(paths), GROUP):
                jobs = [job_of(path, reading) for path in paths[start : start + GROUP]]
                keys = [key_of(job, reading.form) if isinstance(job, Job) else "" for job in jobs]
                known = kept.many(keys)
                new = {
                    key: job for key, job in zip(keys, jobs, strict=True) if isinstance(job, Job) and key not in known
                }
                read = dict(zip(new, pool.map(work, list(new.values())), strict=True))
                kept.keep({key: text for key, text in read.items() if isinstance(text, bytes)})
                for key, job in zip(keys, jobs, strict=True):
                    yield job if isinstance(job, Unusable) else known.get(key) or told(read[key], job)
    finally:
        store.close()


def job_of(path: Path, reading: Reading) -> Job | Unusable:
    """Open one draft."""
    try:
        data = file_bytes(path)
        return Job(data, str(path), reading.fmt, reading.base, files_beside(data, str(path), reading.fmt))
    except UnreadableInput as error:
        return Unusable(str(error))


def key_of(job: Job, form: str) -> str:
    """Return what identifies the output of a job."""
    digest = blake2b(digest_size=20)
    options = (__version__, form, job.fmt.value if job.fmt else "", job.base or "", job.path)
    for part in (
        "\x1f".join(options).encode("utf-8", "surrogateescape"),
        job.data,
        *job.beside.lists,
        *(part for row in job.beside.parts for part in (row[0].encode(), row[1])),
    ):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def told(result: bytes | Unusable | Unread, job: Job) -> bytes | Unusable:
    """Return a result of the pool, a killed job as a sentence."""
    if isinstance(result, Unread):
        return Unusable(f"{job.path}: could not be read ({result.reason}); export it again in another format")
    return result
