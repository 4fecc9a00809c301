"""The rules in force: `--select` and `--ignore` by code or prefix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from citecheck.errors import WrongUsage
from citecheck.model.finding import Level
from citecheck.rules import RULES

_ALL_RULES = "ALL"


def select_rules(select: Sequence[str] = (), ignore: Sequence[str] = ()) -> frozenset[str]:
    """Return the codes in force: those selected (all if none are named) that are not ignored.

    `S`, `L2` and `L201` name rules by prefix, `ALL` names every rule. The longer prefix wins, and `ignore` wins where
    both are equally long: `select=["L201"], ignore=["L"]` keeps only L201. Raises WrongUsage for a name without a rule.
    """
    chosen = [_parse_prefix(each) for each in select] or [""]
    dropped = [_parse_prefix(each) for each in ignore]
    return frozenset(code for code in RULES if _measure_longest(code, chosen) > _measure_longest(code, dropped))


def _parse_prefix(written: str) -> str:
    prefix = written.strip().upper()
    if prefix == _ALL_RULES:
        return ""
    if not prefix or not any(code.startswith(prefix) for code in RULES):
        raise WrongUsage(f"{written!r} matches no rule; see `citecheck rules`")
    return prefix


def _measure_longest(code: str, prefixes: Sequence[str]) -> int:
    """Return the length of the longest of `prefixes` that `code` starts with, -1 if there is none."""
    return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=-1)


def find_level(rule: str, levels: Mapping[str, str]) -> Level | None:
    """Return the level that `levels` gives to the longest prefix of `rule`, None if it has none."""
    prefixes = [prefix for prefix in levels if rule.startswith("" if prefix == _ALL_RULES else prefix)]
    return Level(levels[max(prefixes, key=len)]) if prefixes else None
