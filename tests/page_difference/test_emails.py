"""E-mail addresses that pages hide from harvesters, in one capture and not in the other."""

import pytest

from citecheck.model.change import Change
from citecheck.page.difference.comparison import compare

from .pages import page, reading

LINE = "<p>Questions about the bridge go to {} and are answered within nine days.</p>"
SHOWN = "works@lindow.example"
HIDDEN = {
    "Cloudflare": "<a class=__cf_email__ data-cfemail=8ee1>[email&#160;protected]</a>",
    "half restored": "works@<a class=__cf_email__ data-cfemail=8ee1>[email&#160;protected]</a>",
    "restored after the sign": "<span>[email&#160;protected]</span>@lindow.example",
    "in words": "works [at] lindow [dot] example",
    "with a sign in brackets": "works(at)lindow.example",
    "in German words": "works [ät] lindow [punkt] example",
    "in French words": "works [arobase] lindow [point] example",
    "Joomla": "This email address is being protected from spambots. You need JavaScript enabled to view it.",
    "Joomla in German": "Diese E-Mail-Adresse ist vor Spambots geschützt! Zur Anzeige muss JavaScript eingeschaltet sein.",
    "Joomla in Swedish": "E-postadressen är skyddad från spambots. Du måste tillåta JavaScript för att se den.",
    "Joomla in Russian": "Адрес электронной почты защищен от спам-ботов. Для просмотра адреса включите Javascript.",
}


@pytest.mark.parametrize("name", HIDDEN)
def test_hidden_addresses_are_no_change(name):
    """An address that one capture shows and the other hides is no change, nor are two ways of hiding it."""
    shown, hidden, other = (
        reading(page(inside=LINE.format(one))) for one in (SHOWN, HIDDEN[name], HIDDEN["Cloudflare"])
    )
    for old, new in ((shown, hidden), (hidden, shown), (hidden, other)):
        assert compare(old, new).change in {Change.SAME, Change.COSMETIC}


def test_addresses_that_are_missing():
    """On a page that hides addresses, one that was left out is no change."""
    hidden, without = (reading(page(inside=LINE.format(one))) for one in (HIDDEN["Cloudflare"], ""))
    assert compare(hidden, without).change is Change.COSMETIC


def test_edits_next_to_hidden_addresses():
    """A number next to a hidden address is compared."""
    hidden = page(inside=LINE.format(HIDDEN["Joomla"]))
    found = compare(reading(hidden), reading(hidden.replace("nine days", "seven days")))
    assert found.change is Change.EDITED


@pytest.mark.parametrize("text", ["It was hot [at noon] in June.", "Spam is sent by robots. JavaScript is a language."])
def test_other_text_is_compared(text):
    """Brackets and sentences about spam that hide no address are text."""
    line = f"<p>{text} There were 12 of them.</p>"
    assert compare(reading(page(inside=line)), reading(page(inside=line.replace("12", "21")))).change is Change.EDITED
