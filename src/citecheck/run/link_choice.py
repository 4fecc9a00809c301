"""Which links of a draft a check asks, and whether the sentences around them are compared.

A single document is checked as a draft: a link in a sentence is a citation. Documentation is full of links that lead
on and prove nothing, so there links are asked, and no sentence is compared with them. Without `--profile`, what a
folder or a pattern names is documentation, and so are a README and its like and all files of a site generator.

Names and addresses that are reserved for examples or for one's own network lead nowhere in public. Documentation uses
them as stand-ins, so they are counted and not asked, unless the run leads them somewhere: by `--connect-to`, by
`--allow-private`, or from an archive.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from ipaddress import AddressValueError
from pathlib import Path
from typing import TYPE_CHECKING

from citecheck.model.draft import CitationSystem, Draft, Footnote
from citecheck.model.target import Url
from citecheck.net.guard import explain_special_ip, explain_special_name, parse_ip_literal
from citecheck.report.summary import write_count
from citecheck.url.hosts import host_of

if TYPE_CHECKING:
    from citecheck.config.configuration import Configuration

_EXAMPLE_HOSTS = ("example.com", "example.net", "example.org")
"""Second-level names reserved for examples (RFC 2606, 3)."""
_GUIDES = frozenset({"readme", "changelog", "changes", "contributing", "history", "install", "news", "code_of_conduct"})
_GENERATORS = (
    *("mkdocs.yml", "mkdocs.yaml", "book.toml", "_config.yml", "antora.yml", "conf.py", "hugo.toml", "hugo.yaml"),
    *("docusaurus.config.js", "docusaurus.config.ts", ".vitepress", ".vuepress", "_quarto.yml", "config.toml"),
)
"""Files and folders at the root of the pages of a site generator."""


@dataclass(frozen=True, slots=True)
class LinkChoice:
    """What of a draft is asked: `only` "notes" or "links", None for both; `compared` is whether sentences of links are.

    `is_asked` says whether a host may be asked for the link of a draft.
    """

    only: str | None
    compared: bool
    is_asked: Callable[[str], bool]

    def apply(self, draft: Draft) -> Draft:
        """Return the draft with what is asked and compared; what is left out is counted."""
        if self.only == "notes":
            return _drop_links_outside_notes(draft)
        draft = _gather_links(draft) if self.only == "links" else draft
        unasked = [each for each in draft.link_entries if not all(map(self._is_source_asked, each.sources))]
        others = sum(one.external and one.footnote is None for one in draft.links) - len(draft.link_entries)
        chosen = _drop_links(draft, unasked, others=len(unasked) + max(0, others))
        return chosen if self.compared else _drop_link_citations(chosen)

    def _is_source_asked(self, source: object) -> bool:
        target = getattr(source, "target", None)
        return not isinstance(target, Url) or self.is_asked(host_of(target.canonical))


def choose_links(
    drafts: Sequence[tuple[Path, Draft]], configuration: Configuration, named: Collection[Path]
) -> tuple[list[tuple[Path, Draft]], tuple[str, ...]]:
    """Return the drafts as the configuration has them checked, and a sentence if any is taken for documentation.

    `named` are the files that were named themselves.
    """
    chosen: list[tuple[Path, Draft]] = []
    guides = 0
    for path, draft in drafts:
        here = configuration.for_draft(path)
        made = build_link_choice(here, path, named=path in named).apply(draft)
        chosen.append((path, made))
        guides += here["profile"] is None and here["only"] is None and len(made.citations) < len(draft.citations)
    taken = write_count(guides, "file")
    words = f"{taken} checked as documentation: links are asked, and no sentence is compared with them"
    return chosen, (f"{words}; --profile draft compares them",) if guides else ()


def list_documentation(
    drafts: Iterable[Draft], configuration: Configuration, named: Collection[Path]
) -> frozenset[str]:
    """Return the paths of the drafts that are documentation: no sentence is compared with their links."""
    paths = ((draft.path, Path(draft.path)) for draft in drafts)
    return frozenset(
        written
        for written, path in paths
        if not build_link_choice(configuration.for_draft(path), path, named=path in named).compared
    )


def build_link_choice(configuration: Configuration, path: Path | None, *, named: bool) -> LinkChoice:
    """Return the choice for the draft at `path`; `named` is whether it was named itself, not found in a folder."""
    profile = configuration["profile"] or ("draft" if named and not _is_documentation(path) else "docs")
    return LinkChoice(configuration["only"], profile == "draft", _build_host_test(configuration))


def _is_documentation(path: Path | None) -> bool:
    """Return whether a file documents something: a README and its like, or a page of a site generator."""
    return path is not None and (path.stem.lower() in _GUIDES or _is_in_site(path.resolve().parent))


@cache
def _is_in_site(folder: Path) -> bool:
    """Return whether a folder or one above it, up to the root of the repository, is one of a site generator."""
    if any((folder / name).exists() for name in _GENERATORS):
        return True
    return not (folder / ".git").exists() and folder != folder.parent and _is_in_site(folder.parent)


def _build_host_test(configuration: Configuration) -> Callable[[str], bool]:
    """Return the function that says whether a host may be asked for a link."""
    led = tuple(row[0].lower() for row in configuration["connect-to"])
    if "" in led or configuration["replay"] or configuration["offline"]:
        return lambda _: True
    private = configuration["allow-private"]
    return lambda host: host in led or not (_is_example(host) or (not private and _is_special(host)))


def _is_example(host: str) -> bool:
    return host.endswith(_EXAMPLE_HOSTS) and (
        host in _EXAMPLE_HOSTS or host.endswith(tuple(f".{each}" for each in _EXAMPLE_HOSTS))
    )


def _is_special(host: str) -> bool:
    """Return whether a host is an address or a name that no public network knows (RFC 6761 and others)."""
    try:
        ip = parse_ip_literal(host)
    except AddressValueError:
        return True
    return bool(explain_special_name(host) if ip is None else explain_special_ip(ip))


def _drop_links(
    draft: Draft, dropped: tuple[Footnote, ...] | list[Footnote], *, outside: int = 0, others: int = 0
) -> Draft:
    """Return the draft without the entries `dropped` and their citations, and with the counts of what is not asked."""
    gone = {each.id for each in dropped}
    return replace(
        draft,
        link_entries=tuple(each for each in draft.link_entries if each.id not in gone),
        citations=tuple(each for each in draft.citations if each.footnote not in gone),
        links_outside_notes=outside,
        links_not_asked=others,
    )


def _drop_links_outside_notes(draft: Draft) -> Draft:
    """Return the draft with the links of its notes only, into the web and into its own repository."""
    internal = sum(not one.external and one.footnote is None for one in draft.links)
    kept = replace(draft, links=tuple(one for one in draft.links if one.footnote is not None))
    return _drop_links(kept, kept.link_entries, outside=len(kept.link_entries) + internal)


def _drop_link_citations(draft: Draft) -> Draft:
    cited = tuple(each for each in draft.citations if each.system is not CitationSystem.LINK)
    return draft if len(cited) == len(draft.citations) else replace(draft, citations=cited)


def _gather_links(draft: Draft) -> Draft:
    """Return the draft with the addresses of its notes as links too, and nothing else to check."""
    noted = tuple(
        replace(each, system=CitationSystem.LINK, sources=web)
        for each in draft.footnotes
        if (web := tuple(source for source in each.sources if isinstance(source.target, Url)))
    )
    links = (*noted, *draft.link_entries)
    number = len(draft.footnotes)
    return replace(draft, footnotes=(), citations=(), findings=(), link_entries=links, notes_as_links=number)
