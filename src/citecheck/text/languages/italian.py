"""Italian; its numerals are single words, so those below a hundred are made up here."""

from __future__ import annotations

from citecheck.text.language_table import Bound, LanguageTable, number_numerals, split_words

_UNITS = (
    "zero uno|un|una due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici "
    "sedici diciassette diciotto diciannove"
)
_TENS = split_words("venti trenta quaranta cinquanta sessanta settanta ottanta novanta")
_BEHIND = split_words("uno due tre quattro cinque sei sette otto nove")


def _numerals() -> dict[str, float]:
    made = number_numerals(_UNITS, 0, 1) | number_numerals(" ".join(_TENS), 20, 10)
    for ten, name in enumerate(_TENS, start=2):
        for unit, behind in enumerate(_BEHIND, start=1):
            made[(name[:-1] if behind[0] in "uo" else name) + behind] = ten * 10 + unit
    for value, before in enumerate(("", *_BEHIND[1:]), start=1):
        made[f"{before}cento"] = value * 100
        made[f"{before}mila"] = value * 1000
    return made


TONGUE = LanguageTable(
    code="it",
    months=split_words(
        "gennaio|gen febbraio|feb marzo|mar aprile|apr maggio|mag giugno|giu luglio|lug agosto|ago settembre|set "
        "ottobre|ott novembre|nov dicembre|dic"
    ),
    weekdays=split_words("lunedì martedì mercoledì giovedì venerdì sabato domenica"),
    numerals=_numerals(),
    scales={
        **dict.fromkeys(split_words("mila mille migliaia"), 1e3),
        **dict.fromkeys(split_words("milione milioni mln"), 1e6),
        **dict.fromkeys(split_words("miliardo miliardi mld"), 1e9),
        "dozzina": 12,
        "dozzine": 12,
    },
    ordinals={"primo": 1, "prima": 1, "secondo": 2, "seconda": 2, "terzo": 3, "terza": 3, "quarto": 4, "quinto": 5},
    fractions={"metà": 1 / 2, "mezzo": 1 / 2, "terzi": 1 / 3, "quarti": 1 / 4},
    joiners=frozenset({"e", "di"}),
    bounds={
        "più di": Bound.MORE,
        "oltre": Bound.MORE,
        "meno di": Bound.LESS,
        "almeno": Bound.LEAST,
        "al massimo": Bound.MOST,
        "fino a": Bound.MOST,
        "quasi": Bound.NEARLY,
        "circa": Bound.ABOUT,
        "intorno a": Bound.ABOUT,
    },
    ago={"oggi": 0, "ieri": -1, "domani": 1},
    date_joiners=frozenset({"di", "del", "nel", ",", "."}),
    stopwords=frozenset(
        split_words(
            "a ad ai al alla alle allo anche che chi ci come con da dai dal dalla delle dei del della di e ed è era "
            "gli ha hanno i il in l la le lo ma nei nel nella nelle non o per perché più quando quello questa questo "
            "se sono stata stato su sua sue sui sul sulla suo tra un una uno d"
        )
    ),
    negations=frozenset({"non", "mai", "senza", "nessun", "nessuno", "nessuna", "né"}),
    decimal_comma=True,
)
