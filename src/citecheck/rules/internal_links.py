"""Rules `I`: links inside a repository that lead to no file, or to no place in one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from citecheck.model.draft import Draft
from citecheck.model.finding import Finding, Level
from citecheck.repository.resolution import LinkState, Resolution
from citecheck.rules.finding import Rule, Subject, make_finding

_FILE_MISSING = Rule(
    code="I101",
    name="file-missing",
    level=Level.ERROR,
    summary="A link leads to no file of the repository.",
    seen="The path of a link names no file, and nothing that a page could be built of.",
    matters="The reader of the page gets “not found”. Usually the file was renamed, moved or deleted, or the path is relative to another folder.",
    remedy="Correct the path, or restore the file. Links that a site generator routes are not reported, nor files that a makefile, script or workflow names. Another path that only a build creates belongs into `.gitignore`, or `--ignore I101` for that folder.",
    message="The link leads to no file of the repository: {target}",
    advice="{step}",
    example={"target": "guide/install.md", "step": "Correct the path; ../docs/install.md is a file of that name."},
    together="{count} links lead to no file of the repository: {what}",
)
_PLACE_MISSING = Rule(
    code="I102",
    name="heading-missing",
    level=Level.WARNING,
    summary="A link names a heading or label that its file does not have.",
    seen="The file exists, but no heading in it gets this identifier in any renderer of the file, and no identifier is written there.",
    matters="The page opens at its top, and the reader does not find what the link promises. Headings are reworded more often than files are renamed.",
    remedy="Correct the part after `#`, or the label. An identifier that only a program adds is not seen: write it in the file.",
    message="{file} has no heading or identifier “{name}”.",
    advice="{step}",
    example={"file": "docs/install.md", "name": "set-up", "step": "Correct it; “setup” is there."},
    together="{count} links name a heading or identifier that is not there: {what}",
)
_CASE_DIFFERS = Rule(
    code="I103",
    name="case-differs",
    level=Level.ERROR,
    summary="A link spells the name of a file with other capitals.",
    seen="A file of that name exists, but with capital and small letters exchanged.",
    matters="The link works on the computer of its author and fails on most servers.",
    remedy="Spell the path as the file is named.",
    message="The file is named {path}, the link has other capitals: {target}",
    advice="Spell the path as the file is named.",
    example={"path": "docs/Install.md", "target": "install.md"},
)

RULES = (_FILE_MISSING, _PLACE_MISSING, _CASE_DIFFERS)


def check_internal_links(draft: Draft, resolutions: Iterable[Resolution]) -> Iterator[Finding]:
    """Yield the findings of a draft's links into its own repository, one for each link that leads to nothing."""
    for each in resolutions:
        if each.state in _RULE_OF:
            subject = Subject(each.link.place, draft.path, url=each.link.target)
            yield make_finding(_RULE_OF[each.state], subject, _describe(each), cause=_name_cause(each))


_RULE_OF: dict[LinkState, Rule] = {
    LinkState.NO_FILE: _FILE_MISSING,
    LinkState.NO_PLACE: _PLACE_MISSING,
    LinkState.OTHER_CASE: _CASE_DIFFERS,
}
"""The states that are reported: what is found or unknown is not."""


def _name_cause(one: Resolution) -> str | None:
    """Return the key of what several links miss together; a name with other capitals is mended link by link."""
    if one.state is LinkState.OTHER_CASE:
        return None
    _, mark, name = one.link.target.partition("#")
    place = f"{mark}{unquote(name)}" if one.state is LinkState.NO_PLACE else ""
    return f"internal:{one.path or ''}{place}"


def _describe(one: Resolution) -> dict[str, str]:
    target = one.link.target
    if one.state is LinkState.NO_FILE:
        step = (
            f"Correct the path; {one.near} is a file of that name."
            if one.near
            else "Correct the path, or restore the file."
        )
        return {"target": target, "step": step}
    name = unquote(target.partition("#")[2]) or target
    step = f"Correct it; “{one.near}” is there." if one.near else "Correct it, or remove it."
    return {"target": target, "path": one.path or "", "file": one.path or "The repository", "name": name, "step": step}
