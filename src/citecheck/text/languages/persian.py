"""Persian: its names for the months of the western calendar, and its scales. Its own calendar is not read."""

from __future__ import annotations

from citecheck.text.language_table import Bound, LanguageTable, number_numerals, split_word_set, split_words

TONGUE = LanguageTable(
    code="fa",
    months=split_words(
        "ژانویه|ژانویهٔ فوریه|فوریهٔ مارس آوریل|آپریل مه|مهٔ|می "
        "ژوئن|جون ژوئیه|ژوئیهٔ|جولای اوت|آگوست سپتامبر اکتبر نوامبر دسامبر"
    ),
    weekdays=("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه|پنج‌شنبه", "جمعه", "شنبه", "یکشنبه"),
    numerals=number_numerals("صفر یک دو سه چهار پنج شش هفت هشت نه ده یازده دوازده", 0, 1)
    | number_numerals("بیست سی چهل پنجاه شصت هفتاد هشتاد نود", 20, 10),
    scales={"صد": 100, "هزار": 1e3, "میلیون": 1e6, "میلیارد": 1e9},
    joiners=frozenset({"و"}),
    bounds={
        "بیش از": Bound.MORE,
        "بیشتر از": Bound.MORE,
        "کمتر از": Bound.LESS,
        "دست‌کم": Bound.LEAST,
        "حداقل": Bound.LEAST,
        "حدود": Bound.ABOUT,
        "نزدیک به": Bound.NEARLY,
    },
    ago={"امروز": 0, "دیروز": -1, "فردا": 1},
    stopwords=split_word_set("و در به از که را با این است برای آن یک بود شد تا هم خود بر نیز های می شده کرد گفت"),
    negations=frozenset({"نه", "نیست", "نبود", "بدون", "هیچ"}),
)
