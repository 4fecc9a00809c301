"""Arabic, with the Levantine month names beside the Latin ones."""

from __future__ import annotations

from citecheck.text.language_table import Bound, LanguageTable, split_word_set, split_words

_UNITS = (
    "صفر واحد|واحدة اثنان|اثنين|اثنتان ثلاثة|ثلاث أربعة|أربع خمسة|خمس ستة|ست سبعة|سبع ثمانية|ثماني تسعة|تسع عشرة|عشر"
)
_TENS = "عشرون|عشرين ثلاثون|ثلاثين أربعون|أربعين خمسون|خمسين ستون|ستين سبعون|سبعين ثمانون|ثمانين تسعون|تسعين"
_NUMERALS: dict[str, float] = {
    spelling: first + index * step
    for row_of, first, step in ((_UNITS, 0, 1), (_TENS, 20, 10))
    for index, row in enumerate(split_words(row_of))
    for spelling in row.split("|")
}

TONGUE = LanguageTable(
    code="ar",
    months=(
        "يناير|جانفي",
        "فبراير|شباط|فيفري",
        "مارس|آذار",
        "أبريل|إبريل|نيسان|أفريل",
        "مايو|أيار|ماي",
        "يونيو|حزيران|جوان",
        "يوليو|تموز|جويلية",
        "أغسطس|آب|أوت",
        "سبتمبر|أيلول",
        "أكتوبر",
        "نوفمبر",
        "ديسمبر",
    ),
    weekdays=("الاثنين|الإثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    # The second of two numerals is joined to the first by a glued "و" (five-and-twenty).
    numerals=_NUMERALS | {f"و{word}": value for word, value in _NUMERALS.items() if value != 1} | {"مائتان": 200},
    scales={
        "مئة": 100,
        "مائة": 100,
        "ألف": 1e3,
        "آلاف": 1e3,
        "ألفا": 1e3,
        "مليون": 1e6,
        "ملايين": 1e6,
        "مليونا": 1e6,
        "مليار": 1e9,
        "مليارات": 1e9,
    },
    ordinals={"الأول": 1, "الأولى": 1, "الثاني": 2, "الثانية": 2, "الثالث": 3, "الثالثة": 3},
    fractions={"نصف": 1 / 2, "ثلث": 1 / 3, "ربع": 1 / 4, "ثلثي": 2 / 3},
    bounds={
        "أكثر من": Bound.MORE,
        "أقل من": Bound.LESS,
        "على الأقل": Bound.LEAST,
        "ما لا يقل عن": Bound.LEAST,
        "نحو": Bound.ABOUT,
        "حوالي": Bound.ABOUT,
        "قرابة": Bound.NEARLY,
    },
    ago={"اليوم": 0, "أمس": -1, "غدا": 1},
    date_joiners=frozenset({"من", "،", "/"}),
    stopwords=split_word_set("في من على إلى عن أن إن التي الذي ما لا هذا هذه كان مع و هو هي قد"),
    negations=frozenset({"لا", "لم", "لن", "ليس", "ليست", "غير", "بدون"}),
)
