"""Rules `T`: what a footnote points to, found without any network."""

from __future__ import annotations

from citecheck.model.finding import Level, Rule

ROWS: tuple[Rule, ...] = (
    Rule(
        "T101",
        "cut-address",
        Level.WARNING,
        "An address is cut off.",
        "The end of the address is missing, so the source cannot be opened, and it cannot be guessed. Restore the whole address from the published page or the editing system (`--published URL` aligns it note by note).",
    ),
    Rule(
        "T102",
        "defanged-address",
        Level.INFO,
        "An address is spelled with words for its dots.",
        "The address was restored for checking. Readers cannot click it: restore it in the draft unless house style asks for it.",
    ),
    Rule(
        "T103",
        "malformed-address",
        Level.ERROR,
        "An address cannot be parsed.",
        "No browser would open this address. Correct it.",
    ),
    Rule(
        "T104",
        "no-address",
        Level.INFO,
        "A source has no address to ask.",
        "A work, a database or data available by request: citecheck cannot open it. Check it by hand.",
    ),
    Rule(
        "T105",
        "shortened-address",
        Level.WARNING,
        "An address goes through a shortener.",
        "Shorteners die and hide what is cited. Cite the address it leads to.",
    ),
    Rule(
        "T106",
        "glued-addresses",
        Level.ERROR,
        "Several addresses are glued into one link.",
        "A reader's click opens none of them. Separate the links.",
    ),
    Rule(
        "T107",
        "broken-autolink",
        Level.WARNING,
        "The site's linker broke an address.",
        "The link behind the text leads elsewhere than the text says. Repair the link.",
    ),
    Rule(
        "T108",
        "written-two-ways",
        Level.INFO,
        "The same source is written in two ways.",
        "Two notes name one source by different spellings. Write it one way.",
    ),
    Rule(
        "T109",
        "address-typo",
        Level.WARNING,
        "An address has a typing error that could be mended.",
        "The address was checked as mended. Correct it in the draft.",
    ),
    Rule(
        "T110",
        "hostile-indicator",
        Level.INFO,
        "A defanged indicator is listed and not asked.",
        "Indicators of a threat report may be dangerous; they are never requested.",
    ),
)
