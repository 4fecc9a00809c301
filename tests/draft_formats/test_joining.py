"""How lines of a page meet."""

import pytest

from citecheck.draft.formats.pdf.typeset_text import find_joint

CASES = [
    ("The board ordered a sur-", "vey of hulls", "The board ordered a survey of hulls", "a word divided"),
    ("It was state-of-", "the-art", "It was state-of-the-art", "a word with hyphens of its own"),
    ("a case of non-", "accidental injury", "a case of non-accidental injury", "a compound"),
    ("That is non-", "sense", "That is nonsense", "a word that only looks like a compound"),
    ("It was Anglo-", "Saxon", "It was Anglo-Saxon", "a hyphen before a capital"),
    ("the co\u00ad", "operation", "the cooperation", "a soft hyphen"),
    ("from 1990-", "1995", "from 1990- 1995", "a range"),
    ("See https://a.example/use-", "of-hulls.html for it", "See https://a.example/use-of-hulls.html for it", "a hyphen of an address"),
    ("in May, http:", "//a.example/b", "in May, http://a.example/b", "an address broken after its scheme"),
    ("in May, https:/", "/a.example/b", "in May, https://a.example/b", "an address broken within its slashes"),
    ("in May, https", "://a.example/b", "in May, https://a.example/b", "an address broken before its colon"),
    ("it begins with http:", "// and a name", "it begins with http: // and a name", "a scheme without a host"),
    ("http://doi.org/10.5555/reeds.", "2021.0310", "http://doi.org/10.5555/reeds.2021.0310", "a DOI broken after a dot"),
    ("doi:10.5555/j.reeds.", "2018.07.019.", "doi:10.5555/j.reeds.2018.07.019.", "a DOI broken before a year"),
    ("https://doi.org/10.5555/reeds.", "Orr, B.", "https://doi.org/10.5555/reeds. Orr, B.", "a DOI at its end"),
    ("https://a.example/reeds.", "2021 was", "https://a.example/reeds. 2021 was", "an address and a sentence"),
    ("https://a.example/", "path", "https://a.example/path", "an address broken after a slash"),
    ("https://a.example/list/", "The list", "https://a.example/list/ The list", "an address that ends in a slash"),
    ("https://a.example/list/", "and the rest", "https://a.example/list/ and the rest", "a slash and a sentence"),
    ("https://a.example/x?y=", "1&z=2", "https://a.example/x?y=1&z=2", "an address broken in its query"),
    ("https://a.example/comm", "ittee.pdf", "https://a.example/committee.pdf", "an address broken in a word"),
    ("https://a.example/a", "/b", "https://a.example/a/b", "an address broken before a slash"),
    ("https://a.example/one", "https://b.example/two", "https://a.example/one https://b.example/two", "two addresses"),
    ("https://a.example/one,", "and more", "https://a.example/one, and more", "an address and words"),
    ("https://a.example/one", "(accessed May 2020)", "https://a.example/one (accessed May 2020)", "an address and a date"),
    ("https://a.example/one", "2019. Berg", "https://a.example/one 2019. Berg", "an address and a year"),
    ("doi.org/10.5555/", "reed.4", "doi.org/10.5555/reed.4", "an identifier"),
    ("https://a.example/articles/", "PMC2933185/", "https://a.example/articles/PMC2933185/", "an identifier in capitals"),
    ("https://a.example/files/", "Report_2024.pdf.", "https://a.example/files/Report_2024.pdf.", "a file in capitals"),
    ("https://a.example/list/", "COVID-19 was", "https://a.example/list/ COVID-19 was", "a slash and a name with a number"),
    ("see https://", "www.a.example/b", "see https://www.a.example/b", "an address broken after its scheme"),
    ("https://a.example/public/", "Report/policy", "https://a.example/public/Report/policy", "a path in capitals"),
    ("A sentence.", "Another", "A sentence. Another", "two sentences"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "whole", "what"), CASES, ids=[case[3] for case in CASES])
def test_lines_meet(before, after, whole, what):
    """Two lines meet as their author wrote the words before they were broken."""
    cut, between = find_joint(before, after)
    assert before[: len(before) - cut] + between + after == whole


def test_link_or_style_over_two_lines_is_one_address():
    """A link or a style of addresses over the end of a line says whether its address continues, whatever the words."""
    assert find_joint("https://a.example/Annual", "Report", same=True) == (0, "")
    assert find_joint("https://a.example/Annual", "Report") == (0, " ")
    assert find_joint("https://a.example/list/", "view/3", same=False) == (0, " ")


def test_address_is_not_broken_before_what_has_room():
    """A line that had room for the first word of the next one was not broken within an address."""
    assert find_joint("https://a.example/list/", "view/3", fits=True) == (0, " ")
    assert find_joint("https://a.example/list/", "view/3") == (0, "")
