"""The date under the headline, where a page states none for machines."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.page.html.published import find_byline_date, parse_line_date

MAIN = "The river rose by two metres in the night.\nMore followed."
FIRST = MAIN.split("\n", maxsplit=1)[0]


@pytest.mark.parametrize(
    ("line", "language", "date"),
    [
        ("2012-01-17 18:17:00 来源: 中国广播网", "zh", "2012-01-17"),
        ("2012年01月12日 11:21", "zh", "2012-01-12"),
        ("06.01.2026, Lesezeit 5 Min.", "de", "2026-01-06"),
        ("ΔΗΜΟΣΙΕΥΣΗ: 21/12/2011 11:49", "el", "2011-12-21"),
        ("03/04/2024", "fr", "2024-04-03"),
        ("03/04/2024", "en", None),
        ("03/14/2024", "en", "2024-03-14"),
        ("By Ann Author March 25, 2015", "en", "2015-03-25"),
        ("Posted: Fri 6:45 PM, Feb. 16, 2018", "en", "2018-02-16"),
        ("5 января 2012, 12:45", "ru", "2012-01-05"),
        ("Sobota, 31 grudnia 2011 (06:50)", "pl", "2011-12-31"),
        ("23 avril 2021", "fr", "2021-04-23"),
        ("1 de agosto de 2019", "es", "2019-08-01"),
        ("7. März 2020", "de", "2020-03-07"),
        ("12 Kasım 2020", "tr", "2020-11-12"),
        ("Chapter 12 verse 2011", "en", None),
        ("99.99.2020", "de", None),
        ("Telephone 12 3456 2018", "en", None),
    ],
)
def test_a_full_date_is_read(line, language, date):
    """Day, month and year in figures or words of many languages; what could be two dates is none."""
    assert parse_line_date(line, language) == date


@pytest.mark.parametrize(
    ("above", "date"),
    [
        (["Headline", "5 March 2024"], "2024-03-05"),
        (["Posted 5 March 2024", "Updated 6 March 2024"], "2024-03-05"),
        (["Updated 6 March 2024"], "2024-03-06"),
        (["1 January 2020 Another story", "5 March 2024"], "2024-03-05"),
        (["5 March 2024", "a", "b", "c", "d", "e", "f"], None),
        ([f"A caption that tells at length what was seen on 5 March 2024 {'and later ' * 8}"], None),
        (["Headline"], None),
    ],
)
def test_the_nearest_line_counts(above, date):
    """The line nearest to the article, one that says published before one that says updated, none far away."""
    assert find_byline_date([*above, FIRST, "More followed."], MAIN, "en") == date


@given(st.text(max_size=120), st.sampled_from(["en", "de", None]))
@settings(max_examples=100, deadline=None)
def test_any_line_is_read(line, language):
    """No line makes the reader raise."""
    assert parse_line_date(line, language) is None or len(parse_line_date(line, language)) == 10
