"""What templates in the running text print, for those that stand for words of a sentence.

Only the wiki knows all its templates; these are the common ones, and every other prints nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from citecheck.draft.wikitext.template import Parameter, Template, value_of

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_NUMBER = re.compile(r"\d{1,4}")

_WRAPPING: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("lang", "transl", "transliteration"), ("2",)),
    **dict.fromkeys(("color", "font color", "url", "tooltip"), ("2", "1")),
    **dict.fromkeys(
        ("nowrap", "nobr", "small", "smaller", "big", "abbr", "abbrlink", "sic", "not a typo", "as written", "var",
         "code", "mono", "kbd", "samp", "em", "strong", "sup", "sub", "smallcaps", "sc", "nihongo", "ill",
         "interlanguage link", "flag", "flagcountry", "flagu", "ship", "dts", "ipa", "visible anchor", "vanchor",
         "noitalic", "w", "longitem",
         "no wrap", "lang-en", "lang-fr", "lang-de", "lang-es", "lang-ru", "lang-it", "lang-la", "lang-ar", "lang-zh",
         "lang-uk", "lang-el", "lang-he", "lang-ja", "lang-pl", "lang-pt", "lang-tr"),
        ("1",),
    ),
}  # fmt: skip
"""Templates that print one of their parameters, the first of those named that has a value."""


def _joined(text: str, template: Template) -> str:
    return " ".join(filter(None, (value_of(text, template, key) for key in ("1", "2"))))


def _fixed(words: str) -> Callable[[str, Template], str]:
    return lambda _text, _template: words


def _prefixed(prefix: str) -> Callable[[str, Template], str]:
    return lambda text, template: prefix + value_of(text, template, "1")


def _date(text: str, template: Template) -> str:
    """Write `{{birth date|1985|1|4}}` as "January 4, 1985", day first where the template says so (`df`)."""
    numbers = [value_of(text, template, key) for key in ("1", "2", "3")]
    if not _NUMBER.fullmatch(numbers[0]):
        return numbers[0]
    month = int(numbers[1]) if numbers[1].isdecimal() else 0
    if not 1 <= month <= len(_MONTHS):
        return numbers[0]
    name = _MONTHS[month - 1]
    if not numbers[2].isdecimal():
        return f"{name} {numbers[0]}"
    day = str(int(numbers[2]))
    return f"{day} {name} {numbers[0]}" if value_of(text, template, "df") else f"{name} {day}, {numbers[0]}"


_PRINTED: dict[str, Callable[[str, Template], str]] = {
    **dict.fromkeys(("birth date", "birth date and age", "start date", "start date and age", "end date", "death date",
                     "death date and age", "film date", "release date"), _date),
    **dict.fromkeys(("convert", "cvt"), _joined),
    **dict.fromkeys(("circa", "c.", "ca."), _prefixed("c. ")),
    **dict.fromkeys(("as of", "asof"), _prefixed("As of ")),
    **dict.fromkeys(("us$", "usd", "$"), _prefixed("US$")),
    **dict.fromkeys(("gbp", "£"), _prefixed("£")),
    **dict.fromkeys(("eur", "euro", "€"), _prefixed("€")),
    **dict.fromkeys(("ndash", "en dash", "–"), _fixed("–")),
    **dict.fromkeys(("snd", "spnd", "spaced ndash", "spaced en dash"), _fixed(" – ")),
    **dict.fromkeys(("mdash", "em dash", "—"), _fixed("—")),
    **dict.fromkeys(("nbsp", "space", "thinsp"), _fixed(" ")),
    **dict.fromkeys(("'", "okina", "'-"), _fixed("'")),
    "!": _fixed("|"),
    "=": _fixed("="),
}  # fmt: skip


def wrapped(template: Template) -> Parameter | None:
    """Return the parameter that a template prints as it is, with the markup in it; None if it is no such template."""
    for key in _WRAPPING.get(template.name, ()):
        found = template.parameters.get(key)
        if found is not None:
            return found
    return None


def printed(text: str, template: Template) -> str:
    """Return the words that a template makes of its parameters, empty for templates that are not known."""
    made = _PRINTED.get(template.name)
    return "" if made is None else made(text, template)


def short_citation(text: str, template: Template) -> str:
    """Return what `{{sfn|Smith|2001|p=5}}` prints: "Smith 2001, p. 5"; `{{sfnm|1a1=Smith|1y=2001…}}` joins several."""
    if template.name != "sfnm":
        names = [value_of(text, template, key) for key in ("1", "2", "3", "4", "5")]
        return _with_page(text, template, " ".join(filter(None, names)), "")
    cited: list[str] = []
    for serial in ("1", "2", "3", "4", "5", "6", "7", "8", "9"):
        names = [value_of(text, template, serial + key) for key in ("a1", "a2", "a3", "a4", "y")]
        if any(names):
            cited.append(_with_page(text, template, " ".join(filter(None, names)), serial))
    return "; ".join(cited)


def _with_page(text: str, template: Template, cited: str, serial: str) -> str:
    for key, word in (("p", "p."), ("page", "p."), ("pp", "pp."), ("pages", "pp."), ("loc", "")):
        if found := value_of(text, template, serial + key):
            return f"{cited}, {word} {found}".replace("  ", " ")
    return cited
