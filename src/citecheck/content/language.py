"""Say which language a text is in: the one the page declares, unless the text shows another.

Templates declare "en" for pages in every language, so a declaration is asked to fit the script of the text; and
where
none is made, the statistics of letter groups decide (resiliparse's fast detector, of which this is the only
importer).
"""

from __future__ import annotations

import re

SAMPLE = 3_000
"""Characters looked at."""

ENOUGH = 100
"""Characters below which no language is guessed."""

FARTHEST = 1_200
"""Greatest distance from a language's profile at which the detector's guess is taken; its own default."""

GUESSED = re.findall(
    r"\w+",
    "en de fr es it pt nl da no sv fi is pl cs sk sl hr sr bs hu ro et lv lt tr az id ms vi sq ca ga cy af sw "
    "ru uk be bg mk kk el he ar fa ur hi mr ne th ja zh ko",
)
"""Languages among which is guessed; the detector knows more, Latin among them, and takes tables for those."""

SCRIPTS: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = (
    (
        re.compile(r"[\u0400-\u04ff]"),
        frozenset({"ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "tg", "mn", "tt", "ba", "cv", "uz"}),
    ),
    (re.compile(r"[\u0370-\u03ff]"), frozenset({"el"})),
    (re.compile(r"[\u0590-\u05ff]"), frozenset({"he", "yi", "iw"})),
    (re.compile(r"[\u0600-\u06ff]"), frozenset({"ar", "fa", "ur", "ps", "ckb", "ku", "sd", "ug"})),
    (re.compile(r"[\u0900-\u097f]"), frozenset({"hi", "mr", "ne", "sa"})),
    (re.compile(r"[\u0e00-\u0e7f]"), frozenset({"th"})),
    (re.compile(r"[\u1000-\u109f]"), frozenset({"my"})),
    (re.compile(r"[\u3040-\u30ff]"), frozenset({"ja"})),
    (re.compile(r"[\uac00-\ud7af]"), frozenset({"ko"})),
    (re.compile(r"[\u4e00-\u9fff]"), frozenset({"zh", "ja", "yue"})),
)
"""Characters of a script and the languages written in it; the first with a share of the text is the text's."""

ANY_SCRIPT = re.compile("|".join(pattern.pattern for pattern, _ in SCRIPTS).replace("]|[", ""))
"""All of them at once: most pages hold none, and are searched once instead of ten times."""
SHARE = 0.2


def language_of(declared: str | None, text: str) -> str | None:
    """Return a language code (ISO 639), None where nothing is declared and too little can be read."""
    sample = text[:SAMPLE]
    fitting = languages_by_script(sample)
    if declared is not None and (fitting is None or declared in fitting):
        return declared
    if fitting is not None and len(fitting) == 1:
        return next(iter(fitting))
    guess = detected(sample if fitting is None else in_script(sample))
    if guess is None or (fitting is not None and guess not in fitting):
        return declared if fitting is None else min(fitting & {"ru", "ar", "zh", "hi"}, default=None)
    return guess


def languages_by_script(sample: str) -> frozenset[str] | None:
    """Return the languages of the script that a text is written in, None for Latin and unknown ones."""
    if sample.isascii() or len(ANY_SCRIPT.findall(sample)) <= SHARE * len(sample):
        return None
    for pattern, languages in SCRIPTS:
        if len(pattern.findall(sample)) > SHARE * max(1, len(sample)):
            return languages
    return None


def in_script(sample: str) -> str:
    """Leave out the words in Latin letters: commands and names in a Russian manual make its letter groups Serbian."""
    return " ".join(word for word in sample.split() if ANY_SCRIPT.search(word))


def detected(sample: str) -> str | None:
    """Guess the language by letter groups."""
    if len(sample) < ENOUGH:
        return None
    from resiliparse.parse.lang import detect_fast  # noqa: PLC0415 (only pages that declare no language need it)

    language, distance = detect_fast(sample, cutoff=FARTHEST, langs=GUESSED)
    return language if language != "unknown" and distance <= FARTHEST else None
