"""Pages decode by the evidence of their bytes first and by what is declared second."""

import codecs
import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.page.answer import parse_content_type
from citecheck.text.encoding import decode

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "web" / "charset"

RUSSIAN = "Река поднялась на два метра. Жители города встревожены, а вода всё прибывает. " * 5
CZECH = "Řeka stoupla o dva metry. Příliš žluťoučký kůň úpěl ďábelské ódy. " * 5
JAPANESE = "川の水位が二メートル上がりました。住民は心配しています。" * 5
META = '<html><head><meta charset="{}"></head><body>'


@pytest.mark.parametrize(
    ("body", "header"),
    [
        pytest.param(codecs.BOM_UTF8 + RUSSIAN.encode(), "windows-1251", id="mark before header"),
        pytest.param(codecs.BOM_UTF16_LE + RUSSIAN.encode("utf-16-le"), None, id="utf-16 mark"),
        pytest.param(RUSSIAN.encode("utf-16-le"), None, id="utf-16 without a mark"),
        pytest.param(RUSSIAN.encode(), "iso-8859-1", id="utf-8 proves itself against the header"),
        pytest.param(RUSSIAN.encode()[:-1], None, id="utf-8 with its last character cut"),
        pytest.param(RUSSIAN.encode("cp1251"), "windows-1251", id="header"),
        pytest.param((META.format("koi8-r") + RUSSIAN).encode("koi8-r"), None, id="meta"),
        pytest.param(
            (META.format("iso-8859-2") + CZECH).encode("iso-8859-2"), "utf-8", id="meta against a wrong header"
        ),
        pytest.param(
            ("<!-- " + META.format("koi8-r") + " -->" + META.format("windows-1251") + RUSSIAN).encode("cp1251"),
            None,
            id="meta after one in a comment",
        ),
        pytest.param((META.format("shift_jis") + JAPANESE).encode("cp932"), "x-sjis", id="label of the standard"),
        pytest.param(f"<p>{RUSSIAN}</p>".encode("cp866"), None, id="sniffed ibm866"),
        pytest.param(f"<p>{JAPANESE}</p>".encode("euc-jp"), None, id="sniffed euc-jp"),
        pytest.param(f"<p>{JAPANESE}</p>".encode("iso2022_jp"), None, id="escape sequences"),
        pytest.param(f"<p>{CZECH}</p>".encode("cp1250"), "no-such-charset", id="unknown label is no label"),
    ],
)
def test_a_page_decodes(body, header):
    """The text comes out as it was written."""
    text, _ = decode(body, header)
    assert any(written[:-1] in text for written in (RUSSIAN, CZECH, JAPANESE))


@pytest.mark.parametrize(
    ("written", "essence", "charset"),
    [
        ("text/html; charset=utf-8", "text/html", "utf-8"),
        ('text/html; charset="utf-8', "text/html", "utf-8"),
        ("text/html;; charset=", "text/html", None),
        ("charset=koi8-r", "", "koi8-r"),
        ("TEXT/HTML ; Charset='Big5'", "text/html", "Big5"),
        (";", "", None),
    ],
)
def test_broken_content_types_are_read(written, essence, charset):
    """What can be read of a Content-Type field is, and the rest is absent."""
    read = parse_content_type(((b"Content-Type", written.encode()),))
    assert (read.essence, read.charset) == (essence, charset)


@given(st.binary(max_size=300), st.none() | st.sampled_from(["utf-8", "zip", "rot13", "idna", "utf-7", "gbk", ""]))
@settings(max_examples=80, deadline=None)
def test_any_bytes_decode(body, label):
    """Decoding never fails, also with labels that are codecs of something else."""
    text, codec = decode(body, label)
    assert isinstance(text, str)
    assert codecs.lookup(codec)


@given(st.text(min_size=1, max_size=200))
@settings(max_examples=80, deadline=None)
def test_utf8_comes_back(text):
    """UTF-8 that declares itself is read as such."""
    body = text.encode("utf-8", "ignore")
    if not body.startswith((codecs.BOM_UTF8, b"\x00")) and b"\x00" not in body and b"\x1b" not in body:
        assert decode(body, "utf-8")[0] == body.decode()


@pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpus of legacy pages is not here")
def test_real_legacy_pages_decode():
    """At least 98 of 100 pages found in legacy encodings read as their encoding says, declared or not."""
    rows = [row for row in json.loads((CORPUS / "labels.json").read_text()) if row["origin"] == "natural"]
    right = 0
    for row in rows:
        body = gzip.decompress((CORPUS / row["file"]).read_bytes())
        header = parse_content_type(((b"content-type", (row["http_header"] or "").encode()),)).charset
        right += alike(decode(body, header)[0], body.decode(row["true_encoding"], "replace"))
    assert right / len(rows) >= 0.98


def alike(ours, reference):
    """The same but for the characters that the Encoding standard maps otherwise than Python (wave dash, quotes)."""
    ours, reference = ours.lstrip("\ufeff"), reference.lstrip("\ufeff")
    different = sum(a != b for a, b in zip(ours, reference, strict=False))
    return len(ours) == len(reference) and different <= 0.005 * len(reference)
