"""The known findings of a run: which entries of the baseline its findings match, and which match nothing.

An entry is called unused only if this run could have seen its finding: its draft was checked, its rule is in force, and
what the finding is about was observed.

A draft that was moved keeps its entries if no file is left at their path and none are recorded for its new one. Its
bytes are those that the entries name, or else its findings match one of them and its name is the same, or at least two
of them and half of them all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from citecheck.config.baseline import BaselineEntry, make_relative, read_baseline
from citecheck.config.configuration import Configuration
from citecheck.config.observations import Observations
from citecheck.model.draft import Draft
from citecheck.model.finding import Finding, Level
from citecheck.rules.suppression import check_entry

_LEAST_MATCHES = 2
"""Entries that must match for a draft whose name and bytes changed."""

_Identity = tuple[str, str]
"""The rule and the fingerprint of a finding."""


@dataclass(slots=True)
class KnownFindings:
    """The entries of the baseline `file` by path and identity, those that a finding matched, and the drafts checked."""

    file: Path | None
    today: date
    entries: Mapping[str, Mapping[_Identity, BaselineEntry]]
    met: set[tuple[str, _Identity]] = field(default_factory=set)
    checked: dict[str, list[tuple[Observations, Configuration]]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def read(cls, file: Path | None, today: date) -> KnownFindings:
        """Read the entries of `file`, none without a file. Raises WrongUsage for a file that is not valid."""
        entries: dict[str, dict[_Identity, BaselineEntry]] = defaultdict(dict)
        for entry in read_baseline(file) if file else ():
            entries[entry.path][entry.rule, entry.fingerprint] = entry
        return cls(file, today, dict(entries))

    def find_entries(
        self, observations: Observations, here: Configuration, identities: Iterable[_Identity]
    ) -> dict[_Identity, BaselineEntry]:
        """Return the entries that cover findings of a checked draft, by identity; record the matches.

        `here` is the configuration of the draft, `identities` are those of all its findings. Expired entries cover
        nothing.
        """
        if self.file is None:
            return {}
        made = set(identities)
        path = self._find_path(observations.report.draft, made)
        self.checked[path].append((observations, here))
        matching = {key: entry for key, entry in self.entries.get(path, {}).items() if key in made}
        self.met |= {(path, key) for key in matching}
        return {key: entry for key, entry in matching.items() if not entry.is_expired(self.today)}

    def find_stale(self) -> Iterator[tuple[Finding, Configuration]]:
        """Yield a finding for each entry of a checked draft that is expired or unused, with the configuration there."""
        for path, drafts in self.checked.items():
            for key, entry in self.entries.get(path, {}).items():
                seen = all(_is_observed(entry, observations, here) for observations, here in drafts)
                met = (path, key) in self.met or not seen
                for finding in check_entry(_describe(entry), str(self.file), entry.expires, self.today, met=met):
                    yield finding, drafts[0][1]

    def _find_path(self, draft: Draft, made: set[_Identity]) -> str:
        """Return the path under which the entries of a draft are recorded: its own, or that it was moved from."""
        assert self.file is not None
        path = make_relative(draft.path, self.file.parent)
        if path in self.entries:
            return path
        left = [each for each in self.entries if not (self.file.parent / each).exists()]
        for each in left:
            if any(entry.sha256 == draft.sha256 for entry in self.entries[each].values()):
                return each
        alike = [each for each in left if self._is_alike(each, path, made)]
        return alike[0] if len(alike) == 1 else path

    def _is_alike(self, old: str, new: str, made: set[_Identity]) -> bool:
        matches = len(made & self.entries[old].keys())
        if Path(old).name == Path(new).name:
            return matches > 0
        return matches >= _LEAST_MATCHES and 2 * matches >= len(self.entries[old])


def _is_observed(entry: BaselineEntry, observations: Observations, here: Configuration) -> bool:
    """Return whether a run could see the finding of an entry in a draft."""
    in_force = here.for_host(find_host(entry.about)).find_level(entry.rule, Level.INFO) is not None
    return in_force and observations.cover_subject(entry.rule, entry.marker, entry.about)


def find_host(address: str | None) -> str:
    """Return the host of an address, nothing for what is no address."""
    try:
        return urlsplit(address or "").hostname or ""
    except ValueError:
        return ""


def _describe(entry: BaselineEntry) -> str:
    return f"{entry.path}: {entry.rule} {entry.marker or ''} {entry.about or ''}".strip()
