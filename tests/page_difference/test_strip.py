"""What a page says that is not its text, line by line."""

import pytest

from citecheck.page.difference.noise import points_elsewhere, strip_noise

NOISE = (
    "312 people reacted to this",
    "❤ 25",
    "Lesezeit: 3 Minuten",
    "Temps de lecture : 4 min",
    "Время чтения: 4 мин.",
    "阅读量：1234",
    "1234回視聴",
    "23 تعليقًا",
    "3h ago",
    "June 5, 2023 Updated 3:45 p.m.",
    "Date modified: 2023-06-05",
    "Letzte Änderung am 5. Juni 2023",
    "La dernière modification de cette page a été faite le 5 juin 2023 à 10:15.",
    "Última atualização: 05/06/2023",
    "Дата обновления: 5 июня 2023",
    "最終更新日：2023年6月5日",
    "2023年6月5日 10時15分 更新",
    "Τελευταία ενημέρωση: 05/06/2023",
    "Story continues below advertisement",
    "ADVERTISEMENT - SCROLL TO CONTINUE",
    "Please enable JavaScript to view the comments powered by Disqus.",
    "You have 3 free articles left this month.",
    "我们使用Cookie来改善您的体验。继续浏览即表示您同意我们使用Cookie。",
    "Die wichtigsten Nachrichten des Tages. Jetzt unseren Newsletter abonnieren!",
    "ニュースレターに登録する。",
    "This article has been opened 4,120 times.",
    "Diese Seite wurde 412 mal aufgerufen.",
    "Read by 65 people this week",
    "53 views | 2 comments",
    "Agree (63)",
    "Weet ik niet (1.204)",
    "0:16 / 6:01 Play Unmute",
    "Our 72 vendors use your address for advertising and measurement.",
)


@pytest.mark.parametrize("line", NOISE)
def test_noise(line):
    """Counters, stamps, reading times, players and offers say nothing, in any of the languages known."""
    assert not strip_noise(line)


TEXT = (
    "Updated figures show 12 dead in the north.",
    "Published in 2019, the book names 14 officers.",
    "The newsletter of the ministry names 14 officers.",
    "Loadings of 25 percent were measured.",
    "5 June 2023",
    "25",
    "-25 %",
    "Hale (2019)",
    "This study was read to 40 children.",
    "$ 25",
)


@pytest.mark.parametrize("line", TEXT)
def test_text(line):
    """A sentence that begins like a stamp, a date by itself and a bare figure are text."""
    assert strip_noise(line) == line


PARTS = (
    ("Ada Hale | 4,109 people have read this", "Ada Hale"),
    ("12.05.2023 · 53 views", "12.05.2023"),
    ("Ray ID: 733496f5d464036e", "Ray ID:"),
    ("The list (97 pages) · 12.05.2023", "The list (97 pages) | 12.05.2023"),
    ("Deed no. 123456789012 of 1911", "Deed no. 123456789012 of 1911"),
)


@pytest.mark.parametrize(("line", "kept"), PARTS)
def test_parts_of_a_line(line, kept):
    """Of a short line in parts those that are counters say nothing, nor do the numbers of requests and sessions."""
    assert strip_noise(line) == kept


def test_pointers():
    """A headline list's name before a link points elsewhere; the same words within a sentence do not."""
    assert points_elsewhere("Most read: The long road")
    assert points_elsewhere("Related articles: The long road")
    assert not points_elsewhere("Most read the report as a warning.")


@pytest.mark.parametrize(
    "text",
    [
        "We and our 842 partners store and access information on a device, such as cookies.",
        "Wir und unsere 1.204 Partner speichern Informationen auf Ihrem Gerät und verarbeiten Daten.",
        "Nos 118 partenaires et nous lisons des informations sur votre terminal pour la publicité.",
        "Nosotros y nuestros 90 socios guardamos información en su dispositivo.",
        "Мы и наши 40 партнёров храним данные на вашем устройстве.",
        "Today is Friday, 3 May 2024 | 12:46",
        "Current time: 16:23",
        "Heute ist Freitag, 3. Mai 2024",
        "Partagé 48 fois",
        "Compartido 1.204 veces",
    ],
)
def test_banners_and_stamps(text):
    """Banners of the advertising industry, the day of the visit, and counters of shares are no content."""
    assert strip_noise(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "The two partners met again in Olsk to talk about the harbour.",
        "Today the council of Lindow decided to buy 3 cranes.",
        "Heute wurden in Lindow 12 Schiffe umgeleitet.",
        "He shared 48 loaves among the people of the town.",
    ],
)
def test_sentences_that_resemble_them(text):
    """Sentences about partners, about today and about sharing are content."""
    assert strip_noise(text) == text
