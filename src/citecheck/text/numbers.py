"""Find the numbers of a text, in figures and words, with scale, unit, bound and range.

The tokens are read once, from first to last. At each token the parser tries to read the core of a number (figures,
words, a fraction, an ordinal). It then reads what belongs to the core: a scale after it, a unit or currency, the second
end of a range, a bound before or after it. Dates are read first and their tokens are passed in as taken.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from citecheck.text.language_table import Bound
from citecheck.text.naming_numbers import find_counted_word, is_in_name, is_label, is_title
from citecheck.text.numerals import FRACTION_STEP, PERCENT, FigureValue, NumberCore, read_figures, read_number_in_words
from citecheck.text.shares import read_every_nth, read_ratio
from citecheck.text.temperatures import read_below_zero
from citecheck.text.tokens import Token
from citecheck.text.units import CURRENCIES, CURRENCY_CODES, CURRENCY_SIGNS, UNITS, Unit
from citecheck.text.vocabulary import DASHES, TokenWindow, Vocabulary


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number of a text; `text[start:end]` is its wording with unit and bound.

    `values` holds the value, or both ends of a range, in the order written; `other_values` are further values of an
    ambiguous spelling (1.234). `step` is the value of one unit in the last significant figure: 1e5 for "3.6 million",
    100 for "300". `rounded` is set if the spelling itself rounds (scale word). `bare_span` is the span of the number
    without unit and bound.
    """

    values: tuple[float, ...]
    start: int
    end: int
    bare_span: tuple[int, int]
    bound: Bound = Bound.EXACT
    unit: Unit | None = None
    other_values: tuple[float, ...] = ()
    step: float = 1.0
    rounded: bool = False
    ordinal: bool = False
    in_name: bool = False
    """Belongs to a name ("COVID-19", "Ted 2") or is a label ("Table 3"): it counts nothing."""
    counted: str | None = None
    """The word directly after a number without a unit ("people"), in lower case."""
    per: float | None = None
    """Seconds of the span of time that it is counted in ("600 vehicles a day"), None without one."""
    vague: bool = False
    """A word that is a number only sometimes ("one", "a second look")."""


_ORDINAL_ENDINGS = frozenset({"st", "nd", "rd", "th", "er", "ère", "e", "ème", "º", "ª"})
_GLUED_SCALES = {"k": 1e3, "bn": 1e9, "b": 1e9, "mn": 1e6, "mm": 1e6, "tn": 1e12}
"""Scales written directly after the figure; "m" is one only after a currency sign, else it is a metre."""
_SMALL_UNITS = frozenset({"mi", "m", "g", "an", "ha"})
"""Units that are never written with a capital: "24 Mi-35M" are helicopters."""
_BEFORE_SUMS = CURRENCY_SIGNS | CURRENCY_CODES
_SCORES = frozenset({5, 10, 100})
_SCORE = Unit("score")
"""The unit of ratings of books and films, in per cent of the best; percentages near a rating seldom count the same."""
_IN_PARTS = frozenset({"length", "time", "mass"})
"""Dimensions in which a measure may continue in a smaller unit."""


def find_numbers(
    text: str, tokens: Sequence[Token], words: Vocabulary, taken: frozenset[int] = frozenset()
) -> list[Quantity]:
    """Return the numbers of a text in order; `taken` holds the indices of tokens that belong to dates."""
    window = TokenWindow(text, tokens, words)
    found: list[Quantity] = []
    index = after_label = 0
    while index < len(tokens):
        core = _read_core(window, index) if index not in taken and _may_begin_number(window, index) else None
        if core is None:
            index += 1
            continue
        first = index
        quantity, index = _complete_number(window, index, core, taken)
        bare = quantity.unit is None and not quantity.ordinal and not quantity.rounded and tokens[first].is_number
        if bare and is_label(window, first, index, after_label):
            quantity, after_label = replace(quantity, in_name=True), index
        found.append(quantity)
    return found


def _may_begin_number(window: TokenWindow, index: int) -> bool:
    """Return whether a token can be the first of a number that `_read_core` reads; most words cannot."""
    token = window.tokens[index]
    return token.is_number or token.lower in window.words.number_openers or window.words.begins_number(token.lower)


def _read_core(window: TokenWindow, index: int) -> NumberCore | None:
    if index >= len(window.tokens):
        return None
    if window.lower(index) in window.words.lists["share_openers"]:
        return read_every_nth(window, index)
    core = _read_part(window, index)
    return core and (read_ratio(window, core, _read_part) or core)


def _read_part(window: TokenWindow, index: int) -> NumberCore | None:
    """Read a number without the whole that it may be a part of."""
    if index >= len(window.tokens):
        return None
    token = window.tokens[index]
    if token.is_number:
        core = _read_core_in_figures(window, index)
    elif token.lower in window.words.articles and _is_time(window, index + 1):
        return NumberCore((1.0,), index + 1, vague=True)
    elif token.lower in window.words.articles or window.words.begins_number(token.lower):
        core = read_number_in_words(window.tokens, index, window.words)
    else:
        return None
    half = window.measure_half(core.after) if core is not None and not core.ordinal else 0
    if core is None or not half:
        return core
    core = replace(core, step=core.scale / 10 if core.scale > 1 else 0.5, after=core.after + half)
    core = replace(core, values=(core.values[0] + 0.5 * core.scale, *core.values[1:]))
    return _apply_scales(window, index, core) if core.scale == 1 else core


def _is_time(window: TokenWindow, at: int) -> bool:
    unit = window.unit(at)
    return unit is not None and unit.dimension == "time" and len(window.lower(at)) > 2 and window.lower(at) != "second"


def _read_core_in_figures(window: TokenWindow, index: int) -> NumberCore | None:
    spelling = window.lower(index)
    if any(sign in spelling for sign in "-/:") or (spelling.count(".") > 1 and len(spelling.split(".")[-1]) != 3):
        return None  # a time of day, or a date or version that the date reader did not take
    if _begins_with_point(window, index) and spelling.isdecimal():
        spelling = f"0.{spelling}"
    parsed = read_figures(spelling, decimal_comma=window.words.language.decimal_comma and spelling[:2] != "0.")
    core = NumberCore((parsed.value,), index + 1, other_values=parsed.other_values, step=parsed.step)
    after = window.lower(index + 1)
    if window.glued(index + 1) and after in _ORDINAL_ENDINGS:
        return replace(core, after=index + 2, ordinal=True)
    if (part := _read_fraction_after(window, index)) is not None:
        core = NumberCore((parsed.value + part[0],), part[1], step=_STEP_OF_FRACTION, rounded=True)
    return _read_share_or_score(window, index, parsed) or _add_smaller_scale(window, _apply_scales(window, index, core))


_MOST_BEFORE_FRACTION, _GREATEST_DENOMINATOR = 99, 16
_STEP_OF_FRACTION = 0.1


def _read_fraction_after(window: TokenWindow, index: int) -> tuple[float, int] | None:
    """Parse the fraction after a whole number and return the index after it: "1½", "2 3/4"."""
    at = index + 1
    sign = window.lower(at)
    if window.whole(index, 0, _MOST_BEFORE_FRACTION) is None or not sign:
        return None
    if window.glued(at):
        part = unicodedata.numeric(sign, 0.0) if len(sign) == 1 else 0.0
        return (part, at + 1) if 0 < part < 1 else None
    above, below = window.whole(at, 1, _GREATEST_DENOMINATOR), window.whole(at + 2, 2, _GREATEST_DENOMINATOR)
    joined = window.lower(at + 1) == "/" and window.glued(at + 1) and window.glued(at + 2)
    if above is None or below is None or not joined or above >= below or window.lower(at + 3) == "/":
        return None
    return above / below, at + 3


def _begins_with_point(window: TokenWindow, index: int) -> bool:
    """Return whether a figure follows a full stop that no word precedes: ".500"."""
    return window.lower(index - 1) == "." and window.glued(index) and index > 0 and not window.glued(index - 1)


def _add_smaller_scale(window: TokenWindow, core: NumberCore) -> NumberCore:
    """Add what goes on with a smaller scale in characters: 3亿2000万, 1万5千."""
    at = core.after
    if core.scale < 1000 or not (
        window.lower(at - 1) >= "\u3400" and window.glued(at) and window.lower(at)[:1].isdigit()
    ):
        return core
    value = read_figures(window.lower(at), decimal_comma=False)
    more = _apply_scales(window, at, NumberCore((value.value,), at + 1, step=value.step))
    if more.values[0] >= core.scale:
        return core
    return replace(core, values=(core.values[0] + more.values[0],), other_values=(), step=more.step, after=more.after)


def _read_share_or_score(window: TokenWindow, index: int, parsed: FigureValue) -> NumberCore | None:
    """Parse "2/3" as a share in per cent, "8.6/10" and "86 out of 100" as a score."""
    at = index + 2 if window.lower(index + 1) == "/" and window.glued(index + 1) else index + 3
    if at == index + 3 and window.phrase(index + 1, 2) != ("out", "of"):
        return None
    below = window.whole(at, 2, 100)
    if below is None or not 0 < parsed.value <= below or (below > 10 and below not in _SCORES):
        return None
    value = parsed.value / below * 100
    if below in _SCORES:
        return NumberCore(
            (value,), at + 1, step=parsed.step * 100 / below, rounded=True, unit=_SCORE, other_values=(parsed.value,)
        )
    return NumberCore((value,), at + 1, step=FRACTION_STEP, rounded=True, unit=PERCENT)


def _apply_scales(window: TokenWindow, index: int, core: NumberCore) -> NumberCore:
    """Multiply a number in figures by the scale words after it."""
    at = core.after
    while window.lower(at):
        low = window.lower(at)
        money = low == "m" and window.lower(index - 1) in _BEFORE_SUMS
        scale = window.words.scales.get(low) or (1e6 if money else None)
        if scale is None and window.glued(at):
            scale = _GLUED_SCALES.get(low)
        if scale is None or (low.endswith("s") and low in {"dozens", "hundreds", "thousands"}):
            break
        core = replace(
            core,
            values=tuple(value * scale for value in core.values),
            other_values=tuple(value * scale for value in core.other_values),
            step=core.step * scale,
            scale=core.scale * scale,
            rounded=True,
            after=at + 1,
        )
        at += 1
    return core


def _complete_number(window: TokenWindow, index: int, core: NumberCore, taken: frozenset[int]) -> tuple[Quantity, int]:
    """Add unit, range and bound to a core; return the number and the index after it."""
    unit, after = _read_unit_of(window, core)
    first, before = index, window.lower(index - 1)
    if _begins_with_point(window, index):
        first = index - 1
    if before == "." and window.lower(index - 2) == "rs":
        before, first = "rs", index - 2
    if before in _BEFORE_SUMS:
        unit, first = UNITS[before], min(first, index - 1)
    unit = core.unit or unit
    ends, core, unit, after = _read_range(window, index, (core, unit, after), taken)
    if unit is not None and len(ends) == 1:
        more, after = _read_smaller_unit(window, unit, after)
        ends = (ends[0] + more,)
    bound, bounded_from = _read_bound_before(window, first)
    cold = read_below_zero(window, first, after, unit) if len(ends) == 1 and bound is None else None
    if cold is not None:
        ends, (first, after, unit) = (-ends[0],), cold
        bound, bounded_from = _read_bound_before(window, first)
    first = bounded_from
    if bound is None:
        bound, after = _read_bound_after(window, after)
    quantity = Quantity(
        values=ends,
        start=window.tokens[first].start,
        end=window.tokens[after - 1].end,
        bare_span=(window.tokens[index].start, window.tokens[core.after - 1].end),
        bound=bound,
        unit=unit,
        other_values=core.other_values,
        step=core.step,
        rounded=core.rounded,
        ordinal=core.ordinal,
        vague=core.vague,
        in_name=is_title(window, core.after) if unit is not None else is_in_name(window, index, after),
        counted=find_counted_word(window, after) if unit is None else None,
        per=_read_rate(window, after),
    )
    return quantity, after


def _read_unit(window: TokenWindow, at: int) -> tuple[Unit | None, int]:
    """Parse the unit at a token, which may follow a hyphen ("5-mile"); return the index after it."""
    start = at + 1 if window.lower(at) in DASHES and window.glued(at) and window.glued(at + 1) else at
    for size in (3, 2):
        unit = window.words.units.get(window.phrase(start, size))
        if unit is not None:
            return unit, start + size
    unit = window.unit(start)
    if (
        unit is None
        or window.lower(start) in {"a", "won"}
        or (window.lower(start) in _SMALL_UNITS and window.capital(start))
    ):
        return None, at
    return unit, start + 1


def _read_unit_of(window: TokenWindow, core: NumberCore) -> tuple[Unit | None, int]:
    """Parse the unit of a number, after a scale also with a word between them: "millions de dollars"."""
    if core.scale > 1 and window.lower(core.after) in window.words.language.unit_links:
        unit, after = _read_unit(window, core.after + 1)
        if unit is not None:
            return unit, after
    return _read_unit(window, core.after)


_WORDS_BEFORE_RATE = 3
"""Words of what is counted between a number and its span of time: "600 heavy goods vehicles a day"."""


def _read_rate(window: TokenWindow, after: int) -> float | None:
    """Parse the span of time that a number is counted in; return its seconds."""
    for at in range(after, after + _WORDS_BEFORE_RATE + 1):
        unit = window.unit(at + 1)
        if (
            (window.lower(at) in window.words.rate_words or window.lower(at) == "/")
            and unit
            and unit.dimension == "time"
        ):
            return unit.factor
        if not window.lower(at).isalpha():
            return None
    return None


def _read_smaller_unit(window: TokenWindow, unit: Unit, after: int) -> tuple[float, int]:
    """Parse a continuation in a smaller unit ("6 feet, 2 inches"); return it in `unit`, and the index after it."""
    if half := window.measure_half(after):
        return 0.5, after + half
    at = after + 1 if window.lower(after) == "," or window.lower(after) in window.words.lists["and_words"] else after
    low = window.lower(at)
    core = _read_core(window, at) if low[:1].isdigit() or low in window.words.numerals else None
    smaller, end = _read_unit(window, core.after) if core is not None and not core.ordinal else (None, after)
    if core is None or smaller is None or smaller.dimension != unit.dimension or smaller.factor >= unit.factor:
        return 0.0, after
    more = core.values[0] * smaller.factor / unit.factor
    return (more, end) if more < 1 and unit.dimension in _IN_PARTS else (0.0, after)


def _read_range(
    window: TokenWindow, index: int, first: tuple[NumberCore, Unit | None, int], taken: frozenset[int]
) -> tuple[tuple[float, ...], NumberCore, Unit | None, int]:
    """Parse the second end of a range; a scale or unit after it also applies to the first end."""
    core, unit, after = first
    low = window.lower(after)
    lists = window.words.lists
    before = index - 1 - (window.lower(index - 1) in _BEFORE_SUMS)
    opened = low in lists["and_words"] and window.lower(before) in lists["range_openers"]
    joined = low in DASHES or low in lists["range_words"] or opened
    at = after + 1
    if not joined or len(core.values) != 1 or core.ordinal or at in taken or not window.lower(at):
        return core.values, core, unit, after
    sign = UNITS[window.lower(at)] if window.lower(at) in _BEFORE_SUMS else None
    second = _read_core(window, at + (sign is not None))
    if second is None or second.ordinal:
        return core.values, core, unit, after
    second_unit, end = _read_unit(window, second.after)
    if unit is not None and not _may_open_range(unit, sign or second_unit, dashed=low in DASHES):
        return core.values, core, unit, after
    scale = second.scale if core.scale == 1 and second.values[0] > core.values[0] else 1.0
    values = (core.values[0] * scale, second.values[0])
    step = min(core.step * scale, second.step)
    merged = replace(core, step=step, rounded=core.rounded or second.rounded, after=second.after)
    return values, merged, unit or second_unit, end


def _may_open_range(unit: Unit, second: Unit | None, *, dashed: bool) -> bool:
    """Return whether a measure may be the first end of a range, unlike that of "rose 5 percent to 20 million"."""
    if second is None:
        return dashed or unit.dimension in CURRENCIES
    return unit.dimension == second.dimension


def _read_bound_before(window: TokenWindow, first: int) -> tuple[Bound | None, int]:
    at = first
    if window.lower(at - 1) in {"a", "an", "the"} and window.lower(at - 2) in {"about", "around", "nearly", "almost"}:
        at -= 1
    for size in (4, 3, 2, 1):
        if at - size < 0:
            continue
        bound = window.words.bounds.get(tuple(window.lower(at - size + step) for step in range(size)))
        if bound is not None:
            return bound, at - size
    if window.lower(first - 1) in {"~", "≈", "c"}:
        return Bound.ABOUT, first - 1
    signs = {">": Bound.MORE, "<": Bound.LESS, "≥": Bound.LEAST, "≤": Bound.MOST}
    sign = signs.get(window.lower(first - 1))
    return (sign, first - 1) if sign else (None, first)


def _read_bound_after(window: TokenWindow, after: int) -> tuple[Bound, int]:
    for size in (2, 1):
        bound = window.words.bounds_after.get(tuple(window.lower(after + step) for step in range(size)))
        if bound is not None:
            return bound, after + size
    return Bound.EXACT, after
