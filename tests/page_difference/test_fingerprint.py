"""Digests of sentences, what they leave out, and pages that flap."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.model.page import Fingerprint
from citecheck.page.difference.noise import is_banner, is_correction, is_noise, strip_noise
from citecheck.page.fingerprint import fingerprint_of, flaps
from citecheck.text.sentence_key import key_of
from citecheck.text.sentences import split_sentences

from .pages import text


def test_order_and_length():
    """One digest of 16 hex digits for every sentence, in order, main and visible apart."""
    found = fingerprint_of(text("One came. Two left.", "One came. Two left.\nMenu"))
    assert found.visible[:2] == found.main
    assert [len(digest) for digest in found.visible] == [16] * 3


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("He said “no” to all.", 'He said "no" to all.'),
        ("Ｆｕｌｌ width text.", "Full width text."),
        ("Two  spaces\u00a0here.", "Two spaces here."),
        ("Posted 3 hours ago", "Posted 2 days ago"),
    ],
)
def test_equal_for_readers(first, second):
    """What a reader does not see as a difference gives the same digests."""
    assert fingerprint_of(text(first)) == fingerprint_of(text(second))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("It is 1.5 m.", "It is 15 m."),
        ("It fell by -5.", "It fell by 5."),
        ("He did not go.", "He did go."),
        ("5 % more.", "5 more."),
    ],
)
def test_unequal_for_readers(first, second):
    """A separator, a sign, a unit and a negation make another sentence."""
    assert key_of(first) != key_of(second)


NOISE = [
    "1,109,806 views",
    "258 Shares",
    "12 Kommentare",
    "1,2 тыс. просмотров",
    "Просмотров: 1 204",
    "阅读 1204",
    "06:47 05.01.2012",
    "Zuletzt aktualisiert: 3. Mai 2024",
    "© 2024 Example Media",
    "All rights reserved.",
    "Copyright 2024 Example Media",
    "We use cookies. By clicking OK you agree.",
    "Advertisement",
    "Реклама",
    "5 min read",
]
TEXT = [
    "The film had 12 viewers.",
    "Copyright law was changed.",
    "Share prices fell by 12 percent.",
    "Updated figures show that 14 died and that the flood reached the old town before the warning was sent out at night.",
    "27,510",
    "Cookies are small files.",
]


@pytest.mark.parametrize("line", NOISE)
def test_noise(line):
    """Counters, stamps, banners and labels are noise in many languages."""
    assert is_noise(line) or is_banner(line)
    assert strip_noise(line) == ""


@pytest.mark.parametrize("line", TEXT)
def test_text(line):
    """Sentences that only look like noise stay."""
    assert not is_noise(line)
    assert not is_banner(line)


@pytest.mark.parametrize(
    "line", ["Correction: 14, not 12.", "Berichtigung: Es waren 14.", "Уточнение: 14 человек.", "更正：14人"]
)
def test_correction_notes(line):
    """Notes of correction are known by their words."""
    assert is_correction(line)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_digested(some):
    """Any text is digested without an error, and equally each time."""
    assert fingerprint_of(text(some)) == fingerprint_of(text(some))
    assert key_of(key_of(some)) == key_of(some)


def test_sentences_in_languages():
    """Sentences are split by the rules of the page's language, abbreviations and full-width stops included."""
    assert split_sentences("Dr. Smith went home. He slept.", "en") == ("Dr. Smith went home.", "He slept.")
    assert len(split_sentences("他走了。她来了。", "zh")) == 2
    assert split_sentences("A b.", "xx") == ("A b.",)


def mark(*names, version=1):
    return [Fingerprint(version, (name,), (name,)) for name in names]


@pytest.mark.parametrize(
    ("history", "so"),
    [
        (mark("a", "b", "a"), False),
        (mark("a", "b", "a", "b"), True),
        (mark("a", "a", "b", "b", "a", "b"), True),
        (mark("a", "b", "a", "b", "b"), False),
        (mark("a", "b", "a", "b", "b", "a"), True),
        (mark("a", "b", "a", "b", "b", "b"), False),
        (mark("a", "b"), False),
        (mark("a", "b", "c", "a"), False),
        (mark("a", "a"), False),
        ([], False),
        (mark("a", "b", version=0) + mark("a"), False),
    ],
)
def test_flapping(history, so):
    """A page that twice comes back to one of two versions flaps; one return, three versions and a stay do not."""
    assert flaps(history) is so
