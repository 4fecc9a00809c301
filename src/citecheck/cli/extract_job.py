"""One draft to read for `extract`, here or in a child process, and what is printed of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from citecheck.cli.extract_output import json_of, lines_of
from citecheck.draft import read_draft
from citecheck.draft.beside import ALONE, Beside
from citecheck.errors import UnreadableInput
from citecheck.model.draft import Draft
from citecheck.model.format import Format


@dataclass(frozen=True, slots=True)
class Job:
    """A draft to read, as a child process takes it; with the files `beside` it."""

    data: bytes
    path: str
    fmt: Format | None
    base: str | None
    beside: Beside = ALONE


@dataclass(frozen=True, slots=True)
class Reading:
    """How drafts are to be read and printed; `store` names the store that keeps what was read, None the usual one."""

    form: str
    fmt: Format | None = None
    base: str | None = None
    store: str | None = None


@dataclass(frozen=True, slots=True)
class Unusable:
    """A draft that cannot be read; `sentence` says why and what to do."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Printed:
    """What is printed of a draft with so many notes: a child gives it back in a tenth of the time of the draft."""

    output: bytes
    notes: int


def printed(job: Job, *, form: str) -> Printed:
    """Read a draft and print it in the form "json" or "text". Raises UnreadableInput."""
    draft = drafted(job)
    return Printed("".join(pieces(draft, form)).encode("utf-8", "replace"), len(draft.footnotes))


def drafted(job: Job) -> Draft:
    """Read a draft. Raises UnreadableInput."""
    return read_draft(job.data, path=job.path, fmt=job.fmt, base=job.base, beside=job.beside)


def pieces(draft: Draft, form: str) -> Iterator[str]:
    """Give what is printed of a draft in the form "json" or "text"."""
    return json_of(draft) if form == "json" else lines_of(draft)


def printed_json(job: Job) -> bytes | Unusable:
    """Read a draft and return its line of JSON, or why there is none."""
    return _printed(job, "json")


def printed_text(job: Job) -> bytes | Unusable:
    """Read a draft and return its lines for people, or why there are none."""
    return _printed(job, "text")


def _printed(job: Job, form: str) -> bytes | Unusable:
    try:
        return printed(job, form=form).output
    except UnreadableInput as error:
        return Unusable(str(error))
