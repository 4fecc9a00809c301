"""The doubt about a live page: notices in words that no rule lists are doubted, pages with content are not."""

import base64
import json
from importlib.resources import files

import pytest

from citecheck.model.page import Coverage, Page
from citecheck.page.answer import build_saved_answer
from citecheck.page.classify.article_doubt import BUCKETS
from citecheck.page.reading import read_page

WEIGHTS = json.loads(files("citecheck.page.classify").joinpath("article_doubt.json").read_text("utf-8"))

UNLISTED = {
    "dutch order": "<title>Melding</title><h1>Melding</h1><p>Deze bestemming is op aanwijzing van de toezichthouder niet bereikbaar.</p>",
    "swahili order": "<title>Taarifa</title><center><img src=a.png><p>Ukurasa huu haupatikani kwa amri ya mamlaka.</p></center>",
    "swahili login": "<title>Ingia</title><div><form action=/session method=post><input name=user><input name=key>"
    "<button>Ingia</button></form></div>",
    "policy of a gateway": "<title>Gateway notice</title><p>Your request was stopped by policy set 14. Ticket 88-2201.</p>",
    "no language": "<title>Vresta</title><center><h1>Vresta nolimar</h1><hr><p>Oru tami vel dosk.</p></center>",
}
"""Bodies of notices; the second half of their names says what they are."""

PARAGRAPH = "<p>The ferry to Skarn leaves at nine and at noon. It carries forty people and six cars at most.</p>"
MENU = "".join(f"<li><a href=/{name}>{name}</a></li>" for name in ("boats", "times", "fares", "harbour", "contact"))
LIVE = {
    "notes with a menu": f"<title>Ferry notes</title><nav><ul>{MENU}</ul></nav><h1>Ferry notes</h1>{PARAGRAPH * 3}",
    "a report on a block": "<title>Provider blocks the ferry's site - Skarn Post</title>"
    f"<nav><ul>{MENU}</ul></nav><article><h1>Provider blocks the ferry's site</h1><time datetime=2024-03-01>1 March 2024</time>"
    f"<p>Access to the site was blocked by order of a court on Friday, the ferry company said.</p>{PARAGRAPH * 2}</article>",
    "a long page": f"<title>All crossings</title>{PARAGRAPH * 60}",
}


def read(body, status=200):
    page = f"<!doctype html><html><head>{body.replace('</title>', '</title></head><body>', 1)}</body></html>"
    return read_page(build_saved_answer(page.encode(), url="https://www.example.org/a/crossing", status=status))


@pytest.mark.parametrize("name", UNLISTED)
def test_a_notice_in_words_that_nobody_listed_is_doubted(name):
    """A notice that the rules take for live is doubted, and stays live."""
    reading = read(UNLISTED[name])
    assert reading.page is Page.LIVE
    assert reading.doubt


@pytest.mark.parametrize("name", LIVE)
def test_a_page_with_content_is_not_doubted(name):
    """A page with paragraphs and links is not doubted, whatever it is about."""
    reading = read(LIVE[name])
    assert (reading.page, reading.doubt) == (Page.LIVE, None)


def test_the_doubt_states_what_a_reader_can_see():
    """The reasons are counts of what the page shows, at most three of them."""
    assert read(UNLISTED["policy of a gateway"]).doubt == "58 letters, no letter of running text, 2 sentences"


TEASERS = "".join(
    f"<article><h3><a href=/news/{number}>{headline}</a></h3><p>{PARAGRAPH[3:-4]}</p></article>"
    for number, headline in enumerate(("Pier gets a new crane", "Skarn choir sings in Lund", "Owner of a boat found"))
)
FRAMED = {
    "en": ("Notice", "This episode cannot be shown to visitors outside of Norway."),
    "de": ("Hinweis", "Ihr Zugang zu diesem Bereich ruht bis zur Freigabe durch uns."),
    "fr": ("Avis", "Le contributeur a effacé sa page avec toutes ses images."),
    "es": ("Aviso", "El usuario ha borrado su página y todas sus fotos."),
    "pl": ("Wpis", "Autor lub moderator usunął tę stronę z naszego serwisu."),
    "ru": ("Запись", "Пользователь стёр эту запись вместе со всеми фотографиями."),
    "pt": ("Aviso", "Este episódio não pode ser mostrado a visitantes de fora do Brasil."),
    "ja": ("お知らせ", "お客様の地域ではこの番組をご利用になれません。"),
}
"""Headline and text of notices in words that no rule lists, by language."""


def frame(language, headline, text, *, wrapped="<p>{}</p>"):
    """Return a page of a site with menu, teasers of other pages and a footer around a headline and a text."""
    return (
        f"<!doctype html><html lang={language}><head><title>{headline} | Skarn Post</title></head><body>"
        f"<div class=top><a href=/>Skarn Post</a><ul>{MENU}</ul></div><div class=row><div class=left><h1>{headline}</h1>"
        f"{wrapped.format(text)}</div><div class=right><h2>More</h2>{TEASERS}</div></div><div>{MENU} © Skarn Post</div></body></html>"
    )


def read_framed(*words, **options):
    """Return the reading of a page of `frame`."""
    return read_page(
        build_saved_answer(frame(*words, **options).encode(), url="https://www.example.org/a/boat", status=200)
    )


@pytest.mark.parametrize("language", FRAMED)
def test_a_notice_in_the_frame_of_a_site_is_doubted(language):
    """The part under the headline is doubted although menus and teasers of an article are around it."""
    reading = read_framed(language, *FRAMED[language])
    assert reading.page is Page.LIVE
    assert reading.doubt
    assert reading.doubt.endswith("under its headline")


@pytest.mark.parametrize(
    ("language", "headline", "text"),
    [
        ("en", "Noon boat cancelled", "The noon boat to Skarn is cancelled on Sunday because of the storm."),
        ("de", "Mittagsfähre fällt aus", "Die Fähre um zwölf Uhr fällt am Sonntag wegen des Sturms aus."),
        ("fr", "Mort du capitaine", "Le capitaine Olaf Brekke est mort lundi à Skarn, à 84 ans."),
        ("ja", "渡し船が欠航", "嵐のため日曜日の正午の渡し船は欠航する。"),
    ],
)
def test_a_short_report_in_the_frame_of_a_site_is_not_doubted(language, headline, text):
    """One sentence about something else than the page and its reader is content."""
    assert read_framed(language, headline, text).doubt is None


def test_what_holds_a_list_is_not_doubted_for_its_words():
    """A list of changes is content though all its sentences are about pages."""
    changes = "<ul><li>The login page of your account was shown twice.</li></ul>"
    assert read_framed("en", "Version 2.4", changes, wrapped="{}").doubt is None


@pytest.mark.parametrize(
    ("page", "headline", "text"),
    [
        (Page.PARKED, "skarn-post.org", "This domain is currently parked."),
        (Page.SOFT_404, "The video was removed", "This video has been removed by the uploader."),
        (Page.FILTER_BLOCK, "Site blocked by order", "Access to this website has been blocked by order of the court."),
    ],
)
def test_teasers_are_no_story_of_a_notice(page, headline, text):
    """Sentences of teasers that lead to other pages are no report to which the words of a notice belong."""
    assert read_framed("en", headline, text).page is page


def test_a_thread_with_a_removed_post_is_live():
    """A thread whose posts go on is live although one of them was removed and teasers are around it."""
    posts = "<p>The noon boat was late.</p><p>This post has been removed by its author.</p><p>The captain said sorry for it.</p>"
    assert read_framed("en", "The noon boat to Skarn", posts, wrapped="{}").page is Page.LIVE


def test_what_has_a_class_is_not_doubted():
    """A page that the rules recognise needs no doubt."""
    reading = read("<title>Page not found</title><h1>Page not found</h1>", status=404)
    assert reading.page is not Page.LIVE
    assert reading.doubt is None


def test_a_page_that_states_its_content_to_programs_is_not_doubted():
    """A post that shows nothing but is stated for previews was seen."""
    said = "The noon boat is cancelled today, the captain says."
    reading = read(
        f'<meta property="og:description" content="{said}"><title>Skarn Ferry on Posts</title><p>Skarn Ferry</p>'
    )
    assert reading.text.coverage is Coverage.METADATA
    assert reading.doubt is None


def test_only_html_is_doubted():
    """A short text file is what it says."""
    reading = read_page(build_saved_answer(b"Closed.", status=200, headers=((b"Content-Type", b"text/plain"),)))
    assert (reading.page, reading.doubt) == (Page.LIVE, None)


def test_the_weights_state_where_they_come_from():
    """The file names its script, its pages and its figures, keeps to the share of false doubts, and fits the code."""
    provenance = WEIGHTS["provenance"]
    doubted, live = map(int, provenance["found in folds by site"]["live doubted"].split("/"))
    assert doubted <= provenance["false share"] * live
    assert provenance["pages"]["sites"] > 400
    assert len(base64.b64decode(WEIGHTS["grams"])) == BUCKETS
