"""Chinese; text is met character by character, so numerals and months are characters too."""

from __future__ import annotations

from citecheck.text.language_table import Bound, LanguageTable

TONGUE = LanguageTable(
    code="zh",
    months=(),  # written 3月, which every language reads
    weekdays=(
        "周一|星期一",
        "周二|星期二",
        "周三|星期三",
        "周四|星期四",
        "周五|星期五",
        "周六|星期六",
        "周日|星期日|星期天",
    ),
    numerals={character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2},
    scales={"十": 10, "百": 100, "千": 1e3, "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8},
    bounds={
        "超 过": Bound.MORE,
        "超 過": Bound.MORE,
        "多 于": Bound.MORE,
        "不 到": Bound.LESS,
        "至 少": Bound.LEAST,
        "近": Bound.NEARLY,
        "约": Bound.ABOUT,
        "約": Bound.ABOUT,
        "大 约": Bound.ABOUT,
    },
    ago={"今天": 0, "昨天": -1, "明天": 1},
    negations=frozenset({"不", "没", "沒", "未", "无", "無"}),
)
