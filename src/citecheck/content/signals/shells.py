"""Pages without content of their own: scripts that would fetch it, stubs that lead elsewhere, nothing at all."""

from __future__ import annotations

import re

from citecheck.content.media import Medium
from citecheck.content.signals.table import Phrase, Probe, Row, Where, Words
from citecheck.content.traits import Traits
from citecheck.model.page import Page

BARE = 150
"""Letters shown below which a page has no content: a logo's text, a loading notice, a copyright line."""
SCANT = 600
SCRIPT_SHARE = 150
"""How many times more markup than letters a page has that is made by its scripts; articles measure below 50."""
MARKUP = 150_000
"""Characters of markup searched for the place of an application."""
MOUNT = re.compile(
    r"<(?:div|main|body|section|app-root|root)[^>]{0,200}\bid=[\"']?(?:root|app|__next|__nuxt|___gatsby|react-root|app-root|application|main-app|svelte|q-app|ember-app|mount|appmountpoint|wrap|page|content)[\"']?[^>]{0,200}>\s*(?:<!--[^>]{0,80}-->\s*)*</|<app-root[^>]{0,100}>",
    re.IGNORECASE,
)


def nothing(traits: Traits) -> str | None:
    """See a body without anything to read, show or run."""
    if traits.medium is Medium.BINARY or traits.medium is Medium.PDF:
        return None
    if traits.letters > 0 or traits.size == 0:
        return None if traits.letters > 0 else "no body"
    if traits.document is None:
        return "no text"
    shown = traits.document.tree.css_first("script, iframe, frame, img, object, embed, video, audio, canvas, svg, form")
    return "no text, picture or script" if shown is None else None


def script_only(traits: Traits) -> str | None:
    """See a page that shows next to nothing but brings scripts or frames."""
    if traits.document is None or traits.letters >= BARE:
        return None
    node = traits.document.tree.css_first("script:not([type*=json]), iframe, frame, object, embed")
    return f"{traits.letters} letters shown beside scripts" if node is not None else None


def script_heavy(traits: Traits) -> str | None:
    """See a page whose markup outweighs what it shows so far that only scripts can be meant to fill it."""
    if traits.document is None or traits.letters >= SCANT or len(traits.source) < SCRIPT_SHARE * traits.letters:
        return None
    return f"{traits.letters} letters in {len(traits.source)} characters" if "<script" in traits.source else None


def empty_mount(traits: Traits) -> str | None:
    """See the empty element into which a script writes the page, on a page that shows little else."""
    if traits.letters >= SCANT:
        return None
    found = MOUNT.search(traits.source[:MARKUP])
    return found.group()[:80] if found else None


def stub(traits: Traits) -> str | None:
    """See a page that sends the reader on by itself."""
    return traits.next_url


SCRIPT_WORDS = Words(
    r"(?:you need to|please|must|requires? (?:you to )?)[^.\n]{0,20}(?:enable|turn on|activate|have) javascript",
    r"javascript (?:is |must be |needs to be |has to be )?(?:required|disabled|enabled|not enabled|not available|turned off)",
    r"(?:requires?|needs?|works? best with|without) javascript",
    r"enable javascript",
    r"^loading$",
    r"activer (?:le )?javascript|javascript (?:est désactivé|doit être activé)",
    r"(?:bitte )?(?:aktivieren sie )?javascript[^.\n]{0,20}(?:aktivieren|deaktiviert|benötigt|erforderlich|eingeschaltet)",
    r"(?:habilit[ae]r?|activ[ae]r?) (?:el |o )?javascript",
    r"(?:включите|включить|требуется|необходим)[^.\n]{0,16}javascript",
    r"javascript['’]?(?:i|in)? (?:etkin|aç)",
    r"(?:启用|啟用|开启|開啟)\s?javascript",
    r"javascript\s?(?:を有効|が無効)",
    r"(?:자바스크립트|javascript)[^.\n]{0,10}(?:활성화|사용)",
)

MOVED_TITLES = Words(
    r"^(?:object moved|document moved|(?:30[1278] )?moved (?:permanently|temporarily)|30[1278] (?:found|redirect|permanent redirect|temporary redirect))$"
)

ROWS: tuple[Row, ...] = (
    Probe("nothing", Page.EMPTY, 1.0, nothing, "nothing to read, show or run"),
    Probe("script-only", Page.JS_SHELL, 1.0, script_only, "the content would come by script"),
    Probe("script-heavy", Page.JS_SHELL, 1.0, script_heavy, "next to nothing shown by much markup"),
    Probe("empty-mount", Page.JS_SHELL, 0.7, empty_mount, "the place where a script puts the page is empty"),
    Phrase("script-words", Page.JS_SHELL, 0.5, Where.SAID, SCRIPT_WORDS, "the page says that it needs scripts"),
    Phrase("moved-title", Page.REDIRECT_STUB, 1.2, Where.TITLE_PART, MOVED_TITLES, "what servers send with a redirect"),
    Probe("stub", Page.REDIRECT_STUB, 1.0, stub, "the page sends the reader on by itself"),
)
