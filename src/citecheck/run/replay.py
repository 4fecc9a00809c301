"""Answers from an archive instead of the network: the options `replay` and `replay-at`.

The first names an archive file, the second the moment whose captures answer.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from citecheck.config.configuration import Configuration
from citecheck.errors import WrongUsage

if TYPE_CHECKING:
    from citecheck.archive.replay import ReplayTransport

_DAY_LENGTH = len("2024-05-17")


def open_configured_replay(configuration: Configuration) -> ReplayTransport | None:
    """Open the archive to replay, None if the network is asked.

    Raises:
        WrongUsage: the options exclude each other, or name no file or no moment.
        UnreadableInput: the archive is damaged.
    """
    path, at = _read_archive_path(configuration), _read_moment(configuration)
    if path is None:
        return None
    from citecheck.archive.replay import open_replay  # noqa: PLC0415 (it loads httpx, which the network does not need)

    return open_replay(path, at=at)


def origin_of(configuration: Configuration) -> str:
    """Return where answers come from: the web, nothing at all, or the digest of a replayed archive and the moment.

    Raises:
        WrongUsage: as `open_configured_replay`.
    """
    path, at = _read_archive_path(configuration), _read_moment(configuration)
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
        raise WrongUsage("--replay and --offline exclude each other: a replay answers, without any network")
    path = Path(replay)
    if not path.is_file():
        raise WrongUsage(f"{path}: there is no such archive to replay; name a .warc.gz or .wacz file")
    return path


def _read_moment(configuration: Configuration) -> datetime | None:
    """Read the moment whose captures are wanted; a day by itself is its end, so that its own captures count."""
    written = configuration["replay-at"]
    if not written:
        return None
    if not configuration["replay"]:
        raise WrongUsage("--replay-at says which captures of an archive answer; name the archive with --replay FILE")
    from citecheck.archive.public.memento_format import parse_stamp  # noqa: PLC0415 (few runs replay the past)

    if written.isdigit() and (stamped := parse_stamp(written)):
        return stamped
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        shapes = "2024-05-17, 2024-05-17T12:00Z or 20240517120000"
        raise WrongUsage(f"--replay-at {written}: this is no moment; write it as {shapes}") from None
    if len(written) == _DAY_LENGTH:
        moment = datetime.combine(moment, time.max)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
