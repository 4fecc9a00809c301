"""Cut addresses completed with evidence, and only with evidence."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.archive.public.archives import WAYBACK
from citecheck.archive.public.note_alignment import is_other_document
from citecheck.archive.public.prefix_search import search_archive
from citecheck.archive.public.recovery import (
    LongParts,
    completes,
    explain_unsearchable,
    list_cut_sources,
    recover_cut_sources,
    trim_split_escape,
)
from citecheck.model.draft import Citation, Draft, Footnote, Format, Place, Source
from citecheck.model.report import CompletionOrigin
from citecheck.model.target import CutUrl, Kind, Url
from citecheck.net.paced_client import NoReply
from citecheck.url.normal_form import parse_url

from .asking import asking
from .fake_archive import Copy, FakeArchive

WEEKLY = "https://example.org/analysis/weekly-update-on-the-"
DRAFTED = datetime(2024, 3, 1, tzinfo=UTC)


def draft(*notes, first=1, said=None):
    """A draft whose notes hold the addresses given; one that ends in "..." is cut.

    The sentences in `said` cite the notes; without them the sentence of a note is known by its place.
    """
    footnotes = tuple(
        Footnote(f"n{number}", f"[{number}]", " ".join(addresses), Place(), tuple(source(one) for one in addresses))
        for number, addresses in enumerate(notes, first)
    )
    sentences = said or [f"Statement {number} was made in the town." for number in range(len(notes))]
    cited = tuple(
        Citation(note.marker, note.id, sentence, Place()) for note, sentence in zip(footnotes, sentences, strict=True)
    )
    return Draft("draft.html", Format.HTML, None, "en", "0" * 64, footnotes=footnotes, citations=cited)


def source(address):
    if address.endswith("..."):
        return Source(address, Kind.URL, CutUrl(address.removesuffix("...")), Place())
    found = parse_url(address)
    assert isinstance(found, Url)
    return Source(address, Kind.URL, found, Place())


def offered(recovery):
    return [(one.url, one.origin) for one in recovery.completions]


def proven(recovery):
    return next((one.url for one in recovery.completions if one.proven), None)


def test_same_prefix_in_the_draft():
    """A complete address elsewhere in the draft is offered for a cut one that it completes, and proves nothing."""
    (found,) = recover_cut_sources(draft([WEEKLY + "..."], [WEEKLY + "sahel"], ["https://example.org/other"]))
    assert offered(found) == [(WEEKLY + "sahel", CompletionOrigin.DRAFT)]
    assert proven(found) is None


def test_several_stay_several():
    """Two complete addresses with one prefix are both offered, and none is chosen."""
    (found,) = recover_cut_sources(draft([WEEKLY + "..."], [WEEKLY + "sahel"], [WEEKLY + "gulf"]))
    assert len(found.completions) == 2
    assert proven(found) is None


def test_published_version_speaks_of_the_very_note():
    """Seven notes with one prefix are distinguished by the published version, note by note."""
    pages = [f"{WEEKLY}{week}" for week in ("a", "b", "c", "d", "e", "f", "g")]
    whole = draft(["https://example.org/first"], *([page] for page in pages))
    cut = draft(["https://example.org/first"], *([WEEKLY + "..."] for _ in pages))
    assert [proven(one) for one in recover_cut_sources(cut, published=whole)] == pages


def test_published_version_numbered_otherwise():
    """Notes are aligned by their sentences when the published version starts at another number."""
    cut = draft(["https://a.example/1"], [WEEKLY + "..."], ["https://a.example/2"], [WEEKLY + "..."])
    whole = draft(["https://a.example/1"], [WEEKLY + "x"], ["https://a.example/2"], [WEEKLY + "y"], first=22)
    assert [proven(one) for one in recover_cut_sources(cut, published=whole)] == [WEEKLY + "x", WEEKLY + "y"]


FLOOD = "The flood in Lorne displaced 450 families on November 3."
BRIDGE = "The council closed the iron bridge for two years."
FERRY = "A ferry carries the commuters of Arno since Monday."
OTHERS = ("The mill burned down in the spring.", "Milk is white in most countries.", "Butter is yellow in May.")


@pytest.mark.parametrize(
    ("said", "pages", "proof"),
    [
        ((FLOOD, BRIDGE, FERRY), "abc", ("a", "b", "c")),
        ((BRIDGE, FLOOD, FERRY), "bac", ("a", "b", "c")),
        ((FERRY, BRIDGE, FLOOD), "cba", ("a", "b", "c")),
        ((BRIDGE, FERRY), "bc", (None, "b", "c")),
        ((OTHERS[0], FLOOD, FERRY), "xac", ("a", None, "c")),
        ((FLOOD, OTHERS[0], BRIDGE, FERRY), "axbc", ("a", "b", "c")),
        ((OTHERS[0], BRIDGE, FERRY), "xbc", (None, "b", "c")),
        (("The flood in Lorne has displaced some 450 families on November 3.", BRIDGE, FERRY), "abc", ("a", "b", "c")),
        (("The flood in Arno displaced 450 families on November 3.", BRIDGE, FERRY), "xbc", (None, "b", "c")),
        (("The flood in Lorne displaced 540 families on November 3.", BRIDGE, FERRY), "xbc", (None, "b", "c")),
        ((FLOOD, FLOOD, BRIDGE, FERRY), "axbc", (None, "b", "c")),
    ],
)
def test_the_sentence_identifies_the_note(said, pages, proof):
    """Exchanged, inserted and removed notes are known by the sentences that cite them, never by their numbers."""
    cut = draft(*[[WEEKLY + "..."]] * 3, said=(FLOOD, BRIDGE, FERRY))
    whole = draft(*([WEEKLY + page] for page in pages), said=said)
    found = [proven(one) for one in recover_cut_sources(cut, published=whole)]
    assert found == [page and WEEKLY + page for page in proof]


@pytest.mark.parametrize("pages", ["a", "ab", "ba", "abc", "cab", "abcd"])
@pytest.mark.parametrize("number", [2, 3])
def test_notes_of_one_sentence_with_one_prefix_prove_nothing(number, pages):
    """Where a sentence cites several notes that begin alike, none is known by its place among them."""
    cut = draft(*[[WEEKLY + "..."]] * number, [WEEKLY + "..."], said=(*[FLOOD] * number, BRIDGE))
    whole = draft(*([WEEKLY + page] for page in pages), [WEEKLY + "z"], said=(*[FLOOD] * len(pages), BRIDGE))
    found = [proven(one) for one in recover_cut_sources(cut, published=whole)]
    assert found == [*[None] * number, WEEKLY + "z"]


def test_notes_of_one_sentence_are_known_by_evidence_of_their_own():
    """A note of such a sentence that names another source in full is known by it, and its neighbour is not."""
    named = "https://example.org/annex"
    cut = draft([WEEKLY + "..."], [WEEKLY + "...", named], said=(FLOOD, FLOOD))
    whole = draft([WEEKLY + "b", named], [WEEKLY + "a"], said=(FLOOD, FLOOD))
    assert [proven(one) for one in recover_cut_sources(cut, published=whole)] == [None, WEEKLY + "b"]


def test_what_no_sentence_identifies_is_offered():
    """A published note that begins alike and is cited by another sentence is an offer, unless it is another note."""
    cut = draft([WEEKLY + "..."], [WEEKLY + "..."], said=(FLOOD, BRIDGE))
    whole = draft([WEEKLY + "x"], [WEEKLY + "y"], said=(FLOOD, OTHERS[0]))
    _, found = recover_cut_sources(cut, published=whole)
    assert [(one.url, one.proven) for one in found.completions] == [(WEEKLY + "y", False)]


@pytest.mark.parametrize("cut", [WEEKLY, "https://example.org", "https://example.org/"])
def test_another_document_completes_nothing(cut):
    """A page with as many notes and none of the sentences is no version of the draft, whatever its addresses."""
    ours = draft(*[[f"{cut}..."]] * 3, said=(FLOOD, BRIDGE, FERRY))
    theirs = draft(*([f"{WEEKLY}{page}"] for page in "xyz"), said=OTHERS)
    assert is_other_document(ours, theirs)
    assert [one.completions for one in recover_cut_sources(ours, published=theirs)] == [(), (), ()]


@pytest.mark.parametrize(
    ("ours", "theirs", "proof"),
    [
        (["https://a.example/1", WEEKLY + "..."], ["https://a.example/1", WEEKLY + "x"], WEEKLY + "x"),
        ([WEEKLY + "..."], [WEEKLY + "x"], None),
    ],
)
def test_a_whole_address_identifies_a_note(ours, theirs, proof):
    """Where the desk wrote the sentence anew, the complete addresses of the note identify it."""
    cut = draft(ours, ["https://a.example/2"], said=(FLOOD, BRIDGE))
    whole = draft(theirs, ["https://a.example/2"], said=(OTHERS[0], BRIDGE))
    (found,) = recover_cut_sources(cut, published=whole)
    assert proven(found) == proof


def test_the_text_of_a_note_identifies_it():
    """Where the desk wrote the sentence anew, the other words of the note identify it."""
    cut, whole = draft([WEEKLY + "..."], said=[FLOOD]), draft([WEEKLY + "x"], said=[FLOOD])
    noted = [
        replace(
            each,
            footnotes=tuple(replace(note, text=f"Weekly update on the coast, {note.text}") for note in each.footnotes),
        )
        for each in (cut, whole)
    ]
    anew = replace(noted[1], citations=(*(replace(one, sentence=BRIDGE) for one in whole.citations), *whole.citations))
    anew = replace(anew, citations=(anew.citations[0], replace(anew.citations[1], footnote=None)))
    (found,) = recover_cut_sources(noted[0], published=anew)
    assert proven(found) == WEEKLY + "x"


def test_two_cut_sources_in_one_note():
    """Two sources of one note with one prefix are completed in their order."""
    cut = draft([WEEKLY + "...", "https://a.example/1", WEEKLY + "..."])
    whole = draft([WEEKLY + "x", "https://a.example/1", WEEKLY + "y"])
    assert [proven(one) for one in recover_cut_sources(cut, published=whole)] == [WEEKLY + "x", WEEKLY + "y"]


def test_place_within_the_note():
    """Sources of one note that share a prefix are distinguished by their place, `www.` or not."""
    cut = draft([WEEKLY + "...", "https://www.example.org/analysis/weekly-upd..."])
    whole = draft([WEEKLY + "x", "https://www.example.org/analysis/weekly-update-on-the-y"])
    assert [proven(one) for one in recover_cut_sources(cut, published=whole)] == [
        source.raw for source in whole.footnotes[0].sources
    ]


def test_cut_in_both():
    """A source that the published version cuts as well says nothing, and does not keep its neighbour from being read."""
    cut = draft([WEEKLY + "...", "https://a.example/long..."])
    whole = draft([WEEKLY + "...", "https://a.example/longer"])
    assert [proven(one) for one in recover_cut_sources(cut, published=whole)] == [None, "https://a.example/longer"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=9), st.data())
def test_never_a_wrong_address(weeks, data):
    """Whatever notes the published version lost, renumbered or not, what it is said to name is the note's own address."""
    pages = [f"{WEEKLY}{week}" if week < 4 else f"https://a.example/{place}" for place, week in enumerate(weeks)]
    kept = data.draw(st.lists(st.booleans(), min_size=len(pages), max_size=len(pages)))
    cut = draft(*([WEEKLY + "..."] if page.startswith(WEEKLY) else [page] for page in pages))
    notes = [note for note, stays in zip(draft(*([page] for page in pages)).footnotes, kept, strict=True) if stays]
    if data.draw(st.booleans()):
        notes = [replace(note, marker=f"[{number}]") for number, note in enumerate(notes, 1)]
    for found in recover_cut_sources(cut, published=replace(cut, footnotes=tuple(notes))):
        named = [one.url for one in found.completions if one.origin is CompletionOrigin.PUBLISHED]
        if kept[found.cut.note]:
            assert proven(found) in (None, pages[found.cut.note])
            assert pages[found.cut.note] in named


HOSTS = ["https://x.com/...", "https://t.me/...", "http://www.example.org...", "https://twitter.com/?..."]


@pytest.mark.parametrize("cut", HOSTS)
def test_a_bare_host_has_no_candidates(cut):
    """Any page begins with its host, so nothing in the draft, the store or the archive completes a bare host."""
    host = cut.removesuffix("...").rstrip("/?")
    pages = [f"{host}/lorne/status/17487", f"{cut.removesuffix('...')}lorne"]
    copies = [Copy("20240227000000", page) for page in pages]
    ((found,), _) = search(draft([cut], *([page] for page in pages)), FakeArchive(copies))
    (stored,) = recover_cut_sources(draft([cut], pages[:1]), lookup=lambda _: pages)
    assert (found.completions, stored.completions) == ((), ())


@pytest.mark.parametrize("cut", HOSTS)
def test_the_published_version_completes_a_bare_host_by_position(cut):
    """The same note of the published version names the page if its sources match one by one, and only then."""
    page = cut.removesuffix("...") + "lorne/status/17487"
    whole = draft(["https://a.example/1"], [page], ["https://a.example/2"])
    same = draft(["https://a.example/1"], [cut], ["https://a.example/2"])
    assert [proven(one) for one in recover_cut_sources(same, published=whole)] == [page]
    more = draft(["https://a.example/1"], ["https://a.example/3", page], ["https://a.example/2"])
    assert [one.completions for one in recover_cut_sources(same, published=more)] == [()]


@pytest.mark.parametrize("scrap", ["...", "h...", "https...", "https:...", "http://..."])
def test_a_scrap_is_completed_by_its_place_alone(scrap):
    """Of an address of which letters of the scheme are left, only its place among sources that match says anything."""
    cut = draft(["https://a.example/1", scrap, "https://a.example/2"], [scrap])
    same = draft(["https://a.example/1", WEEKLY + "x", "https://a.example/2"], [WEEKLY + "y"])
    assert [proven(one) for one in recover_cut_sources(cut, published=same)] == [WEEKLY + "x", None]
    for others in (
        ["https://a.example/1", "https://a.example/2"],
        ["https://a.example/1", WEEKLY + "x", WEEKLY + "y", "https://a.example/2"],
    ):
        assert [proven(one) for one in recover_cut_sources(cut, published=draft(others))] == [None, None]


def test_store_is_asked_last():
    """What an earlier run saw is offered after the draft's own, once, and only if it completes the prefix."""
    seen = [WEEKLY + "sahel", WEEKLY + "gulf", "https://example.org/"]
    (found,) = recover_cut_sources(draft([WEEKLY + "..."], [WEEKLY + "sahel/"]), lookup=lambda _: seen)
    assert offered(found) == [(WEEKLY + "sahel/", CompletionOrigin.DRAFT), (WEEKLY + "gulf", CompletionOrigin.STORE)]


def search(cut, archive, sentences=None):
    def question(asker):
        return search_archive(asker, WAYBACK, recover_cut_sources(cut), DRAFTED, sentences=sentences or {})

    return asking(archive, question)


def test_archive_that_holds_one():
    """An address that the archive holds once under the prefix is offered."""
    archive = FakeArchive([Copy("20240220000000", WEEKLY + "sahel"), Copy("20240227000000", WEEKLY + "sahel")])
    ((found,), refusals) = search(draft([WEEKLY + "..."]), archive)
    assert offered(found) == [(WEEKLY + "sahel", CompletionOrigin.INDEX)]
    assert "2024-02-20" in found.completions[0].proof
    assert refusals == ()


def test_archive_that_holds_several():
    """Several addresses under the prefix are all offered, those that share words with the sentence first."""
    copies = [Copy("20240227000000", WEEKLY + "gulf"), Copy("20230901000000", WEEKLY + "sahel-mali")]
    ((found,), _) = search(draft([WEEKLY + "..."]), FakeArchive(copies), {0: "The group took a town in Mali."})
    assert [one.url for one in found.completions] == [WEEKLY + "sahel-mali", WEEKLY + "gulf"]
    assert proven(found) is None


def test_archive_is_asked_once_for_a_prefix():
    """Equal prefixes cost one question, and get equal answers."""
    archive = FakeArchive([Copy("20240227000000", WEEKLY + "gulf")])
    found, _ = search(draft([WEEKLY + "..."], [WEEKLY + "..."]), archive)
    assert len(archive.asked) == 1
    assert found[0].completions == found[1].completions


def test_archive_is_asked_without_date_at_last():
    """A page kept only years before the report is found by a second question without dates."""
    archive = FakeArchive([Copy("20150227000000", WEEKLY + "gulf")])
    ((found,), _) = search(draft([WEEKLY + "..."]), archive)
    assert offered(found) == [(WEEKLY + "gulf", CompletionOrigin.INDEX)]


@pytest.mark.parametrize(
    ("prefix", "word"),
    [
        ("https://www.exam", "host"),
        ("https://example.org/watch?v=ab", "query"),
        ("https://example.org/a", "nearly nothing"),
    ],
)
def test_prefixes_not_asked_for(prefix, word):
    """What an index cannot answer is not asked, and the reason is stated."""
    archive = FakeArchive([])
    ((found,), (refusal,)) = search(draft([prefix + "..."]), archive)
    assert (found.completions, archive.asked) == ((), [])
    assert word in explain_unsearchable(prefix)
    assert isinstance(refusal, NoReply)


@pytest.mark.parametrize(
    ("prefix", "url", "so"),
    [
        ("http://www.example.org/caf%C3", "https://example.org/caf%C3%A9-noir", True),
        ("https://example.org/caf%C3%A", "https://example.org/café-noir", True),
        ("https://EXAMPLE.org/a", "https://example.org/ab", True),
        ("https://example.org/a", "https://example.org/a", False),
        ("https://example.org/A", "https://example.org/ab", False),
        ("https://example.org/ab", "https://example.org/ac", False),
    ],
)
def test_completing(prefix, url, so):
    """An address completes a prefix if it goes on after it, escapes, scheme and www aside."""
    assert completes(prefix, url) is so


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="abcé/%CÄ日-", min_size=1, max_size=30), st.integers(1, 60))
def test_every_cut_is_completed_by_its_whole(path, cut):
    """Wherever an escaped address is cut, its whole completes it; whole escapes stay whole."""
    whole = "https://example.org/" + quote(path) + "end"
    prefix = whole[: len("https://example.org/") + cut]
    if len(prefix) < len(whole):
        assert completes(prefix, whole)
        assert trim_split_escape(trim_split_escape(prefix)) == trim_split_escape(prefix)


def test_lost_letter():
    """A dead address that lost one letter of a long part is repaired by its sibling; short numbers are left alone."""
    whole = "https://www.facebook.com/reel/pfbid02AbCdEfGhIjKlMn"
    assert LongParts([whole, whole + "x", "https://example.org/"]).find_siblings(whole[:-1]) == (whole,)
    assert LongParts(["https://example.org/?p=123"]).find_siblings("https://example.org/?p=12") == ()
    assert LongParts(["https://example.org/"]).find_siblings("https://exampe.org/") == ()


@given(st.text("ab1", min_size=10, max_size=14), st.text("ab1", max_size=3), st.data())
def test_a_letter_lost_anywhere_in_a_long_part(part, other, data):
    """Wherever a long part lost a letter, the whole address is found once."""
    whole = f"https://example.org/{other}/{part}x?q={other}"
    place = data.draw(st.integers(whole.index(part), whole.index(part) + len(part)))
    dead = whole[:place] + whole[place + 1 :]
    assert LongParts([f"{whole}1", whole, dead, whole]).find_siblings(dead) == (whole,)


def test_cut_sources_in_order():
    """Cut sources are listed with the place of their note and of themselves in it."""
    cut = draft(["https://a.example/1", WEEKLY + "..."], [WEEKLY + "..."])
    assert [(one.note, one.source, one.marker) for one in list_cut_sources(cut)] == [(0, 1, "[1]"), (1, 0, "[2]")]


def test_an_address_that_the_note_names_is_not_offered_to_it():
    """A complete address of the same note is another source of it, in the draft and in the store."""
    cut = draft([WEEKLY + "...", WEEKLY + "sahel"], [WEEKLY + "gulf"])
    (found,) = recover_cut_sources(cut, lookup=lambda _: [WEEKLY + "sahel/", WEEKLY + "coast"])
    assert [one.url for one in found.completions] == [WEEKLY + "gulf", WEEKLY + "coast"]
