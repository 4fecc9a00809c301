"""Raised figures that call no note keep their meaning: 2²⁴ is not 224."""

import pytest

from citecheck.draft.reading import read_draft

DRAFTS = {
    "d.html": "<p>The key has 2<sup>24</sup> values and the 1<sup>st</sup> row.<sup><a href='#fn1'>1</a></sup></p>"
    "<p id='fn1'><a href='#r1'>1</a> https://a.example/1</p>",
    "d.rst": "The key has 2\\ :sup:`24` values and the 1\\ :sup:`st` row. [#a]_\n\n.. [#a] https://a.example/1\n",
    "d.tex": "\\begin{document}The key has 2\\textsuperscript{24} values and the 1\\textsuperscript{st} row."
    "\\footnote{\\url{https://a.example/1}}\\end{document}",
    "d.md": "The key has 2<sup>24</sup> values and the 1<sup>st</sup> row.[^1]\n\n[^1]: https://a.example/1\n",
    "d.txt": "The key has 2²⁴ values and the 1st row.[1]\n\n[1] https://a.example/1\n",
}


@pytest.mark.parametrize("path", DRAFTS)
def test_a_power_stays_raised(path):
    """A raised figure in a sentence is not joined to the number before it, and raised letters are letters."""
    (citation,) = read_draft(DRAFTS[path].encode(), path=path).citations
    assert citation.sentence == "The key has 2²⁴ values and the 1st row."
