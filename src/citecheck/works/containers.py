"""Journals, proceedings and servers: whether a cited container may be that of a record.

Containers are written shortened in many ways, so two are different only if both are known by name or share no word:
"Mach. Learn." is "Machine Learning", "NeurIPS" is "Advances in Neural Information Processing Systems 37".
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from citecheck.works.titles import fold_title

_EMPTY = frozenset(
    fold_title(
        "proceedings proc of the on in and for annual international conference conf symposium workshop meeting ieee cvf"
        " acm advances transactions trans journal j la de der und et le revue zeitschrift fur a an volume vol th st nd"
        " rd part long papers short main track series usenix"
    )
)
"""Words that name no container by themselves."""
_NUMBER = re.compile(r"\d+(?:st|nd|rd|th)?\Z|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\w*\Z")


@cache
def _names() -> Mapping[str, str]:
    """Return the short name by each folded name of a container, joined by blanks."""
    read = tomllib.loads(files("citecheck.works").joinpath("containers.toml").read_text("utf-8"))
    return {" ".join(fold_title(name)): row[0] for row in read["container"] for name in row}


@cache
def _preprint_servers() -> tuple[str, ...]:
    read = tomllib.loads(files("citecheck.works").joinpath("containers.toml").read_text("utf-8"))
    return tuple(" ".join(fold_title(name)) for name in read["preprint"])


def is_preprint_server(container: str) -> bool:
    """Return whether a container is a server of preprints: "arXiv preprint arXiv:2101.00001", "bioRxiv"."""
    folded = f" {' '.join(fold_title(container))} "
    return any(f" {name} " in folded for name in _preprint_servers())


def is_arxiv(container: str) -> bool:
    """Return whether a container is arXiv."""
    return not {"arxiv", "corr"}.isdisjoint(fold_title(container))


@lru_cache(maxsize=1024)
def _known_names(container: str) -> frozenset[str]:
    """Return the short names of the containers that a name holds: {"CVPR"} for "2021 IEEE/CVF … (CVPR)"."""
    folded = f" {' '.join(fold_title(container))} "
    return frozenset(short for name, short in _names().items() if f" {name} " in folded)


def _telling_words(container: str) -> tuple[str, ...]:
    return tuple(word for word in fold_title(container) if word not in _EMPTY and not _NUMBER.match(word))


def may_be_same(cited: str, found: Sequence[str]) -> bool:
    """Return whether a cited container may be one of those of a record, of which there is at least one."""
    known = _known_names(cited)
    for name in found:
        theirs = _known_names(name)
        if known and theirs:
            if known & theirs:
                return True
        elif _is_short_form(cited, name) or _is_short_form(name, cited):
            return True
    return False


def _is_short_form(short: str, long: str) -> bool:
    """Return whether the telling words of a name abbreviate, in order, words of another, or are its initials."""
    words, others = _telling_words(short), _telling_words(long)
    if not words or not others:  # "2017 IEEE" names none, so it contradicts none
        return True
    initials = "".join(word[0] for word in fold_title(long) if word not in {"of", "the", "on", "and", "in", "for"})
    if len(words) == 1 and len(words[0]) > 1 and (words[0] in initials or words[0] in others):
        return True
    rest = iter(others)
    return all(any(other.startswith(word) or word.startswith(other) for other in rest) for word in words)
