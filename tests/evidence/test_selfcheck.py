"""The draft against itself and against the dates of its sources."""

import pathlib
from datetime import date

import pytest

from citecheck.draft.reading import read_draft
from citecheck.evidence.claims import claims_of, find_abbreviations
from citecheck.model.draft import Block, BlockKind, Citation, Draft, Footnote, Format, Place, Source
from citecheck.model.target import Kind, Url
from citecheck.rules.self_contradiction import check_self_contradictions
from citecheck.text.dates import find_date_in_address

MARCH = "The Nigerian and Russian foreign ministers met in Moscow on March 6 and outlined areas for cooperation."
FEBRUARY = MARCH.replace("March", "February")
CORPUS = pathlib.Path(__file__).parents[3] / "shared" / "corpus" / "documents" / "files"


def draft_of(*texts, url=None):
    """A draft of paragraphs; with `url`, its last paragraph cites it."""
    blocks = tuple(Block(BlockKind.PARAGRAPH, text, Place(line)) for line, text in enumerate(texts, start=1))
    notes, citations = (), ()
    if url:
        notes = (Footnote("1", "[1]", url, Place(9), (Source(url, Kind.URL, Url(url, url), Place(9)),)),)
        citations = (Citation("[1]", "1", texts[-1], Place(len(texts)), block=len(texts) - 1, end=len(texts[-1])),)
    return Draft("d.txt", Format.TEXT, None, "en", "", blocks, notes, citations)


def codes(draft, **known):
    """The rules that speak."""
    return [finding.rule for finding in check_self_contradictions(draft, **known)]


def test_two_dates_for_one_event_disagree():
    """Two sentences that differ in the date alone are one finding that shows both values."""
    (finding,) = check_self_contradictions(draft_of(MARCH, "Something else happened in the north.", FEBRUARY))
    assert finding.rule == "C201"
    assert "March 6" in finding.message
    assert "February 6" in finding.message
    assert finding.line == 3


def test_a_correction_note_not_carried_through():
    """Where the other sentence is the correction note itself, the finding says so."""
    assert codes(draft_of("Note: This update has been corrected. " + MARCH, FEBRUARY)) == ["C202"]


@pytest.mark.parametrize(
    "other",
    [
        MARCH,
        MARCH.replace("on March 6", "on Wednesday, March 6, 2024,"),
        "The Kenyan and Chinese trade ministers met in Nairobi on February 6 and outlined areas for cooperation.",
        "The ministers met again on April 9.",
    ],
)
def test_other_statements_do_not_disagree(other):
    """The same date written otherwise, another subject and another event are no contradiction."""
    assert codes(draft_of(MARCH, other)) == []


def test_a_series_from_one_mould_is_no_contradiction():
    """A schedule repeats its wording with a date a row."""
    rows = [
        f"The weekly evening guided tour of the old harbour quarter starts in the main square on May {day}."
        for day in (3, 10, 17)
    ]
    assert codes(draft_of(*rows)) == []


def test_numbers_in_the_same_slot_disagree():
    """Two sentences that count the same thing differently disagree."""
    one = "The regional authorities said on Monday that 30 villagers were killed in the attack on the market."
    assert codes(draft_of(one, one.replace("30", "300"))) == ["C201"]


KEEPER = "The keeper of the harbour must wait for 5 confirmations before a large payment is released to the trader."
TWELVE = KEEPER.replace("5", "12")
GUIDE = (
    "The handbook of harbour pilots and keepers, 3rd edition, is the printed reference for all traders of the coast."
)

PARALLEL = {
    "two networks in their sentences": f"On the test network {KEEPER}\n\nOn the main network {TWELVE}",
    "two networks in their headings": f"## Main network\n\n{KEEPER}\n\n## Test network\n\n{TWELVE}",
    "two versions": f"## Version 2.1\n\n{KEEPER}\n\n## Version 2.2\n\n{TWELVE}",
    "sections that repeat a heading": f"## Limits\n\n{KEEPER}\n\n## Limits\n\n{TWELVE}",
    "a qualifier in one of them": f"{KEEPER}\n\n{TWELVE.replace('large', 'very large foreign')}",
    "entries of one list": f"- {KEEPER}\n- {TWELVE}",
    "one paragraph": f"{KEEPER} {TWELVE}",
    "rows of a register": f"{KEEPER[:-1]}\n\n## B\n\n{TWELVE[:-1]}",
    "powers": f"{KEEPER.replace('5', '10^20')}\n\n## B\n\n{KEEPER.replace('5', '10^23')}",
    "names with a figure": f"{KEEPER.replace('5', 'all G1')}\n\n## B\n\n{KEEPER.replace('5', 'all G2')}",
    "hexadecimal numbers": f"{KEEPER.replace('5', '0x10')}\n\n## B\n\n{KEEPER.replace('5', '0x20')}",
    "values of options": f"{KEEPER.replace('5', '-j 4')}\n\n## B\n\n{KEEPER.replace('5', '-j 8')}",
    "editions": f"{GUIDE}\n\n## B\n\n{GUIDE.replace('3rd', '4th')}",
    "two values that differ": f"{KEEPER[:-1]} for 3 days.\n\n## B\n\n{TWELVE[:-1]} for 9 days.",
    "parts of addresses": (
        f"{KEEPER.replace('5', 'https://a.example/may-2024/all')}\n\n## B\n\n"
        f"{KEEPER.replace('5', 'https://a.example/june-2024/all')}"
    ),
}


@pytest.mark.parametrize("name", PARALLEL)
def test_parallel_statements_are_no_contradiction(name):
    """Specifications and manuals repeat a sentence with another value where the subject or the place is another."""
    assert codes(read_draft(PARALLEL[name].encode(), path="d.md")) == []


@pytest.mark.parametrize(
    "text",
    [
        f"## Summary\n\n{KEEPER}\n\n## The payment\n\n{TWELVE}",
        f"## Summary\n\n- {KEEPER}\n\n## The payment\n\n- {TWELVE}",
        f"{KEEPER}\n\nTwo boats came.\n\n{TWELVE}",
    ],
)
def test_a_sentence_repeated_with_another_value_is_a_contradiction(text):
    """The summary and the text that say the same with two values cannot both be right; both places are named."""
    (finding,) = check_self_contradictions(read_draft(text.encode(), path="d.md"))
    assert (finding.rule, len(finding.places)) == ("C201", 2)


COST = "The repair of the bridge will cost 41 million crowns."


@pytest.mark.parametrize("bullets", [0, 1, 3])
@pytest.mark.parametrize("end", ["", " It was the second of its kind."])
@pytest.mark.parametrize(
    ("note", "right", "wrong"),
    [
        ("Correction: ", MARCH, FEBRUARY),
        ("Note: This update has been corrected to fix the date. ", MARCH, FEBRUARY),
        ("Korrektur: ", COST, COST.replace("41", "58")),
        ("An earlier version of this report had another sum. ", COST, COST.replace("41", "58")),
    ],
)
def test_support_for_the_corrected_value_makes_no_finding_weaker(note, right, wrong, bullets, end):
    """However many sentences follow a correction, the one that does not is an error with both places."""
    kept = "".join(f"- {right}{end}\n" for _ in range(bullets))
    for text in (
        f"{note}{right}\n\n{kept}\n## The talks\n\n{wrong}{end}\n",
        f"{wrong}{end}\n\n{kept}\n## To our readers\n\n{note}{right}\n",
    ):
        (finding,) = check_self_contradictions(read_draft(text.encode(), path="d.md"))
        assert (finding.rule, len(finding.places)) == ("C202", 2)
        assert finding.line == 1 + text[: text.index(wrong)].count("\n")


def test_a_claim_dated_a_month_beside_its_source():
    """A claim whose day is the source's in the month before is likely a slip."""
    assert codes(draft_of(FEBRUARY, url="https://example.org/2024/03/06/ministers-meet")) == ["C203"]
    assert codes(draft_of(MARCH, url="https://example.org/2024/03/06/ministers-meet")) == []
    assert codes(draft_of(MARCH, url="https://example.org/2024/03/11/what-followed")) == []


def test_a_source_after_the_cut_off():
    """A source dated after the stated data cut-off is shown; a day's grace is given for time zones."""
    cut_off = "Data Cutoff: March 7, 2024, at 10am ET"
    assert codes(draft_of(cut_off, MARCH, url="https://example.org/2024/03/12/news")) == ["C204"]
    assert codes(draft_of(cut_off, MARCH, url="https://example.org/2024/03/08/news")) == []
    known = {"https://example.org/news": date(2024, 4, 1)}
    assert codes(draft_of(cut_off, MARCH, url="https://example.org/news"), published=known) == ["C204"]


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://example.org/2024/03/06/x", date(2024, 3, 6)),
        ("https://example.org/a-2024-10-07/", date(2024, 10, 7)),
        ("https://example.org/20240306.html", date(2024, 3, 6)),
        ("https://example.org/id/1234567890", None),
        ("https://example.org/2024/13/45/x", None),
        ("https://example.org/2024/03/06/from-2023-01-01", None),
    ],
)
def test_date_in_address(url, day):
    """A day in the path of an address is read; several that disagree are not."""
    assert find_date_in_address(url) == day


def test_aliases_are_read_with_their_long_form():
    """An abbreviation in brackets is tied to the words before it, letter by letter."""
    texts = [
        "Jama’at Nusrat al Islam wa al Muslimeen (JNIM) grew.",
        "a suicide vehicle-borne improvised explosive device (VBIED) attack",
        "He left (USA).",
    ]
    found = dict(find_abbreviations(texts))
    assert found["JNIM"] == "Jama’at Nusrat al Islam wa al Muslimeen"
    assert found["VBIED"] == "vehicle-borne improvised explosive device"
    assert "USA" not in found


def test_a_claim_knows_what_the_draft_says_around_it():
    """A claim carries its paragraph, the draft's date and its abbreviations."""
    draft = draft_of(
        "Data Cutoff: March 7, 2024",
        "The Armed Conflict Data (ACD) project said so. " + MARCH,
        url="https://example.org/",
    )
    (claim,) = claims_of(draft)
    assert claim.drafted == "2024-03-07"
    assert claim.paragraph == draft.blocks[1].text
    assert ("ACD", "Armed Conflict Data") in claim.aliases


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus of documents is not here")
def test_the_real_report_has_one_contradiction():
    """On the real report exactly its one contradiction is found, and every citation has a claim."""
    path = CORPUS / "ctp-africa-file-2024-03-07.txt"
    draft = read_draft(path.read_bytes(), path=str(path))
    findings = check_self_contradictions(draft)
    assert [finding.rule for finding in findings] == ["C202"]
    assert [place.line for place in findings[0].places] == [74, 19]
    assert "March 6" in findings[0].message
    assert "February 6" in findings[0].message
    assert len(claims_of(draft)) == len(draft.citations) == 55
