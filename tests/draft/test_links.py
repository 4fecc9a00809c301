"""Tests of the links of a draft: kind, place, and what is no link."""

from __future__ import annotations

import pytest

from citecheck.draft.addresses import find_note_addresses
from citecheck.draft.links import find_links
from citecheck.draft.manuscript import Hyperlink, LooseLink, ManuscriptBlock, Note
from citecheck.draft.reading import read_draft
from citecheck.model.draft import BlockKind, LinkFlaw, LinkKind, Place
from citecheck.url.references import find_references

PLACES = ((0, Place(3, 1)),)


def block(text: str, *links: Hyperlink, literal: tuple[tuple[int, int], ...] = ()) -> ManuscriptBlock:
    """Return a paragraph in line 3."""
    return ManuscriptBlock(BlockKind.PARAGRAPH, text, PLACES, links=links, literal=literal)


def test_a_bare_address_is_a_link_at_its_column() -> None:
    """An address in the text is a bare link; its place is that of its first character."""
    (found,) = find_links([block("See https://a.example.net/x here.")], [], [], None)
    link = found.link
    assert (link.target, link.kind, link.external) == ("https://a.example.net/x", LinkKind.BARE, True)
    assert link.place == Place(3, 5)


def test_the_words_of_a_hyperlink_are_no_second_link() -> None:
    """An address that is the text of a hyperlink is listed once, with the kind of the hyperlink."""
    text = "See https://a.example.net/x here."
    links = find_links([block(text, Hyperlink(4, 27, "https://a.example.net/x", LinkKind.AUTOLINK))], [], [], None)
    assert [found.link.kind for found in links] == [LinkKind.AUTOLINK]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("The weir was rebuilt (news.weirham dot net/1987/weir).", "https://news.weirham.net/1987/weir"),
        ("See zeitung punkt de/wehr/1987 for more.", "https://zeitung.de/wehr/1987"),
        ("El puente (noticias punto weirham punto es/puente) se abre.", "https://noticias.weirham.es/puente"),
        ("It says so at www dot weirham dot org/a", "https://www.weirham.org/a"),
    ],
)
def test_an_address_with_words_for_its_dots_is_a_link(text: str, address: str) -> None:
    """An address that has a path is meant to be looked up, in running text as in notes."""
    assert [found.link.url for found in find_links([block(text)], [], [], None)] == [address]


@pytest.mark.parametrize(
    "text",
    [
        "The editors of maliweb dot net disagree.",
        "Connect every dot net worth 5/6 of the whole.",
        "Write dot product / cross product.",
        "It was read from news.weirham.net/1987/weir.",
        "Threats came from news[.]weirham[.]net/1987/weir.",
    ],
)
def test_what_only_names_a_site_is_no_link(text: str) -> None:
    """A host alone, words about dots, an address without a scheme, an indicator of a threat report."""
    assert find_links([block(text)], [], [], None) == ()


def test_an_address_in_code_is_no_link() -> None:
    """Code shows addresses; nobody follows them."""
    text = "Run curl https://a.example.net/x now."
    assert find_links([block(text, literal=((4, 32),))], [], [], None) == ()


def test_a_template_is_no_address() -> None:
    """A target that a template engine completes is left out."""
    hrefs = ("{{ site.url }}/x", "https://a.example.net/{% slug %}", "${base}/x", "<%= root %>")
    assert find_links([], [], [LooseLink(href, LinkKind.INLINE, Place(1, 1)) for href in hrefs], None) == ()


@pytest.mark.parametrize("target", ["<%= root %>", "<%- page.root %>", "<% show(root) %>"])
def test_a_template_in_the_angle_brackets_of_markdown_is_no_address(target: str) -> None:
    """Markdown takes the angle brackets of the template for those of the address; a file named with "%" is one."""
    draft = read_draft(f"See [x]({target}) and [y](%25a.md) or [z](100%25.md).\n".encode(), path="a.md")
    assert [link.target for link in draft.links] == ["%25a.md", "100%25.md"]


def test_a_relative_target_is_absolute_with_the_address_of_the_draft() -> None:
    """A relative target leads into the site; its address is known only with that of the draft."""
    loose = [LooseLink("../x.md#y", LinkKind.INLINE, Place(1, 1))]
    ((unknown, *_),) = find_links([], [], loose, None)
    ((known, *_),) = find_links([], [], loose, "https://a.example.net/docs/page/")
    assert (unknown.url, unknown.external) == (None, False)
    assert (known.url, known.target) == ("https://a.example.net/docs/x.md#y", "../x.md#y")


def test_a_link_of_a_note_names_its_note() -> None:
    """Links of notes are among the links of the draft, in reading order, with the note's identifier."""
    note = Note("fn1", "1", "Doe, https://a.example.net/x", ((0, Place(9, 1)),))
    text = block("Text https://b.example.net/")
    assert [found.link.footnote for found in find_links([text], [(note, find_references(note.text))], [], None)] == [
        None,
        "fn1",
    ]


@pytest.mark.parametrize(
    "code",
    [
        "export const site = 'https://a.example.org/';",
        'export const sites = [\n  { url: "https://a.example.org/" },\n];',
        "import site from './site'\nexport default () => <Page of=\"https://a.example.org/\" />",
        "export function find() {\n  return 'https://a.example.org/'\n}",
    ],
)
def test_statements_of_a_module_hold_no_links(code: str) -> None:
    """MDX has program code among its text; an address there is a value, and the text after it is read."""
    text = f"{code}\n\n# Weir\n\nSee https://b.example.org/x now.\n\n```js\n\nexport const a = 1\n```\n\n[c](c.md)\n"
    links = read_draft(text.encode(), path="a.mdx").links
    assert [link.target for link in links] == ["https://b.example.org/x", "c.md"]
    assert links[0].place.line == text[: text.index("See")].count("\n") + 1


@pytest.mark.parametrize(
    "words", ["export default of goods: https://a.example.org/", "import duties rose: https://a.example.org/"]
)
def test_a_sentence_about_trade_is_no_statement_of_a_module(words: str) -> None:
    """A sentence may begin with the words that begin a statement."""
    assert [link.target for link in read_draft(words.encode(), path="a.md").links] == ["https://a.example.org/"]


@pytest.mark.parametrize("word", ["Acesso", "Accessed", "Consultado", "Abgerufen"])
def test_a_sentence_without_a_blank_before_it_is_no_part_of_a_linked_address(word: str) -> None:
    """The link under an address says where it ends, if only a full stop and a capitalised word follow it there."""
    address = "https://a.example.net/rain"
    (found,) = find_note_addresses(f"{address}.{word} 7 2021.", [Hyperlink(0, len(address), address)])
    assert (found.target.written, found.flaw, found.end) == (address, None, len(address))


@pytest.mark.parametrize("word", ["Retrieved", "abgerufen"])
def test_a_bracket_without_a_blank_before_it_is_no_part_of_a_linked_address(word: str) -> None:
    """The link under an address says where it ends, if a bracket with a word is opened there."""
    address = "https://a.example.net/rain"
    (found,) = find_note_addresses(f"{address}({word} 7 2021)", [Hyperlink(0, len(address), address)])
    assert (found.target.written, found.flaw, found.end) == (address, None, len(address))


@pytest.mark.parametrize("rest", ["/2021", "-report", ".html", ".PDF", ".May-2021", ".accessed"])
def test_a_link_that_stops_inside_an_address_is_broken(rest: str) -> None:
    """A link that stops before anything but a sentence is the fault of a linker, and the text is the source."""
    address = "https://a.example.net/rain"
    (found,) = find_note_addresses(f"{address}{rest} 7 2021.", [Hyperlink(0, len(address), address)])
    assert (found.target.written, found.flaw) == (address + rest, LinkFlaw.BROKEN)


@pytest.mark.parametrize("linked", ["https://a.example.net/river", "https://b.example.net/rain", "https://a"])
def test_a_link_elsewhere_is_broken_also_before_a_sentence_without_a_blank(linked: str) -> None:
    """A word after the address excuses no link that leads to another page."""
    text = "https://a.example.net/rain.Accessed 7 2021."
    (found,) = find_note_addresses(text, [Hyperlink(0, 26, linked)])
    assert found.flaw is LinkFlaw.BROKEN


@pytest.mark.parametrize(
    "address",
    ["{{ site.url }}/plan.zip", "{% link plan.md %}", "{{ site.url }}{{ page.url }}", '{{< ref "plan.md" >}}'],
)
def test_a_definition_with_a_template_is_a_definition(address: str) -> None:
    """A template with blanks is filled in before Markdown is read: what uses the definition is a link, not a note."""
    text = f"See the [plan][1] and the [notes][2].\n\n[1]: {address}\n[2]: https://a.example.net/notes\n"
    draft = read_draft(text.encode(), path="a.md")
    assert [(link.target, link.place.line, link.place.column) for link in draft.links] == [
        ("https://a.example.net/notes", 1, 27)
    ]
    assert (draft.footnotes, draft.findings) == ((), ())


def test_words_in_brackets_before_a_number_are_those_of_a_link() -> None:
    """The first Markdown allowed a blank before the label: numbers that are labels of links are no notes with a gap."""
    text = "See [the plan] [1], [the notes] [2] and [the map] [4].\n\n"
    text += "\n".join(f"[{number}]: https://a.example.net/{number}" for number in (1, 2, 4)) + "\n"
    draft = read_draft(text.encode(), path="a.md")
    assert (draft.footnotes, draft.findings, len(draft.links)) == ((), (), 3)


def test_numbers_after_numbers_stay_notes() -> None:
    """A number after another one, or after text, cites a note by its label."""
    text = "The weir is old [1] [2] and low [3].\n\n"
    text += "\n".join(f"[{number}]: https://a.example.net/{number}" for number in (1, 2, 3)) + "\n"
    assert [one.marker for one in read_draft(text.encode(), path="a.md").citations] == ["[1]", "[2]", "[3]"]


def test_a_component_that_names_an_element_of_its_page_is_no_link() -> None:
    """The value of `to` is a link where it is a path or an address; "body" and "#boxes" choose an element."""
    values = ["body", "#boxes", ".box", "/weir", "gates.md", "../reeds", "./dyke", "https://www.example.org/x"]
    tags = "".join(f'<Teleport to="{value}">x</Teleport>\n' for value in values)
    draft = read_draft(f"# Weirs\n\n<div>\n{tags}</div>\n".encode(), path="a.md")
    assert [link.target for link in draft.links] == values[3:]


def test_a_component_named_as_an_element_is_a_link() -> None:
    """`<Link to="/weir">` is a component, `<LINK HREF="a.css">` is HTML in capitals."""
    page = b'# Weirs\n\n<div>\n<Link to="/weir">x</Link>\n<LINK HREF="/a.css" TO="/b">\n</div>\n'
    assert [link.target for link in read_draft(page, path="a.md").links] == ["/weir", "/a.css"]
