"""Answers from an archive instead of the network: `--replay FILE`, and `--replay-at MOMENT` for what it held then."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from citecheck.config import Configuration
from citecheck.errors import WrongUsage

if TYPE_CHECKING:
    from citecheck.archive.replay import Replay

_DAY = len("2024-05-17")


def replay_of(configuration: Configuration) -> Replay | None:
    """Open the archive to replay, None if the network is asked.

    Raises:
        WrongUsage: the options exclude each other, or name no file or no moment.
        UnreadableInput: the archive is damaged.
    """
    path, at = _archive(configuration), _moment(configuration)
    if path is None:
        return None
    from citecheck.archive import open_replay  # noqa: PLC0415 (it loads httpx, which the network does not need)

    return open_replay(path, at=at)


def origin_of(configuration: Configuration) -> str:
    """Return where answers come from: the web, nothing at all, or the digest of a replayed archive and the moment.

    Raises:
        WrongUsage: as `replay_of`.
    """
    path, at = _archive(configuration), _moment(configuration)
    if path is None:
        return "offline" if configuration["offline"] else "web"
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return f"{digest} {at.isoformat()}" if at else digest


def _archive(configuration: Configuration) -> Path | None:
    replay = configuration["replay"]
    if not replay:
        return None
    if configuration["offline"]:
        raise WrongUsage("--replay and --offline exclude each other: a replay answers, without any network")
    path = Path(replay)
    if not path.is_file():
        raise WrongUsage(f"{path}: there is no such archive to replay; name a .warc.gz or .wacz file")
    return path


def _moment(configuration: Configuration) -> datetime | None:
    """Read the moment whose captures are wanted; a day by itself is its end, so that its own captures count."""
    written = configuration["replay-at"]
    if not written:
        return None
    if not configuration["replay"]:
        raise WrongUsage("--replay-at says which captures of an archive answer; name the archive with --replay FILE")
    from citecheck.memento.moment import parse_stamp  # noqa: PLC0415 (few runs replay the past)

    if written.isdigit() and (stamped := parse_stamp(written)):
        return stamped
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        shapes = "2024-05-17, 2024-05-17T12:00Z or 20240517120000"
        raise WrongUsage(f"--replay-at {written}: this is no moment; write it as {shapes}") from None
    if len(written) == _DAY:
        moment = datetime.combine(moment, time.max)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
