"""Elements inside elements, no deeper than browsers go.

The time of every HTML parser tried grows with the square of the depth: 20,000 nested `div` took Lexbor 1.3 s, 100,000
over 30 s. Blink ends nesting at 512 elements and puts what is deeper beside the last one, which is what happens here
when the tags of elements that are too deep are taken out.
"""

from __future__ import annotations

import re

DEEPEST = 512
"""Elements inside each other (Blink's `kMaximumHTMLParserDOMTreeDepth`)."""
MANY = 10_000
"""Tags below which a page is left as it is: it is parsed at once, however they nest."""
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)\b", re.IGNORECASE)
FLAT = frozenset(
    re.findall(
        r"\w+",
        "area base br col embed hr img input link meta param source track wbr"
        " p li dt dd option optgroup tr td th thead tbody tfoot colgroup rp rt"
        " script style title textarea template noscript iframe",
    )
)
"""Elements that hold none, whose end may be left out (HTML standard, 13.1.2.4), or whose content is text."""


def levelled(source: str) -> str:
    """Return markup without the tags of elements that stand deeper than `DEEPEST`."""
    if source.count("<") < MANY:
        return source
    depth = 0
    kept: list[str] = []
    place = 0
    for tag in TAG.finditer(source):
        if tag[2].lower() in FLAT:
            continue
        is_deep = depth > DEEPEST
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if is_deep and (end := source.find(">", tag.end())) >= 0:
            kept.append(source[place : tag.start()])
            place = end + 1
    kept.append(source[place:])
    return "".join(kept)
