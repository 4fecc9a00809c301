"""Repairs in copies: each case is a folder with a draft, its repairs and the copy that is expected."""

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.draft.formats.registry import recognise_format
from citecheck.draft.reading import read_draft
from citecheck.draft.repair.plan import Repair, RepairKind
from citecheck.draft.repair.repaired_copy import build_repaired_copy
from citecheck.errors import UnreadableInput, WrongUsage
from citecheck.model.draft import Format
from citecheck.model.target import Url

CASES = Path(__file__).parent / "cases"
FORMATS = {".txt": Format.TEXT, ".md": Format.MARKDOWN, ".html": Format.HTML}


def load(name):
    (draft,) = (CASES / name).glob("draft.*")
    expected = json.loads((CASES / name / "repairs.json").read_text())
    repairs = [Repair(**{**row, "kind": RepairKind(row["kind"])}) for row in expected["repairs"]]
    return draft, repairs, expected["done"]


NAMES = sorted(path.name for path in CASES.iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_the_copy_is_as_expected(name):
    """Addresses are repaired where they stand, and every other byte stays."""
    draft, repairs, _ = load(name)
    outcome = build_repaired_copy(draft.read_bytes(), FORMATS[draft.suffix], repairs)
    assert outcome.data == (CASES / name / f"expected{draft.suffix}").read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_what_was_done_is_listed_by_line(name):
    """Each repair is listed with its place, in the order of the draft."""
    draft, repairs, done = load(name)
    outcome = build_repaired_copy(draft.read_bytes(), FORMATS[draft.suffix], repairs)
    assert [each.place for each in outcome.done] == done


@pytest.mark.parametrize("name", NAMES)
def test_repairing_twice_is_repairing_once(name):
    """A repaired copy has nothing left to repair."""
    draft, repairs, _ = load(name)
    once = build_repaired_copy(draft.read_bytes(), FORMATS[draft.suffix], repairs).data
    twice = build_repaired_copy(once, FORMATS[draft.suffix], repairs)
    assert twice.data == once
    assert twice.done == ()


ONE = Repair(RepairKind.MOVED, "https://old.org/page", "https://new.org/page", "moved")


@settings(max_examples=80, deadline=None)
@given(before=st.binary(max_size=80), after=st.binary(max_size=80), fmt=st.sampled_from(list(FORMATS.values())))
def test_bytes_around_an_address_stay(before, after, fmt):
    """Whatever is around it, in whatever encoding, is not touched, and nothing crashes."""
    data = before + b"\n\nhttps://old.org/page\n\n" + after
    copy = build_repaired_copy(data, fmt, [ONE]).data
    assert copy in (data, data.replace(b"https://old.org/page", b"https://new.org/page"))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_the_encoding_of_a_draft_stays(encoding):
    """Byte order marks and old encodings are kept."""
    text = "Ünder [1] https://old.org/page ü\r\n"
    copy = build_repaired_copy(text.encode(encoding), Format.TEXT, [ONE]).data
    assert copy == text.replace("old.org", "new.org").encode(encoding)


@pytest.mark.parametrize(
    "piece", ["<a ", "<a '", '<a "x ', "<script ", "<!-- ", "](((", "](\\\\\\", "`a``b", "[x]: <", "[[", "&#"]
)
@pytest.mark.parametrize("fmt", [Format.HTML, Format.MARKDOWN])
def test_hostile_drafts_do_not_hold_the_scanners_up(piece, fmt):
    """Markup that never closes is scanned in one pass, however often it begins."""
    data = (piece * 12_000 + "\n\nhttps://old.org/page\n").encode()
    assert len(build_repaired_copy(data, fmt, [ONE]).data) == len(data)


def test_formats_that_are_not_repaired_are_named():
    """A PDF is refused in one sentence that names what can be repaired."""
    with pytest.raises(WrongUsage, match="text, markdown, html, docx"):
        build_repaired_copy(b"%PDF-1.7", Format.PDF, [ONE])


def shared_drafts(request):
    """Give the real drafts in formats that are repaired, with their formats; the largest are left out."""
    folder = request.config.rootpath.parent / "shared" / "corpus" / "documents" / "files"
    if not folder.is_dir():
        pytest.skip("the shared corpus is not next to the project")
    for path in sorted(folder.iterdir()):
        data = path.read_bytes()
        with contextlib.suppress(UnreadableInput):
            fmt = recognise_format(data, path.name)
            if fmt in (*FORMATS.values(), Format.DOCX) and len(data) < 300_000:
                yield path.name, data, fmt


def addresses(data, name, fmt):
    read = read_draft(data, path=name, fmt=fmt)
    sources = [source for note in read.footnotes for source in note.sources]
    return {source.target.canonical for source in sources if isinstance(source.target, Url)}


def test_drafts_of_the_corpus_stay_as_they_are(request):
    """A repair of an address that is not in a draft changes not one byte of it."""
    for name, data, fmt in shared_drafts(request):
        assert build_repaired_copy(data, fmt, [ONE]).data == data, name


def test_repaired_drafts_of_the_corpus_cite_the_new_address(request):
    """In real drafts our reader finds the new address where it found the old one."""
    for name, data, fmt in list(shared_drafts(request))[::4]:
        for old in sorted(addresses(data, name, fmt))[:2]:
            repair = Repair(RepairKind.MOVED, old, "https://new.example/place", "moved")
            found = addresses(build_repaired_copy(data, fmt, [repair]).data, name, fmt)
            assert "https://new.example/place" in found, (name, old)
            assert old not in found, (name, old)
