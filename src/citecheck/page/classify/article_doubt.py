"""The doubt about a live page: whether it looks like a wall, a notice or an empty shell in words that nobody listed.

A linear model over the structure of the page and the character n-grams of its first words. It is asked only where the
rules found no class and the page shows little running text, and it never changes the page class. The weights are in
`article_doubt.json`, which `bench/doubt_train.py` writes and which names the data, the figures and the threshold.
"""

from __future__ import annotations

import json
import math
import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from importlib.resources import files
from zlib import crc32

from citecheck.page.classify.reports import speaks_of_page
from citecheck.page.classify.signals import BRIEF_PROSE, Traits, count_prose
from citecheck.page.classify.titles import find_headline_section
from citecheck.page.formats import Medium
from citecheck.page.html.document import parse_html
from citecheck.text.language import choose_language
from citecheck.text.tokens import count_letters

_WEIGHTS = files("citecheck.page.classify").joinpath("article_doubt.json")

BUCKETS = 8_192
"""Weights of n-grams; n-grams share one by their CRC-32."""
_GRAMS = (3, 4, 5)
"""Letters of an n-gram; words are padded with a space, and an n-gram passes no end of a word."""
_FIRST_WORDS = 1_000
"""Characters of title, headings and text that n-grams are taken from."""
_MARKUP = 100_000
"""Characters of markup that elements are counted in."""

_COUNTED = (
    *("a", "article", "button", "div", "font", "form", "h1", "h2", "h3", "iframe", "img", "input", "li", "link"),
    *("main", "meta", "nav", "p", "script", "span", "style", "svg", "table", "time", "footer"),
)
"""Elements whose number is counted, by their name."""
_TAG = re.compile(r"<(\w+)")
_SENTENCE_END = re.compile("[.!?。！？।؟]")
_DIGIT = re.compile(r"\d")


_MOST_DEVIATIONS = 4.0
"""Deviations from the mean beyond which a number counts no more."""

_REASONS = {
    "letters": ("letter", "letters"),
    "prose": ("letter of running text", "letters of running text"),
    "a": ("link", "links"),
    "p": ("paragraph", "paragraphs"),
    "img": ("picture", "pictures"),
    "sentences": ("sentence", "sentences"),
    "input": ("form field", "form fields"),
    "time": ("date", "dates"),
}
"""Numbers of the structure that a reader can see, as they are named for one and for several."""
_MOST_REASONS = 3

_NOTICE_LETTERS = 400
"""Letters under a headline up to which they may be a notice in the frame of a site."""
_SECTION_THRESHOLD = 3.4
"""Score of such a part from which it is doubted. The live pages of `web/pages` and `web/pages-dev2` measure up to 3.2."""
_OF_CONTENT = "li, pre, code, table, time"
"""Elements that a notice has none of."""


@dataclass(frozen=True, slots=True)
class _Weights:
    """The weights of the model: for each number of `measure_structure` its mean, its deviation and its weight.

    `grams` has the weight of each bucket of n-grams, for a page whose n-grams have the length 1 together.
    """

    structure: Mapping[str, tuple[float, float, float]]
    grams: tuple[float, ...]
    constant: float
    threshold: float


def measure_structure(traits: Traits) -> dict[str, float]:
    """Return the numbers of the structure of an HTML page, as logarithms where they count something."""
    source = traits.source[:_MARKUP].lower()
    tags = dict.fromkeys(_COUNTED, 0)
    for tag in _TAG.findall(source):
        if tag in tags:
            tags[tag] += 1
    blocks = [block for block in traits.document.walk.blocks if not block.hidden] if traits.document else []
    shown = sum(len(block.text) for block in blocks)
    counts = {
        **tags,
        "letters": traits.letters,
        "region": traits.region,
        "prose": traits.prose,
        "markup": len(traits.source),
        "blocks": len(blocks),
        "longest block": max((count_letters(block.text) for block in blocks), default=0),
        "title": count_letters(traits.title),
        "headings": sum(map(count_letters, traits.headings)),
        "sentences": len(_SENTENCE_END.findall(traits.own_text)),
        "password": source.count("password"),
        "open graph": source.count("og:"),
    }
    return {
        **{name: math.log1p(count) for name, count in counts.items()},
        "shown share": shown / (len(traits.source) + 1),
        "link share": sum(block.linked for block in blocks) / (shown + 1),
        "headline": float(traits.has_headline),
        "date": float(traits.text.published is not None),
        "language": float(traits.document is not None and traits.document.language is not None),
        "noindex": float("noindex" in source),
    }


def hash_grams(traits: Traits) -> set[int]:
    """Return the buckets of the n-grams of the first words of a page."""
    first = "\n".join((traits.title, *traits.headings, traits.shown_text))[:_FIRST_WORDS].lower()
    found = set()
    for word in set(_DIGIT.sub("0", first).split()):
        padded = f" {word} "
        for size in _GRAMS:
            for start in range(max(1, len(padded) - size + 1)):
                found.add(crc32(padded[start : start + size].encode("utf-8", "replace")) % BUCKETS)
    return found


def is_asked(traits: Traits) -> bool:
    """Return whether the model is asked about a page: HTML with little running text that does not report with a date."""
    is_brief = traits.medium is Medium.HTML and traits.prose < BRIEF_PROSE
    return is_brief and not traits.article and not traits.report


def find_doubt(traits: Traits) -> str | None:
    """Return what makes a page that the rules call live look like no article, as "41 letters, no link", or None.

    The reasons are the numbers that weigh most, of those that a reader can see.
    """
    if not is_asked(traits):
        return None
    if whole := _ask_model(traits, _load_weights().threshold):
        return whole
    section = _cut_to_section(traits)
    part = _ask_model(section, _SECTION_THRESHOLD) if section else None
    return f"{part} under its headline" if part else None


def _cut_to_section(traits: Traits) -> Traits | None:
    """Return the traits of the section under the headline, if that speaks of the page and its reader alone.

    A notice in the frame of a site has the menus and teasers of an article around it. What holds lists, code or a
    date is content.
    """
    document = traits.document
    section = find_headline_section(document, traits.content) if document else None
    if section is None or section.node.css_first(_OF_CONTENT) is not None:
        return None
    lines = [block.text for block in section.blocks]
    letters, language = sum(map(count_letters, lines)), choose_language(traits.text.language, "\n".join(lines))
    if letters > _NOTICE_LETTERS or not speaks_of_page(lines, language):
        return None
    source = f'<html lang="{language}"><title>{escape(traits.title)}</title>{section.node.html}'
    return replace(
        traits,
        source=source,
        document=parse_html(source),
        letters=letters,
        region=letters,
        prose=count_prose(section.blocks),
        headings=(section.headline,),
        own_text="\n".join(lines),
        shown_text="\n".join(lines),
    )


def _ask_model(traits: Traits, threshold: float) -> str | None:
    """Return the numbers that weigh most, in words, where the score of a page is above `threshold`, or None."""
    weights = _load_weights()
    structure = measure_structure(traits)
    parts = {name: _weigh(value, *weights.structure[name]) for name, value in structure.items()}
    buckets = hash_grams(traits)
    words = sum(weights.grams[bucket] for bucket in buckets) / math.sqrt(len(buckets) or 1)
    if weights.constant + sum(parts.values()) + words <= threshold:
        return None
    heaviest = sorted(_REASONS, key=lambda name: -parts[name])[:_MOST_REASONS]
    return ", ".join(_name_count(name, structure[name]) for name in _REASONS if name in heaviest)


def _weigh(value: float, mean: float, deviation: float, weight: float) -> float:
    """Return what one number adds to the score."""
    return weight * max(-_MOST_DEVIATIONS, min(_MOST_DEVIATIONS, (value - mean) / deviation))


def _name_count(name: str, logarithm: float) -> str:
    """Return a number of the structure in words: "no link", "1 link", "41 letters"."""
    one, several = _REASONS[name]
    count = round(math.expm1(logarithm))
    return f"no {one}" if count == 0 else f"{count} {one if count == 1 else several}"


@cache
def _load_weights() -> _Weights:
    """Read the weights, once in a process."""
    read = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
    grams = memoryview(b64decode(read["grams"])).cast("b")
    structure = {name: tuple(row) for name, row in read["structure"].items()}
    return _Weights(structure, tuple(gram * read["unit"] for gram in grams), read["constant"], read["threshold"])
