"""Whether words taken out of a document are such as a language writes, and which of two readings is taken."""

from dataclasses import replace

import pytest

from citecheck.model.page import PageText
from citecheck.page.pdf import choose_more_legible, illegible_share_of

PLAIN = "A package that has been built is copied into the archive, and whoever maintains it is informed by mail."
GLUED = "Apackagethathasbeenbuiltiscopiedintothearchive,andwhoevermaintainsitistoldbymail."


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "Die Verordnung über die Donaudampfschifffahrt gilt seit dem Jahr 1950 für alle Länder am Fluss.",
        "日本語の文書では、X線やカタカナの言葉、English words も一つの文に並びます。",
        "https://docs.example.org/the-quite-long-address/of_a_page/index.html is where it can be found.",
        "ภาษาไทยเขียนโดยไม่มีช่องว่างระหว่างคำจึงเป็นตัวอักษรต่อเนื่องกันยาวมาก",
        "",
    ],
)
def test_what_a_language_writes_is_legible(text):
    """Long compounds, scripts next to each other and scripts without gaps raise no doubt."""
    assert illegible_share_of(text) == 0


@pytest.mark.parametrize("text", [GLUED, "\u0375\u0377\u0e08\u0ebb\u036c\u0915\u09cd\u0374จ\u037dআ\u0378ക ͷจॻ͕ѻ͏ൣғʹ"])
def test_words_run_together_and_of_many_scripts_are_not(text):
    """Missed gaps and a font read by a wrong table are seen."""
    assert illegible_share_of(text) > 0.1


def test_the_reading_with_fewer_such_words_is_taken():
    """A second reading replaces the first if it is better, not if it is as bad or empty."""
    plain, glued = (PageText(title=None, main=text, visible=text) for text in (PLAIN, GLUED))
    assert choose_more_legible(glued, plain) is plain
    assert choose_more_legible(glued, replace(glued, title="other")) is glued
    assert choose_more_legible(glued, None) is glued
    assert choose_more_legible(glued, PageText(title=None, main="", visible="")) is glued
