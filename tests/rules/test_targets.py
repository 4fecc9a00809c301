"""Targets of notes, built of the few fields that the rules look at: what is quoted, where, and how often."""

from dataclasses import replace

import pytest

from citecheck.model.draft import Draft, DraftFacts, Footnote, Format, LinkFlaw, Place, ReadSource, Source
from citecheck.model.target import CutUrl, Kind, Malformed, Offline, Url
from citecheck.rules.targets import check_targets

URL = Url("https://www.example.org/rain", "https://www.example.org/rain")
OTHER = Url("http://www.example.org/rain", "http://www.example.org/rain")
HERE, NOTE_PLACE = Place(9, 12), Place(9, 5)


def read(target=URL, *, raw="https://www.example.org/rain", kind=Kind.URL, place=HERE, defanged=False, **fields):
    return ReadSource(Source(raw, kind, target, place, defanged), **{"addressed": True, **fields})


def build_draft(*notes, texts=(), indicators=()):
    """A draft of notes, each the sources read from it."""
    footnotes = tuple(
        Footnote(
            str(at),
            f"[{at}]",
            texts[at - 1] if texts else "A note.",
            NOTE_PLACE,
            tuple(one.source for one in sources),
        )
        for at, sources in enumerate(notes, 1)
    )
    facts = DraftFacts(sources=tuple(map(tuple, notes)))
    return Draft(
        "brief.md", Format.MARKDOWN, None, None, "", footnotes=footnotes, indicators=tuple(indicators), facts=facts
    )


def codes_of(*notes, **fields):
    return [finding.rule for finding in check_targets(build_draft(*notes, **fields))]


def message_of(*notes, **fields):
    (finding,) = check_targets(build_draft(*notes, **fields))
    return finding.message


@pytest.mark.parametrize("kind", Kind)
def test_works_databases_and_requests_are_checked_by_hand(kind):
    """A source without an address is listed if it is a work, a database or available by request; a remark is not."""
    listed = kind in {Kind.BIBLIOGRAPHIC, Kind.DATABASE, Kind.BY_REQUEST}
    assert codes_of([read(Offline(), kind=kind)]) == (["T104"] if listed else [])
    assert codes_of([read(kind=kind)]) == []


@pytest.mark.parametrize(("length", "shown"), [(100, "x" * 100), (101, "x" * 99 + "…")])
def test_sources_and_links_are_quoted_up_to_100_characters(length, shown):
    """A message quotes a source, a link and the spelling of an address whole or cut."""
    text = "x" * length
    assert message_of([read(Offline(), raw=text, kind=Kind.DATABASE)]).endswith(f": {shown}")
    assert message_of([read(flaw=LinkFlaw.GLUED, href=text)]).endswith(f": {shown}")
    assert message_of([read()], [read(OTHER, raw=text)]) == (
        f"Notes [2] and [1] write one source in two ways: {shown} and https://www.example.org/rain"
    )


@pytest.mark.parametrize(("length", "shown"), [(100, 100), (101, 99)])
def test_hostile_addresses_are_quoted_up_to_100_characters(length, shown):
    """The list of the hostile addresses of a note is cut as a whole."""
    path = "x" * (length - len("http://evil.example/a, http://bad.example/"))
    whole = f"http://evil.example/a, http://bad.example/{path}"
    note = f"See hxxp://evil[.]example/a and hxxp://bad[.]example/{path}"
    assert message_of([], texts=[note], indicators=["evil.example"]) == (
        f"Note [1] names hostile addresses, which are never asked: {whole[:shown]}{'…' if shown < length else ''}"
    )


def test_hostile_addresses_are_reported_only_where_the_draft_lists_any():
    """A note is not searched in a draft without indicators, and says nothing if it names an ordinary address."""
    assert codes_of([], texts=["See hxxp://evil[.]example/a"]) == []
    assert codes_of([], texts=["See https://www.example.org/rain"], indicators=["evil.example"]) == []


@pytest.mark.parametrize(
    ("length", "shown"),
    [(100, "a" * 59 + "b" * 41), (101, "a" * 59 + "…" + "b" * 40), (120, "a" * 59 + "…" + "b" * 40)],
)
def test_two_addresses_are_shortened_in_the_middle(length, shown):
    """Text and link of a broken link are shown with both their ends."""
    text = "a" * 59 + "b" * (length - 59)
    assert message_of([read(raw=text, flaw=LinkFlaw.BROKEN, href=text)]) == (
        f"The text says {shown}, but its link leads to {shown}"
    )


def test_a_broken_link_shows_the_text_that_shows_the_address():
    """The visible text is quoted before the address as read; a link without a target leads nowhere."""
    one = read(raw="https://www.example.org/rain", shown="www.example.org", flaw=LinkFlaw.BROKEN, href="https://www")
    assert message_of([one]) == "The text says www.example.org, but its link leads to https://www"
    assert message_of([read(flaw=LinkFlaw.BROKEN)]).endswith("its link leads to ")


@pytest.mark.parametrize(
    ("flaws", "codes"),
    [
        ([(LinkFlaw.BROKEN, "https://a"), (LinkFlaw.BROKEN, "https://a")], ["T107"]),
        ([(LinkFlaw.BROKEN, "https://a"), (LinkFlaw.BROKEN, "https://b")], ["T107", "T107"]),
        ([(LinkFlaw.BROKEN, "https://a"), (LinkFlaw.GLUED, "https://a")], ["T107", "T106"]),
        ([(LinkFlaw.GLUED, "https://a"), (LinkFlaw.GLUED, "https://a")], ["T106"]),
        ([(None, "https://a"), (LinkFlaw.GLUED, "https://a")], ["T106"]),
        ([(None, "https://a")], []),
    ],
)
def test_a_link_is_reported_once_a_note(flaws, codes):
    """The same fault of the same link is one finding of a note, and one more of the next note."""
    note = [read(flaw=flaw, href=href) for flaw, href in flaws]
    assert codes_of(note) == codes
    assert codes_of(note, note) == codes * 2


def test_the_link_of_words_is_not_looked_at():
    """A source that was read from words alone has no link and no spelling to correct."""
    flawed = {"flaw": LinkFlaw.BROKEN, "href": "https://a", "repaired": "the scheme was mistyped"}
    assert codes_of([read(**flawed)]) == ["T109", "T107"]
    assert codes_of([read(**flawed, addressed=False)]) == []


@pytest.mark.parametrize(
    ("target", "flaw", "codes"),
    [
        (URL, None, ["T102"]),
        (URL, LinkFlaw.GLUED, ["T102", "T106"]),
        (URL, LinkFlaw.BROKEN, ["T107"]),
        (CutUrl("https://www.example.org/ra"), None, ["T101", "T102"]),
        (Malformed("https://www.example.org:x", "its port is none"), None, ["T103"]),
        (Offline(), None, []),
    ],
)
def test_dots_in_words_are_reported_unless_the_link_broke_over_them(target, flaw, codes):
    """An address spelled with words is reported as such, but once where its link is broken."""
    assert codes_of([read(target, defanged=True, flaw=flaw, href="https://www")]) == codes


@pytest.mark.parametrize(
    ("target", "end"),
    [
        (CutUrl("https://www.example.org/ra"), "ends in the middle: https://www.example.org/rain"),
        (CutUrl("https://www.exa", host_cut=True), "is lost almost wholly: https://www.exa"),
        (CutUrl("", host_cut=True), "is lost almost wholly: https://www.example.org/rain"),
    ],
)
def test_a_cut_address_says_what_is_left(target, end):
    """Where the host is lost as well, the rest is quoted, or the text if there is none."""
    assert message_of([read(target)]) == f"An address of note [1] {end}"


@pytest.mark.parametrize(
    ("place", "shown"), [(HERE, HERE), (Place(), NOTE_PLACE), (Place(None, None, 4), Place(None, None, 4))]
)
def test_a_source_without_a_place_is_shown_at_its_note(place, shown):
    """A line or a page is a place; without either, the note's is taken."""
    (finding,) = check_targets(build_draft([read(Offline(), kind=Kind.DATABASE, place=place)]))
    assert (finding.line, finding.column, finding.page) == (shown.line, shown.column, shown.page)
    assert (finding.url, finding.path, finding.marker, finding.footnote) == (None, "brief.md", "[1]", "1")


@pytest.mark.parametrize(
    ("notes", "found"),
    [
        ([[URL], [OTHER]], [("[2]", "[1]")]),
        ([[URL, OTHER]], []),
        ([[URL, OTHER], [OTHER]], [("[2]", "[1]")]),
        ([[URL], [URL], [OTHER], [OTHER]], [("[3]", "[1]")]),
        ([[OTHER], [URL], [OTHER]], [("[2]", "[1]")]),
        ([[URL], [Offline()], [CutUrl("https://www.example.org/rain")]], []),
    ],
)
def test_two_spellings_are_reported_once_a_source(notes, found):
    """The first other spelling in another note is reported, with the note of the first."""
    draft = build_draft(*([read(target) for target in note] for note in notes))
    said = [finding.message.split(" write")[0] for finding in check_targets(draft) if finding.rule == "T108"]
    assert said == [f"Notes {marker} and {other}" for marker, other in found]


def test_every_note_was_read():
    """A draft whose sources were read for some notes only is an error of its reader."""
    draft = build_draft([read()], [read()])
    with pytest.raises(ValueError, match="shorter"):
        check_targets(replace(draft, facts=DraftFacts()))


WRAPPED = "https://www.google.com/url?q=https%3A%2F%2Fwww.example.org%2Frain"


@pytest.mark.parametrize(
    ("target", "shown", "addressed", "codes"),
    [
        (URL, WRAPPED, True, ["T105"]),
        (URL, WRAPPED.replace("url?", "url\n  ?"), True, ["T105"]),
        (URL, "https://www.example.org/rain", True, []),
        (URL, "", True, []),
        (URL, WRAPPED, False, []),
        (CutUrl("https://www.example.org/ra"), WRAPPED, True, ["T101"]),
        (URL, "https://www-example-org.ezproxy.lib.example.edu/rain", True, ["T105"]),
    ],
)
def test_a_wrapper_is_reported_where_the_text_shows_it(target, shown, addressed, codes):
    """A wrapped address is reported if readers see the wrapper, and the address inside it is known."""
    assert codes_of([read(target, shown=shown, addressed=addressed)]) == codes


def test_a_wrapper_names_its_service_and_the_address_inside():
    """The wrapper is quoted without white space, and the address to cite is named."""
    (finding,) = check_targets(build_draft([read(shown=WRAPPED.replace("url?", "url\n ?"))]))
    assert finding.message == f"The address {WRAPPED} goes through a redirect of Google."
    assert finding.advice == "Cite the address that it leads to: https://www.example.org/rain."


def test_services_that_are_asked_are_named():
    """A shortener and the proxy of a library are asked as they are, so no address inside is named."""
    said = []
    for address in ("https://bit.ly/3abcde", "https://www-example-org.ezproxy.lib.example.edu/rain"):
        (finding,) = check_targets(build_draft([read(Url(address, address))]))
        said.append((finding.message.removeprefix(f"The address {address} goes through "), finding.advice))
    assert said == [
        ("a shortener.", "Cite the address that it leads to."),
        ("a library's proxy, for its members only.", "Cite the address that it leads to."),
    ]
