"""Portuguese, European and Brazilian."""

from __future__ import annotations

from citecheck.text.language_table import Bound, LanguageTable, number_numerals, split_words

_UNITS = (
    "zero um|uma dois|duas três quatro cinco seis sete oito nove dez onze doze treze catorze|quatorze quinze "
    "dezesseis|dezasseis dezessete|dezassete dezoito dezenove|dezanove"
)
_TENS = "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa"
_HUNDREDS = "cem|cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos"

TONGUE = LanguageTable(
    code="pt",
    months=split_words(
        "janeiro|jan fevereiro|fev março|marco|mar abril|abr maio junho|jun julho|jul agosto|ago setembro|set "
        "outubro|out novembro|nov dezembro|dez"
    ),
    weekdays=("segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"),
    numerals=number_numerals(_UNITS, 0, 1) | number_numerals(_TENS, 20, 10) | number_numerals(_HUNDREDS, 100, 100),
    scales={
        **dict.fromkeys(split_words("mil milhares"), 1e3),
        **dict.fromkeys(split_words("milhão milhões"), 1e6),
        **dict.fromkeys(split_words("bilhão bilhões"), 1e9),
        "dúzia": 12,
        "dúzias": 12,
    },
    ordinals={"primeiro": 1, "primeira": 1, "segundo": 2, "segunda": 2, "terceiro": 3, "terceira": 3, "quarto": 4},
    fractions={"metade": 1 / 2, "meio": 1 / 2, "terço": 1 / 3, "terços": 1 / 3, "quartos": 1 / 4},
    joiners=frozenset({"e", "de"}),
    bounds={
        "mais de": Bound.MORE,
        "menos de": Bound.LESS,
        "pelo menos": Bound.LEAST,
        "ao menos": Bound.LEAST,
        "no máximo": Bound.MOST,
        "até": Bound.MOST,
        "quase": Bound.NEARLY,
        "cerca de": Bound.ABOUT,
        "aproximadamente": Bound.ABOUT,
        "em torno de": Bound.ABOUT,
    },
    ago={"hoje": 0, "ontem": -1, "amanhã": 1, "anteontem": -2},
    date_joiners=frozenset({"de", "do", "em", ",", "."}),
    stopwords=frozenset(
        split_words(
            "a à ao aos as às com como da das de do dos e é ela ele em entre era essa esse esta este eu foi foram "
            "isso já mais mas na nas não no nos o os ou para pela pelas pelo pelos por qual quando que se sem ser "
            "seu seus sua suas são também tem um uma você há está"
        )
    ),
    negations=frozenset({"não", "nunca", "jamais", "sem", "nenhum", "nenhuma", "nem"}),
    decimal_comma=True,
)
