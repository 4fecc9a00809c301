"""Pages that ask for a login, by structure: the address reached, the form and its button, links to other accounts.

A form for logging in is also in the header, a side column or a layer of ordinary pages. What distinguishes a page that
is one is the address, which is a name for logging in and nothing else; the title or the headline, which repeats the
label of the form's button in any language; or that the page shows next to nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from citecheck.model.page import Page
from citecheck.page.classify.signals import BRIEF_PROSE, Probe, SignalRow, Traits, match_player, path_of
from citecheck.page.html.blocks import is_hidden, tidy
from citecheck.text.tokens import count_letters

_LOGIN_WORDS = (
    "log-?[io]n|log-?ind|sign-?in|signon|auth(?:enticate|entication|orize)?|sso|saml2?|oauth2?|idp|adfs|cas"
    "|service-?login|connexion|identification|anmelden|anmeldung|einloggen|acceso|acceder|iniciar-?sesion|accedi|entrar"
    "|inloggen|logga-?in|kirjaudu|zaloguj|logowanie|prihlaseni|giris|vhod|vxod"
)
"""Words of addresses for logging in, without accents, as addresses have them."""
_LOGIN_PATH = re.compile(rf"(?:^|[/_.-])(?:{_LOGIN_WORDS})(?:[/_.-]|$)", re.IGNORECASE)
_GENERAL_WORDS = (
    "members?|users?|customers?|accounts?|clients?|my|multi|portal|secure|online|web|wp|form|page|index|main|home|check"
    "|identifier|challenge|password|authn"
)
_LOGIN_TOPIC = re.compile(
    rf"(?:{_LOGIN_WORDS})-(?:help|hilfe|aide|ayuda|aiuto|problems?|issues?)(?:[/_.-]|$)", re.IGNORECASE
)
"""A page about logging in: `login-help`."""
_LOGIN_HYPHENS = 3
"""Hyphens of a folder for logging in; one with more is a headline: `how-do-i-log-in-to-my-router`."""
_LOGIN_NAME = re.compile(
    rf"(?:(?:{_GENERAL_WORDS})[\W_]*)*(?:(?:{_LOGIN_WORDS})[\W_]*(?:(?:{_GENERAL_WORDS})[\W_]*)*)+|my-?account",
    re.IGNORECASE,
)
"""Names for logging in and nothing else: `login`, `members_login`, `LogonForm`; not `login-problems`."""
_LOGIN_HOST = re.compile(r"(?:log-?in|log-?on|sign-?in|auth|sso|idp|accounts?|adfs|cas)\d?\.", re.IGNORECASE)
_FILE_ENDING = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_ACTION_PARAMETER = re.compile(r"(?:^|&)(?:content|action|a|do|act|page|view|task|option|section|mode|cmd)=([\w-]+)")
"""A query that names what a page does: `?content=login`."""

_FORM = 600
"""Letters of the labels, buttons and links of a login form."""
_PARAGRAPH = 60
"""Letters of a line that is a paragraph."""
_LITTLE = 900
"""Letters of running text up to which a page with a login form is about logging in."""
_SHORT_REGION = 1_500
"""Letters of the content, form included, of a page that has a login form and next to nothing else."""
_TITLE_WORDS = 6
"""Words of a title or a heading that names a login: "Pets Best Customer Portal Login"; headlines are longer."""
_LEAST_LABEL, _LONGEST_LABEL = 4, 30
"""Letters of the label of a button for logging in; a shorter one, "Go" or "OK", is on any form."""

_LAYER_TAGS = frozenset({"header", "nav", "aside", "footer", "dialog"})
_LAYER_NAMES = re.compile(
    r"modal|popup|pop-?over|dialog|overlay|lightbox|drop-?down|drawer|off-?canvas|header|top-?bar|nav|side-?bar|widget|footer",
    re.IGNORECASE,
)
_MAX_ANCESTORS = 12
_GONE_STATUSES = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class _LoginForm:
    """A form for logging in: its target, the labels of its buttons.

    `is_aside` is whether it is a layer or part of the frame, `is_hidden` whether the page does not show it at first.
    """

    target: str | None
    labels: tuple[str, ...]
    is_aside: bool
    is_hidden: bool


_MASKED_TYPE = "password"
_MASKED_FIELD = f"input[type={_MASKED_TYPE}]"
_NAME_FIELDS = (
    "input[type=email], input[autocomplete*=username], input[name*=user], input[name*=login], input[name*=identifier]"
)
"""Fields of the first of two steps, which asks for the name alone."""


def _find_login_forms(traits: Traits, fields: str = _MASKED_FIELD) -> Iterator[_LoginForm]:
    """Yield the forms with a password field, or one of `fields`; for a field without a form what is around it."""
    if traits.document is None or (fields == _MASKED_FIELD and _MASKED_TYPE not in traits.source):
        return
    for field in traits.document.tree.css(fields):
        around = list(_ancestors_of(field))
        form = next((node for node in around if node.tag == "form"), None)
        holder = form or (around[min(2, len(around) - 1)] if around else None)
        yield _LoginForm(
            target=(form.attributes.get("action") or "") if form else None,
            labels=tuple(_button_labels_of(holder)) if holder else (),
            is_aside=any(map(_is_aside, around)),
            is_hidden=any(is_hidden(node.attributes) for node in around),
        )


def _ancestors_of(node: Any) -> Iterator[Any]:
    """Yield the elements around a node up to the body, at most `_MAX_ANCESTORS`."""
    for _ in range(_MAX_ANCESTORS):
        node = node.parent
        if node is None or node.tag in ("body", "html"):
            return
        yield node


def _is_aside(node: Any) -> bool:
    """Return whether an element is part of the frame of a page, a layer over it, or not shown at first."""
    attributes = node.attributes
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return node.tag in _LAYER_TAGS or _LAYER_NAMES.search(names) is not None or is_hidden(attributes)


def _button_labels_of(holder: Any) -> Iterator[str]:
    """Yield the labels of the buttons that send a form."""
    for node in holder.css("button, input[type=submit], input[type=image]"):
        attributes = node.attributes
        label = tidy(attributes.get("value") or attributes.get("alt") or node.text())
        if (len(label) >= _LEAST_LABEL or (label and not label.isascii())) and len(label) <= _LONGEST_LABEL:
            yield label.casefold()


_THREAD_PARAGRAPHS = 3
"""Paragraphs from which a page with a headline of its own is a thread or an article, and its form is for readers."""


def _holds_thread(traits: Traits) -> bool:
    """Return whether a page with a headline of its own shows paragraphs, as a thread with a form to reply does."""
    lines = traits.own_text.splitlines() if traits.has_headline else []
    return sum(count_letters(line) >= _PARAGRAPH for line in lines) >= _THREAD_PARAGRAPHS


def _detect_password_form(traits: Traits) -> str | None:
    """Detect a password field on a page with little else."""
    if traits.prose > _LITTLE or _holds_thread(traits):
        return None
    return "a password field" if any(not form.is_hidden for form in _find_login_forms(traits)) else None


def _detect_only_password_form(traits: Traits) -> str | None:
    """Detect such a field on a page without any sentence of its own; on a missing page a box in its frame is none."""
    if traits.prose > 0 or traits.letters > _FORM:
        return None
    is_missing = traits.status in _GONE_STATUSES
    return (
        None
        if is_missing and all(form.is_aside for form in _find_login_forms(traits))
        else _detect_password_form(traits)
    )


def _find_main_forms(traits: Traits) -> Iterator[_LoginForm]:
    """Yield the login forms that are no layer or part of a frame, on a page with little else and no headline."""
    if not traits.has_headline and traits.prose <= _LITTLE and traits.region <= _SHORT_REGION:
        yield from (form for form in _find_login_forms(traits) if not form.is_aside)


def _detect_main_form(traits: Traits) -> str | None:
    """Detect such a form."""
    return "a login form in the content" if next(_find_main_forms(traits), None) else None


def _detect_main_form_to_login(traits: Traits) -> str | None:
    """Detect such a form that sends the password to an address that is a name for logging in."""
    targets = (form.target for form in _find_main_forms(traits) if form.target)
    return next((target for target in targets if _find_login_name(_join(traits.url or "", target))), None)


def _detect_login_address(traits: Traits) -> str | None:
    """Detect an address for logging in."""
    folders = (
        folder
        for folder in traits.path.split("/")
        if folder.count("-") <= _LOGIN_HYPHENS and not _LOGIN_TOPIC.search(folder)
    )
    return traits.path if traits.url and any(map(_LOGIN_PATH.search, folders)) else None


def _detect_login_redirect(traits: Traits) -> str | None:
    """Detect a redirect from another address to an address for logging in."""
    requested = path_of(traits.requested_url)
    return (
        traits.path
        if traits.requested_url and not _LOGIN_PATH.search(requested) and _detect_login_address(traits)
        else None
    )


def _find_login_name(url: str | None) -> str | None:
    """Return the part of an address that is a name for logging in and nothing else: host, last folder or query."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    name = _FILE_ENDING.sub("", unquote(parts.path).split(";")[0].rstrip("/").rpartition("/")[2])
    named = [name, *(found[1] for found in _ACTION_PARAMETER.finditer(parts.query))]
    host = _LOGIN_HOST.match(parts.netloc)
    return next((name for name in named if _LOGIN_NAME.fullmatch(name)), None) or (host.group() if host else None)


def _detect_form_at_login_address(traits: Traits) -> str | None:
    """Detect a password field at an address that is a name for logging in."""
    return _find_login_name(traits.url) if next(_find_login_forms(traits), None) is not None else None


def _detect_form_to_own_address(traits: Traits) -> str | None:
    """Detect that such a form sends the password to the login address it is at; a box in a header sends it elsewhere."""
    if not traits.url or _find_login_name(traits.url) is None:
        return None
    targets = (form.target for form in _find_login_forms(traits) if form.target)
    own = traits.path.casefold()
    return next((target for target in targets if path_of(_join(traits.url, target)).casefold() == own), None)


def _join(url: str, target: str) -> str | None:
    try:
        return urljoin(url, target)
    except ValueError:
        return None


def _detect_title_of_button(traits: Traits) -> str | None:
    """Detect a short title or headline that holds the label of the form's button: "Se connecter à Exemple".

    At an address for logging in, the form may ask for the name alone.
    """
    named = [part.casefold() for part in (*traits.title_parts, *traits.headings) if part.count(" ") < _TITLE_WORDS]
    fields = f"{_MASKED_FIELD}, {_NAME_FIELDS}" if _detect_login_address(traits) else _MASKED_FIELD
    labels = {label for form in _find_login_forms(traits, fields) if not form.is_hidden for label in form.labels}
    return next((label for label in labels if any(_holds(part, label) for part in named)), None)


def _holds(text: str, label: str) -> bool:
    """Return whether a text holds a label as whole words."""
    return re.search(rf"(?<!\w){re.escape(label)}(?!\w)", text) is not None


_ACCOUNT_LINK = re.compile(
    r"(?P<start>.*/(?:auth|oauth2?|log-?in|sign-?in|sso|openid|saml2?)/)(?P<name>[\w-]+)/?(?:\?|$)", re.IGNORECASE
)
"""A link for logging in with the account of another site: `/auth/google`, `/login/orcid`."""


def _detect_account_links(traits: Traits) -> str | None:
    """Detect links to the accounts of several other sites, in no layer or frame, on a page with little else."""
    if traits.document is None or traits.has_headline or traits.prose > _LITTLE or traits.region > _SHORT_REGION:
        return None
    names: dict[str, set[str]] = {}
    for link in traits.document.tree.css("a[href]"):
        found = _ACCOUNT_LINK.match(link.attributes.get("href") or "")
        if found and not any(map(_is_aside, _ancestors_of(link))):
            names.setdefault(found["start"], set()).add(found["name"].lower())
    return next((", ".join(sorted(found)) for found in names.values() if len(found) > 1), None)


LOGIN_ROWS: tuple[SignalRow, ...] = (
    Probe(
        "password-form",
        Page.LOGIN_WALL,
        0.6,
        _detect_password_form,
        "a password is required and little is shown",
        until=_LITTLE,
    ),
    Probe("password-only", Page.LOGIN_WALL, 0.4, _detect_only_password_form, "and nothing else"),
    Probe("login-form-main", Page.LOGIN_WALL, 0.3, _detect_main_form, "and the form is no box in a frame"),
    Probe("login-form-target", Page.LOGIN_WALL, 0.2, _detect_main_form_to_login, "and its target is a login address"),
    Probe(
        "login-address",
        Page.LOGIN_WALL,
        0.5,
        _detect_login_address,
        "the address reached is one for logging in",
        until=BRIEF_PROSE,
    ),
    Probe(
        "login-form-there",
        Page.LOGIN_WALL,
        1.0,
        _detect_form_at_login_address,
        "the address is a name for logging in, and a password is required there",
        until=BRIEF_PROSE,
    ),
    Probe("login-form-to-itself", Page.LOGIN_WALL, 0.6, _detect_form_to_own_address, "and sent to that address"),
    Probe(
        "login-titled",
        Page.LOGIN_WALL,
        0.5,
        _detect_title_of_button,
        "the title or headline repeats the button of the login form",
        until=BRIEF_PROSE,
    ),
    Probe(
        "login-accounts", Page.LOGIN_WALL, 0.5, _detect_account_links, "links for logging in with other sites' accounts"
    ),
    Probe("login-video", Page.LOGIN_WALL, 1.0, match_player("LOGIN_REQUIRED"), "the player states that it is required"),
    Probe(
        "redirected-to-login",
        Page.LOGIN_WALL,
        0.6,
        _detect_login_redirect,
        "and something else was requested",
        until=BRIEF_PROSE,
    ),
)
