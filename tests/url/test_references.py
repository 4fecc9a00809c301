"""Addresses in texts: a table of spellings, properties of spans and of refanging, and texts made to take long."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.model.target import CutUrl, Hostile, Malformed, Url
from citecheck.url import scanner
from citecheck.url.normal_form import parse_url, source_key
from citecheck.url.references import find_references, refang

TABLE = Path(__file__).parent / "cases" / "references.tsv"
ROWS = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]

SPELLED = st.sampled_from(
    "http:// https:// hxxp:// www www. dot DOT [.] (.) . .. ... … : / // ; , ) ( [ ] < > com net ua example a-b x_ "
    "[:]// tps:// t.me @ = ? # % é 。 \u200b ' ” \\. xxxx:// http: [dot] foo".split(" ")
)
TEXTS = st.lists(SPELLED | st.just(" ") | st.just("\n") | st.text(max_size=3), max_size=24).map("".join)


def said(text):
    """Write what is found in a text as the table does."""
    words = []
    for found in find_references(text):
        match found.target:
            case Url(written=address):
                words.append(f"url {address}")
            case CutUrl(prefix=address):
                words.append(f"cut {address}")
            case Hostile(refanged=address):
                words.append(f"hostile {address}")
            case Malformed(written=address):
                words.append(f"malformed {address}")
    return " | ".join(words) or "-"


@pytest.mark.parametrize(("text", "expected"), ROWS, ids=[row[0][:40] for row in ROWS])
def test_table(text, expected):
    """A spelling of the table is read as its row says."""
    assert said(text) == expected


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_spans_cut_what_they_name(text):
    """Every reference cuts its raw text out of the text, and no two overlap."""
    end = 0
    for found in find_references(text):
        assert text[found.start : found.end] == found.raw
        assert found.start >= end
        end = found.end


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_hints_lead_to_every_start(text):
    """Searching for hints of addresses finds the same start as trying every character."""
    start = scanner._find_start(text, 0)
    tried = scanner._START.search(text)
    assert (start and start.span()) == (tried and tried.span())


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_refanging_twice_is_refanging_once(text):
    """A refanged text holds nothing more to refang."""
    once, _ = refang(text)
    assert refang(once)[0] == once


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_normal_form_is_a_fixed_point(text):
    """The normal form of a normal form is itself, and names the same source."""
    for found in find_references(text):
        if isinstance(found.target, Url):
            again = parse_url(found.target.canonical)
            assert isinstance(again, Url)
            assert again.canonical == found.target.canonical
            assert source_key(again.canonical) == source_key(found.target.canonical)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_no_hostile_address_becomes_askable(text):
    """A text whose addresses are all defanged as threat reports do yields no address to ask."""
    assert not any(isinstance(one.target, Url) for one in find_references("hxxp://bad[.]example/x"))
    for found in find_references(text):
        if "[.]" in found.raw or found.raw.startswith("hxxp"):
            assert isinstance(found.target, Hostile)


def test_cut_after_72_bytes_inside_the_scheme():
    """A scrap after an address is a cut one where the link text has reached 72 bytes, and no address elsewhere."""
    shown = "https://a.example/" + "p" * 49 + "; htt"
    assert len(shown) == 72
    assert said(shown + "... more") == f"url {shown[:-5]} | cut htt"
    assert said(shown[:-8] + "; htt... more") == f"url {shown[:-8]}"


def test_lost_source_behind_a_separator():
    """Where 72 bytes end in a separator, one more source is known to be lost."""
    shown = "https://a.example/" + "p" * 53 + ";"
    found = find_references(shown + "...")
    assert [type(one.target) for one in found] == [Url, CutUrl]
    assert found[1].target.prefix == ""


@pytest.mark.parametrize("word", ["word", "chapter/two", "chapter/two.html", "...", "a."])
def test_word_is_no_address(word):
    """What has neither a scheme nor a host of several labels is no address."""
    assert isinstance(parse_url(word), Malformed)


def test_written_two_ways():
    """Scheme, www, a slash at the end and tracking parameters do not make another source; a path does."""
    assert source_key("http://www.a.example/x/?utm_source=b&fbclid=c") == source_key("https://a.example/x")
    assert source_key("https://a.example/x?id=1") != source_key("https://a.example/x?id=2")
    assert source_key("https://a.example/x") != source_key("https://a.example/y")


BAITS = [
    "https://" + "a." * 4000,
    "https://" + "a dot " * 3000,
    "dot " * 8000,
    "a dot " * 6000,
    "[" * 8000,
    "(" * 8000 + ")" * 8000,
    "http://a/" + "(" * 8000,
    "http://a/" + ")" * 8000,
    "h" * 20000,
    "ht" * 10000,
    "http" * 5000,
    "http:" * 5000,
    "http://" * 4000,
    "hxxp" * 5000,
    "[.]" * 6000,
    "a[.]" * 5000,
    "a[.]b" * 4000,
    "a." * 10000,
    "a-" * 10000,
    "a_" * 10000,
    "a@" * 9000,
    "www." * 6000,
    "www dot " * 4000,
    "...." * 6000,
    "..." + ";..." * 5000,
    "; htt..." * 3000,
    "<http://" * 3000,
    "<URL:http://a\n" * 2000,
    "<" * 20000,
    "\\." * 9000,
    "a\\." * 8000,
    "https://a/_ b_" * 2000,
    "_ " * 9000,
    "https://a/" + "_ b_c" * 3000,
    " dot\n" * 4000,
    "x DOT " * 4000,
    "xDOTcom" * 3000,
    "[at]" * 5000,
    "a[at]b.c" * 3000,
    "[" + "a" * 60 + "]." * 300,
    "。" * 10000,
    "a。" * 8000,
    "\u200b" * 10000,
    "a \u200b dot \u200b " * 2000,
    "\u2026" * 10000,
    "t.me/" * 5000,
    "%25" * 8000,
    "?" * 20000,
    "http://[" * 4000,
    "http://a?[" * 4000,
    "http://a/[1]" * 3000,
    "&amp;" * 5000,
    "https:// " * 4000,
    "https :///" * 3000,
    "//" * 10000,
    "://" * 8000,
    "\xa0" * 10000,
    "é" * 10000 + ".com/x",
    "a" * 63 + "." + "b" * 63 + " dot " + "c" * 63,
    ("a" * 62 + " dot ") * 500,
    ("-" * 62 + " dot ") * 500,
]


UNITS = (
    "https://a.b/c ", "https://a.b/c;", "https://a.b/(c", "https://a.b/c)", "https://a.b/c...", "https://a dot ", "dot.", ". dot ",
    "www dot a", "www[.]a", "(www).a", "hxxp://a", "hxxps[:]//", "xxxx://a[.]b", "http]://a", "http[:]//a", "https;//a", "http//a",
    "ttps://a.b ", "htpps://a ", "https://https://", "https：//a。b", "a dot com/b ", "a.dot.b", "[dot]", "(dot)", "{dot}", "dot]",
    "a[-]b", "a[/]b", "a\\/b", "a(at)b.c ", "a @ b.c ", "A DOT B ", "1.2.3.4 ", "1[.]2", "[a][.]b", "https://a/_ b_c", "<https://a>",
    "<URL:ftp://a\n/b>", "https:... ", "; ht...", ";...", "…", "https://…", "ftp://a;type=", "a/b.com/c ", "x.com/y,", "-.-.", "._.",
    "%20%", "&#38;", "https://[::1]/", "https://a:80", "https://a?b#c", "https://é.рф/", "\u202ahttps://a", "a\u200b.\u200bb",
    "“https://a.b”", "‘https://a’", "«https://a»", "https://a、", "https://a، ", "[12]https://a", "*https://a*", "_https://a_",
)  # fmt: skip
BAITS += [unit * (12_000 // len(unit)) for unit in UNITS]


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("https://a.example:65536/x", "the port of 'a.example:65536' is not a number up to 65535"),
        ("https://a.example:99999", "the port of 'a.example:99999' is not a number up to 65535"),
        ("https://a.example:8o80/x:1", "the port of 'a.example:8o80' is not a number up to 65535"),
        ("http://[::1]:x/", "the port of '[::1]:x' is not a number up to 65535"),
        ("http://me:word@a.example:x/", "the port of 'a.example:x' is not a number up to 65535"),
        ("http://[::1/x", "'[::1' is not a host name"),
        ("http://[a/x", "'[a' is not a host name"),
        ("http://a b.example:80/x", "'a b.example:80' is not a host name"),
        ("http://a b.example:/x", "'a b.example:' is not a host name"),
        ("http://me:word@a b.example/x", "'a b.example' is not a host name"),
        ("http:///", "it has no host"),
    ],
)
def test_a_malformed_address_says_what_is_wrong_with_it(address, fault):
    """A port that is none is named as such, anything else is the fault of the host."""
    assert parse_url(address) == Malformed(address, fault)


@pytest.mark.parametrize("bait", BAITS, ids=[f"{number}-{bait[:12]!r}" for number, bait in enumerate(BAITS)])
def test_bait(bait):
    """A text made to lead a pattern astray is read to its end, and its spans hold (`bench/baits.py` measures the cost)."""
    for found in find_references(bait):
        assert bait[found.start : found.end] == found.raw
