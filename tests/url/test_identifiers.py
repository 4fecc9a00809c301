"""Identifiers of works in texts: where each begins and ends, and the address it leads to."""

import time

import pytest

from citecheck.draft.addresses import find_note_addresses
from citecheck.draft.manuscript import Hyperlink
from citecheck.draft.reading import read_draft
from citecheck.model.draft import LinkFlaw, LinkKind
from citecheck.model.target import CutUrl, Kind, Url
from citecheck.url.references import find_references

DOI = "https://doi.org/"


def addresses(text):
    """Return the addresses that the identifiers of a text lead to."""
    return [found.target.written for found in find_references(text) if found.identifier]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Doe, Ferries, doi:10.1000/182.", f"{DOI}10.1000/182"),
        ("Doe (2001), DOI 10.1000/abc, p. 4", f"{DOI}10.1000/abc"),
        ("(doi: 10.1016/S0140-6736(97)11096-0).", f"{DOI}10.1016/S0140-6736(97)11096-0"),
        (
            "doi:10.1002/(SICI)1098-2418(199807)12:4<335::AID-RSA2>3.0.CO;2-U.",
            f"{DOI}10.1002/(SICI)1098-2418(199807)12:4<335::AID-RSA2>3.0.CO;2-U",
        ),
        (
            "doi:10.1175/1520-0442(2000)013<3277:ASOMOT>2.0.CO;2.",
            f"{DOI}10.1175/1520-0442(2000)013<3277:ASOMOT>2.0.CO;2",
        ),
        (
            "DOI: 10.1890/0012-9658(2006)87[1425:CAOTBF]2.0.CO;2, seen",
            f"{DOI}10.1890/0012-9658(2006)87[1425:CAOTBF]2.0.CO;2",
        ),
        ("doi:10.1002/(ISSN)1521-3757.", f"{DOI}10.1002/(ISSN)1521-3757"),
        ("see 10.5281/zenodo.123456[3] and", f"{DOI}10.5281/zenodo.123456"),
        ("[doi:10.1000/abc]", f"{DOI}10.1000/abc"),
        ("doi:10.1016/S0140-6736%2897%2911096-0", f"{DOI}10.1016/S0140-6736(97)11096-0"),
        ("doi:10.1016/\n   S0140-6736(97)11096-0, seen", f"{DOI}10.1016/S0140-6736(97)11096-0"),
        ("doi:10.1016/S0140-\n6736(97)11096-0", f"{DOI}10.1016/S0140-6736(97)11096-0"),
        ("DOI：10.13200/j.cnki.cjb.003524。", f"{DOI}10.13200/j.cnki.cjb.003524"),
        ("“Nets”, arXiv:1312.4400, 2013.", "https://arxiv.org/abs/1312.4400"),
        ("arXiv preprint arXiv:2301.12345v2 [cs.CL]", "https://arxiv.org/abs/2301.12345v2"),
        ("(arXiv: hep-th/9901001)", "https://arxiv.org/abs/hep-th/9901001"),
        ("PMID: 22969043.", "https://pubmed.ncbi.nlm.nih.gov/22969043/"),
        ("PubMed PMID: 22969043", "https://pubmed.ncbi.nlm.nih.gov/22969043/"),
        ("PMCID: PMC3529402.", "https://pmc.ncbi.nlm.nih.gov/articles/PMC3529402/"),
        ("free at PMC3529402", "https://pmc.ncbi.nlm.nih.gov/articles/PMC3529402/"),
        ("hdl:2027/mdp.39015028710000.", "https://hdl.handle.net/2027/mdp.39015028710000"),
        ("Handle: 1721.1/7582", "https://hdl.handle.net/1721.1/7582"),
        ("urn:nbn:de:bvb:12-bsb10000-4.", "https://nbn-resolving.org/urn:nbn:de:bvb:12-bsb10000-4"),
    ],
)
def test_an_identifier_is_the_address_it_leads_to(text, address):
    """An identifier ends where its scheme ends it, not where an address would, and its brackets stay whole."""
    assert addresses(text) == [address]


@pytest.mark.parametrize(
    "text",
    [
        "version 10.2000/linux of 2020",
        "from 10.1234 to 10.5678",
        "the ratio 10.12/3",
        "doi:10.1000/ and nothing",
        "doi:10.1000/).",
        "PMC Wagner Group, 2023",
        "PubMed 2019",
        "they handle 10/20 cases",
        "arXiv 2019",
        "ISBN 978-0-14-044913-6",
        "the PMC2933185/Report.pdf file",
        "https://a.example/PMC3529402?doi=10.1000/182",
    ],
)
def test_other_figures_are_no_identifiers(text):
    """A version, a number, a name of a company and what an address holds are no identifiers."""
    assert addresses(text) == []


def test_a_list_of_identifiers_is_several():
    """Identifiers without a blank between them are not joined."""
    found = addresses("doi:10.1000/182;PMID:12345678;PMCID:PMC3529402")
    assert [address.rpartition("//")[2].partition("/")[0] for address in found] == [
        "doi.org",
        "pubmed.ncbi.nlm.nih.gov",
        "pmc.ncbi.nlm.nih.gov",
    ]


def test_a_cut_identifier_is_not_asked():
    """An identifier that ends in dots lost its end."""
    (found,) = find_references("Doe, doi:10.1016/S0140-67...")
    assert found.target == CutUrl("https://doi.org/10.1016/S0140-67")


@pytest.mark.parametrize(
    "text",
    [
        "https://doi.org/10.1000/182 (doi:10.1000/182)",
        "https://publisher.example/doi/full/10.1000/182?x=1, DOI: 10.1000/182",
        "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC3529402/, PMCID: PMC3529402",
    ],
)
def test_an_identifier_next_to_its_address_is_no_second_source(text):
    """The address that already holds the identifier is asked, once."""
    (found,) = find_note_addresses(text, ())
    assert not found.identifier


def test_another_number_of_an_address_is_no_identifier():
    """An address that ends in the same figures as an identifier is another work."""
    assert len(find_note_addresses("https://a.example/news/182, doi:10.1000/182", ())) == 2


def test_the_link_of_an_identifier_is_what_is_asked():
    """A link on an identifier may lead to the publisher, and is not broken for that."""
    text = "doi:10.1000/182"
    (found,) = find_note_addresses(text, (Hyperlink(4, len(text), "https://publisher.example/a"),))
    assert isinstance(found.target, Url)
    assert (found.target.written, found.flaw) == ("https://publisher.example/a", None)


def test_a_work_with_an_identifier_is_a_work_that_can_be_asked():
    """A note with an identifier and no link is a published work with an address."""
    draft = read_draft(b"One.[1]\n\nNotes\n\n[1] A. Doe, Ferries (1998), doi:10.1000/182.\n", path="d.txt")
    (source,) = draft.footnotes[0].sources
    assert (source.kind, source.target.written) == (Kind.BIBLIOGRAPHIC, "https://doi.org/10.1000/182")


@pytest.mark.parametrize("piece", ["doi:10.1000/(", "10.1000/a;", "PMC1234567 ", "doi:10.1016/\n", "10.1000/<1:"])
def test_reading_many_identifiers_takes_linear_time(piece):
    """Twice the text takes about twice the time."""
    times = []
    for count in (2_000, 8_000):
        begun = time.process_time()
        find_note_addresses(piece * count, ())
        times.append(time.process_time() - begun)
    assert times[1] < 12 * times[0] + 0.2


@pytest.mark.parametrize("path", ["d.txt", "d.md"])
def test_an_identifier_in_running_text_is_a_bare_link(path):
    """A work that a sentence names by its identifier is a link of the draft, and code that holds one is not."""
    code = " Write `doi:10.1000/999`." if path.endswith("md") else ""
    draft = read_draft(
        f"The lake is deep (doi:10.1000/182). It is cold, as arXiv:1312.4400 says.{code}\n".encode(), path=path
    )
    assert [(link.url, link.kind) for link in draft.links] == [
        ("https://doi.org/10.1000/182", LinkKind.BARE),
        ("https://arxiv.org/abs/1312.4400", LinkKind.BARE),
    ]


def test_an_identifier_in_a_note_is_no_second_link():
    """The source of a note is not listed again as a link."""
    draft = read_draft(b"One.[1]\n\nNotes\n\n[1] A. Doe, Ferries (1998), doi:10.1000/182.\n", path="d.txt")
    assert draft.links == ()


def test_an_identifier_next_to_its_link_is_one_link():
    """A paragraph that links the work and names its identifier has one link to it."""
    draft = read_draft(b"See [Lakes](https://doi.org/10.1000/ABC1) (doi:10.1000/abc1).\n", path="d.md")
    assert [link.url for link in draft.links] == ["https://doi.org/10.1000/ABC1"]


@pytest.mark.parametrize(
    ("shown", "linked"),
    [
        ("http://dx.doi.org/10.1000/182", "https://doi.org/10.1000/182"),
        ("https://doi.org/10.1000/182", "http://dx.doi.org/10.1000/182/"),
        ("http://www.doi.org/10.1000/AB.12", "https://doi.org/10.1000/ab.12"),
        ("doi.org/10.1000/S0026-0495(97)90167-0", "http://dx.doi.org/10.1000/S0026-0495(97)90167-0"),
        ("https://dx.doi.org/10.1000/a%2Fb", "https://doi.org/10.1000/a/b"),
        ("http://arxiv.org/abs/1312.4400", "https://www.arxiv.org/abs/1312.4400"),
    ],
)
def test_two_names_of_one_resolver_are_no_flaw_of_a_link(shown, linked):
    """A link that asks the same registry for the same work leads where its text says."""
    found = find_note_addresses(f"Doe, Ferries, {shown}", [Hyperlink(14, 14 + len(shown), linked)])
    assert [one.flaw for one in found] == [None]


@pytest.mark.parametrize(
    "linked", ["https://doi.org/10.1000/183", "https://doi.org/", "https://ferries.example/10.1000/182"]
)
def test_a_link_to_another_work_is_a_flaw(linked):
    """A link that asks a resolver for another work, or asks elsewhere, does not lead where its text says."""
    shown = "http://dx.doi.org/10.1000/182"
    found = find_note_addresses(f"Doe, Ferries, {shown}", [Hyperlink(14, 14 + len(shown), linked)])
    assert [one.flaw for one in found] == [LinkFlaw.BROKEN]
