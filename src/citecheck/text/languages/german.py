"""German; its numerals are single words, so those below a hundred are made up here."""

from __future__ import annotations

from citecheck.text.language_table import Bound, LanguageTable, split_words

_UNITS = (
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
    "siebzehn achtzehn neunzehn"
)
_TENS = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"
_BEFORE = split_words("ein zwei drei vier fünf sechs sieben acht neun")


def _numerals() -> dict[str, float]:
    made: dict[str, float] = {word: value for value, word in enumerate(split_words(_UNITS))}
    for ten, name in enumerate(split_words(_TENS), start=2):
        made[name] = ten * 10
        for unit, before in enumerate(_BEFORE, start=1):
            made[f"{before}und{name}"] = ten * 10 + unit
    for value, before in enumerate(("", *_BEFORE)):
        made[f"{before}hundert"] = max(value, 1) * 100
        made[f"{before}tausend"] = max(value, 1) * 1000
    return made | {"beide": 2, "beiden": 2, "dreissig": 30}


TONGUE = LanguageTable(
    code="de",
    months=(
        "januar|jänner|jan",
        "februar|feber|feb",
        "märz|mrz|mär",
        "april|apr",
        "mai",
        "juni|jun",
        "juli|jul",
        "august|aug",
        "september|sept|sep",
        "oktober|okt",
        "november|nov",
        "dezember|dez",
    ),
    weekdays=("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag|sonnabend", "sonntag"),
    numerals=_numerals(),
    scales={
        "hundert": 100,
        "tausend": 1e3,
        "tausende": 1e3,
        "million": 1e6,
        "millionen": 1e6,
        "mio": 1e6,
        "milliarde": 1e9,
        "milliarden": 1e9,
        "mrd": 1e9,
        "billion": 1e12,
        "billionen": 1e12,
        "dutzend": 12,
    },
    ordinals={"erste": 1, "ersten": 1, "erster": 1, "zweite": 2, "zweiten": 2, "dritte": 3, "dritten": 3, "vierte": 4},
    fractions={"hälfte": 1 / 2, "halbe": 1 / 2, "drittel": 1 / 3, "viertel": 1 / 4, "fünftel": 1 / 5},
    joiners=frozenset({"und"}),
    bounds={
        "mehr als": Bound.MORE,
        "über": Bound.MORE,
        "weniger als": Bound.LESS,
        "unter": Bound.LESS,
        "mindestens": Bound.LEAST,
        "wenigstens": Bound.LEAST,
        "höchstens": Bound.MOST,
        "bis zu": Bound.MOST,
        "fast": Bound.NEARLY,
        "beinahe": Bound.NEARLY,
        "knapp": Bound.NEARLY,
        "etwa": Bound.ABOUT,
        "rund": Bound.ABOUT,
        "ungefähr": Bound.ABOUT,
        "circa": Bound.ABOUT,
        "ca": Bound.ABOUT,
    },
    ago={"heute": 0, "gestern": -1, "morgen": 1, "vorgestern": -2},
    date_joiners=frozenset({"der", "dem", "des", "im", ",", "."}),
    stopwords=frozenset(
        split_words(
            "aber als am an auch auf aus bei bis das dass dem den der des die dies diese dieser durch ein eine "
            "einem einen einer eines er es für hat hatte ihr im in ist mit nach nicht noch nur oder sein sich sie "
            "sind so über um und unter von vor war waren was wie wird wurde zu zum zur"
        )
    ),
    negations=frozenset({"nicht", "kein", "keine", "keinen", "keiner", "nie", "niemals", "ohne", "weder"}),
    decimal_comma=True,
)
