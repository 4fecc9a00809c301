"""The pages that measurements are made with: as of a newspaper, a fifth of them text, the rest markup and scripts."""

from __future__ import annotations

SUBJECTS = ("The ministry", "A spokesman", "The river", "An officer", "The committee", "One witness", "The market")
VERBS = ("reported", "denied", "carried", "described", "approved", "remembered", "announced")
OBJECTS = ("the crossing", "a shipment", "the new figures", "two villages", "the agreement", "a convoy", "the repairs")
TEXT_SHARE = 0.2
"""Share of visible words in the bytes of real articles, about."""


def sentence(number: int) -> str:
    words = SUBJECTS[number % 7], VERBS[number // 7 % 7], OBJECTS[number // 49 % 7]
    return f"{' '.join(words)} on day {number}, as {number * 37 % 991} people near the bridge saw with their own eyes."


def body(size: int) -> bytes:
    """Give a page of `size` bytes: scripts, a menu, a heading, paragraphs, a foot."""
    menu = "".join(
        f'<li class="menu__item menu__item--{n}"><a href="/section/{n}">Section {n}</a></li>' for n in range(40)
    )
    article, number = "", 0
    while len(article) < size * TEXT_SHARE:
        text = " ".join(sentence(number + place) for place in range(4))
        article += f'<p class="article__paragraph" data-place="{number}">{text}</p>\n'
        number += 4
    head = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page of words</title>'
    rest = (
        f'</head><body><nav><ul class="menu">{menu}</ul></nav><main><article><h1>A page of words</h1>\n{article}</article></main>'
        f"<footer><ul>{menu}</ul><p>Contact and imprint</p></footer></body></html>"
    )
    line = '{"id":12345,"kind":"teaser","image":"/img/1200x800/picture.jpg","weight":0.75},'
    script = line * max(0, (size - len(head) - len(rest) - 60) // len(line))
    page = f"{head}<script>window.__STATE__=[{script}0]</script>{rest}"
    return page.replace("</body>", " " * (size - len(page)) + "</body>").encode()
