"""The article among the blocks of a page, and the page's boilerplate.

Boilerplate is menus, sharing buttons, related stories, comments, captions. It is recognised by tag, by role, and by
class and id. A name alone proves little (`article-overlay`, `has-sidebar`), so an element with a large share of the
page's prose is content whatever its name. Names that hold whole texts of their own (comments, dialogs, related stories)
may have a larger share than others.

The article is found in three steps over the blocks, none of which looks at the tree again. Boilerplate is removed. Each
remaining paragraph adds its weight to the elements around it, less with each step outwards, and the element with the
most weight holds the article (the idea of Arc90's Readability). The element is widened while its surroundings hold a
good share of prose as well, or siblings of the same kind do. What comes before the first and after the last paragraph
(headline, byline, tags) is left out.

Measured on 301 labelled pages, F1 of word 4-shingles and ms a page with parsing: this .938 at 10, trafilatura 2.3 .925
at 45, resiliparse 2.0 .884 at 2.7; so trafilatura is not kept as a second try.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from citecheck.page.html.blocks import Element, PageBlock, PageWalk
from citecheck.text.tokens import count_letters

_SMALL_SHARE = 0.25
_LARGE_SHARE = 0.6
"""Shares of the prose up to which a name proves boilerplate: any name, and one that holds texts of its own."""

_MIN_SHARE_LEFT = 0.2
"""Share of the prose that must be left; on a page whose names cover more than the rest, names mean nothing."""

_MIN_PROSE = 40
"""Unlinked characters from which a block is prose."""

_BOILERPLATE_TAGS = frozenset({"nav", "footer", "aside", "form", "menu", "figcaption", "dialog", "header"})
_BOILERPLATE_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog"}
)

_NAMES_WITH_TEXTS = (
    "footer|sidebar|side-?bar|breadcrumbs?|cookies?|cookie[a-z]+|consent|related[a-z]*|newsletter[a-z]*|comments?|commentlist|"
    "disqus[a-z]*|respond|modal|popup|pop-?over|overlay|lightbox|outbrain|taboola|navbox|reflist|navbar|off-?canvas"
    "|kommentar[a-z]*|commentaires?|comentarios?|commenti|reacties|opini[eao]s?|livefyre|fb-comments|jp-relatedposts|yarpp[a-z]*"
    "|verwandte[a-z]*|zum-?thema|lire-?aussi|voir-?aussi|relacionad[a-z]*|recirc[a-z]*|read-?next|up-?next|you-?may-?like"
)
_OTHER_NAMES = (
    "nav|navi|navigation|menu[a-z]*|foot|shar(?:e|ing|e[a-z]{0,8})|social[a-z]*|sociable|promo[a-z]*|advert[a-z]*|ads?|adbox|copyright|"
    "pagination|pager|toolbar|subscri[a-z]*|widgets?|signup|banner|teasers?|recommend[a-z]*|trending|popular|most-?read|"
    "more-?(?:from|on|news|stories)|read-?(?:more|next)|also|tags?|taglist|tag-list|keywords|byline|author[a-z]*|bio|meta|metadata|"
    "dateline|timestamp|published|date|credits?|captions?|wp-caption[a-z]*|gallery|slideshow|carousel|sponsor[a-z]*|print|skip[a-z]*|"
    "hidden|sr-only|visually-?hidden|screen-reader[a-z]*|login|register|paywall|disclaimer|rating|vote|poll|utility|tools|jump|toc|"
    "references|catlinks|mw-editsection|printfooter|hatnote|noprint"
)

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""The boundary of two words joined by a capital, as in `articleComments`."""


def _compile_names(words: str) -> re.Pattern[str]:
    """Compile names that count as whole words of a class or id, also before a number."""
    return re.compile(rf"(?:^|[\s_-])(?:{words})(?=$|[\s_\d-])", re.IGNORECASE)


_LARGE_NAMES = _compile_names(_NAMES_WITH_TEXTS)
_SMALL_NAMES = _compile_names(_OTHER_NAMES)


def _count_unlinked(block: PageBlock) -> int:
    """Count the characters of a block outside its links."""
    return len(block.text) - block.linked


def _is_link_list(block: PageBlock) -> bool:
    """Return whether a block is mostly links and not a sentence with links in it."""
    length = len(block.text)
    if block.linked * 2 <= length:
        return False
    return not (length >= 2 * _MIN_PROSE and block.linked * 3 <= length * 2 and block.text[-1] in ".!?…。！？\"”»')")


def _is_prose(block: PageBlock) -> bool:
    """Return whether a block is running text and not a label or a list of links."""
    return _count_unlinked(block) >= _MIN_PROSE and not _is_link_list(block)


def _prose_by_element(elements: Sequence[Element], blocks: Iterable[PageBlock]) -> list[int]:
    """Return for each element the unlinked characters of the prose in it, at any depth; `blocks` are the prose."""
    prose = [0] * len(elements)
    for block in blocks:
        prose[block.element] += len(block.text) - block.linked
    # Elements are in document order, so every element comes after its parent.
    for place in range(len(elements) - 1, 0, -1):
        held = prose[place]
        if held:
            parent = elements[place].parent
            if parent >= 0:
                prose[parent] += held
    return prose


def _find_boilerplate(elements: Sequence[Element], blocks: Sequence[PageBlock]) -> list[bool]:
    """Return for each element whether it or an ancestor is boilerplate; `blocks` are the shown blocks of prose."""
    prose = _prose_by_element(elements, blocks)
    total = max(1, sum(map(_count_unlinked, blocks)))
    boilerplate = spread_to_descendants(
        elements, [_is_boilerplate(one, held / total) for one, held in zip(elements, prose, strict=True)]
    )
    left = sum(_count_unlinked(block) for block in blocks if not boilerplate[block.element])
    if left < _MIN_SHARE_LEFT * total:
        return spread_to_descendants(
            elements,
            [
                one.tag in _BOILERPLATE_TAGS and held <= _SMALL_SHARE * total
                for one, held in zip(elements, prose, strict=True)
            ],
        )
    return boilerplate


def _is_boilerplate(element: Element, share: float) -> bool:
    """Return whether tag, role or name make an element boilerplate, given its share of the page's prose."""
    if element.tag in ("html", "body") or share > _LARGE_SHARE:
        return False
    limit = _boilerplate_limit_of(element.label) if element.label else 0.0
    return limit == _LARGE_SHARE or (
        share <= _SMALL_SHARE
        and (limit == _SMALL_SHARE or element.tag in _BOILERPLATE_TAGS or element.role in _BOILERPLATE_ROLES)
    )


@lru_cache(maxsize=16_384)
def _boilerplate_limit_of(label: str) -> float:
    """Return the share of the prose up to which a name proves boilerplate, 0 for any other name.

    Cached, since the pages of a site share their names, and the search took a fifth of a page's time.
    """
    names = _split_capitals(label)
    if _LARGE_NAMES.search(names):
        return _LARGE_SHARE
    return _SMALL_SHARE if _SMALL_NAMES.search(names) else 0.0


def _split_capitals(label: str) -> str:
    """Separate the words of a label that are joined by capitals."""
    return label if label.islower() else _HUMP.sub("-", label)


def spread_to_descendants(elements: Sequence[Element], flags: Iterable[bool]) -> list[bool]:
    """Return the flags with each true one copied to everything inside its element."""
    # An element without a parent has the index -1 for it: the extra flag at the end.
    inside = [*flags, False]
    for place, element in enumerate(elements):
        if inside[element.parent]:
            inside[place] = True
    del inside[-1]
    return inside


_MIN_WEIGHED = 25
"""Unlinked characters from which a block adds weight to the elements around it."""

_WEIGHTS: dict[str, float] = {
    "p": 1.0,
    "pre": 1.0,
    "article": 0.8,
    "div": 0.7,
    "section": 0.7,
    "main": 0.7,
    "blockquote": 0.6,
    "li": 0.3,
    "body": 0.3,
    "h1": 0.2,
    "h2": 0.2,
    "h3": 0.2,
    "h4": 0.2,
    "tr": 0.15,
}
"""Weight of a block for an article, by the element that holds it; the cells of a data table hardly count."""

_OTHER_WEIGHT = 0.5
_IN_LIST_FACTOR = 0.4
"""Factor for a paragraph inside a list item, which is more often a teaser's."""

_HOLDERS = frozenset({"div", "section", "article", "main", "td", "body", "center", "form", "fieldset"})
"""Elements that hold an article's text themselves; for others, the parent counts."""

_SHARES = (1.0, 0.75, 0.56, 0.42, 0.3, 0.2, 0.15)
"""Share of a paragraph's weight that each element outwards gets."""

_MAX_WIDENINGS = 3
_MIN_GAIN = 0.15
"""Widen by at most `_MAX_WIDENINGS` elements, while each has `_MIN_GAIN` more prose than the one inside it."""
_SIBLING_SHARE = 0.1
_MIN_SIBLING = 150
"""Widen to siblings of the same kind if together they have `_SIBLING_SHARE` of the prose, each at least `_MIN_SIBLING`
characters."""

_PARAGRAPH = 60
_SHORT_PARAGRAPH = 30
"""Characters of a paragraph that may open or close an article: in any element, and in one made for text."""
_TEXT_TAGS = frozenset({"p", "li", "blockquote", "pre"})

_MIN_CONTENT = 60
"""Unlinked characters outside boilerplate below which the names of elements say nothing about what is content."""
_HEADLINE = 25
"""Letters from which a link is a headline and no entry of a menu."""
_COPYRIGHT = re.compile(r"[^©(C]{0,40}(?:©|\([cC]\)|Copyright\b).{0,12}(?:19|20)\d\d|©")
"""A line of copyright: "Copyright © 2019 Example Ltd", "© Example"."""
_COPYRIGHT_LENGTH = 70
"""Characters of a line that are searched for it."""


@dataclass(frozen=True, slots=True)
class PageRegions:
    """What a page shows, by region: `main` is its article as lines, `content` all blocks outside its boilerplate.

    Menus of short links and lines of copyright are no content, whatever their element; headlines always are. `content`
    is everything shown where next to nothing else is left.
    """

    main: str
    content: tuple[PageBlock, ...]


def find_regions(walk: PageWalk) -> PageRegions:
    """Return the article and the content of a page; the article is everything shown where no element holds one."""
    blocks = [block for block in walk.blocks if not block.hidden and block.element >= 0]
    elements = walk.elements
    prose = [block for block in blocks if _is_prose(block)]
    boilerplate = _find_boilerplate(elements, prose)
    outside = [block for block in blocks if not boilerplate[block.element]]
    article = _find_article(elements, prose, [block for block in outside if not _is_link_list(block)], boilerplate)
    main = "\n".join(block.text for block in article or blocks)
    content = tuple(block for block in blocks if _is_content(block, boilerplate=boilerplate[block.element]))
    is_bare = sum(map(_count_unlinked, content)) < _MIN_CONTENT
    return PageRegions(main, tuple(blocks) if is_bare else content)


def _is_content(block: PageBlock, *, boilerplate: bool) -> bool:
    """Return whether a block is content: a headline anywhere; outside boilerplate all but menus and copyright."""
    if _is_link_list(block):
        return count_letters(block.text) >= _HEADLINE
    return not boilerplate and _COPYRIGHT.match(block.text[:_COPYRIGHT_LENGTH]) is None


def _find_article(
    elements: Sequence[Element], prose: Iterable[PageBlock], content: Sequence[PageBlock], boilerplate: Sequence[bool]
) -> list[PageBlock]:
    """Return the blocks of the article among the blocks that may belong to one, none where no element holds one."""
    scores = _weigh_elements(elements, content)
    if not any(scores):
        return []
    held = _prose_by_element(elements, [block for block in prose if not boilerplate[block.element]])
    top = _widen_region(elements, held, scores.index(max(scores)))
    # Elements are in document order, so the descendants of one come directly after it.
    end = next((place for place in range(top + 1, len(elements)) if elements[place].parent < top), len(elements))
    return _trim_to_paragraphs(elements, [block for block in content if top <= block.element < end])


def _weigh_elements(elements: Sequence[Element], blocks: Sequence[PageBlock]) -> list[float]:
    """Return for each element the weight of the paragraphs in and under it."""
    in_list = spread_to_descendants(elements, [element.tag == "li" for element in elements])
    scores = [0.0] * len(elements)
    for block in blocks:
        if _count_unlinked(block) < _MIN_WEIGHED:
            continue
        element = elements[block.element]
        weight = rate_block(block) * _WEIGHTS.get(element.tag, _OTHER_WEIGHT)
        if in_list[block.element] and element.tag != "li":
            weight *= _IN_LIST_FACTOR
        place = block.element if element.tag in _HOLDERS else element.parent
        for share in _SHARES:
            if place < 0:
                break
            scores[place] += weight * share
            place = elements[place].parent
    return scores


def rate_block(block: PageBlock) -> float:
    """Return a block's rating: by length and commas (also Chinese and Japanese ones), less by its share of links."""
    text = block.text
    commas = text.count(",") + text.count("，") + text.count("、")
    return (1 + commas + min(_count_unlinked(block) / 100, 3)) * (1 - block.linked / len(text))


def _widen_region(elements: Sequence[Element], prose: Sequence[int], top: int) -> int:
    """Move from the best element outwards while that gains prose, and return where it ends."""
    for _ in range(_MAX_WIDENINGS):
        parent = elements[top].parent
        if parent < 0 or elements[parent].tag == "html" or prose[parent] - prose[top] < _MIN_GAIN * prose[top]:
            break
        top = parent
    siblings: defaultdict[int, list[int]] = defaultdict(list)
    for place, held in enumerate(prose):
        if held >= _MIN_SIBLING:
            siblings[elements[place].parent].append(place)
    here = best = top
    while (parent := elements[here].parent) >= 0 and elements[parent].tag != "html":
        sibling_prose = sum(
            prose[place]
            for place in siblings[parent]
            if place != here and _is_same_kind(elements[place], elements[here])
        )
        if sibling_prose >= _SIBLING_SHARE * prose[here] and sibling_prose:
            best = parent
        here = parent
    return best


def _is_same_kind(one: Element, two: Element) -> bool:
    """Return whether two elements are of the same kind, as are the parts of an article laid out in sections."""
    return one.tag == two.tag and bool(one.label) and one.label.split(" ", 1)[0] == two.label.split(" ", 1)[0]


def _trim_to_paragraphs(elements: Sequence[Element], blocks: list[PageBlock]) -> list[PageBlock]:
    """Return the blocks from the first to the last paragraph, or all where there is no paragraph."""
    paragraphs = [place for place, block in enumerate(blocks) if _may_bound_article(elements[block.element], block)]
    return blocks[paragraphs[0] : paragraphs[-1] + 1] if paragraphs else blocks


def _may_bound_article(element: Element, block: PageBlock) -> bool:
    """Return whether a block may open or close an article."""
    return _count_unlinked(block) >= (_SHORT_PARAGRAPH if element.tag in _TEXT_TAGS else _PARAGRAPH)
