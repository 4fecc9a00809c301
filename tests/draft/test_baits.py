"""Drafts made to take long: every reader of text stays in proportion to what it is given."""

import pytest

from citecheck.draft.reading import read_draft
from citecheck.model.draft import Format

NOTE = "\n\n[1] https://a.example/1\n"
TEXTS = {
    "open brackets": lambda n: "[" * (n * 60),
    "numbers in brackets": lambda n: "a[1]" * (n * 40) + NOTE,
    "one long group": lambda n: "[" + "1," * (n * 30) + "1]" + NOTE,
    "range": lambda n: "[1-9999]" * (n * 20) + NOTE,
    "lines that begin with a number": lambda n: "[1] a\n" * (n * 30),
    "descending numbers": lambda n: "\n".join(f"[{k}] a" for k in range(n * 30, 0, -1)),
    "one note many markers": lambda n: "A word.[1] " * (n * 30) + NOTE,
    "many notes one line": lambda n: " ".join(f"[{k}] https://a.example/{k};" for k in range(n * 20)),
    "separators": lambda n: "A.[1]\n\n[1] " + ";" * (n * 90),
    "separators and addresses": lambda n: "A.[1]\n\n[1] " + "https://a.example/x; " * (n * 15),
    "quotation marks": lambda n: "A \u201c" * (n * 30) + ".[1]" + NOTE,
    "apostrophes": lambda n: "a\u2018b\u2019" * (n * 40) + ".[1]" + NOTE,
    "abbreviations": lambda n: "No. 4 v. A. B. " * (n * 15) + ".[1]" + NOTE,
    "full stops": lambda n: ". " * (n * 60) + "[1]" + NOTE,
    "CJK full stops": lambda n: "水。" * (n * 50) + "[1]" + NOTE,
    "no-break spaces": lambda n: "\u00a0" * (n * 90) + "A.[1]" + NOTE,
    "zero-width signs": lambda n: "a\u200b" * (n * 50) + ".[1]" + NOTE,
    "page feet": lambda n: "Berg    Track    [Page 1]\n\f\n" * (n * 15),
    "open footnote": lambda n: "A.[1]\n\n[Footnote 1: " + "[" * (n * 50),
    "superscripts": lambda n: "a\u00b9" * (n * 50) + "\n\n\u00b9 note\n\u00b2 note",
    "words in brackets": lambda n: "[RFC-1] " * (n * 30) + "\n   [RFC-1] A, B.\n",
    "headings": lambda n: "Notes\n" * (n * 40),
    "ibid": lambda n: "A.[1]\n\n[1] " + "ibid " * (n * 40),
    "bibliography": lambda n: "A.[1]\n\n[1] " + "Berg, A. B., " * (n * 25),
    "commas and capitals": lambda n: "A.[1]\n\n[1] " + "A. " * (n * 50),
    "v. v. v.": lambda n: "A.[1]\n\n[1] " + "A v. " * (n * 30),
    "years": lambda n: "A.[1]\n\n[1] " + "(2001) " * (n * 30),
    "defanged": lambda n: "a[.]b " * (n * 30),
    "dots in brackets": lambda n: "[.]" * (n * 50) + " A.[1]" + NOTE,
    "one word": lambda n: "a" * (n * 400) + "[1]" + NOTE,
    "tabs": lambda n: "a\t" * (n * 80) + "[1]" + NOTE,
    "empty lines": lambda n: "\n" * (n * 200) + "A.[1]" + NOTE,
}
PAGES = {
    "deep": lambda n: "<div>" * (n * 30) + "A.<sup>1</sup>" + "</div>" * (n * 30),
    "open tags": lambda n: "<a href='#x'><sup>" * (n * 20),
    "links to one place": lambda n: "<p>" + "<a href='#fn1'>1</a> " * (n * 20) + "</p><p id=fn1>note</p>",
    "many notes": lambda n: (
        "".join(f"<p>A.<a href='#fn{k}'>{k}</a></p>" for k in range(n * 8))
        + "".join(f"<p id='fn{k}'>https://a.example/{k}</p>" for k in range(n * 8))
    ),
    "notes without anchors": lambda n: (
        "".join(f"<p>A.<a href='#fn{k}'>{k}</a></p>" for k in range(n * 8))
        + "".join(f"<p {'id=fn' + str(k) if k % 2 else ''}>[{k}] https://a.example/{k}</p>" for k in range(n * 8))
    ),
    "grouped markers": lambda n: "<p>" + "<a href='#fn1'>1</a>," * (n * 15) + "</p><p id=fn1>note</p>",
    "names": lambda n: "".join(f"<a name='fn{k}'></a>" for k in range(n * 30)),
    "sups": lambda n: "<p>" + "a<sup>1</sup>" * (n * 25) + "</p><h2>Notes</h2><p><sup>1</sup> note</p>",
    "brackets": lambda n: "<p>" + "[<a href='#fn1'>1</a>]" * (n * 15) + "</p><p id=fn1>note</p>",
    "regions": lambda n: "<div class='footnotes'>" * (n * 8) + "<p><sup>1</sup>a</p>",
    "notes headings": lambda n: "<h2>Notes</h2><p><sup>1</sup> a</p>" * (n * 6) + "<p>b<sup>1</sup></p>",
    "tooltips": lambda n: "<p>" + "<sup>1</sup><span class='sidenote'>note</span>" * (n * 10) + "</p>",
    "preformatted": lambda n: "<pre>" + "a\n\n" * (n * 60) + "</pre>",
    "breaks": lambda n: "a<br>" * (n * 80),
    "nested lists": lambda n: "<ol><li>" * (n * 15) + "a",
    "tables": lambda n: "<table><tr><td>" * (n * 8) + "a",
    "back links": lambda n: "<p id=r>a<a href='#n'>1</a></p>" + "<p id=n><a href='#r'>^</a> b</p>" * (n * 15),
    "hidden": lambda n: "<div style='display:none'>" * (n * 15) + "<p id=fn1>a</p>",
    "comments": lambda n: "<p>x" + "<!--" * (n * 40),
    "entities": lambda n: "&#91;" * (n * 80),
    "attributes": lambda n: "<p " + "a=b " * (n * 80) + ">x</p>",
}
MARKDOWNS = {
    "references": lambda n: "a[^1]" * (n * 20) + "\n\n[^1]: note",
    "undefined": lambda n: "a[^x]" * (n * 25),
    "definitions": lambda n: "\n\n".join(f"[^{k}]: https://a.example/{k}" for k in range(n * 10)),
    "brackets": lambda n: "[" * (n * 30),
    "openers and one closing bracket": lambda n: "[^" * (n * 300) + "]",
    "inline notes that open": lambda n: "^[" * (n * 300) + "]",
    "emphasis": lambda n: "*a_" * (n * 25),
    "quotes": lambda n: "> " * (n * 4) + "a[^1]",
    "lists": lambda n: "\n".join("  " * (k % 40) + "- a[^1]" for k in range(n * 12)) + "\n\n[^1]: b",
    "inline notes": lambda n: "a^[b] " * (n * 15),
    "long links in open brackets": lambda n: "Words (see [long words](https://a.example/x) and " * (n * 4),
    "a long link in an open bracket": lambda n: "Words ([" + "long words " * (n * 8) + "](https://a.example/x) and",
    "links in open brackets": lambda n: "Words (" + "[a](https://a.example/x) [b](https://b.example/x), " * (n * 4),
    "links in a note": lambda n: "a[^1]\n\n[^1]: " + "[a](https://a.example/x) " * (n * 10),
    "table": lambda n: "|a|b|\n|-|-|\n" + "|c[^1]|d|\n" * (n * 10) + "\n[^1]: b",
    "raw html": lambda n: "<div>\n[^1] <b\n" * (n * 12),
    "code": lambda n: "`" * (n * 30),
    "lines": lambda n: "a\n" * (n * 200),
    "callout": lambda n: "> [!tip]\n" + "> a\n" * (n * 50),
    "attributes": lambda n: "[a]{.b " * (n * 50),
    "shortcodes": lambda n: "{{< a {% b " * (n * 40),
    "pairs of equals signs": lambda n: "==a" * (n * 100),
    "front matter": lambda n: "---\n" + "title: a\n" * (n * 30),
    "numbered": lambda n: "a [1] " * (n * 25) + "\n\n[1]: https://a.example/x",
}
SOURCES = {
    "linked addresses": lambda n: "\\documentclass{a}A.\\footnote{" + "\\url{http://a.example/x} " * (n * 10) + "}",
}
BAITS = [
    (form, name, bait)
    for form, texts in (
        (Format.TEXT, TEXTS),
        (Format.HTML, PAGES),
        (Format.MARKDOWN, MARKDOWNS),
        (Format.LATEX, SOURCES),
    )
    for name, bait in texts.items()
]
_SIZE = 40
"""Enough for what grows with the square of its length to be felt in a run of the tests; `bench.baits` tries more."""


def test_a_sentence_without_an_end_is_not_repeated_for_each_marker():
    """Of a sentence that does not end a marker is given the part around it."""
    draft = read_draft(("a [1] " * 20_000 + NOTE).encode(), path="bait", fmt=Format.TEXT)
    assert len(draft.citations) == 20_000
    assert max(len(citation.sentence) for citation in draft.citations) <= 2_000


@pytest.mark.parametrize(("form", "name", "bait"), BAITS, ids=[f"{form}-{name}" for form, name, _ in BAITS])
def test_bait_is_read(form, name, bait):
    """A draft made to lead a reader astray is read to its end (`bench/baits.py` measures the cost)."""
    assert read_draft(bait(_SIZE).encode(), path=name, fmt=form).format is form
