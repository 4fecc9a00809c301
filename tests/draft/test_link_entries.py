"""Tests of the entries of links and of the links that a draft cites by."""

from __future__ import annotations

import pytest

from citecheck.draft.assemble import assemble
from citecheck.draft.manuscript import Hyperlink, LooseLink, Manuscript, ManuscriptBlock
from citecheck.draft.reading import read_draft
from citecheck.model.draft import BlockKind, CitationSystem, Draft, Format, LinkKind, Place
from citecheck.model.target import Kind

URL = "https://a.example.net/x"


def read(text: str, form: Format = Format.MARKDOWN) -> Draft:
    """Read a text in a format."""
    return read_draft(text.encode(), path="draft", fmt=form)


CITED = {
    "words": (f"The harbour handled 9 million tonnes, [the port said]({URL}).", "the port said"),
    "first words": (
        f"[According to the port]({URL}), 9 million tonnes were handled last year.",
        "According to the port",
    ),
    "reference": (f"The harbour [handled 9 million tonnes][p] last year.\n\n[p]: {URL}\n", "handled 9 million tonnes"),
    "address": (f"The harbour handled 9 million tonnes: <{URL}>", URL),
    "linked address": (f"The harbour handled 9 million tonnes ([a.example.net/x]({URL})).", "a.example.net/x"),
    "item": (f"- The harbour handled 9 million tonnes [last year]({URL}).\n- Rain fell.\n", "last year"),
    "cell": (f"| Year | What |\n| --- | --- |\n| 2024 | The harbour handled 9 million [tonnes]({URL}) |\n", "tonnes"),
    "a name that reports": (
        f"The harbour handled 9 million tonnes, according to [Harbour News]({URL}).",
        "Harbour News",
    ),
    "a name that said": (f"[Harbour News]({URL}) reported that 9 million tonnes were handled.", "Harbour News"),
    "a German noun": (f"Der Hafen hat im letzten Jahr, so der [Bericht]({URL}), mehr umgeschlagen.", "Bericht"),
    "a quotation": (f"The mayor called the plan of the port [“unrealistic”]({URL}) in May.", "“unrealistic”"),
    "german": (f"Der Hafen schlug 2024 neun Millionen Tonnen um, [teilte er mit]({URL}).", "teilte er mit"),
    "a verb with a figure": (f"Consumption [fell]({URL}) by 14 percent in the first year of the meters.", "fell"),
    "a verb alone": (f"The mayor [resigned]({URL}) after a long quarrel with the council.", "resigned"),
    "a French participle": (f"Le musée a [fermé]({URL}) faute d'argent et de personnel.", "fermé"),
    "a Dutch verb": (f"Het museum [sloot]({URL}) door gebrek aan geld en personeel.", "sloot"),
    "an act of others": (f"The unions of the port voted to [join the strike]({URL}) in May.", "join the strike"),
    "terms of others": (f"The crews of the port [rejected the terms]({URL}) of the owners.", "rejected the terms"),
    "a noun like a call": (f"Contact with the ship [was lost]({URL}) on the way to the port.", "was lost"),
    "words like those to a reader": (
        f"Your phone [sends its position]({URL}) to the port every hour.",
        "sends its position",
    ),
    "a Spanish noun": (
        f"La consulta del puerto [rechazó el proyecto]({URL}) por gran mayoría.",
        "rechazó el proyecto",
    ),
    "a Dutch adjective": (f"Open brieven van loodsen [vroegen om hulp]({URL}) voor de haven.", "vroegen om hulp"),
    "a thing with a figure": (f"The [unemployment]({URL}) of the valley fell to 4 percent in 2023.", "unemployment"),
    "a document": (f"The [survey]({URL}) blames the old pumps for the loss of water.", "survey"),
    "a German document": (f"Die [Studie]({URL}) nennt die Dürre als Grund für den Rückgang.", "Studie"),
    "japanese": (f"港は昨年[九百万トンの貨物を扱った]({URL})と市が発表した。", "九百万トンの貨物を扱った"),
}


@pytest.mark.parametrize(("text", "marker"), CITED.values(), ids=CITED)
def test_a_link_in_a_sentence_is_a_citation(text: str, marker: str) -> None:
    """Where a draft has no notes, a link in a sentence with words of its own cites its page."""
    draft = read(text)
    (citation,) = draft.citations
    (entry,) = draft.link_entries
    assert (citation.marker, citation.footnote, citation.system) == (marker, entry.id, CitationSystem.LINK)
    assert citation.block is not None
    assert draft.blocks[citation.block].text[citation.start : citation.end] == citation.sentence


MARKED = {
    "before the full stop": f"The harbour handled 9 million tonnes ([Port News]({URL})).",
    "with its day": f"The harbour handled 9 million tonnes. ([Port News, 4 May 2024]({URL})) Rain fell.",
    "two names": f"The harbour handled 9 million tonnes ([Port News]({URL}), [AFP]({URL}/2)). Rain fell.",
    "brackets in the link": f"The harbour handled 9 million tonnes [(Port News)]({URL}). Rain fell.",
    "the name of the site": "The harbour handled 9 million tonnes. [Port News](https://port.example.net/x) The rain fell.",
    "German": f"Der Hafen schlug neun Millionen Tonnen um. ([Hafenblatt]({URL})) Es regnete.",
    "a number": f"The harbour handled 9 million tonnes. [[1]]({URL}) The rain of May fell later.",
    "numbers": f"The harbour handled 9 million tonnes. [[1]]({URL}#:~:text=9) [[2]]({URL}/2)",
    "an item": f"- The harbour handled 9 million tonnes ([Port News]({URL}))",
}


@pytest.mark.parametrize("text", MARKED.values(), ids=MARKED)
def test_a_link_that_marks_its_source_cites_the_sentence_before_it(text: str) -> None:
    """A name in brackets and a number cite the sentence that they end, also after its full stop, and no other."""
    draft = read(text)
    assert [citation.footnote for citation in draft.citations] == [entry.id for entry in draft.link_entries]
    for citation in draft.citations:
        assert citation.sentence.startswith(("The harbour", "Der Hafen"))
        assert "Rain" not in citation.sentence
        assert "[1]" not in citation.sentence


NUMBERED = {
    "bare": f"The mill burned in 1912 [1]({URL}).",
    "in round brackets": f"The mill burned in 1912 ([1]({URL})).",
    "several in brackets": f"The mill burned in 1912 ([1]({URL}), [2]({URL}/2)).",
    "semicolons": f"The mill burned in 1912 [[1]({URL}); [2]({URL}/2)].",
    "in a row": f"The mill burned in 1912 [1]({URL})[2]({URL}/2).",
    "brackets in the link": f"The mill burned in 1912 [[1]]({URL}).",
    "escaped brackets": f"The mill burned in 1912 [\\[1\\]]({URL}).",
    "a caret": f"The mill burned in 1912 [^1]({URL}).",
    "raised": f"The mill burned in 1912<sup>[1]({URL})</sup>.",
    "after the full stop": f"The mill burned in 1912.[1]({URL}) [2]({URL}/2)",
    "before another sentence": f"The mill burned in 1912. [[1]({URL})] The town grew.",
    "a number again for another page": f"The mill burned in 1912 [1]({URL}) [1]({URL}/2).",
    "wide brackets": f"The mill burned in 1912（[1]({URL})）.",
}


@pytest.mark.parametrize("text", NUMBERED.values(), ids=NUMBERED)
def test_a_number_that_links_its_source_is_no_part_of_its_sentence(text: str) -> None:
    """Each number with an address after it cites its own page, and leaves neither figure nor bracket in the claim."""
    draft = read(text)
    assert draft.footnotes == ()
    assert [each.footnote for each in draft.citations] == [entry.id for entry in draft.link_entries]
    assert {each.sentence for each in draft.citations} == {"The mill burned in 1912."}
    assert {each.marker.strip("[]^") for each in draft.citations} <= {"1", "2"}
    assert len({entry.sources[0].target for entry in draft.link_entries}) == text.count(URL)


WORDS_OF_SENTENCES = {
    "parts": f"The long story has the parts [1]({URL}) and [2]({URL}/2) in one volume.",
    "a code": f"The mill burned in 1912 [1]({URL}). The server answers [404]({URL}/404) where a page is missing.",
    "a code alone": f"The server answers [404]({URL}/404) where a page is missing.",
}


@pytest.mark.parametrize("text", WORDS_OF_SENTENCES.values(), ids=WORDS_OF_SENTENCES)
def test_a_number_that_a_sentence_names_stays_in_it(text: str) -> None:
    """Linked numbers that end no clause or do not count from 1 are words."""
    shown = read(text).blocks[0].text
    assert "parts 1 and 2 in" in shown or "answers 404 where" in shown


def test_numbers_with_addresses_are_notes_next_to_a_list() -> None:
    """Where other numbers lead to a list, those with an address count among its notes, each with its own address."""
    text = f"The mill burned [1]({URL}) and fell [2]. It rose [1]({URL}/b).\n\n[2]: https://b.example.net/\n"
    draft = read(text)
    named = {note.id: str(note.sources[0].raw) for note in draft.footnotes}
    assert [named[each.footnote or ""] for each in draft.citations] == [URL, "https://b.example.net/", f"{URL}/b"]


def test_a_marker_after_a_full_stop_is_in_no_claim() -> None:
    """Neither the sentence before a marker nor the one after it holds its words."""
    text = f"The harbour handled 9 million tonnes. ([Port News]({URL})) Its board [left office in May]({URL}/2)."
    assert [citation.sentence for citation in read(text).citations] == [
        "The harbour handled 9 million tonnes.",
        "Its board left office in May.",
    ]


def test_a_document_of_a_site_of_its_name_is_cited() -> None:
    """A survey may have a site of its own; a tool whose site has its name is only named."""
    (citation,) = read("The [survey](https://survey.example.net/2020.pdf) blames the pumps of the mill.").citations
    assert citation.sentence == "The survey blames the pumps of the mill."


UNCITED = {
    "nothing but a link": f"[The harbour handled 9 million tonnes last year]({URL})",
    "a call": f"Read more [here]({URL}).",
    "a menu": f"[Home]({URL}) · [News]({URL}/news) · [About us]({URL}/about)",
    "a list of links": f"- [The port]({URL})\n- [The board]({URL}/board)\n",
    "a described link": f"- [The port]({URL}): its yearly figures since 1998 in one table\n",
    "a heading": f"# The harbour and [the figures of its port]({URL}) in 2024\n",
    "a pointer": f"See [the guide]({URL}) for all figures of the port.",
    "here": f"The harbour handled 9 million tonnes, and all figures are [here]({URL}).",
    "a name": f"In October the chairman [Anna Berg]({URL}) left the board of the port.",
    "a topic": f"Since the flood of 2021 the [Harbour Fund]({URL}) has paid for new quays.",
    "a linked image": f"The harbour handled 9 million tonnes [ ]({URL}) in the last year.",
    "words without an end": f"culture books health media travel [store]({URL}) images",
    "a site": "The harbour handled 9 million tonnes, as [its own site says](https://port.example.net/).",
    "code": f"The setting [`port.figures`]({URL}) was read twice in one run.",
    "a grant": f"Paid by the science fund of the state, grant no. [EP/G034109/1]({URL}).",
    "an account": f"The table was read twice in one run, says [@berg]({URL}).",
    "a number within a sentence": f"The loss of the tables has the number [611]({URL}) in the register of faults.",
    "an abbreviation": f"The tables were made for the World Harbour Board ([WHB]({URL})).",
    "a name within a sentence": f"The board of Anna Berg ([Twitter]({URL})) met in the harbour last year.",
    "a thing": f"The [mill]({URL}) is old and stands by the river of the town.",
    "a German thing": f"Der Rat der Stadt tagt in der [Mühle]({URL}) am Ufer des Flusses.",
    "a French thing": f"Le conseil se réunit dans le [moulin]({URL}) au bord de la rivière.",
    "an Italian thing": f"Il consiglio si riunisce nel [mulino]({URL}) sulla riva del fiume.",
    "an offer": f"We [hire]({URL}) people who like water and long walks.",
    "a Dutch offer": f"Wij [zoeken]({URL}) mensen die graag bij het water werken.",
    "a name of its site": "Use [pip](https://pip.example.net/docs) to install the tool on the machine of the clerk.",
    "a package": "All 14 tables were made with [orgtables](https://github.com/example/orgtables) in May.",
    "a page of the manual": f"The tool reads all tables of your folder. [Documentation]({URL})",
    "a name before a title": "The board met again in May. [Port News](https://port.example.net/x) Editor Berg left.",
    "an issue of a change": f"- Fixed the tables of nested lists in items ([#14]({URL})).",
    "the number of a lost note": f"The harbour handled 9 million tonnes.[[1]]({URL}#note-1)",
    "a call to read": f"Please read the [rules for harbour pilots]({URL}) before you apply.",
    "a call to an act": f"If a gauge is broken, [open an issue]({URL}) and add its number.",
    "a call that begins": f"[Subscribe to the morning mail]({URL}) and get all news of the port.",
    "an act of the reader": f"You may need to [create an account]({URL}) before the tables are shown.",
    "what the site offers": f"Every user of the tables must accept the [terms of use]({URL}) of the port.",
    "a place to look": f"See the log of the port for details at {URL}.",
    "a place to write": f"If you have found an error, please file a report on our tracker at {URL}.",
    "a list to write to": f"Send all letters about the tables to the list at {URL}.",
    "a German place to look": f"Siehe die Tabellen des Hafens unter {URL}.",
    "a credit of two words": f"Adapted from {URL}",
    "a license": f"The tables of the port are published with the [MIT License]({URL}) for all.",
    "a German call": f"Die neueste Ausgabe der Tabellen lässt sich [hier herunterladen]({URL}).",
    "a German offer": f"Weiteres steht in unserer [Datenschutzerklärung]({URL}) vom letzten Mai.",
    "a French call": f"Vous pouvez [télécharger les tableaux]({URL}) sur le site du port.",
    "a Spanish call": f"Si encuentra un error en las tablas, [abra una incidencia]({URL}) en el sitio.",
    "an Italian call": f"[Iscriviti alla newsletter]({URL}) per ricevere le tabelle del porto.",
    "a Portuguese call": f"Você pode [baixar as tabelas]({URL}) do porto no nosso site.",
    "a Dutch call": f"[Meld je aan]({URL}) voor de nieuwsbrief van de haven en de stad.",
    "a Polish call": f"Możesz [pobrać tabele portu]({URL}) z naszej strony o porcie.",
    "a petition": f"If you live near the port, [sign the petition]({URL}) before Friday at noon.",
    "a letter": f"Please [write to your councillor]({URL}) about the new quay of the port today.",
    "a form": f"To take part, [fill in the form]({URL}) at the town hall of the port.",
    "a booking": f"[Book a tour]({URL}) of the port with a pilot this weekend.",
    "an event": f"Before the vote, [join our webinar]({URL}) on Tuesday night at the port.",
    "help": f"[Volunteer on Saturday]({URL}) at the east bank of the river.",
    "a French petition": f"Pour aider le port, [signez la pétition]({URL}) avant vendredi soir.",
    "a French gift": f"[Faites un don]({URL}) à l'association des amis du port.",
    "a French booking": f"Vous pouvez [réserver une visite]({URL}) du chantier du port.",
    "a German petition": f"Wer helfen will, kann [die Petition unterschreiben]({URL}), solange sie läuft.",
    "a German event": f"[Melden Sie sich an]({URL}) für die Führung im Hafen am Samstag.",
    "an Italian petition": f"Per aiutare il porto, [firmate la petizione]({URL}) prima di venerdì.",
    "a Spanish gift": f"Para ayudar al puerto, [haga una donación]({URL}) antes del viernes.",
    "an issue": f"The table was read twice in one run, as seen in [#14]({URL}).",
}


@pytest.mark.parametrize(
    "text",
    [
        f"The minister said that the city would [sign the treaty]({URL}) on 3 June.",
        f"Minister Lund urged all residents to [boil their water]({URL}) until Sunday.",
        f"Workers decided to [donate 5,000 euros to the victims]({URL}) of the flood.",
        f"Les pêcheurs du port [demandent un délai]({URL}) de deux ans.",
        f"Open letters were sent to the mayor about the quay. {URL}",
        f"If you count the rain, the port lost money ({URL}).",
        f"The port closed in 1988, see the report at {URL}.",
        f"Die Stadt will den [Vertrag unterzeichnen]({URL}), sobald der Rat zustimmt.",
        f"El ministerio quiere [firmar el acuerdo]({URL}) con los pescadores del puerto.",
    ],
)
def test_an_act_that_somebody_reports_is_a_citation(text: str) -> None:
    """An act of others is a statement of the sentence, in the words by which readers are called to act, too."""
    assert len(read(text).citations) == 1


@pytest.mark.parametrize("text", UNCITED.values(), ids=UNCITED)
def test_a_link_that_leads_on_is_no_citation(text: str) -> None:
    """Menus, lists, calls, headings, images and names of items are links to ask, and no sentence rests on them."""
    draft = read(text)
    assert draft.citations == ()
    assert len(draft.link_entries) == text.count("https://")


@pytest.mark.parametrize(
    ("form", "written"),
    [(Format.HTML, f'<p>{{}} (<a href="{URL}1">{URL}1</a>).</p>'), (Format.LATEX, f"{{}} (\\url{{{{{URL}1}}}}).")],
)
def test_an_address_that_is_linked_is_a_marker(form: Format, written: str) -> None:
    """The text of a link may be its own address, with figures that are no name of an item."""
    (citation,) = read(written.format("The harbour handled 9 million tonnes"), form).citations
    assert citation.marker == f"{URL}1"


@pytest.mark.parametrize(
    ("words", "flawed"),
    [
        ("https://b.example.net/y", True),
        ("“https://b.example.net/y”.", True),
        ('`"base": "https://b.example.net"`', False),
        ("base=https://b.example.net", False),
        ("how https://b.example.net/y is set", False),
    ],
)
def test_only_a_text_that_is_an_address_can_be_another_than_its_link(words: str, flawed: bool) -> None:
    """A setting or a sentence that holds an address describes what the link leads to."""
    draft = read(f"Set [{words}]({URL}) in the file.")
    assert [entry.sources[0].target.written for entry in draft.link_entries][:1] == (
        ["https://b.example.net/y"] if flawed else [URL]
    )


def test_a_statement_followed_by_see_is_a_citation() -> None:
    """After a comma or a bracket "see" adds the source of a statement; as its verb it sends the reader on."""
    for text in (
        f"The harbour handled 9 million tonnes (see [its report]({URL})).",
        f"Rain fell on nine days, see [it]({URL}).",
    ):
        assert len(read(text).citations) == 1
    for text in (
        f"For the figures of the port please see [its report]({URL}).",
        f"All figures are available at <{URL}>.",
    ):
        assert read(text).citations == ()


def test_works_whose_list_is_missing_are_another_system() -> None:
    """A text that cites works of a list in another file does not cite by its links."""
    text = f"The harbour grew \\cite{{berg}}. It handled 9 million tonnes, \\href{{{URL}}}{{the port said}}."
    draft = read(text, Format.LATEX)
    assert (draft.citations, draft.markers_without_note, len(draft.link_entries)) == ((), 1, 1)


def test_a_threat_report_cites_by_no_links() -> None:
    """Where a draft lists hostile addresses, links are asked and no sentence is compared."""
    draft = read(f"The implant calls evil[.]example, [a laboratory found]({URL}) in May 2024.\n")
    assert (draft.citations, len(draft.link_entries)) == ((), 1)


def test_with_notes_no_sentence_rests_on_a_link() -> None:
    """A draft that cites by notes keeps exactly these citations; its other links have entries."""
    draft = read(f"The harbour handled 9 million tonnes, [the port said]({URL}).[^1]\n\n[^1]: {URL}/1\n")
    assert [citation.marker for citation in draft.citations] == ["[^1]"]
    assert [entry.sources[0].target.written for entry in draft.link_entries] == [URL]


def test_a_link_in_a_note_has_no_entry() -> None:
    """The links of notes are their sources and are not listed twice."""
    assert read(f"Rain fell.[^1]\n\n[^1]: [The port]({URL})\n").link_entries == ()


def test_what_is_no_web_page_has_no_entry() -> None:
    """A mail address, a path and a template are nothing to ask."""
    text = "Write to [us](mailto:a@b.net), read [this](docs/x.md#y) or [that](https://{{ host }}/x)."
    assert read(text).link_entries == ()


def test_an_image_is_a_resource() -> None:
    """What a page shows or loads is asked; it is no source, and no sentence rests on it."""
    image = Hyperlink(37, 37, f"{URL}.png", LinkKind.IMAGE, cites=False)
    block = ManuscriptBlock(
        BlockKind.PARAGRAPH, "The harbour handled 9 million tonnes.", ((0, Place(1, 1)),), links=(image,)
    )
    manuscript = Manuscript((block,), (), links=(LooseLink(f"{URL}.css", LinkKind.HTML, Place(1, 1)),))
    draft = assemble(manuscript, path="draft.html", form=Format.HTML, sha256="")
    assert [entry.sources[0].kind for entry in draft.link_entries] == [Kind.RESOURCE, Kind.RESOURCE]
    assert draft.citations == ()


def test_a_host_alone_in_the_head_of_a_page_is_not_asked() -> None:
    """`<link rel=preconnect>` names a host, and no page of it."""
    manuscript = Manuscript((), (), links=(LooseLink("https://fonts.example.net/", LinkKind.HTML, Place(1, 1)),))
    assert assemble(manuscript, path="draft.html", form=Format.HTML, sha256="").link_entries == ()


def test_the_address_of_the_page_itself_is_not_asked() -> None:
    """The head of a draft may name the address at which it will be published."""
    head = '<link rel="canonical" href="https://paper.example.net/a"><link rel="stylesheet" href="https://a.example.net/x.css">'
    draft = read(f"<html><head>{head}</head><body><p>Rain fell.</p></body></html>", Format.HTML)
    assert [entry.sources[0].target.written for entry in draft.link_entries] == ["https://a.example.net/x.css"]


def test_the_address_inside_a_wrapper_is_the_source() -> None:
    """The wrapper of a mail filter is taken off, as in notes."""
    (entry,) = read("[The port](https://l.facebook.com/l.php?u=https%3A%2F%2Fa.example.net%2Fx&h=1)").link_entries
    assert entry.sources[0].target.written == URL


def test_ids_of_links_are_none_of_the_notes() -> None:
    """A note may have any name, also that of a link's entry."""
    draft = read(f"Rain fell.[^link:1] See [this]({URL}).\n\n[^link:1]: A remark.\n")
    ids = [entry.id for entry in draft.entries]
    assert len(set(ids)) == len(ids) == 2


@pytest.mark.parametrize(
    ("sentence", "cited"),
    [
        ("Her predecessor [had promised 2024](http://a.example.net/x).", True),
        ("The weir [was rebuilt after the flood](http://a.example.net/x).", True),
        ("Der Rat [hat die Brücke gesperrt](http://a.example.net/x).", True),
        ("Le conseil [a fermé le pont](http://a.example.net/x).", True),
        ("Read [how the weir was built](http://a.example.net/x).", False),
        ("See also [the report on the weir](http://a.example.net/x).", False),
        ("Read more about [the weir and its fish](http://a.example.net/x).", False),
        ("The report: [Weir and Water](http://a.example.net/x).", False),
    ],
)
def test_the_words_of_a_link_may_be_what_a_short_sentence_states(sentence, cited):
    """A short sentence whose statement is in the link is a claim; one that only sends its reader on is none."""
    draft = read_draft(f"The council met on Monday.\n\n{sentence}\n".encode(), path="a.md")
    assert bool(draft.citations) is cited
