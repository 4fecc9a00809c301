"""Decide which language a text is in: for a page with its declaration, and for tokens alone.

Templates declare "en" for pages in every language, so the declaration of a page must fit the script of its
text; where none is made, the statistics of letter groups decide (resiliparse's fast detector, imported here
only).

For tokens the script decides, then the commonest words and letters. That is only as good as needed to choose
number words and months; a page's own `lang` attribute is often wrong. Languages without tables of their own are
kept apart from English so that nothing is alleged of words that cannot be read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from citecheck.text.language_table import split_word_set
from citecheck.text.languages import language_table
from citecheck.text.tokens import Token

SAMPLE_LENGTH = 3_000
"""Characters looked at."""

LEAST_LENGTH = 100
"""Characters below which no language is guessed."""

GREATEST_DISTANCE = 1_200
"""Greatest distance from a language's profile at which the detector's guess is taken; its own default."""

GUESSED_LANGUAGES = re.findall(
    r"\w+",
    "en de fr es it pt nl da no sv fi is pl cs sk sl hr sr bs hu ro et lv lt tr az id ms vi sq ca ga cy af sw "
    "ru uk be bg mk kk el he ar fa ur hi mr ne th ja zh ko",
)
"""Languages among which is guessed; the detector knows more, Latin among them, and takes tables for those."""

LANGUAGES_OF_SCRIPTS: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = (
    (
        re.compile(r"[\u0400-\u04ff]"),
        frozenset({"ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "tg", "mn", "tt", "ba", "cv", "uz"}),
    ),
    (re.compile(r"[\u0370-\u03ff]"), frozenset({"el"})),
    (re.compile(r"[\u0590-\u05ff]"), frozenset({"he", "yi", "iw"})),
    (re.compile(r"[\u0600-\u06ff]"), frozenset({"ar", "fa", "ur", "ps", "ckb", "ku", "sd", "ug"})),
    (re.compile(r"[\u0900-\u097f]"), frozenset({"hi", "mr", "ne", "sa"})),
    (re.compile(r"[\u0e00-\u0e7f]"), frozenset({"th"})),
    (re.compile(r"[\u1000-\u109f]"), frozenset({"my"})),
    (re.compile(r"[\u3040-\u30ff]"), frozenset({"ja"})),
    (re.compile(r"[\uac00-\ud7af]"), frozenset({"ko"})),
    (re.compile(r"[\u4e00-\u9fff]"), frozenset({"zh", "ja", "yue"})),
)
"""Characters of a script and the languages written in it; the first with a share of the text is the text's."""

ANY_SCRIPT = re.compile("|".join(pattern.pattern for pattern, _ in LANGUAGES_OF_SCRIPTS).replace("]|[", ""))
"""All of them at once: most pages hold none, and are searched once instead of ten times."""
LEAST_SCRIPT_SHARE = 0.2


def choose_language(declared: str | None, text: str) -> str | None:
    """Return a language code (ISO 639), None where nothing is declared and too little can be read."""
    sample = text[:SAMPLE_LENGTH]
    fitting = find_languages_of_script(sample)
    if declared is not None and (fitting is None or declared in fitting):
        return declared
    if fitting is not None and len(fitting) == 1:
        return next(iter(fitting))
    guess = guess_by_letter_groups(sample if fitting is None else keep_words_in_script(sample))
    if guess is None or (fitting is not None and guess not in fitting):
        return declared if fitting is None else min(fitting & {"ru", "ar", "zh", "hi"}, default=None)
    return guess


def find_languages_of_script(sample: str) -> frozenset[str] | None:
    """Return the languages of the script that a text is written in, None for Latin and unknown ones."""
    if sample.isascii() or len(ANY_SCRIPT.findall(sample)) <= LEAST_SCRIPT_SHARE * len(sample):
        return None
    for pattern, languages in LANGUAGES_OF_SCRIPTS:
        if len(pattern.findall(sample)) > LEAST_SCRIPT_SHARE * max(1, len(sample)):
            return languages
    return None


def keep_words_in_script(sample: str) -> str:
    """Leave out the words in Latin letters: commands and names in a Russian manual make its letter groups Serbian."""
    return " ".join(word for word in sample.split() if ANY_SCRIPT.search(word))


def guess_by_letter_groups(sample: str) -> str | None:
    """Guess the language by letter groups."""
    if len(sample) < LEAST_LENGTH:
        return None
    from resiliparse.parse.lang import detect_fast  # noqa: PLC0415 (only pages that declare no language need it)

    language, distance = detect_fast(sample, cutoff=GREATEST_DISTANCE, langs=GUESSED_LANGUAGES)
    return language if language != "unknown" and distance <= GREATEST_DISTANCE else None


_LANGUAGES_WITH_STOP_WORDS = ("en", "fr", "de", "es", "pt", "it")
_SCRIPT_RANGES: tuple[tuple[str, str, str], ...] = (
    ("\u0370", "\u03ff", "el"),
    ("\u0400", "\u04ff", "ru"),
    ("\u0530", "\u058f", "hy"),
    ("\u0590", "\u05ff", "he"),
    ("\u0600", "\u06ff", "ar"),
    ("\u0900", "\u097f", "hi"),
    ("\u0980", "\u09ff", "bn"),
    ("\u0e00", "\u0e7f", "th"),
    ("\u10a0", "\u10ff", "ka"),
    ("\u1200", "\u137f", "am"),
    ("\u3400", "\u9fff", "zh"),
    ("\uac00", "\ud7af", "ko"),
)
_LETTERS_OF_ONE_LANGUAGE: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("ru", "uk", frozenset("іїєґ")),
    ("ru", "be", frozenset("ў")),
    ("ru", "sr", frozenset("јљњћђџ")),
    ("ar", "fa", frozenset("پچژگکی")),
)
"""Language of a script, another of the same script, and letters that only the other one has."""
_ONE_TOKEN_IN = 10
"""One token of so many with such a letter makes a text of the other language; names are quoted now and then."""
_COMMON_WORDS: dict[str, str] = {
    "nl": "de het een en van in op te dat zijn voor met niet aan door om ook wordt bij naar maar werd heeft",
    "sv": "och att det som en på är av för med till den har inte om ett han från var kan",
    "da": "og at det som en på er af for med til den har ikke om et han fra var der de",
    "no": "og at det som en på er av for med til den har ikke om et han fra var der de",
    "fi": "ja on ei että oli se hän ovat mutta joka kun myös niin mukaan kuin",
    "pl": "w i na z się że do nie to jest od po przez za jak o dla oraz są był która który",
    "cs": "a v na se že je do to s z o pro jako ale po za by k od jsou byl které která",
    "sk": "a v na sa že je do to s z o pre ako ale po za by k od sú bol ktoré ktorá",
    "hu": "a az és hogy nem is egy van volt meg ez de csak már mint szerint",
    "ro": "și în de la a cu pe nu că din pentru o un mai au este care prin sau sunt",
    "tr": "ve bir bu da de için ile olarak olan daha gibi sonra kadar çok ise dedi göre",
    "hr": "i je u na da se za su od s ne kao ali koji što iz bi će o po",
    "id": "yang dan di ini itu dengan untuk dari pada tidak dalam adalah ke akan juga oleh",
    "vi": "và của là có trong được cho không với một các người những đã này khi",
    "sw": "na ya wa kwa ni katika la za kuwa hii alisema cha watu huo",
}
"""Languages in Latin letters without tables, with words that are common in them; English is told from them by more."""
_DISTINCTIVE_LETTERS: tuple[tuple[str, frozenset[str]], ...] = (
    ("pl", frozenset("ąćęłńśźż")),
    ("tr", frozenset("ğış")),
    ("cs", frozenset("ěřůčšž")),
    ("sk", frozenset("ľĺŕťďčšž")),
    ("hu", frozenset("őű")),
    ("ro", frozenset("ășțşţ")),
    ("hr", frozenset("čćđšž")),
    ("vi", frozenset("ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")),
    ("sv", frozenset("åäö")),
    ("fi", frozenset("äö")),
    ("da", frozenset("åæø")),
    ("no", frozenset("åæø")),
)
"""Letters that mark them."""
_CLEARLY_MORE = 1.4
"""How much oftener than English: "die", "war", "in" and "also" are words of both."""
_TOKENS_LOOKED_AT = 600
"""Tokens looked at: more do not change the answer."""
_LEAST_WORDS = 3
"""Words of a language without tables that are met at least: names and titles are quoted in every language."""


def guess_language(tokens: Iterable[Token]) -> str:
    """Name the language (ISO 639-1) that most of the words point to; English where nothing does."""
    latin = 0
    words, scripts, marks = Counter[str](), Counter[str](), Counter[str]()
    for token, _ in zip(tokens, range(_TOKENS_LOOKED_AT), strict=False):
        first = token.low[0]
        if first.isascii() or first < "\u0370" or "\u1e00" <= first <= "\u1eff":
            latin += token.is_word
            words.update(_languages_of_words().get(token.low, ()))
            if not token.low.isascii():
                words.update(code for code, own in _DISTINCTIVE_LETTERS if not own.isdisjoint(token.low))
        else:
            scripts.update(code for lowest, highest, code in _SCRIPT_RANGES if lowest <= first <= highest)
            marks.update(other for _, other, own in _LETTERS_OF_ONE_LANGUAGE if not own.isdisjoint(token.low))
    if 2 * scripts.total() > latin:
        return _choose_by_letters(scripts, marks)
    return _choose_by_words(words)


def _choose_by_letters(scripts: Counter[str], marks: Counter[str]) -> str:
    """Choose the language of the script met most, or the one of the same script whose own letters are met."""
    best = max(scripts, key=lambda code: scripts[code])
    most, other = max(
        ((marks[other], other) for code, other, _ in _LETTERS_OF_ONE_LANGUAGE if code == best), default=(0, best)
    )
    return other if most * _ONE_TOKEN_IN >= scripts[best] else best


def _choose_by_words(words: Counter[str]) -> str:
    """Choose the language met most, English unless another is met clearly more often."""
    best = max(words, key=lambda code: words[code], default="en")
    return best if words[best] > _CLEARLY_MORE * words["en"] and words[best] >= _least_words_of(best) else "en"


def _least_words_of(code: str) -> int:
    return _LEAST_WORDS if code in _COMMON_WORDS else 1


@cache
def _languages_of_words() -> dict[str, tuple[str, ...]]:
    """Give the languages in Latin letters that a common word belongs to."""
    common = {code: language_table(code).stopwords for code in _LANGUAGES_WITH_STOP_WORDS}
    common |= {code: split_word_set(row) for code, row in _COMMON_WORDS.items()}
    words = frozenset[str]().union(*common.values())
    return {word: tuple(code for code, own in common.items() if word in own) for word in words}
