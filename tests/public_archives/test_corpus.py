"""Real reports with their links cut at 72 bytes, as a publishing system cuts them, completed again."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from citecheck.archive.public.archives import WAYBACK
from citecheck.archive.public.prefix_search import search_archive
from citecheck.archive.public.recovery import (
    completes,
    explain_unsearchable,
    recover_cut_sources,
    trim_split_escape,
)
from citecheck.draft.reading import read_draft
from citecheck.model.report import CompletionOrigin
from citecheck.model.target import CutUrl, Url
from citecheck.url.normal_form import source_key

from .asking import asking
from .fake_archive import Copy, FakeArchive

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "documents" / "files"
NAMES = (
    "isw-roca-2023-05-03.html",
    "isw-roca-2023-05-05.html",
    "isw-iran-2026-02-24.txt",
    "ia-2014-0204.docx",
    "wikitext-toronto-star.wiki",
)
SHOWN = 72
"""Bytes of an address that are shown before the dots."""

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus of documents is not next to the project")


@cache
def whole_and_cut(name):
    """A real draft, the same draft with its long addresses cut, and what was cut, by place."""
    whole = read_draft((CORPUS / name).read_bytes(), path=name)
    notes, lost = [], {}
    for at, note in enumerate(whole.footnotes):
        sources = list(note.sources)
        for number, source in enumerate(sources):
            if isinstance(source.target, Url) and len(source.target.written.encode()) > SHOWN:
                lost[at, number] = source.target.written
                prefix = source.target.written.encode()[:SHOWN].decode("utf-8", "ignore")
                sources[number] = replace(source, target=CutUrl(prefix))
        notes.append(replace(note, sources=tuple(sources)))
    return whole, replace(whole, footnotes=tuple(notes)), lost


@pytest.mark.parametrize("name", NAMES)
def test_by_the_published_version(name):
    """Every cut link is completed by the published version, and none wrongly."""
    whole, cut, lost = whole_and_cut(name)
    for found in recover_cut_sources(cut, published=whole):
        truth = lost.get((found.cut.note, found.cut.source))
        if truth is not None:
            assert [one.url for one in found.completions if one.origin is CompletionOrigin.PUBLISHED] == [truth]


@pytest.mark.parametrize("name", NAMES)
def test_by_an_archive(name):
    """What the archive holds once under a prefix is found, what it holds several times is shown as several."""
    _, cut, lost = whole_and_cut(name)
    archive = FakeArchive([Copy("20230501000000", url.partition("#")[0]) for url in sorted(set(lost.values()))])
    bare = [replace(one, completions=()) for one in recover_cut_sources(cut)]
    found, _ = asking(
        archive, lambda asker: search_archive(asker, WAYBACK, bare, datetime(2023, 5, 3, tzinfo=UTC), sentences={})
    )
    seen = Counter()
    for recovery in found:
        truth = lost.get((recovery.cut.note, recovery.cut.source))
        if truth is None or explain_unsearchable(trim_split_escape(recovery.cut.prefix)):
            continue
        rivals = {source_key(url.partition("#")[0]) for url in lost.values() if completes(recovery.cut.prefix, url)}
        seen["once" if len(rivals) == 1 else "several"] += 1
        if len(rivals) == 1:
            assert [source_key(one.url) for one in recovery.completions] == list(rivals)
        else:
            assert {source_key(one.url) for one in recovery.completions} <= rivals
        assert not any(one.proven for one in recovery.completions)
    assert seen["once"] > 0
