"""Which elements of a page are furniture: menus, sharing buttons, related stories, comments, captions.

Known by tag, by role, and by what an element calls itself. A name alone proves little (`article-overlay`,
`has-sidebar`), so an element with a large share of the page's prose is content whatever it is called; names that
hold whole texts of their own (comments, dialogs, related stories) may have a larger share than others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from citecheck.content.blocks import Block, Element

SMALL = 0.25
LARGE = 0.6
"""Shares of the prose up to which a name marks furniture: any name, and one that holds texts of its own."""

ENOUGH = 0.2
"""Share of the prose that must be left; a page whose names mark more is one where names mean nothing."""

PROSE = 40
"""Unlinked characters that make a block prose."""

TAGS = frozenset({"nav", "footer", "aside", "form", "menu", "figcaption", "dialog", "header"})
ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog"})

TEXTS_OF_ITS_OWN = (
    "footer|sidebar|side-?bar|breadcrumbs?|cookies?|cookie[a-z]+|consent|related[a-z]*|newsletter[a-z]*|comments?|commentlist|"
    "disqus[a-z]*|respond|modal|popup|pop-?over|overlay|lightbox|outbrain|taboola|navbox|reflist|navbar|off-?canvas"
    "|kommentar[a-z]*|commentaires?|comentarios?|commenti|reacties|opini[eao]s?|livefyre|fb-comments|jp-relatedposts|yarpp[a-z]*"
    "|verwandte[a-z]*|zum-?thema|lire-?aussi|voir-?aussi|relacionad[a-z]*|recirc[a-z]*|read-?next|up-?next|you-?may-?like"
)
ANY = (
    "nav|navi|navigation|menu[a-z]*|foot|shar(?:e|ing|e[a-z]{0,8})|social[a-z]*|sociable|promo[a-z]*|advert[a-z]*|ads?|adbox|copyright|"
    "pagination|pager|toolbar|subscri[a-z]*|widgets?|signup|banner|teasers?|recommend[a-z]*|trending|popular|most-?read|"
    "more-?(?:from|on|news|stories)|read-?(?:more|next)|also|tags?|taglist|tag-list|keywords|byline|author[a-z]*|bio|meta|metadata|"
    "dateline|timestamp|published|date|credits?|captions?|wp-caption[a-z]*|gallery|slideshow|carousel|sponsor[a-z]*|print|skip[a-z]*|"
    "hidden|sr-only|visually-?hidden|screen-reader[a-z]*|login|register|paywall|disclaimer|rating|vote|poll|utility|tools|jump|toc|"
    "references|catlinks|mw-editsection|printfooter|hatnote|noprint"
)

HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Between two words joined by a capital, as in `articleComments`."""


def named(words: str) -> re.Pattern[str]:
    """Compile names that count as whole words of a class or id, also before a number."""
    return re.compile(rf"(?:^|[\s_-])(?:{words})(?=$|[\s_\d-])", re.IGNORECASE)


LARGE_NAMES = named(TEXTS_OF_ITS_OWN)
SMALL_NAMES = named(ANY)


def unlinked(block: Block) -> int:
    """Count the characters of a block outside its links."""
    return len(block.text) - block.linked


def is_link_list(block: Block) -> bool:
    """Tell a block that is mostly links from a sentence with links in it."""
    length = len(block.text)
    if block.linked * 2 <= length:
        return False
    return not (length >= 2 * PROSE and block.linked * 3 <= length * 2 and block.text[-1] in ".!?…。！？\"”»')")


def is_prose(block: Block) -> bool:
    """Tell running text from labels and lists of links."""
    return unlinked(block) >= PROSE and not is_link_list(block)


def prose_by_element(elements: Sequence[Element], blocks: Iterable[Block]) -> list[int]:
    """Count for each element the unlinked characters of the prose in it, at any depth; `blocks` are its prose."""
    prose = [0] * len(elements)
    for block in blocks:
        prose[block.home] += len(block.text) - block.linked
    # Elements stand in document order, so every element comes after the one it stands in.
    for place in range(len(elements) - 1, 0, -1):
        held = prose[place]
        if held:
            up = elements[place].up
            if up >= 0:
                prose[up] += held
    return prose


def furniture(elements: Sequence[Element], blocks: Sequence[Block]) -> list[bool]:
    """Say for each element whether it, or one it stands in, is furniture; `blocks` are the shown ones of prose."""
    prose = prose_by_element(elements, blocks)
    total = max(1, sum(map(unlinked, blocks)))
    marked = spread(elements, [is_furniture(one, held / total) for one, held in zip(elements, prose, strict=True)])
    left = sum(unlinked(block) for block in blocks if not marked[block.home])
    if left < ENOUGH * total:
        return spread(
            elements, [one.tag in TAGS and held <= SMALL * total for one, held in zip(elements, prose, strict=True)]
        )
    return marked


def is_furniture(element: Element, share: float) -> bool:
    """Tell furniture by tag, role and name, given the element's share of the page's prose."""
    if element.tag in ("html", "body") or share > LARGE:
        return False
    limit = limit_of(element.label) if element.label else 0.0
    return limit == LARGE or (share <= SMALL and (limit == SMALL or element.tag in TAGS or element.role in ROLES))


@lru_cache(maxsize=16_384)
def limit_of(label: str) -> float:
    """Return the share of the prose up to which a name marks furniture, 0 for one that marks none.

    Kept, since the pages of a site share their names, and the search took a fifth of a page's time.
    """
    names = words_of(label)
    if LARGE_NAMES.search(names):
        return LARGE
    return SMALL if SMALL_NAMES.search(names) else 0.0


def words_of(label: str) -> str:
    """Part the words of a label that are joined by capitals."""
    return label if label.islower() else HUMP.sub("-", label)


def spread(elements: Sequence[Element], marks: Iterable[bool]) -> list[bool]:
    """Hand each mark down to everything inside the marked element."""
    # What stands in no element finds the mark behind the last one.
    inside = [*marks, False]
    for place, element in enumerate(elements):
        if inside[element.up]:
            inside[place] = True
    del inside[-1]
    return inside
