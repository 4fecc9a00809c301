"""The quick ways to a fingerprint say what the slow ones say."""

from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.page.difference import noise_words as change_words
from citecheck.page.difference.noise import is_banner, is_noise, strip_noise
from citecheck.text.sentence_key import key_of, keys_of

SIGNS = st.text(alphabet="aZé ßİı123.,:-+−%€_’”〇二中٣²½с\u0301ﬁ0\x00", max_size=20)
WORDS = st.sampled_from(
    [
        *("views 3 reads share print updated just now ago cookie Cookies accept © 12:30 follow Facebook ı İ".split()),
        *(word for words in change_words.LABELS.values() for word in words.split("|")),
        *(word for words in change_words.OFFERS.values() for word in words.split("|")),
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(SIGNS.map(lambda sign: " ".join(sign.split())), max_size=4))
def test_keys_together(sentences):
    """Keys made together are those made one by one."""
    assert keys_of(sentences) == [key_of(sentence) for sentence in sentences]


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=6).map(" ".join))
def test_sieve_lets_all_noise_through(line):
    """Every line that is noise by its rules is stripped, whatever the sieve before them thinks."""
    assert not ((is_noise(line) or is_banner(line)) and strip_noise(line))
