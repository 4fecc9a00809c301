"""The kinds of sources that words in a note name: rows of (kind, pattern, reason), the first match decides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from citecheck.model.target import CutUrl, Kind, Target, Url
from citecheck.text.languages import alternatives_in_all_languages, english_months
from citecheck.url.hosts import is_social


@dataclass(frozen=True, slots=True)
class _KindPattern:
    """A pattern in the words of a source that identifies its kind."""

    kind: Kind
    pattern: re.Pattern[str]
    reason: str


def _build_row(kind: Kind, pattern: str, reason: str) -> _KindPattern:
    return _KindPattern(kind, re.compile(pattern, re.IGNORECASE), reason)


@cache
def _kind_patterns() -> tuple[_KindPattern, ...]:
    """Return the patterns that identify a kind of source, in the order in which they are tried."""
    return (
        _build_row(
            Kind.BY_REQUEST,
            r"\b(?:available|provided|obtainable|shared|accessible)\b[^.;]{0,40}\b(?:(?:up)?on|by) request\b"
            r"|\b(?:data|database|dataset|figures|notes|interviews?|material)\b[^.;]{0,30}\b(?:(?:up)?on|by) request\b"
            rf"|\A\W*(?:(?:up)?on|by) request\b|\b(?:{alternatives_in_all_languages('on_request')})\b",
            "the author holds the data and provides it on request",
        ),
        _build_row(
            Kind.DATABASE,
            rf"\b(?:{alternatives_in_all_languages('database_words')})\b",
            "a collection that is queried, not a page that is read",
        ),
        _build_row(
            Kind.BIBLIOGRAPHIC,
            r"\bavailable (?:by|with|through|via|on) (?:a )?(?:paid )?subscription\b|\bsubscription required\b"
            r"|\bpar abonnement\b",
            "a work that only subscribers can open",
        ),
    )


@cache
def _access_point() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:(?:available|accessible|accessed|found)\s+(?:by|with|through|via|on|at|from|under|in)"
        rf"|{alternatives_in_all_languages('available_at')})\b",
        re.IGNORECASE,
    )


_CAPITAL = r"[A-Z\u00c0-\u017d]"
_SHORT_REFERENCE = (
    r"\A(?!Access|Retriev|Archiv|In |On |Since )(?=[A-Z])"
    r"(?:(?:[A-Z\u00c0-\u017d][\w'\u2019.-]*|and|et|al|und|y|e|of|the|for|de|del|van|von|der|la|le|&)[.,]{0,2} ){1,12}"
    r"(?:1[5-9]|20)\d\d[a-z]?(?:, (?:pp?|ch)\. ?[\divxl\u2013-]+)?\.?\Z"
)
"""Names and a year only; a sentence that ends in a year contains other words too."""
_SHORT_WITH_PAGE = (
    rf"\A(?:See |Cf\. |Vgl\. |Voir |Siehe )?(?:{_CAPITAL}[\w'\u2019-]+(?: and | & | und | et | )?){{1,4}}, "
    rf"[\u201c\"*_]?{_CAPITAL}[^.;]{{1,80}}, pp?\. ?\d[\d\u2013-]*\.?\Z"
)
_VOLUME = (
    r"\b(?:[Vv]ols?|[Nn]o|[Nn]r|[Ii]ss|eds?|edn|[Hh]rsg|Bd|т)\.\s?\S|\b[Vv]ol(?:ume)? [\divxlc]+\b"
    r"|\(\d+\):\s?\d+"
)
_PUBLISHER = (
    r"\b(?:Journal|Proceedings|Review|Quarterly|Transactions|Press|Verlag|Publish\w+|Books|Editions?|Éditions"
    r"|Magazine|Springer|Elsevier|Wiley|Routledge|Penguin|Workshop|Conference|Symposium)\b"
)
_AMERICAN_REPORT = (
    r"\b\d{1,4} (?:U\. ?S\.|F\. ?(?:2d|3d|4th|Supp)|S\. ?Ct|L\. ?Ed|Cal|N\. ?[EWY]|S\. ?[EW]|P\. ?[23]d|A\. ?[23]d"
    r"|Fed\. ?Reg)"
)


_TRAITS: tuple[tuple[str, int, str], ...] = (
    (r"《[^》]{2,120}》|『[^』]{2,120}』", 2, "a title in Chinese or Japanese book title brackets"),
    (r"(?:1[5-9]|20)\d\d\s?年", 1, "a year in Chinese or Japanese"),
    (r"[(,.\s](?:1[5-9]|20)\d\d[a-z]?(?:[)\],.:;\s]|$)", 1, "a year"),
    (_SHORT_REFERENCE, 2, "Author 1998"),
    (_SHORT_WITH_PAGE, 1, "Author, Title, p. 12"),
    (r"\b(?:op|loc)\. ?cit\b", 2, "a work cited before"),
    (r"\bet al\.?,? \(?(?:1[5-9]|20)\d\d", 2, "Author et al. 1998"),
    (rf"\({_CAPITAL}[^():]{{2,40}}: [^()]{{2,60}}, (?:1[5-9]|20)\d\d\)", 2, "(place: publisher, year)"),
    (r"(?:^|[;,]\s|//\s?)[А-ЯЁЇІЄҐ][а-яёїієґ'-]+,? (?:[А-ЯЁЇІЄҐ]\.\s?){1,2}", 1, "Surname A. B. in Cyrillic"),
    (r"[а-яё.]\s//\s[А-ЯЁЇІЄҐ]", 1, "the journal after the title, as in Russian lists"),
    (r"\b(?:pp?|[Pp]ages?|ff?|fol|S|стр|с)\.\s?[\divxl]", 1, "a page"),
    (r"\b(?:pp?|[Pp]ages?|paras?|paragraphs?) \d{1,4}\b|\bص\s?\d", 1, "a page or paragraph"),
    (_VOLUME, 1, "a volume"),
    (
        r"[\u201c\"\u00ab\u201e][^\u201d\"\u00bb\u201c]{12,300}[,.?!]?[\u201d\"\u00bb\u201c]",
        1,
        "a title in quotation marks",
    ),
    (r"(?<!\w)\u2018[^\u2018]{12,300}\u2019(?!\w)", 1, "a title in single quotation marks"),
    (rf"(?:^|[;,&]\s|\band\s){_CAPITAL}[\w'\u2019-]+,\s(?:{_CAPITAL}\.[\s,-]?){{1,4}}", 2, "Surname, A. B."),
    (rf"(?:^|[;,&]\s|\band\s)(?:{_CAPITAL}\.[\s-]?){{1,4}}{_CAPITAL}[\w'\u2019-]+,", 1, "A. B. Surname,"),
    (
        rf"(?:^|, |\band ){_CAPITAL}[a-z\u00df-\u017e'\u2019-]+ [A-Z]{{1,3}}(?=,| and | \(| et al)",
        1,
        "Surname AB,",
    ),
    (_PUBLISHER, 1, "a publisher or journal"),
    (r"(?i)\b(?:ISBN|ISSN|doi|arXiv|RFC|OCLC|PMID)[:\s-]?\s?[\d.]", 2, "an identifier of a work"),
    (_AMERICAN_REPORT, 3, "an American law report"),
    (
        r"\[(?:1[89]|20)\d\d\] (?:\d+ )?[A-Z][\w.'\u2019]{1,8}(?: [A-Z][\w.]+)?(?: \d| \()",
        3,
        "a British law report",
    ),
    (r"\b(?:EWCA|EWHC|UKSC|UKHL|BAILII)\b", 3, "a neutral citation"),
    (r"\b[\w.'\u2019 -]{2,60} v\.? [A-Z][\w.'\u2019 -]{2,60}", 1, "A v. B"),
    (r"\b(?:Re|In re|Ex parte):? [A-Z]\b", 1, "the name of a case"),
    (
        r"(?:\bCode\b|\bStat\.|\bU\.S\.C\.|\bC\.F\.R\.|\bAct\b)[^.;]{0,40}\u00a7|\u00a7\s?\d",
        2,
        "a paragraph of a law",
    ),
    (r"\b\d+ (?:U\.S\.C|C\.F\.R)\.|\b\d+(?:st|nd|rd|th) Cong\b", 2, "a law or a hearing"),
    (r"(?:^|\s)_[^_]{8,200}_(?=[\s.,;(]|$)|(?<!\*)\*(?!\*)[^*]{8,200}\*(?!\*)", 1, "a title in italics"),
    (r"\b(?:Available|Accessed|Retrieved|Archived|Abgerufen|Consulté)\b", 1, "a date of access"),
    (
        r"\bInternet-Draft\b|\bSTD \d|\bUniversity (?:Press|of)\b|\b[Tt]hesis\b|\bReport (?:No\. )?\d",
        1,
        "a report",
    ),
)
"""Rows of (pattern, points, what the pattern recognises in a reference to a work)."""


@cache
def _traits() -> tuple[tuple[re.Pattern[str], int, str], ...]:
    """Return the rows with their patterns compiled, and the row that needs the names of the months."""
    issued = (rf"\b(?:{'|'.join(english_months())}) \d{{1,2}}, (?:19|20)\d\d", 1, "a date of issue")
    return tuple((re.compile(pattern), points, reason) for pattern, points, reason in (*_TRAITS, issued))


_NAME = 8
"""Most words with which "database" names the source; a longer remark only mentions one."""
_ENOUGH_POINTS = 2
"""Points of `_traits` that identify a work; a single trait is common in ordinary remarks."""
STRONG_POINTS = 3
_LONG = 90
"""Words above which a note is more likely a remark that mentions works than a reference to one."""


def kind_of_words(words: str) -> Kind:
    """Return the kind that `words` without an address name: one of the table, a work, or a remark."""
    count = len(words.split())
    for row in _kind_patterns():
        named = row.kind is not Kind.DATABASE or count <= _NAME or _access_point().search(words)
        if named and count <= _LONG // 2 and row.pattern.search(words):
            return row.kind
    return Kind.BIBLIOGRAPHIC if count_bibliographic_points(words) >= _points_needed(words) else Kind.NOTE


def _points_needed(words: str) -> int:
    count = len(words.split())
    return _ENOUGH_POINTS if count <= _LONG // 2 else STRONG_POINTS if count <= _LONG else 5


def kind_of_lead_words(words: str) -> Kind | None:
    """Return the kind that `words` before an address name if it is only the access point ("available at")."""
    if not _access_point().search(words):
        return None
    return next((row.kind for row in _kind_patterns() if row.pattern.search(words)), None)


def kind_of_address(target: Target) -> Kind:
    """Return the kind of an address without descriptive words: a social media post or a page."""
    match target:
        case Url(canonical=address) | CutUrl(prefix=address) if is_social(address):
            return Kind.SOCIAL
        case _:
            return Kind.URL


@cache
def _cross_reference() -> re.Pattern[str]:
    """Return a pattern for the mention of another part of the draft: "in Part V below", "infra Section 3"."""
    part, within = alternatives_in_all_languages("part_words"), alternatives_in_all_languages("within_draft")
    numbered = rf"(?:{part})\s+(?:\d|[ivxlc]+\b|[a-z]\b)[\w.()-]*"
    return re.compile(rf"\b{numbered},?\s+(?:{within})\b|\b(?:{within}),?\s+(?:in\s+)?{numbered}", re.IGNORECASE)


_BEGINNING = 40
"""Characters within which a note that mentions another part of the draft is about that part from its beginning."""
_MENTION = 30
"""Characters of the longest such mention."""
_REMARK = 3
"""Points that a mention of another part of the draft takes away: such a note explains, whatever works it names."""


def count_bibliographic_points(words: str) -> int:
    """Return the points of `words` as a reference to a work."""
    points = sum(points for pattern, points, _ in _traits() if pattern.search(words))
    if not points or not _cross_reference().search(words):
        return points
    return 0 if begins_with_cross_reference(words) else max(0, points - _REMARK)


def begins_with_cross_reference(words: str) -> bool:
    """Return whether `words` are about another part of the draft from their beginning."""
    return _cross_reference().search(words[: _BEGINNING + _MENTION]) is not None
