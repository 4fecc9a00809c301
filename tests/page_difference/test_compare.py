"""What counts as a change of a page, and what is only its furniture."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.model.change import Change
from citecheck.page.difference.comparison import compare

from .pages import MENU, SENTENCES, page, reading

COOKIES = "<div class=cookie-banner><p>We use cookies to analyse traffic. Click to accept all.</p></div>"
RELATED = "<aside><h3>More stories</h3><ul><li><a href=/1>Ten years of drought</a></li></ul></aside>"
CARDS = "".join(
    f"<div><h3><a href=/{n}>The headline of another story, number {n}</a></h3><p>What it tells in a line of text.</p></div>"
    for n in range(4)
)
TOOLBAR = (
    "<div id=wm-ipp-base><div id=wm-ipp><a href=/web/>128 captures</a><div>05 Jun 2014 - 12 Nov 2024</div>"
    "<div>Formed in 2009, the team is a loose collective of programmers dedicated to saving copies of sites.</div></div></div>"
)
TEASERS = (
    "<div>"
    + "".join(f"<div><a href=/{n}>A headline of another story, number {n}</a></div>" for n in range(4))
    + "</div>"
)


def change(old, new):
    return compare(reading(old), reading(new))


def edited(place, was, now):
    return [one.replace(was, now) if at == place else one for at, one in enumerate(SENTENCES)]


NOISE = {
    "a menu entry": page(menu=MENU.replace("Shop", "Games")),
    "a consent banner": page(before=COOKIES),
    "a related box inside the article": page(inside=RELATED),
    "a list of teasers": page(after=TEASERS),
    "a view counter": page(inside="<p>1,109,806 views</p>"),
    "a relative time": page(inside="<p>3 years ago</p>"),
    "the year of the copyright": page().replace("2024", "2025"),
    "the date of the last update": page(inside="<p>Last updated 3 May 2024</p>"),
    "an advertisement's label": page(inside="<div>Advertisement</div>"),
    "an offer to follow": page(inside="<p>Follow us on Facebook and never miss a story again.</p>"),
    "a pointer to another article": page(inside="<p>Read also: <a href=/2>The long road</a></p>"),
    "new markup": page().replace("<p>", "<div class=x><span>").replace("</p>", "</span></div>"),
    "wrapping of lines": page().replace(" ", "\n  "),
    "typographic quotes and spaces": page().replace("Gao two", "Gao\u00a0two"),
    "another order of the menu": page(menu="".join(reversed(MENU.split("<li>")[1:]))),
    "readers' comments": page(
        after="<section id=comments class=comments><p>I do not believe a word of this story.</p></section>"
    ),
    "a remark on a link": page().replace("United Nations", "United Nations (opens in new tab)"),
    "a list of cards": page(inside=f"<section>{CARDS}</section>"),
    "the bar of an archive": page(before=TOOLBAR),
    "an offer by mail": page(inside="<p>Get the day's top stories in your inbox. Sign up for our newsletter.</p>"),
    "a line about the author": page(
        inside="<div class=author-bio><p>Jane Miller covers energy and the climate.</p></div>"
    ),
    "soft hyphens": page().replace("ministry", "mini\u00adstry").replace("residents", "resi\u200bdents"),
    "the name of a control": page(inside="<div>Collapse sidebar</div>"),
}


@pytest.mark.parametrize("name", NOISE)
def test_furniture_is_no_change(name):
    """Furniture that comes or goes is cosmetic at most, in both directions."""
    for old, new in ((page(), NOISE[name]), (NOISE[name], page())):
        assert change(old, new).change in {Change.SAME, Change.COSMETIC}, name


EDITS = {
    "a number": (edited(0, "12", "14"), SENTENCES[0], SENTENCES[0].replace("12", "14")),
    "a date": (edited(0, "Monday", "Tuesday"), SENTENCES[0], SENTENCES[0].replace("Monday", "Tuesday")),
    "a name": (edited(1, "Bamako", "Niamey"), SENTENCES[1], SENTENCES[1].replace("Bamako", "Niamey")),
    "a negation": (edited(1, "did not confirm", "did confirm"), SENTENCES[1], SENTENCES[1].replace(" not", "")),
    "a decimal point": (edited(4, "4.5", "45"), SENTENCES[4], SENTENCES[4].replace("4.5", "45")),
    "a paragraph lost": (SENTENCES[:2] + SENTENCES[3:], SENTENCES[2], ""),
    "a paragraph more": (
        [*SENTENCES, "A second convoy was seen near Kidal at night."],
        "",
        "A second convoy was seen near Kidal at night.",
    ),
    "a correction": ([*SENTENCES, "Correction: 14 tanks were lost."], "", "Correction: 14 tanks were lost."),
}


@pytest.mark.parametrize("name", EDITS)
@pytest.mark.parametrize("noise", ["", COOKIES + RELATED])
def test_edits_are_found(name, noise):
    """One changed fact is one edit, before and after, whatever furniture changed with it."""
    sentences, before, after = EDITS[name]
    found = change(page(), page(sentences, before=noise))
    assert found.change is Change.EDITED
    assert [(edit.before, edit.after) for edit in found.edits] == [(before, after)]


def test_figures_in_tables():
    """A figure in a table is quoted with its row."""
    table = "<table><tr><th>Region</th><th>Dead</th></tr><tr><td>Gao</td><td>{}</td></tr></table>"
    found = change(page(inside=table.format("1,204")), page(inside=table.format("1,240")))
    assert [(edit.before, edit.after) for edit in found.edits] == [("Gao 1,204", "Gao 1,240")]


def test_correction_outside_the_article():
    """A correction note counts wherever it is."""
    assert change(page(), page(after="<div><p>Correction: fourteen tanks were lost.</p></div>")).change is Change.EDITED


def test_summary_above_the_article():
    """The summary in the head of an article is part of it, and a correction counts in its foot as well."""
    summary = page().replace("<article>", "<article><header><p>{}</p></header>")
    count = "Twelve tanks were lost on the way to the river, the ministry said."
    assert change(summary.format(count), summary.format(count.replace("Twelve", "Ten"))).change is Change.EDITED
    assert change(page(), page(inside="<footer><p>Correction: 14 were lost.</p></footer>")).change is Change.EDITED


def test_headline_worded_anew():
    """A headline that was worded anew counts even where the title the page gives elsewhere stayed."""
    found = change(page(), page().replace("<h1>Tanks lost", "<h1>Tanks sunk"))
    assert [edit.after for edit in found.edits] == ["Tanks sunk near the river"]


def test_headline():
    """A new headline counts where the title of the page changed with it."""
    found = change(page(), page(title="Fourteen tanks lost at the bridge"))
    assert [edit.after for edit in found.edits] == ["Fourteen tanks lost at the bridge"]


OTHER = (
    "A comet will be visible from the southern hemisphere until Friday.",
    "Astronomers advise to look west shortly after sunset with binoculars.",
    "The next comet of this brightness is expected in the year 2031.",
)


@pytest.mark.parametrize(
    "new",
    [
        page(OTHER, title="A comet is coming"),
        "<html><title>404</title><body><h1>Page not found</h1><p>The page you asked for does not exist.</p></body></html>",
        "<html><title>Just a moment...</title><body>Checking your browser before accessing example.org</body></html>",
        page(SENTENCES[:1], inside="<p>Subscribe to read the rest of this story.</p>"),
    ],
    ids=["another article", "not found", "a challenge", "only the opening"],
)
def test_replacements(new):
    """A page that no longer shows the content is replaced, whatever it shows."""
    assert change(page(), new).change is Change.REPLACED


@pytest.mark.parametrize("kept", [(0, 3, 4), (1, 4), (4,)], ids=["a part of each", "the end", "the last sentence"])
def test_shortened_pages(kept):
    """A page that was shortened and keeps more than its opening is edited, however little it keeps."""
    long = [*SENTENCES, *(f"In {town} the same was said, and {n} families left." for n, town in enumerate(TOWNS, 12))]
    assert change(page(long), page([long[one * 2 + 1] for one in kept])).change is Change.EDITED


TOWNS = ("Gossi", "Ansongo", "Bourem", "Hombori", "Douentza")


LONG = "June 9: Palm Beach, at the theatre, " * 12
"""A list of dates written as one sentence, most of the page."""


@pytest.mark.parametrize("rest", [[LONG.replace("9", "8")], [LONG.replace("9", "8", 1)]])
def test_long_sentences(rest):
    """One new figure in a sentence that is most of the page is an edit; the page was not cut down."""
    assert change(page([*SENTENCES[:2], LONG]), page([*SENTENCES[:2], *rest])).change is Change.EDITED


def test_one_paragraph_less():
    """A page that loses its last and longest paragraph, and that alone, was edited."""
    last = " ".join(SENTENCES[2:])
    assert change(page([*SENTENCES[:2], last]), page(SENTENCES[:2])).change is Change.EDITED


def test_rewriting_is_no_replacement():
    """A page rewritten from end to end about the same thing is edited."""
    again = [f"{one[:-1]}, as was reported before in the press." for one in SENTENCES]
    assert change(page(), page(again)).change is Change.EDITED


def test_obfuscated_addresses():
    """An e-mail address that one capture hides is no change; two that differ are one."""
    line = "<p>Write to {} for the data of this story about tanks.</p>"
    shown, hidden, other = (
        page(inside=line.format(one)) for one in ("a@example.org", "[email&#160;protected]", "b@example.org")
    )
    assert change(shown, hidden).change is Change.COSMETIC
    assert change(shown, other).change is Change.EDITED


def test_edits_in_folded_text():
    """An answer that is folded away within the article is content."""
    folded = page(inside="<div style='display:none'><p>The river is called the Niger and is 4,180 km long.</p></div>")
    found = change(folded, folded.replace("4,180", "4,810"))
    assert [edit.after for edit in found.edits] == ["The river is called the Niger and is 4,810 km long."]


def test_policies_about_cookies():
    """In a policy about cookies, what would be a banner elsewhere is the text."""
    policy = [f"You may accept cookies of kind {kind} in your settings at any time." for kind in ("a", "b", "c", "d")]
    assert change(page(policy), page([*policy[:3], policy[3].replace("any time", "no time")])).change is Change.EDITED


def test_hidden_text_is_known():
    """Text that a redesign unfolds was there before."""
    folded = page(inside="<div style='display:none'><p>The river is called the Niger and is 4,180 km long.</p></div>")
    assert change(folded, folded.replace("display:none", "")).change is Change.COSMETIC


def test_readings_kept_without_blocks():
    """Where one reading was kept without its blocks, both are compared by their main text."""
    old, new = reading(page()), reading(page(before=COOKIES, menu=MENU.replace("Shop", "Games")))
    kept = replace(old, text=replace(old.text, blocks=()))
    assert compare(kept, new).change is Change.COSMETIC
    edited_page = reading(page(edited(0, "12", "14")))
    assert len(compare(kept, edited_page).edits) == 1


WORDS = st.sampled_from(
    ("The river rose by 12 cm.", "Nobody was hurt.", "Prices fell in May.", "Talks began in Gao today.", *SENTENCES)
)
PAGES = st.lists(WORDS, min_size=1, max_size=6).map(lambda some: reading(page(some)))


@settings(max_examples=40, deadline=None)
@given(PAGES)
def test_a_page_is_itself(one):
    """A page compared with itself is the same."""
    assert compare(one, one).change is Change.SAME


@settings(max_examples=40, deadline=None)
@given(PAGES, PAGES)
def test_comparing_twice(a, b):
    """Comparing is deterministic, and whether the content is touched does not depend on the direction."""
    there, back = compare(a, b), compare(b, a)
    assert there == compare(a, b)
    touched = {Change.EDITED, Change.REPLACED}
    assert (there.change in touched) == (back.change in touched)


@settings(max_examples=40, deadline=None)
@given(PAGES, PAGES)
def test_edits_stand_in_the_texts(a, b):
    """What an edit says was there before is in the first text, what it says came is in the second."""
    for edit in compare(a, b).edits:
        assert edit.before in a.text.visible.replace("\n", " ")
        assert edit.after in b.text.visible.replace("\n", " ")
        assert edit.before != edit.after


FRAME = tuple(
    f"Rule {name} of the reading room says that visitors with a ticket may order as many volumes as they can carry."
    for name in ("one", "two", "three", "four", "five")
)
COMET = (
    "A comet will be visible from the southern hemisphere until Friday night, if the sky is clear of clouds.",
    "Astronomers advise to look west shortly after sunset with binoculars or with a small telescope.",
    "The next comet of this brightness is expected in the year 2031, according to the observatory.",
    "Its tail is some nine million kilometres long and points away from the sun, as all tails of comets do.",
    "Schools in the north stay open at night so that pupils can see it together with their parents.",
)


def test_another_text_in_the_same_frame():
    """A page under another title with another text next to what all pages of the site say was replaced."""
    found = change(page((*SENTENCES, *FRAME)), page((*COMET, *FRAME), title="Comet over the south"))
    assert found.change is Change.REPLACED


def test_pages_of_one_vocabulary():
    """Terms of use and a privacy policy use the same words; with another title and headline one replaced the other."""
    terms = [f"You use the service of the company under these terms and accept point {n} of them." for n in range(8)]
    policy = [f"The company and the service use data of you under terms that you accept, point {n}0." for n in range(8)]
    old, new = page(terms, title="Terms of use | Lindow"), page(policy, title="Privacy policy | Lindow")
    assert change(old, new).change is Change.REPLACED
    assert change(old, page(policy, title="Terms of use | Lindow")).change is Change.EDITED


def test_a_reworded_title():
    """A page with a new version of its title and most of its text is edited."""
    old = page((*SENTENCES, *FRAME))
    new = page((SENTENCES[0], *FRAME), title="Fourteen tanks lost near the river")
    assert change(old, new).change is Change.EDITED


@pytest.mark.parametrize("tag", ["s", "del", "strike"])
def test_a_struck_sentence(tag):
    """A sentence that a page strikes is an edit, as if it had been removed."""
    new = (SENTENCES[0], f"<{tag}>{SENTENCES[1]}</{tag}>", *SENTENCES[2:])
    change = compare(reading(page()), reading(page(new)))
    assert change.change is Change.EDITED
    assert [(one.before, one.after) for one in change.edits] == [(SENTENCES[1], "")]


@pytest.mark.parametrize("style", ["text-decoration: line-through", "color:gray;TEXT-DECORATION-LINE:line-through"])
def test_struck_by_style(style):
    """Text that a style strikes is taken back, as in `s` and `del`."""
    line = "<p>The ferry costs {}12 euros{} for a boat and leaves at noon from the western pier.</p>"
    old, new = (page(inside=line.format(*tags)) for tags in (("", ""), (f'<span style="{style}">', "</span>")))
    assert compare(reading(old), reading(new)).change is Change.EDITED


@pytest.mark.parametrize(
    ("sheet", "name"),
    [
        (".old { color: gray; text-decoration: line-through }", "old"),
        ("b{font-weight:700} i.x,span.gone{text-decoration-line:line-through}", "note gone"),
        ("", "line-through text-gray-500"),
        ("", "text-decoration-line-through"),
    ],
)
def test_struck_by_class(sheet, name):
    """Text is struck if a style sheet of the page strikes its class, or one in wide use does."""
    line = "<p>The ferry costs {}12 euros{} for a boat and leaves at noon from the western pier.</p>"
    old, new = (
        page(inside=f"<style>{sheet}</style>" + line.format(*tags))
        for tags in (("", ""), (f'<span class="{name}">', "</span>"))
    )
    assert compare(reading(old), reading(new)).change is Change.EDITED


@pytest.mark.parametrize(
    "sheet",
    [
        ".old:hover { text-decoration: line-through }",
        ".prices .old { text-decoration: line-through }",
        ".old { text-decoration: underline } .other { text-decoration: line-through }",
    ],
)
def test_a_class_that_may_not_strike(sheet):
    """A rule that depends on more than the class, or strikes another one, strikes nothing."""
    line = "<p>The ferry costs {}12 euros{} for a boat and leaves at noon from the western pier.</p>"
    old, new = (
        page(inside=f"<style>{sheet}</style>" + line.format(*tags))
        for tags in (("", ""), ('<span class="old">', "</span>"))
    )
    assert compare(reading(old), reading(new)).change is Change.SAME


@pytest.mark.parametrize("hidden", ["hidden", 'style="display: none"', 'style="visibility:hidden;color:red"'])
def test_a_paragraph_hidden(hidden):
    """A paragraph that is hidden by itself among others was taken back; coming back, it is new text."""
    line = "<p{}>The ferry costs twelve euros for a boat and leaves at noon from the western pier.</p>"
    old, new = page(inside=line.format("")), page(inside=line.format(f" {hidden}"))
    assert compare(reading(old), reading(new)).change is Change.EDITED
    assert compare(reading(new), reading(old)).change is Change.EDITED


def test_answers_folded_away():
    """Paragraphs that a redesign hides with their container, or all alike, were not edited."""
    lines = [f"The {name} ferry leaves the western pier at noon and is back before the evening." for name in "abc"]
    shown = "".join(f"<h3>Line {line[4]}</h3><div><p>{line}</p></div>" for line in lines)
    folded = "".join(f"<h3>Line {line[4]}</h3><div hidden><p>{line}</p></div>" for line in lines)
    assert compare(reading(page(inside=shown)), reading(page(inside=folded))).change is not Change.EDITED
