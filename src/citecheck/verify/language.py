"""Which language a text is in: by script, then by its commonest words and letters.

Only as good as needed to choose number words and months; a page's own `lang` attribute is often wrong. Languages
without tables of their own are told from English so that nothing is alleged of words that cannot be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache

from citecheck.verify.lexer import Token
from citecheck.verify.tongues import tongue_of
from citecheck.verify.wordrows import word_set

_BY_WORDS = ("en", "fr", "de", "es", "pt", "it")
_SCRIPTS: tuple[tuple[str, str, str], ...] = (
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
_LETTERS: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("ru", "uk", frozenset("іїєґ")),
    ("ru", "be", frozenset("ў")),
    ("ru", "sr", frozenset("јљњћђџ")),
    ("ar", "fa", frozenset("پچژگکی")),
)
"""Language of a script, another of the same script, and letters that only the other one has."""
_TOLD_BY = 10
"""One token of so many with such a letter makes a text of the other language; names are quoted now and then."""
_UNREAD: dict[str, str] = {
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
_MARKED: tuple[tuple[str, frozenset[str]], ...] = (
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
_CLEARLY = 1.4
"""How much oftener than English: "die", "war", "in" and "also" are words of both."""
_LOOKED_AT = 600
"""Tokens looked at: more do not change the answer."""
_SURE = 3
"""Words of a language without tables that are met at least: names and titles are quoted in every language."""


def language_of(tokens: Iterable[Token]) -> str:
    """Name the language (ISO 639-1) that most of the words point to; English where nothing does."""
    latin = 0
    words, scripts, marks = Counter[str](), Counter[str](), Counter[str]()
    for token, _ in zip(tokens, range(_LOOKED_AT), strict=False):
        first = token.low[0]
        if first.isascii() or first < "\u0370" or "\u1e00" <= first <= "\u1eff":
            latin += token.is_word
            words.update(_speakers().get(token.low, ()))
            if not token.low.isascii():
                words.update(code for code, own in _MARKED if not own.isdisjoint(token.low))
        else:
            scripts.update(code for lowest, highest, code in _SCRIPTS if lowest <= first <= highest)
            marks.update(other for _, other, own in _LETTERS if not own.isdisjoint(token.low))
    if 2 * scripts.total() > latin:
        return _by_letters(scripts, marks)
    return _by_words(words)


def _by_letters(scripts: Counter[str], marks: Counter[str]) -> str:
    """Choose the language of the script met most, or the one of the same script whose own letters are met."""
    best = max(scripts, key=lambda code: scripts[code])
    most, other = max(((marks[other], other) for code, other, _ in _LETTERS if code == best), default=(0, best))
    return other if most * _TOLD_BY >= scripts[best] else best


def _by_words(words: Counter[str]) -> str:
    """Choose the language met most, English unless another is met clearly more often."""
    best = max(words, key=lambda code: words[code], default="en")
    return best if words[best] > _CLEARLY * words["en"] and words[best] >= _least(best) else "en"


def _least(code: str) -> int:
    return _SURE if code in _UNREAD else 1


@cache
def _speakers() -> dict[str, tuple[str, ...]]:
    """Give the languages in Latin letters that a common word belongs to."""
    common = {code: tongue_of(code).stopwords for code in _BY_WORDS}
    common |= {code: word_set(row) for code, row in _UNREAD.items()}
    words = frozenset[str]().union(*common.values())
    return {word: tuple(code for code, own in common.items() if word in own) for word in words}
