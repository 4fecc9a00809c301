"""Spanish."""

from __future__ import annotations

from citecheck.text.language_table import Bound, LanguageTable, split_words

_UNITS = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
    "diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis "
    "veintisiete veintiocho veintinueve"
)
_TENS = "treinta cuarenta cincuenta sesenta setenta ochenta noventa"
_HUNDREDS = "cien doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"

TONGUE = LanguageTable(
    code="es",
    months=(
        "enero|ene",
        "febrero|feb",
        "marzo|mar",
        "abril|abr",
        "mayo|may",
        "junio|jun",
        "julio|jul",
        "agosto|ago",
        "septiembre|setiembre|sept|sep",
        "octubre|oct",
        "noviembre|nov",
        "diciembre|dic",
    ),
    weekdays=("lunes", "martes", "miércoles|miercoles", "jueves", "viernes", "sábado|sabado", "domingo"),
    numerals={word: value for value, word in enumerate(split_words(_UNITS))}
    | {word: (index + 3) * 10 for index, word in enumerate(split_words(_TENS))}
    | {word: (index + 1) * 100 for index, word in enumerate(split_words(_HUNDREDS))}
    | {"ciento": 100, "un": 1, "una": 1, "veintiún": 21},
    scales={"mil": 1e3, "miles": 1e3, "millón": 1e6, "millones": 1e6, "docena": 12, "docenas": 12, "billón": 1e12},
    ordinals={"primer": 1, "primero": 1, "primera": 1, "segundo": 2, "segunda": 2, "tercer": 3, "tercera": 3},
    fractions={"mitad": 1 / 2, "medio": 1 / 2, "tercio": 1 / 3, "tercios": 1 / 3, "cuarto": 1 / 4, "cuartos": 1 / 4},
    joiners=frozenset({"y", "de"}),
    bounds={
        "más de": Bound.MORE,
        "menos de": Bound.LESS,
        "al menos": Bound.LEAST,
        "por lo menos": Bound.LEAST,
        "hasta": Bound.MOST,
        "casi": Bound.NEARLY,
        "cerca de": Bound.NEARLY,
        "unos": Bound.ABOUT,
        "unas": Bound.ABOUT,
        "aproximadamente": Bound.ABOUT,
        "alrededor de": Bound.ABOUT,
    },
    ago={"hoy": 0, "ayer": -1, "mañana": 1, "anteayer": -2},
    date_joiners=frozenset({"de", "del", "el", "en", ",", "."}),
    stopwords=frozenset(
        split_words(
            "a al algo ante con como de del desde donde el ella en entre era es esta este esto fue ha han hasta "
            "la las le les lo los más me mi muy no o para pero por porque que se ser si sin sobre son su sus "
            "también un una y ya"
        )
    ),
    negations=frozenset({"no", "nunca", "jamás", "sin", "ningún", "ninguna", "ni"}),
    decimal_comma=True,
)
