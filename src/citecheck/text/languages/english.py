"""English: the language of claims, so its comparisons and scales are the fullest."""

from __future__ import annotations

from citecheck.text.language_table import Bound, DateSide, LanguageTable, split_words

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)

TONGUE = LanguageTable(
    code="en",
    months=(
        "january|jan",
        "february|feb",
        "march|mar",
        "april|apr",
        "may",
        "june|jun",
        "july|jul",
        "august|aug",
        "september|sept|sep",
        "october|oct",
        "november|nov",
        "december|dec",
    ),
    weekdays=(
        "monday|mon",
        "tuesday|tue|tues",
        "wednesday|wed",
        "thursday|thu|thurs",
        "friday|fri",
        "saturday",
        "sunday",
    ),
    numerals={word: value for value, word in enumerate(split_words(_UNITS))}
    | {word: (index + 2) * 10 for index, word in enumerate(split_words(_TENS))}
    | {"both": 2, "pair": 2, "couple": 2, "twice": 2, "thrice": 3, "trio": 3},
    scales={
        "hundred": 100,
        "thousand": 1e3,
        "million": 1e6,
        "billion": 1e9,
        "trillion": 1e12,
        "hundreds": 100,
        "thousands": 1e3,
        "millions": 1e6,
        "billions": 1e9,
        "dozen": 12,
        "dozens": 12,
        "lakh": 1e5,
        "crore": 1e7,
        "crores": 1e7,
        "lakhs": 1e5,
        "mn": 1e6,
        "bn": 1e9,
        "mln": 1e6,
        "bln": 1e9,
        "tn": 1e12,
    },
    ordinals={word: index + 1 for index, word in enumerate(split_words(_ORDINALS))}
    | {"thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60, "hundredth": 100},
    fractions={
        "half": 1 / 2,
        "third": 1 / 3,
        "thirds": 1 / 3,
        "quarter": 1 / 4,
        "quarters": 1 / 4,
        "fourth": 1 / 4,
        "fourths": 1 / 4,
        "fifth": 1 / 5,
        "fifths": 1 / 5,
        "tenth": 1 / 10,
        "tenths": 1 / 10,
    },
    joiners=frozenset({"and", "a"}),
    bounds={
        "more than": Bound.MORE,
        "greater than": Bound.MORE,
        "higher than": Bound.MORE,
        "larger than": Bound.MORE,
        "longer than": Bound.MORE,
        "over": Bound.MORE,
        "above": Bound.MORE,
        "exceeding": Bound.MORE,
        "exceeded": Bound.MORE,
        "exceeds": Bound.MORE,
        "surpassed": Bound.MORE,
        "surpassing": Bound.MORE,
        "in excess of": Bound.MORE,
        "upwards of": Bound.MORE,
        "at least": Bound.LEAST,
        "no fewer than": Bound.LEAST,
        "no less than": Bound.LEAST,
        "a minimum of": Bound.LEAST,
        "less than": Bound.LESS,
        "fewer than": Bound.LESS,
        "lower than": Bound.LESS,
        "smaller than": Bound.LESS,
        "under": Bound.LESS,
        "below": Bound.LESS,
        "at most": Bound.MOST,
        "no more than": Bound.MOST,
        "up to": Bound.MOST,
        "as many as": Bound.MOST,
        "a maximum of": Bound.MOST,
        "not more than": Bound.MOST,
        "nearly": Bound.NEARLY,
        "almost": Bound.NEARLY,
        "close to": Bound.ABOUT,
        "about": Bound.ABOUT,
        "around": Bound.ABOUT,
        "approximately": Bound.ABOUT,
        "approx": Bound.ABOUT,
        "roughly": Bound.ABOUT,
        "some": Bound.ABOUT,
        "circa": Bound.ABOUT,
        "an estimated": Bound.ABOUT,
        "estimated": Bound.ABOUT,
        "or so": Bound.ABOUT,
        "just over": Bound.MORE,
        "just under": Bound.NEARLY,
        "slightly over": Bound.MORE,
        "slightly under": Bound.NEARLY,
        "well over": Bound.MORE,
        "a little over": Bound.MORE,
    },
    bounds_after={
        "or more": Bound.LEAST,
        "or less": Bound.MOST,
        "or fewer": Bound.MOST,
        "or so": Bound.ABOUT,
        "plus": Bound.LEAST,
        "+": Bound.LEAST,
    },
    date_bounds={
        "before": DateSide.BEFORE,
        "prior to": DateSide.BEFORE,
        "by": DateSide.BY,
        "up to": DateSide.BY,
        "after": DateSide.AFTER,
        "following": DateSide.AFTER,
        "later than": DateSide.AFTER,
        "earlier than": DateSide.BEFORE,
    },
    ago={"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1},
    date_joiners=frozenset({"of", "the", ",", "in", "."}),
    negations=frozenset(
        {
            *("not", "no", "never", "none", "neither", "nor", "without", "cannot", "n't", "nobody", "nothing"),
            *("isn't", "wasn't", "didn't", "doesn't", "don't", "aren't", "weren't", "won't", "can't", "couldn't"),
            *("hasn't", "haven't", "hadn't", "wouldn't", "shouldn't"),
        }
    ),
    stopwords=frozenset(
        split_words(
            "a about above after again against all also am an and any are as at be because been before being "
            "below between both but by can could did do does doing down during each few for from further had has "
            "have having he her here hers herself him himself his how i if in into is it its itself just me more "
            "most my no nor not now of off on once only or other our out over own s same she should so some such "
            "t than that the their them then there these they this those through to too under until up very was "
            "we were what when where which while who whom why will with would you your"
        )
    ),
)
