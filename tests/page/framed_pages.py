"""Pages in the frames of sites, from rows of words: `cases/framed/LANGUAGE.txt` has a page a line.

A line is `REACH KIND | title | paragraph | paragraph`. Half of the pages are live and about what the other half are:
missing pages, sales, walls. Each is put in one of six frames, with menu, cookie box, other headlines and footer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

_FOLDER = Path(__file__).with_name("cases") / "framed"
_SITE = "Quayside Courier"
_STATUSES = {"hard": (404, 410), "court": (200, 403, 451), "filter": (200, 403), "bot": (200, 403, 503)}
"""Statuses that pages of a kind come with; others come with 200."""
_MAINTAINED = (503, 200)


@dataclass(frozen=True)
class FramedPage:
    """A page, its status and address, and how far its source can be reached."""

    name: str
    url: str
    markup: str
    reach: str
    status: int = 200


@dataclass(frozen=True)
class _Row:
    language: str
    reach: str
    kind: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class _Furniture:
    """The words of a site around its pages."""

    language: str
    menu: str
    cookies: str
    accept: str
    footer: str
    byline: str
    also: str
    headlines: tuple[str, ...]


def list_pages() -> list[FramedPage]:
    """Return all pages; the same page is always in the same frame."""
    return [page for path in sorted(_FOLDER.glob("*.txt")) for page in _read_language(path)]


def _read_language(path: Path) -> Iterator[FramedPage]:
    first, *lines = path.read_text("utf-8").splitlines()
    rows = [_read_row(path.stem, line) for line in lines]
    furniture = _Furniture(
        path.stem, *map(str.strip, first.split("|")[1:]), tuple(row.title for row in rows if row.reach == "live")
    )
    return (_frame_page(row, furniture) for row in rows)


def _read_row(language: str, line: str) -> _Row:
    head, title, *paragraphs = map(str.strip, line.split("|"))
    return _Row(language, *head.split(), title, tuple(paragraphs))


def _frame_page(row: _Row, furniture: _Furniture) -> FramedPage:
    name = f"{row.language}-{row.kind}"
    draw = sha256(name.encode()).digest()
    statuses = _MAINTAINED if row.kind == "maintenance" else _STATUSES.get(row.kind, (200,))
    alone = row.kind in {"sale", "expired", "court", "filter", "bot"}
    frame = _bare if alone else FRAMES[draw[0] % len(FRAMES)]
    content = "".join(f"<p>{text}</p>" for text in row.paragraphs) + _MORE.get(row.kind, _nothing)(row)
    return FramedPage(
        name,
        "https://courier.example/2025/03/" + row.kind,
        frame(row, content, furniture),
        row.reach,
        statuses[draw[1] % len(statuses)],
    )


def _nothing(_: _Row) -> str:
    return ""


def _login_form(row: _Row) -> str:
    mail, secret = row.paragraphs[0].split(",")[0], row.paragraphs[0].split(",")[-1]
    return (
        f'<form action="/session" method="post"><label>{mail}</label><input name="user"><label>{secret}</label>'
        f'<input type="password" name="pw"><button>{row.title}</button></form>'
    )


def _contact_form(row: _Row) -> str:
    return (
        '<form action="/send" method="post"><input name="name"><input type="email" name="mail"><textarea name="words">'
        f'</textarea><div class="g-recaptcha" data-sitekey="1"></div><button>{row.title}</button></form>'
        '<script src="https://www.google.com/recaptcha/api.js"></script>'
    )


def _sale_form(_: _Row) -> str:
    return '<form action="/offer" method="post"><input type="email" name="mail"><input name="sum"><button>OK</button></form>'


_MORE: dict[str, Callable[[_Row], str]] = {
    "login": _login_form,
    "contact-captcha": _contact_form,
    "sale": _sale_form,
    "login-help": lambda row: f'<p><a href="/login">{row.title}</a></p>',
}


def _menu(site: _Furniture) -> str:
    return "".join(f'<li><a href="/s/{place}">{word}</a></li>' for place, word in enumerate(site.menu.split()))


def _teasers(site: _Furniture, row: _Row) -> str:
    others = [each for each in site.headlines if each != row.title][:4]
    return "".join(f'<li><a href="/t/{place}">{each}</a></li>' for place, each in enumerate(others))


def _cookies(site: _Furniture) -> str:
    return f'<div id="cookie-banner" role="dialog"><p>{site.cookies}</p><button>{site.accept}</button></div>'


def _head(row: _Row, title: str) -> str:
    return (
        f'<!doctype html><html lang="{row.language}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/a.css">'
        '<script src="/a.js" defer></script></head><body>'
    )


def _newspaper(row: _Row, content: str, site: _Furniture) -> str:
    return (
        f"{_head(row, f'{row.title} | {_SITE}')}{_cookies(site)}<header><a href='/'>{_SITE}</a><nav><ul>{_menu(site)}</ul>"
        f"</nav></header><main><article><h1>{row.title}</h1><p class='byline'>{site.byline}</p>{content}</article><aside><h2>"
        f"{site.also}</h2><ul>{_teasers(site, row)}</ul></aside></main><footer>{site.footer}</footer></body></html>"
    )


def _blog(row: _Row, content: str, site: _Furniture) -> str:
    return (
        f"{_head(row, f'{_SITE} – {row.title}')}<div id='page'><div id='masthead'><p class='site-title'>{_SITE}</p>"
        f"<ul class='menu'>{_menu(site)}</ul></div><div id='content'><div class='post hentry'><h2 class='entry-title'>"
        f"{row.title}</h2><div class='entry-meta'>{site.byline}</div><div class='entry-content'>{content}</div></div></div>"
        f"<div id='secondary' class='widget-area'><form role='search'><input type='search' name='s'></form><ul>"
        f"{_teasers(site, row)}</ul></div><div id='colophon'>{site.footer}</div></div>{_cookies(site)}</body></html>"
    )


def _plain(row: _Row, content: str, site: _Furniture) -> str:
    return f"{_head(row, row.title)}<h1>{row.title}</h1>{content}<hr><p><small>{site.footer}</small></p></body></html>"


def _soup(row: _Row, content: str, site: _Furniture) -> str:
    return (
        f"{_head(row, _SITE)}<div class='c1'><div class='c2'>{_SITE}</div><div class='c3'><ul>{_menu(site)}</ul></div></div>"
        f"<div class='c4'><div class='c5'><h1>{row.title}</h1>{content.replace('<p>', '<div>').replace('</p>', '</div>')}"
        f"</div><div class='c6'><ul>{_teasers(site, row)}</ul></div></div><div class='c7'>{site.footer}</div></body></html>"
    )


def _tables(row: _Row, content: str, site: _Furniture) -> str:
    return (
        f"{_head(row, f'{row.title} - {_SITE}')}<table width='900'><tr><td colspan='2'><b>{_SITE}</b></td></tr><tr><td><ul>"
        f"{_menu(site)}</ul></td><td><font size='5'>{row.title}</font><br>{content}</td></tr><tr><td colspan='2'>"
        f"{site.footer}</td></tr></table></body></html>"
    )


def _portal(row: _Row, content: str, site: _Furniture) -> str:
    return (
        f"{_head(row, f'{row.title} :: {_SITE}')}<a class='skip' href='#main'>↓</a><header class='top'><form class='login-box'"
        " action='/session'><input name='user'><input type='password' name='pw'><button>OK</button></form>"
        f"<nav>{_menu(site)}</nav></header><section id='main'><div class='breadcrumb'><a href='/'>{_SITE}</a> › {row.title}"
        f"</div><h1>{row.title}</h1>{content}</section><section class='related'><h3>{site.also}</h3><ul>"
        f"{_teasers(site, row)}</ul></section><footer><p>{site.footer}</p></footer>{_cookies(site)}</body></html>"
    )


def _bare(row: _Row, content: str, _: _Furniture) -> str:
    return f"{_head(row, row.title)}<div class='box'><h1>{row.title}</h1>{content}</div></body></html>"


FRAMES = (_newspaper, _blog, _plain, _soup, _tables, _portal)
