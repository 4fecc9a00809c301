"""French."""

from __future__ import annotations

from citecheck.text.language_table import Bound, LanguageTable, split_words

_UNITS = "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"

TONGUE = LanguageTable(
    code="fr",
    months=(
        "janvier|janv",
        "février|fevrier|févr|fév",
        "mars",
        "avril|avr",
        "mai",
        "juin",
        "juillet|juil",
        "août|aout",
        "septembre|sept",
        "octobre|oct",
        "novembre|nov",
        "décembre|decembre|déc",
    ),
    weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    numerals={word: value for value, word in enumerate(split_words(_UNITS))}
    | {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70, "nonante": 90}
    | {"une": 1, "vingtaine": 20, "dizaine": 10, "dizaines": 10, "trentaine": 30, "cinquantaine": 50, "centaine": 100},
    scales={
        "cent": 100,
        "cents": 100,
        "centaines": 100,
        "mille": 1e3,
        "milliers": 1e3,
        "millier": 1e3,
        "million": 1e6,
        "millions": 1e6,
        "milliard": 1e9,
        "milliards": 1e9,
        "vingts": 20,
        "douzaine": 12,
        "douzaines": 12,
    },
    ordinals={
        "premier": 1,
        "première": 1,
        "premiers": 1,
        "premières": 1,
        "deuxième": 2,
        "second": 2,
        "seconde": 2,
        "troisième": 3,
        "quatrième": 4,
        "cinquième": 5,
        "sixième": 6,
        "septième": 7,
        "huitième": 8,
        "neuvième": 9,
        "dixième": 10,
        "vingtième": 20,
        "centième": 100,
    },
    fractions={"moitié": 1 / 2, "demi": 1 / 2, "tiers": 1 / 3, "quart": 1 / 4, "quarts": 1 / 4},
    joiners=frozenset({"et", "de", "d"}),
    bounds={
        "plus de": Bound.MORE,
        "plus d": Bound.MORE,
        "moins de": Bound.LESS,
        "au moins": Bound.LEAST,
        "au plus": Bound.MOST,
        "jusqu à": Bound.MOST,
        "près de": Bound.NEARLY,
        "presque": Bound.NEARLY,
        "environ": Bound.ABOUT,
        "quelque": Bound.ABOUT,
        "autour de": Bound.ABOUT,
    },
    ago={"aujourd'hui": 0, "hier": -1, "demain": 1, "avant-hier": -2},
    date_joiners=frozenset({"de", "du", "le", "en", ",", "."}),
    stopwords=frozenset(
        split_words(
            "à au aux avec ce ces cet cette dans de des du elle en est et eux il ils je la le les leur lui ma "
            "mais me même mes moi mon ne nos notre nous on ou par pas pour qu que qui sa se ses son sur ta te tes "
            "toi ton tu un une vos votre vous c d j l m n s t y été étée être avait ont sont était plus"
        )
    ),
    negations=frozenset({"ne", "pas", "jamais", "aucun", "aucune", "sans", "ni", "n"}),
    decimal_comma=True,
)
