"""The cache of drafts: what reading a file gave, kept in the store, so that an unchanged file is not read again.

A reading is identified by the code of the program, the options, the path, the bytes of the file and those of its
companion files. There is one row for each path and each thing that is made of a file (the output of `extract`, the
draft of a check, the links of a linked file): a file that changed replaces what it was.

A value is pickled by the child that made it, with the fields of a value in order: half as large as the text of its
draft, and read in a twentieth of the time that reading the draft takes. A store may come from elsewhere, so only
the frozen values of the model are made again; everything else in a row, and a damaged row, is as no row.
"""

from __future__ import annotations

import io
import pickle
import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cache
from hashlib import blake2b
from operator import attrgetter
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeAlias, TypeVar

import citecheck
from citecheck.draft.formats.registry import FORMAT_ROWS, recognise_format
from citecheck.draft.manuscript import CompanionFiles
from citecheck.errors import UnreadableInput
from citecheck.model.draft import Format
from citecheck.model.report import OwnFault
from citecheck.run.pool_child import Unread

if TYPE_CHECKING:
    from citecheck.store.captures import StoredAnswers
    from citecheck.store.database import Store

_KIND = "reading"
_DIGEST = 20
"""Bytes of a digest: two readings that share one are less likely than a fault of the machine."""
_DAMAGES = (
    pickle.UnpicklingError,
    AttributeError,
    EOFError,
    ImportError,
    IndexError,
    TypeError,
    ValueError,
    zlib.error,
)
"""What unpickling may raise (the documentation of `pickle`), and zlib."""
_GROUP = 512
"""Number of files that are looked up, read and stored together, in one transaction."""
_SHORT = 50_000
"""Bytes of texts that are read without a child."""
_Item = TypeVar("_Item")
_FileOpener: TypeAlias = Callable[[int], CompanionFiles | None]
_OWN_MODULES = ("citecheck.model.", "citecheck.repository.link_targets", __name__)
"""Beginnings of the names of the modules whose classes a row may hold."""


@dataclass(frozen=True, slots=True)
class ReadingJob:
    """A draft for a child process to read, with its companion files."""

    data: bytes
    path: str
    fmt: Format | None = None
    base: str | None = None
    companions: CompanionFiles | None = None
    """None for a draft that wants no other file."""


def are_short(jobs: Collection[ReadingJob]) -> bool:
    """Return whether jobs are so few and short, and their texts of formats without a library, that no child is needed.

    A child takes 0.3 s to start, as long as 100 kB of text take to be read; only a long text can block a parser.
    """
    return sum(len(job.data) for job in jobs) <= _SHORT and not any(map(_is_binary, jobs))


def _is_binary(job: ReadingJob) -> bool:
    """Return whether a library reads a job; one that cannot be read at all needs none."""
    try:
        return bool(FORMAT_ROWS[job.fmt or recognise_format(job.data, job.path)].binary)
    except UnreadableInput:
        return False


@dataclass(frozen=True, slots=True)
class UnusableDraft:
    """A draft that cannot be read; `sentence` gives the reason and what to do. A `blank` file holds nothing.

    `fault` is set if a fault of citecheck is the reason.
    """

    sentence: str
    blank: bool = False
    fault: OwnFault | None = None


class _Reducers(dict[type, Callable[[Any], Any]]):
    """How each class of frozen values is pickled: as a call with its fields in order.

    The state that `dataclasses` pickles takes three times as long to write and to read.
    """

    def __missing__(self, cls: type) -> Callable[[Any], Any]:
        if not is_dataclass(cls):
            raise KeyError(cls)
        read = _read_fields(*(each.name for each in fields(cls)))
        self[cls] = lambda value: (cls, read(value))
        return self[cls]


def _read_fields(*names: str) -> Callable[[Any], tuple[Any, ...]]:
    """Return the function that gives the fields of a value as a tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


_REDUCERS = _Reducers()


class _ValueReader(pickle.Unpickler):
    """Makes the values of a row; a name of anything but a class of our own values is refused."""

    def find_class(self, module: str, name: str) -> Any:
        """Return the class of a value. Raises UnpicklingError for everything else."""
        if module.startswith(_OWN_MODULES):
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value of a reading")


def pack_value(value: object) -> bytes:
    """Return a value of a reading as bytes: bytes, text, None, or frozen values of the model."""
    written = io.BytesIO()
    pickler = pickle.Pickler(written, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = _REDUCERS
    pickler.dump(value)
    return zlib.compress(written.getbuffer(), 1)


def unpack_value(packed: bytes) -> Any:
    """Return the value of `pack_value`. Raises one of `_DAMAGES` if the bytes are of anything else."""
    return _ValueReader(io.BytesIO(zlib.decompress(packed))).load()


@cache
def identify_code() -> bytes:
    """Return a digest of the code of this program: two installations with the same one read a draft the same way.

    An installed package has a list of its files with their digests; of a working copy, the sizes and times are taken.
    """
    folder = Path(citecheck.__file__).parent
    listed = folder.parent / f"citecheck-{citecheck.__version__}.dist-info" / "RECORD"
    if listed.is_file() and b"citecheck/__init__.py" in (record := listed.read_bytes()):
        return blake2b(record, digest_size=_DIGEST).digest()
    states = ((path, path.stat()) for path in sorted(folder.rglob("*")) if path.suffix in {".py", ".toml", ".json"})
    lines = (f"{path.relative_to(folder)} {state.st_size} {state.st_mtime_ns}" for path, state in states)
    return blake2b("\n".join([citecheck.__version__, *lines]).encode(), digest_size=_DIGEST).digest()


def split_groups(paths: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    """Yield the files in groups that are looked up, read and stored together."""
    for start in range(0, len(paths), _GROUP):
        yield paths[start : start + _GROUP]


@dataclass(frozen=True, slots=True)
class _Identity:
    """The row of a reading and the digest of everything that its value rests on."""

    row: str
    digest: bytes


def _identify(job: ReadingJob, made: str, folder: Path) -> _Identity:
    """Return the identity of what is `made` of a job, whose path is relative to `folder`."""
    options = (made, job.fmt.value if job.fmt else "", job.base or "", job.path, str(folder))
    row = _digest_parts(*(option.encode("utf-8", "surrogateescape") for option in options)).hex()
    return _Identity(row, _digest_parts(identify_code(), job.data))


def _add_companions(identity: _Identity, companions: CompanionFiles) -> _Identity:
    """Return the identity of a reading that rests on further files, of which there may be none."""
    files = (
        part
        for name, content in (*companions.lists, ("", b""), *companions.parts)
        for part in (name.encode("utf-8", "surrogateescape"), content)
    )
    return replace(identity, digest=_digest_parts(identity.digest, *files))


def _digest_parts(*parts: bytes) -> bytes:
    digest = blake2b(digest_size=_DIGEST)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


def _seal(identity: _Identity, packed: bytes) -> bytes:
    """Return the digest of a packed value as the value of its reading, which a row begins with."""
    return blake2b(packed, key=identity.digest, digest_size=_DIGEST).digest()


@dataclass(frozen=True, slots=True)
class Lookup:
    """The values of some jobs that are known from an earlier run, and the jobs that are new, both by number."""

    identities: tuple[_Identity, ...]
    known: dict[int, Any]
    new: dict[int, ReadingJob]


@dataclass(slots=True)
class DraftCache:
    """The readings in the store at `path`; a context manager. None is kept with `path` None.

    A store that is not there yet is made by `save`; until then values wait. Readings are written in one transaction for
    each call of `complete`. `announce` gets sentences for users.
    """

    path: Path | None = None
    announce: Callable[[str], None] | None = None
    _store: Store | None = field(default=None, init=False)
    _waiting: dict[str, bytes] = field(default_factory=dict, init=False)

    def __enter__(self) -> Self:
        """Open the store if there is one. Raises StoreError if it cannot be used."""
        if self.path is not None and self.path.is_file():
            self._open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._store is not None:
            self._store.close()

    def find(
        self,
        jobs: Sequence[ReadingJob],
        made: str,
        *,
        folder: Path | None = None,
        open_files: _FileOpener | None = None,
    ) -> Lookup:
        """Return what is known of the jobs, whose paths are relative to `folder` (default: the current one).

        `open_files` gives the companion files of the job of a number, None if it wants none. It is asked only where the
        store has no reading of the same draft that wanted none, since looking for their names takes most of the time.
        """
        identities = [_identify(job, made, folder or Path.cwd()) for job in jobs]
        answers = self._answers()
        rows = {} if answers is None else answers.many(each.row for each in identities)
        known: dict[int, Any] = {}
        new: dict[int, ReadingJob] = {}
        for at, job in enumerate(jobs):
            row = rows.get(identities[at].row, b"")
            values, companions = _read_row(identities[at], row), job.companions
            if not values and open_files is not None:
                companions = open_files(at)
            if companions is not None:
                identities[at] = _add_companions(identities[at], companions)
                values = _read_row(identities[at], row)
            if values:
                known[at] = values[0]
            else:
                new[at] = replace(job, companions=companions)
        return Lookup(tuple(identities), known, new)

    def complete(self, lookup: Lookup, results: Sequence[bytes | Unread]) -> list[Any]:
        """Keep the packed values of the new jobs, in order, and return the values of all jobs, or why one has none."""
        read = dict(zip(lookup.new, results, strict=True))
        for at, result in read.items():
            if isinstance(result, bytes):
                identity = lookup.identities[at]
                self._waiting[identity.row] = _seal(identity, result) + result
        if self._store is not None:
            self._write()
        values = {at: unpack_value(result) if isinstance(result, bytes) else result for at, result in read.items()}
        return [lookup.known[at] if at in lookup.known else values[at] for at in range(len(lookup.identities))]

    def save(self) -> None:
        """Write what waits, into a new store if there is none. Raises StoreError."""
        if self.path is not None:
            self._open()
            self._write()

    def _open(self) -> None:
        from citecheck.store.database import open_store  # noqa: PLC0415 (one draft needs no store)

        if self._store is None and self.path is not None:
            self._store = open_store(self.path, announce=self.announce)

    def _answers(self) -> StoredAnswers | None:
        from citecheck.store.captures import StoredAnswers  # noqa: PLC0415 (one draft needs no store)

        return None if self._store is None else StoredAnswers(self._store, _KIND)

    def _write(self) -> None:
        if (answers := self._answers()) is not None:
            answers.keep(self._waiting)
            self._waiting.clear()


def _read_row(identity: _Identity, row: bytes) -> list[Any]:
    """Return the value of a row in a list, which is empty if the row is of another reading or damaged."""
    seal, packed = row[:_DIGEST], row[_DIGEST:]
    if seal != _seal(identity, packed):
        return []
    try:
        return [unpack_value(packed)]
    except _DAMAGES:
        return []
