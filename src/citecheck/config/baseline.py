"""The baseline: a TOML file of known findings that people read, review and edit.

An entry names its draft, rule and fingerprint; the other keys describe the finding to the reader. `citecheck baseline`
adds entries with a reason, and entries may expire. An entry with `seen-by` and `seen-on` says that a person saw the
source by hand. Paths are relative to the file's folder.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from citecheck.errors import WrongUsage
from citecheck.model.report import Decision
from citecheck.report.document import dump_json

BASELINE_FILE = "citecheck-baseline.toml"
_VERSION = 1
_ATTESTATION_KEYS = ("seen-by", "seen-on", "seen-at")
_FILE_HEAD = f"""\
# Known and accepted findings; only other findings fail a run. Made by `citecheck baseline`; may be edited by hand.
version = {_VERSION}
"""


@dataclass(frozen=True, slots=True)
class BaselineEntry:
    """One known finding. `path` is the draft's, relative to the baseline's folder; `expires` is the last valid day."""

    path: str
    rule: str
    fingerprint: str
    reason: str
    expires: date | None = None
    marker: str | None = None
    about: str | None = None
    """The address or message, for the reader. Whether a run saw what it names decides if the entry may be unused."""
    sha256: str | None = None
    """The digest of the draft when the entry was recorded, by which a draft that was moved is recognised."""
    seen_by: str | None = None
    """The person who saw the source by hand and found the claim in it; set together with `seen_on`."""
    seen_on: date | None = None
    seen_at: str | None = None
    """The address of the page that the person saw, None for that of the source."""

    @property
    def key(self) -> tuple[str, str, str]:
        """The key that a finding is matched by."""
        return self.path, self.rule, self.fingerprint

    @property
    def decision(self) -> Decision:
        """The decision that the entry is on the sources of its finding."""
        return Decision(self.reason, self.seen_by, self.seen_on, self.seen_at)

    def is_expired(self, today: date) -> bool:
        """Return whether the last valid day has passed."""
        return self.expires is not None and self.expires < today


def read_baseline(file: Path) -> tuple[BaselineEntry, ...]:
    """Read the entries of `file`. Raises WrongUsage, with file and entry, for an entry that is not valid."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise WrongUsage(f"{file}: byte {error.start} is not UTF-8; save the baseline as UTF-8") from error
    except OSError as error:
        raise WrongUsage(
            f"{file}: the baseline cannot be read ({error.strerror}); record one with `citecheck baseline`"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise WrongUsage(f"{file}: not valid TOML: {error}") from error
    if table.get("version") != _VERSION:
        raise WrongUsage(f"{file}: not a baseline of version {_VERSION}; record it again with `citecheck baseline`")
    rows = table.get("finding", [])
    if not isinstance(rows, list):
        raise WrongUsage(f"{file}: write each known finding as a table [[finding]]")
    return tuple(_parse_entry(file, number, row) for number, row in enumerate(rows, start=1))


def write_baseline(file: Path, entries: Iterable[BaselineEntry]) -> None:
    """Write `entries` to `file`, sorted and atomically; a link stays and the file it names is replaced.

    Raises WrongUsage if the file cannot be written.
    """
    real = Path(os.path.realpath(file))
    if real.exists() and not real.is_file():
        raise WrongUsage(f"{file}: the baseline cannot be written: not a regular file; name another file")
    part = real.with_name(f".{real.name}.part")
    try:
        part.write_text("".join(_render_toml(entries)), encoding="utf-8")
        part.replace(real)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise WrongUsage(f"{file}: the baseline cannot be written: {error.strerror}; name another file") from error


def make_relative(path: str | Path, folder: Path) -> str:
    """Return `path` in the form that entries of a baseline in `folder` use."""
    return Path(os.path.relpath(path, folder)).as_posix()


def _parse_entry(file: Path, number: int, row: Any) -> BaselineEntry:
    try:
        texts = {key: row[key] for key in ("path", "rule", "fingerprint", "reason")}
        expires = row.get("expires")
    except (KeyError, TypeError, AttributeError) as error:
        raise WrongUsage(f"{file}: entry {number} needs path, rule, fingerprint and reason") from error
    if not all(isinstance(text, str) and text for text in texts.values()):
        raise WrongUsage(f"{file}: entry {number}: path, rule, fingerprint and reason must be non-blank strings")
    if expires is not None and type(expires) is not date:
        raise WrongUsage(f"{file}: entry {number}: expires must be a day such as 2027-01-31, without quotes")
    seen_by, seen_on, seen_at = (row.get(key) for key in _ATTESTATION_KEYS)
    if (seen_by, seen_on, seen_at) != (None, None, None) and not _is_attestation(seen_by, seen_on, seen_at):
        raise WrongUsage(
            f"{file}: entry {number}: an attestation needs seen-by, a name, and seen-on, a day such as 2026-11-20,"
            " without quotes; seen-at is an address"
        )
    described = {key: row.get(key) for key in ("marker", "about", "sha256")}
    return BaselineEntry(**texts, expires=expires, **described, seen_by=seen_by, seen_on=seen_on, seen_at=seen_at)


def _is_attestation(seen_by: Any, seen_on: Any, seen_at: Any) -> bool:
    """Return whether the values are a name, a day, and the address of a page or None."""
    named = isinstance(seen_by, str) and bool(seen_by.strip())
    return named and type(seen_on) is date and (seen_at is None or isinstance(seen_at, str))


def _render_toml(entries: Iterable[BaselineEntry]) -> Iterator[str]:
    yield _FILE_HEAD
    for entry in sorted(entries, key=lambda each: each.key):
        yield "\n[[finding]]\n"
        for key in ("path", "rule", "marker", "about", "reason", "fingerprint", "sha256"):
            if value := getattr(entry, key):
                yield f"{key} = {dump_json(value)}\n"  # a JSON string is a TOML string
        if entry.expires is not None:
            yield f"expires = {entry.expires.isoformat()}\n"
        if entry.seen_by and entry.seen_on:
            yield f"seen-by = {dump_json(entry.seen_by)}\nseen-on = {entry.seen_on.isoformat()}\n"
            yield f"seen-at = {dump_json(entry.seen_at)}\n" if entry.seen_at else ""
