"""A comment for citecheck is no part of the draft: its words are in no note and no sentence, its addresses no links."""

import pytest

from citecheck.config.suppression import find_suppressions
from citecheck.draft.reading import read_draft

SAID = "citecheck: ignore[L202] seen by hand: Ada Doe 2026-11-20, https://b.example.org/seen"
DRAFTS = {
    "a.md": f"The mill closed.[^1]\n\n[^1]: https://a.example.org/x <!-- {SAID} -->\n",
    # a comment of several lines is no part either, but silences nothing
    "lines.md": f"The mill closed.[^1]\n\n[^1]: https://a.example.org/x\n    <!-- {SAID}\n    it was open -->\n    page 4\n",
    "text.md": f"The mill closed.[^1] <!-- {SAID} -->\n\n[^1]: https://a.example.org/x\n",
    "alone.md": f"<!-- {SAID} -->\n\nThe mill closed.[^1]\n\n[^1]: https://a.example.org/x\n",
    "a.html": f"<p>The mill closed.<sup><a href='#n1' id='r1'>1</a></sup></p><ol><li id='n1'>https://a.example.org/x <!-- {SAID} --> <a href='#r1'>^</a></li></ol>",
    "a.tex": f"The mill closed.\\footnote{{\\url{{https://a.example.org/x}}}} % {SAID}\n",
    "a.rst": f"The mill closed. [1]_\n\n.. [1] https://a.example.org/x\n\n.. {SAID}\n",
    "a.adoc": f"The mill closed.footnote:[https://a.example.org/x]\n// {SAID}\n",
    "a.wiki": f"The mill closed.<ref>https://a.example.org/x</ref> <!-- {SAID} -->\n",
    "a.txt": f"The mill closed. [1]\n\n# {SAID}\n[1] https://a.example.org/x\n",
    "inside.txt": f"The mill\n# {SAID}\nclosed. [1]\n\n[1] https://a.example.org/x\n",
    "after.txt": f"The mill closed. [1]\n\n[1] https://a.example.org/x\n# {SAID}\n",
}


@pytest.mark.parametrize(("path", "text"), DRAFTS.items(), ids=DRAFTS)
def test_a_comment_is_no_part_of_the_draft(path, text):
    """The note has its own source alone, the sentence its own words, and no link leads where the comment points."""
    draft = read_draft(text.encode(), path=path)
    (note,) = draft.footnotes
    assert [source.raw for source in note.sources if "://" in source.raw] == ["https://a.example.org/x"]
    assert "seen by hand" not in note.text + " ".join(block.text for block in draft.blocks)
    assert [citation.sentence for citation in draft.citations] == ["The mill closed."]
    assert not [link.url for link in draft.links if link.url and "b.example.org" in link.url]
    assert [each.codes for each in find_suppressions(text, draft.format)] == [("L202",)] * (path != "lines.md")
