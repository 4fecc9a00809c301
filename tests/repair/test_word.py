"""Repairs in Word documents: links, field codes, text split over runs; every other byte of the file stays."""

import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from citecheck.draft.reading import read_draft
from citecheck.draft.repair.docx import find_story_splices, replace_members
from citecheck.draft.repair.plan import Repair, RepairKind
from citecheck.draft.repair.repaired_copy import build_repaired_copy
from citecheck.errors import UnreadableInput
from citecheck.model.draft import Format

PARTS = Path(__file__).parent / "word"
NAMES = {
    "[Content_Types].xml": b"<Types/>",
    "word/document.xml": (PARTS / "document.xml").read_bytes(),
    "word/_rels/document.xml.rels": (PARTS / "document.xml.rels").read_bytes(),
    "word/footnotes.xml": (PARTS / "footnotes.xml").read_bytes(),
    "word/_rels/footnotes.xml.rels": (PARTS / "footnotes.xml.rels").read_bytes(),
    "word/media/image1.png": bytes(range(256)) * 9,
}
OLD, NEW = "https://old.org/page?a=1&b=2", "https://new.org/p?x=1&y=2"
MOVED = Repair(RepairKind.MOVED, OLD, NEW, "moved")
GONE = Repair(RepairKind.MEMENTO, "https://gone.org/x", "https://archive.example/x", "gone", day="2024-01-02")


@pytest.fixture
def document():
    """The bytes of a document with a stored, a streamed and several deflated members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in NAMES.items():
            entry = zipfile.ZipInfo(name, (2024, 5, 6, 7, 8, 10))
            entry.compress_type = zipfile.ZIP_STORED if name.endswith("png") else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
        archive.comment = b"a comment"
    return out.getvalue()


def part(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return archive.read(name).decode()


def shown(xml):
    return re.sub(r"<[^>]*>", "", re.sub(r"<w:instrText.*?</w:instrText>", "", xml)).replace("&amp;", "&").strip()


def test_an_address_split_over_runs_is_replaced(document):
    """The first run takes the new address, the others lose their part of the old one."""
    copy = build_repaired_copy(document, Format.DOCX, [MOVED]).data
    assert shown(part(copy, "word/footnotes.xml")) == f"{NEW} ; https://gone.org/x{NEW}there"


def test_relationships_and_field_codes_are_replaced(document):
    """The target of a link changes wherever Word keeps it."""
    copy = build_repaired_copy(document, Format.DOCX, [MOVED]).data
    escaped = NEW.replace("&", "&amp;")
    assert f'Target="{escaped}"' in part(copy, "word/_rels/footnotes.xml.rels")
    assert f'HYPERLINK "{escaped}"' in part(copy, "word/footnotes.xml")
    assert "old.org" not in part(copy, "word/footnotes.xml") + part(copy, "word/_rels/footnotes.xml.rels")


def test_a_copy_is_named_behind_links_and_addresses(document):
    """A memento comes after the link or address, which stay."""
    copy = build_repaired_copy(document, Format.DOCX, [GONE]).data
    assert shown(part(copy, "word/document.xml")).endswith("See a report (archived: https://archive.example/x).")
    assert "https://gone.org/x (archived: https://archive.example/x)" in shown(part(copy, "word/footnotes.xml"))
    assert 'Target="https://gone.org/x"' in part(copy, "word/_rels/document.xml.rels")


def test_places_are_listed(document):
    """Each place is named by its part and paragraph."""
    done = build_repaired_copy(document, Format.DOCX, [GONE]).done
    assert [each.place for each in done] == ["word/document.xml, paragraph 2", "word/footnotes.xml, paragraph 1"]


def test_repairing_twice_is_repairing_once(document):
    """A repaired document has nothing left to repair."""
    once = build_repaired_copy(document, Format.DOCX, [MOVED, GONE]).data
    assert build_repaired_copy(once, Format.DOCX, [MOVED, GONE]).data == once


def test_untouched_members_keep_their_compressed_bytes(document):
    """Members that are not repaired are copied with their headers, byte for byte."""
    copy = build_repaired_copy(document, Format.DOCX, [MOVED]).data
    for name in ("word/document.xml", "word/media/image1.png", "[Content_Types].xml"):
        assert stored(copy, name) == stored(document, name)
    assert copy.endswith(b"a comment")


def stored(data, name):
    """Give header and compressed bytes of a member."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entry = archive.getinfo(name)
    start = entry.header_offset
    return data[start : start + 30 + len(name) + entry.compress_size]


def test_a_document_without_the_address_stays_as_it_is(document):
    """Nothing to repair means the same bytes."""
    other = Repair(RepairKind.MOVED, "https://none.org/", "https://new.org/", "moved")
    assert build_repaired_copy(document, Format.DOCX, [other]).data == document


def test_members_written_as_a_stream_are_replaced():
    """Sizes after the data (a ZIP written to a pipe) are set right for a new member and kept for the others."""

    class Pipe(io.RawIOBase):
        def __init__(self):
            self.got = bytearray()

        def writable(self):
            return True

        def write(self, data):
            self.got += data
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("a", "b", "c"):
            archive.writestr(name, name * 50)
    changed = replace_members(bytes(pipe.got), {"b": b"new"})
    assert [part(changed, name) for name in "abc"] == ["a" * 50, "new", "c" * 50]


def test_a_damaged_container_is_one_sentence(document):
    """A file that is no ZIP, or whose directory is broken, is refused."""
    with pytest.raises(UnreadableInput):
        build_repaired_copy(b"PK\x03\x04" + document[40:200], Format.DOCX, [MOVED])


def test_real_documents_are_repaired_and_read_again(request):
    """An address of a real document, replaced, is what our own reader then finds."""
    path = request.config.rootpath / "fixtures" / "memo" / "draft.docx"
    if not path.is_file():
        pytest.skip("the fixture is not built")
    data = path.read_bytes()
    url = next(
        source.target.canonical
        for note in read_draft(data, path=path.name).footnotes
        for source in note.sources
        if hasattr(source.target, "canonical")
    )
    copy = build_repaired_copy(data, Format.DOCX, [Repair(RepairKind.MOVED, url, NEW, "moved")]).data
    found = {
        getattr(source.target, "canonical", None)
        for note in read_draft(copy, path=path.name).footnotes
        for source in note.sources
    }
    assert NEW in found
    assert url not in found


def test_a_copy_is_a_live_link(document):
    """The address of a copy is a link by a field code, after links as well as in the text, and is named once."""
    copy = build_repaired_copy(document, Format.DOCX, [GONE]).data
    for name in ("word/document.xml", "word/footnotes.xml"):
        xml = part(copy, name)
        assert ' HYPERLINK "https://archive.example/x" ' in xml
        assert xml.count('w:fldCharType="begin"') == xml.count('w:fldCharType="end"')
        ET.fromstring(xml)
    assert not build_repaired_copy(copy, Format.DOCX, [GONE]).done


def test_the_rest_of_a_run_keeps_its_looks():
    """A copy that is named in the middle of a run splits it; both halves look as the run did."""
    run = "<w:p><w:r><w:rPr><w:i/></w:rPr><w:t>See https://gone.org/x, page 4.</w:t></w:r></w:p>"
    (change,) = find_story_splices(run, {}, [GONE])
    after = run[: change.start] + change.new + run[change.end :]
    assert shown(after) == "See https://gone.org/x (archived: https://archive.example/x), page 4."
    assert after.endswith('<w:r><w:rPr><w:i/></w:rPr><w:t xml:space="preserve">, page 4.</w:t></w:r></w:p>')
