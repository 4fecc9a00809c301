"""Page readings made of plain HTML, for tests of comparing."""

from citecheck.model.page import Answer, PageText
from citecheck.page.reading import read_page

MENU = "".join(f'<li><a href="/{word}">{word}</a></li>' for word in ("News", "Sport", "Weather", "Shop"))
SENTENCES = (
    "The ministry said on Monday that 12 tanks were lost near the river.",
    "Officials in Bamako did not confirm the report of the army.",
    "The convoy had left the town of Gao two days before, according to residents.",
    "A spokesman for the United Nations called for talks between the two sides.",
    "The price of bread rose by 4.5 percent in the same week, traders said.",
)


def page(sentences=SENTENCES, *, title="Tanks lost near the river", before="", after="", menu=MENU, inside=""):
    """A page with site furniture around an article; `before` and `after` stand around it, `inside` at its end."""
    paragraphs = "".join(f"<p>{one}</p>" for one in sentences)
    return (
        f"<html lang=en><head><title>{title}</title></head><body><nav><ul>{menu}</ul></nav>{before}"
        f"<main><article><h1>{title}</h1>{paragraphs}{inside}</article></main>{after}"
        "<footer><p>© 2024 Example Media</p></footer></body></html>"
    )


def reading(html):
    return read_page(Answer(html.encode(), url="https://example.org/story", status=200))


def text(main, visible=None):
    return PageText(None, main, main if visible is None else visible, "en")
