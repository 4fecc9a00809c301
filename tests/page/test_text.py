"""The article, the whole visible text, title, language and date of a page."""

import gzip
import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.model.page import Answer, Page
from citecheck.page.html.published import normalise_date
from citecheck.page.reading import read_page, read_text

WEB = Path(__file__).parents[3] / "shared" / "corpus" / "web"

PARAGRAPHS = [
    "The river rose by two metres in the night to Tuesday, the authority said, and went on rising in the morning.",
    "Nine towns were cut off, among them the two that had been flooded in 1998, when a dam broke upstream.",
    "Help came by boat, because the roads, as the mayor put it, had gone; nobody was hurt, but cattle were lost.",
    "The water is expected to fall by the end of the week, according to the gauge at the bridge.",
]
PAGE = f"""<!doctype html><html lang="en-GB"><head><title>River floods nine towns | Example News</title>
<meta property="og:title" content="River floods nine towns">
<meta property="article:published_time" content="2024-03-05T08:15:00+01:00">
<link rel="canonical" href="/news/flood"></head><body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav></header>
<main><article><h1>River floods nine towns</h1><p class="byline">By Ann Author</p>
<p>{PARAGRAPHS[0]}</p><div class="share-buttons"><a href="#">Share this</a></div><p>{PARAGRAPHS[1]}</p>
<figure><img src="a.jpg"><figcaption>The bridge on Tuesday. Photograph by somebody or other, for the paper.</figcaption></figure>
<h2>Boats</h2><p>{PARAGRAPHS[2]}</p><p>{PARAGRAPHS[3]}</p></article>
<aside class="related"><h3>More stories</h3><ul><li><a href="/a">Another story about something else</a></li></ul></aside></main>
<div hidden><p>Hidden words that no reader sees on this page at all, whatever happens.</p></div>
<footer><p>Example News is published by Example Limited, a company registered in Example.</p></footer></body></html>"""


@pytest.fixture(scope="module")
def text():
    return read_text(Answer(body=PAGE.encode(), url="https://example.org/news/flood"))


def test_the_main_text_is_the_article(text):
    """Paragraphs and inner headings, without menu, byline, caption, related stories and footer."""
    assert text.main.split("\n") == [PARAGRAPHS[0], PARAGRAPHS[1], "Boats", PARAGRAPHS[2], PARAGRAPHS[3]]


def test_the_visible_text_is_everything_shown(text):
    """All a reader sees is there, what is hidden is not."""
    assert all(shown in text.visible for shown in ("Home", "By Ann Author", "The bridge on Tuesday", "Example Limited"))
    assert "Hidden words" not in text.visible


def test_every_main_line_is_a_visible_line(text):
    """What is found in the article is found in the visible text word for word."""
    assert set(text.main.split("\n")) <= set(text.visible.split("\n"))


def test_head_matter(text):
    """Title without the site's name, language without region, the moment of publication."""
    assert (text.title, text.language, text.published) == ("River floods nine towns", "en", "2024-03-05T08:15:00+01:00")


def test_the_canonical_link_is_absolute():
    """The address that a page gives itself is resolved against the one it came from."""
    reading = read_page(Answer(body=PAGE.encode(), url="https://example.org/x"))
    assert reading.canonical_link == "https://example.org/news/flood"


@pytest.mark.parametrize(
    ("head", "url", "date"),
    [
        (
            '<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","datePublished":"2023-11-02T10:00:00Z"}]}</script>',
            "",
            "2023-11-02T10:00:00Z",
        ),
        ('<meta name="citation_publication_date" content="2019/11/26">', "", "2019-11-26"),
        ('<meta name="DC.date.issued" content="20190512">', "", "2019-05-12"),
        ('<body><time datetime="2020-01-31">31 January</time>', "", "2020-01-31"),
        ('<meta name="date" content="Tue, 05 Mar 2024 08:15:00 GMT">', "", "2024-03-05T08:15:00+00:00"),
        ("", "https://example.org/2018/jun/09/title", "2018-06-09"),
        ("", "https://example.org/2018/06/09/title.html", "2018-06-09"),
        ('<meta property="article:modified_time" content="2024-01-01">', "", None),
        ('<script type="application/ld+json">{"datePublished": }</script>', "", None),
        ('<script type="application/ld+json">{"@type":"Event","datePublished":"2030-05-04"}</script>', "", None),
        (
            '<script type="application/ld+json">[{"@type":"WebSite","datePublished":"2001-01-01"},{"@type":"Article","datePublished":"2020-02-02"}]</script>',
            "",
            "2020-02-02",
        ),
        ('<body><div class="comments"><time datetime="2021-01-01">1 January</time></div>', "", None),
        ('<body><div class="content-sidebar-wrap"><time datetime="2021-01-01"></time></div>', "", "2021-01-01"),
        ('<body><aside><time datetime="2021-01-01">1 January</time> Another story</aside>', "", None),
        ('<body><header><time datetime="2024-09-09">Today</time></header>', "", None),
        ('<body><div itemtype="https://schema.org/Event"><time datetime="2030-05-04">4 May</time></div>', "", None),
        (
            '<body><p>Updated <time datetime="2022-02-02"></time></p><p>Published <time datetime="2020-02-02"></time></p>',
            "",
            "2020-02-02",
        ),
    ],
)
def test_dates_that_pages_state(head, url, date):
    """The date of publication is read from what pages state for machines; a date of change is not taken for it."""
    assert read_text(Answer(body=f"<html><head>{head}</head><p>Text</p>".encode(), url=url or None)).published == date


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>River floods nine towns | Example News</title>", "River floods nine towns | Example News"),
        ("<title>River floods nine towns | News</title><h1>River floods nine towns</h1>", "River floods nine towns"),
        ('<meta property="og:site_name" content="News"><title>River floods - News</title>', "River floods"),
        ("<title>News - River floods nine towns</title><h1>News</h1>", "News - River floods nine towns"),
        ("<title>Bridges - then and now</title><h1>Bridges - then and now</h1>", "Bridges - then and now"),
        ("<h1>River floods nine towns</h1>", "River floods nine towns"),
        ("<p>Text</p>", None),
    ],
)
def test_a_title_is_the_headline(head, title):
    """The name of the site is cut off a title where the page shows where the headline ends, and nowhere else."""
    assert read_text(Answer(body=f"<html>{head}<p>Text</p>".encode())).title == title


@given(st.text(max_size=80))
@settings(max_examples=100, deadline=None)
def test_any_string_is_a_date_or_none(written):
    """Reading a date never raises."""
    assert (
        normalise_date(written) is None
        or normalise_date(written)[:2] in ("19", "20")
        or normalise_date(written)[0].isdigit()
    )


@pytest.mark.parametrize(
    ("body", "declared", "language"),
    [
        (
            "Команда apt-get install package-name установит пакет, и после этого dpkg --configure --pending завершит настройку.",
            None,
            "ru",
        ),
        (PARAGRAPHS[0] + PARAGRAPHS[1], None, "en"),
        (
            "Der Fluss stieg in der Nacht zum Dienstag um zwei Meter, teilte die Behörde mit, und er stieg am Morgen weiter an.",
            None,
            "de",
        ),
        (
            "Река поднялась на два метра в ночь на вторник, сообщило ведомство, и утром вода продолжала прибывать в городе.",
            "en",
            "ru",
        ),
        (
            "川の水位は火曜日の夜に二メートル上がったと当局が発表した。朝になっても上がり続けている。住民は避難した。",
            "en",
            "ja",
        ),
        ("Kurz.", None, None),
    ],
)
def test_the_language_is_that_of_the_text(body, declared, language):
    """A declaration that contradicts the script of the text is not believed; where none is made, the text tells."""
    tag = f' lang="{declared}"' if declared else ""
    assert read_text(Answer(body=f"<html{tag}><p>{body}</p></html>".encode())).language == language


@pytest.mark.parametrize(
    ("body", "media_type", "title", "text"),
    [
        (b"First line\nSecond line\n", b"text/plain", None, "First line\nSecond line"),
        (
            b'{"title": "Levels", "rows": [{"note": "rose by two metres"}]}',
            b"application/json",
            "Levels",
            "Levels\nrose by two metres",
        ),
        (
            b"<?xml version='1.0'?><rss><channel><title>News</title><item><description><![CDATA[<p>Rose &amp; fell</p>]]></description></item></channel></rss>",
            b"text/xml",
            "News",
            "News\nRose & fell",
        ),
        (b"\x89PNG\r\n\x1a\n....", b"text/html", None, ""),
    ],
)
def test_other_media_have_their_text(body, media_type, title, text):
    """Plain text, JSON and feeds give their words, pictures none; all of them are live."""
    reading = read_page(Answer(body=body, status=200, headers=((b"content-type", media_type),)))
    assert (reading.text.title, reading.text.main, reading.page) == (title, text, Page.LIVE)


def test_an_article_carried_as_data_is_its_text():
    """A page that shows nothing but carries its article for search engines is read from there."""
    data = json.dumps({"@type": "NewsArticle", "articleBody": " ".join(PARAGRAPHS)})
    page = f'<script type="application/ld+json">{data}</script><div id="root"></div>'
    reading = read_page(Answer(body=page.encode()))
    assert PARAGRAPHS[2] in reading.text.main
    assert reading.page is Page.LIVE


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b'<script type="application/ld+json">{"articleBody": "half \\ud800 a pair"}</script>', b"text/html"),
        (b'{"title": "half \\ud800", "text": "a \\udfff pair"}', b"application/json"),
        (b"<p>half &#xD800; a pair</p>", b"text/html"),
    ],
)
def test_half_a_surrogate_pair_is_dropped(body, media_type):
    """Text that no UTF-8 can hold is not handed on."""
    text = read_page(Answer(body=body, headers=((b"content-type", media_type),))).text
    assert "pair" in text.main
    assert (text.main + text.visible + (text.title or "")).encode()


@given(st.binary(max_size=600))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_a_page(body):
    """Reading never raises, and reads the same bytes the same way."""
    answer = Answer(body=body, url="https://example.org/a", status=200)
    assert read_page(answer) == read_page(answer)


MARKUP = st.lists(
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<div hidden>",
            "</div>",
            "<table><tr><td>",
            "<a href=x>",
            "text, and more of it. ",
            "<script>",
            "</script>",
            "<br>",
            "<!--",
            "-->",
            "<li>",
            "\x00",
            "&#0;",
            "<svg>",
            "<title>",
            "<h1>",
        ]
    ),
    max_size=60,
).map("".join)


@given(MARKUP)
@settings(max_examples=150, deadline=None)
def test_any_markup_is_a_page(markup):
    """Broken nesting is read, and the article stays a part of what is shown."""
    text = read_page(Answer(body=markup.encode())).text
    assert set(text.main.split("\n")) <= set(text.visible.split("\n"))


def shingles(text):
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", text).lower())
    return Counter(tuple(words[n : n + 4]) for n in range(max(1, len(words) - 3))) if words else Counter()


def f1(said, gold):
    both = sum((shingles(said) & shingles(gold)).values())
    return 2 * both / max(1, sum(shingles(said).values()) + sum(shingles(gold).values()))


@pytest.mark.skipif(not WEB.exists(), reason="the shared corpus of pages with their articles is not here")
def test_articles_of_real_pages():
    """On real pages the article is found as well as by the best extractors: F1 .955 on hand-made texts, .92 on all."""
    scores, benchmark = [], []
    for row in json.loads((WEB / "extraction" / "labels.json").read_text())[::2]:
        if not row["gold"]:
            continue
        body = gzip.decompress((WEB / "extraction" / row["html"]).read_bytes())
        gold = gzip.decompress((WEB / "extraction" / row["gold"]).read_bytes()).decode("utf-8", "replace")
        scores.append(f1(read_text(Answer(body=body, url=row["url"])).main, gold))
        if row["source"] == "aeb":
            benchmark.append(scores[-1])
    assert sum(benchmark) / len(benchmark) >= 0.94
    assert sum(scores) / len(scores) >= 0.92


@pytest.mark.parametrize("tag", ["s", "del", "strike"])
def test_struck_text_is_not_read(tag):
    """Text that the page has struck is no text of it; what was inserted in its place is."""
    html = PAGE.replace("Nine towns", f"<{tag}>Nine towns</{tag}> <ins>Ten towns</ins>")
    text = read_text(Answer(html.encode()))
    assert "Nine towns" not in text.main
    assert "Ten towns were cut off" in text.main


@pytest.mark.parametrize(
    ("tiles", "shown"),
    [
        ("<span>14</span><span>deaths</span>", "14 deaths"),
        ("<span class=n>1,203</span><span class=l>Einwohner je Ort</span>", "1,203 Einwohner je Ort"),
        ("<span>21</span><span>st</span> century", "21st century"),
        ("<span>7B</span><span>locks</span>", "7Blocks"),
        ("<b>5</b><i>kilo</i>", "5kilo"),
        ("<span>CO2</span>", "CO2"),
    ],
)
def test_a_figure_and_its_label_in_spans(tiles, shown):
    """A figure and the label in the span after it are two words; an ending or a part of a word stays joined."""
    html = PAGE.replace("<h2>Boats</h2>", f"<div>{tiles}</div><h2>Boats</h2>")
    assert shown in read_text(Answer(html.encode())).visible


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ("<td>2019</td><td>10</td><td>130</td>", "2019 | 10 | 130"),
        ("<th>Ebern<td>10<td></td> <td>\n130", "Ebern 10 | 130"),
        ("<td>7</td><td>-4</td><td>5 %</td><td>12</td>", "7 | -4 | 5 % 12"),
        ("<td>Olsk</td><td>1 200</td><td>km</td>", "Olsk 1 200 km"),
        ("<td>3.</td><td>May</td>", "3. May"),
    ],
)
def test_figures_in_cells(cells, shown):
    """Two figures in neighbouring cells are two; a space alone would make one of 10 and 130."""
    text = read_text(Answer(f"<html><body><h1>Towns</h1><table><tr>{cells}</table>".encode()))
    assert shown in text.visible.splitlines()
