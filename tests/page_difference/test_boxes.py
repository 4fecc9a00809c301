"""The parts of a page that are set apart from the flow of its text."""

import pytest

from citecheck.model.change import Change
from citecheck.model.page import Role
from citecheck.page.difference.comparison import compare

from .pages import page, reading

PARAGRAPHS = (
    "The harbour of Lindow was closed on Monday after a crane of 40 metres fell across the eastern basin.",
    "Nobody was hurt, the port authority said, because the shift had ended eleven minutes before the fall.",
    "Ships for the eastern basin are sent to Marwick, which has room for nine of them at the same time.",
    "The crane was built in 1987 and had passed its last inspection in the spring, according to the owner.",
    "Engineers want to find out until the end of the month why a bolt of the lower bearing had broken.",
    "The ferries to the islands are not affected and leave from the western pier as the timetable says.",
    "Dockers had asked for newer cranes for years, and the council had promised two of them before winter.",
)
TEASER = (
    "<h4><a href=/1>How the town of Ebern pays for its bridges</a></h4><p>The council met for nine hours and found a way.</p>",
    "<h4><a href=/2>Olsk sells its old trams</a></h4><p>Forty cars from the fifties look for a garage, and buyers come from far away.</p>",
)
PROMPT = (
    "<div>Never miss the news</div><p>Shall we let you know when something happens? It takes one click.</p><a href=#>Fine</a>",
    "<div>Bells on?</div><p>Be the first on the quay who knows: messages come to your screen as it happens.</p><a href=#>Later</a>",
)
AUTHOR = "<img src=a.jpg><p>Ada Hale has written about ports and ships from Marwick since 2011.</p>"
BOXES = {
    "a single teaser": TEASER,
    "a prompt": PROMPT,
    "a note about the author": (
        AUTHOR,
        "<p>Letters to the desk are read every evening and printed on Fridays.</p>",
    ),
    "an advertisement": (
        "<span>Thirty owners of old boats could not believe it.</span>",
        "<span>Paint that lasts.</span>",
    ),
    "a German teaser": (
        "<h4><a href=/1>Warum die Brücke von Ebern teurer wird</a></h4><p>Der Rat der Stadt beriet neun Stunden lang über die Kosten.</p>",
        "<h4><a href=/2>Neue Boote für die Inseln</a></h4><p>Die Reederei bestellt drei Fähren mit Platz für je achtzig Autos.</p>",
    ),
    "a Russian offer": (
        "<p>Нас уже поддержали 4120 читателей, и каждый перевод помогает работе.</p>",
        "<p>Лучшее за неделю приходит к вам в субботу утром одним письмом.</p>",
    ),
}


def article(box="", *, paragraphs=PARAGRAPHS, name="k2f9"):
    """An article with a box after its third paragraph; no name or tag says what the box is."""
    lines = [f"<p>{one}</p>" for one in paragraphs]
    lines.insert(3, f"<div class={name}>{box}</div>" if box else "")
    return reading(
        f"<html lang=en><title>Harbour closed</title><body><div id=x><h1>Harbour closed</h1><div class=t1>{''.join(lines)}</div></div></body></html>"
    )


@pytest.mark.parametrize("name", BOXES)
def test_boxes_come_and_go(name):
    """A part of its own between the paragraphs may come, go or be exchanged without a change of the content."""
    first, second = BOXES[name]
    for old, new in ((first, second), ("", first), (second, "")):
        assert compare(article(old), article(new)).change in {Change.SAME, Change.COSMETIC}


def test_edits_next_to_exchanged_boxes():
    """An edit in the text is found while the boxes around it are exchanged."""
    first, second = BOXES["a single teaser"]
    edited = [PARAGRAPHS[0].replace("40 metres", "14 metres"), *PARAGRAPHS[1:]]
    found = compare(article(first), article(second, paragraphs=edited))
    assert [(edit.before, edit.after) for edit in found.edits] == [(PARAGRAPHS[0], edited[0])]


def test_rewording_in_boxes():
    """A new wording in a box is an edit: some boxes hold facts."""
    fact = "<p>The eastern basin was dug in 1911 and is nine metres deep.</p>"
    found = compare(article(fact), article(fact.replace("nine", "seven")))
    assert [edit.after for edit in found.edits] == ["The eastern basin was dug in 1911 and is seven metres deep."]


def test_sentences_added_in_boxes():
    """A sentence more in a box that is there as before is an edit."""
    fact = "<p>The eastern basin was dug in 1911 and is nine metres deep.{}</p>"
    found = compare(article(fact.format("")), article(fact.format(" It has two gates.")))
    assert [edit.after for edit in found.edits] == ["It has two gates."]


def test_corrections_in_boxes():
    """A correction counts in a box as everywhere."""
    note = "<p>Correction: the crane was 40 metres high and not 60.</p>"
    assert compare(article(), article(note)).change is Change.EDITED


def test_sections_are_no_boxes():
    """Sections of a text that differ in their names are the text: one that goes is an edit."""

    def sections(count):
        body = "".join(
            f"<section class=part-{'abcdefg'[n]}><p>{one}</p></section>" for n, one in enumerate(PARAGRAPHS[:count])
        )
        return reading(f"<html lang=en><title>Harbour closed</title><body><main>{body}</main></body></html>")

    assert Role.BOX not in {block.role for block in sections(7).text.blocks}
    assert compare(sections(7), sections(6)).change is Change.EDITED


def test_lists_belong_to_the_text():
    """A list between the paragraphs is no box."""
    facts = "<ul><li>The crane was 40 metres high and weighed about 310 tonnes.</li><li>It was bought from a yard in Olsk.</li></ul>"
    html = f"<html lang=en><title>Harbour closed</title><body><div class=t1>{''.join(f'<p>{one}</p>' for one in PARAGRAPHS)}{facts}</div></body></html>"
    assert {block.role for block in reading(html).text.blocks} == {Role.CONTENT}


LINES = {
    "a byline with a counter": ("Ada Hale | 1,204 reads so far", "Ada Hale | 98,310 reads so far"),
    "the day of the visit": ("Friday, 3 May 2024, week 18", "Monday, 6 May 2024, week 19"),
    "a Finnish counter": ("Luettu 120 kertaa", "Luettu 4031 kertaa"),
    "a place": ("Lindow", "Lindow, Marwick"),
}


@pytest.mark.parametrize("name", LINES)
@pytest.mark.parametrize("at", [0, len(PARAGRAPHS)])
def test_lines_about_the_page(name, at):
    """Short lines before the first and after the last paragraph say something about the page, and are no text of it."""
    old, new = (article(paragraphs=[*PARAGRAPHS[:at], line, *PARAGRAPHS[at:]]) for line in LINES[name])
    assert compare(old, new).change in {Change.SAME, Change.COSMETIC}


def test_lines_between_paragraphs():
    """A short line between the paragraphs is text."""
    old, new = (
        article(paragraphs=[*PARAGRAPHS[:3], line, *PARAGRAPHS[3:]]) for line in ("Depth: 9 metres", "Depth: 12 metres")
    )
    assert compare(old, new).change is Change.EDITED


def test_counters_in_boxes():
    """A label in a box that differs in its figures only is a counter; one between the paragraphs is text."""
    assert compare(article("<p>Boats in port: 12</p>"), article("<p>Boats in port: 31</p>")).change is Change.COSMETIC


@pytest.mark.parametrize(
    "line",
    [
        "Good reporting is paid for by {} readers of this page.",
        "Mehr als {} Abonnenten lesen mit, und jeden Tag werden es mehr.",
        "Déjà {} lecteurs nous soutiennent chaque mois.",
        "Нас поддерживают {} читателей из всех городов страны.",
    ],
)
def test_offers_that_count_readers(line):
    """In a box, the number of a site's readers is a counter; another number in a sentence is an edit."""
    assert (
        compare(article(f"<p>{line.format(120)}</p>"), article(f"<p>{line.format(431)}</p>")).change is Change.COSMETIC
    )
    fact = "<p>The eastern basin is {} metres deep at the quay.</p>"
    assert compare(article(fact.format(9)), article(fact.format(7))).change is Change.EDITED


def test_texts_in_marked_elements():
    """Where most of the text is in elements that are named as boilerplate, the names mean nothing."""

    def asides(paragraphs):
        parts = (paragraphs[:2], paragraphs[2:4], paragraphs[4:])
        body = "".join(f"<aside>{''.join(f'<p>{one}</p>' for one in part)}</aside>" for part in parts)
        return reading(f"<html lang=en><title>Harbour closed</title><body>{body}</body></html>")

    edited = [PARAGRAPHS[0].replace("40 metres", "14 metres"), *PARAGRAPHS[1:]]
    assert compare(asides(PARAGRAPHS), asides(edited)).change is Change.EDITED


@pytest.mark.parametrize(
    "line", ["Facebook {} Twitter {}", "Teilen {}", "Поделиться {}", "Share {} WhatsApp {}", "Compartir {}"]
)
def test_counters_of_shares(line):
    """Buttons that share a page have counters."""
    old, new = (page_with(line.format(*numbers)) for numbers in (("120", "44"), ("1,208", "51")))
    assert compare(old, new).change in {Change.SAME, Change.COSMETIC}


def page_with(line):
    """A page too short to have boxes, with a line at the end of its text."""
    return reading(page(inside=f"<div>{line}</div>"))


WITHDRAWALS = (
    "This paper has been withdrawn by its authors because two samples were exchanged.",
    "We have removed this story after a reader showed that the letter was forged.",
    "Expression of concern: the images of the third series may have been used twice.",
    "Diese Studie wurde von der Zeitschrift zurückgezogen, da Messwerte fehlen.",
    "Die Redaktion hat den Beitrag nachträglich gekürzt.",
    "Cette étude a été rétractée à la demande de ses auteurs.",
    "Esta noticia ha sido retirada por falta de pruebas.",
    "Questo articolo è stato ritirato dalla redazione.",
    "Este artigo foi retirado pelos editores.",
    "Dit artikel is ingetrokken omdat de cijfers niet klopten.",
    "Den här artikeln har dragits tillbaka av redaktionen.",
    "Ten artykuł został wycofany przez redakcję.",
    "Эта статья отозвана по просьбе авторов.",
    "Bu makale yazarların isteğiyle geri çekildi.",
    "本記事は事実と異なるため撤回しました。",
    "本文已被编辑部撤稿。",
)
WRAPS = (
    "<div class=banner>{}</div>",
    "<div class=alert role=status>{}</div>",
    "<aside><p>{}</p></aside>",
    "<footer><small>{}</small></footer>",
)


@pytest.mark.parametrize("wrap", WRAPS)
@pytest.mark.parametrize("note", WITHDRAWALS)
def test_a_note_that_withdraws_the_article(note, wrap):
    """A note that the article was withdrawn or corrected is an edit, whatever element it is in."""
    assert compare(article(), article(wrap.format(note))).change is Change.EDITED


@pytest.mark.parametrize(
    "box",
    [
        "<div>This article was updated on 3 May 2026.</div>",
        "<aside><h4><a href=/1>Ministry withdraws its study of the eel</a></h4></aside>",
        "<div>Share this article with a friend who may like it.</div>",
        "<div>Send us this page and we remove the stains.</div>",
        "<aside><p>Every Friday the best of the coast in one letter.</p></aside>",
    ],
)
def test_a_box_that_withdraws_nothing(box):
    """A stamp, a teaser or a prompt that names the article or a withdrawal is no edit."""
    assert compare(article(), article(box)).change is not Change.EDITED


@pytest.mark.parametrize("tags", ["{}", "<p>{}</p>", "<div><em>{}</em></div>"])
@pytest.mark.parametrize(
    "sentence",
    [
        "The port authority dismissed the harbour master on Friday after the inquiry.",
        "Police closed the eastern basin of the harbour again on Sunday because of oil.",
        "A second crane of the harbour was taken out of service by its owner (see the report of the engineers).",
    ],
)
def test_a_sentence_about_the_subject_in_an_element_of_its_own(sentence, tags):
    """A sentence that shares words with the headline and the text is content, in whatever element it is alone."""
    change = compare(article(), article(tags.format(sentence)))
    assert change.change is Change.EDITED
    assert change.edits[0].after in sentence


@pytest.mark.parametrize(
    "box",
    [
        "<img src=a.jpg><p>Ada Hale has written about the harbour and the port authority of Lindow since 2011.</p>",
        "<p>The harbour of Lindow and its cranes are in our new series on ports.</p><button>Listen</button>",
        "<p>What the port authority of Lindow wants for its <a href=/1>harbour</a> next year.</p>",
        "<h4>Harbours</h4><p>The port authority of Marwick wants a harbour of its own next year.</p>",
        "<p>Fresh bread and coffee are served on the eastern quay from Monday.</p>",
    ],
)
def test_a_box_about_the_subject(box):
    """A box with a picture, a control, a link or a heading stays a box, and so does one about something else."""
    assert compare(article(), article(box)).change is Change.COSMETIC


def test_a_caption_that_is_a_sentence():
    """A figure or a name that changes in the caption of a picture is an edit; another picture is not."""
    figure = "<figure><img src=a.jpg><figcaption>{}</figcaption></figure>".format
    fallen = figure("The 14 workers of the night shift left the eastern basin on Monday.")
    changed = figure("The 17 workers of the night shift left the eastern basin on Monday.")
    other = figure("A view of the old lighthouse from the sea in bright weather.")
    assert compare(article(fallen), article(changed)).change is Change.EDITED
    assert compare(article(fallen), article(other)).change is Change.COSMETIC


TILES = "<div class=c7><div><b>{}</b> homes damaged</div><div><b>14</b> schools closed</div></div>"
FACTS = "<aside><h3>In brief</h3><dl><dt>Opened</dt><dd>{}</dd><dt>Depth</dt><dd>9 metres</dd></dl></aside>"
RATES = "<div class=c9><table><tr><td>DAX</td><td>{}</td><td>+0.4%</td></tr><tr><td>Gold</td><td>{}</td><td>-1%</td></tr></table></div>"


@pytest.mark.parametrize("box", [TILES, FACTS, FACTS.replace("aside", "div")])
def test_figures_of_fact_boxes(box):
    """A figure of a tile or of a box of facts between the paragraphs is an edit, whatever its length."""
    found = compare(article(box.format("1,250")), article(box.format("1,380")))
    assert found.change is Change.EDITED
    assert "1,380" in found.edits[0].after


@pytest.mark.parametrize("control", ["<a href=/plan>Go</a>", "<button>Vote</button>", "<input name=q>"])
def test_figures_of_offers(control):
    """Figures of a box with a link or control of its own are prices and votes, which are no content."""
    box = "<div class=c7><h4>Read on</h4><p>All articles, {} days for 2 euros.</p>" + control + "</div>"
    assert compare(article(box.format(30)), article(box.format(14))).change is Change.COSMETIC


def test_rates_in_boxes():
    """Prices of a market, with their change in percent, are no content."""
    old, new = article(RATES.format("18,320", "2,011")), article(RATES.format("18,177", "2,030"))
    assert compare(old, new).change is Change.COSMETIC


HEADED = "<div class=c7><h3>In brief</h3><ul><li>Mayor: {}</li><li>Members: 14</li></ul></div>"


@pytest.mark.parametrize("box", [HEADED, FACTS, FACTS.replace("aside", "div")])
def test_names_of_fact_boxes(box):
    """Another short value between the same lines of a box of facts is an edit, however unlike the first."""
    found = compare(article(box.format("Ada Hale")), article(box.format("Nora Quist")))
    assert found.change is Change.EDITED
    assert "Ada Hale" in found.edits[0].before
    assert "Nora Quist" in found.edits[0].after


QUOTATIONS = {
    "a foot": "<blockquote><p>{said}</p><footer>{who}, mayor</footer></blockquote>",
    "a cite in a foot": "<blockquote><p>{said}</p><footer>— <cite>{who}</cite></footer></blockquote>",
    "a cite": "<blockquote><p>{said}</p><cite>{who}</cite></blockquote>",
    "a caption": "<figure><blockquote>{said}</blockquote><figcaption>{who}, head of the office</figcaption></figure>",
    "a line of its own": "<div class=q><blockquote>{said}</blockquote><p>– {who}</p></div>",
}


@pytest.mark.parametrize("name", QUOTATIONS)
def test_another_speaker(name):
    """Who said what is quoted is content, whatever element names the speaker."""
    said = "Nobody asked the people of the island whether they want it."
    old, new = (article(QUOTATIONS[name].format(said=said, who=who)) for who in ("Karin Lund", "Yusuf Adan"))
    found = compare(old, new)
    assert found.change is Change.EDITED
    assert [("Lund" in one.before, "Adan" in one.after) for one in found.edits] == [(True, True)]


CAPTIONS = {
    "a caption of a figure": "<figure><img src=a.jpg><figcaption>{}</figcaption></figure>",
    "a paragraph of a figure": "<figure><img src=a.jpg><p>{}</p></figure>",
    "named as a caption": "<div class=wp-caption><img src=a.jpg><p class=wp-caption-text>{}</p></div>",
    "alone next to a picture": "<div><a href=/a.jpg><img src=a.jpg></a><p>{}</p></div>",
}


@pytest.mark.parametrize("name", CAPTIONS)
@pytest.mark.parametrize("before", [3, 0])
def test_another_figure_in_a_caption(name, before):
    """A caption says something of its picture; a figure in it is a fact, also above the text."""
    old, new = (
        between(CAPTIONS[name].format(f"The sluice of Marwick as seen from the bank in {year}"), before)
        for year in (1951, 1961)
    )
    assert compare(old, new).change is Change.EDITED


def between(box, before, *, head=""):
    """The article with a box before the given paragraph, and what is next to its headline."""
    lines = [f"<p>{one}</p>" for one in PARAGRAPHS]
    lines.insert(before, box)
    return reading(
        f"<html lang=en><title>Harbour closed</title><body><div id=x><h1>Harbour closed</h1>{head}<div class=t1>{''.join(lines)}</div></div></body></html>"
    )


FACTS = {
    "lines": "<div class=a><div class=b>Cranes: <b>{}</b></div><div class=b>Berths: <b>31</b></div><div class=b>Owner: <b>the town</b></div></div>",
    "a list": "<aside class=facts><h3>The harbour</h3><ul><li>Cranes: {}</li><li>Berths: 31</li><li>Opened: 1902</li></ul></aside>",
    "tiles": "<div class=stats><div><b>{}</b><p>cranes at work</p></div><div><b>31</b><p>berths for ships</p></div><div><b>4</b><p>ferries a day</p></div></div>",
}


@pytest.mark.parametrize("name", FACTS)
@pytest.mark.parametrize("before", [3, 0])
def test_another_figure_in_a_box_of_facts(name, before):
    """Figures of a box of facts are content, also where the box is above the text or named after its figures."""
    old, new = (between(FACTS[name].format(figure), before) for figure in (14, 17))
    assert compare(old, new).change is Change.EDITED


BYLINES = {
    "a paragraph": "<p class=m>By {}</p>",
    "a linked name": "<div class=m><a href=/who>By {}</a> <time>3 May 2021</time></div>",
    "an element named so": "<div class=article-byline>{}</div>",
    "an address": "<address>Text: {}</address>",
    "a German one": "<span class=m>Von {}, Lindow</span>",
    "a Japanese one": "<p>記者 {}</p>",
}


@pytest.mark.parametrize("name", BYLINES)
def test_another_author(name):
    """Another author is an edit: who cited the page named the first one."""
    old, new = (between("", 0, head=BYLINES[name].format(who)) for who in ("Ada Hale", "Piet Vos"))
    assert compare(old, new).change is Change.EDITED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>By Ada Hale, 3 min ago</p>", "<p>By Ada Hale, 2 hours ago</p>"),
        ("<p class=byline>By Ada Hale</p>", "<p class=byline>Ada Hale, Lindow</p>"),
        ("<p>By Ada Hale</p>", "<p>By Ada Hale and Piet Vos</p>"),
        ("<p>By Ada Hale</p>", ""),
        ("<p>By Ada Hale | 812 views</p>", "<p>By Ada Hale | 91,344 views</p>"),
        ("<p>By 9 June: 41 seats</p>", "<p>By 9 June: 77 seats</p>"),
    ],
)
def test_the_same_author(old, new):
    """A byline that came, went, got longer or has another time names no other author."""
    assert compare(between("", 0, head=old), between("", 0, head=new)).change is not Change.EDITED


COUNTERS = {
    "a label and a figure": ("<div>Names on the list</div><div>9,984</div>", "9,984", "10,206"),
    "a figure and a label": ("<b>66 296</b> <div>Nu in de winkel</div>", "66 296", "71 304"),
    "a share of its own": ("<div>Άτομα εδώ</div><div>55 %</div>", "55", "8"),
    "a poll": (
        "<p>Ska fyren stå kvar?</p><div>Ja 61 %</div><div>Nej 30 %</div><div>Vet inte 9 %</div>",
        "61 %</div><div>Nej 30",
        "58 %</div><div>Nej 33",
    ),
    "a poll in a table": (
        "<p>Soll der Turm bleiben?</p><table><tr><td>Ja<td>40 %<td>12<tr><td>Nein<td>60 %<td>18</table>",
        "40 %<td>12<tr><td>Nein<td>60",
        "50 %<td>18<tr><td>Nein<td>50",
    ),
    "a goal": (
        "<h4>The bell</h4><div>1,240 of 2,000</div><div>62 %</div>",
        "1,240 of 2,000</div><div>62",
        "1,500 of 2,000</div><div>75",
    ),
    "a bar": ("<h4>The bell</h4><p>Money raised so far: 410.</p><progress value=4 max=9></progress>", "410", "466"),
}


@pytest.mark.parametrize("name", COUNTERS)
def test_counters_that_no_word_names(name):
    """A box that holds one figure and its label, a poll, or a goal and what is reached of it counts something."""
    box, old, new = COUNTERS[name]
    assert compare(article(box), article(box.replace(old, new))).change is Change.COSMETIC


NAMED = {
    "a label that the text names": ("<div>Ferries cancelled</div><div>12</div>", "12", "14"),
    "shares without a question": (
        "<p>How the basin is used</p><div>Grain 61 %</div><div>Timber 30 %</div><div>Fish 9 %</div>",
        "61 %</div><div>Timber 30",
        "58 %</div><div>Timber 33",
    ),
    "amounts without their share": (
        "<div>Berths built: 12</div><div>Berths planned: 90</div><div>Cost: 30 %</div>",
        "30",
        "35",
    ),
}


@pytest.mark.parametrize("name", NAMED)
def test_figures_that_are_no_counters(name):
    """A figure with a label of the text's own words is a fact, as are shares and amounts that make no whole."""
    box, old, new = NAMED[name]
    assert compare(article(box), article(box.replace(old, new))).change is Change.EDITED


ASK = "<div class=k{}><p>{}</p>{}</div>"


@pytest.mark.parametrize(
    "control",
    ["<button>OK</button>", "<div><input type=email><button>OK</button></div>", "<form><select></select></form>"],
)
@pytest.mark.parametrize("language", ["ru", "ja"])
def test_prompts_of_short_pages(language, control):
    """Elements with a control ask for something, also where they are a third of a short page and around its text."""
    asked, text = {
        "ru": ("Сообщить вам, когда что-нибудь случится? Хватит одного нажатия, и вы узнаете всё.", PROSE_RU),
        "ja": ("新しいことがあればお知らせしましょうか。毎朝、短いまとめをお届けします。", PROSE_JA),
    }[language]
    paragraphs = "".join(f"<div>{one}</div>" for one in text)
    pages = [
        f"<html lang={language}><title>{text[0]}</title><body>{first}<main><h1>{text[0][:12]}</h1><div>{paragraphs}{last}</div></main>"
        for first, last in ((ASK.format(1, asked, control), ""), ("", ASK.format(2, asked, control)))
    ]
    assert compare(*map(reading, pages)).change in {Change.SAME, Change.COSMETIC}


PROSE_RU = (
    "Порт Линдов закрыт с понедельника: кран высотой 53 метра упал в восточный бассейн.",
    "Никто не пострадал, сообщили в управлении порта, потому что смена уже закончилась.",
    "Суда для восточного бассейна направляют в Марвик, где могут стоять девять из них.",
    "Кран построили в 1987 году, последнюю проверку он прошёл весной, утверждает владелец.",
    "Паромы на острова ходят без изменений и отправляются от западного причала.",
)
PROSE_JA = (
    "リンドウ港は月曜日から閉鎖されている。高さ五十三メートルのクレーンが東の船だまりに倒れた。",
    "港湾局によると、作業の交代がその直前に終わっていたため、けが人は一人も出なかったという。",
    "東の船だまりに入る予定だった船は、同時に九隻まで停泊できるマーウィックへ向かっている。",
    "クレーンは一九八七年に造られ、春に行われた最後の検査に合格していたと所有者は話している。",
    "島へ渡る船には影響がなく、これまでどおり西の桟橋から時刻表のとおりに出発している。",
    "技術者たちは月末までに、下の軸受けのボルトがなぜ折れたのかを明らかにしたいと考えている。",
    "船員たちは何年も前から新しいクレーンを求めており、町は冬までに二基を約束していた。",
)


def test_answers_under_buttons_are_text():
    """Where most of the text is in elements with a control, such as answers that a button unfolds, it is the text."""
    parts = "".join(f"<section><button>{n}</button><p>{one}</p></section>" for n, one in enumerate(PARAGRAPHS))
    html = f"<html lang=en><title>Harbour closed</title><body><h1>Harbour closed</h1>{parts}"
    assert compare(reading(html), reading(html.replace("nine of", "seven of"))).change is Change.EDITED
    assert compare(reading(html), reading(html.replace(f"<p>{PARAGRAPHS[3]}</p>", ""))).change is Change.EDITED
