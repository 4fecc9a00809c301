"""One draft to read, here or in a child process: its file, its companion files, and what `extract` prints of it.

A file that the user named is read only if it is an ordinary one of a size that can be read: a named pipe
without a writer holds its reader up for ever, and a device may have no end.

A draft may come from a stranger and name any path: the BibTeX lists and the parts of a LaTeX text. So parts
are opened only in the draft's own folder and below, lists also one folder up, links followed first; nothing
but `.tex` and `.bib`, and a bounded number and size of them.

No pool, store or configuration is imported here: one draft of text needs none of them, and children import
this module.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from citecheck.draft.manuscript import NO_COMPANIONS, CompanionFiles
from citecheck.draft.reading import find_wanted_files, read_draft
from citecheck.errors import UnreadableInput
from citecheck.model.draft import Draft, Format
from citecheck.report.draft_listing import render_draft_json, render_draft_text
from citecheck.rules.draft import check_draft

FILE_LIMIT = 300_000_000
"""Bytes; the largest reports tried have 90 MB, nearly all of it pictures."""

OTHER_FILE_KINDS: dict[int, str] = {
    stat.S_IFIFO: "a pipe, not a file; send what it holds to `citecheck extract -`, or keep it in a file",
    stat.S_IFSOCK: "a socket, not a file; name a draft",
    stat.S_IFCHR: "a device, not a file; name a draft",
    stat.S_IFBLK: "a device, not a file; name a draft",
    stat.S_IFDIR: "a directory; name a draft in it",
}


def read_file_bytes(path: Path) -> bytes:
    """Read a file whole. Raises UnreadableInput for what is no file, too large, or closed to us."""
    try:
        state = path.stat()
        if other := OTHER_FILE_KINDS.get(stat.S_IFMT(state.st_mode)):
            raise UnreadableInput(f"{path} is {other}.")
        if state.st_size > FILE_LIMIT:
            raise UnreadableInput(f"{path} is larger than {FILE_LIMIT // 1_000_000} MB; leave out its pictures.")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableInput(f"{path} does not exist; check the name.") from error
    except OSError as error:
        raise UnreadableInput(
            f"{path} cannot be opened ({error.strerror}); check the name and the permissions."
        ) from error
    except ValueError as error:  # a NUL in the name
        raise UnreadableInput(f"{path} is no name of a file; check it.") from error


COMPANION_SIZE_LIMIT = 20_000_000
"""Bytes of all parts together, and of one list; the largest lists that groups share have 5 MB."""
MOST_COMPANION_FILES = 500
"""Parts of one draft; a thesis has 50."""


def read_companion_files(data: bytes, path: str, fmt: Format | None = None) -> CompanionFiles:
    """Return what the draft at `path` needs and has beside it; what cannot be opened is left out.

    A part may ask for further parts and lists; all names count from the draft's own folder, as in LaTeX.
    """
    folder = Path(path).resolve().parent
    asked = find_wanted_files(data, path=path, fmt=fmt)
    lists, waiting = list(asked.lists), list(asked.parts)
    parts: dict[str, bytes] = {}
    room = COMPANION_SIZE_LIMIT
    for name in waiting:  # grows while it is read
        content = _read_companion_file(folder, name, ".tex", within=folder, limit=room) if name not in parts else None
        if content is None:
            continue
        parts[name] = content
        room -= len(content)
        further = find_wanted_files(content, path=name, fmt=Format.LATEX)
        lists += further.lists
        waiting += further.parts[: max(0, MOST_COMPANION_FILES - len(waiting))]
    opened = (
        _read_companion_file(folder, name, ".bib", within=folder.parent, limit=COMPANION_SIZE_LIMIT)
        for name in dict.fromkeys(lists)
    )
    return CompanionFiles(tuple(content for content in opened if content is not None), tuple(parts.items()))


def _read_companion_file(folder: Path, name: str, suffix: str, *, within: Path, limit: int) -> bytes | None:
    """Return what a file of that name holds, None if it may not or cannot be opened or is larger than `limit`."""
    try:
        file = (folder / name).resolve()
        if file.suffix != suffix or not file.is_relative_to(within) or not file.is_file():
            return None
        with file.open("rb") as opened:
            content = opened.read(limit + 1)
    except (OSError, ValueError):  # a name with a zero byte; a part that is missing is no fault of what is there
        return None
    return content if len(content) <= limit else None


@dataclass(frozen=True, slots=True)
class ExtractJob:
    """A draft to read, as a child process takes it; with the files `beside` it."""

    data: bytes
    path: str
    fmt: Format | None
    base: str | None
    beside: CompanionFiles = NO_COMPANIONS


@dataclass(frozen=True, slots=True)
class ExtractOptions:
    """How drafts are to be read and printed; `store` names the store that keeps what was read, None the usual one."""

    form: str
    fmt: Format | None = None
    base: str | None = None
    store: str | None = None


@dataclass(frozen=True, slots=True)
class UnusableDraft:
    """A draft that cannot be read; `sentence` says why and what to do."""

    sentence: str


@dataclass(frozen=True, slots=True)
class ExtractOutput:
    """What is printed of a draft with so many notes: a child gives it back in a tenth of the time of the draft."""

    output: bytes
    notes: int


def render_extract(job: ExtractJob, *, form: str) -> ExtractOutput:
    """Read a draft and print it in the form "json" or "text". Raises UnreadableInput."""
    draft = read_job_draft(job)
    return ExtractOutput("".join(render_pieces(draft, form)).encode("utf-8", "replace"), len(draft.footnotes))


def read_job_draft(job: ExtractJob) -> Draft:
    """Read a draft and check it by itself. Raises UnreadableInput."""
    return check_draft(read_draft(job.data, path=job.path, fmt=job.fmt, base=job.base, beside=job.beside))


def render_pieces(draft: Draft, form: str) -> Iterator[str]:
    """Give what is printed of a draft in the form "json" or "text"."""
    return render_draft_json(draft) if form == "json" else render_draft_text(draft)


def render_json_extract(job: ExtractJob) -> bytes | UnusableDraft:
    """Read a draft and return its line of JSON, or why there is none."""
    return _render_or_explain(job, "json")


def render_text_extract(job: ExtractJob) -> bytes | UnusableDraft:
    """Read a draft and return its lines for people, or why there are none."""
    return _render_or_explain(job, "text")


def _render_or_explain(job: ExtractJob, form: str) -> bytes | UnusableDraft:
    try:
        return render_extract(job, form=form).output
    except UnreadableInput as error:
        return UnusableDraft(str(error))
