"""What sort of source a stretch of a note names: rows of (kind, pattern, reason), asked from the top."""

from __future__ import annotations

import re
from dataclasses import dataclass

from citecheck.model.target import Kind


@dataclass(frozen=True, slots=True)
class Wording:
    """`pattern` in the words of a source says that it is of `kind`."""

    kind: Kind
    pattern: re.Pattern[str]
    reason: str


def _row(kind: Kind, pattern: str, reason: str) -> Wording:
    return Wording(kind, re.compile(pattern, re.IGNORECASE), reason)


WORDINGS: tuple[Wording, ...] = (
    _row(
        Kind.BY_REQUEST,
        r"\b(?:available|provided|obtainable|shared|accessible)\b[^.;]{0,40}\b(?:(?:up)?on|by) request\b"
        r"|\b(?:data|database|dataset|figures|notes|interviews?|material)\b[^.;]{0,30}\b(?:(?:up)?on|by) request\b"
        r"|\A\W*(?:(?:up)?on|by) request\b|\bdisponibles? sur demande\b|\bauf anfrage\b|\bпо запросу\b|\ba petición\b",
        "the author holds the data and gives it to who asks",
    ),
    _row(
        Kind.DATABASE,
        r"\b(?:database|dataset|data set|data bank|databank|base de données|datenbank|база данных)\b",
        "a collection that is queried, not a page that is read",
    ),
    _row(
        Kind.BIBLIOGRAPHIC,
        r"\bavailable (?:by|with|through|via|on) (?:a )?(?:paid )?subscription\b|\bsubscription required\b"
        r"|\bpar abonnement\b",
        "a work that only subscribers can open",
    ),
)

_ACCESS_POINT = re.compile(
    r"(?:\b(?:available|accessible|accessed|found)\s+(?:by|with|through|via|on|at|from|under|in)\b|\bdisponible\b|\bverfügbar\b)",
    re.IGNORECASE,
)

_TRAITS: tuple[tuple[re.Pattern[str], int, str], ...] = (
    (re.compile(r"《[^》]{2,120}》|『[^』]{2,120}』"), 2, "a title in the book marks of Chinese and Japanese"),
    (re.compile(r"(?:1[5-9]|20)\d\d\s?年"), 1, "a year in Chinese or Japanese"),
    (re.compile(r"[(,.\s](?:1[5-9]|20)\d\d[a-z]?[)\],.:;\s]|[(,.\s](?:1[5-9]|20)\d\d[a-z]?$"), 1, "a year"),
    (
        re.compile(
            r"\b(?:pp?|pages?|ff?|fol|S|стр|с)\.\s?\d|\bpp?\.? \d{1,4}(?:[-\u2013]\d+)?\b|\bص\s?\d", re.IGNORECASE
        ),
        1,
        "a page",
    ),
    (
        re.compile(
            r"\b(?:vol|no|nr|iss|ed|eds|edn|hrsg|Bd|т|vols)\.\s?\S|\bvol(?:ume)? [\divxlc]+\b|\(\d+\):\s?\d+",
            re.IGNORECASE,
        ),
        1,
        "a volume",
    ),
    (
        re.compile(r"[\u201c\"\u00ab\u201e][^\u201d\"\u00bb\u201c]{12,300}[,.?!]?[\u201d\"\u00bb\u201c]"),
        1,
        "a title in quotation marks",
    ),
    (
        re.compile(r"(?:^|[;,&]\s|\band\s)[A-Z\u00c0-\u017d][\w'\u2019-]+,\s(?:[A-Z\u00c0-\u017d]\.[\s,-]?){1,4}"),
        2,
        "Surname, A. B.",
    ),
    (
        re.compile(r"(?:^|[;,&]\s|\band\s)(?:[A-Z\u00c0-\u017d]\.[\s-]?){1,4}[A-Z\u00c0-\u017d][\w'\u2019-]+,"),
        1,
        "A. B. Surname,",
    ),
    (
        re.compile(
            r"\b(?:Journal|Proceedings|Review|Quarterly|Transactions|Press|Verlag|Publish\w+|Books|Editions?|Éditions|Magazine|"
            r"Springer|Elsevier|Wiley|Routledge|Penguin|Workshop|Conference|Symposium)\b"
        ),
        1,
        "a publisher or journal",
    ),
    (
        re.compile(r"\b(?:ISBN|ISSN|doi|arXiv|RFC|OCLC|PMID)[:\s-]?\s?[\d.]", re.IGNORECASE),
        2,
        "an identifier of a work",
    ),
    (
        re.compile(
            r"\b\d{1,4} (?:U\. ?S\.|F\. ?(?:2d|3d|4th|Supp)|S\. ?Ct|L\. ?Ed|"
            r"Cal|N\. ?[EWY]|S\. ?[EW]|P\. ?[23]d|A\. ?[23]d|Fed\. ?Reg)"
        ),
        3,
        "a law report",
    ),
    (
        re.compile(r"\[\d{4}\] (?:\d+ )?(?:EW|UK|AC|QB|KB|Ch|WLR|All ER|Fam)[A-Z]*|\b(?:EWCA|EWHC|UKSC|UKHL|BAILII)\b"),
        3,
        "a neutral citation",
    ),
    (re.compile(r"\b[\w.'\u2019 -]{2,60} v\.? [A-Z][\w.'\u2019 -]{2,60}"), 1, "A v. B"),
    (
        re.compile(
            r"(?:\bCode\b|\bStat\.|\bU\.S\.C\.|\bC\.F\.R\.|\bAct\b)[^.;]{0,40}\u00a7"
            r"|\u00a7\s?\d|\b\d+ (?:U\.S\.C|C\.F\.R)\."
        ),
        2,
        "a paragraph of a law",
    ),
    (
        re.compile(
            r"\b(?:January|February|March|April|May|June|July|August|"
            r"September|October|November|December) \d{1,2}, (?:19|20)\d\d"
        ),
        1,
        "a date of issue",
    ),
    (re.compile(r"(?:^|\s)_[^_]{8,200}_(?=[\s.,;(]|$)|(?<!\*)\*(?!\*)[^*]{8,200}\*(?!\*)"), 1, "a title in italics"),
    (re.compile(r"\b(?:Available|Accessed|Retrieved|Archived|Abgerufen|Consulté)\b"), 1, "a date of access"),
    (
        re.compile(
            r"\bInternet-Draft\b|\bSTD \d|\bMIT Press\b|\bUniversity (?:Press|of)\b|\bThesis\b|\bTechnical Report\b",
            re.IGNORECASE,
        ),
        1,
        "a report",
    ),
)
_NAME = 8
"""Words up to which "database" is what is cited; in a longer remark it is only spoken of."""
ENOUGH = 2
"""How many points of `_TRAITS` make words a named work: one trait alone is ordinary in a remark."""
STRONG = 3
_LONG = 90
"""Words above which a note is a remark that mentions works rather than a reference to one."""


def kind_of_words(words: str) -> Kind:
    """Say what `words` without an address name: a kind of the table, a work, or just a remark."""
    count = len(words.split())
    for row in WORDINGS:
        named = row.kind is not Kind.DATABASE or count <= _NAME or _ACCESS_POINT.search(words)
        if named and count <= _LONG // 2 and row.pattern.search(words):
            return row.kind
    return Kind.BIBLIOGRAPHIC if bibliographic_points(words) >= _needed(words) else Kind.NOTE


def _needed(words: str) -> int:
    count = len(words.split())
    return ENOUGH if count <= _LONG // 2 else STRONG if count <= _LONG else 5


def kind_behind_address(words: str) -> Kind | None:
    """Say what `words` in front of an address make of it where the address is only the door ("available at")."""
    if not _ACCESS_POINT.search(words):
        return None
    return next((row.kind for row in WORDINGS if row.pattern.search(words)), None)


def bibliographic_points(words: str) -> int:
    """Count how much `words` look like a reference to a work."""
    return sum(points for pattern, points, _ in _TRAITS if pattern.search(words))
